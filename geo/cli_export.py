"""`python -m geo export`: a view of the store as a file."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl

from geo.errors import UnknownRecordError
from geo.exports import EXPORTS, About, Export, ExportError, about_view
from geo.filters import Filter, resolve
from geo.store import Store, open_store
from geo.view import View, view_of

DONE: Final = 0
WRONG_USAGE: Final = 2
FAILED: Final = 3
INTERRUPTED: Final = 130


class Subparsers(Protocol):
    """What `ArgumentParser.add_subparsers` gives; argparse has no public name for it."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """Add the parser of a command."""


def add_export(subparsers: Subparsers) -> None:
    """Add `export --format FORMAT --filter PARAMETERS --out FILE`."""
    about = "Write the incidents that a filter selects as a file, with its codebook, edition and licence."
    parser = subparsers.add_parser("export", help=about, description=about)
    formats = "; ".join(f"{export.name}: {export.label}" for export in EXPORTS.values())
    parser.add_argument("--format", choices=tuple(EXPORTS), required=True, help=formats)
    parser.add_argument(
        "--filter",
        default="",
        metavar="PARAMETERS",
        help="what to select, as in the page's address: 'from=2021-01-01&actor=isis'; without it everything",
    )
    parser.add_argument("--out", required=True, metavar="FILE", help="the file to write; - for standard output")
    parser.add_argument("--dashboard", metavar="ADDRESS", help="where the page is served, for the link in the file")
    parser.add_argument(
        "--url",
        metavar="ADDRESS",
        help="the store's address instead of SEAMLINE_DATABASE_URL or .seamline/store.sqlite",
    )
    parser.set_defaults(run=run_export)


@dataclass(frozen=True)
class _Chosen:
    """A view and the words about it."""

    view: View
    about: About


def run_export(options: argparse.Namespace) -> int:
    """Write the file and, for a format that holds no codebook, the metadata beside it."""
    chosen, notices = Filter.from_params(parse_qsl(options.filter.lstrip("?"), keep_blank_values=True))
    if notices:
        return _refuse(notices)
    export = EXPORTS[options.format]
    try:
        with _step("reading the store"), open_store(options.url) as store:
            found = _view(store, chosen, base=options.dashboard)
        if not isinstance(found, _Chosen):
            return _refuse(found)
        with _step(f"writing {len(found.view.incidents)} incidents as {export.label}"):
            written = _write(export, found, out=options.out)
    except KeyboardInterrupt:
        print("seamline: stopped; nothing is written", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        print(f"seamline: {options.out!r} cannot be written: {error.strerror or error}", file=sys.stderr)
        return FAILED
    for name, size in written:
        print(f"seamline: {name}: {size:,} bytes", file=sys.stderr)
    print(
        f"seamline: {found.about.filter_words}; {found.about.in_view}, edition {found.about.edition}", file=sys.stderr
    )
    return DONE


def _refuse(notices: tuple[str, ...]) -> int:
    """A program that asks for more than there is must hear it, unlike a reader of the page."""
    for notice in notices:
        print(f"seamline: {notice}", file=sys.stderr)
    print("seamline: nothing is written; correct --filter", file=sys.stderr)
    return WRONG_USAGE


def _view(store: Store, chosen: Filter, *, base: str | None) -> _Chosen | tuple[str, ...]:
    """The view, or what is wrong with the filter."""
    edition = chosen.edition or store.edition()
    if edition == 0:
        raise ExportError(f"expected a store with an edition, got an empty one at {store.url}; run python -m geo seed")
    try:
        dataset = store.dataset(edition)
    except UnknownRecordError as error:
        return (f"edition={edition}: {error}",)
    resolved, unknown = resolve(chosen, dataset)
    if unknown:
        return unknown
    edition_at = next(revision.at for revision in store.revisions() if revision.number == edition)
    view = view_of(dataset, resolved)
    return _Chosen(view, about_view(view, edition=edition, edition_at=edition_at, base=base))


def _write(export: Export, chosen: _Chosen, *, out: str) -> list[tuple[str, int]]:
    """Write the files whole or not at all; return their names and sizes."""
    body = export.write(chosen.view, about=chosen.about)
    if out == "-":
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return []
    path = Path(out)
    files = [(path, body)]
    if export.metadata is not None:
        beside = path.with_name(f"{path.name}-metadata.json")
        files.append((beside, export.metadata(chosen.view, about=chosen.about, file_name=path.name)))
    for target, content in files:
        _replace(target, content)
    return [(str(target), len(content)) for target, content in files]


def _replace(target: Path, content: bytes) -> None:
    """Write beside the target, then move: who reads it sees the old file or the new one."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        made.chmod(0o644)
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


@contextmanager
def _step(what: str) -> Iterator[None]:
    """Say on standard error what is being done, and how long it took when that is more than a second."""
    start = time.monotonic()
    print(f"seamline: {what} ...", file=sys.stderr, flush=True)
    yield
    taken = time.monotonic() - start
    if taken > 1:
        print(f"seamline: done in {taken:.1f} s", file=sys.stderr, flush=True)
