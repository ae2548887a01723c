"""Names on the map: each where it has room, the more important first, or not at all."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from geo.prints.canvas import Box, Ink, Sheet
from geo.prints.ground import Feature, Frame, circle, features
from geo.prints.lettering import cleaned
from geo.prints.marks import Drawn, Mark, Shared, line_of, link_lines, scene_lines
from geo.prints.room import Label, Room, around
from geo.prints.shared import place_shared
from geo.view import View

_NAME: Final = {"en": "name", "ar": "name_ar", "ckb": "name_ckb"}
_AREA_NAME: Final = {"en": "name_en", "ar": "name_ar", "ckb": "name_ckb"}
# Towns of a rank are named up to this length of the frame's shorter side.
_RANK_UP_TO_M: Final = {1: 2_000_000.0, 2: 330_000.0, 3: 150_000.0}
_TOWN_SIZE: Final = {1: 12.5, 2: 10.5, 3: 9.5}
MOST_SCENES: Final = 24


def write_labels(
    sheet: Sheet, frame: Frame, drawn: Drawn, *, view: View, language: str, marks: Sequence[Box], taken: Sequence[Box]
) -> tuple[tuple[Label, ...], tuple[Shared, ...]]:
    """Choose and write all names; nothing of a name lies in the boxes of the marks, in `taken` or on a link.

    Returns:
        The names, and the shared figures that are not written in full.
    """
    links = link_lines(frame, drawn, unit=sheet.unit)
    room = Room(sheet, frame, marks, [*scene_lines(frame, drawn), *itertools.chain(*links)], taken)
    missing = place_shared(room, drawn, links)
    named = _scenes(room, drawn, view=view, language=language)
    dots = _towns(room, language=language, named=named)
    _fronts(room, drawn)
    _areas(room, language=language)
    for dot in dots:
        sheet.stamps([circle(1.7 * sheet.unit)], np.asarray([dot]), [Ink(fill=sheet.style.town)])
    for label in room.labels:
        if label.leader:
            _draw_leader(sheet, label.leader)
    for label in room.labels:
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
    return tuple(room.labels), missing


def _draw_leader(sheet: Sheet, leader: Sequence[tuple[float, float]]) -> None:
    """A thin line with a dot on what the label belongs to."""
    style, unit = sheet.style, sheet.unit
    sheet.line(leader, Ink(line=style.home, width=3 * unit, alpha=0.8))
    sheet.line(leader, Ink(line=style.ink, width=0.9 * unit))
    sheet.stamps([circle(1.8 * unit)], np.asarray(leader[:1]), [Ink(fill=style.ink)])


def _scenes(room: Room, drawn: Drawn, *, view: View, language: str) -> set[str]:
    """The places of the incidents, those of the largest marks first; returns the names that are written."""
    named: set[str] = set()
    sheet = room.sheet
    for mark in drawn.marks[:MOST_SCENES]:
        words = _scene_name(view, mark, language)
        if words in named or len(words) > 34:
            continue
        at = room.frame.place(np.asarray([mark.at]))[0]
        size = 10.5 * sheet.unit
        spots = around(room, words, (at[0], at[1]), size=size, reach=mark.radius * sheet.unit)
        if room.place(words, spots, size=size, colour=sheet.style.ink):
            named.add(words)
    return named


def _scene_name(view: View, mark: Mark, language: str) -> str:
    scene = view.dataset.incidents[mark.id].scene
    if scene is None:
        raise AssertionError(f"expected an incident with a position, got {mark.id!r}")  # marks are of no other
    place = view.dataset.places.get(scene.place_id or "")
    local = getattr(place.names, language) if place and language != "en" else None
    return cleaned(local or scene.name)


def _towns(room: Room, *, language: str, named: set[str]) -> list[tuple[float, float]]:
    """Town names by rank; returns the dots of those that are written and stand under no mark."""
    dots: list[tuple[float, float]] = []
    sheet, marks = room.sheet, room.marks
    free_of = room.corners
    towns = sorted(features("towns"), key=lambda town: (town.properties["rank"], town.properties["id"]))
    for town in towns:
        rank = town.properties["rank"]
        words = cleaned(town.properties[_NAME[language]] or town.properties["name"])
        at = tuple(room.frame.place(town.parts[0])[0])
        if (
            words in named
            or _covers(free_of, at)
            or not room.frame.holds(at)
            or room.frame.span_m > _RANK_UP_TO_M[rank]
        ):
            continue
        size, weight = _TOWN_SIZE[rank] * sheet.unit, "bold" if rank == 1 else "normal"
        spots = around(room, words, at, size=size, reach=0, weight=weight)
        if room.place(words, spots, size=size, colour=sheet.style.town, weight=weight):
            if not _covers(marks, at):
                dots.append(at)
            room.take((at[0] - 2, at[1] - 2, at[0] + 2, at[1] + 2))
    return dots


def _covers(boxes: Iterable[Box], at: tuple[float, float]) -> bool:
    return any(left <= at[0] <= right and bottom <= at[1] <= top for left, bottom, right, top in boxes)


def _fronts(room: Room, drawn: Drawn) -> None:
    size, style = 10 * room.sheet.unit, room.sheet.style
    for segment in drawn.segments:
        line = room.frame.place(line_of(segment))
        lengths = np.concatenate(([0], np.hypot(*np.diff(line, axis=0).T).cumsum()))
        parts = np.asarray((0.5, 0.35, 0.65, 0.2, 0.8)) * lengths[-1]
        spots = zip(np.interp(parts, lengths, line[:, 0]), np.interp(parts, lengths, line[:, 1]), strict=True)
        room.place(cleaned(segment.id.upper()), spots, size=size, colour=style.band, slant="italic", weight="bold")


def _areas(room: Room, *, language: str) -> None:
    """Governorates and neighbours, in capitals where the script has them."""
    for layer, size in (("countries", 12.0), ("governorates", 9.0)):
        for area in features(layer):
            if area.properties["id"] != "iq" and area.label is not None:
                _area(room, area, language=language, size=size * room.sheet.unit)


def _area(room: Room, area: Feature, *, language: str, size: float) -> None:
    words = cleaned(area.properties[_AREA_NAME[language]] or area.properties["name_en"]).upper()
    x, y = room.frame.place(np.asarray([area.label]))[0]
    steps = (0, 18, -18, 36, -36, 54, -54)
    unit = room.sheet.unit
    spots = ((x + dx * unit, y + dy * unit) for dy in steps for dx in (0, 30, -30))
    room.place(words, spots, size=size, colour=room.sheet.style.area)
