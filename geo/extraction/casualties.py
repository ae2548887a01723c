"""Casualties: who was killed, wounded or abducted and how many, as one sentence says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from geo.extraction import lexicon
from geo.extraction.article import Span
from geo.extraction.lexicon import ActorWord, OutcomeWord
from geo.extraction.numbers import Counted, counted_at
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Group, Outcome, Side

_FARTHEST_SUBJECT = 14
_BREAKS = frozenset({"while", "when", "as", "but", "although", "after", "before"})


@dataclass(frozen=True)
class Figure:
    """One casualty figure of a sentence.

    Attributes:
        low: the number, or the least; None where the sentence gives no number.
        high: the most; None for "at least".
        vague: "militants" or "gunmen" for armed people whom the words do not name.
        other: not among the people counted before.
        definite: counted before ("the three militants").
        subset: part of another figure of the sentence ("including two officers").
        joint: killed and wounded in one number; no figure of either.
        rule: how it was read, in words.
    """

    outcome: Outcome
    low: int | None
    high: int | None
    group: Group | None
    side: Side | None
    vague: str
    span: Span
    rule: str
    other: bool = False
    definite: bool = False
    subset: bool = False
    joint: bool = False
    position: int = 0
    noun: str = ""


@dataclass
class _Frames:
    """The sentence while it is read: its counts and outcome words, and which counts are taken."""

    tokens: Sequence[Token]
    counts: list[Counted]
    words: list[Found[OutcomeWord]]
    taken: dict[int, int]

    def count_at(self, index: int) -> int | None:
        """The count that starts at a token."""
        return next((n for n, count in enumerate(self.counts) if count.first == index), None)


def find_figures(tokens: Sequence[Token], *, agents: frozenset[int] = frozenset()) -> tuple[Figure, ...]:
    """Read every figure of a sentence, in the order of the text; `agents` are offsets at which those who act stand."""
    counts, words = _scan(tokens)
    frames = _Frames(tokens, counts, words, {})
    found: list[Figure] = []
    # A passive's own subject first, so that no verb before it takes that subject for its object.
    passes = (_passive, _following, _reduced)
    read: dict[int, list[tuple[int, str]]] = {}
    for reader in passes:
        for number, word in enumerate(words):
            if number not in read and (members := reader(frames, word)):
                read[number] = members
    for number, word in enumerate(words):
        found += _figures(frames, word, read.get(number, []))
    return tuple(sorted(_inherit(found, tokens, agents), key=lambda figure: figure.span.start))


def _scan(tokens: Sequence[Token]) -> tuple[list[Counted], list[Found[OutcomeWord]]]:
    counts: list[Counted] = []
    words: list[Found[OutcomeWord]] = []
    index = 0
    while index < len(tokens):
        word = lexicon.outcomes().at(tokens, index)
        if word:
            words.append(word)
            index = word.last
        elif count := counted_at(tokens, index):
            counts.append(count)
            index = max(count.last, index + 1)
        else:
            index += 1
    return counts, words


def _passive(frames: _Frames, word: Found[OutcomeWord]) -> list[tuple[int, str]]:
    """Read "Two soldiers were killed", "three villagers died"."""
    if word.value.place not in {"either", "precedes"}:
        return []
    before = frames.tokens[word.first - 1].lower if word.first else ""
    auxiliary = before in _passive_marks() and before not in {"“", '"', "‘", "'", "of", "them"}
    if word.value.place == "either" and not auxiliary:
        return []
    if not _is_fact(frames.tokens, word.first):
        return []
    return _subjects(frames, word, rule="stands before the verb")


def _reduced(frames: _Frames, word: Found[OutcomeWord]) -> list[tuple[int, str]]:
    """Read "Two soldiers killed in an attack", "another wounded", "five injured persons"."""
    if word.value.place != "either":
        return []
    return _subjects(frames, word, rule="stands before the participle") or _attribute(frames, word)


def _following(frames: _Frames, word: Found[OutcomeWord]) -> list[tuple[int, str]]:
    """Read "Killing two soldiers", "killed two soldiers and a civilian"."""
    if word.value.place == "precedes" or not _is_fact(frames.tokens, word.first):
        return []
    start = _over_joint(frames, word.last)
    first = frames.count_at(start)
    if first is None and word.value.place == "follows":
        first = _soon_after(frames, start)
    if first is None or first in frames.taken:
        return []
    if word.value.place == "either" and _was_passive(frames.tokens, word.first):
        return []
    members = _list_after(frames, first)
    return _take(frames, frames.words.index(word), members, rule="follows the verb")


def _soon_after(frames: _Frames, start: int) -> int | None:
    """A count after a few words that belong to it: "killing instantly two soldiers"."""
    for index in range(start, min(start + 4, len(frames.tokens))):
        if (count := frames.count_at(index)) is not None:
            return count
        if not frames.tokens[index].text[:1].isalpha() or frames.tokens[index].lower in _BREAKS:
            return None
    return None


def _over_joint(frames: _Frames, index: int) -> int:
    """Step over "and wounded" in "killed and wounded five"."""
    tokens = frames.tokens
    if index + 1 < len(tokens) and tokens[index].lower in {"and", "or"}:
        found = lexicon.outcomes().at(tokens, index + 1)
        if found:
            return found.last
    return index


def _passive_marks() -> frozenset[str]:
    return lexicon.word_set("casualties", "passive_marks")


def _is_fact(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word tells of a fact: not after "to", "will" or "trying to"."""
    unreal = lexicon.word_set("casualties", "not_facts")
    window = [token.lower for token in tokens[max(0, index - 2) : index]]
    if window[-1:] == ["be"]:
        return not any(token.lower in unreal for token in tokens[max(0, index - 3) : index])
    return not window or window[-1] not in unreal


