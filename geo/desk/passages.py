"""The article as the desk shows it: cut where passages begin and end, each piece with the drafts that rest on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from geo.coding import CodedStatement, Coding, EventDraft, IncidentDraft
from geo.desk.items import DeskItem
from geo.extraction import Span

# The fields of a draft in the order in which the desk shows them.
FIELDS = ("when", "where", "who", "what", "figures")


@dataclass(frozen=True, order=True)
class Mark:
    """What a passage is to a draft: `field` is one of `FIELDS`."""

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
        yield from ((Mark(event.id, field), span) for field, span in _event_spans(event))


def rules(draft: IncidentDraft, field: str) -> tuple[str, ...]:
    """The rules by which a field of a draft got its value, in words."""
    found = (part.rule for part in _parts(draft, field))
    return tuple(dict.fromkeys(rule for rule in found if rule))


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


def _parts(draft: IncidentDraft, field: str) -> Sequence[_Part]:
    parts: dict[str, Sequence[_Part]] = {
        "when": (draft.date,),
        "where": draft.places,
        "who": (draft.attacker, *draft.targets),
        "what": (draft.sub_event_type,),
        "figures": draft.tolls,
    }
    return parts[field]


def _spans(draft: IncidentDraft, field: str) -> Iterator[Span]:
    for part in _parts(draft, field):
        yield from part.spans


def _event_spans(event: EventDraft) -> Iterator[tuple[str, Span]]:
    yield from (("what", span) for span in event.spans)
    yield from (("when", span) for span in (event.date.spans if event.date else ()))
    yield from (("where", span) for span in (event.place.spans if event.place else ()))
    yield from (("who", span) for party in event.parties for span in party.spans)
