"""GeoPackage of the view: layers of incidents, areas, fronts and agreements, and the tables that they rest on."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pyogrio

from geo.exports.about import About
from geo.exports.codebook import about_table, codebook_table
from geo.exports.evidence import claim_table, source_table
from geo.exports.incidents import incident_table
from geo.exports.parquet import points
from geo.exports.places import place_table
from geo.exports.surroundings import Layer, agreement_layer, area_layer, front_layer
from geo.exports.table import Table
from geo.view import View

_ONE_AT_A_TIME: Final = threading.Lock()  # GDAL's option for the present time holds for the whole process


def write_geopackage(view: View, *, about: About) -> bytes:
    """Write the layers (WGS84) and tables; the same view and edition give the same bytes."""
    incidents = incident_table(view)
    layers = (area_layer(view), front_layer(view), agreement_layer(view))
    data = (claim_table(view), place_table(view), source_table(view))
    described = (incidents, *(layer.table for layer in layers), *data)
    with tempfile.TemporaryDirectory(prefix="seamline-") as folder, _ONE_AT_A_TIME, _time_of(about):
        path = Path(folder) / "view.gpkg"
        _add(path, points(view, incidents), incidents, about, geometry_type="Point")
        for layer, geometry_type in zip(layers, ("MultiPolygon", "LineString", "Point"), strict=True):
            _add(path, _placed(layer), layer.table, about, geometry_type=geometry_type)
        for table in (*data, codebook_table(described), about_table(about)):
            _add(path, table.frame(), table, about, geometry_type=None)
        return path.read_bytes()


def _placed(layer: Layer) -> gpd.GeoDataFrame:
    geometry = gpd.GeoSeries(list(layer.geometry), crs="EPSG:4326")
    return gpd.GeoDataFrame(layer.table.frame(), geometry=geometry, crs="EPSG:4326")


def _add(path: Path, frame: Any, table: Table, about: About, *, geometry_type: str | None) -> None:
    # Kept under a name of its own: without it GDAL would take a column `id` of texts for the table's key.
    options: dict[str, Any] = {"layer_options": {"DESCRIPTION": table.meaning, "IDENTIFIER": table.name, "FID": "fid"}}
    if geometry_type is not None:
        options |= {"geometry_type": geometry_type, "promote_to_multi": geometry_type.startswith("Multi")}
    if not path.exists():
        # GeoPackage 1.2 is what older versions of QGIS and ArcGIS open without a word.
        options |= {"dataset_metadata": dict(about.pairs()), "dataset_options": {"VERSION": "1.2"}}
    pyogrio.write_dataframe(frame, path, layer=table.name, driver="GPKG", use_arrow=True, **options)


@contextmanager
def _time_of(about: About) -> Iterator[None]:
    """Let GDAL take the edition's time for the present (https://gdal.org/en/stable/drivers/vector/gpkg.html)."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{about.edition_at:%Y-%m-%dT%H:%M:%S.000Z}"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
