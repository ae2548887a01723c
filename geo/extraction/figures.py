"""Figures: what a sentence says of people killed, wounded or abducted, with how it was read."""

from __future__ import annotations

from dataclasses import dataclass

from geo.extraction.article import Span
from geo.vocabulary import Group, Outcome, Side


@dataclass(frozen=True)
class Figure:
    """One casualty figure of a sentence.

    Attributes:
        low: the number, or the least; None where the sentence gives no number.
        high: the most; None for "at least".
        vague: "militants" or "gunmen" for armed people whom the words do not name.
        other: not among the people counted before.
        definite: counted before ("the three militants").
        subset: part of another figure of the sentence ("including two officers").
        joint: killed and wounded in one number; no figure of either.
        of_wounded: wounded first, dead later ("a soldier wounded on Monday died").
        total: all of the incident's, over those told before ("bringing the toll to five").
        rule: how it was read, in words.
    """

    outcome: Outcome
    low: int | None
    high: int | None
    group: Group | None
    side: Side | None
    vague: str
    span: Span
    rule: str
    other: bool = False
    definite: bool = False
    subset: bool = False
    joint: bool = False
    of_wounded: bool = False
    total: bool = False
    position: int = 0
    noun: str = ""
