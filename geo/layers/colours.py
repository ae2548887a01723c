"""What a mark's colour says: who was hit, or another thing at the reader's choice."""

from __future__ import annotations

from typing import NamedTuple

from geo.counting import Counted
from geo.palette import GRADE_COLOURS, SIDE_COLOURS, TYPE_COLOURS
from geo.records import Incident
from geo.view import View
from geo.vocabulary import ActorRole, Side


class Meaning(NamedTuple):
    """A colour and what it says."""

    label: str
    colour: str


def meaning_of(counted: Counted, incident: Incident, *, by: str) -> Meaning:
    """The colour of an incident's mark by one of `geo.filters.COLOURS`."""
    if by == "type":
        return Meaning(incident.event_type.label, TYPE_COLOURS[incident.event_type])
    if by == "grade":
        return Meaning(incident.grade.label, GRADE_COLOURS[incident.grade])
    if by == "attacker":
        attackers = counted.sides(incident, ActorRole.ATTACKER)
        side = attackers[0] if attackers else Side.UNIDENTIFIED
    else:
        side = counted.hit_side(incident)
    return Meaning(side.label, SIDE_COLOURS[side])


def meanings(view: View, *, by: str) -> list[Meaning]:
    """What the colours in view say, in the order of the code list."""
    order = [*(c for table in (SIDE_COLOURS, TYPE_COLOURS, GRADE_COLOURS) for c in table)]
    labels = [code.label for code in order]
    found = {meaning_of(view.counted, incident, by=by) for incident in view.mapped}
    return sorted(found, key=lambda meaning: labels.index(meaning.label))
