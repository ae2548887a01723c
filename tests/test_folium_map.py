"""What the one place that shows a map sends to its frame, and what it makes of the answer."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from geo.layers.basemap import base_map, overlay
    from pages.ui.folium_map import MapCenter, begin_page, show_map

    page_name = st.session_state.setdefault("test_page", "map")
    begin_page(page_name)
    if page_name == "map":
        start = st.session_state.get("test_start")
        st.session_state["test_reply"] = show_map(
            base_map(theme=st.session_state.get("test_theme", "light")),
            feature_group=overlay(),
            key="map",
            height=300,
            start=None if start is None else (MapCenter(start[0], start[1]), start[2]),
        )


@pytest.fixture
def app():
    return AppTest.from_function(page, default_timeout=30).run()


def component(app):
    return app.get("component_instance")[0]


def sent(app):
    arguments = json.loads(component(app).proto.json_args)
    return arguments["center"], arguments["zoom"]


def answer(app, **state):
    app.session_state[component(app).key] = state
    return app.run().session_state["test_reply"]


CLICK = {"last_active_drawing": {"properties": {"id": "kifri"}}, "last_object_clicked_count": 2}
MOVED = {"center": {"lat": 34.7, "lng": 44.9}, "zoom": 9}


def test_the_first_mount_opens_at_the_start():
    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["test_start"] = (35.0, 44.0, 9.0)
    assert sent(app.run()) == ([35.0, 44.0], 9.0)


def test_without_a_start_the_map_chooses_its_own_view(app):
    assert sent(app) == (None, None)


def test_what_the_reader_does_is_read_and_never_sent_back(app):
    reply = answer(app, **MOVED)
    assert (reply.center, reply.zoom) == ((34.7, 44.9), 9.0)
    assert sent(app.run()) == (None, None)


def test_a_start_that_changes_does_not_move_a_map_that_is_there(app):
    app.session_state["test_start"] = (35.0, 44.0, 9.0)
    assert sent(app.run()) == (None, None)


def test_after_a_page_change_the_map_opens_where_it_was_left(app):
    answer(app, **MOVED)
    app.session_state["test_page"] = "sources"
    app.run()
    app.session_state["test_page"] = "map"
    assert sent(app.run()) == ([34.7, 44.9], 9.0)


def test_after_a_change_of_theme_the_map_opens_where_it_was(app):
    answer(app, **MOVED)
    before = component(app).key
    app.session_state["test_theme"] = "dark"
    assert sent(app.run()) == ([34.7, 44.9], 9.0)
    assert component(app).key != before


def test_a_rerun_keeps_the_frame(app):
    before = component(app).key
    assert component(app.run()).key == before


def test_a_click_is_told_once(app):
    assert answer(app, **CLICK).clicked_id == "kifri"
    assert answer(app, **CLICK, **MOVED).clicked_id is None


def test_a_second_click_on_the_same_mark_is_told_again(app):
    answer(app, **CLICK)
    assert answer(app, **{**CLICK, "last_object_clicked_count": 4}).clicked_id == "kifri"


@pytest.mark.parametrize(
    "drawing",
    [
        None,
        "kifri",
        {},
        {"properties": None},
        {"properties": {"id": 7}},
        {"properties": {"id": ""}},
        {"properties": {"id": "x" * 201}},
    ],
)
def test_a_click_on_anything_else_tells_nothing(app, drawing):
    assert answer(app, **{**CLICK, "last_active_drawing": drawing}).clicked_id is None


@pytest.mark.parametrize(
    "center",
    [
        None,
        "35,44",
        {},
        {"lat": "35", "lng": 44},
        {"lat": 91, "lng": 44},
        {"lat": 35, "lng": 181},
        {"lat": True, "lng": 44},
    ],
)
def test_a_position_that_is_none_is_dropped(app, center):
    reply = answer(app, center=center, zoom=9)
    assert (reply.center, reply.zoom) == (None, None)


@pytest.fixture
def sent_app():
    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["test_start"] = (35.0, 44.0, 9.0)
    return app.run()


BELT = {"center": {"lat": 35.2, "lng": 44.5}, "zoom": 7.75}


def test_the_base_maps_own_view_before_the_start_is_no_position(sent_app):
    assert [answer(sent_app, **BELT).center, answer(sent_app, **BELT).center] == [None, None]
    there = answer(sent_app, center={"lat": 35.0009, "lng": 43.9991}, zoom=9)
    assert (there.center, there.zoom) == ((35.0009, 43.9991), 9.0)


def test_once_the_map_stands_where_it_was_sent_it_may_go_anywhere(sent_app):
    answer(sent_app, center={"lat": 35, "lng": 44}, zoom=9)
    assert answer(sent_app, **BELT).center == (35.2, 44.5)


def test_who_drags_at_once_is_followed_from_the_second_report_on(sent_app):
    answer(sent_app, **BELT)
    assert answer(sent_app, **MOVED).center == (34.7, 44.9)
