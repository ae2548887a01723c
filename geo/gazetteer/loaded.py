"""The loaded gazetteer: a GeoNames country dump as a local index file, and the places in it by every key.

The index is made beside its place and moved there whole, so that a reader sees the old one or the new one.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import finalize

from geo.disk import made_beside
from geo.errors import InvalidRecordError, SeamlineError
from geo.gazetteer.folding import name_key
from geo.gazetteer.geonames import GeoNamesFileError, GeoNamesRow, Progress, Unused, read_dump
from geo.gazetteer.kind_words import split_kind, split_qualifiers
from geo.gazetteer.skeletons import Skeleton, skeletons
from geo.records import Place

PATH_VARIABLE = "SEAMLINE_GAZETTEER"
DEFAULT_PATH = Path(__file__).resolve().parents[2] / ".seamline" / "gazetteer.sqlite"
# Raised whenever the tables or the rules of the keys change: an index of another format is not read.
FORMAT = 1
SOURCE = "GeoNames"
ATTRIBUTION = "GeoNames, CC BY 4.0 (https://www.geonames.org)"
MOST_FAULTS_SHOWN = 20
# Beyond this the file is some other table.
HIGHEST_FAULT_SHARE = 0.5
# So many names are read before their rows are written.
_BATCH = 5_000

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
    id INTEGER PRIMARY KEY, names TEXT NOT NULL, kind TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
    error_km REAL NOT NULL, feature TEXT NOT NULL, admin1 TEXT NOT NULL, admin2 TEXT NOT NULL
);
CREATE TABLE name (level TEXT, key TEXT, place_id INTEGER, name TEXT);
CREATE TABLE division (level INTEGER, code TEXT, place_id INTEGER, PRIMARY KEY (level, code)) WITHOUT ROWID;
"""
# Made after the rows: one sort is faster than a hundred thousand insertions in order.
_INDEX = "CREATE INDEX name_by_key ON name (level, key, place_id, name)"

_MOST_STARTING = 5_000

_WHOLE, _BARE, _SOUND = "whole", "bare", "sound"


class LoadedGazetteerError(SeamlineError, RuntimeError):
    """The index of the loaded gazetteer cannot be written, read, or is of another format."""


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """What became of each row: `rows` is the sum of `places`, `unused` and `faulty`.

    Attributes:
        names: the spellings of all places.
        unused: rows left out by reason.
        faulty: rows that could not be read.
        faults: the first of them, each with its row number.
    """

    path: Path
    rows: int
    places: int
    names: int
    unused: Mapping[str, int]
    faulty: int
    faults: tuple[str, ...]


def index_path() -> Path:
    """Where the index lies: the file that SEAMLINE_GAZETTEER names, or .seamline/gazetteer.sqlite."""
    named = os.environ.get(PATH_VARIABLE)
    return Path(named) if named else DEFAULT_PATH


def load_gazetteer(dump: Path, *, path: Path | None = None, progress: Progress | None = None) -> LoadReport:
    """Make the index from a country dump, in place of the one before; after an error that one stands.

    Raises:
        GeoNamesFileError: when the dump cannot be read, holds no place, or most of its rows are malformed.
        LoadedGazetteerError: when the index cannot be written.
    """
    target = path or index_path()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with made_beside(target) as new:
            report = _write_index(new, dump, target, progress)
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, SeamlineError):
            raise
        raise LoadedGazetteerError(
            f"the index {str(target)!r} could not be written: {error}; "
            f"make room, or name another file in {PATH_VARIABLE}"
        ) from error
    return report


def _write_index(new: Path, dump: Path, target: Path, progress: Progress | None) -> LoadReport:
    with closing(sqlite3.connect(new)) as connection:
        # The file is thrown away when anything goes wrong, so there is no journal to keep.
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
        report = _Loading(connection, dump, target).run(progress)
        connection.execute(_INDEX)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(_meta(report, dump).items()))
        connection.commit()
    # Written out before it takes the old one's place: a power cut must not leave a name without contents.
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    return report


def _meta(report: LoadReport, dump: Path) -> dict[str, str]:
    with dump.open("rb") as file:
        digest = sha256()
        while part := file.read(1 << 20):
            digest.update(part)
    found = {"format": FORMAT, "file": dump.name, "sha256": digest.hexdigest(), "rows": report.rows}
    return {key: str(value) for key, value in (found | {"places": report.places, "names": report.names}).items()}


