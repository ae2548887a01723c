"""An empty view names the choices that emptied it and offers the way back."""

from __future__ import annotations

import streamlit as st

from geo.layers.text import compose_markup
from geo.view import View
from pages.ui import state
from pages.ui.markup import label_text, show, text


def way_words(choice: str, count: int) -> str:
    """A button's label: which choice to take back, and how many incidents that gives."""
    return f"Take back: {label_text(choice)} ({count:,} {'incident' if count == 1 else 'incidents'})"


def show_empty(view: View) -> None:
    """Say why nothing is in view, with one button for each choice that can be taken back."""
    ways = view.emptied_by()
    cure = "Taking back one of these choices brings incidents back." if ways else "Several choices exclude each other."
    words = f"No incident is in view. {cure}"
    show(compose_markup('<div class="sl-empty" role="status">{words}</div>', words=text(words)))
    with st.container(horizontal=True):
        for number, (choice, without, count) in enumerate(ways):
            st.button(
                way_words(choice, count), key=f"empty.{number}", on_click=lambda chosen=without: state.choose(chosen)
            )
        st.button("Reset filters", key="empty.reset", on_click=state.reset)
