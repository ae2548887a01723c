"""The one way in which text from data becomes markup: escaped, through `compose_markup`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import streamlit as st

from geo.errors import UnsafeTextError
from geo.layers.text import SafeText, check_url, compose_markup, drop_unseen, escape_text, join_text

_MARKDOWN = frozenset(r"\`*_{}[]()#+-.!|<>~$:&")
# Streamlit turns bare addresses into links, and arrows and short names into signs, in text that is already unescaped;
# a word joiner, which nobody sees, keeps their letters apart.
_TURNED_AFTER_ESCAPING: Final = re.compile(r"(?<=:)(?=[/\w])|(?<=www)(?=\.)|(?=@)|(?<=[-<>~])(?=[-=>])", re.IGNORECASE)
_WORD_JOINER: Final = "\u2060"


def label_text(value: str) -> str:
    """Escape text for a label of one line, which Streamlit reads as Markdown with directives of its own."""
    kept_apart = _TURNED_AFTER_ESCAPING.sub(_WORD_JOINER, re.sub(r"\s*[\r\n]\s*", " ", drop_unseen(value)))
    return "".join(f"\\{mark}" if mark in _MARKDOWN else mark for mark in kept_apart)


def show(markup: SafeText) -> None:
    """Show markup made by `compose_markup`."""
    st.html(markup)


def text(value: object) -> SafeText:
    """Escape anything for markup."""
    return escape_text(str(value))


def together(parts: Iterable[SafeText], *, separator: str = "") -> SafeText:
    """Join pieces of markup."""
    return join_text(parts, separator=text(separator))


def link(label: str, url: str | None) -> SafeText:
    """A link that opens beside the page; the bare label where there is no address, or one that is not http(s)."""
    if url is None:
        return text(label)
    try:
        return compose_markup(
            '<a href="{url}" target="_blank" rel="noopener noreferrer">{label}</a>',
            url=check_url(url),
            label=text(label),
        )
    except UnsafeTextError:
        return text(label)


def row(name: str, value: SafeText) -> SafeText:
    """One line of a list of facts."""
    return compose_markup("<dt>{name}</dt><dd>{value}</dd>", name=text(name), value=value)


def nothing() -> SafeText:
    """No markup at all."""
    return text("")
