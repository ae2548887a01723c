"""The records: what Seamline knows, in frozen and validated form, and how the records refer to each other.

Positions are WGS84 degrees; distances are kilometres on the ellipsoid; dates are calendar dates in Asia/Baghdad.
`None` is "not known" and never stands for zero.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from geo.errors import InvalidRecordError
from geo.vocabulary import (
    ActorRole,
    Bucket,
    Certainty,
    CollectionId,
    EventKind,
    EventType,
    GeoPrecision,
    Grade,
    Group,
    Outcome,
    PlaceKind,
    PlaceMethod,
    PlaceRole,
    Reason,
    Side,
    SourceKind,
    Status,
    SubEventType,
    TimePrecision,
)

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]


def _web_address(value: str) -> str:
    if not re.match(r"https?://[^/?#\s]", value, re.IGNORECASE):
        raise ValueError(f"expected an address that starts with http:// or https:// and names a host, got {value!r}")
    return value


def _calendar_date(value: Any) -> Any:
    """A number is no date, though pydantic would read it as seconds since 1970."""
    iso = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    if not iso and not (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        raise ValueError(f"expected a calendar date such as 2021-12-02, got {value!r}")
    return value


Day = Annotated[dt.date, BeforeValidator(_calendar_date), Field(json_schema_extra={"unit": "calendar date"})]
Url = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_web_address)]
Latitude = Annotated[
    float, Field(ge=-90, le=90, allow_inf_nan=False, json_schema_extra={"unit": "degrees north, WGS84"})
]
Longitude = Annotated[
    float, Field(ge=-180, le=180, allow_inf_nan=False, json_schema_extra={"unit": "degrees east, WGS84"})
]
Kilometres = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False, json_schema_extra={"unit": "km"})]
Count = Annotated[int, Field(ge=0, le=1_000_000, strict=True, json_schema_extra={"unit": "people"})]


class Record(BaseModel):
    """A frozen record; unknown fields are refused so that a misspelt one is not lost."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @classmethod
    def parse(cls, data: Any) -> Self:
        """Validate `data` (a mapping of JSON values).

        Raises:
            InvalidRecordError: with one line for each field that is wrong: what was expected and what came.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            name = f"{cls.__name__} {data.get('id', '')!r}" if isinstance(data, dict) else cls.__name__
            lines = [
                f"{'.'.join(map(str, e['loc'])) or 'record'}: {e['msg']}, got {e['input']!r:.120}"
                for e in error.errors()
            ]
            raise InvalidRecordError(f"{name} is not valid: " + "; ".join(lines)) from error

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON values; `parse` reads it back without loss."""
        return self.model_dump(mode="json")


class Names(Record):
    """A name in the languages a reader may choose."""

    en: Text = Field(description="The name in English.")
    ar: Text | None = Field(None, description="The name in Arabic.")
    ckb: Text | None = Field(None, description="The name in Sorani Kurdish.")


class Containment(Record):
    """One source's word that a place lies in another; sources may disagree."""

    place_id: Id = Field(description="The place that contains.")
    source: Text = Field(description="Who says so.")


class Place(Record):
    """A place of the gazetteer."""

    kind_name: ClassVar[str] = "place"

    id: Id = Field(description="Stable identifier.")
    names: Names = Field(description="The name a reader sees.")
    variants: tuple[Text, ...] = Field((), description="Other spellings, for matching.")
    kind: PlaceKind = Field(description="What it is on the ground.")
    latitude: Latitude = Field(description="Latitude of the representative point.")
    longitude: Longitude = Field(description="Longitude of the representative point.")
    error_km: Kilometres = Field(description="The true place is expected within this distance of the point.")
    geonames_id: int | None = Field(None, description="Identifier in GeoNames.")
    within: tuple[Containment, ...] = Field((), description="The places that contain it, each with who says so.")
    source: Text = Field(description="Where the position comes from.")
    note: Text | None = Field(None, description="What to know before using it.")


