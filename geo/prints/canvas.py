"""A sheet to draw on: one coordinate system in layout units, x from the left and y from the bottom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from geo.prints.lettering import Ruler, Slant, font
from geo.prints.styles import Style

UNITS_PER_INCH: Final = 72
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Ink:
    """How a shape is drawn; `width` in layout units."""

    fill: str = "none"
    line: str = "none"
    width: float = 0
    dash: tuple[float, ...] = ()
    alpha: float = 1

    @property
    def linestyle(self) -> Any:
        return (0, tuple(part / max(self.width, 0.1) for part in self.dash)) if self.dash else "-"


class Sheet:
    """Wraps a figure without axes; whatever is added later lies above."""

    def __init__(self, width: float, height: float, *, style: Style, unit: float) -> None:
        self.width, self.height, self.style, self.unit = width, height, style, unit
        self.figure = Figure(figsize=(width / UNITS_PER_INCH, height / UNITS_PER_INCH), dpi=UNITS_PER_INCH)
        FigureCanvasAgg(self.figure)
        self.figure.set_facecolor(style.page)
        self.ruler = Ruler()
        self.transform = Affine2D().scale(1 / UNITS_PER_INCH) + self.figure.dpi_scale_trans
        self._layer = 0
        self._clip: Box | None = None

    def clip(self, box: Box | None) -> None:
        """Keep what is added from now on inside the box."""
        self._clip = box

    def shape(self, path: Path, ink: Ink, *, name: str | None = None) -> None:
        patch = PathPatch(
            path,
            facecolor=ink.fill,
            edgecolor=ink.line,
            linewidth=ink.width,
            linestyle=ink.linestyle,
            alpha=ink.alpha,
            capstyle="butt" if ink.dash else "round",
            joinstyle="round",
            transform=self.transform,
        )
        self._add(patch, name)

    def box(self, box: Box, ink: Ink) -> None:
        left, bottom, right, top = box
        corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
        self.shape(Path(corners, closed=True), ink)

    def line(self, points: Points | Sequence[tuple[float, float]], ink: Ink) -> None:
        self.shape(Path(np.asarray(points, dtype=float)), ink)

    def stamps(self, paths: Sequence[Path], at: Points, inks: Sequence[Ink], *, name: str | None = None) -> None:
        """Many shapes in one artist, each around a point of its own, in the order given."""
        if not paths:
            return
        collection = PathCollection(
            list(paths),
            offsets=at,
            offset_transform=self.transform,
            facecolors=[_rgba(ink.fill, ink.alpha) for ink in inks],
            edgecolors=[_rgba(ink.line, ink.alpha) for ink in inks],
            linewidths=[ink.width for ink in inks],
            linestyles=[ink.linestyle for ink in inks],
        )
        collection.set_transform(self.transform)
        self._add(collection, name)

    def text(
        self,
        words: str,
        at: tuple[float, float],
        *,
        size: float,
        colour: str | None = None,
        weight: str = "normal",
        slant: Slant = "normal",
        align: str = "left",
        halo: str | None = None,
    ) -> None:
        """One line; `at` is on its baseline, or its very middle where `align` is `middle`."""
        # Never as mathematical text: a record may hold dollar signs.
        options: dict[str, Any] = {
            "fontproperties": font(size, weight=weight, slant=slant),
            "horizontalalignment": "center" if align == "middle" else align,
            "verticalalignment": "center_baseline" if align == "middle" else "baseline",
            "parse_math": False,
            "transform": self.transform,
        }
        if halo:
            # An artist of its own: an effect would turn the words themselves into outlines.
            effect = [Stroke(linewidth=0.24 * size, foreground=halo, alpha=0.85, joinstyle="round")]
            self._add(Text(*at, words, color=halo, path_effects=effect, **options), None)
        self._add(Text(*at, words, color=colour or self.style.ink, **options), None)

    def _add(self, artist: Artist, name: str | None) -> None:
        self._layer += 1
        artist.set_zorder(self._layer)
        if name:
            artist.set_gid(name)
        self.figure.add_artist(artist, clip=False)
        if self._clip:
            left, bottom, right, top = self._clip
            corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
            artist.set_clip_path(Path(corners), self.transform)


def closed_path(rings: Iterable[Points]) -> Path:
    """One path of all rings; holes run against their shell."""
    paths = [Path(ring, closed=True) for ring in rings if len(ring) > 2]
    return Path.make_compound_path(*paths) if paths else Path(np.empty((0, 2)))


def open_path(lines: Iterable[Points]) -> Path:
    paths = [Path(line) for line in lines if len(line) > 1]
    return Path.make_compound_path(*paths) if paths else Path(np.empty((0, 2)))


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _rgba(colour: str, alpha: float) -> tuple[float, float, float, float]:
    if colour == "none":
        return (0, 0, 0, 0)
    return (int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255, alpha)
