"""GeoParquet of the incidents in view, typed, with the codebook and what the file says of itself in its metadata."""

from __future__ import annotations

import io
import json

import geopandas as gpd
import pyarrow.parquet as pq
from shapely import Point

from geo.exports.about import About
from geo.exports.codebook import codebook_json
from geo.exports.incidents import incident_table
from geo.exports.table import Table
from geo.view import View

METADATA_KEY = b"seamline"


def write_parquet(view: View, *, about: About) -> bytes:
    """Write GeoParquet 1.0 in WGS84; the file's metadata hold JSON under the key `seamline`."""
    table = incident_table(view)
    plain = io.BytesIO()
    points(view, table).to_parquet(plain, index=False)
    # geopandas has no way to add to the file's metadata, so they are put in on the way through Arrow.
    arrow = pq.read_table(plain)
    words = {"about": dict(about.pairs()), "codebook": codebook_json(table)}
    metadata = {**(arrow.schema.metadata or {}), METADATA_KEY: json.dumps(words, ensure_ascii=False).encode()}
    written = io.BytesIO()
    pq.write_table(arrow.replace_schema_metadata(metadata), written, compression="zstd")
    return written.getvalue()


def points(view: View, table: Table) -> gpd.GeoDataFrame:
    """The table of the incidents with the point of each scene, None where no position is known."""
    scenes = [incident.scene for incident in view.incidents]
    geometry = [Point(scene.longitude, scene.latitude) if scene else None for scene in scenes]
    return gpd.GeoDataFrame(table.frame(), geometry=gpd.GeoSeries(geometry, crs="EPSG:4326"), crs="EPSG:4326")
