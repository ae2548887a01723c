"""Splits: one sentence that tells of two deeds, at two places, in two clauses."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction.acts import Acts
from geo.extraction.agents import find_acts
from geo.extraction.casualties import find_figures
from geo.extraction.tokens import Token
from geo.extraction.toponyms import PlaceName, find_places

_JOINS = frozenset({"while", "whereas"})
_LEAST = 6
_HERE = frozenset({"scene", "near"})
_SMALL = frozenset({"", "village", "town", "camp", "base", "city", "sub-district", "area"})
_CARE = frozenset({"hospital", "hospitals", "clinic", "treated", "treatment"})


def two_places(tokens: Sequence[Token], text: str) -> int | None:
    """The index of the word that joins "A bomb killed two near X" and "while a sniper wounded three in Y", or None."""
    for index in range(_LEAST, len(tokens) - _LEAST):
        joins = tokens[index].lower in _JOINS or tokens[index].text == ";"
        if joins and _tell_apart(tokens[:index], tokens[index + 1 :], text):
            return index
    return None


def _tell_apart(first: Sequence[Token], second: Sequence[Token], text: str) -> bool:
    if _CARE & {token.lower for token in second}:
        return False
    acts = [find_acts(part) for part in (first, second)]
    if not all(_has_deed(part, told) for part, told in zip((first, second), acts, strict=True)):
        return False
    places = [_named(part, told, text) for part, told in zip((first, second), acts, strict=True)]
    return bool(places[0] and places[1]) and not {p.name for p in places[0]} & {p.name for p in places[1]}


def _has_deed(tokens: Sequence[Token], acts: Acts) -> bool:
    """Whether a part counts people hit and says by what or by whom."""
    means = any(t.role == "noun" or t.sub_type for t in acts.triggers) or acts.agents
    return bool(means) and any(figure.low is not None and not figure.subset for figure in find_figures(tokens))


def _named(tokens: Sequence[Token], acts: Acts, text: str) -> list[PlaceName]:
    """The small places of a part, without those that only say how far off it is."""
    places = find_places(tokens, objects=acts.objects, text=text)
    return [p for p in places if p.name and p.relation in _HERE and p.kind in _SMALL and p.bearing is None]
