"""Figures: the casualty figures of one incident, each counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.coding.accounts import Account, numbered, total_of
from geo.coding.deaths import is_anothers_count, move_died_later
from geo.coding.drafts import TollDraft
from geo.coding.settings import by_setting
from geo.coding.victims import FORCES, named_for, with_people
from geo.extraction import lexicon
from geo.extraction.figures import Figure
from geo.extraction.statements import Statement
from geo.extraction.totals import CLAIMED_AT, PUT_AT, find_rest
from geo.vocabulary import Group, Outcome, Side


def tolls(
    statements: Sequence[Statement],
    *,
    isis_named: bool,
    pkk_named: bool = False,
    gunmen: Group = Group.PEOPLE,
    soldiers: Group | None = None,
    around: Sequence[Statement] = (),
) -> tuple[tuple[TollDraft, ...], tuple[str, ...]]:
    """Sum up the figures of an incident's sentences, and say where they contradict each other.

    Args:
        statements: the incident's, in the order of the text.
        isis_named: the article names ISIS, so that its "militants" are ISIS.
        pkk_named: it tells of Turkey and the PKK only, so that they are the PKK.
        gunmen: whom "gunmen" and "attackers" are, once the attacker is known.
        soldiers: whose "soldiers" are where nothing else says it, None for the Iraqi army's.
        around: headlines and sums that tell of this incident too, for whom a bare number counts.
    """
    drafts: list[TollDraft] = []
    warnings: list[str] = []
    militants = Group.ISIS if isis_named else (Group.PKK if pkk_named else Group.PEOPLE)
    statements = with_people(statements, around, militants=militants, gunmen=gunmen, soldiers=soldiers)
    accounts = {outcome: _account(statements, outcome, militants=militants, gunmen=gunmen) for outcome in Outcome}
    _add_died_first(statements, accounts[Outcome.KILLED])
    move_died_later(statements, accounts)
    for outcome, account in accounts.items():
        _sum_up(statements, account, outcome, militants=militants)
    _name_all(statements, accounts)
    counted = {figure.group for account in accounts.values() for figure in account.current}
    for account in accounts.values():
        account.current = by_setting(account.current, statements, counted=counted)
    for outcome, account in accounts.items():
        drafts += _drafts(account.current, outcome)
        warnings += account.notes
    return tuple(drafts), tuple(warnings)


def _account(statements: Sequence[Statement], outcome: Outcome, *, militants: Group, gunmen: Group) -> Account:
    account = Account([], [], None, [], headline=_in_headline(statements, outcome))
    ordered = [s for s in statements if s.kind == "body"] + [s for s in statements if s.kind != "body"]
    held = [s for s in ordered if not _is_superseded(s)]
    if any(f.outcome is outcome and f.low is not None and not f.subset for s in held for f in s.figures):
        ordered = held
    for before, statement in zip([None, *ordered], ordered, strict=False):
        figures = [
            named_for(figure, militants=militants, gunmen=gunmen)
            for figure in statement.figures
            if figure.outcome is outcome and not figure.total
        ]
        for figure in figures:
            if figure.joint and figure.low is not None:
                account.notes.append(f"{figure.low} killed and wounded in one figure: no figure of either")
        usable = [figure for figure in figures if not figure.subset and not figure.joint and not figure.of_wounded]
        usable = [] if account.current and is_anothers_count(statement) else usable
        if usable and _replaces_claim(statements, account.current, usable, statement):
            account.current, account.total = usable, None
        elif usable and (statement.kind == "body" or not numbered(account.current)):
            _add(account, usable, alternative="alternative" in statement.cues, sequel=_is_sequel(statement, before))
        if statement.kind == "body" and account.total is not None and _is_generic(account.current):
            _add_parts(account, statement, figures, outcome)
    return account


def _add_parts(account: Account, statement: Statement, figures: Sequence[Figure], outcome: Outcome) -> None:
    for figure in figures:
        if figure.subset and figure.low is not None and figure.group not in {Group.PEOPLE, None}:
            _part(account, figure)
    for figure in find_rest(statement.tokens, outcome):
        _part(account, figure)


def _is_superseded(statement: Statement) -> bool:
    """Read "Police had told reporters that six died" as a count that later words replace."""
    return "superseded" in statement.cues


def _in_headline(statements: Sequence[Statement], outcome: Outcome) -> tuple[Figure, ...]:
    """The figures that headlines give for an outcome."""
    told = (f for s in statements if s.kind == "headline" for f in s.figures if f.outcome is outcome and f.low)
    return tuple(f for f in told if not f.subset and not f.total)


def _headline_number(account: Account, group: Group | None) -> int | None:
    """The number of people of a group, or of people like them, that the headline gives."""
    return total_of(f for f in account.headline if _compatible(f.group, group)) or None


def _is_sequel(statement: Statement, before: Statement | None = None) -> bool:
    """Whether a sentence, or the one right before it, tells of a further blow, such as a bomb on those who come to help."""
    if before and before.paragraph == statement.paragraph and not before.figures and _is_sequel(before):
        return "same_incident" not in statement.cues
    found = next(lexicon.words("gates", "sequel").find(statement.tokens), None)
    return found is not None and bool(statement.acts.triggers) and statement.kind == "body"


def _goes_on_top(account: Account, figure: Figure, have: Sequence[Figure], *, sequel: bool) -> bool:
    """Whether people of a further blow add to those counted: the headline's number decides where it has one."""
    if figure.definite or figure.other or account.total is not None or account.parts or not figure.group:
        return False
    both = total_of(account.current) + (figure.low or 0)
    headline = _headline_number(account, figure.group)
    if headline is not None:
        return headline == both
    return sequel and all(known.group is figure.group for known in have)


