"""A CSV laid out like ACLED's, for tools made for ACLED; what ACLED has one number for is an interval here.

The columns and their order are those of ACLED's files (https://acleddata.com/knowledge-base/codebook/). What Seamline does
not know stays empty; further columns carry what ACLED's cannot hold. `docs/files.md` says what each is filled from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from geo.exports.about import About
from geo.exports.csv_file import csv_bytes, metadata_bytes, with_about
from geo.exports.incidents import incident_table
from geo.exports.table import SEPARATOR, Column, Kind, Table, Value
from geo.records import Actor, Claim, Dataset, Incident
from geo.tolls import toll
from geo.view import View
from geo.vocabulary import (
    ActorRole,
    EventType,
    GeoPrecision,
    Outcome,
    PlaceKind,
    PlaceRole,
    SubEventType,
    TimePrecision,
)

ID_START: Final = "IRQ-SEAMLINE-"
"""Like ACLED's country letters, and unlike any id that ACLED gives."""

INTER: Final = {
    1: "State forces",
    2: "Rebel group",
    3: "Political militia",
    4: "Identity militia",
    5: "Rioters",
    6: "Protesters",
    7: "Civilians",
    8: "External/Other forces",
}
"""ACLED's words for its actor types."""

_CIVILIANS: Final = 7
# ACLED: 1 the day, 2 within a week, 3 within a month or more.
_TIME: Final = {
    TimePrecision.DAY: 1,
    TimePrecision.DAYS: 2,
    TimePrecision.WEEK: 2,
    TimePrecision.MONTH: 3,
    TimePrecision.YEAR: 3,
}
# ACLED: 1 the town, 2 a small part of a region, 3 a larger region.
_PLACE: Final = {
    GeoPrecision.EXACT: 1,
    GeoPrecision.NEAR: 2,
    GeoPrecision.DISTRICT: 2,
    GeoPrecision.GOVERNORATE: 3,
    GeoPrecision.AREA: 3,
    GeoPrecision.COUNTRY: 3,
    GeoPrecision.INTERNATIONAL: 3,
}
_DISORDER: Final = {
    EventType.BATTLES: "Political violence",
    EventType.EXPLOSIONS: "Political violence",
    EventType.CIVILIANS: "Political violence",
    EventType.PROTESTS: "Demonstrations",
    EventType.RIOTS: "Demonstrations",
    EventType.STRATEGIC: "Strategic developments",
}
_DISORDER_OF_SUB_TYPE: Final = {
    SubEventType.EXCESSIVE_FORCE: "Political violence; Demonstrations",
    SubEventType.MOB: "Political violence",
}

