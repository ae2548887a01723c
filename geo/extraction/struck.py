"""Struck: whom a verb of violence hits that stands in the passive: "A police patrol was hit by a bomb"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction import lexicon
from geo.extraction.acts import Target, Trigger
from geo.extraction.article import Span
from geo.extraction.clauses import CLAUSE_ENDS, SPEECH, is_passive
from geo.extraction.lexicon import ActorWord
from geo.extraction.tokens import Found, Token

_FARTHEST_SUBJECT = 9
_ASIDE = frozenset({",", "by", "and", ":", "who", *CLAUSE_ENDS, *SPEECH})
# "A house near a police station was hit": the police are not.
_BESIDE = frozenset(
    {"near", "by", "from", "with", "outside", "beside", "opposite", "to", "behind", "against", "between"}
)
COMES_UNDER = frozenset({"came", "come", "comes", "coming"})
_A_FORCE = 3


def find_struck(tokens: Sequence[Token], trigger: Trigger, actors: Sequence[Found[ActorWord]]) -> Target | None:
    """The force or the people that are the subject of "was attacked" and "came under fire"."""
    word = tokens[trigger.first].lower
    passive = trigger.role == "verb" and is_passive(tokens, trigger.first) and _is_aimed(tokens, trigger)
    if not (passive or word in COMES_UNDER):
        return None
    for found in reversed(actors):
        if found.last > trigger.first:
            continue
        if trigger.first - found.last > _FARTHEST_SUBJECT:
            return None
        gap = {token.lower for token in tokens[found.last : trigger.first]}
        if gap & _ASIDE or found.value.group is None or found.value.vague or _is_beside(tokens, found):
            return None
        return Target(found.value.group, Span(tokens[found.first].start, tokens[found.last - 1].end))
    return None


def _is_aimed(tokens: Sequence[Token], trigger: Trigger) -> bool:
    """Whether the verb hits a thing or a body of people; of "was killed" the figures tell."""
    return lexicon.words("attacks", "person_verbs").at(tokens, trigger.first) is None


def _is_beside(tokens: Sequence[Token], found: Found[ActorWord]) -> bool:
    before = [token.lower for token in tokens[max(0, found.first - 3) : found.first]]
    before = before[:-1] if before[-1:] in (["a"], ["an"], ["the"]) else before
    if before[-1:] == ["from"] and before[-2:-1] and before[-2] in lexicon.word_set("grammar", "of_a_force"):
        return False  # "a force from the army"
    return bool(before) and before[-1] in _BESIDE
