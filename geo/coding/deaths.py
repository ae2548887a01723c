"""Deaths: the wounded who die later, who are killed and no longer wounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.coding.accounts import Account, numbered
from geo.extraction.figures import Figure
from geo.extraction.statements import Statement
from geo.extraction.totals import PUT_AT
from geo.vocabulary import Outcome

_OF_WOUNDED = frozenset({"wounded", "injured", "wounds", "injuries"})


def move_died_later(statements: Sequence[Statement], accounts: dict[Outcome, Account]) -> None:
    """One of the wounded who dies later is killed and no longer wounded."""
    wounded = accounts[Outcome.WOUNDED]
    opening = statements[0].figures if statements else ()
    if any(f.total for f in opening) and any(f.outcome is Outcome.WOUNDED and f.low for f in opening):
        return  # "the toll has risen to five dead and seven injured" counts them already
    for number, statement in enumerate(statements):
        for figure in () if is_anothers_count(statement) else statement.figures:
            if figure.outcome is not Outcome.KILLED or figure.low is None or not _died_of_wounds(statement, figure):
                continue
            told = statements if figure.of_wounded else statements[:number]
            earlier = [f for s in told for f in s.figures if f.outcome is Outcome.WOUNDED and f.low]
            if not earlier or not wounded.current or (figure.of_wounded and _apart(told, earlier[-1])):
                continue
            which = next((n for n, f in enumerate(wounded.current) if f.low == earlier[-1].low), 0)
            first = wounded.current[which]
            if _is_the_one(figure, first):
                wounded.current.pop(which)
                return
            if (first.low or 0) <= figure.low or (first.low != earlier[-1].low and not figure.of_wounded):
                continue
            left = (first.low or 0) - figure.low
            if figure.of_wounded and any(f.outcome is Outcome.KILLED and not f.of_wounded for f in statement.figures):
                accounts[Outcome.KILLED].current.append(figure)  # "two were killed and four wounded, one of whom died"
            elif not figure.of_wounded and _counts_both(statements, earlier[-1]):
                _add_to_dead(accounts[Outcome.KILLED], figure, first)
            wounded.current[which] = replace(
                first,
                low=left,
                high=None if first.high is None else left,
                rule=f"{first.rule}, less {figure.low} who died of wounds",
            )
            return


def _add_to_dead(killed: Account, figure: Figure, wounded: Figure) -> None:
    """Add to those killed at once the one who is no longer wounded, unless he is counted already."""
    known = {known.span for known in killed.current}
    apart = all(part.span == figure.span for part in killed.parts)
    if numbered(killed.current) and figure.span not in known and apart:
        killed.current.append(replace(figure, group=wounded.group, side=wounded.side))


def _counts_both(statements: Sequence[Statement], wounded: Figure) -> bool:
    """Whether the sentence that counts the wounded counts those killed at once, too: else the toll may hold the later dead."""
    told = (s.figures for s in statements if wounded in s.figures)
    return any(f.outcome is Outcome.KILLED and f.low and not f.subset for figures in told for f in figures)


def _is_the_one(dead: Figure, wounded: Figure) -> bool:
    """Read "He was hit by a bullet ... He died before he reached the hospital" as one dead and nobody wounded."""
    return dead.definite and wounded.low == dead.low == 1 and not dead.of_wounded


def is_anothers_count(statement: Statement) -> bool:
    """Whether another source counts anew: of its dead the wounded of the first are no part."""
    return any(figure.total and figure.rule.startswith(PUT_AT) for figure in statement.figures)


def _apart(statements: Sequence[Statement], wounded: Figure) -> bool:
    """Read "Three other children were injured" as wounded beside the one who died."""
    for statement in statements:
        if wounded in statement.figures:
            return wounded.other and not any(f.outcome is Outcome.KILLED for f in statement.figures)
    return False


def _died_of_wounds(statement: Statement, figure: Figure) -> bool:
    if figure.of_wounded:
        return True
    he = figure.definite and figure.noun == "them" and figure.low == 1
    if he and {"died", "succumbed"} & {t.lower for t in statement.tokens}:
        return not statement.acts.agents
    them = figure.noun == "them" and _OF_WOUNDED & {t.lower for t in statement.tokens} and "'died" in figure.rule
    if them and not figure.definite:
        return True  # "The wounded were taken to hospital, where one of them died"
    inside = [t.lower for t in statement.tokens if figure.span.start <= t.start < figure.span.end + 60]
    later = "later" in inside and "hospital" in [t.lower for t in statement.tokens]
    return (bool(_OF_WOUNDED & set(inside)) or later) and bool({"died", "succumbed"} & set(inside))
