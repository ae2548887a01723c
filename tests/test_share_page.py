"""What editors do behind *Share*: make a short link, see it once, list and revoke; each with the rights of that moment."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from streamlit.testing.v1 import AppTest

from geo.filters import Filter
from geo.links import create_link, find_link, list_links, revoke_link
from tests.desk_samples import editor
from tests.test_api import store  # noqa: F401  # the process's own store, seeded

PASSWORD = "correct horse battery"


def page():
    from geo.desk.rights import Editor
    from pages.ui import state
    from pages.ui.desk_access import editor
    from pages.ui.share import _show_pinned, _show_short_links

    state.begin_run("")
    found = editor()
    _show_pinned()
    if isinstance(found, Editor):
        _show_short_links(found)


@pytest.fixture
def shared(store, monkeypatch):  # noqa: F811
    """The parts of the popover, open before somebody who has given the password."""
    monkeypatch.setenv("SEAMLINE_EDITOR_PASSWORD", PASSWORD)
    monkeypatch.setenv("SEAMLINE_EDITOR_NAME", "Grace")
    monkeypatch.setenv("SEAMLINE_PUBLIC_URL", "https://example.org/map/")
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["desk.password"] = PASSWORD
    return app.run()


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def markup(app):
    return " ".join(element.proto.body for element in app.get("html"))


def test_a_link_is_shown_once_listed_and_revoked(shared, store):  # noqa: F811
    assert shared.code[0].value.startswith('<iframe src="https://example.org/map/embed?edition=2" ')
    assert ' height="480" ' in shared.code[0].value
    assert [caption.value for caption in shared.caption][-1] == "No short link has been made."
    shared.text_input(key="share.title").set_value("Kifri & <b>")
    shared.selectbox(key="share.lifetime").select("no end")
    press(shared, "Make a short link")
    made = re.fullmatch(r"https://example\.org/map/s/([\w-]{22})", shared.code[1].value)
    link = find_link(store, made[1])
    assert (link.title, link.created_by, link.edition, link.expires_at) == ("Kifri & <b>", "Grace", 2, None)
    assert "Kifri &amp; &lt;b&gt;" in markup(shared)
    assert "Holds without end; edition 2, made by Grace on " in markup(shared)
    press(shared, "Revoke")
    assert len(shared.code) == 1
    assert find_link(store, made[1]).revoked_by == "Grace"
    assert "Revoked by Grace on " in markup(shared)


def test_the_map_for_an_article_is_frozen_or_live(shared):
    shared.button_group(key="share.held").set_value("live").run()
    assert shared.code[0].value.startswith('<iframe src="https://example.org/map/embed" ')
    shared.button_group(key="share.held").set_value("pinned").run()
    assert shared.code[0].value.startswith('<iframe src="https://example.org/map/embed?edition=2" ')


def test_the_links_of_others_and_those_that_have_ended_are_told_apart(shared, store):  # noqa: F811
    usual = {"chosen": Filter(), "edition": 1}
    create_link(store, editor("Ada"), title="Ada's", lifetime=dt.timedelta(days=1), **usual)
    ended = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    create_link(store, editor("Grace"), title="Ended", lifetime=dt.timedelta(days=1), now=ended, **usual)
    assert "Ended on 3 January 2026; edition 1, made by Grace on 2 January 2026" in markup(shared.run())
    assert "Ada" not in markup(shared)
    assert "made by Ada" in markup(shared.toggle(key="share.all").set_value(True).run())


def test_without_a_title_nothing_is_made_and_the_reason_is_said(shared, store):  # noqa: F811
    before = list_links(store, editor("Grace"), of_all=True)
    press(shared, "Make a short link")
    assert "Nothing was changed: expected a title of 1 to 120 characters" in shared.error[0].value.replace("\\", "")
    assert list_links(store, editor("Grace"), of_all=True) == before


@pytest.mark.parametrize("label", ["Make a short link", "Revoke"])
def test_rights_that_have_ended_since_the_drawing_change_nothing(shared, store, label):  # noqa: F811
    _, link = create_link(store, editor("Grace"), title="Kept", chosen=Filter(), edition=1, lifetime=None)
    before = list_links(store, editor("Grace"), of_all=True)
    shared.run().text_input(key="share.title").set_value("Not mine to make")
    del shared.session_state["desk.password"]
    press(shared, label)
    assert list_links(store, editor("Grace"), of_all=True) == before
    assert shared.session_state["share.said"] == "Nothing was changed. The desk is for editors."
    assert [button.label for button in shared.button] == []
    revoke_link(store, editor("Grace"), link.digest)
