"""Soldiers: the force of soldiers and officers whom only their rank names, from the force that the incident is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from geo.extraction import lexicon
from geo.extraction.counted import THE_FORCE
from geo.extraction.figures import Figure
from geo.extraction.lexicon import ActorWord
from geo.extraction.numbers import counted_at
from geo.extraction.statements import Statement
from geo.extraction.tokens import Found
from geo.vocabulary import Group

_PLAIN = frozenset({Group.IRAQI_ARMY, Group.SECURITY_FORCES})
# Forces whose soldiers are no Iraqi ones, though a report calls them soldiers.
_OTHERS = frozenset({Group.PESHMERGA, Group.ASAYISH, Group.PMF, Group.TURKEY})
_FEDERAL = frozenset({Group.IRAQI_ARMY, Group.SECURITY_FORCES, Group.IRAQI_POLICE, Group.FEDERAL_POLICE})
_A_FORCE = 3
_FARTHEST_NOUN = 6
_FARTHEST_SPEAKER = 6
_SPEAKERS = lexicon.word_set("things", "speakers")


def with_force(figure: Figure, own: Statement, before: Sequence[Statement], around: Sequence[Statement]) -> Figure:
    """Read "two soldiers" and "Captain X" in a report on an attack on the Peshmerga as men of the Peshmerga."""
    if figure.group not in _PLAIN or figure.noun == THE_FORCE or not _is_plain(figure, own):
        return figure
    told = _forces_told((own, *reversed(before)), but=figure) or _forces_told(around, but=figure)
    if len(told) != 1 or not told <= _OTHERS:
        return figure
    force = next(iter(told))
    return replace(figure, group=force, side=force.side, rule=f"{figure.rule}; of the force that the report is about")


def turkish_where_alone(figure: Figure, own: Statement) -> Figure:
    """Read "soldiers" in a report on Turkey and the PKK that names no other force as Turkish ones."""
    if figure.group not in _PLAIN or not _is_plain(figure, own):
        return figure
    rule = f"{figure.rule}; the report names no army but Turkey's"
    return replace(figure, group=Group.TURKEY, side=Group.TURKEY.side, rule=rule)


def _is_plain(figure: Figure, own: Statement) -> bool:
    """Whether the words name a rank only: "soldiers", "a captain", "Sgt. Ali Kaya"; not "army officers"."""
    if not 0 <= figure.position < len(own.tokens):
        return False
    counted = counted_at(own.tokens, figure.position)
    if counted is None:
        return False
    words = own.tokens[counted.first : counted.last]
    named = [f for f in lexicon.actors().find(words) if words[f.first].lower != "infantry"]
    return not any(found.value.rank == _A_FORCE for found in named)


def _forces_told(statements: Iterable[Statement], *, but: Figure) -> set[Group]:
    """The forces that sentences count, else those that they name as hit, else those that they speak of."""
    told = list(statements)
    return _counted(told, but) or _hit(told) or _named(told)


def _counted(statements: Sequence[Statement], but: Figure) -> set[Group]:
    found: set[Group] = set()
    for statement in statements:
        own = [f for f in statement.figures if f.group in _OTHERS | _FEDERAL]
        named = [f for f in own if f != but and not _is_plain(f, statement)]
        found |= {f.group for f in named if f.group}
        if any(not f.other for f in named) and any(_counts_soldiers(f, statement) for f in own if f not in named):
            found.add(Group.IRAQI_ARMY)  # "two soldiers and three Peshmerga" are of two forces
    return found


def _counts_soldiers(figure: Figure, own: Statement) -> bool:
    words = own.tokens[figure.position : figure.position + _FARTHEST_NOUN] if figure.position >= 0 else ()
    soldiers = lexicon.word_set("grammar", "soldiers") - {"officer", "officers"}
    before = next((n for n, token in enumerate(words) if token.lower in {"and", ",", "was", "were"}), len(words))
    return any(token.lower in soldiers for token in words[:before])


def _hit(statements: Sequence[Statement]) -> set[Group]:
    """The forces that sentences name as attacked; plain soldiers among them say nothing."""
    found: set[Group] = set()
    for statement in statements:
        for target in statement.acts.targets:
            words = {t.lower for t in statement.tokens if target.span.start <= t.start < target.span.end}
            if target.group in _OTHERS | _FEDERAL and not words <= lexicon.word_set("grammar", "soldiers"):
                found.add(target.group)
    return found


def _named(statements: Sequence[Statement]) -> set[Group]:
    """The forces that sentences name, but for those who act or speak."""
    return {
        found.value.group
        for statement in statements
        for found in _forces(statement)
        if found.value.group and not _speaks(statement, found) and not _acts(statement, found)
    }


def _forces(statement: Statement) -> Iterator[Found[ActorWord]]:
    for found in lexicon.actors().find(statement.tokens):
        if found.value.rank == _A_FORCE and found.value.group in _OTHERS | _FEDERAL:
            yield found


def _speaks(statement: Statement, found: Found[ActorWord]) -> bool:
    after = [token.lower for token in statement.tokens[found.last : found.last + _FARTHEST_SPEAKER]]
    said = bool(lexicon.word_set("times", "speech") & set(after))
    return said or (after[:1] != [] and after[0] in _SPEAKERS)


def _acts(statement: Statement, found: Found[ActorWord]) -> bool:
    return statement.tokens[found.first].start in {agent.span.start for agent in statement.acts.agents}
