"""Incidents: the table that is the map's twin, with the same filter and the same selection."""

from __future__ import annotations

import streamlit as st

from pages.ui import state
from pages.ui.empty import show_empty
from pages.ui.figures import show_figures
from pages.ui.panel import show_incident
from pages.ui.table import show_table

view = state.view()
st.title("Incidents")
show_figures(view)
if view.incidents:
    show_table(view, key="incidents")
    selected = view.dataset.incidents.get(state.current().incident or "")
    if selected:
        show_incident(view, selected, key="below")
    else:
        st.caption("Select a row to read what is known, what each source says and the passages behind it.")
else:
    show_empty(view)
