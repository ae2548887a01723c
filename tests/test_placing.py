"""What the place map sends to its frame, and what it takes back: only what that map could have said."""

from __future__ import annotations

import base64
import json
import math
import re
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from geo.errors import SeamlineError
from geo.gazetteer import distance_km
from geo.layers.basemap import base_map
from geo.layers.offline import require_own_assets
from geo.layers.placing import (
    LEAST_ERROR_KM,
    MOST_ERROR_KM,
    Candidate,
    Placing,
    PlacingError,
    PlacingLibrary,
    Reach,
    Spot,
    placing_group,
    placing_payload,
    reach_of,
)
from geo.web.assets import OWN_FILES
from pages.ui.place_map import PlacePick, read_pick

FIELDS = {"id": "kifri", "letter": "A", "name": "Kifri", "latitude": 34.6896, "longitude": 44.9606, "error_km": 2.0}
KIFRI = Candidate(**FIELDS, words="town")
KULAJO = Candidate(
    id="kulajo", letter="B", name="کولەجۆ", latitude=34.6, longitude=45.2, error_km=3, words="<b>village</b>"
)
KUT = Candidate(id="kut", letter="C", name="Kut", latitude=30.5, longitude=45.82, error_km=1, words="")
MOSUL = Candidate(id="mosul", letter="", name="Mosul", latitude=36.335, longitude=43.1189, error_km=5, words="")
SPOT = Spot(latitude=34.7, longitude=45.0, error_km=8.0)
BELT = reach_of(spot=None, candidates=[])
PLACED = {"latitude": 34.7, "longitude": 45.0, "error_km": 8.0}


def unpacked(group):
    (layer,) = group._children.values()
    assert isinstance(layer, Placing)
    return json.loads(zlib.decompress(base64.b64decode(layer.packed)))


# ---- what is sent ------------------------------------------------------------------------------------------------------


def test_the_group_carries_spot_candidates_and_references():
    sent = unpacked(placing_group(spot=SPOT, candidates=[KIFRI, KULAJO], references=[MOSUL], focus=True))
    assert sent["spot"] == {"latitude": 34.7, "longitude": 45.0, "error_km": 8.0}
    assert [row["id"] for row in sent["candidates"]] == ["kifri", "kulajo"]
    assert sent["candidates"][1]["name"] == "کولەجۆ"
    assert [row["id"] for row in sent["references"]] == ["mosul"]
    assert sent["focus"] is True


def test_distances_are_those_on_the_ellipsoid():
    sent = placing_payload(spot=SPOT, candidates=[KIFRI], references=[MOSUL], focus=False)
    for row, place in [(sent["candidates"][0], KIFRI), (sent["references"][0], MOSUL)]:
        assert row["distance_km"] == pytest.approx(distance_km(SPOT, place), abs=5e-4)


def test_without_a_spot_there_are_no_distances():
    sent = placing_payload(spot=None, candidates=[KIFRI], focus=False)
    assert sent["spot"] is None
    assert sent["candidates"][0]["distance_km"] is None


def test_no_text_of_a_place_stands_in_the_script():
    hostile = '</script><img src=x onerror="alert(1)">{{ 7 * 7 }}`${1}`'
    place = Candidate(**{**FIELDS, "name": hostile}, words=hostile)
    base = base_map()
    placing_group(spot=None, candidates=[place], focus=True).add_to(base)
    script = base.get_root().render()
    written = re.search(r'L\.seamline\.placing\("([^"]*)"\)', script)
    assert written
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", written[1])
    assert "onerror" not in script


def test_equal_places_give_an_equal_script():
    def script():
        (layer,) = placing_group(spot=SPOT, candidates=[KIFRI], focus=True)._children.values()
        return layer.packed

    assert script() == script()


def test_the_library_comes_from_our_own_server():
    base = base_map()
    PlacingLibrary().add_to(base)
    require_own_assets(base)
    links = PlacingLibrary.default_js + PlacingLibrary.default_css
    assert {"seamline/placing.js", "seamline/placing.css"} <= {name for name, _ in links}
    for name, _ in links:
        assert (OWN_FILES / name.removeprefix("seamline/")).is_file()


