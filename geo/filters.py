"""What a reader chooses: a `Filter` that is also a link and a sentence.

The page, the HTTP routes, the exports and the pictures all take the same `Filter`, so they cannot disagree.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

from geo.errors import InvalidRecordError
from geo.records import Dataset
from geo.vocabulary import Code, CollectionId, EventType, GeoPrecision, Grade, Side, Status, SubEventType

LANGUAGES = ("en",)
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
LAYERS: Mapping[str, str] = {
    "marks": "Incidents",
    "precision": "Precision areas",
    "shared": "Shared tolls",
    "fronts": "Front bands",
    "f5": "Optional front F5",
    "events": "Agreements and centres",
    "names_ar": "Place names in Arabic",
    "names_ckb": "Place names in Kurdish",
    "relief": "Online: shaded relief",
    "satellite": "Online: satellite picture",
}
COLOURS: Mapping[str, str] = {
    "hit": "Who was hit most",
    "attacker": "Who attacked",
    "type": "Type of event",
    "grade": "Grade",
}
DEFAULT_LAYERS = ("marks", "precision", "shared", "fronts", "events")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_IGNORED = re.compile(r"^(embed|embed_options|utm_\w+|fbclid|gclid)$")
_TEXT_LIMIT = 200


class Notice(str):
    """What a reader is told of a value that is dropped.

    Attributes:
        key: the parameter.
        fault: the same for whoever is given nothing at all because of it.
    """

    __slots__ = ("fault", "key")
    fault: str
    key: str

    @classmethod
    def of(cls, what: str, expected: str, *, key: str = "", fault: str | None = None) -> Self:
        """Say what was given, such as `from='x'`, and what was expected."""
        notice = cls(f"{what} is left out: {expected}.")
        notice.key = key
        notice.fault = fault or f"{what}: {expected}."
        return notice


@dataclass(frozen=True)
class MapPosition:
    """Centre of the map in WGS84 degrees, rounded to 4 decimals (11 m), and its zoom, rounded to a quarter."""

    latitude: float
    longitude: float
    zoom: float

    def __post_init__(self) -> None:
        """Round, and refuse what no map can show.

        Raises:
            InvalidRecordError: when a number is out of range.
        """
        values = (round(self.latitude, 4), round(self.longitude, 4), round(self.zoom * 4) / 4)
        if not (-85 <= values[0] <= 85 and -180 <= values[1] <= 180 and 0 <= values[2] <= 20):
            raise InvalidRecordError(f"expected latitude -85..85, longitude -180..180, zoom 0..20, got {values!r}")
        for name, value in zip(("latitude", "longitude", "zoom"), values, strict=True):
            object.__setattr__(self, name, value + 0.0)

    @classmethod
    def parse(cls, text: str) -> MapPosition:
        """Read `latitude,longitude,zoom`.

        Raises:
            ValueError: when it is not three numbers in range.
        """
        latitude, longitude, zoom = (float(part) for part in text.split(","))
        if not all(abs(value) < 1000 for value in (latitude, longitude, zoom)):
            raise ValueError(f"expected latitude,longitude,zoom, got {text!r}")
        return cls(latitude, longitude, zoom)

    def is_near(self, other: MapPosition) -> bool:
        """Whether a reader sees no difference: the same zoom, the centres within a pixel and a half.

        A map rounds its centre to whole pixels each time it is set up, so the same position comes back a little off.
        """
        degrees = 1.5 * 360 / (256 * 2**self.zoom)
        apart = max(abs(self.latitude - other.latitude), abs(self.longitude - other.longitude))
        return self.zoom == other.zoom and apart <= degrees

    def __str__(self) -> str:
        """Write `latitude,longitude,zoom`."""
        return ",".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in (self.latitude, self.longitude, self.zoom))


@dataclass(frozen=True)
class Filter:
    """The whole state of the page: what is in view, how it is shown and what is selected.

    Lists match any of their values; different fields must all match. Lists are kept sorted and without repeats, so that
    equal choices are equal filters and equal links.
    """

    date_from: dt.date | None = None
    date_to: dt.date | None = None
    actors: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    types: tuple[EventType | SubEventType, ...] = ()
    places: tuple[str, ...] = ()
    precision: GeoPrecision | None = None
    grades: tuple[Grade, ...] = ()
    collections: tuple[CollectionId, ...] = ()
    sources: tuple[str, ...] = ()
    q: str = ""
    edition: int | None = None
    layers: tuple[str, ...] = DEFAULT_LAYERS
    colour: str = "hit"
    at: MapPosition | None = None
    incident: str | None = None
    lang: str = "en"

    def __post_init__(self) -> None:
        """Sort lists and fold the text's spaces; refuse a period that ends before it begins.

        Raises:
            InvalidRecordError: when `date_to` is before `date_from`.
        """
        if self.date_from and self.date_to and self.date_to < self.date_from:
            raise InvalidRecordError(
                f"expected a last day on or after the first, got {self.date_from} to {self.date_to}"
            )
        for name in ("actors", "sides", "types", "places", "grades", "collections", "sources"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)), key=str)))
        object.__setattr__(self, "layers", tuple(name for name in LAYERS if name in self.layers))
        object.__setattr__(self, "q", _printable(self.q)[:_TEXT_LIMIT].strip())

    @property
    def key(self) -> Filter:
        """The part that decides what is in view: without map position, layers, selection and language."""
        return replace(self, layers=DEFAULT_LAYERS, colour="hit", at=None, incident=None, lang="en")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the edition narrows the view."""
        return replace(self.key, edition=None) != Filter()

    def without(self, name: str) -> Filter:
        """The filter with one field, or the whole period, as if it had not been chosen."""
        defaults = {f.name: f.default for f in fields(Filter)}
        names = ("date_from", "date_to") if name == "date_from" else (name,)
        return replace(self, **{n: defaults[n] for n in names})  # type: ignore[arg-type]  # a field's own default fits it

    def to_params(self) -> list[tuple[str, str]]:
        """Write the filter as URL parameters, in a stable order, without what equals the default."""
        found: list[tuple[str, str]] = []
        for parameter in PARAMETERS:
            value = getattr(self, parameter.field)
            if value != parameter.default:
                found.extend((parameter.key, text) for text in parameter.write(value))
        return found

    @classmethod
    def from_params(cls, params: Iterable[tuple[str, str]]) -> tuple[Filter, tuple[Notice, ...]]:
        """Read URL parameters; a bad value is dropped, each with a notice that says what was expected and what came.

        Of several values where one is expected the last counts.
        """
        given: dict[str, list[str]] = {}
        for key, value in params:
            given.setdefault(key, []).append(value)
        values: dict[str, object] = {}
        notices: list[Notice] = []
        for parameter in PARAMETERS:
            key, texts = parameter.key, given.pop(parameter.key, [])
            read, bad = parameter.read(texts)
            notices.extend(Notice.of(f"{key}={text[:60]!r}", f"expected {parameter.expected}", key=key) for text in bad)
            if len(texts) > 1 and not parameter.many:
                expected = f"expected one value, got {len(texts)}"
                notices.append(Notice.of(f"All but the last {key}", expected, key=key, fault=f"{key}: {expected}."))
            if texts and len(bad) < len(texts):
                values[parameter.field] = read
        notices.extend(
            Notice.of(f"{key[:40]!r}", "Seamline has no such parameter", key=key)
            for key in given
            if not _IGNORED.match(key)
        )
        try:
            return cls(**values), tuple(notices)  # type: ignore[arg-type]  # each parameter reads its field's type
        except InvalidRecordError as error:
            period = {"date_from": None, "date_to": None}
            notices.append(Notice.of("The period", str(error)))
            return cls(**{**values, **period}), tuple(notices)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Parameter:
    """One URL parameter: its key, the filter's field, and how its values are read and written."""

    key: str
    field: str
    expected: str
    parse: Callable[[str], object]
    many: bool = False

    @property
    def default(self) -> object:
        """The field's value when the parameter is absent."""
        return next(f.default for f in fields(Filter) if f.name == self.field)

    def write(self, value: object) -> list[str]:
        """Write the field's value as the texts of its repeated key."""
        if self.many:
            return [str(item) for item in value] or ["none"] if isinstance(value, tuple) else []
        return [str(value)]

    def read(self, texts: Sequence[str]) -> tuple[object, list[str]]:
        """Read the texts of the key; return the field's value and the texts that are not valid."""
        good, bad = [], []
        for text in texts:
            try:
                good.append(self.parse(text))
            except (ValueError, KeyError, InvalidRecordError):
                bad.append(text)
        if self.many:
            return tuple(item for item in good if item is not None), bad
        return (good[-1] if good else self.default), bad


