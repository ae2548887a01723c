"""Short links in the store, on both databases: what is kept of a token, when a link ends, and whose rights it takes."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, select, text

from geo.bootstrap import seed
from geo.desk.errors import NotAnEditorError
from geo.desk.revising import edit, restore, withdraw
from geo.desk.rights import Closed
from geo.errors import InvalidRecordError, StoreError, UnknownRecordError
from geo.filters import Filter, MapPosition
from geo.links import (
    LIFETIMES,
    USUAL_LIFETIME,
    Link,
    LinkState,
    Snapshot,
    changed_words,
    compare,
    create_link,
    find_link,
    link_state,
    list_links,
    revoke_link,
    these_words,
)
from geo.links.tables import LINK
from geo.links.tokens import digest_of, new_token
from geo.store import Store, open_store
from geo.view import view_of
from tests.desk_samples import editor

KIFRI, KULAJO, DARA = "kifri-2021-11-29", "kulajo-2021-11-27", "dara-2020-06-13"
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A seeded store on each of the two databases, for what the database has a part in."""
    with open_store(database_url) as opened:
        seed(opened)
        yield opened


@pytest.fixture(scope="module")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("links") / "store.sqlite"
    with open_store(f"sqlite:///{file}") as opened:
        seed(opened)
    return file


@pytest.fixture
def copy(seeded_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A seeded store of one's own, for the rest."""
    file = tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(seeded_file)) as seeded:
        seeded.execute("VACUUM INTO ?", [str(file)])
    with open_store(f"sqlite:///{file}") as opened:
        yield opened


def make(store, **changes):
    usual = {"title": "Two villages", "chosen": Filter(), "edition": 1, "lifetime": DAY, "now": NOON}
    return create_link(store, editor(changes.pop("name", "Ada")), **usual | changes)


def retitle(store, incident_id, title):
    version = store.version("incident", incident_id)
    return edit(store, editor(), incident_id, {"title": title}, version=version, reason="A title.")


def put_out(store, incident_id, act=withdraw):
    return act(store, editor(), incident_id, version=store.version("incident", incident_id), reason="Checked again.")


# ---- the token -----------------------------------------------------------------------------------------------------


def test_what_was_made_is_found_by_its_token_alone(store):
    chosen = Filter(sources=("esta",), q="کفری & <b>", at=MapPosition(35, 44, 9), layers=("marks",), edition=1)
    token, link = make(store, chosen=chosen, title="  Two\n villages ")
    assert find_link(store, token) == link
    assert (link.title, link.pinned, link.created_by) == ("Two villages", chosen, "Ada")
    assert find_link(store, new_token()) is None
    assert find_link(store, link.digest) is None


