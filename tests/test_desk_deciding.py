"""What a page sends to the desk: decisions on one draft, passages of the article, positions of a place."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.desk import deciding
from geo.desk.drafts import create_item, save_item
from geo.desk.items import Entry, Fields, Verdict
from geo.desk.passages import EVENT_FIELDS, FIELDS, behind, marked, pieces, rules, set_aside
from geo.desk.positions import (
    PHRASE,
    at_option,
    at_spot,
    coded_place,
    looked_up,
    options_of,
    outside_words,
    without_position,
)
from geo.desk.proposing import proposed_fields, reviewed_fields
from geo.errors import InvalidRecordError
from geo.gazetteer import open_gazetteer
from geo.importers.starter import load_starter
from geo.store import open_store
from geo.vocabulary import GeoPrecision, PlaceMethod
from tests.desk_samples import TEXT, article, coding, editor


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        yield opened


@pytest.fixture
def item(store):
    return create_item(store, editor(), article(), coding=coding())


@pytest.fixture(scope="module")
def dataset():
    return load_starter()


@pytest.fixture
def first(item):
    return item.coding.drafts[0].id


def saved(store, item, decisions):
    return save_item(store, editor(), item.id, decisions, version=item.version)


def test_a_verdict_on_one_draft_leaves_the_others_as_they_are(store, item, first):
    other = item.coding.drafts[1].id
    item = saved(store, item, deciding.rejected(item, other, "Told before"))
    item = saved(store, item, deciding.accepted(item, first))
    assert item.decision(first).verdict is Verdict.ACCEPT
    assert (item.decision(other).verdict, item.decision(other).reason) == (Verdict.REJECT, "Told before")


def test_deciding_again_drops_verdict_and_reason_and_keeps_the_corrections(store, item, first, dataset):
    item = saved(store, item, deciding.corrected(item, first, dataset, title="Another title"))
    item = saved(store, item, deciding.merged(item, first, "kifri-2021-11-29"))
    item = saved(store, item, deciding.reopened(item, first))
    decision = item.decision(first)
    assert (decision.verdict, decision.merged_into, decision.reason) == (Verdict.OPEN, None, None)
    assert decision.corrections.title == "Another title"


def test_a_rejection_needs_a_reason(item, first):
    with pytest.raises(InvalidRecordError, match="expected a reason"):
        deciding.rejected(item, first, "  ")


def test_a_correction_that_says_what_the_coding_says_is_none(store, item, first, dataset):
    proposed = proposed_fields(item, first, dataset)
    item = saved(store, item, deciding.corrected(item, first, dataset, title="X", date_start="2021-11-01"))
    item = saved(store, item, deciding.corrected(item, first, dataset, title=proposed.title))
    corrections = item.decision(first).corrections
    assert corrections.title is None
    assert str(corrections.date_start) == "2021-11-01"
    item = saved(store, item, deciding.corrected(item, first, dataset, date_start=None))
    assert item.decision(first).corrections == Fields()
    assert reviewed_fields(item, first, dataset).date_start == proposed.date_start


def test_other_days_do_not_keep_the_reason_of_the_coded_ones(store, item, first, dataset):
    coded = proposed_fields(item, first, dataset)
    days = {"date_start": "2021-11-20", "date_end": "2021-11-22"}

    def change(**fields):
        nonlocal item
        item = saved(store, item, deciding.corrected(item, first, dataset, **fields))
        return reviewed_fields(item, first, dataset).date_basis

    assert change(**days, date_basis=coded.date_basis) == deciding.SET_BY_DESK
    assert change(**days, date_basis="The ministry names both days.") == "The ministry names both days."
    assert change(**days, date_basis=None) == deciding.SET_BY_DESK
    kept = {"date_start": coded.date_start, "date_end": coded.date_end, "date_basis": deciding.SET_BY_DESK}
    assert change(**kept) == coded.date_basis
    assert item.decision(first).corrections == Fields()
    item = saved(store, item, deciding.with_own_entry(item, Entry.INCIDENT))
    own = deciding.corrected(item, "own-1", dataset, **days, date_basis=None)[-1]
    assert own.corrections.date_basis == deciding.SET_BY_DESK


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (("2021-11-22", "2021-11-20"), "not before the first, got 22 November 2021 to 20 November 2021"),
        (("2021-11-22", None), "expected both days or none, got no last day"),
        ((None, "2021-11-22"), "expected both days or none, got no first day"),
    ],
)
def test_days_that_are_none_or_the_wrong_way_round_are_refused(item, first, dataset, days, message):
    with pytest.raises(InvalidRecordError, match=message):
        deciding.corrected(item, first, dataset, date_start=days[0], date_end=days[1])


def test_each_field_of_an_event_has_its_rule_its_passage_and_the_event_a_title_of_its_own(item, dataset):
    event = item.coding.events[0]
    assert event.title == "Planned meeting in Erbil"
    passages = {
        mark.field: item.article.text[s.start : s.end] for mark, s in marked(item.coding) if mark.draft_id == event.id
    }
    assert passages.pop("kind").startswith("The Peshmerga ministry says")
    assert passages == {"when": "next week", "where": "in Erbil", "parties": "Peshmerga"}
    assert [*map(partial(rules, event), EVENT_FIELDS)] == [
        ("words for planned: 'will hold'",),
        ("'next week': either reading of the week",),
        ("scene: 'in Erbil'; gazetteer: name exact",),
        ("named in the sentence",),
    ]
    nowhere = replace(event, place=None)
    assert rules(nowhere, "where") == ("no place is named in its sentences",)


def test_own_entries_are_numbered_apart_and_can_be_removed(store, item):
    item = saved(store, item, deciding.with_own_entry(item, Entry.INCIDENT))
    item = saved(store, item, deciding.with_own_entry(item, Entry.EVENT))
    assert [entry.draft_id for entry in item.own_entries] == ["own-1", "own-2"]
    item = saved(store, item, deciding.without_own_entry(item, "own-1"))
    item = saved(store, item, deciding.with_own_entry(item, Entry.INCIDENT))
    assert sorted(entry.draft_id for entry in item.own_entries) == ["own-1", "own-2"]


def test_the_pieces_of_the_article_are_the_article_and_every_mark_is_on_its_words(item):
    found = pieces(item)
    assert "".join(piece.text for piece in found) == item.article.text
    for mark, span in marked(item.coding):
        covered = "".join(piece.text for piece in found if mark in piece.marks)
        assert item.article.text[span.start : span.end] in item.article.text
        assert len(covered) >= span.end - span.start
    figures = "".join(piece.text for piece in found if any(mark.field == "figures" for mark in piece.marks))
    assert "killing two Peshmerga" in figures


def test_each_statement_feeds_a_draft_or_is_set_aside(item, first):
    fed = {s.start for d in item.coding.drafts for s in behind(item.coding, d.id)}
    fed |= {s.start for e in item.coding.events for s in behind(item.coding, e.id)}
    assert fed.isdisjoint(s.start for s in set_aside(item.coding))
    assert len(fed) + len(set_aside(item.coding)) == len(item.coding.statements)
    assert all(rules(item.coding.drafts[0], field) for field in FIELDS)
    assert TEXT.startswith("Attack on a post")


def test_candidates_carry_their_distance_and_the_chosen_one_its_precision(item, first, dataset):
    place = coded_place(item, first, 0)
    now = proposed_fields(item, first, dataset).places[0]
    options = options_of(place, now)
    assert options[0].id == "kifri"
    assert options[0].distance_km == 0
    chosen = at_option(now, options[0], dataset, of=1)
    assert (chosen.method, chosen.place_id, chosen.role) == (PlaceMethod.GAZETTEER, "kifri", now.role)
    assert at_option(now, options[0], dataset, of=3).method is PlaceMethod.CANDIDATE


def test_a_phrase_gives_an_area_and_never_a_named_place(item, first, dataset):
    now = proposed_fields(item, first, dataset).places[0]
    (option,) = looked_up(open_gazetteer(), "12 km south of Kifri", now)
    assert option.id == PHRASE
    assert 10 < option.distance_km < 14
    placed = at_option(now, option, dataset, of=1)
    assert (placed.method, placed.place_id) == (PlaceMethod.RELATIVE, None)


@given(error_km=st.floats(0.1, 300))
def test_the_precision_of_a_spot_follows_from_its_error(error_km):
    now = PLACE
    placed = at_spot(now, latitude=34.7, longitude=44.9, error_km=error_km)
    assert placed.method is PlaceMethod.EDITOR
    assert placed.place_id is None
    if error_km <= 25:
        assert placed.geo_precision is GeoPrecision.NEAR
    else:
        assert placed.geo_precision is GeoPrecision.AREA


def test_a_place_without_a_position_keeps_its_name():
    bare = without_position(PLACE)
    assert (bare.latitude, bare.longitude, bare.error_km, bare.place_id) == (None, None, None, None)
    assert (bare.name, bare.method) == (PLACE.name, PlaceMethod.NOT_FOUND)
    assert (PLACE.geo_precision, bare.geo_precision) == (GeoPrecision.NEAR, GeoPrecision.COUNTRY)


PLACE = load_starter().incidents["kifri-2021-11-29"].places[0]


def test_a_position_outside_iraq_is_said_with_its_distance_and_one_inside_is_not(item, first, dataset):
    now = reviewed_fields(item, first, dataset).places[0]
    options = options_of(coded_place(item, first, 0), now)
    assert outside_words(now, options) is None
    far = at_spot(now, latitude=-90.0, longitude=44.96, error_km=2)
    options = options_of(coded_place(item, first, 0), far)
    assert outside_words(far, options) == "This position is outside Iraq, 13,842 km from Kifri. Is it meant?"
    assert outside_words(far, ()) == "This position is outside Iraq. Is it meant?"
    assert outside_words(without_position(far), options) is None
