"""Events: agreements, meetings, openings and what is planned, which are no incidents but belong on the timeline."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from geo.coding.drafts import CodedText, DateDraft, DateStep, EventDraft, PlaceDraft
from geo.coding.places import Resolver, place_draft
from geo.extraction import lexicon
from geo.extraction.article import Span
from geo.extraction.statements import Reading, Statement
from geo.extraction.times import Time
from geo.vocabulary import EventKind, PlaceRole, Side, TimePrecision


def code_events(
    reading: Reading, resolver: Resolver, taken: frozenset[int]
) -> tuple[tuple[EventDraft, tuple[int, ...]], ...]:
    """Give the events with the numbers of their statements; statements in `taken` feed incidents."""
    found: dict[tuple[EventKind, object], tuple[EventDraft, tuple[int, ...]]] = {}
    for number, statement in enumerate(reading.statements):
        if number in taken or statement.kind != "body":
            continue
        for draft in _drafts(reading, statement, resolver):
            key = (draft.kind, draft.date.start if draft.date else None)
            if key in found:
                have, numbers = found[key]
                found[key] = (_merged(have, draft), (*numbers, number))
            else:
                found[key] = (draft, (number,))
    return _joined(list(found.values()))


_PLANNED = re.compile(
    r"\b(?:meetings?|talks|visits?|operations?|offensives?|agreements?|negotiations)\b", re.IGNORECASE
)
Coded = tuple[EventDraft, tuple[int, ...]]


def _joined(events: list[Coded]) -> tuple[Coded, ...]:
    """Join undated words on an agreement or meeting to the dated one; a meeting lends its place to its agreement."""
    kept: list[Coded] = []
    for event, numbers in events:
        dated = [(e, n) for e, n in events if e.kind is event.kind and e.date]
        if event.date is None and dated and event.kind is not EventKind.PLANNED:
            continue
        more = [(e, n) for e, n in events if e.kind is event.kind and e.date is None]
        first = bool(dated) and dated[0][0] is event and event.kind is not EventKind.PLANNED
        joined, all_numbers = event, numbers
        for other, other_numbers in more if first else []:
            joined, all_numbers = _merged(joined, other), (*all_numbers, *other_numbers)
        kept.append((joined, all_numbers))
    return tuple((_titled(_placed(event, kept)), numbers) for event, numbers in kept)


def _placed(event: EventDraft, events: list[Coded]) -> EventDraft:
    if event.place or event.kind is not EventKind.AGREEMENT or event.date is None:
        return event
    meetings = [e for e, _ in events if e.kind is EventKind.MEETING and e.date and e.place]
    same_day = next((e for e in meetings if e.date and e.date.start == event.date.start), None)
    if same_day is None or same_day.place is None:
        return event
    place = same_day.place
    return replace(event, place=replace(place, rule=f"place of the meeting of that day; {place.rule}"))


def _titled(event: EventDraft) -> EventDraft:
    """Say beside the kind what tells the event from another of its kind: place and parties, else the day planned for."""
    sides = [Side.parse(party.value).label for party in event.parties]
    where = f" in {event.place.name}" if event.place else ""
    who = f": {' and '.join(sides)}" if len(sides) > 1 or (sides and not where) else ""
    day = event.date.start if event.date and event.kind is EventKind.PLANNED and not where + who else None
    when = f" for {day.day} {day:%B %Y}" if day else ""
    return replace(event, title=f"{event.title}{where}{who}{when}")


def _merged(have: EventDraft, new: EventDraft) -> EventDraft:
    parties = {party.value: party for party in (*new.parties, *have.parties)}
    place = have.place or new.place
    title = max(have.title, new.title, key=len)  # a planned meeting says more than something planned
    return replace(have, title=title, place=place, parties=tuple(parties.values()), spans=(*have.spans, *new.spans))


def _drafts(reading: Reading, statement: Statement, resolver: Resolver) -> Iterator[EventDraft]:
    kinds = dict(reversed(statement.events))
    if statement.figures:
        return
    if "planned" in kinds:
        future = [
            replace(time, start=max(time.start, reading.today)) for time in statement.times if time.end > reading.today
        ]
        yield _draft(reading, statement, EventKind.PLANNED, kinds["planned"], future, resolver)
        return
    past = [time for time in statement.times if time.kind == "day" and 0 <= (reading.today - time.start).days <= 14]
    for kind in (EventKind.AGREEMENT, EventKind.OPENING, EventKind.MEETING):
        if kind.value in kinds and (past or kind is not EventKind.OPENING):
            yield _draft(reading, statement, kind, kinds[kind.value], past, resolver)
            return


def _draft(
    reading: Reading, statement: Statement, kind: EventKind, span: Span, times: list[Time], resolver: Resolver
) -> EventDraft:
    time = times[0] if times else None
    place = _place(statement, resolver)
    key = "|".join((reading.article.outlet, kind.value, str(time.start if time else ""), str(statement.span.start)))
    what = _planned(reading.article.text[span.end : statement.span.end]) if kind is EventKind.PLANNED else ""
    return EventDraft(
        id=f"event-{hashlib.sha256(key.encode()).hexdigest()[:12]}",
        kind=kind,
        title=f"{kind.label.capitalize()}{what}",
        date=_date(time),
        place=place,
        parties=tuple(_parties(statement)),
        rule=f"words for {kind.label}: '{reading.article.text[span.start : span.end]}'",
        spans=(statement.span,),
    )


def _planned(words: str) -> str:
    """What is planned, where the words after "will" name it."""
    found = _PLANNED.search(words)
    return f" {found[0].casefold()}" if found else ""


def _date(time: Time | None) -> DateDraft | None:
    if time is None:
        return None
    precision = TimePrecision.of_days((time.end - time.start).days + 1)
    return DateDraft(time.start, time.end, precision, DateStep.STATED, time.rule, (time.span,))


def _place(statement: Statement, resolver: Resolver) -> PlaceDraft | None:
    for name in statement.places:
        if name.relation == "scene" and name.name:
            return place_draft(resolver.know(name), role=PlaceRole.EVENT, anchors=())[0]
    return None


def _parties(statement: Statement) -> Iterator[CodedText]:
    seen = set()
    for found in lexicon.actors().find(statement.tokens):
        side = found.value.side
        if found.value.kind == "org" and side and side.value not in seen and side.value != "isis":
            seen.add(side.value)
            first, last = statement.tokens[found.first], statement.tokens[found.last - 1]
            yield CodedText(side.value, "named in the sentence", (Span(first.start, last.end),))
