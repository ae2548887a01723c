"""The incidents' marks: filled area for the toll's low end, a ring for its high end, hollow where none is known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from geo.counting import Counted
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
    marks = [_mark(view.counted, i.id, possibly=i.id in view.possibly, by=by) for i in view.mapped]
    if not marks:
        return {}
    numbers: dict[str, int] = {}
    shared = [[numbers.setdefault(word, len(numbers)) for word in words] for _, words in marks]
    rows: dict[str, list[Any]] = {
        name: list(column) for name, column in zip(_COLUMNS, zip(*(own for own, _ in marks), strict=True), strict=True)
    }
    rows |= {"shape": [n[0] for n in shared], "colour": [n[1] for n in shared], "lines": [n[2:] for n in shared]}
    return {"rows": rows, "words": list(numbers)}


_COLUMNS: Final = (
    "id",
    "title",
    "latitude",
    "longitude",
    "error_km",
    "low",
    "high",
    "open",
    "possibly",
    "others",
)


@lru_cache(maxsize=20_000)  # a change of the period makes new views of marks that are mostly the same
def _mark(counted: Counted, incident_id: str, *, possibly: bool, by: str) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """A mark's own values, in the order of the columns, and its words: shape, colour and the lines of its tooltip."""
    incident = counted.dataset.incidents[incident_id]
    scene, killed = incident.scene, counted.toll({incident_id}, Outcome.KILLED)
    if scene is None:
        raise AssertionError(f"expected an incident with a position, got {incident_id!r}")  # `mapped` holds no other
    others = [
        {"latitude": other.latitude, "longitude": other.longitude, "error_km": other.error_km}
        for other in incident.scenes
        if other is not scene and other.latitude is not None
    ]
    own = (
        incident.id,
        incident.title,
        scene.latitude,
        scene.longitude,
        scene.error_km,
        killed.low,
        killed.stated_high,
        int(killed.open and killed.is_known),
        int(possibly),
        others,
    )
    colour = meaning_of(counted, incident, by=by).colour
    return own, (SHAPES[incident.event_type], colour, *_lines(counted, incident, possibly=possibly))


def _lines(counted: Counted, incident: Incident, *, possibly: bool) -> list[str]:
    killed = f"Killed: {counted.toll({incident.id}, Outcome.KILLED)}"
    if counted.is_shared(incident.id, Outcome.KILLED):
        killed += " (a shared figure)"
    day = period_words(incident.date_start, incident.date_end)
    places = [f"Place: {place.name}, {how_placed(place)}" for place in incident.scenes]
    return [day + (" (possibly in the period)" if possibly else ""), killed, *places]
