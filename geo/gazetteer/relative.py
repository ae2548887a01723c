"""Places given in relation to others, as areas with an error: "70 km southeast of Mosul", "between X and Y".

Distances and bearings run on the WGS84 ellipsoid; areas are joined, widened and measured in EPSG:32638 (UTM 38N, metres),
never in degrees. An area says where the scene may be, by a rule in words; its centre is no place where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import ceil
from typing import Any

from pyproj import Geod, Transformer
from shapely import get_coordinates, transform
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from geo.errors import SeamlineError
from geo.gazetteer.phrases import Anchor, Relation, RelativePhrase, find_relative
from geo.gazetteer.places import geo_precision
from geo.records import Place
from geo.vocabulary import GeoPrecision, PlaceKind

__all__ = [
    "Anchor",
    "ContradictionError",
    "Relation",
    "RelativeArea",
    "RelativePhrase",
    "RelativePlaceError",
    "area_between",
    "area_in_direction",
    "area_near",
    "area_of",
    "area_on_road",
    "area_within",
    "disagreement",
    "find_relative",
    "foothills",
    "intersection",
    "located",
    "ring_sector",
]

METRIC_CRS = 32638
# Where distances in UTM 38N are within half a percent of the ellipsoid's.
REACH = {"latitude": (25.0, 45.0), "longitude": (37.0, 53.0)}

# A printed distance is rounded and a compass word is one of eight: with these widths two phrases on Makhmour that hold
# as round figures both contain it.
DISTANCE_SLACK = 0.15
BEARING_SLACK = 22.5
# Without a distance "south of" is loose in both: a quarter of the compass, out to what outlets still name a town by.
DIRECTION_SLACK = 45.0
DIRECTION_REACH_KM = 30.0
# "Near", "outside" and "on the outskirts of": beyond the place's own error.
NEAR_KM = 10.0
# UCDP where_prec 2 is within about 25 km of a named point.
NEAR_PRECISION_KM = 25.0
FOOTHILLS_KM = 5.0
# Roads bend and "between" is wide: half the width of a corridor by its length.
CORRIDOR_SHARE = 0.15
CORRIDOR_LEAST_KM = 3.0

_ELLIPSOID = Geod(ellps="WGS84")
_ARC_STEP = 2.5
_COMPASS = (
    *("north", "north-northeast", "northeast", "east-northeast", "east", "east-southeast", "southeast"),
    *("south-southeast", "south", "south-southwest", "southwest", "west-southwest", "west", "west-northwest"),
    *("northwest", "north-northwest"),
)
_DIVISIONS = frozenset(
    {PlaceKind.SUBDISTRICT, PlaceKind.DISTRICT, PlaceKind.GOVERNORATE, PlaceKind.ADMINISTRATION, PlaceKind.COUNTRY}
)


class RelativePlaceError(SeamlineError, ValueError):
    """A place in relation to others cannot be worked out from what was given."""


class ContradictionError(RelativePlaceError):
    """Several relations were given for one scene and no point satisfies them all."""


@dataclass(frozen=True, kw_only=True)
class RelativeArea:
    """Where a scene may be.

    Attributes:
        latitude: of the centre, degrees north.
        longitude: of the centre, degrees east.
        error_km: the circle of this radius around the centre covers the whole area.
        polygon: the area, (longitude, latitude) in WGS84 degrees.
        geo_precision: UCDP where_prec.
        rule: how the area was made, in words.
        anchors: the places that it relates to.
    """

    latitude: float
    longitude: float
    error_km: float
    polygon: BaseGeometry
    geo_precision: GeoPrecision
    rule: str
    anchors: tuple[Place, ...]

    def contains(self, place: Any) -> bool:
        """Whether a position lies in the area; `place` has `latitude` and `longitude`."""
        return bool(self.polygon.intersects(Point(place.longitude, place.latitude)))


def ring_sector(
    place: Place, *, low_km: float, high_km: float | None = None, bearing: float | None = None
) -> RelativeArea:
    """The part of a ring: a distance from a place with 15 % either way, and a bearing with 22.5 degrees either way.

    The place's own error is added on all sides.

    Args:
        place: what the distance is measured from.
        low_km: the distance, or the least one.
        high_km: the greatest one.
        bearing: degrees from north; None for the whole ring.
    """
    high_km = low_km if high_km is None else high_km
    if not 0 <= low_km <= high_km or high_km == 0 or high_km > 1000:
        raise RelativePlaceError(f"expected distances from 0 to 1000 km in order, got {low_km!r} to {high_km!r}")
    inner, outer = low_km * (1 - DISTANCE_SLACK), high_km * (1 + DISTANCE_SLACK)
    span = f"{low_km:g} km" if low_km == high_km else f"{low_km:g} to {high_km:g} km"
    where, slack = f"{span} from {place.names.en}", "distance ±15 %"
    if bearing is not None:
        where, slack = f"{span} {_compass(bearing)} of {place.names.en}", f"{slack}, bearing ±22.5°"
    shape = _sector(place, inner=inner, outer=outer, bearing=bearing, slack=BEARING_SLACK)
    middle = (low_km + high_km) / 2
    centre = None if bearing is None else _along(place, bearing, middle)
    if low_km == 0 and bearing is None:
        where, slack = f"within {high_km:g} km of {place.names.en}", "distance +15 %"
    return _area(shape, rule=f"{where} ({slack}{_own_error(place)})", anchors=(place,), centre=centre)


def area_in_direction(place: Place, *, bearing: float) -> RelativeArea:
    """A direction from a place without a distance: 45 degrees either way, out to 30 km or to the area's own reach."""
    reach = max(DIRECTION_REACH_KM, place.error_km) if place.kind in _DIVISIONS else DIRECTION_REACH_KM
    shape = _sector(place, inner=0, outer=reach, bearing=bearing, slack=DIRECTION_SLACK, own_error=False)
    rule = f"{_compass(bearing)} of {place.names.en} (no distance given: to {reach:g} km, bearing ±45°)"
    return _area(shape, rule=rule, anchors=(place,))


