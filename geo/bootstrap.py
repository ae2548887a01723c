"""Opens the store that the application serves, and fills an empty one with the starter data, once."""

from __future__ import annotations

from functools import lru_cache

from geo.importers.starter import read_starter
from geo.store import Store, open_store

AUTHOR = "Seamline starter data"
REASON = "First edition: the two articles and the context collection"


@lru_cache(maxsize=1)
def open_default_store() -> Store:
    """The process's store, at SEAMLINE_DATABASE_URL or in .seamline; opened once, shared by all sessions.

    Raises:
        StoreError: when it cannot be opened.
    """
    return open_store()


def ensure_store() -> Store:
    """Open the store and write the starter data if it holds no edition yet."""
    store = open_default_store()
    if store.edition() == 0:
        store.write(read_starter(), author=AUTHOR, reason=REASON, based_on=None)
    return store
