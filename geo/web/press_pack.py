"""`GET /press-pack.zip`, with the page's own parameters, and the work behind it, which a page can watch and stop."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geo.address import public_address
from geo.bootstrap import open_default_store
from geo.errors import SeamlineError
from geo.filters import Filter
from geo.view import view_of
from geo.web.api import Asked, about_found, answer, asked, nothing_yet
from geo.web.prints import MOST_AT_ONCE, RENDERING, RETRY_AFTER_S, TooManyPicturesError

PATH: Final = "/press-pack.zip"
MOST_KEPT: Final = 8
MOST_KEPT_BYTES: Final = 100_000_000
# A reader who watches the work can wait for a place; a program is told to come again.
WAIT_S: Final = 60.0
_TURN_S: Final = 0.2

Key = tuple[str, str | None, int, Filter]


class StoppedError(SeamlineError, RuntimeError):
    """Somebody gave the pack up before it was whole."""


class Shelf:
    """The packs made last; safe to share between threads."""

    def __init__(self) -> None:
        self._packs: OrderedDict[Key, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> bytes | None:
        """The pack, if it is kept."""
        with self._lock:
            if key in self._packs:
                self._packs.move_to_end(key)
            return self._packs.get(key)

    def put(self, key: Key, pack: bytes) -> None:
        """Keep a pack, and let those go that were asked for longest ago."""
        with self._lock:
            self._packs[key] = pack
            while len(self._packs) > MOST_KEPT or (len(self._packs) > 1 and self._size() > MOST_KEPT_BYTES):
                self._packs.popitem(last=False)

    def _size(self) -> int:
        return sum(map(len, self._packs.values()))


PACKS: Final = Shelf()


def press_pack(request: Request) -> Response:
    """The pack of what the parameters select; 503 while as many pictures are drawn as the machine can draw at once."""
    found = asked(request)
    if isinstance(found, Response):
        return found
    try:
        pack = _pack(found)
    except TooManyPicturesError as error:
        headers = {"Retry-After": str(RETRY_AFTER_S), "Cache-Control": "no-store"}
        return JSONResponse({"error": str(error)}, status_code=503, headers=headers)
    except SeamlineError as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    if pack is None:
        return nothing_yet()
    # matplotlib takes two seconds to import and a third of the process's memory: only whoever prints pays it.
    from geo.exports.press_pack import MEDIA_TYPE, pack_name  # noqa: PLC0415

    return answer(request, pack, media_type=MEDIA_TYPE, file_name=pack_name(edition=found.edition))


def _pack(
    found: Asked, *, tell: Callable[[int, int, str], None] = lambda _done, _of, _words: None, wait_s: float = 0
) -> bytes | None:
    """The pack, made or kept from before; None while there is no edition.

    Raises:
        TooManyPicturesError: no place to draw within `wait_s`.
        ExportError: the view is too large for a pack.
    """
    key = _key(found)
    if (kept := PACKS.get(key)) is not None:
        return kept
    about = about_found(found)
    if about is None:
        return None
    from geo.exports.press_pack import write_press_pack  # noqa: PLC0415

    def place() -> Iterator[None]:
        return _place(wait_s=wait_s, tell=tell)

    made = write_press_pack(found.view, about=about, chosen=found.chosen, tell=tell, drawing=contextmanager(place))
    PACKS.put(key, made)
    return made


def _key(found: Asked) -> Key:
    chosen = replace(found.chosen, at=None, edition=None)  # where the map stands is in no picture
    return open_default_store().url, public_address(), found.edition, chosen


def _place(*, wait_s: float, tell: Callable[[int, int, str], None]) -> Iterator[None]:
    """One of the places for drawing, held while the pictures are drawn."""
    until = time.monotonic() + wait_s
    while not RENDERING.acquire(timeout=_TURN_S if wait_s else 0):
        if time.monotonic() >= until:
            raise TooManyPicturesError(f"{MOST_AT_ONCE} pictures are being drawn; ask again in {RETRY_AFTER_S} seconds")
        tell(0, 1, "Waiting until other pictures are drawn")
    try:
        yield
    finally:
        RENDERING.release()


@dataclass(frozen=True)
class Progress:
    """How far the work is."""

    done: int = 0
    of: int = 1
    words: str = "Starting"


class Packing:
    """A pack in the making, in a thread of its own, so that the page that waits for it answers its reader."""

    def __init__(self, chosen: Filter, *, edition: int) -> None:
        self.chosen = chosen
        self.edition = edition
        self.progress = Progress()
        self.fault: str | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="press-pack", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether the work has ended: well, with a fault, or stopped."""
        return not self._thread.is_alive()

    @property
    def is_stopped(self) -> bool:
        """Whether it was given up."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Give the work up; it ends with the part that it is at."""
        self._stopped.set()

    def wait(self, timeout_s: float) -> None:
        """Wait until the work has ended, at most so long."""
        self._thread.join(timeout_s)

    def _work(self) -> None:
        try:
            view = view_of(open_default_store().dataset(self.edition), self.chosen)
            found = _pack(Asked(view, self.edition, self.chosen), tell=self._tell, wait_s=WAIT_S)
            self.fault = "Nothing is published yet." if found is None else None
        except StoppedError:
            return
        except SeamlineError as error:
            self.fault = str(error)
        except Exception:
            self.fault = "It could not be made. The server's log says why."
            raise

    def _tell(self, done: int, of: int, words: str) -> None:
        if self._stopped.is_set():
            raise StoppedError("expected a reader to wait for the pack, but the work was stopped; ask for it again")
        self.progress = Progress(done, of, words)
