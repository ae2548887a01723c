"""Figures: the casualty figures of one incident, each counted once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geo.coding.drafts import TollDraft
from geo.extraction import lexicon
from geo.extraction.counted import THE_FORCE
from geo.extraction.figures import Figure
from geo.extraction.numbers import counted_at
from geo.extraction.statements import Statement
from geo.extraction.totals import PUT_AT, find_rest
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


_FORCE_RANK = 3


@dataclass
class _Account:
    """The figures of one outcome while sentences are added."""

    current: list[Figure]
    parts: list[Figure]
    total: int | None
    notes: list[str]
    headline: int | None = None


def tolls(
    statements: Sequence[Statement],
    *,
    isis_named: bool,
    pkk_named: bool = False,
    gunmen: Group = Group.PEOPLE,
    around: Sequence[Statement] = (),
) -> tuple[tuple[TollDraft, ...], tuple[str, ...]]:
    """Sum up the figures of an incident's sentences, and say where they contradict each other.

    Args:
        statements: the incident's, in the order of the text.
        isis_named: the article names ISIS, so that its "militants" are ISIS.
        pkk_named: it tells of Turkey and the PKK only, so that they are the PKK.
        gunmen: whom "gunmen" and "attackers" are, once the attacker is known.
        around: headlines and sums that tell of this incident too, for whom a bare number counts.
    """
    drafts: list[TollDraft] = []
    warnings: list[str] = []
    militants = Group.ISIS if isis_named else (Group.PKK if pkk_named else Group.PEOPLE)
    statements = _with_people(statements, around, militants=militants, gunmen=gunmen)
    accounts = {outcome: _account(statements, outcome, militants=militants, gunmen=gunmen) for outcome in Outcome}
    _add_died_first(statements, accounts[Outcome.KILLED])
    _move_died_later(statements, accounts)
    for outcome, account in accounts.items():
        _sum_up(statements, account, outcome)
    _name_all(statements, accounts)
    for outcome, account in accounts.items():
        drafts += _drafts(account.current, outcome)
        warnings += account.notes
    return tuple(drafts), tuple(warnings)


def _with_people(
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
        return _as(figure, forces[-1]) if forces else figure
    if figure.group is not None or figure.vague or figure.noun not in {"", "them"}:
        return figure
    for statement in reversed(before):
        named = [_named(f, militants=militants, gunmen=gunmen) for f in statement.figures if f.group or f.vague]
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
        hit = _forces_named(before)  # "two of his comrades"
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


def _forces_named(statements: Sequence[Statement]) -> set[Group]:
    return {force for statement in statements for force in _forces_in(statement)}


def _names_unit(figure: Figure, own: Statement) -> bool:
    """Whether the words are "members of the force" or "of the 20th brigade", which are never the militants'."""
    spans = [f.span for f in own.figures if f.noun == THE_FORCE] or [figure.span]
    words = {t.lower for t in own.tokens if any(span.start <= t.start < span.end for span in spans)}
    return bool(words & lexicon.word_set("grammar", "the_force"))


def _names_enemies(statement: Statement) -> bool:
    """Whether militants are named, so that "their fighters" may be theirs."""
    words = (found.value for found in lexicon.actors().find(statement.tokens))
    counted = any(figure.vague or figure.side is Side.ISIS for figure in statement.figures)
    return not counted and any(word.vague or word.side is Side.ISIS for word in words)


def _forces_in(statement: Statement) -> list[Group]:
    """The forces that a sentence names, in its order."""
    words = (found.value for found in lexicon.actors().find(statement.tokens))
    return [word.group for word in words if word.group in _FORCES and word.rank == _FORCE_RANK]


def _as(figure: Figure, group: Group | None) -> Figure:
    if group is None:
        return figure
    return replace(figure, group=group, side=group.side, rule=f"{figure.rule}; the people are those named before")


