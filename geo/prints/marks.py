"""The marks of a picture, as on the screen map: areas, fronts, shared figures, incidents and events."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely
from matplotlib.path import Path

from geo.filters import Filter
from geo.layers.colours import meanings
from geo.layers.events import event_marks
from geo.layers.fronts import segments_in_view
from geo.layers.marks import incident_marks
from geo.palette import SIDE_COLOURS
from geo.prints.canvas import Box, Ink, Points, Sheet, closed_path
from geo.prints.ground import Frame, circle, projected
from geo.prints.lettering import cleaned
from geo.prints.styles import TOLD_APART, edge_of, greys
from geo.records import Claim, FrontSegment
from geo.tolls import Toll
from geo.view import View
from geo.vocabulary import Outcome

# As in the screen map's scene.js, in layout units at unit 1.
SMALLEST: Final = 4.5
PER_ROOT: Final = 3.3
AREA_ALPHA: Final = 0.1
BAND_ALPHA: Final = 0.16
_FADED: Final = 0.45


@dataclass(frozen=True)
class Mark:
    """One incident on the map: its position in metres and what its mark says."""

    id: str
    at: tuple[float, float]
    error_m: float
    shape: str
    colour: str
    low: int
    high: int
    is_open: bool
    possibly: bool
    others: tuple[tuple[float, float, float], ...]  # further scenes: metres and error in metres

    @property
    def low_radius(self) -> float:
        return sized(self.low) if self.low > 0 else SMALLEST

    @property
    def radius(self) -> float:
        return max(self.low_radius, sized(self.high) if self.high > 0 else 0)


@dataclass(frozen=True)
class Shared:
    """One figure for the incidents at several places, with who says so."""

    ids: tuple[str, ...]
    words: str
    short: str  # where the words have no room
    colour: str


@dataclass(frozen=True)
class Drawn:
    """What a picture shows of a view: the chosen layers, nothing beyond them."""

    marks: tuple[Mark, ...] = ()
    shared: tuple[Shared, ...] = ()
    segments: tuple[FrontSegment, ...] = ()
    events: tuple[tuple[float, float], ...] = ()
    colours: tuple[tuple[str, str], ...] = ()  # what a colour says, and the colour
    numbers: dict[str, int] = field(default_factory=dict)
    shows_areas: bool = False
    selected: str | None = None

    @property
    def points(self) -> Points:
        """What the frame must hold, in metres: scenes, and the fronts only where there are scenes on them or none."""
        scenes = [mark.at for mark in self.marks] + [other[:2] for mark in self.marks for other in mark.others]
        fronts = [tuple(p) for segment in self.segments for p in line_of(segment)] if len(scenes) != 1 else []
        return np.asarray([*scenes, *fronts], dtype=float).reshape(-1, 2)


def sized(people: int) -> float:
    return max(SMALLEST, PER_ROOT * math.sqrt(people))


def drawn_of(view: View, chosen: Filter, *, grey: bool) -> Drawn:
    """Gather what the chosen layers show."""
    on = set(chosen.layers)
    found = [(label, colour) for label, colour in meanings(view, by=chosen.colour)] if "marks" in on else []
    tones = greys([colour for _, colour in found]) if grey else {}
    marks = tuple(_marks(view, chosen, tones)) if "marks" in on else ()
    events = event_marks(view) if "events" in on else []
    return Drawn(
        marks=marks,
        shared=tuple(shared_figures(view, tones)) if {"marks", "shared"} <= on else (),
        segments=segments_in_view(view, chosen),
        events=tuple(
            (float(x), float(y))
            for x, y in projected([e["longitude"] for e in events], [e["latitude"] for e in events])
        ),
        colours=tuple((label, tones.get(colour, colour)) for label, colour in found),
        numbers={tones[c]: n for n, (_, c) in enumerate(found, 1)} if grey and len(found) > TOLD_APART else {},
        shows_areas="precision" in on,
        selected=chosen.incident if chosen.incident in view.ids else None,
    )


def _marks(view: View, chosen: Filter, tones: dict[str, str]) -> list[Mark]:
    payload = incident_marks(view, by=chosen.colour)
    if not payload:
        return []
    rows, words = payload["rows"], payload["words"]
    names = ("id", "error_km", "low", "high", "open", "possibly", "others", "shape", "colour")
    positions = projected(rows["longitude"], rows["latitude"])
    marks = []
    for position, *values in zip(positions, *(rows[name] for name in names), strict=True):
        row = dict(zip(names, values, strict=True))
        colour = words[row["colour"]]
        mark = Mark(
            id=row["id"],
            at=(float(position[0]), float(position[1])),
            error_m=row["error_km"] * 1000,
            shape=words[row["shape"]],
            colour=tones.get(colour, colour),
            low=row["low"],
            high=row["high"],
            is_open=bool(row["open"]),
            possibly=bool(row["possibly"]),
            others=tuple(_other(other) for other in row["others"]),
        )
        marks.append(mark)
    return sorted(marks, key=lambda mark: (-mark.radius, mark.id))


def _other(other: dict[str, Any]) -> tuple[float, float, float]:
    x, y = projected((other["longitude"],), (other["latitude"],))[0]
    return float(x), float(y), other["error_km"] * 1000


def shared_figures(view: View, tones: dict[str, str]) -> list[Shared]:
    """One for each group of incidents in view that share figures of people killed; each figure names its outlet."""
    mapped = {incident.id for incident in view.mapped}
    groups: dict[tuple[str, ...], list[Claim]] = {}
    for claim in view.shared:
        ids = tuple(i for i in claim.incident_ids if i in mapped)
        if claim.outcome is Outcome.KILLED and claim.low is not None and len(ids) > 1:
            groups.setdefault(ids, []).append(claim)
    found = []
    for ids, claims in sorted(groups.items()):
        figures: dict[str, list[str]] = {}
        for claim in claims:
            toll = Toll(claim.low or 0, claim.high if claim.high is not None else claim.low or 0, claim.high is None)
            figures.setdefault(str(toll), []).append(view.dataset.sources[claim.source_id].outlet)
        told = "; ".join(
            f"{figure} killed, shared ({', '.join(dict.fromkeys(who))})" for figure, who in figures.items()
        )
        colour = SIDE_COLOURS[claims[0].group.side]
        short = f"{'; '.join(figures)} killed, shared"
        found.append(Shared(ids, cleaned(told), cleaned(short), tones.get(colour, colour)))
    return found


def line_of(segment: FrontSegment) -> Points:
    return projected([p.longitude for p in segment.line], [p.latitude for p in segment.line])


def draw_bands(sheet: Sheet, frame: Frame, segments: Sequence[FrontSegment]) -> None:
    """Bands twice the uncertainty wide, joined so that they do not darken where they meet, with dashed centres."""
    if not segments:
        return
    lines = [line_of(segment) for segment in segments]
    bands = [
        shapely.LineString(line).buffer(max(segment.uncertainty_km, 0.1) * 1000)
        for line, segment in zip(lines, segments, strict=True)
    ]
    rings = []
    for part in shapely.get_parts(shapely.union_all(bands)):
        rings += [shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)]
    colour, unit = sheet.style.band, sheet.unit
    sheet.shape(closed_path(frame.place(ring) for ring in rings), Ink(fill=colour, alpha=BAND_ALPHA), name="fronts")
    for line in lines:
        sheet.line(frame.place(line), Ink(line=colour, width=1.4 * unit, dash=(7 * unit, 6 * unit)))


def draw_areas(sheet: Sheet, frame: Frame, drawn: Drawn) -> None:
    """Where the incidents may have been; areas of one colour are one shape, so that they do not add up."""
    groups: dict[str, list[Path]] = {}
    for mark in drawn.marks:
        spots = [(*mark.at, mark.error_m, mark.radius), *((*other, SMALLEST) for other in mark.others)]
        for x, y, error_m, radius in spots:
            reach = error_m / frame.metres
            if reach >= radius * sheet.unit + 2:
                where = frame.place(np.asarray([[x, y]]))[0]
                ring = circle(reach)
                groups.setdefault(mark.colour, []).append(Path(ring.vertices + where, ring.codes))
    for colour, rings in groups.items():
        path = Path.make_compound_path(*rings)
        unit = sheet.unit
        sheet.shape(path, Ink(fill=colour, alpha=AREA_ALPHA), name=f"areas-{colour[1:]}")
        sheet.shape(path, Ink(line=colour, width=0.9 * unit, dash=(2 * unit, 3 * unit), alpha=0.45))


def draw_events(sheet: Sheet, frame: Frame, events: Sequence[tuple[float, float]]) -> None:
    if events:
        at = frame.place(np.asarray(events))
        ink = Ink(sheet.style.paper, sheet.style.quiet, 1.5 * sheet.unit)
        sheet.stamps([outline("diamond", 4.6 * sheet.unit)] * len(at), at, [ink] * len(at), name="events")


def draw_links(sheet: Sheet, frame: Frame, drawn: Drawn) -> None:
    """Dashed links between the places of each shared figure, from one to the next."""
    unit = sheet.unit
    for shared, lines in zip(drawn.shared, link_lines(frame, drawn, unit=unit), strict=True):
        ink = Ink(line=shared.colour, width=1.5 * unit, dash=(4 * unit, 4 * unit))
        for line in lines:
            if line.length:
                sheet.line(shapely.get_coordinates(line), ink)


def link_lines(frame: Frame, drawn: Drawn, *, unit: float) -> list[list[shapely.LineString]]:
    """For each shared figure the parts of its link between the edges of its marks, in layout units.

    Where two marks touch the part has no length.
    """
    marks = {mark.id: mark for mark in drawn.marks}
    return [_link(frame, [marks[i] for i in shared.ids], unit=unit) for shared in drawn.shared]


def _link(frame: Frame, ends: Sequence[Mark], *, unit: float) -> list[shapely.LineString]:
    places = frame.place(np.asarray([mark.at for mark in ends]))
    lines = []
    for (one, a), (other, b) in itertools.pairwise(zip(ends, places, strict=True)):
        length = float(np.hypot(*(b - a)))
        if length > (one.radius + other.radius) * unit:
            step = (b - a) / length * unit
            lines.append(shapely.LineString([a + step * one.radius, b - step * other.radius]))
        else:
            lines.append(shapely.LineString([(a + b) / 2] * 2))
    return lines


def scene_lines(frame: Frame, drawn: Drawn) -> list[shapely.LineString]:
    """The lines from incidents to their further scenes, in layout units."""
    pairs = [(mark.at, other[:2]) for mark in drawn.marks for other in mark.others]
    return [shapely.LineString(frame.place(np.asarray(pair))) for pair in pairs]


def draw_marks(sheet: Sheet, frame: Frame, drawn: Drawn) -> None:
    """The incidents, the largest first: disc for the fewest, ring for the most, dotted ring for an open end."""
    paths: list[Path] = []
    at: list[Points] = []
    inks: list[Ink] = []
    for mark in drawn.marks:
        place = frame.place(np.asarray([mark.at]))[0]
        faded = drawn.selected is not None and mark.id != drawn.selected
        for x, y, _ in mark.others:
            spot = frame.place(np.asarray([[x, y]]))[0]
            sheet.line([tuple(place), tuple(spot)], Ink(line=mark.colour, width=1.2 * sheet.unit))
            paths.append(outline(mark.shape, SMALLEST * sheet.unit))
            at.append(spot)
            inks.append(Ink(sheet.style.paper, mark.colour, 1.8 * sheet.unit))
        for path, ink in stamp(mark, sheet, faded=faded, selected=mark.id == drawn.selected):
            paths.append(path)
            at.append(place)
            inks.append(ink)
    if paths:
        sheet.stamps(paths, np.asarray(at), inks, name="marks")
    _number(sheet, frame, drawn)


def _number(sheet: Sheet, frame: Frame, drawn: Drawn) -> None:
    for mark in drawn.marks if drawn.numbers else ():
        x, y = frame.place(np.asarray([mark.at]))[0]
        write_number(sheet, drawn.numbers[mark.colour], (x, y), on=mark.colour if mark.low > 0 else sheet.style.paper)


def write_number(sheet: Sheet, number: int, at: tuple[float, float], *, on: str) -> None:
    """The number of a legend entry in a mark of the tone `on`."""
    colour = "#000000" if int(on[1:3], 16) > 120 else "#ffffff"
    sheet.text(str(number), at, size=6.6 * sheet.unit, weight="bold", align="middle", colour=colour)


def stamp(mark: Mark, sheet: Sheet, *, faded: bool, selected: bool) -> list[tuple[Path, Ink]]:
    """The parts of a mark, around the origin, in drawing order."""
    unit, style = sheet.unit, sheet.style
    filled, alpha = mark.low > 0, _FADED if faded else 1.0
    fill_alpha = alpha * (0.6 if filled and mark.possibly else 1)
    disc = outline(mark.shape, mark.low_radius * unit)
    ink = Ink(mark.colour, edge_of(style, mark.colour), 1.1 * unit, alpha=fill_alpha)
    parts = [(disc, ink if filled else Ink(style.paper, mark.colour, 1.8 * unit, alpha=alpha))]
    if mark.high > mark.low:
        parts.append((outline(mark.shape, sized(mark.high) * unit), Ink("none", mark.colour, 1.4 * unit, alpha=alpha)))
    if filled and mark.is_open:
        dots = (2 * unit, 3 * unit)
        ring = outline(mark.shape, (mark.radius + 3) * unit)
        parts.append((ring, Ink("none", mark.colour, 1.4 * unit, dots, alpha)))
    if selected:
        parts.append((outline(mark.shape, (mark.radius + 4) * unit), Ink("none", style.ink, 2.4 * unit)))
    return parts


def outline(name: str, radius: float) -> Path:
    """A shape around the origin; circle, square and triangle of one radius have the same area."""
    if name == "circle":
        return circle(radius)
    if name == "diamond":
        corners = np.asarray([(0, 1), (1, 0), (0, -1), (-1, 0)]) * radius * 1.25
    elif name == "square":
        corners = np.asarray([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * radius * math.sqrt(math.pi) / 2
    else:
        reach = radius * math.sqrt(4 * math.pi / (3 * math.sqrt(3)))
        angles = np.radians((90, 210, 330))
        corners = np.column_stack((np.cos(angles), np.sin(angles))) * reach
    return Path(np.concatenate((corners, corners[:1])), closed=True)


def obstacles(sheet: Sheet, frame: Frame, drawn: Drawn) -> list[Box]:
    """The boxes that marks and events take, in layout units."""
    spots = [(*mark.at, mark.radius) for mark in drawn.marks]
    spots += [(x, y, SMALLEST) for mark in drawn.marks for x, y, _ in mark.others]
    spots += [(x, y, 5.0) for x, y in drawn.events]
    boxes = []
    for x, y, radius in spots:
        place = frame.place(np.asarray([[x, y]]))[0]
        reach = radius * sheet.unit
        boxes.append((place[0] - reach, place[1] - reach, place[0] + reach, place[1] + reach))
    return boxes
