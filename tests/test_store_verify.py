"""Verification: anything changed behind the store's back is found, and the first revision it touches is named."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from geo.errors import StoreError
from geo.store import Store, open_store
from geo.store.chain import FIRST, Written, digest
from geo.store.tables import canonical
from tests.store_samples import incident, place, whole_dataset


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with four_revisions(f"sqlite:///{tmp_path}/store.sqlite") as opened:
        yield opened


@contextmanager
def four_revisions(url: str) -> Iterator[Store]:
    """Everything, a place, a change of that place and of an incident, another place."""
    with open_store(url) as opened:
        opened.write(whole_dataset(), author="Desk", reason="starter data")
        opened.write([place("daquq", name="Daquq")], author="A", reason="a place was missing")
        changed = [place("daquq", name="Daquq", note="checked"), incident(title="Attack at Kifri")]
        opened.write(
            changed, author="B", reason="check", based_on={("place", "daquq"): 1, ("incident", "kifri-attack"): 1}
        )
        opened.write([place("laylan", name="Laylan")], author="A", reason="another place")
        opened.verify()
        yield opened


# A record that claims to be written by a revision to come.
GHOST = """
    INSERT INTO place SELECT 'ghost', 5, NULL, 1, kind, latitude, longitude, geonames_id, data
    FROM place WHERE id = 'laylan'
