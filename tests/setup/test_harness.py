"""The harness itself: what is closed is closed, what goes wrong in a page is noted, each test has its own store."""

import socket

import pytest
from sqlalchemy import create_engine, inspect, text

OUTSIDE = "192.0.2.1"  # reserved for documentation, RFC 5737: nobody answers there


def test_a_test_reaches_no_outside_address():
    with socket.socket() as caller, pytest.raises(UserWarning, match=rf'with host "{OUTSIDE}"'):
        caller.connect((OUTSIDE, 80))


def test_a_test_reaches_a_server_of_its_own():
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as caller:
        caller.connect(listener.getsockname())
        accepted, address = listener.accept()
        accepted.close()
        assert address == caller.getsockname()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_an_empty_store_of_its_own(database_url, turn):
    engine = create_engine(database_url)
    try:
        with engine.begin() as connection:
            assert "turn" not in inspect(connection).get_table_names()
            connection.execute(text(f"CREATE TABLE turn AS SELECT '{turn}' AS name"))
    finally:
        engine.dispose()


def test_a_postgres_store_can_hold_geometry(postgres_url):
    engine = create_engine(postgres_url)
    try:
        with engine.connect() as connection:
            point = connection.execute(text("SELECT ST_AsText(ST_SetSRID(ST_MakePoint(43.58, 35.77), 4326))"))
            assert point.scalar() == "POINT(43.58 35.77)"
    finally:
        engine.dispose()


@pytest.mark.parametrize("host", [OUTSIDE, "tile.example.org"])
def test_a_page_asks_outside_in_vain_and_it_is_noted(offline_page, host):
    address = f"https://{host}/tile.png"
    page = offline_page.page  # still blank: the app's own pages forbid the question before it is asked
    with page.expect_event("requestfailed"):
        page.evaluate("address => fetch(address).catch(() => null)", address)
    assert offline_page.outside == [address]
    assert offline_page.failed == [f"net::ERR_NAME_NOT_RESOLVED {address}"]
    assert any("Failed to load resource" in message for message in offline_page.console_errors)


def test_a_socket_to_the_outside_is_noted(offline_page):
    page = offline_page.page
    with page.expect_websocket():
        page.evaluate("host => { new WebSocket(`wss://${host}/live`) }", OUTSIDE)
    assert offline_page.outside == [f"wss://{OUTSIDE}/live"]


def test_an_error_status_is_noted(offline_page):
    offline_page.page.goto("/media/no-such-file")
    assert offline_page.failed == [f"404 {offline_page.app_url}/media/no-such-file"]
    assert offline_page.outside == []


def test_an_exception_nobody_catches_is_noted(offline_page):
    page = offline_page.page
    page.goto("/_stcore/health")
    with page.expect_event("pageerror"):
        page.evaluate("() => { setTimeout(() => { throw new Error('nobody catches this') }) }")
    assert offline_page.console_errors == ["uncaught: nobody catches this"]


def test_a_second_reader_shares_nothing_with_the_first(open_offline_page):
    first, second = open_offline_page(), open_offline_page(color_scheme="dark")
    for reader in (first, second):
        reader.page.goto("/_stcore/health")
    first.page.evaluate("() => localStorage.setItem('mine', 'yes')")
    assert second.page.evaluate("() => localStorage.getItem('mine')") is None
    assert second.page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
