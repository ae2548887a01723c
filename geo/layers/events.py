"""Agreements, meetings and coordination centres: neutral marks beside the incidents."""

from __future__ import annotations

from typing import Any

from geo.filters import period_words
from geo.view import View
from geo.vocabulary import EventKind, PlaceRole


def event_marks(view: View) -> list[dict[str, Any]]:
    """One mark for each event with a position; periods given as background have none."""
    return [
        {
            "id": event.id,
            "title": event.title,
            "lines": [f"{event.kind.label.capitalize()}, {period_words(event.date_start, event.date_end)}"],
            "summary": event.summary,
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
        for event in view.events
        if event.kind is not EventKind.CONTEXT
        for place in event.places
        if place.role is PlaceRole.EVENT and place.latitude is not None
    ]
