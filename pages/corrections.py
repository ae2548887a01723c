"""Corrections: the public log of every change to what was published, and how its chain is verified."""

from __future__ import annotations

import streamlit as st

from geo.bootstrap import open_default_store
from pages.ui import state
from pages.ui.corrections import show_chain, show_log

store = open_default_store()
st.title("Corrections")
opened = show_log(store)
if opened:
    # The newest edition: what the log says of an incident is not in the editions before.
    state.change(incident=opened, edition=None)
    st.switch_page("map.py")
st.header("How to verify the log", anchor="verify")
show_chain(store)
