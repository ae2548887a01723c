"""The design that folium's first example leads to: each run builds a new map with a marker for each incident."""

from __future__ import annotations

import folium
import streamlit as st
from folium.template import Template
from streamlit_folium import st_folium

from geo.layers.text import escape_text
from pages.ui import state
from pages.ui.sidebar import show_filters


class OwnIcons(folium.MacroElement):
    """Leaflet finds its pictures beside its style sheet only where that is loaded first."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            L.Icon.Default.imagePath = "../../assets/leaflet/images/";
        {% endmacro %}
    """)


st.set_page_config(layout="wide")
state.begin_run("naive")
show_filters()
view = state.view()
st.write(f"{len(view.incidents)} of {view.total} incidents, killed {view.tolls['killed']}")
chart = folium.Map(location=[35.2, 44.5], zoom_start=8, tiles=None)
OwnIcons().add_to(chart)
for incident in view.mapped:
    scene = incident.scene
    folium.Marker([scene.latitude, scene.longitude], tooltip=escape_text(incident.title)).add_to(chart)
st_folium(chart, key="map", height=470, use_container_width=True, returned_objects=[])
state.end_run()
