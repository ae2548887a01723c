"""The local geocoder: names found in every spelling, namesakes never chosen in silence, and no network."""

from __future__ import annotations

from itertools import permutations

import pytest
from geopy.exc import GeocoderQueryError, GeocoderServiceError, GeopyError
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import SeamlineError
from geo.gazetteer import (
    AmbiguousToponymError,
    InvalidToponymError,
    LocalGeocoder,
    NetworkRefusedError,
    NoNetworkAdapter,
    distance_km,
    read_places,
    ties,
)

PLACES = {place.id: place for place in read_places()}
GEOCODER = LocalGeocoder(PLACES.values())
NAMESAKES = (
    {"palkana_dibis", "palkana_kirkuk", "palkana_tuz"},
    {"tapa_charmu", "tapa_charmu_khanaqin"},
    {"rashad", "rashad_diyala"},
)


def best(query: str) -> str:
    return GEOCODER.geocode(query).raw["id"]


@pytest.mark.parametrize("place_id", sorted(PLACES))
def test_every_spelling_finds_its_place(place_id):
    names = PLACES[place_id].names
    for name in filter(None, (names.en, names.ckb, names.ar, *PLACES[place_id].variants)):
        tied = {candidate.place.id for candidate in ties(GEOCODER.candidates(name))}
        assert place_id in tied, name
        assert tied == {place_id} or tied in NAMESAKES, name


@pytest.mark.parametrize("place_id", sorted(PLACES))
def test_the_english_name_of_a_record_finds_that_record_alone(place_id):
    if place_id != "rashad":  # its namesake is told apart by brackets, it is not
        assert best(PLACES[place_id].names.en) == place_id


@pytest.mark.parametrize("place_id", sorted(PLACES))
def test_an_address_finds_its_place_again(place_id):
    address = GEOCODER.index.address(PLACES[place_id]).replace(" / ", ", ")
    assert best(address) == place_id


@pytest.mark.parametrize(
    ("query", "place_id"),
    [
        ("kifri", "kifri"),
        ("KIFRI", "kifri"),
        ("Kifri district", "kifri_district"),
        ("district of Kifri", "kifri_district"),
        ("قضاء كفري", "kifri_district"),
        ("قەزای کفری", "kifri_district"),
        ("ناحية كفري", "kifri_district"),
        ("town of Kifri", "kifri"),
        ("Kulajo village", "kulajo"),
        ("Kulajo town", "kulajo"),
        ("گوندی کولەجۆ", "kulajo"),
        ("Makhmour", "makhmour"),
        ("Makhmour District", "makhmour_district"),
        ("Makhmour camp", "makhmour_camp"),
        ("al-Azim district", "adhaim_subdistrict"),
        ("al-Azim", "adhaim"),
        ("Jalawla district", "jalawla_subdistrict"),
        ("Kirkuk", "kirkuk"),
        ("Kirkuk province", "kirkuk_gov"),
        ("Kirkuk Governorate", "kirkuk_gov"),
        ("Kirkuk district", "kirkuk_district"),
        ("Mount Qarachokh", "qarachogh"),
        ("Qarachogh ridge", "qarachogh"),
        ("Hamrin", "hamrin"),
        ("Hamrin Mountain Range", "hamrin"),
        ("Tuz", "tuz"),
        ("Taza", "taza"),
        ("تازة خورماتو", "taza"),
        ("طوز خورماتو", "tuz"),
        ("Diyala", "diyala_gov"),
        ("Rashad, Diyala", "rashad_diyala"),
        ("Rashad (Muqdadiyah district)", "rashad_diyala"),
        ("al-Rashad, Hawija district, Kirkuk", "rashad"),
        ("Palkana, Tuz", "palkana_tuz"),
        ("Kulajo, Garmian", "kulajo"),
        ("كفري، ديالى", "kifri"),
        ("ناحية الرياض", "riyadh"),
    ],
)
def test_spelling_kind_words_and_surroundings_lead_to_the_place(query, place_id):
    assert best(query) == place_id


def test_a_town_comes_before_the_areas_that_are_named_after_it():
    found = GEOCODER.geocode("Kirkuk", exactly_one=False)
    assert [location.raw["id"] for location in found] == ["kirkuk", "kirkuk_district", "kirkuk_gov"]


def test_a_location_carries_what_a_reader_must_know():
    location = GEOCODER.geocode("Kfri")
    assert isinstance(location, Location)
    assert (location.latitude, location.longitude) == (34.6896, 44.9606)
    assert location.address.startswith("Kifri, Kifri district, Garmian Administration, Diyala Governorate / ")
    assert location.raw == {
        "id": "kifri",
        "kind": "town",
        "error_km": 2,
        "geo_precision": "1",
        "score": 1.0,
        "matched_name": "Kfri",
        "how": "variant exact",
    }


def test_how_a_name_matched_is_said_in_words():
    how = {
        query: GEOCODER.candidates(query)[0].how
        for query in ("Kifri", "KIFRI", "kfri", "village of Dara", "Rashad, Diyala")
    }
    assert how == {
        "Kifri": "name exact",
        "KIFRI": "name folded",
        "kfri": "variant folded",
        "village of Dara": "name folded, a village as asked",
        "Rashad, Diyala": "name exact, in Diyala",
    }


@pytest.mark.parametrize(
    "query", ["Atlantis", "Wadi al-Kur", "Kif", "Kifrii", "Qulajah", "!?", "()", "(), ,", "district"]
)
def test_nothing_found_is_none(query):
    assert GEOCODER.geocode(query) is None
    assert GEOCODER.geocode(query, exactly_one=False) is None
    assert GEOCODER.candidates(query) == ()


