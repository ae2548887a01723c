"""KML 2.2 of the view for Google Earth: incidents in the map's colours, their precision as areas, shared tolls, fronts.

Structure and order of elements follow OGC 07-147r2 (https://www.ogc.org/standards/kml/). Google Earth reads a description
as HTML and fills in `$[name]`, so every text of a record is escaped for both before it is escaped for XML.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.codebook import code_tables
from geo.exports.about import About
from geo.exports.evidence import claims_in_view
from geo.exports.incidents import incident_table
from geo.exports.surroundings import Layer, agreement_layer, area_layer, front_layer
from geo.exports.table import Column, Kind, Table, Value, flat, readable
from geo.filters import period_words
from geo.palette import SIDE_COLOURS
from geo.records import Claim, Incident
from geo.tolls import claim_toll
from geo.view import View, how_placed
from geo.vocabulary import Outcome

NAMESPACE: Final = "http://www.opengis.net/kml/2.2"

# Opacity and size of a mark: no style names a picture, which a reader would fetch, so that each shows its own pin in our
# colour. Google Earth's pin is yellow and mixes with it; the name beside it has the very colour.
_FILLED, _HOLLOW, _EVENT = (255, "0.9"), (140, "0.6"), (255, "0.7")
_MARKS_TOLD: Final = (
    "The name's colour says which side was hit, as does the mark's where the reader's own pin is white; "
    "small and faint: the low end of the killed is 0 or unknown."
)
_AREA_COLOUR, _FRONT_COLOUR, _EVENT_COLOUR = "#6b6259", "#444444", "#222222"
_TYPES: Final = {
    Kind.TEXT: "string",
    Kind.LIST: "string",
    Kind.WHOLE: "int",
    Kind.NUMBER: "double",
    Kind.DAY: "string",
    Kind.YES_NO: "bool",
}


def write_kml(view: View, *, about: About) -> bytes:
    """Write the document; each incident carries all columns of the incidents' table as typed data."""
    table, areas = incident_table(view), area_layer(view)
    layers = (areas, front_layer(view), agreement_layer(view))
    root = Element("kml", xmlns=NAMESPACE)
    document = _element(root, "Document", id="seamline")
    _element(document, "name", about.title)
    _element(document, "open", "1")
    _element(document, "description", _html(about.pairs()))
    _add_styles(document)
    _add_words(document, about)
    for described in (table, *(layer.table for layer in layers)):
        _add_schema(document, described)
    _add_incidents(document, view, table)
    _add_areas(document, areas)
    _add_shared(document, view)
    _add_fronts(document, layers[1])
    _add_agreements(document, layers[2])
    indent(root, " ")
    written: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'.encode()


