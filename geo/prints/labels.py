"""Names on the map: each where it has room, the more important first, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from geo.prints.canvas import Box, Ink, Sheet, overlap
from geo.prints.ground import Feature, Frame, circle, features
from geo.prints.lettering import Slant, cleaned
from geo.prints.marks import Drawn, Mark, line_of
from geo.view import View

_NAME: Final = {"en": "name", "ar": "name_ar", "ckb": "name_ckb"}
_AREA_NAME: Final = {"en": "name_en", "ar": "name_ar", "ckb": "name_ckb"}
# Towns of a rank are named up to this length of the frame's shorter side.
_RANK_UP_TO_M: Final = {1: 2_000_000.0, 2: 330_000.0, 3: 150_000.0}
_TOWN_SIZE: Final = {1: 12.5, 2: 10.5, 3: 9.5}
MOST_SCENES: Final = 24
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


@dataclass
class Lettering:
    """What is taken on the map so far, and the labels that found room."""

    sheet: Sheet
    frame: Frame
    marks: Sequence[Box]
    taken: list[Box]
    others: int  # how many boxes are taken before the first name
    labels: list[Label] = field(default_factory=list)

    def place(
        self,
        words: str,
        spots: Iterator[tuple[float, float]],
        *,
        size: float,
        colour: str,
        weight: str = "normal",
        slant: Slant = "normal",
        must: bool = False,
    ) -> bool:
        """Put the words at the first spot with room, or at the first inside the frame if they must be there."""
        half = self.sheet.ruler.width(words, size, weight=weight) / 2 + 1.5 * self.sheet.unit
        around = ((at, (at[0] - half, at[1] - 0.58 * size, at[0] + half, at[1] + 0.58 * size)) for at in spots)
        inside = [(at, box) for at, box in around if self._inside(box)]
        free = [(at, box) for at, box in inside if not any(overlap(box, other) for other in self.taken)]
        for at, box in (free or (inside if must else []))[:1]:
            self.labels.append(Label(words, at, size, colour, weight, slant, box))
            self.taken.append(box)
            return True
        return False

    def _inside(self, box: Box) -> bool:
        left, bottom, right, top = self.frame.box
        gap = 3 * self.sheet.unit
        return box[0] >= left + gap and box[1] >= bottom + gap and box[2] <= right - gap and box[3] <= top - gap


def write_labels(
    sheet: Sheet, frame: Frame, drawn: Drawn, *, view: View, language: str, marks: Sequence[Box], taken: Sequence[Box]
) -> tuple[Label, ...]:
    """Choose and write all names; nothing of a name lies in the boxes of the marks or in `taken`."""
    lettering = Lettering(sheet, frame, marks, [*marks, *taken], len(marks) + len(taken))
    _shared(lettering, drawn)
    named = _scenes(lettering, drawn, view=view, language=language)
    dots = _towns(lettering, language=language, named=named)
    _fronts(lettering, drawn)
    _areas(lettering, language=language)
    for dot in dots:
        sheet.stamps([circle(1.7 * sheet.unit)], np.asarray([dot]), [Ink(fill=sheet.style.town)])
    for label in lettering.labels:
        sheet.text(
            label.words,
            label.at,
            size=label.size,
            colour=label.colour,
            weight=label.weight,
            slant=label.slant,
            align="middle",
            halo=sheet.style.home,
        )
    return tuple(lettering.labels)


def _around(
    lettering: Lettering, words: str, at: tuple[float, float], *, size: float, reach: float, weight: str = "normal"
) -> Iterator[tuple[float, float]]:
    """Spots for the middle of a label beside a point: near ones first, to the right first."""
    unit = lettering.sheet.unit
    half = lettering.sheet.ruler.width(words, size, weight=weight) / 2
    for gap in (reach + 5 * unit, reach + 11 * unit, reach + 19 * unit):
        for dx, dy in NEIGHBOURS:
            side = dx * (gap + half if dy == 0 else 0.7 * gap + half)
            yield at[0] + side, at[1] + dy * (gap + 0.5 * size if dx == 0 else 0.7 * gap + 0.4 * size)


def _shared(lettering: Lettering, drawn: Drawn) -> None:
    """The figure of each dashed link, once, near its middle."""
    marks = {mark.id: mark for mark in drawn.marks}
    size, style = 10.5 * lettering.sheet.unit, lettering.sheet.style
    for shared in drawn.shared:
        places = lettering.frame.place(np.asarray([marks[i].at for i in shared.ids]))
        middle = places.mean(axis=0)
        spots = _around(
            lettering, shared.words, (middle[0], middle[1]), size=size, reach=4 * lettering.sheet.unit, weight="bold"
        )
        lettering.place(shared.words, spots, must=True, size=size, colour=style.ink, weight="bold")


def _scenes(lettering: Lettering, drawn: Drawn, *, view: View, language: str) -> set[str]:
    """The places of the incidents, those of the largest marks first; returns the names that are written."""
    named: set[str] = set()
    sheet = lettering.sheet
    for mark in drawn.marks[:MOST_SCENES]:
        words = _scene_name(view, mark, language)
        if words in named or len(words) > 34:
            continue
        at = lettering.frame.place(np.asarray([mark.at]))[0]
        size = 10.5 * sheet.unit
        spots = _around(lettering, words, (at[0], at[1]), size=size, reach=mark.radius * sheet.unit)
        if lettering.place(words, spots, size=size, colour=sheet.style.ink):
            named.add(words)
    return named


def _scene_name(view: View, mark: Mark, language: str) -> str:
    scene = view.dataset.incidents[mark.id].scene
    if scene is None:
        raise AssertionError(f"expected an incident with a position, got {mark.id!r}")  # marks are of no other
    place = view.dataset.places.get(scene.place_id or "")
    local = getattr(place.names, language) if place and language != "en" else None
    return cleaned(local or scene.name)


def _towns(lettering: Lettering, *, language: str, named: set[str]) -> list[tuple[float, float]]:
    """Town names by rank; returns the dots of those that are written and stand under no mark."""
    dots: list[tuple[float, float]] = []
    sheet, marks = lettering.sheet, lettering.marks
    free_of = lettering.taken[len(marks) : lettering.others]
    towns = sorted(features("towns"), key=lambda town: (town.properties["rank"], town.properties["id"]))
    for town in towns:
        rank = town.properties["rank"]
        words = cleaned(town.properties[_NAME[language]] or town.properties["name"])
        at = tuple(lettering.frame.place(town.parts[0])[0])
        if (
            words in named
            or _covers(free_of, at)
            or not lettering.frame.holds(at)
            or lettering.frame.span_m > _RANK_UP_TO_M[rank]
        ):
            continue
        size, weight = _TOWN_SIZE[rank] * sheet.unit, "bold" if rank == 1 else "normal"
        spots = _around(lettering, words, at, size=size, reach=0, weight=weight)
        if lettering.place(words, spots, size=size, colour=sheet.style.town, weight=weight):
            if not _covers(marks, at):
                dots.append(at)
            lettering.taken.append((at[0] - 2, at[1] - 2, at[0] + 2, at[1] + 2))
    return dots


def _covers(boxes: Iterable[Box], at: tuple[float, float]) -> bool:
    return any(left <= at[0] <= right and bottom <= at[1] <= top for left, bottom, right, top in boxes)


def _fronts(lettering: Lettering, drawn: Drawn) -> None:
    size, style = 10 * lettering.sheet.unit, lettering.sheet.style
    for segment in drawn.segments:
        line = lettering.frame.place(line_of(segment))
        lengths = np.concatenate(([0], np.hypot(*np.diff(line, axis=0).T).cumsum()))
        parts = np.asarray((0.5, 0.35, 0.65, 0.2, 0.8)) * lengths[-1]
        spots = zip(np.interp(parts, lengths, line[:, 0]), np.interp(parts, lengths, line[:, 1]), strict=True)
        lettering.place(
            cleaned(segment.id.upper()), iter(spots), size=size, colour=style.band, slant="italic", weight="bold"
        )


def _areas(lettering: Lettering, *, language: str) -> None:
    """Governorates and neighbours, in capitals where the script has them."""
    for layer, size in (("countries", 12.0), ("governorates", 9.0)):
        for area in features(layer):
            if area.properties["id"] != "iq" and area.label is not None:
                _area(lettering, area, language=language, size=size * lettering.sheet.unit)


def _area(lettering: Lettering, area: Feature, *, language: str, size: float) -> None:
    words = cleaned(area.properties[_AREA_NAME[language]] or area.properties["name_en"]).upper()
    x, y = lettering.frame.place(np.asarray([area.label]))[0]
    steps = (0, 18, -18, 36, -36, 54, -54)
    unit = lettering.sheet.unit
    spots = ((x + dx * unit, y + dy * unit) for dy in steps for dx in (0, 30, -30))
    lettering.place(words, spots, size=size, colour=lettering.sheet.style.area)
