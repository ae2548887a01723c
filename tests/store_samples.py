"""Records for the store's tests: single ones with what varies as options, and a small whole dataset."""

from __future__ import annotations

import datetime as dt

from geo.records import (
    Actor,
    ActorMention,
    AnyRecord,
    Claim,
    Containment,
    Event,
    FrontSegment,
    Incident,
    Names,
    Paragraph,
    Passage,
    Place,
    PlaceMention,
    Position,
    Source,
    Statement,
)
from geo.vocabulary import (
    ActorRole,
    Bucket,
    CollectionId,
    EventKind,
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

DAY = dt.date(2021, 11, 29)


def place(place_id: str = "kifri", *, name: str = "Kifri", note: str | None = None, latitude: float = 34.69) -> Place:
    return Place(
        id=place_id,
        names=Names(en=name, ar="كفري", ckb="کفری"),
        kind=PlaceKind.TOWN,
        latitude=latitude,
        longitude=44.96,
        error_km=2.5,
        geonames_id=94298,
        source="GeoNames",
        note=note,
    )


def incident(
    incident_id: str = "kifri-attack", *, title: str = "Attack near Kifri", note: str | None = None
) -> Incident:
    scene = PlaceMention(
        place_id="kifri",
        name="Kifri",
        latitude=34.69,
        longitude=44.96,
        error_km=5,
        geo_precision=GeoPrecision.NEAR,
        method=PlaceMethod.GAZETTEER,
    )
    return Incident(
        id=incident_id,
        title=title,
        summary="A post is attacked at night.",
        sub_event_type=SubEventType.ARMED_CLASH,
        date_start=DAY,
        date_end=DAY,
        time_precision=TimePrecision.DAY,
        date_basis="Stated.",
        places=(scene,),
        actors=(ActorMention(actor_id="isis", role=ActorRole.ATTACKER),),
        grade=Grade.SINGLE_SOURCE,
        collection=CollectionId.ARTICLES,
        note=note,
    )


def report_on(*incident_ids: str) -> tuple[Source, Statement]:
    """What a published incident needs beside it: a statement that supports it, and the statement's source."""
    name = f"on-{incident_ids[0]}"
    source = Source(
        id=name,
        outlet="An outlet",
        outlet_id="outlet",
        kind=SourceKind.REPORT,
        collection=CollectionId.ARTICLES,
        title="[a report]",
    )
    statement = Statement(
        id=name, source_id=name, text="Reported.", bucket=Bucket.INCIDENT, incident_ids=tuple(incident_ids)
    )
    return source, statement


def vague_incident() -> Incident:
    unknown = PlaceMention(name="Garmian", geo_precision=GeoPrecision.AREA, method=PlaceMethod.NOT_FOUND)
    return incident("vague-attack").model_copy(update={"places": (unknown,)})


def whole_dataset() -> tuple[AnyRecord, ...]:
    """One record of each kind at least, with every kind of reference between them."""
    source = Source(
        id="report",
        outlet="An outlet",
        outlet_id="outlet",
        kind=SourceKind.REPORT,
        collection=CollectionId.ARTICLES,
        title="[report of two attacks]",
        published=DAY,
        digest=(Paragraph(number=1, text="Eight are reported killed in two attacks, “at night”."),),
    )
    statement = Statement(
        id="report-1",
        source_id="report",
        passage=Passage(paragraph=1, start=0, end=5),
        text="Eight killed.",
        bucket=Bucket.SHARED_TOLL,
        incident_ids=("kifri-attack", "vague-attack"),
    )
    claim = Claim(
        id="report-1-killed",
        source_id="report",
        statement_id="report-1",
        incident_ids=("kifri-attack", "vague-attack"),
        group=Group.PESHMERGA,
        outcome=Outcome.KILLED,
        low=8,
        high=8,
    )
    event = Event(
        id="meeting",
        kind=EventKind.MEETING,
        title="A meeting",
        summary="Both sides meet.",
        parties=("isis",),
        date_start=DAY,
        date_end=DAY + dt.timedelta(days=2),
        time_precision=TimePrecision.DAYS,
        date_basis="Stated.",
        collection=CollectionId.CONTEXT,
    )
    segment = FrontSegment(
        id="f1",
        name="Kifri to Kulajo",
        label="F1",
        axis="Garmian",
        line=(Position(latitude=34.7, longitude=44.9), Position(latitude=34.5, longitude=45.1)),
        sides=(Side.KRG, Side.FEDERAL),
        valid_from=DAY,
        validity_basis="Stated.",
        uncertainty_km=7.5,
        basis="Schematic.",
    )
    actor = Actor(id="isis", names=Names(en="ISIS"), side=Side.ISIS)
    inside = place("kulajo", name="Kulajo").model_copy(
        update={"within": (Containment(place_id="kifri", source="An outlet"),)}
    )
    return (place(), inside, actor, source, statement, incident(), vague_incident(), claim, event, segment)
