"""The legend: only what the view holds, in the words of the code lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.filters import COLOURS, Filter
from geo.layers.colours import meanings
from geo.layers.marks import SHAPES
from geo.records import FrontSegment
from geo.view import View
from geo.vocabulary import EventType

_Rows = Mapping[str, list[Any]]

FRONT_NOTE = "Fronts: the source names only “Khanaqin to Kirkuk”."


def legend(
    view: View,
    chosen: Filter,
    segments: tuple[FrontSegment, ...],
    *,
    marks: Mapping[str, Any],
    has_links: bool,
    has_events: bool,
) -> dict[str, Any] | None:
    """Headings with their entries; None when nothing is drawn.

    Args:
        view: What the reader sees.
        chosen: The view's filter with its layers and colours.
        segments: The front segments that are drawn.
        marks: What `incident_marks` gives for the view; empty where no mark is drawn.
        has_links: Whether a figure that several incidents share is drawn.
        has_events: Whether an agreement or a centre is drawn.
    """
    rows = marks.get("rows", {})
    parts = [
        *_marks(view, chosen, rows),
        *_lines(view, chosen, segments, rows, has_links=has_links, has_events=has_events),
    ]
    return {"title": "Legend", "parts": parts} if parts else None


def _marks(view: View, chosen: Filter, rows: _Rows) -> list[dict[str, Any]]:
    if "marks" not in chosen.layers or not view.mapped:
        return []
    kinds = {sub_type.event_type for sub_type in {incident.sub_event_type for incident in view.mapped}}
    colours = [{"label": label, "colour": colour} for label, colour in meanings(view, by=chosen.colour)]
    shapes = [{"label": kind.label, "shape": SHAPES[kind], "sign": "outline"} for kind in EventType if kind in kinds]
    sizes = [{"label": "fewest and most reported", "sign": "range"}]
    if any(low > 0 and is_open for low, is_open in zip(rows["low"], rows["open"], strict=True)):
        sizes.append({"label": "“or more”, no upper end", "sign": "open"})
    sizes.append({"label": "no figure of its own", "sign": "hollow"})
    return [
        {"heading": f"Colour: {COLOURS[chosen.colour].lower()}", "entries": colours},
        {"heading": "Shape: type of event", "entries": shapes},
        {"heading": "Size: people killed", "entries": sizes},
    ]


def _lines(
    view: View,
    chosen: Filter,
    segments: tuple[FrontSegment, ...],
    rows: _Rows,
    *,
    has_links: bool,
    has_events: bool,
) -> list[dict[str, Any]]:
    entries: list[dict[str, str]] = []
    if "marks" in chosen.layers and "precision" in chosen.layers and view.mapped:
        entries.append({"label": "where it may have been", "sign": "area"})
    if any(rows.get("others", ())):
        entries.append({"label": "places of one incident", "sign": "scenes"})
    if has_links:
        entries.append({"label": "one figure for both places", "sign": "link"})
    if segments:
        entries.append({"label": "front, schematic", "sign": "band"})
    if has_events:
        entries.append({"label": "agreement or centre", "sign": "event"})
    note = FRONT_NOTE if segments else None
    return [{"heading": "Place and lines", "entries": entries, "note": note}] if entries else []
