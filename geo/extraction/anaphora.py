"""Anaphora: "All of them were killed", where the sentence before says how many they are."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction import lexicon
from geo.extraction.article import Span
from geo.extraction.counted import Counted
from geo.extraction.figures import Figure
from geo.extraction.numbers import counted_at
from geo.extraction.tokens import Token
from geo.vocabulary import Group, Outcome, Side

_ALL = frozenset({"all", "both"})
_BETWEEN = frozenset({"of", "them", "were", "was", "had", "been", "have", "are", "men", "the", "people", "died"})
_FARTHEST_VERB = 6


_FOUND = frozenset({"found", "recovered", "discovered", "dumped", "retrieved", "returned", "handed"})


def their_bodies(tokens: Sequence[Token], before: Sequence[Token]) -> Figure | None:
    """Read "Their bodies were found hours later" as the death of those whom the sentence `before` counts."""
    lower = [token.lower for token in tokens]
    index = next((i for i in range(len(lower) - 1) if lower[i : i + 2] == ["their", "bodies"]), None)
    told = _last_counted(before, "all") if index is not None and _FOUND & set(lower) else None
    if index is None or told is None:
        return None
    span = Span(tokens[index].start, tokens[index + 1].end)
    rule = "the bodies of those whom the sentence before counts"
    return Figure(Outcome.KILLED, told.low, told.high, told.group, told.side, told.vague, span, rule, position=index)


def all_of_them(tokens: Sequence[Token], before: Sequence[Token]) -> Figure | None:
    """Read "All of them were killed" as the people whom the sentence `before` counts, as many as it says."""
    for index, token in enumerate(tokens):
        if token.lower not in _ALL or (index + 1 < len(tokens) and tokens[index + 1].lower == "the"):
            continue
        for last in range(index + 1, min(index + _FARTHEST_VERB, len(tokens))):
            word = lexicon.outcomes().at(tokens, last)
            if word and word.value.place in {"either", "precedes"} and (told := _last_counted(before, token.lower)):
                return Figure(
                    outcome=word.value.outcome,
                    low=told.low,
                    high=told.high,
                    group=told.group,
                    side=told.side,
                    vague=told.vague,
                    span=Span(token.start, tokens[word.last - 1].end),
                    rule=f"'{token.text}' of those whom the sentence before counts",
                    position=index,
                )
            if word or tokens[last].lower not in _BETWEEN:
                break
    return None


_HURT = frozenset({"she", "he"})


def that_person(tokens: Sequence[Token], before: Sequence[Token]) -> Figure | None:
    """Read "His niece was with them. She was hit in the leg" as one person wounded, whom no figure counts."""
    if len(tokens) < _FARTHEST_VERB or tokens[0].lower.strip('“"') not in _HURT:
        return None
    kin = lexicon.word_set("grammar", "kin")
    told = [i for i, token in enumerate(before) if token.lower in kin and i and before[i - 1].lower in _OWNED]
    if not told or any(lexicon.outcomes().at(before, i) for i in range(len(before))):
        return None
    for last in (1, 2):
        word = lexicon.outcomes().at(tokens, last)
        if word and word.value.place in {"either", "precedes"} and tokens[1].lower in {"was", "is", *_SUFFERS}:
            span = Span(tokens[0].start, tokens[word.last - 1].end)
            rule = f"'{tokens[0].text}', whom the sentence before names"
            return Figure(word.value.outcome, 1, 1, Group.CIVILIANS, Side.CIVILIANS, "", span, rule)
    return None


_OWNED = frozenset({"'s", "’s", "his", "her", "their", "my", "our"})
_SUFFERS = frozenset({"sustained", "suffered", "died", "survived"})


def _last_counted(tokens: Sequence[Token], word: str) -> Counted | None:
    """The people last counted in a sentence: two of them for "both"."""
    counted = [found for index in range(len(tokens)) if (found := counted_at(tokens, index)) and found.group]
    fitting = [found for found in counted if found.low and (found.low == 2 if word == "both" else found.low > 1)]
    return fitting[-1] if fitting else None
