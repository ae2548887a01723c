"""The routes beside the Streamlit pages: health, data and files."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route

import geo
from geo.bootstrap import open_default_store
from geo.exports import EXPORTS
from geo.web.api import codebook, file_route, incidents
from geo.web.assets import asset_routes
from geo.web.embed import embed_route, html_file_route
from geo.web.feed import PATH as FEED_PATH
from geo.web.feed import feed
from geo.web.press_pack import PATH as PACK_PATH
from geo.web.press_pack import press_pack
from geo.web.prints import print_routes
from geo.web.share import share_routes

_LOG: Final = logging.getLogger(__name__)

Fact = Callable[[], str | int]

# What /healthz reports, each asked anew; one that raises turns the answer into 503.
HEALTH_FACTS: Final[Mapping[str, Fact]] = {
    "version": lambda: geo.__version__,
    "edition": lambda: open_default_store().edition(),
}

# Published data, mounted under /api and readable from every origin (geo.web.security).
API_ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/incidents.geojson", incidents),
    *(file_route(export) for export in EXPORTS.values() if export.name not in ("geojson", "html")),
    html_file_route(EXPORTS["html"]),
    Route("/codebook.json", codebook),
)


def build_routes(base_path: str = "") -> list[BaseRoute]:
    """All routes under `base_path`, Streamlit's `server.baseUrlPath`, which it does not put before custom routes.

    Raises:
        MissingAssetError: A package that carries browser files is not installed.
    """
    base = "/" + base_path.strip("/") if base_path.strip("/") else ""
    return [
        Route(f"{base}/healthz", healthz),
        Mount(f"{base}/s", routes=share_routes()),
        Mount(f"{base}/assets", routes=asset_routes()),
        Mount(f"{base}/api", routes=API_ROUTES),
        Mount(f"{base}/prints", routes=print_routes()),
        embed_route(f"{base}/embed"),
        Route(f"{base}{FEED_PATH}", feed),
        Route(f"{base}{PACK_PATH}", press_pack),
    ]


def healthz(_: Request) -> JSONResponse:
    """Status and facts as JSON: 200 `ok`, or 503 `failing` with the names of the facts that could not be told."""
    facts, failing = _ask(HEALTH_FACTS)
    body = {"status": "failing" if failing else "ok", **facts}
    if failing:
        body["failing"] = failing
    return JSONResponse(body, status_code=503 if failing else 200, headers={"Cache-Control": "no-store"})


def _ask(facts: Mapping[str, Fact]) -> tuple[dict[str, object], list[str]]:
    told: dict[str, object] = {}
    failing: list[str] = []
    for name, fact in facts.items():
        try:
            told[name] = fact()
        except Exception:  # noqa: BLE001 - a health check reports any failure, whatever its kind
            _LOG.exception("health: %s cannot be told", name)
            failing.append(name)
    return told, failing
