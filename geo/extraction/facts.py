"""Facts: whether the words before a verb say that the deed was done, as in "managed to kill"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction import lexicon
from geo.extraction.tokens import Token

_FARTHEST = 9


def is_accomplished(tokens: Sequence[Token], index: int) -> bool:
    """Whether "managed to", "was able, at dawn, to" or the like stands before the verb at `index`."""
    if index < 2 or tokens[index - 1].lower != "to":
        return False
    done = lexicon.word_set("casualties", "done")
    if tokens[index - 2].lower in done:
        return True
    inserted = tokens[index - 2].text == ","
    return inserted and any(token.lower in done for token in tokens[max(0, index - _FARTHEST) : index - 2])
