"""Front bands: twice the uncertainty wide with a dashed centre, because no source gives an exact line."""

from __future__ import annotations

from typing import Any

from geo.filters import Filter, day_words
from geo.records import FrontSegment
from geo.view import View

OPTIONAL_LAYERS = {"f5": "f5"}
"""Segments that are off unless their own layer is on, by segment id."""


def segments_in_view(view: View, chosen: Filter) -> tuple[FrontSegment, ...]:
    """The segments that the chosen layers show; they are dated and leave the view before they begin."""
    if "fronts" not in chosen.layers:
        return ()
    return tuple(
        segment
        for segment in view.dataset.segments.values()
        if (segment.shown or OPTIONAL_LAYERS.get(segment.id) in chosen.layers)
        and (chosen.date_to is None or segment.valid_from <= chosen.date_to)
        and (chosen.date_from is None or segment.valid_to is None or segment.valid_to >= chosen.date_from)
    )


def front_bands(segments: tuple[FrontSegment, ...]) -> list[dict[str, Any]]:
    """Lines as [latitude, longitude] pairs, uncertainty in km."""
    return [
        {
            "short": segment.id.upper(),
            "title": segment.name,
            "line": [[point.latitude, point.longitude] for point in segment.line],
            "uncertainty_km": segment.uncertainty_km,
            "lines": [
                f"Schematic, ±{segment.uncertainty_km:g} km; no source gives an exact line",
                f"Stands for the time from {day_words(segment.valid_from)}",
            ],
        }
        for segment in segments
    ]
