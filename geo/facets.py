"""What can be chosen: the actors, places, types and so on that a dataset's incidents use, with how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from geo.filters import source_label
from geo.records import Dataset, Incident
from geo.vocabulary import Code, CollectionId, EventType, GeoPrecision, Grade, PlaceRole, Side, Status, SubEventType


@dataclass(frozen=True)
class Choice:
    """A value that a reader can filter by, and how many published incidents it selects."""

    id: str
    label: str
    count: int


@dataclass(frozen=True)
class Facets:
    """The choices of each filter, the most used first except where a list has an order of its own."""

    actors: tuple[Choice, ...]
    sides: tuple[Choice, ...]
    types: tuple[Choice, ...]
    places: tuple[Choice, ...]
    precisions: tuple[Choice, ...]
    grades: tuple[Choice, ...]
    collections: tuple[Choice, ...]
    sources: tuple[Choice, ...]


@lru_cache(maxsize=8)
def facets(dataset: Dataset) -> Facets:
    """Count the choices of a dataset; cached by dataset."""
    incidents = tuple(i for i in dataset.incidents.values() if i.status is Status.PUBLISHED)
    actors = _count({a.actor_id for a in i.actors} for i in incidents)
    sides = _count({dataset.actors[a.actor_id].side for a in i.actors} for i in incidents)
    types: Counter[str] = _count({i.event_type, i.sub_event_type} for i in incidents)
    places = _count(_places(dataset, i) for i in incidents)
    precision = _count([(i.scene or i.scenes[0]).geo_precision] for i in incidents)
    sources = _count({s.source_id for s in dataset.statements_of_incident[i.id]} for i in incidents)
    return Facets(
        actors=_ranked(actors, {i: a.names.en for i, a in dataset.actors.items()}),
        sides=_listed(sides, Side),
        types=tuple(choice for kind in EventType for choice in _type_choices(kind, types)),
        places=_ranked(places, {i: p.names.en for i, p in dataset.places.items()}),
        precisions=tuple(
            Choice(code.value, code.label, sum(n for key, n in precision.items() if str(key) <= code.value))
            for code in GeoPrecision
            if precision[code]
        ),
        grades=_listed(_count([i.grade] for i in incidents), Grade),
        collections=_listed(_count([i.collection] for i in incidents), CollectionId),
        sources=_ranked(sources, {i: source_label(dataset, i) for i in dataset.sources}),
    )


def _places(dataset: Dataset, incident: Incident) -> set[str]:
    """The incident's scenes and everything that any source puts them in."""
    found: set[str] = set()
    queue = [p.place_id for p in incident.places if p.place_id and p.role is not PlaceRole.REFERENCE]
    while queue:
        place_id = queue.pop()
        if place_id not in found:
            found.add(place_id)
            queue.extend(c.place_id for c in dataset.places[place_id].within)
    return found


def _count(sets: Iterable[Iterable[str]]) -> Counter[str]:
    return Counter(value for values in sets for value in values)


def _ranked(counts: Counter[str], labels: dict[str, str]) -> tuple[Choice, ...]:
    choices = (Choice(i, labels[i], n) for i, n in counts.items())
    return tuple(sorted(choices, key=lambda c: (-c.count, c.label, c.id)))


def _listed(counts: Counter[str], codes: type[Code]) -> tuple[Choice, ...]:
    return tuple(Choice(code.value, code.label, counts[code]) for code in codes if counts[code])


def _type_choices(kind: EventType, counts: Counter[str]) -> list[Choice]:
    subs = [
        Choice(s.value, f"{kind.label}: {s.label}", counts[s])
        for s in SubEventType
        if s.event_type is kind and counts[s]
    ]
    return [Choice(kind.value, kind.label, counts[kind]), *subs] if counts[kind] else []


def name_of(dataset: Dataset, field: str, value: str) -> str:
    """The label of a filter's value, used by an incident or not; the value itself where there is none."""
    codes: dict[str, tuple[type[Code], ...]] = {
        "sides": (Side,),
        "types": (EventType, SubEventType),
        "grades": (Grade,),
        "collections": (CollectionId,),
    }
    labels = {code.value: code.label for kind in codes.get(field, ()) for code in kind}
    if field == "sources" and value in dataset.sources:
        return source_label(dataset, value)
    record = (
        dataset.actors.get(value) if field == "actors" else dataset.places.get(value) if field == "places" else None
    )
    return record.names.en if record else labels.get(value, value)
