"""What a picture is asked to be, checked before anything is drawn, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.errors import SeamlineError
from geo.filters import Filter

PRESETS: Final[Mapping[str, tuple[int, int]]] = {
    "article": (1200, 675),
    "square": (1080, 1080),
    "story": (1080, 1920),
    "a4": (595, 842),  # in points: 210 x 297 mm
    "wide": (1600, 600),
}
STYLES: Final = ("light", "dark", "grey")
FORMATS: Final[Mapping[str, str]] = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
LANGUAGES: Final = ("en", "ar", "ckb")
SCALES: Final = (1, 2)
LEAST_SIDE: Final = 480
MOST_SIDE: Final = 4000
MOST_PIXELS: Final = 24_000_000
TITLE_LIMIT: Final = 120
DEK_LIMIT: Final = 280
# A page of 595 x 842 pixels would print coarsely: at scale 2 an A4 sheet has 288 dots an inch.
_PAPER_DENSITY: Final = 2


class PrintSpecError(SeamlineError, ValueError):
    """A picture that cannot be drawn as it is asked for."""


@dataclass(frozen=True, kw_only=True)
class PrintSpec:
    """A picture's size, look and words.

    Attributes:
        preset: one of `PRESETS`; left out where `size` is given.
        size: width and height in pixels at scale 1 (in points in a PDF).
        style: `light`, `dark` or `grey`, which can be told apart without colour.
        scale: 1, or 2 for sharp screens and print; only a PNG differs.
        language: of the place names: `en`, `ar` or `ckb`; None follows the layers names_ar and names_ckb.
        title: empty for our own words.
        dek: the line under the title; empty for the filter in words.

    Raises:
        PrintSpecError: naming the field, what was expected and what came.
    """

    preset: str | None = None
    size: tuple[int, int] | None = None
    format: str = "png"
    style: str = "light"
    scale: int = 1
    language: str | None = None
    title: str = ""
    dek: str = ""

    def __post_init__(self) -> None:
        self._check_size()
        for name, allowed in (("format", tuple(FORMATS)), ("style", STYLES), ("language", LANGUAGES)):
            value = getattr(self, name)
            if value not in allowed and (name != "language" or value is not None):
                raise PrintSpecError(f"{name}: expected one of {', '.join(allowed)}, got {value!r}")
        if self.scale not in SCALES or isinstance(self.scale, bool):
            raise PrintSpecError(f"scale: expected 1 or 2, got {self.scale!r}")
        for name, limit in (("title", TITLE_LIMIT), ("dek", DEK_LIMIT)):
            text = getattr(self, name)
            if not isinstance(text, str) or len(text) > limit:
                raise PrintSpecError(
                    f"{name}: expected a text of at most {limit} characters, got {text!r:.60}; shorten it"
                )
        width, height = self.pixels
        if width * height > MOST_PIXELS:
            raise PrintSpecError(
                f"size: expected at most {MOST_PIXELS:,} pixels at its scale, got {width} x {height}; choose less"
            )

    def names_in(self, chosen: Filter) -> str:
        """The language of the place names; where both layers of names are on, Arabic, which the page lists first."""
        if self.language is not None:
            return self.language
        return next((layer.removeprefix("names_") for layer in chosen.layers if layer.startswith("names_")), "en")

    @property
    def units(self) -> tuple[int, int]:
        """Width and height that the picture is laid out in; points in a PDF."""
        return self.size or PRESETS[self.preset or "article"]

    @property
    def density(self) -> int:
        """Pixels a unit in a PNG."""
        return self.scale * (_PAPER_DENSITY if self.preset == "a4" else 1)

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of a PNG."""
        width, height = self.units
        return width * self.density, height * self.density

    def _check_size(self) -> None:
        if self.preset is not None and self.size is not None:
            raise PrintSpecError(
                f"size: expected a preset or a size, got {self.preset!r} and {self.size!r}; leave one out"
            )
        if self.preset is not None and self.preset not in PRESETS:
            raise PrintSpecError(f"preset: expected one of {', '.join(PRESETS)}, got {self.preset!r}")
        if self.size is None:
            return
        sides: tuple[object, ...] = self.size  # as a route or a script may give it
        whole = all(isinstance(side, int) and not isinstance(side, bool) for side in sides)
        if len(sides) != 2 or not whole or not all(LEAST_SIDE <= side <= MOST_SIDE for side in self.size):
            raise PrintSpecError(
                f"size: expected width and height as whole numbers from {LEAST_SIDE} to {MOST_SIDE}, got {self.size!r}"
            )
        if not 1 / 4 <= self.size[0] / self.size[1] <= 4:
            raise PrintSpecError(f"size: expected sides of at most 4 to 1, got {self.size!r}; choose a squarer size")


@dataclass(frozen=True, kw_only=True)
class About:
    """What the view itself does not know.

    Attributes:
        edition: number of the edition that the view was taken from.
        link: the address of the view, written into the picture as a QR code; None leaves it out.
        chosen: the whole filter, for layers, colours and selection; None takes the view's own part of it.
    """

    edition: int
    link: str | None = None
    chosen: Filter | None = None


@dataclass(frozen=True)
class Picture:
    """A picture as a file, with the words that go with it."""

    data: bytes
    media_type: str
    width: int
    height: int
    alt: str
    caption: str
