"""The shell commands: `python -m geo COMMAND`.

A command is one function that adds its parser to the subparsers and names the function that runs it, see
`add_geocode`; `COMMANDS` lists them. A command returns its exit status: 0 done or found, 1 nothing found or a file that
is not up to date, 2 wrong usage, 3 failed, 130 stopped by hand.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from geo.accuracy import add_accuracy
from geo.bootstrap import seed
from geo.cli_export import add_export
from geo.cli_extract import add_extract
from geo.cli_print import add_print
from geo.cli_site import add_site
from geo.cli_verify import add_verify
from geo.codebook import CODEBOOK_FILE, codebook
from geo.command import DONE, FAILED, INTERRUPTED, NOTHING_FOUND, OUT_OF_DATE, WRONG_USAGE, Subparsers, add_store_option
from geo.disk import write_whole
from geo.errors import SeamlineError
from geo.gazetteer import (
    PLACES_FILE,
    Candidate,
    Gazetteer,
    InvalidToponymError,
    LocalGeocoder,
    geo_precision,
    geocode_table,
    load_gazetteer,
    open_loaded,
    read_places,
    ties,
)
from geo.store import open_store


def add_geocode(subparsers: Subparsers) -> None:
    """Add `geocode NAME`."""
    about = "Look a place name, or a table of them, up in the embedded and loaded gazetteer."
    parser = subparsers.add_parser("geocode", help=about, description=about)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--batch", type=Path, metavar="FILE.csv", help="answer a table of the columns id and query")
    parser.add_argument("--out", type=Path, metavar="FILE.jsonl", help="with --batch: one line for each row")
    parser.add_argument("--resume", action="store_true", help="with --batch: go on with FILE.jsonl where it ends")
    what.add_argument(
        "name", nargs="?", help="a name in English, Arabic or Sorani; 'Rashad, Diyala' says where it lies"
    )
    parser.add_argument("--json", action="store_true", help="print the candidates as JSON")
    parser.add_argument("--limit", type=_positive, metavar="N", help="print the best N candidates")
    parser.add_argument(
        "--places", type=Path, default=PLACES_FILE, metavar="FILE", help="a gazetteer laid out like seeds/places.csv"
    )
    parser.set_defaults(run=run_geocode)


def run_geocode(options: argparse.Namespace) -> int:
    """Print the candidates for `options.name`, best first, or answer a table."""
    # Who names a gazetteer means that one alone.
    loaded = open_loaded() if options.places == PLACES_FILE else None
    if options.batch is not None:
        return _run_batch(options, Gazetteer(read_places(options.places), loaded=loaded))
    if options.out is not None or options.resume:
        print("seamline: expected --out and --resume with --batch, got a name", file=sys.stderr)
        return WRONG_USAGE
    geocoder = LocalGeocoder(read_places(options.places), loaded=loaded)
    try:
        candidates = geocoder.candidates(options.name) or geocoder.index.find_by_sound(options.name)
    except InvalidToponymError as error:
        print(f"seamline: {error}", file=sys.stderr)
        return WRONG_USAGE
    shown = candidates[: options.limit]
    if options.json:
        print(_json([candidate_as_json(candidate) for candidate in shown]))
    elif shown:
        print(_table(shown))
    if not candidates:
        print(f"seamline: no place called {options.name!r} in the gazetteer", file=sys.stderr)
        return NOTHING_FOUND
    if len(tied := ties(candidates)) > 1:
        print(f"seamline: {len(tied)} places fit equally well; say where it lies after a comma", file=sys.stderr)
    return DONE


def _run_batch(options: argparse.Namespace, gazetteer: Gazetteer) -> int:
    if options.out is None:
        print("seamline: expected --out FILE.jsonl with --batch, got none", file=sys.stderr)
        return WRONG_USAGE
    try:
        with _progress("rows answered") as show:
            report = geocode_table(options.batch, options.out, gazetteer, resume=options.resume, progress=show)
    except KeyboardInterrupt:
        print(f"seamline: stopped; {options.out} holds whole lines, go on with --resume", file=sys.stderr)
        return INTERRUPTED
    counted = ", ".join(f"{count} {status}" for status, count in report.by_status.items()) or "none left"
    before = f", {report.resumed} answered before" if report.resumed else ""
    print(f"seamline: {report.rows} rows answered ({counted}){before}", file=sys.stderr)
    return DONE


def add_gazetteer(subparsers: Subparsers) -> None:
    """Add `gazetteer load FILE`."""
    about = "Load the places of a GeoNames country dump behind the embedded ones."
    parser = subparsers.add_parser("gazetteer", help=about, description=about)
    deeds = parser.add_subparsers(title="deeds", metavar="DEED", required=True)
    load = deeds.add_parser("load", help=about, description=about)
    load.add_argument(
        "file", type=Path, help="IQ.zip from https://download.geonames.org/export/dump/, or the table inside it"
    )
    load.set_defaults(run=run_gazetteer_load)


def run_gazetteer_load(options: argparse.Namespace) -> int:
    """Make the index of loaded places and account for every row."""
    try:
        with _progress("% read") as show:
            report = load_gazetteer(options.file, progress=lambda done, size: show(100 * done // max(size, 1)))
    except KeyboardInterrupt:
        print("seamline: stopped; what was loaded before stands", file=sys.stderr)
        return INTERRUPTED
    for fault in report.faults:
        print(f"seamline: {options.file.name}, {fault}", file=sys.stderr)
    if report.faulty > len(report.faults):
        print(f"seamline: and {report.faulty - len(report.faults)} more malformed rows", file=sys.stderr)
    print(f"seamline: {report.rows} rows: {report.places} places with {report.names} spellings in {report.path}")
    for reason, count in report.unused.items():
        print(f"seamline: {count} left out: {reason}")
    if report.faulty:
        print(f"seamline: {report.faulty} left out: malformed")
    return DONE


@contextmanager
def _progress(unit: str) -> Iterator[Callable[[int], None]]:
    """A counter on standard error: one line that is written over on a terminal, else a line at each change of size."""
    terminal = sys.stderr.isatty()
    last = -1

    def show(count: int) -> None:
        nonlocal last
        if count != last and (terminal or last < 0 or count >= 2 * last or (unit[0] == "%" and count >= 100)):
            last = count
            print(f"seamline: {count} {unit}", end="\r" if terminal else "\n", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if terminal and last >= 0:
            print(file=sys.stderr)


def candidate_as_json(candidate: Candidate) -> dict[str, Any]:
    """Give a candidate as JSON values; positions in WGS84 degrees, `geo_precision` as UCDP where_prec 1-7."""
    place = candidate.place
    return {
        "id": place.id,
        "name": place.names.en,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "error_km": place.error_km,
        "geo_precision": int(geo_precision(place).value),
        "kind": place.kind.value,
        "score": candidate.score,
        "matched_name": candidate.matched_name,
        "how": candidate.how,
        "geonames_id": place.geonames_id,
        "source": place.source,
    }


def add_seed(subparsers: Subparsers) -> None:
    """Add `seed`."""
    about = "Write the starter data into an empty store, once; a store that holds an edition stays as it is."
    parser = subparsers.add_parser("seed", help=about, description=about)
    add_store_option(parser)
    parser.set_defaults(run=run_seed)


def run_seed(options: argparse.Namespace) -> int:
    """Seed the store and say whether there was anything to do."""
    with open_store(options.url) as store:
        written = seed(store)
        edition, counted = store.edition(), len(store.dataset().incidents)
        where = f"edition {edition} of {store.url}, {counted} incidents"
    print(f"seamline: starter data written: {where}" if written else f"seamline: nothing to write: {where}")
    return DONE


def add_codebook(subparsers: Subparsers) -> None:
    """Add `codebook`."""
    about = "Write the codebook, docs/codebook.md, from the records and the code lists."
    parser = subparsers.add_parser("codebook", help=about, description=about)
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 when the file is not up to date")
    parser.add_argument("--file", type=Path, default=CODEBOOK_FILE, metavar="FILE", help="write or check this file")
    parser.set_defaults(run=run_codebook)


def run_codebook(options: argparse.Namespace) -> int:
    """Write the codebook, or compare the file with what would be written."""
    wanted = codebook().encode()
    try:
        found = options.file.read_bytes() if options.file.exists() else None
        if found != wanted and not options.check:
            write_whole(options.file, wanted)
    except OSError as error:
        print(f"seamline: the codebook cannot be read or written: {error}", file=sys.stderr)
        return FAILED
    if found == wanted:
        print(f"seamline: {options.file} is up to date")
    elif options.check:
        print(f"seamline: {options.file} is not up to date; run python -m geo codebook", file=sys.stderr)
        return OUT_OF_DATE
    else:
        print(f"seamline: {options.file} is written")
    return DONE


COMMANDS: tuple[Callable[[Subparsers], None], ...] = (
    add_geocode,
    add_gazetteer,
    add_extract,
    add_export,
    add_seed,
    add_codebook,
    add_accuracy,
    add_verify,
    add_print,
    add_site,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` name and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m geo", description="Seamline's shell commands.")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add_command in COMMANDS:
        add_command(subparsers)
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that lacks a letter shows its code instead of stopping the command.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status: int = options.run(options)
    except SeamlineError as error:
        print(f"seamline: {error}", file=sys.stderr)
        return FAILED
    return status


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, got {text}")
    return number


def _json(value: object) -> str:
    # A terminal that cannot show Arabic gets the escapes that every JSON reader understands.
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    return json.dumps(value, ensure_ascii=plain, indent=2)


def _table(candidates: Sequence[Candidate]) -> str:
    header = ("id", "name", "kind", "latitude", "longitude", "error", "precision", "score", "matched", "how")
    rows = [header, *(_cells(candidate) for candidate in candidates)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def _cells(candidate: Candidate) -> tuple[str, ...]:
    place = candidate.place
    return (
        place.id,
        place.names.en,
        place.kind.label,
        f"{place.latitude:.4f}",
        f"{place.longitude:.4f}",
        f"{place.error_km:g} km",
        geo_precision(place).label,
        f"{candidate.score:.2f}",
        candidate.matched_name,
        candidate.how,
    )
