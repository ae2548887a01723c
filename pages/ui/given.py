"""Values that the page gives its widgets, given once more where the browser may not have heard them.

Streamlit throws away what a run has said and not yet sent when the next run begins, and that next run does not repeat the
values that the first one had put into widgets. The browser then shows such a widget empty, and with the next message
says so as if somebody had emptied it: a figure or a filter would be gone without a word.
"""

from __future__ import annotations

import time
from typing import Any, Final

import streamlit as st

# Seconds: Streamlit sends what there is every few milliseconds; a busy machine takes longer.
SENT_S: Final = 0.5
_UNHEARD: Final = "given.unheard"
_ENDED: Final = "given.run_ended"


def give(key: str, value: Any) -> None:
    """Put a value into a widget that is not drawn yet in this run."""
    st.session_state[key] = value
    st.session_state.setdefault(_UNHEARD, {})[key] = time.monotonic()


def begin() -> None:
    """At the start of a run: give again what the browser may not have heard; what somebody typed since stays."""
    unheard: dict[str, float] = st.session_state.setdefault(_UNHEARD, {})
    ended: float | None = st.session_state.pop(_ENDED, None)
    if ended is not None and time.monotonic() - ended > SENT_S:
        # Callbacks have run before this: what they gave is later than the end of the last run.
        for key in [key for key, at in unheard.items() if at <= ended]:
            del unheard[key]
    for key in [*unheard]:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]
        else:
            del unheard[key]


def end() -> None:
    """At the end of a run that was not broken off."""
    st.session_state[_ENDED] = time.monotonic()
