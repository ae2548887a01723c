"""What is taken on the map, and the names that found room on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.prints.canvas import Box, Points, Sheet
from geo.prints.ground import Frame
from geo.prints.lettering import Slant

NEIGHBOURS: Final = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))


@dataclass(frozen=True)
class Label:
    """A name as it is written; `at` is the middle of its line."""

    words: str
    at: tuple[float, float]
    size: float
    colour: str
    weight: str = "normal"
    slant: Slant = "normal"
    box: Box = (0, 0, 0, 0)
    leader: tuple[tuple[float, float], tuple[float, float]] | None = None  # from what it names to its box


@dataclass
class Room:
    """What is taken on the map so far, and the labels that found room.

    Attributes:
        marks: the boxes of marks and events.
        lines: links and scene lines, which no name covers.
        corners: other boxes that are taken before the first name.
    """

    sheet: Sheet
    frame: Frame
    marks: Sequence[Box]
    lines: Sequence[shapely.LineString]
    corners: Sequence[Box]
    labels: list[Label] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lay out what is taken so that many boxes are compared at once."""
        self._taken: Points = np.asarray([*self.marks, *self.corners], dtype=float).reshape(-1, 4)
        self._crossed = shapely.MultiLineString(list(self.lines))
        shapely.prepare(self._crossed)

    def take(self, box: Box) -> None:
        """Keep the box free from now on."""
        self._taken = np.vstack((self._taken, box))

    def take_line(self, line: shapely.LineString) -> None:
        """Let no name cover the line from now on."""
        self.lines = [*self.lines, line]
        self._crossed = shapely.MultiLineString(list(self.lines))
        shapely.prepare(self._crossed)

    def place(
        self,
        words: str,
        spots: Iterable[tuple[float, float]],
        *,
        size: float,
        colour: str,
        weight: str = "normal",
        slant: Slant = "normal",
    ) -> bool:
        """Put the words at the first spot with room."""
        half = self.half(words, size=size, weight=weight)
        for at, box in self.free(spots, half):
            self.put(Label(words, at, size, colour, weight, slant, box))
            return True
        return False

    def put(self, label: Label) -> None:
        """Write the label, wherever it lies."""
        self.labels.append(label)
        self.take(label.box)

    def half(self, words: str, *, size: float, weight: str = "normal") -> tuple[float, float]:
        """Half the width and half the height that the words take."""
        return self.sheet.ruler.width(words, size, weight=weight) / 2 + 1.5 * self.sheet.unit, 0.58 * size

    def free(
        self, spots: Iterable[tuple[float, float]], half: tuple[float, float]
    ) -> Iterator[tuple[tuple[float, float], Box]]:
        """The spots where a box of these half sides lies inside the frame, on nothing that is taken and on no line."""
        at = np.asarray(list(spots), dtype=float).reshape(-1, 2)
        boxes = np.column_stack((at - half, at + half))
        gap = 3 * self.sheet.unit
        inside = (boxes[:, :2] >= np.add(self.frame.box[:2], gap)) & (
            boxes[:, 2:] <= np.subtract(self.frame.box[2:], gap)
        )
        at, boxes = at[inside.all(axis=1)], boxes[inside.all(axis=1)]
        if not len(at):
            return
        taken = _overlap(boxes, self._taken).any(axis=1)
        for (x, y), box in zip(at[~taken].tolist(), boxes[~taken].tolist(), strict=True):
            if not shapely.intersects(self._crossed, shapely.box(*box)):
                yield (x, y), tuple(box)

    def is_clear_of_words(self, line: shapely.LineString) -> bool:
        """Whether a line crosses no corner box and no label."""
        boxes = [*self.corners, *(label.box for label in self.labels)]
        return not np.any(shapely.intersects(line, shapely.box(*np.asarray(boxes, dtype=float).reshape(-1, 4).T)))


def _overlap(boxes: Points, others: Points) -> NDArray[np.bool_]:
    """Which boxes overlap which others, a row for each; a side at a time, as an axis of four is slow to reduce."""
    (lefts, bottoms), (rights, tops) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    near = others[(others[:, 0] < rights) & (others[:, 1] < tops) & (others[:, 2] > lefts) & (others[:, 3] > bottoms)]
    left, bottom, right, top = (side[:, None] for side in boxes.T)
    found: NDArray[np.bool_] = (near[:, 0] < right) & (near[:, 1] < top) & (near[:, 2] > left) & (near[:, 3] > bottom)
    return found


def around(
    room: Room, words: str, at: tuple[float, float], *, size: float, reach: float, weight: str = "normal"
) -> Iterator[tuple[float, float]]:
    """Spots for the middle of a label beside a point: near ones first, to the right first."""
    unit = room.sheet.unit
    half = room.sheet.ruler.width(words, size, weight=weight) / 2
    for gap in (reach + 5 * unit, reach + 11 * unit, reach + 19 * unit):
        for dx, dy in NEIGHBOURS:
            side = dx * (gap + half if dy == 0 else 0.7 * gap + half)
            yield at[0] + side, at[1] + dy * (gap + 0.5 * size if dx == 0 else 0.7 * gap + 0.4 * size)
