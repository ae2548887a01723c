"""`python -m geo site`: a view of the store as a static site."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

from geo.address import public_address
from geo.command import DONE, FAILED, INTERRUPTED, WRONG_USAGE, Subparsers, add_filter_option, add_store_option
from geo.desk.changes import incident_changes
from geo.desk.history import public_log
from geo.errors import UnknownRecordError
from geo.exports import about_view
from geo.exports.feed import FeedAbout, write_feed
from geo.filters import Filter, resolve
from geo.site import FEED, SiteError, SiteReport, write_site
from geo.site.edition import checked_base
from geo.store import Store, open_store
from geo.view import View, view_of


class FilterError(SiteError):
    """The options ask for something that the store does not hold."""


def add_site(subparsers: Subparsers) -> None:
    """Add `site OUT`."""
    about = "Write a frozen site of one edition, which any web server or CDN can serve under any path."
    parser = subparsers.add_parser("site", help=about, description=about)
    parser.add_argument(
        "out", type=Path, metavar="OUT", help="a new or empty folder, or one that holds a site to renew"
    )
    parser.add_argument("--edition", type=int, metavar="N", help="of this edition; without it the newest")
    add_filter_option(parser)
    parser.add_argument(
        "--base-url",
        metavar="URL",
        help="where the site will stand, for sitemap, previews and citations; without it SEAMLINE_PUBLIC_URL",
    )
    add_store_option(parser)
    parser.set_defaults(run=run_site)


def run_site(options: argparse.Namespace) -> int:
    """Write the site and print what the folder holds; the steps go to standard error."""
    start = time.monotonic()
    try:
        base = checked_base(options.base_url or public_address())
        with open_store(options.url, make=False) as store:
            report = _write(store, options, base=base)
    except FilterError as error:
        print(f"seamline: {error}; nothing is written", file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        print("\nseamline: stopped; every file is whole, run the command again to go on", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        print(f"seamline: {str(options.out)!r} cannot be written: {error.strerror or error}", file=sys.stderr)
        return FAILED
    _tell(report, options.out, has_base=base is not None, seconds=time.monotonic() - start)
    return DONE


def _write(store: Store, options: argparse.Namespace, *, base: str | None) -> SiteReport:
    chosen, notices = Filter.from_params(parse_qsl(options.filter.lstrip("?"), keep_blank_values=True))
    edition = options.edition or chosen.edition or store.edition()
    if store.edition() == 0:
        raise SiteError(f"expected a store with an edition, got an empty one at {store.url}; run python -m geo seed")
    try:
        dataset = store.dataset(edition)
    except UnknownRecordError as error:
        raise FilterError(f"edition {edition}: {error}") from error
    # The edition stands beside the filter, and position and selection are the reader's own.
    chosen, unknown = resolve(replace(chosen, edition=None, at=None, incident=None), dataset)
    if notices or unknown:
        raise FilterError(" ".join((*(notice.fault for notice in (*notices, *unknown)), "Correct --filter")))
    view = view_of(dataset, chosen)
    edition_at = next(revision.at for revision in store.revisions() if revision.number == edition)
    with _Progress() as progress:
        progress("reading the public log", 0, 1)
        return write_site(
            view,
            options.out,
            about=about_view(view, edition=edition, edition_at=edition_at),
            chosen=chosen,
            corrections=public_log(store),
            base_url=base,
            further={FEED: _feed(store, view, base=base, edition=edition)} if base else {},
            progress=progress,
        )


def _feed(store: Store, view: View, *, base: str, edition: int) -> bytes:
    infos = store.revisions()
    about = FeedAbout(
        edition=edition,
        edition_at=next(info.at for info in infos if info.number == edition),
        chain=infos[0].digest,
        dashboard=base,
        own=f"{base}/{FEED}",
        page_of=lambda incident_id: f"{base}/incidents/{incident_id}/index.html" if incident_id in view.ids else None,
    )
    return write_feed(incident_changes(store, view.chosen, edition=edition), view, about=about)


def _tell(report: SiteReport, out: Path, *, has_base: bool, seconds: float) -> None:
    written = report.written
    print(
        f"seamline: {out}: {report.incidents} incidents, {written.files} files, {written.size / 1e6:.1f} MB; "
        f"{written.written} written, {written.removed} removed, in {seconds:.1f} s",
        file=sys.stderr,
    )
    for path in written.kept:
        print(f"seamline: {path} is no longer part of the site; somebody has changed it, so it stays", file=sys.stderr)
    if not has_base:
        print(
            "seamline: without --base-url or SEAMLINE_PUBLIC_URL there is no sitemap, feed or preview", file=sys.stderr
        )
    elif not report.has_sitemap:
        print("seamline: more pages than a sitemap may hold: there is none", file=sys.stderr)
    print(written.digest)


class _Progress:
    """Steps on standard error: on a terminal one line that is written over, else a line a step."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._last = ""
        self._wrote = False

    def __enter__(self) -> Callable[[str, int, int], None]:
        return self._show

    def __exit__(self, *_: object) -> None:
        if self._terminal and self._wrote:
            print(file=sys.stderr)

    def _show(self, what: str, done: int, total: int) -> None:
        self._wrote = True
        if self._terminal:
            print(f"\r\033[Kseamline: {what} {done} of {total}", end="", file=sys.stderr, flush=True)
        elif what != self._last:
            print(f"seamline: {what} ...", file=sys.stderr, flush=True)
        self._last = what
