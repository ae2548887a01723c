"""Differences: where a second opinion and the rules agree, differ, or only one of them has an incident."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import product

from geo.coding import Coding, IncidentDraft, PlaceDraft, TollDraft
from geo.extraction import Span
from geo.gazetteer import name_key
from geo.opinions.extractors import Opinion
from geo.vocabulary import Certainty, Outcome, PlaceRole

_NOTHING = "nothing"
# One sign alone, such as two days that overlap, makes two incidents of one article one no more than chance does.
_LEAST = 2.0


class Verdict(StrEnum):
    """How two readings of one thing stand to each other."""

    AGREE = "agree"
    DIFFER = "differ"
    ONLY_RULES = "only_rules"
    ONLY_OPINION = "only_opinion"


@dataclass(frozen=True)
class Difference:
    """One field of one incident, as both have read it.

    Attributes:
        draft_id: of the rules' draft; None where the rules have no such incident.
        opinion_id: of the second opinion's draft; None where it has no such incident.
        field: incident, date, place, attacker, targets, killed, wounded, abducted or type.
        ours: the rules' value, in words.
        theirs: the second opinion's, in words; coded by our rules from its quotes, never its own words.
        spans: the passages of the second opinion's value, else of the rules'; cut the words out of the article there.
        words: the sentence for the desk.
    """

    verdict: Verdict
    draft_id: str | None
    opinion_id: str | None
    field: str
    ours: str
    theirs: str
    spans: tuple[Span, ...]
    words: str


def compare(coding: Coding, opinion: Opinion) -> tuple[Difference, ...]:
    """Set a second opinion beside the rules' coding, incident by incident, in the order of the rules."""
    pairs = _pairs(coding.drafts, opinion.coding.drafts)
    found: list[Difference] = []
    for ours in coding.drafts:
        theirs = pairs.get(ours.id)
        found += _fields(ours, theirs) if theirs else [_alone(ours, Verdict.ONLY_RULES)]
    matched = {theirs.id for theirs in pairs.values()}
    found += [_alone(draft, Verdict.ONLY_OPINION) for draft in opinion.coding.drafts if draft.id not in matched]
    return tuple(found)


def _pairs(ours: Sequence[IncidentDraft], theirs: Sequence[IncidentDraft]) -> dict[str, IncidentDraft]:
    """Match incidents, the best pair first, each at most once."""
    ranked = sorted(
        ((-_likeness(a, b), i, j) for (i, a), (j, b) in product(enumerate(ours), enumerate(theirs))),
    )
    pairs: dict[str, IncidentDraft] = {}
    taken: set[int] = set()
    for score, i, j in ranked:
        if -score >= _LEAST and ours[i].id not in pairs and j not in taken:
            pairs[ours[i].id] = theirs[j]
            taken.add(j)
    return pairs


def _likeness(ours: IncidentDraft, theirs: IncidentDraft) -> float:
    """How well two drafts fit: same place 2, same words of a figure 2, else shared words 1.5, days that overlap 1."""
    mine, other = _scene_keys(ours), _scene_keys(theirs)
    # Two names may mean one scene, at village and at district level; two days are two incidents.
    place = 2.0 if mine & other else (-0.5 if mine and other else 0.0)
    days = 1.0 if ours.date.start <= theirs.date.end and theirs.date.start <= ours.date.end else -1.0
    figures = {span for toll in ours.tolls for span in toll.spans} & {s for toll in theirs.tolls for s in toll.spans}
    words = any(a.start < b.end and b.start < a.end for a in _spans(ours) for b in _spans(theirs))
    return place + days + (2.0 if figures else 1.5 * words)


def _spans(draft: IncidentDraft) -> tuple[Span, ...]:
    """The passages that tell of the deed; those of dates are left out, as one day may be named for several deeds."""
    own = (*draft.attacker.spans, *draft.sub_event_type.spans)
    tolls = (span for toll in draft.tolls for span in toll.spans)
    targets = (span for target in draft.targets for span in target.spans)
    scene = (span for place in _scene(draft) for span in place.spans)
    return (*own, *tolls, *targets, *scene)


