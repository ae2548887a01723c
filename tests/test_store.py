"""What a store promises its callers: round trips, editions, history, and writes that are whole or not at all."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text

from geo.errors import InvalidRecordError, StaleWriteError, StoreError, UnknownRecordError
from geo.records import RECORD_TYPES, Actor, AnyRecord, Dataset, Incident, Names, PlaceMention
from geo.store import Store, open_store
from geo.store.tables import KINDS
from geo.vocabulary import GeoPrecision, PlaceMethod, Side, Status, TimePrecision
from tests.store_samples import incident, place, report_on, vague_incident, whole_dataset

WORDS = st.text(min_size=1, max_size=30).filter(lambda words: bool(words.strip()))
IDS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True)


@st.composite
def datasets(draw) -> list[AnyRecord]:
    """Places, actors and incidents that refer to them, with any text and any position that the records allow."""
    places = [
        place(place_id, name=draw(WORDS), note=draw(st.none() | WORDS), latitude=draw(st.floats(-90, 90)))
        for place_id in draw(st.lists(IDS, unique=True, max_size=4))
    ]
    actors = [
        Actor(id="isis", names=Names(en=draw(WORDS), ar=draw(st.none() | WORDS)), side=draw(st.sampled_from(Side)))
    ]
    incidents = [
        draw(made_up_incidents(incident_id, [found.id for found in places]))
        for incident_id in draw(st.lists(IDS, unique=True, max_size=4))
    ]
    reports = [record for found in incidents for record in report_on(found.id)]
    return [*places, *actors, *incidents, *reports]


@st.composite
def made_up_incidents(draw, incident_id: str, place_ids: list[str]) -> Incident:
    known = draw(st.booleans())
    scene = PlaceMention(
        place_id=draw(st.sampled_from([None, *place_ids])),
        name=draw(WORDS),
        latitude=draw(st.floats(-90, 90)) if known else None,
        longitude=draw(st.floats(-180, 180)) if known else None,
        error_km=draw(st.floats(0, 1000)) if known else None,
        geo_precision=draw(st.sampled_from(GeoPrecision)),
        method=PlaceMethod.RELATIVE if known else PlaceMethod.NOT_FOUND,
    )
    first = draw(st.dates())
    last = draw(st.dates(min_value=first))
    changes = {
        "title": draw(WORDS),
        "summary": draw(WORDS),
        "places": (scene,),
        "date_start": first,
        "date_end": last,
        "time_precision": TimePrecision.of_days((last - first).days + 1),
        "status": draw(st.sampled_from(Status)),
        "note": draw(st.none() | WORDS),
    }
    return Incident.parse(incident(incident_id).model_copy(update=changes).as_json())


# The database is emptied by nobody between examples; each test below says why that does no harm.
ONE_DATABASE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with open_store(database_url) as opened:
        yield opened


@pytest.fixture
def seeded(store: Store) -> Store:
    store.write(whole_dataset(), author="Desk", reason="starter data")
    return store


def reopened(store: Store) -> Store:
    """The same database through a store that has read nothing yet."""
    return Store(store._database)


def contents(dataset: Dataset) -> list[AnyRecord]:
    """All records in the dataset's own order; datasets themselves compare by identity."""
    return list(dataset.records())


SEEDED = contents(Dataset.of(whole_dataset()))


def based_on_all(store: Store) -> dict[tuple[str, str], int]:
    return dict(store.versions())


def test_a_new_store_has_edition_0_which_is_empty(store):
    assert store.edition() == 0
    assert store.revisions() == ()
    assert contents(store.dataset()) == []
    assert contents(store.dataset(0)) == []


def test_a_dataset_of_every_kind_comes_back_as_it_was_written(seeded):
    assert seeded.edition() == 1
    assert {record.kind_name for record in whole_dataset()} == {kind.kind_name for kind in RECORD_TYPES}
    assert contents(seeded.dataset()) == SEEDED
    assert contents(reopened(seeded).dataset()) == SEEDED


