"""`python -m geo print`: a publication map of a view as PNG, SVG or PDF."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import urlencode

from geo.address import PublicAddressError, checked_address
from geo.command import (
    DONE,
    FAILED,
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
from geo.prints import PRESETS, STYLES, About, Picture, PrintSpec, PrintSpecError, print_map
from geo.prints.spec import FORMATS, LANGUAGES, SCALES
from geo.store import open_store
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
    parser.add_argument(
        "--lang", choices=LANGUAGES, help="language of the place names; as the filter's layers say where it is left out"
    )
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
    asked, notices = read_filter(options.filter)
    if notices:
        return refuse_filter(notices)
    try:
        spec = _spec(options)
        base = checked_address(options.address, name="--address") if options.address else None
    except (PrintSpecError, PublicAddressError) as error:
        print(f"seamline: {error}", file=sys.stderr)
        return WRONG_USAGE
    with open_store(options.url, make=False) as store:
        chosen = choose(store, asked)
    if not isinstance(chosen, Chosen):
        return refuse_filter(chosen)
    picture = _picture(chosen, spec, base=base)
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
    ending = options.out.suffix.removeprefix(".").lower()
    # A picture under another's name opens in the wrong program, or in none.
    if options.format and ending in FORMATS and ending != options.format:
        raise PrintSpecError(
            f"format: expected the format that --out is named after, got {options.format!r} for {options.out.name!r}; "
            f"leave --format out or name the file .{options.format}"
        )
    return PrintSpec(
        preset=options.preset,
        size=options.size,
        format=options.format or ending,
        style=options.style,
        scale=options.scale,
        language=options.lang,
        title=options.title,
        dek=options.dek,
    )


def _picture(chosen: Chosen, spec: PrintSpec, *, base: str | None) -> Picture:
    link = None
    if base:
        parameters = [pair for pair in chosen.filter.to_params() if pair[0] != "edition"]
        link = f"{base}/?{urlencode([*parameters, ('edition', chosen.edition)])}"
    view = view_of(chosen.dataset, chosen.filter)
    return print_map(view, spec, about=About(edition=chosen.edition, link=link, chosen=chosen.filter))


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", text)
    if not found:
        raise argparse.ArgumentTypeError(f"expected a size such as 1000x800, got {text!r}")
    return int(found[1]), int(found[2])
