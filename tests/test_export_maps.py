"""KML, GeoPackage, GeoParquet and GeoJSON: structure, areas of precision, fronts and agreements, and what they say of themselves."""

from __future__ import annotations

import datetime as dt
import io
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from defusedxml import ElementTree
from fastkml.validator import get_schema_parser
from geopy.distance import geodesic
from lxml import etree
from pyproj import Geod

from geo.exports import EXPORTS
from geo.exports.incidents import INCIDENT_COLUMNS
from geo.exports.shapes import band, circle
from geo.filters import Filter
from geo.importers.starter import load_starter
from geo.palette import SIDE_COLOURS
from geo.records import Dataset
from geo.view import View, view_of
from geo.vocabulary import CODE_LISTS, Side
from tests.export_readers import EDITION_AT, KML, about, geopackage, layer_rows, simple_data
from tests.hostile_records import TEXTS, hostile_records, plain

KIFRI, KULAJO, QARACHOGH = "kifri-2021-11-29", "kulajo-2021-11-27", "qarachogh-2021-12-02"
FEATURE = (
    "name visibility open author link address AddressDetails phoneNumber Snippet description LookAt Camera TimeStamp "
    "TimeSpan styleUrl Style StyleMap Region Metadata ExtendedData"
)
# The order in which OGC 07-147r2 lists the children; where two are given, one may take the other's place.
ORDER = {
    "kml": "NetworkLinkControl Document Folder Placemark",
    "Document": f"{FEATURE} Schema Folder Placemark",
    "Folder": f"{FEATURE} Folder Placemark",
    "Placemark": f"{FEATURE} Point LineString LinearRing Polygon MultiGeometry",
    "Style": "IconStyle LabelStyle LineStyle PolyStyle BalloonStyle ListStyle",
    "IconStyle": "color colorMode scale heading Icon hotSpot",
    "LabelStyle": "color colorMode scale",
    "LineStyle": "color colorMode width",
    "PolyStyle": "color colorMode fill outline",
    "BalloonStyle": "bgColor textColor text displayMode",
    "Icon": "href",
    "TimeSpan": "begin end",
    "ExtendedData": "Data SchemaData",
    "Data": "displayName value",
    "SchemaData": "SimpleData",
    "Schema": "SimpleField",
    "SimpleField": "displayName",
    "Point": "extrude altitudeMode coordinates",
    "LineString": "extrude tessellate altitudeMode coordinates",
    "Polygon": "extrude tessellate altitudeMode outerBoundaryIs innerBoundaryIs",
    "outerBoundaryIs": "LinearRing",
    "innerBoundaryIs": "LinearRing",
    "LinearRing": "extrude tessellate altitudeMode coordinates",
    "MultiGeometry": "Point LineString LinearRing Polygon",
}
SIMPLE = {"string", "int", "uint", "short", "ushort", "float", "double", "bool"}


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


@pytest.fixture(scope="module")
def whole(starter) -> View:
    return view_of(starter, Filter())


@pytest.fixture(scope="module")
def hostile() -> View:
    return view_of(Dataset.of(hostile_records()), Filter())


def written(name: str, view: View) -> bytes:
    return EXPORTS[name].write(view, about=about(view))


def kml(view: View) -> Element:
    return ElementTree.fromstring(written("kml", view))


def tag(element: Element) -> str:
    assert element.tag.startswith(KML)
    return element.tag.removeprefix(KML)


def structure_faults(element: Element) -> Iterator[str]:
    """What the schema would say: an element that is not known there or out of its order."""
    order = ORDER.get(tag(element), "").split()
    children = [tag(child) for child in element]
    unknown = [child for child in children if child not in order]
    if unknown:
        yield f"{tag(element)} has {unknown}"
    elif [order.index(child) for child in children] != sorted(order.index(child) for child in children):
        yield f"{tag(element)} has {children} in that order"
    for child in element:
        yield from structure_faults(child)


@pytest.mark.parametrize("chosen", [Filter(), Filter(sources=("esta",)), Filter(q="xyzzy")], ids=str)
def test_kml_has_the_elements_of_the_standard_in_their_order(starter, chosen):
    root = kml(view_of(starter, chosen))
    assert tag(root) == "kml"
    assert list(structure_faults(root)) == []