class _Loading:
    """One run over a dump: writes what it reads and counts what becomes of it."""

    def __init__(self, connection: sqlite3.Connection, dump: Path, target: Path) -> None:
        self.connection, self.dump, self.target = connection, dump, target
        self.rows = self.places = self.names = self.faulty = 0
        self.unused: Counter[str] = Counter()
        self.faults: list[str] = []
        self.keys: list[tuple[str, str, int, str]] = []

    def run(self, progress: Progress | None) -> LoadReport:
        for number, row in read_dump(self.dump, progress=progress):
            self.rows += 1
            if isinstance(row, InvalidRecordError):
                self._fault(number, row)
            elif isinstance(row, Unused):
                self.unused[row.reason] += 1
            else:
                self._place(row)
        self._flush()
        self._check()
        return LoadReport(
            path=self.target,
            rows=self.rows,
            places=self.places,
            names=self.names,
            unused=dict(sorted(self.unused.items())),
            faulty=self.faulty,
            faults=tuple(self.faults),
        )

    def _fault(self, number: int, error: InvalidRecordError) -> None:
        self.faulty += 1
        if len(self.faults) < MOST_FAULTS_SHOWN:
            self.faults.append(f"row {number}: {error}")

    def _place(self, row: GeoNamesRow) -> None:
        names = json.dumps(row.names, ensure_ascii=False)
        values = (row.id, names, row.kind.value, row.latitude, row.longitude, row.error_km)
        added = self.connection.execute(
            "INSERT OR IGNORE INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, row.feature, row.admin1, row.admin2),
        )
        if not added.rowcount:
            self.unused["the same GeoNames id stands in an earlier row"] += 1
            return
        self.places += 1
        self.names += len(row.names)
        self._division(row)
        self.keys += [(level, key, row.id, name) for level, key, name in _keys(row.names)]
        if len(self.keys) >= _BATCH:
            self._flush()

    def _division(self, row: GeoNamesRow) -> None:
        codes = {"A.ADM1": (1, row.admin1), "A.ADM2": (2, f"{row.admin1}.{row.admin2}")}
        level, code = codes.get(row.feature, (0, ""))
        if code.strip("."):
            self.connection.execute("INSERT OR IGNORE INTO division VALUES (?, ?, ?)", (level, code, row.id))

    def _flush(self) -> None:
        self.connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", self.keys)
        self.keys.clear()

    def _check(self) -> None:
        first = f"; {self.faults[0]}" if self.faults else ""
        if self.faulty > HIGHEST_FAULT_SHARE * self.rows:
            raise GeoNamesFileError(
                f"{self.dump.name}: expected a country dump of GeoNames, got {self.faulty} malformed rows of "
                f"{self.rows}{first}; download one such as IQ.zip from https://download.geonames.org/export/dump/"
            )
        if not self.places:
            raise GeoNamesFileError(
                f"{self.dump.name}: expected a country dump with places, got none in {self.rows} rows{first}"
            )


