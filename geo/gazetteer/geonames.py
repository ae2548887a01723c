"""Reads GeoNames country dumps: tab-separated text, or the zip file it comes in, row by row within fixed bounds.

Layout and codes: https://download.geonames.org/export/dump/readme.txt
"""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from geo.errors import InvalidRecordError, SeamlineError
from geo.vocabulary import PlaceKind

COLUMNS = (
    *("geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class", "feature code"),
    *("country code", "cc2", "admin1 code", "admin2 code", "admin3 code", "admin4 code", "population", "elevation"),
    *("dem", "timezone", "modification date"),
)
# The largest dump of one country is below 400 MB; alternate names end at 10,000 characters.
LARGEST_FILE_BYTES = 1_000_000_000
LONGEST_ROW_BYTES = 100_000
LONGEST_NAME = 400
# GeoNames' own zip files hold the table and at most a readme, and shrink it to a quarter.
MOST_ZIP_MEMBERS = 10
HIGHEST_ZIP_RATIO = 100

CITY_FROM, TOWN_FROM = 100_000, 5_000
_KINDS = {
    **dict.fromkeys(("P.PPLC", "P.PPLA"), PlaceKind.CITY),
    **dict.fromkeys(("P.PPLA2", "P.PPLA3", "P.PPLA4", "P.PPLA5"), PlaceKind.TOWN),
    "P.PPLX": PlaceKind.AREA,
    **dict.fromkeys(("A.PCLI", "A.PCL"), PlaceKind.COUNTRY),
    "A.ADM1": PlaceKind.GOVERNORATE,
    "A.ADM2": PlaceKind.DISTRICT,
    **dict.fromkeys(("A.ADM3", "A.ADM4"), PlaceKind.SUBDISTRICT),
    **dict.fromkeys(("T.MT", "T.HLL", "T.RDGE", "T.PK", "T.HLLU"), PlaceKind.MOUNTAIN),
    **dict.fromkeys(("T.MTS", "T.HLLS"), PlaceKind.RANGE),
    **dict.fromkeys(("T.VAL", "T.VALS", "H.WAD", "H.WADS"), PlaceKind.VALLEY),
    **dict.fromkeys(("S.AIRB", "S.MILB", "S.INSM", "L.MILB", "L.INSM"), PlaceKind.BASE),
    **dict.fromkeys(("S.CMP", "S.CMPRF"), PlaceKind.CAMP),
    "S.BDG": PlaceKind.BRIDGE,
    **dict.fromkeys(("L.AREA", "L.LCTY", "L.RGN", "L.RGNE", "L.TRB"), PlaceKind.AREA),
}
# How far off the true place may be. GeoNames gives none; its points are often whole minutes (1.9 km), its cities up to
# 8 km from other editions', and an area is only its middle. The spans of areas are those of seeds/places.csv.
_ERROR_KM = {
    PlaceKind.CITY: 8.0,
    PlaceKind.TOWN: 3.0,
    PlaceKind.VILLAGE: 2.0,
    PlaceKind.CAMP: 2.0,
    PlaceKind.BASE: 3.0,
    PlaceKind.BRIDGE: 2.0,
    PlaceKind.MOUNTAIN: 10.0,
    PlaceKind.RANGE: 50.0,
    PlaceKind.VALLEY: 15.0,
    PlaceKind.AREA: 10.0,
    PlaceKind.SUBDISTRICT: 20.0,
    PlaceKind.DISTRICT: 45.0,
    PlaceKind.GOVERNORATE: 115.0,
    PlaceKind.COUNTRY: 600.0,
}


class GeoNamesFileError(SeamlineError, ValueError):
    """A file is no country dump of GeoNames, or breaks the bounds within which one is read."""


class MissingDumpError(GeoNamesFileError, FileNotFoundError):
    """The country dump is not where it was looked for."""


@dataclass(frozen=True, kw_only=True)
class GeoNamesRow:
    """A place as GeoNames has it, coded as a kind of ours.

    Attributes:
        names: every spelling, the main name first, each once.
        admin1: GeoNames' code of the first-order division, empty where it gives none.
        admin2: the same for the second order.
    """

    id: int
    names: tuple[str, ...]
    latitude: float
    longitude: float
    kind: PlaceKind
    feature: str
    admin1: str
    admin2: str
    population: int

    @property
    def error_km(self) -> float:
        """How far the true place may be from the point."""
        return _ERROR_KM[self.kind]


class Unused(NamedTuple):
    """A sound row that becomes no place, and why."""

    reason: str


Progress = Callable[[int, int], None]


