"""Reads the exported files with other people's readers, and says from the view alone what must be in them."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import json
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import shapely
from defusedxml import ElementTree

from geo.exports import About, about_view
from geo.view import View
from geo.vocabulary import Outcome

EDITION_AT = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
DASHBOARD = "https://map.example.org/"
KML = "{http://www.opengis.net/kml/2.2}"
DAYS = ("date_start", "date_end")
PEOPLE = tuple(f"{outcome.value}_{end}" for outcome in Outcome for end in ("low", "high"))
WHOLE = ("time_precision", "geo_precision", *PEOPLE)
NUMBERS = ("latitude", "longitude", "error_km")
YES_NO = ("possibly_in_period", *(f"{outcome.value}_unknown" for outcome in Outcome))
LISTS = ("sources", *(f"{outcome.value}_shared_with" for outcome in Outcome))
TEXTS = ("id", "title", "event_type", "sub_event_type", "place", "grade", *(outcome.value for outcome in Outcome))
NAMES = (*TEXTS, *DAYS, *WHOLE, *NUMBERS, *YES_NO, *LISTS)

Row = dict[str, Any]


def about(view: View, *, edition: int = 7) -> About:
    return about_view(view, edition=edition, edition_at=EDITION_AT, base=DASHBOARD)


def told(view: View) -> list[Row]:
    """What each incident's row must say, from the view without the export's own tables."""
    return [_told(view, number) for number in range(len(view.incidents))]


def _told(view: View, number: int) -> Row:
    incident = view.incidents[number]
    scene = next((p for p in incident.scenes if p.latitude is not None), incident.scenes[0])
    row: Row = {
        "id": incident.id,
        "title": incident.title,
        "event_type": incident.event_type.value,
        "sub_event_type": incident.sub_event_type.value,
        "place": scene.name,
        "grade": incident.grade.value,
        "date_start": incident.date_start,
        "date_end": incident.date_end,
        "time_precision": int(incident.time_precision.value),
        "geo_precision": int(scene.geo_precision.value),
        "latitude": scene.latitude,
        "longitude": scene.longitude,
        "error_km": scene.error_km,
        "possibly_in_period": incident.id in view.possibly,
        "sources": sorted({s.source_id for s in view.dataset.statements.values() if incident.id in s.incident_ids}),
    }
    for outcome in Outcome:
        toll = view.toll(incident.id, outcome)
        about = [c for c in view.claims if c.outcome is outcome and incident.id in c.incident_ids]
        row |= {
            outcome.value: str(toll),
            f"{outcome.value}_low": toll.low if toll.is_known else None,
            f"{outcome.value}_high": toll.high,
            f"{outcome.value}_unknown": all(claim.low is None for claim in about),
            f"{outcome.value}_shared_with": sorted({i for c in about for i in c.incident_ids} - {incident.id}),
        }
    return row


def read_csv(body: bytes) -> list[Row]:
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
    return [_from_texts(row) for row in rows]


def read_xlsx(body: bytes) -> list[Row]:
    return [_typed(row) for row in sheet_rows(body, "incidents")]


def sheet_rows(body: bytes, name: str) -> list[Row]:
    book = openpyxl.load_workbook(io.BytesIO(body))
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def read_geojson(body: bytes) -> list[Row]:
    return [_feature(feature) for feature in json.loads(body)["features"]]


def _feature(feature: Mapping[str, Any]) -> Row:
    longitude, latitude = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
    found = {**feature["properties"], "latitude": latitude, "longitude": longitude}
    return _typed(found | {name: dt.date.fromisoformat(found[name]) for name in DAYS})


def read_kml(body: bytes) -> list[Row]:
    root = ElementTree.fromstring(body)
    marks = (m for m in root.iter(f"{KML}Placemark") if m.get("id", "").startswith("incident-"))
    return sorted(map(_placemark, marks), key=lambda row: (row["date_start"], row["date_end"], row["id"]))


def simple_data(mark: Element) -> Row:
    return {str(item.get("name")): item.text or "" for item in mark.iter(f"{KML}SimpleData")}


def _placemark(mark: Element) -> Row:
    point = mark.find(f"{KML}Point/{KML}coordinates")
    longitude, latitude = point.text.split(",") if point is not None and point.text else ("", "")
    span = {end: mark.findtext(f"{KML}TimeSpan/{KML}{end}") for end in ("begin", "end")}
    assert mark.findtext(f"{KML}name") == simple_data(mark)["title"]
    # What is not known has no element.
    found = dict.fromkeys(NAMES, "") | simple_data(mark) | {"latitude": latitude, "longitude": longitude}
    return _from_texts(found | {"date_start": span["begin"], "date_end": span["end"]})


def read_gpkg(body: bytes) -> list[Row]:
    with geopackage(body) as path:
        return [_typed(_with_point(row)) for row in layer_rows(path, "incidents")]


def layer_rows(path: Path, layer: str) -> list[Row]:
    """The rows of a layer with the file's own types, which pandas would turn into others where something is missing."""
    meta, table = pyogrio.read_arrow(path, layer=layer)
    if meta["crs"] is None:
        return list(table.to_pylist())
    assert meta["crs"] == "EPSG:4326"
    name = meta["geometry_name"] or "wkb_geometry"
    return [row | {"geometry": shapely.from_wkb(row.pop(name))} for row in table.to_pylist()]


