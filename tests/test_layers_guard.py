"""Rendered text is not compiled as a template again, and rendering stays what it was otherwise."""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import branca.element
import folium
import folium.plugins
import pytest

from geo.layers import guard

ROOT = Path(__file__).resolve().parent.parent
RUNS = "{{ 7 * 7 }}"
BREAKS = "{% if %}"
VANISHES = "{# a note #}"

FEATURE = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [44.0, 35.0]}}


def geojson(text: str, **options: object) -> folium.GeoJson:
    feature = {**FEATURE, "properties": {"title": text}}
    return folium.GeoJson({"type": "FeatureCollection", "features": [feature]}, **options)


CARRIERS = {
    "element": branca.element.Element,
    "html": branca.element.Html,
    "geojson property that nothing shows": geojson,
    "geojson tooltip": lambda text: geojson(text, tooltip=folium.GeoJsonTooltip(["title"], aliases=[text])),
    "geojson popup": lambda text: geojson(text, popup=folium.GeoJsonPopup(["title"], aliases=[text])),
    "tooltip": lambda text: folium.Marker([35, 44], tooltip=text),
    "popup": lambda text: folium.Marker([35, 44], popup=text),
    "parsed popup": lambda text: folium.Marker([35, 44], popup=folium.Popup(text, parse_html=True)),
    "div icon": lambda text: folium.Marker([35, 44], icon=folium.DivIcon(html=text)),
    "custom icon": lambda text: folium.Marker([35, 44], icon=folium.CustomIcon(f"data:image/svg+xml,{text}")),
    "circle": lambda text: folium.Circle([35, 44], radius=5, tooltip=text),
    "line": lambda text: folium.PolyLine([[35, 44], [36, 45]], popup=text),
    "layer name": lambda text: folium.GeoJson(FEATURE | {"properties": {}}, name=text),
    "tile credit": lambda text: folium.TileLayer("https://example.org/{z}/{x}/{y}.png", attr=text, name=text),
    "tag filter": lambda text: folium.plugins.TagFilterButton([text]),
    "time line": lambda text: folium.plugins.TimestampedGeoJson({**FEATURE, "properties": {"times": [text]}}),
}


def rendered(element: branca.element.Element) -> str:
    belt = folium.Map([35, 44], tiles=None)
    target = belt.get_root().html if type(element) in {branca.element.Element, branca.element.Html} else belt
    target.add_child(element)
    folium.LayerControl().add_to(belt)
    return belt.get_root().render()


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("text", [RUNS, BREAKS, VANISHES])
def test_text_from_data_is_neither_run_nor_lost(carrier, text):
    page = rendered(CARRIERS[carrier](text))
    assert "49" not in re.sub(r"[0-9a-f]{32}", "", page)
    assert text.strip("{}# %") in page


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda element: pickle.loads(pickle.dumps(element))])
def test_a_copied_element_keeps_its_text(clone):
    assert clone(branca.element.Element(RUNS)).render() == RUNS


def test_installing_again_changes_nothing():
    before = branca.element.Element.__init__
    guard.install()
    assert branca.element.Element.__init__ is before


def test_elements_still_render_their_children():
    figure = branca.element.Figure()
    div = branca.element.Div()
    figure.add_child(div)
    div.html.add_child(branca.element.Element("inside"))
    assert "inside" in figure.render()


def test_templates_of_classes_are_still_compiled():
    assert "L.marker(" in rendered(folium.Marker([35, 44]))


PLAIN_MAP = textwrap.dedent("""
    import sys
    if sys.argv[1] == "guarded":
        from geo.layers import guard
    import folium, folium.plugins, re
    from branca.element import Element
    m = folium.Map([35, 44], tiles=None)
    group = folium.FeatureGroup(name="g").add_to(m)
    folium.Marker([35, 44], popup="a 'quoted' popup", tooltip="<b>t</b>", icon=folium.DivIcon(html="x")).add_to(group)
    folium.GeoJson({"type": "Point", "coordinates": [44, 35]}, style_function=lambda f: {"color": "red"}).add_to(m)
    folium.PolyLine([[35, 44], [36, 45]], popup=folium.Popup("p", lazy=True)).add_to(m)
    folium.plugins.MarkerCluster([[35, 44]]).add_to(m)
    folium.LayerControl().add_to(m)
    m.get_root().html.add_child(Element("<h1>title</h1>"))
    page = m.get_root().render()
    page = re.sub(r'<(script src|link rel="stylesheet" href)="[^"]*"/?>(</script>)?', "", page)
    names = {}
    page = re.sub(r"[0-9a-f]{32}", lambda found: names.setdefault(found[0], str(len(names))), page)
    print("\\n".join(line.strip() for line in page.splitlines() if line.strip()))
""")


def test_the_page_is_the_same_as_without_the_guard():
    guarded, plain = (
        subprocess.run(
            [sys.executable, "-c", PLAIN_MAP, how], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for how in ("guarded", "plain")
    )
    assert "title" in plain
    assert guarded == plain
