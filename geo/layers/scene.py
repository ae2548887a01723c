"""The scene: all that changes with the reader's choices, as one element for the map's feature group.

Its data travels as base64 of deflated JSON. The script holds nothing but letters and digits of it, so no text of a record can
end a string, open a template or become markup; `scene.js` writes it with `textContent`.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

import folium
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from geo.filters import Filter
from geo.layers.events import event_marks
from geo.layers.fronts import front_bands, segments_in_view
from geo.layers.legend import legend
from geo.layers.marks import incident_marks
from geo.layers.offline import own_links
from geo.layers.shared import shared_links
from geo.layers.snapshot import DatedEdition, picture_words
from geo.layers.tiles import TILE_LAYERS, TileSwitch
from geo.view import View

# Stronger levels take longer than the shorter message saves.
_FASTEST = 1


class SceneLibrary(JSCSSMixin, folium.MacroElement):
    """Loads `scene.js` with the base map; a library that first came with the feature group would come too late."""

    _template = Template("{% macro script(this, kwargs) %}{% endmacro %}")
    default_js = own_links("seamline/scene.js")
    default_css = own_links("seamline/scene.css")


class Scene(Layer):
    """Draws a payload of `scene_payload`."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.seamline.scene("{{ this.packed }}");
            {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
    """)

    def __init__(self, payload: Mapping[str, Any]) -> None:
        super().__init__(name="scene", control=False)
        self._name = "Scene"
        self.packed = pack(payload)


def pack(payload: Mapping[str, Any]) -> str:
    """Base64 of compact UTF-8 JSON, deflated (zlib, RFC 1950): a quarter of the size, in the message and in the frame.

    Raises:
        ValueError: when a number is not finite: a map cannot show it, and one such value would blank the map.
    """
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), _FASTEST)).decode("ascii")


def scene_payload(view: View, chosen: Filter, *, edition: DatedEdition | None = None) -> dict[str, Any]:
    """Gather what the chosen layers show of the view; with its edition also the words for a picture of the map."""
    on = set(chosen.layers)
    segments = segments_in_view(view, chosen)
    links = shared_links(view) if {"marks", "shared"} <= on else []
    events = event_marks(view) if "events" in on else []
    marks = incident_marks(view, by=chosen.colour) if "marks" in on else {}
    payload = {
        "marks": marks,
        "links": links,
        "fronts": front_bands(segments),
        "events": events,
        "show": {"precision": "precision" in on, "shared": "shared" in on},
        "selected": chosen.incident if chosen.incident in view.ids else None,
        "legend": legend(view, chosen, segments, marks=marks, has_links=bool(links), has_events=bool(events)),
    }
    return payload | ({"words": picture_words(view, chosen, edition)} if edition else {})


def scene_group(view: View, chosen: Filter, *, edition: DatedEdition | None = None) -> folium.FeatureGroup:
    """The feature group that the page swaps into the map without loading the frame anew.

    Give the edition for a map that has a `geo.layers.snapshot.SnapshotButton`.
    """
    group = folium.FeatureGroup(name="seamline", control=False)
    TileSwitch(next((name for name in TILE_LAYERS if name in chosen.layers), None)).add_to(group)
    Scene(scene_payload(view, chosen, edition=edition)).add_to(group)
    return group