def _was_passive(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].lower in {"was", "were", "been", "being"}


def _subjects(frames: _Frames, word: Found[OutcomeWord], *, rule: str) -> list[tuple[int, str]]:
    """The counts that end before the word with nothing but auxiliaries or an insertion between."""
    last = _count_before(frames, word)
    if last is None:
        return []
    number = frames.words.index(word)
    return _take(frames, number, _list_before(frames, last), rule=rule)


def _count_before(frames: _Frames, word: Found[OutcomeWord]) -> int | None:
    candidates = [n for n, count in enumerate(frames.counts) if count.last <= word.first and n not in frames.taken]
    for number in reversed(candidates):
        gap = frames.tokens[frames.counts[number].last : word.first]
        if len(gap) > _FARTHEST_SUBJECT:
            return None
        if _is_subject_gap(frames, number, gap):
            return _before_subset(frames, number)
    return None


def _is_subject_gap(frames: _Frames, number: int, gap: Sequence[Token]) -> bool:
    start = frames.counts[number].last
    words = [token.lower for token in gap]
    rest = _without_insertion(words)
    marks = _passive_marks()
    if any(frames.taken.get(n) is not None and frames.counts[n].first >= start for n in frames.taken) and not rest:
        return False
    return all(word in marks or (word in {"or", "and"} and _joined(frames, start)) for word in rest)


def _joined(frames: _Frames, start: int) -> bool:
    """Whether an outcome word stands in the gap, as in "were killed or injured"."""
    return any(start <= word.first for word in frames.words)


def _without_insertion(words: list[str]) -> list[str]:
    """Leave out ", including four officers," or "from the 12th brigade" before an auxiliary."""
    auxiliaries = [i for i, word in enumerate(words) if word in {"was", "were", "have", "has", "had", "been"}]
    if auxiliaries and words[0] in {
        ",",
        "from",
        "of",
        "in",
        "(",
        "–",
        "—",
        "who",
        "belonging",
        "including",
        "identified",
    }:
        return words[auxiliaries[-1] :] if words[0] != "who" else words
    return words


def _before_subset(frames: _Frames, number: int) -> int:
    """The whole where the count is a part: "nine police, including four officers, were killed"."""
    subset = lexicon.words("casualties", "subset")
    count = frames.counts[number]
    if number and subset.ending_at(frames.tokens, count.first):
        return number - 1
    return number


