"""Files that the browser needs, all served by the application itself; `geo.layers.files` says where they lie."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from geo.layers.files import (
    BASEMAP_FILES,
    OWN_FILES,
    MissingAssetError,
    leaflet_files,
    streamlit_index,
    typeface_file,
)

__all__ = ["OWN_FILES", "MissingAssetError", "asset_routes", "leaflet_files", "streamlit_index", "typeface_file"]

_DAY_S: Final = 24 * 60 * 60
_PINNED: Final = f"public, max-age={_DAY_S}"
_REVALIDATED: Final = "no-cache"  # our own files change with a deployment: ask each time, mostly answered with 304


class _Assets(StaticFiles):
    """Static files with a Cache-Control header and the right media type for GeoJSON."""

    def __init__(self, directory: Path, *, cache_control: str) -> None:
        super().__init__(directory=directory)
        self.cache_control = cache_control

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = self.cache_control
        if str(full_path).endswith(".geojson") and "content-type" in response.headers:
            response.headers["Content-Type"] = "application/geo+json"
        return response


def asset_routes() -> list[BaseRoute]:
    """Routes to mount under `/assets`.

    Raises:
        MissingAssetError: Leaflet or the typeface is not where the pinned packages keep it.
    """
    return [
        Mount("/leaflet", _Assets(leaflet_files(), cache_control=_PINNED)),
        Mount("/seamline", _Assets(OWN_FILES, cache_control=_REVALIDATED)),
        Mount("/basemap", _Assets(BASEMAP_FILES, cache_control=_REVALIDATED)),
        Route("/fonts/source-sans.woff2", _one_file(typeface_file())),
    ]


def _one_file(file: Path) -> Callable[[Request], Awaitable[Response]]:
    async def send(_: Request) -> Response:
        return FileResponse(file, headers={"Cache-Control": _PINNED})

    return send
