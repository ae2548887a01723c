"""The incidents in view as a table: what, when, where with its error, who, and how many people by whose account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

from geo.counting import Counted
from geo.exports.table import SEPARATOR, Column, Kind, Table, Value
from geo.records import Claim, Dataset, Incident
from geo.tolls import UNKNOWN, claim_toll
from geo.view import View
from geo.vocabulary import ActorRole, Certainty, Outcome


def incident_table(view: View) -> Table:
    """One row an incident in view, in order of date."""
    rows = []
    for incident in view.incidents:
        row = _row(view.counted, incident.id)
        rows.append((*row[:_POSSIBLY], incident.id in view.possibly, *row[_POSSIBLY:]))
    return Table("incidents", "One row an incident in view, in order of date.", INCIDENT_COLUMNS, tuple(rows))


def _toll_columns(outcome: Outcome) -> Iterator[Column]:
    name, people = outcome.value, f"people {outcome.label}"
    yield Column(
        f"{name}_low",
        Kind.WHOLE,
        f"At least so many {people}, by the lowest account. A figure shared with other incidents counts from 0, as does a "
        "group without a number: such a 0 is a bound, and no source says it.",
        "people",
    )
    yield Column(
        f"{name}_high",
        Kind.WHOLE,
        "At most so many, by the highest account, a shared figure included; empty when the upper end is open.",
        "people",
    )
    yield Column(name, Kind.TEXT, "The toll in words, as the page shows it: '6–8', '5 or more', 'unknown'.")
    yield Column(f"{name}_unknown", Kind.YES_NO, "Whether no source gives a figure; never the same as zero.")
    yield Column(f"{name}_shared", Kind.YES_NO, "Whether a figure is shared with other incidents.")
    yield Column(
        f"{name}_shared_with",
        Kind.LIST,
        "The other incidents that share the figure, whether in this file or not.",
    )
    yield Column(
        f"{name}_shared_figure",
        Kind.TEXT,
        "The shared figure with its claim's id: it belongs to all of these incidents together and is counted once.",
    )


INCIDENT_COLUMNS: Final[tuple[Column, ...]] = (
    Column("id", Kind.TEXT, "Stable identifier."),
    Column("title", Kind.TEXT, "One line: what happened where."),
    Column("summary", Kind.TEXT, "What the sources report."),
    Column("date_start", Kind.DAY, "First possible day.", "calendar date in Asia/Baghdad"),
    Column("date_end", Kind.DAY, "Last possible day.", "calendar date in Asia/Baghdad"),
    Column("time_precision", Kind.WHOLE, "UCDP date_prec, from 1 (the day) to 5 (more than a month)."),
    Column("date_basis", Kind.TEXT, "How the date is known."),
    Column("time_of_day", Kind.TEXT, "The hour or part of the day, as far as stated."),
    Column("possibly_in_period", Kind.YES_NO, "Whether the incident's days reach outside the chosen period."),
    Column("event_type", Kind.TEXT, "Code of the ACLED event type."),
    Column("sub_event_type", Kind.TEXT, "Code of the ACLED sub-event type."),
    Column("place", Kind.TEXT, "The scene's name; the first with a position, where there are several."),
    Column("place_id", Kind.TEXT, "The scene's entry in the gazetteer."),
    Column("latitude", Kind.NUMBER, "Empty when no position is known.", "degrees north, WGS84"),
    Column("longitude", Kind.NUMBER, "Empty when no position is known.", "degrees east, WGS84"),
    Column("error_km", Kind.NUMBER, "The true scene is expected within this distance of the point.", "km"),
    Column("geo_precision", Kind.WHOLE, "UCDP where_prec, from 1 (the named place) to 7."),
    Column("place_method", Kind.TEXT, "Code of how the position was found."),
    Column("place_note", Kind.TEXT, "What to know about the position."),
    Column("scenes", Kind.WHOLE, "How many scenes the incident has; all of them are in the table of places."),
    Column("attackers", Kind.TEXT, "Names of those who carried it out."),
    Column("attacker_sides", Kind.LIST, "Codes of the sides that the attackers stand with."),
    Column("attacker_certainty", Kind.TEXT, "Codes of how surely each attacker is named, in the same order."),
    Column("targets", Kind.TEXT, "Names of those who were attacked or hit."),
    Column("responders", Kind.TEXT, "Names of those who came to help or pursued the attackers."),
    Column("claimed_by", Kind.TEXT, "Names of those who say that they did it."),
    Column("blamed_by", Kind.TEXT, "Names of those who say who did it."),
    Column(
        "hit_side",
        Kind.TEXT,
        "Code of the side that most of those reported killed stand with, or the first target where most have no side that is named.",
    ),
    *(column for outcome in Outcome for column in _toll_columns(outcome)),
    Column("grade", Kind.TEXT, "Code of how well it is verified."),
    Column("collection", Kind.TEXT, "Code of the collection it belongs to."),
    Column("source_count", Kind.WHOLE, "How many sources report it."),
    Column("sources", Kind.LIST, "The sources that report it."),
    Column("counted_sources", Kind.LIST, "The sources whose figures count under the filter."),
    Column("note", Kind.TEXT, "What a reader should know about the coding."),
)
_POSSIBLY: Final = [column.name for column in INCIDENT_COLUMNS].index("possibly_in_period")


@lru_cache(maxsize=20_000)  # many files are written of views that share most of their incidents
def _row(counted: Counted, incident_id: str) -> tuple[Value, ...]:
    """All columns but `possibly_in_period`, which is the view's."""
    incident = counted.dataset.incidents[incident_id]
    sources = tuple(sorted(_sources_of_incident(counted.dataset)[incident_id]))
    claims = counted.claims_by_incident.get(incident_id, ())
    return (
        incident.id,
        incident.title,
        incident.summary,
        incident.date_start,
        incident.date_end,
        int(incident.time_precision),
        incident.date_basis,
        incident.time_of_day,
        incident.event_type.value,
        incident.sub_event_type.value,
        *_scene(incident),
        *_actors(counted, incident),
        counted.hit_side(incident).value,
        *_tolls(counted, incident_id, claims),
        incident.grade.value,
        incident.collection.value,
        len(sources),
        sources,
        tuple(sorted({claim.source_id for claim in claims})),
        incident.note,
    )


