"""Pronouns: people counted by "he", "her" or "them", whom words before name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.extraction import lexicon
from geo.extraction.counted import Counted
from geo.extraction.tokens import Token

HITTING = lexicon.word_set("things", "hitting")
_AUXILIARIES = frozenset({"was", "had", "has", "been", "is"})
_ADVERBS = frozenset({"also", "later", "then", "himself", "herself", "subsequently", "immediately", "instantly"})
_DIES = frozenset({"died", "succumbed", "perished", "dies", "succumbs"})
_LONGEST_VERB = 4


def pronoun_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "killing him and his brother", "shot her dead" and "he was killed along with a guard": one person."""
    word = tokens[index].lower
    if word in {"he", "she"}:
        return _one(index) if _suffers(tokens, index) else None
    if word not in {"him", "her"} or not index or tokens[index - 1].lower not in HITTING:
        return None
    after = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    follows = after in {
        "and",
        "dead",
        "along",
        "together",
        "as",
        "on",
        "at",
        "in",
        "near",
        "with",
        "while",
        "when",
        "before",
    }
    follows = follows or after in _ADVERBS
    return _one(index) if follows or (word == "him" and not after.isalpha()) else None


_FARTHEST_HIT = 2


def those_before(tokens: Sequence[Token], index: int, counts: Sequence[Counted]) -> Counted | None:
    """Read "dragged four men out of their homes and shot them dead" as the four, counted before."""
    verbs = {token.lower for token in tokens[max(0, index - _FARTHEST_HIT) : index]}
    if tokens[index].lower != "them" or not verbs & HITTING:
        return None
    told = [count for count in counts if count.low and count.low > 1 and not count.vague and count.group]
    one = told[-1] if told else None
    return replace(one, first=index, last=index + 1, definite=True, noun="them") if one else None


def _one(index: int) -> Counted:
    return Counted(index, index + 1, 1, 1, None, None, definite=True, noun="them")


def _suffers(tokens: Sequence[Token], index: int) -> bool:
    """Whether "he" is the subject of words for death or wounds, and nobody's words of himself."""
    last = index + 1
    while last < len(tokens) and last - index < _LONGEST_VERB and tokens[last].lower in _AUXILIARIES | _ADVERBS:
        last += 1
    if last >= len(tokens):
        return False
    found = lexicon.outcomes().at(tokens, last)
    passive = tokens[last - 1].lower in _AUXILIARIES | _ADVERBS and last > index + 1
    suffers = found is not None and (found.value.place == "precedes" or (found.value.place == "either" and passive))
    return suffers and not (index and tokens[index - 1].lower in {"before", "until", "since", "if", "that", "said"})
