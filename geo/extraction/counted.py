"""Counted: people counted in a sentence, as every reader of numbers and persons gives them."""

from __future__ import annotations

from dataclasses import dataclass

from geo.vocabulary import Group, Side

# The noun of people who are "of the force": the one named before, never those whom it hits.
THE_FORCE = "the force"


@dataclass(frozen=True)
class Counted:
    """People counted in a sentence.

    Attributes:
        first: index of the first token.
        last: index after the last one.
        low: the number, or the least; None for "several".
        high: the most; None for "at least" and "several".
        group: None where the phrase names nobody, as in "three others".
        vague: "militants" or "gunmen" for armed people whom the words do not name.
        other: "other", "another", "more": not among those counted before.
        definite: "the three": counted before.
        noun: a plural that no word list knows, which only a verb such as "killed" makes people of.
    """

    first: int
    last: int
    low: int | None
    high: int | None
    group: Group | None
    side: Side | None
    vague: str = ""
    other: bool = False
    definite: bool = False
    noun: str = ""
