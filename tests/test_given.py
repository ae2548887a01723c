"""What the page gives its widgets reaches the browser although Streamlit drops unsent messages."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import given


def page():
    import streamlit as st

    from pages.ui import given

    given.begin()
    if "field" not in st.session_state:
        given.give("field", "Kifri")
    st.text_input("Place", key="field")
    st.number_input("Count", key="count", value=None)
    if not st.session_state.get("breaks off"):
        given.end()


@pytest.fixture
def app():
    return AppTest.from_function(page).run()


def is_told(app):
    """Whether the run has told the browser what the field holds."""
    return app.text_input(key="field").proto.set_value


def test_a_run_that_follows_at_once_tells_the_value_again(app):
    assert is_told(app)
    assert is_told(app.run())
    assert app.text_input(key="field").value == "Kifri"


def test_a_run_that_follows_one_that_was_broken_off_tells_it_again(monkeypatch):
    monkeypatch.setattr(given, "SENT_S", 0.0)
    app = AppTest.from_function(page)
    app.session_state["breaks off"] = True
    assert is_told(app.run())
    assert is_told(app.run())


def test_once_the_browser_has_heard_it_is_not_told_again(app, monkeypatch):
    monkeypatch.setattr(given, "SENT_S", 0.0)
    assert not is_told(app.run())


def test_what_somebody_has_typed_since_stays(app):
    app.text_input(key="field").input("Daquq").run()
    assert app.text_input(key="field").value == "Daquq"
    assert app.run().text_input(key="field").value == "Daquq"


def test_a_value_given_by_a_callback_is_later_than_the_last_run(monkeypatch):
    def page_with_a_button():
        import streamlit as st

        from pages.ui import given

        given.begin()
        st.text_input("Place", key="field")
        st.button("Give", on_click=lambda: given.give("field", "Kifri"))
        given.end()

    monkeypatch.setattr(given, "SENT_S", 0.0)
    app = AppTest.from_function(page_with_a_button).run()
    app.button[0].click().run()
    assert "field" in app.session_state[given._UNHEARD]
    assert app.text_input(key="field").value == "Kifri"
