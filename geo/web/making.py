"""Long work that a page watches: in a thread of its own once there is a place for it, told part by part, stopped at will."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from geo.bootstrap import open_default_store
from geo.errors import SeamlineError
from geo.filters import Filter
from geo.view import view_of
from geo.web.api import Asked

# A reader who watches the work can wait for a place; a program is told to come again.
WAIT_S: Final = 60.0


class StoppedError(SeamlineError, RuntimeError):
    """Somebody gave the work up before it was whole."""


@dataclass(frozen=True)
class Progress:
    """How far the work is."""

    done: int = 0
    of: int = 1
    words: str = "Starting"


class Making(ABC):
    """A file in the making, so that the page that waits for it answers its reader.

    While all places are taken nothing runs: the page that looks after the work calls `go_on`, and where nobody looks any
    more, nobody waits.
    """

    def __init__(self, chosen: Filter, *, edition: int, places: threading.BoundedSemaphore) -> None:
        self.chosen = chosen
        self.edition = edition
        self.progress = Progress()
        self.fault: str | None = None
        self._places = places
        self._holds_place = False
        self._stopped = threading.Event()
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None
        self._until = time.monotonic() + WAIT_S
        self.go_on()

    @abstractmethod
    def is_kept(self) -> bool:
        """Whether the file is there already, so that no place is needed."""

    @abstractmethod
    def make(self, found: Asked) -> bytes | None:
        """Make the file and keep it; None while there is no edition."""

    @property
    def is_over(self) -> bool:
        """Whether the work has ended: well, with a fault, or stopped."""
        if self._thread is None:
            return self.fault is not None or self.is_stopped
        return not self._thread.is_alive()

    @property
    def is_stopped(self) -> bool:
        """Whether it was given up."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Give the work up; it ends with the part that it is at."""
        self._stopped.set()

    def wait(self, timeout_s: float) -> None:
        """Wait until work that has begun has ended, at most so long."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def go_on(self) -> None:
        """Begin the work if it waits for a place and one is free; after a minute it is given up with a word."""
        with self._turn:
            if self._thread is not None or self.is_over:
                return
            if self.is_kept() or self._take_place():
                thread = threading.Thread(target=self._work, name=type(self).__name__.lower(), daemon=True)
                thread.start()
                self._thread = thread  # not before: one that has not begun would look like one that is over
            elif time.monotonic() >= self._until:
                self.fault = "Others are being made for other readers. Try again in a minute."
            else:
                self.progress = Progress(words="Waiting until others are made")

    def tell(self, done: int, of: int, words: str) -> None:
        """Note how far the work is.

        Raises:
            StoppedError: it was given up meanwhile.
        """
        if self._stopped.is_set():
            raise StoppedError("expected a reader to wait for the file, but the work was stopped; ask for it again")
        self.progress = Progress(done, of, words)

    @contextmanager
    def placed(self) -> Iterator[None]:
        """The part of the work that needs the place; whoever waits gets it afterwards."""
        try:
            yield
        finally:
            self._leave_place()

    def _take_place(self) -> bool:
        self._holds_place = self._places.acquire(blocking=False)
        return self._holds_place

    def _leave_place(self) -> None:
        if self._holds_place:
            self._holds_place = False
            self._places.release()

    def _work(self) -> None:
        try:
            view = view_of(open_default_store().dataset(self.edition), self.chosen)
            made = self.make(Asked(view, self.edition, self.chosen))
            self.fault = "Nothing is published yet." if made is None else None
        except StoppedError:
            return
        except SeamlineError as error:
            self.fault = str(error)
        except Exception:
            self.fault = "It could not be made. The server's log says why."
            raise
        finally:
            self._leave_place()
