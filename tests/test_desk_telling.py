"""What the desk refuses is said in an editor's words: the card, the field, what was expected and what came."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from geo.bootstrap import seed
from geo.desk import deciding
from geo.desk.drafts import save_item
from geo.desk.errors import NotReviewedError, WordingError
from geo.desk.items import DeskArticle, Fields
from geo.desk.positions import at_option, options_of
from geo.desk.proposing import proposed_fields
from geo.desk.publishing import preview
from geo.desk.telling import in_words, name_of, numbers_of
from geo.errors import InvalidRecordError, SeamlineError
from geo.fetch import FetchRefusedError, FetchSettings, fetch_article
from geo.records import Incident
from geo.store import Store, open_store
from tests.desk_samples import TEXT, accepted_item, article, coded_item, coding, editor, passage

LONG = TEXT[TEXT.index("and he had served") : TEXT.index("beside the road")]
# Ids, names of classes and of pydantic, and values that hold others.
PROGRAM_TEXT = re.compile(
    r"draft-\w|desk-\w|-20\d\d-\d\d-\d\d-|own-\d|[{}\[\]]|Value error|is not valid|[a-z]_[a-z]|\.\d\b"
)


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        seed(opened)
        yield opened


def refused(store: Store, **first) -> str:
    item = accepted_item(store, first=first)
    with pytest.raises(SeamlineError) as caught:
        preview(store, editor(), item.id)
    words = in_words(caught.value)
    assert not PROGRAM_TEXT.search(words), words
    return words


def test_drafts_are_numbered_as_their_cards_are(store):
    item = coded_item(store)
    own = save_item(store, editor(), item.id, deciding.with_own_entry(item, "incident"), version=1)
    first, second, third = (draft.id for draft in (*item.coding.drafts, *item.coding.events))
    assert numbers_of(own) == {first: 1, second: 2, third: 3, "own-1": 4}
    assert name_of(own, "own-1", None) == "draft 4"
    assert name_of(own, second, "Attack " * 20) == "draft 2 (Attack Attack Attack Attack Attack Attack Attack Attack …)"


def test_drafts_without_a_decision_are_named_by_number_and_title(store):
    with pytest.raises(NotReviewedError) as caught:
        preview(store, editor(), coded_item(store).id)
    assert in_words(caught.value) == (
        "expected a decision on every draft, got none on draft 1 (Armed clash: Kifri), draft 2 (Attack: Kulajo); "
        "accept, merge or reject each"
    )


def test_a_likely_duplicate_is_named_with_its_day_and_the_card(store):
    words = refused(store, apart_from=[])
    assert words.startswith(
        "draft 1 (Armed clash: Kifri): expected a word on whether it is “Attack on Peshmerga outside Kifri” "
        "(29 November 2021), which is published and 100% like it, got none"
    )


REFUSALS = {
    "days the wrong way round": (
        {"corrections": {"date_start": "2021-12-03", "date_end": "2021-12-01"}},
        r"draft 1 \(.*\): expected the last possible day on or after the first, got 1 December 2021 after 3 December 2021",
    ),
    "no scene": ({"corrections": {"places": []}}, r"draft 1 \(.*\): expected where it happened, got nothing"),
    "a long digest": (
        {"digest": "word " * 41},
        r"what the public reads of draft 1 \(.*\): expected at most 40 words a passage, got 41",
    ),
    "a long quotation": ({"quotations": [passage(LONG)]}, r"a quotation of draft 1 \(.*\): expected at most 40 words"),
    "the article's words in a note": ({"corrections": {"note": LONG}}, r"note of draft 1 \(.*\): expected at most 40"),
    "a name": (
        {"corrections": {"note": "Rebwar Testname was there."}},
        r"may be names: 'Rebwar Testname' in note of draft 1 \(.*\); take them out",
    ),
    "a name in the digest": (
        {"digest": "Rebwar Testname was there."},
        r"may be names: 'Rebwar Testname' in text of the statement of draft 1 \(.*\); take them out",
    ),
}


@pytest.mark.parametrize(("first", "words"), REFUSALS.values(), ids=REFUSALS)
def test_what_keeps_a_draft_back_names_its_card_and_field(store, first, words):
    assert re.search(words, refused(store, **first))


def test_several_texts_of_one_draft_are_each_looked_at(store):
    quoted = [passage("a local official told reporters"), passage("The dead fighter was Rebwar Testname")]
    item = accepted_item(store, first={"quotations": quoted})
    with pytest.raises(WordingError, match=r"'Rebwar Testname' in text of the statement of draft 1 \(.*\), 3;"):
        preview(store, editor(), item.id)


FAULTS = {
    "a figure": (
        Fields,
        {"tolls": [{"group": "people", "outcome": "killed", "low": 12, "high": 10, "note": "n" * 200}]},
        "figure 1: expected “At most” no smaller than “At least”, got 12 to 10",
    ),
    "half a figure": (
        Fields,
        {"tolls": [{"group": "people", "outcome": "killed", "high": 10}]},
        "figure 1: expected “At least” beside “At most” 10, got none",
    ),
    "a number": (
        Fields,
        {"tolls": [{"group": "people", "outcome": "killed", "low": -1}]},
        "figure 1 “At least”: expected at least 0, got -1",
    ),
    "a code": (Fields, {"grade": "certain"}, "grade: expected one of the list, got “certain”"),
    "a day": (
        Fields,
        {"date_start": "soon"},
        "first possible day: expected a calendar date such as 2021-12-02, got 'soon'",
    ),
    "an empty title": (Fields, {"title": ""}, "title: expected a value, got none"),
    "a long title": (Fields, {"title": "x" * 4001}, "title: expected at most 4,000 characters, got 4,001"),
    "too many": (Fields, {"parties": ["isis"] * 31}, "parties: expected at most 30, got 31"),
    "an address": (
        DeskArticle,
        article(url="ftp://example.org"),
        "address: expected an address that starts with http:// or https:// and names a host, got 'ftp://example.org'",
    ),
}


@pytest.mark.parametrize(("record", "given", "words"), FAULTS.values(), ids=FAULTS)
def test_a_value_that_does_not_fit_is_said_by_its_label(record, given, words):
    with pytest.raises(InvalidRecordError) as caught:
        record.parse(given)
    assert in_words(caught.value) == words


def test_an_address_inside_the_network_is_said_once():
    with pytest.raises(FetchRefusedError) as caught:
        fetch_article("http://[::1]/", settings=FetchSettings())
    assert in_words(caught.value).startswith("expected a site on the public internet, got '::1', an address inside")


def test_public_notes_on_places_carry_no_rule_of_the_gazetteer(store):
    item = accepted_item(store)
    places = [
        p for record in preview(store, editor(), item.id).records if isinstance(record, Incident) for p in record.places
    ]
    assert [place.note for place in places] == [None] * len(places)
    draft = item.coding.drafts[0]
    now = proposed_fields(item, draft.id, store.dataset()).places[0]
    assert at_option(now, options_of(draft.places[0], now)[0], store.dataset(), of=1).note is None


def test_what_was_reckoned_from_words_says_so(store):
    text = TEXT.replace("in Kifri on", "in the village of Tal Testa, 12 km south of Kifri, on")
    item = coded_item(store, text=text)
    found = proposed_fields(item, coding(text).drafts[0].id, store.dataset()).places[0]
    assert (found.note, found.error_km is not None) == ("Reckoned as 12 km at bearing 180 from Kifri.", True)
