"""An article that came before is recognised, and one text that two outlets print is no second source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from geo.bootstrap import seed
from geo.desk.drafts import create_item
from geo.desk.errors import NotAnEditorError
from geo.desk.items import DeskArticle
from geo.desk.publishing import publish
from geo.desk.reprints import met_before, reprints_of
from geo.desk.rights import Closed
from geo.store import Store, open_store
from tests.desk_samples import TEXT, accepted_item, article, coded_item, editor

REPORT = DeskArticle.parse(article())
ANOTHER = (
    "A roadside bomb hit a convoy of the Iraqi army near Tuz Khurmatu on Wednesday. Two soldiers died, the army said. "
    "Nobody has claimed the bombing so far, and roads in the area stayed closed until the evening."
)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with open_store(database_url) as opened:
        seed(opened)
        yield opened


def of(**changes: str) -> DeskArticle:
    return DeskArticle.parse(article(**changes))


def test_nothing_was_met_at_an_empty_desk(store):
    assert not met_before(store, editor(), REPORT)


@pytest.mark.parametrize(
    "again",
    [
        of(text=TEXT),
        of(text=TEXT.upper().replace("\n\n", "\n"), outlet="Other Paper"),
        of(text=ANOTHER, url="http://www.wire.example/report/1/?utm_source=mail#top"),
    ],
    ids=["same text", "same words", "same address"],
)
def test_the_same_words_or_the_same_address_are_recognised(store, again):
    item = coded_item(store, url="https://wire.example/report/1")
    assert [*met_before(store, editor(), again).items] == [item.id]


@pytest.mark.parametrize("url", ["https://wire.example/report/2", "https://wire.example/report/1?page=2"])
def test_another_text_at_another_address_is_new(store, url):
    coded_item(store, url="https://wire.example/report/1")
    assert not met_before(store, editor(), of(text=ANOTHER, url=url))


def test_manual_entries_have_no_words_in_common(store):
    manual = DeskArticle.parse({"came": "manual", "outlet": "Test Wire", "published": "2021-11-30"})
    create_item(store, editor(), manual)
    assert not met_before(store, editor(), manual)


def test_a_published_source_is_recognised_by_its_address_and_by_its_text(store):
    item = accepted_item(store, url="https://wire.example/report/1")
    publish(store, editor(), item.id, version=item.version, reason="New report")
    source = store.dataset().sources[item.source_id]
    assert source.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    by_text = met_before(store, editor(), of(text=f"\n{TEXT.strip()}"))
    by_address = met_before(store, editor(), of(text=ANOTHER, url="https://wire.example/report/1"))
    assert [s.id for s in by_text.sources] == [s.id for s in by_address.sources] == [item.source_id]


def test_a_reprint_is_told_with_its_share_of_the_wording(store):
    first = coded_item(store)
    reprint = coded_item(store, outlet="Other Paper", text=TEXT.replace("two Peshmerga", "three Peshmerga"))
    found = reprints_of(store, editor(), reprint)
    assert [one.item_id for one in found] == [first.id]
    assert 0.8 < found[0].share < 1


def test_part_of_a_longer_text_is_a_reprint_and_another_report_is_none(store):
    whole = coded_item(store)
    part = coded_item(store, text=TEXT[: TEXT.index("The dead fighter")])
    other = coded_item(store, text=ANOTHER)
    assert [(one.item_id, one.share) for one in reprints_of(store, editor(), part)] == [(whole.id, 1.0)]
    assert reprints_of(store, editor(), other) == ()


def test_only_editors_may_ask(store):
    closed = Closed("Closed.")
    item = coded_item(store)
    with pytest.raises(NotAnEditorError):
        met_before(store, closed, REPORT)
    with pytest.raises(NotAnEditorError):
        reprints_of(store, closed, item)
