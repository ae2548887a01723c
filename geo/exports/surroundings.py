"""What stands around the incidents: agreements and other dated events, front segments, and the areas of precision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo.exports.shapes import band, circle
from geo.exports.table import SEPARATOR, Column, Kind, Table, Value
from geo.records import Event, FrontSegment, Incident, PlaceMention
from geo.view import View


class Layer(NamedTuple):
    """A table with a geometry for each row (WGS84), None where no position is known."""

    table: Table
    geometry: tuple[BaseGeometry | None, ...]


AGREEMENT_COLUMNS: Final[tuple[Column, ...]] = (
    Column("id", Kind.TEXT, "Stable identifier."),
    Column("kind", Kind.TEXT, "Code of what kind of event it is."),
    Column("title", Kind.TEXT, "One line."),
    Column("summary", Kind.TEXT, "Terms or course."),
    Column("date_start", Kind.DAY, "First possible day.", "calendar date in Asia/Baghdad"),
    Column("date_end", Kind.DAY, "Last possible day.", "calendar date in Asia/Baghdad"),
    Column("time_precision", Kind.WHOLE, "UCDP date_prec, from 1 (the day) to 5."),
    Column("date_basis", Kind.TEXT, "How the date is known."),
    Column("parties", Kind.TEXT, "Names of those who take part."),
    Column("place", Kind.TEXT, "Where it took place."),
    Column("latitude", Kind.NUMBER, "Empty when no position is known.", "degrees north, WGS84"),
    Column("longitude", Kind.NUMBER, "Empty when no position is known.", "degrees east, WGS84"),
    Column("error_km", Kind.NUMBER, "The true place is expected within this distance of the point.", "km"),
    Column("geo_precision", Kind.WHOLE, "UCDP where_prec, from 1 (the named place) to 7."),
    Column("collection", Kind.TEXT, "Code of the collection it belongs to."),
    Column("note", Kind.TEXT, "What a reader should know about the coding."),
)
FRONT_COLUMNS: Final[tuple[Column, ...]] = (
    Column("id", Kind.TEXT, "Stable identifier."),
    Column("label", Kind.TEXT, "Short label."),
    Column("name", Kind.TEXT, "The places it is drawn through."),
    Column("axis", Kind.TEXT, "The military axis or sector it stands for."),
    Column("sides", Kind.LIST, "Codes of the sides that face each other."),
    Column("valid_from", Kind.DAY, "First day it stands for.", "calendar date"),
    Column("valid_to", Kind.DAY, "Last day; empty when no end is known.", "calendar date"),
    Column("validity_basis", Kind.TEXT, "How the period is known."),
    Column("uncertainty_km", Kind.NUMBER, "Half the width of the band in which the front is expected.", "km"),
    Column("basis", Kind.TEXT, "Why it is drawn there; the line is schematic, no source gives an exact one."),
)
AREA_COLUMNS: Final[tuple[Column, ...]] = (
    Column("kind", Kind.TEXT, "What the area is of: incident, agreement or front."),
    Column("of_id", Kind.TEXT, "The id of that incident, agreement or front."),
    Column("number", Kind.WHOLE, "The place in its list of places, from 1; empty for a front."),
    Column("title", Kind.TEXT, "Its title, or the front's name."),
    Column("place", Kind.TEXT, "The place; empty for a front."),
    Column("date_start", Kind.DAY, "First possible day, or the first that the front stands for.", "calendar date"),
    Column("date_end", Kind.DAY, "Last possible day, or the front's last, where an end is known.", "calendar date"),
    Column("radius_km", Kind.NUMBER, "The error of the position, or the uncertainty of the front.", "km"),
    Column("geo_precision", Kind.WHOLE, "UCDP where_prec, from 1 (the named place) to 7; empty for a front."),
)


def segments_in_view(view: View) -> tuple[FrontSegment, ...]:
    """The front segments that the map draws unless asked otherwise, in the chosen period."""
    start, end = view.chosen.date_from, view.chosen.date_to
    return tuple(
        segment
        for segment in view.dataset.segments.values()
        if segment.shown
        and (end is None or segment.valid_from <= end)
        and (start is None or segment.valid_to is None or segment.valid_to >= start)
    )


def agreement_layer(view: View) -> Layer:
    """One row an agreement or other event in view."""
    places = [_place_of(event) for event in view.events]
    rows = tuple(_agreement(view, event, place) for event, place in zip(view.events, places, strict=True))
    meaning = "One row an agreement, meeting, opening or other dated event in view; they are no incidents."
    return Layer(Table("agreements", meaning, AGREEMENT_COLUMNS, rows), tuple(map(_point, places)))


def front_layer(view: View) -> Layer:
    """One row a front segment, as its schematic centre line."""
    segments = segments_in_view(view)
    meaning = "One row a front segment: a schematic centre line; the band of its uncertainty is among the areas."
    rows = tuple(_front(segment) for segment in segments)
    return Layer(Table("fronts", meaning, FRONT_COLUMNS, rows), tuple(map(centre_line, segments)))


def area_layer(view: View) -> Layer:
    """The circle of each position's error and the band of each front's uncertainty."""
    found = [*_incident_areas(view), *_agreement_areas(view), *_front_areas(view)]
    meaning = "One row for each area in which a position is expected; a point by itself is never exact."
    table = Table("areas", meaning, AREA_COLUMNS, tuple(row for row, _ in found))
    return Layer(table, tuple(shape for _, shape in found))


def centre_line(segment: FrontSegment) -> LineString:
    """The segment's line (WGS84)."""
    return LineString([(vertex.longitude, vertex.latitude) for vertex in segment.line])


