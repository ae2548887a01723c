"""The codebook as one JSON document: records, code lists, and the columns of every file; the same at every edition."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from geo.codebook import code_tables, record_tables
from geo.exports.acled import ACLED_COLUMNS
from geo.exports.evidence import CLAIM_COLUMNS, SOURCE_COLUMNS
from geo.exports.incidents import INCIDENT_COLUMNS
from geo.exports.places import PLACE_COLUMNS
from geo.exports.surroundings import AGREEMENT_COLUMNS, AREA_COLUMNS, FRONT_COLUMNS
from geo.exports.table import Column

FORMAT: Final = 1
"""Goes up when a member changes its meaning or goes; new members may come without that."""

TITLE: Final = "Seamline: codebook"
CONVENTIONS: Final[Mapping[str, str]] = {
    "positions": "WGS84 degrees",
    "distances": "kilometres on the ellipsoid",
    "dates": "calendar dates in Asia/Baghdad",
    "empty": "not known; never stands for zero",
}
_CODE: Final = ("code", "label", "definition")
_FILES: Final[Mapping[str, tuple[Column, ...]]] = {
    "incidents": INCIDENT_COLUMNS,
    "claims": CLAIM_COLUMNS,
    "places": PLACE_COLUMNS,
    "sources": SOURCE_COLUMNS,
    "areas": AREA_COLUMNS,
    "fronts": FRONT_COLUMNS,
    "agreements": AGREEMENT_COLUMNS,
    "acled": ACLED_COLUMNS,
}


def write_codebook() -> bytes:
    """Write the document; `docs/files.md` says what its members are."""
    document = {
        "title": TITLE,
        "format": FORMAT,
        "conventions": dict(CONVENTIONS),
        "records": [
            {"name": name, "meaning": meaning, "fields": [_field(row) for row in rows]}
            for name, meaning, rows in record_tables()
        ],
        "code_lists": [
            {"name": name, "meaning": meaning, "codes": [_code(row) for row in rows]}
            for name, meaning, rows in code_tables()
        ],
        "files": [
            {"table": name, "columns": [_column(column) for column in columns]} for name, columns in _FILES.items()
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _field(row: Mapping[str, str]) -> dict[str, Any]:
    return {**row, "unit": row["unit"] or None, "needed": row["needed"] == "yes"}


def _code(row: Mapping[str, str]) -> dict[str, Any]:
    """A code; where it falls under one of another list, `part_of` names list and code."""
    above = [{"list": name, "code": code} for name, code in row.items() if name not in _CODE]
    return {name: row[name] for name in _CODE} | ({"part_of": above[0]} if above else {})


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.kind.value,
        "unit": column.unit or None,
        "meaning": column.meaning,
    }