def read_dump(
    path: Path, *, progress: Progress | None = None
) -> Iterator[tuple[int, GeoNamesRow | Unused | InvalidRecordError]]:
    """Give each row of the dump with its number from 1: the place, why it is left out, or what is wrong with it.

    Args:
        path: the tab-separated table or a zip file with one such table.
        progress: called now and then with the bytes read and the bytes in all.

    Raises:
        GeoNamesFileError: when the file is missing or cannot be read, is not a zip file of one table, or is too large.
    """
    with _opened(path) as (file, size):
        done = number = 0
        while line := file.readline(LONGEST_ROW_BYTES + 1):
            number, done = number + 1, done + len(line)
            if done > min(size, LARGEST_FILE_BYTES):
                raise GeoNamesFileError(f"{path.name}: expected {size} bytes as announced, got more")
            if len(line) > LONGEST_ROW_BYTES:
                raise GeoNamesFileError(f"{path.name}, row {number}: expected a row below {LONGEST_ROW_BYTES} bytes")
            if line.strip():
                yield number, _row(line)
            if progress and number % 1000 == 0:
                progress(done, size)
        if progress:
            progress(size, size)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    try:
        if not path.exists():
            raise MissingDumpError(f"expected a GeoNames country dump at {str(path)!r}, got no file")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive, archive.open(_table(archive, path)) as member:
                yield member, archive.getinfo(member.name).file_size
        else:
            size = path.stat().st_size
            _check_size(path.name, size)
            with path.open("rb") as file:
                yield file, size
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise GeoNamesFileError(f"{path.name}: expected a sound zip file, got {error}") from error
    except OSError as error:
        if isinstance(error, SeamlineError):
            raise
        raise GeoNamesFileError(f"{path.name}: expected a file that can be read, got {error}") from error


def _table(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    members = archive.infolist()
    if len(members) > MOST_ZIP_MEMBERS:
        raise GeoNamesFileError(f"{path.name}: expected at most {MOST_ZIP_MEMBERS} files inside, got {len(members)}")
    tables = [m for m in members if m.filename.lower().endswith(".txt") and m.filename.lower() != "readme.txt"]
    if len(tables) != 1:
        named = ", ".join(member.filename for member in members) or "none"
        raise GeoNamesFileError(f"{path.name}: expected one table such as IQ.txt inside, got {len(tables)} of: {named}")
    table = tables[0]
    _check_size(f"{path.name}, {table.filename}", table.file_size)
    if table.file_size > HIGHEST_ZIP_RATIO * max(table.compress_size, 1):
        raise GeoNamesFileError(
            f"{path.name}, {table.filename}: expected text that shrinks at most {HIGHEST_ZIP_RATIO} times, "
            f"got {table.file_size} bytes from {table.compress_size}"
        )
    return table


def _check_size(name: str, size: int) -> None:
    if size > LARGEST_FILE_BYTES:
        raise GeoNamesFileError(f"{name}: expected at most {LARGEST_FILE_BYTES} bytes, got {size}")


def _row(line: bytes) -> GeoNamesRow | Unused | InvalidRecordError:
    try:
        cells = line.decode("utf-8").rstrip("\r\n").split("\t")
    except UnicodeDecodeError as error:
        return InvalidRecordError(f"expected UTF-8 text, got byte {line[error.start]:#04x} at byte {error.start}")
    if len(cells) != len(COLUMNS):
        return InvalidRecordError(f"expected {len(COLUMNS)} cells between tabs, got {len(cells)}")
    feature = f"{cells[6]}.{cells[7]}"
    try:
        population = _whole(cells, 14)
        kind = _kind(feature, population)
        if kind is None:
            return Unused(f"feature {feature} is no kind of place here")
        return GeoNamesRow(
            id=_whole(cells, 0, least=1),
            names=_names(cells),
            latitude=_degrees(cells, 4, limit=90),
            longitude=_degrees(cells, 5, limit=180),
            kind=kind,
            feature=feature,
            admin1=cells[10].strip(),
            admin2=cells[11].strip(),
            population=population,
        )
    except InvalidRecordError as error:
        return error


def _kind(feature: str, population: int) -> PlaceKind | None:
    kind = _KINDS.get(feature)
    if kind is None and feature.startswith("P."):
        kind = PlaceKind.VILLAGE
    if kind in {PlaceKind.VILLAGE, PlaceKind.TOWN} and population >= CITY_FROM:
        return PlaceKind.CITY
    if kind is PlaceKind.VILLAGE and population >= TOWN_FROM:
        return PlaceKind.TOWN
    return kind


def _names(cells: list[str]) -> tuple[str, ...]:
    names = (" ".join(name.split()) for name in (cells[1], cells[2], *cells[3].split(",")))
    found = tuple(dict.fromkeys(name for name in names if name))
    if not cells[1].strip():
        raise InvalidRecordError(f"expected a name, got {cells[1]!r}")
    for name in found:
        if len(name) > LONGEST_NAME or any(unicodedata.category(letter) == "Cc" for letter in name):
            raise InvalidRecordError(
                f"expected names of at most {LONGEST_NAME} characters and no control characters, got {name[:40]!r}"
            )
    return found


def _whole(cells: list[str], column: int, *, least: int = 0) -> int:
    text = cells[column]
    if not text and least == 0:
        return 0
    if not (text.isascii() and text.isdigit() and least <= int(text[:12]) and len(text) <= 12):
        raise InvalidRecordError(f"expected {COLUMNS[column]} as a whole number from {least}, got {text!r}")
    return int(text)


def _degrees(cells: list[str], column: int, *, limit: int) -> float:
    try:
        degrees = float(cells[column])
    except ValueError:
        degrees = float("nan")
    if not -limit <= degrees <= limit:
        raise InvalidRecordError(
            f"expected {COLUMNS[column]} in degrees from -{limit} to {limit}, got {cells[column]!r}"
        )
    return degrees
