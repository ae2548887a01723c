"""Details: a loss that one sentence announces, and the day and place that the next one gives for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.coding.mentions import Mention
from geo.extraction import lexicon

_NEW = frozenset({"on", "in", "at", "separately", "meanwhile", "elsewhere", "also", "another", "a", "an"})
_ANNOUNCES = lexicon.word_set("things", "announces")


def with_details(mentions: Sequence[Mention]) -> list[Mention]:
    """Read "It also announced the loss of a fighter. He fell on June 22 in X" as one deed, apart from those before."""
    done = list(mentions)
    for index in range(1, len(done) - 1):
        announced, told = done[index], done[index + 1]
        if _announces(announced, done[index - 1]) and _details(told, announced):
            done[index] = replace(announced, day=told.day, time=told.time, scenes=told.scenes)
    return done


def _announces(mention: Mention, before: Mention) -> bool:
    """Whether a sentence at the head of a paragraph gives a figure, and neither a day nor a place."""
    opens = before.statement.paragraph != mention.statement.paragraph and mention.statement.kind == "body"
    said = bool(_ANNOUNCES & {token.lower for token in mention.statement.tokens})
    return opens and said and bool(mention.numbers) and not mention.heads and mention.day is None


def _details(mention: Mention, announced: Mention) -> bool:
    """Whether the next sentence of the paragraph gives a day and a place, and no figure of its own."""
    next_to = mention.number == announced.number + 1 and mention.statement.paragraph == announced.statement.paragraph
    own = mention.statement.tokens[0].lower in _NEW or "new_incident" in mention.statement.cues
    return next_to and not own and bool(mention.heads) and mention.day is not None and not mention.numbers
