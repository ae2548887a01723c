"""Settings: whom a number of people counts that names nobody, from where and in what quarrel they were hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.extraction import lexicon
from geo.extraction.figures import Figure
from geo.extraction.statements import Statement
from geo.vocabulary import Group, Side

_UNARMED = frozenset({Group.CIVILIANS, Group.KAKAI})
_KIN_GROUPS = frozenset({"tribe", "tribes", "clan", "clans", "families", "family", "tribal", "clansmen", "tribesmen"})
_QUARRELS = lexicon.word_set("things", "quarrels")
_FARTHEST_QUARREL = 6
_MOBILIZED = frozenset({"mobilization", "mobilisation", "hashd", "crowd", "fighters", "fighter", "forces", "militia"})


def by_setting(
    figures: Sequence[Figure], statements: Sequence[Statement], *, counted: set[Group | None]
) -> list[Figure]:
    """Read the people whom a deed hits in a market, at home or in a feud as people without arms, where no force suffers.

    `counted` are the groups of every figure of the incident.
    """
    body = [statement for statement in statements if statement.kind == "body"]
    hit = {target.group for statement in body for target in statement.acts.targets} - {Group.PEOPLE}
    if counted - {Group.PEOPLE, *_UNARMED, Group.ISIS} or hit - _UNARMED:
        return list(figures)
    setting = next((word for statement in body if (word := _civil_setting(statement) or _feud(statement))), "")
    setting = setting or ("the people attacked" if hit else "")
    return [f if _are_fighters(f, body) else _as_civilians(f, setting) for f in figures]


_FIGHTERS = frozenset({"fighter", "fighters", "combatant", "combatants", "gunman", "gunmen", "cadre", "cadres"})


def _are_fighters(figure: Figure, statements: Sequence[Statement]) -> bool:
    """Whether the words count fighters, of whatever group."""
    own = next((s for s in statements if s.span.start <= figure.span.start < s.span.end), None)
    words = own.tokens[max(0, figure.position) : figure.position + 4] if own else ()
    return bool(_FIGHTERS & {token.lower for token in words})


def _as_civilians(figure: Figure, setting: str) -> Figure:
    if not setting or figure.group is not Group.PEOPLE or figure.vague:
        return figure
    rule = f"{figure.rule}; taken for civilians because of '{setting}'"
    return replace(figure, group=Group.CIVILIANS, side=Side.CIVILIANS, rule=rule)


def _civil_setting(statement: Statement) -> str:
    """The word for a place of everyday life at which a sentence puts a deed, or nothing."""
    settings = lexicon.word_set("grammar", "civil_settings")
    tells = bool(statement.acts.triggers) and any(figure.low for figure in statement.figures)
    owned = {token.lower for token in statement.tokens} & {"policeman", "officer", "soldier", "commander", "colonel"}
    return next((t.lower for t in statement.tokens if t.lower in settings), "") if tells and not owned else ""


def _feud(statement: Statement) -> str:
    """The words of "a tribal dispute" and "a quarrel between two families", or nothing."""
    lower = [token.lower for token in statement.tokens]
    for index, word in enumerate(lower):
        if word not in _KIN_GROUPS or _MOBILIZED & set(lower[index + 1 : index + 2]):
            continue
        near = lower[max(0, index - _FARTHEST_QUARREL) : index + 1 + _FARTHEST_QUARREL]
        quarrel = next((other for other in near if other in _QUARRELS), "")
        between = word in {"tribal", "clan"} or "between" in lower or "blood" in near or "family" in near
        if quarrel and between and not any(agent.side for agent in statement.acts.agents):
            return f"{word} {quarrel}"
    return ""