def area_near(place: Place, *, words: str = "near") -> RelativeArea:
    """Near or outside a place: within 10 km of its own error. The place is not cut out, as its extent is not known."""
    rule = f"{words} {place.names.en} (within {NEAR_KM:g} km{_own_error(place)})"
    return _area(_disc(place, NEAR_KM + place.error_km), rule=rule, anchors=(place,))


def foothills(place: Place) -> RelativeArea:
    """In the foothills of a mountain or ridge: its whole reach and 5 km around."""
    rule = f"in the foothills of {place.names.en} (its reach of {place.error_km:g} km and {FOOTHILLS_KM:g} km around)"
    return _area(_disc(place, FOOTHILLS_KM + place.error_km), rule=rule, anchors=(place,), precision=GeoPrecision.AREA)


def area_within(place: Place) -> RelativeArea:
    """Somewhere in a district or other area, such as an unnamed village of it: all that its error covers."""
    rule = f"in {place.names.en} (the circle that covers it, {place.error_km:g} km)"
    return _area(_disc(place, max(place.error_km, 1)), rule=rule, anchors=(place,), precision=geo_precision(place))


def area_between(one: Place, other: Place) -> RelativeArea:
    """Between two places: a corridor along the straight line, on either side 15 % of its length, at least 3 km."""
    return _corridor(one, other, rule=f"between {one.names.en} and {other.names.en}")


def area_on_road(one: Place, other: Place) -> RelativeArea:
    """On the road between two places. The road's course is not known here: the corridor of `area_between`."""
    return _corridor(one, other, rule=f"on the road between {one.names.en} and {other.names.en}, its course not known")


