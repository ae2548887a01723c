"""Online tile layers beside the embedded basemap: off by default, and the map stays usable without them.

Only providers that ask for no key and no Referer, because the map's sandboxed frame sends none. NASA GIBS serves its
tiles openly to any client (https://nasa-gibs.github.io/gibs-api-docs/). Left out on purpose: OpenStreetMap's own tiles
(a Referer is required, https://operations.osmfoundation.org/policies/tiles/), CARTO, Stadia and Esri (a key or an
account is required; Esri's keyless tiles are a legacy service), and volunteers' servers such as OpenTopoMap, which
publish no such promise.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import xyzservices.providers
from branca.element import MacroElement
from folium.template import Template

from geo.layers.text import check_url

_PROVIDERS: Final = {
    "relief": xyzservices.providers.NASAGIBS.ASTER_GDEM_Greyscale_Shaded_Relief,
    "satellite": xyzservices.providers.NASAGIBS.BlueMarble,
}

# The provider's own sentence, in the words' sense but short: on the map it must not lie over marks.
_CREDIT: Final = 'Imagery: NASA GIBS, <a href="https://earthdata.nasa.gov">ESDIS</a>.'

TILE_LAYERS: Final = tuple(_PROVIDERS)
"""Names that `TileSwitch` accepts: `relief` (shaded relief, to zoom 12), `satellite` (Blue Marble, to zoom 8)."""

TILE_ORIGINS: Final = tuple(sorted({"https://" + urlsplit(provider.url).netloc for provider in _PROVIDERS.values()}))
"""What the frame's Content-Security-Policy has to let images come from."""


class TileSwitch(MacroElement):
    """Turns an online tile layer on, or off with `None`; goes into the feature group, never into the base map.

    The basemap owns the tile layer, so that swapping the feature group neither reloads nor flashes the tiles. Put one
    into every feature group that a page sends: a group without one leaves the last choice standing.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}L.seamline.setTiles({{ this.tiles|tojavascript }});{% endmacro %}"
    )

    def __init__(self, name: str | None = None) -> None:
        super().__init__()
        self._name = "TileSwitch"
        self.tiles = None if name is None else _describe(name)


def _describe(name: str) -> dict[str, str | int]:
    if name not in _PROVIDERS:
        message = f"expected one of {TILE_LAYERS!r}, got {name!r}"
        raise KeyError(message)
    provider = _PROVIDERS[name]
    url = provider.build_url()
    check_url(url.format(x=0, y=0, z=0))
    return {"url": url, "attribution": _CREDIT, "maxNativeZoom": provider.max_zoom}
