"""Lists: people joined by commas and "and", with what stands between them, and the totals that they make."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction import lexicon
from geo.extraction.frames import (
    BREAKS,
    CLAUSES,
    SAYING,
    Frames,
    gap_between,
    is_apposition,
    is_part,
    name_by_apposition,
    passive_marks,
)
from geo.extraction.lexicon import OutcomeWord
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Group


def list_after(frames: Frames, first: int) -> list[int]:
    members = [first]
    while (following := first + 1) < len(frames.counts):
        gap = _gap_of_list(frames, following)
        if gap == [","] and is_part(frames.tokens, frames.counts[following]):
            break  # "three militants, one of them a suicide bomber"
        if following in frames.taken or not _is_link(gap) or (gap == [","] and not _closes(frames, following)):
            if following not in frames.taken and first == members[0] and is_apposition(frames, following):
                name_by_apposition(frames, following, all_groups=True)
            break
        if _has_own_verb(frames, following):
            break
        members.append(following)
        first = following
    return members


def _closes(frames: Frames, number: int) -> bool:
    """Whether a list that goes on after a comma ends with "and": else the comma starts something new."""
    for following in range(number + 1, len(frames.counts)):
        gap = gap_between(frames, following - 1, following)
        if not _is_link(gap):
            return False
        if gap != [","]:
            return True
    return False


def list_before(frames: Frames, last: int, word: Found[OutcomeWord]) -> list[int]:
    members = [last]
    if frames.words_are_attribute(word):
        return members
    if is_part(frames.tokens, frames.counts[last]):
        return members
    if last > 0 and last - 1 not in frames.taken and is_apposition(frames, last):
        return [name_by_apposition(frames, last)]
    while last > 0 and last - 1 not in frames.taken and _is_link(_gap_of_list(frames, last)):
        if _has_verb_before(frames, last - 1) and _gap_of_list(frames, last) == [","]:
            break  # "We lost 13 martyrs, three were wounded"
        last -= 1
        if (
            last
            and last - 1 not in frames.taken
            and is_apposition(frames, last)
            and gap_between(frames, last - 1, last)
        ):
            last = name_by_apposition(frames, last)  # "the driver, a grocer, and his passenger"
        members.insert(0, last)
    members = _without_objects(frames, members)
    return _without_total(frames, _over_dash_total(frames, members))


def _without_objects(frames: Frames, members: list[int]) -> list[int]:
    """Leave out the objects of "led to the death of X and Y, and Z was injured", of whom another word tells."""
    if len(members) < 2 or not _has_verb_before(frames, members[0]):
        return members
    end = frames.counts[members[-1]].last
    one = [token.lower for token in frames.tokens[end : end + _FARTHEST_WAS]]
    if {"was", "is"} & set(one) and "were" not in one:
        return members[-1:]
    commas = (n for n, right in enumerate(members[1:], start=1) if gap_between(frames, right - 1, right)[:1] == [","])
    return members[next(commas, 1) :]


_FARTHEST_WAS = 8


def _has_verb_before(frames: Frames, number: int) -> bool:
    first = frames.counts[number].first
    return any(word.last == first and word.value.place == "follows" for word in frames.words)


_TOTAL_BEFORE = (["–"], ["—"], ["-"], [":"], ["("])


def _over_dash_total(frames: Frames, members: list[int]) -> list[int]:
    """Add the four of "four people – two policemen, a soldier and a civilian" to the list, as its total."""
    first = members[0]
    if len(members) < 2 or not first or first - 1 in frames.taken:
        return members
    return [first - 1, *members] if gap_between(frames, first - 1, first) in _TOTAL_BEFORE else members


def _without_total(frames: Frames, members: list[int]) -> list[int]:
    """Read "Four people, a man, his wife and their two daughters, were killed" as the four told one by one."""
    counts = [frames.counts[member].low or 0 for member in members]
    told = [frames.counts[member] for member in members]
    kin = len(told) > 2 and all(count.group is Group.CIVILIANS for count in told[1:])
    if kin and counts[0] == sum(counts[1:]) and told[0].group not in {None, Group.PEOPLE, Group.CIVILIANS}:
        return members[:1]  # "two Peshmerga, a father and his son, were killed"
    return members[1:] if len(members) > 2 and counts[0] == sum(counts[1:]) else members


def _gap_of_list(frames: Frames, right: int) -> list[str]:
    """The words before a count of a list, without a name: "a captain, Ali Hassan, and his driver"."""
    known = frames.counts[right - 1]
    if frames.tokens[known.last - 1].lower in {"casualties", "victims"}:
        return []  # "seven casualties, two dead and five injured"
    gap = frames.tokens[known.last : frames.counts[right].first]
    gap = _without_nickname(_without_home(gap))
    names = next((i for i, token in enumerate(gap[1:], start=1) if not token.is_capital), 0)
    if gap[:1] and gap[0].text == "," and names > 1 and gap[names].text == ",":
        gap = gap[names:]
    return [token.lower for token in gap]


_CALLED = frozenset({"known", "named", "called", "nicknamed", "codenamed", "identified", "alias", "dubbed"})


def _without_nickname(gap: Sequence[Token]) -> Sequence[Token]:
    """Leave out the name of "a commander known as Abu Karrar and five militants"."""
    start = 1 if gap[:1] and gap[0].text == "," else 0
    if len(gap) <= start or gap[start].lower not in _CALLED:
        return gap
    last = start + 1
    while last < len(gap) and (
        gap[last].is_capital or gap[last].lower in {"as", "by", "the", "abu", '"', "“", "”", "'"}
    ):
        last += 1
    last += start and last < len(gap) and gap[last].text == ","
    return gap[last:]


def _without_home(gap: Sequence[Token]) -> Sequence[Token]:
    """Leave out "of X village" after people: "two residents of X village and a soldier"."""
    if not gap or gap[0].lower not in {"of", "from", "in", "at"}:
        return gap
    last = 1
    while last < len(gap) and (
        gap[last].is_capital or gap[last].lower in {"the", "village", "district", "town", "area"}
    ):
        last += 1
    return gap[last:] if last > 1 and last < len(gap) else gap


_LONGEST_APPOSITION = 9


def _is_over_apposition(gap: list[str]) -> bool:
    """Read ", a 40-year-old grocer, and" between two people as words on the first."""
    if len(gap) > _LONGEST_APPOSITION or gap[:1] != [","] or gap[-2:] != [",", "and"]:
        return False
    inner = gap[1:-2]
    said = (SAYING | BREAKS | CLAUSES | passive_marks() - {"of"}) & set(inner)
    return bool(inner) and not said and (inner[0] in {"a", "an", "the", "aged"} or inner[0].isdecimal())


def _is_link(gap: list[str]) -> bool:
    if _is_over_apposition(gap):
        return True
    links = lexicon.word_set("casualties", "list_links")
    return bool(gap) and len(gap) <= 5 and (" ".join(gap) in links or (" ".join(gap[1:]) in links and gap[0] == ","))


def _has_own_verb(frames: Frames, number: int) -> bool:
    """Whether a count is the subject of what follows: "two soldiers and a civilian was wounded"."""
    end = frames.counts[number].last
    for word in frames.words:
        if word.first < end:
            continue
        gap = [token.lower for token in frames.tokens[end : word.first]]
        return word.value.place in {"either", "precedes"} and len(gap) <= 4 and all(g in passive_marks() for g in gap)
    return False
