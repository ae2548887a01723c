"""Distances on the WGS84 ellipsoid."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from geopy.distance import geodesic


class HasPosition(Protocol):
    """Anything with a position in WGS84 degrees: a place, a vertex, a geopy location."""

    @property
    def latitude(self) -> float:
        """Degrees north."""

    @property
    def longitude(self) -> float:
        """Degrees east."""


class Position(NamedTuple):
    """A position in WGS84 degrees."""

    latitude: float
    longitude: float


def distance_km(start: HasPosition, end: HasPosition) -> float:
    """Length of the geodesic between two positions."""
    return float(geodesic((start.latitude, start.longitude), (end.latitude, end.longitude)).km)
