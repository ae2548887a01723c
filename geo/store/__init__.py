"""The store: every record in every version, one revision for each change, on SQLite or PostgreSQL."""

from geo.store.revisions import Revision, RevisionInfo
from geo.store.store import Store, open_store

__all__ = ["Revision", "RevisionInfo", "Store", "open_store"]
