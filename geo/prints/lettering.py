"""Text as it can be drawn: cleaned, measured, broken into lines."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any, Final, Literal

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, get_font

from geo.layers.text import drop_unseen

Slant = Literal["normal", "italic"]
FAMILY: Final = "DejaVu Sans"
LINE: Final = 1.32  # height of a line in font sizes
_UNKNOWN: Final = "\ufffd"
# Nobody sees them, and an export may lose them.
_UNDRAWN: Final = frozenset("\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff")


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=FAMILY))).get_charmap())


def cleaned(text: str) -> str:
    """One line of what the font can show; a letter that it lacks becomes U+FFFD."""
    kept = "".join(" " if mark.isspace() else mark for mark in drop_unseen(text) if mark not in _UNDRAWN)
    known = _drawable()
    shown = (mark if ord(mark) in known or mark in "\u200c\u200d" else _UNKNOWN for mark in kept)
    return " ".join("".join(shown).split())


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    directions = (unicodedata.bidirectional(mark) for mark in text)
    return next((d != "L" for d in directions if d in ("L", "R", "AL")), False)


@lru_cache(maxsize=64)
def font(size: float, *, weight: str = "normal", slant: Slant = "normal") -> FontProperties:
    # With its file: matplotlib would look through all fonts for each size anew.
    return FontProperties(family=FAMILY, size=size, weight=weight, style=slant, fname=_file(weight, slant))


@lru_cache(maxsize=8)
def _file(weight: str, slant: Slant) -> str:
    return findfont(FontProperties(family=FAMILY, weight=weight, style=slant))


class Ruler:
    """Measures text in layout units; one for each picture, because a renderer is not shared between threads."""

    def __init__(self) -> None:
        # matplotlib types its artists, not its renderers.
        self._renderer: Any = RendererAgg(8, 8, 72)  # type: ignore[no-untyped-call]
        self._known: dict[tuple[str, float, str], float] = {}

    def width(self, text: str, size: float, *, weight: str = "normal") -> float:
        key = (text, size, weight)
        if key not in self._known:
            self._known[key] = self._renderer.get_text_width_height_descent(text, font(size, weight=weight), False)[0]  # noqa: FBT003
        return self._known[key]

    def lines(self, text: str, size: float, *, within: float, weight: str = "normal") -> list[str]:
        """Break into lines no wider than `within`; a word that is wider is broken inside."""
        lines: list[str] = []
        line = ""
        for word in self._pieces(text, size, within=within, weight=weight):
            longer = f"{line} {word}" if line else word
            if line and self.width(longer, size, weight=weight) > within:
                lines.append(line)
                longer = word
            line = longer
        return [*lines, line] if line else lines

    def _pieces(self, text: str, size: float, *, within: float, weight: str) -> list[str]:
        pieces: list[str] = []
        for word in text.split():
            rest = word
            while self.width(rest, size, weight=weight) > within and len(rest) > 1:
                cut = max(1, int(len(rest) * within / self.width(rest, size, weight=weight)))
                pieces.append(rest[:cut])
                rest = rest[cut:]
            pieces.append(rest)
        return pieces
