"""The legend: only what the view holds, in the words of the code lists."""

from __future__ import annotations

from typing import Any

from geo.filters import COLOURS, Filter
from geo.layers.colours import meanings
from geo.layers.marks import SHAPES
from geo.records import FrontSegment
from geo.view import View
from geo.vocabulary import EventType

FRONT_NOTE = "Fronts: the source names only “Khanaqin to Kirkuk”."


def legend(
    view: View, chosen: Filter, segments: tuple[FrontSegment, ...], *, has_links: bool, has_events: bool
) -> dict[str, Any] | None:
    """Headings with their entries; None when nothing is drawn."""
    parts = [*_marks(view, chosen), *_lines(view, chosen, segments, has_links=has_links, has_events=has_events)]
    return {"title": "Legend", "parts": parts} if parts else None


def _marks(view: View, chosen: Filter) -> list[dict[str, Any]]:
    if "marks" not in chosen.layers or not view.mapped:
        return []
    kinds = {sub_type.event_type for sub_type in {incident.sub_event_type for incident in view.mapped}}
    colours = [{"label": label, "colour": colour} for label, colour in meanings(view, by=chosen.colour)]
    shapes = [{"label": kind.label, "shape": SHAPES[kind], "sign": "outline"} for kind in EventType if kind in kinds]
    sizes = [
        {"label": "fewest and most reported", "sign": "range"},
        {"label": "no figure of its own", "sign": "hollow"},
    ]
    return [
        {"heading": f"Colour: {COLOURS[chosen.colour].lower()}", "entries": colours},
        {"heading": "Shape: type of event", "entries": shapes},
        {"heading": "Size: people killed", "entries": sizes},
    ]


def _lines(
    view: View, chosen: Filter, segments: tuple[FrontSegment, ...], *, has_links: bool, has_events: bool
) -> list[dict[str, Any]]:
    entries: list[dict[str, str]] = []
    if "marks" in chosen.layers and "precision" in chosen.layers and view.mapped:
        entries.append({"label": "where it may have been", "sign": "area"})
    if has_links:
        entries.append({"label": "one figure for both places", "sign": "link"})
    if segments:
        entries.append({"label": "front, schematic", "sign": "band"})
    if has_events:
        entries.append({"label": "agreement or centre", "sign": "event"})
    note = FRONT_NOTE if segments else None
    return [{"heading": "Place and lines", "entries": entries, "note": note}] if entries else []