def _add(account: Account, figures: list[Figure], *, alternative: bool, sequel: bool = False) -> None:
    counted = numbered(figures)
    if not counted:
        if not account.current:
            account.current = figures
        return
    if not numbered(account.current):
        account.current = counted
        account.total = total_of(counted) if _is_generic(counted) else None
        return
    if alternative:
        account.notes.append(f"another source counts {total_of(counted)} {counted[0].outcome.label}")
        return
    have, new = total_of(account.current), total_of(counted)
    if have == new and _fits(account.current, counted):
        account.current = _finer(account.current, counted)
    elif _is_extension(account.current, counted):
        account.current = counted
    else:
        _weigh(account, counted, sequel=sequel)


def _weigh(account: Account, figures: list[Figure], *, sequel: bool) -> None:
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
        elif (
            account.total is not None
            or ((figure.low or 0) <= total_of(have) and not figure.other)
            or (figure.other and _completes(account, figure, have))
        ):
            _part(account, figure)
        elif (figure.other and not figure.definite) or (_are_known_persons(have) and not figure.definite):
            account.current.append(figure)
        else:
            account.rejected.append(figure)
            account.notes.append(
                f"the article counts {total_of(have)} and {figure.low} {figure.outcome.label}; the first figure is kept"
            )


def _completes(account: Account, figure: Figure, have: Sequence[Figure]) -> bool:
    """Read "Three died at once. Another died at dawn" after "four were killed": beside the three, not beside the four."""
    return bool(account.parts) and total_of(account.parts) + (figure.low or 0) <= total_of(have)


def _are_known_persons(figures: Sequence[Figure]) -> bool:
    """Whether only "him" or "the mayor" are counted: "two passers-by" of a later sentence are others."""
    return all(figure.low == 1 and figure.definite for figure in figures)


def _is_attacker(figure: Figure) -> bool:
    """Whether a figure counts "gunmen" or unnamed "militants": no part of those whom they hit."""
    return bool(figure.vague) and figure.group is Group.PEOPLE


def _exceeds(account: Account, figure: Figure) -> bool:
    """Whether a figure of other people is too large to be a part of the total."""
    return account.total is not None and total_of(account.parts) + (figure.low or 0) > account.total


def _part(account: Account, figure: Figure) -> None:
    """Collect parts of a stated total; together equal to it, they replace it."""
    if any(part.low == figure.low and _compatible(part.group, figure.group) for part in account.parts):
        return
    account.parts.append(figure)
    if account.total is not None and _is_generic(account.current):
        specific = [part for part in account.parts if part.group is not Group.PEOPLE]
        for parts in (specific, account.parts):
            if specific and total_of(parts) >= account.total and not _contradicts(account, parts):
                account.current = list(parts)
                account.total = total_of(parts)
                return


