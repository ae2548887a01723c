"""The ground of a picture: the frame in a metric projection, the embedded basemap, scale bar and locator."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, Final

import numpy as np
import shapely
from matplotlib.path import Path
from pyproj import Proj, Transformer
from shapely.geometry import shape

from geo.prints.canvas import Box, Ink, Points, Sheet, closed_path, open_path

BASEMAP: Final = FilePath(__file__).resolve().parents[2] / "seeds" / "basemap"
# UTM zone 38 N: true to scale within 0.1 percent from 42 to 48 degrees east.
CRS: Final = "EPSG:32638"
BELT: Final = (43.0, 34.0, 46.0, 36.4)  # degrees: west, south, east, north
WINDOW: Final = (41.6, 33.0, 46.9, 37.4)  # degrees: what the embedded basemap holds
LEAST_SPAN_M: Final = 70_000
_TIGHTEST: Final = 0.45  # of the margin, where that keeps the frame on the basemap
BEYOND: Final = "beyond this base map"
_NICE_KM: Final = (5, 10, 20, 25, 50, 100, 200, 500)


@dataclass(frozen=True)
class Frame:
    """The part of the ground in the picture: `box` in layout units shows metres from `west`, `south`."""

    box: Box
    west: float
    south: float
    metres: float  # of one layout unit

    @property
    def span_m(self) -> float:
        """The shorter side."""
        left, bottom, right, top = self.box
        return min(right - left, top - bottom) * self.metres

    def place(self, metres: Points) -> Points:
        """Projected metres as layout units."""
        return (metres - (self.west, self.south)) / self.metres + self.box[:2]

    def holds(self, point: Sequence[float], *, inset: float = 0) -> bool:
        """Whether a point in layout units lies inside, at least `inset` from the edges."""
        left, bottom, right, top = self.box
        return bool(left + inset <= point[0] <= right - inset and bottom + inset <= point[1] <= top - inset)


def projected(longitudes: Iterable[float], latitudes: Iterable[float]) -> Points:
    """Degrees WGS84 as metres, one row a point."""
    return np.column_stack(_transformer().transform(list(longitudes), list(latitudes)))


@lru_cache(maxsize=1)
def _transformer() -> Transformer:
    return Transformer.from_crs("EPSG:4326", CRS, always_xy=True)


def frame_around(points: Points, *, box: Box, margin: float) -> Frame:
    """The smallest frame that shows the points with a margin in layout units; the belt where there are none.

    It is moved, and its margin is narrowed, where that keeps it on the basemap.
    """
    if not len(points):
        west, south, east, north = BELT
        points, margin = projected((west, east), (south, north)), 0
    first = _smallest(points, box=box, margin=margin)
    for share in (1.0, 0.8, 0.6, _TIGHTEST):
        frame = _moved(_smallest(points, box=box, margin=margin * share), points, margin=margin * share)
        if beyond(frame).is_empty:
            return frame
    return _moved(first, points, margin=margin)


def _smallest(points: Points, *, box: Box, margin: float) -> Frame:
    (west_m, south_m), (east_m, north_m) = points.min(axis=0), points.max(axis=0)
    width, height = box[2] - box[0], box[3] - box[1]
    usable = (max(width - 2 * margin, width / 3), max(height - 2 * margin, height / 3))
    metres = max((east_m - west_m) / usable[0], (north_m - south_m) / usable[1], LEAST_SPAN_M / min(width, height))
    middle = ((west_m + east_m) / 2, (south_m + north_m) / 2)
    return Frame(box, middle[0] - width * metres / 2, middle[1] - height * metres / 2, metres)


def _moved(frame: Frame, points: Points, *, margin: float) -> Frame:
    """The frame over as much of the basemap as it can show, with all points and their margin still in it."""
    window = np.asarray(_window().bounds).reshape(2, 2)
    inner = _inner_window()
    box = np.asarray(frame.box).reshape(2, 2)
    size = (box[1] - box[0]) * frame.metres
    corner = np.asarray((frame.west, frame.south))
    # A frame that is larger than the basemap has it in its middle.
    fits = size <= inner[1] - inner[0]
    wanted = np.where(fits, np.clip(corner, inner[0], inner[1] - size), window.mean(axis=0) - size / 2)
    room = margin * frame.metres
    low, high = points.max(axis=0) + room - size, points.min(axis=0) - room
    moved = np.where(low <= high, np.clip(wanted, np.minimum(low, high), np.maximum(low, high)), corner)
    return Frame(frame.box, float(moved[0]), float(moved[1]), frame.metres)


def beyond(frame: Frame) -> shapely.Geometry:
    """What the frame shows past the basemap, in metres; slivers under a layout unit do not count."""
    left, bottom, right, top = frame.box
    whole = shapely.box(
        frame.west,
        frame.south,
        frame.west + (right - left) * frame.metres,
        frame.south + (top - bottom) * frame.metres,
    )
    parts = shapely.get_parts(shapely.difference(whole, _window()))
    return shapely.union_all([part for part in parts if not shapely.buffer(part, -frame.metres / 2).is_empty])


@lru_cache(maxsize=1)
def _window() -> shapely.Polygon:
    """The edges of the basemap in metres: a little bent, because they run along meridians and parallels."""
    degrees = shapely.segmentize(shapely.box(*WINDOW), 0.1)
    longitudes, latitudes = shapely.get_coordinates(degrees).T
    return shapely.Polygon(projected(longitudes, latitudes))


@lru_cache(maxsize=1)
def _inner_window() -> Points:
    """Lower left and upper right corner of a box that lies inside the basemap."""
    west, south, east, north = WINDOW
    along = np.linspace(0, 1, 54)
    lon, lat = west + (east - west) * along, south + (north - south) * along
    left, right = projected([west] * 54, lat)[:, 0].max(), projected([east] * 54, lat)[:, 0].min()
    low, high = projected(lon, [south] * 54)[:, 1].max(), projected(lon, [north] * 54)[:, 1].min()
    return np.asarray([(left, low), (right, high)])


@dataclass(frozen=True)
class Feature:
    """A feature of the basemap: its properties and its parts in metres."""

    properties: dict[str, Any]
    parts: tuple[Points, ...]
    label: tuple[float, float] | None


@lru_cache(maxsize=16)
def features(layer: str) -> tuple[Feature, ...]:
    """One layer of the basemap, projected."""
    folder = FilePath(__file__).parent if layer == "iraq" else BASEMAP
    rows = json.loads((folder / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]
    return tuple(_feature(row) for row in rows)


def _feature(row: dict[str, Any]) -> Feature:
    properties, geometry = row["properties"], shape(row["geometry"])
    label = None
    if "label_lon" in properties:
        label = tuple(projected((properties["label_lon"],), (properties["label_lat"],))[0])
    parts = []
    for part in shapely.get_parts(geometry):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            coordinates = shapely.get_coordinates(ring)
            parts.append(projected(coordinates[:, 0], coordinates[:, 1]))
    return Feature(properties, tuple(parts), label)


def draw_ground(sheet: Sheet, frame: Frame) -> None:
    """Land, water and administrative lines."""
    style, unit = sheet.style, sheet.unit
    sheet.box(frame.box, Ink(fill=style.ground))
    home = [f for f in features("countries") if f.properties["id"] == "iq"]
    sheet.shape(_closed(home, frame), Ink(fill=style.home))
    for rank, width in ((3, 0.5), (2, 0.9), (1, 1.5)):
        rivers = [f for f in features("rivers") if f.properties["rank"] == rank]
        sheet.shape(_open(rivers, frame), Ink(line=style.water, width=width * unit))
    sheet.shape(_closed(features("lakes"), frame), Ink(fill=style.water))
    inner = [f for f in features("boundaries") if f.properties["kind"] == "governorate"]
    outer = [f for f in features("boundaries") if f.properties["kind"] == "national"]
    sheet.shape(_open(inner, frame), Ink(line=style.governorate, width=0.9 * unit, dash=(4 * unit, 3 * unit)))
    sheet.shape(_open(outer, frame), Ink(line=style.border, width=1.3 * unit))


def draw_beyond(sheet: Sheet, frame: Frame) -> list[Box]:
    """Hatch what lies past the basemap, with its edge, and say so; returns the boxes of the words.

    Without it the lack of data would look like empty land, and the edge like a border.
    """
    style, unit = sheet.style, sheet.unit
    parts = [
        shapely.Polygon(frame.place(shapely.get_coordinates(part.exterior)))
        for part in shapely.get_parts(beyond(frame))
    ]
    if not parts:
        return []
    whole = shapely.union_all(parts)
    hatch = shapely.intersection(_strokes(frame.box, step=7 * unit), whole)
    sheet.shape(
        closed_path(shapely.get_coordinates(part.exterior) for part in parts), Ink(fill=style.page), name="beyond"
    )
    strokes = [shapely.get_coordinates(line) for line in shapely.get_parts(hatch) if line.length]
    sheet.shape(open_path(strokes), Ink(line=style.governorate, width=0.7 * unit))
    window = shapely.Polygon(frame.place(shapely.get_coordinates(_window())))
    edge = shapely.intersection(window.exterior, shapely.box(*frame.box))
    lines = [shapely.get_coordinates(line) for line in shapely.get_parts(shapely.line_merge(edge))]
    sheet.shape(open_path(lines), Ink(line=style.area, width=1.0 * unit))
    return [box for part in parts if (box := _say_beyond(sheet, part))]


def _strokes(box: Box, *, step: float) -> shapely.MultiLineString:
    """Slanting lines over the box."""
    left, bottom, right, top = box
    height = top - bottom
    starts = np.arange(left - height, right, step)
    return shapely.MultiLineString([[(x, bottom), (x + height, top)] for x in starts])


def _say_beyond(sheet: Sheet, part: shapely.Polygon) -> Box | None:
    """Write into a part that has room, broken into as many lines as it takes; None where it has none."""
    size, unit = 9 * sheet.unit, sheet.unit
    left, _, right, _ = part.bounds
    lines = sheet.ruler.lines(BEYOND, size, within=right - left - 10 * unit)
    width = max(sheet.ruler.width(line, size) for line in lines) + 8 * unit
    height = len(lines) * 1.3 * size + 6 * unit
    middle = shapely.centroid(part)
    box = (middle.x - width / 2, middle.y - height / 2, middle.x + width / 2, middle.y + height / 2)
    if len(lines) > len(BEYOND.split()) or not part.contains(shapely.box(*box)):
        return None
    sheet.box(box, Ink(fill=sheet.style.page))
    for number, line in enumerate(lines):
        y = box[3] - 3 * unit - (number + 0.5) * 1.3 * size
        sheet.text(line, (middle.x, y), size=size, colour=sheet.style.quiet, slant="italic", align="middle")
    return box


def draw_scale(sheet: Sheet, frame: Frame, *, at: tuple[float, float]) -> None:
    """A bar as long as its kilometres are in the middle of the frame, and an arrow to the north; lower left corner `at`."""
    kilometres, length = scale_bar(frame)
    unit, ink = sheet.unit, sheet.style.ink
    left, bottom = at[0], at[1] + 2 * unit
    tick = 5 * unit
    line = [(left, bottom + tick), (left, bottom), (left + length, bottom), (left + length, bottom + tick)]
    sheet.line(line, Ink(line=sheet.style.home, width=4 * unit, alpha=0.8))
    sheet.line(line, Ink(line=ink, width=1.3 * unit))
    middle = (left + length / 2, bottom + 4.5 * unit)
    sheet.text(f"{kilometres} km", middle, size=10 * unit, align="center", halo=sheet.style.home)
    # Grid north of the projection differs from true north by 1.5 degrees at most here.
    x = left + length + 18 * unit
    arrow = [(x, bottom + 14 * unit), (x - 4 * unit, bottom), (x, bottom + 3.5 * unit), (x + 4 * unit, bottom)]
    sheet.shape(Path([*arrow, arrow[0]], closed=True), Ink(fill=ink))
    sheet.text("N", (x, bottom + 16.5 * unit), size=9 * unit, align="center", weight="bold", halo=sheet.style.home)


def scale_bar(frame: Frame) -> tuple[int, float]:
    """Kilometres and length in layout units of the longest round bar that takes at most a quarter of the width."""
    left, bottom, right, top = frame.box
    x, y = frame.west + (right - left) / 2 * frame.metres, frame.south + (top - bottom) / 2 * frame.metres
    longitude, latitude = _transformer().transform(x, y, direction="INVERSE")
    # Metres on the grid for one on the ground.
    factor = float(Proj(CRS).get_factors(longitude, latitude).meridional_scale)
    most = (right - left) / 4
    lengths = [(km, km * 1000 * factor / frame.metres) for km in _NICE_KM]
    return next((pair for pair in reversed(lengths) if pair[1] <= most), lengths[0])


def draw_locator(sheet: Sheet, frame: Frame, *, box: Box) -> None:
    """Iraq with the frame in it."""
    iraq, style, unit = features("iraq")[0].parts, sheet.style, sheet.unit
    points = np.concatenate(iraq)
    small = frame_around(points, box=box, margin=2 * unit)
    sheet.shape(closed_path(small.place(part) for part in iraq), Ink(style.ground, style.border, 0.9 * unit))
    left, bottom, right, top = frame.box
    corners = [
        (frame.west, frame.south),
        (frame.west + (right - left) * frame.metres, frame.south + (top - bottom) * frame.metres),
    ]
    (x1, y1), (x2, y2) = small.place(np.asarray(corners))
    sheet.clip(box)
    sheet.box((x1, y1, x2, y2), Ink(line=style.ink, width=1.6 * unit))
    sheet.clip(None)
    where = small.place(projected((43.0,), (31.6,)))[0]
    sheet.text("Iraq", (where[0], where[1]), size=9 * unit, colour=style.quiet, align="middle")


def _closed(chosen: Sequence[Feature], frame: Frame) -> Path:
    return closed_path(frame.place(part) for feature in chosen for part in feature.parts)


def _open(chosen: Sequence[Feature], frame: Frame) -> Path:
    return open_path(frame.place(part) for feature in chosen for part in feature.parts)


def circle(radius: float) -> Path:
    """A circle around the origin as a polygon fine enough for its size."""
    count = int(np.clip(math.sqrt(radius) * 10, 24, 120))
    angles = np.linspace(0, 2 * math.pi, count, endpoint=False)
    ring = np.column_stack((np.cos(angles), np.sin(angles))) * radius
    return Path(np.concatenate((ring, ring[:1])), closed=True)
