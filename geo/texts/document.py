"""What reading a document gives, how much it may cost, and what is said when it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geo.errors import SeamlineError

MEBIBYTE = 1024 * 1024


class Kind(StrEnum):
    """The kinds of document that can be read; the value is the usual extension."""

    TXT = "txt"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


class DocumentRefusedError(SeamlineError, ValueError):
    """The document is not what it claims to be, is damaged, holds no text or goes over a limit."""


class NoArticleError(DocumentRefusedError):
    """The web page holds no article text."""


class ReaderUnavailableError(SeamlineError, RuntimeError):
    """The reader is busy or does not start; the document itself may be fine."""


@dataclass(frozen=True)
class ReadLimits:
    """What reading one document may cost.

    Attributes:
        wall_s: seconds on the clock, for waiting for a free reader and again for the reading.
        cpu_s: whole seconds of computing.
        memory_bytes: address space of the reading process, its program included.
        characters: length of the text that comes out.
        pages: pages of a PDF.
        members: files inside a Word file.
        member_bytes: size of one text part of a Word file, unpacked.
        unpacked_bytes: size of all files inside a Word file, as its directory declares them.
        ratio: how many times larger a file inside a Word file may become when it is unpacked.
    """

    wall_s: float = 20.0
    cpu_s: int = 10
    memory_bytes: int = 512 * MEBIBYTE
    characters: int = 500_000
    pages: int = 100
    members: int = 2_000
    member_bytes: int = 16 * MEBIBYTE
    unpacked_bytes: int = 128 * MEBIBYTE
    ratio: int = 200


@dataclass(frozen=True)
class Document:
    """The text of a document.

    Attributes:
        text: paragraphs separated by a blank line, without control characters.
        suggested_date: a day that the page seems to give as its publication day. It is a guess of the page's markup
            and never a publication date until a person says so.
        encoding: the encoding the text was read in, where the kind leaves a choice.
        encoding_how: how that encoding was found, in words.
        pages: the number of pages of a PDF.
        left_out: what the document holds besides and was not read, in words.
    """

    text: str
    title: str | None = None
    author: str | None = None
    site: str | None = None
    suggested_date: date | None = None
    encoding: str | None = None
    encoding_how: str | None = None
    pages: int | None = None
    left_out: tuple[str, ...] = ()