@ONE_DATABASE
@given(records=datasets())
def test_whatever_the_records_allow_comes_back_as_it_was_written(store, records):
    # Examples follow each other as revisions of one store: what an earlier one wrote and this one has not stays.
    expected = {(record.kind_name, record.id): record for record in [*store.dataset().records(), *records]}
    store.write(records, author="hypothesis", reason="example", based_on=based_on_all(store))
    assert contents(reopened(store).dataset()) == contents(Dataset.of(expected.values()))
    assert contents(reopened(store).dataset()) == contents(store.dataset())


@ONE_DATABASE
@given(writes=st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 3)), max_size=6))
def test_every_edition_stays_what_it_was(store, writes):
    # The state that an example starts from is whatever the examples before it left.
    expected = {store.edition(): contents(store.dataset())}
    for notes in writes:
        records = [place(place_id, note=str(number)) for place_id, number in notes.items()]
        edition = store.write(records, author="Desk", reason="edit", based_on=based_on_all(store))
        written = {
            **{found.id: found for found in expected[max(expected)]},
            **{record.id: record for record in records},
        }
        expected[edition] = contents(Dataset.of(written.values()))
    fresh, descending = reopened(store), reopened(store)
    assert {number: contents(fresh.dataset(number)) for number in sorted(expected)} == expected
    assert {number: contents(descending.dataset(number)) for number in sorted(expected, reverse=True)} == expected


def test_an_edition_is_read_once_and_shared_by_all_threads(seeded):
    fresh = reopened(seeded)
    queries: list[str] = []
    start = threading.Barrier(8)

    def note(connection, cursor, statement, parameters, context, executemany):
        if "FROM incident" in statement:
            queries.append(statement)

    def read(_: int) -> Dataset:
        start.wait()
        return fresh.dataset(1)

    event.listen(fresh._database.reader, "before_cursor_execute", note)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(read, range(8)))
    assert len(queries) == 1
    assert all(dataset is found[0] for dataset in found)


def test_only_so_many_editions_are_kept(store):
    for number in range(20):
        store.write([place(f"place-{number}")], author="Desk", reason="one more")
    assert [len(store.dataset(number).places) for number in range(21)] == list(range(21))
    assert len(store._shelf._editions) == store._shelf._capacity


@pytest.mark.parametrize("edition", [-1, 2, 1000])
def test_an_edition_that_does_not_exist_is_refused_with_those_that_do(seeded, edition):
    with pytest.raises(UnknownRecordError, match=rf"from 1 to 1, got {edition}"):
        seeded.dataset(edition)


def test_another_store_on_the_same_database_sees_a_new_edition_at_once(seeded, database_url):
    with open_store(database_url) as other:
        assert contents(other.dataset()) == contents(seeded.dataset())
        seeded.write([place("kulajo-2")], author="Desk", reason="a second one")
        assert other.edition() == 2
        assert contents(other.dataset()) == contents(seeded.dataset())


def test_a_read_sees_one_state_while_others_write(seeded):
    count = select(KINDS["place"].table.c.id)
    with seeded._database.reading() as connection:
        before = len(connection.execute(count).all())
        seeded.write([place("kulajo-2")], author="Desk", reason="a second one")
        assert len(connection.execute(count).all()) == before
    with seeded._database.reading() as connection:
        assert len(connection.execute(count).all()) == before + 1


def test_a_revision_says_when_who_why_and_what(seeded):
    start = dt.datetime.now(dt.UTC)
    seeded.write([place("new")], author="  Zana ", reason="a place was missing — شوێن")
    first, second = seeded.revisions()
    assert (first.number, first.author, first.reason) == (1, "Desk", "starter data")
    assert first.changed["incident"] == 2
    assert sum(first.changed.values()) == len(whole_dataset())
    assert (second.number, second.author, second.reason) == (2, "Zana", "a place was missing — شوێن")
    assert second.changed == {"place": 1}
    assert second.at.tzinfo is dt.UTC
    assert start <= second.at <= dt.datetime.now(dt.UTC)
    assert first.digest != second.digest


