"""`python -m geo verify`: whether everything stored is as its revisions wrote it."""

from __future__ import annotations

import argparse
import re
import sys

from geo.command import DONE, FAILED, NOTHING_FOUND, Subparsers, add_store_option
from geo.store import RevisionInfo, open_store

# Shorter beginnings of a digest could be met by chance.
_DIGEST = re.compile(r"[0-9a-f]{12,64}")


def add_verify(subparsers: Subparsers) -> None:
    """Add `verify`."""
    about = "Check every revision of the store against the SHA-256 chain."
    parser = subparsers.add_parser("verify", help=about, description=about)
    add_store_option(parser)
    parser.add_argument(
        "--digest",
        type=_digest,
        metavar="SHA-256",
        help="a digest noted earlier, for example from the page Corrections, or its first 12 characters or more: "
        "shows that no revision has been cut off since",
    )
    parser.set_defaults(run=run_verify)


def run_verify(options: argparse.Namespace) -> int:
    """Verify the store and say up to which revision it holds; a fault is raised as a StoreError."""
    with open_store(options.url, make=False) as store:
        store.verify()
        revisions, where = store.revisions(), store.url
    if not revisions:
        print(f"seamline: {where} holds no revision, so there is nothing to verify", file=sys.stderr)
        return NOTHING_FOUND
    newest = revisions[-1]
    print(f"seamline: all {len(revisions)} revisions of {where} hold")
    print(f"seamline: revision {newest.number} of {newest.at:%Y-%m-%d %H:%M} UTC has the digest {newest.digest}")
    return DONE if options.digest is None else _find(options.digest, revisions)


def _find(digest: str, revisions: tuple[RevisionInfo, ...]) -> int:
    found = next((info for info in revisions if info.digest.startswith(digest)), None)
    if found is None:
        print(
            f"seamline: expected a revision with the digest {digest}, got none: revisions have been cut off since it was "
            "noted, or it is of another store",
            file=sys.stderr,
        )
        return FAILED
    print(f"seamline: the digest {digest} is that of revision {found.number}, which is there with all before it")
    return DONE


def _digest(text: str) -> str:
    if not _DIGEST.fullmatch(text.lower()):
        raise argparse.ArgumentTypeError(f"expected 12 to 64 characters of 0-9 and a-f, got {text!r}")
    return text.lower()
