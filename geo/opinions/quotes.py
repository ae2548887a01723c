"""Quotes: where the words that a model gives stand in the article, character by character but for white space."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from geo.extraction import Span
from geo.extraction.sentences import Sentence, lay_out
from geo.opinions.claims import Claim

_MOST_PLACES = 50
_OF_THE_REPORT = frozenset({"body", "headline"})


@dataclass(frozen=True)
class Found:
    """A claim whose quote stands in one sentence of the report.

    Attributes:
        times: how often the same words stand in the report.
    """

    claim: Claim
    span: Span
    sentence: Sentence
    times: int


@dataclass(frozen=True)
class Missing:
    """A claim whose quote is nowhere to be taken from."""

    claim: Claim
    reason: str


def find_spans(text: str, words: str, *, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Every place at which the words stand, any white space in them for any other; the first 50."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return ()
    hits = re.compile(r"\s+".join(parts)).finditer(text, start, len(text) if end is None else end)
    return tuple(Span(*hit.span()) for hit in islice(hits, _MOST_PLACES))


class Quotes:
    """Finds quotes in one article."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sentences = lay_out(text).sentences

    def find_all(self, claims: Sequence[Claim]) -> tuple[Found | Missing, ...]:
        """Find the quotes of one incident; words that stand in several places are taken where the others are."""
        places = [self._places(claim) for claim in claims]
        anchors = [found[0].span.start for found in places if isinstance(found, tuple) and len(found) == 1]
        return tuple(_nearest(found, anchors) if isinstance(found, tuple) else found for found in places)

    def _places(self, claim: Claim) -> tuple[Found, ...] | Missing:
        spans = find_spans(self.text, claim.quote)
        if not spans:
            return Missing(claim, "the quote is not in the article")
        placed = [(span, sentence) for span in spans for sentence in self._sentences if _holds(sentence, span)]
        if not placed:
            several = any(sum(_touches(sentence, span) for sentence in self._sentences) > 1 for span in spans)
            where = "runs over more than one sentence" if several else "is in no sentence of the report"
            return Missing(claim, f"the quote {where}")
        whole = [(span, sentence) for span, sentence in placed if not _cuts_a_word(sentence, span)]
        if not whole:
            return Missing(claim, "the quote cuts through a word or number of the article")
        told = [(span, sentence) for span, sentence in whole if sentence.kind in _OF_THE_REPORT]
        if not told:
            return Missing(claim, "the quote is in a caption or beside the report, not in it")
        return tuple(Found(claim, span, sentence, len(told)) for span, sentence in told)


def _holds(sentence: Sentence, span: Span) -> bool:
    return sentence.start <= span.start and span.end <= sentence.end


def _touches(sentence: Sentence, span: Span) -> bool:
    return sentence.start < span.end and span.start < sentence.end


def _cuts_a_word(sentence: Sentence, span: Span) -> bool:
    return any(token.start < edge < token.end for token in sentence.tokens for edge in (span.start, span.end))


def _nearest(found: Sequence[Found], anchors: Iterable[int]) -> Found:
    near = [*anchors] or [found[0].span.start]
    return min(found, key=lambda place: min(abs(place.span.start - anchor) for anchor in near))
