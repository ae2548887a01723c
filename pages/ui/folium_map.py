"""The one place that shows a folium map: streamlit-folium, with the rules that keep it from reloading.

Inside one mount of the frame the map keeps its position, because the same start is sent each time and what the reader
does is read, never sent back. Call `show_map` inside a `st.fragment`, so that a drag reruns the fragment alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import streamlit as st
import streamlit_folium

from geo.errors import InvalidRecordError
from geo.filters import MapPosition
from geo.layers.basemap import BaseMap, Overlay
from geo.layers.offline import require_own_assets

_CLICKS = ("last_active_drawing", "last_object_clicked_count")
_POSITION = ("center", "zoom")
_MAX_ID_LENGTH = 200
_MAX_PROPERTIES = 20


class MapCenter(NamedTuple):
    """Degrees, WGS84."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class MapReply:
    """What the reader did on the map.

    Attributes:
        clicked_id: `properties.id` of the mark, in the run that follows a click on it; `None` in every other run.
        properties: All `properties` of what was clicked, in the same run; whoever reads them checks each value.
        center: Middle of the map, `None` until the frame has answered.
        zoom: Zoom level, `None` until the frame has answered.
    """

    clicked_id: str | None = None
    properties: Mapping[str, Any] | None = None
    center: MapCenter | None = None
    zoom: float | None = None


@dataclass
class _Mount:
    """One life of the frame: what is sent stays the same, what came back is where the next life starts."""

    identity: str
    sent: tuple[MapCenter | None, float | None]
    last: tuple[MapCenter | None, float | None]
    clicks: int = 0
    is_placed: bool = False
    false_start: MapPosition | None = None


def begin_page(name: str) -> None:
    """Note which page runs; a map that is left and entered again is a new mount and starts where it was left."""
    if st.session_state.get("page_now") != name:
        st.session_state["page_now"] = name
        st.session_state["page_visits"] = st.session_state.get("page_visits", 0) + 1


def show_map(
    base: BaseMap,
    *,
    feature_group: Overlay | Sequence[Overlay],
    key: str,
    height: int,
    start: tuple[MapCenter, float] | None = None,
    tells_position: bool = True,
) -> MapReply:
    """Show `base` with everything that moves in `feature_group`, swapped in place.

    Args:
        base: A fresh `geo.layers.basemap.base_map()`; equal arguments keep the frame, others load it anew.
        feature_group: All marks, lines, tiles and moves of this run.
        key: One per map in the session.
        height: Pixels; the width is the container's.
        start: Centre and zoom for a new mount; without it one starts where the last was left. To move a map that is
            already there, put a `geo.layers.basemap.MoveView` into the group.
        tells_position: Whether a move of the map is told and runs the page; without it a new mount starts anew.
    """
    groups = [feature_group] if isinstance(feature_group, Overlay) else list(feature_group)
    require_own_assets(base, *groups)
    mount = _mount(key, base, start)
    center, zoom = mount.sent
    with st.container(height=height, border=False):  # the frame has no height of its own before its first answer
        state = streamlit_folium.st_folium(
            base,
            key=key,
            height=height,
            use_container_width=True,
            returned_objects=_CLICKS + _POSITION if tells_position else _CLICKS,
            center=center,
            zoom=zoom,
            feature_group_to_add=groups,
        )
    return _read(state or {}, mount)


def _mount(key: str, base: BaseMap, start: tuple[MapCenter, float] | None) -> _Mount:
    identity = f"{st.session_state.get('page_visits')} {_script_identity(base)}"
    name = f"{key}.mount"
    known: _Mount | None = st.session_state.get(name)
    if known is None or known.identity != identity:
        where = start or (known.last if known is not None else (None, None))
        known = st.session_state[name] = _Mount(identity, sent=where, last=where)
    return known


def _script_identity(base: BaseMap) -> str:
    parts = [(type(child).__name__, getattr(child, "options", None)) for child in base._children.values()]
    return json.dumps(parts, sort_keys=True, default=str)


def _read(state: Mapping[str, Any], mount: _Mount) -> MapReply:
    center, zoom = _center(state.get("center")), _number(state.get("zoom"))
    if center is not None and zoom is not None:
        if _is_false_start(center, zoom, mount):
            center = None
        else:
            mount.last = (center, zoom)
    clicks = state.get("last_object_clicked_count") or 0
    is_new, mount.clicks = clicks != mount.clicks, clicks
    properties = _properties(state.get("last_active_drawing")) if is_new else None
    return MapReply(
        clicked_id=_clicked_id(properties),
        properties=properties,
        center=center,
        zoom=zoom if center is not None else None,
    )


def _is_false_start(center: MapCenter, zoom: float, mount: _Mount) -> bool:
    """Whether a new frame tells of the base map's own view, which it shows before it goes to where it was sent."""
    sent_center, sent_zoom = mount.sent
    if mount.is_placed or sent_center is None or sent_zoom is None:
        return False
    try:
        here = MapPosition(*center, zoom)
    except InvalidRecordError:
        return False
    if mount.false_start is None and not here.is_near(MapPosition(*sent_center, sent_zoom)):
        mount.false_start = here
    mount.is_placed = mount.false_start is None or not here.is_near(mount.false_start)
    return not mount.is_placed


def _properties(drawing: Any) -> Mapping[str, Any] | None:
    # The browser sends them, so they may be anything.
    properties = drawing.get("properties") if isinstance(drawing, Mapping) else None
    is_sound = isinstance(properties, Mapping) and len(properties) <= _MAX_PROPERTIES
    return properties if is_sound else None


def _clicked_id(properties: Mapping[str, Any] | None) -> str | None:
    # Whoever uses the id looks it up among the records in view.
    name = properties.get("id") if properties is not None else None
    return name if isinstance(name, str) and 0 < len(name) <= _MAX_ID_LENGTH else None


def _center(value: Any) -> MapCenter | None:
    if not isinstance(value, Mapping):
        return None
    latitude, longitude = _number(value.get("lat")), _number(value.get("lng"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return MapCenter(latitude, longitude)


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number else None
