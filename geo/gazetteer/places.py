"""The gazetteer's file: seeds/places.csv read into places, with each fault named by its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from geo.errors import InvalidRecordError, SeamlineError
from geo.records import Place
from geo.vocabulary import GeoPrecision, PlaceKind

PLACES_FILE = Path(__file__).resolve().parents[2] / "seeds" / "places.csv"
COLUMNS = (
    "id",
    "name_en",
    "name_ckb",
    "name_ar",
    "variants",
    "kind",
    "latitude",
    "longitude",
    "error_km",
    "geonames_id",
    "within",
    "source",
    "note",
)
# Between the values of one cell, and between a containing place and who says so.
VALUE_SEPARATOR = "|"
SOURCE_SEPARATOR = ":"
MOST_FAULTS_SHOWN = 20

# UCDP where_prec of places that are no points: what is known is the area, however small its error.
_AREA_PRECISION = {
    PlaceKind.DISTRICT: GeoPrecision.DISTRICT,
    PlaceKind.GOVERNORATE: GeoPrecision.GOVERNORATE,
    PlaceKind.ADMINISTRATION: GeoPrecision.GOVERNORATE,
    PlaceKind.COUNTRY: GeoPrecision.COUNTRY,
    PlaceKind.MOUNTAIN: GeoPrecision.AREA,
    PlaceKind.RANGE: GeoPrecision.AREA,
    PlaceKind.VALLEY: GeoPrecision.AREA,
    PlaceKind.AREA: GeoPrecision.AREA,
    # A sub-district is named for its seat and smaller than the 25 km of "near a place".
    PlaceKind.SUBDISTRICT: GeoPrecision.NEAR,
    # The city itself is known; its error is its extent.
    PlaceKind.CITY: GeoPrecision.EXACT,
}
EXACT_WITHIN_KM = 5


class MissingGazetteerError(SeamlineError, FileNotFoundError):
    """The gazetteer's file is not where it was looked for."""


def geo_precision(place: Place) -> GeoPrecision:
    """How closely the place itself fixes a scene that is known by this place's name alone, as UCDP where_prec."""
    point = GeoPrecision.EXACT if place.error_km <= EXACT_WITHIN_KM else GeoPrecision.NEAR
    return _AREA_PRECISION.get(place.kind, point)


def read_places(path: Path = PLACES_FILE) -> tuple[Place, ...]:
    """Read the places of `path` in the order of the file.

    Raises:
        MissingGazetteerError: when there is no such file.
        InvalidRecordError: listing what is wrong, each fault with its line, at most twenty.
    """
    places: dict[int, Place] = {}
    faults: list[str] = []
    for line, cells in _rows(path):
        try:
            places[line] = _place(cells)
        except InvalidRecordError as error:
            faults.append(f"line {line}: {error}")
    faults += _repeated(places)
    if not faults:  # a row that is left out would make every reference to it look wrong
        faults += _misplaced(places)
    if faults:
        shown = "; ".join(faults[:MOST_FAULTS_SHOWN])
        raise InvalidRecordError(f"{path.name}: expected a gazetteer without faults, got {len(faults)}: {shown}")
    return tuple(places.values())


def _rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """Give each row with the line it starts on; a quoted cell may run over several lines."""
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if tuple(header) != COLUMNS:
                raise InvalidRecordError(
                    f"{path.name}, line 1: expected the columns {', '.join(COLUMNS)}, got {header!r}"
                )
            line = reader.line_num + 1
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
    except FileNotFoundError as error:
        raise MissingGazetteerError(
            f"expected the gazetteer at {str(path)!r}, got no file; restore it or name another"
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidRecordError(
            f"{path.name}: expected UTF-8 text, got byte {error.object[error.start]:#04x} after line {line}"
        ) from error
    except csv.Error as error:
        raise InvalidRecordError(f"{path.name}, line {line}: expected comma-separated values, got {error}") from error


def _place(cells: Sequence[str]) -> Place:
    if len(cells) != len(COLUMNS):
        raise InvalidRecordError(f"expected {len(COLUMNS)} cells, got {len(cells)}; quote a cell that holds a comma")
    row = {column: cell.strip() for column, cell in zip(COLUMNS, cells, strict=True)}
    return Place.parse(
        {
            "id": row["id"],
            "names": {"en": row["name_en"], "ckb": row["name_ckb"] or None, "ar": row["name_ar"] or None},
            "variants": _values(row["variants"]),
            "kind": row["kind"],
            "latitude": row["latitude"],
            "longitude": row["longitude"],
            "error_km": row["error_km"],
            "geonames_id": row["geonames_id"] or None,
            "within": [_containment(value, row["id"]) for value in _values(row["within"])],
            "source": row["source"],
            "note": row["note"] or None,
        }
    )


def _values(cell: str) -> list[str]:
    return [value.strip() for value in cell.split(VALUE_SEPARATOR) if value.strip()]


def _containment(value: str, place_id: str) -> dict[str, Any]:
    containing, separator, source = value.partition(SOURCE_SEPARATOR)
    if not separator or not source.strip():
        raise InvalidRecordError(f"place {place_id!r}: expected within as 'place_id: who says so', got {value!r}")
    return {"place_id": containing.strip(), "source": source.strip()}


def _repeated(places: Mapping[int, Place]) -> list[str]:
    faults = []
    first_with: dict[tuple[str, object], int] = {}
    for line, place in places.items():
        for field, value in (("id", place.id), ("geonames_id", place.geonames_id)):
            first = first_with.setdefault((field, value), line)
            if value is not None and first != line:
                faults.append(f"line {line}: expected each {field} once, got {value!r} again, first on line {first}")
    return faults


def _misplaced(places: Mapping[int, Place]) -> list[str]:
    parents = {place.id: {containment.place_id for containment in place.within} for place in places.values()}
    faults = [
        f"line {line}: expected a containing place of this file, got {parent!r} around {place.id!r}"
        for line, place in places.items()
        for parent in sorted(parents[place.id] - parents.keys())
    ]
    try:
        TopologicalSorter(parents).prepare()
    except CycleError as error:
        circle = set(error.args[1])
        line = min(line for line, place in places.items() if place.id in circle)
        faults.append(
            f"line {line}: expected no place inside itself, got the circle {' in '.join(reversed(error.args[1]))}"
        )
    return faults
