"""The standalone page: Leaflet, our scripts and styles, the basemap and all that is told of the view, in one file.

Records travel as base64 of deflated JSON and reach the page as text, never as markup or script. The page's own policy lets
its scripts and its style run by their hash, and forbids every request.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import math
import re
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from geo.errors import UnsafeTextError
from geo.exports.about import About
from geo.exports.codebook import codebook_json
from geo.exports.errors import ExportError
from geo.exports.html_file import Look
from geo.exports.incidents import incident_table
from geo.exports.panels import panels
from geo.exports.table import Table, Value
from geo.filters import day_words, period_words
from geo.layers.basemap import BELT_LATITUDES, BELT_LONGITUDES, CREDIT, MAX_ZOOM, ROAM
from geo.layers.files import BASEMAP_FILES, BASEMAP_LAYERS, OWN_FILES, leaflet_files
from geo.layers.scene import scene_payload
from geo.layers.text import SafeText, SafeUrl, check_url, compose_markup, escape_text, join_text
from geo.view import View, parted_words
from geo.vocabulary import Outcome

_KM_PER_DEGREE: Final = 111.2
_SCRIPTS: Final = ("canvas.js", "basemap.js", "scene.js", "standalone.js")
_STYLES: Final = ("basemap.css", "scene.css", "standalone.css")
_MIN_ZOOM: Final = 6  # a small frame shows the whole belt
_CLOSEST: Final = 10  # to which a view of one place opens: its surroundings say where it is
_LEAFLET: Final = "Map library: Leaflet (BSD 2-Clause licence)."

_PAGE: Final = """<!DOCTYPE html>
<html lang="en" data-look="{look}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
<script type="text/plain" id="ground">{ground}</script>
<script type="text/plain" id="scene">{scene}</script>
<script type="text/plain" id="told">{told}</script>
{scripts}
</body>
</html>
"""

_BODY: Final = """<header>
<h1 dir="auto">{title}</h1>
<p id="figures">{figures}</p>
<p id="words"><span dir="auto">{filter}</span> · <span>{period}</span></p>
{notice}</header>
<noscript><p>The map and the evidence need JavaScript. {dashboard}</p></noscript>
<div id="map"></div>
<aside id="panel" aria-label="Incidents and evidence">
<nav id="tools"><button type="button" id="back">All incidents</button><button type="button" id="close">Close</button></nav>
<div id="shown" tabindex="-1"></div>
<section id="terms" hidden>
<h2>About this map</h2>
<dl>
<dt>Filter</dt><dd dir="auto">{filter}</dd>
<dt>Incidents</dt><dd>{in_view} published incidents of the edition. {aside}</dd>
<dt>Edition</dt><dd>{edition} of {day}</dd>
<dt>Credits</dt><dd>{credits}. Basemap: {basemap} {leaflet}</dd>
<dt>Licence</dt><dd>{licence}.</dd>
<dt>Note</dt><dd>{disclaimer}.</dd>
</dl>
<p>{dashboard}</p>
<div id="more"></div>
</section>
</aside>
<footer>
<button type="button" id="list">List</button>
<button type="button" id="about">About, credits</button>
<p>Seamline, edition {edition} of {day} · {dashboard}<span id="credits"> · {basemap}</span></p>
</footer>"""


class _Inlined(NamedTuple):
    """Our own files, ready to stand in a page: none of it depends on a record."""

    scripts: str
    style: str
    ground: str
    policy: str


def standalone_page(view: View, *, about: About, look: Look, notice: str = "") -> str:
    """Write the page: the same view, words and look give the same text."""
    inlined = _inlined()
    return _PAGE.format(
        look=look,
        policy=inlined.policy,
        title=escape_text(about.title),
        style=inlined.style,
        body=_body(view, about, notice),
        ground=inlined.ground,
        scene=_packed(scene_payload(view, view.chosen)),
        told=_packed(_told(view, about)),
        scripts=inlined.scripts,
    )


def page_policy() -> str:
    """The page's Content-Security-Policy; a server that sends it as a header adds who may frame the page."""
    return _inlined().policy


def standalone_parts() -> dict[str, int]:
    """What of the page is the same in every file, in bytes."""
    inlined = _inlined()
    return {"scripts": len(inlined.scripts), "style": len(inlined.style), "basemap": len(inlined.ground)}


def _told(view: View, about: About) -> dict[str, Any]:
    """All that the page says, and the incidents' table as the other files have it."""
    table, found = incident_table(view), panels(view, view.chosen)
    for panel, values in zip(found["incidents"], _plain_rows(table), strict=True):
        panel["values"] = values
    return {
        "about": dict(about.pairs()),
        "dashboard": _address(about),
        "columns": [column.name for column in table.columns],
        "map": _map_options(view),
        **found,
        "codebook": codebook_json(table),
    }


def _plain_rows(table: Table) -> list[list[Value]]:
    return [[value.isoformat() if isinstance(value, dt.date) else value for value in row] for row in table.rows]


def _map_options(view: View) -> dict[str, Any]:
    chosen = view.chosen
    language = next((name for name in ("ar", "ckb") if f"names_{name}" in chosen.layers), None)
    at = [chosen.at.latitude, chosen.at.longitude, chosen.at.zoom] if chosen.at else None
    return {
        "at": at,
        "bounds": _bounds(view),
        "closest": _CLOSEST,
        "zooms": [_MIN_ZOOM, MAX_ZOOM],
        "roam": ROAM,
        "label": f"name_{language}" if language else "name",
        "incident": chosen.incident if chosen.incident in view.ids else None,
    }


