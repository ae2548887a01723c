"""The colours of a picture: light and dark as on the screen, and grey for black-and-white print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Style:
    """Colours of one look; marks take theirs from `geo.palette`."""

    page: str
    ground: str
    home: str
    water: str
    governorate: str
    border: str
    ink: str
    quiet: str
    town: str
    area: str
    band: str
    paper: str
    edge: str


LOOKS: Final[Mapping[str, Style]] = {
    "light": Style(
        page="#fffefb",
        ground="#ebe9e4",
        home="#f8f7f4",
        water="#bfd3dd",
        governorate="#d3cfc6",
        border="#a7a198",
        ink="#2b2926",
        quiet="#6b665e",
        town="#4b4a47",
        area="#8d877d",
        band="#6f6a86",
        paper="#fffdf7",
        edge="#f8f7f4",
    ),
    "dark": Style(
        page="#191e22",
        ground="#15191d",
        home="#20262b",
        water="#2d4351",
        governorate="#3c454c",
        border="#5f6a73",
        ink="#f1f2f3",
        quiet="#a9b1b8",
        town="#c3c8cc",
        area="#7c8790",
        band="#a6a0c8",
        paper="#262d33",
        edge="#20262b",
    ),
    "grey": Style(
        page="#ffffff",
        ground="#ececec",
        home="#fafafa",
        water="#d4d4d4",
        governorate="#cfcfcf",
        border="#9c9c9c",
        ink="#1c1c1c",
        quiet="#595959",
        town="#3d3d3d",
        area="#8a8a8a",
        band="#6e6e6e",
        paper="#ffffff",
        edge="#ffffff",
    ),
}
_DARKEST, _LIGHTEST = 0.12, 0.74
TOLD_APART: Final = 4
"""As many greys as an eye tells apart; among more, each mark bears the number of its legend entry."""


def edge_of(style: Style, colour: str) -> str:
    """The line around a disc: as light as the ground, or one that sets off a disc which the ground would swallow."""
    light = sum(int(colour[i : i + 2], 16) * part for i, part in ((1, 0.2126), (3, 0.7152), (5, 0.0722)))
    if style is LOOKS["grey"] and light > 120:
        return style.ink
    return style.quiet if style is LOOKS["dark"] and light < 102 else style.edge


def greys(colours: Sequence[str]) -> dict[str, str]:
    """A grey for each colour, as far apart as their number allows, in the order of the colours."""
    steps = max(len(colours) - 1, 1)
    levels = [round(255 * (_DARKEST + (_LIGHTEST - _DARKEST) * i / steps)) for i in range(len(colours))]
    return {colour: f"#{level:02x}{level:02x}{level:02x}" for colour, level in zip(colours, levels, strict=True)}
