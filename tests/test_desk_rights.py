"""Who may edit: from how the application is reached, never from what a page drew."""

from __future__ import annotations

import copy
import pickle

import pytest

from geo.desk import drafts, publishing, revising
from geo.desk.errors import NotAnEditorError
from geo.desk.rights import Closed, DeskSettingError, Editor, RightsSettings, Tries, editor_of, require
from tests.desk_samples import LOCAL, editor

PASSWORD = "a long pass phrase"
FAR = {"server_address": "0.0.0.0", "client_address": "203.0.113.9", "headers": {"Host": "map.example.org"}}


def settings(**environment: str) -> RightsSettings:
    return RightsSettings.from_environment({f"SEAMLINE_{name}": value for name, value in environment.items()})


@pytest.mark.parametrize(
    ("server", "client", "host"),
    [
        ("localhost", "127.0.0.1", "localhost:8501"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1"),
        ("::1", "::1", "[::1]:8501"),
        ("127.0.0.1", "::ffff:127.0.0.1", "LOCALHOST:8501"),
    ],
)
def test_on_a_loopback_address_the_local_user_is_the_editor(server, client, host):
    found = editor_of(server_address=server, client_address=client, headers={"host": host}, settings=RightsSettings())
    assert isinstance(found, Editor)


@pytest.mark.parametrize(
    "changes",
    [
        {"server_address": None},
        {"server_address": ""},
        {"server_address": "0.0.0.0"},
        {"server_address": "::"},
        {"server_address": "192.168.1.5"},
        {"server_address": "2130706433"},
        {"client_address": None},
        {"client_address": "10.0.0.7"},
        {"client_address": "::ffff:10.0.0.7"},
        {"headers": {}},
        {"headers": {"Host": "map.example.org"}},
        {"headers": {"Host": "localhost.example.org"}},
        {"headers": {"Host": "localhost:8501@evil.example"}},
        {"headers": {"Host": "localhost:8501", "X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Host": "localhost:8501", "x-forwarded-proto": "https"}},
        {"headers": {"Host": "localhost:8501", "FORWARDED": "for=127.0.0.1"}},
        {"headers": {"Host": "localhost:8501", "X-Real-IP": "127.0.0.1"}},
        {"headers": {"Host": "localhost:8501", "Origin": "https://evil.example"}},
    ],
)
def test_whoever_may_be_somebody_else_finds_the_desk_closed(changes):
    found = editor_of(**{**LOCAL, **changes}, settings=RightsSettings())
    assert isinstance(found, Closed)
    assert not found.asks_password
    assert "SEAMLINE_EDITOR_PASSWORD" in found.reason


def test_the_password_opens_the_desk_anywhere_and_a_wrong_one_does_not():
    chosen = settings(EDITOR_PASSWORD=PASSWORD, EDITOR_NAME="Night desk")
    opened = editor_of(**FAR, password_given=PASSWORD, settings=chosen)
    assert isinstance(opened, Editor)
    assert opened.name == "Night desk"
    for wrong in (None, "", PASSWORD[:-1], PASSWORD.upper(), PASSWORD + "\ud800"):
        closed = editor_of(**FAR, password_given=wrong, settings=chosen)
        assert isinstance(closed, Closed)
        assert closed.asks_password
    assert PASSWORD not in repr(chosen)


def test_without_a_password_set_no_password_opens_anything():
    for given in ("", "None", "x"):
        assert isinstance(editor_of(**FAR, password_given=given, settings=settings(EDITOR_PASSWORD="")), Closed)


def test_editors_are_known_by_their_verified_address_and_shown_by_their_name():
    chosen = settings(EDITORS="Ada L. <Ada@Newsroom.example>, grace@newsroom.example")
    ada = editor_of(**FAR, signed_in_email="ada@newsroom.EXAMPLE ", settings=chosen)
    grace = editor_of(**FAR, signed_in_email="grace@newsroom.example", settings=chosen)
    assert isinstance(ada, Editor)
    assert isinstance(grace, Editor)
    assert (ada.name, grace.name) == ("Ada L.", "grace")
    # A long s folds to s, and the Kelvin sign to k: neither may become somebody else's letter.
    for stranger in ("eve@newsroom.example", "", "grace@newſroom.example", "grace@newsroom.example.evil"):
        found = editor_of(**FAR, signed_in_email=stranger, settings=chosen)
        assert isinstance(found, Closed)
        assert found.asks_sign_in


def test_once_sign_in_or_password_is_set_the_local_user_needs_it_too():
    for chosen in (settings(EDITOR_PASSWORD=PASSWORD), settings(EDITORS="ada@newsroom.example")):
        assert isinstance(editor_of(**LOCAL, settings=chosen), Closed)


def test_settings_that_would_leave_a_door_open_are_refused():
    with pytest.raises(DeskSettingError, match="at least 12 characters, got 5"):
        settings(EDITOR_PASSWORD="short")
    with pytest.raises(DeskSettingError, match=r"e-mail addresses separated by commas.*got 'ada'"):
        settings(EDITORS="ada")


def test_an_editor_cannot_be_made_changed_copied_or_stored():
    with pytest.raises(TypeError, match="made by editor_of only"):
        Editor("Eve")
    with pytest.raises(TypeError, match="made by editor_of only"):
        Editor("Eve", seal=object())
    ada = editor()
    with pytest.raises(AttributeError):
        ada.name = "Eve"
    for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="neither copied nor stored"):
            attempt(ada)


