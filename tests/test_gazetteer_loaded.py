"""The loaded gazetteer: every row accounted for, replaced whole, merged with the embedded places, ties kept."""

from __future__ import annotations

import random
import sqlite3
import time
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo.errors import SeamlineError
from geo.gazetteer import (
    Gazetteer,
    GeoNamesFileError,
    InvalidToponymError,
    LoadedGazetteerError,
    LocalGeocoder,
    MissingDumpError,
    load_gazetteer,
    name_key,
    open_gazetteer,
    open_loaded,
    read_places,
)
from geo.gazetteer import geonames as dumps
from geo.gazetteer.loaded import LoadedPlaces
from geo.gazetteer.skeletons import FEWEST_CONSONANTS, skeletons
from geo.vocabulary import PlaceKind
from tests.geonames_samples import SAMPLE_ROWS, dump_row, write_dump, write_zip

EMBEDDED = read_places()


@pytest.fixture
def index(tmp_path, monkeypatch):
    path = tmp_path / "data" / "gazetteer.sqlite"
    monkeypatch.setenv("SEAMLINE_GAZETTEER", str(path))
    return path


@pytest.fixture
def gazetteer(tmp_path, index):
    load_gazetteer(write_dump(tmp_path / "IQ.txt"))
    return open_gazetteer()


def ids(resolution):
    return [candidate.id for candidate in resolution.candidates]


def test_every_row_is_a_place_or_left_out_for_a_reason(tmp_path, index):
    report = load_gazetteer(write_dump(tmp_path / "IQ.txt"))
    assert report.rows == len(SAMPLE_ROWS) == report.places + sum(report.unused.values()) + report.faulty
    assert report.places == 11
    assert report.unused == {
        "feature H.STM is no kind of place here": 2,
        "the same GeoNames id stands in an earlier row": 1,
    }
    assert report.path == index
    assert index.exists()


def test_the_zip_file_gives_the_same_places_as_its_table(tmp_path, index):
    table = load_gazetteer(write_dump(tmp_path / "IQ.txt"))
    packed = load_gazetteer(write_zip(tmp_path / "IQ.zip"))
    assert (packed.rows, packed.places, packed.names, packed.unused) == (
        table.rows,
        table.places,
        table.names,
        table.unused,
    )


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("only\tthree\tcells", "expected 19 cells between tabs, got 3"),
        (dump_row("x7", "Kani", 35, 44), "expected geonameid as a whole number from 1, got 'x7'"),
        (dump_row("", "Kani", 35, 44), "expected geonameid as a whole number from 1, got ''"),
        (dump_row(7, "", 35, 44), "expected a name, got ''"),
        (dump_row(7, "Ka\x00ni", 35, 44), "no control characters"),
        (dump_row(7, "K" * 401, 35, 44), "expected names of at most 400 characters"),
        (dump_row(7, "Kani", 135, 44), "expected latitude in degrees from -90 to 90, got '135'"),
        (dump_row(7, "Kani", 35, "nan"), "expected longitude in degrees from -180 to 180, got 'nan'"),
        (dump_row(7, "Kani", 35, 44, population="many"), "expected population as a whole number from 0, got 'many'"),
    ],
)
def test_a_malformed_row_is_named_and_counted_and_the_rest_is_loaded(tmp_path, index, row, fault):
    report = load_gazetteer(write_dump(tmp_path / "IQ.txt", [SAMPLE_ROWS[0], row, SAMPLE_ROWS[1]]))
    assert (report.rows, report.places, report.faulty) == (3, 2, 1)
    assert report.faults[0].startswith("row 2: ")
    assert fault in report.faults[0]


def test_bytes_that_are_no_text_spoil_their_row_only(tmp_path, index):
    dump = tmp_path / "IQ.txt"
    rows = [SAMPLE_ROWS[0].encode(), dump_row(7, "Kani", 35, 44).encode().replace(b"Kani", b"K\xe4ni"), b""]
    dump.write_bytes(b"\n".join([*rows, SAMPLE_ROWS[1].encode()]))
    report = load_gazetteer(dump)
    assert (report.places, report.faulty) == (2, 1)
    assert "expected UTF-8 text, got byte 0xe4" in report.faults[0]


