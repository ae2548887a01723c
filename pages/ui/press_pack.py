"""What takes its time from the page: made when asked for, watched part by part, stopped at will, then a link to the file.

The work goes on in a thread of its own, so the page answers its reader meanwhile; another filter gives the work up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from geo.exports import EXPORTS
from geo.filters import Filter
from geo.layers.text import compose_markup
from geo.web.long_files import LONG, LongWorkbook
from geo.web.making import Making
from geo.web.press_pack import Packing
from pages.ui import state
from pages.ui.markup import label_text, show, text

LABEL: Final = "Press pack (ZIP)"
_LOOK_S: Final = 0.5


@dataclass(frozen=True)
class _Kind:
    """Something that is made: its key in the session, what a reader sees of it, and where the file is served."""

    key: str
    label: str
    hint: str
    saving: str
    address: str
    begin: Callable[..., Making]


_PACK: Final = _Kind(
    "press_pack",
    LABEL,
    "All of it in one archive: pictures, files, the list of sources, captions, alternative texts.",
    f"Save the {LABEL[0].lower()}{LABEL[1:]}",
    "press-pack.zip",
    Packing,
)
_WORKBOOK: Final = _Kind(
    "long_workbook",
    f"{EXPORTS['xlsx'].label}, with its progress",
    "So many incidents take some seconds as an Excel workbook: here it says how far it is.",
    f"Save the {EXPORTS['xlsx'].label}",
    f"api/incidents{EXPORTS['xlsx'].ending}",
    LongWorkbook,
)


def show_press_pack() -> None:
    """Draw the button, or how far the work is, or the link to what it made; above it the same for a large workbook."""
    if len(state.view().incidents) > LONG:
        _show(_WORKBOOK, replace(state.current().key, edition=state.edition()))
    _show(_PACK, replace(state.current(), edition=state.edition(), at=None))


def _show(kind: _Kind, shown: Filter) -> None:
    show(compose_markup('<p class="sl-hint">{hint}</p>', hint=text(kind.hint)))
    making = _making(kind, shown)
    if making is None:
        st.button(
            kind.label,
            key=f"{kind.key}.start",
            on_click=_start,
            args=(kind, shown),
            help="It takes some seconds; you can go on meanwhile.",
        )
    elif not making.is_over:
        st.fragment(_watch, run_every=_LOOK_S)(kind, making)
    elif making.fault:
        st.warning(label_text(making.fault))
        st.button(f"{kind.label}, once more", key=f"{kind.key}.again", on_click=_start, args=(kind, shown))
    else:
        show(
            compose_markup(
                '<ul class="sl-files"><li><a href="{address}" download>{label}</a></li></ul>',
                address=text(f"{kind.address}?{urlencode(making.chosen.to_params())}"),
                label=text(kind.saving),
            )
        )


def _watch(kind: _Kind, making: Making) -> None:
    """Draw how far the work is; when it is over, the page runs once more and this is drawn no longer."""
    making.go_on()
    if making.is_over or making.is_stopped:
        st.rerun()
    progress = making.progress
    words = f"{progress.words} ({progress.done + 1} of {progress.of})" if progress.of > 1 else progress.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.progress(progress.done / progress.of, text=label_text(words))
        st.button("Stop", key=f"{kind.key}.stop", on_click=making.stop)


def _making(kind: _Kind, shown: Filter) -> Making | None:
    """The work of this session, as far as it is for what the page shows; any other is given up."""
    found: Making | None = st.session_state.get(kind.key)
    if found is not None and (found.is_stopped or found.chosen != shown):
        found.stop()
        st.session_state[kind.key] = found = None
    return found


def _start(kind: _Kind, shown: Filter) -> None:
    st.session_state[kind.key] = kind.begin(shown, edition=state.edition())
