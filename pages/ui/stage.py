"""What the map answers, turned into the session's filter."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import streamlit as st

from geo.errors import InvalidRecordError
from geo.filters import Filter, MapPosition
from pages.ui import state
from pages.ui.folium_map import MapCenter, MapReply

_CLICKED: Final = "map.clicked_mark"


def start_position() -> tuple[MapCenter, float] | None:
    """Where the link says the map stands; None for the whole belt."""
    at = state.current().at
    return (MapCenter(at.latitude, at.longitude), at.zoom) if at else None


def names_shown(chosen: Filter) -> str:
    """The property of towns and areas that the map writes: English unless a layer of local names is on."""
    return next((f"name_{language}" for language in ("ar", "ckb") if f"names_{language}" in chosen.layers), "name")


def apply_reply(reply: MapReply) -> None:
    """Keep the map's position in the filter; a click on a mark selects its incident and draws the stage anew."""
    if reply.center is not None and reply.zoom is not None:
        # A world dragged far to the side has no position worth a link.
        with suppress(InvalidRecordError):
            _keep(MapPosition(reply.center.latitude, reply.center.longitude, reply.zoom))
    chosen = state.current().incident
    if reply.clicked_id and reply.clicked_id != chosen and reply.clicked_id in state.view().ids:
        state.change(incident=reply.clicked_id)
        st.session_state[_CLICKED] = _of_this_visit(reply.clicked_id)
        st.rerun(scope="fragment")


def clicked_mark(incident_id: str) -> str:
    """The incident's id where the reader has selected it by its mark since the page was opened, else an empty text."""
    return incident_id if st.session_state.get(_CLICKED) == _of_this_visit(incident_id) else ""


def _of_this_visit(incident_id: str) -> tuple[str, int]:
    return incident_id, st.session_state.get("page_visits", 0)


def _keep(at: MapPosition) -> None:
    """The place where a map first stands needs no words in the link; wherever the reader moves it does."""
    first: MapPosition = st.session_state.setdefault("map.first_position", at)
    if not at.is_near(state.current().at or first):
        state.keep_position(at)
