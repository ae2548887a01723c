"""Fronts and agreements: schematic segments with their basis, and the agreements between the two sides."""

from __future__ import annotations

import streamlit as st

from pages.ui import state
from pages.ui.front_list import show_events, show_segments

view = state.view()
st.title("Fronts and agreements")
st.header("Front segments", anchor="fronts")
show_segments(view.dataset)
st.header("Agreements, meetings and coordination centres", anchor="agreements")
show_events(view)
