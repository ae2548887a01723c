"""The base map: an empty folium map over the embedded basemap, constant for the life of a mount.

The script holds no data: `basemap.js` fetches the GeoJSON files itself. Whatever moves goes into a feature group,
because any change in the script makes streamlit-folium load the frame anew.
"""

from __future__ import annotations

from typing import Final, Literal

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from geo.layers.offline import ASSETS, own_links

Theme = Literal["light", "dark"]
BaseMap = folium.Map
Overlay = folium.FeatureGroup

BELT_LATITUDES: Final = (34.0, 36.4)
BELT_LONGITUDES: Final = (43.0, 46.0)
MIN_ZOOM: Final = 7
# The lines of the basemap are right to a few kilometres; closer in they would promise more than they know.
MAX_ZOOM: Final = 13
DEFAULT_ZOOM: Final = 8
# Without tiles any zoom is sharp; quarter steps let the belt fill frames of every height.
_ZOOM_SNAP: Final = 0.25

CREDIT: Final = (
    '<a href="https://www.naturalearthdata.com/" target="_blank" rel="noopener">Natural Earth</a>, '
    '<a href="https://www.soest.hawaii.edu/pwessel/gshhg/" target="_blank" rel="noopener">GSHHG</a>, '
    '<a href="https://www.geonames.org/" target="_blank" rel="noopener">GeoNames</a> (CC BY). '
    "Boundaries are approximate and not the line of control; no endorsement is implied."
)
# A little more than the basemap covers; a drag past it springs back.
ROAM: Final = [[31.5, 39.6], [38.9, 48.9]]


class EmbeddedBasemap(JSCSSMixin, Layer):
    """Land, water, boundaries and town labels on a canvas of their own, under every mark."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.seamline.basemap({{ this.options|tojavascript }});
        {% endmacro %}
    """)

    default_js = own_links("seamline/canvas.js", "seamline/basemap.js")
    default_css = own_links("seamline/basemap.css")

    def __init__(self, *, theme: Theme, label: str) -> None:
        super().__init__(name="basemap", overlay=False, control=False)
        self._name = "EmbeddedBasemap"
        self.options = {"assets": ASSETS, "theme": theme, "label": label, "attribution": CREDIT}


class MoveView(MacroElement):
    """Moves the map once for each new `nonce`; goes into the feature group, so that nothing reloads.

    A group is run again whenever any of it changes; the nonce keeps an old move from pulling the reader back.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            L.seamline.moveTo({{ this.view|tojavascript }});
        {% endmacro %}
    """)

    def __init__(self, *, latitude: float, longitude: float, zoom: float, nonce: int) -> None:
        super().__init__()
        self._name = "MoveView"
        self.view = {
            "latitude": float(latitude),
            "longitude": float(longitude),
            "zoom": float(zoom),
            "nonce": int(nonce),
        }


class _MapManners(MacroElement):
    """What `folium.Map` has no option for: zoom limits, a metric scale, a named and keyboard-usable container."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            {{ this._parent.get_name() }}.setMinZoom({{ this.min_zoom }}).setMaxZoom({{ this.max_zoom }});
            {{ this._parent.get_name() }}.setMaxBounds({{ this.roam|tojavascript }});
            {{ this._parent.get_name() }}.attributionControl.setPrefix(false);
            L.seamline.open({{ this._parent.get_name() }}, {{ this.bounds|tojavascript }});
            L.control.scale({imperial: false, maxWidth: 100}).addTo({{ this._parent.get_name() }});
            {{ this._parent.get_name() }}.getContainer().setAttribute("role", "region");
            {{ this._parent.get_name() }}.getContainer().setAttribute("aria-label", {{ this.title|tojson }});
        {% endmacro %}
    """)

    def __init__(self, *, title: str) -> None:
        super().__init__()
        self._name = "MapManners"
        self.title = title
        self.min_zoom, self.max_zoom = MIN_ZOOM, MAX_ZOOM
        self.roam = ROAM
        self.bounds = [[south, west] for south, west in zip(BELT_LATITUDES, BELT_LONGITUDES, strict=True)]


def overlay(*layers: MacroElement) -> Overlay:
    """The group that carries everything that moves: marks, lines, a `TileSwitch`, a `MoveView`; drawn in this order."""
    group = Overlay(name="overlay", control=False)
    for layer in layers:
        layer.add_to(group)
    return group


def base_map(*, theme: Theme = "light", label: str = "name", title: str = "Map of incidents") -> BaseMap:
    """An empty map of the belt; equal arguments give an equal script, so the frame stays.

    Build it afresh for each run: streamlit-folium changes the map that it shows.

    Args:
        theme: Colours of the page that surrounds the map.
        label: Property of the towns and areas to write, `name` or a local name; missing ones fall back to `name`.
        title: What a screen reader calls the map; our own words, never text from data.
    """
    center = [sum(BELT_LATITUDES) / 2, sum(BELT_LONGITUDES) / 2]
    belt = BaseMap(location=center, zoom_start=DEFAULT_ZOOM, tiles=None, zoom_control="topleft", zoom_snap=_ZOOM_SNAP)
    _MapManners(title=title).add_to(belt)
    EmbeddedBasemap(theme=theme, label=label).add_to(belt)
    return belt
