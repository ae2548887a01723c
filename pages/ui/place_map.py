"""The small map on which an editor picks a candidate for a place name, or sets a point and how far off it may be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from geo.layers.basemap import base_map
from geo.layers.placing import (
    DEGREE_DECIMALS,
    ERROR_DECIMALS,
    LEAST_ERROR_KM,
    MOST_ERROR_KM,
    Candidate,
    PlacingError,
    PlacingLibrary,
    Reach,
    Spot,
    placing_group,
    reach_of,
)
from pages.ui.folium_map import show_map


@dataclass(frozen=True)
class PlacePick:
    """What the editor chose: exactly one of the two.

    Attributes:
        candidate_id: the id of one of the candidates that were shown.
        spot: a position within the map's reach, its error between the limits that a hand can set.
    """

    candidate_id: str | None = None
    spot: Spot | None = None


def place_map(
    *,
    spot: Spot | None,
    candidates: Sequence[Candidate],
    references: Sequence[Candidate] = (),
    key: str,
    height: int = 320,
) -> PlacePick | None:
    """Show the candidates, and the spot where there is one; give what the editor did, in the run that follows it.

    Call it inside a `st.fragment`, keep what it gives, and run the fragment again, so that the map shows it.

    Args:
        spot: what is chosen now.
        candidates: pins; several at one place are drawn apart.
        references: places that the position is measured from.
        key: one per map in the session.
        height: pixels; the width is the container's.

    Raises:
        geo.layers.placing.PlacingError: two places share an id, two pins a letter, or a pin has none.
    """
    theme = "dark" if st.context.theme.type == "dark" else "light"
    base = base_map(theme=theme, title="Map of candidates for the place")
    PlacingLibrary().add_to(base)
    group = placing_group(spot=spot, candidates=candidates, references=references, focus=True)
    reply = show_map(base, feature_group=group, key=key, height=height, tells_position=False)
    reach = reach_of(spot=spot, candidates=candidates, references=references)
    return read_pick(reply.properties, ids={candidate.id for candidate in candidates}, reach=reach)


def read_pick(properties: Mapping[str, Any] | None, *, ids: set[str], reach: Reach) -> PlacePick | None:
    """What a browser says was picked; None for anything that this map could not have said."""
    if properties is None or ("id" in properties) == ("placed" in properties):
        return None
    if "placed" in properties:
        placed = _placed(properties["placed"], reach)
        return PlacePick(spot=placed) if placed else None
    name = properties["id"]
    return PlacePick(candidate_id=name) if isinstance(name, str) and name in ids else None


def _placed(value: Any, reach: Reach) -> Spot | None:
    if not isinstance(value, Mapping) or set(value) != {"latitude", "longitude", "error_km"}:
        return None
    try:
        spot = Spot(
            latitude=_rounded(value["latitude"], DEGREE_DECIMALS),
            longitude=_rounded(value["longitude"], DEGREE_DECIMALS),
            error_km=_rounded(value["error_km"], ERROR_DECIMALS),
        )
    except PlacingError:
        return None
    return spot if reach.holds(spot) and LEAST_ERROR_KM <= spot.error_km <= MOST_ERROR_KM else None


def _rounded(value: Any, decimals: int) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        return round(float(value), decimals) if is_number else math.nan
    except OverflowError:  # an integer that no float holds
        return math.nan
