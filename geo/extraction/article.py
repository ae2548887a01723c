"""The article: a text with the day it was published and who published it; nothing of that is ever guessed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from geo.errors import SeamlineError

MOST_CHARACTERS = 200_000
# Tabs and line ends are text; the other control characters come from files that are none.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class InvalidArticleError(SeamlineError, ValueError):
    """The text, day or outlet cannot be read as an article."""


@dataclass(frozen=True, order=True)
class Span:
    """A passage: character offsets into the article's text, the end excluded."""

    start: int
    end: int


@dataclass(frozen=True)
class Article:
    """A text to extract from.

    Attributes:
        text: as pasted; every offset counts its characters.
        published: the day of publication. Weekdays and "yesterday" are read against it.

    Raises:
        InvalidArticleError: when the text holds no words or is binary, or day or outlet are missing.
    """

    text: str
    published: dt.date
    outlet: str

    def __post_init__(self) -> None:
        """Refuse what cannot be an article."""
        _check_text(self.text)
        _check_metadata(self.published, self.outlet)


def _check_metadata(published: object, outlet: object) -> None:
    if not isinstance(published, dt.date) or isinstance(published, dt.datetime):
        raise InvalidArticleError(
            f"expected the day of publication as a calendar date, got {published!r}; it is never guessed"
        )
    if not isinstance(outlet, str) or not outlet.strip():
        raise InvalidArticleError(f"expected the name of the outlet, got {outlet!r}")


def _check_text(text: object) -> None:
    if not isinstance(text, str):
        raise InvalidArticleError(f"expected the article's text, got {type(text).__name__}")
    if not any(letter.isalpha() for letter in text):
        raise InvalidArticleError(f"expected an article with words in it, got {text[:40]!r}")
    if len(text) > MOST_CHARACTERS:
        raise InvalidArticleError(f"expected at most {MOST_CHARACTERS} characters, got {len(text)}; paste one article")
    if found := _CONTROL.search(text):
        raise InvalidArticleError(
            f"expected plain text, got the control character {found.group()!r} at {found.start()}; save the page as text"
        )
