"""GeoJSON: read back with geopandas it is the view, with positions, tolls and precision, and unknown stays unknown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from hypothesis import given

from geo.exports.geojson import incidents_geojson
from geo.filters import Filter, describe
from geo.importers.starter import load_starter
from geo.records import Dataset
from geo.view import View, view_of
from geo.vocabulary import CollectionId, Outcome
from tests.view_samples import datasets, filters, laws

KIFRI, UNKNOWN, AT_LEAST, UNMAPPED = (
    "kifri-2021-11-29",
    "halwan-bridge-2021-05-11",
    "qara-salem-2021-12-05",
    "wadi-al-kur-2021-01-03",
)
COLUMNS = (
    "title",
    "time_precision",
    "possibly_in_period",
    "event_type",
    "sub_event_type",
    "place",
    "geo_precision",
    "place_method",
    "attackers",
    "targets",
    "hit_side",
    "killed",
    "killed_shared",
    "wounded",
    "grade",
    "collection",
)
MAYBE_MISSING = ("place_id", "error_km", "killed_low", "killed_high", "wounded_low", "wounded_high")


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


def written(view: View, *, edition: int = 1) -> dict[str, Any]:
    """The document, read by a strict reader."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"expected JSON, which has no {constant}")

    document: dict[str, Any] = json.loads(incidents_geojson(view, edition=edition), parse_constant=refuse)
    return document


@pytest.fixture(scope="module")
def whole(starter) -> View:
    return view_of(starter, Filter())


@pytest.fixture(scope="module")
def read_back(whole, tmp_path_factory: pytest.TempPathFactory) -> gpd.GeoDataFrame:
    path: Path = tmp_path_factory.mktemp("geojson") / "incidents.geojson"
    path.write_text(incidents_geojson(whole, edition=1), encoding="utf-8")
    return gpd.read_file(path).set_index("id")


@pytest.fixture(scope="module")
def properties(whole) -> dict[str, dict[str, Any]]:
    return {feature["id"]: feature["properties"] for feature in written(whole)["features"]}


def test_geopandas_reads_back_the_ids_of_the_view_in_its_order(read_back, whole):
    assert list(read_back.index) == list(whole.frame["id"]) == [incident.id for incident in whole.incidents]
    assert read_back.crs.to_epsg() == 4326


def test_geopandas_reads_back_the_positions_and_no_geometry_where_none_is_known(read_back, whole):
    expected = whole.frame.set_index("id").geometry
    assert list(read_back.geometry.isna()) == list(expected.isna())
    mapped = read_back.geometry.notna()
    assert 0 < mapped.sum() < len(read_back)
    assert read_back.geometry[mapped].geom_equals(expected[mapped]).all()
    assert read_back.geometry[mapped].x.between(40, 50).all()  # longitude first
    assert read_back.geometry[UNMAPPED] is None


@pytest.mark.parametrize("column", COLUMNS)
def test_geopandas_reads_back_what_the_view_says(read_back, whole, column):
    assert read_back[column].tolist() == whole.frame[column].tolist()


@pytest.mark.parametrize("column", MAYBE_MISSING)
def test_geopandas_reads_back_what_is_missing_as_missing(read_back, whole, column):
    expected = whole.frame.set_index("id")[column]
    assert expected.isna().any()
    assert list(read_back[column].isna()) == list(expected.isna())
    known = expected.notna()
    assert read_back[column][known].tolist() == expected[known].tolist()


@pytest.mark.parametrize("column", ["date_start", "date_end"])
def test_geopandas_reads_back_the_days(read_back, whole, column):
    assert [day.date() for day in read_back[column]] == whole.frame[column].tolist()


def test_dates_are_iso_days_without_a_time(properties):
    assert properties["dara-2020-06-13"]["date_start"] == "2020-06-13"
    assert properties["dara-2020-06-13"]["date_end"] == "2020-06-14"


def test_numbers_of_people_are_whole_and_unknown_is_null(properties):
    def killed(incident_id: str) -> tuple[object, ...]:
        found = properties[incident_id]
        return found["killed_low"], found["killed_high"], found["killed"]

    assert killed(KIFRI) == (0, 8, "0–8")
    assert killed(UNKNOWN) == (None, None, "unknown")
    assert killed(AT_LEAST) == (5, None, "5 or more")
    for found in properties.values():
        for name in ("killed_low", "killed_high", "wounded_low", "wounded_high"):
            assert found[name] is None or type(found[name]) is int


