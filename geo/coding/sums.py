"""Sums: statements that count over several incidents, and the numbers of a statement by outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from geo.coding.mentions import Mention
from geo.extraction import lexicon
from geo.extraction.figures import Figure
from geo.extraction.tokens import Token
from geo.vocabulary import Group as People
from geo.vocabulary import Outcome, Side, SubEventType

_ADMINISTRATION = 4


def summed_up(mentions: Sequence[Mention]) -> Mention | None:
    """The opening sentence whose figure is the sum of what the next ones count at places of their own."""
    body = [m for m in mentions if m.statement.kind == "body" and m.strong and m.numbers]
    if body and _sums_two(body[0], body[1:], mentions):
        return body[0]
    if len(body) < 3 or not all(head.level >= _ADMINISTRATION for head in body[0].heads):
        return None
    opening = sums(body[0])
    fine = [m for m in body[1:] if any(head.level < _ADMINISTRATION and head.printed.name for head in m.heads)]
    for outcome, count in opening.items():
        parts = [sums(m)[outcome].number for m in fine if outcome in sums(m)]
        if len(parts) > 1 and sum(parts) == count.number:
            return body[0]
    return None


def _sums_two(opening: Mention, body: Sequence[Mention], mentions: Sequence[Mention]) -> bool:
    """Whether an opening counts two groups of people at no place of its own, of whom a "separate incident" tells one."""
    if any(head.level < _ADMINISTRATION and head.printed.name for head in opening.heads):
        return False
    told = [_key(f) for f in opening.statement.figures if f.low is not None and not f.subset]
    kinds = {key[0] for key in told}
    if len(told) < _PAIR or len({f.group for f in opening.statement.figures}) < _PAIR:
        return False
    for part in body:
        if "new_incident" not in part.statement.cues or not any(head.printed.name for head in part.heads):
            continue
        own = {_key(f) for f in part.statement.figures if f.low is not None and not f.subset and _key(f)[0] in kinds}
        before = [m for m in mentions if opening.number < m.number < part.number and m.statement.kind == "body"]
        if own and own <= set(told) and any(m.heads for m in before) and own != set(told):
            return True
    return False


def _key(figure: Figure) -> tuple[Outcome, int | None, People | None]:
    return figure.outcome, figure.low, figure.group


_PAIR = 2


def is_total(mention: Mention) -> bool:
    """Whether a statement counts over several incidents, or names coarse areas in a list without a figure."""
    if "many_incidents" in mention.statement.cues and not _is_definite(mention):
        return not _is_salvo(mention)
    if _counts_bombs(mention):
        return True
    if _two_acts(mention):
        return True
    if sums_up_nowhere(mention):
        return True
    listed = [head for scene in mention.scenes for head in scene.heads if len(scene.heads) > 1]
    if listed and all(head.level >= _ADMINISTRATION for head in listed) and is_plural(mention):
        return True  # "in attacks in the provinces of X and Y": what follows tells them one by one
    return bool(listed) and not mention.numbers and any(head.level >= _ADMINISTRATION for head in listed)


_FROM_AFAR = frozenset({SubEventType.AIR_STRIKE, SubEventType.SHELLING})


def _is_salvo(mention: Mention) -> bool:
    """Read "two air strikes on a hideout in X" as one deed: several blows by one hand at one place."""
    fine = {head.key for head in mention.heads if head.printed.name and head.level < _ADMINISTRATION}
    wide = any(head.level >= _ADMINISTRATION for head in mention.heads)
    plural = [t for t in mention.statement.acts.triggers if t.plural and t.role == "noun"]
    far = bool(plural) and any(trigger.sub_type in _FROM_AFAR for trigger in mention.statement.acts.triggers)
    return far and len(fine) == 1 and not wide and "new_incident" not in mention.statement.cues


_BOMBS = frozenset({"bombs", "devices", "ieds", "explosives", "mines", "blasts", "explosions", "bombings"})
_SEVERAL = frozenset({"two", "three", "four", "five", "six", "several", "twin", "multiple", "2", "3", "4", "5"})


def _counts_bombs(mention: Mention) -> bool:
    """Read "nine people were hurt as two bombs exploded in Diyala" as a sum: several bombs in a province."""
    if not mention.numbers or not all(head.level >= _ADMINISTRATION for head in mention.heads):
        return False
    tokens = mention.statement.tokens
    return any(
        trigger.plural
        and tokens[trigger.last - 1].lower in _BOMBS
        and _SEVERAL & {token.lower for token in tokens[max(0, trigger.first - 3) : trigger.first]}
        for trigger in mention.statement.acts.triggers
    )


ANY_ATTACKS = frozenset({"attacks", "bombings", "explosions", "blasts", "incidents", "violence", "assaults", "raids"})


def sums_up_nowhere(mention: Mention) -> bool:
    """Read "Six people were killed in attacks in northern Iraq": a number of people, several deeds and no place."""
    figures = mention.statement.figures
    people = bool(figures) and all(figure.group in {None, People.PEOPLE} and not figure.vague for figure in figures)
    tokens = mention.statement.tokens
    several = any(
        t.role == "noun" and tokens[t.last - 1].lower in ANY_ATTACKS and not _follows_the(tokens, t.first)
        for t in mention.statement.acts.triggers
    )
    return people and several and not mention.heads and "same_incident" not in mention.statement.cues


def _follows_the(tokens: Sequence[Token], index: int) -> bool:
    return "the" in {token.lower for token in tokens[max(0, index - 2) : index]}


_OF_PEOPLE = frozenset({"his", "their", "the dead", "the wounded", "the victims", "among the dead"})


def _is_definite(mention: Mention) -> bool:
    """Whether words such as "the attack" point back; "his" and "the dead" are of people, not of deeds."""
    found = lexicon.words("gates", "same_incident").find(mention.statement.tokens)
    return any(phrase.value not in _OF_PEOPLE for phrase in found)


def _two_acts(mention: Mention) -> bool:
    """Read "In an airstrike and a bomb explosion": two nouns with an article each."""
    tokens = mention.statement.tokens
    nouns = [trigger for trigger in mention.statement.acts.triggers if trigger.role == "noun"]
    for first, second in pairwise(nouns):
        gap = [token.lower for token in tokens[first.last : second.first]]
        if gap[:2] in (["and", "a"], ["and", "an"]) and len(gap) <= 3 and tokens[first.first - 1].lower in {"a", "an"}:
            return first.sub_type is not second.sub_type
    return False


def is_plural(mention: Mention) -> bool:
    """Whether a plural noun of violence stands in it: "attacks"."""
    return any(trigger.plural and trigger.role == "noun" for trigger in mention.statement.acts.triggers)


def agree(first: _Count, second: _Count) -> bool:
    """Equal numbers of people who may be the same: ISIS dead are no dead soldiers."""
    enemies = [count.sides == {Side.ISIS} for count in (first, second)]
    known = [bool(count.sides - {None, Side.UNIDENTIFIED}) for count in (first, second)]
    return first.number == second.number and (enemies[0] == enemies[1] or not all(known)) and not _unlike(first, second)


def _unlike(first: _Count, second: _Count) -> bool:
    """Whether one counts people without arms only and the other forces only."""
    civil = frozenset({Side.CIVILIANS})
    sides = (first.sides, second.sides)
    return civil in sides and any(side and side <= _FORCES for side in sides)


_FORCES = frozenset({Side.FEDERAL, Side.KRG, Side.PMF, Side.COALITION, Side.TURKEY})


@dataclass(frozen=True)
class _Count:
    """People of one outcome in a sentence, and their sides."""

    number: int
    sides: frozenset[Side | None]


def sums(mention: Mention) -> dict[Outcome, _Count]:
    """Count the people of each outcome, with their sides."""
    found: dict[Outcome, _Count] = {}
    for figure in mention.statement.figures:
        if figure.low is not None and not figure.subset and not figure.joint and not figure.total:
            have = found.get(figure.outcome, _Count(0, frozenset()))
            side = Side.ISIS if figure.vague == "militants" else figure.side
            found[figure.outcome] = _Count(have.number + figure.low, have.sides | {side})
    return found