def test_some_other_table_is_refused_and_the_index_before_it_stands(tmp_path, index):
    load_gazetteer(write_dump(tmp_path / "IQ.txt"))
    before = index.read_bytes()
    other = tmp_path / "other.csv"
    other.write_text("id,name\n1,Kifri\n2,Tuz\n", encoding="utf-8")
    with pytest.raises(GeoNamesFileError, match=r"got 3 malformed rows of 3; row 1: expected 19 cells") as caught:
        load_gazetteer(other)
    assert isinstance(caught.value, SeamlineError)
    assert index.read_bytes() == before
    assert list(index.parent.iterdir()) == [index]


@pytest.mark.parametrize("contents", ["", "\n\n", dump_row(1, "Chay", 35, 44, feature="H.STM")])
def test_a_dump_without_places_is_refused(tmp_path, index, contents):
    empty = tmp_path / "IQ.txt"
    empty.write_text(contents, encoding="utf-8")
    with pytest.raises(GeoNamesFileError, match="expected a country dump with places"):
        load_gazetteer(empty)
    assert not index.exists()


def test_a_missing_dump_is_told(tmp_path, index):
    with pytest.raises(MissingDumpError, match="got no file") as caught:
        load_gazetteer(tmp_path / "none.zip")
    assert isinstance(caught.value, FileNotFoundError)
    with pytest.raises(GeoNamesFileError, match="expected a file that can be read"):
        load_gazetteer(tmp_path)


def test_a_zip_file_is_read_within_bounds(tmp_path, index, monkeypatch):
    with pytest.raises(GeoNamesFileError, match=r"expected one table such as IQ\.txt inside, got 0"):
        load_gazetteer(write_zip(tmp_path / "a.zip", name="IQ.csv"))
    crowded = tmp_path / "b.zip"
    with zipfile.ZipFile(crowded, "w") as archive:
        for number in range(dumps.MOST_ZIP_MEMBERS + 1):
            archive.writestr(f"{number}.txt", "")
    with pytest.raises(GeoNamesFileError, match="expected at most 10 files inside, got 11"):
        load_gazetteer(crowded)
    with pytest.raises(GeoNamesFileError, match="expected text that shrinks at most 100 times"):
        load_gazetteer(write_zip(tmp_path / "c.zip", [" " * 1_000_000]))
    monkeypatch.setattr(dumps, "LARGEST_FILE_BYTES", 100)
    for large in (write_zip(tmp_path / "d.zip"), write_dump(tmp_path / "d.txt")):
        with pytest.raises(GeoNamesFileError, match="expected at most 100 bytes"):
            load_gazetteer(large)


def test_a_damaged_zip_file_is_told(tmp_path, index):
    packed = write_zip(tmp_path / "IQ.zip")
    contents = bytearray(packed.read_bytes())
    contents[60:80] = bytes(20)
    packed.write_bytes(contents)
    with pytest.raises(GeoNamesFileError, match="expected a sound zip file"):
        load_gazetteer(packed)


def test_an_endless_row_is_refused(tmp_path, index):
    long = tmp_path / "IQ.txt"
    long.write_text("x" * (dumps.LONGEST_ROW_BYTES + 5), encoding="utf-8")
    with pytest.raises(GeoNamesFileError, match="row 1: expected a row below"):
        load_gazetteer(long)


def test_loading_again_gives_the_same_and_open_readers_keep_what_they_read(tmp_path, index):
    dump = write_dump(tmp_path / "IQ.txt")
    load_gazetteer(dump)
    old, first = open_loaded(), index.read_bytes()
    load_gazetteer(dump)
    assert index.read_bytes() == first
    load_gazetteer(write_dump(dump, [dump_row(5, "Newplace", 35, 44)]))
    assert old.named(name_key("Kanimaran"))
    new = open_loaded()
    assert new is not old
    assert not new.named(name_key("Kanimaran"))
    assert new is open_loaded()


def test_an_index_that_cannot_be_read_is_told_with_what_to_do(tmp_path, index):
    assert open_loaded() is None
    index.parent.mkdir()
    index.write_bytes(b"no database at all, whatever the name says")
    with pytest.raises(LoadedGazetteerError, match="gazetteer load FILE again"):
        open_loaded()
    index.unlink()
    load_gazetteer(write_dump(tmp_path / "IQ.txt"))
    with sqlite3.connect(index) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    connection.close()
    with pytest.raises(LoadedGazetteerError, match="expected an index of format 1"):
        LoadedPlaces(index)


def test_an_index_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(LoadedGazetteerError, match="could not be written"):
        load_gazetteer(write_dump(tmp_path / "IQ.txt"), path=blocked / "gazetteer.sqlite")


