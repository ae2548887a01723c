"""Figures: the casualty figures of one incident, each counted once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from geo.coding.drafts import TollDraft
from geo.coding.victims import FORCES, named_for, with_people
from geo.extraction import lexicon
from geo.extraction.figures import Figure
from geo.extraction.statements import Statement
from geo.extraction.totals import CLAIMED_AT, PUT_AT, find_rest
from geo.vocabulary import Group, Outcome, Side


@dataclass
class _Account:
    """The figures of one outcome while sentences are added."""

    current: list[Figure]
    parts: list[Figure]
    total: int | None
    notes: list[str]
    headline: tuple[Figure, ...] = ()
    rejected: list[Figure] = field(default_factory=list)


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
    statements = with_people(statements, around, militants=militants, gunmen=gunmen)
    accounts = {outcome: _account(statements, outcome, militants=militants, gunmen=gunmen) for outcome in Outcome}
    _add_died_first(statements, accounts[Outcome.KILLED])
    _move_died_later(statements, accounts)
    for outcome, account in accounts.items():
        _sum_up(statements, account, outcome)
    _name_all(statements, accounts)
    _name_by_setting(statements, accounts)
    for outcome, account in accounts.items():
        drafts += _drafts(account.current, outcome)
        warnings += account.notes
    return tuple(drafts), tuple(warnings)


def _account(statements: Sequence[Statement], outcome: Outcome, *, militants: Group, gunmen: Group) -> _Account:
    account = _Account([], [], None, [], headline=_in_headline(statements, outcome))
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
        if usable and (statement.kind == "body" or not _numbered(account.current)):
            _add(account, usable, alternative="alternative" in statement.cues, sequel=_is_sequel(statement, before))
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


def _numbered(figures: Iterable[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.low is not None]


def _sum(figures: Iterable[Figure]) -> int:
    return sum(figure.low or 0 for figure in figures)


def _in_headline(statements: Sequence[Statement], outcome: Outcome) -> tuple[Figure, ...]:
    """The figures that headlines give for an outcome."""
    told = (f for s in statements if s.kind == "headline" for f in s.figures if f.outcome is outcome and f.low)
    return tuple(f for f in told if not f.subset and not f.total)


def _headline_number(account: _Account, group: Group | None) -> int | None:
    """The number of people of a group, or of people like them, that the headline gives."""
    return _sum(f for f in account.headline if _compatible(f.group, group)) or None


def _is_sequel(statement: Statement, before: Statement | None = None) -> bool:
    """Whether a sentence, or the one right before it, tells of a further blow, such as a bomb on those who come to help."""
    if before and before.paragraph == statement.paragraph and not before.figures and _is_sequel(before):
        return "same_incident" not in statement.cues
    found = next(lexicon.words("gates", "sequel").find(statement.tokens), None)
    return found is not None and bool(statement.acts.triggers) and statement.kind == "body"


def _goes_on_top(account: _Account, figure: Figure, have: Sequence[Figure], *, sequel: bool) -> bool:
    """Whether people of a further blow add to those counted: the headline's number decides where it has one."""
    if figure.definite or figure.other or account.total is not None or account.parts or not figure.group:
        return False
    both = _sum(account.current) + (figure.low or 0)
    headline = _headline_number(account, figure.group)
    if headline is not None:
        return headline == both
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
        elif (
            account.total is not None
            or ((figure.low or 0) <= _sum(have) and not figure.other)
            or (figure.other and _completes(account, figure, have))
        ):
            _part(account, figure)
        elif (figure.other and not figure.definite) or (_are_known_persons(have) and not figure.definite):
            account.current.append(figure)
        else:
            account.rejected.append(figure)
            account.notes.append(
                f"the article counts {_sum(have)} and {figure.low} {figure.outcome.label}; the first figure is kept"
            )


def _completes(account: _Account, figure: Figure, have: Sequence[Figure]) -> bool:
    """Read "Three died at once. Another died at dawn" after "four were killed": beside the three, not beside the four."""
    return bool(account.parts) and _sum(account.parts) + (figure.low or 0) <= _sum(have)


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
            if specific and _sum(parts) >= account.total and not _contradicts(account, parts):
                account.current = list(parts)
                account.total = _sum(parts)
                return


def _contradicts(account: _Account, parts: Sequence[Figure]) -> bool:
    """Whether one figure of the same people only gives another number: that breaks no total down."""
    return len(parts) == 1 and _sum(parts) != account.total and parts[0].group is account.current[0].group


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


def _name_all(statements: Sequence[Statement], accounts: dict[Outcome, _Account]) -> None:
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