def _keys(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Every key of every spelling; of spellings with one key the first stands for all."""
    first: dict[tuple[str, str], str] = {}
    for name in names:
        head, _ = split_qualifiers(name)
        found = chain(
            ((_WHOLE, key) for key in (name_key(name), name_key(head))),
            [(_BARE, split_kind(head).key)],
            ((_SOUND, skeleton.consonants) for skeleton in skeletons(head)),
        )
        for level, key in found:
            # Two spellings of one sound may differ in their vowels, which count.
            if key and level == _SOUND:
                first.setdefault((level, f"{key} {name}"), name)
            elif key:
                first.setdefault((level, key), name)
    return ((level, key.partition(" ")[0], name) for (level, key), name in first.items())


class LoadedPlaces:
    """The places of an index file. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open the index.

        Raises:
            LoadedGazetteerError: when it is missing, damaged or of another format.
        """
        self.path = path
        self._lock = Lock()
        try:
            # No reader ever writes, and a file that is replaced whole needs no locks.
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            # An index that has been replaced is closed with its last reader.
            finalize(self, self._connection.close)
            self.meta: Mapping[str, str] = dict(self._rows("SELECT key, value FROM meta"))
        except sqlite3.Error as error:
            raise self._unreadable(error) from error
        if self.meta.get("format") != str(FORMAT):
            self.close()
            raise LoadedGazetteerError(
                f"expected an index of format {FORMAT} at {str(path)!r}, got {self.meta.get('format')!r}; "
                "run python -m geo gazetteer load FILE again"
            )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def named(self, key: str) -> list[tuple[Place, str]]:
        """The places with a spelling of this `folding.name_key`, each with that spelling."""
        return self._found(_WHOLE, key)

    def bare(self, key: str) -> list[tuple[Place, str]]:
        """The same without the words for kinds of places."""
        return self._found(_BARE, key)

    def sounding(self, skeleton: Skeleton) -> list[tuple[Place, str]]:
        """The places with a spelling of these consonants; vowels are the caller's to compare."""
        return self._found(_SOUND, skeleton.consonants)

    def starting(self, prefix: str) -> list[tuple[Place, str]]:
        """The places with a spelling whose key without kind words starts so, for finding likely misspellings."""
        if not prefix:
            return []
        rows = self._select(
            "SELECT name.name, place.* FROM name JOIN place ON place.id = name.place_id "
            "WHERE name.level = ? AND name.key >= ? AND name.key < ? ORDER BY place.id, name.name LIMIT ?",
            *(_BARE, prefix, f"{prefix}\U0010ffff", _MOST_STARTING),
        )
        return [(self._place(rest), name) for name, *rest in rows]

    def get(self, place_id: str) -> Place | None:
        """The place with an id such as gn_93818."""
        number = place_id.removeprefix("gn_")
        if number == place_id or not number.isdigit():
            return None
        rows = self._select("SELECT * FROM place WHERE id = ?", int(number))
        return self._place(rows[0]) if rows else None

    def _found(self, level: str, key: str) -> list[tuple[Place, str]]:
        rows = self._select(
            "SELECT name.name, place.* FROM name JOIN place ON place.id = name.place_id "
            "WHERE name.level = ? AND name.key = ? ORDER BY place.id, name.name",
            level,
            key,
        )
        return [(self._place(rest), name) for name, *rest in rows]

    def _select(self, query: str, *values: object) -> list[Any]:
        try:
            return self._rows(query, *values)
        except sqlite3.Error as error:
            raise self._unreadable(error) from error

    def _rows(self, query: str, *values: object) -> list[Any]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def _place(self, row: Iterable[Any]) -> Place:
        number, names, kind, latitude, longitude, error_km, feature, admin1, admin2 = row
        main, *variants = json.loads(names)
        within = [{"place_id": f"gn_{found}", "source": SOURCE} for found in self._divisions(number, admin1, admin2)]
        return Place.model_validate(
            {
                "id": f"gn_{number}",
                "names": {"en": main},
                "variants": tuple(variants),
                "kind": kind,
                "latitude": latitude,
                "longitude": longitude,
                "error_km": error_km,
                "geonames_id": number,
                "within": tuple(within),
                "source": f"{SOURCE} {feature}, loaded from {self.meta['file']}",
            }
        )

    def _divisions(self, number: int, admin1: str, admin2: str) -> list[int]:
        """The divisions that GeoNames' codes put around a place; its own row is none of them."""
        if not admin1:
            return []
        rows = self._select(
            "SELECT place_id FROM division WHERE (level = 2 AND code = ?) OR (level = 1 AND code = ?) "
            "ORDER BY level DESC",
            f"{admin1}.{admin2}",
            admin1,
        )
        return [found for (found,) in rows if found != number]

    def _unreadable(self, error: sqlite3.Error) -> LoadedGazetteerError:
        return LoadedGazetteerError(
            f"the index {str(self.path)!r} could not be read: {error}; run python -m geo gazetteer load FILE again"
        )


def open_loaded(path: Path | None = None) -> LoadedPlaces | None:
    """The loaded gazetteer, opened once for each index file that has lain there; None when nothing was loaded.

    Raises:
        LoadedGazetteerError: when there is an index that cannot be read.
    """
    target = path or index_path()
    with suppress(FileNotFoundError):
        found = target.stat()
        return _opened(target, (found.st_ino, found.st_mtime_ns, found.st_size))
    return None


@lru_cache(maxsize=4)
def _opened(path: Path, _version: tuple[int, int, int]) -> LoadedPlaces:
    return LoadedPlaces(path)
