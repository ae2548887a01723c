"""`python -m geo export`: a view of the store as a file."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from geo.address import PublicAddressError, checked_address, public_address
from geo.command import (
    DONE,
    FAILED,
    INTERRUPTED,
    WRONG_USAGE,
    Chosen,
    Subparsers,
    add_filter_option,
    add_store_option,
    choose,
    read_filter,
    refuse_filter,
)
from geo.disk import write_whole
from geo.exports import EXPORTS, About, Export, ExportError, about_view
from geo.exports.collecting import without_collecting
from geo.filters import Filter, Notice
from geo.store import Store, open_store
from geo.view import View, view_of

PRESS_PACK: Final = "press-pack"


def add_export(subparsers: Subparsers) -> None:
    """Add `export --format FORMAT --filter PARAMETERS --out FILE`."""
    about = "Write the incidents that a filter selects as a file, with its codebook, edition and licence."
    parser = subparsers.add_parser("export", help=about, description=about)
    formats = "; ".join(f"{export.name}: {export.label}" for export in EXPORTS.values())
    formats += f"; {PRESS_PACK}: pictures, files, sources, caption and alternative text as a ZIP archive"
    parser.add_argument("--format", choices=(*EXPORTS, PRESS_PACK), required=True, help=formats)
    add_filter_option(parser)
    parser.add_argument("--out", required=True, metavar="FILE", help="the file to write; - for standard output")
    parser.add_argument(
        "--dashboard",
        metavar="ADDRESS",
        help="where the page is served, for the link in the file, instead of SEAMLINE_PUBLIC_URL",
    )
    add_store_option(parser)
    parser.set_defaults(run=run_export)


@dataclass(frozen=True)
class _Chosen:
    """A view, the words about it, and the whole filter, which also says how pictures look."""

    view: View
    about: About
    filter: Filter


def run_export(options: argparse.Namespace) -> int:
    """Write the file and, for a format that holds no codebook, the metadata beside it."""
    chosen, notices = read_filter(options.filter)
    if notices:
        return refuse_filter(notices)
    try:
        base = _dashboard(options.dashboard) if options.dashboard else _public()
    except PublicAddressError as error:
        print(f"seamline: {error}; nothing is written", file=sys.stderr)
        return WRONG_USAGE
    try:
        with without_collecting():
            with _step("reading the store"), open_store(options.url, make=False) as store:
                found = _view(store, chosen, base=base)
            if not isinstance(found, _Chosen):
                return refuse_filter(found)
            written = _written(options.format, found, out=options.out)
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


def _dashboard(given: str) -> str:
    """The address as it was given: a proxy may serve it only with, or only without, a slash at its end."""
    return checked_address(given, name="--dashboard") + ("/" if given.endswith("/") else "")


def _public() -> str | None:
    public = public_address()
    return f"{public}/" if public else None


def _view(store: Store, chosen: Filter, *, base: str | None) -> _Chosen | tuple[Notice, ...]:
    """The view, or what is wrong with the filter."""
    if not chosen.edition and store.edition() == 0:
        raise ExportError(f"expected a store with an edition, got an empty one at {store.url}; run python -m geo seed")
    found = choose(store, chosen)
    if not isinstance(found, Chosen):
        return found
    edition_at = next(revision.at for revision in store.revisions() if revision.number == found.edition)
    view = view_of(found.dataset, found.filter)
    about = about_view(view, edition=found.edition, edition_at=edition_at, base=base)
    return _Chosen(view, about, found.filter)


def _written(name: str, chosen: _Chosen, *, out: str) -> list[tuple[str, int]]:
    if name == PRESS_PACK:
        return _write_press_pack(chosen, out=out)
    export = EXPORTS[name]
    with _step(f"writing {len(chosen.view.incidents)} incidents as {export.label}"):
        return _write(export, chosen, out=out)


def _write(export: Export, chosen: _Chosen, *, out: str) -> list[tuple[str, int]]:
    """Write the files; return their names and sizes."""
    # A table has no layers and no colours; the map has those of the filter.
    view = replace(chosen.view, chosen=chosen.filter) if export.name == "html" else chosen.view
    body = export.write(view, about=chosen.about)
    if out == "-":
        return _to_standard_output(body)
    path = Path(out)
    files = [(path, body)]
    if export.metadata is not None:
        beside = path.with_name(f"{path.name}-metadata.json")
        files.append((beside, export.metadata(chosen.view, about=chosen.about, file_name=path.name)))
    return _to_disk(files)


def _write_press_pack(chosen: _Chosen, *, out: str) -> list[tuple[str, int]]:
    # It draws pictures: nobody else waits for matplotlib's import.
    from geo.exports.press_pack import write_press_pack  # noqa: PLC0415

    def tell(done: int, of: int, words: str) -> None:
        print(f"seamline: part {done + 1} of {of}: {words} ...", file=sys.stderr, flush=True)

    body = write_press_pack(chosen.view, about=chosen.about, chosen=chosen.filter, tell=tell)
    return _to_standard_output(body) if out == "-" else _to_disk([(Path(out), body)])


def _to_standard_output(body: bytes) -> list[tuple[str, int]]:
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
    return []


def _to_disk(files: list[tuple[Path, bytes]]) -> list[tuple[str, int]]:
    """Write each file whole or not at all; return their names and sizes."""
    for target, content in files:
        write_whole(target, content)
    return [(str(target), len(content)) for target, content in files]


@contextmanager
def _step(what: str) -> Iterator[None]:
    """Say on standard error what is being done, and how long it took when that is more than a second."""
    start = time.monotonic()
    print(f"seamline: {what} ...", file=sys.stderr, flush=True)
    yield
    taken = time.monotonic() - start
    if taken > 1:
        print(f"seamline: done in {taken:.1f} s", file=sys.stderr, flush=True)