ACLED_COLUMNS: Final[tuple[Column, ...]] = (
    Column("event_id_cnty", Kind.TEXT, f"{ID_START} and the incident's id; never an id of ACLED's."),
    Column("event_date", Kind.DAY, "First possible day; the last stands in seamline_date_end."),
    Column("year", Kind.WHOLE, "Year of event_date."),
    Column("time_precision", Kind.WHOLE, "1 the day, 2 within a week, 3 longer; from UCDP's 1; 2 and 3; 4 and 5."),
    Column("disorder_type", Kind.TEXT, "From the event type and sub-type, by ACLED's rule."),
    Column("event_type", Kind.TEXT, "ACLED's words."),
    Column("sub_event_type", Kind.TEXT, "ACLED's words."),
    Column("actor1", Kind.TEXT, "The first attacker: its name in ACLED where that is known, else Seamline's."),
    Column("assoc_actor_1", Kind.TEXT, "Further attackers, named like actor1."),
    Column("inter1", Kind.TEXT, "ACLED's type of actor1; empty where it was not verified."),
    Column("actor2", Kind.TEXT, "The first target, named like actor1."),
    Column("assoc_actor_2", Kind.TEXT, "Further targets."),
    Column("inter2", Kind.TEXT, "ACLED's type of actor2; empty where it was not verified."),
    Column("interaction", Kind.TEXT, "Both types, lower code first; empty where one of them is."),
    Column(
        "civilian_targeting", Kind.TEXT, "'Civilian targeting' where actor2 is civilians or the event type says it."
    ),
    Column("iso", Kind.WHOLE, "368 where the gazetteer puts the scene in Iraq."),
    Column("region", Kind.TEXT, "Middle East, where the country is known."),
    Column("country", Kind.TEXT, "Iraq, where the gazetteer puts the scene there."),
    Column("admin1", Kind.TEXT, "The governorate; empty where sources name none or more than one."),
    Column("admin2", Kind.TEXT, "The district; empty where sources name none or more than one."),
    Column("admin3", Kind.TEXT, "The sub-district; empty where sources name none or more than one."),
    Column("location", Kind.TEXT, "The scene's name."),
    Column("latitude", Kind.NUMBER, "Empty where no position is known.", "degrees north, WGS84"),
    Column("longitude", Kind.NUMBER, "Empty where no position is known.", "degrees east, WGS84"),
    Column(
        "geo_precision",
        Kind.WHOLE,
        "1 the place, 2 near it or its district, 3 a larger area; from UCDP's 1; 2, 3; 4-7.",
    ),
    Column("source", Kind.TEXT, "The outlets."),
    Column("source_scale", Kind.TEXT, "Left empty: Seamline does not code it."),
    Column("notes", Kind.TEXT, "The summary."),
    Column(
        "fatalities",
        Kind.WHOLE,
        "The low end of the interval; 0 only where a source says 0 for this incident alone, empty where none does.",
        "people",
    ),
    Column("tags", Kind.TEXT, "Left empty: Seamline does not code it."),
    Column("timestamp", Kind.WHOLE, "The edition's time, in seconds since 1970."),
)
_OWN_COLUMNS: Final[tuple[Column, ...]] = (
    Column("fatalities_note", Kind.TEXT, "What the one number hides: interval, open end, shared figure."),
)
# Seamline's own columns, under names that cannot be taken for ACLED's.
_TAKEN: Final = {
    "killed_low": "fatalities_low",
    "killed_high": "fatalities_high",
    "killed": "fatalities_words",
    "killed_unknown": "fatalities_unknown",
    "killed_shared_with": "fatalities_shared_with",
    "killed_shared_figure": "fatalities_shared_figure",
    "id": "seamline_id",
    "title": "seamline_title",
    "date_end": "seamline_date_end",
    "time_precision": "seamline_time_precision",
    "geo_precision": "seamline_geo_precision",
    "error_km": "seamline_error_km",
    "place_method": "seamline_place_method",
    "possibly_in_period": "seamline_possibly_in_period",
    "attackers": "seamline_attackers",
    "attacker_sides": "seamline_attacker_sides",
    "attacker_certainty": "seamline_attacker_certainty",
    "targets": "seamline_targets",
    "hit_side": "seamline_hit_side",
    "grade": "seamline_grade",
    "sources": "seamline_sources",
}


def write_acled(view: View, *, about: About) -> bytes:
    """Write one line an incident in view: ACLED's columns, then Seamline's, then the words about the file."""
    return csv_bytes(with_about(acled_table(view, about=about), about))


def acled_metadata(view: View, *, about: About, file_name: str) -> bytes:
    """Write the metadata of the file of that name: what it says of itself, and its codebook."""
    return metadata_bytes(with_about(acled_table(view, about=about), about), about=about, file_name=file_name)


def acled_table(view: View, *, about: About) -> Table:
    """The table without the words about the file."""
    own = incident_table(view)
    meanings = {column.name: column for column in own.columns}
    taken = tuple(
        Column(name, meanings[old].kind, meanings[old].meaning, meanings[old].unit) for old, name in _TAKEN.items()
    )
    stamp = int(about.edition_at.timestamp())
    rows = tuple(
        (*_acled(view, incident, found, stamp=stamp), _note(view, incident, found), *(found[name] for name in _TAKEN))
        for incident, found in zip(view.incidents, own.records(), strict=True)
    )
    meaning = "One row an incident in view, laid out like ACLED's files."
    return Table("acled", meaning, (*ACLED_COLUMNS, *_OWN_COLUMNS, *taken), rows)


def _acled(view: View, incident: Incident, found: dict[str, Value], *, stamp: int) -> Iterator[Value]:
    dataset, kind = view.dataset, incident.sub_event_type
    first, second = _actors(dataset, incident, ActorRole.ATTACKER), _actors(dataset, incident, ActorRole.TARGET)
    yield f"{ID_START}{incident.id}"
    yield incident.date_start
    yield incident.date_start.year
    yield _TIME[incident.time_precision]
    yield _DISORDER_OF_SUB_TYPE.get(kind, _DISORDER[kind.event_type])
    yield kind.event_type.label
    yield kind.label
    yield from _party(first)
    yield from _party(second)
    yield _interaction(first, second)
    yield "Civilian targeting" if _is_at_civilians(kind, second) else None
    yield from _where(dataset, incident)
    yield from (found["place"], found["latitude"], found["longitude"])
    yield _PLACE[(incident.scene or incident.scenes[0]).geo_precision]
    yield _outlets(dataset, incident)
    yield from (None, incident.summary, _fatalities(view, incident, found), None, stamp)


