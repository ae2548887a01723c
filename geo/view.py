"""What a reader sees: the incidents, claims and events that a `Filter` selects from a dataset, and what follows from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

import geopandas as gpd
import pandas as pd
from shapely import Point

from geo.counting import Counted, counted
from geo.filters import Filter, narrowing
from geo.gazetteer.folding import fold
from geo.records import Claim, Dataset, Event, Incident, PlaceMention, Statement
from geo.tolls import Toll, claim_toll
from geo.vocabulary import ActorRole, Group, Outcome, PlaceMethod, PlaceRole, Side, Status

_TOLD: Final = (Outcome.KILLED, Outcome.WOUNDED)


@dataclass(frozen=True, eq=False)
class View:
    """The incidents in view, the claims that count, and what follows from both."""

    dataset: Dataset
    chosen: Filter
    incidents: tuple[Incident, ...]
    possibly: frozenset[str]
    counted: Counted
    events: tuple[Event, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that count."""
        return self.counted.claims

    @property
    def total(self) -> int:
        """How many published incidents the dataset holds."""
        return len(_published(self.dataset))

    @cached_property
    def ids(self) -> frozenset[str]:
        """Ids of the incidents in view."""
        return frozenset(incident.id for incident in self.incidents)

    @cached_property
    def mapped(self) -> tuple[Incident, ...]:
        """Incidents with a position."""
        return tuple(incident for incident in self.incidents if incident.scene)

    @cached_property
    def unmapped(self) -> tuple[Incident, ...]:
        """Incidents too vague to map."""
        return tuple(incident for incident in self.incidents if not incident.scene)

    @cached_property
    def tolls(self) -> Mapping[Outcome, Toll]:
        """The toll of each outcome over the incidents in view; one only possibly in the period counts from 0."""
        return {
            outcome: _from_sure(self.counted.toll(self.ids, outcome), self.counted.toll(self.sure, outcome))
            for outcome in Outcome
        }

    @cached_property
    def killed_by_group(self) -> Mapping[Group, Toll]:
        """People killed, by the group that a source names; counted like `tolls`."""
        sure, found = self.counted.killed_by_group(self.sure), self.counted.killed_by_group(self.ids)
        counted = {group: _from_sure(whole, sure.get(group, Toll())) for group, whole in found.items()}
        return dict(sorted(counted.items(), key=lambda item: (-item[1].low, -item[1].stated_high, item[0])))

    @cached_property
    def sure(self) -> frozenset[str]:
        """Ids of the incidents that lie in the period for certain."""
        return self.ids - self.possibly

    def toll(self, incident_id: str, outcome: Outcome) -> Toll:
        """The toll of one incident by itself; a shared figure counts from 0."""
        return self.counted.toll({incident_id}, outcome)

    def counted_toll(self, incident_id: str, outcome: Outcome) -> Toll:
        """The toll of one incident as `tolls` counts it: from 0 where it lies in the period only possibly."""
        found = self.toll(incident_id, outcome)
        return replace(found, low=0) if incident_id in self.possibly else found

    def is_shared(self, incident_id: str, outcome: Outcome = Outcome.KILLED) -> bool:
        """Whether a figure of the incident is shared with another incident."""
        return self.counted.is_shared(incident_id, outcome)

    @cached_property
    def shared(self) -> tuple[Claim, ...]:
        """The shared figures that touch an incident in view."""
        return tuple(c for c in self.counted.shared if not self.ids.isdisjoint(c.incident_ids))

    def hit_side(self, incident: Incident) -> Side:
        """Who was hit, as `Counted.hit_side` says it of the claims in view."""
        return self.counted.hit_side(incident)

    def sides(self, incident: Incident, role: ActorRole) -> tuple[Side, ...]:
        """The sides of the incident's actors in a role, in the order they are named."""
        return self.counted.sides(incident, role)

    @cached_property
    def frame(self) -> gpd.GeoDataFrame:
        """One row an incident in view, in order of date (EPSG:4326); geometry is missing where no position is known."""
        rows = [self._row(incident) for incident in self.incidents]
        geometry = [Point(r["longitude"], r["latitude"]) if r["latitude"] is not None else None for r in rows]
        data = pd.DataFrame(rows, columns=list(FRAME_COLUMNS))
        return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(geometry, crs="EPSG:4326"), crs="EPSG:4326")

    def emptied_by(self) -> tuple[tuple[str, Filter, int], ...]:
        """For an empty view: the narrowing fields in words, the filter without each, and how many incidents that gives."""
        found = []
        for name, words in narrowing(self.chosen, self.dataset):
            without = self.chosen.without(name)
            count = len(view_of(self.dataset, without).incidents)
            if count:
                found.append((words, without, count))
        return tuple(found)

    def _row(self, incident: Incident) -> dict[str, object]:
        scene = incident.scene or incident.scenes[0]
        killed, wounded = self.toll(incident.id, Outcome.KILLED), self.toll(incident.id, Outcome.WOUNDED)
        names = self.dataset.actors
        return {
            "id": incident.id,
            "title": incident.title,
            "date_start": incident.date_start,
            "date_end": incident.date_end,
            "time_precision": int(incident.time_precision.value),
            "possibly_in_period": incident.id in self.possibly,
            "event_type": incident.event_type.value,
            "sub_event_type": incident.sub_event_type.value,
            "place": scene.name,
            "place_id": scene.place_id,
            "latitude": scene.latitude,
            "longitude": scene.longitude,
            "error_km": scene.error_km,
            "geo_precision": int(scene.geo_precision.value),
            "place_method": scene.method.value,
            "attackers": "; ".join(names[a.actor_id].names.en for a in incident.actors if a.role is ActorRole.ATTACKER),
            "targets": "; ".join(names[a.actor_id].names.en for a in incident.actors if a.role is ActorRole.TARGET),
            "hit_side": self.hit_side(incident).value,
            "killed_low": killed.low if killed.is_known else None,
            "killed_high": killed.high,
            "killed": str(killed),
            "killed_shared": self.is_shared(incident.id),
            "wounded_low": wounded.low if wounded.is_known else None,
            "wounded_high": wounded.high,
            "wounded": str(wounded),
            "grade": incident.grade.value,
            "collection": incident.collection.value,
            "sources": len({s.source_id for s in self.dataset.statements_of_incident[incident.id]}),
        }


