"""A lock between processes for the writers of one SQLite file.

SQLite before 3.51.3 can damage a WAL database when two connections write or checkpoint in the same instant
(https://sqlite.org/wal.html, "WAL-reset bug"), so only the holder of this lock writes or checkpoints.

It is `flock` from the standard library: the kernel gives it back when its holder dies, however it dies, it also holds
between threads, since each use opens the file anew, and it needs no further package. It lies on a file of its own,
because closing any other handle of the database's file would drop the locks that SQLite itself holds on it.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from geo.errors import StoreError

# flock itself waits without end; asking again is what allows a time limit.
POLL_S = 0.002


class WriteLock:
    """One writer at a time, among all threads and processes that name the same path.

    Those who wait first take a second lock, the queue, so that a writer that starts again at once cannot overtake them.
    """

    def __init__(self, path: Path, *, timeout_s: float) -> None:
        self._path = path
        self._queue_path = path.with_name(f"{path.name}-queue")
        self._timeout_s = timeout_s

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock; not reentrant.

        Raises:
            StoreError: another writer kept it for longer than the time limit.
        """
        deadline = time.monotonic() + self._timeout_s
        with ExitStack() as locks:
            with self._locked(self._queue_path, deadline=deadline):
                locks.enter_context(self._locked(self._path, deadline=deadline))
            yield

    @contextmanager
    def _locked(self, path: Path, *, deadline: float) -> Iterator[None]:
        with path.open("ab") as file:
            while not _try_lock(file.fileno()):
                if time.monotonic() >= deadline:
                    raise StoreError(
                        f"expected the write lock {str(path)!r} within {self._timeout_s} s, but another writer holds it; "
                        "try again, and look for a process of Seamline that hangs"
                    )
                time.sleep(POLL_S)
            yield  # closing the file gives the lock back


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