@pytest.mark.parametrize("blank", ["", "  \n", "a\x00b", "\ud800"])
@pytest.mark.parametrize("part", ["author", "reason"])
def test_a_change_without_author_or_reason_is_refused(store, part, blank):
    with pytest.raises(InvalidRecordError, match=part):
        store.write([place()], **{"author": "Desk", "reason": "edit", part: blank})
    assert store.edition() == 0


def test_records_that_did_not_change_are_not_written_again(seeded):
    edition = seeded.write([*whole_dataset(), place("new")], author="Desk", reason="import again")
    assert edition == 2
    assert seeded.revisions()[-1].changed == {"place": 1}
    assert seeded.version("place", "new") == 1
    assert seeded.version("place", "kifri") == 1


@pytest.mark.parametrize("records", [(), whole_dataset()])
def test_a_write_that_changes_nothing_makes_no_revision(seeded, records):
    assert seeded.write(records, author="Desk", reason="nothing new") == 1
    assert len(seeded.revisions()) == 1


def test_an_edit_states_the_version_it_read(seeded):
    read = {("place", "kifri"): seeded.version("place", "kifri")}
    assert seeded.write([place(note="checked")], author="Desk", reason="check", based_on=read) == 2
    assert seeded.version("place", "kifri") == 2
    assert seeded.version("place", "kifri", edition=1) == 1
    assert seeded.dataset().places["kifri"].note == "checked"


@pytest.mark.parametrize(
    ("based_on", "message"),
    [
        (None, r"place 'kifri': expected a new record, or the version that was read, found version 2"),
        ({("place", "kifri"): 1}, r"place 'kifri': expected version 1, which was read, found version 2"),
        ({("place", "kifri"): 3}, r"place 'kifri': expected version 3, which was read, found version 2"),
        (
            {("actor", "kifri"): 2},
            r"place 'kifri': expected a new record, or the version that was read, found version 2",
        ),
    ],
)
def test_an_edit_of_another_version_than_the_current_one_is_refused(seeded, based_on, message):
    seeded.write([place(note="first")], author="A", reason="edit", based_on={("place", "kifri"): 1})
    with pytest.raises(StaleWriteError, match=message):
        seeded.write([place("new"), place(note="second")], author="B", reason="edit", based_on=based_on)
    assert seeded.dataset().places["kifri"].note == "first"
    assert "new" not in seeded.dataset().places
    assert seeded.edition() == 2


def test_two_edits_that_come_to_the_same_are_still_two_edits(seeded):
    read = {("place", "kifri"): 1}
    seeded.write([place(note="one more")], author="A", reason="edit", based_on=read)
    with pytest.raises(StaleWriteError, match=r"place 'kifri': expected version 1, which was read, found version 2"):
        seeded.write([place(note="one more")], author="B", reason="edit", based_on=read)


def test_an_edit_of_a_record_that_is_not_there_is_refused(store):
    with pytest.raises(StaleWriteError, match=r"place 'kifri': expected version 1, which was read, found none"):
        store.write([place()], author="Desk", reason="edit", based_on={("place", "kifri"): 1})


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (
            [place("new"), incident("stray").model_copy(update={"actors": incident().actors * 2, "places": ()})],
            "at least 1",
        ),
        ([place("new"), place("new")], "place 'new' twice"),
        ([place("new"), incident("stray").model_copy(update={"title": 7})], "incident.*title|Incident.*title"),
        ([place("new"), place("new-2", note="n").model_copy(update={"latitude": 95.0})], "latitude"),
    ],
)
def test_a_write_with_one_invalid_record_writes_nothing(seeded, records, message):
    with pytest.raises(InvalidRecordError, match=message):
        seeded.write(records, author="Desk", reason="import")
    assert seeded.edition() == 1
    assert contents(reopened(seeded).dataset()) == SEEDED


def test_a_write_that_would_leave_a_reference_to_nothing_is_refused(store):
    with pytest.raises(InvalidRecordError, match=r"'isis', which is not among the actors"):
        store.write([place(), incident()], author="Desk", reason="import")
    assert store.edition() == 0
    assert contents(store.dataset()) == []