def _list_after(frames: _Frames, first: int) -> list[int]:
    members = [first]
    while (following := first + 1) < len(frames.counts):
        gap = _gap(frames, first, following)
        if following in frames.taken or not _is_link(gap) or (gap == [","] and not _closes(frames, following)):
            break
        if _has_own_verb(frames, following):
            break
        members.append(following)
        first = following
    return members


def _closes(frames: _Frames, number: int) -> bool:
    """Whether a list that goes on after a comma ends with "and": else the comma starts something new."""
    for following in range(number + 1, len(frames.counts)):
        gap = _gap(frames, following - 1, following)
        if not _is_link(gap):
            return False
        if gap != [","]:
            return True
    return False


def _list_before(frames: _Frames, last: int) -> list[int]:
    members = [last]
    while last > 0 and last - 1 not in frames.taken and _is_link(_gap(frames, last - 1, last)):
        last -= 1
        members.insert(0, last)
    return members


def _gap(frames: _Frames, left: int, right: int) -> list[str]:
    return [token.lower for token in frames.tokens[frames.counts[left].last : frames.counts[right].first]]


def _is_link(gap: list[str]) -> bool:
    links = lexicon.word_set("casualties", "list_links")
    return bool(gap) and len(gap) <= 5 and (" ".join(gap) in links or (" ".join(gap[1:]) in links and gap[0] == ","))


def _has_own_verb(frames: _Frames, number: int) -> bool:
    """Whether a count is the subject of what follows: "two soldiers and a civilian was wounded"."""
    end = frames.counts[number].last
    for word in frames.words:
        if word.first < end:
            continue
        gap = [token.lower for token in frames.tokens[end : word.first]]
        return word.value.place in {"either", "precedes"} and len(gap) <= 4 and all(g in _passive_marks() for g in gap)
    return False


def _attribute(frames: _Frames, word: Found[OutcomeWord]) -> list[tuple[int, str]]:
    """Read "The five injured persons": the word stands inside the phrase."""
    for number, count in enumerate(frames.counts):
        if number not in frames.taken and count.last == word.first and word.last < len(frames.tokens):
            return _take(frames, frames.words.index(word), [number], rule="stands before the participle")
    return []


def _take(frames: _Frames, word: int, members: list[int], *, rule: str) -> list[tuple[int, str]]:
    for member in members:
        frames.taken[member] = word
    return [(member, rule) for member in members]


def _figures(frames: _Frames, word: Found[OutcomeWord], members: list[tuple[int, str]]) -> Iterator[Figure]:
    tokens = frames.tokens
    joint = _is_joint(frames, word)
    text = " ".join(token.text for token in tokens[word.first : word.last])
    for member, rule in members:
        count = frames.counts[member]
        group, side = count.group, count.side
        if group is None and word.value.outcome is Outcome.KILLED and (named := _after_noun(tokens, word)):
            group, side = named
        start = min(tokens[count.first].start, tokens[word.first].start)
        end = max(tokens[count.last - 1].end, tokens[word.last - 1].end)
        yield Figure(
            outcome=word.value.outcome,
            low=count.low,
            high=count.high,
            group=group,
            side=side,
            vague=count.vague,
            span=Span(start, end),
            rule=f"the count {rule} '{text}'",
            other=count.other,
            definite=count.definite,
            subset=_is_subset(tokens, count),
            joint=joint,
            position=count.first,
            noun=count.noun or ("them" if _counts_them(tokens, count) else ""),
        )


def _counts_them(tokens: Sequence[Token], count: Counted) -> bool:
    around = [token.lower for token in tokens[count.first : count.last + 2]]
    return any(pair in _OF_THEM for pair in pairwise(around))


_OF_THEM = frozenset({("of", "them"), ("of", "its"), ("of", "their")})


