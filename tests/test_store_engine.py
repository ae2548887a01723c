"""How the database is really reached: settings in force, statements sent, locks held, failures told plainly."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url

from geo.errors import StoreError
from geo.store import open_store
from geo.store.engine import ADVISORY_LOCK, DEFAULT_PATH, Database
from geo.store.lock import WriteLock, _try_lock
from tests.store_samples import place

NOBODY = 65534


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    # A name that would be misread if it went into an address as it is.
    return tmp_path / "a store 100%25?mode=ro#.sqlite"


def address(path: Path) -> str:
    return URL.create("sqlite", database=str(path)).render_as_string()


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that other users can enter, which pytest's own folders are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Without root's right to write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    modes = {path: path.stat().st_mode for path in (folder, *folder.iterdir())}
    for path in modes:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with unprivileged():
            yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def pragma(connection, name: str):
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize("way", ["reading", "writing"])
def test_the_settings_that_keep_data_are_in_force(sqlite_path, way):
    with open_store(address(sqlite_path)) as store, getattr(store._database, way)() as connection:
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "synchronous") == 2  # FULL
        assert pragma(connection, "foreign_keys") == 1
        assert pragma(connection, "busy_timeout") == 30_000
    assert [path.name for path in sqlite_path.parent.glob("*.sqlite")] == [sqlite_path.name]


def test_the_address_of_a_store_opens_it_again(sqlite_path):
    with open_store(address(sqlite_path)) as store:
        store.write([place()], author="Desk", reason="a place")
    with open_store(store.url) as again:
        assert again.edition() == 1


def test_every_write_begins_immediate_and_every_read_begins(sqlite_path):
    sent: dict[str, list[str]] = {"reader": [], "writer": []}
    with open_store(address(sqlite_path)) as store:
        for name, statements in sent.items():
            # What the driver hands to SQLite, its own BEGINs included.
            event.listen(
                getattr(store._database, name),
                "connect",
                lambda connection, _, statements=statements: connection.set_trace_callback(statements.append),
            )
        store._database.reader.dispose()
        store.write([place()], author="Desk", reason="a place")
        store.write([place(note="checked")], author="Desk", reason="a check", based_on={("place", "kifri"): 1})
        store.edition()
    begun = {name: [s for s in statements if s.startswith("BEGIN")] for name, statements in sent.items()}
    assert begun == {"reader": ["BEGIN"], "writer": ["BEGIN IMMEDIATE"] * 2}
    assert [s for s in sent["writer"] if s in ("COMMIT", "ROLLBACK")] == ["COMMIT"] * 2
    changes = [s for s in sent["writer"] if s.split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert len(changes) == 5  # two revisions, two rows, one row closed
    assert sent["writer"].index("BEGIN IMMEDIATE") < min(sent["writer"].index(s) for s in changes)


def test_a_write_excludes_other_writers_from_its_first_moment_and_no_reader(sqlite_path):
    with open_store(address(sqlite_path)) as store, closing(sqlite3.connect(sqlite_path, timeout=0)) as outsider:
        outsider.isolation_level = None
        with store._database.writing():
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                outsider.execute("BEGIN IMMEDIATE")
            assert store.edition() == 0
        outsider.execute("BEGIN IMMEDIATE")
        outsider.execute("ROLLBACK")


def test_a_write_holds_the_file_lock_from_before_its_connection_opens_until_after_it_closes(sqlite_path):
    lock = sqlite_path.with_name(f"{sqlite_path.name}-lock")
    seen: list[tuple[str, bool]] = []
    with open_store(address(sqlite_path)) as store:
        event.listen(store._database.writer, "connect", lambda *_: seen.append(("opened", free(lock))))
        event.listen(store._database.writer, "commit", lambda *_: seen.append(("committed", free(lock))))
        event.listen(store._database.writer, "close", lambda *_: seen.append(("closed", free(lock))))
        store.write([place()], author="Desk", reason="a place")
    assert seen == [("opened", False), ("committed", False), ("closed", False)]
    assert free(lock)


def test_a_write_excludes_other_writers_on_postgresql(postgres_url):
    address = postgres_url.replace("+psycopg", "")
    asked = f"SELECT pg_try_advisory_xact_lock({ADVISORY_LOCK})"
    with open_store(postgres_url) as store, psycopg.connect(address, autocommit=True) as outsider:
        with store._database.writing():
            assert outsider.execute(asked).fetchone() == (False,)
            assert store.edition() == 0
        assert outsider.execute(asked).fetchone() == (True,)


def test_a_servers_own_time_zone_and_isolation_level_do_no_harm(postgres_url):
    def write(number: int) -> int:
        return store.write([place(f"place-{number}")], author="thread", reason="its own place")

    name = make_url(postgres_url).database
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
        connection.execute(f"ALTER DATABASE {name} SET timezone = 'Asia/Baghdad'")
    with open_store(postgres_url) as store, ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(write, range(16))) == list(range(1, 17))
        assert all(revision.at.tzinfo is dt.UTC for revision in store.revisions())
        store.verify()


def test_a_reader_cannot_write(database_url):
    with open_store(database_url) as store:
        store.write([place()], author="Desk", reason="a place")
        with pytest.raises(StoreError, match=r"read-?only"), store._database.reading() as connection:
            connection.exec_driver_sql("DELETE FROM place")
        assert list(store.dataset().places) == ["kifri"]


def test_a_reader_cannot_checkpoint_even_when_it_is_the_last_to_close(sqlite_path):
    log = sqlite_path.with_name(f"{sqlite_path.name}-wal")
    with open_store(address(sqlite_path)) as store:
        with store._database.reading() as connection:  # open, so that the writer is not the last to close
            store.write([place()], author="Desk", reason="a place")
        written = log.read_bytes()
        assert b"Kifri" in written
        with pytest.raises(StoreError, match="disk I/O error"), store._database.reading() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert log.read_bytes() == written


def test_a_writer_keeps_no_connection_open(sqlite_path):
    # Closing the last connection is a checkpoint, which only the holder of the write lock may make.
    opened: list[sqlite3.Connection] = []
    with open_store(address(sqlite_path)) as store:
        event.listen(store._database.writer, "connect", lambda connection, _: opened.append(connection))
        store.write([place()], author="Desk", reason="a place")
    assert len(opened) == 1
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")


def test_a_lock_that_is_not_given_back_in_time_is_an_error(tmp_path):
    path = tmp_path / "lock"
    with (
        WriteLock(path, timeout_s=30).held(),
        pytest.raises(StoreError, match="another writer holds it"),
        WriteLock(path, timeout_s=0.01).held(),
    ):
        pytest.fail("two holders")
    with WriteLock(path, timeout_s=0.01).held():
        pass


def test_who_waits_for_the_lock_is_not_overtaken(tmp_path):
    lock, order = WriteLock(tmp_path / "lock", timeout_s=30), []

    def wait_for_turn() -> None:
        with lock.held():
            order.append("waiter")

    waiter = threading.Thread(target=wait_for_turn)
    with lock.held():
        waiter.start()
        deadline = time.monotonic() + 30
        while free(tmp_path / "lock-queue"):  # until the other thread stands in the queue
            assert time.monotonic() < deadline
        order.append("holder")
    with lock.held():
        order.append("holder again")
    waiter.join()
    assert order == ["holder", "waiter", "holder again"]


def free(path: Path) -> bool:
    with path.open("ab") as file:
        return _try_lock(file.fileno())


def test_a_folder_that_cannot_be_written_is_told_plainly(shared_folder):
    with (
        read_only(shared_folder),
        pytest.raises(
            StoreError, match=r"could not be written: .*Permission denied.*this user may write to the folder"
        ),
    ):
        open_store(f"sqlite:///{shared_folder}/store.sqlite")
    assert list(shared_folder.iterdir()) == []


@pytest.mark.parametrize("parent", ["a file", "a folder"])
def test_a_path_that_cannot_be_a_store_is_told_plainly(tmp_path, parent):
    (tmp_path / "a file").write_text("not a folder", encoding="utf-8")
    (tmp_path / "a folder" / "store.sqlite").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"could not be written: .*; check the path"):
        open_store(f"sqlite:///{tmp_path / parent / 'store.sqlite'}")


def test_a_file_that_is_no_database_is_told_plainly_and_left_alone(tmp_path):
    path = tmp_path / "store.sqlite"
    path.write_text("id,title\n" * 500, encoding="utf-8")
    with pytest.raises(StoreError, match="file is not a database"):
        open_store(f"sqlite:///{path}")
    assert path.read_text(encoding="utf-8") == "id,title\n" * 500


def test_a_store_that_becomes_read_only_refuses_to_be_written(shared_folder):
    with open_store(f"sqlite:///{shared_folder}/store.sqlite") as store:
        store.write([place()], author="Desk", reason="a place")
        with read_only(shared_folder), pytest.raises(StoreError, match=r"could not be written: .*[Pp]ermission denied"):
            store.write([place("other")], author="Desk", reason="another")
        assert store.edition() == 1
        assert store.write([place("other")], author="Desk", reason="another") == 2


def test_a_snapshot_on_a_read_only_disk_can_be_read(shared_folder, sqlite_path):
    with open_store(address(sqlite_path)) as store:
        store.write([place()], author="Desk", reason="a place")
    with closing(sqlite3.connect(sqlite_path)) as connection:
        # A copy without a write-ahead log: with one, SQLite would want to write beside it.
        connection.execute("VACUUM INTO ?", [str(shared_folder / "snapshot.sqlite")])
    with read_only(shared_folder), open_store(f"sqlite:///{shared_folder}/snapshot.sqlite") as snapshot:
        assert list(snapshot.dataset().places) == ["kifri"]
        snapshot.verify()
        with pytest.raises(StoreError, match="could not be written"):
            snapshot.write([place("other")], author="Desk", reason="another")


def test_a_server_that_is_not_there_is_told_plainly():
    with pytest.raises(
        StoreError, match=r"postgresql://editor@127\.0\.0\.1:1/news could not be written: .*the server runs"
    ) as told:
        open_store("postgresql://editor:geheim@127.0.0.1:1/news")
    assert "geheim" not in str(told.value)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("mysql://editor:geheim@host/news", "kind 'mysql'"),
        ("editor:geheim@host", "cannot be read"),
        ("sqlite://", "expected a file"),
        ("sqlite:///:memory:", "expected a file"),
        ("sqlite:///store.sqlite?mode=ro", "no options"),
    ],
)
def test_an_address_that_is_no_store_is_refused_without_showing_passwords(address, message):
    with pytest.raises(StoreError, match=message) as told:
        open_store(address)
    assert "geheim" not in str(told.value)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://editor:geheim@host:5433/news", "postgresql://editor@host:5433/news"),
        ("postgres://host/news?user=editor&password=geheim", "postgres://host/news?user=editor"),
        (
            "postgresql+psycopg://editor@/news?host=/run&sslpassword=geheim",
            "postgresql+psycopg://editor@/news?host=%2Frun",
        ),
        ("sqlite:////data/store.sqlite", "sqlite:////data/store.sqlite"),
    ],
)
def test_the_address_of_a_store_shows_no_password(address, shown):
    assert Database.at(address).url == shown


def test_a_store_without_an_address_is_the_one_that_the_environment_names(monkeypatch, tmp_path):
    monkeypatch.setenv("SEAMLINE_DATABASE_URL", f"sqlite:///{tmp_path}/new/folder/store.sqlite")
    with open_store() as store:
        assert store.url == f"sqlite:///{tmp_path}/new/folder/store.sqlite"
    assert (tmp_path / "new" / "folder" / "store.sqlite").is_file()


def test_a_store_without_any_address_is_under_the_projects_root(monkeypatch, tmp_path):
    monkeypatch.delenv("SEAMLINE_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    assert Database.at(None).url == address(DEFAULT_PATH)
    assert Path(__file__).resolve().parent.parent / ".seamline" / "store.sqlite" == DEFAULT_PATH


def test_a_relative_address_stays_where_it_was_opened(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///store.sqlite") as store:
        monkeypatch.chdir("/")
        assert store.write([place()], author="Desk", reason="a place") == 1
    assert (tmp_path / "store.sqlite").is_file()
