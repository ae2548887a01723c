"""What only the browser can do: copy a link, show the map in full screen, scroll a box. None causes a rerun."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

# How streamlit-folium titles its frame.
MAP_FRAME_TITLE: Final = "streamlit_folium.st_folium"

_STATIC: Final = Path(__file__).resolve().parent / "static"

_COMPONENT: Final = st.components.v2.component(
    "seamline_browser_action",
    html=(_STATIC / "browser_actions.html").read_text("utf-8"),
    css=(_STATIC / "browser_actions.css").read_text("utf-8"),
    js=(_STATIC / "browser_actions.js").read_text("utf-8"),
)


def copy_link_button(params: Sequence[tuple[str, str]] | None = None, *, label: str = "Copy link", key: str) -> None:
    """Show a button that copies a link to this page.

    Where the browser refuses the clipboard, as it does on plain HTTP from another machine, the link appears in a
    selected text field.

    Args:
        params: What the link's query says: names and values, not yet percent-encoded, lists repeat the name. `None`
            copies the address as it stands at the click, which a fragment may have changed since this button was drawn.
        label: What the button says.
        key: One per button in the session.
    """
    data = {"action": "copy", "label": label, "params": None if params is None else [list(pair) for pair in params]}
    _COMPONENT(key=key, data=data, width="content")


def scroll_to(selector: str, *, when: str, key: str) -> None:
    """Scroll the box around what a CSS selector finds first, and nothing else of the page; nothing is drawn.

    Args:
        selector: What is to be seen; where there is none, everything stays as it is.
        when: The box is scrolled each time that this changes.
        key: One per box in the session.
    """
    data = {"action": "scroll", "label": "", "selector": selector, "when": when}
    _COMPONENT(key=key, data=data, width="content")


def show_where_stacked(selector: str, *, when: str, key: str) -> None:
    """Bring what a CSS selector finds first into sight where the page's columns stand below each other, as on a phone.

    Args:
        selector: What is to be seen.
        when: It is brought into sight each time that this changes and is not empty.
        key: One per use in the session.
    """
    _COMPONENT(key=key, data={"action": "show", "label": "", "selector": selector, "when": when}, width="content")


def full_screen_button(*, key: str) -> None:
    """Show a button that puts the map's frame on the full screen; absent where the browser knows no full screen."""
    _COMPONENT(
        key=key, data={"action": "full screen", "label": "Full screen", "frame": MAP_FRAME_TITLE}, width="content"
    )
