"""Security headers for every answer: Streamlit sends none itself.

The page may run only Streamlit's own scripts. The map's frame runs what folium generates, so it is cut off instead: its
sandbox has an opaque origin, from which neither cookies nor the page can be read. Data and files are open to every
origin, because that frame has to fetch them, and hold nothing that is not published.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.layers.tiles import TILE_ORIGINS

Directives = Mapping[str, str]

_INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)

# What no part of the application asks for; a frame inside it cannot ask either.
_PERMISSIONS: Final = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

_COMMON: Final = {
    "X-Content-Type-Options": "nosniff",
    # Other sites do not learn which incident a reader came from.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": _PERMISSIONS,
}

_FRAME_POLICY: Final[Directives] = {
    # Popups are the links to the sources; they open as ordinary pages. Downloads save the map as a picture.
    "sandbox": "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads",
    "default-src": "'none'",
    # streamlit-folium writes folium's code into a script element and evaluates each feature group.
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": " ".join(("'self'", "data:", "blob:", *TILE_ORIGINS)),
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
}

_LINK_POLICY: Final[Directives] = {
    "default-src": "'none'",
    "style-src": "'unsafe-inline'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",  # and no sandbox, in which the page could not lead on by itself
}

_FILE_POLICY: Final[Directives] = {
    "default-src": "'none'",
    "style-src": "'unsafe-inline'",
    "sandbox": "",
    "frame-ancestors": "'none'",
}

# Of what lies under /embed and has no policy of its own; the map's allows its scripts by their hash (geo.web.embed).
_EMBED_POLICY: Final[Directives] = {**_FILE_POLICY, "frame-ancestors": "*"}


def page_policy(index_html: str) -> Directives:
    """What Streamlit's own page may load: itself, and the inline scripts of `index_html` by their hash."""
    return {
        "default-src": "'self'",
        # Streamlit loads a page component's own script from a blob: address, which only a script already running can make.
        "script-src": " ".join(("'self'", "blob:", *_script_hashes(index_html))),
        "style-src": "'self' 'unsafe-inline'",  # Streamlit styles its elements from script
        "img-src": "'self' data: blob:",
        "media-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


class SecurityHeaders:
    """Pure ASGI middleware: adds the headers of the part of the application that a path belongs to.

    `/component` gets the sandbox, `/assets` and `/api` are open to every origin, `/embed` is one file
    that anyone may frame, everything else is the page. A Content-Security-Policy that a route has set itself is kept.
    """

    def __init__(self, app: ASGIApp, *, base_path: str, index_html: str) -> None:
        page = page_policy(index_html)
        self.app = app
        self.base_path = "/" + base_path.strip("/") if base_path.strip("/") else ""
        self.page_headers = _headers(page)
        self.headers_by_prefix = {
            "/component": _headers(_FRAME_POLICY),
            # Whoever has a short link's address may look: no other page learns it, and no search engine keeps it.
            "/s": _headers(_LINK_POLICY) | {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"},
            "/assets": _headers(_FILE_POLICY) | {"Access-Control-Allow-Origin": "*"},
            "/api": _headers(_FILE_POLICY) | {"Access-Control-Allow-Origin": "*"},
            "/embed": _headers(_EMBED_POLICY),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        added = self._headers_for(scope["path"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _headers_for(self, path: str) -> Mapping[str, str]:
        local = path.removeprefix(self.base_path)
        for prefix, headers in self.headers_by_prefix.items():
            if local == prefix or local.startswith(f"{prefix}/"):
                return headers
        return self.page_headers


def _headers(policy: Directives) -> dict[str, str]:
    return {**_COMMON, "Content-Security-Policy": "; ".join(_written(policy))}


def _written(policy: Directives) -> Iterable[str]:
    return (f"{name} {value}".strip() for name, value in policy.items())


def _script_hashes(html: str) -> list[str]:
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(html))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
