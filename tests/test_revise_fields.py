"""What is typed over a published record: nothing typed vanishes, and no position keeps no sharp precision."""

from __future__ import annotations

import pytest

from geo.importers.starter import load_starter
from pages.ui.revise_fields import fields_from, newer_words, unfinished_words, values_of

KIFRI = "kifri-2021-11-29"


@pytest.fixture
def values():
    return values_of(load_starter().incidents[KIFRI])


def last_row(values, group):
    return max(int(key.split(".")[1]) for key in values if key.startswith(f"{group}."))


def test_rows_as_they_are_published_are_finished(values):
    assert unfinished_words(values) is None


@pytest.mark.parametrize(("group", "name", "needs"), [("places", "note", "a name"), ("actors", "note", "an actor")])
def test_a_new_row_in_which_something_stands_needs_its_name(values, group, name, needs):
    number = last_row(values, group)
    found = unfinished_words(values | {f"{group}.{number}.{name}": "seen from the road"})
    assert (
        found == f"Row {number + 1} of “{group.capitalize()}” needs {needs}; to take a row out, tick its box “Remove”."
    )


def test_a_published_row_leaves_by_its_box_and_not_by_an_emptied_name(values):
    assert "needs a name" in unfinished_words(values | {"places.0.name": " "})
    assert unfinished_words(values | {"places.0.name": "", "places.0.remove": True}) is None


def test_what_somebody_else_has_published_is_said_with_names(values):
    dataset = load_starter()
    base = dataset.incidents[KIFRI]
    newer = base.model_copy(update={"actors": base.actors[:1]})
    typed = values | {"actors.0.note": "seen from the road"}
    words = newer_words(typed, base, newer, dataset)["actors"]
    assert dataset.actors[base.actors[0].actor_id].names.en in words
    assert base.actors[0].actor_id not in words


@pytest.mark.parametrize(("before", "after"), [("1", "6"), ("2", "6"), ("3", "3"), ("4", "4")])
def test_a_place_without_a_position_keeps_no_sharp_precision(values, before, after):
    emptied = {f"places.0.{name}": None for name in ("latitude", "longitude", "error_km")}
    place = fields_from(values | emptied | {"places.0.geo_precision": before})["places"][0]
    assert (place["method"], place["geo_precision"]) == ("not_found", after)