class Actor(Record):
    """An armed group, a force or a population that takes part in incidents."""

    kind_name: ClassVar[str] = "actor"

    id: Id = Field(description="Stable identifier.")
    names: Names = Field(description="The name a reader sees.")
    side: Side = Field(description="Who the actor stands with.")
    acled_name: Text | None = Field(None, description="The actor's name in ACLED, where it has one.")
    acled_type: int | None = Field(None, ge=1, le=8, description="ACLED's actor type (inter code).")
    note: Text | None = Field(None, description="How the coding differs from ACLED's.")


class Paragraph(Record):
    """One paragraph of a digest, in our own words."""

    number: int = Field(ge=1, description="Place in the digest, from 1.")
    text: Text = Field(description="The digest, in our own words.")
    original_paragraphs: tuple[int, ...] = Field(
        (), description="The numbers of the original's paragraphs it stands for, from 1."
    )


class Source(Record):
    """A document that statements come from; its own text is never stored, a digest is."""

    kind_name: ClassVar[str] = "source"

    id: Id = Field(description="Stable identifier.")
    outlet: Text = Field(description="Who published it.")
    outlet_id: Id = Field(description="The outlet, for counting independent sources.")
    via: Text | None = Field(None, description="Where it was read, if not at the outlet itself.")
    kind: SourceKind = Field(description="How it is used.")
    collection: CollectionId = Field(description="The collection it belongs to.")
    title: Text = Field(description="The title, or a short description in our own words in brackets.")
    url: Url | None = Field(None, description="The document's address.")
    reference: Text | None = Field(None, description="The outlet's own number of the document.")
    published: Day | None = Field(None, description="Day of publication.")
    published_basis: Text | None = Field(None, description="How the day of publication is known.")
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] = Field("en", description="ISO 639 code.")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        None, description="SHA-256 of the original text, so that a holder can check the digest against the same text."
    )
    digest: tuple[Paragraph, ...] = Field((), description="The digest, paragraph by paragraph.")
    note: Text | None = Field(None, description="What to know before using it.")

    @model_validator(mode="after")
    def _paragraphs_are_told_apart(self) -> Self:
        numbers = [paragraph.number for paragraph in self.digest]
        if len(set(numbers)) != len(numbers):
            raise ValueError(f"expected each paragraph of the digest to have a number of its own, got {numbers}")
        return self