def _account(statements: Sequence[Statement], outcome: Outcome, *, militants: Group, gunmen: Group) -> _Account:
    account = _Account([], [], None, [], headline=_in_headline(statements, outcome))
    ordered = [s for s in statements if s.kind == "body"] + [s for s in statements if s.kind != "body"]
    held = [s for s in ordered if not _is_superseded(s)]
    if any(f.outcome is outcome and f.low is not None and not f.subset for s in held for f in s.figures):
        ordered = held
    for statement in ordered:
        figures = [
            _named(figure, militants=militants, gunmen=gunmen)
            for figure in statement.figures
            if figure.outcome is outcome and not figure.total
        ]
        for figure in figures:
            if figure.joint and figure.low is not None:
                account.notes.append(f"{figure.low} killed and wounded in one figure: no figure of either")
        usable = [figure for figure in figures if not figure.subset and not figure.joint and not figure.of_wounded]
        if usable and (statement.kind == "body" or not _numbered(account.current)):
            _add(account, usable, alternative="alternative" in statement.cues, sequel=_is_sequel(statement))
        if statement.kind == "body" and account.total is not None and _is_generic(account.current):
            for figure in figures:
                if figure.subset and figure.low is not None and figure.group not in {Group.PEOPLE, None}:
                    _part(account, figure)
            for figure in find_rest(statement.tokens, outcome):
                _part(account, figure)
    return account


def _is_superseded(statement: Statement) -> bool:
    """Read "Police had told reporters that six died" as a count that later words replace."""
    return "superseded" in statement.cues


def _named(figure: Figure, *, militants: Group, gunmen: Group) -> Figure:
    if figure.vague == "militants":
        return replace(figure, group=militants, side=militants.side)
    if figure.vague == "gunmen":
        return replace(figure, group=gunmen, side=gunmen.side)
    if figure.group is None:
        return replace(figure, group=Group.PEOPLE, side=Side.UNIDENTIFIED)
    return figure


