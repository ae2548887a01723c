"""Areas of uncertainty as polygons in WGS84: circles on the ellipsoid, bands in a metric projection."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

CORNERS: Final = 72
"""Corners of a circle: its sides stay within 0.1 % of the radius."""

_ELLIPSOID: Final = Geod(ellps="WGS84")
_METRIC: Final = "EPSG:32638"  # UTM zone 38 north, which covers the belt
_DECIMALS: Final = 6  # degrees, a tenth of a metre: what is beyond differs between machines


@lru_cache(maxsize=20_000)
def circle(latitude: float, longitude: float, *, radius_km: float) -> Polygon:
    """The circle of that radius on the ellipsoid, counterclockwise."""
    azimuths = np.linspace(360.0, 0.0, CORNERS, endpoint=False)
    start = np.full(CORNERS, longitude), np.full(CORNERS, latitude)
    x, y, _ = _ELLIPSOID.fwd(*start, azimuths, np.full(CORNERS, radius_km * 1000.0))
    return Polygon(np.round(np.column_stack([x, y]), _DECIMALS))


def band(line: LineString, *, half_width_km: float) -> BaseGeometry:
    """Everything within that distance of the line (WGS84), counterclockwise."""
    metric = gpd.GeoSeries([line], crs="EPSG:4326").to_crs(_METRIC)
    wide = metric.buffer(half_width_km * 1000.0).to_crs("EPSG:4326").iloc[0]
    return shapely.orient_polygons(shapely.transform(wide, lambda pairs: np.round(pairs, _DECIMALS)))
