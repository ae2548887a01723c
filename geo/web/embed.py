"""`GET /embed`: the standalone map of the view for a frame in anybody's article, with the page's own parameters.

Beside them `theme` is understood: auto, light or dark. There is no parameter for a title: anybody could make the newsroom's
map say anything. With `edition` the map is pinned; without, it is the newest edition when the frame loads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from geo.address import public_address
from geo.bootstrap import open_default_store
from geo.errors import SeamlineError
from geo.exports import Export, about_view
from geo.exports.html_file import LOOKS, Look, write_html
from geo.exports.html_page import page_policy
from geo.filters import Filter
from geo.layers.text import check_url
from geo.view import view_of
from geo.web.api import answer, asked
from geo.web.origin import dashboard_address

SANDBOX: Final = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
"""What the map needs in a frame: its scripts, and links to the sources that open as ordinary pages."""
DEFAULT_HEIGHT_PX: Final = 560
_LOWEST_PX, _HIGHEST_PX = 300, 4000
_FRAME_TITLE: Final = "Seamline: map of incidents in Iraq's disputed territories"
_OWN: Final = frozenset({"theme"})
_KEPT: Final = 32
_NOTHING_YET: Final = "Nothing is published yet: the store has no edition."

_FAULT_STYLE: Final = (
    ":root{color-scheme:light dark}body{margin:1.5rem;max-width:40rem;font:16px/1.45 system-ui,sans-serif}"
    "h1{font-size:1.1rem}li{overflow-wrap:anywhere}"
)
_FAULT_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox; frame-ancestors *"
)


class EmbedError(SeamlineError, ValueError):
    """A frame cannot be as it was asked for."""


def embed_route(path: str) -> Route:
    """The route that serves the map for a frame, under `path`."""

    def embed(request: Request) -> Response:
        themes = request.query_params.getlist("theme") or ["auto"]
        look = next((look for look in LOOKS if look == themes[-1]), None)
        found = asked(request, leave_out=_OWN)
        if len(themes) > 1:
            return _fault(400, [f"theme: expected one value, got {len(themes)}."])
        if look is None:
            return _fault(400, [f"theme={themes[0][:60]!r}: expected one of {', '.join(LOOKS)}."])
        if isinstance(found, Response):
            return _fault(found.status_code, _details(found))
        if found.edition == 0:
            return _fault(404, [_NOTHING_YET])
        base = dashboard_address(request, local="/embed")
        body = _page(open_default_store().url, found.edition, found.chosen, look=look, base=base, notice=found.notice)
        # Without a public address the one in it is the one that the reader's request named.
        response = answer(request, body, media_type="text/html", file_name=None, is_private=public_address() is None)
        response.headers["Content-Security-Policy"] = f"{page_policy()}; sandbox {SANDBOX}; frame-ancestors *"
        return response

    return Route(path, embed)


def html_file_route(export: Export) -> Route:
    """`GET /api/incidents.html`: the same map as a file to keep, with the layers and colours that are chosen."""

    def write(request: Request) -> Response:
        found = asked(request)
        if isinstance(found, Response):
            return found
        if found.edition == 0:
            return JSONResponse({"error": _NOTHING_YET}, status_code=404)
        base = public_address()
        body = _page(open_default_store().url, found.edition, found.chosen, look="auto", base=base, notice=found.notice)
        return answer(request, body, media_type=export.media_type, file_name=export.file_name(edition=found.edition))

    return Route(f"/incidents{export.ending}", write)


def embed_snippet(address: str, *, query: str | Iterable[tuple[str, str]] = "", height: int = DEFAULT_HEIGHT_PX) -> str:
    """The `<iframe>` for an article, as wide as its column.

    >>> embed_snippet("https://example.org/map/", query=[("edition", "3"), ("q", "a&b")], height=480)[:76]
    '<iframe src="https://example.org/map/embed?edition=3&amp;q=a%26b" title="Sea'

    Args:
        address: where readers open the dashboard (`geo.address.public_address`), with or without a slash at its end.
        query: the page's parameters, as `Filter.to_params` gives them or as written in an address, with or without the
            question mark; `edition` pins the map, `theme` (light or dark) fixes its colours.
        height: pixels, from 300 to 4000.

    Raises:
        EmbedError: The height is none of these.
        UnsafeTextError: The address is no http(s) address.
    """
    if not _LOWEST_PX <= height <= _HIGHEST_PX:
        raise EmbedError(f"expected a height from {_LOWEST_PX} to {_HIGHEST_PX} pixels, got {height!r}")
    asked_for = query.lstrip("?") if isinstance(query, str) else urlencode(list(query))
    source = check_url(f"{address.rstrip('/')}/embed{'?' if asked_for else ''}{asked_for}")
    return (
        f'<iframe src="{escape(source)}" title="{escape(_FRAME_TITLE)}" width="100%" height="{height}" '
        f'style="border:0" loading="lazy" sandbox="{SANDBOX}" referrerpolicy="no-referrer"></iframe>'
    )


@lru_cache(maxsize=_KEPT)
def _page(_: str, edition: int, chosen: Filter, *, look: Look, base: str | None, notice: str) -> bytes:
    """The file, kept by store, edition, filter, colours, address and what became of the incident asked for."""
    store = open_default_store()
    # The view by itself leaves out what does not select: layers, colours, position and the chosen incident.
    view = replace(view_of(store.dataset(edition), chosen), chosen=chosen)
    edition_at = next(revision.at for revision in store.revisions() if revision.number == edition)
    about = about_view(view, edition=edition, edition_at=edition_at, base=f"{base}/" if base else None)
    return write_html(view, about=about, look=look, notice=notice)


def _details(refused: Response) -> list[str]:
    """What `asked` has to say, which it says to programs."""
    told = json.loads(bytes(refused.body))
    return list(told.get("details") or [told["error"]])


def _fault(status: int, details: list[str]) -> Response:
    """A page that says what is wrong to whoever looks at the frame."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in details)
    html = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Map not shown</title>'
        f"<style>{_FAULT_STYLE}</style></head><body><h1>This map cannot be shown</h1>"
        f"<p>Its address asks for something that is not there:</p><ul>{lines}</ul></body></html>"
    )
    headers = {"Content-Security-Policy": _FAULT_POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(html, status_code=status, headers=headers)
