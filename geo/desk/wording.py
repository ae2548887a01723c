"""What may be said in public of a desk article: at most 40 words of it in one piece, and no victim's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from geo.desk.errors import WordingError
from geo.gazetteer import fold
from geo.records import Dataset
from geo.vocabulary import CODE_LISTS

MOST_WORDS: Final = 40
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Two capitalised words or more, with the particles that stand inside Arabic and Kurdish names.
_CAPITAL: Final = r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*"
_NAME: Final = re.compile(rf"\b{_CAPITAL}(?:\s+(?:(?:bin|ibn|al|el|abu|de|van)\s+)?(?:al-|el-)?{_CAPITAL})+")
_CALENDAR: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
]
# Words that stand before a name or are capitalised in a heading, and are part of nobody's name.
_PLAIN: Final = [
    "The",
    "A",
    "An",
    "In",
    "On",
    "At",
    "Of",
    "By",
    "Near",
    "From",
    "After",
    "Before",
    "And",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Attack",
    "Attacks",
    "Killed",
    "Wounded",
    "Iraq",
    "Iraqi",
    "Kurdish",
    "Kurdistan",
    "Region",
    "Kurds",
    "Peshmerga",
    "ISIS",
    "Islamic",
    "State",
]
_LONGEST_PHRASE: Final = 6


def count_words(text: str) -> int:
    """How many words a text has, by the stricter of two ways of counting."""
    return max(len(_WORD.findall(text)), len(text.split()))


def check_passage(text: str, *, where: str) -> None:
    """Refuse a passage of more than 40 words.

    Raises:
        WordingError: saying how many words came.
    """
    if (count := count_words(text)) > MOST_WORDS:
        raise WordingError(f"{where}: expected at most {MOST_WORDS} words a passage, got {count}; shorten it")


def check_quotations(text: str, spans: Iterable[tuple[int, int]]) -> None:
    """Refuse quotations that together give more than 40 words of an article in one piece.

    Raises:
        WordingError: naming the words at which the piece begins.
    """
    piece: tuple[int, int] | None = None
    for start, end in sorted(set(spans)):
        joined = piece is not None and not _WORD.search(text[piece[1] : max(start, piece[1])])
        piece = (piece[0], max(piece[1], end)) if piece is not None and joined else (start, end)
        quoted = text[piece[0] : piece[1]]
        check_passage(quoted, where=f"quotation from {' '.join(quoted.split()[:4])!r} on")


def check_copied(texts: Mapping[str, str], article: str) -> None:
    """Refuse public texts that hold more than 40 words in a row of the article.

    Raises:
        WordingError: naming the text.
    """
    runs = _runs(_keys(article))
    for where, text in texts.items():
        if not runs.isdisjoint(_runs(_keys(text))):
            raise WordingError(
                f"{where}: expected at most {MOST_WORDS} words in a row from the article, got more; use own words"
            )


def check_names(texts: Mapping[str, str], *, known: frozenset[str], checked: Iterable[str] = ()) -> None:
    """Refuse what may be a person's name, unless an editor has checked it to be none that must be kept back.

    Raises:
        WordingError: listing the names and where they stand.
    """
    allowed = {fold(name) for name in checked}
    found = {name: where for where, text in texts.items() for name in possible_names(text, known=known | allowed)}
    if found:
        listed = "; ".join(f"{name!r} in {where}" for name, where in sorted(found.items()))
        raise WordingError(
            f"expected no names of victims in public texts, got what may be names: {listed}; take them out, or confirm "
            "that they name an official or an institution"
        )


def possible_names(text: str, *, known: frozenset[str]) -> tuple[str, ...]:
    """Runs of two or more capitalised words of which `known` (folded) explains less than all but one.

    Scripts without capital letters show none.
    """
    found: dict[str, None] = {}
    for run in _NAME.findall(text):
        for rest in _unexplained(run.split(), known):
            found[rest] = None
    return tuple(found)


@lru_cache(maxsize=4)
def known_names(dataset: Dataset) -> frozenset[str]:
    """The folded names of places, actors and outlets, and the words of the code lists."""
    names: list[str] = [*_CALENDAR, *_PLAIN]
    for place in dataset.places.values():
        names += [place.names.en, *place.variants]
    names += [actor.names.en for actor in dataset.actors.values()]
    names += [source.outlet for source in dataset.sources.values()]
    names += [code.label for codes in CODE_LISTS for code in codes]
    return frozenset(filter(None, map(fold, names)))


def _unexplained(words: Sequence[str], known: frozenset[str]) -> Iterator[str]:
    rest: list[str] = []
    at = 0
    while at < len(words):
        length = next(
            (
                n
                for n in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1)
                if fold(" ".join(words[at : at + n])) in known
            ),
            0,
        )
        if length:
            yield from _name_of(rest)
            rest = []
        else:
            rest.append(words[at])
        at += length or 1
    yield from _name_of(rest)


def _name_of(words: Sequence[str]) -> Iterator[str]:
    if len(words) > 1:
        yield " ".join(words)


def _keys(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _runs(keys: Sequence[str]) -> set[tuple[str, ...]]:
    size = MOST_WORDS + 1
    return {tuple(keys[at : at + size]) for at in range(len(keys) - size + 1)}
