"""Geocodes a table: rows of id and query become one JSON line each, in order, whatever becomes of them.

Nothing but the gazetteer on this machine is asked. Memory does not grow with the table, and a run that was broken off
can be taken up again: line n of the result is row n of the table.
"""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from geo.errors import SeamlineError
from geo.gazetteer.chain import PlaceCandidate, Resolver
from geo.gazetteer.local import InvalidToponymError

COLUMNS = ("id", "query")
MOST_CANDIDATES = 10
# A cell longer than this is a table with a lost quotation mark.
LONGEST_CELL = 10_000
_LINES_A_WRITE = 500


class BatchFileError(SeamlineError, ValueError):
    """A table to geocode, or the result to go on with, is not as expected."""


@dataclass(frozen=True, kw_only=True)
class BatchReport:
    """What became of the rows of one run: `rows` is the sum of `by_status`.

    Attributes:
        resumed: rows that an earlier run had answered.
        by_status: found, tie, none and bad.
    """

    rows: int
    resumed: int
    by_status: Mapping[str, int]


@dataclass(frozen=True)
class _Row:
    """A row of the table; `fault` says why it cannot be answered."""

    number: int
    line: int
    id: str | None
    query: str | None
    fault: str | None = None


def geocode_table(
    table: Path, out: Path, resolver: Resolver, *, resume: bool = False, progress: Callable[[int], None] | None = None
) -> BatchReport:
    """Answer every row of `table` with one line in `out`.

    Args:
        table: CSV in UTF-8 with a header of the columns id and query, in either order.
        out: made anew; with `resume` the whole lines that it holds are kept and the rest is added.
        resolver: asked for each query, never remotely.
        resume: go on with `out`.
        progress: called now and then with the rows answered.

    Raises:
        BatchFileError: when a file is missing or cannot be used, the columns are others, `out` exists and is not to be
            gone on with, or holds answers to another table.
    """
    done: Counter[str] = Counter()
    resumed = 0
    with _faults_named(table, out):
        if out.exists() and (not resume or out.samefile(table)):
            raise BatchFileError(
                f"expected a new file, got {str(out)!r}, which exists; name another, or go on with it by --resume"
            )
        rows = _rows(table)
        with _whole_lines(out) as file:
            resumed = _skip_answered(rows, file, out)
            for count, row in enumerate(rows, start=1):
                answer = _answer(row, resolver)
                done[answer["status"]] += 1
                # One write a line: what is in the buffer at an interruption is whole.
                file.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
                if count % _LINES_A_WRITE == 0:
                    file.flush()
                    if progress:
                        progress(resumed + count)
    if progress:
        progress(resumed + done.total())
    return BatchReport(rows=done.total(), resumed=resumed, by_status=dict(sorted(done.items())))


def _answer(row: _Row, resolver: Resolver) -> dict[str, Any]:
    answer: dict[str, Any] = {"row": row.number, "id": row.id, "query": row.query}
    if row.fault is not None or row.query is None:
        return answer | {"status": "bad", "line": row.line, "why": row.fault}
    try:
        resolution = resolver.resolve(row.query)
    except InvalidToponymError as error:
        return answer | {"status": "bad", "line": row.line, "why": str(error)}
    status = "tie" if resolution.is_tie else "found" if resolution.answer else "none"
    candidates = [candidate_fields(each) for each in resolution.candidates[:MOST_CANDIDATES]]
    answer |= {"status": status, "candidates": candidates, "candidates_in_all": len(resolution.candidates)}
    why = resolution.problem
    if status == "none" and resolution.candidates:
        why = f"the place of this name does not fit: {resolution.candidates[0].how}"
    return answer | ({"why": why} if why else {})


def candidate_fields(candidate: PlaceCandidate) -> dict[str, Any]:
    """Give a candidate as JSON values; positions in WGS84 degrees, `geo_precision` as UCDP where_prec 1-7."""
    return {
        "id": candidate.id,
        "name": candidate.name,
        "latitude": candidate.latitude,
        "longitude": candidate.longitude,
        "error_km": candidate.error_km,
        "geo_precision": int(candidate.geo_precision.value),
        "kind": candidate.kind.value,
        "score": candidate.score,
        "how": candidate.how,
        "source": candidate.source,
        "attribution": candidate.attribution,
    }


