"""Fates: what becomes of somebody named before, as in "which led to his death" and "killing him on the spot"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geo.extraction.article import Span
from geo.extraction.counted import Counted
from geo.extraction.figures import Figure
from geo.extraction.numbers import counted_at
from geo.extraction.pronouns import HITTING
from geo.extraction.tokens import Token
from geo.vocabulary import Outcome

_HIS = frozenset({"his", "her"})
_HIM = frozenset({"him", "her"})
_DEATHS = frozenset({"death", "martyrdom", "killing", "demise"})
_WOUNDS = frozenset({"injury", "injuries", "wounding", "wounds"})
_HURTING = frozenset({"wounding", "wounded", "injuring", "injured", "hurting"})
_CAUSES = frozenset({"caused", "causing", "causes"})
_LEADS = frozenset({"led", "leading", "leads", "resulted", "resulting", "results", "contributed"})
_SPOT = frozenset({"instantly", "immediately", "on", "in", "at", "seriously", "severely", "and"})
_LONGEST = 4


def find_fates(tokens: Sequence[Token], figures: Sequence[Figure]) -> Iterator[Figure]:
    """Give the figure of one person, unless the sentence counts people of that outcome already."""
    told = {figure.outcome for figure in figures if figure.low is not None}
    for index, token in enumerate(tokens):
        outcome = _of_his(tokens, index) if token.lower in _HIS else None
        outcome = outcome or (_to_him(tokens, index) if token.lower in _HIM else None)
        if outcome is None or outcome in told:
            continue
        person = _person_before(tokens, index)
        if person is None:
            continue
        told.add(outcome)
        span = Span(token.start, tokens[min(index + 1, len(tokens) - 1)].end)
        group, side, rule = person.group, person.side, f"the fate of the one named before: '{token.text}'"
        yield Figure(outcome, 1, 1, group, side, "", span, rule, definite=True, position=index, noun="them")


def _of_his(tokens: Sequence[Token], index: int) -> Outcome | None:
    """What "led to his immediate death" or "caused her injury" tells."""
    before = [token.lower for token in tokens[max(0, index - 2) : index]]
    leads = before[-1:] and (before[-1] in _CAUSES or (before[-1] in {"to", "in"} and before[0] in _LEADS))
    if not leads:
        return None
    for token in tokens[index + 1 : index + _LONGEST]:
        if token.lower in _DEATHS:
            return Outcome.KILLED
        if token.lower in _WOUNDS:
            return Outcome.WOUNDED
        if not token.text[:1].isalpha():
            return None
    return None


def _to_him(tokens: Sequence[Token], index: int) -> Outcome | None:
    """What "killing him on the spot" or "wounding her seriously" tells."""
    verb = tokens[index - 1].lower if index else ""
    after = tokens[index + 1].lower if index + 1 < len(tokens) else "."
    if verb not in HITTING - {"shot", "shooting", "stabbed", "stabbing"} or (
        after[:1].isalpha() and after not in _SPOT
    ):
        return None
    return Outcome.WOUNDED if verb in _HURTING else Outcome.KILLED


def _person_before(tokens: Sequence[Token], index: int) -> Counted | None:
    """The last single person whom the words before name, who is no attacker."""
    for position in range(index - 1, -1, -1):
        found = counted_at(tokens, position)
        if found and found.low == 1 and found.high == 1 and found.group and not found.vague and found.noun != "them":
            return found
    return None
