"""Victims: whom a bare number counts, from the people that sentences before it or beside it name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from geo.coding.soldiers import turkish_where_alone, with_force
from geo.extraction import lexicon
from geo.extraction.counted import THE_FORCE
from geo.extraction.figures import Figure
from geo.extraction.numbers import counted_at
from geo.extraction.statements import Statement
from geo.vocabulary import Group, Outcome, Side

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
    statements: Sequence[Statement],
    around: Sequence[Statement],
    *,
    militants: Group,
    gunmen: Group,
    soldiers: Group | None = None,
) -> tuple[Statement, ...]:
    """Give "two others" and "three officers" the people whom the sentences before count or name as attacked.

    `soldiers` is whose soldiers are meant where nothing else says it; None for the Iraqi army's.
    """
    done: list[Statement] = []
    for statement in sorted(statements, key=lambda s: (s.kind != "body", s.span.start)):
        figures = tuple(
            _as_around(_of_those_before(figure, done, statement, militants=militants, gunmen=gunmen), statement, around)
            for figure in statement.figures
        )
        figures = tuple(_by_rank(_in_turkish_ranks(f, statement, done), statement, (*done, *around)) for f in figures)
        known = replace(statement, figures=figures)
        figures = tuple(_of_a_force(figure, known, done, around, soldiers) for figure in figures)
        done.append(replace(statement, figures=figures))
    return tuple(done)


def _of_a_force(
    figure: Figure, own: Statement, before: Sequence[Statement], around: Sequence[Statement], soldiers: Group | None
) -> Figure:
    told = with_force(figure, own, before, around)
    return turkish_where_alone(told, own) if told is figure and soldiers is Group.TURKEY else told


_SOLDIERS = frozenset({"soldier", "soldiers", "troops"})


def _in_turkish_ranks(figure: Figure, own: Statement, before: Sequence[Statement]) -> Figure:
    """Read the bare "soldiers" of a text that names Turkey's army and no Iraqi force as Turkish."""
    if figure.group is not Group.IRAQI_ARMY:
        return figure
    counted = {t.lower for t in own.tokens if figure.span.start <= t.start < figure.span.end}
    if not counted & _SOLDIERS or counted & {"iraqi", "army", "federal"}:
        return figure
    named = [f.value for s in (own, *before) for f in lexicon.actors().find(s.tokens) if f.value.rank == _FORCE_RANK]
    sides = {word.side for word in named}
    return _as(figure, Group.TURKEY) if Side.TURKEY in sides and Side.FEDERAL not in sides else figure


_RANKS = lexicon.word_set("things", "ranks")
_UNITS = frozenset({"division", "brigade", "regiment", "battalion"})


def _by_rank(figure: Figure, own: Statement, told: Sequence[Statement]) -> Figure:
    """Read "a major and four fighters" as of the Iraqi forces, where no other force is named at all."""
    if figure.group not in {None, Group.SECURITY_FORCES} or figure.vague or not figure.low or figure.joint:
        return figure
    statements = (own, *told)
    if figure.group is Group.SECURITY_FORCES:
        return _of_the_one_force(figure, own, statements)
    ranked = any(
        _RANKS & {t.lower for t in s.tokens if f.span.start <= t.start < f.span.end} for s in (own,) for f in s.figures
    )
    named = {f.value.side for s in statements for f in lexicon.actors().find(s.tokens) if f.value.rank == _FORCE_RANK}
    if ranked and len(forces := set(_forcesnamed_for(statements))) == 1:
        return _as(figure, forces.pop())
    if not ranked or named & {Side.KRG, Side.PMF, Side.TURKEY, Side.PKK, Side.COALITION}:
        return figure
    unit = any(_UNITS & {t.lower for t in s.tokens} for s in statements)
    return _as(figure, Group.IRAQI_ARMY if unit else Group.SECURITY_FORCES)


def _of_the_one_force(figure: Figure, own: Statement, statements: Sequence[Statement]) -> Figure:
    """Read "Colonel X" of a text that names the Peshmerga and no other force as one of them."""
    words = {t.lower for t in own.tokens if figure.span.start <= t.start < figure.span.end}
    forces = {force for force in _forcesnamed_for(statements) if force is not Group.SECURITY_FORCES}
    inside = [t for t in own.tokens if figure.span.start <= t.start < figure.span.end]
    own_force = any(found.value.rank == _FORCE_RANK for found in lexicon.actors().find(inside))
    titled = words & _RANKS and not words & {"security", "forces"} and not own_force
    return _as(figure, forces.pop()) if titled and len(forces) == 1 else figure


def _of_enemy_before(figure: Figure, before: Sequence[Statement], *, militants: Group, gunmen: Group) -> Figure:
    """Read "killed one of them" after a sentence that speaks of the attackers last."""
    if figure.group is not None or figure.vague or figure.noun != "them" or "follows the verb" not in figure.rule:
        return figure
    if "bod" in figure.rule and any(f.outcome is Outcome.ABDUCTED for s in before for f in s.figures):
        return figure  # "the body of one of them", after a kidnapping
    enemy = _enemy_last(before[-1]) if before else ""
    return replace(figure, group=militants if enemy == "militants" else gunmen, vague=enemy) if enemy else figure