def _element(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    made = SubElement(parent, tag, attributes)
    made.text = None if text is None else readable(text)
    return made


def _escaped(text: str) -> str:
    """Text for a description: HTML shows it as it is, and Google Earth finds nothing to fill in."""
    return html.escape(readable(text)).replace("$", "&#36;").replace("\n", "<br/>")


def _html(pairs: Iterable[tuple[str, str]]) -> str:
    lines = (f"<b>{_escaped(name.replace('_', ' '))}</b>: {_escaped(value)}" for name, value in pairs if value)
    return "<br/>".join(lines)


def _colour(hexadecimal: str, *, alpha: int) -> str:
    """KML's aabbggrr of an #rrggbb."""
    return f"{alpha:02x}{hexadecimal[5:7]}{hexadecimal[3:5]}{hexadecimal[1:3]}"


def _add_styles(document: Element) -> None:
    for side, colour in SIDE_COLOURS.items():
        for name, mark in (("filled", _FILLED), ("hollow", _HOLLOW)):
            _add_icon(_element(document, "Style", id=f"{side}-{name}"), colour, mark)
    _add_polygon_style(_element(document, "Style", id="area"), _AREA_COLOUR)
    _add_polygon_style(_element(document, "Style", id="front"), _FRONT_COLOUR)
    shared = _element(document, "Style", id="shared")
    _add_line(shared, _AREA_COLOUR, width=2)
    _add_balloon(shared)
    _add_icon(_element(document, "Style", id="event"), _EVENT_COLOUR, _EVENT)


def _add_icon(style: Element, colour: str, mark: tuple[int, str]) -> None:
    alpha, scale = mark
    icon = _element(style, "IconStyle")
    _element(icon, "color", _colour(colour, alpha=alpha))
    _element(icon, "scale", scale)
    label = _element(style, "LabelStyle")
    _element(label, "color", _colour(colour, alpha=255))
    _element(label, "scale", "0.7")
    _add_balloon(style)


def _add_balloon(style: Element) -> None:
    """Show the description alone: Google Earth's own balloon puts the name in as HTML."""
    _element(_element(style, "BalloonStyle"), "text", "$[description]")


def _add_line(style: Element, colour: str, *, width: int) -> None:
    line = _element(style, "LineStyle")
    _element(line, "color", _colour(colour, alpha=160))
    _element(line, "width", str(width))


def _add_polygon_style(style: Element, colour: str) -> None:
    _add_line(style, colour, width=1)
    _element(_element(style, "PolyStyle"), "color", _colour(colour, alpha=48))
    _add_balloon(style)


def _add_words(document: Element, about: About) -> None:
    """What the file says of itself and the code lists, as data that a program can read."""
    data = _element(document, "ExtendedData")
    lists = (
        (name, "; ".join(f"{row['code']}: {row['definition']}" for row in rows)) for name, _, rows in code_tables()
    )
    for name, words in (*about.pairs(), *lists):
        _element(_element(data, "Data", name=name), "value", words)


def _add_schema(document: Element, table: Table) -> None:
    schema = _element(document, "Schema", name=table.name, id=table.name)
    for column in table.columns:
        field = _element(schema, "SimpleField", type=_TYPES[column.kind], name=column.name)
        _element(field, "displayName", f"{column.meaning} ({column.unit})" if column.unit else column.meaning)


def _folder(document: Element, name: str, text: str, *, visible: bool = True) -> Element:
    folder = _element(document, "Folder", id=f"folder-{name.lower().replace(' ', '-')}")
    _element(folder, "name", name)
    if not visible:
        _element(folder, "visibility", "0")
    _element(folder, "description", _escaped(text))
    return folder


def _placemark(folder: Element, key: str, *, name: str, description: str, style: str) -> Element:
    mark = _element(folder, "Placemark", id=key)
    _element(mark, "name", name)
    _element(mark, "description", description)
    _element(mark, "styleUrl", f"#{style}")
    return mark


def _add_span(mark: Element, start: dt.date | None, end: dt.date | None) -> None:
    """Put the days before the style, where KML wants them."""
    span = Element("TimeSpan")
    for tag, day in (("begin", start), ("end", end)):
        if day is not None:
            _element(span, tag, day.isoformat())
    mark.insert(2, span)


def _add_data(mark: Element, table: Table, row: Iterable[Value]) -> None:
    """All columns that are known, as data of the table's schema."""
    data = _element(_element(mark, "ExtendedData"), "SchemaData", schemaUrl=f"#{table.name}")
    for column, value in zip(table.columns, row, strict=True):
        if value is not None:
            _element(data, "SimpleData", _datum(column, value), name=column.name)


def _datum(column: Column, value: Value) -> str:
    found = flat(value)
    return ("1" if found else "0") if column.kind is Kind.YES_NO else str(found)


def _add_incidents(document: Element, view: View, table: Table) -> None:
    shown = _folder(document, "Incidents", _MARKS_TOLD)
    rest = [incident for incident in view.incidents if incident.scene is None]
    unmapped = _folder(document, "Without a position", "Too vague to map; counted like all others.") if rest else shown
    for incident, row in zip(view.incidents, table.rows, strict=True):
        _add_incident(shown if incident.scene else unmapped, view, incident, table, row)


def _add_incident(folder: Element, view: View, incident: Incident, table: Table, row: tuple[Value, ...]) -> None:
    toll = view.toll(incident.id, Outcome.KILLED)
    style = f"{view.hit_side(incident)}-{'filled' if toll.low else 'hollow'}"
    words = _html(_told(view, incident))
    mark = _placemark(folder, f"incident-{incident.id}", name=incident.title, description=words, style=style)
    _add_span(mark, incident.date_start, incident.date_end)
    _add_data(mark, table, row)
    if incident.scene is not None:
        _add_point(mark, incident.scene.latitude, incident.scene.longitude)


def _told(view: View, incident: Incident) -> list[tuple[str, str]]:
    days = period_words(incident.date_start, incident.date_end)
    lines = [
        ("incident", incident.title),
        ("summary", incident.summary),
        ("when", days + (" (possibly in the period)" if incident.id in view.possibly else "")),
        *(("where", f"{place.name}, {how_placed(place)}") for place in incident.scenes),
    ]
    for outcome in Outcome:
        toll, shared = view.toll(incident.id, outcome), view.is_shared(incident.id, outcome)
        if toll.is_known or outcome is Outcome.KILLED:
            lines.append((outcome.label, f"{toll}{' (a shared figure)' if shared else ''}"))
    outlets = {view.dataset.sources[s.source_id].outlet for s in view.dataset.statements_of_incident[incident.id]}
    return [*lines, ("grade", incident.grade.label), ("sources", ", ".join(sorted(outlets)))]


def _add_areas(document: Element, areas: Layer) -> None:
    folder = _folder(document, "Precision areas", "The true position is expected inside.")
    for number, (row, shape) in enumerate(zip(areas.table.rows, areas.geometry, strict=True)):
        found = dict(zip((column.name for column in areas.table.columns), row, strict=True))
        name = f"{found['place'] or found['title']}, within {found['radius_km']:g} km"
        style = "front" if found["kind"] == "front" else "area"
        mark = _placemark(
            folder, f"area-{number}", name=name, description=_html(_words(found, ("kind", "title"))), style=style
        )
        _add_span(mark, _day(found["date_start"]), _day(found["date_end"]))
        _add_data(mark, areas.table, row)
        _add_shape(mark, shape)


def _words(found: Mapping[str, Value], names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, str(flat(found[name]))) for name in names if found[name] is not None]


