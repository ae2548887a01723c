"""How a store is reached: the address, the engines for reading and for writing, and who may write at a time.

A write is one transaction that excludes every other writer from its first statement on, on both engines:
`BEGIN IMMEDIATE` under a file lock on SQLite, an advisory lock on PostgreSQL. A read is one transaction with one
consistent picture, and never waits for a writer.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from geo.errors import StoreError
from geo.store.lock import WriteLock

ADDRESS_VARIABLE = "SEAMLINE_DATABASE_URL"
DEFAULT_PATH = Path(__file__).resolve().parents[2] / ".seamline" / "store.sqlite"
WRITE_TIMEOUT_S = 30
CONNECT_TIMEOUT_S = 10
# The first eight bytes of SHA-256("seamline store write"), as a signed number: no other program is likely to choose it.
ADVISORY_LOCK = -7_586_293_667_916_931_583

_EXPECTED = "sqlite:///path/to/store.sqlite or postgresql://user@host/database"


@dataclass(frozen=True)
class Database:
    """One store's address and its engines; `reading` and `writing` are the only ways in.

    Attributes:
        url: the address without passwords.
        advice: what to check when the database cannot be used.
        turn: the lock around a whole write, its connection's opening and closing included.
    """

    url: str
    reader: Engine
    writer: Engine
    advice: str
    turn: Callable[[], AbstractContextManager[None]]

    @classmethod
    def at(cls, address: str | None) -> Database:
        """The database at `address`, or at `SEAMLINE_DATABASE_URL`, or the embedded one under the project's root.

        Raises:
            StoreError: the address is neither a SQLite file nor a PostgreSQL database.
        """
        named = address or os.environ.get(ADDRESS_VARIABLE)
        url = _parsed(named) if named else _file_address(DEFAULT_PATH)
        match url.get_backend_name():
            case "sqlite":
                return _sqlite(url)
            case "postgresql" | "postgres":
                return _postgresql(url)
            case other:
                raise StoreError(f"expected {_EXPECTED} as the store's address, got a database of kind {other!r}")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads one consistent state.

        Raises:
            StoreError: the database cannot be reached or read.
        """
        with self._plain_errors("read"), self.reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that excludes all other writers; it commits at the end, or rolls back on any exception.

        Raises:
            StoreError: the database cannot be reached or written, or another writer does not finish.
        """
        with self._plain_errors("written"), self.turn(), self.writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.reader.dispose()
        self.writer.dispose()

    @contextmanager
    def _plain_errors(self, deed: str) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
            first_line = next(iter(str(cause).splitlines()), type(cause).__name__)
            raise StoreError(f"the store {self.url} could not be {deed}: {first_line}; {self.advice}") from error


def _parsed(address: str) -> URL:
    try:
        return make_url(address)
    except ArgumentError as error:
        # The text itself is not shown: what cannot be parsed may hold a password anywhere.
        raise StoreError(f"expected {_EXPECTED} as the store's address, got one that cannot be read") from error


def _file_address(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def _sqlite(url: URL) -> Database:
    if url.query or not url.database or url.database == ":memory:":
        raise StoreError(f"expected a file and no options, such as sqlite:////data/store.sqlite, got {str(url)!r}")
    path = Path(url.database).absolute()
    # The writer's connections are opened and closed under the lock and kept by no pool: closing a file's last connection
    # is a checkpoint too. Readers open the file read-only, so that they cannot checkpoint, whenever they are closed.
    writer = create_engine("sqlite://", creator=partial(_connect, path, mode="rwc"), poolclass=NullPool)
    reader = create_engine("sqlite://", creator=partial(_connect, path, mode="ro"), poolclass=QueuePool)
    _begin_with(writer, "BEGIN IMMEDIATE")
    _begin_with(reader, "BEGIN")
    advice = f"check the path, the free space, and that this user may write to the folder {str(path.parent)!r}"
    lock = WriteLock(path.with_name(f"{path.name}-lock"), timeout_s=WRITE_TIMEOUT_S)
    return Database(
        url=_file_address(path).render_as_string(),
        reader=reader,
        writer=writer,
        advice=advice,
        turn=partial(_sqlite_turn, path, lock),
    )


@contextmanager
def _sqlite_turn(path: Path, lock: WriteLock) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with lock.held():
        yield


def _connect(path: Path, *, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=WRITE_TIMEOUT_S,
        isolation_level=None,  # the driver begins no transactions of its own, `_begin_with` does
        check_same_thread=mode != "ro",  # a reader's connection is pooled and goes from thread to thread
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        if mode != "ro":
            _choose_wal(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _choose_wal(connection: sqlite3.Connection) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreError(
            f"expected a file system on which SQLite can keep a write-ahead log, got journal mode {mode!r}; "
            "move the store to a local disk"
        )


def _postgresql(url: URL) -> Database:
    options = {"connect_timeout": CONNECT_TIMEOUT_S, "client_encoding": "utf8"} | url.query
    engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args=options)
    # READ COMMITTED, whatever the server's default: what follows the advisory lock must see what its last holder wrote.
    writer = engine.execution_options(isolation_level="READ COMMITTED")
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    _begin_with(
        writer, f"SET LOCAL lock_timeout = '{WRITE_TIMEOUT_S}s'", f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"
    )
    advice = f"check that the server runs, the address in {ADDRESS_VARIABLE} and the rights of its user"
    return Database(url=_without_passwords(url), reader=reader, writer=writer, advice=advice, turn=nullcontext)


def _without_passwords(url: URL) -> str:
    return url.difference_update_query(["password", "sslpassword"])._replace(password=None).render_as_string()


def _begin_with(engine: Engine, *statements: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)