def _after_noun(tokens: Sequence[Token], word: Found[OutcomeWord]) -> tuple[Group | None, Side | None] | None:
    """The group in "11 deaths from the army"."""
    following = tokens[word.last : word.last + 2]
    if len(following) == 2 and following[0].lower in {"from", "among", "of", "in"}:
        for index in range(word.last + 1, min(word.last + 5, len(tokens))):
            found = lexicon.actors().at(tokens, index)
            if found and found.value.rank >= 2:
                return found.value.group, found.value.side
    return None


def _is_joint(frames: _Frames, word: Found[OutcomeWord]) -> bool:
    joint = lexicon.words("casualties", "joint")
    start, end = word.first, word.last
    return any(
        found.first <= start and found.last >= end
        for i in range(max(0, start - 3), start + 1)
        if (found := joint.at(frames.tokens, i))
    )


def _is_subset(tokens: Sequence[Token], count: Counted) -> bool:
    return lexicon.words("casualties", "subset").ending_at(tokens, count.first) is not None


def _inherit(figures: list[Figure], tokens: Sequence[Token], agents: frozenset[int]) -> list[Figure]:
    """Give "another", "three others" and "four of them" the people whom the sentence names before."""
    figures = sorted(figures, key=lambda figure: figure.position)
    done: list[Figure] = []
    for number, figure in enumerate(figures):
        done.append(figure if figure.group else _filled(figure, done, figures[number:], tokens=tokens, agents=agents))
    return done


def _filled(
    figure: Figure, before: list[Figure], after: list[Figure], *, tokens: Sequence[Token], agents: frozenset[int]
) -> Figure:
    if figure.noun and figure.noun != "them":
        rule = f"{figure.rule}; '{figure.noun}' is read as people without arms"
        return replace(figure, group=Group.CIVILIANS, side=Side.CIVILIANS, rule=rule)
    first = next((f for f in before if f.group), None)
    near = next((f for f in reversed(before) if f.group and f.outcome is figure.outcome), first)
    model = near or next((f for f in after if f.group and f.outcome is figure.outcome), None)
    model = model or next((f for f in after if f.group), None)
    if model and figure.noun != "them":
        return replace(figure, group=model.group, side=model.side, vague=model.vague)
    victim = _victim_before(tokens, figure, agents)
    if victim is None:
        return figure
    word = victim.value
    rule = f"{figure.rule}; the people are those named before"
    return replace(figure, group=word.group, side=word.side, vague=word.vague, rule=rule)


_OF_A_FORCE = lexicon.word_set("grammar", "of_a_force")


def _victim_before(tokens: Sequence[Token], figure: Figure, agents: frozenset[int]) -> Found[ActorWord] | None:
    """The people or force last named before a bare number, unless they act or speak."""
    named = [found for found in lexicon.actors().find(tokens) if _may_suffer(tokens, found, figure)]
    if figure.noun == "them":
        return named[-1] if named else None
    struck = [found for found in named if tokens[found.first].start not in agents]
    friends = [found for found in struck if not _is_enemy(found.value)]
    if friends:
        return friends[-1]
    # Where a force acts, the militants that its sentence names are those hit.
    force_acts = any(tokens[found.first].start in agents and not _is_enemy(found.value) for found in named)
    enemies = [found for found in struck if force_acts or _is_opposed(tokens, found)]
    return enemies[-1] if enemies else None


def _may_suffer(tokens: Sequence[Token], found: Found[ActorWord], figure: Figure) -> bool:
    word = found.value
    if found.first >= figure.position or word.group is None or (word.group is Group.PEOPLE and not word.vague):
        return False
    following = tokens[found.last].lower if found.last < len(tokens) else ""
    return following not in lexicon.word_set("actors", "not_people") or following in _OF_A_FORCE


def _is_enemy(word: ActorWord) -> bool:
    return word.side is Side.ISIS or bool(word.vague)


def _is_opposed(tokens: Sequence[Token], found: Found[ActorWord]) -> bool:
    """Whether armed people stand as those acted upon: "against ISIS"."""
    before = [token.lower for token in tokens[max(0, found.first - 2) : found.first]]
    return bool({"with", "against", "on", "targeting", "at"} & set(before))
