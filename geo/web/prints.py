"""`GET /prints/map.<png|svg|pdf>`: the view as a picture for print, with the page's own parameters.

Beside them `preset` or `size` (such as 1000x800), `style` and `scale` are understood. Title and dek are our own words here:
with those of an address anybody could make the newsroom's picture say anything. `python -m geo print` and the page take both.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.address import public_address
from geo.bootstrap import open_default_store
from geo.errors import SeamlineError
from geo.filters import Filter
from geo.view import view_of
from geo.web.api import answer, asked

if TYPE_CHECKING:
    from geo.prints import Picture, PrintSpec

MOST_AT_ONCE: Final = 2
RETRY_AFTER_S: Final = 5
_KEPT: Final = 64
_OWN: Final = frozenset({"preset", "size", "style", "scale"})
RENDERING: Final = threading.BoundedSemaphore(MOST_AT_ONCE)


class TooManyPicturesError(SeamlineError, RuntimeError):
    """As many pictures are being drawn as the machine can draw at once."""


def print_routes() -> list[Route]:
    """Routes to mount under `/prints`."""
    return [Route(f"/map.{ending}", _drawing(ending)) for ending in ("png", "svg", "pdf")]


def picture_answer(request: Request, spec: PrintSpec, *, edition: int, chosen: Filter) -> Response:
    """The picture of a view with its version, or 503 while others are being drawn.

    Where SEAMLINE_PUBLIC_URL is set the picture bears the address of the view at this edition, as words and as a QR code;
    never one from the request, which whoever asks could make up.
    """
    try:
        picture = draw_picture(chosen, spec, edition=edition)
    except TooManyPicturesError as error:
        headers = {"Retry-After": str(RETRY_AFTER_S), "Cache-Control": "no-store"}
        return JSONResponse({"error": str(error)}, status_code=503, headers=headers)
    return answer(request, picture.data, media_type=picture.media_type, file_name=None)


def draw_picture(chosen: Filter, spec: PrintSpec, *, edition: int) -> Picture:
    """The picture of a view, drawn now or kept from before.

    Raises:
        TooManyPicturesError: others are being drawn.
    """
    shown = replace(chosen, edition=edition, at=None)  # the picture frames all marks, wherever the map stands
    return _picture(open_default_store().url, edition, shown, spec, _view_address(shown))


def _drawing(ending: str) -> Callable[[Request], Response]:
    def draw(request: Request) -> Response:
        found = asked(request, leave_out=_OWN)
        if isinstance(found, Response):
            return found
        try:
            spec = _spec(request, ending)
        except SeamlineError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return picture_answer(request, spec, edition=found.edition, chosen=found.chosen)

    return draw


def _view_address(chosen: Filter) -> str | None:
    base = public_address()
    return f"{base}/?{urlencode(chosen.to_params())}" if base else None


def _spec(request: Request, ending: str) -> PrintSpec:
    # matplotlib takes two seconds to import and a third of the process's memory: only whoever prints pays it.
    from geo.prints import PrintSpec, PrintSpecError  # noqa: PLC0415

    given = {name: value for name, value in request.query_params.multi_items() if name in _OWN}
    size = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", given.get("size", ""))
    if "size" in given and size is None:
        raise PrintSpecError(f"size: expected such as 1000x800, got {given['size']!r}")
    scale = given.get("scale", "1")
    if scale not in {"1", "2"}:
        raise PrintSpecError(f"scale: expected 1 or 2, got {scale[:60]!r}")
    return PrintSpec(
        preset=given.get("preset"),
        size=(int(size[1]), int(size[2])) if size else None,
        format=ending,
        style=given.get("style", "light"),
        scale=int(scale),
    )


@lru_cache(maxsize=_KEPT)
def _picture(_: str, edition: int, chosen: Filter, spec: PrintSpec, link: str | None) -> Picture:
    """The picture, kept by store, edition, filter, look and address.

    Raises:
        TooManyPicturesError: others are being drawn; nothing is kept then.
    """
    from geo.prints import About, print_map  # noqa: PLC0415

    if not RENDERING.acquire(blocking=False):
        raise TooManyPicturesError(f"{MOST_AT_ONCE} pictures are being drawn; ask again in {RETRY_AFTER_S} seconds")
    try:
        view = view_of(open_default_store().dataset(edition), chosen)
        return print_map(view, spec, about=About(edition=edition, link=link, chosen=chosen))
    finally:
        RENDERING.release()