def _from_sure(whole: Toll, sure: Toll) -> Toll:
    """The lower end of what is sure, the upper end of all."""
    return replace(whole, low=min(sure.low, whole.low))


FRAME_COLUMNS = (
    "id",
    "title",
    "date_start",
    "date_end",
    "time_precision",
    "possibly_in_period",
    "event_type",
    "sub_event_type",
    "place",
    "place_id",
    "latitude",
    "longitude",
    "error_km",
    "geo_precision",
    "place_method",
    "attackers",
    "targets",
    "hit_side",
    "killed_low",
    "killed_high",
    "killed",
    "killed_shared",
    "wounded_low",
    "wounded_high",
    "wounded",
    "grade",
    "collection",
    "sources",
)


def prepare(dataset: Dataset) -> None:
    """Count every incident once, as all views of the dataset without a choice of sources or collections need it."""
    everything = view_of(dataset, Filter())
    for outcome in Outcome:
        everything.counted.toll(everything.ids, outcome)
    for incident in everything.incidents[:1]:  # who was hit is found for all at once
        everything.counted.hit_side(incident)


def outlets_of(view: View) -> tuple[str, ...]:
    """Who says so: the outlets whose counts of killed and wounded are in view, those with the most of them first."""
    counts = Counter(
        view.dataset.sources[claim.source_id].outlet
        for claim in view.claims
        if claim.outcome in _TOLD and not view.ids.isdisjoint(claim.incident_ids)
    )
    return tuple(sorted(counts, key=lambda outlet: (-counts[outlet], outlet)))


