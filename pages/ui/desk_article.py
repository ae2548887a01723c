"""The article at the desk: its text with the passages marked that drafts rest on, and what became of every other claim."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo.desk.items import Came, DeskItem
from geo.desk.passages import Mark, Piece, pieces, set_aside
from geo.desk.telling import numbers_of
from geo.layers.text import SafeText, compose_markup
from pages.ui.browser_actions import scroll_to
from pages.ui.desk_saving import edited_field
from pages.ui.markup import label_text, show, text, together

_HUES = 5
_CAME = {
    Came.PASTED: "pasted",
    Came.FETCHED: "fetched from its address",
    Came.FILE: "read from a file",
    Came.MANUAL: "entered without an article",
}


def show_article(item: DeskItem, *, height: int) -> None:
    """The text in a column that scrolls by itself; it stays with the desk."""
    st.caption(
        f"The article, {_CAME[item.article.came]}. The text stays with the desk; numbers say which draft a passage feeds."
    )
    with st.container(height=height, border=True):
        show(compose_markup('<div class="sl-article" dir="auto">{body}</div>', body=_body(item)))
        scroll_to("mark.sl-now", when=" ".join(edited_field() or ()), key="article.scroll")
    _show_set_aside(item)


def badge(number: int) -> SafeText:
    """The number of a draft in its colour."""
    return compose_markup('<b class="sl-badge sl-hue{hue}">{number}</b>', hue=text(number % _HUES), number=text(number))


def _body(item: DeskItem) -> SafeText:
    numbers, named = numbers_of(item), set[str]()
    parts = []
    for piece in pieces(item):
        parts.append(_piece(piece, numbers, named))
        if not piece.draft_ids:
            named.clear()
    return together(parts)


def _piece(piece: Piece, numbers: Mapping[str, int], named: set[str]) -> SafeText:
    """A piece of text; the number of a draft stands before the first mark of a passage that feeds it."""
    words = text(piece.text)
    if not piece.marks:
        return words
    first = piece.marks[0]
    drafts = list(dict.fromkeys(mark.draft_id for mark in piece.marks))
    fresh = [draft_id for draft_id in drafts if draft_id not in named]
    named.clear()
    named.update(drafts)
    return compose_markup(
        '<mark class="sl-hue{hue} {now}" data-drafts="{fresh}" title="{title}">{words}</mark>',
        fresh=text(", ".join(str(numbers[draft_id]) for draft_id in fresh)),
        hue=text(numbers[first.draft_id] % _HUES),
        now=text("sl-now" if _is_edited(piece.marks) else ""),
        title=text("; ".join(_words(mark, numbers) for mark in piece.marks)),
        words=words,
    )


def _words(mark: Mark, numbers: Mapping[str, int]) -> str:
    return f"Draft {numbers[mark.draft_id]}: {mark.field}"


def _is_edited(marks: tuple[Mark, ...]) -> bool:
    edited = edited_field()
    return edited is not None and any((mark.draft_id, mark.field) == (edited[0], edited[1]) for mark in marks)


def _show_set_aside(item: DeskItem) -> None:
    """Nothing is dropped in silence: each claim that feeds no draft, with its bucket and reason."""
    rest = set_aside(item.coding)
    if not item.coding.statements:
        return
    used = len(item.coding.statements) - len(rest)
    label = f"Statements: {used} in drafts, {len(rest)} set aside"
    with st.expander(label_text(label)):
        show(
            compose_markup(
                '<ul class="sl-aside">{lines}</ul>',
                lines=together(
                    compose_markup(
                        '<li><span class="sl-note">{bucket}: {words}</span><br>{text}</li>',
                        bucket=text(statement.reason.label if statement.reason else statement.bucket.label),
                        words=text(statement.words),
                        text=text(_short(item.article.text[statement.start : statement.end])),
                    )
                    for statement in rest
                ),
            )
        )


def _short(words: str) -> str:
    return words if len(words) <= 160 else f"{words[:157].rstrip()}…"
