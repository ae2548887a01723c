"""The schema and its migrations: fresh, repeated, by many at once, interrupted, and from the future."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from geo.desk.tables import ITEM
from geo.errors import StoreError
from geo.links.tables import LINK
from geo.store import open_store, schema
from geo.store.engine import Database
from geo.store.tables import METADATA, REVISION
from tests.store_process import Start, go_on, programs, said
from tests.store_samples import place

NEXT_STEP = """
import sys
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "0003"

def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("place", sa.Column("half", sa.Integer))
    {end}
"""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database.at(database_url)
    yield opened
    opened.close()


@pytest.fixture
def start() -> Iterator[Start]:
    with programs() as start_program:
        yield start_program


def migrations_with(folder: Path, *, end: str) -> Path:
    """A copy of the migrations with one more, which does some work before `end`."""
    copy = shutil.copytree(schema.MIGRATIONS, folder / "100% migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "versions" / "r9999_next.py").write_text(NEXT_STEP.format(end=end), encoding="utf-8")
    return copy


def state(database: Database) -> tuple[str | None, set[str], set[str]]:
    """The schema's number, the tables and the columns of one of them."""
    with database.reading() as connection:
        tables = set(inspect(connection).get_table_names())
        columns = (
            {column["name"] for column in inspect(connection).get_columns("place")} if "place" in tables else set()
        )
        return MigrationContext.configure(connection).get_current_revision(), tables, columns


def test_a_fresh_database_gets_exactly_the_tables_that_the_code_names(database):
    schema.upgrade(database)
    assert {ITEM.name, LINK.name, REVISION.name} <= METADATA.tables.keys()  # tables of all rooms that keep some
    ours = {"include_name": lambda name, kind, parents: kind != "table" or name in METADATA.tables}
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, **ours})
        assert compare_metadata(context, METADATA) == []
        inspected = inspect(connection)
        for table in METADATA.tables.values():
            assert {index["name"] for index in inspected.get_indexes(table.name)} == {
                index.name for index in table.indexes
            }
            assert len(inspected.get_foreign_keys(table.name)) == len(table.foreign_keys)


def test_a_repeated_upgrade_changes_nothing(database_url, database):
    with open_store(database_url) as store:
        store.write([place()], author="Desk", reason="a place")
    before = state(database)
    with open_store(database_url) as store:
        assert list(store.dataset().places) == ["kifri"]
    assert state(database) == before


def test_a_store_with_a_newer_schema_is_refused_and_left_alone(database_url, database, tmp_path):
    schema.upgrade(database, migrations=migrations_with(tmp_path, end="pass"))
    before = state(database)
    assert before[0] == "9999"
    with pytest.raises(StoreError, match=r"up to '0003'.*got '9999', which a newer version wrote; use that version"):
        open_store(database_url)
    assert state(database) == before


def test_a_migration_that_fails_half_way_is_rolled_back(database_url, database, tmp_path):
    with open_store(database_url) as store:
        store.write([place()], author="Desk", reason="a place")
    before = state(database)
    failing = migrations_with(tmp_path, end='op.execute("SELECT * FROM no_such_table")')
    with pytest.raises(StoreError, match="no_such_table"):
        schema.upgrade(database, migrations=failing)
    assert state(database) == before
    with open_store(database_url) as store:
        assert list(store.dataset().places) == ["kifri"]


def test_a_first_migration_that_fails_half_way_leaves_an_empty_database(database, tmp_path):
    before = state(database)[1] if "postgresql" in database.url else set()
    with pytest.raises(StoreError, match="no_such_table"):
        schema.upgrade(database, migrations=migrations_with(tmp_path, end='op.execute("SELECT * FROM no_such_table")'))
    assert state(database) == (None, before, set())


def test_a_migration_that_is_killed_is_rolled_back(database_url, database, tmp_path, start):
    with open_store(database_url) as store:
        store.write([place()], author="Desk", reason="a place")
    before = state(database)
    waiting = migrations_with(tmp_path, end='print("in the middle", flush=True); sys.stdin.readline()')
    process = start("migrate", database_url, str(waiting))
    assert said(process) == "in the middle"
    process.kill()
    process.wait()
    with open_store(database_url) as store:
        assert store.write([place("other")], author="Desk", reason="life goes on") == 2
    assert state(database) == before


def test_processes_that_open_a_fresh_store_at_once_all_get_it(database_url, start: Start):
    openers = [start("open_at_a_signal", database_url) for _ in range(3)]
    assert [said(opener) for opener in openers] == ["ready"] * 3
    go_on(*openers)
    assert [said(opener) for opener in openers] == ["0"] * 3
    assert [opener.wait() for opener in openers] == [0] * 3


def test_threads_that_open_fresh_stores_at_once_all_get_them(tmp_path):
    def opened(number: int) -> int:
        # Two threads on each of four stores: migrations of several databases in one process meet, too.
        with open_store(f"sqlite:///{tmp_path}/{number % 4}.sqlite") as store:
            return store.write([place(f"place-{number}")], author="thread", reason="its own place")

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(opened, range(8))) == [1] * 4 + [2] * 4