def test_a_token_is_nowhere_in_the_database(store, tmp_path):
    tokens = [make(store)[0] for _ in range(3)]
    revoke_link(store, editor(), str(digest_of(tokens[0])))
    with store.database.reading() as connection:
        kept = [repr(row) for row in connection.execute(select(LINK))]
        for table in inspect(connection).get_table_names():
            kept += [repr(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]
    assert [row for row in kept if str(digest_of(tokens[1])) in row]  # the search finds what is there
    stored = "".join(kept).encode() + b"".join(file.read_bytes() for file in Path(tmp_path).glob("store.sqlite*"))
    assert [token for token in tokens if token.encode() in stored] == []


@pytest.mark.parametrize(
    "given", ["", "x", "A" * 21, "A" * 23, "A" * 21 + "/", "A" * 21 + "B", "é" * 22, "A" * 22 + "\n"]
)
def test_what_can_be_no_token_is_not_looked_for(given):
    assert digest_of(given) is None


def test_tokens_have_128_bits_and_differ():
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert {len(token) for token in tokens} == {22}
    assert None not in {digest_of(token) for token in tokens}


# ---- its end -------------------------------------------------------------------------------------------------------


def test_a_link_ends_at_exactly_its_time_and_a_revoked_one_stays_as_it_was_revoked(store):
    token, _ = make(store)
    link = find_link(store, token)
    assert link_state(link, at=NOON + DAY - dt.timedelta(microseconds=1)) is LinkState.VALID
    assert link_state(link, at=NOON + DAY) is LinkState.EXPIRED
    endless = find_link(store, make(store, lifetime=None)[0])
    assert link_state(endless, at=NOON + 10_000 * DAY) is LinkState.VALID
    revoked = revoke_link(store, editor("Grace"), link.digest, now=NOON)
    assert (revoked.revoked_by, revoked.revoked_at) == ("Grace", NOON)
    assert revoke_link(store, editor("Ada"), link.digest, now=NOON + DAY) == revoked == find_link(store, token)
    assert link_state(revoked, at=NOON + 2 * DAY) is LinkState.REVOKED


SAID = Snapshot(
    edition_at=NOON,
    filter_words="all incidents",
    incident_ids=(),
    total=0,
    without_position=0,
    possibly=0,
    killed=None,
    wounded=None,
    outlets=(),
)
LINK_SAMPLE = Link(digest="", title="", chosen=Filter(), edition=1, snapshot=SAID, created_at=NOON, created_by="Ada")
moments = st.datetimes(timezones=st.just(dt.UTC))


@given(
    made=moments,
    lifetime=st.timedeltas(min_value=dt.timedelta(microseconds=1)) | st.none(),
    revoked=st.booleans(),
    at=moments,
)
def test_a_link_is_valid_until_its_end_unless_revoked(made, lifetime, revoked, at):
    try:
        ends = None if lifetime is None else made + lifetime
    except OverflowError:
        ends = None
    link = replace(LINK_SAMPLE, expires_at=ends, revoked_at=made if revoked else None)
    found = link_state(link, at=at)
    assert (found is LinkState.REVOKED) == revoked
    assert (found is LinkState.VALID) == (not revoked and (ends is None or at < ends))


# ---- what it is made of --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong", [{"title": " \n"}, {"title": "x" * 121}, {"title": "a\x00b"}, {"lifetime": dt.timedelta(0)}], ids=repr
)
def test_a_title_or_an_end_that_cannot_be_is_refused(copy, wrong):
    with pytest.raises(InvalidRecordError):
        make(copy, **wrong)
    assert list_links(copy, editor(), of_all=True) == ()


@pytest.mark.parametrize("wrong", [{"edition": 0}, {"edition": 2}, {"chosen": Filter(sources=("nobody",))}], ids=repr)
def test_a_view_that_is_not_there_has_no_link(copy, wrong):
    with pytest.raises(UnknownRecordError):
        make(copy, **wrong)


def test_the_usual_lifetime_is_among_those_offered():
    assert LIFETIMES[USUAL_LIFETIME] == 90 * DAY


def test_the_words_of_a_link_stay_when_what_they_speak_of_is_withdrawn(copy):
    token, link = make(copy, chosen=Filter(sources=("esta",)))
    view = view_of(copy.dataset(1), Filter(sources=("esta",), edition=1))
    said = link.snapshot
    assert set(said.incident_ids) == view.ids
    assert (said.killed, said.total, said.filter_words) == (
        str(next(iter(view.tolls.values()))),
        view.total,
        "as told by ESTA, 4 December 2021",
    )
    assert said.outlets == ("ESTA",)
    for incident_id in said.incident_ids:
        put_out(copy, incident_id)
    assert find_link(copy, token).snapshot == said
    assert make(copy, chosen=Filter(sources=("esta",)), edition=copy.edition())[1].snapshot.killed is None


def test_words_that_are_damaged_are_said_to_be(copy):
    said = make(copy)[1].snapshot
    assert Snapshot.from_json(said.to_json()) == said
    for damaged in ("", "[]", "{}", said.to_json().replace("killed", "kiled")):
        with pytest.raises(StoreError, match="expected the words of a short link"):
            Snapshot.from_json(damaged)
    assert json.loads(said.to_json())["total"] == said.total