@lru_cache(maxsize=8)
def _sources_of_incident(dataset: Dataset) -> Mapping[str, AbstractSet[str]]:
    """Without the order of their statements, which takes a large view a fifth of a second and shows in no row."""
    found: dict[str, set[str]] = {incident_id: set() for incident_id in dataset.incidents}
    for statement in dataset.statements.values():
        for incident_id in statement.incident_ids:
            found[incident_id].add(statement.source_id)
    return found


def _scene(incident: Incident) -> tuple[Value, ...]:
    scenes = incident.scenes
    scene = incident.scene or scenes[0]
    return (
        scene.name,
        scene.place_id,
        scene.latitude,
        scene.longitude,
        scene.error_km,
        int(scene.geo_precision),
        scene.method.value,
        scene.note,
        len(scenes),
    )


def _actors(counted: Counted, incident: Incident) -> tuple[Value, ...]:
    names: dict[ActorRole, list[str]] = {role: [] for role in ActorRole}
    certainty: list[Certainty] = []
    for mention in incident.actors:
        names[mention.role].append(counted.dataset.actors[mention.actor_id].names.en)
        if mention.role is ActorRole.ATTACKER:
            certainty.append(mention.certainty)
    joined = {role: SEPARATOR.join(found) for role, found in names.items()}
    return (
        joined[ActorRole.ATTACKER],
        tuple(side.value for side in counted.sides(incident, ActorRole.ATTACKER)),
        SEPARATOR.join(c.value for c in certainty),
        joined[ActorRole.TARGET],
        joined[ActorRole.RESPONDER],
        joined[ActorRole.CLAIMED_BY],
        joined[ActorRole.BLAMED_BY],
    )


def _tolls(counted: Counted, incident_id: str, claims: Iterable[Claim]) -> list[Value]:
    said: dict[Outcome, list[Claim]] = {outcome: [] for outcome in Outcome}
    for claim in claims:
        said[claim.outcome].append(claim)
    return [cell for outcome, about in said.items() for cell in _toll_cells(counted, incident_id, outcome, about)]


_NO_FIGURE: Final[tuple[Value, ...]] = (None, None, str(UNKNOWN), True, False, (), None)


def _toll_cells(counted: Counted, incident_id: str, outcome: Outcome, claims: list[Claim]) -> tuple[Value, ...]:
    """The cells of `_toll_columns`; `claims` are those about the incident with that outcome."""
    if not claims:
        return _NO_FIGURE
    toll = counted.toll((incident_id,), outcome)
    shared = [claim for claim in claims if len(claim.incident_ids) > 1]
    if not shared:
        return toll.low if toll.is_known else None, toll.high, str(toll), toll.unknown > 0, False, (), None
    others = {i for claim in shared for i in claim.incident_ids if i != incident_id}
    return (
        toll.low if toll.is_known else None,
        toll.high,
        str(toll),
        toll.unknown > 0,
        True,
        tuple(sorted(others)),
        SEPARATOR.join(f"{claim_toll(claim)} ({claim.id})" for claim in shared),
    )
