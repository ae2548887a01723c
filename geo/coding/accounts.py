"""Accounts: the figures of one outcome of an incident while its sentences are added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from geo.extraction.figures import Figure


@dataclass
class Account:
    """The figures of one outcome while sentences are added."""

    current: list[Figure]
    parts: list[Figure]
    total: int | None
    notes: list[str]
    headline: tuple[Figure, ...] = ()
    rejected: list[Figure] = field(default_factory=list)


def numbered(figures: Iterable[Figure]) -> list[Figure]:
    """Those with a number."""
    return [figure for figure in figures if figure.low is not None]


def total_of(figures: Iterable[Figure]) -> int:
    """How many people they count together."""
    return sum(figure.low or 0 for figure in figures)
