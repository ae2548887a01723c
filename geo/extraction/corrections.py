"""Corrections: figures of a sentence that its other words correct, name one by one or count among others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.extraction.article import Span
from geo.extraction.counted import Counted
from geo.extraction.figures import Figure
from geo.extraction.frames import Frames
from geo.extraction.numbers import counted_at
from geo.extraction.tokens import Token
from geo.vocabulary import Group, Outcome


def told_after_colon(frames: Frames, found: list[Figure]) -> list[Figure]:
    """Read "Three people were shot dead: the mukhtar, his son and a guest" as the three told one by one."""
    colon = next((i for i, token in enumerate(frames.tokens) if token.text == ":"), None)
    if colon is None or len(found) != 1:
        return _told_between_dashes(frames, found)
    listed = [count for n, count in enumerate(frames.counts) if count.first > colon and n not in frames.taken]
    whole = found[0]
    listed = [c if c.group else replace(c, group=listed[0].group, side=listed[0].side) for c in listed]  # "her driver"
    named = all(count.group for count in listed) and whole.group in {None, Group.PEOPLE}
    if not listed or not named or sum(count.low or 0 for count in listed) != whole.low:
        return found
    rule = f"{whole.rule}, told one by one after the colon"
    return [
        replace(whole, low=c.low, high=c.high, group=c.group, side=c.side, vague=c.vague, position=c.first, rule=rule)
        for c in listed
    ]


_DASHES = frozenset({"-", "–", "—", "("})
_CLOSING = frozenset({"-", "–", "—", ")"})


def _told_between_dashes(frames: Frames, found: list[Figure]) -> list[Figure]:
    """Read "four dead – an officer, a soldier and two militiamen – and five wounded" as the four told one by one."""
    tokens = frames.tokens
    for whole in found:
        opens = next((i for i, t in enumerate(tokens) if t.text in _DASHES and t.start >= whole.span.end), None)
        if opens is None or tokens[opens].start > whole.span.end + 1 or whole.group not in {None, Group.PEOPLE}:
            continue
        closes = next((i for i in range(opens + 1, len(tokens)) if tokens[i].text in _CLOSING), len(tokens))
        listed = [c for n, c in enumerate(frames.counts) if opens < c.first < closes and n not in frames.taken]
        if len(listed) > 1 and sum(count.low or 0 for count in listed) == whole.low:
            rule = f"{whole.rule}, told one by one"
            told = [
                replace(
                    whole,
                    low=c.low,
                    high=c.high,
                    group=c.group,
                    side=c.side,
                    vague=c.vague,
                    position=c.first,
                    rule=rule,
                )
                for c in listed
            ]
            return [*(f for f in found if f is not whole), *told]
    return found


_FIRST_REPORTS = frozenset({"initial", "initially", "first", "earlier", "preliminary"})

_CORRECTED = frozenset({"but", "later", "however", "though", "although", "while"})


def without_first_reports(tokens: Sequence[Token], found: list[Figure]) -> list[Figure]:
    """Leave out the three of "Initial reports spoke of three dead, but the hospital later confirmed five"."""
    first = next((i for i, token in enumerate(tokens[:4]) if token.lower in _FIRST_REPORTS), None)
    turn = next((i for i, token in enumerate(tokens) if token.lower in _CORRECTED), None)
    if first is None or turn is None:
        return found
    later = {figure.outcome for figure in found if figure.position > turn and figure.low is not None}
    return [figure for figure in found if figure.position > turn or figure.outcome not in later]


_CONDITION = (
    "Hospital'",
    "Hospitals'",
    "clinic'",
    "Clinic'",
    "condition'",
    "hospital'",
    "care'",
    "treated'",
    "treatment'",
)


def without_condition(frames: Frames, found: list[Figure]) -> list[Figure]:
    """Read the two of "five were wounded, two are in critical condition" as a part of the five."""
    hurt = [f for f in found if f.outcome is Outcome.WOUNDED and not f.rule.endswith(_CONDITION)]
    parts = [f for f in found if hurt and f.outcome is Outcome.WOUNDED and f.rule.endswith(_CONDITION)]
    told = [f for f in found if f.outcome is Outcome.WOUNDED and f.noun != "them"]
    parts += [
        f for f in found if told and f.noun == "them" and f.rule.endswith(_CONDITION) and f.position > told[0].position
    ]
    named = {count.first for count in frames.counts if _is_new_person(frames, count)}
    return [replace(f, subset=True) if f in parts and not f.other and f.position not in named else f for f in found]


def _is_new_person(frames: Frames, count: Counted) -> bool:
    """Whether "a daughter is under treatment" names somebody, where "two are in critical condition" counts on."""
    article = frames.tokens[count.first].lower in {"a", "an", "his", "her"}
    return article and count.group is not None and count.noun != "them"


DIES = frozenset({"died", "dies", "succumbed", "succumbs", "passed"})


def died_of_wounds(frames: Frames, found: list[Figure], read: dict[int, list[tuple[int, str]]]) -> list[Figure]:
    """Read "Two soldiers who had been wounded died": the two are the dead, not two wounded."""
    found = [_of_the_wounded(frames, figure, found) for figure in found]
    for number, word in enumerate(frames.words):
        if read.get(number) or frames.tokens[word.first].lower not in DIES or _is_nobody(frames.tokens, word.first):
            continue
        start = frames.tokens[word.first].start
        hurt = [f for f in found if f.outcome is Outcome.WOUNDED and f.low is not None and f.span.end < start]
        # With killed beside the wounded, the sentence tells of the attack first and of the death in words of its own.
        if hurt and not any(f.outcome is Outcome.KILLED for f in found):
            rule = f"{hurt[0].rule}, then '{frames.tokens[word.first].text}'"
            dead = replace(
                hurt[0],
                outcome=Outcome.KILLED,
                of_wounded=True,
                rule=rule,
                span=Span(hurt[0].span.start, frames.tokens[word.first].end),
            )
            return [dead if figure is hurt[0] else figure for figure in found]
    return found


_FARTHEST_WOUND = 6


def with_wounded_left(frames: Frames, found: list[Figure]) -> list[Figure]:
    """Add the other guard of "One of two guards injured in the blast died" to the wounded."""
    return [*found, *(left for figure in found if (left := _left_of_the_wounded(frames, figure, found)))]


def _left_of_the_wounded(frames: Frames, figure: Figure, found: Sequence[Figure]) -> Figure | None:
    """Read "One of two guards injured in the blast died": the other one is still among the wounded."""
    if figure.outcome is not Outcome.KILLED or not figure.low or any(f.outcome is Outcome.WOUNDED for f in found):
        return None
    tokens = frames.tokens
    after = [token.lower for token in tokens[figure.position + 1 : figure.position + 3]]
    if after[:1] != ["of"]:
        return None
    whole = counted_at(tokens, figure.position + 2)
    hurt = next((w for w in frames.words if w.first > figure.position and w.value.outcome is Outcome.WOUNDED), None)
    if not whole or not whole.low or whole.low <= figure.low or not hurt or hurt.first - whole.last > _FARTHEST_WOUND:
        return None
    left, rule = whole.low - figure.low, "the wounded of whom one has died"
    return replace(
        figure,
        outcome=Outcome.WOUNDED,
        low=left,
        high=left,
        rule=rule,
        position=hurt.first,
        other=True,
        of_wounded=False,
    )


def killed_captives(frames: Frames, found: list[Figure], read: dict[int, list[tuple[int, str]]]) -> list[Figure]:
    """Read "Two farmers who were abducted on Friday have been found dead" as killed, too."""
    taken = next((f for f in found if f.outcome is Outcome.ABDUCTED and f.low is not None), None)
    if taken is None or any(f.outcome is Outcome.KILLED for f in found):
        return found
    start = next(
        (i for i, t in enumerate(frames.tokens) if t.lower in {"who", "whom"} and t.start > taken.span.start), None
    )
    for number, word in enumerate(frames.words):
        own = frames.tokens[word.first - 1].lower in {"been", "were", "was"} if word.first else False
        if (
            start is None
            or read.get(number)
            or word.value.outcome is not Outcome.KILLED
            or word.first < start
            or not own
        ):
            continue
        span = Span(taken.span.start, frames.tokens[word.last - 1].end)
        return [*found, replace(taken, outcome=Outcome.KILLED, span=span, rule=f"{taken.rule}, then killed")]
    return found


_NOBODY = frozenset({"no", "nobody", "none", "not", "neither", "never"})


def _is_nobody(tokens: Sequence[Token], index: int) -> bool:
    """Whether the words before a verb deny it: "three were wounded and no one died"."""
    return bool(_NOBODY & {token.lower for token in tokens[max(0, index - 3) : index]})


def _of_the_wounded(frames: Frames, figure: Figure, found: Sequence[Figure]) -> Figure:
    """Read "wounding eight, one of whom later died": the one is no longer among the wounded."""
    if figure.outcome is not Outcome.KILLED or figure.low is None:
        return figure
    near = [token.lower for token in frames.tokens[figure.position : figure.position + 8]]
    hurt = any(f.outcome is Outcome.WOUNDED and f.low and f.position < figure.position for f in found)
    died = bool(DIES & set(near)) and near[1:3] in (["of", "whom"], ["of", "them"])
    return replace(figure, of_wounded=True) if hurt and died else figure
