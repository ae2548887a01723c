"""Several writers at once, in threads and in processes, and writers that die: no update is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo.errors import StaleWriteError
from geo.store import open_store
from tests.store_process import Start, go_on, programs, said
from tests.store_samples import place


@pytest.fixture
def start() -> Iterator[Start]:
    with programs() as start_program:
        yield start_program


def test_two_processes_that_edit_one_record_lose_no_update(database_url, start):
    with open_store(database_url) as store:
        store.write([place("counter", note="0")], author="Desk", reason="start")
    writers = [start("count_up", database_url, "25") for _ in range(2)]
    assert [said(writer) for writer in writers] == ["read", "read"]
    go_on(*writers)
    refused = [int(said(writer)) for writer in writers]
    assert [writer.wait() for writer in writers] == [0, 0]
    with open_store(database_url) as store:
        assert store.dataset().places["counter"].note == "50"
        assert store.edition() == 51
        assert [record.note for _, record in store.history("place", "counter")] == [str(n) for n in range(51)]
        store.verify()
    assert sum(refused) >= 1  # both started from the same version


def test_threads_that_edit_one_record_lose_no_update(database_url):
    meet = threading.Barrier(4)

    def add_one(_: int) -> bool:
        edition = 1
        meet.wait()  # all have chosen to build on edition 1
        changed = place("counter", note="1")
        based_on = {("place", "counter"): store.version("place", "counter", edition=edition)}
        try:
            store.write([changed], author="thread", reason="one more", based_on=based_on)
        except StaleWriteError:
            return False
        return True

    with open_store(database_url) as store, ThreadPoolExecutor(4) as threads:
        store.write([place("counter", note="0")], author="Desk", reason="start")
        written = list(threads.map(add_one, range(4)))
        assert sorted(written) == [False, False, False, True]
        assert store.edition() == 2


def test_many_threads_that_write_different_records_all_succeed(database_url):
    def write(number: int) -> int:
        return store.write([place(f"place-{number}")], author="thread", reason="its own place")

    # More threads than the pool has connections: those who wait for their turn must not keep the one who has it waiting.
    with open_store(database_url) as store, ThreadPoolExecutor(24) as threads:
        editions = list(threads.map(write, range(48)))
        assert sorted(editions) == list(range(1, 49))
        assert len(store.dataset().places) == 48
        store.verify()


def test_a_writer_that_is_killed_loses_nothing_that_it_acknowledged(database_url, start):
    for rounds, acknowledgements in enumerate((3, 17, 29, 8), start=1):
        writer = start("write_until_killed", database_url, f"round-{rounds}")
        acknowledged = [said(writer) for _ in range(acknowledgements)]
        writer.kill()
        # What it said between the last line read and its end; a line that is cut off was not acknowledged.
        acknowledged += [line.rstrip("\n") for line in writer.stdout if line.endswith("\n")]
        assert writer.wait() == -9
        with open_store(database_url) as store:
            for line in acknowledged:
                edition, place_id = line.split()
                assert place_id in store.dataset().places
                assert store.history("place", place_id)[0].info.number == int(edition)
            assert store.edition() - int(acknowledged[-1].split()[0]) in (0, 1)
            store.verify()
            # The dead writer holds no lock.
            store.write([place(f"after-{rounds}")], author="Desk", reason="life goes on")


def test_one_writer_dies_and_the_other_goes_on(database_url, start):
    dying, living = (start("write_until_killed", database_url, prefix) for prefix in ("dying", "living"))
    assert said(dying)
    assert said(living)
    dying.kill()
    dying.wait()
    before = [said(living) for _ in range(10)]
    assert all(before)
    living.kill()
    living.wait()
    with open_store(database_url) as store:
        assert {line.split()[1] for line in before} <= set(store.dataset().places)
        store.verify()
