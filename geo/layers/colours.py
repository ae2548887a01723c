"""What a mark's colour says: who was hit, or another thing at the reader's choice."""

from __future__ import annotations

from typing import NamedTuple

from geo.counting import Counted
from geo.palette import GRADE_COLOURS, SIDE_COLOURS, TYPE_COLOURS
from geo.records import Incident
from geo.view import View
from geo.vocabulary import ActorRole, EventType, Grade, Side

Coloured = Side | EventType | Grade


class Meaning(NamedTuple):
    """A colour and what it says."""

    label: str
    colour: str


def meaning_of(counted: Counted, incident: Incident, *, by: str) -> Meaning:
    """The colour of an incident's mark by one of `geo.filters.COLOURS`."""
    return _meaning(_code_of(counted, incident, by=by))


def meanings(view: View, *, by: str) -> list[Meaning]:
    """What the colours in view say, in the order of the code list."""
    order: list[Coloured] = [*SIDE_COLOURS, *TYPE_COLOURS, *GRADE_COLOURS]
    found = {_code_of(view.counted, incident, by=by) for incident in view.mapped}
    return [_meaning(code) for code in sorted(found, key=order.index)]


def _code_of(counted: Counted, incident: Incident, *, by: str) -> Coloured:
    if by == "type":
        return incident.event_type
    if by == "grade":
        return incident.grade
    if by == "attacker":
        attackers = counted.sides(incident, ActorRole.ATTACKER)
        return attackers[0] if attackers else Side.UNIDENTIFIED
    return counted.hit_side(incident)


def _meaning(code: Coloured) -> Meaning:
    if isinstance(code, Side):
        return Meaning(code.label, SIDE_COLOURS[code])
    return Meaning(code.label, TYPE_COLOURS[code] if isinstance(code, EventType) else GRADE_COLOURS[code])