def told_by(outlets: Sequence[str], *, at_most: int | None = None) -> str:
    """Name who gives the figures, without a full stop; past `at_most` the rest are counted.

    >>> told_by(["Rudaw", "AFP", "Shafaq News"], at_most=2), told_by([])
    ('Figures as told by Rudaw, AFP and 1 more', 'No source gives a figure')
    """
    if not outlets:
        return "No source gives a figure"
    shown = outlets[:at_most]
    rest = len(outlets) - len(shown)
    return f"Figures as told by {', '.join(shown)}" + (f" and {rest} more" if rest else "")


def shared_figures(view: View) -> tuple[Claim, ...]:
    """Figures of killed and wounded that several incidents share and that touch the view, the largest first."""
    found = (claim for claim in view.shared if claim.outcome in _TOLD and claim.low is not None)
    return tuple(sorted(found, key=lambda claim: (-(claim.low or 0), claim.id)))


def parted_words(view: View, *, at_most: int = 2) -> str:
    """Say which shared figures have incidents beyond the view; empty where none has.

    None or all of such a figure may lie in view, so the toll counts it from 0: an interval that no source has said.
    """
    found = []
    for claim in shared_figures(view):
        held, whole = len(view.ids.intersection(claim.incident_ids)), len(claim.incident_ids)
        if held < whole:
            found.append(
                f"{told_figure(view, claim)} is one figure for {whole} incidents, {held} of them in view, so it counts from 0"
            )
    rest = len(found) - at_most
    more = [f"{rest} more such {'figure' if rest == 1 else 'figures'}"] if rest > 0 else []
    return "; ".join([*found[:at_most], *more])


def told_figure(view: View, claim: Claim) -> str:
    """What a claim counts, with who says so."""
    return f"{claim_toll(claim)} {claim.outcome.label} ({view.dataset.sources[claim.source_id].outlet})"


def view_of(dataset: Dataset, chosen: Filter) -> View:
    """Select from the dataset; the result is cached by dataset and by the part of the filter that decides."""
    return _view_of(dataset, chosen.key)


@lru_cache(maxsize=128)
def _view_of(dataset: Dataset, chosen: Filter) -> View:
    tests = _tests(dataset, chosen)
    incidents = tuple(incident for incident in _published(dataset) if all(test(incident) for test in tests))
    possibly = frozenset(i.id for i in incidents if not _inside(i, chosen))
    claims = counted(dataset, sources=chosen.sources, collections=chosen.collections)
    return View(dataset, chosen, incidents, possibly, claims, _events_in_view(dataset, chosen))


@lru_cache(maxsize=8)
def _published(dataset: Dataset) -> tuple[Incident, ...]:
    """The published incidents in order of date."""
    published = (incident for incident in dataset.incidents.values() if incident.status is Status.PUBLISHED)
    return tuple(sorted(published, key=lambda i: (i.date_start, i.date_end, i.id)))


def _tests(dataset: Dataset, chosen: Filter) -> list[Callable[[Incident], bool]]:
    tests: list[Callable[[Incident], bool]] = [lambda i: _overlaps(i, chosen)]
    if chosen.actors:
        tests.append(lambda i: any(a.actor_id in chosen.actors for a in i.actors))
    if chosen.sides:
        tests.append(lambda i: any(dataset.actors[a.actor_id].side in chosen.sides for a in i.actors))
    if chosen.types:
        tests.append(lambda i: i.event_type in chosen.types or i.sub_event_type in chosen.types)
    if chosen.places:
        inside = frozenset().union(*(dataset.places_within(place) for place in chosen.places))
        tests.append(lambda i: any(p.place_id in inside for p in i.places if p.role is not PlaceRole.REFERENCE))
    if chosen.precision:
        worst = chosen.precision.value
        tests.append(lambda i: (i.scene or i.scenes[0]).geo_precision.value <= worst)
    if chosen.grades:
        tests.append(lambda i: i.grade in chosen.grades)
    if chosen.collections:
        tests.append(lambda i: i.collection in chosen.collections)
    if chosen.sources:
        tests.append(lambda i: any(s.source_id in chosen.sources for s in dataset.statements_of_incident[i.id]))
    if chosen.q:
        words = _folded(chosen.q).split()
        # Marks that folding leaves nothing of are in no text: they select nothing, not everything.
        tests.append(lambda i: bool(words) and all(word in _haystack(dataset, i.id) for word in words))
    return tests