def _contradicts(account: Account, parts: Sequence[Figure]) -> bool:
    """Whether one figure of the same people only gives another number: that breaks no total down."""
    return len(parts) == 1 and total_of(parts) != account.total and parts[0].group is account.current[0].group


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
    return (Group.SECURITY_FORCES in {first, second} and {first, second} <= FORCES) or _police({first, second})


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
    Outcome.KILLED: frozenset({"dead", "killed", "victims", "victim", "deceased", "martyrs", "casualties", "slain"}),
    Outcome.WOUNDED: frozenset({"wounded", "injured", "victims", "casualties"}),
}


def _name_all(statements: Sequence[Statement], accounts: dict[Outcome, Account]) -> None:
    """Read "All of the dead were civilians" says who a number without a word for people counts."""
    for outcome, words in _WHOLE.items():
        account = accounts[outcome]
        if not (len(account.current) == 1 and account.current[0].group is Group.PEOPLE):
            continue
        for statement in statements:
            lower = [token.lower for token in statement.tokens]
            verb = _verb_of_all(lower, words)
            verb = _apposed(lower, account.current[0]) if verb is None else verb
            if verb is not None and (group := _group_after(statement, verb)):
                rule = f"{account.current[0].rule}; a later sentence says that they were {group.label}"
                account.current[0] = replace(account.current[0], group=group, side=group.side, rule=rule)


def _apposed(lower: Sequence[str], figure: Figure) -> int | None:
    """The comma of "The six, members of the security forces, ..." and the "were" of "The six were farmers"."""
    numbers = lexicon.table("numbers", "numbers")
    for index in range(len(lower) - 2):
        opens = not index or lower[index - 1] in {"that", ":", "“", '"'}
        counted = opens and lower[index] in {"the", "all"} and numbers.get(lower[index + 1]) == figure.low
        if counted and figure.low and lower[index + 2] in ({"were", "are"} if index else {",", "were", "are"}):
            return index + 2
    return None


_ALL = frozenset({"all", "both", "the"})
_FARTHEST_WERE = 4


def _verb_of_all(lower: Sequence[str], words: frozenset[str]) -> int | None:
    """The "were" of "all of the dead were", "both victims were", "the victim was"; not of "five of the dead were"."""
    for index, word in enumerate(lower):
        if word not in {"were", "was", "are"}:
            continue
        before = list(lower[max(0, index - _FARTHEST_WERE) : index])
        if before[-1:] == ["all"] or before[-3:] in (["all", "of", "them"], ["both", "of", "them"]):
            return index
        opening = next((n for n, text in enumerate(before) if text in _ALL), None)
        if opening is None or not words & set(before[opening:]) or "," in before[opening:]:
            continue
        if before[opening:][0] == "the" and lower[max(0, index - len(before) + opening - 1)] == "of" and index:
            continue
        return index
    return None


def _group_after(statement: Statement, index: int) -> Group | None:
    tokens = statement.tokens
    skip = (
        index
        + 1
        + (index + 1 < len(tokens) and tokens[index + 1].lower in {"a", "an", "all", "both", "local", "young"})
    )
    found = lexicon.actors().at(tokens, skip)
    if found and found.value.group is None:
        linked = tokens[found.last].lower in {"of", "from", "in"} if found.last < len(tokens) else False
        found = next(lexicon.actors().find(tokens[found.last + 1 : found.last + 5]), None) if linked else None
    return found.value.group if found and found.value.group is not Group.PEOPLE else None


def _add_died_first(statements: Sequence[Statement], killed: Account) -> None:
    """An update opens with those who died of wounds: they add to the killed of whom it tells after."""
    for statement in (s for s in statements if s.kind == "body"):
        for figure in statement.figures:
            if figure.outcome is not Outcome.KILLED or figure.low is None or figure.total:
                continue
            if figure.of_wounded:
                killed.current = [
                    *(f for f in killed.current if f.low is not None),
                    named_for(figure, militants=Group.ISIS, gunmen=Group.PEOPLE),
                ]
            return


