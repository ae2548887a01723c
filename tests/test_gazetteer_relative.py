"""Relative places: the phrases that are found, the areas they mean, and the disagreement with a named place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import get_coordinates

from geo.errors import SeamlineError
from geo.gazetteer import distance_km, read_places
from geo.gazetteer.relative import (
    ContradictionError,
    Relation,
    RelativePlaceError,
    area_between,
    area_in_direction,
    area_near,
    area_of,
    area_on_road,
    area_within,
    disagreement,
    find_relative,
    foothills,
    intersection,
    located,
    ring_sector,
)
from geo.vocabulary import GeoPrecision

PLACES = {place.id: place for place in read_places()}
ELLIPSOID = Geod(ellps="WGS84")
MAKHMOUR = PLACES["makhmour"]


def southeast_of_mosul():
    return ring_sector(PLACES["mosul"], low_km=70, bearing=135)


def southwest_of_erbil():
    return ring_sector(PLACES["erbil"], low_km=60, bearing=225)


def known(name):
    return PLACES.get(name.lower())


def test_one_phrase_alone_lands_fifteen_kilometres_off_and_covers_the_place():
    area = southeast_of_mosul()
    assert distance_km(area, MAKHMOUR) == pytest.approx(15, abs=1)
    assert area.contains(MAKHMOUR)
    assert area.geo_precision is GeoPrecision.AREA


def test_two_phrases_together_land_within_six_kilometres_of_the_place():
    area = intersection([southeast_of_mosul(), southwest_of_erbil()])
    assert distance_km(area, MAKHMOUR) < 6
    assert area.contains(MAKHMOUR)
    assert area.error_km < min(southeast_of_mosul().error_km, southwest_of_erbil().error_km)
    assert area.geo_precision is GeoPrecision.NEAR
    assert disagreement(MAKHMOUR, area) is None
    assert [place.id for place in area.anchors] == ["mosul", "erbil"]


def test_the_phrases_of_a_sentence_lead_to_the_same_area():
    text = "an area about 70 km southeast of Mosul and 60 km southwest of Erbil"
    area = located(find_relative(text), known)
    assert distance_km(area, intersection([southeast_of_mosul(), southwest_of_erbil()])) < 0.01
    assert "70 km southeast of Mosul" in area.rule
    assert "±15 %" in area.rule


def test_a_named_place_on_the_wrong_side_disagrees_loudly():
    (phrase,) = find_relative("The attack took place 33 km west of Qayyarah.")
    said = disagreement(MAKHMOUR, area_of(phrase, [PLACES["qayyarah"]]))
    assert said.startswith("Makhmour lies 50 km outside the area 33 km west of Qayyarah")
    assert said.endswith("it is 26 km east of Qayyarah")


def test_a_place_at_the_edge_within_its_own_error_does_not_disagree():
    place = PLACES["kifri"]
    longitude, latitude, _ = ELLIPSOID.fwd(place.longitude, place.latitude, 0, 14_000)
    area = area_near(place)  # ten kilometres and two of its own error
    named = PLACES["dara"].model_copy(update={"latitude": latitude, "longitude": longitude, "error_km": 2.5})
    assert disagreement(named, area) is None
    assert disagreement(named.model_copy(update={"error_km": 1.5}), area) is not None


def test_the_foothills_near_a_town_hold_the_village_that_was_attacked():
    area = located(find_relative("in the foothills of Qarachogh near Makhmour"), known)
    assert area.contains(PLACES["khidirjija"])
    assert area.error_km < 15
    assert area.geo_precision is GeoPrecision.NEAR
    assert foothills(PLACES["qarachogh"]).geo_precision is GeoPrecision.AREA


def test_between_is_a_corridor_with_both_ends_in_it():
    area = area_between(PLACES["kifri"], PLACES["tuz"])
    assert area.contains(PLACES["kifri"])
    assert area.contains(PLACES["tuz"])
    assert not area.contains(PLACES["kirkuk"])
    half = distance_km(PLACES["kifri"], PLACES["tuz"]) / 2
    assert half < area.error_km < half + 7
    assert distance_km(area, PLACES["kifri"]) == pytest.approx(half, abs=0.1)


def test_a_road_is_a_corridor_that_says_its_course_is_not_known():
    area = area_on_road(PLACES["kirkuk"], PLACES["tuz"])
    assert "its course not known" in area.rule
    assert area.contains(PLACES["daquq"])
    assert area.geo_precision is GeoPrecision.AREA


def test_a_village_in_a_district_is_all_of_the_district():
    area = area_within(PLACES["makhmour_district"])
    assert area.geo_precision is GeoPrecision.DISTRICT
    assert area.error_km == pytest.approx(45, abs=0.5)
    assert area.contains(PLACES["gwer"])


def test_a_direction_without_a_distance_is_a_quarter_of_the_compass():
    area = area_in_direction(PLACES["kirkuk"], bearing=180)
    assert area.contains(PLACES["taza"])
    assert not area.contains(PLACES["altun_kupri"])
    assert "no distance given" in area.rule


def test_a_distance_without_a_direction_is_a_ring():
    area = ring_sector(PLACES["erbil"], low_km=60)
    assert area.contains(MAKHMOUR)
    assert not area.contains(PLACES["erbil"])
    assert area.error_km == pytest.approx(60 * 1.15 + 2, abs=0.5)


def test_relations_that_cannot_both_hold_are_refused():
    with pytest.raises(ContradictionError, match="km apart") as caught:
        intersection([southeast_of_mosul(), ring_sector(PLACES["erbil"], low_km=60, bearing=45)])
    assert isinstance(caught.value, SeamlineError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(("low", "high"), [(0, 0), (-1, 5), (7, 5), (1, 5000), (float("nan"), 5)])
def test_distances_that_mean_nothing_are_refused(low, high):
    with pytest.raises(RelativePlaceError, match="expected distances"):
        ring_sector(PLACES["erbil"], low_km=low, high_km=high)


def test_a_place_far_from_iraq_is_refused():
    paris = PLACES["erbil"].model_copy(update={"latitude": 48.86, "longitude": 2.35})
    with pytest.raises(RelativePlaceError, match="in or around Iraq"):
        area_near(paris)


def test_a_corridor_needs_two_places():
    with pytest.raises(RelativePlaceError, match="farther apart"):
        area_between(PLACES["kifri"], PLACES["kifri"])
    with pytest.raises(RelativePlaceError, match="a place for each name"):
        area_of(find_relative("between Kifri and Tuz")[0], [PLACES["kifri"]])


def test_phrases_with_unknown_names_are_left_out():
    assert located(find_relative("near Nowhere"), known) is None
    both = located(find_relative("near Nowhere, 10 km south of Kirkuk"), known)
    assert [place.id for place in both.anchors] == ["kirkuk"]


@given(
    st.sampled_from(sorted(PLACES)).map(PLACES.__getitem__),
    st.floats(1, 150),
    st.one_of(st.none(), st.floats(0, 360)),
)
def test_the_error_covers_the_whole_area_and_distances_are_those_of_the_ellipsoid(place, distance, bearing):
    area = ring_sector(place, low_km=distance, bearing=bearing)
    for longitude, latitude in get_coordinates(area.polygon):
        from_centre = ELLIPSOID.inv(area.longitude, area.latitude, longitude, latitude)[2] / 1000
        from_place = ELLIPSOID.inv(place.longitude, place.latitude, longitude, latitude)[2] / 1000
        assert from_centre <= area.error_km
        # Half a percent is what the projection and the straight sides of an arc may add.
        assert from_place <= (distance * 1.15 + place.error_km) * 1.005
    if bearing is not None:
        assert distance_km(area, place) == pytest.approx(distance, abs=0.01)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("roughly 80 km (50 miles) southeast of Mosul", (Relation.DISTANCE, ["Mosul"], 80, 80, 135)),
        ("60 kilometres south-west of Erbil", (Relation.DISTANCE, ["Erbil"], 60, 60, 225)),
        ("some 25 km south the city of Kirkuk", (Relation.DISTANCE, ["city of Kirkuk"], 25, 25, 180)),
        ("thirty-three kilometers to the west of Qayyarah", (Relation.DISTANCE, ["Qayyarah"], 33, 33, 270)),
        ("twelve miles NW of Kirkuk", (Relation.DISTANCE, ["Kirkuk"], 19.312, 19.312, 315)),
        ("around a hundred and twenty km north of the capital Baghdad", (Relation.DISTANCE, ["Baghdad"], 120, 120, 0)),
        ("500 metres from Dara", (Relation.DISTANCE, ["Dara"], 0.5, 0.5, None)),
        ("1,500 meters east of al-Rashad", (Relation.DISTANCE, ["al-Rashad"], 1.5, 1.5, 90)),
        ("20-25 km north of Baquba", (Relation.DISTANCE, ["Baquba"], 20, 25, 0)),
        ("ten to fifteen km north-northeast of Baquba", (Relation.DISTANCE, ["Baquba"], 10, 15, 22.5)),
        ("two and a half miles from Kifri", (Relation.DISTANCE, ["Kifri"], 4.023, 4.023, None)),
        ("half a kilometre outside Kulajo", (Relation.DISTANCE, ["Kulajo"], 0.5, 0.5, None)),
        ("within 5 km of Kulajo", (Relation.DISTANCE, ["Kulajo"], 0, 5, None)),
        ("southwest of Erbil", (Relation.DIRECTION, ["Erbil"], None, None, 225)),
        ("in the foothills of Qarachogh mountain", (Relation.FOOTHILLS, ["Qarachogh mountain"], None, None, None)),
        ("near the town of Tuz Khurmatu", (Relation.NEAR, ["town of Tuz Khurmatu"], None, None, None)),
        ("just outside the village of Merkhas", (Relation.OUTSIDE, ["village of Merkhas"], None, None, None)),
        ("on the outskirts of Khanaqin", (Relation.OUTSIDE, ["Khanaqin"], None, None, None)),
        ("between Kifri and Tuz Khurmatu", (Relation.BETWEEN, ["Kifri", "Tuz Khurmatu"], None, None, None)),
        ("on the Kirkuk-Baghdad road", (Relation.ROAD, ["Kirkuk", "Baghdad"], None, None, None)),
        ("near the Tuz Khurmatu–Kirkuk highway", (Relation.ROAD, ["Tuz Khurmatu", "Kirkuk"], None, None, None)),
        ("on the road from Kirkuk to al-Hawija", (Relation.ROAD, ["Kirkuk", "al-Hawija"], None, None, None)),
        ("a village in the district of Makhmour", (Relation.WITHIN, ["district of Makhmour"], None, None, None)),
        ("a village in Makhmour district", (Relation.WITHIN, ["Makhmour district"], None, None, None)),
    ],
)
def test_a_phrase_is_read_with_its_place_in_the_text(text, found):
    before = "They say it is ünder control: "
    (phrase,) = find_relative(f"{before}{text}, it was said.")
    names = [anchor.name for anchor in phrase.anchors]
    assert (phrase.relation, names, phrase.low_km, phrase.high_km, phrase.bearing) == found
    assert phrase.text == text
    whole = f"{before}{text}, it was said."
    assert whole[phrase.start : phrase.end] == text
    assert [whole[anchor.start : anchor.end] for anchor in phrase.anchors] == names


@pytest.mark.parametrize(
    "text",
    [
        "clashes between ISIS and the Peshmerga",
        "talks between Baghdad and Erbil",
        "territories disputed between Erbil and Baghdad",
        "between Monday and Friday",
        "near the border",
        "aged between 20 and 30",
        "12 km southeast of the previous incident",
        "70 people from Mosul",
        "nearby Kirkuk",
        "",
    ],
)
def test_what_is_no_relative_place_is_left_alone(text):
    assert find_relative(text) == ()


def test_phrases_on_one_scene_share_a_group_and_others_do_not():
    groups = {
        "70 km southeast of Mosul and 60 km southwest of Erbil": [0, 0],
        "in the foothills of Qarachogh near Makhmour, southwest of Erbil": [0, 0, 0],
        "attacks near Kifri and near Kulajo": [0, 1],
        "near Kifri. Later, 5 km south of Tuz, shots fell.": [0, 1],
    }
    assert {text: [phrase.group for phrase in find_relative(text)] for text in groups} == groups


@given(st.text(alphabet="near of km 1 2 , - ( ) Kirkuk Tuz between and road north\n", max_size=200))
def test_any_text_gives_phrases_in_order_without_overlap(text):
    end = 0
    for phrase in find_relative(text):
        assert end <= phrase.start < phrase.end <= len(text)
        assert text[phrase.start : phrase.end] == phrase.text
        end = phrase.end


@pytest.mark.parametrize("part", ["near ", "A-", "one ", "about ", "1 to ", "north ", " ", "1,111", "5 km (", "Aa al-"])
def test_a_text_made_to_stall_the_search_does_not(part):
    started = time.process_time()
    find_relative(part * (20_000 // len(part)))
    assert time.process_time() - started < 2


@pytest.mark.corpus
def test_the_article_places_makhmour_by_two_phrases_on_one_scene(corpus):
    text = (corpus / "seeds" / "esta-2021-12-04.txt").read_text(encoding="utf-8")
    phrases = [phrase for phrase in find_relative(text) if phrase.relation is Relation.DISTANCE]
    assert [(phrase.low_km, phrase.bearing) for phrase in phrases] == [(70, 135), (60, 225)]
    assert len({phrase.group for phrase in phrases}) == 1
    assert distance_km(located(phrases, known), MAKHMOUR) < 6