def _add_shared(document: Element, view: View) -> None:
    """A link for each figure that several incidents in view share, with the figure once."""
    links = [
        (claim, [view.dataset.incidents[i] for i in claim.incident_ids if i in view.ids]) for claim in _shared(view)
    ]
    if not links:
        return
    folder = _folder(document, "Shared tolls", "One figure for several incidents together; it is counted once.")
    for claim, incidents in links:
        scenes = [incident.scene for incident in incidents if incident.scene is not None]
        name = f"{claim_toll(claim)} {claim.outcome.label}, shared"
        words = [("figure", name), ("group", claim.group.label), *(("incident", i.title) for i in incidents)]
        mark = _placemark(folder, f"claim-{claim.id}", name=name, description=_html(words), style="shared")
        if len(scenes) > 1:
            _add_shape(mark, LineString([(scene.longitude, scene.latitude) for scene in scenes]))


def _shared(view: View) -> list[Claim]:
    return [claim for claim in claims_in_view(view) if claim.shared]


def _add_fronts(document: Element, fronts: Layer) -> None:
    folder = _folder(document, "Fronts", "Schematic centre lines; no source gives an exact one.")
    for row, shape in zip(fronts.table.rows, fronts.geometry, strict=True):
        found = dict(zip((column.name for column in fronts.table.columns), row, strict=True))
        words = [
            ("front", f"{found['name']}, schematic, within {found['uncertainty_km']:g} km"),
            *_words(found, ("axis", "validity_basis", "basis")),
        ]
        mark = _placemark(
            folder, f"front-{found['id']}", name=str(found["label"]), description=_html(words), style="front"
        )
        _add_span(mark, _day(found["valid_from"]), _day(found["valid_to"]))
        _add_data(mark, fronts.table, row)
        _add_shape(mark, shape)


def _add_agreements(document: Element, agreements: Layer) -> None:
    folder = _folder(document, "Agreements and other events", "Dated events that are no incidents.")
    for row, shape in zip(agreements.table.rows, agreements.geometry, strict=True):
        found = dict(zip((column.name for column in agreements.table.columns), row, strict=True))
        words = _words(found, ("title", "summary", "kind", "parties", "place", "date_basis"))
        mark = _placemark(
            folder, f"event-{found['id']}", name=str(found["title"]), description=_html(words), style="event"
        )
        _add_span(mark, _day(found["date_start"]), _day(found["date_end"]))
        _add_data(mark, agreements.table, row)
        if shape is not None:
            _add_shape(mark, shape)


def _day(value: Value) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def _add_shape(mark: Element, shape: BaseGeometry | None) -> None:
    if isinstance(shape, MultiPolygon):
        several = _element(mark, "MultiGeometry")
        for part in shape.geoms:
            _add_polygon(several, part)
    elif isinstance(shape, Polygon):
        _add_polygon(mark, shape)
    elif isinstance(shape, LineString):
        line = _element(mark, "LineString")
        _element(line, "tessellate", "1")
        _element(line, "coordinates", _coordinates(shape))
    elif shape is not None:
        _element(_element(mark, "Point"), "coordinates", _coordinates(shape))


def _add_polygon(parent: Element, polygon: Polygon) -> None:
    made = _element(parent, "Polygon")
    _element(made, "tessellate", "1")
    for tag, ring in (("outerBoundaryIs", polygon.exterior), *(("innerBoundaryIs", r) for r in polygon.interiors)):
        _element(_element(_element(made, tag), "LinearRing"), "coordinates", _coordinates(ring))


def _add_point(mark: Element, latitude: float | None, longitude: float | None) -> None:
    _element(_element(mark, "Point"), "coordinates", f"{longitude},{latitude}")


def _coordinates(shape: BaseGeometry) -> str:
    """Longitude first, as KML has it."""
    return " ".join(f"{x},{y}" for x, y in shape.coords)
