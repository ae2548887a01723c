"""GeoJSON (RFC 7946) of the incidents in view, with tolls, precision and how the file came about."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from geo.filters import describe
from geo.view import View
from geo.vocabulary import Outcome

LICENCE = "Facts with their sources; place names and positions: GeoNames, CC BY 4.0"


def incidents_geojson(view: View, *, edition: int) -> str:
    """Write one feature an incident in view; one without a position has a null geometry (RFC 7946, section 3.2).

    The property `sources` names all that report the incident, `counted_sources` those whose figures the filter counts.

    The member `seamline` says the filter in words and as parameters, n of n, the edition and the tolls over the view.
    """
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
            "licence": LICENCE,
        },
        "features": [_feature(view, row) for row in view.frame.drop(columns="geometry").to_dict("records")],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _toll(view: View, outcome: Outcome) -> dict[str, Any]:
    found = view.tolls[outcome]
    return {
        "low": found.low if found.is_known else None,
        "high": found.high,
        "unknown": found.unknown,
        "words": str(found),
    }


def _feature(view: View, row: dict[str, Any]) -> dict[str, Any]:
    properties = {name: _plain(value) for name, value in row.items() if name not in ("latitude", "longitude")}
    incident = view.dataset.incidents[row["id"]]
    properties["sources"] = sorted({s.source_id for s in view.dataset.statements_of_incident[incident.id]})
    counted = view.counted.claims_by_incident.get(incident.id, ())
    properties["counted_sources"] = sorted({claim.source_id for claim in counted})
    scene = incident.scene
    geometry = None if scene is None else {"type": "Point", "coordinates": [scene.longitude, scene.latitude]}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": properties}


def _plain(value: Any) -> Any:
    """JSON's own types: missing is null, a date is ISO text, a whole number has no fraction."""
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.item() if hasattr(value, "item") else value
