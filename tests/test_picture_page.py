"""The picture of one's own behind *Download*: made within the session, with the words and the size that were asked for."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from geo.filters import Filter
from geo.prints import PRESETS, STYLES, About, PrintSpec, print_map
from geo.prints.spec import DEK_LIMIT, FORMATS, LANGUAGES, LEAST_SIDE, MOST_SIDE, TITLE_LIMIT
from geo.view import view_of
from geo.web import prints
from pages.ui import picture
from tests.test_api import store  # noqa: F401  # the process's own store, seeded

TITLE = "Attacks <b>& talks</b>"


def page():
    from pages.ui import state
    from pages.ui.picture import show_picture

    state.begin_run("")
    show_picture()


@pytest.fixture
def builder(store) -> AppTest:  # noqa: F811
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params["source"] = "esta"
    app.query_params["layers"] = ["marks", "names_ar"]
    app.run()
    assert len(app.text_input) == 0  # closed, it costs the page nothing
    return app.toggle(key="picture.own").set_value(True).run()


def make(app: AppTest) -> AppTest:
    app.button(key="picture.make").click().run()
    assert not app.exception
    return app


def test_the_picture_is_that_of_the_view_with_the_words_and_the_size_asked_for(builder, store):  # noqa: F811
    builder.text_input(key="picture.title").set_value(TITLE)
    builder.selectbox(key="picture.preset").select("").run()
    builder.number_input(key="picture.width").set_value(700)
    builder.number_input(key="picture.height").set_value(600)
    builder.selectbox(key="picture.style").select("dark")
    builder.selectbox(key="picture.format").select("svg")
    make(builder)
    chosen = Filter(sources=("esta",), layers=("marks", "names_ar"), edition=2)
    spec = PrintSpec(size=(700, 600), style="dark", format="svg", language="ar", title=TITLE)
    wanted = print_map(view_of(store.dataset(2), chosen), spec, about=About(edition=2, chosen=chosen))
    made = builder.session_state["picture.made"]
    assert made.picture.data == wanted.data
    assert b"Attacks &lt;b&gt;&amp; talks&lt;/b&gt;" in wanted.data
    assert made.file_name == "seamline-edition-2-700x600.svg"
    assert [code.value for code in builder.code] == [wanted.caption, wanted.alt]
    assert len(builder.get("download_button")) == 1
    # Other wishes are another picture, which nobody has made.
    builder.selectbox(key="picture.style").select("grey").run()
    assert len(builder.get("download_button")) == 0


def test_a_busy_machine_and_an_impossible_size_are_told_in_plain_words(builder):
    builder.text_input(key="picture.title").set_value("Nobody has asked for this")
    taken = [prints.RENDERING.acquire(blocking=False) for _ in range(prints.MOST_AT_ONCE)]
    try:
        assert all(taken)
        make(builder)
    finally:
        for _ in taken:
            prints.RENDERING.release()
    assert [warning.value for warning in builder.warning] == [
        "Other pictures are being drawn just now\\. Press the button again in a few seconds\\."
    ]
    builder.selectbox(key="picture.preset").select("").run()
    builder.number_input(key="picture.width").set_value(4000)
    builder.number_input(key="picture.height").set_value(480)
    make(builder)
    assert "expected sides of at most 4 to 1" in builder.warning[0].value
    assert len(builder.get("download_button")) == 0


def test_the_fields_offer_what_a_picture_can_be():
    assert [name for name in picture.PRESETS if name] == list(PRESETS)
    assert (tuple(picture.STYLES), tuple(picture.NAMES)) == (STYLES, LANGUAGES)
    assert {form for form, _, _ in picture.FORMATS.values()} == set(FORMATS)
    assert (picture.TITLE_LIMIT, picture.DEK_LIMIT) == (TITLE_LIMIT, DEK_LIMIT)
    assert (picture.LEAST_SIDE, picture.MOST_SIDE) == (LEAST_SIDE, MOST_SIDE)