@contextmanager
def geopackage(body: bytes) -> Iterator[Path]:
    """The file under a name that GDAL takes for a GeoPackage."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "view.gpkg"
        path.write_bytes(body)
        yield path


def read_parquet(body: bytes) -> list[Row]:
    frame = gpd.read_parquet(io.BytesIO(body))
    assert frame.crs.to_epsg() == 4326
    return [_typed(_with_point(row)) for row in frame.to_dict("records")]


def _with_point(row: Row) -> Row:
    """The position as the geometry has it, which must be where the columns say."""
    point = row["geometry"]
    position = (point.y, point.x) if point is not None else (None, None)
    found = {name: None if pd.isna(value) else value for name, value in row.items() if name != "geometry"}
    assert (found["latitude"], found["longitude"]) == position
    return found


def read_acled(body: bytes) -> list[Row]:
    """The same columns under the names that ACLED's layout gives them; what it leaves out is not asked for."""
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
    renamed = {
        "fatalities_words": "killed",
        "fatalities_low": "killed_low",
        "fatalities_high": "killed_high",
        "fatalities_unknown": "killed_unknown",
        "fatalities_shared_with": "killed_shared_with",
        "event_date": "date_start",
        "location": "place",
        "latitude": "latitude",
        "longitude": "longitude",
        **{f"seamline_{n}": n for n in ("id", "title", "date_end", "time_precision", "geo_precision", "error_km")},
        **{f"seamline_{n}": n for n in ("possibly_in_period", "grade", "sources")},
    }
    return [_from_texts({renamed[name]: text for name, text in row.items() if name in renamed}) for row in rows]


class _Blocks(HTMLParser):
    """The texts of the page's data blocks by their id."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = given["id"] if tag == "script" and given.get("type") == "text/plain" else None

    def handle_endtag(self, tag: str) -> None:
        self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[self._inside] = data


def html_data(body: bytes, block: str) -> Any:
    """What one of the page's data blocks holds: `told`, `scene` or `ground`."""
    found = _Blocks()
    found.feed(body.decode())
    return json.loads(zlib.decompress(base64.b64decode(found.texts[block], validate=True)))


def read_html(body: bytes) -> list[Row]:
    told = html_data(body, "told")
    rows = [dict(zip(told["columns"], incident["values"], strict=True)) for incident in told["incidents"]]
    return [_typed(row | {name: dt.date.fromisoformat(row[name]) for name in DAYS}) for row in rows]


READERS: Mapping[str, Callable[[bytes], list[Row]]] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "geojson": read_geojson,
    "kml": read_kml,
    "gpkg": read_gpkg,
    "parquet": read_parquet,
    "html": read_html,
    "acled": read_acled,
}


def _from_texts(row: Mapping[str, str | None]) -> Row:
    return dict(_values(row))


def _values(row: Mapping[str, str | None]) -> Iterator[tuple[str, Any]]:
    for name in NAMES:
        if name in row:
            yield name, _value(name, row[name] or "")


def _value(name: str, text: str) -> Any:
    if name in LISTS:
        return text.split("; ") if text else []
    if text == "":
        return None
    if name in YES_NO:
        return {"true": True, "false": False, "1": True, "0": False}[text]
    if name in DAYS:
        return dt.date.fromisoformat(text)
    return int(text) if name in WHOLE else float(text) if name in NUMBERS else text


def _typed(row: Row) -> Row:
    """Values that have a type already; one of the wrong type is a fault of the file."""
    found: Row = {}
    for name in NAMES:
        value = row[name]
        if name in LISTS:
            found[name] = list(value) if isinstance(value, list) else value.split("; ") if value else []
        elif name in DAYS:
            found[name] = value.date() if isinstance(value, dt.datetime) else value
            assert type(found[name]) is dt.date
        else:
            assert value is None or isinstance(value, _types(name)), (name, value)
            found[name] = value
    return found


def _types(name: str) -> type | tuple[type, ...]:
    if name in YES_NO:
        return bool
    return int if name in WHOLE else (int, float) if name in NUMBERS else str
