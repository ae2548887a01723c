"""Inheritance: whom a number counts that names nobody, from the people that its sentence names before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from geo.extraction import lexicon
from geo.extraction.counted import THE_FORCE
from geo.extraction.figures import Figure
from geo.extraction.lexicon import ActorWord
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Group, Side

_A_FORCE = 3
_FORCE_SIDES = frozenset({Side.FEDERAL, Side.KRG, Side.PMF})
_OF_A_FORCE = lexicon.word_set("grammar", "of_a_force")


def inherit(figures: list[Figure], tokens: Sequence[Token], agents: frozenset[int]) -> list[Figure]:
    """Give "another", "three others" and "four of them" the people whom the sentence names before."""
    figures = sorted(figures, key=lambda figure: figure.position)
    done: list[Figure] = []
    opens = [token.lower for token in tokens[:2]]
    if opens[:1] == ["the"] and opens[-1] in lexicon.word_set("grammar", "the_force"):
        # "The force itself suffered one dead and three wounded."
        figures = [replace(f, noun=THE_FORCE) if f.group is None and not f.vague and not f.noun else f for f in figures]
    figures = [replace(f, noun=THE_FORCE) if _are_ours(f, tokens) else f for f in figures]
    for number, figure in enumerate(figures):
        if (
            figure.noun == THE_FORCE
            or (figure.group is None and "martyrdom" in figure.rule)
            or _are_martyrs(figure, tokens)
        ):
            force = _force_before(tokens, figure, done, agents)
            done.append(
                replace(figure, group=force.group, side=force.side) if force else replace(figure, noun=THE_FORCE)
            )
            continue
        seated = _men_lost(_of_the_vehicle(figure, tokens), tokens)
        filled = seated if seated.group else _filled(seated, done, figures[number:], tokens=tokens, agents=agents)
        done.append(filled)
    return done


_OURS = (["we", "have"], ["we", "had"], ["we", "lost"], ["we", "suffered"], ["we", "gave"], ["we", "only", "have"])


def _are_ours(figure: Figure, tokens: Sequence[Token]) -> bool:
    """Read "Three terrorists were killed and we have one wounded" as one man of those who speak."""
    before = [token.lower for token in tokens[max(0, figure.position - 3) : figure.position]]
    ours = any(before[-len(words) :] == words for words in _OURS) or before[-2:] in (["our", "ranks"], ["our", "side"])
    return ours and figure.group is None and not figure.vague and not figure.noun


def _are_martyrs(figure: Figure, tokens: Sequence[Token]) -> bool:
    """Read "Three fighters rose as martyrs" as men of the force that the text is about."""
    counted = {token.lower for token in tokens[figure.position : figure.position + 3]}
    return (
        figure.group is None
        and not figure.vague
        and "martyr" in figure.rule
        and bool(counted & {"fighters", "fighter", "heroes"})
    )


def _men_lost(figure: Figure, tokens: Sequence[Token]) -> Figure:
    """Read the men of "The Peshmerga lost seven men" as of the force that lost them."""
    lost = figure.rule.endswith(("'lost'", "'losing'"))
    words = {t.lower for t in tokens if figure.span.start <= t.start < figure.span.end}
    bare = figure.group is None and not figure.noun and len(words) < _FEW_WORDS
    if not lost or not (bare or words & {"men", "fighters", "members"}) or figure.group not in {None, Group.CIVILIANS}:
        return figure
    forces = [f.value for f in lexicon.actors().find(tokens[: figure.position]) if f.value.rank == _A_FORCE]
    return replace(figure, group=forces[-1].group, side=forces[-1].side) if forces else figure


_FEW_WORDS = 3
_VEHICLES = frozenset({"vehicle", "vehicles", "convoy", "patrol", "humvee", "truck", "ambulance", "car", "lorry"})
_DRIVERS = frozenset({"driver", "drivers", "passenger", "passengers", "occupant", "occupants"})


def _of_the_vehicle(figure: Figure, tokens: Sequence[Token]) -> Figure:
    """Read "the driver" after "an army vehicle" as a soldier."""
    if figure.group is not Group.CIVILIANS or not _DRIVERS & {
        t.lower for t in tokens[figure.position : figure.position + 2]
    }:
        return figure
    for found in lexicon.actors().find(tokens[: figure.position]):
        driven = found.last < len(tokens) and tokens[found.last].lower in _VEHICLES
        if driven and found.value.rank == _A_FORCE and found.value.side in _FORCE_SIDES:
            return replace(figure, group=found.value.group, side=found.value.side)
    return figure


def _filled(
    figure: Figure, before: list[Figure], after: list[Figure], *, tokens: Sequence[Token], agents: frozenset[int]
) -> Figure:
    if figure.noun and figure.noun != "them":
        rule = f"{figure.rule}; '{figure.noun}' is read as people without arms"
        return replace(figure, group=Group.CIVILIANS, side=Side.CIVILIANS, rule=rule)
    wholes = [f for f in before if f.group and not f.subset] or [f for f in before if f.group]
    first = next(iter(wholes), None)
    near = next((f for f in reversed(wholes) if f.outcome is figure.outcome), None)
    if near is None and before and before[-1].noun == THE_FORCE and not figure.noun:
        return replace(figure, group=before[-1].group, side=before[-1].side, noun=THE_FORCE)
    near = near or (wholes[-1] if wholes and wholes[-1].noun == "them" else first)
    model = near or next((f for f in after if f.group and f.outcome is figure.outcome), None)
    model = model or next((f for f in after if f.group), None)
    if model and model.group is Group.CIVILIANS and _counts_fighters(figure, tokens):
        model = None
    many = near is None and model is not None and (model.low or 0) > (figure.low or 0) and not model.vague
    if model and (figure.noun != "them" or (many and model in before)):
        return replace(figure, group=model.group, side=model.side, vague=model.vague)
    if near is not None and near.low == 1 and near.outcome is figure.outcome and near.side in _FORCE_SIDES:
        return replace(figure, group=near.group, side=near.side)  # an officer "and one of his bodyguards"
    if figure.definite and figure.noun == "" and (figure.low or 0) > 1:
        return figure  # "the killing of the five": those told of before
    return _as_victim(figure, _victim_before(tokens, figure, agents))


def _counts_fighters(figure: Figure, tokens: Sequence[Token]) -> bool:
    """Whether the words count "three fighters", who are no civilians whatever stands beside them."""
    return bool(
        {"fighters", "fighter", "combatants"} & {t.lower for t in tokens[figure.position : figure.position + 3]}
    )


def _as_victim(figure: Figure, victim: Found[ActorWord] | None) -> Figure:
    if victim is None:
        return figure
    word = victim.value
    rule = f"{figure.rule}; the people are those named before"
    return replace(figure, group=word.group, side=word.side, vague=word.vague, rule=rule)


def _force_before(
    tokens: Sequence[Token], figure: Figure, before: list[Figure], agents: frozenset[int]
) -> ActorWord | None:
    """The force last named before "two of its fighters": not those who act, and not people counted before."""
    counted = [(known.span.start, known.span.end) for known in before]
    named = [
        found.value
        for found in lexicon.actors().find(tokens)
        if found.first < figure.position
        and tokens[found.first].start not in agents
        and not any(start <= tokens[found.first].start < end for start, end in counted)
        and found.value.group is not None
        and (found.value.rank == _A_FORCE or found.value.vague)
    ]
    named = [word for word in named if word not in _who_act(tokens, agents)] or named
    martyrs = any(word in figure.rule for word in ("martyred", "martyrs'", "martyrdom"))
    named = [word for word in named if not (martyrs and _is_enemy(word))]
    return named[-1] if named else None


def _who_act(tokens: Sequence[Token], agents: frozenset[int]) -> list[ActorWord]:
    """The "snipers" of "ISIS snipers had wounded two of its fighters", beside the name of those who act."""
    found = list(lexicon.actors().find(tokens))
    return [
        after.value
        for before, after in pairwise(found)
        if before.last == after.first and after.value.vague and tokens[before.first].start in agents
    ]


def _victim_before(tokens: Sequence[Token], figure: Figure, agents: frozenset[int]) -> Found[ActorWord] | None:
    """The people or force last named before a bare number, unless they act or speak."""
    named = [found for found in lexicon.actors().find(tokens) if _may_suffer(tokens, found, figure)]
    if [token.lower for token in tokens[figure.position + 1 : figure.position + 3]] == ["of", "whom"]:
        return named[-1] if named else None
    if runaway := _left_behind(tokens, named, figure):
        return runaway
    if figure.noun == "them":
        others = [found for found in named if tokens[found.first].start not in agents]
        force = next((f for f in others if f.last == others[-1].first and f.value.rank == _A_FORCE), None)
        return (force or others[-1]) if others else None  # "PMF volunteers" are of the PMF
    struck = [found for found in named if tokens[found.first].start not in agents]
    friends = [found for found in struck if not _is_enemy(found.value)]
    if friends:
        return friends[-1]
    # Where a force acts, the militants that its sentence names are those hit.
    force_acts = any(tokens[found.first].start in agents and not _is_enemy(found.value) for found in named)
    enemies = [found for found in struck if force_acts or _is_opposed(tokens, found)]
    return enemies[-1] if enemies else None


_RAN = frozenset({"fled", "flee", "fleeing", "retreated", "withdrew", "escaped", "retreat", "retreating", "flight"})


def _left_behind(tokens: Sequence[Token], named: list[Found[ActorWord]], figure: Figure) -> Found[ActorWord] | None:
    """Read "The militants fled, leaving two dead" as two of those who fled."""
    before = [token.lower for token in tokens[max(0, figure.position - 4) : figure.position]]
    ran = [found for found in named if _RAN & {token.lower for token in tokens[found.last : figure.position]}]
    return ran[-1] if ran and {"leaving", "left"} & set(before) else None


def _may_suffer(tokens: Sequence[Token], found: Found[ActorWord], figure: Figure) -> bool:
    word = found.value
    if found.first >= figure.position or word.group is None or (word.group is Group.PEOPLE and not word.vague):
        return False
    following = tokens[found.last].lower if found.last < len(tokens) else ""
    if figure.noun == "them" and following in {"ministry", "command", "spokesman", "official", "officials"}:
        return True  # "the ministry says one of its fighters ..."
    return following not in lexicon.word_set("actors", "not_people") or following in _OF_A_FORCE


def _is_enemy(word: ActorWord) -> bool:
    return word.side is Side.ISIS or bool(word.vague)


def _is_opposed(tokens: Sequence[Token], found: Found[ActorWord]) -> bool:
    """Whether armed people stand as those acted upon: "against ISIS"."""
    before = [token.lower for token in tokens[max(0, found.first - 2) : found.first]]
    return bool({"with", "against", "on", "targeting", "at"} & set(before))
