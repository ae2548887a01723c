"""Mentions: what one statement says of an incident, with its names looked up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from geo.coding.places import Known, Resolver
from geo.extraction.article import Span
from geo.extraction.statements import Reading, Statement
from geo.extraction.times import Time
from geo.extraction.toponyms import PlaceName
from geo.vocabulary import Outcome

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "his", "their", "same"})
_SITUATED = frozenset({"scene", "near", "between", "home"})


@dataclass(frozen=True)
class Scene:
    """A place phrase: the places themselves, and what the phrase says about where they lie."""

    heads: tuple[Known, ...]
    containers: tuple[Known, ...]
    anchors: tuple[Known, ...]

    @property
    def level(self) -> int:
        """The finest head's level."""
        return min(head.level for head in self.heads)


@dataclass(frozen=True)
class Mention:
    """A statement as part of an incident.

    Attributes:
        number: the statement's index in the reading.
        strong: it tells of a deed by itself; a weak one only adds to an incident.
        day: the days of the deed that the statement itself names, or None.
    """

    number: int
    statement: Statement
    scenes: tuple[Scene, ...]
    strong: bool
    day: tuple[dt.date, dt.date] | None
    time: Time | None

    @property
    def heads(self) -> tuple[Known, ...]:
        """The places themselves."""
        return tuple(head for scene in self.scenes for head in scene.heads)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The figures, without bounds and groups."""
        return tuple(figure.low for figure in self.statement.figures if figure.low is not None and not figure.subset)


def mention(reading: Reading, number: int, resolver: Resolver) -> Mention:
    """Look up the places of a statement and weigh it."""
    statement = reading.statements[number]
    scenes = tuple(_scenes(statement, resolver, reading.article.text))
    if died_later(statement):
        return Mention(number, statement, (), strong=False, day=None, time=None)
    time = _deed_time(reading, number)
    day = (time.start, time.end) if time else None
    return Mention(number, statement, scenes, _is_strong(statement, scenes), day, time)


_DEATHS = frozenset({"died", "succumbed", "death", "dies"})
_OF_WOUNDS = frozenset({"wounded", "injured", "wounds", "injuries", "complications", "hospital"})


def died_later(statement: Statement) -> bool:
    """Whether a statement only says that somebody wounded before has died."""
    words = {token.lower for token in statement.tokens}
    wounded = any(
        figure.outcome is Outcome.WOUNDED and figure.low and not figure.definite for figure in statement.figures
    )
    return bool(words & _DEATHS) and bool(words & _OF_WOUNDS) and not wounded and not statement.acts.agents


def _scenes(statement: Statement, resolver: Resolver, text: str) -> list[Scene]:
    chains: dict[int, list[PlaceName]] = {}
    for place in statement.places:
        chains.setdefault(place.chain, []).append(place)
    scenes = (_scene(chain, resolver, text) for chain in chains.values())
    return [scene for scene in scenes if scene is not None]


def _scene(chain: Sequence[PlaceName], resolver: Resolver, text: str) -> Scene | None:
    """Split a chain: its first places, the areas around them, and the places words measure from."""
    within = tuple(place.name for place in chain if place.name)
    situated = [place for place in chain if place.relation in _SITUATED and place.kind != "site"]
    if not situated:
        return None
    if situated[0].relation == "between":
        ends = tuple(resolver.know(place, within=within) for place in situated if place.relation == "between")
        return Scene((_stretch(ends, text),), (), ends) if ends else None
    situated = _off_the_road(situated)
    first = situated[0]
    heads = [first] if first.relation == situated[0].relation else []
    for place in situated[1:]:
        if place.listed and heads[-1].listed and place.relation == first.relation:
            heads.append(place)
        else:
            break
    rest = [place for place in chain if place not in heads]
    known = {id(place): resolver.know(place, within=within) for place in chain}
    anchors = tuple(known[id(p)] for p in rest if p.relation in {"near", "between"})
    containers = tuple(known[id(p)] for p in rest if p.relation in {"scene", "containing"})
    if (not first.name and (containers or anchors)) or first.name:
        return Scene(tuple(known[id(place)] for place in heads), containers, anchors)
    return None


def _off_the_road(situated: list[PlaceName]) -> list[PlaceName]:
    """A named place beside a road says more than the road."""
    named = [place for place in situated if place.kind != "road" and place.name]
    return [*named, *(p for p in situated if p not in named)] if situated[0].kind == "road" and named else situated


def _stretch(ends: Sequence[Known], text: str) -> Known:
    """The nameless stretch between two places."""
    first, last = ends[0].printed, ends[-1].printed
    span = Span(first.span.start, last.span.end)
    words = text[span.start : span.end]
    return Known(PlaceName("", "area", "between", words, span, first.first, last.last), (), 1, "", frozenset())


def _deed_time(reading: Reading, number: int) -> Time | None:
    """The time of the deed in a statement; "two weeks after" counts from the clause before it."""
    statement = reading.statements[number]
    times = [
        time
        for time in statement.deed_times()
        if time.kind in {"day", "interval", "month"} and time.end <= reading.today + dt.timedelta(1)
    ]
    offset = next((time for time in statement.times if time.kind == "offset"), None)
    if statement.follows is not None and offset is not None:
        return _shifted(reading, statement.follows, offset)
    return times[0] if times else None


def _shifted(reading: Reading, number: int, offset: Time) -> Time:
    base = reading.today
    for index in range(number, -1, -1):
        days = [time for time in reading.statements[index].deed_times() if time.kind == "day"]
        if days:
            base = days[0].start
            break
    shift = dt.timedelta(offset.offset)
    slack = dt.timedelta(offset.slack)
    start, end = base + shift - slack, base + shift + slack
    return Time(start, end, "day" if start == end else "interval", offset.rule, offset.span)


def _is_strong(statement: Statement, scenes: Sequence[Scene]) -> bool:
    if any(figure.low is not None and not figure.subset for figure in statement.figures):
        return True
    situated = bool(scenes)
    for trigger in statement.acts.triggers:
        if trigger.role in {"verb", "frame"} and (statement.acts.agents and (situated or statement.acts.targets)):
            return True
        if trigger.role == "repel" and situated:
            return True
        told = not _is_definite(statement, trigger.first) or "new_incident" in statement.cues
        if trigger.role == "noun" and situated and told:
            return True
    return False


def _is_definite(statement: Statement, index: int) -> bool:
    before = {token.lower for token in statement.tokens[max(0, index - 3) : index]}
    return bool(before & _DEFINITE)
