"""The Streamlit script: the pages, and what surrounds them all: filters and link."""

from __future__ import annotations

import streamlit as st

from geo.web.page import TITLE
from pages.ui import state
from pages.ui.folium_map import begin_page
from pages.ui.sidebar import show_filters

st.set_page_config(page_title=TITLE, layout="wide")

page = st.navigation(
    [
        st.Page("map.py", title="Map", default=True),
        st.Page("incidents.py", title="Incidents"),
        st.Page("sources.py", title="Sources"),
        st.Page("fronts.py", title="Fronts and agreements"),
        st.Page("corrections.py", title="Corrections"),
        st.Page("codebook.py", title="Codebook and method"),
        st.Page("desk.py", title="Desk"),
    ],
    position="top",
)
begin_page(page.url_path)
state.begin_run(page.url_path)
with st.container():  # always there: an element that came and went would move the map's frame, and load it anew
    state.show_notices()
page.run()
if page.url_path != "desk":  # no filter narrows what an editor sees
    show_filters()  # after the page: what a filter changes on the map is on its way before the sidebar is drawn
state.end_run()
