"""Synthetic datasets: as many incidents as asked for, with all that a real one has, the same on every machine."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from itertools import pairwise

from geo.importers.starter import read_starter
from geo.records import (
    Actor,
    ActorMention,
    AnyRecord,
    Claim,
    FrontSegment,
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
    GeoPrecision,
    Grade,
    Group,
    Outcome,
    PlaceKind,
    PlaceMethod,
    Side,
    SourceKind,
    SubEventType,
    TimePrecision,
)

FIRST_DAY = dt.date(2017, 3, 1)
LAST_DAY = dt.date(2024, 12, 31)
OPENING_DAYS = 24
"""So many days from the first have one incident each: a period that begins a day later shows one mark less."""
SHARED_EVERY = 25
"""Every so many incidents, two neighbours in time share one figure."""

_SEED = 20211204
_SIDES = (Side.ISIS, Side.FEDERAL, Side.KRG, Side.PMF, Side.CIVILIANS, Side.UNIDENTIFIED)
_GROUPS = (Group.CIVILIANS, Group.PESHMERGA, Group.IRAQI_ARMY, Group.FEDERAL_POLICE, Group.ISIS, Group.PEOPLE)
_KINDS = (
    SubEventType.ARMED_CLASH,
    SubEventType.ATTACK,
    SubEventType.IED,
    SubEventType.SHELLING,
    SubEventType.ABDUCTION,
)
_SOUTH, _NORTH, _WEST, _EAST = 34.0, 36.4, 43.0, 46.0  # degrees, the belt that the map opens on


def first_days() -> tuple[dt.date, ...]:
    """The first days of a period, in order, that show a mark less each: `count` and up to 12 more or less."""
    return tuple(FIRST_DAY + dt.timedelta(days=number) for number in range(OPENING_DAYS))


def synthetic_records(count: int) -> tuple[AnyRecord, ...]:
    """Records of incidents all over belt and years, each with a position, two sources and their claims.

    The front segments are those of the starter data.

    Args:
        count: so many incidents are in view in the middle of `first_days`; there are a dozen more than that.
    """
    total = count + OPENING_DAYS // 2
    chance = random.Random(_SEED)
    places = tuple(_place(number, chance) for number in range(60))
    actors = tuple(_actor(number) for number in range(12))
    sources = tuple(_source(number) for number in range(8 + count // 15))
    incidents = tuple(_incident(day, number, places=places, chance=chance) for number, day in enumerate(_days(total)))
    told = [record for incident in incidents for record in _told(incident, sources=sources, chance=chance)]
    fronts = (record for record in read_starter() if isinstance(record, FrontSegment))
    return (*places, *actors, *sources, *incidents, *told, *_shared(incidents, sources), *fronts)


def _place(number: int, chance: random.Random) -> Place:
    return Place(
        id=f"place-{number:02}",
        names=Names(en=f"Village {number:02}", ar=f"قرية {number:02}", ckb=f"گوندی {number:02}"),
        kind=PlaceKind.VILLAGE,
        latitude=round(chance.uniform(_SOUTH, _NORTH), 4),
        longitude=round(chance.uniform(_WEST, _EAST), 4),
        error_km=chance.choice((1, 2, 5)),
        source="Synthetic",
    )


def _actor(number: int) -> Actor:
    side = _SIDES[number % len(_SIDES)]
    return Actor(id=f"actor-{number:02}", names=Names(en=f"{side.label}, unit {number:02}"), side=side)


def _source(number: int) -> Source:
    return Source(
        id=f"source-{number:02}",
        outlet=f"Outlet {number % 9}",
        outlet_id=f"outlet-{number % 9}",
        kind=SourceKind.REPORT,
        collection=_collection(number),
        title=f"[Synthetic report {number:02}]",
        url=f"https://example.org/reports/{number:02}",
        published=LAST_DAY,
    )


def _collection(number: int) -> CollectionId:
    return CollectionId.ARTICLES if number % 2 else CollectionId.CONTEXT


def _days(total: int) -> Iterator[dt.date]:
    yield from first_days()
    first, rest = FIRST_DAY + dt.timedelta(days=OPENING_DAYS), total - OPENING_DAYS
    for number in range(rest):
        yield first + dt.timedelta(days=number * (LAST_DAY - first).days // rest)


def _incident(day: dt.date, number: int, *, places: tuple[Place, ...], chance: random.Random) -> Incident:
    place, kind = chance.choice(places), chance.choice(_KINDS)
    attacker, target = chance.sample(range(12), 2)
    return Incident(
        id=f"incident-{number:05}",
        title=f"{kind.label} near {place.names.en}, synthetic incident {number:05}",
        summary=f"{kind.label} at {place.names.en}. The text stands for one or two sentences about what was reported.",
        date_start=day,
        date_end=day,
        time_precision=TimePrecision.DAY,
        date_basis="Stated by the source",
        sub_event_type=kind,
        places=(_scene(place, chance),),
        actors=(
            ActorMention(actor_id=f"actor-{attacker:02}", role=ActorRole.ATTACKER),
            ActorMention(actor_id=f"actor-{target:02}", role=ActorRole.TARGET),
        ),
        grade=chance.choice((Grade.SINGLE_SOURCE, Grade.CORROBORATED)),
        collection=_collection(number),
    )


def _scene(place: Place, chance: random.Random) -> PlaceMention:
    """A point of its own near the place: co-located marks would flatter whoever draws them."""
    return PlaceMention(
        place_id=place.id,
        name=place.names.en,
        latitude=round(place.latitude + chance.uniform(-0.1, 0.1), 4),
        longitude=round(place.longitude + chance.uniform(-0.1, 0.1), 4),
        error_km=chance.choice((1, 5, 10, 25)),
        geo_precision=chance.choice((GeoPrecision.EXACT, GeoPrecision.NEAR)),
        method=PlaceMethod.GAZETTEER,
    )


def _told(incident: Incident, *, sources: tuple[Source, ...], chance: random.Random) -> Iterator[AnyRecord]:
    """What two sources say: who was killed, by both, and who was wounded, by the first."""
    group, killed = chance.choice(_GROUPS), chance.choice((0, 1, 1, 2, 3, 5, 8, 13))
    for part, source in enumerate(chance.sample(sources, 2)):
        statement = _statement(f"{incident.id}-s{part}", source, (incident.id,))
        yield statement
        yield _claim(f"{incident.id}-k{part}", statement, group=group, low=killed + part, high=killed + 2 * part)
        if part == 0:
            yield _claim(f"{incident.id}-w0", statement, group=group, low=2, high=4, outcome=Outcome.WOUNDED)


def _shared(incidents: tuple[Incident, ...], sources: tuple[Source, ...]) -> Iterator[AnyRecord]:
    for number, (one, other) in enumerate(list(pairwise(incidents))[::SHARED_EVERY]):
        source = sources[number % len(sources)]
        statement = _statement(f"shared-s{number:04}", source, (one.id, other.id), bucket=Bucket.SHARED_TOLL)
        yield statement
        yield _claim(f"shared-k{number:04}", statement, group=Group.PEOPLE, low=4, high=6)


def _statement(
    name: str, source: Source, incident_ids: tuple[str, ...], *, bucket: Bucket = Bucket.INCIDENT
) -> Statement:
    text = "One sentence in the reporter's words about what happened, where and to whom."
    return Statement(id=name, source_id=source.id, text=text, bucket=bucket, incident_ids=incident_ids)


def _claim(
    name: str, statement: Statement, *, group: Group, low: int, high: int, outcome: Outcome = Outcome.KILLED
) -> Claim:
    return Claim(
        id=name,
        source_id=statement.source_id,
        statement_id=statement.id,
        incident_ids=statement.incident_ids,
        group=group,
        outcome=outcome,
        low=low,
        high=high,
    )
