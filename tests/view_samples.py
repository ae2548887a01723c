"""Whole datasets and filters drawn by hypothesis, for the laws of the view and of what follows from it."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from geo.filters import Filter
from geo.records import (
    Actor,
    ActorMention,
    AnyRecord,
    Claim,
    Containment,
    Dataset,
    Incident,
    Names,
    Place,
    PlaceMention,
    Source,
    Statement,
)
from geo.vocabulary import (
    ActorRole,
    Bucket,
    CollectionId,
    EventType,
    GeoPrecision,
    Grade,
    Group,
    Outcome,
    PlaceKind,
    PlaceMethod,
    PlaceRole,
    Side,
    SourceKind,
    Status,
    SubEventType,
    TimePrecision,
)

FIRST_DAY = dt.date(2021, 11, 20)
DAYS = 24
PLACES = ("country", "east", "west", "district", "town", "village")
ACTORS = ("group", "army", "villagers")
SOURCES = ("one", "two", "three")
INCIDENTS = ("a", "b", "c", "d", "e")
WORDS = ("Zab", "Wadi", "Çem", "کفری")
# A busy machine may take its time; what is checked does not depend on it.
laws = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.integers(0, DAYS - 1).map(lambda n: FIRST_DAY + dt.timedelta(days=n))


def a_few(values: list[str] | tuple[str, ...], *, at_least: int = 0, at_most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=at_least, max_size=at_most, unique=True)


def place(place_id: str, *, within: list[str]) -> Place:
    return Place(
        id=place_id,
        names=Names(en=place_id.title()),
        kind=PlaceKind.AREA,
        latitude=35.0,
        longitude=44.0,
        error_km=1,
        within=tuple(Containment(place_id=other, source="A survey") for other in within),
        source="A survey",
    )


def mention(place_id: str | None, *, role: PlaceRole, precision: GeoPrecision, found: bool = True) -> PlaceMention:
    known = {"latitude": 35.0, "longitude": 44.0, "error_km": 2.0} if found else {}
    method = PlaceMethod.GAZETTEER if found else PlaceMethod.NOT_FOUND
    return PlaceMention(role=role, place_id=place_id, name="A place", geo_precision=precision, method=method, **known)


@st.composite
def incidents(draw: st.DrawFn, incident_id: str) -> Incident:
    start, length = draw(days), draw(st.sampled_from((1, 2, 5, 9)))
    end = start + dt.timedelta(days=length - 1)
    precision = st.sampled_from(GeoPrecision)
    found = draw(st.booleans())
    scene = mention(
        draw(st.sampled_from((None, *PLACES))), role=PlaceRole.EVENT, precision=draw(precision), found=found
    )
    others = [
        mention(place_id, role=role, precision=draw(precision))
        for role in (PlaceRole.CONTAINING, PlaceRole.REFERENCE)
        for place_id in draw(st.sampled_from(((), *((place_id,) for place_id in PLACES))))
    ]
    actors = draw(st.lists(st.tuples(st.sampled_from(ACTORS), st.sampled_from(ActorRole)), min_size=1, max_size=3))
    return Incident(
        id=incident_id,
        title=" ".join(draw(a_few(WORDS, at_least=1))),
        summary="Reported.",
        sub_event_type=draw(st.sampled_from(SubEventType)),
        date_start=start,
        date_end=end,
        time_precision=TimePrecision.of_days(length),
        date_basis="Stated.",
        places=(scene, *others),
        actors=tuple(ActorMention(actor_id=actor, role=role) for actor, role in actors),
        grade=draw(st.sampled_from(Grade)),
        collection=draw(st.sampled_from(CollectionId)),
        status=draw(st.sampled_from((*[Status.PUBLISHED] * 4, Status.WITHDRAWN))),
    )


@st.composite
def statements_and_claims(draw: st.DrawFn, incident_ids: tuple[str, ...]) -> list[AnyRecord]:
    """What each source says: a statement on some of the incidents, with figures that some of them may share."""
    found: list[AnyRecord] = []
    for source_id in SOURCES:
        told = draw(a_few(incident_ids, at_least=1, at_most=3))
        statement_id = f"{source_id}-1"
        found.append(
            Statement(
                id=statement_id,
                source_id=source_id,
                text="Reported.",
                bucket=Bucket.INCIDENT,
                incident_ids=tuple(told),
            )
        )
        for number, about in enumerate(draw(st.lists(a_few(told, at_least=1), min_size=1, max_size=3))):
            low = draw(st.sampled_from((None, 0, 1, 3, 8)))
            high = None if low is None else draw(st.sampled_from((None, low, low, low + 2)))
            found.append(
                Claim(
                    id=f"{statement_id}-{number}",
                    source_id=source_id,
                    statement_id=statement_id,
                    incident_ids=tuple(about),
                    group=draw(st.sampled_from((Group.PESHMERGA, Group.CIVILIANS, Group.PEOPLE))),
                    outcome=draw(st.sampled_from((Outcome.KILLED, Outcome.KILLED, Outcome.WOUNDED))),
                    low=low,
                    high=high,
                )
            )
    told_of = {i for record in found if isinstance(record, Statement) for i in record.incident_ids}
    untold = tuple(i for i in incident_ids if i not in told_of)
    if untold:
        rest = {"id": f"{SOURCES[0]}-rest", "source_id": SOURCES[0], "text": "Reported.", "bucket": Bucket.INCIDENT}
        found.append(Statement(**rest, incident_ids=untold))
    return found


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """Draw up to five incidents, some withdrawn, with places that may even contain each other in a circle."""
    incident_ids = INCIDENTS[: draw(st.integers(0, len(INCIDENTS)))]
    sources = [
        Source(
            id=source_id,
            outlet=source_id.title(),
            outlet_id=source_id,
            kind=SourceKind.REPORT,
            collection=draw(st.sampled_from(CollectionId)),
            title="[a report]",
        )
        for source_id in SOURCES
    ]
    return Dataset.of(
        [
            *(place(place_id, within=draw(a_few(PLACES))) for place_id in PLACES),
            *(Actor(id=i, names=Names(en=i.title()), side=draw(st.sampled_from(Side))) for i in ACTORS),
            *sources,
            *(draw(incidents(incident_id)) for incident_id in incident_ids),
            *(draw(statements_and_claims(incident_ids)) if incident_ids else ()),
        ]
    )


def _period(draw: st.DrawFn) -> dict[str, object]:
    start, end = sorted((draw(days), draw(days)))
    return draw(st.sampled_from(({"date_from": start}, {"date_to": end}, {"date_from": start, "date_to": end})))


CHOICES: dict[str, st.SearchStrategy[object]] = {
    "actors": a_few(ACTORS, at_least=1).map(tuple),
    "sides": a_few(list(Side), at_least=1, at_most=4).map(tuple),
    "types": a_few([*EventType, *SubEventType], at_least=1, at_most=8).map(tuple),
    "places": a_few(PLACES, at_least=1).map(tuple),
    "precision": st.sampled_from(GeoPrecision),
    "grades": a_few(list(Grade), at_least=1).map(tuple),
    "collections": a_few(list(CollectionId), at_least=1).map(tuple),
    "sources": a_few(SOURCES, at_least=1).map(tuple),
    "q": st.sampled_from(WORDS),
}
FIELDS = ("period", *CHOICES)


@st.composite
def filters(draw: st.DrawFn, *, of: tuple[str, ...] = FIELDS, at_most: int = 2) -> Filter:
    """Draw a filter over what `datasets` may hold, with few of the choices in `of`, so that views are seldom empty."""
    names = draw(a_few(of, at_least=min(1, at_most), at_most=at_most))
    chosen: dict[str, object] = {name: draw(CHOICES[name]) for name in names if name in CHOICES}
    return Filter(**chosen | (_period(draw) if "period" in names else {}))