def _rows(table: Path) -> Iterator[_Row]:
    # Bytes that are no UTF-8 must spoil their own row only.
    with table.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(_bounded(file, table), strict=True)
        try:
            header = [cell.strip() for cell in next(reader, [])]
        except csv.Error as error:
            raise BatchFileError(f"{table.name}, line 1: expected the columns id and query, got {error}") from error
        if sorted(header) != sorted(COLUMNS):
            raise BatchFileError(
                f"{table.name}, line 1: expected the columns id and query, got {', '.join(map(repr, header)) or 'none'}"
            )
        yield from _numbered(reader, header)


def _numbered(reader: Any, header: list[str]) -> Iterator[_Row]:
    number, line = 0, reader.line_num + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield _Row(number, line, None, None, f"lines {line} to {reader.line_num}: expected a CSV row, got {error}")
        else:
            if cells:
                number += 1
                yield _row(number, line, cells, header)
        line = reader.line_num + 1


def _row(number: int, line: int, cells: list[str], header: list[str]) -> _Row:
    if len(cells) != len(header):
        odd = f"expected {len(header)} cells, got {len(cells)}; quote a cell that holds a comma"
        return _Row(number, line, cells[0] if header[0] == "id" else None, None, odd)
    found = dict(zip(header, cells, strict=True))
    fault: str | None = None
    if any("\udc80" <= letter <= "\udcff" for cell in cells for letter in cell):
        fault = "expected UTF-8 text, got other bytes"
    elif not found["id"].strip():
        fault = "expected an id, got none"
    return _Row(number, line, found["id"], found["query"], fault)


def _bounded(file: IO[str], table: Path) -> Iterator[str]:
    """The lines of a file, none of them longer than memory allows."""
    number = 0
    while line := file.readline(LONGEST_CELL * len(COLUMNS) + 1):
        number += 1
        if len(line) > LONGEST_CELL * len(COLUMNS):
            raise BatchFileError(
                f"{table.name}, line {number}: expected a line below {LONGEST_CELL * len(COLUMNS)} characters, got more"
            )
        yield line


def _skip_answered(rows: Iterator[_Row], file: IO[bytes], out: Path) -> int:
    """Pass over the rows whose answers stand in `out`, and make sure that they do."""
    count = 0
    file.seek(0)
    for count, line in enumerate(file, start=1):
        row = next(rows, None)
        try:
            answered = json.loads(line)
            same = row is not None and (answered["row"], answered["id"], answered["query"]) == (
                row.number,
                row.id,
                row.query,
            )
        except (ValueError, KeyError, TypeError):
            same = False
        if not same:
            raise BatchFileError(
                f"{out.name}, line {count}: expected the answer to row {count} of the table, got {line[:80]!r}; "
                "name the table that the answers belong to, or a new file"
            )
    file.seek(0, os.SEEK_END)
    return count


@contextmanager
def _whole_lines(out: Path) -> Iterator[IO[bytes]]:
    """Open `out` for adding lines; half a line at its end, from now or an earlier run, is taken off."""
    with out.open("ab+") as file:
        _cut_half_line(file)
        try:
            yield file
        finally:
            file.flush()
            _cut_half_line(file)


def _cut_half_line(file: IO[bytes]) -> None:
    end = file.seek(0, os.SEEK_END)
    keep = end
    while keep > 0:
        start = max(0, keep - 65_536)
        file.seek(start)
        found = file.read(keep - start).rfind(b"\n")
        if found >= 0:
            keep = start + found + 1
            break
        keep = start
    if keep < end:
        file.truncate(keep)
    file.seek(0, os.SEEK_END)


@contextmanager
def _faults_named(table: Path, out: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        missing = table if not table.exists() else out.parent
        raise BatchFileError(f"expected {str(missing)!r} to exist, got nothing there") from error
    except OSError as error:
        raise BatchFileError(f"expected files that can be read and written, got {error}") from error
