"""Totals: the toll of an incident as a later sentence sums it up, such as "bringing the death toll to five"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geo.extraction import lexicon
from geo.extraction.article import Span
from geo.extraction.figures import Figure
from geo.extraction.numbers import counted_at
from geo.extraction.tokens import Token
from geo.vocabulary import Group, Outcome, Side

_FARTHEST_NUMBER = 22
_COUNTED_BY = frozenset({"toll", "number", "tally"})
_BEFORE_NUMBER = frozenset({"to", "at", "reached", "reaches", "reaching", "is", "was"})
_DEAD = frozenset({"killed", "dead", "deaths", "death", "fatalities", "martyrs", "martyred", "died"})
_HURT = frozenset({"wounded", "injured", "injuries"})
# Tolls of a longer time than one incident.
_PERIODS = frozenset({"year", "month", "week", "weeks", "months", "since", "annual", "overall"})


def find_totals(tokens: Sequence[Token]) -> Iterator[Figure]:
    """Read "the death toll has risen to five" and "bringing the number of wounded to nine"."""
    for index, token in enumerate(tokens):
        if token.lower in _COUNTED_BY:
            window = tokens[max(0, index - 2) : index + 14]
            outcome = _outcome(token, {other.lower for other in window})
            if outcome and (found := _number_after(tokens, index)):
                yield _figure(tokens, index, found, outcome)


_BODIES = frozenset({"bodies", "corpses"})
_FOUND = frozenset({"found", "recovered", "discovered", "counted", "retrieved", "left"})


def find_bodies(tokens: Sequence[Token]) -> Iterator[Figure]:
    """Read "found four bodies" as four killed; "the bodies of four soldiers" is read elsewhere."""
    numbers = lexicon.table("numbers", "numbers")
    lower = [token.lower for token in tokens]
    for index in range(1, len(tokens)):
        number = numbers.get(lower[index - 1]) or (int(lower[index - 1]) if lower[index - 1].isdecimal() else None)
        of = lower[index + 1 : index + 2] == ["of"]
        if lower[index] in _BODIES and number and not of and _FOUND & set(lower):
            span = Span(tokens[index - 1].start, tokens[index].end)
            rule = "bodies that were found"
            theirs = any(
                found.value.vague == "militants" or found.value.side is Side.ISIS
                for found in lexicon.actors().find(tokens[: index - 1])
            )
            left = theirs and "left" in lower
            group = Group.ISIS if left else None
            yield Figure(
                Outcome.KILLED,
                int(number),
                int(number),
                group,
                group.side if group else None,
                "",
                span,
                rule,
                definite=True,
                position=index - 1,
            )


def _outcome(token: Token, around: set[str]) -> Outcome | None:
    if around & _PERIODS:
        return None
    if around & _DEAD or (token.lower == "toll" and not around & _HURT):
        return Outcome.KILLED
    return Outcome.WOUNDED if around & _HURT else None


def _number_after(tokens: Sequence[Token], index: int) -> int | None:
    """The index of the number that the words lead to: the last "to" of "from four to six"."""
    found = None
    for position in range(index + 1, min(index + _FARTHEST_NUMBER, len(tokens) - 1)):
        if tokens[position].lower in {";", "but", "while", "after", "when"}:
            break
        counted = counted_at(tokens, position + 1) if tokens[position].lower in _BEFORE_NUMBER else None
        if counted and counted.low is not None and tokens[position + 1].lower not in {"a", "an", "the"}:
            found = position + 1
    return found


def _figure(tokens: Sequence[Token], index: int, number: int, outcome: Outcome) -> Figure:
    counted = counted_at(tokens, number)
    assert counted is not None  # noqa: S101  # asked for just before
    return Figure(
        outcome=outcome,
        low=counted.low,
        high=counted.high,
        group=counted.group,
        side=counted.side,
        vague=counted.vague,
        span=Span(tokens[index].start, tokens[counted.last - 1].end),
        rule=f"the {tokens[index].lower} is summed up",
        total=True,
        position=number,
        noun=counted.noun,
    )


def find_rest(tokens: Sequence[Token], outcome: Outcome) -> Iterator[Figure]:
    """Read "The other five were civilians" as a part of a total told before."""
    numbers = lexicon.table("numbers", "numbers")
    for index, token in enumerate(tokens[:-3]):
        if token.lower not in {"other", "remaining"} or tokens[index + 2].lower not in {"were", "was", "are"}:
            continue
        number = numbers.get(tokens[index + 1].lower) or tokens[index + 1].text
        found = lexicon.actors().at(tokens, index + 3)
        if found and found.value.group and str(number).isdecimal():
            span = Span(token.start, tokens[found.last - 1].end)
            group = found.value.group
            yield Figure(
                outcome, int(number), int(number), group, group.side, "", span, "the rest of a total", position=index
            )
