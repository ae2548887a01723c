"""Bringing a database to the schema of this version, by alembic's migrations."""

from __future__ import annotations

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, make_url

from geo.errors import StoreError
from geo.store.engine import ADDRESS_VARIABLE, Database

MIGRATIONS = Path(__file__).parent / "migrations"

# alembic hands its environment to the migrations through module-level names: one at a time in a process.
_ONE_MIGRATION = threading.Lock()


def upgrade(database: Database, *, migrations: Path = MIGRATIONS) -> None:
    """Apply the migrations that the database lacks, all or none; a new database gets all of them.

    A database that cannot be written is accepted when its schema is the current one.

    Raises:
        StoreError: the database was written by a newer version, or cannot be reached or migrated.
    """
    try:
        with database.writing() as connection:
            _upgrade(connection, _config(migrations), store=database.url)
    except StoreError:
        if not _is_readable_and_current(database, _config(migrations)):
            raise


def require_store(database: Database) -> None:
    """Refuse an address at which nobody has made a store, before anything is made there.

    Raises:
        StoreError: there is none, or it cannot be reached.
    """
    url = make_url(database.url)
    is_there = url.get_backend_name() != "sqlite" or Path(url.database or "").exists()
    if is_there:
        with database.reading() as connection:
            is_there = _schema_of(connection) is not None
    if not is_there:
        raise StoreError(
            f"expected a store at {database.url}, got none there; correct --url or {ADDRESS_VARIABLE}, "
            "or make one: python -m geo seed"
        )


def _upgrade(connection: Connection, config: Config, *, store: str) -> None:
    known = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    found = _schema_of(connection)
    if found is not None and found not in known:
        raise StoreError(
            f"expected the store {store} to have a schema that this version of Seamline knows (up to {known[0]!r}), "
            f"got {found!r}, which a newer version wrote; use that version or a newer one"
        )
    if found == known[0]:
        return
    config.attributes["connection"] = connection
    try:
        with _ONE_MIGRATION:
            command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"the schema {found!r} of the store {store} could not be brought to {known[0]!r}: {error}"
        ) from error


def _is_readable_and_current(database: Database, config: Config) -> bool:
    try:
        with database.reading() as connection:
            return _schema_of(connection) == ScriptDirectory.from_config(config).get_current_head()
    except StoreError:
        return False


def _schema_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(migrations: Path) -> Config:
    config = Config()
    # A percent sign would start an interpolation.
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