@pytest.mark.parametrize("records", ["starter", "hostile"])
@pytest.mark.parametrize("chosen", [Filter(), Filter(sources=("esta",)), Filter(q="xyzzy")], ids=str)
def test_kml_holds_against_the_schema_of_the_standard(starter, hostile, records, chosen):
    dataset = starter if records == "starter" else hostile.dataset
    known = Filter(q=chosen.q) if records == "hostile" else chosen
    document = etree.fromstring(written("kml", view_of(dataset, known)))
    schema = get_schema_parser()
    assert schema.validate(document), schema.error_log.filter_from_errors()
    document[0].insert(0, etree.SubElement(document[0], f"{KML}Placemark"))
    assert not schema.validate(document)


def test_the_structure_check_finds_what_is_out_of_order(whole):
    root = kml(whole)
    mark = next(root.iter(f"{KML}Placemark"))
    mark.append(mark[0])
    assert any("Placemark" in fault for fault in structure_faults(root))


@pytest.mark.parametrize("records", ["whole", "hostile"])
def test_kml_ids_are_unique_and_its_references_hold(records, request):
    root = kml(request.getfixturevalue(records))
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    assert max(ids.values()) == 1
    styles = {element.get("id") for element in root.iter(f"{KML}Style")}
    schemas = {s.get("id"): {f.get("name") for f in s.iter(f"{KML}SimpleField")} for s in root.iter(f"{KML}Schema")}
    assert {f.get("type") for f in root.iter(f"{KML}SimpleField")} <= SIMPLE
    assert {(element.text or "").removeprefix("#") for element in root.iter(f"{KML}styleUrl")} <= styles
    for data in root.iter(f"{KML}SchemaData"):
        names = {item.get("name") for item in data}
        assert names <= schemas[data.get("schemaUrl", "").removeprefix("#")]


def coordinates(element: Element) -> list[tuple[float, float]]:
    return [
        (float(x), float(y))
        for part in element.iter(f"{KML}coordinates")
        for x, y in (pair.split(",") for pair in (part.text or "").split())
    ]


def test_kml_coordinates_are_longitude_first_and_rings_are_closed(whole):
    root = kml(whole)
    assert all(40 < x < 50 and 30 < y < 40 for x, y in coordinates(root))
    rings = list(root.iter(f"{KML}LinearRing"))
    assert rings
    for ring in rings:
        corners = coordinates(ring)
        assert corners[0] == corners[-1]
        assert shapely.LinearRing(corners).is_ccw
        assert len(corners) > 3


def test_the_kml_names_no_picture_that_somebody_else_serves(whole):
    root = ElementTree.fromstring(written("kml", whole))
    assert list(root.iter(f"{KML}Icon")) == list(root.iter(f"{KML}href")) == []
    for style in root.iter(f"{KML}Style"):
        if style.find(f"{KML}IconStyle") is not None:
            icon, label = (style.findtext(f"{KML}{part}Style/{KML}color") for part in ("Icon", "Label"))
            assert (label[:2], label[2:]) == ("ff", icon[2:])  # the very colour, whatever the reader's pin makes of it


def test_kml_incidents_have_the_maps_colour_of_who_was_hit(whole):
    root = kml(whole)
    colours = {s.get("id"): s.findtext(f"{KML}IconStyle/{KML}color") for s in root.iter(f"{KML}Style")}
    for mark in root.iter(f"{KML}Placemark"):
        data = simple_data(mark)
        if "hit_side" in data:
            style = (mark.findtext(f"{KML}styleUrl") or "").removeprefix("#")
            red, green, blue = (SIDE_COLOURS[Side(data["hit_side"])][i : i + 2] for i in (1, 3, 5))
            is_filled = data.get("killed_low", "0") != "0"
            assert colours[style] == f"{'ff' if is_filled else '8c'}{blue}{green}{red}"
            assert style.endswith("-filled" if is_filled else "-hollow")


def test_kml_incidents_without_a_position_are_there_without_a_point(whole):
    folders = {f.findtext(f"{KML}name"): f for f in kml(whole).iter(f"{KML}Folder")}
    unmapped = folders["Without a position"].findall(f"{KML}Placemark")
    assert {mark.get("id") for mark in unmapped} == {f"incident-{i.id}" for i in whole.unmapped}
    assert all(mark.find(f"{KML}Point") is None for mark in unmapped)