def test_one_place_with_one_geonames_id_is_one_candidate(gazetteer):
    resolution = gazetteer.resolve("Zangabadi")
    assert ids(resolution) == ["kifri"]
    assert resolution.answer.how == "GeoNames' variant exact"
    assert (resolution.answer.latitude, resolution.answer.error_km) == (34.6896, 2)
    assert ids(gazetteer.resolve("Kifri")) == ["kifri", "kifri_district"]


def test_tuz_and_taza_never_mix_though_geonames_mixes_them(gazetteer):
    for name in ("Tuz Khurmatu", "Tuz Churmatu", "Tuz Khurmatoo", "طوز خورماتو"):
        assert gazetteer.resolve(name).answer.id == "tuz", name
    for name in ("Taza Khurmato", "Taza Khurmatoo", "Tazah Khurmatu", "تازة خورماتو"):
        assert gazetteer.resolve(name).answer.id == "taza", name


def test_namesakes_among_loaded_places_are_a_tie_until_it_is_said_where(gazetteer):
    resolution = gazetteer.resolve("Zarbatul")
    assert resolution.is_tie
    assert resolution.answer is None
    assert ids(resolution) == ["gn_1001", "gn_1002"]
    for within in ("Diyala", "Garmiana", "Garmiana district"):
        assert gazetteer.resolve("Zarbatul", within=within).answer.id == "gn_1001"
    assert gazetteer.resolve("Zarbatul, Diyala").answer.address == "Zarbatul, Garmiana, Diyala"


def test_a_place_without_divisions_is_placed_by_distance(gazetteer):
    answer = gazetteer.resolve("Kanimaran", within="Kirkuk").answer
    assert (answer.id, answer.how) == ("gn_1003", "name exact, by distance in Kirkuk")


def test_a_place_that_lies_elsewhere_or_is_something_else_is_listed_and_no_answer(gazetteer):
    for query, within in (("Kanimaran", "Basra"), ("Mount Kanimaran", None)):
        resolution = gazetteer.resolve(query, within=within)
        assert ids(resolution) == ["gn_1003"]
        assert resolution.answer is None


def test_threads_share_one_index(gazetteer):
    names = ["Kanimaran", "Zarbatul", "Hawija", "Zerbatool"] * 50
    alone = [ids(gazetteer.resolve(name)) for name in names]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda name: ids(gazetteer.resolve(name)), names)) == alone


def test_a_town_of_the_list_comes_before_a_hamlet_of_its_name_but_not_before_a_village_that_is_asked_for(gazetteer):
    assert gazetteer.resolve("Hawija").answer.id == "hawija"
    assert gazetteer.resolve("village of Hawija").is_tie


@pytest.mark.parametrize(
    ("name", "tied"),
    [
        ("Rashad", {"rashad", "rashad_diyala"}),
        ("Palkana", {"palkana_dibis", "palkana_kirkuk", "palkana_tuz"}),
        ("Tapa Charmu", {"tapa_charmu", "tapa_charmu_khanaqin"}),
    ],
)
def test_the_known_namesakes_stay_ties(gazetteer, name, tied):
    assert {candidate.id for candidate in gazetteer.resolve(name).tied} == tied


def test_one_settlement_entered_twice_is_one_candidate_that_says_so(gazetteer):
    answer = gazetteer.resolve("Bani Wan").answer
    assert answer.id == "gn_1007"
    assert answer.kind is PlaceKind.TOWN
    assert "GeoNames 1008 is the same" in answer.how


def test_a_division_is_not_taken_for_its_town_but_found_by_its_kind(gazetteer):
    assert gazetteer.resolve("Garmiana district").answer.score > 0.9
    assert gazetteer.resolve("Garmiana").answer.score == 0.8


@pytest.mark.parametrize("spelling", ["Zerbatool", "Qanimaran", "كانيمران", "Mekhmoor", "Maxmur"])
def test_other_spellings_are_found_by_their_consonants_when_one_place_fits(gazetteer, spelling):
    resolution = gazetteer.resolve(spelling)
    assert resolution.candidates
    assert all(c.score <= 0.98 for c in resolution.candidates)
    assert {c.name for c in resolution.tied} <= {"Zarbatul", "Kanimaran", "Makhmour"}


def test_a_spelling_that_fits_two_places_by_sound_is_a_tie(gazetteer):
    resolution = gazetteer.resolve("Zerbatool")
    assert resolution.is_tie
    assert ids(resolution) == ["gn_1001", "gn_1002"]
    assert "same consonants" in resolution.candidates[0].how


