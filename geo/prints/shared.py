"""The figure of each dashed link, once, where nobody can take it for that of another incident."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.prints.canvas import Box
from geo.prints.ground import Frame
from geo.prints.marks import SMALLEST, Drawn, Shared, scene_lines
from geo.prints.room import Label, Room

_ALONG: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
_OFF: Final = (3.0, 6.0, 10.0)  # from the link, in layout units at unit 1
_SLOPE: Final = 0.3  # sine of the slope from which on a box stands at the link by its corner
_CLEAR: Final = 5.0  # from everything of another incident
_NEARER: Final = 3.0  # so much nearer to its own link than to anything else
_LEADERS: Final = (16.0, 26.0, 40.0, 60.0, 85.0, 115.0, 150.0)
_ANGLES: Final = tuple(math.radians(degrees) for degrees in range(0, 360, 20))


@dataclass(frozen=True)
class _Others:
    """Discs and lines of everything but one shared figure's own link and marks."""

    centres: NDArray[np.object_]
    radii: NDArray[np.float64]
    lines: NDArray[np.object_]
    boxes: NDArray[np.float64]  # around the discs, then around the lines

    def are_clear_of(self, shape: shapely.Geometry, *, by: float) -> bool:
        """Whether all of them are so far away; only those whose boxes are near are measured."""
        box = np.asarray(shape.bounds)
        near = np.all(self.boxes[:, :2] < box[2:] + by, axis=1) & np.all(self.boxes[:, 2:] > box[:2] - by, axis=1)
        discs, lines = near[: len(self.radii)], near[len(self.radii) :]
        if np.any(shapely.distance(shape, self.centres[discs]) - self.radii[discs] < by):
            return False
        return not np.any(shapely.distance(shape, self.lines[lines]) < by)


class _Everything:
    """All marks and lines of the picture, laid out once for all of its shared figures."""

    def __init__(
        self, frame: Frame, drawn: Drawn, *, links: Sequence[Sequence[shapely.LineString]], unit: float
    ) -> None:
        spots = [(*mark.at, mark.radius) for mark in drawn.marks]
        spots += [(x, y, SMALLEST) for mark in drawn.marks for x, y, _ in mark.others]
        spots += [(x, y, 5.0) for x, y in drawn.events]
        found = np.asarray(spots, dtype=float).reshape(-1, 3)
        self._centres = shapely.points(frame.place(found[:, :2]))
        self._radii = found[:, 2] * unit
        self._row = {mark.id: row for row, mark in enumerate(drawn.marks)}
        scenes = scene_lines(frame, drawn)
        self._lines = np.asarray([*scenes, *(line for lines in links for line in lines)], dtype=object)
        self._owner = np.repeat(range(-1, len(links)), [len(scenes), *(len(lines) for lines in links)])
        around, radii = frame.place(found[:, :2]), self._radii[:, None]
        self._boxes = np.hstack((around - radii, around + radii)), shapely.bounds(self._lines).reshape(-1, 4)

    def but(self, number: int, shared: Shared) -> _Others:
        """Everything but the link of this number and its marks."""
        own = [self._row[i] for i in shared.ids]
        discs, lines = np.delete(np.arange(len(self._radii)), own), self._owner != number
        boxes = np.vstack((self._boxes[0][discs], self._boxes[1][lines]))
        return _Others(self._centres[discs], self._radii[discs], self._lines[lines], boxes)


def place_shared(room: Room, drawn: Drawn, links: Sequence[Sequence[shapely.LineString]]) -> tuple[Shared, ...]:
    """Place the figures; return those that the map does not hold in full, which the caption has to tell.

    Args:
        room: what is taken so far.
        drawn: what the picture shows.
        links: the lines of each shared figure, in their order.
    """
    everything = _Everything(room.frame, drawn, links=links, unit=room.sheet.unit)
    missing = []
    for number, (shared, own) in enumerate(zip(drawn.shared, links, strict=True)):
        others = everything.but(number, shared)
        if not _place(room, shared.words, own, others):
            missing.append(shared)
            _place(room, shared.short, own, others)
    return tuple(missing)


def _place(room: Room, words: str, own: Sequence[shapely.LineString], others: _Others) -> bool:
    """Put the words beside the link, or where that has no room at the end of a line to it."""
    unit, style, size = room.sheet.unit, room.sheet.style, 10.5 * room.sheet.unit
    half = room.half(words, size=size, weight="bold")
    link = shapely.MultiLineString(list(own))
    for at, box in room.free(_beside(own, half, unit=unit), half):
        shape = shapely.box(*box)
        if others.are_clear_of(shape, by=max(_CLEAR * unit, shape.distance(link) + _NEARER * unit)):
            room.put(Label(words, at, size, style.ink, "bold", box=box))
            return True
    start = _middle(own)
    led = [(at, box, _leader(start, box)) for at, box in room.free(_led(start, half, unit=unit), half)]
    for clear in (2.5 * _CLEAR, _CLEAR):
        for at, box, leader in led:
            whole = shapely.GeometryCollection([shapely.box(*box), leader])
            if room.is_clear_of_words(leader) and others.are_clear_of(whole, by=clear * unit):
                room.put(Label(words, at, size, style.ink, "bold", box=box, leader=tuple(leader.coords)))
                room.take_line(leader)
                return True
    return False


def _beside(
    own: Sequence[shapely.LineString], half: tuple[float, float], *, unit: float
) -> Iterator[tuple[float, float]]:
    """Middles of boxes that touch the link but for a gap, at its longest part first."""
    for line in sorted(own, key=lambda line: -line.length):
        (x1, y1), (x2, y2) = line.coords
        length = math.hypot(x2 - x1, y2 - y1) or 1
        normal = ((y2 - y1) / length, (x1 - x2) / length) if line.length else (0.0, 1.0)
        for off in _OFF:
            for part in _ALONG:
                x, y = x1 + (x2 - x1) * part, y1 + (y2 - y1) * part
                for side in (1, -1):
                    nx, ny = side * normal[0], side * normal[1]
                    # The corner next to the link stands at this part of it; beside a level link the middle does.
                    yield (
                        x + nx * off * unit + half[0] * min(max(nx / _SLOPE, -1), 1),
                        y + ny * off * unit + half[1] * min(max(ny / _SLOPE, -1), 1),
                    )


def _middle(own: Sequence[shapely.LineString]) -> tuple[float, float]:
    (x1, y1), (x2, y2) = max(own, key=lambda line: line.length).coords
    return (x1 + x2) / 2, (y1 + y2) / 2


def _led(start: tuple[float, float], half: tuple[float, float], *, unit: float) -> Iterator[tuple[float, float]]:
    """Middles of boxes farther off, near ones first."""
    for length in _LEADERS:
        for angle in _ANGLES:
            dx, dy = math.cos(angle), math.sin(angle)
            reach = half[0] * abs(dx) + half[1] * abs(dy) + length * unit
            yield start[0] + dx * reach, start[1] + dy * reach


def _leader(start: tuple[float, float], box: Box) -> shapely.LineString:
    """The shortest line to the box."""
    left, bottom, right, top = box
    return shapely.LineString([start, (min(max(start[0], left), right), min(max(start[1], bottom), top))])
