"""The reader: a document is read in a process of its own, so that a hostile one cannot hang or end the server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

from geo.texts.cleaning import plain_paragraphs
from geo.texts.document import (
    Document,
    DocumentRefusedError,
    Kind,
    NoArticleError,
    ReaderUnavailableError,
    ReadLimits,
)
from geo.texts.encodings import decode_text

_PROGRAM_FOLDER = Path(__file__).resolve().parents[2]
# Passwords of the store and addresses of proxies stay here; what Python needs to start goes along.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZ")
_ERRORS = {error.__name__: error for error in (DocumentRefusedError, NoArticleError)}
# Readers at work at one time, over all sessions: each may take its full memory.
_SEATS = threading.BoundedSemaphore(2)


def read_document(
    kind: Kind, data: bytes, *, limits: ReadLimits, charset: str | None = None, url: str | None = None
) -> Document:
    """Read `data` as a document of `kind`.

    Args:
        kind: what the bytes are taken for.
        data: the whole document.
        limits: what the reading may cost.
        charset: the encoding that a server declared for a page or a plain text.
        url: where a page comes from, a hint for its date and site; never opened.

    Raises:
        DocumentRefusedError: it is not of that kind, is damaged, holds no text or goes over a limit.
        ReaderUnavailableError: all readers are busy, or the reader does not start.
    """
    if kind is Kind.TXT:
        return _read_plain(data, charset=charset, limits=limits)
    if not _SEATS.acquire(timeout=limits.wall_s):
        raise ReaderUnavailableError(
            f"expected a free reader within {limits.wall_s:g} s, got none: other documents are being read; try again"
        )
    try:
        options = {"kind": kind, "limits": asdict(limits), "charset": charset, "url": url}
        answer = _run_reader(options, data, limits=limits)
    finally:
        _SEATS.release()
    return _document(answer)


def _read_plain(data: bytes, *, charset: str | None, limits: ReadLimits) -> Document:
    # No process for this: decoding takes time and memory in proportion to the size, which is bounded.
    decoded = decode_text(data, declared=charset)
    text = plain_paragraphs(decoded.text)
    if not text:
        raise DocumentRefusedError("expected a text, got none: the file holds only blanks; paste the text instead")
    if len(text) > limits.characters:
        raise DocumentRefusedError(f"expected at most {limits.characters:,} characters, got {len(text):,}; cut it")
    return Document(text=text, encoding=decoded.encoding, encoding_how=decoded.how)


def _run_reader(options: dict[str, Any], data: bytes, *, limits: ReadLimits) -> dict[str, Any]:
    command = [sys.executable, "-B", "-m", "geo.texts.child", json.dumps(options)]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        # The errors go nowhere: libraries warn there at length about what hostile documents contain.
        ended = subprocess.run(  # noqa: S603 - our own module, and the document is on standard input, not among the words
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PROGRAM_FOLDER,
            env={**environment, "PYTHONIOENCODING": "utf-8"},
            timeout=limits.wall_s,
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise _over(f"{limits.wall_s:g} s on the clock") from problem
    if ended.returncode < 0:
        raise _stopped(-ended.returncode, limits=limits)
    if ended.returncode:
        raise ReaderUnavailableError(
            f"expected the reader to start, got exit status {ended.returncode}; ask whoever runs this server to see "
            "whether `python -m geo.preflight packages` names something"
        )
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def _over(limit: str) -> DocumentRefusedError:
    return DocumentRefusedError(f"expected a document that is read within {limit}, got one that is not; paste the text")


def _stopped(number: int, *, limits: ReadLimits) -> DocumentRefusedError:
    if number in (signal.SIGXCPU, signal.SIGKILL):
        return _over(f"{limits.cpu_s} s of computing")
    return DocumentRefusedError(
        f"expected a whole document, got one that stopped the reader (signal {number}); paste the text instead"
    )


def _document(answer: dict[str, Any]) -> Document:
    if "error" in answer:
        raise _ERRORS[answer["error"]](answer["message"])
    values = {field.name: answer[field.name] for field in fields(Document)}
    day = values["suggested_date"]
    return Document(
        **{
            **values,
            "suggested_date": date.fromisoformat(day) if day else None,
            "left_out": tuple(values["left_out"]),
        }
    )
