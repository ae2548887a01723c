"""Files that the browser needs, all served by the application itself.

Leaflet comes from the pinned django-leaflet wheel and the typeface from Streamlit's; both packages are located, never
imported, so that neither Django nor Streamlit is loaded for a file.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from geo.errors import SeamlineError

_PROJECT: Final = Path(__file__).resolve().parents[2]
OWN_FILES: Final = Path(__file__).resolve().parent / "static"
BASEMAP_FILES: Final = _PROJECT / "seeds" / "basemap"

_DAY_S: Final = 24 * 60 * 60
_PINNED: Final = f"public, max-age={_DAY_S}"
_REVALIDATED: Final = "no-cache"  # our own files change with a deployment: ask each time, mostly answered with 304


class MissingAssetError(SeamlineError, FileNotFoundError):
    """A package that carries browser files is not installed, or has moved them."""


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


def leaflet_files() -> Path:
    """The folder of the django-leaflet wheel that holds leaflet.js, leaflet.css, images/ and draw/."""
    return _existing(_package_folder("leaflet") / "static" / "leaflet", "leaflet.js")


def typeface_file() -> Path:
    """Streamlit's variable Source Sans (SIL Open Font License), so that map and page are set alike."""
    media = _package_folder("streamlit") / "static" / "static" / "media"
    found = sorted(media.glob("SourceSansVF-Upright*.woff2"))
    if not found:
        message = f"expected SourceSansVF-Upright*.woff2 in {media}; install the Streamlit that requirements.txt pins"
        raise MissingAssetError(message)
    return found[0]


def streamlit_index() -> Path:
    """The page that Streamlit serves for every address it does not know."""
    return _existing(_package_folder("streamlit") / "static", "index.html") / "index.html"


def _one_file(file: Path) -> Callable[[Request], Awaitable[Response]]:
    async def send(_: Request) -> Response:
        return FileResponse(file, headers={"Cache-Control": _PINNED})

    return send


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        message = f"expected the package {name!r} to be installed; run pip install -r requirements.txt"
        raise MissingAssetError(message)
    return Path(spec.submodule_search_locations[0])


def _existing(folder: Path, file: str) -> Path:
    if not (folder / file).is_file():
        message = f"expected {file} in {folder}; install the versions that requirements.txt pins"
        raise MissingAssetError(message)
    return folder