def test_a_suggestion_is_shown_and_never_taken(gazetteer):
    assert gazetteer.resolve("Kanimarun Bala").candidates == ()
    assert gazetteer.resolve("Kanimarab").candidates == ()
    assert [each.place_id for each in gazetteer.suggest("Kanimarab")] == ["gn_1003"]
    assert gazetteer.suggest("Xyzzyq") == ()


def test_the_geopy_interface_knows_loaded_places_too(gazetteer):
    geocoder = LocalGeocoder(loaded=open_loaded())
    assert geocoder.geocode("Kani Maran").raw["id"] == "gn_1003"


@pytest.mark.parametrize("query", ["", "  ", None, 3, "x" * 401])
def test_what_is_no_name_is_refused(gazetteer, query):
    with pytest.raises(InvalidToponymError):
        gazetteer.resolve(query)


@pytest.fixture(scope="module")
def full(corpus, tmp_path_factory):
    path = tmp_path_factory.mktemp("full") / "gazetteer.sqlite"
    report = load_gazetteer(corpus / "data" / "geonames-IQ.txt", path=path)
    return report, Gazetteer(EMBEDDED, loaded=LoadedPlaces(path))


@pytest.mark.corpus
def test_the_country_dump_loads_whole(full):
    report, _ = full
    assert (report.rows, report.places, report.faulty) == (22_670, 22_653, 0)
    assert report.unused == {"the same GeoNames id stands in an earlier row": 17}


@pytest.mark.corpus
def test_every_embedded_name_still_finds_its_place_at_full_size(full):
    _, gazetteer = full
    for place in EMBEDDED:
        for name in filter(None, (place.names.en, place.names.ckb, place.names.ar, *place.variants)):
            assert place.id in {candidate.id for candidate in gazetteer.resolve(name).tied}, name


@pytest.mark.corpus
def test_traps_hold_at_full_size(full):
    _, gazetteer = full
    assert gazetteer.resolve("Taza Khurmato").answer.id == "taza"
    assert gazetteer.resolve("Tuz Khurmato").answer.id == "tuz"
    assert gazetteer.resolve("Erbil").answer.id == "erbil"
    assert {c.id for c in gazetteer.resolve("Kulajo").tied} == {"kulajo", "gn_94183"}
    assert gazetteer.resolve("Kulajo", within="Kifri").answer.id == "kulajo"
    for name, count in (("Rashad", 2), ("Palkana", 3), ("Tapa Charmu", 2)):
        assert len(gazetteer.resolve(name).tied) == count


@pytest.mark.corpus
def test_a_lookup_at_full_size_takes_milliseconds(full):
    _, gazetteer = full
    names = [place.names.en for place in EMBEDDED]
    started = time.process_time()
    for name in names:
        gazetteer.resolve(name)
    assert (time.process_time() - started) / len(names) < 0.02


@pytest.mark.corpus
def test_a_spelling_left_out_is_found_again_by_its_consonants_and_seldom_wrongly(corpus):
    """Leave one out over the spellings of the embedded places; docs/gazetteer.md gives the figures."""
    named = {place.geonames_id: place for place in EMBEDDED if place.geonames_id}
    spellings = {
        place.id: [n for n in (place.names.en, place.names.ckb, place.names.ar, *place.variants) if n]
        for place in named.values()
    }
    for line in (corpus / "data" / "geonames-IQ.txt").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if place := named.get(int(cells[0])):
            spellings[place.id] += [cells[1], *filter(None, cells[3].split(","))]
    outcome = Counter(_left_out(spellings))
    total = outcome.total()
    assert total > 300
    assert outcome["right"] / total > 0.6
    assert outcome["wrong"] / total < 0.02


def _left_out(spellings):
    sounds = [(place, name_key(n), skeletons(n)) for place, names in spellings.items() for n in dict.fromkeys(names)]
    random.Random(1).shuffle(sounds)
    for place, key, mine in sounds:
        rest = [other for other in sounds if other[1] != key]
        if any(other[0] != place for other in sounds if other[1] == key):
            yield "ambiguous"
            continue
        hits = {
            other
            for other, _, theirs in rest
            for one in mine
            for two in theirs
            if one.consonants == two.consonants and len(one.consonants) >= FEWEST_CONSONANTS and not one.clashes(two)
        }
        yield "right" if hits == {place} else "none" if not hits else "ambiguous" if place in hits else "wrong"