class Passage(Record):
    """Characters `start` to `end` (end excluded) of one paragraph of a source's digest."""

    paragraph: int = Field(ge=1, description="Number of the digest's paragraph.")
    start: int = Field(ge=0, description="First character, from 0.")
    end: int = Field(ge=1, description="First character after the passage.")
    original_paragraph: int | None = Field(None, ge=1, description="Number of the paragraph in the original text.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"expected the passage to end after it starts, got {self.start}..{self.end}")
        return self


class Statement(Record):
    """What one source says, at one passage, and the one bucket in which it ended."""

    kind_name: ClassVar[str] = "statement"

    id: Id = Field(description="Stable identifier.")
    source_id: Id = Field(description="The source that says it.")
    passage: Passage | None = Field(None, description="Where in the digest; a source without a digest has none.")
    text: Text = Field(description="What is said, in our own words.")
    bucket: Bucket = Field(description="What became of it.")
    reason: Reason | None = Field(None, description="Why it makes no incident; required for context and summary.")
    incident_ids: tuple[Id, ...] = Field((), description="The incidents it supports.")
    event_ids: tuple[Id, ...] = Field((), description="The agreements and other events it supports.")
    segment_ids: tuple[Id, ...] = Field((), description="The front segments it supports.")
    note: Text | None = Field(None, description="How it was read.")

    @model_validator(mode="after")
    def _bucket_holds(self) -> Self:
        if (self.bucket in (Bucket.CONTEXT, Bucket.SUMMARY)) != (self.reason is not None):
            raise ValueError(
                f"expected a reason for context and summary and for nothing else, got {self.bucket} with {self.reason}"
            )
        if len(set(self.incident_ids)) != len(self.incident_ids):
            raise ValueError(f"expected each incident once, got {self.incident_ids}")
        wanted = {
            Bucket.INCIDENT: len(self.incident_ids) >= 1,
            Bucket.SUPPORT: len(self.incident_ids) >= 1,
            Bucket.SHARED_TOLL: len(self.incident_ids) >= 2,
            Bucket.EVENT: len(self.event_ids) >= 1,
            Bucket.FRONT: len(self.segment_ids) >= 1,
        }
        if not wanted.get(self.bucket, True):
            raise ValueError(f"expected bucket {self.bucket} to name what it supports, got nothing or too little")
        return self


class PlaceMention(Record):
    """A place of an incident or event: its role, its position with error, and how it was found."""

    role: PlaceRole = Field(PlaceRole.EVENT, description="What the place is to the incident.")
    place_id: Id | None = Field(None, description="The gazetteer's entry, if there is one.")
    name: Text = Field(description="The name a reader sees.")
    words: Text | None = Field(None, description="The name as the source spells it.")
    latitude: Latitude | None = Field(None, description="Latitude; null when no position is known.")
    longitude: Longitude | None = Field(None, description="Longitude; null when no position is known.")
    error_km: Kilometres | None = Field(None, description="The scene is expected within this distance of the point.")
    geo_precision: GeoPrecision = Field(description="UCDP where_prec.")
    method: PlaceMethod = Field(description="How the position was found.")
    note: Text | None = Field(None, description="What to know about the position.")

    @model_validator(mode="after")
    def _position_is_whole(self) -> Self:
        known = [v is not None for v in (self.latitude, self.longitude, self.error_km)]
        if any(known) != all(known):
            raise ValueError("expected latitude, longitude and error_km together, or none of them")
        if (self.method is PlaceMethod.NOT_FOUND) == all(known):
            raise ValueError(
                f"expected a position exactly when the method is not 'not_found', got method {self.method}"
            )
        return self


class ActorMention(Record):
    """An actor of an incident: its role and how surely it is named."""

    actor_id: Id = Field(description="The actor.")
    role: ActorRole = Field(description="What the actor is to the incident.")
    certainty: Certainty = Field(Certainty.STATED, description="How surely it is named.")
    note: Text | None = Field(None, description="Who names it, or how sources differ.")


class Dated(Record):
    """Something with a day or an interval of days, both ends included."""

    date_start: Day = Field(
        description="First possible day.", json_schema_extra={"unit": "calendar date in Asia/Baghdad"}
    )
    date_end: Day = Field(description="Last possible day.", json_schema_extra={"unit": "calendar date in Asia/Baghdad"})
    time_precision: TimePrecision = Field(description="UCDP date_prec; follows from the interval's length.")
    date_basis: Text = Field(description="How the date is known, in words.")

    @model_validator(mode="after")
    def _interval_holds(self) -> Self:
        if self.date_end < self.date_start:
            raise ValueError(f"expected date_end on or after date_start, got {self.date_start} to {self.date_end}")
        expected = TimePrecision.of_days((self.date_end - self.date_start).days + 1)
        if self.time_precision is not expected:
            raise ValueError(
                f"expected time_precision {expected} for {self.date_start} to {self.date_end}, got {self.time_precision}"
            )
        return self


MERGED_NOTE: Final = "Merged into {}."
"""What the note of a withdrawn incident says of the one that stands for it since a merge."""
_MERGED: Final = re.compile(r"Merged into ([a-z0-9][a-z0-9_-]{0,62})\.")


class Incident(Dated):
    """One act, at one scene or a few neighbouring ones, on one day or within one interval."""

    kind_name: ClassVar[str] = "incident"

    id: Id = Field(description="Stable identifier.")
    title: Text = Field(description="One line: what happened where.")
    summary: Text = Field(description="What the sources report, in our own words.")
    sub_event_type: SubEventType = Field(description="ACLED sub-event type; the event type follows from it.")
    time_of_day: Text | None = Field(None, description="The hour or part of the day, as far as stated.")
    places: tuple[PlaceMention, ...] = Field(min_length=1, description="The scene first, then what contains it.")
    actors: tuple[ActorMention, ...] = Field(min_length=1, description="Who took part, each with a role.")
    grade: Grade = Field(description="How well it is verified.")
    collection: CollectionId = Field(description="The collection it belongs to.")
    status: Status = Field(Status.PUBLISHED, description="Where it stands in its life.")
    note: Text | None = Field(None, description="What a reader should know about the coding.")

    @model_validator(mode="after")
    def _has_scene(self) -> Self:
        if not any(place.role is PlaceRole.EVENT for place in self.places):
            raise ValueError("expected at least one place with role 'event', got none")
        return self

    @property
    def event_type(self) -> EventType:
        """ACLED event type."""
        return self.sub_event_type.event_type

    @property
    def merged_into(self) -> str | None:
        """Id of the incident that stands for it since it was withdrawn by a merge, as its note says."""
        told = _MERGED.findall(self.note or "") if self.status is Status.WITHDRAWN else []
        return told[-1] if told else None

    @property
    def scenes(self) -> tuple[PlaceMention, ...]:
        """The places where it happened, with or without a position."""
        return tuple(place for place in self.places if place.role is PlaceRole.EVENT)

    @cached_property
    def scene(self) -> PlaceMention | None:
        """The first scene with a position; None when the incident is too vague to map."""
        return next((place for place in self.scenes if place.latitude is not None), None)


class Claim(Record):
    """One casualty figure of one source, for one incident or shared by several."""

    kind_name: ClassVar[str] = "claim"

    id: Id = Field(description="Stable identifier.")
    source_id: Id = Field(description="The source whose account it belongs to.")
    statement_id: Id = Field(description="The statement it rests on.")
    incident_ids: tuple[Id, ...] = Field(min_length=1, description="One incident, or all that share the figure.")
    group: Group = Field(description="The people it counts.")
    outcome: Outcome = Field(description="What happened to them.")
    low: Count | None = Field(None, description="Lower end; null when the source gives no number.")
    high: Count | None = Field(None, description="Upper end; null for 'at least' and when the source gives no number.")
    attributed_to: Text | None = Field(None, description="Whom the source cites for it.")
    note: Text | None = Field(None, description="How it was read.")

    @model_validator(mode="after")
    def _interval_holds(self) -> Self:
        if self.high is not None and (self.low is None or self.high < self.low):
            raise ValueError(f"expected low <= high, got {self.low} to {self.high}")
        if len(set(self.incident_ids)) != len(self.incident_ids):
            raise ValueError(f"expected each incident once, got {self.incident_ids}")
        return self

    @property
    def shared(self) -> bool:
        """Whether one figure covers several incidents."""
        return len(self.incident_ids) > 1


class Event(Dated):
    """An agreement, meeting, opening or other dated event that is not an incident."""

    kind_name: ClassVar[str] = "event"

    id: Id = Field(description="Stable identifier.")
    kind: EventKind = Field(description="What kind of event it is.")
    title: Text = Field(description="One line.")
    summary: Text = Field(description="Terms or course, in our own words.")
    places: tuple[PlaceMention, ...] = Field((), description="Where it took place.")
    parties: tuple[Id, ...] = Field((), description="The actors who take part.")
    collection: CollectionId = Field(description="The collection it belongs to.")
    status: Status = Field(Status.PUBLISHED, description="Where it stands in its life.")
    note: Text | None = Field(None, description="What a reader should know about the coding.")


class Position(Record):
    """A vertex of a line."""

    latitude: Latitude = Field(description="Latitude of the vertex.")
    longitude: Longitude = Field(description="Longitude of the vertex.")


class FrontSegment(Record):
    """A schematic centre line between the forces of two sides, valid for a period, with its uncertainty."""

    kind_name: ClassVar[str] = "segment"

    id: Id = Field(description="Stable identifier.")
    name: Text = Field(description="The places it is drawn through.")
    label: Text = Field(description="Short label.")
    axis: Text = Field(description="The military axis or sector it stands for.")
    line: tuple[Position, ...] = Field(min_length=2, description="Schematic centre line.")
    sides: tuple[Side, ...] = Field(description="The sides that face each other.")
    valid_from: Day = Field(description="First day it stands for.")
    valid_to: Day | None = Field(None, description="Last day; null when no end is known.")
    validity_basis: Text = Field(description="How the period is known.")
    uncertainty_km: Kilometres = Field(description="Half the width of the band in which the front is expected.")
    basis: Text = Field(description="Why it is drawn there.")
    shown: bool = Field(True, description="Whether it is drawn unless a reader asks otherwise.")

    @model_validator(mode="after")
    def _stands_between_two(self) -> Self:
        if len(self.sides) != 2 or self.sides[0] is self.sides[1]:
            raise ValueError(f"expected two different sides, got {[str(side) for side in self.sides]}")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"expected valid_to on or after valid_from, got {self.valid_from} to {self.valid_to}")
        return self