def _of_those_before(
    figure: Figure, before: Sequence[Statement], own: Statement, *, militants: Group, gunmen: Group
) -> Figure:
    figure = _of_the_group(_of_enemy_before(figure, before, militants=militants, gunmen=gunmen), before, own)
    theirs = _names_enemies(own) and not _names_unit(figure, own)
    if figure.noun == THE_FORCE and figure.group in {None, Group.IRAQI_ARMY} and not theirs:
        return _of_the_force(figure, before, own)
    if figure.group is not None or figure.vague or figure.noun not in {"", "them"}:
        return figure
    if figure.total and (force := _force_of_martyrs(own)):
        return _as(figure, force)
    ranked = _counts_ranks(figure, own)
    counted = _counted_before(figure, before, ranked=ranked, militants=militants, gunmen=gunmen)
    if counted:
        return _as(figure, counted.pop()) if len(counted) == 1 else figure
    if told := _of_the_ranks(before) if ranked else _of_them(figure, before):
        return _as(figure, told)
    hit = {target.group for s in (*before, own) for target in s.acts.targets} - {Group.PEOPLE, Group.MIXED}
    if len(hit) != 1 and figure.noun == "them":
        hit = _forcesnamed_for(before)  # "two of his comrades"
    return _as(figure, hit.pop()) if len(hit) == 1 else figure


def _of_the_ranks(before: Sequence[Statement]) -> Group | None:
    """The force of an officer who is told of after dead militants: the one named last, or a branch that is not named."""
    if not any(f.side is Side.ISIS for s in before for f in s.figures):
        return None
    forces = [force for s in before for force in _forces_in(s)]
    return forces[-1] if forces else Group.SECURITY_FORCES


def _of_them(figure: Figure, before: Sequence[Statement]) -> Group | None:
    """The people of whom a sentence goes on to speak as "them"."""
    if figure.noun != "them" and not figure.definite:
        return None
    return _people_told(before) or _person_told(figure, before)


def _of_the_force(figure: Figure, before: Sequence[Statement], own: Statement) -> Figure:
    """Read "two of the force" as of the force whose words they are, else of the one last named or counted."""
    forces = [force for s in before for force in _forces_in(s)]
    forces = forces or [f.group for s in before for f in s.figures if f.group in FORCES]
    speaker = _speaking_force(figure, own, before)
    return _as(figure, speaker or forces[-1]) if speaker or forces else figure


def _counted_before(
    figure: Figure, before: Sequence[Statement], *, ranked: bool, militants: Group, gunmen: Group
) -> set[Group | None]:
    """The groups that the last sentence with a named figure counts, those of the same outcome first."""
    for statement in reversed(before):
        named = [named_for(f, militants=militants, gunmen=gunmen) for f in statement.figures if f.group or f.vague]
        groups: set[Group | None] = {f.group for f in named if f.group not in {Group.PEOPLE, Group.MIXED}}
        groups -= _NO_OFFICERS if ranked else frozenset()
        same = groups & {f.group for f in named if f.outcome is figure.outcome}
        if groups:
            return same if len(same) == 1 else groups
    return set()


_GROUPS = frozenset({"group", "organisation", "organization", "movement", "party", "militia"})
_ARMED_GROUPS = frozenset({Group.PKK, Group.PMF, Group.ISIS})
_A_GROUPS_NAME = 3


def _of_the_group(figure: Figure, before: Sequence[Statement], own: Statement) -> Figure:
    """Read "two fighters of the group", "three of the group's members" as of the group last named."""
    inside = [t.lower for t in own.tokens if figure.span.start <= t.start < figure.span.end + 1]
    the_group = any(pair[0] == "the" and pair[1] in _GROUPS for pair in pairwise(inside))
    if not the_group or (figure.vague != "militants" and figure.group is not None):
        return figure
    for statement in (own, *reversed(before)):
        words = [f.value for f in lexicon.actors().find(statement.tokens) if f.value.rank == _A_GROUPS_NAME]
        named = [word.group for word in words if word.group in _ARMED_GROUPS]
        if named:
            return replace(_as(figure, named[-1]), vague="")
    return figure


_NO_OFFICERS = frozenset({Group.ISIS, Group.CIVILIANS, Group.KAKAI})


def _counts_ranks(figure: Figure, own: Statement) -> bool:
    """Whether the words count officers or men of a rank, who are none of the militants."""
    words = own.tokens[figure.position : figure.position + _FARTHEST_RANK] if figure.position >= 0 else ()
    ranks = lexicon.word_set("grammar", "soldiers") | lexicon.word_set("actors", "military_ranks")
    return any(token.lower in ranks for token in words) and "of" not in {token.lower for token in words}


_FARTHEST_RANK = 3


def _force_of_martyrs(own: Statement) -> Group | None:
    """The force whose "number of martyrs" a sentence tells, where it names only one."""
    martyrs = {"martyrs", "martyr", "martyred"} & {token.lower for token in own.tokens}
    forces = set(_forces_in(own))
    return forces.pop() if martyrs and len(forces) == 1 else None


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


def _person_told(figure: Figure, before: Sequence[Statement]) -> Group | None:
    """Read "killing him" after "the house of a farmer" as the farmer."""
    if figure.low != 1 or not figure.definite:
        return None
    for statement in reversed(before[-2:]):
        counted = (counted_at(statement.tokens, index) for index in range(len(statement.tokens)))
        groups = [
            c.group for c in counted if c and c.low == 1 and c.group and not c.vague and c.group is not Group.PEOPLE
        ]
        if groups:
            return groups[-1]
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