def _scene(draft: IncidentDraft) -> tuple[PlaceDraft, ...]:
    return tuple(place for place in draft.places if place.role is PlaceRole.EVENT)


def _scene_keys(draft: IncidentDraft) -> frozenset[str]:
    return frozenset(place.place_id or name_key(place.name) for place in _scene(draft))


def _fields(ours: IncidentDraft, theirs: IncidentDraft) -> Iterator[Difference]:
    yield _field("date", ours, theirs, _date)
    yield _field("place", ours, theirs, _place, same=_scene_keys(ours) == _scene_keys(theirs))
    yield _field("attacker", ours, theirs, _attacker)
    yield _field("targets", ours, theirs, _targets)
    for outcome in Outcome:
        if _figures(ours, outcome) or _figures(theirs, outcome):
            yield _field(outcome.value, ours, theirs, partial(_toll, outcome=outcome))
    yield _field("type", ours, theirs, _type)


Value = tuple[str, tuple[Span, ...]]


def _field(
    field: str,
    ours: IncidentDraft,
    theirs: IncidentDraft,
    read: Callable[[IncidentDraft], Value],
    *,
    same: bool | None = None,
) -> Difference:
    (mine, my_spans), (other, other_spans) = read(ours), read(theirs)
    agree = mine == other if same is None else same
    verdict = Verdict.AGREE if agree else Verdict.DIFFER
    label = field.capitalize()
    words = f"{label}: both read {mine}." if agree else f"{label}: the rules read {mine}, the second opinion {other}."
    return Difference(verdict, ours.id, theirs.id, field, mine, other, other_spans or my_spans, words)


def _alone(draft: IncidentDraft, verdict: Verdict) -> Difference:
    title = f"{draft.title}, {_date(draft)[0]}"
    spans = _spans(draft)
    if verdict is Verdict.ONLY_RULES:
        words = f"Only the rules read this incident: {title}."
        return Difference(verdict, draft.id, None, "incident", title, _NOTHING, spans, words)
    words = f"Only the second opinion reads this incident: {title}."
    return Difference(verdict, None, draft.id, "incident", _NOTHING, title, spans, words)


def _date(draft: IncidentDraft) -> Value:
    start, end = draft.date.start.isoformat(), draft.date.end.isoformat()
    return (start if start == end else f"{start} to {end}"), draft.date.spans


def _place(draft: IncidentDraft) -> Value:
    scene = _scene(draft)
    names = sorted(next((c.name for c in p.candidates if c.place_id == p.place_id), p.name) for p in scene)
    return " and ".join(names) or "no place", tuple(span for place in scene for span in place.spans)


def _attacker(draft: IncidentDraft) -> Value:
    suspected = " (suspected)" if draft.attacker.certainty is Certainty.SUSPECTED else ""
    return f"{draft.attacker.side.label}{suspected}", draft.attacker.spans


def _targets(draft: IncidentDraft) -> Value:
    labels = sorted({target.group.label for target in draft.targets})
    return ", ".join(labels) or "nobody named", tuple(span for target in draft.targets for span in target.spans)


def _type(draft: IncidentDraft) -> Value:
    return draft.sub_event_type.value.label, draft.sub_event_type.spans


def _figures(draft: IncidentDraft, outcome: Outcome) -> tuple[TollDraft, ...]:
    return tuple(sorted((t for t in draft.tolls if t.outcome is outcome), key=lambda toll: toll.group.value))


def _toll(draft: IncidentDraft, *, outcome: Outcome) -> Value:
    figures = _figures(draft, outcome)
    words = ", ".join(f"{_count(toll)} {toll.group.label}" for toll in figures)
    return words or "no figure", tuple(span for toll in figures for span in toll.spans)


def _count(toll: TollDraft) -> str:
    if toll.low is None:
        return "an unknown number of"
    if toll.high is None:
        return f"at least {toll.low}"
    return str(toll.low) if toll.low == toll.high else f"{toll.low} to {toll.high}"
