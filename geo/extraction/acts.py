"""Acts: the violence of one sentence, as words for it, those who act and those acted upon."""

from __future__ import annotations

from dataclasses import dataclass

from geo.extraction.article import Span
from geo.vocabulary import Group, Side, SubEventType


@dataclass(frozen=True)
class Trigger:
    """A word for an act of violence."""

    first: int
    last: int
    role: str
    sub_type: SubEventType | None
    span: Span
    plural: bool


@dataclass(frozen=True)
class Agent:
    """Somebody named as the one who acts.

    Attributes:
        side: None for "militants" and "gunmen", whom `vague` tells apart.
        weight: how directly the words say it; the sum decides between agents.
        rule: how it was read, in words.
    """

    side: Side | None
    vague: str
    suspected: bool
    weight: float
    span: Span
    rule: str


@dataclass(frozen=True)
class Target:
    """Somebody named as the one acted upon."""

    group: Group
    span: Span


@dataclass(frozen=True)
class Acts:
    """The violence of one sentence.

    Attributes:
        objects: indices of the tokens at which a place may be the object of a verb ("attacked X").
        vague: it speaks of "the attackers" or "the militants".
    """

    triggers: tuple[Trigger, ...]
    agents: tuple[Agent, ...]
    targets: tuple[Target, ...]
    objects: frozenset[int]
    vague: bool = False