def _numbered(figures: Iterable[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.low is not None]


def _sum(figures: Iterable[Figure]) -> int:
    return sum(figure.low or 0 for figure in figures)


def _in_headline(statements: Sequence[Statement], outcome: Outcome) -> int | None:
    """The number that the headline gives for an outcome, where it gives one."""
    told = [f for s in statements if s.kind == "headline" for f in s.figures if f.outcome is outcome and f.low]
    return _sum(f for f in told if not f.subset and not f.total) or None


def _is_sequel(statement: Statement) -> bool:
    """Whether a sentence tells of a further blow of the same attack, such as a bomb that hits those who come to help."""
    found = next(lexicon.words("gates", "sequel").find(statement.tokens), None)
    return found is not None and bool(statement.acts.triggers) and statement.kind == "body"


def _goes_on_top(account: _Account, figure: Figure, have: Sequence[Figure], *, sequel: bool) -> bool:
    """Whether people of a further blow add to those counted: the headline's number decides where it has one."""
    if figure.definite or figure.other or account.total is not None or account.parts or not figure.group:
        return False
    both = _sum(account.current) + (figure.low or 0)
    if account.headline is not None:
        return account.headline == both
    return sequel and all(known.group is figure.group for known in have)


def _add(account: _Account, figures: list[Figure], *, alternative: bool, sequel: bool = False) -> None:
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
        _weigh(account, numbered, sequel=sequel)


def _weigh(account: _Account, figures: list[Figure], *, sequel: bool) -> None:
    """A figure that differs: part of the total, one more group, more people, or a contradiction."""
    for figure in figures:
        have = [known for known in account.current if _compatible(known.group, figure.group)]
        if _is_attacker(figure) and not any(_is_attacker(known) for known in account.current):
            have = [known for known in have if known.group is figure.group]
        if not have or _goes_on_top(account, figure, have, sequel=sequel):
            account.current.append(figure)
        elif figure.group in {Group.PEOPLE, Group.MIXED} and not _is_generic(account.current) and figure.other:
            account.notes.append(
                f"'{figure.low} others {figure.outcome.label}' may overlap with those counted; not added"
            )
        elif figure.other and not figure.definite and _exceeds(account, figure):
            account.current.append(figure)
        elif account.total is not None or ((figure.low or 0) <= _sum(have) and not figure.other):
            _part(account, figure)
        elif (figure.other and not figure.definite) or (_are_known_persons(have) and not figure.definite):
            account.current.append(figure)
        else:
            account.notes.append(
                f"the article counts {_sum(have)} and {figure.low} {figure.outcome.label}; the first figure is kept"
            )


def _are_known_persons(figures: Sequence[Figure]) -> bool:
    """Whether only "him" or "the mayor" are counted: "two passers-by" of a later sentence are others."""
    return all(figure.low == 1 and figure.definite for figure in figures)


def _is_attacker(figure: Figure) -> bool:
    """Whether a figure counts "gunmen" or unnamed "militants": no part of those whom they hit."""
    return bool(figure.vague) and figure.group is Group.PEOPLE


def _exceeds(account: _Account, figure: Figure) -> bool:
    """Whether a figure of other people is too large to be a part of the total."""
    return account.total is not None and _sum(account.parts) + (figure.low or 0) > account.total


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
    Outcome.KILLED: frozenset({"dead", "killed", "victims", "deceased", "martyrs", "casualties"}),
    Outcome.WOUNDED: frozenset({"wounded", "injured", "victims", "casualties"}),
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


def _add_died_first(statements: Sequence[Statement], killed: _Account) -> None:
    """An update opens with those who died of wounds: they add to the killed of whom it tells after."""
    for statement in (s for s in statements if s.kind == "body"):
        for figure in statement.figures:
            if figure.outcome is not Outcome.KILLED or figure.low is None or figure.total:
                continue
            if figure.of_wounded:
                killed.current = [
                    *(f for f in killed.current if f.low is not None),
                    _named(figure, militants=Group.ISIS, gunmen=Group.PEOPLE),
                ]
            return


def _sum_up(statements: Sequence[Statement], account: _Account, outcome: Outcome) -> None:
    """The last stated total holds where it counts people of one group; over several groups it is only noted."""
    totals = [f for s in statements for f in s.figures if f.total and f.outcome is outcome and f.low is not None]
    if not totals:
        return
    total = totals[-1]
    have = _numbered(account.current)
    if (
        not have
        and total.rule.startswith(PUT_AT)
        and any(f.low is not None for s in statements for f in s.figures if f is not total)
    ):
        return
    if not have:
        account.current = [_named(total, militants=Group.PEOPLE, gunmen=Group.PEOPLE)]
    elif total.rule.startswith(PUT_AT) and _sum(have) != total.low:
        account.notes.append(f"another source counts {total.low} {outcome.label}")
    elif len({figure.group for figure in have}) == 1 and _sum(have) != total.low:
        rule = f"{have[0].rule}; {total.rule}"
        account.current = [replace(have[0], low=total.low, high=total.high, rule=rule, span=total.span)]
    elif _sum(have) != total.low:
        account.notes.append(f"the toll is summed up as {total.low} {outcome.label}, the groups make {_sum(have)}")


_OF_WOUNDED = frozenset({"wounded", "injured", "wounds", "injuries"})


def _move_died_later(statements: Sequence[Statement], accounts: dict[Outcome, _Account]) -> None:
    """One of the wounded who dies later is killed and no longer wounded."""
    wounded = accounts[Outcome.WOUNDED]
    opening = statements[0].figures if statements else ()
    if any(f.total for f in opening) and any(f.outcome is Outcome.WOUNDED and f.low for f in opening):
        return  # "the toll has risen to five dead and seven injured" counts them already
    for number, statement in enumerate(statements):
        for figure in statement.figures:
            if figure.outcome is not Outcome.KILLED or figure.low is None or not _died_of_wounds(statement, figure):
                continue
            told = statements if figure.of_wounded else statements[:number]
            earlier = [f for s in told for f in s.figures if f.outcome is Outcome.WOUNDED and f.low]
            if figure.of_wounded and earlier and _apart(told, earlier[-1]):
                continue
            if not earlier or not wounded.current:
                continue
            which = next((n for n, f in enumerate(wounded.current) if f.low == earlier[-1].low), 0)
            first = wounded.current[which]
            if (first.low or 0) <= figure.low or (first.low != earlier[-1].low and not figure.of_wounded):
                continue
            left = (first.low or 0) - figure.low
            if figure.of_wounded and any(f.outcome is Outcome.KILLED and not f.of_wounded for f in statement.figures):
                accounts[Outcome.KILLED].current.append(figure)  # "two were killed and four wounded, one of whom died"
            wounded.current[which] = replace(
                first,
                low=left,
                high=None if first.high is None else left,
                rule=f"{first.rule}, less {figure.low} who died of wounds",
            )
            return


def _apart(statements: Sequence[Statement], wounded: Figure) -> bool:
    """Read "Three other children were injured" as wounded beside the one who died."""
    for statement in statements:
        if wounded in statement.figures:
            return wounded.other and not any(f.outcome is Outcome.KILLED for f in statement.figures)
    return False


def _died_of_wounds(statement: Statement, figure: Figure) -> bool:
    if figure.of_wounded:
        return True
    inside = [t.lower for t in statement.tokens if figure.span.start <= t.start < figure.span.end + 60]
    later = "later" in inside and "hospital" in [t.lower for t in statement.tokens]
    return (bool(_OF_WOUNDED & set(inside)) or later) and bool({"died", "succumbed"} & set(inside))


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