@pytest.mark.parametrize(
    ("query", "namesakes"),
    [
        ("Palkana", NAMESAKES[0]),
        ("بلكانة", NAMESAKES[0]),
        ("village of Palkana", NAMESAKES[0]),
        ("Tapa Charmu", NAMESAKES[1]),
        ("Rashad", NAMESAKES[2]),
        ("al-Rashad", NAMESAKES[2]),
        ("village of Rashad", NAMESAKES[2]),
        ("town of Rashad", NAMESAKES[2]),
        ("الرشاد", NAMESAKES[2]),
        ("Rashad, Basra", NAMESAKES[2]),
    ],
)
def test_namesakes_are_listed_and_none_is_chosen(query, namesakes):
    listed = GEOCODER.geocode(query, exactly_one=False)
    assert {location.raw["id"] for location in listed} == namesakes
    with pytest.raises(AmbiguousToponymError, match=f"got {len(namesakes)}: ") as caught:
        GEOCODER.geocode(query)
    assert {location.raw["id"] for location in caught.value.locations} == namesakes
    assert isinstance(caught.value, GeopyError)
    assert isinstance(caught.value, SeamlineError)
    assert isinstance(caught.value, LookupError)


def test_a_limit_does_not_hide_a_tie():
    with pytest.raises(AmbiguousToponymError):
        GEOCODER.geocode("Palkana", limit=1)
    assert len(GEOCODER.geocode("Palkana", exactly_one=False, limit=2)) == 2


def test_the_ranking_does_not_depend_on_the_order_of_the_gazetteer():
    some = [PLACES[place_id] for place_id in ("palkana_tuz", "palkana_dibis", "palkana_kirkuk", "rashad")]
    ranked = {tuple(c.place.id for c in LocalGeocoder(order).candidates("Palkana")) for order in permutations(some)}
    assert ranked == {("palkana_dibis", "palkana_kirkuk", "palkana_tuz")}


@given(st.text(max_size=40))
def test_any_text_is_answered_or_refused(query):
    try:
        candidates = GEOCODER.candidates(query)
    except InvalidToponymError:
        assert not query.strip()
    else:
        scores = [candidate.score for candidate in candidates]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize("query", ["", "   ", "\n", None, 5, {"city": "Kifri"}])
def test_an_empty_query_is_refused(query):
    with pytest.raises(InvalidToponymError, match="expected the name of a place, got ") as caught:
        GEOCODER.geocode(query)
    assert isinstance(caught.value, GeocoderQueryError)
    assert isinstance(caught.value, SeamlineError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(limit):
    with pytest.raises(InvalidToponymError, match="expected a limit of 1 or more"):
        GEOCODER.geocode("Kifri", exactly_one=False, limit=limit)
    with pytest.raises(InvalidToponymError, match="expected a limit of 1 or more"):
        GEOCODER.reverse((34.69, 44.96), limit=limit)


@pytest.mark.parametrize("query", [(34.4654, 45.1675), "34.4654, 45.1675", PLACES["kulajo"]])
def test_a_position_is_named_after_the_nearest_settlement(query):
    if query is PLACES["kulajo"]:
        query = (query.latitude, query.longitude)
    location = GEOCODER.reverse(query)
    assert location.raw["id"] == "kulajo"
    assert location.raw["distance_km"] == 0
    assert location.raw["score"] == 1.0


def test_reverse_gives_settlements_by_distance_and_no_areas():
    start = PLACES["khidirjija"]
    found = GEOCODER.reverse((start.latitude, start.longitude), exactly_one=False)
    distances = [location.raw["distance_km"] for location in found]
    assert distances == sorted(distances)
    assert max(distances) <= 50
    assert [location.raw["id"] for location in found[:2]] == ["khidirjija", "lawar"]
    assert "qarachogh" not in {location.raw["id"] for location in found}
    assert found[1].raw["distance_km"] == pytest.approx(distance_km(start, PLACES["lawar"]), abs=0.001)
    assert found[1].raw["how"] == "1.7 km away"
    assert 0 < found[1].raw["score"] < 1
    assert GEOCODER.reverse((start.latitude, start.longitude), exactly_one=False, limit=2) == found[:2]


def test_a_position_far_from_every_place_has_no_name():
    assert GEOCODER.reverse((30.0, 47.0)) is None
    assert GEOCODER.reverse((30.0, 47.0), exactly_one=False) is None


@pytest.mark.parametrize("query", ["here", (91, 200, 5, 3), "", None, ("a", "b")])
def test_what_is_no_position_is_refused(query):
    with pytest.raises(InvalidToponymError, match="expected a position"):
        GEOCODER.reverse(query)


def test_it_is_a_geopy_geocoder_that_refuses_every_request():
    assert isinstance(GEOCODER, Geocoder)
    assert isinstance(GEOCODER.adapter, NoNetworkAdapter)
    for request in (GEOCODER.adapter.get_json, GEOCODER.adapter.get_text):
        with pytest.raises(NetworkRefusedError, match=r"https://example\.org"):
            request("https://example.org", timeout=1, headers={})
    with pytest.raises(GeocoderServiceError):
        GEOCODER._call_geocoder("https://example.org", lambda answer: answer)


def test_geopys_rate_limiter_and_timeouts_work_with_it():
    from geopy.extra.rate_limiter import RateLimiter

    limited = RateLimiter(GEOCODER.geocode, min_delay_seconds=0, swallow_exceptions=False)
    assert limited("Kifri", timeout=1).raw["id"] == "kifri"
    with GEOCODER as geocoder:
        assert geocoder.reverse((34.69, 44.96), timeout=1).raw["id"] == "kifri"
