"""Figures: the casualty figures of one incident, each counted once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geo.coding.drafts import TollDraft
from geo.extraction import lexicon
from geo.extraction.casualties import Figure
from geo.extraction.statements import Statement
from geo.vocabulary import Group, Outcome, Side

_FORCES = frozenset(
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


@dataclass
class _Account:
    """The figures of one outcome while sentences are added."""

    current: list[Figure]
    parts: list[Figure]
    total: int | None
    notes: list[str]


def tolls(
    statements: Sequence[Statement], *, isis_named: bool, gunmen: Group = Group.PEOPLE
) -> tuple[tuple[TollDraft, ...], tuple[str, ...]]:
    """Sum up the figures of an incident's sentences, and say where they contradict each other.

    Args:
        statements: the incident's, in the order of the text.
        isis_named: the article names ISIS, so that its "militants" are ISIS.
        gunmen: whom "gunmen" and "attackers" are, once the attacker is known.
    """
    drafts: list[TollDraft] = []
    warnings: list[str] = []
    accounts = {outcome: _account(statements, outcome, isis_named=isis_named, gunmen=gunmen) for outcome in Outcome}
    _move_died_later(statements, accounts)
    _name_all(statements, accounts)
    for outcome, account in accounts.items():
        drafts += _drafts(account.current, outcome)
        warnings += account.notes
    return tuple(drafts), tuple(warnings)


def _account(statements: Sequence[Statement], outcome: Outcome, *, isis_named: bool, gunmen: Group) -> _Account:
    account = _Account([], [], None, [])
    ordered = [s for s in statements if s.kind == "body"] + [s for s in statements if s.kind != "body"]
    for statement in ordered:
        figures = [
            _named(figure, isis_named=isis_named, gunmen=gunmen)
            for figure in statement.figures
            if figure.outcome is outcome
        ]
        for figure in figures:
            if figure.joint and figure.low is not None:
                account.notes.append(f"{figure.low} killed and wounded in one figure: no figure of either")
        usable = [figure for figure in figures if not figure.subset and not figure.joint]
        if usable and (statement.kind == "body" or not _numbered(account.current)):
            _add(account, usable, alternative="alternative" in statement.cues)
    return account


def _named(figure: Figure, *, isis_named: bool, gunmen: Group) -> Figure:
    if figure.vague == "militants":
        group = Group.ISIS if isis_named else Group.PEOPLE
        return replace(figure, group=group, side=group.side)
    if figure.vague == "gunmen":
        return replace(figure, group=gunmen, side=gunmen.side)
    if figure.group is None:
        return replace(figure, group=Group.PEOPLE, side=Side.UNIDENTIFIED)
    return figure


def _numbered(figures: Iterable[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.low is not None]


def _sum(figures: Iterable[Figure]) -> int:
    return sum(figure.low or 0 for figure in figures)


def _add(account: _Account, figures: list[Figure], *, alternative: bool) -> None:
    numbered = _numbered(figures)
    if not numbered:
        if not account.current:
            account.current = figures
        return
    if not _numbered(account.current):
        account.current = numbered
        account.total = _sum(numbered) if _is_generic(numbered) else None
        return
    if alternative:
        account.notes.append(f"another source counts {_sum(numbered)} {numbered[0].outcome.label}")
        return
    have, new = _sum(account.current), _sum(numbered)
    if have == new and _fits(account.current, numbered):
        account.current = _finer(account.current, numbered)
    elif _is_extension(account.current, numbered):
        account.current = numbered
    else:
        _weigh(account, numbered)


def _weigh(account: _Account, figures: list[Figure]) -> None:
    """A figure that differs: part of the total, one more group, more people, or a contradiction."""
    for figure in figures:
        have = [known for known in account.current if _compatible(known.group, figure.group)]
        if not have:
            account.current.append(figure)
        elif figure.group in {Group.PEOPLE, Group.MIXED} and not _is_generic(account.current) and figure.other:
            account.notes.append(
                f"'{figure.low} others {figure.outcome.label}' may overlap with those counted; not added"
            )
        elif account.total is not None or ((figure.low or 0) <= _sum(have) and not figure.other):
            _part(account, figure)
        elif figure.other and not figure.definite:
            account.current.append(figure)
        else:
            account.notes.append(
                f"the article counts {_sum(have)} and {figure.low} {figure.outcome.label}; the first figure is kept"
            )


def _part(account: _Account, figure: Figure) -> None:
    """Collect parts of a stated total; together equal to it, they replace it."""
    if any(part.low == figure.low and _compatible(part.group, figure.group) for part in account.parts):
        return
    account.parts.append(figure)
    if account.total is not None and _is_generic(account.current):
        specific = [part for part in account.parts if part.group is not Group.PEOPLE]
        for parts in (specific, account.parts):
            if specific and _sum(parts) >= account.total:
                account.current = list(parts)
                account.total = _sum(parts)
                return


def _is_generic(figures: Sequence[Figure]) -> bool:
    return len(figures) == 1 and figures[0].group in {
        Group.PEOPLE,
        Group.MIXED,
        Group.SECURITY_FORCES,
        Group.ISIS,
        None,
    }


def _compatible(first: Group | None, second: Group | None) -> bool:
    if first is second or Group.PEOPLE in {first, second} or None in {first, second} or Group.MIXED in {first, second}:
        return True
    civil = {Group.CIVILIANS, Group.KAKAI}
    if {first, second} == civil:
        return True
    return (Group.SECURITY_FORCES in {first, second} and {first, second} <= _FORCES) or _police({first, second})


def _police(groups: set[Group | None]) -> bool:
    return groups <= {Group.IRAQI_POLICE, Group.FEDERAL_POLICE}


def _fits(first: Sequence[Figure], second: Sequence[Figure]) -> bool:
    return all(any(_compatible(a.group, b.group) for b in second) for a in first)


def _specificity(figures: Sequence[Figure]) -> tuple[int, int]:
    ranks = {Group.PEOPLE: 0, None: 0, Group.MIXED: 0, Group.SECURITY_FORCES: 1, Group.IRAQI_POLICE: 2}
    return min(ranks.get(figure.group, 3) for figure in figures), len({figure.group for figure in figures})


def _finer(first: list[Figure], second: list[Figure]) -> list[Figure]:
    return second if _specificity(second) > _specificity(first) else first


def _is_extension(have: Sequence[Figure], new: Sequence[Figure]) -> bool:
    """Whether a later sentence repeats every figure and adds further ones."""
    return len(new) > len(have) and all(any(a.low == b.low and a.group is b.group for b in new) for a in have)


_WHOLE = {
    Outcome.KILLED: frozenset({"dead", "killed", "victims", "deceased", "martyrs"}),
    Outcome.WOUNDED: frozenset({"wounded", "injured"}),
}


def _name_all(statements: Sequence[Statement], accounts: dict[Outcome, _Account]) -> None:
    """Read "All of the dead were civilians" says who a number without a word for people counts."""
    for outcome, words in _WHOLE.items():
        account = accounts[outcome]
        if not (len(account.current) == 1 and account.current[0].group is Group.PEOPLE):
            continue
        for statement in statements:
            lower = [token.lower for token in statement.tokens]
            if (
                {"all", "were"} <= set(lower)
                and words & set(lower)
                and (group := _group_after(statement, lower.index("were")))
            ):
                rule = f"{account.current[0].rule}; a later sentence says that all were {group.label}"
                account.current[0] = replace(account.current[0], group=group, side=group.side, rule=rule)


def _group_after(statement: Statement, index: int) -> Group | None:
    found = lexicon.actors().at(statement.tokens, index + 1)
    return found.value.group if found else None


_OF_WOUNDED = frozenset({"wounded", "injured", "wounds", "injuries"})


def _move_died_later(statements: Sequence[Statement], accounts: dict[Outcome, _Account]) -> None:
    """One of the wounded who dies later is killed and no longer wounded."""
    wounded = accounts[Outcome.WOUNDED]
    for number, statement in enumerate(statements):
        for figure in statement.figures:
            if figure.outcome is not Outcome.KILLED or figure.low is None or not _died_of_wounds(statement, figure):
                continue
            earlier = [f for s in statements[:number] for f in s.figures if f.outcome is Outcome.WOUNDED and f.low]
            if not earlier or not wounded.current or (wounded.current[0].low or 0) <= figure.low:
                continue
            if wounded.current[0].low != earlier[-1].low:
                continue
            first = wounded.current[0]
            left = (first.low or 0) - figure.low
            wounded.current[0] = replace(
                first,
                low=left,
                high=None if first.high is None else left,
                rule=f"{first.rule}, less {figure.low} who died of wounds",
            )
            return


def _died_of_wounds(statement: Statement, figure: Figure) -> bool:
    inside = [t.lower for t in statement.tokens if figure.span.start <= t.start < figure.span.end + 60]
    return bool(_OF_WOUNDED & set(inside)) and bool({"died", "succumbed", "dead"} & set(inside))


def _drafts(figures: Sequence[Figure], outcome: Outcome) -> list[TollDraft]:
    by_group: dict[Group, list[Figure]] = {}
    for figure in figures:
        by_group.setdefault(figure.group or Group.PEOPLE, []).append(figure)
    return [_draft(group, members, outcome) for group, members in by_group.items()]


def _draft(group: Group, figures: Sequence[Figure], outcome: Outcome) -> TollDraft:
    numbered = _numbered(figures)
    low = _sum(numbered) if numbered else None
    highs = [figure.high for figure in numbered]
    high = sum(h for h in highs if h is not None) if highs and None not in highs else None
    rule = "; ".join(dict.fromkeys(figure.rule for figure in figures))
    rule = f"sum of {len(numbered)} figures: {rule}" if len(numbered) > 1 else rule
    return TollDraft(group, group.side, outcome, low, high, (), rule, tuple(figure.span for figure in figures))
