"""The cache of a remote geocoder's answers: kept between runs, shared by processes, and never a failure in it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from geo.errors import SeamlineError

CACHE_VARIABLE = "SEAMLINE_GEOCODING_CACHE"
DEFAULT_PATH = Path(__file__).resolve().parents[2] / ".seamline" / "geocoding.sqlite"
# A place that was found seldom moves; one that was not may be mapped next week.
KEEP_FOUND = timedelta(days=180)
KEEP_EMPTY = timedelta(days=7)
BUSY_TIMEOUT_S = 10

_TABLE = """
CREATE TABLE IF NOT EXISTS answer (
    service TEXT NOT NULL, query TEXT NOT NULL, places TEXT NOT NULL, asked_at TEXT NOT NULL,
    PRIMARY KEY (service, query)
) WITHOUT ROWID
"""

Answer = tuple[Mapping[str, Any], ...]


class AnswerCacheError(SeamlineError, RuntimeError):
    """The cache of geocoding answers cannot be read or written."""


def cache_path() -> Path:
    """Where the cache lies: the file that SEAMLINE_GEOCODING_CACHE names, or .seamline/geocoding.sqlite."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else DEFAULT_PATH


class AnswerCache:
    """Answers by service and query. What is put in is an answer, also an empty one; an outage is never put in."""

    def __init__(self, path: Path | None = None, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Name the file; it is made at the first use."""
        self.path = path or cache_path()
        self._now = now

    def get(self, service: str, query: str) -> Answer | None:
        """The kept answer, or None when there is none or it is too old.

        Raises:
            AnswerCacheError: when the file cannot be read.
        """
        with self._open() as connection:
            found = connection.execute(
                "SELECT places, asked_at FROM answer WHERE service = ? AND query = ?", (service, query)
            ).fetchone()
        if found is None:
            return None
        places = tuple(json.loads(found[0]))
        age = self._now() - datetime.fromisoformat(found[1])
        return places if age <= (KEEP_FOUND if places else KEEP_EMPTY) else None

    def put(self, service: str, query: str, places: Sequence[Mapping[str, Any]]) -> None:
        """Keep an answer, in place of an older one.

        Raises:
            AnswerCacheError: when the file cannot be written.
        """
        row = (service, query, json.dumps(list(places), ensure_ascii=False), self._now().isoformat())
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)", row)
            connection.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            opened = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
            with closing(opened) as connection:
                connection.execute(_TABLE)
                yield connection
        except (sqlite3.Error, OSError, ValueError) as error:
            raise AnswerCacheError(
                f"the geocoding cache {str(self.path)!r} could not be used: {error}; "
                f"delete it, or name another file in {CACHE_VARIABLE}"
            ) from error