# ---- rights --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nobody", [None, "Ada", Closed("The desk is for editors.")], ids=repr)
def test_without_rights_nothing_is_made_listed_or_revoked(copy, nobody):
    token, link = make(copy)
    for act in (
        lambda: create_link(copy, nobody, title="Mine", chosen=Filter(), edition=1, lifetime=None),
        lambda: list_links(copy, nobody),
        lambda: revoke_link(copy, nobody, link.digest),
    ):
        with pytest.raises(NotAnEditorError):
            act()
    assert list_links(copy, editor(), of_all=True) == (link,) == (find_link(copy, token),)


def test_an_editor_sees_their_own_links_newest_first_or_those_of_all(store):
    first, second = (make(store, now=NOON + days * DAY)[1] for days in range(2))
    other = make(store, name="Grace", now=NOON - DAY)[1]
    assert list_links(store, editor("Ada")) == (second, first)
    assert list_links(store, editor("Ada"), of_all=True) == (second, first, other)
    with pytest.raises(UnknownRecordError):
        revoke_link(store, editor(), "0" * 64)


# ---- editions side by side -----------------------------------------------------------------------------------------


def test_an_edition_beside_itself_has_no_change(copy):
    assert compare(copy, 1, 1).count == 0


def test_changes_are_told_apart_and_only_what_differs_in_the_end_counts(store):
    before = store.dataset(1).incidents[KIFRI].title
    retitle(store, KIFRI, "One")
    put_out(store, KULAJO)
    put_out(store, DARA)
    since = compare(store, 1, 4)
    assert (since.added, since.withdrawn, list(since.changed)) == ((), (DARA, KULAJO), [KIFRI])
    assert [str(d) for change in since.changed[KIFRI] for d in change.differences] == [f"title: {before} → One"]
    assert changed_words(since) == "3 incidents changed since: 1 edited, 2 withdrawn."
    assert since.count_in({KIFRI, KULAJO}) == (1, 1)
    assert since.count_in(set()) == (0, 0)
    put_out(store, DARA, restore)
    retitle(store, KIFRI, before)
    assert changed_words(compare(store, 1, 6)) == "1 incident changed since: 1 withdrawn."
    assert changed_words(compare(store, 4, 6)) == "2 incidents changed since: 1 added, 1 edited."
    assert changed_words(compare(store, 5, 6)) == "1 incident changed since."
    assert changed_words(compare(store, 6, 6)) == "No incident changed since."


def test_a_figure_that_is_shared_changes_all_its_incidents_and_a_source_none(copy):
    claim = next(c for c in copy.dataset().claims.values() if set(c.incident_ids) == {KIFRI, KULAJO})
    source = copy.dataset().sources["esta"]
    records = [claim.model_copy(update={"note": "Read again."}), source.model_copy(update={"note": "Checked."})]
    based_on = {(r.kind_name, r.id): copy.version(r.kind_name, r.id) for r in records}
    newest = copy.write(records, author="Ada", reason="Notes.", based_on=based_on)
    since = compare(copy, 1, newest)
    assert list(since.changed) == [KIFRI, KULAJO]
    assert [(change.kind, change.record_id) for change in since.others] == [("source", "esta")]


def test_a_further_figure_shows_in_words(copy):
    claim = next(c for c in copy.dataset().claims.values() if set(c.incident_ids) == {KIFRI, KULAJO})
    more = claim.model_copy(update={"id": "more", "incident_ids": (KIFRI,), "low": 2, "high": None})
    newest = copy.write([more], author="Ada", reason="A figure.")
    (change,) = compare(copy, 1, newest).changed[KIFRI]
    assert [str(difference) for difference in change.differences] == ["figure: none → 2 or more"]


@pytest.mark.parametrize(
    ("changed", "withdrawn", "words"),
    [
        (0, 0, ""),
        (1, 0, "1 of these incidents was changed since."),
        (2, 1, "2 of these incidents were changed since, 1 was withdrawn."),
        (0, 1, "1 of these incidents was withdrawn since."),
        (0, 3, "3 of these incidents were withdrawn since."),
    ],
)
def test_what_became_of_a_links_incidents_is_said_in_words(changed, withdrawn, words):
    assert these_words(changed, withdrawn) == words
