"""The press pack from the page: made when asked for, watched part by part, stopped at will, then a link to the file.

The work goes on in a thread of its own, so the page answers its reader meanwhile; another filter gives the work up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from geo.filters import Filter
from geo.layers.text import compose_markup
from geo.web.press_pack import Packing
from pages.ui import state
from pages.ui.markup import label_text, show, text

LABEL: Final = "Press pack (ZIP)"
_LOOK_S: Final = 0.5
_PACKING: Final = "press_pack"


def show_press_pack() -> None:
    """Draw the button, or how far the work is, or the link to what it made."""
    show(
        compose_markup(
            '<p class="sl-hint">{hint}</p>',
            hint=text("All of it in one archive: pictures, files, the list of sources, captions, alternative texts."),
        )
    )
    packing = _packing()
    if packing is None:
        st.button(
            LABEL, key="press_pack.start", on_click=_start, help="It takes some seconds; you can go on meanwhile."
        )
    elif not packing.is_over:
        st.fragment(_watch, run_every=_LOOK_S)(packing)
    elif packing.fault:
        st.warning(label_text(packing.fault))
        st.button(f"{LABEL}, once more", key="press_pack.again", on_click=_start)
    else:
        show(
            compose_markup(
                '<ul class="sl-files"><li><a href="{address}" download>{label}</a></li></ul>',
                address=text(f"press-pack.zip?{urlencode(packing.chosen.to_params())}"),
                label=text(f"Save the {LABEL[0].lower()}{LABEL[1:]}"),
            )
        )


def _watch(packing: Packing) -> None:
    """Draw how far the work is; when it is over, the page runs once more and this is drawn no longer."""
    if packing.is_over or packing.is_stopped:
        st.rerun()
    progress = packing.progress
    words = f"{progress.words} ({progress.done + 1} of {progress.of})" if progress.of > 1 else progress.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.progress(progress.done / progress.of, text=label_text(words))
        st.button("Stop", key="press_pack.stop", on_click=packing.stop)


def _packing() -> Packing | None:
    """The work of this session, as far as it is for what the page shows; any other is given up."""
    found: Packing | None = st.session_state.get(_PACKING)
    if found is not None and (found.is_stopped or found.chosen != _shown()):
        found.stop()
        st.session_state[_PACKING] = found = None
    return found


def _start() -> None:
    st.session_state[_PACKING] = Packing(_shown(), edition=state.edition())


def _shown() -> Filter:
    return replace(state.current(), edition=state.edition(), at=None)
