"""The accounting strip: every statement in one bucket, nothing lost, and the rejected ones with their reasons."""

from __future__ import annotations

from collections import Counter

import pytest

from geo.accounting import accounting, rejected
from geo.importers.starter import load_starter
from geo.records import Dataset, Source, Statement
from geo.vocabulary import Bucket, CollectionId, Reason, Status

SCOPES = [(), (CollectionId.ARTICLES,), (CollectionId.CONTEXT,), tuple(CollectionId)]


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


def statement(statement_id: str, *, paragraph: int, start: int, source_id: str = "paper") -> Statement:
    passage = {"paragraph": paragraph, "start": start, "end": start + 1}
    return Statement.parse(
        {
            "id": statement_id,
            "source_id": source_id,
            "passage": passage,
            "text": "Regular attacks.",
            "bucket": "context",
            "reason": "habit",
        }
    )


def source(source_id: str, *, collection: str = "articles") -> Source:
    digest = [{"number": number, "text": "Attacks go on. They are frequent."} for number in (1, 2)]
    data = {"id": source_id, "outlet": "A paper", "outlet_id": "paper", "kind": "article", "title": "[a text]"}
    return Source.parse({**data, "collection": collection, "digest": digest})


@pytest.mark.parametrize("collections", SCOPES, ids=lambda scope: "+".join(scope) or "all")
def test_buckets_add_up_to_the_statements_of_each_source_and_of_all(starter, collections):
    found = accounting(starter, collections=collections)
    in_scope = [
        s
        for s in starter.statements.values()
        if not collections or starter.sources[s.source_id].collection in collections
    ]
    for account in found.accounts:
        assert sum(account.buckets.values()) == account.statements
        assert account.statements == sum(s.source_id == account.source_id for s in in_scope)
    assert sum(found.buckets.values()) == found.statements == len(in_scope) > 0
    assert found.buckets == {bucket: sum(s.bucket is bucket for s in in_scope) for bucket in Bucket}


def test_the_collections_together_account_for_every_statement_once(starter):
    parts = [accounting(starter, collections=(collection,)) for collection in CollectionId]
    whole = accounting(starter)
    assert sum(part.statements for part in parts) == whole.statements == len(starter.statements)
    assert Counter(account.source_id for part in parts for account in part.accounts) == Counter(list(starter.sources))
    assert sum((Counter(part.buckets) for part in parts), Counter()) == +Counter(whole.buckets)


def test_every_bucket_is_named_also_an_empty_one():
    found = accounting(Dataset.of([source("paper"), statement("one", paragraph=1, start=0)]))
    expected = {bucket: int(bucket is Bucket.CONTEXT) for bucket in Bucket}
    assert (dict(found.buckets), [dict(account.buckets) for account in found.accounts]) == (expected, [expected])


def test_a_source_without_statements_is_listed_with_none():
    found = accounting(Dataset.of([source("paper"), source("other"), statement("one", paragraph=1, start=0)]))
    assert [(account.source_id, account.statements) for account in found.accounts] == [("paper", 1), ("other", 0)]


def test_the_fullest_source_comes_first_under_its_name(starter):
    accounts = accounting(starter).accounts
    assert [a.source_id for a in accounts] == [
        a.source_id for a in sorted(accounts, key=lambda a: (-a.statements, a.source_id))
    ]
    assert {account.source_id: account.label for account in accounts}["esta"] == "ESTA, 4 December 2021"


@pytest.mark.parametrize(
    ("source_id", "buckets"),
    [
        ("esta", {"event": 6, "front": 1, "context": 10, "summary": 1, "incident": 1, "shared_toll": 1}),
        ("rudaw", {"event": 6, "context": 8, "support": 1, "incident": 1}),
    ],
)
def test_the_articles_end_in_these_buckets(starter, source_id, buckets):
    account = next(a for a in accounting(starter).accounts if a.source_id == source_id)
    assert {str(bucket): count for bucket, count in account.buckets.items() if count} == buckets


@pytest.mark.parametrize("collections", SCOPES, ids=lambda scope: "+".join(scope) or "all")
def test_the_rejected_are_those_in_context_and_summary_each_with_a_reason(starter, collections):
    found = rejected(starter, collections=collections)
    counted = accounting(starter, collections=collections).buckets
    assert len(found) == len(set(found)) == counted[Bucket.CONTEXT] + counted[Bucket.SUMMARY]
    assert all(s.reason in Reason for s in found)


def test_the_rejected_come_in_the_order_of_reading():
    records = [
        source("paper"),
        source("a-paper"),
        statement("c", paragraph=1, start=0),
        statement("b", paragraph=1, start=15),
        statement("a", paragraph=2, start=0),
        statement("d", paragraph=2, start=0, source_id="a-paper"),
    ]
    assert [s.id for s in rejected(Dataset.of(records))] == ["d", "c", "b", "a"]


def test_what_supports_withdrawn_incidents_alone_is_not_shown(starter):
    told: dict[str, set[tuple[str, ...]]] = {}
    for each in starter.statements.values():
        told.setdefault(each.source_id, set()).add(each.incident_ids)
    source_id, withdrawn = next((i, ids) for i, (ids, *more) in told.items() if len(ids) == 1 and not more)
    gone = starter.incidents[withdrawn[0]].model_copy(update={"status": Status.WITHDRAWN})
    dataset = Dataset.of([*(record for record in starter.records() if record.id != gone.id), gone])
    hidden = {s.id for s in starter.statements.values()} - {s.id for s in dataset.shown_statements}
    assert hidden == {s.id for s in starter.statements.values() if s.incident_ids == withdrawn}
    before, after = accounting(starter), accounting(dataset)
    assert after.statements == before.statements - len(hidden)
    assert source_id in {a.source_id for a in before.accounts} - {a.source_id for a in after.accounts}
    assert source_id not in {source.id for source in dataset.shown_sources}


def test_a_statement_on_an_incident_that_stands_stays_shown(starter):
    shared = next(s for s in starter.statements.values() if len(s.incident_ids) > 1)
    gone = starter.incidents[shared.incident_ids[0]].model_copy(update={"status": Status.WITHDRAWN})
    dataset = Dataset.of([*(record for record in starter.records() if record.id != gone.id), gone])
    assert shared in dataset.shown_statements


def test_chosen_sources_alone_are_counted_and_listed(starter):
    found = accounting(starter, sources=("esta",))
    assert [account.source_id for account in found.accounts] == ["esta"]
    assert found.statements == next(a.statements for a in accounting(starter).accounts if a.source_id == "esta")
    assert {s.source_id for s in rejected(starter, sources=("esta",))} == {"esta"}
    assert accounting(starter, collections=(CollectionId.CONTEXT,), sources=("esta",)).accounts == ()