def _date(text: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(text)
    day = dt.date.fromisoformat(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(text)
    return day


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _text(text: str) -> str:
    # Whoever searches for what cannot be printed must not be given everything.
    if text.strip() and not _printable(text):
        raise ValueError(text)
    return text


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise ValueError(text)
    return text


def _event_type(text: str) -> EventType | SubEventType:
    try:
        return EventType.parse(text)
    except ValueError:
        return SubEventType.parse(text)


def _layer(text: str) -> str | None:
    if text != "none" and text not in LAYERS:
        raise ValueError(text)
    return None if text == "none" else text


def _colour(text: str) -> str:
    if text not in COLOURS:
        raise ValueError(text)
    return text


def _edition(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise ValueError(text)
    return int(text)


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(text)
    return text


def _one_of(codes: type[Code]) -> str:
    return "one of " + ", ".join(str(code) for code in codes)


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("from", "date_from", "a day from 1900 to 2100 such as 2021-12-01", _date),
    Parameter("to", "date_to", "a day from 1900 to 2100 such as 2021-12-31", _date),
    Parameter("actor", "actors", "the id of an actor", _id, many=True),
    Parameter("side", "sides", _one_of(Side), Side.parse, many=True),
    Parameter("type", "types", "the id of an ACLED event type or sub-type", _event_type, many=True),
    Parameter("place", "places", "the id of a place", _id, many=True),
    Parameter("precision", "precision", "a UCDP code from 1 to 7", GeoPrecision.parse),
    Parameter("grade", "grades", _one_of(Grade), Grade.parse, many=True),
    Parameter("collection", "collections", _one_of(CollectionId), CollectionId.parse, many=True),
    Parameter("source", "sources", "the id of a source", _id, many=True),
    Parameter("q", "q", "a text that can be printed", _text),
    Parameter("edition", "edition", "the number of an edition", _edition),
    Parameter("layers", "layers", "one of " + ", ".join(LAYERS) + ", none", _layer, many=True),
    Parameter("colour", "colour", "one of " + ", ".join(COLOURS), _colour),
    Parameter("at", "at", "latitude,longitude,zoom", MapPosition.parse),
    Parameter("incident", "incident", "the id of an incident", _id),
    Parameter("lang", "lang", "one of " + ", ".join(LANGUAGES), _language),
)


def resolve(chosen: Filter, dataset: Dataset) -> tuple[Filter, tuple[Notice, ...]]:
    """Drop ids that the dataset does not hold, each with a notice; for a merged incident comes the one that stands for it."""
    known: tuple[tuple[str, str, Collection[str]], ...] = (
        ("actor", "actors", dataset.actors),
        ("place", "places", dataset.places),
        ("source", "sources", dataset.sources),
    )
    changes: dict[str, tuple[str, ...]] = {}
    notices: list[Notice] = []
    for key, name, ids in known:
        values = getattr(chosen, name)
        changes[name] = tuple(value for value in values if value in ids)
        notices.extend(
            Notice.of(f"{key}={value!r}", f"this edition has no such {key}", key=key)
            for value in values
            if value not in ids
        )
    incident = standing(chosen.incident, dataset) if chosen.incident else None
    if incident != chosen.incident:
        why = f"it was merged into {incident!r}, which is shown" if incident else "this edition has no such incident"
        notices.append(Notice.of(f"incident={chosen.incident!r}", why, key="incident"))
    return replace(chosen, incident=incident, **changes), tuple(notices)  # type: ignore[arg-type]


def standing(incident_id: str, dataset: Dataset) -> str | None:
    """The incident itself while it is published, else the one that it was merged into; None where neither is there."""
    seen: set[str] = set()
    current: str | None = incident_id
    while current is not None and current not in seen:
        seen.add(current)
        found = dataset.incidents.get(current)
        if found is not None and found.status is Status.PUBLISHED:
            return current
        current = found.merged_into if found is not None else None
    return None


def describe(chosen: Filter, dataset: Dataset) -> str:
    """Say in words what the filter selects, for the page, captions and exports."""
    return "; ".join(text for _, text in narrowing(chosen, dataset)) or "all incidents"


def narrowing(chosen: Filter, dataset: Dataset) -> list[tuple[str, str]]:
    """Say each narrowing choice by itself: pairs of the field's name and its words."""
    found: list[tuple[str, str]] = []

    def add(name: str, lead: str, labels: Iterable[str]) -> None:
        if joined := " or ".join(labels):
            found.append((name, f"{lead} {joined}".strip()))

    add("collections", "", (c.label for c in chosen.collections))
    add("date_from", "", [period] if (period := period_words(chosen.date_from, chosen.date_to)) else [])
    add("actors", "actor", (dataset.actors[i].names.en for i in chosen.actors if i in dataset.actors))
    add("sides", "side", (side.label for side in chosen.sides))
    add("types", "type", (kind.label for kind in chosen.types))
    add("places", "in", (dataset.places[i].names.en for i in chosen.places if i in dataset.places))
    add("precision", "place known to", [f"{chosen.precision.label} or better"] if chosen.precision else [])
    add("grades", "grade", (grade.label for grade in chosen.grades))
    add("sources", "as told by", (source_label(dataset, i) for i in chosen.sources if i in dataset.sources))
    add("q", "with the words", [f"“{chosen.q}”"] if chosen.q else [])
    return found


def period_words(start: dt.date | None, end: dt.date | None) -> str:
    """Say a period in words.

    >>> period_words(dt.date(2021, 12, 1), dt.date(2021, 12, 31)), period_words(None, dt.date(2020, 6, 14))
    ('1–31 December 2021', 'until 14 June 2020')
    >>> period_words(dt.date(2020, 6, 13), dt.date(2020, 7, 2)), period_words(dt.date(2020, 6, 13), dt.date(2020, 6, 13))
    ('13 June – 2 July 2020', '13 June 2020')
    """
    if start is None or end is None:
        return f"from {day_words(start)}" if start else f"until {day_words(end)}" if end else ""
    if start == end:
        return day_words(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day_words(end)}"
    first = f"{start.day} {start:%B}" if start.year == end.year else day_words(start)
    return f"{first} – {day_words(end)}"


def day_words(day: dt.date) -> str:
    """Say a day in words, such as 4 December 2021."""
    return f"{day.day} {day:%B} {day.year}"


def source_label(dataset: Dataset, source_id: str) -> str:
    """Name a source by outlet and day, such as 'ESTA, 4 December 2021'."""
    source = dataset.sources[source_id]
    day = day_words(source.published) if source.published else source.reference or "undated"
    return f"{source.outlet}, {day}"