def test_the_script_never_writes_markup():
    script = (OWN_FILES / "placing.js").read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|https?:|bindTooltip|bindPopup", script)


def test_the_reach_is_the_belts_until_a_place_lies_outside():
    assert reach_of(spot=SPOT, candidates=[KIFRI], references=[MOSUL]) == BELT
    wider = reach_of(spot=None, candidates=[KUT])
    assert (wider.south, wider.west, wider.north, wider.east) == (30.5, BELT.west, BELT.north, BELT.east)


@pytest.mark.parametrize(
    ("candidates", "references"),
    [
        ([KIFRI, KIFRI], []),
        ([KIFRI], [Candidate(**{**FIELDS, "letter": ""}, words="")]),
        ([KIFRI, Candidate(**{**FIELDS, "id": "other"}, words="")], []),
        ([MOSUL], []),
    ],
)
def test_pins_that_cannot_be_told_apart_are_refused(candidates, references):
    with pytest.raises(PlacingError, match="tell them apart"):
        placing_group(spot=None, candidates=candidates, references=references, focus=True)


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": "x" * 201},
        {"name": " "},
        {"letter": "a"},
        {"letter": "AAA"},
        {"letter": "<"},
        {"latitude": 90.1},
        {"latitude": math.nan},
        {"latitude": "34"},
        {"longitude": math.inf},
        {"longitude": None},
        {"error_km": -1},
        {"error_km": 1001},
        {"error_km": True},
    ],
)
def test_a_candidate_that_cannot_be_drawn_is_refused(change):
    (name,) = change
    with pytest.raises(PlacingError, match=r"expected .* got ") as refused:
        Candidate(**{**FIELDS, **change}, words="")
    assert isinstance(refused.value, SeamlineError)
    assert name.removesuffix("_km") in str(refused.value) or "letters from A to Z" in str(refused.value)


@pytest.mark.parametrize("change", [{"latitude": 91}, {"longitude": -181}, {"error_km": math.nan}, {"error_km": False}])
def test_a_spot_that_is_none_is_refused(change):
    with pytest.raises(PlacingError, match=f"spot: expected {next(iter(change))} from"):
        Spot(**{**PLACED, **change})


# ---- what comes back ---------------------------------------------------------------------------------------------------


def test_a_pin_gives_its_candidate():
    assert read_pick({"id": "kifri", "click": 1}, ids={"kifri"}, reach=BELT) == PlacePick(candidate_id="kifri")


def test_a_spot_comes_back_as_it_was_placed():
    pick = read_pick({"placed": PLACED, "click": 1}, ids=set(), reach=BELT)
    assert pick == PlacePick(spot=Spot(latitude=34.7, longitude=45.0, error_km=8.0))


def test_more_decimals_than_the_map_sends_are_rounded():
    placed = {"latitude": 34.123456789, "longitude": 45, "error_km": 7.123456}
    pick = read_pick({"placed": placed}, ids=set(), reach=BELT)
    assert pick == PlacePick(spot=Spot(latitude=34.12346, longitude=45.0, error_km=7.12))


FORGED_NUMBERS = [
    *(None, "34.7", True, [34.7], {"a": 1}, math.nan, math.inf, -math.inf, 10**400, -(10**400), 1e300, -1e300, -0.1)
]


@pytest.mark.parametrize("field", list(PLACED))
@pytest.mark.parametrize("value", FORGED_NUMBERS, ids=lambda value: repr(value)[:12])
def test_a_forged_number_gives_nothing(field, value):
    assert read_pick({"placed": {**PLACED, field: value}}, ids=set(), reach=BELT) is None


@pytest.mark.parametrize(
    "placed",
    [
        {**PLACED, "latitude": 31.4},
        {**PLACED, "latitude": 39},
        {**PLACED, "longitude": 39.5},
        {**PLACED, "longitude": 49},
        {**PLACED, "error_km": 0},
        {**PLACED, "error_km": LEAST_ERROR_KM / 3},
        {**PLACED, "error_km": MOST_ERROR_KM + 0.1},
        {**PLACED, "more": 1},
        {"latitude": 34.7, "longitude": 45.0},
        {},
        None,
        "34.7,45.0,8",
        [34.7, 45.0, 8.0],
    ],
)
def test_a_spot_that_no_hand_could_set_gives_nothing(placed):
    assert read_pick({"placed": placed}, ids=set(), reach=BELT) is None