def _sum_up(statements: Sequence[Statement], account: Account, outcome: Outcome, *, militants: Group) -> None:
    """The last stated total holds where it counts people of one group; over several groups it is only noted."""
    told = [s for s in statements if any(f.total and f.outcome is outcome and f.low is not None for f in s.figures)]
    told = [s for s in told if not _is_superseded(s)] or told
    told = [s for s in told if s.kind == "body"] or told
    totals = [f for s in told for f in s.figures if f.total and f.outcome is outcome and f.low is not None]
    if not totals:
        return
    total = named_for(totals[-1], militants=militants, gunmen=Group.PEOPLE) if totals[-1].vague else totals[-1]
    have = numbered(account.current)
    if (
        not have
        and total.rule.startswith(CLAIMED_AT)
        and any(f.low is not None for s in statements for f in s.figures if f is not total)
    ):
        return
    if not have:
        account.current = [named_for(total, militants=militants, gunmen=Group.PEOPLE)]
    elif (more := [f for f in account.rejected if f.low != total.low]) and total_of([*have, *more]) == total.low:
        account.current += more  # "one policeman was killed ... two guards were killed ... three dead"
    elif total.group is not None and not _fits([total], have) and not any(f.low == total.low for f in have):
        account.current.append(total)  # "put the number of wounded fighters at five", beside wounded civilians
    elif (
        total.rule.startswith((PUT_AT, CLAIMED_AT))
        and total_of(have) != total.low
        and not _is_claimed(statements, have[0])
    ):
        account.notes.append(f"another source counts {total.low} {outcome.label}")
    elif len({figure.group for figure in have}) == 1 and total_of(have) != total.low:
        rule = f"{have[0].rule}; {total.rule}"
        whose = total if have[0].group is Group.PEOPLE and total.group is not None else have[0]
        named = replace(have[0], group=whose.group, side=whose.side)
        account.current = [replace(named, low=total.low, high=total.high, rule=rule, span=total.span)]
    elif total_of(have) != total.low:
        account.notes.append(f"the toll is summed up as {total.low} {outcome.label}, the groups make {total_of(have)}")


_CLAIMS = frozenset({"amaq", "naba", "claimed", "claims", "claim"})


def _is_claimed(statements: Sequence[Statement], figure: Figure) -> bool:
    """Whether a figure is the attackers' own claim, which the count of officials replaces."""
    for statement in statements:
        if statement.span.start <= figure.span.start < statement.span.end:
            said = {token.lower for token in statement.tokens}
            enemy = any(found.value.side is Side.ISIS for found in lexicon.actors().find(statement.tokens))
            return enemy and bool(_CLAIMS & said) and figure.side is not Side.ISIS
    return False


def _replaces_claim(
    statements: Sequence[Statement], have: Sequence[Figure], figures: Sequence[Figure], own: Statement
) -> bool:
    """Whether officials count anew whom before only those who claim the deed have counted."""
    claimed = bool(numbered(have)) and all(_is_claimed(statements, figure) for figure in numbered(have))
    alike = any(_compatible(one.group, other.group) for one in have for other in figures if not _is_attacker(other))
    fresh = claimed and own.kind == "body" and bool(numbered(figures)) and not any(f.other for f in figures)
    return fresh and alike and not any(_is_claimed([own], figure) for figure in figures)


def _drafts(figures: Sequence[Figure], outcome: Outcome) -> list[TollDraft]:
    by_group: dict[Group, list[Figure]] = {}
    for figure in figures:
        by_group.setdefault(figure.group or Group.PEOPLE, []).append(figure)
    return [_draft(group, members, outcome) for group, members in by_group.items()]


def _draft(group: Group, figures: Sequence[Figure], outcome: Outcome) -> TollDraft:
    counted = numbered(figures)
    low = total_of(counted) if counted else None
    highs = [figure.high for figure in counted]
    high = sum(h for h in highs if h is not None) if highs and None not in highs else None
    rule = "; ".join(dict.fromkeys(figure.rule for figure in figures))
    rule = f"sum of {len(counted)} figures: {rule}" if len(counted) > 1 else rule
    return TollDraft(group, group.side, outcome, low, high, (), rule, tuple(figure.span for figure in figures))
