"""What a fetch puts into the fields of a new item, and takes out: no article is cited by the address of another."""

from __future__ import annotations

import datetime as dt
import functools

import pytest
from streamlit.testing.v1 import AppTest

from geo.desk.items import Came
from geo.fetch import fetch_article
from pages.ui import desk_intake
from tests.fetch_site import PAGE, PUBLIC, Ways, answer, running_site
from tests.test_api import store  # noqa: F401  # the process's own store, seeded

OTHER = PAGE.replace(b"Example News", b"Other Paper").replace(b"river", b"lake")
PASSWORD = "correct horse battery"


def page():
    import streamlit as st

    from geo.intake import IntakeLimits
    from pages.ui import state
    from pages.ui.desk_intake import _read, show_intake
    from pages.ui.desk_saving import show_notice

    state.begin_run("")
    show_notice()
    if "dropped" in st.session_state:  # AppTest has no field for files
        _read("report.txt", st.session_state.pop("dropped"), IntakeLimits())
    show_intake()


@pytest.fixture
def new(store, monkeypatch):  # noqa: F811
    """The tab *New*, from which two pages of one site can be fetched."""

    def reply(connection, question):
        found = next((body for path, body in (("/one", PAGE), ("/two", OTHER)) if f"GET {path} " in question), None)
        connection.sendall(answer(found) if found else answer(b"", status="404 Not Found"))

    with running_site(reply) as site:
        ways = Ways({"news.example": [[PUBLIC]]}, {(PUBLIC, 80): site})
        # The page asks for the article as it does on a server; only the way to the site is the tests' own.
        fetching = functools.partial(fetch_article, network=ways.network())
        monkeypatch.setattr(desk_intake, "fetch_article", fetching)
        monkeypatch.setenv("SEAMLINE_EDITOR_PASSWORD", PASSWORD)
        app = AppTest.from_function(page, default_timeout=60)
        app.session_state["desk.password"] = PASSWORD
        app.session_state["intake.way"] = Came.FETCHED
        yield app.run()


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def fetch(app, path):
    app.text_input(key="intake.address").set_value(f"http://news.example/{path}")
    return press(app, "Fetch the text")


def fields(app):
    return tuple(app.text_input(key=f"intake.{name}").value for name in ("title", "url", "outlet"))


def said(app):
    return " ".join(alert.value for kind in ("success", "error") for alert in app.get(kind)).replace("\\", "")


def test_a_fetch_fills_the_fields_and_the_next_one_replaces_all_that_belongs_to_the_text_before(new):
    new.text_input(key="intake.outlet").set_value("The Example")
    press(new, "Read it into drafts")
    fetch(new, "one")
    assert said(new).startswith("Fetched. Compare the text")
    assert fields(new) == ("Shots near the river", "http://news.example/one", "The Example")
    assert "beside the river" in new.text_area(key="intake.text").value
    new.date_input(key="intake.day").set_value(dt.date(2021, 12, 3))
    fetch(new, "two")
    assert fields(new) == ("Shots near the lake", "http://news.example/two", "Other Paper")
    assert new.date_input(key="intake.day").value is None


def test_after_a_refusal_it_is_said_which_text_stands_in_the_fields(new):
    fetch(new, "nowhere")
    assert "fields below" not in said(new)
    fetch(fetch(new, "one"), "nowhere")
    words = said(new).replace("\u2060", "")
    assert words.endswith("The fields below still hold the earlier text, fetched from http://news.example/one.")
    assert fields(new)[1] == "http://news.example/one"
    fetch(new, "two")
    assert "still hold" not in said(new)


def test_what_a_text_left_behind_is_no_part_of_the_next_one_even_where_the_text_is_gone(new):
    fetch(new, "one")
    new.text_area(key="intake.text").set_value("")
    new.session_state["dropped"] = b"Shots were fired at a post beside the road, a guard says."
    new.run()
    assert not new.exception
    assert fields(new) == ("", "", "")
    assert new.text_area(key="intake.text").value.startswith("Shots were fired")
