"""GeoJSON (RFC 7946) of the incidents in view, with tolls, precision and how the file came about."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from geo.exports.about import LICENCE, NO_TOLL, About
from geo.exports.codebook import codebook_json
from geo.exports.incidents import incident_table
from geo.exports.table import Kind, Table, Value
from geo.filters import describe
from geo.records import Claim
from geo.tolls import claim_toll
from geo.view import View
from geo.vocabulary import Outcome


def write_geojson(view: View, *, about: About) -> bytes:
    """Write the file; the member `seamline` holds also all that the file says of itself, and the codebook."""
    codebook = codebook_json(incident_table(view))
    further = {"about": dict(about.pairs()), "codebook": codebook}
    return _written(view, edition=about.edition, further=further).encode()


def incidents_geojson(view: View, *, edition: int) -> str:
    """Write one feature an incident in view; one without a position has a null geometry (RFC 7946, section 3.2).

    The property `sources` names all that report the incident, `counted_sources` those whose figures the filter counts.

    The member `seamline` says the filter in words and as parameters, n of n, the edition, the tolls over the view and
    the figures that several incidents share.
    """
    return _written(view, edition=edition, further={})


def _written(view: View, *, edition: int, further: dict[str, Any]) -> str:
    document: dict[str, Any] = {
        "type": "FeatureCollection",
        "seamline": {
            "edition": edition,
            "filter": describe(view.chosen, view.dataset),
            "parameters": [list(pair) for pair in view.chosen.to_params()],
            "shown": len(view.incidents),
            "total": view.total,
            "without_position": len(view.unmapped),
            "tolls": {outcome.value: _toll(view, outcome) for outcome in Outcome},
            "shared_figures": [_shared(claim) for claim in view.shared],
            "licence": LICENCE,
            **further,
        },
        "features": list(_features(incident_table(view))),
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _toll(view: View, outcome: Outcome) -> dict[str, Any]:
    if not view.incidents:  # of no incident there is no toll: a 0 would read as a finding
        return {"low": None, "high": None, "unknown": 0, "words": NO_TOLL}
    found = view.tolls[outcome]
    return {
        "low": found.low if found.is_known else None,
        "high": found.high,
        "unknown": found.unknown,
        "words": str(found),
    }


def _shared(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "incident_ids": claim.incident_ids,
        "outcome": claim.outcome.value,
        "group": claim.group.value,
        "low": claim.low,
        "high": claim.high,
        "words": str(claim_toll(claim)),
        "source_id": claim.source_id,
    }


def _features(table: Table) -> Iterator[dict[str, Any]]:
    """One feature a row; column by column, because a large view has more cells than a second has time for one by one."""
    if not table.rows:
        return
    columns = dict(zip((c.name for c in table.columns), zip(*table.rows, strict=True), strict=True))
    kinds = {column.name: column.kind for column in table.columns}
    latitudes, longitudes = columns.pop("latitude"), columns.pop("longitude")
    plain = [_plain(kinds[name], cells) for name, cells in columns.items()]
    names = tuple(columns)
    for incident_id, latitude, longitude, *cells in zip(columns["id"], latitudes, longitudes, *plain, strict=True):
        geometry = None if latitude is None else {"type": "Point", "coordinates": (longitude, latitude)}
        properties = dict(zip(names, cells, strict=True))
        yield {"type": "Feature", "id": incident_id, "geometry": geometry, "properties": properties}


def _plain(kind: Kind, cells: Iterable[Value]) -> Iterable[Any]:
    """A column in JSON's own types: a date is ISO text, a whole number has no fraction."""
    if kind is Kind.DAY:
        known: dict[Value, str] = {cell: cell.isoformat() for cell in set(cells) if isinstance(cell, dt.date)}
        return [known.get(cell) for cell in cells]
    if kind is Kind.NUMBER:
        return [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in cells]
    return cells
