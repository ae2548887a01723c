"""`GET /press-pack.zip`, with the page's own parameters, and the work behind it, which a page can watch and stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geo.address import public_address
from geo.bootstrap import open_default_store
from geo.errors import SeamlineError
from geo.filters import Filter
from geo.web.api import Asked, about_found, answer, asked, nothing_yet
from geo.web.making import Making
from geo.web.prints import MOST_AT_ONCE, RENDERING, RETRY_AFTER_S, TooManyPicturesError
from geo.web.shelf import Shelf

PATH: Final = "/press-pack.zip"

Key = tuple[str, str | None, int, Filter]

PACKS: Final = Shelf()


def press_pack(request: Request) -> Response:
    """The pack of what the parameters select; 503 while as many pictures are drawn as the machine can draw at once."""
    found = asked(request)
    if isinstance(found, Response):
        return found
    try:
        pack = _pack(found, drawing=_place)
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


class Packing(Making):
    """A pack in the making."""

    def __init__(self, chosen: Filter, *, edition: int) -> None:
        super().__init__(chosen, edition=edition, places=RENDERING)

    def is_kept(self) -> bool:
        """Whether the pack is there already."""
        return PACKS.get(_key(self.chosen, self.edition)) is not None

    def make(self, found: Asked) -> bytes | None:
        """Make the pack and keep it."""
        return _pack(found, tell=self.tell, drawing=self.placed)


def _pack(
    found: Asked,
    *,
    tell: Callable[[int, int, str], None] = lambda _done, _of, _words: None,
    drawing: Callable[[], AbstractContextManager[None]],
) -> bytes | None:
    """The pack, made or kept from before; None while there is no edition.

    Raises:
        TooManyPicturesError: no place to draw.
        ExportError: the view is too large for a pack.
    """
    key = _key(found.chosen, found.edition)
    if (kept := PACKS.get(key)) is not None:
        return kept
    about = about_found(found)
    if about is None:
        return None
    from geo.exports.press_pack import write_press_pack  # noqa: PLC0415

    made = write_press_pack(found.view, about=about, chosen=found.chosen, tell=tell, drawing=drawing)
    PACKS.put(key, made)
    return made


def _key(chosen: Filter, edition: int) -> Key:
    # Where the map stands is in no picture.
    return open_default_store().url, public_address(), edition, replace(chosen, at=None, edition=None)


@contextmanager
def _place() -> Iterator[None]:
    """One of the places for drawing, held while the pictures are drawn."""
    if not RENDERING.acquire(blocking=False):
        raise TooManyPicturesError(f"{MOST_AT_ONCE} pictures are being drawn; ask again in {RETRY_AFTER_S} seconds")
    try:
        yield
    finally:
        RENDERING.release()
