"""Drafts on the desk: they come back after a crash, a stale save is refused, and nothing is lost."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from geo.desk.drafts import (
    StaleSaveError,
    create_item,
    discard_item,
    item_versions,
    list_items,
    open_item,
    reopen_item,
    save_item,
)
from geo.desk.errors import DeskStateError
from geo.desk.items import Came, ItemState, Verdict
from geo.desk.tables import ITEM
from geo.errors import InvalidRecordError, UnknownRecordError
from geo.extraction.article import InvalidArticleError
from geo.store import Store, open_store
from tests.desk_samples import article, coded_item, coding, editor


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with open_store(database_url) as opened:
        yield opened


def test_the_migration_gives_exactly_the_tables_that_the_code_names(store):
    desk = {"include_name": lambda name, kind, parents: kind != "table" or name in ITEM.metadata.tables}
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, **desk})
        assert compare_metadata(context, ITEM.metadata) == []


def test_an_item_comes_back_whole_from_a_store_opened_anew(store, database_url):
    item = coded_item(store, url="https://wire.example/1", title="A title")
    drafts = [draft.id for draft in item.coding.drafts]
    decisions = [{"draft_id": drafts[0], "verdict": "reject", "reason": "Not in the region."}]
    saved = save_item(store, editor(), item.id, decisions, version=1)
    with open_store(database_url) as anew:
        found = open_item(anew, editor(), item.id)
    assert found == saved
    assert found.version == 2
    assert found.coding == coding()
    assert found.article.text == article()["text"]
    assert found.decision(drafts[0]).verdict is Verdict.REJECT
    assert found.decision(drafts[1]).verdict is Verdict.OPEN


def test_blanks_at_the_ends_of_a_text_stay_so_that_passages_fit(store):
    given = article(text="\n  ISIS attacked Kifri on Monday.  \n")
    assert create_item(store, editor(), given).article.text == given["text"]


def test_a_stale_save_is_refused_and_both_sides_are_kept(store):
    item = coded_item(store)
    first, second = (draft.id for draft in item.coding.drafts)
    save_item(store, editor("Ada"), item.id, [{"draft_id": first, "verdict": "accept"}], version=1)
    with pytest.raises(
        StaleSaveError, match="expected version 2 of the item, which Ada saved, got version 1"
    ) as refused:
        save_item(store, editor("Grace"), item.id, [{"draft_id": second, "verdict": "accept"}], version=1)
    newest = refused.value.newest
    assert newest == open_item(store, editor(), item.id)
    assert [d.draft_id for d in newest.decisions] == [first]
    merged = [*newest.decisions, {"draft_id": second, "verdict": "accept"}]
    assert save_item(store, editor("Grace"), item.id, merged, version=newest.version).version == 3
    assert [v.saved_by for v in item_versions(store, editor(), item.id)] == ["Ada", "Ada", "Grace"]


def test_what_is_discarded_stays_with_its_reason_and_can_be_taken_up_again(store):
    item = coded_item(store)
    for reason in ("", "  "):
        with pytest.raises(InvalidRecordError, match="expected a reason in words"):
            discard_item(store, editor(), item.id, version=1, reason=reason)
    gone = discard_item(store, editor(), item.id, version=1, reason="Told twice.")
    assert (gone.state, gone.reason) == (ItemState.DISCARDED, "Told twice.")
    assert list_items(store, editor()) == ()
    assert [line.id for line in list_items(store, editor(), states=[ItemState.DISCARDED])] == [item.id]
    with pytest.raises(DeskStateError, match="expected an item that is open, got one that is discarded"):
        save_item(store, editor(), item.id, [], version=2)
    assert reopen_item(store, editor(), item.id, version=2).state is ItemState.OPEN
    assert len(item_versions(store, editor(), item.id)) == 3


def test_the_list_shows_the_newest_first_with_what_is_decided(store):
    older, newer = coded_item(store), coded_item(store, title="Second")
    save_item(store, editor(), older.id, [{"draft_id": older.coding.drafts[0].id, "verdict": "accept"}], version=1)
    lines = list_items(store, editor())
    assert [line.id for line in lines] == [older.id, newer.id]
    assert [(line.decided, line.drafts) for line in lines] == [(1, 2), (0, 2)]
    assert lines[1].title == "Second"


def test_ids_cannot_be_guessed_and_are_not_repeated_in_messages(store):
    ids = {coded_item(store).id for _ in range(5)}
    assert len(ids) == 5
    assert all(re.fullmatch(r"[0-9a-f]{32}", found) for found in ids)
    with pytest.raises(UnknownRecordError) as unknown:
        open_item(store, editor(), "' OR 1=1 --")
    assert "OR 1=1" not in str(unknown.value)
    with pytest.raises(UnknownRecordError):
        item_versions(store, editor(), "nothing")


def test_a_manual_entry_has_no_text_and_an_article_has_words(store):
    manual = create_item(store, editor(), article(came="manual", text=""))
    assert manual.article.came is Came.MANUAL
    assert manual.coding.drafts == ()
    with pytest.raises(InvalidRecordError, match="expected no text with a manual entry"):
        create_item(store, editor(), article(came="manual"))
    with pytest.raises((InvalidRecordError, InvalidArticleError), match="expected an article with words"):
        create_item(store, editor(), article(text=" ... "))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"published": "yesterday"}, "published: .*expected a calendar date such as 2021-12-02, got 'yesterday'"),
        ({"published": 0}, "expected a calendar date"),
        ({"outlet": "  "}, "outlet: "),
        ({"url": "javascript:alert(1)"}, "expected an address that starts with http"),
        ({"came": "stolen"}, "came: "),
        ({"state": "published"}, "state: Extra inputs are not permitted"),
    ],
)
def test_a_forged_article_is_refused(store, changes, message):
    with pytest.raises(InvalidRecordError, match=message):
        create_item(store, editor(), article(**changes))
    assert list_items(store, editor()) == ()


FORGED = [
    ({"verdict": "publish"}, "verdict: "),
    ({"verdict": "reject"}, "expected a reason with a rejection"),
    ({"verdict": "merge"}, "expected merged_into with a merge"),
    ({"verdict": "accept", "merged_into": "kifri-attack"}, "expected merged_into with a merge"),
    ({"edition": 1}, "edition: Extra inputs"),
    ({"entry": "incident"}, "expected a draft of this item, or an entry of its own"),
    ({"draft_id": "draft-000000000000"}, "expected a draft of this item, or an entry of its own"),
    ({"draft_id": "../../x"}, "draft_id: "),
    ({"quotations": [{"start": 5, "end": 5}]}, "expected the quotation to end after it starts"),
    ({"quotations": [{"start": 0, "end": 10_000_000}]}, "expected a quotation within the article's"),
    ({"corrections": {"date_start": 20211130}}, "expected a calendar date"),
    ({"corrections": {"status": "published"}}, "corrections.status: Extra inputs"),
    ({"corrections": {"tolls": [{"group": "peshmerga", "outcome": "killed", "low": "2"}]}}, "corrections.tolls.0.low"),
    ({"corrections": {"tolls": [{"group": "peshmerga", "outcome": "killed", "low": 3, "high": 2}]}}, "got 3 to 2"),
    ({"corrections": {"places": [{"name": "X", "latitude": 91}]}}, "corrections.places.0"),
    ({"editor_note": "a\x00b"}, "expected plain text in every field"),
    ({"editor_note": "\ud800"}, "editor_note|expected plain text"),
]


@pytest.mark.parametrize(("changes", "message"), FORGED, ids=range(len(FORGED)))
def test_a_forged_decision_is_refused_and_changes_nothing(store, changes, message):
    item = coded_item(store)
    forged = {"draft_id": item.coding.drafts[0].id, **changes}
    with pytest.raises(InvalidRecordError, match=message):
        save_item(store, editor(), item.id, [forged], version=1)
    assert open_item(store, editor(), item.id) == item


def test_two_decisions_on_one_draft_and_too_many_are_refused(store):
    item = coded_item(store)
    one = {"draft_id": item.coding.drafts[0].id}
    with pytest.raises(InvalidRecordError, match="expected one decision for each draft"):
        save_item(store, editor(), item.id, [one, one], version=1)
    with pytest.raises(InvalidRecordError, match="expected at most 300 decisions, got 301"):
        save_item(store, editor(), item.id, [one] * 301, version=1)
    for page in (["x"], [None], [json.dumps(one)]):
        with pytest.raises(InvalidRecordError):
            save_item(store, editor(), item.id, page, version=1)


def test_the_desk_writes_no_revision_and_holds_with_the_chain(store):
    coded_item(store)
    assert store.edition() == 0
    store.verify()
    with store.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM desk_item")).scalar() == 1


SAVE_AND_DIE = """
import os, signal, sys
from geo.desk.drafts import save_item
from geo.store import open_store
from tests.desk_samples import coded_item, editor

store = open_store(sys.argv[1])
item = coded_item(store)
save_item(store, editor(), item.id, [{"draft_id": item.coding.drafts[0].id, "verdict": "accept"}], version=1)
print(item.id, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_saved_is_there_after_the_server_is_killed(database_url):
    root = Path(__file__).resolve().parents[1]
    killed = subprocess.run(
        [sys.executable, "-c", SAVE_AND_DIE, database_url], cwd=root, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with open_store(database_url) as store:
        item = open_item(store, editor(), killed.stdout.strip())
    assert item.version == 2
    assert item.decisions[0].verdict is Verdict.ACCEPT
