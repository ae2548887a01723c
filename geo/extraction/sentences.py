"""Sentences: where each begins and ends, and whether it is the report's own text, its headline, a caption or furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from geo.extraction import lexicon
from geo.extraction.tokens import Token, tokenize

_LINE = re.compile(r"[^\n\r]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\r?\n|\r[^\S\r\n]*\r")
# Lines that a program has broken are no wider, many of them begin in the middle of a sentence, and most are full.
_WIDEST_WRAPPED = 120
_WRAPPED_SHARE = 0.3
_FULL_SHARE = 0.75
# No sentence and no headline ends with one of these.
_OPEN_ENDS = frozenset(
    ["of", "the", "a", "an", "in", "near", "at", "on", "and", "or", "to", "from", "by", "with", "between", "for"]
)
_STOP = re.compile(r"[.!?…]+[\"”’'»)\]]*(?=\s+[\"“‘«(\[]*[^\W_])|(?<=[.!?])[\"”]\s")
_LAST_WORD = re.compile(r"[\w.'’-]+$")
# The place and agency before a report: "BAGHDAD, May 15 (Xinhua) --", "Shafaq News /", "2021-09-15 Shafaq News/".
_DATELINE = re.compile(
    r"""\s*(?:\d{4}-\d{2}-\d{2}\s+)?
    (?:
        (?-i:[A-Z])(?:[^\n.!?“”"]|(?<=\b[A-Z][a-z]{2})\.|(?<=\bSept)\.){0,70}?(?:\([^)\n]{2,40}\))?\s*(?:\s[-–—]{1,2}(?=\s)|—|–|--|-(?=\s))\s*
      | (?:[A-Z]\w+\s?){1,3}/\s*(?:[A-Z]\w+\s*[-–—:]\s+)?
      | [A-Z]{4,}(?:,\s[A-Z]\w+(?:\s[A-Z]\w+)?)?\s*\([^)\n]{2,40}\)\s*[:.]?\s+
    )""",
    re.VERBOSE,
)
_CAPTION_START = re.compile(r"^[A-Z][\w'’ -]{2,30},\s+(?:[A-Z]\w+\.?\s+)?(?:\d{1,2},?\s+)?(?:19|20)\d\d\s*[:.]")
_ENDS = (".", "!", "?", "…", ":", ";", ",")
_LONGEST_HEADLINE = 160
# "1." and "(2)" before an item of a list are no sentence.
_LONGEST_ENUMERATOR = 3
_HEADLINES_WITHIN = 3
# Capitals and names only, or "the": what a dateline may hold.
_DATELINE_SMALL_WORDS = frozenset({"of", "the", "and", "al", "in", "–", "—"})


@dataclass(frozen=True)
class Sentence:
    """A sentence of the article.

    Attributes:
        start: offset of its first character.
        end: offset after its last one.
        paragraph: counted from 1, empty lines left out.
        kind: body, headline, caption or furniture.
    """

    start: int
    end: int
    paragraph: int
    kind: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Layout:
    """An article taken apart; `dateline` holds the text before the report proper, where there is one."""

    sentences: tuple[Sentence, ...]
    dateline: str


def lay_out(text: str) -> Layout:
    """Cut the text into sentences; datelines belong to none."""
    sentences: list[Sentence] = []
    dateline = ""
    furniture_next = False
    for number, (first, end) in enumerate(_paragraphs(text), start=1):
        start = first
        kind = "furniture" if furniture_next else _kind(text[start:end], number=number, body_seen=_has_body(sentences))
        furniture_next = kind == "furniture" and _announces(text[start:end])
        if kind == "body" and (found := _dateline(text, start, end)):
            dateline = dateline or text[start:found]
            start = found
        sentences += _sentences(text, start, end, number=number, kind=kind)
    return Layout(tuple(sentences), dateline)


def _has_body(sentences: list[Sentence]) -> bool:
    return any(sentence.kind == "body" for sentence in sentences)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Each line is a paragraph, unless a line break only keeps the lines short, as mail programs and PDF files do."""
    block: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        stripped = line.group().strip()
        if not stripped:
            continue
        start = line.start() + line.group().index(stripped)
        if block and _BLANK_LINE.search(text, block[-1][1], start):
            yield from _joined(text, block)
            block = []
        block.append((start, start + len(stripped)))
    yield from _joined(text, block)


def _joined(text: str, block: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The paragraphs of lines without a blank line between them."""
    width = max((end - start for start, end in block), default=0)
    goes_on = [text[start].islower() for start, _ in block[1:]]
    is_wrapped = width <= _WIDEST_WRAPPED and len(goes_on) >= 2 and sum(goes_on) >= _WRAPPED_SHARE * len(goes_on)
    first: int | None = None
    for number, (start, end) in enumerate(block):
        first = start if first is None else first
        is_last = number + 1 == len(block)
        is_ended = text[:end].rstrip("\"”’')] ").endswith((".", "!", "?", "…"))
        is_full = end - start >= _FULL_SHARE * width
        is_open = text[:end].rsplit(maxsplit=1)[-1].lower() in _OPEN_ENDS
        goes = not is_last and (goes_on[number] or is_open)
        joins = (goes and not is_ended) or (not is_last and is_wrapped and (is_full or not is_ended))
        if not joins:
            yield first, end
            first = None


@cache
def _starts(key: str) -> tuple[str, ...]:
    return tuple(sorted(lexicon.word_set("layout", key)))


def _announces(line: str) -> bool:
    return line.lower().rstrip(" :").startswith(_starts("furniture_next")) and len(line) < 30


def _kind(line: str, *, number: int, body_seen: bool) -> str:
    lower = line.lower()
    if lower.lstrip("([ ").startswith(_starts("furniture")):
        return "furniture"
    short = len(line) <= 3 * _LONGEST_HEADLINE
    if short and (any(mark in lower for mark in _starts("caption")) or _CAPTION_START.match(line)):
        return "caption"
    ended = line.rstrip("\"”’')] ").endswith(_ENDS)
    if not ended and len(line) <= _LONGEST_HEADLINE:
        return "headline" if not body_seen and number <= _HEADLINES_WITHIN * 2 else "aside"
    return "body"


def _dateline(text: str, start: int, end: int) -> int | None:
    """The offset after a dateline."""
    found = _DATELINE.match(text, start, end)
    if not found or found.end() >= end:
        return None
    inside = re.sub(r"\([^)]*\)|\d[\d-]*|[-–—/,.:]", " ", found.group()).split()
    if all(word[:1].isupper() or word.lower() in _DATELINE_SMALL_WORDS for word in inside):
        return found.end()
    return None


def _sentences(text: str, start: int, end: int, *, number: int, kind: str) -> Iterator[Sentence]:
    for first, last in _cuts(text, start, end):
        tokens = tokenize(text, start=first, end=last)
        if any(token.text[:1].isalpha() for token in tokens) or len(tokens) > _LONGEST_ENUMERATOR:
            yield Sentence(tokens[0].start, tokens[-1].end, number, kind, tokens)


def _cuts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for stop in _STOP.finditer(text, start, end):
        if stop.end() > first and not _is_abbreviation(text, first, stop):
            yield first, stop.end()
            first = stop.end()
    yield first, end


def _is_abbreviation(text: str, first: int, stop: re.Match[str]) -> bool:
    if stop.group() != ".":
        return False
    word = _LAST_WORD.search(text, first, stop.start())
    before = word.group() if word else ""
    after = text[stop.end() :].lstrip()
    if before.lower() in {"a.m", "p.m"}:
        return not after.startswith(("The ", "A ", "In ", "According", "“", '"'))
    single = len(before) == 1 and before.isupper()
    return single or before in lexicon.word_set("layout", "abbreviations")
