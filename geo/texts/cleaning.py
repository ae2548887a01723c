"""Cleaning: text as paragraphs, without characters that nobody sees."""

from __future__ import annotations

import re

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028]")
# Controls, lone surrogates, marks that turn the reading direction or part words unseen, and non-characters. The
# zero-width joiner and non-joiner stay: Sorani and Persian spelling needs them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
# A line this long is no line of a page with fixed breaks, but a paragraph of a program that wraps by itself.
_PARAGRAPH_LINE = 100


def clean_text(text: str) -> str:
    r"""Give `text` with one kind of line end, single spaces, at most one blank line in a row, and nothing unseen.

    >>> clean_text("One\x00 \u202eline.\r\n\r\n\r\n  Two\xa0 lines.\f")
    'One line.\n\nTwo lines.'
    """
    ended = _LINE_ENDS.sub("\n", text.replace("\u2029", "\n\n"))
    seen = _SPACES.sub(" ", _UNSEEN.sub("", ended))
    lines = (line.strip() for line in seen.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def plain_paragraphs(text: str) -> str:
    """Clean the text of a plain file; without any blank line in it, its long lines are taken for paragraphs."""
    cleaned = clean_text(text)
    lines = cleaned.split("\n")
    if "" in lines or max(map(len, lines)) <= _PARAGRAPH_LINE:
        return cleaned
    return "\n\n".join(lines)