def _actors(dataset: Dataset, incident: Incident, role: ActorRole) -> list[Actor]:
    return [dataset.actors[mention.actor_id] for mention in incident.actors if mention.role is role]


def _name(actor: Actor) -> str:
    return actor.acled_name or actor.names.en


def _party(actors: list[Actor]) -> tuple[Value, ...]:
    if not actors:
        return None, None, None
    first, *others = actors
    inter = INTER[first.acled_type] if first.acled_type else None
    return _name(first), SEPARATOR.join(map(_name, others)) or None, inter


def _interaction(first: list[Actor], second: list[Actor]) -> str | None:
    types = [actors[0].acled_type for actors in (first, second) if actors]
    known = sorted(code for code in types if code)
    return "-".join(INTER[code] for code in known) if len(known) == 2 else None


def _is_at_civilians(kind: SubEventType, targets: list[Actor]) -> bool:
    by_rule = kind.event_type is EventType.CIVILIANS or kind is SubEventType.EXCESSIVE_FORCE
    # In ACLED's battles both sides are armed; elsewhere it goes by the main target.
    return by_rule or (
        kind.event_type is EventType.EXPLOSIONS and bool(targets) and targets[0].acled_type == _CIVILIANS
    )


def _where(dataset: Dataset, incident: Incident) -> Iterator[Value]:
    """Country and administrative units, each only where sources do not disagree."""
    place_ids = [p.place_id for p in incident.places if p.role is not PlaceRole.REFERENCE and p.place_id]
    around = _containers(dataset, place_ids)
    in_iraq = "iraq" in around
    yield from (368, "Middle East", "Iraq") if in_iraq else (None, None, None)
    for kind in (PlaceKind.GOVERNORATE, PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT):
        units = [dataset.places[i].names.en for i in sorted(around) if dataset.places[i].kind is kind]
        yield units[0] if len(units) == 1 else None


def _containers(dataset: Dataset, place_ids: Iterable[str]) -> set[str]:
    """The places and all that any source puts around them."""
    around: set[str] = set()
    queue = list(place_ids)
    while queue:
        current = queue.pop()
        if current not in around:
            around.add(current)
            queue.extend(containment.place_id for containment in dataset.places[current].within)
    return around


def _outlets(dataset: Dataset, incident: Incident) -> str:
    told = dataset.statements_of_incident[incident.id]
    return SEPARATOR.join(sorted({dataset.sources[statement.source_id].outlet for statement in told}))


def _fatalities(view: View, incident: Incident, found: Mapping[str, Value]) -> Value:
    """The low end of the interval; no 0 that no source says, as a tool would take it for one."""
    low = found["killed_low"]
    return low if low or _says_zero(_killed_claims(view, incident)) else None


def _killed_claims(view: View, incident: Incident) -> list[Claim]:
    claims = view.counted.claims_by_incident.get(incident.id, ())
    return [claim for claim in claims if claim.outcome is Outcome.KILLED]


def _says_zero(claims: Iterable[Claim]) -> bool:
    """Whether a source says 0 for this incident alone.

    All that it says of the incident counts: beside "no Peshmerga", a share of a common figure or people without a number
    may well have died there.
    """
    by_source: dict[str, list[Claim]] = {}
    for claim in claims:
        by_source.setdefault(claim.source_id, []).append(claim)
    return any(all(c.low == 0 and not c.shared for c in said) for said in by_source.values())


def _note(view: View, incident: Incident, found: Mapping[str, Value]) -> str | None:
    """What the one number of `fatalities` does not say."""
    if found["killed_low"] is None:
        return "No source gives a figure; empty is not zero."
    words = str(found["killed"])
    if found["killed_shared"]:
        others = found["killed_shared_with"]
        with_ids = SEPARATOR.join(others) if isinstance(others, tuple) else ""
        words += f": figure shared with {with_ids}, counted once over all of them and never divided"
    elif found["killed_low"] != found["killed_high"]:
        words += ": the column fatalities holds the low end"
    else:
        return None
    if _fatalities(view, incident, found) is None:
        words += f"; fatalities is empty, as no source says 0 for this incident alone{_own_words(view, incident)}"
    return f"{words}."


def _own_words(view: View, incident: Incident) -> str:
    """What sources count for the incident alone, where that is anybody."""
    own = toll([c for c in _killed_claims(view, incident) if not c.shared], (incident.id,), outcome=Outcome.KILLED)
    return f" (figures for it alone: {own})" if own.low else ""
