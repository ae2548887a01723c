"""Home: the map, the selected incident beside it, time below it."""

from __future__ import annotations

import streamlit as st

from geo.bootstrap import open_default_store
from geo.layers.basemap import base_map
from geo.layers.scene import SceneLibrary, scene_group
from geo.layers.snapshot import SnapshotButton, edition_of
from pages.ui import state
from pages.ui.browser_actions import show_where_stacked
from pages.ui.editions import show_edition
from pages.ui.empty import show_empty
from pages.ui.figures import show_figures
from pages.ui.folium_map import MapReply, show_map
from pages.ui.panel import show_incident, show_incident_list
from pages.ui.stage import apply_reply, clicked_mark, names_shown, start_position
from pages.ui.time import show_time
from pages.ui.toolbar import show_toolbar

MAP_HEIGHT_PX = 470


def draw_map() -> MapReply:
    """The base map stays the same; all that the filter changes goes into the feature group."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    base = base_map(theme=theme, label=names_shown(state.current()), title="Map of incidents in view")
    SceneLibrary().add_to(base)
    SnapshotButton().add_to(base)
    edition = edition_of(open_default_store(), state.edition())
    group = scene_group(state.view(), state.current(), edition=edition)
    return show_map(base, feature_group=group, key="map", height=MAP_HEIGHT_PX, start=start_position())


@st.fragment
def stage() -> None:
    """Map, panel and time answer to a drag or a click alone, without the rest of the page."""
    view = state.view()
    left, right = st.columns([2.3, 1], gap="medium")
    with left:
        apply_reply(draw_map())
        state.let_map_go_first()
    with right, st.container(key="beside_map"), st.container(height=MAP_HEIGHT_PX, border=False):
        selected = view.dataset.incidents.get(state.current().incident or "")
        if selected:
            show_incident(view, selected, key="panel")
            show_where_stacked(".st-key-beside_map .sl-title", when=clicked_mark(selected.id), key="panel.show")
        else:
            show_incident_list(view)
    show_time(view)
    state.end_fragment()


above = st.container()
stage()
with above:  # drawn above the map, sent after it: the marks are what a reader waits for
    view = state.view()
    show_figures(view)
    show_toolbar()
    show_edition()
    if not view.incidents:
        show_empty(view)