def test_a_write_that_fails_half_way_leaves_nothing_behind(seeded):
    def fail(connection, cursor, statement, parameters, context, executemany):
        if statement.startswith("INSERT INTO incident"):
            connection.exec_driver_sql("SELECT * FROM no_such_table")

    event.listen(seeded._database.writer, "before_cursor_execute", fail)
    with pytest.raises(StoreError, match="no_such_table"):
        seeded.write([place("new"), incident("new"), *report_on("new")], author="Desk", reason="import")
    event.remove(seeded._database.writer, "before_cursor_execute", fail)
    assert seeded.edition() == 1
    assert contents(reopened(seeded).dataset()) == SEEDED
    assert seeded.write([place("new"), incident("new"), *report_on("new")], author="Desk", reason="import") == 2
    seeded.verify()


def test_a_writer_notices_one_that_does_not_take_the_lock(seeded):
    def interfere(connection, cursor, statement, parameters, context, executemany):
        if statement.startswith("UPDATE place"):
            connection.exec_driver_sql("UPDATE actor SET version = 2")

    event.listen(seeded._database.writer, "before_cursor_execute", interfere)
    changed = {
        "place": place(note="checked"),
        "actor": seeded.dataset().actors["isis"].model_copy(update={"note": "checked"}),
    }
    based_on = {(kind, record.id): 1 for kind, record in changed.items()}
    with pytest.raises(StaleWriteError, match="expected to close 1 current versions of kind actor, found 0"):
        seeded.write(changed.values(), author="Desk", reason="check", based_on=based_on)
    assert contents(reopened(seeded).dataset()) == SEEDED


def test_a_withdrawn_incident_stays_in_the_earlier_edition(seeded):
    withdrawn = incident().model_copy(update={"status": "withdrawn"})
    seeded.write([withdrawn], author="Desk", reason="it was elsewhere", based_on={("incident", "kifri-attack"): 1})
    assert seeded.dataset(1).incidents["kifri-attack"].status is Status.PUBLISHED
    assert seeded.dataset(2).incidents["kifri-attack"].status is Status.WITHDRAWN
    assert contents(reopened(seeded).dataset()) == contents(seeded.dataset())


def test_a_history_gives_every_version_with_its_revision(seeded):
    seeded.write([place("other")], author="A", reason="another place")
    seeded.write([place(note="checked")], author="B", reason="check", based_on={("place", "kifri"): 1})
    history = seeded.history("place", "kifri")
    assert [(info.number, info.author, record.note) for info, record in history] == [
        (1, "Desk", None),
        (3, "B", "checked"),
    ]
    assert [info for info, _ in history] == [seeded.revisions()[0], seeded.revisions()[2]]


@pytest.mark.parametrize(("kind", "record_id"), [("place", "nowhere"), ("village", "kifri"), ("incident", "kifri")])
def test_what_was_never_written_has_neither_history_nor_version(seeded, kind, record_id):
    with pytest.raises(UnknownRecordError, match=kind):
        seeded.history(kind, record_id)
    with pytest.raises(UnknownRecordError, match=record_id):
        seeded.version(kind, record_id)


def test_the_columns_worth_querying_follow_the_record(seeded):
    query = text(
        "SELECT id, date_start, date_end, latitude, longitude, sub_event_type, grade, collection, status "
        "FROM incident WHERE revision_to IS NULL ORDER BY id"
    )
    with seeded._database.reading() as connection:
        found, vague = ([str(value) for value in row] for row in connection.execute(query))
    shared = ["armed-clash", "single_source", "articles", "published"]
    assert found == ["kifri-attack", "2021-11-29", "2021-11-29", "34.69", "44.96", *shared]
    assert vague == [vague_incident().id, "2021-11-29", "2021-11-29", "None", "None", *shared]


def test_every_kind_of_record_has_a_table():
    assert [kind.record_type for kind in KINDS.values()] == list(RECORD_TYPES)
    assert all(name == kind.record_type.kind_name for name, kind in KINDS.items())


def test_any_order_of_the_same_records_gives_the_same_dataset(database_url):
    records: list[AnyRecord] = list(reversed(whole_dataset()))
    with open_store(database_url) as store:
        store.write(iter(records), author="Desk", reason="starter data")
        assert contents(store.dataset()) == SEEDED