def _incident_areas(view: View) -> Iterator[tuple[tuple[Value, ...], BaseGeometry]]:
    for incident in view.incidents:
        scenes = incident.scenes
        for number, place in enumerate(incident.places, start=1):
            if place in scenes and (shape := _circle(place)) is not None:
                yield _area("incident", incident, number, place), shape


def _agreement_areas(view: View) -> Iterator[tuple[tuple[Value, ...], BaseGeometry]]:
    for event in view.events:
        place = _place_of(event)
        if place is not None and (shape := _circle(place)) is not None:
            yield _area("agreement", event, event.places.index(place) + 1, place), shape


def _front_areas(view: View) -> Iterator[tuple[tuple[Value, ...], BaseGeometry]]:
    for segment in segments_in_view(view):
        days = (segment.valid_from, segment.valid_to)
        row = ("front", segment.id, None, segment.name, None, *days, segment.uncertainty_km, None)
        if segment.uncertainty_km > 0:
            yield row, band(centre_line(segment), half_width_km=segment.uncertainty_km)


def _area(kind: str, of: Incident | Event, number: int, place: PlaceMention) -> tuple[Value, ...]:
    days = (of.date_start, of.date_end)
    return kind, of.id, number, of.title, place.name, *days, place.error_km, int(place.geo_precision)


def _circle(place: PlaceMention) -> BaseGeometry | None:
    if place.latitude is None or place.longitude is None or not place.error_km:
        return None
    return circle(place.latitude, place.longitude, radius_km=place.error_km)


def _place_of(event: Event) -> PlaceMention | None:
    """The first place with a position, else the first."""
    with_position = (place for place in event.places if place.latitude is not None)
    return next(with_position, event.places[0] if event.places else None)


def _point(place: PlaceMention | None) -> Point | None:
    return None if place is None or place.latitude is None else Point(place.longitude, place.latitude)


def _agreement(view: View, event: Event, place: PlaceMention | None) -> tuple[Value, ...]:
    return (
        event.id,
        event.kind.value,
        event.title,
        event.summary,
        event.date_start,
        event.date_end,
        int(event.time_precision),
        event.date_basis,
        SEPARATOR.join(view.dataset.actors[i].names.en for i in event.parties),
        place.name if place else None,
        place.latitude if place else None,
        place.longitude if place else None,
        place.error_km if place else None,
        int(place.geo_precision) if place else None,
        event.collection.value,
        event.note,
    )


def _front(segment: FrontSegment) -> tuple[Value, ...]:
    return (
        segment.id,
        segment.label,
        segment.name,
        segment.axis,
        tuple(side.value for side in segment.sides),
        segment.valid_from,
        segment.valid_to,
        segment.validity_basis,
        segment.uncertainty_km,
        segment.basis,
    )