def intersection(areas: Sequence[RelativeArea]) -> RelativeArea:
    """Where all areas meet.

    Raises:
        ContradictionError: when they do not.
    """
    if not areas:
        raise RelativePlaceError("expected at least one area to intersect, got none")
    if len(areas) == 1:
        return areas[0]
    shapes = [_metric(area.polygon) for area in areas]
    shape = reduce(lambda one, other: one.intersection(other), shapes)
    rules = "; and ".join(area.rule for area in areas)
    if shape.is_empty or shape.area == 0:
        apart = max(one.distance(other) for one in shapes for other in shapes) / 1000
        raise ContradictionError(
            f"expected relations that one place can satisfy, got areas {apart:.1f} km apart: {rules}"
        )
    anchors = tuple({place.id: place for area in areas for place in area.anchors}.values())
    return _area(shape, rule=rules, anchors=anchors)


def area_of(phrase: RelativePhrase, anchors: Sequence[Place]) -> RelativeArea:
    """The area that a phrase means when its names mean `anchors`.

    Raises:
        RelativePlaceError: when there are more or fewer anchors than names, or they lie too far from Iraq.
    """
    if len(anchors) != len(phrase.anchors):
        raise RelativePlaceError(f"expected a place for each name of {phrase.text!r}, got {len(anchors)}")
    return _MAKERS[phrase.relation](phrase, *anchors)


def _measured_area(phrase: RelativePhrase, place: Place) -> RelativeArea:
    if phrase.low_km is not None:
        return ring_sector(place, low_km=phrase.low_km, high_km=phrase.high_km, bearing=phrase.bearing)
    if phrase.bearing is not None:
        return area_in_direction(place, bearing=phrase.bearing)
    raise RelativePlaceError(f"expected a distance or a bearing in {phrase.text!r}, got none")


_MAKERS: dict[Relation, Callable[..., RelativeArea]] = {
    Relation.DISTANCE: _measured_area,
    Relation.DIRECTION: _measured_area,
    Relation.NEAR: lambda phrase, place: area_near(place, words=phrase.relation.value),
    Relation.OUTSIDE: lambda phrase, place: area_near(place, words=phrase.relation.value),
    Relation.FOOTHILLS: lambda _, place: foothills(place),
    Relation.WITHIN: lambda _, place: area_within(place),
    Relation.BETWEEN: lambda _, one, other: area_between(one, other),
    Relation.ROAD: lambda _, one, other: area_on_road(one, other),
}


def located(phrases: Iterable[RelativePhrase], find: Callable[[str], Place | None]) -> RelativeArea | None:
    """The area of phrases on one scene; those with a name that `find` does not know for certain are left out.

    Raises:
        ContradictionError: when they do not meet.
    """
    areas = []
    for phrase in phrases:
        places = [find(anchor.name) for anchor in phrase.anchors]
        found = [place for place in places if place is not None]
        if len(found) == len(places):
            areas.append(area_of(phrase, found))
    return intersection(areas) if areas else None


def disagreement(named: Place, area: RelativeArea) -> str | None:
    """Say how far a named place lies outside an area, beyond its own error; None when it may lie inside.

    Where the area hangs on one place, the true distance and bearing from there are said too.
    """
    point = _metric(Point(named.longitude, named.latitude))
    shape = _metric(area.polygon)
    if shape.distance(point) / 1000 <= named.error_km:
        return None
    edge = _degrees(nearest_points(shape, point)[0])
    outside = _ELLIPSOID.inv(named.longitude, named.latitude, edge.x, edge.y)[2] / 1000
    measured = (_measured(place, named) for place in area.anchors)
    return f"{named.names.en} lies {outside:.0f} km outside the area {area.rule}; it is {' and '.join(measured)}"


def _measured(place: Place, named: Place) -> str:
    azimuth, _, metres = _ELLIPSOID.inv(place.longitude, place.latitude, named.longitude, named.latitude)
    return f"{metres / 1000:.0f} km {_compass(azimuth)} of {place.names.en}"


def _compass(bearing: float) -> str:
    return _COMPASS[round(bearing / 22.5) % 16]


def _own_error(place: Place) -> str:
    return f", and {place.error_km:g} km error of {place.names.en}" if place.error_km else ""


