"""Intake: dropped files become text, where name and content agree on what they are and the file keeps within limits.

Nothing is written to disk, no path of the server is ever formed from a file's name, and whatever has structure is read
in a process of its own (geo.texts).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from geo.errors import SeamlineError
from geo.texts import Kind, ReadLimits, clean_text, read_document
from geo.texts.document import MEBIBYTE

EXTENSIONS = {"txt": Kind.TXT, "html": Kind.HTML, "htm": Kind.HTML, "docx": Kind.DOCX, "pdf": Kind.PDF}
_LONGEST_NAME = 120
# Readers of PDF look for its mark this far in, so a file that has it there is one: ISO 32000-1, implementation note 13.
_HEAD = 1024
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|article|div|p)[\s>/]", re.IGNORECASE)
_STARTS_AS_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL
)
_ARCHIVE_END = b"PK\x05\x06"
_ARCHIVE_END_BYTES = 22
_LONGEST_COMMENT = 65_535
# What else people drop, by its first bytes.
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "an old or password-protected Office file",
    b"{\\rtf": "a rich text file (.rtf)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"II*\x00": "a picture",
    b"MM\x00*": "a picture",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"\x1f\x8b": "an archive",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}
_EXPECTED: dict[Kind, tuple[frozenset[str], ...]] = {
    Kind.TXT: (frozenset(),),
    Kind.HTML: (frozenset(), frozenset({"a web page"})),
    Kind.DOCX: (frozenset({"an archive"}),),
    Kind.PDF: (frozenset({"a PDF"}),),
}


class IntakeRefusedError(SeamlineError, ValueError):
    """A dropped file is not accepted; reading refusals come as geo.texts.DocumentRefusedError."""


@dataclass(frozen=True)
class IntakeLimits:
    """What may be dropped.

    Attributes:
        file_bytes: size of one file.
        files: number of files dropped at once.
        total_bytes: size of all files dropped at once.
        reading: what reading one file may cost.
    """

    file_bytes: int = 10_000_000  # of the megabytes in which browsers count
    files: int = 10
    total_bytes: int = 30 * MEBIBYTE
    reading: ReadLimits = field(default_factory=ReadLimits)


@dataclass(frozen=True)
class IntakeText:
    """The text of a dropped file.

    Attributes:
        name: the file's own name, without folders and unseen characters; for the eye only.
        text: paragraphs separated by a blank line.
        suggested_date: a day that a saved web page's markup gives; a suggestion, never a publication date.
        encoding: how the bytes were read, and in `encoding_how` why so; an assumption is called one.
        pages: the number of pages of a PDF.
        left_out: what else the file holds, in words.
        sha256: of the file's bytes.
    """

    name: str
    kind: Kind
    text: str
    title: str | None
    author: str | None
    site: str | None
    suggested_date: date | None
    encoding: str | None
    encoding_how: str | None
    pages: int | None
    left_out: tuple[str, ...]
    sha256: str
    size_bytes: int


def check_uploads(sizes: Sequence[int], *, limits: IntakeLimits) -> None:
    """Refuse too many or too large files, by their sizes in bytes, before any is read.

    Raises:
        IntakeRefusedError: a limit is broken.
    """
    if len(sizes) > limits.files:
        raise IntakeRefusedError(f"expected at most {limits.files} files at once, got {len(sizes)}; drop fewer")
    if sum(sizes) > limits.total_bytes:
        raise IntakeRefusedError(
            f"expected at most {limits.total_bytes:,} bytes at once, got {sum(sizes):,}; drop fewer files"
        )


def read_upload(name: str, data: bytes, *, limits: IntakeLimits) -> IntakeText:
    """Read the text of a dropped file.

    Args:
        name: as the browser gives it; only its extension counts, and no file is looked up by it.
        data: the file's bytes.
        limits: what the file may cost.

    Raises:
        IntakeRefusedError: size, name or content are not accepted.
        geo.texts.DocumentRefusedError: it cannot be read, and why; NoArticleError for a page without an article.
        geo.texts.ReaderUnavailableError: too many documents are being read at once.
    """
    shown = plain_name(name)
    if not data:
        raise IntakeRefusedError(f"expected a file with text, got {shown!r} with 0 bytes; save it anew")
    if len(data) > limits.file_bytes:
        raise IntakeRefusedError(f"expected at most {limits.file_bytes:,} bytes, got {shown!r} with {len(data):,}")
    kind = kind_of(shown, data)
    document = read_document(kind, data, limits=limits.reading)
    return IntakeText(
        name=shown,
        kind=kind,
        text=document.text,
        title=document.title,
        author=document.author,
        site=document.site,
        suggested_date=document.suggested_date,
        encoding=document.encoding,
        encoding_how=document.encoding_how,
        pages=document.pages,
        left_out=document.left_out,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
    )


def plain_name(name: str) -> str:
    r"""Give a file's own name: no folders, no unseen characters, its end kept when it is long.

    >>> plain_name("C:\\reports\\..\\Friday\u202etxt.docx")
    'Fridaytxt.docx'
    """
    own = re.split(r"[/\\]", name)[-1]
    return " ".join(clean_text(own).split())[-_LONGEST_NAME:]


def kind_of(name: str, data: bytes) -> Kind:
    """Decide what a file is by name and content together.

    Raises:
        IntakeRefusedError: the two contradict each other, or the content is more than one thing.
    """
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in EXTENSIONS:
        accepted = ", ".join(f".{one}" for one in EXTENSIONS)
        raise IntakeRefusedError(f"expected a file of {accepted}, got {name!r}; paste the text instead")
    kind = EXTENSIONS[extension]
    for start, what in _FOREIGN.items():
        if data.startswith(start):
            raise _contradiction(name, kind, what)
    found = _signatures(data)
    if found not in _EXPECTED[kind]:
        raise _contradiction(name, kind, " and ".join(sorted(found)) or "none of its marks")
    if kind is Kind.HTML and not _HTML.search(data.replace(b"\x00", b"")):
        raise _contradiction(name, kind, "text without markup")
    return kind


def _contradiction(name: str, kind: Kind, found: str) -> IntakeRefusedError:
    return IntakeRefusedError(
        f"expected {name!r} to hold what its name says ({kind}), got content of another kind: {found}; "
        "save it anew in the right format, or paste the text"
    )


def _signatures(data: bytes) -> frozenset[str]:
    found = set()
    if b"%PDF-" in data[:_HEAD]:
        found.add("a PDF")
    if data.startswith(b"PK\x03\x04") or _ends_as_archive(data):
        found.add("an archive")
    if _STARTS_AS_HTML.match(data[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")):
        found.add("a web page")
    return frozenset(found)


def _ends_as_archive(data: bytes) -> bool:
    """Say whether an archive's directory ends where the file ends: then unpackers take any file for an archive."""
    tail = data[-(_ARCHIVE_END_BYTES + _LONGEST_COMMENT) :]
    at = tail.rfind(_ARCHIVE_END)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        if at + _ARCHIVE_END_BYTES + comment == len(tail):
            return True
        at = tail.rfind(_ARCHIVE_END, 0, at)
    return False
