"""Texts that a spreadsheet would run as a formula, and what is done about them.

The rule is OWASP's (https://owasp.org/www-community/attacks/CSV_Injection): a cell that starts with = + - @, tab, line end
or the wide form of one of these signs is text only with an apostrophe before it. Where lists are separated by semicolons, a
program opens a comma-separated file with cells that begin after a semicolon, and with quotes inside cells, so that a line
or tab inside a text ends the cell; the same holds there.
"""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = "=+\\-@＝＋－＠"
_STARTS: Final = re.compile(f"^(?=[\t\r\n\x00])|^(?=\\s*[{_SIGNS}])|(?<=[;\t\r\n])(?=[^\\S\t\r\n]*[{_SIGNS}])")
_SUSPECT: Final = re.compile(f"[{_SIGNS}\t\r\n\x00]")


def looks_like_formula(text: str) -> bool:
    """Whether a cell of that text, or a part after a semicolon, tab or line end, would be read as a formula."""
    return _SUSPECT.search(text) is not None and _STARTS.search(text) is not None


def defused(text: str) -> str:
    """The text with an apostrophe before whatever would be read as a formula; never for numbers.

    >>> defused("=1+1"), defused("a; @b"), defused("6–8"), defused("three-day"), defused(" -2")
    ("'=1+1", "a;' @b", '6–8', 'three-day', "' -2")
    """
    return _STARTS.sub("'", text) if _SUSPECT.search(text) else text
