"""Leaders: one person by rank in a group, as in "the ISIS emir of X, known as Y"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction import lexicon
from geo.extraction.counted import Counted
from geo.extraction.tokens import Token

_LEADERS = lexicon.word_set("things", "leaders")
_LONGEST = 6
_A_FORCE = 3


def leader_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "the ISIS emir of Qarachogh" and "the PKK's regional leader" as one person of the group."""
    if tokens[index].lower != "the":
        return None
    found = lexicon.actors().at(tokens, index + 1)
    if found is None or found.value.rank != _A_FORCE or found.value.group is None:
        return None
    for position in range(found.last, min(index + _LONGEST, len(tokens))):
        word = tokens[position].lower.strip("'\"“”")
        if word in _LEADERS:
            last = _over_realm(tokens, position + 1)
            return Counted(index, last, 1, 1, found.value.group, found.value.side)
        if not (word.isalpha() or word in {"'s", "’s", ""}) or word in lexicon.word_set("grammar", "stops"):
            return None
    return None


def _over_realm(tokens: Sequence[Token], last: int) -> int:
    """Step over "of the Qarachogh area" after a title."""
    while last < len(tokens) and tokens[last].text in {'"', "”", "’"}:
        last += 1
    if last >= len(tokens) or tokens[last].lower not in {"of", "for", "in"}:
        return last
    end = last + 1
    while end < len(tokens) and (
        tokens[end].is_capital or tokens[end].lower == "the" or lexicon.place_kinds().at(tokens, end)
    ):
        end += 1
    return end if end > last + 1 else last
