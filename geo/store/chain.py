"""The SHA-256 chain over the revisions, which shows whether anything stored was changed afterwards.

Each revision's digest covers the previous digest, its own number, time, author and reason, and every version it wrote.
The chain cannot show that its newest revisions are missing altogether; a digest noted elsewhere, such as in a
publication, can.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

FIRST = "0" * 64


class Written(NamedTuple):
    """One version of one record as a revision wrote it; `data` is its canonical JSON."""

    kind: str
    id: str
    version: int
    data: str


def digest(previous: str, *, number: int, at: dt.datetime, author: str, reason: str, written: Iterable[Written]) -> str:
    """The digest of a revision, in hexadecimal; the order of `written` does not matter."""
    # One line of JSON for each part: where a part ends is never in doubt.
    head = [previous, number, at.astimezone(dt.UTC).isoformat(timespec="microseconds"), author, reason]
    chain = sha256(_line(head))
    for row in sorted(written):
        chain.update(_line(row))
    return chain.hexdigest()


def _line(values: Iterable[object]) -> bytes:
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
