"""The items of the desk: those being worked on first, what is published or put aside behind a switch."""

from __future__ import annotations

import streamlit as st

from geo.bootstrap import open_default_store
from geo.desk.drafts import ItemLine, list_items
from geo.desk.items import ItemState
from geo.desk.rights import Editor
from pages.ui import state
from pages.ui.markup import label_text

_LABELS = {ItemState.OPEN: "Open", ItemState.PUBLISHED: "Published", ItemState.DISCARDED: "Put aside"}


def show_list(found: Editor) -> None:
    """One line for each item, each a button that opens it."""
    chosen = st.segmented_control(
        "Items", list(_LABELS), format_func=lambda one: _LABELS[one], default=ItemState.OPEN, key="desk.states"
    )
    wanted = chosen or ItemState.OPEN
    lines = list_items(open_default_store(), found, states=(wanted,))
    if not lines:
        st.caption(f"No item is {_LABELS[wanted].lower()}.")
    for line in lines:
        st.button(
            _words(line),
            key=f"pick.item.{line.id}",
            type="tertiary",
            on_click=state.open_draft,
            args=(line.id,),
        )


def _words(line: ItemLine) -> str:
    drafts = "1 draft" if line.drafts == 1 else f"{line.drafts} drafts"
    return label_text(
        f"{line.published} · {line.outlet} · {line.title} · {drafts}, {line.decided} decided · "
        f"saved {line.saved_at:%Y-%m-%d %H:%M} UTC by {line.saved_by}"
    )
