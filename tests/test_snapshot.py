"""The words that the page sends to the map for a picture of it, and the button that takes it."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata

import pytest

from geo.filters import DEFAULT_LAYERS, Filter
from geo.importers.starter import load_starter, read_starter
from geo.layers.basemap import base_map
from geo.layers.offline import require_own_assets
from geo.layers.scene import SceneLibrary, scene_payload
from geo.layers.snapshot import LONGEST_FILTER, DatedEdition, SnapshotButton, edition_of
from geo.records import Dataset
from geo.store import open_store
from geo.view import view_of
from geo.vocabulary import CollectionId, Side
from tests.hostile_records import TEXTS, hostile_records, plain

THIRD = DatedEdition(3, dt.date(2026, 11, 23))
FIRST_DAY, LAST_DAY = dt.date(2021, 11, 1), dt.date(2021, 12, 31)


@pytest.fixture(scope="module")
def dataset():
    return load_starter()


@pytest.fixture
def words_of(dataset):
    """The words for a filter given by its fields."""

    def words(edition=THIRD, **fields):
        chosen = Filter(**fields)
        return scene_payload(view_of(dataset, chosen), chosen, edition=edition)["words"]

    return words


def test_the_words_say_what_is_chosen_how_much_of_it_when_and_from_which_edition(words_of):
    words = words_of(collections=(CollectionId.ARTICLES,), date_from=FIRST_DAY, date_to=LAST_DAY)
    assert words == {
        "filter": "The two articles",
        "count": "3 of 22 incidents",
        "toll": "Killed: 17–21; wounded: 6 or more, 1 unknown. Figures as told by KirkukNow, ESTA, Kurdistan 24, AFP and 2 more.",
        "period": "1 November – 31 December 2021",
        "edition": "Edition 3, 23 November 2026",
        "file": "seamline-edition-3-2021-11-01-to-2021-12-31.png",
    }


def test_without_a_choice_the_words_name_the_days_that_the_incidents_span(words_of):
    words = words_of()
    assert words["filter"] == "All incidents"
    assert words["period"] == "Whole period: 25 January 2018 – 9 March 2022"
    assert words["file"] == "seamline-edition-3-2026-11-23.png"
    assert words_of(sides=(Side.TURKEY,))["period"] == "No period chosen"


@pytest.mark.parametrize(
    ("first", "last", "period", "file"),
    [
        (FIRST_DAY, None, "From 1 November 2021", "from-2021-11-01"),
        (None, LAST_DAY, "Until 31 December 2021", "until-2021-12-31"),
        (FIRST_DAY, FIRST_DAY, "1 November 2021", "2021-11-01"),
    ],
)
def test_a_period_with_one_end_and_one_of_a_day_are_named_so(words_of, first, last, period, file):
    words = words_of(date_from=first, date_to=last)
    assert (words["period"], words["file"]) == (period, f"seamline-edition-3-{file}.png")


def test_the_words_count_what_the_map_does_not_show(words_of):
    assert words_of()["count"] == "22 of 22 incidents; 2 too vague to map"
    assert words_of(date_to=dt.date(2020, 6, 13))["count"].endswith("; 1 only possibly in the period")
    assert words_of(layers=("fronts",))["count"].endswith("; their marks are switched off")


def test_an_empty_store_has_an_edition_without_a_day(words_of):
    words = words_of(edition=DatedEdition(0))
    assert (words["edition"], words["file"]) == ("Edition 0", "seamline-edition-0.png")


def test_the_words_are_short_and_those_of_a_long_filter_are_cut_and_counted(dataset, words_of):
    assert len(json.dumps(words_of(), ensure_ascii=False).encode()) < 500
    long = words_of(
        actors=tuple(dataset.actors), sides=tuple(Side), sources=tuple(dataset.sources), places=tuple(dataset.places)
    )
    assert len(long["filter"]) < LONGEST_FILTER + 30
    assert long["filter"].startswith("Actor ")
    assert long["filter"].endswith("; and 3 more choices")
    assert words_of(places=tuple(dataset.places))["filter"].endswith("…")


def test_a_text_from_right_to_left_is_held_apart_from_the_words_around_it(words_of):
    assert words_of(q="كفري 12")["filter"] == "With the words “\u2068كفري 12\u2069”"


def test_hostile_names_lose_what_nobody_sees_and_nothing_else():
    hostile = Dataset.of(hostile_records())
    for key, text in zip(sorted(hostile.actors), TEXTS, strict=True):
        chosen = Filter(actors=(key,))
        words = scene_payload(view_of(hostile, chosen), chosen, edition=THIRD)["words"]["filter"]
        assert plain(words) == plain(f"Actor {text}")[: LONGEST_FILTER - 1] + "…" * (len(text) >= LONGEST_FILTER)
        assert not [mark for mark in words if unicodedata.category(mark) == "Cc" and not mark.isspace()]


def test_a_scene_without_an_edition_has_no_words(dataset):
    assert "words" not in scene_payload(view_of(dataset, Filter()), Filter(layers=DEFAULT_LAYERS))


def test_an_edition_has_the_day_when_it_was_written(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.write(read_starter(), author="test", reason="test")
        (written,) = store.revisions()
        assert edition_of(store, 1) == DatedEdition(1, written.at.astimezone(dt.UTC).date())
        assert edition_of(store, 0) == DatedEdition(0)


def test_the_button_comes_with_the_base_map_and_asks_nothing_outside():
    belt = base_map()
    SceneLibrary().add_to(belt)
    SnapshotButton().add_to(belt)
    require_own_assets(belt)
    assert "L.seamline.snapshot.addButton(" in belt.get_root().render()
