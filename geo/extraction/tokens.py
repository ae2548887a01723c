"""Tokens: words, numbers and signs with their offsets, and phrases found among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

_TOKEN = re.compile(
    r"""
    (?:[A-Za-z]\.){2,}(?:-\w+)?                       # U.S., a.m., U.S.-led
    | \d+(?:[.,:]\d+)+                                # 1,200 and 1:30
    | \d+(?:st|nd|rd|th)\b                            # 3rd
    | [’']s\b                                         # the possessive, apart from its noun
    | [^\W_]+(?:(?:[’'ʻ`](?!s\b)|[-‐‑])[^\W_]+)*      # words, al-Azim, 20-year-old, Kaka'i
    | [^\w\s]
    """,
    re.VERBOSE,
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʻ": "'", "`": "'", "‐": "-", "‑": "-"})
# Shorter words in capitals are names only in capitals: "is" is not IS.
_LONGEST_ACRONYM = 5


class Token(NamedTuple):
    """A word, number or sign of the article; `lower` has plain apostrophes."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        """Whether it starts like a name; "al-Azim" does."""
        return self.text[:1].isupper() or (self.lower[:3] in {"al-", "el-"} and self.text[3:4].isupper())


def tokenize(text: str, *, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """Split `text[start:end]`; offsets count from the start of `text`."""
    return tuple(
        Token(found.group(), found.group().lower().translate(_APOSTROPHES), found.start(), found.end())
        for found in _TOKEN.finditer(text, start, len(text) if end is None else end)
    )


@dataclass(frozen=True)
class Found(Generic[T]):
    """A phrase that was found: the tokens `first` to `last`, the last excluded, and what the phrase stands for."""

    first: int
    last: int
    value: T


class Phrases(Generic[T]):
    """Finds the longest phrase of a list at each token. Case counts for acronyms only."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """Compile phrases with what they stand for; of equal phrases the first holds."""
        # By first word, by length from the longest on, by all words: a word such as "Turkish" opens some hundred.
        self._by_first: dict[str, dict[int, dict[tuple[str, ...], list[tuple[tuple[Token, ...], T]]]]] = {}
        for phrase, value in entries:
            tokens = tokenize(phrase)
            lengths = self._by_first.setdefault(tokens[0].lower, {})
            words = tuple(token.lower for token in tokens)
            lengths.setdefault(len(tokens), {}).setdefault(words, []).append((tokens, value))
        for first, lengths in self._by_first.items():
            self._by_first[first] = dict(sorted(lengths.items(), reverse=True))

    def at(self, tokens: Sequence[Token], index: int) -> Found[T] | None:
        """The longest phrase that starts at `index`."""
        if index >= len(tokens):
            return None
        lengths = self._by_first.get(tokens[index].lower)
        if lengths is None:
            return None
        for length, phrases in lengths.items():
            last = index + length
            if last > len(tokens):
                continue
            for phrase, value in phrases.get(tuple(token.lower for token in tokens[index:last]), ()):
                if all(map(_equal, phrase, tokens[index:last])):
                    return Found(index, last, value)
        return None

    def find(self, tokens: Sequence[Token]) -> Iterator[Found[T]]:
        """Every phrase from left to right, none overlapping another."""
        index = 0
        while index < len(tokens):
            # Most words open no phrase of a list: they are passed by at once.
            found = self.at(tokens, index) if tokens[index].lower in self._by_first else None
            if found:
                yield found
            index = found.last if found else index + 1

    def ending_at(self, tokens: Sequence[Token], index: int, *, longest: int = 5) -> Found[T] | None:
        """The longest phrase whose last token stands just before `index`."""
        for first in range(max(0, index - longest), index):
            found = self.at(tokens, first)
            if found and found.last == index:
                return found
        return None


def _equal(wanted: Token, token: Token) -> bool:
    if wanted.lower != token.lower:
        return False
    acronym = wanted.text.isupper() and 1 < len(wanted.text) <= _LONGEST_ACRONYM
    return not acronym or wanted.text == token.text
