"""Articles that came before: the same text or address again, and one text that several outlets print.

Two outlets with one agency's text are one source, however many pins, figures or grades would rest on both.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy import select

from geo.desk.items import DeskArticle, DeskItem
from geo.desk.rights import Editor, require
from geo.desk.tables import ITEM
from geo.records import Source
from geo.store import Store

# Broder and others, "Syntactic clustering of the Web" (1997): runs of words, and the share of the smaller text's runs
# that the other one has, too. Two reports of one event that were written apart share names and set phrases, seldom
# five words in a row.
RUN_WORDS: Final = 5
REPRINT_SHARE: Final = 0.5
_WORD: Final = re.compile(r"\w+")
_NO_ADDRESS_OF_ITS_OWN: Final = re.compile(r"\A(utm_\w+|fbclid|gclid)\Z")


@dataclass(frozen=True)
class Reprint:
    """Another article of the desk with much the same words.

    Attributes:
        share: of the runs of five words in the shorter text, those that the other has, too; 0 to 1.
    """

    item_id: str
    article: DeskArticle
    share: float


@dataclass(frozen=True)
class Met:
    """Where an article was met before: as the same text or address at the desk, or as a source that is published."""

    items: Mapping[str, DeskArticle]
    sources: tuple[Source, ...]

    def __bool__(self) -> bool:
        return bool(self.items or self.sources)


def met_before(store: Store, editor: Editor, article: DeskArticle) -> Met:
    """The same text, spaces and case apart, or the same address, among the desk's articles and the published sources."""
    require(editor)
    items = {item_id: found for item_id, found in _articles(store).items() if _is_same(found, article)}
    digests = _digests(article.text)
    sources = [
        source
        for source in store.dataset().sources.values()
        if source.sha256 in digests or _is_same_address(source.url, article.url)
    ]
    return Met(items, tuple(sources))


def reprints_of(store: Store, editor: Editor, item: DeskItem) -> tuple[Reprint, ...]:
    """The desk's other articles that share at least half of their wording with the item's, the most alike first."""
    require(editor)
    runs = _runs(item.article.text)
    others = ((item_id, found) for item_id, found in _articles(store).items() if item_id != item.id)
    found = [Reprint(item_id, other, _share(runs, _runs(other.text))) for item_id, other in others]
    kept = [reprint for reprint in found if reprint.share >= REPRINT_SHARE]
    return tuple(sorted(kept, key=lambda reprint: (-reprint.share, reprint.article.published, reprint.item_id)))


def line_of(article: DeskArticle) -> str:
    """An article in a line: outlet, day and title, or its first words."""
    title = article.title or " ".join(article.text.split()[:12]) or "entry without an article"
    return f"{article.outlet}, {article.published}: {title}"


def _articles(store: Store) -> dict[str, DeskArticle]:
    query = select(ITEM.c.id, ITEM.c.article).order_by(ITEM.c.created_at, ITEM.c.id)
    with store.database.reading() as connection:
        return {row.id: DeskArticle.parse(json.loads(row.article)) for row in connection.execute(query)}


def _is_same(one: DeskArticle, other: DeskArticle) -> bool:
    words = _words(one.text)
    return (bool(words) and words == _words(other.text)) or _is_same_address(one.url, other.url)


def _is_same_address(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and _address(one) == _address(other)


def _address(url: str) -> tuple[str, str, str]:
    """What of an address names the article: no scheme, "www.", closing slash, fragment or marks of who shared it."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if not _NO_ADDRESS_OF_ITS_OWN.match(name)]
    return (parts.netloc.casefold().removeprefix("www."), parts.path.rstrip("/"), urlencode(kept))


def _digests(text: str) -> frozenset[str]:
    """The SHA-256 of a text as it came and without the space around it, with and without a last line's end."""
    if not text.strip():
        return frozenset()
    forms = (text, text.strip(), f"{text.strip()}\n")
    return frozenset(hashlib.sha256(form.encode()).hexdigest() for form in forms)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _words(text)
    return frozenset(zip(*(words[start:] for start in range(RUN_WORDS)), strict=False))


def _share(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    fewest = min(len(one), len(other))
    return len(one & other) / fewest if fewest else 0.0
