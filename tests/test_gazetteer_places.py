"""The gazetteer's file: what it holds, how places lie in each other, and what is said of a faulty one."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from pyproj import Geod

from geo.errors import InvalidRecordError, SeamlineError
from geo.gazetteer import LocalGeocoder, MissingGazetteerError, distance_km, geo_precision, read_places
from geo.gazetteer.places import COLUMNS
from geo.records import Dataset, Place, Position
from geo.vocabulary import GeoPrecision, PlaceKind

PLACES = {place.id: place for place in read_places()}
DATASET = Dataset.of(PLACES.values())
ELLIPSOID = Geod(ellps="WGS84")
SORANI = re.compile("[ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهەھیێ ]+")
ARABIC = re.compile("[ءآأإابةتثجحخدذرزسشصضطظعغفقكلمنهويىؤئ ]+")


def bearing_degrees(start: Place, end: Place) -> float:
    return ELLIPSOID.inv(start.longitude, start.latitude, end.longitude, end.latitude)[0] % 360


@pytest.mark.parametrize(
    ("start", "end", "km", "bearing"),
    [("mosul", "makhmour", 74.6, 146), ("erbil", "makhmour", 60.2, 220), ("mosul", "erbil", 81.6, 101)],
)
def test_distances_are_geodesics(start, end, km, bearing):
    assert distance_km(PLACES[start], PLACES[end]) == pytest.approx(km, abs=0.05)
    assert distance_km(PLACES[end], PLACES[start]) == distance_km(PLACES[start], PLACES[end])
    assert bearing_degrees(PLACES[start], PLACES[end]) == pytest.approx(bearing, abs=0.5)


def test_a_distance_is_measured_between_any_positions():
    vertex = Position(latitude=PLACES["kifri"].latitude, longitude=PLACES["kifri"].longitude)
    assert distance_km(vertex, PLACES["kifri"]) == 0


def test_kulajo_is_not_its_namesake_near_kalar():
    kulajo = PLACES["kulajo"]
    assert kulajo.geonames_id == 92180
    assert (kulajo.latitude, kulajo.longitude) == (34.4654, 45.1675)
    assert 94183 not in {place.geonames_id for place in PLACES.values()}


def test_the_ridge_the_range_and_the_administration_are_areas_that_cover_their_extent():
    assert PLACES["qarachogh"].error_km >= 25
    ends = (Position(latitude=35.06, longitude=43.56), Position(latitude=34.15, longitude=45.0))
    assert all(distance_km(PLACES["hamrin"], end) <= PLACES["hamrin"].error_km for end in ends)
    assert all(
        distance_km(PLACES["garmian"], PLACES[town]) <= PLACES["garmian"].error_km
        for town in ("kalar", "kifri", "kulajo", "sarqala", "kokis", "qoratu", "maydan")
    )


def test_every_place_but_the_country_lies_in_iraq():
    assert DATASET.places_within("iraq") == PLACES.keys()
    assert [place.id for place in PLACES.values() if not place.within] == ["iraq"]


def test_every_settlement_lies_in_a_district_and_a_governorate():
    kinds = {PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.CAMP, PlaceKind.BASE, PlaceKind.BRIDGE}
    districts = {p.id for p in PLACES.values() if p.kind is PlaceKind.DISTRICT}
    governorates = {p.id for p in PLACES.values() if p.kind is PlaceKind.GOVERNORATE}
    for wanted in (districts, governorates):
        covered = frozenset().union(*(DATASET.places_within(place_id) for place_id in wanted))
        assert {p.id for p in PLACES.values() if p.kind in kinds} <= covered


def test_kulajo_is_in_kifri_district_and_garmian_and_not_in_the_town_of_kifri():
    assert {"kulajo", "kifri"} <= DATASET.places_within("kifri_district")
    assert {"kulajo", "kifri", "kalar", "qoratu"} <= DATASET.places_within("garmian")
    assert DATASET.places_within("kifri") == {"kifri"}
    assert "khanaqin" not in DATASET.places_within("garmian")


def test_makhmour_is_in_two_governorates_by_two_sources():
    containments = {c.place_id: c.source for c in PLACES["makhmour_district"].within}
    assert containments.keys() == {"erbil_gov", "nineveh_gov"}
    assert len(set(containments.values())) == 2
    assert {"makhmour", "khidirjija", "qarachogh"} <= DATASET.places_within("erbil_gov") & DATASET.places_within(
        "nineveh_gov"
    )


def test_containing_areas_reach_what_they_contain():
    for area in (p for p in PLACES.values() if p.kind in {PlaceKind.DISTRICT, PlaceKind.GOVERNORATE}):
        for place_id in DATASET.places_within(area.id):
            inside = PLACES[place_id]
            official = any(c.place_id == area.id and c.source.startswith("OCHA") for c in inside.within)
            if official:
                assert distance_km(area, inside) <= area.error_km, (area.id, place_id)


def test_names_are_written_in_their_own_script():
    for place in PLACES.values():
        assert SORANI.fullmatch(place.names.ckb or " "), place.id
        assert ARABIC.fullmatch(place.names.ar or " "), place.id
        assert place.names.en.isascii(), place.id


def test_no_place_lists_a_variant_twice():
    for place in PLACES.values():
        names = [place.names.en, place.names.ckb, place.names.ar, *place.variants]
        spelled = [name for name in names if name]
        # Dara, for one, is written alike in Sorani and Arabic.
        assert len(set(spelled)) >= len(spelled) - 1, place.id
        assert len(set(place.variants)) == len(place.variants), place.id


@pytest.mark.parametrize(
    ("place_id", "precision"),
    [
        ("kifri", GeoPrecision.EXACT),
        ("baghdad", GeoPrecision.EXACT),
        ("dara", GeoPrecision.EXACT),
        ("islah", GeoPrecision.NEAR),
        ("halwan_bridge", GeoPrecision.NEAR),
        ("qaraj", GeoPrecision.NEAR),
        ("kifri_district", GeoPrecision.DISTRICT),
        ("diyala_gov", GeoPrecision.GOVERNORATE),
        ("garmian", GeoPrecision.GOVERNORATE),
        ("qarachogh", GeoPrecision.AREA),
        ("hamrin", GeoPrecision.AREA),
        ("wadi_thlab", GeoPrecision.AREA),
        ("iraq", GeoPrecision.COUNTRY),
    ],
)
def test_precision_follows_from_kind_and_error(place_id, precision):
    assert geo_precision(PLACES[place_id]) is precision


GOOD = {
    "id": "kifri",
    "name_en": "Kifri",
    "name_ckb": "کفری",
    "name_ar": "",
    "variants": "Kfri | Kefri",
    "kind": "town",
    "latitude": "34.6896",
    "longitude": "44.9606",
    "error_km": "2",
    "geonames_id": "94298",
    "within": "",
    "source": "GeoNames",
    "note": "",
}


def write(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_row_becomes_a_place(tmp_path):
    district = GOOD | {"id": "kifri_district", "kind": "district", "geonames_id": ""}
    row = GOOD | {"within": "kifri_district: OCHA, 2019: edition 1"}
    kifri, _ = read_places(write(tmp_path / "places.csv", row, district))
    assert kifri.names.ar is None
    assert kifri.variants == ("Kfri", "Kefri")
    assert (kifri.latitude, kifri.longitude, kifri.error_km, kifri.geonames_id) == (34.6896, 44.9606, 2, 94298)
    assert [(c.place_id, c.source) for c in kifri.within] == [("kifri_district", "OCHA, 2019: edition 1")]
    assert kifri.note is None


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path):
    path = write(tmp_path / "places.csv", GOOD)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\r\n\r\n")
    assert [place.id for place in read_places(path)] == ["kifri"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"latitude": "north"}, r"line 3: Place 'wrong' is not valid: latitude: .*'north'"),
        ({"latitude": "91"}, r"line 3: .*latitude: .*90.*'91'"),
        ({"longitude": ""}, r"line 3: .*longitude"),
        ({"longitude": "nan"}, r"line 3: .*longitude"),
        ({"error_km": "-1"}, r"line 3: .*error_km"),
        ({"kind": "hamlet"}, r"line 3: .*kind: .*'hamlet'"),
        ({"id": "Kifri Town"}, r"line 3: .*id: .*'Kifri Town'"),
        ({"name_en": ""}, r"line 3: .*names\.en"),
        ({"geonames_id": "94298"}, r"line 3: expected each geonames_id once, got 94298 again, first on line 2"),
        ({"id": "kifri"}, r"line 3: expected each id once, got 'kifri' again, first on line 2"),
        ({"within": "kifri"}, r"line 3: place 'wrong': expected within as 'place_id: who says so', got 'kifri'"),
        ({"within": "kifri: "}, r"line 3: place 'wrong': expected within"),
        ({"within": "atlantis: Plato"}, r"line 3: expected a containing place of this file, got 'atlantis'"),
        ({"within": "wrong: itself"}, r"line 3: expected no place inside itself, got the circle wrong in wrong"),
    ],
)
def test_a_faulty_row_is_named_by_its_line(tmp_path, wrong, message):
    row = GOOD | {"id": "wrong", "geonames_id": ""} | wrong
    with pytest.raises(InvalidRecordError, match=message):
        read_places(write(tmp_path / "places.csv", GOOD, row))


def test_a_row_after_a_cell_of_several_lines_is_named_by_the_line_it_starts_on(tmp_path):
    long = GOOD | {"note": "one\ntwo\nthree"}
    wrong = GOOD | {"id": "wrong", "geonames_id": "", "latitude": "north"}
    with pytest.raises(InvalidRecordError, match="line 5: Place 'wrong'"):
        read_places(write(tmp_path / "places.csv", long, wrong))


def test_all_faults_are_told_at_once(tmp_path):
    rows = [GOOD | {"id": f"p{n}", "geonames_id": "", "latitude": "north"} for n in range(3)]
    with pytest.raises(InvalidRecordError, match=r"got 3: line 2: .* line 3: .* line 4: "):
        read_places(write(tmp_path / "places.csv", *rows))


def test_a_circle_of_places_is_refused(tmp_path):
    inner = GOOD | {"id": "inner", "geonames_id": "", "within": "outer: A"}
    outer = GOOD | {"id": "outer", "geonames_id": "", "within": "inner: B"}
    with pytest.raises(InvalidRecordError, match=r"line 3: expected no place inside itself, got the circle"):
        read_places(write(tmp_path / "places.csv", GOOD, inner, outer))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"places.csv, line 1: expected the columns id, .*got \[\]"),
        (b"id,name\n", r"line 1: expected the columns .*got \['id', 'name'\]"),
        (",".join(COLUMNS).encode() + b"\na,b\n", r"line 2: expected 13 cells, got 2"),
        (",".join(COLUMNS).encode() + b'\n"a"b,c\n', r"line 2: expected comma-separated values"),
        (",".join(COLUMNS).encode() + b"\n\xff\xfe\n", r"places.csv: expected UTF-8 text, got byte 0xff"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, content, message):
    path = tmp_path / "places.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidRecordError, match=message):
        read_places(path)


def test_a_missing_file_is_called_missing(tmp_path):
    with pytest.raises(MissingGazetteerError, match=r"expected the gazetteer at .*nowhere\.csv") as caught:
        read_places(tmp_path / "nowhere.csv")
    assert isinstance(caught.value, SeamlineError)
    assert isinstance(caught.value, FileNotFoundError)


@pytest.mark.corpus
def test_geonames_identifiers_point_to_the_same_places_in_the_country_dump(corpus):
    lines = (corpus / "data/geonames-IQ.txt").read_text(encoding="utf-8").splitlines()
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    dump = {int(row[0]): Position(latitude=row[4], longitude=row[5]) for row in rows}
    compared = [place for place in PLACES.values() if place.geonames_id]
    assert len(compared) > 70
    far = {place.id: distance_km(place, dump[place.geonames_id]) for place in compared}
    assert {place_id: km for place_id, km in far.items() if km > PLACES[place_id].error_km} == {}


@pytest.mark.corpus
def test_points_lie_in_the_district_that_the_boundaries_give(corpus):
    from shapely import Point
    from shapely.geometry import shape

    features = json.loads((corpus / "data/boundaries/adm2.geojson").read_text(encoding="utf-8"))["features"]
    districts = {place.id: place for place in PLACES.values() if place.kind is PlaceKind.DISTRICT}
    outlines = {
        place_id: next(
            outline
            for outline in (shape(feature["geometry"]) for feature in features)
            if outline.covers(Point(d.longitude, d.latitude))
        )
        for place_id, d in districts.items()
    }
    checked = 0
    for place in PLACES.values():
        for containment in place.within:
            if containment.source == "OCHA COD-AB 2019" and containment.place_id in outlines:
                checked += 1
                assert outlines[containment.place_id].covers(Point(place.longitude, place.latitude)), place.id
    assert checked > 70


@pytest.mark.corpus
def test_the_gazetteer_knows_every_named_place_of_the_reports_but_two(corpus):
    geocoder = LocalGeocoder()
    readings = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((corpus / "reports").glob("*.json"))]
    incidents = [incident for reading in readings for incident in reading["incidents"]]
    names = {place["name"] for incident in incidents for place in incident["places"]}
    short = {name for name in names if len(name.split()) <= 3}
    assert len(short) > 35
    # A valley whose position is not known, and words that describe instead of naming.
    assert {name for name in short if not geocoder.candidates(name)} == {"Wadi al-Kur", "outskirts of Khanaqin"}


@pytest.mark.corpus
def test_every_row_of_the_checked_list_is_kept(corpus):
    with (corpus / "data/places.csv").open(encoding="utf-8") as file:
        assert {row["id"] for row in csv.DictReader(file)} <= PLACES.keys()
