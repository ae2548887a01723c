"""The layout: words beside the map on a wide picture, above and below it on a tall one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import segno

from geo.filters import Filter
from geo.prints import words
from geo.prints.canvas import Box, Ink, Points, Sheet, closed_path, overlap
from geo.prints.column import Group, Paragraph, columns_of, legend_groups
from geo.prints.ground import Frame, beyond, draw_beyond, draw_ground, draw_locator, draw_scale, frame_around, scale_bar
from geo.prints.labels import write_labels
from geo.prints.lettering import cleaned
from geo.prints.marks import (
    Drawn,
    Shared,
    draw_areas,
    draw_bands,
    draw_events,
    draw_links,
    draw_marks,
    drawn_of,
    obstacles,
)
from geo.prints.room import Label
from geo.prints.spec import About, PrintSpec
from geo.prints.styles import LOOKS
from geo.view import View

# The square root of an article picture's area: there a layout unit is a pixel of the screen map.
_NORMAL: Final = 900
_LEAST_UNIT: Final = 0.7  # in smaller pictures words would be too small to read
_INSET: Final = 8  # an agreement's sign nearer to the edge would be cut
_SHRINKING: Final = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46, 0.4)
_FOR_A_FULLER: Final = 3
_MOST_MODULES: Final = 57  # a denser QR code is not read from a picture of this size
_QUIET_ZONE: Final = 3


@dataclass(frozen=True)
class Parts:
    """All words of a picture, ready to be measured."""

    head: tuple[Paragraph, ...]
    legends: tuple[tuple[Group, ...], ...]  # the fullest first
    foot: tuple[Paragraph, ...]
    link: str | None
    unit: float

    @property
    def tries(self) -> list[tuple[float, tuple[Group, ...]]]:
        """Sizes and legends, the best first: a fuller legend is worth slightly smaller words, not small ones."""
        fuller = [(scale, legend) for legend in self.legends[:-1] for scale in _SHRINKING[:_FOR_A_FULLER]]
        return [*fuller, *((scale, self.legends[-1]) for scale in _SHRINKING)]


@dataclass(frozen=True)
class Page:
    """A drawn picture: its sheet, what it shows, the names on the map, and what has no room on it."""

    sheet: Sheet
    frame: Frame
    drawn: Drawn
    labels: tuple[Label, ...]
    outside: int
    is_hatched: bool  # what lies past the basemap
    unwritten: tuple[Shared, ...]  # figures of links without room for all their words


def draw_page(view: View, spec: PrintSpec, about: About) -> Page:
    """Draw the whole picture."""
    width, height = spec.units
    unit = max(math.sqrt(width * height) / _NORMAL, _LEAST_UNIT)
    chosen = about.chosen or view.chosen
    drawn = drawn_of(view, chosen, grey=spec.style == "grey")
    layout = _beside if width >= 1.2 * height else _around
    for explains_events in (True, False):
        sheet = Sheet(width, height, style=LOOKS[spec.style], unit=unit)
        explained = drawn if explains_events else replace(drawn, events=())
        frame = layout(sheet, _parts(sheet, explained, view=view, spec=spec, about=about, chosen=chosen), drawn)
        # A legend explains no sign that the frame leaves out.
        if explains_events and (not drawn.events or events_inside(frame, drawn, inset=_INSET * unit)):
            break
    shown = replace(drawn, events=events_inside(frame, explained, inset=_INSET * unit))
    labels, unwritten = _draw_map(
        sheet, frame, shown, view=view, language=spec.names_in(chosen), total=len(drawn.events)
    )
    outside, is_hatched = len(drawn.events) - len(shown.events), not beyond(frame).is_empty
    return Page(sheet, frame, shown, labels, outside, is_hatched, unwritten)


def _parts(sheet: Sheet, drawn: Drawn, *, view: View, spec: PrintSpec, about: About, chosen: Filter) -> Parts:
    unit, style = sheet.unit, sheet.style
    said = [
        (words.count_words(view), "bold"),
        (words.toll_words(view), "bold"),
        (words.shared_words(view), ""),
        (words.source_words(view, at_most=4), ""),
    ]
    head = [
        Paragraph(words.title_of(spec), 23 * unit, style.ink, "bold", after=5 * unit),
        Paragraph(words.dek_of(view, spec), 13.5 * unit, style.ink, after=7 * unit),
    ]
    if spec.dek:
        head.append(Paragraph(f"{words.filter_words(view)}.", 11.5 * unit, style.quiet, after=5 * unit))
    for text, weight in said:
        colour = style.ink if weight else style.quiet
        head.append(Paragraph(_capital(text), 11.5 * unit, colour, weight or "normal", after=3 * unit))
    legends = [
        legend_groups(sheet, drawn, view=view, chosen=chosen, size=11 * unit, names_fronts=names_fronts)
        for names_fronts in ((True, False) if drawn.segments else (False,))
    ]
    credit = words.credit_words(about, has_fronts=bool(drawn.segments))
    foot = [Paragraph(credit, 8.6 * unit, style.quiet, after=2 * unit)]
    link = about.link if about.link and _qr(about.link) else None
    if about.link:
        foot.append(Paragraph(_shown_link(about.link), 8.6 * unit, style.quiet, after=0))
    return Parts(tuple(p for p in head if p.words), tuple(map(tuple, legends)), tuple(foot), link, unit)


def _beside(sheet: Sheet, parts: Parts, drawn: Drawn) -> Frame:
    """A column of words at the left, the map over the full height at the right."""
    unit, pad = parts.unit, 18 * parts.unit
    share = 0.345 if sheet.width < 2.2 * sheet.height else 0.38
    column = sheet.width * share
    inner = column - 2 * pad
    square = 78 * unit
    for scale, entries in parts.tries:
        count = max(1, int(inner // (165 * unit * scale)))
        groups = columns_of(entries, count, sheet=sheet, width=inner / count, scale=scale)
        legend = _tallest(groups, sheet, inner / count, scale)
        foot_below = _height(parts.foot, sheet, inner, scale)
        needed = _height(parts.head, sheet, inner, scale) + 8 * unit + legend + square + 6 * unit + foot_below
        if needed <= sheet.height - 2 * pad:
            break
    _draw_paragraphs(parts.head, sheet, pad, sheet.height - pad, inner, scale)
    top = sheet.height - pad - _height(parts.head, sheet, inner, scale) - 8 * unit
    _draw_groups(groups, sheet, pad, top, inner / count, scale)
    bottom = pad + foot_below + 6 * unit
    _draw_paragraphs(parts.foot, sheet, pad, bottom - 6 * unit, inner, scale)
    frame = _frame(sheet, drawn, (column, 0, sheet.width, sheet.height))
    draw_locator(sheet, frame, box=(pad, bottom, pad + square, bottom + square))
    if parts.link:
        _draw_qr(sheet, parts.link, right=pad + inner, bottom=bottom, size=square)
    return frame


def _around(sheet: Sheet, parts: Parts, drawn: Drawn) -> Frame:
    """Title above the map, legend and credits below it."""
    unit, pad = parts.unit, 20 * parts.unit
    inner = sheet.width - 2 * pad
    square = 78 * unit
    corner = 2 * (square + 10 * unit) if parts.link else square + 10 * unit
    for scale, entries in parts.tries:
        count = max(1, int(inner // (178 * unit * scale)))
        groups = columns_of(entries, min(count, max(len(entries), 1)), sheet=sheet, width=inner / count, scale=scale)
        legend = _tallest(groups, sheet, inner / len(groups), scale)
        head = _height(parts.head, sheet, inner, scale) + 4 * unit
        foot = max(_height(parts.foot, sheet, inner - corner, scale), square)
        most = 0.52 if entries is parts.legends[-1] else 0.47
        if head + legend + foot + 3 * pad <= most * sheet.height:
            break
    _draw_paragraphs(parts.head, sheet, pad, sheet.height - pad, inner, scale)
    low = pad + foot + 0.5 * pad
    _draw_groups(groups, sheet, pad, low + legend, inner / len(groups), scale)
    _draw_paragraphs(parts.foot, sheet, pad, pad + foot, inner - corner, scale)
    frame = _frame(sheet, drawn, (0, low + legend + 0.5 * pad, sheet.width, sheet.height - pad - head))
    right = pad + inner
    if parts.link:
        _draw_qr(sheet, parts.link, right=right, bottom=pad, size=square)
        right -= square + 10 * unit
    draw_locator(sheet, frame, box=(right - square, pad, right, pad + square))
    return frame


def _frame(sheet: Sheet, drawn: Drawn, box: Box) -> Frame:
    largest = max((mark.radius for mark in drawn.marks), default=0)
    return frame_around(drawn.points, box=box, margin=(largest + 34) * sheet.unit)


def _draw_map(
    sheet: Sheet, frame: Frame, drawn: Drawn, *, view: View, language: str, total: int
) -> tuple[tuple[Label, ...], tuple[Shared, ...]]:
    sheet.clip(frame.box)
    draw_ground(sheet, frame)
    said = draw_beyond(sheet, frame)
    draw_bands(sheet, frame, drawn.segments)
    if drawn.shows_areas:
        draw_areas(sheet, frame, drawn)
    draw_events(sheet, frame, drawn.events)
    draw_links(sheet, frame, drawn)
    draw_marks(sheet, frame, drawn)
    marks = obstacles(sheet, frame, drawn)
    at, scale_box = _scale_corner(sheet, frame, marks)
    taken = [scale_box, *said]
    if outside := words.outside_words(total - len(drawn.events)):
        taken.append(_say_outside(sheet, frame, outside, beside=scale_box))
    if not view.incidents:
        taken.append(_say_empty(sheet, frame))
    written = write_labels(sheet, frame, drawn, view=view, language=language, marks=marks, taken=taken)
    draw_scale(sheet, frame, at=at)
    sheet.clip(None)
    return written


def _scale_corner(sheet: Sheet, frame: Frame, taken: Sequence[Box]) -> tuple[tuple[float, float], Box]:
    """The lower corner with fewer marks."""
    unit = sheet.unit
    left, bottom, right, _ = frame.box
    length = scale_bar(frame)[1] + 32 * unit
    corners = [(left + 14 * unit, bottom + 12 * unit), (right - 14 * unit - length, bottom + 12 * unit)]
    boxes = [(x - 4 * unit, y - 4 * unit, x + length, y + 32 * unit) for x, y in corners]
    crowded = [sum(overlap(box, other) for other in taken) for box in boxes]
    best = crowded.index(min(crowded))
    return corners[best], boxes[best]


def _say_empty(sheet: Sheet, frame: Frame) -> Box:
    """Write over the map that there is nothing to show."""
    unit, style = sheet.unit, sheet.style
    left, bottom, right, top = frame.box
    x, y, size = (left + right) / 2, (bottom + top) / 2, 15 * unit
    half = sheet.ruler.width(words.EMPTY, size, weight="bold") / 2 + 16 * unit
    box = (x - half, y - 20 * unit, x + half, y + 20 * unit)
    sheet.box(box, Ink(style.page, style.border, unit, alpha=0.95))
    sheet.text(words.EMPTY, (x, y), size=size, weight="bold", align="middle")
    return box


def _say_outside(sheet: Sheet, frame: Frame, outside: str, *, beside: Box) -> Box:
    """Write in the lower corner that the scale leaves free."""
    unit, size = sheet.unit, 9 * sheet.unit
    left, bottom, right, _ = frame.box
    width, y = sheet.ruler.width(outside, size), bottom + 12 * unit
    at_right = beside[0] < (left + right) / 2
    x = right - 12 * unit - width if at_right else left + 12 * unit
    sheet.text(outside, (x, y), size=size, colour=sheet.style.quiet, slant="italic", halo=sheet.style.home)
    return (x - 2 * unit, y - 3 * unit, x + width + 2 * unit, y + size)


def events_inside(frame: Frame, drawn: Drawn, *, inset: float) -> tuple[tuple[float, float], ...]:
    """The agreements and centres that the frame shows whole."""
    return tuple(event for event in drawn.events if frame.holds(_placed(frame, event), inset=inset))


def _placed(frame: Frame, metres: tuple[float, float]) -> tuple[float, float]:
    left, bottom = frame.box[:2]
    return (metres[0] - frame.west) / frame.metres + left, (metres[1] - frame.south) / frame.metres + bottom


def _draw_paragraphs(
    paragraphs: Sequence[Paragraph], sheet: Sheet, left: float, top: float, width: float, scale: float
) -> None:
    for paragraph in paragraphs:
        paragraph.draw(sheet, left, top, width, scale)
        top -= paragraph.height(sheet, width, scale)


def _draw_groups(
    columns: Sequence[Sequence[Group]], sheet: Sheet, left: float, top: float, width: float, scale: float
) -> None:
    for number, groups in enumerate(columns):
        y = top
        for group in groups:
            group.draw(sheet, left + number * width, y, width, scale)
            y -= group.height(sheet, width, scale)


def _height(paragraphs: Sequence[Paragraph], sheet: Sheet, width: float, scale: float) -> float:
    return sum(paragraph.height(sheet, width, scale) for paragraph in paragraphs)


def _tallest(columns: Sequence[Sequence[Group]], sheet: Sheet, width: float, scale: float) -> float:
    return max((sum(g.height(sheet, width, scale) for g in groups) for groups in columns), default=0)


def _qr(link: str) -> segno.QRCode | None:
    """The code of the link; None where it would be too dense to be read."""
    try:
        code = segno.make_qr(link, error="l")
    except segno.DataOverflowError:
        return None
    return code if code.symbol_size(border=0)[0] <= _MOST_MODULES else None


def _draw_qr(sheet: Sheet, link: str, *, right: float, bottom: float, size: float) -> None:
    """Black on white in every style: few readers take a code the other way round."""
    code = _qr(link)
    if code is None:
        raise AssertionError(f"expected a link that fits a code, got {link!r:.60}")  # `_parts` gives no other
    rows = [list(row) for row in code.matrix]
    count = len(rows) + 2 * _QUIET_ZONE
    # Whole units, where they leave the code nearly as large, keep the modules sharp.
    module = math.floor(size / count) if size / count >= 2 else size / count
    left = math.floor(right - module * count)
    low = math.ceil(bottom)
    side = module * count
    sheet.box((left, low, left + side, low + side), Ink(fill="#ffffff"))
    squares = []
    for y, row in enumerate(reversed(rows)):
        for start, end in _runs(row):
            x1, x2 = left + (start + _QUIET_ZONE) * module, left + (end + _QUIET_ZONE) * module
            y1 = low + (y + _QUIET_ZONE) * module
            squares.append(_rectangle(x1, y1, x2, y1 + module))
    sheet.shape(closed_path(squares), Ink(fill="#000000"), name="qr")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shown_link(link: str) -> str:
    shown = cleaned(link)
    return shown if len(shown) <= 64 else f"{shown[:60]}…"


def _runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Where dark modules begin and end in a row, so that no seam shows between neighbours."""
    edges = [i for i in range(len(row) + 1) if bool(row[i - 1] if i else 0) != bool(row[i] if i < len(row) else 0)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _rectangle(left: float, bottom: float, right: float, top: float) -> Points:
    return np.asarray([(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)])
