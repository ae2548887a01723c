"""What the shell commands of `python -m geo` share: their exit statuses, and the options that mean the same in all."""

from __future__ import annotations

import argparse
from typing import Any, Final, Protocol

DONE: Final = 0
NOTHING_FOUND: Final = 1
OUT_OF_DATE: Final = 1
WRONG_USAGE: Final = 2
FAILED: Final = 3
INTERRUPTED: Final = 130


class Subparsers(Protocol):
    """What `ArgumentParser.add_subparsers` gives; argparse has no public name for it."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """Add the parser of a command."""


def add_store_option(parser: argparse.ArgumentParser) -> None:
    """Add `--url ADDRESS`."""
    parser.add_argument(
        "--url",
        metavar="ADDRESS",
        help="the store's address instead of SEAMLINE_DATABASE_URL or .seamline/store.sqlite",
    )


def add_filter_option(parser: argparse.ArgumentParser) -> None:
    """Add `--filter PARAMETERS`."""
    parser.add_argument(
        "--filter",
        default="",
        metavar="PARAMETERS",
        help="what to select, as in the page's address: 'from=2021-01-01&actor=isis'; without it everything",
    )
