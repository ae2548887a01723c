"""Frames: a sentence while its casualties are read, and what may stand between people and what happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.extraction import lexicon
from geo.extraction.counted import Counted
from geo.extraction.lexicon import OutcomeWord
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Group, Outcome

BREAKS = frozenset({"while", "when", "as", "but", "although", "after", "before"})
CLAUSES = frozenset({"that", "where", "which", "but", "and", ";", ":", "who", "killed", "killing"})
SAYING = lexicon.word_set("times", "speech")


@dataclass
class Frames:
    """The sentence while it is read: its counts and outcome words, and which counts are taken."""

    tokens: Sequence[Token]
    counts: list[Counted]
    words: list[Found[OutcomeWord]]
    taken: dict[int, int]

    def words_are_attribute(self, word: Found[OutcomeWord]) -> bool:
        """Whether the words stand inside the phrase of one count: "11 wounded people"."""
        return self.tokens[word.last - 1].lower in {"people", "persons"}

    def count_at(self, index: int) -> int | None:
        """The count that starts at a token."""
        return next((n for n, count in enumerate(self.counts) if count.first == index), None)


def passive_marks() -> frozenset[str]:
    """Words that may stand between people and a participle."""
    return lexicon.word_set("casualties", "passive_marks")


def gap_between(frames: Frames, left: int, right: int) -> list[str]:
    """The words between two counts."""
    return [token.lower for token in frames.tokens[frames.counts[left].last : frames.counts[right].first]]


_LONGEST_ASIDE = 10


def is_aside(frames: Frames, number: int, gap: Sequence[Token]) -> bool:
    """Whether only words between two commas stand before a verb: "Two brothers, both of them Peshmerga, died"."""
    lower = [token.lower for token in gap]
    if not 3 <= len(lower) <= _LONGEST_ASIDE or lower[0] != "," or lower[-1] != "," or lower.count(",") > 2:
        return False
    clauses = CLAUSES - {"and"} if lower[1] in {"including", "among"} else CLAUSES
    if (SAYING | BREAKS | clauses | passive_marks() - {"both", "all", "of", "them", "“", '"', "left"}) & set(lower):
        return False
    named = [f.value for f in lexicon.actors().find(gap) if f.value.group is not None]
    if {"both", "all"} & set(lower) and named:
        count = frames.counts[number]
        frames.counts[number] = replace(count, group=named[-1].group, side=named[-1].side, vague=named[-1].vague)
    return True


def tells_one_by_one(frames: Frames, number: int, gap: Sequence[Token]) -> bool:
    """Whether an insertion tells the people of a count one by one: "the other two, a boy and a girl, are in hospital"."""
    first = frames.counts[number].last
    inside = [c for c in frames.counts if c.first >= first and c.last <= first + len(gap)]
    commas = [i for i, token in enumerate(gap) if token.text == ","]
    if not inside or len(commas) < 2 or commas[0] or len(gap) - commas[-1] > 2:
        return False
    count = frames.counts[number]
    whole = sum(one.low or 0 for one in inside) == count.low
    if whole and count.group is None:
        frames.counts[number] = replace(count, group=inside[0].group, side=inside[0].side, vague=inside[0].vague)
    return whole


_LONGEST_CLAUSE = 30
_AUXILIARIES = frozenset({"was", "were", "had", "has", "have", "is", "are"})


def word_at(frames: Frames, index: int) -> int:
    return next(number for number, word in enumerate(frames.words) if word.first == index)


def is_relative_clause(frames: Frames, number: int, word: Found[OutcomeWord]) -> bool:
    """Whether only a clause about the people stands between: "A farmer who was driving home to X died".

    The clause opens with "who" or "whose" and has a verb of its own; the word that says what happened follows it, after
    "was" or "were" unless it needs neither ("died").
    """
    gap = frames.tokens[frames.counts[number].last : word.first]
    lower = [token.lower for token in gap]
    opening = lower[1:2] if lower[:1] == [","] else lower[:1]
    if not 3 < len(lower) <= _LONGEST_CLAUSE or opening not in (["who"], ["whose"]):
        return False
    auxiliary = lower[-1] in {"was", "were", "been"} or lower[-2:-1] in (["was"], ["were"])
    if word.value.place != "precedes" and not auxiliary:
        return False
    inner = lower[: -2 if auxiliary else len(lower)]
    own_verb = _AUXILIARIES & set(inner) or any(text.endswith("ed") for text in inner)
    between = [w for w in frames.words if frames.counts[number].last <= w.first < word.first]
    hurt = all(w.value.outcome is Outcome.WOUNDED for w in between)
    return bool(own_verb) and hurt and not (SAYING | {"but", ";", "when", "while", "killed"}) & set(inner)


def is_part(tokens: Sequence[Token], count: Counted) -> bool:
    """Read "two others, one of them wounded": the one is a part of the two, who are not wounded."""
    following = [token.lower for token in tokens[count.first + 1 : count.first + 3]]
    return following in (["of", "them"], ["of", "whom"])


def is_apposition(frames: Frames, last: int) -> bool:
    """Whether a count between commas only says who the one before is: "a sixth person, a shepherd, was killed"."""
    end = frames.counts[last].last
    closed = end < len(frames.tokens) and frames.tokens[end].text == ","
    known, added = frames.counts[last - 1], frames.counts[last]
    gap = gap_between(frames, last - 1, last)
    return closed and gap[:1] == [","] and set(gap[1:]) <= _NAMING and known.low == added.low == 1


_NAMING = frozenset({"identified", "named", "as", "by", "police", "officials", "known", "called", "namely", "the"})


def name_by_apposition(frames: Frames, last: int, *, all_groups: bool = False) -> int:
    """Give the people of a count the name that its apposition has for them, and leave the apposition out."""
    known, added = frames.counts[last - 1], frames.counts[last]
    if (all_groups or known.group in {None, Group.PEOPLE}) and added.group is not None:
        frames.counts[last - 1] = replace(known, group=added.group, side=added.side, vague=added.vague)
    return last - 1
