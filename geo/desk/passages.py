"""The article as the desk shows it: cut where passages begin and end, each piece with the drafts that rest on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from geo.coding import CodedStatement, Coding, EventDraft, IncidentDraft
from geo.desk.items import DeskItem
from geo.extraction import Span

# The fields of an incident in the order in which the desk shows them.
FIELDS = ("when", "where", "who", "what", "figures")
EVENT_FIELDS = ("kind", "when", "where", "parties")
# What the desk says of a field of an event that has no value.
_NOTHING_FOUND = {
    "when": "no day that could be its own is named in its sentences",
    "where": "no place is named in its sentences",
    "parties": "no party is named in its sentences",
}


@dataclass(frozen=True, order=True)
class Mark:
    """What a passage is to a draft: `field` is one of `FIELDS`, of an event one of `EVENT_FIELDS`."""

    draft_id: str
    field: str


@dataclass(frozen=True)
class Piece:
    """Some characters of the article that have the same marks; without marks nothing rests on them.

    Attributes:
        start: offset into the article's text.
        draft_ids: of the statement that the piece lies in.
    """

    start: int
    text: str
    marks: tuple[Mark, ...]
    draft_ids: tuple[str, ...]


def pieces(item: DeskItem) -> tuple[Piece, ...]:
    """The whole article in its order; the pieces' texts together are the text."""
    text, coding = item.article.text, item.coding
    spans = [(span, mark) for mark, span in marked(coding)]
    cuts = {0, len(text)}
    for span in (*(span for span, _ in spans), *(Span(s.start, s.end) for s in coding.statements)):
        cuts |= {min(span.start, len(text)), min(span.end, len(text))}
    ordered = sorted(cuts)
    return tuple(
        Piece(
            start,
            text[start:end],
            tuple(sorted({mark for span, mark in spans if span.start <= start and end <= span.end})),
            next((s.draft_ids for s in coding.statements if s.start <= start and end <= s.end), ()),
        )
        for start, end in itertools.pairwise(ordered)
    )


def marked(coding: Coding) -> Iterator[tuple[Mark, Span]]:
    """Every passage that a value of a draft rests on."""
    for draft in coding.drafts:
        for field in FIELDS:
            yield from ((Mark(draft.id, field), span) for span in _spans(draft, field))
    for event in coding.events:
        for field in EVENT_FIELDS:
            yield from ((Mark(event.id, field), span) for span in _spans(event, field))


def rules(draft: IncidentDraft | EventDraft, field: str) -> tuple[str, ...]:
    """The rules by which a field of a draft got its value, in words; of an event also why it got none."""
    found = tuple(dict.fromkeys(part.rule for part in _parts(draft, field) if part.rule))
    return found or ((_NOTHING_FOUND[field],) if isinstance(draft, EventDraft) else ())


def set_aside(coding: Coding) -> tuple[CodedStatement, ...]:
    """The statements that feed no draft: each stands in its bucket with its reason."""
    return tuple(statement for statement in coding.statements if not statement.draft_ids)


def behind(coding: Coding, draft_id: str) -> tuple[CodedStatement, ...]:
    """The statements that a draft rests on, in the article's order."""
    return tuple(statement for statement in coding.statements if draft_id in statement.draft_ids)


class _Part(Protocol):
    """A value of a draft."""

    @property
    def rule(self) -> str: ...

    @property
    def spans(self) -> tuple[Span, ...]: ...


def _parts(draft: IncidentDraft | EventDraft, field: str) -> Sequence[_Part]:
    parts: dict[str, Sequence[_Part]]
    if isinstance(draft, EventDraft):
        date, place = draft.date, draft.place
        parts = {
            "kind": (draft,),
            "when": (date,) if date else (),
            "where": (place,) if place else (),
            "parties": draft.parties,
        }
    else:
        parts = {
            "when": (draft.date,),
            "where": draft.places,
            "who": (draft.attacker, *draft.targets),
            "what": (draft.sub_event_type,),
            "figures": draft.tolls,
        }
    return parts[field]


def _spans(draft: IncidentDraft | EventDraft, field: str) -> Iterator[Span]:
    for part in _parts(draft, field):
        yield from part.spans
