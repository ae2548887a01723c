"""Victims: whom a bare number counts, from the people that sentences before it or beside it name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.extraction import lexicon
from geo.extraction.counted import THE_FORCE
from geo.extraction.figures import Figure
from geo.extraction.numbers import counted_at
from geo.extraction.statements import Statement
from geo.vocabulary import Group, Side

FORCES = frozenset(
    {
        Group.SECURITY_FORCES,
        Group.IRAQI_ARMY,
        Group.IRAQI_POLICE,
        Group.FEDERAL_POLICE,
        Group.PMF,
        Group.PESHMERGA,
        Group.ASAYISH,
    }
)


_FORCE_RANK = 3


def named_for(figure: Figure, *, militants: Group, gunmen: Group) -> Figure:
    if figure.vague == "militants":
        return replace(figure, group=militants, side=militants.side)
    if figure.vague == "gunmen":
        return replace(figure, group=gunmen, side=gunmen.side)
    if figure.group is None:
        return replace(figure, group=Group.PEOPLE, side=Side.UNIDENTIFIED)
    return figure


def with_people(
    statements: Sequence[Statement], around: Sequence[Statement], *, militants: Group, gunmen: Group
) -> tuple[Statement, ...]:
    """Give "two others" and "three officers" the people whom the sentences before count or name as attacked."""
    done: list[Statement] = []
    for statement in sorted(statements, key=lambda s: (s.kind != "body", s.span.start)):
        figures = tuple(
            _as_around(_of_those_before(figure, done, statement, militants=militants, gunmen=gunmen), statement, around)
            for figure in statement.figures
        )
        done.append(replace(statement, figures=figures))
    return tuple(done)


def _of_enemy_before(figure: Figure, before: Sequence[Statement], *, militants: Group, gunmen: Group) -> Figure:
    """Read "killed one of them" after a sentence that speaks of the attackers last."""
    if figure.group is not None or figure.vague or figure.noun != "them" or "follows the verb" not in figure.rule:
        return figure
    enemy = _enemy_last(before[-1]) if before else ""
    return replace(figure, group=militants if enemy == "militants" else gunmen, vague=enemy) if enemy else figure


def _of_those_before(
    figure: Figure, before: Sequence[Statement], own: Statement, *, militants: Group, gunmen: Group
) -> Figure:
    figure = _of_enemy_before(figure, before, militants=militants, gunmen=gunmen)
    theirs = _names_enemies(own) and not _names_unit(figure, own)
    if figure.noun == THE_FORCE and figure.group in {None, Group.IRAQI_ARMY} and not theirs:
        forces = [force for s in before for force in _forces_in(s)]
        speaker = _speaking_force(figure, own, before)
        return _as(figure, speaker or forces[-1]) if speaker or forces else figure
    if figure.group is not None or figure.vague or figure.noun not in {"", "them"}:
        return figure
    for statement in reversed(before):
        named = [named_for(f, militants=militants, gunmen=gunmen) for f in statement.figures if f.group or f.vague]
        groups = {f.group for f in named if f.group not in {Group.PEOPLE, Group.MIXED}}
        same = {f.group for f in named if f.outcome is figure.outcome} & groups
        if len(same or groups) == 1:
            return _as(figure, (same or groups).pop())
        if groups:
            return figure
    if figure.noun == "them" and (people := _people_told(before)):
        return _as(figure, people)
    hit = {target.group for s in (*before, own) for target in s.acts.targets} - {Group.PEOPLE, Group.MIXED}
    if len(hit) != 1 and figure.noun == "them":
        hit = _forcesnamed_for(before)  # "two of his comrades"
    return _as(figure, hit.pop()) if len(hit) == 1 else figure


def _as_around(figure: Figure, own: Statement, around: Sequence[Statement]) -> Figure:
    """Give a number that still names nobody the one group that headlines and sums count with its outcome."""
    if figure.group is not None or figure.vague or figure.noun not in {"", "them", THE_FORCE}:
        return figure
    told = [f for s in around if s is not own for f in s.figures if f.outcome is figure.outcome and f.low]
    groups = {f.group for f in told}
    named = len(groups) == 1 and not groups & {None, Group.PEOPLE, Group.MIXED} and not any(f.vague for f in told)
    enough = named and max(f.low or 0 for f in told) >= (figure.low or 0)
    return _as(figure, groups.pop()) if enough else figure


def _enemy_last(statement: Statement) -> str:
    """Read "killed one of them" after a sentence on "the attackers": who they are, where it names no one after them."""
    words = [found.value for found in lexicon.actors().find(statement.tokens) if found.value.group or found.value.vague]
    if words and words[-1].side is Side.ISIS:
        return "militants"
    return words[-1].vague if words else ""


def _people_told(before: Sequence[Statement]) -> Group | None:
    """The people of "Six farmers were on their way home": those of whom the next sentence says "four of them"."""
    for statement in reversed(before[-2:]):
        counted = (counted_at(statement.tokens, index) for index in range(len(statement.tokens)))
        groups = {c.group for c in counted if c and c.low and c.low > 1 and c.group and not c.vague}
        if groups:
            return groups.pop() if len(groups) == 1 and not groups & {Group.PEOPLE, Group.MIXED} else None
    return None


def _forcesnamed_for(statements: Sequence[Statement]) -> set[Group]:
    return {force for statement in statements for force in _forces_in(statement)}


def _names_unit(figure: Figure, own: Statement) -> bool:
    """Whether the words are "members of the force" or "of the 20th brigade", which are never the militants'."""
    spans = [f.span for f in own.figures if f.noun == THE_FORCE] or [figure.span]
    words = {t.lower for t in own.tokens if any(span.start <= t.start < span.end for span in spans)}
    return bool(words & (lexicon.word_set("grammar", "the_force") | {"our"}))


_FARTHEST_SPEAKER = 7


def _speaking_force(figure: Figure, own: Statement, before: Sequence[Statement]) -> Group | None:
    """The force whose words "our fighters" are: the last one that stands right before a verb of saying."""
    if "our" not in {t.lower for t in own.tokens if figure.span.start <= t.start < figure.span.end}:
        return None
    said = lexicon.word_set("times", "speech")
    for statement in (own, *reversed(before)):
        for found in lexicon.actors().find(statement.tokens):
            after = statement.tokens[found.last : found.last + _FARTHEST_SPEAKER]
            if found.value.group in FORCES and found.value.rank == _FORCE_RANK and said & {t.lower for t in after}:
                return found.value.group
    return None


def _names_enemies(statement: Statement) -> bool:
    """Whether militants are named, so that "their fighters" may be theirs."""
    words = (found.value for found in lexicon.actors().find(statement.tokens))
    counted = any(figure.vague or figure.side is Side.ISIS for figure in statement.figures)
    return not counted and any(word.vague or word.side is Side.ISIS for word in words)


def _forces_in(statement: Statement) -> list[Group]:
    """The forces that a sentence names, in its order."""
    words = (found.value for found in lexicon.actors().find(statement.tokens))
    return [word.group for word in words if word.group in FORCES and word.rank == _FORCE_RANK]


def _as(figure: Figure, group: Group | None) -> Figure:
    if group is None:
        return figure
    return replace(figure, group=group, side=group.side, rule=f"{figure.rule}; the people are those named before")
