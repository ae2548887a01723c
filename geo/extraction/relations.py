"""Relations: what a word before a name says only together with its neighbours: where one speaks, what is marched on."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction.tokens import Found, Token


def opens_a_name(tokens: Sequence[Token], found: Found[str]) -> bool:
    """Whether a people's name opens that of a village: "the village of Arab Koyi"."""
    before = [token.lower for token in tokens[max(0, found.first - 2) : found.first]]
    goes_on = found.last < len(tokens) and tokens[found.last].is_capital
    return goes_on and before == ["village", "of"] and tokens[found.first].text in {"Arab", "Kurd", "Turkmen", "Yazidi"}


_ADVANCES = frozenset(
    {
        "advance",
        "advanced",
        "advances",
        "advancing",
        "offensive",
        "push",
        "pushed",
        "assault",
        "attack",
        "thrust",
        "marched",
    }
)


_FARTHEST_ADVANCE = 6


def is_advance(tokens: Sequence[Token], relation: Found[str]) -> bool:
    """Whether forces move on a place to take it: "launched an advance toward the village of X"."""
    before = {token.lower for token in tokens[max(0, relation.first - _FARTHEST_ADVANCE) : relation.first]}
    return tokens[relation.first].lower in {"to", "toward", "towards"} and bool(_ADVANCES & before)


def is_where_one_speaks(tokens: Sequence[Token], first: int) -> bool:
    """Whether a verb of saying follows a name at once: "a father of six in X told the agency"."""
    last = first
    while last < len(tokens) and tokens[last].is_capital:
        last += 1
    return last > first and last < len(tokens) and tokens[last].lower in {"told", "said", "says", "tells"}


_TAKING = frozenset(
    {"kidnapped", "abducted", "kidnap", "abduct", "kidnapping", "abducting", "snatched", "seized", "kidnaps"}
)
_FARTHEST_TAKING = 14
_LEFT = frozenset({"returning", "returned", "back", "coming", "came", "family", "tribe", "members", "fled", "release"})


def is_taken_from(tokens: Sequence[Token], relation: Found[str]) -> bool:
    """Whether people are taken from there: "gunmen kidnapped three brothers from the X area"."""
    before = {token.lower for token in tokens[max(0, relation.first - _FARTHEST_TAKING) : relation.first]}
    near = {token.lower for token in tokens[max(0, relation.first - 2) : relation.first]}
    return tokens[relation.first].lower == "from" and bool(_TAKING & before) and not _LEFT & near
