"""Totals: the toll of an incident as a later sentence sums it up, such as "bringing the death toll to five"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from geo.extraction import lexicon
from geo.extraction.article import Span
from geo.extraction.figures import Figure
from geo.extraction.lexicon import ActorWord
from geo.extraction.numbers import counted_at
from geo.extraction.tokens import Token
from geo.vocabulary import Group, Outcome, Side

_FARTHEST_NUMBER = 22
_COUNTED_BY = frozenset({"toll", "number", "tally"})
_BEFORE_NUMBER = frozenset({"to", "at", "as", "reached", "reaches", "reaching", "is", "was"})
_DEAD = frozenset({"killed", "dead", "deaths", "death", "fatalities", "martyrs", "martyred", "died"})
_HURT = frozenset({"wounded", "injured", "injuries"})
# Tolls of a longer time than one incident.
_PERIODS = frozenset({"year", "month", "week", "weeks", "months", "since", "annual", "overall"})


def find_totals(tokens: Sequence[Token]) -> Iterator[Figure]:
    """Read "the death toll has risen to five" and "bringing the number of wounded to nine"."""
    for index, token in enumerate(tokens):
        that = token.lower == "that" and [t.lower for t in tokens[index + 1 : index + 2]] == ["of"]
        if token.lower in _COUNTED_BY or (that and any(t.lower in _COUNTED_BY for t in tokens[:index])):
            window = tokens[index : index + 4] if that else tokens[max(0, index - 2) : index + 14]
            outcome = _outcome(token, {other.lower for other in window})
            if outcome and (found := _number_after(tokens, index)):
                yield _figure(tokens, index, found, outcome)


_BODIES = frozenset({"bodies", "corpses"})
BODIES_FOUND = "bodies that were found"
_BODY = frozenset({"body", "corpse"})
_FOUND = frozenset({"found", "recovered", "discovered", "counted", "retrieved", "left"})


def find_bodies(tokens: Sequence[Token]) -> Iterator[Figure]:
    """Read "found four bodies" as four killed; "the bodies of four soldiers" is read elsewhere."""
    numbers = lexicon.table("numbers", "numbers")
    lower = [token.lower for token in tokens]
    for index in range(1, len(tokens)):
        more = lower[index - 1] in {"more", "other", "further"} and index > 1
        word = lower[index - 1 - more]
        number = numbers.get(word) or (int(word) if word.isdecimal() else None)
        of = lower[index + 1 : index + 2] == ["of"]
        if lower[index] in _BODIES and number and of and (owner := lexicon.actors().at(tokens, index + 2)):
            yield _bodies_of(tokens, index, int(number), owner.value, more=more)
        owned = lower[index] in _BODY and lower[index - 1] in {"'s", "’s"} and index > 1
        if owned and (owner := lexicon.actors().ending_at(tokens, index - 1)) and _FOUND & set(lower):
            yield _bodies_of(tokens, index, 1, owner.value, more=True)
        several = lower[index] in _BODIES or (lower[index] in _BODY and number == 1)
        if several and number and not of and _FOUND & set(lower):
            yield _bodies(tokens, index, int(number), left="left" in lower)


def _bodies_of(tokens: Sequence[Token], index: int, number: int, owner: ActorWord, *, more: bool) -> Figure:
    """Read "three more bodies of militants" as three further militants killed."""
    span = Span(tokens[index - 1].start, tokens[index].end)
    group, side = owner.group, owner.side
    return Figure(
        Outcome.KILLED, number, number, group, side, owner.vague, span, BODIES_FOUND, other=more, position=index - 1
    )


def _bodies(tokens: Sequence[Token], index: int, number: int, *, left: bool) -> Figure:
    """Those whom the bodies at `index` were: of the militants or attackers, where these left them behind."""
    actors = [found.value for found in lexicon.actors().find(tokens[: index - 1])] if left else []
    theirs = next((word for word in actors if word.vague or word.side is Side.ISIS), None)
    group = Group.ISIS if theirs and theirs.vague != "gunmen" else None
    return Figure(
        Outcome.KILLED,
        number,
        number,
        group,
        group.side if group else None,
        "gunmen" if theirs and theirs.vague == "gunmen" else "",
        Span(tokens[index - 1].start, tokens[index].end),
        BODIES_FOUND,
        definite=True,
        position=index - 1,
    )


def _outcome(token: Token, around: set[str]) -> Outcome | None:
    if around & _PERIODS:
        return None
    if around & _DEAD or (token.lower == "toll" and not around & _HURT):
        return Outcome.KILLED
    return Outcome.WOUNDED if around & _HURT else None


def _number_after(tokens: Sequence[Token], index: int) -> int | None:
    """The index of the number that the words lead to: the last "to" of "from four to six"."""
    found = None
    for position in range(index + 1, min(index + _FARTHEST_NUMBER, len(tokens) - 1)):
        if tokens[position].lower in {";", "but", "while", "after", "when", "that"}:
            break
        counted = counted_at(tokens, position + 1) if tokens[position].lower in _BEFORE_NUMBER else None
        if counted and counted.low is not None and tokens[position + 1].lower not in {"a", "an", "the"}:
            found = position + 1
    return found


_FARTHEST_PUT = 5
# Officials correct a count; those who claim a deed only have their own.
_CLAIMANTS = frozenset({"it", "they", "group", "isis", "is", "daesh", "militants", "organisation", "organization"})
# Another source's count: "It put the number of dead at 14".
PUT_AT = "a source puts the number at this"
CLAIMED_AT = "those who claim it put the number at this"


_REVISED = frozenset(
    {"later", "now", "revised", "updated", "new", "final", "since", "subsequently", "eventually", "latest", "raised"}
)


def _is_put(tokens: Sequence[Token], index: int) -> bool:
    """Whether a source has its own count, rather than that one is corrected."""
    own = {"its", "their"} & {token.lower for token in tokens[index : index + 4]}
    before = {token.lower for token in tokens[max(0, index - _FARTHEST_PUT) : index]}
    put = not own and bool({"put", "puts", "putting"} & before)
    return put and (_is_their_claim(tokens, index) or not _REVISED & {token.lower for token in tokens})


def _is_their_claim(tokens: Sequence[Token], index: int) -> bool:
    return bool(_CLAIMANTS & {token.lower for token in tokens[max(0, index - _FARTHEST_PUT) : index]})


def _put_by(tokens: Sequence[Token], index: int) -> str:
    return CLAIMED_AT if _is_their_claim(tokens, index) else PUT_AT


def _figure(tokens: Sequence[Token], index: int, number: int, outcome: Outcome) -> Figure:
    counted = counted_at(tokens, number)
    assert counted is not None  # noqa: S101  # asked for just before
    people = _whose_number(tokens, index) or _all_of_them(tokens, counted.last)
    if counted.group is None and not counted.vague and people:
        counted = replace(counted, group=people.group, side=people.side, vague=people.vague)
    return Figure(
        outcome=outcome,
        low=counted.low,
        high=counted.high,
        group=counted.group,
        side=counted.side,
        vague=counted.vague,
        span=Span(tokens[index].start, tokens[counted.last - 1].end),
        rule=_put_by(tokens, index) if _is_put(tokens, index) else f"the {tokens[index].lower} is summed up",
        total=True,
        position=number,
        noun=counted.noun,
    )


_TOLD_OF = frozenset({"the", "dead", "killed", "slain", "fallen", "wounded", "injured", "martyred", "those", "of"})
_FARTHEST_OWNER = 5


def _whose_number(tokens: Sequence[Token], index: int) -> ActorWord | None:
    """The people of "the number of Peshmerga killed", "the number of dead militants"; a bare "toll" has none."""
    if [token.lower for token in tokens[index + 1 : index + 2]] != ["of"]:
        return None
    for position in range(index + 2, min(index + _FARTHEST_OWNER, len(tokens))):
        if found := lexicon.actors().at(tokens, position):
            named = found.value.group is not None and found.value.group is not Group.PEOPLE
            return found.value if named or found.value.vague else None
        if tokens[position].lower not in _TOLD_OF:
            return None
    return None


def _all_of_them(tokens: Sequence[Token], index: int) -> ActorWord | None:
    """The people of "bringing the toll to three, all of them policemen"."""
    lower = [token.lower for token in tokens[index : index + _FARTHEST_OWNER]]
    if lower[:1] not in ([","], ["–"], ["—"], ["("]) or lower[1:2] not in (["all"], ["both"]):
        return None
    after = index + 2 + 2 * (lower[2:4] in (["of", "them"], ["of", "whom"]))
    found = lexicon.actors().at(tokens, after)
    return found.value if found and (found.value.group or found.value.vague) else None


_WHOLES = {
    Outcome.KILLED: frozenset({"dead", "killed", "victims", "fatalities", "deceased", "martyrs"}),
    Outcome.WOUNDED: frozenset({"wounded", "injured"}),
}


def _of_the_dead(tokens: Sequence[Token], outcome: Outcome) -> Iterator[Figure]:
    """Read "five of the dead were members of one family" as a part of the total."""
    lower = [token.lower for token in tokens]
    for index in range(len(tokens) - 5):
        of = lower[index + 1 : index + 3] in (["of", "the"], ["of", "those"])
        of = of and lower[index + 3] in _WHOLES.get(outcome, frozenset())
        if not of or lower[index + 4] not in {"were", "was", "are", "is"}:
            continue
        counted = counted_at((tokens[index], *tokens[index + 5 :]), 0)
        if counted and counted.low and counted.group:
            span = Span(tokens[index].start, tokens[index + 4].end)
            group, side, vague = counted.group, counted.side, counted.vague
            rule = "a part of a total"
            yield Figure(outcome, counted.low, counted.low, group, side, vague, span, rule, position=index)
            yield from _and_more(tokens, outcome, index + 6)


def _and_more(tokens: Sequence[Token], outcome: Outcome, start: int) -> Iterator[Figure]:
    """Read the two of "Four of the dead were policemen and two civilians": further parts after the first."""
    numbers = lexicon.table("numbers", "numbers")
    lower = [token.lower for token in tokens]
    for index in range(start, len(tokens) - 1):
        number = numbers.get(lower[index]) or (int(lower[index]) if lower[index].isdecimal() else None)
        if not number or lower[index - 1] not in {"and", ",", "while"} or lower[index + 1] in {"of", "in"}:
            continue
        skip = index + 1 + (lower[index + 1] in {"were", "was", "others", "more"})
        skip += skip < len(lower) and lower[skip] in {"were", "was", "a", "an"}
        told = counted_at((tokens[index], *tokens[skip:]), 0)
        if told and told.group:
            span = Span(tokens[index].start, tokens[skip].end)
            low, group, side, vague = int(number), told.group, told.side, told.vague
            yield Figure(outcome, low, low, group, side, vague, span, "a part of a total", position=index)


_THE_LAST = frozenset({"third", "fourth", "fifth", "sixth", "other", "last"})


def _two_were(tokens: Sequence[Token], outcome: Outcome) -> Iterator[Figure]:
    """Read "Two were fighters of X, and the third was a boy" as parts of a total that the sentence before gives."""
    lower = [token.lower for token in tokens]
    numbers = lexicon.table("numbers", "numbers")
    if len(lower) < 4 or lower[0] not in numbers or lower[1] not in {"were", "was"}:
        return
    for index in range(len(tokens) - 2):
        number = numbers.get(lower[index])
        last = lower[index] in _THE_LAST and lower[index - 1 : index] == ["the"]
        if lower[index + 1] not in {"were", "was"} or not (number or last):
            continue
        skip = index + 2 + (lower[index + 2] in {"a", "an"})
        told = counted_at((tokens[0], *tokens[skip:]), 0)  # any number will do: whom the words name is asked
        if told and told.group:
            span = Span(tokens[index].start, tokens[index + 1].end)
            low = int(number) if number else 1
            rule = "a part of a total"
            yield Figure(outcome, low, low, told.group, told.side, told.vague, span, rule, position=index)


def _breakdown(tokens: Sequence[Token], outcome: Outcome) -> Iterator[Figure]:
    """Read "Of the dead, five were soldiers and three were PMF fighters" as parts of the total."""
    lower = [token.lower for token in tokens]
    yield from _of_the_dead(tokens, outcome)
    yield from _two_were(tokens, outcome)
    if lower[:2] not in (["of", "the"], ["of", "those"], ["among", "the"]) or not _WHOLES.get(
        outcome, frozenset()
    ) & set(lower[2:5]):
        return
    numbers = lexicon.table("numbers", "numbers")
    for index in range(3, len(tokens) - 1):
        number = numbers.get(lower[index]) or (int(lower[index]) if lower[index].isdecimal() else None)
        skip = index + 1 + (lower[index + 1] in {"were", "was", "are", "is"})
        found = next((f for i in range(skip, skip + 3) if (f := lexicon.actors().at(tokens, i))), None)
        if number and found and found.value.group:
            span = Span(tokens[index].start, tokens[found.last - 1].end)
            group, vague = found.value.group, found.value.vague
            yield Figure(
                outcome, int(number), int(number), group, group.side, vague, span, "a part of a total", position=index
            )


def find_rest(tokens: Sequence[Token], outcome: Outcome) -> Iterator[Figure]:
    """Read "The other five were civilians" as a part of a total told before."""
    yield from _breakdown(tokens, outcome)
    numbers = lexicon.table("numbers", "numbers")
    for index, token in enumerate(tokens[:-3]):
        if token.lower not in {"other", "remaining"} or tokens[index + 2].lower not in {"were", "was", "are"}:
            continue
        number = numbers.get(tokens[index + 1].lower) or tokens[index + 1].text
        found = lexicon.actors().at(tokens, index + 3)
        if found and found.value.group and str(number).isdecimal():
            span = Span(token.start, tokens[found.last - 1].end)
            group = found.value.group
            yield Figure(
                outcome, int(number), int(number), group, group.side, "", span, "the rest of a total", position=index
            )