AnyRecord = Place | Actor | Source | Statement | Incident | Claim | Event | FrontSegment
RECORD_TYPES: tuple[type[AnyRecord], ...] = (Place, Actor, Source, Statement, Incident, Claim, Event, FrontSegment)


@dataclass(frozen=True, eq=False)  # compared and hashed by identity, so that views of it can be cached
class Dataset:
    """A whole set of records whose references hold; every part is sorted by id. Make it with `Dataset.of`."""

    places: Mapping[str, Place]
    actors: Mapping[str, Actor]
    sources: Mapping[str, Source]
    statements: Mapping[str, Statement]
    incidents: Mapping[str, Incident]
    claims: Mapping[str, Claim]
    events: Mapping[str, Event]
    segments: Mapping[str, FrontSegment]

    @classmethod
    def of(cls, records: Iterable[AnyRecord]) -> Dataset:
        """Sort `records` into a dataset and check that every reference holds.

        Raises:
            InvalidRecordError: listing identifiers used twice, references to nothing and published incidents that no
                statement supports, at most twenty.
        """
        ordered = sorted(records, key=lambda record: record.id)
        twice = [
            f"{kind} {i!r} is there {n} times"
            for (kind, i), n in Counter((r.kind_name, r.id) for r in ordered).items()
            if n > 1
        ]
        dataset = cls(
            places={r.id: r for r in ordered if isinstance(r, Place)},
            actors={r.id: r for r in ordered if isinstance(r, Actor)},
            sources={r.id: r for r in ordered if isinstance(r, Source)},
            statements={r.id: r for r in ordered if isinstance(r, Statement)},
            incidents={r.id: r for r in ordered if isinstance(r, Incident)},
            claims={r.id: r for r in ordered if isinstance(r, Claim)},
            events={r.id: r for r in ordered if isinstance(r, Event)},
            segments={r.id: r for r in ordered if isinstance(r, FrontSegment)},
        )
        if faults := [*twice, *dataset._dangling(), *dataset._misplaced_passages(), *dataset._without_evidence()]:
            raise InvalidRecordError(
                f"expected records that fit together, got {len(faults)} faults: " + "; ".join(faults[:20])
            )
        return dataset

    def records(self) -> Iterator[AnyRecord]:
        """Iterate over all records, kind by kind."""
        for part in self._parts().values():
            yield from part.values()

    @cached_property
    def statements_of_incident(self) -> Mapping[str, tuple[Statement, ...]]:
        """The statements that support each incident, by incident id, in order of publication and passage."""
        found: dict[str, list[Statement]] = {incident_id: [] for incident_id in self.incidents}
        for statement in sorted(self.statements.values(), key=self._reading_order):
            for incident_id in statement.incident_ids:
                found[incident_id].append(statement)
        return {incident_id: tuple(part) for incident_id, part in found.items()}

    @cached_property
    def shown_statements(self) -> tuple[Statement, ...]:
        """The statements that readers see: not those that support withdrawn incidents and events and nothing else."""
        dated: tuple[Incident | Event, ...] = (*self.incidents.values(), *self.events.values())
        withdrawn = {(record.kind_name, record.id) for record in dated if record.status is Status.WITHDRAWN}

        def is_hidden(statement: Statement) -> bool:
            supports = {("incident", i) for i in statement.incident_ids} | {("event", i) for i in statement.event_ids}
            return bool(supports) and withdrawn.issuperset(supports) and not statement.segment_ids

        return tuple(statement for statement in self.statements.values() if not is_hidden(statement))

    @cached_property
    def shown_sources(self) -> tuple[Source, ...]:
        """The sources that readers see: not those of which no statement is shown any more."""
        shown = {statement.source_id for statement in self.shown_statements}
        hidden = {statement.source_id for statement in self.statements.values()} - shown
        return tuple(source for source in self.sources.values() if source.id not in hidden)

    @cached_property
    def claims_of_incident(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims that touch each incident, shared ones included, by incident id."""
        found: dict[str, list[Claim]] = {incident_id: [] for incident_id in self.incidents}
        for claim in self.claims.values():
            for incident_id in claim.incident_ids:
                found[incident_id].append(claim)
        return {incident_id: tuple(part) for incident_id, part in found.items()}

    def places_within(self, place_id: str) -> frozenset[str]:
        """The place itself and everything that any source puts inside it, at any depth."""
        inside: set[str] = set()
        queue = [place_id]
        while queue:
            current = queue.pop()
            if current not in inside:
                inside.add(current)
                queue.extend(self._children.get(current, ()))
        return frozenset(inside)

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        children: dict[str, list[str]] = {}
        for place in self.places.values():
            for containment in place.within:
                children.setdefault(containment.place_id, []).append(place.id)
        return {parent: tuple(sorted(set(ids))) for parent, ids in children.items()}

    def _reading_order(self, statement: Statement) -> tuple[dt.date, str, int, int, str]:
        source = self.sources[statement.source_id]
        passage = statement.passage
        return (
            source.published or dt.date.max,
            source.id,
            passage.paragraph if passage else 0,
            passage.start if passage else 0,
            statement.id,
        )

    def _parts(self) -> dict[str, Mapping[str, AnyRecord]]:
        return {
            "places": self.places,
            "actors": self.actors,
            "sources": self.sources,
            "statements": self.statements,
            "incidents": self.incidents,
            "claims": self.claims,
            "events": self.events,
            "segments": self.segments,
        }

    def _references(self) -> Iterator[tuple[AnyRecord, str, str]]:
        for place in self.places.values():
            yield from ((place, "places", c.place_id) for c in place.within)
        for statement in self.statements.values():
            yield statement, "sources", statement.source_id
            yield from ((statement, "incidents", i) for i in statement.incident_ids)
            yield from ((statement, "events", i) for i in statement.event_ids)
            yield from ((statement, "segments", i) for i in statement.segment_ids)
        for incident in self.incidents.values():
            yield from ((incident, "places", p.place_id) for p in incident.places if p.place_id)
            yield from ((incident, "actors", a.actor_id) for a in incident.actors)
        for claim in self.claims.values():
            yield claim, "sources", claim.source_id
            yield claim, "statements", claim.statement_id
            yield from ((claim, "incidents", i) for i in claim.incident_ids)
        for event in self.events.values():
            yield from ((event, "places", p.place_id) for p in event.places if p.place_id)
            yield from ((event, "actors", i) for i in event.parties)

    def _dangling(self) -> Iterator[str]:
        parts = self._parts()
        for record, part, wanted in self._references():
            if wanted not in parts[part]:
                yield f"{record.kind_name} {record.id!r} refers to {wanted!r}, which is not among the {part}"

    def _without_evidence(self) -> Iterator[str]:
        supported = {i for statement in self.statements.values() for i in statement.incident_ids}
        for incident in self.incidents.values():
            if incident.status is Status.PUBLISHED and incident.id not in supported:
                yield f"incident {incident.id!r} is published and no statement supports it"

    def _misplaced_passages(self) -> Iterator[str]:
        for statement in self.statements.values():
            source, passage = self.sources.get(statement.source_id), statement.passage
            if passage is None or source is None:
                continue
            text = next((p.text for p in source.digest if p.number == passage.paragraph), "")
            if passage.end > len(text):
                where = f"paragraph {passage.paragraph}, characters {passage.start}-{passage.end}"
                yield f"statement {statement.id!r} points to {where}, which the digest of {source.id!r} does not have"
        for claim in self.claims.values():
            rests_on = self.statements.get(claim.statement_id)
            if rests_on is not None and rests_on.source_id != claim.source_id:
                yield f"claim {claim.id!r} of source {claim.source_id!r} rests on a statement of {rests_on.source_id!r}"
            for incident_id in claim.incident_ids if rests_on is not None else ():
                if rests_on is not None and incident_id not in rests_on.incident_ids:
                    yield f"claim {claim.id!r} counts in {incident_id!r}, which its statement {rests_on.id!r} does not support"
