"""What can be chosen, and that each choice selects as many incidents as it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given

from geo.facets import Choice, Facets, facets
from geo.filters import PARAMETERS, Filter
from geo.importers.starter import load_starter
from geo.records import Dataset
from geo.view import view_of
from geo.vocabulary import CollectionId, EventType, GeoPrecision, Grade, Side, Status, SubEventType
from tests.view_samples import datasets, laws

FIELDS = {
    "actors": "actors",
    "sides": "sides",
    "types": "types",
    "places": "places",
    "precisions": "precision",
    "grades": "grades",
    "collections": "collections",
    "sources": "sources",
}


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


def chosen_by(name: str, choice: Choice) -> Filter:
    """The filter that a reader gets who chooses this, by way of the link."""
    key = next(parameter.key for parameter in PARAMETERS if parameter.field == FIELDS[name])
    chosen, notices = Filter.from_params([(key, choice.id)])
    assert notices == ()
    assert chosen.is_narrowed
    return chosen


def all_choices(found: Facets) -> Iterator[tuple[str, Choice]]:
    for name in FIELDS:
        for choice in getattr(found, name):
            yield name, choice


@laws
@given(datasets())
def test_each_choice_selects_as_many_incidents_as_it_says(dataset):
    for name, choice in all_choices(facets(dataset)):
        selected = view_of(dataset, chosen_by(name, choice)).incidents
        assert (name, choice.id, choice.count) == (name, choice.id, len(selected))
        assert choice.count > 0


@laws
@given(datasets())
def test_whatever_is_not_offered_selects_nothing(dataset):
    found = facets(dataset)
    values = {
        "actors": dataset.actors,
        "sides": Side,
        "types": (*EventType, *SubEventType),
        "places": dataset.places,
        "grades": Grade,
        "collections": CollectionId,
        "sources": dataset.sources,
    }
    for name, ids in values.items():
        for value in {str(i) for i in ids} - {choice.id for choice in getattr(found, name)}:
            assert view_of(dataset, chosen_by(name, Choice(value, value, 0))).incidents == ()


@pytest.mark.parametrize("name", FIELDS)
def test_each_choice_of_the_starter_data_selects_as_many_incidents_as_it_says(starter, name):
    choices = getattr(facets(starter), name)
    counts = {choice.id: len(view_of(starter, chosen_by(name, choice)).incidents) for choice in choices}
    assert counts == {choice.id: choice.count for choice in choices}
    assert len(counts) == len(choices) >= 2


def test_labels_are_names_and_never_ids(starter):
    found = facets(starter)
    labels = {(name, choice.id): choice.label for name, choice in all_choices(found)}
    assert labels["actors", "isis"] == starter.actors["isis"].names.en
    assert labels["sides", "krg"] == "Kurdistan Region"
    assert labels["types", "armed-clash"] == "Battles: Armed clash"
    assert labels["places", "kifri_district"] == "Kifri district"
    assert labels["precisions", "1"] == "named place"
    assert labels["sources", "esta"] == "ESTA, 4 December 2021"
    assert all(label.strip() for label in labels.values())


def test_the_most_used_come_first_and_equals_by_their_names(starter):
    found = facets(starter)
    for choices in (found.actors, found.places, found.sources):
        assert list(choices) == sorted(choices, key=lambda c: (-c.count, c.label, c.id))
    assert found.actors[0].id == "isis"
    assert found.places[0].id == "iraq"


def test_code_lists_keep_their_own_order_and_a_type_stands_before_its_sub_types(starter):
    found = facets(starter)
    for choices, codes in ((found.sides, Side), (found.grades, Grade), (found.collections, CollectionId)):
        ids = [choice.id for choice in choices]
        assert ids == [str(code) for code in codes if code in ids]
    order = [
        str(code) for kind in EventType for code in (kind, *(sub for sub in SubEventType if sub.event_type is kind))
    ]
    types = [choice.id for choice in found.types]
    assert types == [code for code in order if code in types]


def test_a_precision_counts_what_is_as_good_or_better(starter):
    counts = [(choice.id, choice.count) for choice in facets(starter).precisions]
    assert counts == sorted(counts)
    assert [count for _, count in counts] == sorted(count for _, count in counts)
    assert counts[-1][1] == 22
    assert {code for code, _ in counts} <= {str(code) for code in GeoPrecision}


def test_withdrawn_incidents_are_not_counted(starter):
    withdrawn = Dataset.of(
        record.model_copy(update={"status": Status.WITHDRAWN}) if record.kind_name == "incident" else record
        for record in starter.records()
    )
    assert list(all_choices(facets(withdrawn))) == []


def test_choices_are_counted_once_for_a_dataset(starter):
    assert facets(starter) is facets(starter)
    assert facets(load_starter()) is not facets(starter)
