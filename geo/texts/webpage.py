"""Web pages: the article in a page's HTML, taken out by trafilatura.

Runs in the reading process, see geo.texts.child: trafilatura gets text, no address to open, and that process cannot
reach the network.
"""

from __future__ import annotations

import re
from datetime import date

import trafilatura

from geo.texts.cleaning import clean_text
from geo.texts.document import Document, NoArticleError
from geo.texts.encodings import decode_text

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
# Where a browser looks for it: https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
_META_WITHIN = 1024
# Only what the page says about itself, in its markup or its address: no date picked out of the running text.
_DATE_SEARCH = {"original_date": True, "extensive_search": False}
_SHORT = 300
# Menus, cookie notices and teasers are made of shorter lines.
_SENTENCE_WORDS = 8


def read_webpage(data: bytes, *, charset: str | None, url: str | None) -> Document:
    """Read the article of an HTML page.

    Args:
        data: the page as served or saved.
        charset: the encoding that the server declared; it outranks the page's own.
        url: the page's address, a hint for site and date; never opened.

    Raises:
        NoArticleError: no running text is found.
        DocumentRefusedError: the bytes are no text.
    """
    decoded = decode_text(data, declared=charset or _declared_charset(data))
    found = trafilatura.bare_extraction(
        decoded.text, url=url, include_comments=False, with_metadata=True, date_extraction_params=dict(_DATE_SEARCH)
    )
    article = found if found is None or isinstance(found, dict) else found.as_dict()
    text = _paragraphs((article or {}).get("text"))
    if article is None or not _has_sentence(text):
        raise NoArticleError("expected a page with an article, got one without running text; paste the text instead")
    return Document(
        text=text,
        title=_line(article.get("title")),
        author=_line(article.get("author")),
        site=_line(article.get("sitename") or article.get("hostname")),
        suggested_date=_day(article.get("date")),
        encoding=decoded.encoding,
        encoding_how=decoded.how,
    )


def _declared_charset(data: bytes) -> str | None:
    declared = _META_CHARSET.search(data[:_META_WITHIN])
    name = declared.group(1).decode("ascii", "replace").lower() if declared else None
    # A declaration that can be read as ASCII is not in UTF-16, whatever it says.
    return "utf-8" if name and name.startswith("utf-16") else name


def _paragraphs(text: str | None) -> str:
    lines = clean_text(text or "").split("\n")
    return "\n\n".join(line for line in lines if line)


def _has_sentence(text: str) -> bool:
    return any(len(line.split()) >= _SENTENCE_WORDS for line in text.split("\n"))


def _line(value: str | None) -> str | None:
    return " ".join(clean_text(value or "").split())[:_SHORT] or None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None