"""


@pytest.mark.parametrize(
    ("tampering", "revision"),
    [
        ("UPDATE place SET data = replace(data, 'Kifri', 'Kifrj') WHERE id = 'kifri'", 1),
        ("UPDATE place SET data = replace(data, 'Daquq', 'Daquk') WHERE id = 'daquq' AND version = 1", 2),
        ("UPDATE place SET data = replace(data, 'Daquq', 'Daquk') WHERE id = 'daquq' AND version = 2", 3),
        ("UPDATE place SET data = replace(data, 'Daquq', 'Daquk') WHERE id = 'daquq'", 2),
        ("UPDATE place SET data = '{}' WHERE id = 'laylan'", 4),
        ("UPDATE revision SET author = 'C' WHERE number = 3", 3),
        ("UPDATE revision SET reason = 'no reason' WHERE number = 1", 1),
        ("UPDATE revision SET at = '2021-12-04 00:00:00.000000' WHERE number = 2", 2),
        ("UPDATE revision SET digest = 'none' WHERE number = 2", 2),
        ("UPDATE place SET id = 'layla' WHERE id = 'laylan'", 4),
        ("UPDATE place SET version = 3 WHERE id = 'laylan'", 4),
        ("UPDATE place SET revision_to = NULL WHERE id = 'daquq' AND version = 1", 3),
        ("UPDATE place SET revision_to = 4 WHERE id = 'daquq' AND version = 1", 3),
        ("UPDATE place SET revision_to = 4 WHERE id = 'kifri'", 1),
        ("UPDATE place SET revision_from = 3 WHERE id = 'laylan'", 3),
        ("UPDATE place SET latitude = 0 WHERE id = 'laylan'", 4),
        ("UPDATE incident SET longitude = NULL WHERE version = 2", 3),
        ("UPDATE incident SET date_end = '2021-12-04' WHERE version = 2", 3),
        ("DELETE FROM claim", 1),
        ("DELETE FROM place WHERE id = 'laylan'", 4),
        (
            "DELETE FROM place WHERE id = 'laylan'; DELETE FROM revision WHERE number = 4; UPDATE revision SET number = 5 WHERE number = 3",
            3,
        ),
        ("UPDATE revision SET number = 0 WHERE number = 1", 1),
        (GHOST, 5),
    ],
)
def test_tampering_is_found_and_its_revision_named(store, tampering, revision):
    tamper(store, tampering)
    with pytest.raises(StoreError, match=rf"^revision {revision} of the store .* does not hold: "):
        store.verify()


@pytest.mark.parametrize("version", [0, 2, 3])
def test_a_version_out_of_sequence_is_found_even_under_a_forged_digest(store, version):
    laylan = store.dataset().places["laylan"]
    _, _, third, fourth = store.revisions()
    forged = digest(
        third.digest,
        number=4,
        at=fourth.at,
        author=fourth.author,
        reason=fourth.reason,
        written=[Written("place", "laylan", version, canonical(laylan))],
    )
    tamper(
        store,
        f"UPDATE place SET version = {version} WHERE id = 'laylan'; "
        f"UPDATE revision SET digest = '{forged}' WHERE number = 4",
    )
    with pytest.raises(
        StoreError, match=rf"^revision 4 of the store .*: version {version} of place 'laylan' does not follow"
    ):
        store.verify()


def test_tampering_is_found_on_either_engine(database_url):
    with four_revisions(database_url) as store:
        tamper(store, "UPDATE place SET latitude = 0 WHERE id = 'laylan'")
        with pytest.raises(
            StoreError, match=r"^revision 4 of the store .*: place 'laylan' has columns that differ .*: latitude"
        ):
            store.verify()
        tamper(store, "UPDATE place SET data = replace(data, 'Daquq', 'Daquk') WHERE id = 'daquq' AND version = 2")
        with pytest.raises(StoreError, match=r"^revision 3 of the store .*: its digest is not that of its contents"):
            store.verify()


def tamper(store: Store, statements: str) -> None:
    """Change the database as somebody would whom its constraints do not stop."""
    with closing(unconstrained(store.url)) as connection:
        for statement in ("DROP INDEX IF EXISTS ix_place_current", *statements.split("; ")):
            assert connection.execute(statement).rowcount != 0
        connection.commit()


def unconstrained(url: str) -> sqlite3.Connection | psycopg.Connection:
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"))  # where foreign keys are off unless asked for
    return psycopg.connect(url.replace("+psycopg", ""), options="-c session_replication_role=replica")


def test_a_bit_that_flips_on_disk_is_found(tmp_path):
    path = tmp_path / "store.sqlite"
    with open_store(f"sqlite:///{path}") as store:
        store.write(whole_dataset(), author="Desk", reason="starter data")
        store.write([place("daquq", name="Daquq", note="a note that stands once")], author="A", reason="missing")
    checkpoint(path)
    stored = bytearray(path.read_bytes())
    position = stored.index(b"a note that stands once")
    stored[position] ^= 1
    path.write_bytes(stored)
    with open_store(f"sqlite:///{path}") as store:
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        with pytest.raises(StoreError, match=r"^revision 2 of the store .* its digest is not that of its contents"):
            store.verify()


def checkpoint(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def test_damage_that_reading_meets_is_told_as_damage(store):
    tamper(store, "UPDATE place SET data = '{}' WHERE id = 'laylan'; DELETE FROM actor")
    with pytest.raises(StoreError, match="expected a valid place in the store"):
        Store(store._database).dataset()
    with pytest.raises(StoreError, match=r"does not fit together: .*'isis'"):
        Store(store._database).dataset(3)
    with pytest.raises(StoreError, match="expected a valid place in the store"):
        store.history("place", "laylan")


MOMENT = dt.datetime(2021, 12, 4, 12, tzinfo=dt.UTC)
ROWS = (Written("place", "kifri", 1, "{}"), Written("place", "kulajo", 1, "{}"))
REVISION = {"previous": FIRST, "number": 1, "at": MOMENT, "author": "A", "reason": "r", "written": ROWS}


def test_the_digest_follows_the_published_recipe():
    # Written out, so that anybody can check a store without this code.
    lines = (
        f'["{"0" * 64}",1,"2021-12-04T12:00:00.000000+00:00","A","r"]\n'
        '["place","kifri",1,"{}"]\n'
        '["place","kulajo",1,"{}"]\n'
    )
    assert digest(**REVISION) == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize(
    "same",
    [
        {"written": ROWS[::-1]},
        {"at": MOMENT.astimezone(dt.timezone(dt.timedelta(hours=3)))},
    ],
)
def test_the_digest_depends_neither_on_order_nor_on_the_time_zone(same):
    assert digest(**(REVISION | same)) == digest(**REVISION)


@pytest.mark.parametrize(
    "other",
    [
        {"previous": "1" * 64},
        {"number": 2},
        {"at": MOMENT + dt.timedelta(microseconds=1)},
        {"author": "B"},
        {"author": 'A","r', "reason": ""},
        {"written": ROWS[:1]},
        {"written": (*ROWS, ROWS[0])},
        {"written": (ROWS[0], ROWS[1]._replace(version=2))},
        {"written": (ROWS[0], ROWS[1]._replace(kind="actor"))},
        {"written": (ROWS[0], ROWS[1]._replace(data='{"a":1}'))},
    ],
)
def test_the_digest_depends_on_everything_else(other):
    assert digest(**(REVISION | other)) != digest(**REVISION)