def test_each_feature_names_its_sources(properties, starter):
    for incident_id, found in properties.items():
        told_by = {s.source_id for s in starter.statements.values() if incident_id in s.incident_ids}
        assert found["sources"] == sorted(told_by)
        assert "latitude" not in found


def test_each_feature_names_the_sources_whose_figures_the_filter_counts(starter):
    def counted(chosen: Filter) -> list[str]:
        document = json.loads(incidents_geojson(view_of(starter, chosen), edition=1))
        return next(f["properties"]["counted_sources"] for f in document["features"] if f["id"] == KIFRI)

    assert counted(Filter(sources=("esta",))) == ["esta"]
    assert set(counted(Filter())) > {"esta"}


def test_the_file_says_how_it_came_about(starter):
    chosen = Filter(sources=("esta",), actors=("isis",), edition=4, incident=KIFRI, layers=())
    about = written(view_of(starter, chosen), edition=4)["seamline"]
    assert about["edition"] == 4
    assert about["filter"] == describe(chosen, starter) == "actor ISIS; as told by ESTA, 4 December 2021"
    assert Filter.from_params(map(tuple, about["parameters"])) == (chosen.key, ())
    assert (about["shown"], about["total"], about["without_position"]) == (3, 22, 0)
    assert about["tolls"]["killed"] == {"low": 21, "high": 21, "unknown": 0, "words": "21"}
    assert about["tolls"]["wounded"] == {"low": None, "high": None, "unknown": 3, "words": "unknown in 3 incidents"}
    assert "GeoNames" in about["licence"]


def test_incidents_without_a_position_are_counted_and_not_left_out(whole):
    document = written(whole)
    unmapped = [feature["id"] for feature in document["features"] if feature["geometry"] is None]
    assert document["seamline"]["without_position"] == len(unmapped) == len(whole.unmapped) == 2
    assert UNMAPPED in unmapped


def test_an_empty_view_is_a_collection_without_features(starter):
    document = written(view_of(starter, Filter(q="xyzzy")))
    assert (document["type"], document["features"]) == ("FeatureCollection", [])
    assert (document["seamline"]["shown"], document["seamline"]["total"]) == (0, 22)
    # Of no incident there is no toll: a 0 would read as a finding.
    nothing = {"low": None, "high": None, "unknown": 0, "words": "–"}
    assert document["seamline"]["tolls"] == dict.fromkeys(("killed", "wounded", "abducted"), nothing)


def test_names_keep_their_letters(starter):
    text = incidents_geojson(view_of(starter, Filter(collections=(CollectionId.ARTICLES,))), edition=1)
    assert "0–8" in text
    assert "\\u" not in text


@pytest.mark.parametrize("text", ["</script><b>", '"quoted" \\ {{ 7*7 }}', "\u2028\u202e\x00\x1f", "NaN"])
def test_any_text_of_a_record_stays_text(starter, text):
    kifri = starter.incidents[KIFRI].model_copy(update={"title": text})
    dataset = Dataset.of(kifri if record.id == KIFRI else record for record in starter.records())
    features = written(view_of(dataset, Filter()))["features"]
    assert {feature["id"]: feature["properties"]["title"] for feature in features}[KIFRI] == text


@laws
@given(datasets(), filters())
def test_the_file_holds_exactly_what_is_in_view(dataset, chosen):
    view = view_of(dataset, chosen)
    document = written(view)
    assert [feature["id"] for feature in document["features"]] == [incident.id for incident in view.incidents]
    assert document["seamline"]["shown"] == len(view.incidents)
    assert document["seamline"]["tolls"]["killed"]["words"] == (
        str(view.tolls[Outcome.KILLED]) if view.incidents else "–"
    )
    for feature, incident in zip(document["features"], view.incidents, strict=True):
        killed, found = view.toll(incident.id, Outcome.KILLED), feature["properties"]
        low = killed.low if killed.is_known else None
        assert (found["killed_low"], found["killed_high"]) == (low, killed.high)
        scene = incident.scene
        position = {"type": "Point", "coordinates": [scene.longitude, scene.latitude]} if scene else None
        assert feature["geometry"] == position
