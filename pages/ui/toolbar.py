"""Above the map: its layers, full screen, and what a reader takes along: links and files."""

from __future__ import annotations

import streamlit as st

from geo.filters import COLOURS, LAYERS
from pages.ui import state
from pages.ui.browser_actions import copy_link_button, full_screen_button
from pages.ui.downloads import show_downloads
from pages.ui.given import give
from pages.ui.share import show_share


def show_toolbar() -> None:
    """Draw the row of controls."""
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover("Layers", width="content"):
            _layers()
        full_screen_button(key="full_screen")
        copy_link_button(label="Copy link to this view", key="copy_view")
        with st.container(width="content"):  # a fragment would take all the width that is left
            show_share()
        with st.popover("Download", width="content"):
            show_downloads()


def _layers() -> None:
    on = state.current().layers

    def apply() -> None:
        state.change(layers=tuple(name for name in LAYERS if st.session_state[f"w.layer.{name}"]))

    _colour()
    for name, label in LAYERS.items():
        if st.session_state.get(f"w.layer.{name}") != (name in on):
            give(f"w.layer.{name}", name in on)
        st.checkbox(label, key=f"w.layer.{name}", on_change=apply)
    st.caption("Online layers load from NASA's servers.")


def _colour() -> None:
    if st.session_state.get("w.colour") != state.current().colour:
        give("w.colour", state.current().colour)
    st.selectbox(
        "Colour says",
        list(COLOURS),
        format_func=lambda name: COLOURS[name],
        key="w.colour",
        on_change=lambda: state.change(colour=st.session_state["w.colour"]),
    )