def _name_by_setting(statements: Sequence[Statement], accounts: dict[Outcome, _Account]) -> None:
    """Read the people whom a deed hits in a market or at home as people without arms, where no force suffers."""
    body = [statement for statement in statements if statement.kind == "body"]
    counted = {figure.group for account in accounts.values() for figure in account.current}
    hit = {target.group for statement in body for target in statement.acts.targets} - {Group.PEOPLE}
    if counted - {Group.PEOPLE, Group.CIVILIANS, Group.KAKAI, Group.ISIS} or hit - {Group.CIVILIANS, Group.KAKAI}:
        return
    setting = next(
        (word for statement in body if (word := _civil_setting(statement))), "the people attacked" if hit else ""
    )
    for account in accounts.values():
        for number, figure in enumerate(account.current):
            if setting and figure.group is Group.PEOPLE and not figure.vague:
                rule = f"{figure.rule}; taken for civilians because of '{setting}'"
                account.current[number] = replace(figure, group=Group.CIVILIANS, side=Side.CIVILIANS, rule=rule)


def _civil_setting(statement: Statement) -> str:
    """The word for a place of everyday life at which a sentence puts a deed, or nothing."""
    settings = lexicon.word_set("grammar", "civil_settings")
    tells = bool(statement.acts.triggers) and any(figure.low for figure in statement.figures)
    owned = {token.lower for token in statement.tokens} & {"policeman", "officer", "soldier", "commander", "colonel"}
    return next((t.lower for t in statement.tokens if t.lower in settings), "") if tells and not owned else ""


def _apposed(lower: Sequence[str], figure: Figure) -> int | None:
    """The comma of "The six, members of the security forces, ..." and the "were" of "The six were farmers"."""
    numbers = lexicon.table("numbers", "numbers")
    counted = lower[:1] in (["the"], ["all"]) and numbers.get(lower[1] if len(lower) > 1 else "") == figure.low
    return 2 if counted and figure.low and lower[2:3] and lower[2] in {",", "were", "are"} else None


_ALL = frozenset({"all", "both", "the"})
_FARTHEST_WERE = 4


def _verb_of_all(lower: Sequence[str], words: frozenset[str]) -> int | None:
    """The "were" of "all of the dead were", "both victims were", "the victim was"; not of "five of the dead were"."""
    for index, word in enumerate(lower):
        if word not in {"were", "was", "are"}:
            continue
        before = list(lower[max(0, index - _FARTHEST_WERE) : index])
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


def _add_died_first(statements: Sequence[Statement], killed: _Account) -> None:
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


def _sum_up(statements: Sequence[Statement], account: _Account, outcome: Outcome) -> None:
    """The last stated total holds where it counts people of one group; over several groups it is only noted."""
    totals = [f for s in statements for f in s.figures if f.total and f.outcome is outcome and f.low is not None]
    if not totals:
        return
    total = totals[-1]
    have = _numbered(account.current)
    if (
        not have
        and total.rule.startswith(CLAIMED_AT)
        and any(f.low is not None for s in statements for f in s.figures if f is not total)
    ):
        return
    if not have:
        account.current = [named_for(total, militants=Group.PEOPLE, gunmen=Group.PEOPLE)]
    elif (more := [f for f in account.rejected if f.low != total.low]) and _sum([*have, *more]) == total.low:
        account.current += more  # "one policeman was killed ... two guards were killed ... three dead"
    elif total.group is not None and total.rule.startswith(PUT_AT) and not _fits([total], have):
        account.current.append(total)  # "put the number of wounded fighters at five", beside wounded civilians
    elif (
        total.rule.startswith((PUT_AT, CLAIMED_AT)) and _sum(have) != total.low and not _is_claimed(statements, have[0])
    ):
        account.notes.append(f"another source counts {total.low} {outcome.label}")
    elif len({figure.group for figure in have}) == 1 and _sum(have) != total.low:
        rule = f"{have[0].rule}; {total.rule}"
        account.current = [replace(have[0], low=total.low, high=total.high, rule=rule, span=total.span)]
    elif _sum(have) != total.low:
        account.notes.append(f"the toll is summed up as {total.low} {outcome.label}, the groups make {_sum(have)}")


_CLAIMS = frozenset({"amaq", "naba", "claimed", "claims", "claim"})


def _is_claimed(statements: Sequence[Statement], figure: Figure) -> bool:
    """Whether a figure is the attackers' own claim, which the count of officials replaces."""
    for statement in statements:
        if statement.span.start <= figure.span.start < statement.span.end:
            said = {token.lower for token in statement.tokens}
            enemy = any(found.value.side is Side.ISIS for found in lexicon.actors().find(statement.tokens))
            return enemy and bool(_CLAIMS & said) and figure.side is not Side.ISIS
    return False


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
