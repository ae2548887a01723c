"""Opens the store that the application serves, and fills an empty one with the starter data, once."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from geo.errors import StaleWriteError
from geo.importers.starter import read_starter
from geo.store import Store, open_store
from geo.view import prepare

AUTHOR = "Seamline starter data"
REASON = "First edition: the two articles and the context collection"

# A cache alone would let two threads that come first both open a store, and one of the two would never be closed.
_OPENING = Lock()


def open_default_store() -> Store:
    """The process's store, at SEAMLINE_DATABASE_URL or in .seamline; opened once, shared by all sessions.

    Raises:
        StoreError: when it cannot be opened.
    """
    with _OPENING:
        return _opened()


@lru_cache(maxsize=1)
def _opened() -> Store:
    return open_store()


def ensure_store() -> Store:
    """Open the store and write the starter data if it holds no edition yet."""
    store = open_default_store()
    seed(store)
    return store


def prepare_newest() -> None:
    """Fill the default store if it is empty, and count its newest edition, so that no first reader waits for either."""
    prepare(ensure_store().dataset())


def seed(store: Store) -> bool:
    """Write the starter data as the first edition; a store that holds an edition stays as it is.

    Returns:
        Whether this call wrote it. Of several processes that seed one store at once, one writes.

    Raises:
        InvalidRecordError: when the files in `seeds/` are not as expected.
        StoreError: when the store cannot be read or written.
    """
    if store.edition() > 0:
        return False
    records = read_starter()
    never_written = {(record.kind_name, record.id): 0 for record in records}
    try:
        store.write(records, author=AUTHOR, reason=REASON, based_on=never_written)
    except StaleWriteError:  # another process has written in the meantime: what it wrote stands
        return False
    return True
