"""The reading process: `python -m geo.texts.child OPTIONS` reads one document from standard input under limits.

OPTIONS is a JSON object with `kind`, `limits`, `charset` and `url`. The answer on standard output is a JSON object:
the fields of a Document, or `error` (the name of a class of geo.texts.document) and `message`. The process gives up
memory, computing time, writing to files, the network and starting programs before it looks at the document, so that a
hostile one can stop nothing but the reading of itself.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from geo.texts.document import Document, DocumentRefusedError, Kind, ReadLimits

_FORBIDDEN_EVENTS = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.bind",
    "socket.sendto",
    "socket.sendmsg",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
)
_MESSAGE_CHARACTERS = 300


def main(arguments: list[str]) -> None:
    """Read the document on standard input and print what came of it."""
    options = json.loads(arguments[0])
    limits = ReadLimits(**options["limits"])
    _give_up_rights(limits)
    data = sys.stdin.buffer.read()
    answer = _answer(Kind(options["kind"]), data, limits=limits, charset=options["charset"], url=options["url"])
    sys.stdout.write(json.dumps(answer, default=str))


def _give_up_rights(limits: ReadLimits) -> None:
    sys.addaudithook(_refuse_event)
    try:
        import resource
    except ImportError:
        return  # Windows has none; the wall clock in geo.texts.reader still holds there
    for what, allowed in (
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        # Computing time: the soft limit ends the process with a signal that names it, the hard one surely.
        highest = allowed + 1 if what == resource.RLIMIT_CPU else allowed
        if hard != resource.RLIM_INFINITY:
            highest = min(highest, hard)
        resource.setrlimit(what, (min(allowed, highest), highest))


def _refuse_event(event: str, details: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN_EVENTS:
        raise PermissionError(f"reading a document needs no {event} {details!r:.100}")


def _answer(kind: Kind, data: bytes, *, limits: ReadLimits, charset: str | None, url: str | None) -> dict[str, Any]:
    try:
        document = _reader(kind, charset=charset, url=url)(data, limits)
    except DocumentRefusedError as refusal:
        return {"error": type(refusal).__name__, "message": str(refusal)}
    except MemoryError:
        return _refusal(f"expected a document that {limits.memory_bytes:,} bytes of memory suffice for, got more")
    except ImportError:
        raise  # not the document's fault: the process ends with an error, see geo.texts.reader
    except Exception as problem:  # noqa: BLE001 - whatever a broken document makes a library raise, it is not read
        found = f"{type(problem).__name__}: {problem}"[:_MESSAGE_CHARACTERS]
        return _refusal(f"expected a whole {kind} document, got one that cannot be read ({found})")
    if len(document.text) > limits.characters:
        return _refusal(f"expected at most {limits.characters:,} characters, got {len(document.text):,}")
    return asdict(document)


def _refusal(message: str) -> dict[str, Any]:
    return {"error": DocumentRefusedError.__name__, "message": f"{message}; save it anew or paste the text"}


def _reader(kind: Kind, *, charset: str | None, url: str | None) -> Callable[[bytes, ReadLimits], Document]:
    # Each kind loads its own library only, and only after the limits stand.
    if kind is Kind.HTML:
        from geo.texts.webpage import read_webpage

        return lambda data, _: read_webpage(data, charset=charset, url=url)
    if kind is Kind.DOCX:
        from geo.texts.word import read_word

        return lambda data, limits: read_word(data, limits=limits)
    from geo.texts.pdf import read_pdf

    return lambda data, limits: read_pdf(data, limits=limits)


if __name__ == "__main__":
    main(sys.argv[1:])
    # Straight out: freeing a large document one object at a time is time for nothing.
    sys.stdout.flush()
    os._exit(0)
