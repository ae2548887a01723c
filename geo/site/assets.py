"""What the browser needs beside the pages: Leaflet, the map's layers, timeline, basemap, typeface and look."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from geo.layers.files import BASEMAP_FILES, BASEMAP_LAYERS, OWN_FILES, leaflet_files, typeface_file
from geo.palette import SIDE_COLOURS

_PROJECT: Final = Path(__file__).resolve().parents[2]
_OWN: Final = Path(__file__).resolve().parent / "static"
_SETTINGS: Final = _PROJECT / ".streamlit" / "config.toml"
# The dashboard's timeline: read as a file, for it is the browser's half of a component and needs nothing of Streamlit.
_TIMELINE: Final = _PROJECT / "pages" / "ui" / "static"
TIMELINE_MARKUP: Final = _TIMELINE / "timeline.html"
METHOD: Final = _PROJECT / "docs" / "method.md"

_SCRIPTS: Final = ("canvas.js", "basemap.js", "scene.js")
_STYLES: Final = ("basemap.css", "scene.css")


def asset_files() -> dict[str, bytes]:
    """Every file under `assets/` by its path.

    Raises:
        MissingAssetError: Leaflet or the typeface is not where the pinned packages keep it.
    """
    return {f"assets/{path}": content for path, content in _files()}


def _files() -> Iterator[tuple[str, bytes]]:
    leaflet = leaflet_files()
    for name in ("leaflet.js", "leaflet.css"):
        yield f"leaflet/{name}", _without_source_map((leaflet / name).read_bytes())
    for picture in sorted((leaflet / "images").glob("*.png")):
        yield f"leaflet/images/{picture.name}", picture.read_bytes()
    for name in (*_SCRIPTS, *_STYLES):
        yield f"seamline/{name}", (OWN_FILES / name).read_bytes()
    yield "icon.svg", (OWN_FILES / "icon.svg").read_bytes()
    for name in BASEMAP_LAYERS:
        yield f"basemap/{name}.geojson", (BASEMAP_FILES / f"{name}.geojson").read_bytes()
    yield "fonts/source-sans.woff2", typeface_file().read_bytes()
    for file in sorted(_OWN.iterdir()):
        yield f"site/{file.name}", file.read_bytes()
    # The dashboard puts the two together in the same way: a component is one module.
    yield "site/timeline.js", b"".join((_TIMELINE / name).read_bytes() for name in ("timeline_scale.js", "timeline.js"))
    yield "site/timeline.css", (_TIMELINE / "timeline.css").read_bytes()
    yield "site/colours.css", colours_css().encode()


def colours_css() -> str:
    """The dashboard's colours: those of its theme, light and dark, and one class a side."""
    theme = tomllib.loads(_SETTINGS.read_text("utf-8"))["theme"]
    lines = [
        "/* From the dashboard's theme and the palette of the map. */",
        f":root {{ {_variables(theme['light'])} }}",
    ]
    lines.append(f"@media (prefers-color-scheme: dark) {{ :root {{ {_variables(theme['dark'])} }} }}")
    lines += [f".side-{side.value} {{ --side: {colour}; }}" for side, colour in SIDE_COLOURS.items()]
    return "\n".join(lines) + "\n"


def _variables(theme: Mapping[str, Any]) -> str:
    names = {
        "--st-text-color": "textColor",
        "--st-background-color": "backgroundColor",
        "--st-primary-color": "primaryColor",
        "--st-link-color": "linkColor",
        "--soft": "secondaryBackgroundColor",
        "--edge": "borderColor",
    }
    return " ".join(f"{name}: {theme[field]};" for name, field in names.items())


def _without_source_map(content: bytes) -> bytes:
    """Without the line that sends a browser's tools to a file that is not part of the site."""
    lines = content.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"//# sourceMappingURL="))
