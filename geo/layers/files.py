"""Where the files lie that a browser needs for a map: Leaflet, our scripts and styles, the basemap, the typeface.

Leaflet comes from the pinned django-leaflet wheel and the typeface from Streamlit's; both packages are located, never
imported, so that neither Django nor Streamlit is loaded for a file.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from geo.errors import SeamlineError

_PROJECT: Final = Path(__file__).resolve().parents[2]
OWN_FILES: Final = _PROJECT / "geo" / "web" / "static"
BASEMAP_FILES: Final = _PROJECT / "seeds" / "basemap"
BASEMAP_LAYERS: Final = ("boundaries", "countries", "governorates", "lakes", "rivers", "towns")
"""The files `NAME.geojson` that `basemap.js` draws."""


class MissingAssetError(SeamlineError, FileNotFoundError):
    """A package that carries browser files is not installed, or has moved them."""


def leaflet_files() -> Path:
    """The folder of the django-leaflet wheel that holds leaflet.js, leaflet.css, images/ and draw/.

    Raises:
        MissingAssetError: It is not where the pinned package keeps it.
    """
    return _existing(_package_folder("leaflet") / "static" / "leaflet", "leaflet.js")


def typeface_file() -> Path:
    """Streamlit's variable Source Sans (SIL Open Font License), so that map and page are set alike.

    Raises:
        MissingAssetError: It is not where the pinned package keeps it.
    """
    media = _package_folder("streamlit") / "static" / "static" / "media"
    found = sorted(media.glob("SourceSansVF-Upright*.woff2"))
    if not found:
        message = f"expected SourceSansVF-Upright*.woff2 in {media}; install the Streamlit that requirements.txt pins"
        raise MissingAssetError(message)
    return found[0]


def streamlit_index() -> Path:
    """The page that Streamlit serves for every address it does not know.

    Raises:
        MissingAssetError: It is not where the pinned package keeps it.
    """
    return _existing(_package_folder("streamlit") / "static", "index.html") / "index.html"


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