def _corridor(one: Place, other: Place, *, rule: str) -> RelativeArea:
    azimuth, _, metres = _ELLIPSOID.inv(one.longitude, one.latitude, other.longitude, other.latitude)
    length = metres / 1000
    if length < max(one.error_km, other.error_km, 0.1):
        raise RelativePlaceError(
            f"expected two places farther apart than their errors, got {one.names.en} and {other.names.en}, "
            f"{length:.1f} km apart"
        )
    half_width = max(CORRIDOR_LEAST_KM, CORRIDOR_SHARE * length)
    course = [_along(one, azimuth, length * step / 10) for step in range(11)]
    for place in (one, other):
        _check_reach(place)
    shape = _metric(LineString(course)).buffer(half_width * 1000)
    said = f"{rule} ({length:.0f} km, {half_width:.0f} km to either side of the straight line)"
    return _area(shape, rule=said, anchors=(one, other), precision=GeoPrecision.AREA, centre=course[5])


def _disc(place: Place, radius_km: float) -> BaseGeometry:
    return _sector(place, inner=0, outer=radius_km, bearing=None, slack=0, own_error=False)


def _sector(
    place: Place, *, inner: float, outer: float, bearing: float | None, slack: float, own_error: bool = True
) -> BaseGeometry:
    """A ring or part of one in EPSG:32638, its corners found on the ellipsoid."""
    _check_reach(place)
    steps = round((360 if bearing is None else 2 * slack) / _ARC_STEP)
    start = 0.0 if bearing is None else bearing - slack
    bearings = [start + step * _ARC_STEP for step in range(steps + (bearing is not None))]
    rim = [_along(place, each, outer) for each in bearings]
    hole = [_along(place, each, inner) for each in bearings] if inner else []
    if bearing is None:
        shape = Polygon(rim, [hole] if hole else None)
    else:
        shape = Polygon([*rim, *(reversed(hole) if hole else [(place.longitude, place.latitude)])])
    metric = _metric(shape)
    return metric.buffer(place.error_km * 1000) if own_error else metric


def _along(place: Place, bearing: float, distance_km: float) -> tuple[float, float]:
    longitude, latitude, _ = _ELLIPSOID.fwd(place.longitude, place.latitude, bearing, distance_km * 1000)
    return float(longitude), float(latitude)


def _area(
    shape: BaseGeometry,
    *,
    rule: str,
    anchors: tuple[Place, ...],
    centre: tuple[float, float] | None = None,
    precision: GeoPrecision | None = None,
) -> RelativeArea:
    """Put a centre and an error to a shape in EPSG:32638."""
    polygon = _degrees(shape)
    if centre is None:
        middle = _degrees(shape.centroid)
        centre = (middle.x, middle.y)
    corners = get_coordinates(MultiPoint(get_coordinates(polygon)).convex_hull)
    error_km = max(_ELLIPSOID.inv(*centre, float(x), float(y))[2] for x, y in corners) / 1000
    if precision is None:
        precision = GeoPrecision.NEAR if error_km <= NEAR_PRECISION_KM else GeoPrecision.AREA
    return RelativeArea(
        latitude=round(centre[1], 5),
        longitude=round(centre[0], 5),
        # Rounded up, the rounding of the centre included: the circle must cover the area.
        error_km=ceil((error_km + 0.002) * 10) / 10,
        polygon=polygon,
        geo_precision=precision,
        rule=rule,
        anchors=anchors,
    )


def _check_reach(place: Place) -> None:
    for field, (least, most) in REACH.items():
        value = getattr(place, field)
        if not least <= value <= most:
            raise RelativePlaceError(
                f"expected a place in or around Iraq, {field} {least:g} to {most:g}, got {place.names.en} at {value:g}"
            )


def _metric(shape: BaseGeometry) -> BaseGeometry:
    return transform(shape, _transformer(4326, METRIC_CRS).transform, interleaved=False)


def _degrees(shape: BaseGeometry) -> BaseGeometry:
    return transform(shape, _transformer(METRIC_CRS, 4326).transform, interleaved=False)


@lru_cache(maxsize=2)
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
