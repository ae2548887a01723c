"""`python -m geo print`: a publication map of a view as PNG, SVG or PDF."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from geo.command import DONE, FAILED, WRONG_USAGE, Subparsers, add_filter_option, add_store_option
from geo.disk import write_whole
from geo.filters import Filter, resolve
from geo.prints import PRESETS, STYLES, About, Picture, PrintSpec, PrintSpecError, print_map
from geo.prints.spec import FORMATS, LANGUAGES, SCALES
from geo.store import Store, open_store
from geo.view import view_of


def add_print(subparsers: Subparsers) -> None:
    """Add `print`."""
    about = "Draw a view as a map for publication."
    parser = subparsers.add_parser("print", help=about, description=about)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--preset", choices=tuple(PRESETS), help="article where neither this nor --size is given")
    size.add_argument(
        "--size", type=_size, metavar="WIDTHxHEIGHT", help="a size of your own in pixels, such as 1000x800"
    )
    parser.add_argument("--format", choices=tuple(FORMATS), help="by the ending of FILE where it is left out")
    parser.add_argument("--style", choices=STYLES, default="light")
    parser.add_argument("--scale", type=int, choices=SCALES, default=1, help="2 for sharp screens and print")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the place names")
    parser.add_argument("--title", default="")
    parser.add_argument("--dek", default="", help="the line under the title; the filter in words where it is left out")
    add_filter_option(parser)
    parser.add_argument(
        "--address", metavar="URL", help="where the dashboard runs: the picture bears a QR code of the view's link"
    )
    add_store_option(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the picture to write")
    parser.set_defaults(run=run_print)


def run_print(options: argparse.Namespace) -> int:
    """Write the picture and print its alternative text and its caption."""
    try:
        spec = _spec(options)
    except PrintSpecError as error:
        print(f"seamline: {error}", file=sys.stderr)
        return WRONG_USAGE
    with open_store(options.url) as store:
        picture = _picture(store, spec, options)
    try:
        write_whole(options.out, picture.data)
    except OSError as error:
        print(f"seamline: the picture cannot be written: {error}", file=sys.stderr)
        return FAILED
    print(f"seamline: {options.out} is written, {picture.width} x {picture.height}")
    print(f"Alternative text: {picture.alt}")
    print(f"Caption: {picture.caption}")
    return DONE


def _spec(options: argparse.Namespace) -> PrintSpec:
    return PrintSpec(
        preset=options.preset,
        size=options.size,
        format=options.format or options.out.suffix.removeprefix(".").lower(),
        style=options.style,
        scale=options.scale,
        language=options.lang,
        title=options.title,
        dek=options.dek,
    )


def _picture(store: Store, spec: PrintSpec, options: argparse.Namespace) -> Picture:
    asked = parse_qsl(options.filter.removeprefix("?"), keep_blank_values=True)
    chosen, notices = Filter.from_params(asked)
    edition = chosen.edition or store.edition()
    dataset = store.dataset(edition)
    chosen, more = resolve(chosen, dataset)
    for notice in (*notices, *more):
        print(f"seamline: {notice}", file=sys.stderr)
    link = None
    if options.address:
        parameters = [pair for pair in chosen.to_params() if pair[0] != "edition"]
        link = f"{options.address.rstrip('/')}/?{urlencode([*parameters, ('edition', edition)])}"
    return print_map(view_of(dataset, chosen), spec, about=About(edition=edition, link=link, chosen=chosen))


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", text)
    if not found:
        raise argparse.ArgumentTypeError(f"expected a size such as 1000x800, got {text!r}")
    return int(found[1]), int(found[2])