def test_kml_draws_a_shared_figure_once_between_its_places(starter):
    folders = {
        f.findtext(f"{KML}name"): f for f in kml(view_of(starter, Filter(sources=("esta",)))).iter(f"{KML}Folder")
    }
    links = folders["Shared tolls"].findall(f"{KML}Placemark")
    assert [link.findtext(f"{KML}name") for link in links] == ["8 killed, shared"]
    ends = {(starter.incidents[i].scene.longitude, starter.incidents[i].scene.latitude) for i in (KIFRI, KULAJO)}
    assert set(coordinates(links[0])) == ends


def test_kml_carries_its_codebook_and_what_it_says_of_itself(whole):
    document = kml(whole).find(f"{KML}Document")
    data = {d.get("name"): d.findtext(f"{KML}value") or "" for d in document.iterfind(f"{KML}ExtendedData/{KML}Data")}
    assert data.items() >= dict(about(whole).pairs()).items()
    assert {codes.__name__ for codes in CODE_LISTS} <= data.keys()
    fields = {f.get("name"): f.findtext(f"{KML}displayName") for f in document.iter(f"{KML}SimpleField")}
    assert all(fields[column.name] for column in INCIDENT_COLUMNS)


class Balloon(HTMLParser):
    """What a reader of a description as HTML finds in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[object] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_kml_descriptions_are_inert_and_show_hostile_texts_as_they_are(hostile):
    shown: list[str] = []
    for description in kml(hostile).iter(f"{KML}description"):
        balloon = Balloon()
        balloon.feed(description.text or "")
        assert balloon.tags <= {"b", "br"}
        assert balloon.attributes == []
        assert "$" not in (description.text or "")  # Google Earth fills in $[name]
        shown.append("".join("".join(balloon.words).replace("\ufffd", "").split()))
    for text in TEXTS:
        assert any("".join(plain(text).split()) in words for words in map(plain, shown)), text


def test_kml_balloons_show_the_description_alone(hostile):
    texts = [s.findtext(f"{KML}BalloonStyle/{KML}text") for s in kml(hostile).iter(f"{KML}Style")]
    assert set(texts) == {"$[description]"}


def test_a_geopackage_has_layers_for_qgis_and_the_tables_they_rest_on(whole):
    with geopackage(written("gpkg", whole)) as path:
        layers = dict(pyogrio.list_layers(path).tolist())
    assert layers == {
        "incidents": "Point",
        "areas": "MultiPolygon",
        "fronts": "LineString",
        "agreements": "Point",
        **dict.fromkeys(("claims", "places", "sources", "codebook", "about")),
    }


def test_a_geopackage_is_sound_and_holds_no_time_but_the_editions(whole, tmp_path):
    path = tmp_path / "view.gpkg"
    path.write_bytes(written("gpkg", whole))
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA application_id").fetchone() == (0x47504B47,)  # GPKG
        times = connection.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
        noted = connection.execute("SELECT DISTINCT timestamp FROM gpkg_metadata_reference").fetchall()
    connection.close()
    assert times == noted == [(f"{EDITION_AT:%Y-%m-%dT%H:%M:%S}.000Z",)]


def test_a_geopackage_says_what_it_is(whole):
    with geopackage(written("gpkg", whole)) as path:
        said = pyogrio.read_info(path, layer="incidents")["dataset_metadata"]
        rows = {row["name"]: row["value"] or "" for row in layer_rows(path, "about")}
        explained = {(row["table"], row["name"]) for row in layer_rows(path, "codebook")}
        for layer in ("incidents", "areas", "fronts", "agreements", "claims", "places", "sources"):
            fields = pyogrio.read_info(path, layer=layer)["fields"]
            assert {(layer, name) for name in fields} <= explained, layer
    assert rows == dict(about(whole).pairs())
    assert {name: said[name] for name in rows if rows[name]} == {name: rows[name] for name in rows if rows[name]}


def test_areas_have_the_radius_of_each_positions_error(whole):
    with geopackage(written("gpkg", whole)) as path:
        areas = layer_rows(path, "areas")
    drawn = {(row["of_id"], row["number"]): row for row in areas if row["kind"] == "incident"}
    scenes = {
        (incident.id, number): place
        for incident in whole.incidents
        for number, place in enumerate(incident.places, start=1)
        if place in incident.scenes and place.error_km
    }
    assert drawn.keys() == scenes.keys()
    for key, place in scenes.items():
        row = drawn[key]
        assert (row["radius_km"], row["geo_precision"]) == (place.error_km, int(place.geo_precision.value))
        corners = shapely.get_coordinates(row["geometry"])
        for longitude, latitude in corners[::9]:
            away = geodesic((place.latitude, place.longitude), (latitude, longitude)).km
            assert away == pytest.approx(place.error_km, rel=1e-3)


def test_fronts_are_lines_with_a_band_as_wide_as_their_uncertainty(whole, starter):
    with geopackage(written("gpkg", whole)) as path:
        fronts = {row["id"]: row for row in layer_rows(path, "fronts")}
        bands = {row["of_id"]: row for row in layer_rows(path, "areas") if row["kind"] == "front"}
    assert fronts.keys() == bands.keys() == {s.id for s in starter.segments.values() if s.shown} != set()
    for key, front in fronts.items():
        segment = starter.segments[key]
        line = front["geometry"]
        assert list(line.coords) == [(v.longitude, v.latitude) for v in segment.line]
        assert front["uncertainty_km"] == bands[key]["radius_km"] == segment.uncertainty_km
        assert bands[key]["geometry"].contains(line)
        first = segment.line[0]
        edge = shapely.get_coordinates(bands[key]["geometry"])
        nearest = min(geodesic((first.latitude, first.longitude), (y, x)).km for x, y in edge)
        assert nearest == pytest.approx(segment.uncertainty_km, rel=0.02)


def test_a_front_is_left_out_before_it_stands(starter):
    early = view_of(starter, Filter(date_to=dt.date(2018, 1, 1)))
    later = min(segment.valid_from for segment in starter.segments.values())
    assert later > dt.date(2018, 1, 1)
    with geopackage(written("gpkg", early)) as path:
        assert layer_rows(path, "fronts") == []
        assert {row["kind"] for row in layer_rows(path, "areas")} <= {"incident", "agreement"}


def test_agreements_are_those_in_view(whole):
    with geopackage(written("gpkg", whole)) as path:
        rows = layer_rows(path, "agreements")
    assert [row["id"] for row in rows] == [event.id for event in whole.events]
    assert [(row["date_start"], row["date_end"]) for row in rows] == [(e.date_start, e.date_end) for e in whole.events]
    placed = {event.id for event in whole.events if any(place.latitude is not None for place in event.places)}
    assert {row["id"] for row in rows if row["geometry"] is not None} == placed != set()


def test_parquet_is_geoparquet_with_types_words_and_codebook(whole):
    body = written("parquet", whole)
    schema = pq.read_schema(io.BytesIO(body))
    geo, seamline = (json.loads(schema.metadata[key]) for key in (b"geo", b"seamline"))
    assert geo["primary_column"] == "geometry"
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    types = {name: str(schema.field(name).type) for name in ("date_start", "killed_low", "error_km", "killed_unknown")}
    assert types == {"date_start": "date32[day]", "killed_low": "int64", "error_km": "double", "killed_unknown": "bool"}
    assert seamline["about"] == dict(about(whole).pairs())
    named = [column["name"] for column in seamline["codebook"]["columns"]["incidents"]]
    assert [*named, "geometry"] == schema.names
    assert list(gpd.read_parquet(io.BytesIO(body))["id"]) == [incident.id for incident in whole.incidents]


def test_geojson_says_what_it_is_with_codebook_and_shared_figures(starter):
    view = view_of(starter, Filter(sources=("esta",)))
    document = json.loads(written("geojson", view))
    assert document["seamline"]["about"] == dict(about(view).pairs())
    named = {column["name"] for column in document["seamline"]["codebook"]["columns"]["incidents"]}
    assert {name for feature in document["features"] for name in feature["properties"]} <= named
    (shared,) = document["seamline"]["shared_figures"]
    assert (shared["low"], shared["high"], set(shared["incident_ids"])) == (8, 8, {KIFRI, KULAJO})


@pytest.mark.parametrize("radius_km", [0.5, 20, 300])
@pytest.mark.parametrize("latitude", [-60.0, 0.0, 35.4])
def test_a_circle_has_its_area_on_the_ellipsoid(latitude, radius_km):
    shape = circle(latitude, 44.0, radius_km=radius_km)
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(shape)
    assert area == pytest.approx(3.14159265 * (radius_km * 1000) ** 2, rel=0.01)
    assert shape.exterior.is_ccw


def test_a_band_is_one_whole_polygon():
    wide = band(shapely.LineString([(44, 35), (44.5, 35.2), (45, 35)]), half_width_km=8)
    assert wide.is_valid
    assert wide.geom_type == "Polygon"
    assert wide.exterior.is_ccw
