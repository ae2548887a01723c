"""Proposed duplicates: by date, place, actors and tolls, and the reader sees why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geo.bootstrap import seed
from geo.coding import code_article
from geo.desk import deciding
from geo.desk.drafts import create_item, save_item
from geo.desk.duplicates import Duplicate, duplicates_of, find_duplicates
from geo.desk.errors import NotReviewedError
from geo.desk.items import DeskArticle, Fields
from geo.desk.publishing import publish
from geo.gazetteer import LocalGeocoder
from geo.importers.starter import load_starter
from geo.records import Dataset
from geo.store import open_store
from geo.vocabulary import Status
from tests.desk_samples import accepted_item, coded_item, editor, likely_duplicates

KIFRI = "kifri-2021-11-29"
DAY = dt.date(2021, 11, 29)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_starter()


def fields(*, day: dt.date = DAY, days: int = 1, latitude: float | None = 34.69, **changes) -> Fields:
    position = {"latitude": latitude, "longitude": 44.96, "error_km": 5, "method": "gazetteer"}
    scene = {"name": "A post", "geo_precision": "2", **(position if latitude else {"method": "not_found"})}
    actors = [
        {"actor_id": "isis", "role": "attacker"},
        {"actor_id": "peshmerga", "role": "target"},
    ]
    values = {
        "date_start": day.isoformat(),
        "date_end": (day + dt.timedelta(days=days - 1)).isoformat(),
        "places": [scene],
        "actors": actors,
        "tolls": [{"group": "peshmerga", "outcome": "killed", "low": 2, "high": 2}],
    }
    return Fields.parse(values | changes)


def match(dataset: Dataset, found: Fields, incident_id: str = KIFRI) -> Duplicate | None:
    return next((d for d in find_duplicates(found, dataset, limit=100) if d.incident_id == incident_id), None)


def test_the_same_attack_is_proposed_first_with_all_its_reasons(dataset):
    best = find_duplicates(fields(), dataset)[0]
    assert best.incident_id == KIFRI
    assert best.score > 0.9
    date, place, actors, tolls = best.reasons
    assert date == "same day (2021-11-29)"
    assert place == "0 km between A post and Kifri, within the 13 km of both errors"
    assert actors == "same attacker: ISIS; same target: Kurdistan Region"
    assert tolls == "killed 2 here, 0–8 there"


@pytest.mark.parametrize("gap", [1, 2, 3])
def test_a_day_or_three_apart_lowers_the_score(dataset, gap):
    found = match(dataset, fields(day=DAY + dt.timedelta(days=gap)))
    assert found is not None
    assert found.score < match(dataset, fields()).score
    assert "apart" in found.reasons[0]


@pytest.mark.parametrize(
    "apart",
    [{"day": DAY + dt.timedelta(days=4)}, {"day": DAY - dt.timedelta(days=30), "days": 5}, {"latitude": 36.5}],
    ids=["four days", "a month", "two hundred km"],
)
def test_what_lies_outside_the_window_or_both_precisions_is_not_proposed(dataset, apart):
    assert match(dataset, fields(**apart)) is None


def test_errors_of_both_places_count_and_what_lies_a_little_beyond_is_less_sure(dataset):
    inside, beyond = (match(dataset, fields(latitude=latitude)) for latitude in (34.79, 34.95))
    assert inside is not None
    assert beyond is not None
    assert "within the 13 km" in inside.reasons[1]
    assert "beyond the 13 km" in beyond.reasons[1]
    assert beyond.score < inside.score


def test_other_actors_and_other_figures_lower_the_score(dataset):
    best = match(dataset, fields()).score
    others = fields(actors=[{"actor_id": "turkish_forces", "role": "attacker"}])
    many = fields(tolls=[{"group": "peshmerga", "outcome": "killed", "low": 40, "high": 40}])
    for changed, words in ((others, "different attackers"), (many, "killed 40 here")):
        found = match(dataset, changed)
        assert found.score < best
        assert any(words in reason for reason in found.reasons)


def test_what_is_not_known_speaks_neither_for_nor_against(dataset):
    unknown = fields(actors=[{"actor_id": "unidentified_gunmen", "role": "attacker"}], tolls=[])
    found = match(dataset, unknown)
    assert found.score > 0.9
    assert found.reasons[2:] == ("no actor to compare", "no figure to compare")


def test_without_a_position_only_the_same_name_is_proposed(dataset):
    assert find_duplicates(fields(latitude=None), dataset) == ()
    named = [{"name": "Kifri", "geo_precision": "4", "method": "not_found"}]
    found = match(dataset, fields(places=named))
    assert found is not None
    assert "both name Kifri" in found.reasons[1]


def test_without_a_date_nothing_is_proposed(dataset):
    assert find_duplicates(fields(date_start=None), dataset) == ()


def test_withdrawn_incidents_are_not_proposed(dataset):
    gone = dataset.incidents[KIFRI].model_copy(update={"status": Status.WITHDRAWN})
    records = [gone if record.id == KIFRI else record for record in dataset.records()]
    assert match(Dataset.of(records), fields()) is None


def test_an_items_draft_is_compared_as_it_is_reviewed_so_far(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        seed(store)
        item = coded_item(store)
        found = duplicates_of(item, item.coding.drafts[0].id, store.dataset())
    assert found[0].incident_id == KIFRI


@pytest.mark.parametrize("word", ["none", "merge", "apart"])
def test_what_is_most_likely_published_already_is_not_published_again_without_a_word_on_it(tmp_path, word):
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        seed(store)
        item = coded_item(store)
        first, second = (draft.id for draft in item.coding.drafts)
        item = save_item(store, editor(), item.id, deciding.rejected(item, second, "Doubtful"), version=item.version)
        decided = {
            "none": deciding.accepted,
            "merge": lambda item, draft: deciding.merged(item, draft, KIFRI),
            "apart": deciding.accepted,
        }[word]
        item = save_item(store, editor(), item.id, decided(item, first), version=item.version)
        for incident_id in likely_duplicates(store, item, first) if word == "apart" else ():
            told = deciding.told_apart(item, first, incident_id)
            item = save_item(store, editor(), item.id, told, version=item.version)
        if word == "none":
            with pytest.raises(
                NotReviewedError, match="100% like it, got none; merge with it, or say that it is another"
            ):
                publish(store, editor(), item.id, version=item.version, reason="A report")
            assert store.edition() == 1
        else:
            done = publish(store, editor(), item.id, version=item.version, reason="A report")
            assert (len(done.incident_ids), done.added_to) == {"merge": (0, (KIFRI,)), "apart": (1, ())}[word]


def test_what_a_colleague_publishes_while_an_item_is_reviewed_is_noticed_too(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        seed(store)
        mine, theirs = (accepted_item(store, outlet=outlet) for outlet in ("One Wire", "Another Wire"))
        publish(store, editor("Bo"), theirs.id, version=theirs.version, reason="A report")
        with pytest.raises(NotReviewedError, match="which is published and 100% like it"):
            publish(store, editor("Ada"), mine.id, version=mine.version, reason="A report")


EXPECTED = {
    ("esta-2021-12-04.txt", "2021-12-04"): ["qarachogh-2021-12-02", KIFRI, "kulajo-2021-11-27"],
    ("rudaw-2020-07-02.txt", "2020-07-02"): ["dara-2020-06-13"],
}


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "published"), EXPECTED)
def test_the_two_articles_own_incidents_are_proposed_first(corpus: Path, tmp_path, name, published):
    text = (corpus / "seeds" / name).read_text(encoding="utf-8")
    given = DeskArticle.parse({"came": "file", "text": text, "outlet": "Test Wire", "published": published})
    coding = code_article(given.as_article(), gazetteer=LocalGeocoder())
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        seed(store)
        item = create_item(store, editor(), given, coding=coding)
        first = [duplicates_of(item, draft.id, store.dataset())[0] for draft in coding.drafts]
    assert [found.incident_id for found in first] == EXPECTED[name, published]
    assert all(len(found.reasons) == 4 for found in first)
