"""An empty view names the choices that emptied it and offers the way back."""

from __future__ import annotations

import streamlit as st

from geo.layers.text import compose_markup
from geo.view import View
from pages.ui import state
from pages.ui.markup import show, text


def show_empty(view: View) -> None:
    """Say why nothing is in view, with one button for each choice that can be taken back."""
    ways = view.emptied_by()
    words = (
        "No incident is in view."
        if ways
        else "No incident is in view: the choices exclude each other, taken one by one they do not."
    )
    show(compose_markup('<div class="sl-empty" role="status">{words}</div>', words=text(words)))
    with st.container(horizontal=True):
        for number, (choice, without, count) in enumerate(ways):
            name = "".join(f"\\{mark}" if mark in r"\`*_{}[]()#+-.!|<>~$:" else mark for mark in choice)
            st.button(
                f"Without {name}: {count}", key=f"empty.{number}", on_click=lambda chosen=without: state.choose(chosen)
            )
        st.button("Reset filters", key="empty.reset", on_click=state.reset)
