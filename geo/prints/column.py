"""The words and the legend beside or around the map: measured first, then drawn, so that nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from geo.filters import COLOURS, Filter
from geo.layers.marks import SHAPES
from geo.prints.canvas import Ink, Points, Sheet
from geo.prints.ground import circle
from geo.prints.lettering import LINE, cleaned, reads_right_to_left
from geo.prints.marks import AREA_ALPHA, BAND_ALPHA, SMALLEST, Drawn, outline, sized, write_number
from geo.records import FrontSegment
from geo.view import View
from geo.vocabulary import EventType

_ROUND = (1, 2, 5, 10, 20, 50)  # a larger disc would fill the legend
Sign = Callable[[Sheet, float, float, float], None]
"""Draws a legend sign on the sheet with its middle at x, y, at a size of 1."""


@dataclass(frozen=True)
class Paragraph:
    """Running text of one look."""

    words: str
    size: float
    colour: str
    weight: str = "normal"
    after: float = 6

    def lines(self, sheet: Sheet, width: float, scale: float) -> list[str]:
        return sheet.ruler.lines(self.words, self.size * scale, within=width, weight=self.weight)

    def height(self, sheet: Sheet, width: float, scale: float) -> float:
        count = len(self.lines(sheet, width, scale))
        return (count * self.size * LINE + self.after) * scale if count else 0

    def draw(self, sheet: Sheet, left: float, top: float, width: float, scale: float) -> None:
        size = self.size * scale
        right_to_left = reads_right_to_left(self.words)
        for number, line in enumerate(self.lines(sheet, width, scale)):
            at = (left + width if right_to_left else left, top - size * (1.0 + number * LINE))
            align = "right" if right_to_left else "left"
            sheet.text(line, at, size=size, colour=self.colour, weight=self.weight, align=align)


@dataclass(frozen=True)
class Entry:
    """A sign and what it says; a high sign takes `least` layout units at unit 1."""

    sign: Sign
    words: str
    least: float = 0


@dataclass(frozen=True)
class Group:
    """A heading of the legend with its entries."""

    heading: str
    entries: tuple[Entry, ...]
    size: float
    ink: str
    quiet: str

    def height(self, sheet: Sheet, width: float, scale: float) -> float:
        entries = sum(self._entry_height(sheet, e, width, scale) for e in self.entries)
        return self.size * scale * 2.2 + entries

    def draw(self, sheet: Sheet, left: float, top: float, width: float, scale: float) -> None:
        size = self.size * scale
        sheet.text(self.heading, (left, top - size), size=size, colour=self.quiet, weight="bold")
        y = top - 1.5 * size
        for entry in self.entries:
            below = y - self._entry_height(sheet, entry, width, scale)
            middle = (y + below) / 2 if entry.least else y - 0.8 * size
            entry.sign(sheet, left + 0.85 * size, middle, size / 11)
            for number, line in enumerate(self._lines(sheet, entry, width, scale)):
                at = (left + 2.1 * size, y - (1.16 + 1.3 * number) * size)
                sheet.text(line, at, size=size, colour=self.ink)
            y = below

    def _entry_height(self, sheet: Sheet, entry: Entry, width: float, scale: float) -> float:
        lines = 1.3 * self.size * scale * len(self._lines(sheet, entry, width, scale))
        return max(lines, entry.least * sheet.unit) + 0.32 * self.size * scale

    def _lines(self, sheet: Sheet, entry: Entry, width: float, scale: float) -> list[str]:
        return sheet.ruler.lines(entry.words, self.size * scale, within=width - 3.2 * self.size * scale)


def legend_groups(
    sheet: Sheet, drawn: Drawn, *, view: View, chosen: Filter, size: float, names_fronts: bool = True
) -> list[Group]:
    """Only what the picture holds, in the words of the code lists; fronts by name where there is room for it."""
    found: list[tuple[str, list[Entry]]] = []
    if drawn.marks:
        colours = [Entry(_swatch(colour, drawn.numbers.get(colour)), label) for label, colour in drawn.colours]
        kinds = {incident.event_type for incident in view.mapped}
        shapes = [Entry(_outlined(SHAPES[kind]), kind.label) for kind in EventType if kind in kinds]
        found += [
            (f"Colour: {COLOURS[chosen.colour].lower()}", colours),
            ("Shape: type of event", shapes),
            ("Size: people killed", _sizes(drawn)),
        ]
    if entries := _lines(drawn):
        found.append(("Place and lines", entries))
    if names_fronts:
        found.append(("Fronts", _fronts(drawn)))
    style = sheet.style
    return [Group(heading, tuple(entries), size, style.ink, style.quiet) for heading, entries in found if entries]


def _sizes(drawn: Drawn) -> list[Entry]:
    entries = []
    if numbers := _round_numbers(max((mark.low for mark in drawn.marks), default=0)):
        entries.append(Entry(_discs(numbers), "", least=2 * sized(numbers[-1]) + 3))
    if any(mark.low > 0 for mark in drawn.marks):
        entries.append(Entry(_range, "disc: fewest, ring: most reported"))
    if any(mark.low > 0 and mark.is_open for mark in drawn.marks):
        entries.append(Entry(_open_ring, "or more"))
    if any(mark.low == 0 for mark in drawn.marks):
        entries.append(Entry(_hollow, "no figure of its own, or none killed"))
    return entries


def _round_numbers(most: int) -> tuple[int, ...]:
    """One or two round numbers up to `most`, far enough apart to be told apart."""
    found = [number for number in _ROUND if number <= most]
    return tuple(found[-3::2]) if len(found) > 2 else tuple(found[-1:])


def _discs(numbers: Sequence[int]) -> Sign:
    """Discs as large as on the map, whatever the size of the legend, each with its number."""

    def draw(sheet: Sheet, x: float, y: float, unit: float) -> None:
        size = 11 * unit
        left = x - 0.85 * size
        for number in numbers:
            radius = sized(number) * sheet.unit
            sheet.stamps([circle(radius)], _at(left + radius, y), [Ink(fill=sheet.style.quiet)])
            left += 2 * radius + 4 * unit
            sheet.text(str(number), (left, y - 0.36 * size), size=size)
            left += sheet.ruler.width(str(number), size) + 14 * unit

    return draw


def _fronts(drawn: Drawn) -> list[Entry]:
    """The codes on the map, each with the first and the last place of its front."""
    return [
        Entry(_code(segment.id.upper()), front_name(segment, ends=True).partition(" ")[2]) for segment in drawn.segments
    ]


def _code(words: str) -> Sign:
    def draw(sheet: Sheet, x: float, y: float, unit: float) -> None:
        size = 10 * unit
        sheet.text(words, (x, y), size=size, weight="bold", slant="italic", colour=sheet.style.band, align="middle")

    return draw


def front_name(segment: FrontSegment, *, ends: bool = False) -> str:
    """The code on the map and the places, or only the first and the last of them."""
    places = [place.strip() for place in segment.name.split(" – ")]
    if ends:
        # Behind them, in brackets, stands what the front faces.
        places = [place.partition(" (")[0] for place in places[:: max(len(places) - 1, 1)]]
    return cleaned(f"{segment.id.upper()} {'–'.join(places)}")


def _lines(drawn: Drawn) -> list[Entry]:
    entries = []
    if drawn.shows_areas and drawn.marks:
        entries.append(Entry(_area, "where it may have been"))
    if any(mark.others for mark in drawn.marks):
        entries.append(Entry(_scenes, "further scene of one incident"))
    if drawn.shared:
        entries.append(Entry(_link, "one figure, shared by its places"))
    if drawn.segments:
        entries.append(Entry(_band, "front, schematic"))

    if drawn.events:
        entries.append(Entry(_event, "agreement or centre"))
    return entries


def _swatch(colour: str, number: int | None) -> Sign:
    def draw(sheet: Sheet, x: float, y: float, unit: float) -> None:
        sheet.stamps([outline("circle", 5.5 * unit)], _at(x, y), [Ink(fill=colour)])
        if number is not None:
            write_number(sheet, number, (x, y), on=colour)

    return draw


def _outlined(shape: str) -> Sign:
    def draw(sheet: Sheet, x: float, y: float, unit: float) -> None:
        sheet.stamps([outline(shape, 5 * unit)], _at(x, y), [Ink("none", sheet.style.quiet, 1.4 * unit)])

    return draw


def _range(sheet: Sheet, x: float, y: float, unit: float) -> None:
    quiet = sheet.style.quiet
    inks = [Ink(fill=quiet), Ink("none", quiet, 1.3 * unit)]
    sheet.stamps([outline("circle", 3.8 * unit), outline("circle", 6.5 * unit)], _at(x, y, 2), inks)


def _open_ring(sheet: Sheet, x: float, y: float, unit: float) -> None:
    quiet = sheet.style.quiet
    inks = [Ink(fill=quiet), Ink("none", quiet, 1.3 * unit, (2 * unit, 2 * unit))]
    sheet.stamps([outline("circle", 3.8 * unit), outline("circle", 6.5 * unit)], _at(x, y, 2), inks)


def _hollow(sheet: Sheet, x: float, y: float, unit: float) -> None:
    ink = Ink(sheet.style.paper, sheet.style.quiet, 1.8 * unit)
    sheet.stamps([outline("circle", SMALLEST * unit)], _at(x, y), [ink])


def _area(sheet: Sheet, x: float, y: float, unit: float) -> None:
    quiet, path = sheet.style.quiet, outline("circle", 6.5 * unit)
    inks = [Ink(fill=quiet, alpha=2 * AREA_ALPHA), Ink("none", quiet, unit, (2 * unit, 2 * unit), 0.7)]
    sheet.stamps([path, path], _at(x, y, 2), inks)


def _scenes(sheet: Sheet, x: float, y: float, unit: float) -> None:
    quiet = sheet.style.quiet
    sheet.line([(x - 4 * unit, y), (x + 4 * unit, y)], Ink(line=quiet, width=1.2 * unit))
    inks = [Ink(fill=quiet), Ink(sheet.style.paper, quiet, 1.5 * unit)]
    at = [(x - 5 * unit, y), (x + 5 * unit, y)]
    sheet.stamps([outline("circle", 3.5 * unit)] * 2, _points(at), inks)


def _link(sheet: Sheet, x: float, y: float, unit: float) -> None:
    ink = Ink(line=sheet.style.quiet, width=1.5 * unit, dash=(3 * unit, 3 * unit))
    sheet.line([(x - 8 * unit, y), (x + 8 * unit, y)], ink)


def _band(sheet: Sheet, x: float, y: float, unit: float) -> None:
    colour = sheet.style.band
    sheet.box((x - 8 * unit, y - 5 * unit, x + 8 * unit, y + 5 * unit), Ink(fill=colour, alpha=BAND_ALPHA * 1.5))
    sheet.line([(x - 8 * unit, y), (x + 8 * unit, y)], Ink(line=colour, width=1.4 * unit, dash=(4 * unit, 3 * unit)))


def _event(sheet: Sheet, x: float, y: float, unit: float) -> None:
    sheet.stamps([outline("diamond", 4.4 * unit)], _at(x, y), [Ink(sheet.style.paper, sheet.style.quiet, 1.4 * unit)])


def columns_of(groups: Sequence[Group], count: int, *, sheet: Sheet, width: float, scale: float) -> list[list[Group]]:
    """The groups in `count` columns, each group in the shortest column so far."""
    columns: list[list[Group]] = [[] for _ in range(count)]
    heights = [0.0] * count
    for group in groups:
        shortest = heights.index(min(heights))
        columns[shortest].append(group)
        heights[shortest] += group.height(sheet, width, scale)
    return columns


def _at(x: float, y: float, times: int = 1) -> Points:
    return _points([(x, y)] * times)


def _points(at: Sequence[tuple[float, float]]) -> Points:
    return np.asarray(at, dtype=float)
