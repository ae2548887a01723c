"""Reads the starter data in `seeds/`: places, actors, the collections' files and the front segments.

Every entry goes through `Record.parse`, as any import does. Two things are written otherwise in the files than in the
records, so that people can read and check them: a statement's passage quotes the words of the digest that it points to,
and front segments are GeoJSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from geo.errors import InvalidRecordError
from geo.gazetteer.places import read_places
from geo.records import Actor, AnyRecord, Claim, Dataset, Event, FrontSegment, Incident, Record, Source, Statement
from geo.vocabulary import CollectionId

AnyKind = TypeVar("AnyKind", bound=Record)
Digest = Mapping[int, str]  # the paragraphs' texts by their numbers
Entry = tuple[str, dict[str, Any]]  # where it stands, for messages, and what it says

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

# The files of a collection's folder. A collection without one of the files has no record of that kind.
COLLECTION_FILES: Mapping[str, type[AnyRecord]] = {
    "sources": Source,
    "incidents": Incident,
    "events": Event,
    "statements": Statement,
    "claims": Claim,
}


def read_starter(folder: Path = SEEDS) -> tuple[AnyRecord, ...]:
    """Read all records of the folder; `Dataset.of` checks whether they fit together.

    Raises:
        InvalidRecordError: naming the file and the record, where a file or an entry is not as expected.
    """
    places = read_places(folder / "places.csv")
    actors = _parsed(Actor, _entries(folder, Path("actors.json"), key="actors"))
    sources = [source for collection in CollectionId for source in _collection(folder, collection, kind="sources")]
    digests = {source.id: _paragraphs(source) for source in sources if isinstance(source, Source)}
    others = [
        record
        for collection in CollectionId
        for kind in COLLECTION_FILES
        if kind != "sources"
        for record in _collection(folder, collection, kind=kind, digests=digests)
    ]
    return (*places, *actors, *sources, *others, *_segments(folder))


def load_starter(folder: Path = SEEDS) -> Dataset:
    """Read the folder into a dataset whose references hold.

    Raises:
        InvalidRecordError: as `read_starter` and `Dataset.of` do.
    """
    return Dataset.of(read_starter(folder))


def _collection(
    folder: Path, collection: CollectionId, *, kind: str, digests: Mapping[str, Digest] | None = None
) -> list[AnyRecord]:
    path = Path(str(collection), f"{kind}.json")
    if not (folder / path).exists():
        return []
    entries: Iterator[Entry] = _entries(folder, path, key=kind)
    if kind == "statements":
        entries = ((where, _with_passage(entry, digests or {}, where=where)) for where, entry in entries)
    records = _parsed(COLLECTION_FILES[kind], entries)
    for record in records:
        _check_collection(record, collection, where=f"{path}, {kind[:-1]} {record.id!r}")
    return records


def _check_collection(record: AnyRecord, collection: CollectionId, *, where: str) -> None:
    named = getattr(record, "collection", collection)  # statements and claims name none
    if named is not collection:
        expected = f"expected collection {str(collection)!r} in this folder, got {str(named)!r}"
        raise InvalidRecordError(f"{where}: {expected}; correct it or move the record")


def _entries(folder: Path, path: Path, *, key: str) -> Iterator[Entry]:
    """Yield the entries of the list under `key`, each with its file, kind and id."""
    content = _json(folder, path)
    if not isinstance(content, dict) or set(content) != {"about", key} or not isinstance(content[key], list):
        got = sorted(content) if isinstance(content, dict) else type(content).__name__
        raise InvalidRecordError(f"{path}: expected an object with 'about' and a list {key!r}, got {got!r}")
    for number, entry in enumerate(content[key], start=1):
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            raise InvalidRecordError(
                f"{path}, entry {number} of {key!r}: expected an object with an 'id', got {entry!r:.80}"
            )
        yield f"{path}, {key[:-1]} {entry['id']!r}", entry


def _json(folder: Path, path: Path) -> Any:
    try:
        return json.loads((folder / path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidRecordError(f"{path}: expected this file in {folder}, got none; restore it") from error
    except ValueError as error:  # JSON's and UTF-8's own errors
        raise InvalidRecordError(f"{path}: expected JSON in UTF-8, got a file that cannot be read: {error}") from error


def _parsed(kind: type[AnyKind], entries: Iterator[Entry]) -> list[AnyKind]:
    return [_parse(kind, entry, where=where) for where, entry in entries]


def _parse(kind: type[AnyKind], entry: Mapping[str, Any], *, where: str) -> AnyKind:
    try:
        return kind.parse(entry)
    except InvalidRecordError as error:
        raise InvalidRecordError(f"{where}: {error}") from error


def _paragraphs(source: Source) -> Digest:
    return {paragraph.number: paragraph.text for paragraph in source.digest}


def _with_passage(entry: dict[str, Any], digests: Mapping[str, Digest], *, where: str) -> dict[str, Any]:
    """Turn the passage's quotation into characters of the digest's paragraph; leave an entry without one as it is."""
    passage = entry.get("passage")
    if not isinstance(passage, dict) or "quote" not in passage:
        return entry
    start, end = _span(passage, digests.get(str(entry.get("source_id"))), where=where)
    placed = {key: value for key, value in passage.items() if key != "quote"}
    return {**entry, "passage": {**placed, "start": start, "end": end}}


def _span(passage: Mapping[str, Any], digest: Digest | None, *, where: str) -> tuple[int, int]:
    number, quote = passage.get("paragraph"), passage["quote"]
    if digest is None:
        raise InvalidRecordError(f"{where}: expected the source that the passage quotes, got an unknown source_id")
    if not isinstance(number, int) or number not in digest:
        raise InvalidRecordError(
            f"{where}: expected the number of a paragraph of the digest, 1 to {len(digest)}, got {number!r}"
        )
    text = digest[number]
    times = text.count(quote) if isinstance(quote, str) and quote else 0
    if times != 1:
        raise InvalidRecordError(
            f"{where}: expected words that occur once in paragraph {number} of the digest, got {quote!r}, "
            f"which occur {times} times; quote the digest letter by letter, or more of it"
        )
    return text.index(quote), text.index(quote) + len(quote)


def _segments(folder: Path) -> list[FrontSegment]:
    """Read `fronts.geojson`: a feature's properties are the segment's fields, its LineString the line."""
    path = Path("fronts.geojson")
    content = _json(folder, path)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise InvalidRecordError(f"{path}: expected a GeoJSON FeatureCollection, got no list 'features'")
    return [_segment(feature, where=f"{path}, feature {number}") for number, feature in enumerate(features, start=1)]


def _segment(feature: Any, *, where: str) -> FrontSegment:
    try:
        properties, geometry = dict(feature["properties"]), feature["geometry"]
        kind, pairs = geometry["type"], [(longitude, latitude) for longitude, latitude in geometry["coordinates"]]
    except (KeyError, TypeError, ValueError) as error:
        expected = "a GeoJSON feature with properties and a line of [longitude, latitude]"
        raise InvalidRecordError(f"{where}: expected {expected}, got {feature!r:.80}") from error
    where = f"{where}, segment {properties.get('id')!r}"
    if kind != "LineString":
        raise InvalidRecordError(f"{where}: expected a LineString, got {kind!r}")
    line = [{"latitude": latitude, "longitude": longitude} for longitude, latitude in pairs]
    return _parse(FrontSegment, {**properties, "line": line}, where=where)
