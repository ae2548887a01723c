"""Points folium at our own copies of its browser libraries, so that a map makes no outside request.

streamlit-folium loads each class's links one after the other, and one that fails leaves an empty frame without a
message. Our maps need Leaflet alone: jQuery, Bootstrap, Font Awesome and glyphicons serve folium's own markers and
popups, which Seamline does not use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import folium
from branca.element import Element
from folium.elements import JSCSSMixin
from folium.plugins import Draw

from geo.errors import SeamlineError

# Seen from the component's frame, /<base path>/component/streamlit_folium.st_folium/index.html.
ASSETS: Final = "../../assets"

Links = list[tuple[str, str]]


def own_links(*paths: str) -> Links:
    """Links to files under `/assets`, for the `default_js` and `default_css` of a layer of ours.

    >>> own_links("seamline/basemap.js")
    [('seamline/basemap.js', '../../assets/seamline/basemap.js')]
    """
    return [(path, f"{ASSETS}/{path}") for path in paths]


_OWN_LINKS: Final[dict[type[JSCSSMixin], tuple[Links, Links]]] = {
    folium.Map: (own_links("leaflet/leaflet.js"), own_links("leaflet/leaflet.css")),
    Draw: (own_links("leaflet/draw/leaflet.draw.js"), own_links("leaflet/draw/leaflet.draw.css")),
}


class OutsideAssetError(SeamlineError, ValueError):
    """A map element would load a library from somewhere else than our own server."""


def use_own_assets() -> None:
    """Replace the class-level links of `folium.Map` and the plugins in use; safe to call again."""
    for kind, (scripts, styles) in _OWN_LINKS.items():
        kind.default_js = list(scripts)
        kind.default_css = list(styles)


def require_own_assets(*elements: Element) -> None:
    """Raise for any element, however deep, that links to a library outside `ASSETS`.

    Raises:
        OutsideAssetError: Names the element's class and the link.
    """
    for element in elements:
        for kind, link in _links(element):
            if not link.startswith(f"{ASSETS}/"):
                message = (
                    f"{kind} loads {link!r}; expected a copy of ours under {ASSETS!r}: add one to geo.layers.offline"
                )
                raise OutsideAssetError(message)


def _links(element: Element) -> Iterator[tuple[str, str]]:
    if isinstance(element, JSCSSMixin):
        for _, link in (*element.default_js, *element.default_css):
            yield type(element).__name__, link
    for child in element._children.values():
        yield from _links(child)
