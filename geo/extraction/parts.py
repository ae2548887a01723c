"""Parts: a number of people whom the same sentence divides, as in "three people, two of them soldiers and one a farmer"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.extraction import lexicon
from geo.extraction.counted import Counted
from geo.extraction.figures import Figure
from geo.extraction.numbers import counted_at
from geo.extraction.tokens import Token
from geo.vocabulary import Group

_OF_THEM = (["of", "them"], ["of", "whom"])
_SMALL = frozenset({"were", "was", "a", "an", "others", "of", "them", "whom", "the", "other"})
_FARTHEST = 24


def with_parts(tokens: Sequence[Token], found: list[Figure]) -> list[Figure]:
    """Put the parts of a number that names nobody in its place, where they make it up."""
    done: list[Figure] = []
    for whole in found:
        parts = _parts(tokens, whole) if whole.group in {None, Group.PEOPLE} and (whole.low or 0) > 1 else []
        if parts and sum(count.low or 0 for count in parts) == whole.low:
            rule = f"{whole.rule}, told by its parts"
            done += [
                replace(
                    whole, low=c.low, high=c.low, group=c.group, side=c.side, vague=c.vague, position=c.first, rule=rule
                )
                for c in parts
            ]
        else:
            done.append(whole)
    taken = {figure.position for figure in done if figure.rule.endswith("told by its parts")}
    return [f for f in done if f.rule.endswith("told by its parts") or f.position not in taken]


def _parts(tokens: Sequence[Token], whole: Figure) -> list[Counted]:
    numbers = lexicon.table("numbers", "numbers")
    start = next((i for i, token in enumerate(tokens) if i > whole.position and token.text == ","), None)
    words = [token.lower for token in tokens]
    if start is None or start - whole.position > _FARTHEST or words[start + 2 : start + 4] not in _OF_THEM:
        return []
    parts: list[Counted] = []
    for index in range(start + 1, min(start + _FARTHEST, len(tokens) - 1)):
        number = numbers.get(words[index]) or (int(words[index]) if words[index].isdecimal() else None)
        if not number or words[index - 1] not in {",", "and"}:
            continue
        skip = index + 1
        while skip < len(tokens) and words[skip] in _SMALL:
            skip += 1
        told = counted_at((tokens[index], *tokens[skip:]), 0)
        if told is None or told.group is None:
            return []
        parts.append(replace(told, low=int(number), first=index))
    return parts if len(parts) > 1 else []
