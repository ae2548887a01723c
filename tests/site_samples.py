"""A dataset for the static site: the starter data, and incidents with shared, open, unknown and contradicted figures."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from geo.importers.starter import read_starter
from geo.records import (
    Actor,
    ActorMention,
    AnyRecord,
    Claim,
    Dataset,
    Incident,
    Names,
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
    PlaceMethod,
    Side,
    SourceKind,
    Status,
    SubEventType,
    TimePrecision,
)

FIRST_DAY = dt.date(2019, 1, 1)
CHAIN = "t-chain"
_ACTORS = {"t-red": Side.ISIS, "t-army": Side.FEDERAL, "t-hills": Side.KRG, "t-people": Side.CIVILIANS}
_SOURCES = tuple(f"t-source-{number}" for number in range(5))
_KINDS = (SubEventType.ARMED_CLASH, SubEventType.ATTACK, SubEventType.IED)
_GROUPS = (Group.CIVILIANS, Group.PESHMERGA, Group.PEOPLE)


def tangled_dataset(count: int = 40, *, seed: int = 7) -> Dataset:
    """The starter data and `count` incidents of 2019 to 2022, tied to each other by figures that several share."""
    return Dataset.of((*read_starter(), *tangled_records(count, seed=seed)))


def tangled_records(count: int, *, seed: int) -> list[AnyRecord]:
    chance = random.Random(seed)
    records: list[AnyRecord] = [
        *(Actor(id=name, names=Names(en=f"Unit {name}"), side=side) for name, side in _ACTORS.items()),
        *(_source(name) for name in _SOURCES),
    ]
    incidents = [_incident(number, chance) for number in range(count)]
    ids = [incident.id for incident in incidents]
    records += incidents
    told = [(incident_id,) for incident_id in ids]
    told += [(incident_id,) for incident_id in chance.sample(ids, count // 2)]
    told += [tuple(chance.sample(ids, chance.choice((2, 2, 3, 5)))) for _ in range(count // 4)]
    for number, about in enumerate(told):
        records += _told(f"t-{number:03}", about, chance)
    return [*records, *_chain()]


def _chain() -> Iterator[AnyRecord]:
    """Three incidents without figures of their own, tied by two sources of whom neither speaks of all three."""
    yield Actor(id=CHAIN, names=Names(en="Unit of the chain"), side=Side.PMF)
    still = random.Random(0)
    ids = tuple(f"t-chain-{number}" for number in range(3))
    for day, incident_id in enumerate(ids):
        incident = _incident(900, still).model_dump() | {"id": incident_id, "time_precision": TimePrecision.DAY}
        when = FIRST_DAY + dt.timedelta(days=day)
        actors = (ActorMention(actor_id=CHAIN, role=ActorRole.TARGET),)
        yield Incident.model_validate(incident | {"date_start": when, "date_end": when, "actors": actors})
    for key, source, about in (("t-ab", _SOURCES[0], ids[:2]), ("t-bc", _SOURCES[1], ids[1:])):
        yield Statement(id=key, source_id=source, text="Said.", bucket=Bucket.SHARED_TOLL, incident_ids=about)
        for outcome in (Outcome.KILLED, Outcome.WOUNDED):
            named = {"id": f"{key}-{outcome.value}", "source_id": source, "statement_id": key}
            yield Claim(**named, incident_ids=about, group=Group.PEOPLE, outcome=outcome, low=5, high=7)


def _source(name: str) -> Source:
    return Source(
        id=name,
        outlet=f"Outlet {int(name[-1]) % 3}",
        outlet_id=f"t-outlet-{int(name[-1]) % 3}",
        kind=SourceKind.REPORT,
        collection=CollectionId.CONTEXT,
        title=f"[Report {name}]",
        url=f"https://example.org/{name}",
    )


def _incident(number: int, chance: random.Random) -> Incident:
    start = FIRST_DAY + dt.timedelta(days=chance.randrange(1200))
    end = start + dt.timedelta(days=chance.choice((0, 0, 0, 3, 30)))
    roles = [ActorMention(actor_id=name, role=ActorRole.TARGET) for name in chance.sample(sorted(_ACTORS), 2)]
    return Incident(
        id=f"t-incident-{number:02}",
        title=f"Incident {number}",
        summary="What was reported.",
        date_start=start,
        date_end=end,
        time_precision=TimePrecision.of_days((end - start).days + 1),
        date_basis="Stated",
        sub_event_type=chance.choice(_KINDS),
        places=tuple(_place(chance) for _ in range(chance.choice((1, 1, 2)))),
        actors=tuple(roles),
        grade=Grade.SINGLE_SOURCE,
        collection=CollectionId.CONTEXT,
        status=Status.WITHDRAWN if number % 13 == 12 else Status.PUBLISHED,
    )


def _place(chance: random.Random) -> PlaceMention:
    if chance.random() < 0.15:
        return PlaceMention(name="Somewhere", geo_precision=GeoPrecision.AREA, method=PlaceMethod.NOT_FOUND)
    return PlaceMention(
        name="A village",
        latitude=round(chance.uniform(34.2, 36.2), 4),
        longitude=round(chance.uniform(43.2, 45.6), 4),
        error_km=chance.choice((1, 5, 20)),
        geo_precision=GeoPrecision.NEAR,
        method=PlaceMethod.AREA,
    )


def _told(key: str, about: tuple[str, ...], chance: random.Random) -> list[AnyRecord]:
    """A statement and up to three figures: closed, open or without a number, or none at all."""
    source = chance.choice(_SOURCES)
    bucket = Bucket.SHARED_TOLL if len(about) > 1 else Bucket.INCIDENT
    statement = Statement(id=f"{key}-s", source_id=source, text="Said.", bucket=bucket, incident_ids=about)
    records: list[AnyRecord] = [statement]
    for part in range(chance.choice((0, 1, 2, 3))):
        low = chance.choice((None, 0, 1, 4, 9, 1200))
        high = None if low is None or chance.random() < 0.3 else low + chance.choice((0, 0, 2))
        records.append(
            Claim(
                id=f"{key}-c{part}",
                source_id=source,
                statement_id=statement.id,
                incident_ids=about,
                group=chance.choice(_GROUPS),
                outcome=chance.choice((Outcome.KILLED, Outcome.KILLED, Outcome.WOUNDED)),
                low=low,
                high=high,
            )
        )
    return records
