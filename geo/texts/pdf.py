"""PDF files: the text of each page, read with pypdf.

Runs in the reading process, see geo.texts.child: a PDF can make any reader work without end, so the bounds on time and
memory are those of that process.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from geo.texts.cleaning import clean_text
from geo.texts.document import Document, DocumentRefusedError, ReadLimits

_SENTENCE_ENDS = (".", "!", "?", "؟", "…", ":", '"', "”", "»", "'", "’", ")")
_BULLETS = ("•", "▪", "●", "■", "◦", "– ", "— ")
# The last line of a paragraph is shorter than a full line by more than a word or two.
_FULL_LINE_SHARE = 0.8


def read_pdf(data: bytes, *, limits: ReadLimits) -> Document:
    """Read the text of a PDF, page by page.

    Raises:
        DocumentRefusedError: it is no PDF, is protected or damaged, goes over a limit or holds no text.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise _refused("one protected by a password")
        if (pages := len(reader.pages)) > limits.pages:
            raise _refused(f"{pages} pages (at most {limits.pages})")
        texts = _page_texts(reader, limits=limits)
    except PyPdfError as problem:
        raise _refused(f"a damaged one ({problem})") from problem
    text = "\n\n".join(filter(None, map(_paragraphs, texts)))
    if not text:
        raise _refused(f"{pages} pages without text, probably pictures of a text")
    empty = sum(1 for page in texts if not page)
    left_out = (f"{empty} of {pages} pages, which hold no text",) if empty else ()
    return Document(text=text, pages=pages, left_out=left_out)


def _refused(found: str) -> DocumentRefusedError:
    return DocumentRefusedError(f"expected a PDF with text, got {found}; save it anew or paste the text")


def _page_texts(reader: PdfReader, *, limits: ReadLimits) -> list[str]:
    texts: list[str] = []
    characters = 0
    for page in reader.pages:
        texts.append(clean_text(page.extract_text()))
        characters += len(texts[-1])
        if characters > limits.characters:
            raise _refused(f"more than {limits.characters:,} characters")
    return texts


def _paragraphs(page: str) -> str:
    """Join the lines of a page into paragraphs: a PDF keeps lines only.

    A paragraph ends at a blank line, before a bullet, or at a line that ends a sentence and is clearly shorter than the
    page's full lines.
    """
    lines = page.split("\n")
    full = _full_line(lines)
    joined: list[str] = []
    for line in lines:
        if line.startswith(_BULLETS):
            joined.append("\n\n")
        ends = not line or (line.endswith(_SENTENCE_ENDS) and len(line) < _FULL_LINE_SHARE * full)
        # A hyphen at the end of a line stays: only a dictionary knows whether it belongs to the word.
        joined.append(line + ("\n\n" if ends else "" if line.endswith("-") else " "))
    return clean_text("".join(joined))


def _full_line(lines: Sequence[str]) -> int:
    lengths = sorted(len(line) for line in lines)
    return lengths[len(lengths) * 9 // 10]