def _overlaps(dated: Incident | Event, chosen: Filter) -> bool:
    starts_in_time = chosen.date_to is None or dated.date_start <= chosen.date_to
    return starts_in_time and (chosen.date_from is None or dated.date_end >= chosen.date_from)


def _inside(dated: Incident | Event, chosen: Filter) -> bool:
    starts_inside = chosen.date_from is None or dated.date_start >= chosen.date_from
    return starts_inside and (chosen.date_to is None or dated.date_end <= chosen.date_to)


def _events_in_view(dataset: Dataset, chosen: Filter) -> tuple[Event, ...]:
    """Agreements and other events follow the period, the collection, the source and the place."""
    inside = frozenset().union(*(dataset.places_within(p) for p in chosen.places)) if chosen.places else frozenset()

    def shown(event: Event) -> bool:
        return (
            event.status is Status.PUBLISHED
            and _overlaps(event, chosen)
            and (not chosen.collections or event.collection in chosen.collections)
            and (not chosen.sources or not _sources_of_events(dataset)[event.id].isdisjoint(chosen.sources))
            and (
                not chosen.places
                or any(p.place_id in inside for p in event.places if p.role is not PlaceRole.REFERENCE)
            )
        )

    return tuple(e for e in sorted(dataset.events.values(), key=lambda e: (e.date_start, e.id)) if shown(e))


@lru_cache(maxsize=8)
def _sources_of_events(dataset: Dataset) -> Mapping[str, AbstractSet[str]]:
    found: dict[str, set[str]] = {event_id: set() for event_id in dataset.events}
    for statement in dataset.statements.values():
        for event_id in statement.event_ids:
            found[event_id].add(statement.source_id)
    return found


@lru_cache(maxsize=8)
def _haystacks(dataset: Dataset) -> Mapping[str, str]:
    return {incident_id: _searchable(dataset, incident) for incident_id, incident in dataset.incidents.items()}


def _haystack(dataset: Dataset, incident_id: str) -> str:
    return _haystacks(dataset)[incident_id]


def _searchable(dataset: Dataset, incident: Incident) -> str:
    parts = [incident.title, incident.summary, incident.note or "", incident.sub_event_type.label]
    for mention in incident.places:
        parts += [mention.name, mention.words or "", *_place_names(dataset, mention)]
    for actor in incident.actors:
        names = dataset.actors[actor.actor_id].names
        parts += [names.en, names.ar or "", names.ckb or ""]
    statements: Sequence[Statement] = dataset.statements_of_incident[incident.id]
    parts += [text for s in statements for text in (s.text, dataset.sources[s.source_id].outlet)]
    return _folded(" ".join(parts))


def _folded(text: str) -> str:
    return " ".join(filter(None, map(_folded_word, text.split())))


@lru_cache(maxsize=50_000)  # most words of a data set come again and again
def _folded_word(word: str) -> str:
    return fold(word)


def _place_names(dataset: Dataset, mention: PlaceMention) -> list[str]:
    place = dataset.places.get(mention.place_id or "")
    return [place.names.en, place.names.ar or "", place.names.ckb or "", *place.variants] if place else []


def how_placed(mention: PlaceMention) -> str:
    """Say how sure a position is, in words."""
    if mention.method is PlaceMethod.NOT_FOUND or mention.error_km is None:
        return f"{mention.geo_precision.label}; no position known"
    return f"{mention.geo_precision.label}, within {mention.error_km:g} km; {mention.method.label}"
