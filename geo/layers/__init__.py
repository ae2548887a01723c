"""Map layers as folium elements: the only room that imports folium and branca.

Importing anything from here first stops branca's second template compilation and points folium at our own copies of
Leaflet, so that no map can be built without either.
"""

from __future__ import annotations

from geo.layers import guard, offline

guard.install()
offline.use_own_assets()
