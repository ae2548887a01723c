"""Proposed duplicates: published incidents that a draft may be about, each with a score and the reasons in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from geo.counting import Counted
from geo.desk.items import DeskItem, Fields
from geo.desk.proposing import reviewed_fields
from geo.gazetteer import distance_km, name_key
from geo.gazetteer.distances import Position
from geo.records import Dataset, Incident, PlaceMention
from geo.vocabulary import ActorRole, Outcome, PlaceRole, Side, Status

# A report of the next morning may date a night attack by its own day.
WINDOW_DAYS: Final = 3
# Beyond both errors a scene may still be the same, told from another place of it.
SLACK_KM: Final = 25.0
LEAST_SCORE: Final = 0.5
# From here on whoever publishes must have said that it is another incident: its dead would be counted twice.
LIKELY_SCORE: Final = 0.7
_WEIGHTS: Final = {"date": 0.3, "place": 0.4, "actors": 0.15, "tolls": 0.15}


@dataclass(frozen=True)
class Aspect:
    """One thing compared: `score` from 0 (differs) to 1 (agrees), None where one side says nothing."""

    name: str
    score: float | None
    words: str


@dataclass(frozen=True)
class Duplicate:
    """A published incident that a draft may be about; `aspects` say why, agreeing ones and differing ones."""

    incident_id: str
    title: str
    score: float
    aspects: tuple[Aspect, ...]

    @property
    def is_likely(self) -> bool:
        """Whether nothing may be published beside it without a word on it."""
        return self.score >= LIKELY_SCORE

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons in words."""
        return tuple(aspect.words for aspect in self.aspects)


def duplicates_of(item: DeskItem, draft_id: str, dataset: Dataset, *, limit: int = 5) -> tuple[Duplicate, ...]:
    """The likeliest duplicates of a draft as it is reviewed so far, best first."""
    return find_duplicates(reviewed_fields(item, draft_id, dataset), dataset, limit=limit)


def find_duplicates(fields: Fields, dataset: Dataset, *, limit: int = 5) -> tuple[Duplicate, ...]:
    """The likeliest duplicates of an incident with these values, best first; none without dates."""
    counted = _counted(dataset)
    published = (i for i in dataset.incidents.values() if i.status is Status.PUBLISHED)
    found = [match for incident in published if (match := _match(fields, incident, counted))]
    return tuple(sorted(found, key=lambda match: (-match.score, match.incident_id))[:limit])


def _counted(dataset: Dataset) -> Counted:
    return Counted(dataset, tuple(dataset.claims.values()))


def _match(fields: Fields, incident: Incident, counted: Counted) -> Duplicate | None:
    date = _dates(fields, incident)
    place = _places(fields, incident)
    if not date.score or place.score == 0 or place.score is None:
        return None
    aspects = (date, place, _actors(fields, incident, counted.dataset), _tolls(fields, incident, counted))
    said = [(aspect.score, _WEIGHTS[aspect.name]) for aspect in aspects if aspect.score is not None]
    score = sum(score * weight for score, weight in said) / sum(weight for _, weight in said)
    if score < LEAST_SCORE:
        return None
    return Duplicate(incident.id, incident.title, round(score, 2), aspects)


def _dates(fields: Fields, incident: Incident) -> Aspect:
    if fields.date_start is None or fields.date_end is None:
        return Aspect("date", None, "the draft has no date")
    gap = max((incident.date_start - fields.date_end).days, (fields.date_start - incident.date_end).days, 0)
    days = _interval(incident.date_start, incident.date_end)
    if gap > WINDOW_DAYS:
        return Aspect("date", 0.0, f"dates differ by {gap} days ({days})")
    if gap:
        return Aspect("date", 0.7 - 0.15 * gap, f"dates lie {gap} {'day' if gap == 1 else 'days'} apart ({days})")
    longest = max(_days(fields.date_start, fields.date_end), _days(incident.date_start, incident.date_end))
    if longest == 1:
        return Aspect("date", 1.0, f"same day ({days})")
    # Two wide intervals overlap by chance more easily than two days agree.
    return Aspect("date", 0.9 if longest <= 14 else 0.6, f"intervals overlap ({days})")


def _days(start: dt.date, end: dt.date) -> int:
    return (end - start).days + 1


