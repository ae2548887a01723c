"""The first start: the starter data is written once, whoever starts at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from geo import bootstrap
from geo.bootstrap import AUTHOR, ensure_store, open_default_store, seed
from geo.importers.starter import load_starter, read_starter
from geo.records import Actor
from geo.store import Store, open_store

ROOT = Path(__file__).resolve().parent.parent
# Opens the store, waits until told, then seeds it and says whether it wrote.
SEEDER = """
import sys
from geo.bootstrap import seed
from geo.store import open_store
with open_store(sys.argv[1]) as store:
    print("ready", store.edition(), flush=True)
    sys.stdin.readline()
    print(seed(store), flush=True)
"""
# The same by the way that app.py takes, in processes that all find nothing yet, not even a folder.
STARTER = """
import sys
print("ready", flush=True)
sys.stdin.readline()
from geo.bootstrap import ensure_store
print(ensure_store().edition(), flush=True)
"""


@pytest.fixture
def default_store(tmp_path, monkeypatch) -> Iterator[str]:
    """The address of the process's own store, not there yet, and forgotten afterwards."""
    address = f"sqlite:///{tmp_path / 'new' / 'store.sqlite'}"
    monkeypatch.setenv("SEAMLINE_DATABASE_URL", address)
    bootstrap._opened.cache_clear()
    yield address
    if bootstrap._opened.cache_info().currsize:
        open_default_store().close()
    bootstrap._opened.cache_clear()


@contextmanager
def processes(code: str, *arguments: str, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    command, pipe = [sys.executable, "-W", "error", "-c", code, *arguments], subprocess.PIPE
    started = [
        subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdin=pipe, stdout=pipe, text=True)
        for _ in range(count)
    ]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def told(process: subprocess.Popen[str], word: str | None = None) -> str:
    if word is not None:
        process.stdin.write(f"{word}\n")
        process.stdin.flush()
    return process.stdout.readline().strip()


def tell_all(started: list[subprocess.Popen[str]], word: str) -> None:
    for process in started:
        process.stdin.write(f"{word}\n")
        process.stdin.flush()


def test_two_processes_that_seed_one_store_at_once_end_with_one_edition(database_url):
    with processes(SEEDER, database_url, count=2) as seeders:
        assert [told(process) for process in seeders] == ["ready 0", "ready 0"]
        tell_all(seeders, "go")
        assert sorted(told(process) for process in seeders) == ["False", "True"]
        assert [process.wait() for process in seeders] == [0, 0]
    with open_store(database_url) as store:
        assert [(info.number, info.author) for info in store.revisions()] == [(1, AUTHOR)]
        assert sorted(r.id for r in store.dataset().records()) == sorted(r.id for r in load_starter().records())
        store.verify()


def test_processes_that_start_at_once_without_a_store_end_with_one_edition(default_store):
    with processes(STARTER, count=3) as starters:
        assert [told(process) for process in starters] == ["ready"] * 3
        tell_all(starters, "go")
        assert [told(process) for process in starters] == ["1"] * 3
        assert [process.wait() for process in starters] == [0] * 3
    with open_store(default_store) as store:
        assert len(store.revisions()) == 1


def test_what_another_process_wrote_in_the_meantime_stands(database_url, monkeypatch):
    def overtaken():
        records = read_starter()
        other_version = [r.model_copy(update={"note": "Of another version."}) if r.id == "isis" else r for r in records]
        with open_store(database_url) as other:
            other.write(other_version, author="Another process", reason="first")
        return records

    monkeypatch.setattr(bootstrap, "read_starter", overtaken)
    with open_store(database_url) as store:
        assert seed(store) is False
        assert [info.author for info in store.revisions()] == ["Another process"]
        assert store.dataset().actors["isis"].note == "Of another version."


def test_a_store_that_holds_an_edition_stays_as_it_is(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        assert seed(store) is True
        isis = store.dataset().actors["isis"]
        edited = isis.model_copy(update={"note": "Edited."})
        store.write([edited], author="Desk", reason="a note", based_on={("actor", "isis"): 1})
        assert seed(store) is False
        assert store.edition() == 2
        assert store.dataset().actors["isis"] == edited


def test_a_store_with_records_of_its_own_is_not_filled_up(tmp_path):
    own = Actor.parse({"id": "our-own", "names": {"en": "Our own"}, "side": "unidentified"})
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.write([own], author="Desk", reason="begins without the starter data")
        assert seed(store) is False
        assert (store.edition(), list(store.dataset().records())) == (1, [own])


def test_the_starter_data_comes_back_from_the_store_as_it_was(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        seed(store)
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        assert list(store.dataset().records()) == list(load_starter().records())


def test_the_default_store_is_made_and_seeded_where_the_environment_says(default_store):
    store = ensure_store()
    assert store.url == default_store
    assert (store.edition(), len(store.dataset().incidents)) == (1, 22)
    assert ensure_store() is open_default_store() is store
    assert store.edition() == 1


def test_threads_that_ask_first_at_once_share_one_store(default_store, monkeypatch):
    opened: list[Store] = []
    together = threading.Barrier(8)

    def opening() -> Store:
        opened.append(open_store())
        return opened[-1]

    def ask(_: int) -> Store:
        together.wait()
        return open_default_store()

    monkeypatch.setattr(bootstrap, "open_store", opening)
    with ThreadPoolExecutor(8) as threads:
        given = set(threads.map(ask, range(8)))
    assert (len(given), len(opened)) == (1, 1)


def test_a_store_that_cannot_be_opened_is_asked_for_again(default_store, monkeypatch):
    from geo.errors import StoreError

    with monkeypatch.context() as changed:
        changed.setenv("SEAMLINE_DATABASE_URL", "mysql://host/db")
        with pytest.raises(StoreError):
            open_default_store()
    assert open_default_store().url == default_store
