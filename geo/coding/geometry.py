"""Areas of relative words: rings around named places, their intersection, and the stretch between two places."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DISTANCE_SHARE = 0.15
BEARING_DEGREES = 22.5
# "North of X" without a distance: within a district's reach.
UNSTATED_DISTANCE_KM = (2.0, 30.0)
_KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Anchor:
    """A named place from which words measure.

    Attributes:
        bearing: degrees clockwise from north, from the anchor to the place meant; None for any direction.
        distance_km: None where no distance is stated.
        error_km: how uncertain the anchor's own position is.
    """

    latitude: float
    longitude: float
    error_km: float
    bearing: float | None
    distance_km: float | None


@dataclass(frozen=True)
class Disc:
    """A middle in WGS84 degrees and the distance within which the place lies."""

    latitude: float
    longitude: float
    error_km: float


def locate(anchors: Sequence[Anchor]) -> Disc | None:
    """The area where all ring sectors meet; None where they do not.

    Distances hold to 15 percent, bearings to 22.5 degrees. The samples lie on a sphere: the error against the
    ellipsoid is far below that of the words.
    """
    first, *others = anchors
    inside = [point for point in _samples(first) if all(_contains(other, point) for other in others)]
    if not inside:
        return None
    latitude = sum(point[0] for point in inside) / len(inside)
    longitude = sum(point[1] for point in inside) / len(inside)
    reach = max(_distance_km((latitude, longitude), point) for point in inside)
    return Disc(round(latitude, 4), round(longitude, 4), round(reach + first.error_km, 1))


def midway(first: tuple[float, float], second: tuple[float, float]) -> Disc:
    """The stretch between two positions, given as latitude and longitude: its middle, and the way to either end."""
    middle = ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)
    return Disc(round(middle[0], 4), round(middle[1], 4), round(max(2.0, _distance_km(first, second) / 2), 1))


def is_within(disc: Disc, *, latitude: float, longitude: float, error_km: float) -> bool:
    """Whether a position may lie in the area, its own error included."""
    return _distance_km((disc.latitude, disc.longitude), (latitude, longitude)) <= disc.error_km + error_km


def _limits(anchor: Anchor) -> tuple[float, float]:
    if anchor.distance_km is None:
        return UNSTATED_DISTANCE_KM
    return anchor.distance_km * (1 - DISTANCE_SHARE), anchor.distance_km * (1 + DISTANCE_SHARE)


def _samples(anchor: Anchor) -> Iterator[tuple[float, float]]:
    low, high = _limits(anchor)
    spread = BEARING_DEGREES if anchor.bearing is not None else 180.0
    for ring in range(7):
        distance = low + (high - low) * ring / 6
        for step in range(-12, 13):
            yield _move(anchor, (anchor.bearing or 0.0) + spread * step / 12, distance)


def _move(anchor: Anchor, bearing: float, distance_km: float) -> tuple[float, float]:
    angle = math.radians(bearing)
    latitude = anchor.latitude + distance_km * math.cos(angle) / _KM_PER_DEGREE
    middle = math.radians((latitude + anchor.latitude) / 2)
    return latitude, anchor.longitude + distance_km * math.sin(angle) / (_KM_PER_DEGREE * math.cos(middle))


def _contains(anchor: Anchor, point: tuple[float, float]) -> bool:
    low, high = _limits(anchor)
    if not low <= _distance_km((anchor.latitude, anchor.longitude), point) <= high:
        return False
    if anchor.bearing is None:
        return True
    east = (point[1] - anchor.longitude) * math.cos(math.radians((point[0] + anchor.latitude) / 2))
    bearing = math.degrees(math.atan2(east, point[0] - anchor.latitude))
    return abs((bearing - anchor.bearing + 180) % 360 - 180) <= BEARING_DEGREES


def _distance_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    east = (second[1] - first[1]) * math.cos(math.radians((first[0] + second[0]) / 2))
    return math.hypot(second[0] - first[0], east) * _KM_PER_DEGREE