def forged() -> list[object]:
    hollow = object.__new__(Editor)
    object.__setattr__(hollow, "name", "Eve")
    return [None, "Ada", {"name": "Ada"}, Closed("shut"), hollow]


@pytest.mark.parametrize("eve", forged(), ids=lambda eve: type(eve).__name__)
def test_nobody_else_passes(eve):
    with pytest.raises(NotAnEditorError, match="expected an Editor as editor_of gives it"):
        require(eve)


WRITES = [
    lambda store, eve: drafts.create_item(store, eve, {}),
    drafts.list_items,
    lambda store, eve: drafts.open_item(store, eve, "x"),
    lambda store, eve: drafts.item_versions(store, eve, "x"),
    lambda store, eve: drafts.save_item(store, eve, "x", [], version=1),
    lambda store, eve: drafts.discard_item(store, eve, "x", version=1, reason="r"),
    lambda store, eve: drafts.reopen_item(store, eve, "x", version=1),
    lambda store, eve: publishing.preview(store, eve, "x"),
    lambda store, eve: publishing.publish(store, eve, "x", version=1, reason="r"),
    lambda store, eve: revising.edit(store, eve, "x", {}, version=1, reason="r"),
    lambda store, eve: revising.set_grade(store, eve, "x", "disputed", version=1, reason="r"),
    lambda store, eve: revising.withdraw(store, eve, "x", version=1, reason="r"),
    lambda store, eve: revising.restore(store, eve, "x", version=1, reason="r"),
    lambda store, eve: revising.merge(store, eve, "x", "y", versions={}, reason="r"),
    lambda store, eve: revising.split(store, eve, "x", {}, statement_ids=["s"], version=1, reason="r"),
    lambda store, eve: revising.undo(store, eve, 1, reason="r"),
]


@pytest.mark.parametrize("write", WRITES, ids=range(len(WRITES)))
def test_every_write_and_every_look_at_drafts_asks_for_the_editor_first(write):
    for eve in forged():
        with pytest.raises(NotAnEditorError):
            write(None, eve)  # there is no store to reach before the rights are asked for


def tried(tries: Tries, *, address: str = "192.0.2.1", session: str = "s", password: str = "wrong") -> bool | str:
    """Whether a password opens the desk, or why not."""
    visit = {**FAR, "client_address": address}
    found = tries.admit(session=session, password_given=password, settings=settings(EDITOR_PASSWORD=PASSWORD), **visit)
    return found.reason if isinstance(found, Closed) else True


WRONG = "The password is not right."
SHUT = "Too many wrong passwords; try again in 1 minutes."


def test_tries_run_out_by_address_and_by_session_and_come_back_with_time():
    now = [0.0]
    tries = Tries(most=3, window_s=60, clock=lambda: now[0])
    assert [tried(tries, session=str(n)) for n in range(4)] == [WRONG, WRONG, WRONG, SHUT]
    assert tried(tries, session="new", password=PASSWORD) == SHUT, "or the right one could be searched for"
    assert [tried(tries, address=f"192.0.2.{n}", session="one") for n in range(10, 14)] == [WRONG, WRONG, WRONG, SHUT]
    now[0] = 61.0
    assert tried(tries, session="new", password=PASSWORD) is True


def test_a_session_that_has_the_password_is_asked_at_every_run_and_not_shut_out_by_others():
    tries = Tries(most=3, window_s=60)
    assert [tried(tries, session="editor", password=PASSWORD) for _ in range(20)] == [True] * 20
    assert [tried(tries, session=str(n)) for n in range(4)][-1] == SHUT
    assert tried(tries, session="editor", password=PASSWORD) is True
    assert tried(tries, session="editor") == WRONG
    assert tried(tries, session="editor", password=PASSWORD) == SHUT


def test_signing_in_and_the_local_user_need_no_try():
    tries = Tries(most=0)
    listed = settings(EDITORS="ada@newsroom.example", EDITOR_PASSWORD=PASSWORD)
    visit = {**FAR, "session": "s", "settings": listed, "password_given": "wrong"}
    assert isinstance(tries.admit(**visit, signed_in_email="ada@newsroom.example"), Editor)
    assert isinstance(tries.admit(**visit), Closed)
    assert isinstance(tries.admit(**LOCAL, session="s", settings=RightsSettings()), Editor)


def test_an_ipv6_network_is_one_address_for_tries():
    tries = Tries(most=2, window_s=60)
    assert [tried(tries, address=f"2001:db8::{n}", session=str(n)) for n in range(3)] == [WRONG, WRONG, SHUT]


def test_counting_tries_keeps_its_memory_bounded():
    tries = Tries(most=2, keys=50)
    for number in range(500):
        tried(tries, address=f"198.51.100.{number % 250}", session=str(number))
        tried(tries, address=f"203.0.{number % 250}.1", session=f"in {number}", password=PASSWORD)
    assert len(tries._found) <= 50
    assert len(tries._admitted) <= 50
