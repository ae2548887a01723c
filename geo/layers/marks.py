"""The incidents' marks: filled area for the toll's low end, a ring for its high end, hollow where none is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from geo.filters import period_words
from geo.layers.colours import meaning_of
from geo.records import Incident
from geo.view import View, how_placed
from geo.vocabulary import EventType, Outcome

SHAPES: Final[Mapping[EventType, str]] = {
    EventType.BATTLES: "circle",
    EventType.CIVILIANS: "square",
    EventType.EXPLOSIONS: "triangle",
    EventType.STRATEGIC: "circle",
    EventType.PROTESTS: "circle",
    EventType.RIOTS: "circle",
}


def incident_marks(view: View, *, by: str = "hit") -> dict[str, Any]:
    """Columns of the marks, one row an incident with a position; sizes are people, errors kilometres.

    Words that many rows share stand once, in `words`; the columns `shape`, `colour` and `lines` hold their numbers.
    """
    rows = [_mark(view, incident, by=by) for incident in view.mapped]
    if not rows:
        return {}
    numbers: dict[str, int] = {}
    for row in rows:
        row["shape"], row["colour"], *row["lines"] = (
            numbers.setdefault(word, len(numbers)) for word in (row["shape"], row["colour"], *row["lines"])
        )
    return {"rows": {name: [row[name] for row in rows] for name in rows[0]}, "words": list(numbers)}


def _mark(view: View, incident: Incident, *, by: str) -> dict[str, Any]:
    scene, killed = incident.scene, view.toll(incident.id, Outcome.KILLED)
    if scene is None:
        raise AssertionError(f"expected an incident with a position, got {incident.id!r}")  # `mapped` holds no other
    return {
        "id": incident.id,
        "latitude": scene.latitude,
        "longitude": scene.longitude,
        "error_km": scene.error_km,
        "low": killed.low,
        "high": killed.stated_high,
        "open": killed.open and killed.is_known,
        "shape": SHAPES[incident.event_type],
        "colour": meaning_of(view, incident, by=by).colour,
        "possibly": incident.id in view.possibly,
        "others": [
            {"latitude": other.latitude, "longitude": other.longitude, "error_km": other.error_km}
            for other in incident.scenes
            if other is not scene and other.latitude is not None
        ],
        "title": incident.title,
        "lines": _lines(view, incident),
    }


def _lines(view: View, incident: Incident) -> list[str]:
    killed = f"Killed: {view.toll(incident.id, Outcome.KILLED)}"
    if view.is_shared(incident.id):
        killed += " (a shared figure)"
    day = period_words(incident.date_start, incident.date_end)
    possibly = " (possibly in the period)" if incident.id in view.possibly else ""
    places = [f"Place: {place.name}, {how_placed(place)}" for place in incident.scenes]
    return [day + possibly, killed, *places]