@pytest.mark.parametrize(
    "properties",
    [
        None,
        {},
        {"click": 3},
        {"id": "other"},
        {"id": ""},
        {"id": None},
        {"id": 7},
        {"id": ["kifri"]},
        {"id": {"kifri": 1}},
        {"id": "kifri", "placed": PLACED},
    ],
)
def test_a_forged_pick_gives_nothing(properties):
    assert read_pick(properties, ids={"kifri"}, reach=BELT) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
SPOTS = st.fixed_dictionaries({name: JSON | st.floats(-400, 400) for name in PLACED})


@given(st.dictionaries(st.sampled_from(["id", "placed", "click"]), JSON | SPOTS))
def test_whatever_a_browser_sends_gives_a_sound_pick_or_none(properties):
    pick = read_pick(properties, ids={"kifri"}, reach=BELT)
    if pick is not None and pick.spot is not None:
        assert BELT.holds(pick.spot)
        assert LEAST_ERROR_KM <= pick.spot.error_km <= MOST_ERROR_KM
    elif pick is not None:
        assert pick.candidate_id == "kifri"


def test_a_reach_holds_its_edges():
    reach = Reach(south=34, west=44, north=35, east=45)
    corners = [(34, 44), (34, 45), (35, 44), (35, 45)]
    assert all(reach.holds(Spot(latitude=lat, longitude=lon, error_km=1)) for lat, lon in corners)
    assert not reach.holds(Spot(latitude=35.00001, longitude=44.5, error_km=1))


# ---- in a session ------------------------------------------------------------------------------------------------------


def page():
    import streamlit as st

    from geo.layers.placing import Candidate
    from pages.ui.place_map import place_map

    for name in ("one", "two"):
        place = Candidate(
            id=f"kifri-{name}", letter="A", name="Kifri", latitude=34.69, longitude=44.96, error_km=2, words=""
        )
        st.session_state[f"pick.{name}"] = place_map(spot=None, candidates=[place], key=name)


@pytest.fixture
def app():
    return AppTest.from_function(page, default_timeout=30).run()


def answer(app, number, properties, *, count):
    state = {"last_active_drawing": {"type": "Feature", "properties": properties}, "last_object_clicked_count": count}
    app.session_state[app.get("component_instance")[number].key] = state
    app.run()
    return app.session_state["pick.one"], app.session_state["pick.two"]


def test_the_map_that_was_clicked_answers_and_no_other(app):
    assert answer(app, 1, {"id": "kifri-two", "click": 1}, count=1) == (None, PlacePick(candidate_id="kifri-two"))


def test_a_candidate_of_another_map_is_none_of_this_one(app):
    assert answer(app, 1, {"id": "kifri-one", "click": 1}, count=1) == (None, None)


def test_a_pick_is_given_once(app):
    assert answer(app, 0, {"placed": PLACED, "click": 1}, count=1)[0].spot == Spot(**PLACED)
    app.run()
    assert app.session_state["pick.one"] is None


def test_the_same_spot_put_again_is_given_again(app):
    for count in (1, 2):
        assert answer(app, 0, {"placed": PLACED, "click": count}, count=count)[0].spot == Spot(**PLACED)


def test_a_move_of_the_map_is_not_asked_for(app):
    for component in app.get("component_instance"):
        asked = json.loads(component.proto.json_args)["returned_objects"]
        assert asked == ["last_active_drawing", "last_object_clicked_count"]


def test_a_reply_with_too_many_properties_gives_nothing(app):
    crowd = {f"p{number}": number for number in range(30)}
    assert answer(app, 0, {"id": "kifri-one", **crowd}, count=1) == (None, None)


def test_both_maps_keep_their_frames_over_runs(app):
    keys = [[component.key for component in app.run().get("component_instance")] for _ in range(3)]
    assert all(before == after for before, after in pairwise(keys))
    assert len(set(keys[0])) == 2
