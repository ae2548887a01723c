"""Drafts: what coding gives to the desk. Every value carries the rule it came by and the passages it came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from geo.errors import InvalidRecordError
from geo.extraction import Span
from geo.vocabulary import (
    Bucket,
    Certainty,
    EventKind,
    GeoPrecision,
    Group,
    Outcome,
    PlaceRole,
    Reason,
    Side,
    SubEventType,
    TimePrecision,
)


class DateStep(StrEnum):
    """Where a draft's date was found, best first."""

    STATED = "stated"
    NEIGHBOUR = "neighbour"
    INHERITED = "inherited"
    REPORT = "report"


@dataclass(frozen=True)
class CodedText:
    """A text with the rule it came by."""

    value: str
    rule: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class DateDraft:
    """The day or interval of an incident, both ends included."""

    start: dt.date
    end: dt.date
    precision: TimePrecision
    step: DateStep
    rule: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class PlaceCandidate:
    """A gazetteer entry that a name may mean; `how` says why it fits."""

    place_id: str
    name: str
    latitude: float
    longitude: float
    error_km: float
    geo_precision: GeoPrecision
    score: float
    how: str


@dataclass(frozen=True)
class Area:
    """Where words such as "70 km southeast of X" put a place: a middle, and how far off the scene may be."""

    latitude: float
    longitude: float
    error_km: float
    rule: str


@dataclass(frozen=True)
class PlaceDraft:
    """A place of an incident.

    Attributes:
        name: the name as printed; for a nameless scene its words.
        words: the phrase as printed.
        candidates: what the name may mean, best first. Two that tie leave the position open.
        place_id: the gazetteer's entry, when exactly one fits.
        area: where relative words put a place that the gazetteer does not know, or knows elsewhere.
    """

    name: str
    words: str
    role: PlaceRole
    candidates: tuple[PlaceCandidate, ...]
    place_id: str | None
    latitude: float | None
    longitude: float | None
    error_km: float | None
    geo_precision: GeoPrecision | None
    area: Area | None
    rule: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class AttackerDraft:
    """Who attacks, as far as the article says."""

    side: Side
    certainty: Certainty
    rule: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class TargetDraft:
    """Who is attacked or hit."""

    group: Group
    side: Side
    rule: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class TollDraft:
    """One casualty figure.

    Attributes:
        low: None where the article gives no number.
        high: None for "at least".
        shared_with: the other drafts that the one figure counts together.
    """

    group: Group
    side: Side
    outcome: Outcome
    low: int | None
    high: int | None
    shared_with: tuple[str, ...]
    rule: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class SubTypeDraft:
    """The ACLED sub-event type."""

    value: SubEventType
    rule: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class IncidentDraft:
    """An incident as read from one article, for a person to check.

    Attributes:
        id: a hash of the key parts; the same article gives the same ids.
        merged_from: why sentences were read as one incident.
        warnings: what does not fit together.
    """

    id: str
    title: str
    date: DateDraft
    places: tuple[PlaceDraft, ...]
    attacker: AttackerDraft
    targets: tuple[TargetDraft, ...]
    tolls: tuple[TollDraft, ...]
    sub_event_type: SubTypeDraft
    merged_from: tuple[CodedText, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class EventDraft:
    """An agreement, meeting, opening or planned event; `date` is None where the article names no day."""

    id: str
    kind: EventKind
    title: str
    date: DateDraft | None
    place: PlaceDraft | None
    parties: tuple[CodedText, ...]
    rule: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class CodedStatement:
    """A sentence with a claim, and what became of it; `reason` is None where it feeds a draft."""

    start: int
    end: int
    paragraph: int
    bucket: Bucket
    reason: Reason | None
    words: str
    draft_ids: tuple[str, ...]


@dataclass(frozen=True)
class Coding:
    """An article coded."""

    statements: tuple[CodedStatement, ...]
    drafts: tuple[IncidentDraft, ...]
    events: tuple[EventDraft, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the coding as plain JSON values."""
        return dict(_adapter().dump_python(self, mode="json"))

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what `to_json` gave.

        Raises:
            InvalidRecordError: naming what does not fit.
        """
        try:
            coding: Self = _adapter().validate_python(value)
        except ValidationError as error:
            raise InvalidRecordError(f"expected a coding as to_json gives it, got {error.errors()[0]!r}") from error
        return coding


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(Coding)
