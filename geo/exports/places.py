"""The places of the incidents in view, each with its role, its error and how it was found."""

from __future__ import annotations

from typing import Final

from geo.exports.table import Column, Kind, Table, Value
from geo.records import Dataset, Incident, PlaceMention
from geo.view import View

PLACE_COLUMNS: Final[tuple[Column, ...]] = (
    Column("incident_id", Kind.TEXT, "The incident whose place it is."),
    Column("number", Kind.WHOLE, "Place in the incident's list, from 1."),
    Column("role", Kind.TEXT, "Code of what the place is to the incident."),
    Column("name", Kind.TEXT, "The name a reader sees."),
    Column("name_ar", Kind.TEXT, "The gazetteer's name in Arabic."),
    Column("name_ckb", Kind.TEXT, "The gazetteer's name in Sorani Kurdish."),
    Column("words", Kind.TEXT, "The name as the source spells it."),
    Column("place_id", Kind.TEXT, "Entry in the gazetteer."),
    Column("kind", Kind.TEXT, "Code of what it is on the ground."),
    Column("geonames_id", Kind.WHOLE, "Identifier in GeoNames."),
    Column("within", Kind.TEXT, "What contains it, each with who says so; sources may disagree."),
    Column("latitude", Kind.NUMBER, "Empty when no position is known.", "degrees north, WGS84"),
    Column("longitude", Kind.NUMBER, "Empty when no position is known.", "degrees east, WGS84"),
    Column("error_km", Kind.NUMBER, "The true place is expected within this distance of the point.", "km"),
    Column("geo_precision", Kind.WHOLE, "UCDP where_prec, from 1 (the named place) to 7."),
    Column("method", Kind.TEXT, "Code of how the position was found."),
    Column("note", Kind.TEXT, "What to know about the position."),
)


def place_table(view: View) -> Table:
    """One row for each place of each incident in view, in the incident's own order."""
    rows = tuple(
        _place(view.dataset, incident, mention, number=number)
        for incident in view.incidents
        for number, mention in enumerate(incident.places, start=1)
    )
    return Table("places", "One row for each place of each incident in view.", PLACE_COLUMNS, rows)


def _place(dataset: Dataset, incident: Incident, mention: PlaceMention, *, number: int) -> tuple[Value, ...]:
    entry = dataset.places.get(mention.place_id or "")
    within = (f"{dataset.places[c.place_id].names.en} ({c.source})" for c in (entry.within if entry else ()))
    return (
        incident.id,
        number,
        mention.role.value,
        mention.name,
        entry.names.ar if entry else None,
        entry.names.ckb if entry else None,
        mention.words,
        mention.place_id,
        entry.kind.value if entry else None,
        entry.geonames_id if entry else None,
        "; ".join(within) or None,
        mention.latitude,
        mention.longitude,
        mention.error_km,
        int(mention.geo_precision),
        mention.method.value,
        mention.note,
    )
