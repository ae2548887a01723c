# ruff: noqa: INP001, T201 - a program that prints its table; seeds/ is data, not a package
"""Measure the drawn governorates against official ones: `python -m seeds.basemap.measure adm1.geojson`.

The reference is a GeoJSON of first-level areas, such as OCHA's COD-AB; it is no part of the project. Overlap is
intersection over union of the two areas inside the window; distances run from points every 500 m along the drawn
edge, the window's frame left out, to the official edge, in UTM 38N.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely
from shapely.geometry import shape

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).parent
SOURCES = json.loads((HERE / "SOURCES.json").read_text(encoding="utf-8"))
WINDOW, VIEW = shapely.box(*SOURCES["window"]), shapely.box(*SOURCES["view"])
METRES = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32638", always_xy=True)


def areas(path: Path) -> list[BaseGeometry]:
    """Read the areas of a GeoJSON file, made valid."""
    rows = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [shapely.make_valid(shape(row["geometry"])) for row in rows]


def metric(geometry: BaseGeometry) -> BaseGeometry:
    """Project to metres."""
    return shapely.transform(geometry, METRES.transform, interleaved=False)


def distances_km(edge: BaseGeometry, official: BaseGeometry) -> np.ndarray:
    """Give the distance from each 500 m of the edge to the official edge."""
    lines = shapely.get_parts(shapely.line_merge(metric(edge)))
    points = [shapely.line_interpolate_point(line, np.arange(0, line.length, 500)) for line in lines]
    metres: np.ndarray = shapely.distance(np.concatenate(points), metric(official))
    return metres / 1000


def row(name: str, drawn: BaseGeometry, official: BaseGeometry, *, within: BaseGeometry) -> str:
    """Print one area: overlap, then mean, 95 % and greatest distance of its edge."""
    ours, theirs = drawn.intersection(within), official.intersection(within)
    edge = shapely.difference(ours.boundary, shapely.buffer(within.boundary, 1e-4))
    if edge.is_empty:
        return f"{name:14} -"
    km = distances_km(edge, official.boundary)
    overlap = ours.intersection(theirs).area / ours.union(theirs).area
    return f"{name:14} overlap {overlap:.2f}  mean {km.mean():5.2f}  95 % {np.percentile(km, 95):5.2f}  max {km.max():5.2f} km"


def main() -> None:
    """Print the window's and the view's table."""
    reference = areas(Path(sys.argv[1]))
    rows = json.loads((HERE / "governorates.geojson").read_text(encoding="utf-8"))["features"]
    drawn = {one["properties"]["name_en"]: shape(one["geometry"]) for one in rows}
    for title, within in {"window": WINDOW, "view": VIEW}.items():
        print(title)
        for name, area in drawn.items():
            official = max(reference, key=lambda other: other.intersection(area).area)
            print(row(name, area, official, within=within))
        print(row("Iraq", shapely.union_all(list(drawn.values())), shapely.union_all(reference), within=within))


if __name__ == "__main__":
    main()
