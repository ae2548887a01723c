"""Files of the view, one module a format; each holds exactly what the view holds, and says how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from geo.exports.about import About, about_view
from geo.exports.acled import acled_metadata, write_acled
from geo.exports.csv_file import csv_metadata, write_csv
from geo.exports.errors import ExportError
from geo.exports.geojson import write_geojson
from geo.exports.geopackage import write_geopackage
from geo.exports.html_file import write_html
from geo.exports.kml import write_kml
from geo.exports.parquet import write_parquet
from geo.exports.xlsx import write_xlsx
from geo.view import View

__all__ = ["EXPORTS", "About", "Export", "ExportError", "about_view"]


class Writer(Protocol):
    """Writes a view: the same view and words give the same bytes."""

    def __call__(self, view: View, /, *, about: About) -> bytes:
        """Write the file."""


class MetadataWriter(Protocol):
    """Writes what a file cannot hold itself."""

    def __call__(self, view: View, /, *, about: About, file_name: str) -> bytes:
        """Write the file beside the file of that name."""


@dataclass(frozen=True)
class Export:
    """A format.

    Attributes:
        name: as in the shell, and in addresses that say no ending.
        ending: of the file's name, with the dot.
        label: what a reader sees.
        metadata: for a format without a place for its codebook, the file beside it, in JSON; None for the others.
    """

    name: str
    ending: str
    media_type: str
    label: str
    write: Writer
    metadata: MetadataWriter | None = None

    def file_name(self, *, edition: int) -> str:
        """A name that says what it is and from which edition."""
        return f"seamline-edition-{edition}{self.ending}"


EXPORTS: Final[Mapping[str, Export]] = {
    export.name: export
    for export in (
        Export("csv", ".csv", "text/csv; charset=utf-8", "CSV table", write_csv, csv_metadata),
        Export(
            "xlsx",
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "Excel workbook",
            write_xlsx,
        ),
        Export("geojson", ".geojson", "application/geo+json", "GeoJSON", write_geojson),
        Export("kml", ".kml", "application/vnd.google-earth.kml+xml", "KML for Google Earth", write_kml),
        Export("gpkg", ".gpkg", "application/geopackage+sqlite3", "GeoPackage for QGIS", write_geopackage),
        Export("parquet", ".parquet", "application/vnd.apache.parquet", "GeoParquet", write_parquet),
        Export("html", ".html", "text/html; charset=utf-8", "Map as one HTML file", write_html),
        Export("acled", "-acled.csv", "text/csv; charset=utf-8", "CSV in ACLED's layout", write_acled, acled_metadata),
    )
}
"""The formats by name, in the order in which a reader sees them."""
