"""What the shell commands of `python -m geo` share: their exit statuses, and the options that mean the same in all."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl

from geo.errors import UnknownRecordError
from geo.filters import Filter, Notice, resolve
from geo.records import Dataset
from geo.store import Store

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


@dataclass(frozen=True)
class Chosen:
    """What a command's filter selects from."""

    filter: Filter
    dataset: Dataset
    edition: int


def read_filter(parameters: str) -> tuple[Filter, tuple[Notice, ...]]:
    """The filter of an option, and what is wrong with it by itself."""
    return Filter.from_params(parse_qsl(parameters.lstrip("?"), keep_blank_values=True))


def choose(store: Store, chosen: Filter) -> Chosen | tuple[Notice, ...]:
    """The filter with the published data of its edition, or what is wrong with it there."""
    edition = chosen.edition or store.edition()
    try:
        dataset = store.dataset(edition)
    except UnknownRecordError as error:
        return (Notice.of(f"edition={edition}", str(error), key="edition"),)
    resolved, notices = resolve(chosen, dataset)
    # The incident decides how a map looks and not what is in it: one that is withdrawn ends no command that runs each night.
    looks = [notice for notice in notices if notice.key == "incident"]
    if unknown := tuple(notice for notice in notices if notice not in looks):
        return unknown
    sys.stderr.writelines(f"seamline: {notice}\n" for notice in looks)
    return Chosen(resolved, dataset, edition)


def refuse_filter(notices: tuple[Notice, ...]) -> int:
    """A program that asks for more than there is must hear it, unlike a reader of the page."""
    faults = [notice.fault for notice in notices]
    sys.stderr.writelines(f"seamline: {words}\n" for words in (*faults, "nothing is written; correct --filter"))
    return WRONG_USAGE
