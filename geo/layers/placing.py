"""The desk's small map: the candidates for a place name, what they are measured from, and the spot that an editor sets.

All of it goes into the feature group, so that nothing reloads while an editor works. The browser answers through a click
on the group: with the id of a candidate, or with the spot where one was put.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import folium
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from geo.errors import SeamlineError
from geo.gazetteer import distance_km
from geo.layers.basemap import ROAM
from geo.layers.offline import own_links
from geo.layers.scene import pack

# What a hand on the map can set; a spot that comes from the records may be smaller or larger.
LEAST_ERROR_KM: Final = 0.1
MOST_ERROR_KM: Final = 300.0
DEFAULT_ERROR_KM: Final = 5.0
DEGREE_DECIMALS: Final = 5
ERROR_DECIMALS: Final = 2

_MOST_RECORDED_KM: Final = 1000.0  # as `geo.records.Kilometres`
_MAX_ID_LENGTH: Final = 200  # the page takes no longer one back
_LETTERS: Final = re.compile(r"[A-Z]{1,2}")


class PlacingError(SeamlineError, ValueError):
    """A candidate or a spot that cannot be drawn."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A position in WGS84 degrees and the kilometres within which the true place is expected.

    Raises:
        PlacingError: a number is none, not finite or out of range.
    """

    latitude: float
    longitude: float
    error_km: float

    def __post_init__(self) -> None:
        _check_position(self, "spot")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A place that the name may mean, or one that it is measured from.

    Attributes:
        letter: what stands on its pin, A to Z, then AA; empty for a reference place.
        words: what tells it apart from its namesakes: kind, district, source.

    Raises:
        PlacingError: a text is missing or too long, a number none, not finite or out of range.
    """

    id: str
    letter: str
    name: str
    latitude: float
    longitude: float
    error_km: float
    words: str

    def __post_init__(self) -> None:
        if not 0 < len(self.id) <= _MAX_ID_LENGTH:
            raise PlacingError(f"candidate: expected an id of 1 to {_MAX_ID_LENGTH} letters, got {self.id!r}; name it")
        if not self.name.strip():
            raise PlacingError(f"candidate {self.id!r}: expected a name, got {self.name!r}; give the one a reader sees")
        if self.letter and not _LETTERS.fullmatch(self.letter):
            raise PlacingError(
                f"candidate {self.id!r}: expected one or two letters from A to Z, got {self.letter!r}; number them so"
            )
        _check_position(self, f"candidate {self.id!r}")


@dataclass(frozen=True)
class Reach:
    """The box in degrees WGS84 in which a spot may be put."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, spot: Spot) -> bool:
        return self.south <= spot.latitude <= self.north and self.west <= spot.longitude <= self.east


class PlacingLibrary(JSCSSMixin, folium.MacroElement):
    """Loads `placing.js` with the base map; a library that first came with the feature group would come too late."""

    _template = Template("{% macro script(this, kwargs) %}{% endmacro %}")
    default_js = own_links("seamline/placing.js")
    default_css = own_links("seamline/scene.css", "seamline/placing.css")  # the tooltip is the scene's


class Placing(Layer):
    """Draws a payload of `placing_payload`."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.seamline.placing("{{ this.packed }}");
            {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
    """)

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__(name="placing", control=False)
        self._name = "Placing"
        self.packed = pack(payload)


def reach_of(*, spot: Spot | None, candidates: Sequence[Candidate], references: Sequence[Candidate] = ()) -> Reach:
    """The box in which the base map roams, widened for whatever given place lies outside it."""
    (south, west), (north, east) = ROAM
    given: list[Candidate | Spot] = [*candidates, *references, *([spot] if spot else [])]
    latitudes = [south, north, *(place.latitude for place in given)]
    longitudes = [west, east, *(place.longitude for place in given)]
    return Reach(min(latitudes), min(longitudes), max(latitudes), max(longitudes))


def placing_payload(
    *, spot: Spot | None, candidates: Sequence[Candidate], references: Sequence[Candidate] = (), focus: bool
) -> dict[str, Any]:
    """What `placing.js` draws; distances from the spot are kilometres on the ellipsoid.

    Raises:
        PlacingError: two places share an id, two pins a letter, or a pin has none.
    """
    _check_apart([place.id for place in (*candidates, *references)], what="id")
    _check_apart([place.letter for place in candidates], what="letter")
    reach = reach_of(spot=spot, candidates=candidates, references=references)
    return {
        "spot": {"latitude": spot.latitude, "longitude": spot.longitude, "error_km": spot.error_km} if spot else None,
        "candidates": [_row(place, spot) for place in candidates],
        "references": [_row(place, spot) for place in references],
        "reach": [[reach.south, reach.west], [reach.north, reach.east]],
        "limits": {"least_km": LEAST_ERROR_KM, "most_km": MOST_ERROR_KM, "default_km": DEFAULT_ERROR_KM},
        "focus": focus,
    }


def placing_group(
    *, spot: Spot | None, candidates: Sequence[Candidate], references: Sequence[Candidate] = (), focus: bool
) -> folium.FeatureGroup:
    """The feature group of the small map.

    Args:
        spot: what is chosen now, None where nothing is.
        candidates: one pin each; a pin is an offer and never the answer.
        references: places that the position is measured from, drawn quietly.
        focus: whether the map shows all pins and the spot when they first appear in a mount. The frame itself
            remembers what it has shown so, and a rerun never moves the map.

    Raises:
        PlacingError: two places share an id, two pins a letter, or a pin has none.
    """
    group = folium.FeatureGroup(name="placing", control=False)
    payload = placing_payload(spot=spot, candidates=candidates, references=references, focus=focus)
    Placing(payload).add_to(group)
    return group


def _row(place: Candidate, spot: Spot | None) -> dict[str, Any]:
    return {
        "id": place.id,
        "letter": place.letter,
        "name": place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "error_km": place.error_km,
        "words": place.words,
        "distance_km": round(distance_km(spot, place), 3) if spot else None,
    }


def _check_position(place: Spot | Candidate, what: str) -> None:
    limits = {"latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0), "error_km": (0.0, _MOST_RECORDED_KM)}
    for name, (least, most) in limits.items():
        value = getattr(place, name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or not least <= value <= most:
            raise PlacingError(
                f"{what}: expected {name} from {least:g} to {most:g}, got {value!r}; "
                "give degrees in WGS84 and kilometres"
            )


def _check_apart(values: Sequence[str], *, what: str) -> None:
    wrong = sorted({value for value in values if not value or values.count(value) > 1})
    if wrong:
        raise PlacingError(
            f"expected a different {what} for each place, got {wrong!r} missing or twice; tell them apart"
        )
