"""The design of Streamlit's own map element: `st.pydeck_chart` with a ScatterplotLayer, drawn by deck.gl with WebGL."""

from __future__ import annotations

import pydeck
import streamlit as st

from pages.ui import state
from pages.ui.sidebar import show_filters

st.set_page_config(layout="wide")
state.begin_run("pydeck")
show_filters()
view = state.view()
st.write(f"{len(view.incidents)} of {view.total} incidents, killed {view.tolls['killed']}")
rows = [
    {"position": [incident.scene.longitude, incident.scene.latitude], "title": incident.title}
    for incident in view.mapped
]
marks = pydeck.Layer(
    "ScatterplotLayer",
    rows,
    id="marks",
    get_position="position",
    get_fill_color=[196, 78, 82, 220],
    get_radius=1500,
    radius_min_pixels=5,
    radius_max_pixels=5,
    pickable=True,
)
start = pydeck.ViewState(latitude=35.2, longitude=44.5, zoom=7)
deck = pydeck.Deck(layers=[marks], initial_view_state=start, map_provider=None, tooltip={"text": "{title}"})
st.pydeck_chart(deck, height=470, key="map")
state.end_run()