def _interval(start: dt.date, end: dt.date) -> str:
    return f"{start}" if start == end else f"{start} to {end}"


def _places(fields: Fields, incident: Incident) -> Aspect:
    """Compare scenes; where the draft's has no position, what it lies in or is measured from stands for it."""
    own = [place for place in fields.places or () if place.role is PlaceRole.EVENT]
    same = _same_name(own, incident.places)
    pairs = [*_pairs(own, incident.scenes)] or [*_pairs(fields.places or (), incident.places)]
    if not pairs:
        words = f"both name {same}" if same else "no position to compare"
        return Aspect("place", 0.7 if same else None, words)
    distance, reach, first, second = min(pairs, key=lambda pair: pair[0] - pair[1])
    told = f"{distance:.0f} km between {first} and {second}, {'within' if distance <= reach else 'beyond'} the {reach:.0f} km of both errors"
    if distance <= reach:
        # Large errors agree with much.
        score = 1.0 if reach <= 30 else 0.85 if reach <= 60 else 0.6
        return Aspect("place", score, told)
    score = max(0.0, 0.7 * (1 - (distance - reach) / SLACK_KM))
    return Aspect("place", max(score, 0.6) if same and score else score, told + (f"; both name {same}" if same else ""))


def _pairs(own: Iterable[PlaceMention], other: Iterable[PlaceMention]) -> Iterator[tuple[float, float, str, str]]:
    others = [*other]
    for first in own:
        for second in others:
            if (a := _point(first)) and (b := _point(second)):
                yield distance_km(a, b), (first.error_km or 0) + (second.error_km or 0), first.name, second.name


def _point(place: PlaceMention) -> Position | None:
    if place.latitude is None or place.longitude is None:
        return None
    return Position(place.latitude, place.longitude)


def _same_name(own: Iterable[PlaceMention], other: Iterable[PlaceMention]) -> str | None:
    keys = {name_key(name): place.name for place in other for name in (place.name, place.words or place.name)}
    return next((keys[name_key(place.name)] for place in own if name_key(place.name) in keys), None)


def _actors(fields: Fields, incident: Incident, dataset: Dataset) -> Aspect:
    mine = {
        role: {
            dataset.actors[a.actor_id].side
            for a in fields.actors or ()
            if a.role is role and a.actor_id in dataset.actors
        }
        for role in (ActorRole.ATTACKER, ActorRole.TARGET)
    }
    theirs = {
        role: {dataset.actors[a.actor_id].side for a in incident.actors if a.role is role}
        for role in (ActorRole.ATTACKER, ActorRole.TARGET)
    }
    scores: list[float] = []
    words: list[str] = []
    for role in (ActorRole.ATTACKER, ActorRole.TARGET):
        first, second = (sides - {Side.UNIDENTIFIED} for sides in (mine[role], theirs[role]))
        if first and second:
            scores.append(1.0 if first & second else 0.0)
            both = ", ".join(sorted(side.label for side in first & second))
            words.append(f"same {role.label}: {both}" if both else f"different {role.label}s")
    if not scores:
        return Aspect("actors", None, "no actor to compare")
    return Aspect("actors", sum(scores) / len(scores), "; ".join(words))


def _tolls(fields: Fields, incident: Incident, counted: Counted) -> Aspect:
    scores: list[float] = []
    words: list[str] = []
    for outcome in (Outcome.KILLED, Outcome.WOUNDED):
        own = [toll for toll in fields.tolls or () if toll.outcome is outcome and toll.low is not None]
        theirs = counted.toll([incident.id], outcome)
        if not own or not theirs.is_known:
            continue
        low = sum(0 if toll.shared_with else toll.low or 0 for toll in own)
        high = None if any(toll.high is None for toll in own) else sum(toll.high or 0 for toll in own)
        mine = f"{low}" if low == high else f"{low} or more" if high is None else f"{low}–{high}"
        gap = max(
            low - (theirs.high if theirs.high is not None else low),
            theirs.low - (high if high is not None else theirs.low),
            0,
        )
        scores.append(1.0 if gap == 0 else max(0.0, 1 - gap / max(low, theirs.low, 4)))
        words.append(f"{outcome.label} {mine} here, {theirs} there")
    if not scores:
        return Aspect("tolls", None, "no figure to compare")
    return Aspect("tolls", sum(scores) / len(scores), "; ".join(words))
