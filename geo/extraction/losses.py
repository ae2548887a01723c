"""Losses: the dead of one side as a noun counts them, such as "putting militant losses at six"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geo.extraction import lexicon
from geo.extraction.article import Span
from geo.extraction.figures import Figure
from geo.extraction.lexicon import ActorWord
from geo.extraction.numbers import counted_at
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Group, Outcome

_LOSSES = frozenset({"losses", "deaths", "fatalities", "dead", "killed"})
_LEADS = frozenset({"at", "as", "of", "to", "were", "is", "was", "reached", "totalled", "totaled", "stood", "numbered"})
_BETWEEN = _LEADS | {"about", "around", "some", "only", "just", "least", "up", "have", "has", "had", "risen", ":"}
_FARTHEST_NUMBER = 5
_FARTHEST_SIDE = 5
_OF = frozenset({"of", "among", "for", "suffered", "by", "on", "the", "from", "side", "ranks", "within", "'s", "’s"})


def find_losses(tokens: Sequence[Token]) -> Iterator[Figure]:
    """Read "militant losses were put at six" and "losses among the Peshmerga stood at three" as killed."""
    actors = [found for found in lexicon.actors().find(tokens) if found.value.rank > 1 and found.value.group]
    for index, token in enumerate(tokens):
        if token.lower not in _LOSSES:
            continue
        side = _side_before(tokens, index, actors) or (
            _side_after(tokens, index, actors) if token.lower == "losses" else None
        )
        number = _number_after(tokens, side.last if side and side.first > index else index + 1)
        if side is None or number is None:
            continue
        counted = counted_at(tokens, number)
        if counted is None or counted.low is None or (counted.group and token.lower != "losses"):
            continue
        yield _figure(tokens, index, number, side, counted.low)


def _side_before(tokens: Sequence[Token], index: int, actors: Sequence[Found[ActorWord]]) -> Found[ActorWord] | None:
    found = next((actor for actor in reversed(actors) if actor.last <= index), None)
    gap = {token.lower for token in tokens[found.last : index]} if found else set()
    return found if found and index - found.last <= 1 and gap <= {"'s", "’s"} else None


def _side_after(tokens: Sequence[Token], index: int, actors: Sequence[Found[ActorWord]]) -> Found[ActorWord] | None:
    found = next((actor for actor in actors if actor.first > index), None)
    if found is None or found.first - index > _FARTHEST_SIDE:
        return None
    gap = {token.lower for token in tokens[index + 1 : found.first]}
    return found if gap and gap <= _OF else None


def _number_after(tokens: Sequence[Token], start: int) -> int | None:
    """The index of the number, with only "were put at" or the like between."""
    led = False
    for position in range(start, min(start + _FARTHEST_NUMBER, len(tokens))):
        word = tokens[position].lower
        if led and word not in _BETWEEN | {"put", "a", "the"} and counted_at(tokens, position):
            return position
        if word not in _BETWEEN | {"put", "estimated", "side", "ranks"}:
            return None
        led = led or word in _LEADS
    return None


def _figure(tokens: Sequence[Token], index: int, number: int, side: Found[ActorWord], low: int) -> Figure:
    word = side.value
    group = word.group if word.group is not Group.PEOPLE or word.vague else None
    start, end = min(tokens[index].start, tokens[side.first].start), tokens[number].end
    rule = f"the {tokens[index].lower} of one side are counted"
    return Figure(Outcome.KILLED, low, low, group, word.side, word.vague, Span(start, end), rule, position=number)