def _bounds(view: View) -> list[list[float]]:
    """South-west and north-east of all marks with their errors; the belt where there is no mark."""
    belt = [[BELT_LATITUDES[0], BELT_LONGITUDES[0]], [BELT_LATITUDES[1], BELT_LONGITUDES[1]]]
    spots = [
        (scene.latitude, scene.longitude, scene.error_km / _KM_PER_DEGREE)
        for incident in view.mapped
        for scene in incident.scenes
        if scene.latitude is not None and scene.longitude is not None and scene.error_km is not None
    ]
    if not spots or "marks" not in view.chosen.layers:
        return belt
    corners = [
        (latitude + sign * reach, longitude + sign * reach / max(0.1, math.cos(math.radians(latitude))))
        for latitude, longitude, reach in spots
        for sign in (-1, 1)
    ]
    latitudes, longitudes = zip(*corners, strict=True)
    return [[min(latitudes), min(longitudes)], [max(latitudes), max(longitudes)]]


def _body(view: View, about: About, notice: str) -> SafeText:
    return compose_markup(
        _BODY,
        title=escape_text(about.title),
        figures=_figures(view, about),
        filter=escape_text(about.filter_words),
        period=escape_text(_period(view)),
        notice=compose_markup(
            '<p id="notice" role="status">{words}</p>\n' if notice else "", words=escape_text(notice)
        ),
        in_view=escape_text(about.in_view),
        aside=escape_text(_aside(view, about)),
        edition=escape_text(str(about.edition)),
        day=escape_text(day_words(about.edition_day)),
        credits=escape_text(about.credits),
        basemap=compose_markup(CREDIT),
        leaflet=escape_text(_LEAFLET),
        licence=escape_text(about.licence),
        disclaimer=escape_text(about.disclaimer),
        dashboard=_dashboard(about),
    )


def _figures(view: View, about: About) -> SafeText:
    """How much is shown and the tolls over the view; an outcome that nobody speaks of is left out, never the dead.

    Of no incident there is no toll: a 0 would read as a finding.
    """
    told = [o for o in Outcome if view.incidents and (o is Outcome.KILLED or view.tolls[o].is_known)]
    parts = [("Incidents", about.in_view), *((o.label.capitalize(), str(view.tolls[o])) for o in told)]
    return join_text(
        (
            compose_markup("<span>{name} <b>{figure}</b></span>", figure=escape_text(figure), name=escape_text(name))
            for name, figure in parts
        ),
        separator=escape_text(" "),
    )


def _period(view: View) -> str:
    """The chosen period, or the one that the incidents in view lie in."""
    if words := period_words(view.chosen.date_from, view.chosen.date_to):
        return words
    if not view.incidents:
        return "no incident in view"
    first, last = min(i.date_start for i in view.incidents), max(i.date_end for i in view.incidents)
    return f"incidents of {period_words(first, last)}"


def _aside(view: View, about: About) -> str:
    words = []
    if about.without_position:
        words.append(f"Without a position, in the list alone: {about.without_position}.")
    if about.possibly:
        words.append(f"Only possibly in the period: {about.possibly}.")
    if shared := parted_words(view):
        words.append(f"{shared}.")
    return " ".join(words)


def _dashboard(about: About) -> SafeText:
    address = _address(about)
    if address is None:
        return escape_text("Made from a Seamline dashboard")
    return compose_markup(
        '<a href="{address}" target="_blank" rel="noopener">Open in the dashboard</a>', address=address
    )


def _address(about: About) -> SafeUrl | None:
    """The dashboard with this view; None where it is not known, or is no http(s) address."""
    try:
        return check_url(about.address) if about.address else None
    except UnsafeTextError:
        return None


def _packed(payload: Mapping[str, Any]) -> str:
    """Base64 of deflated JSON, as `L.seamline.unpack` reads it."""
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


@lru_cache(maxsize=1)
def _inlined() -> _Inlined:
    leaflet = leaflet_files()
    scripts = [_own(leaflet / "leaflet.js"), *(_own(OWN_FILES / name) for name in _SCRIPTS)]
    style = "\n".join([_own(leaflet / "leaflet.css"), *(_own(OWN_FILES / name) for name in _STYLES)])
    ground = {name: json.loads((BASEMAP_FILES / f"{name}.geojson").read_text("utf-8")) for name in BASEMAP_LAYERS}
    return _Inlined(
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
        style=style,
        ground=_packed(ground),
        policy="; ".join(
            (
                "default-src 'none'",
                f"script-src {' '.join(map(_hash, scripts))}",
                f"style-src {_hash(style)}",
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
            )
        ),
    )


def _own(file: Path) -> str:
    """The file's text for the inside of a script or style element, without addresses that would be asked for."""
    text = file.read_text("utf-8").replace("\r\n", "\n").strip()
    text = re.sub(r"\n?//# sourceMappingURL=\S*", "", text)
    if file.suffix == ".css":
        text = re.sub(r"url\([^)]*\)", "none", text)
    if re.search(r"</(script|style)|<!--", text, re.IGNORECASE):
        raise ExportError(f"expected a file that can stand inside a page, got {file.name} with an end tag or a comment")
    return text


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
