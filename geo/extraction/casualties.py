"""Casualties: who was killed, wounded or abducted and how many, as one sentence says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from geo.extraction import lexicon
from geo.extraction.article import Span
from geo.extraction.corrections import (
    died_of_wounds,
    killed_captives,
    told_after_colon,
    with_wounded_left,
    without_condition,
    without_first_reports,
)
from geo.extraction.counted import Counted
from geo.extraction.ellipses import sharing
from geo.extraction.facts import is_accomplished
from geo.extraction.figures import Figure
from geo.extraction.frames import (
    BREAKS,
    CLAUSES,
    SAYING,
    Frames,
    gap_between,
    is_aside,
    is_relative_clause,
    passive_marks,
    tells_one_by_one,
    word_at,
)
from geo.extraction.inheritance import inherit
from geo.extraction.lexicon import OutcomeWord
from geo.extraction.lists import list_after, list_before
from geo.extraction.numbers import counted_at
from geo.extraction.outcomes import HIT_BY, outcome_at
from geo.extraction.parts import with_parts
from geo.extraction.pronouns import those_before
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Group, Outcome, Side

__all__ = ["Figure", "find_figures"]

_FARTHEST_SUBJECT = 14


def find_figures(tokens: Sequence[Token], *, agents: frozenset[int] = frozenset()) -> tuple[Figure, ...]:
    """Read every figure of a sentence, in the order of the text; `agents` are offsets at which those who act stand."""
    counts, words = _scan(tokens)
    frames = Frames(tokens, counts, words, {})
    found: list[Figure] = []
    # A passive's own subject first, so that no verb before it takes that subject for its object.
    passes = (_passive, _following, _reduced)
    read: dict[int, list[tuple[int, str]]] = {}
    for reader in passes:
        for number, word in enumerate(words):
            if number not in read and (members := reader(frames, word)):
                read[number] = [*members, *sharing(frames, number)]
    for number, word in enumerate(words):
        members = read.get(number, [])
        found += _figures(frames, word, [*_among(frames, members), *members])
    found = without_first_reports(tokens, told_after_colon(frames, found))
    found = killed_captives(frames, with_parts(tokens, found), read)
    found = with_wounded_left(frames, died_of_wounds(frames, without_condition(frames, found), read))
    named = sorted(inherit(found, tokens, agents), key=lambda figure: figure.span.start)
    return tuple(figure for number, figure in enumerate(named) if not _is_told(figure, tokens, named[:number]))


def _is_told(figure: Figure, tokens: Sequence[Token], before: Sequence[Figure]) -> bool:
    """Read "gunned down a member of X, killing him on the spot" as one death."""
    pronoun = figure.definite and figure.noun == "them" and tokens[figure.position].lower in {"him", "her"}
    one = next((known for known in reversed(before) if known.low == 1 and known.outcome is figure.outcome), None)
    return pronoun and one is not None and not figure.joint


def _among(frames: Frames, members: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Read "four policemen were among nine people killed": the four as a part of the nine."""
    first = members[0][0] if members else 0
    if not first or first - 1 in frames.taken or gap_between(frames, first - 1, first)[1:2] != ["among"]:
        return []
    return [(first - 1, "is among those who stand before")]


def _scan(tokens: Sequence[Token]) -> tuple[list[Counted], list[Found[OutcomeWord]]]:
    counts: list[Counted] = []
    words: list[Found[OutcomeWord]] = []
    index = 0
    while index < len(tokens):
        word = outcome_at(tokens, index)
        if word:
            words.append(word)
            index = word.last
        elif count := (counted_at(tokens, index) or those_before(tokens, index, counts)):
            count = _without_noun(tokens, count)
            counts.append(count)
            index = max(count.last, index + 1)
        else:
            index += 1
    return counts, words


def _without_noun(tokens: Sequence[Token], count: Counted) -> Counted:
    """Leave the last word of "two fatalities" to be read as what happened to them."""
    said = count.last - count.first > 1 and tokens[count.last - 1].lower in {"fatalities", "deaths", "martyrs"}
    return replace(count, last=count.last - 1) if said else count


def _passive(frames: Frames, word: Found[OutcomeWord]) -> list[tuple[int, str]]:
    """Read "Two soldiers were killed", "three villagers died"."""
    if word.value.place not in {"either", "precedes"}:
        return []
    before = frames.tokens[word.first - 1].lower if word.first else ""
    auxiliary = before in passive_marks() and before not in {"“", '"', "‘", "'", "of", "them"}
    if word.value.place == "either" and not auxiliary:
        return []
    if not _is_fact(frames.tokens, word.first):
        return []
    return _subjects(frames, word, rule="stands before the verb")


def _reduced(frames: Frames, word: Found[OutcomeWord]) -> list[tuple[int, str]]:
    """Read "Two soldiers killed in an attack", "another wounded", "five injured persons"."""
    if word.value.place != "either" or not _is_fact(frames.tokens, word.first):
        return []
    _name_attribute(frames, word)
    return _subjects(frames, word, rule="stands before the participle") or _attribute(frames, word)


def _name_attribute(frames: Frames, word: Found[OutcomeWord]) -> None:
    """Give the four of "four wounded policemen" the people who follow the participle."""
    for number, count in enumerate(frames.counts):
        named = lexicon.actors().at(frames.tokens, word.last) if count.last == word.first else None
        if named and count.group is None and named.value.group and named.value.rank == _PERSON:
            value = named.value
            frames.counts[number] = replace(count, group=value.group, side=value.side, vague=value.vague)


_PERSON = 2


def _following(frames: Frames, word: Found[OutcomeWord]) -> list[tuple[int, str]]:
    """Read "Killing two soldiers", "killed two soldiers and a civilian"."""
    if word.value.place == "precedes" or not _is_fact(frames.tokens, word.first):
        return []
    start = _over_owner(frames, _over_joint(frames, _over_copula(frames, word)))
    start = _over_day(frames, start) if frames.count_at(start) is None else start
    first = frames.count_at(start)
    if first is None and word.value.place == "follows":
        first = _soon_after(frames, start)
    if first is None or (first in frames.taken and not _is_body(frames, word, first)):
        return []
    if word.value.place == "either" and _was_passive(frames.tokens, word.first):
        return []
    members = list_after(frames, first)
    return _take(frames, frames.words.index(word), members, rule="follows the verb")


_PARTS_OF_DAY = frozenset({"morning", "evening", "night", "afternoon", "dawn", "noon", "midday"})


def _over_day(frames: Frames, start: int) -> int:
    """Step over the day of "Gunmen killed on Tuesday evening a tribal sheikh"."""
    tokens, index = frames.tokens, start
    weekdays = lexicon.table("times", "weekdays")
    index += index < len(tokens) and tokens[index].lower in {"late", "early"}
    index += index < len(tokens) and tokens[index].lower == "on"
    if index >= len(tokens) or tokens[index].lower not in {*weekdays, "yesterday", "today"}:
        return start
    index += 1
    return index + (index < len(tokens) and tokens[index].lower in _PARTS_OF_DAY)


def _over_copula(frames: Frames, word: Found[OutcomeWord]) -> int:
    """Step over "were" in "Killed were a colonel and two guards", where the words open the sentence."""
    opens = not word.first or frames.tokens[word.first - 1].text in {":", ".", ";", "—", "–"}
    following = frames.tokens[word.last].lower if word.last < len(frames.tokens) else ""
    return word.last + (opens and word.value.place == "either" and following in {"was", "were", "is", "are"})


_BODIES = frozenset({"body", "bodies", "corpse", "corpses", "remains"})


def _is_body(frames: Frames, word: Found[OutcomeWord], count: int) -> bool:
    """Read "the body of a farmer who had been kidnapped" as a death beside the kidnapping."""
    other = frames.words[frames.taken[count]].value.outcome
    return frames.tokens[word.first].lower in _BODIES and other is Outcome.ABDUCTED


def _over_owner(frames: Frames, start: int) -> int:
    """Step over a name to the kin that follow it: "killed Abu Hassan's eldest son"."""
    for index in range(start, min(start + 4, len(frames.tokens))):
        if frames.tokens[index].lower in {"'s", "’s"} and index > start:
            return index + 1
        if not frames.tokens[index].is_capital:
            break
    return start


def _soon_after(frames: Frames, start: int) -> int | None:
    """A count after a few words that belong to it: "killing instantly two soldiers"."""
    for index in range(start, min(start + 4, len(frames.tokens))):
        if (count := frames.count_at(index)) is not None:
            return count
        if not frames.tokens[index].text[:1].isalpha() or frames.tokens[index].lower in BREAKS:
            return None
    return None


def _over_joint(frames: Frames, index: int) -> int:
    """Step over "and wounded" in "killed and wounded five"."""
    tokens = frames.tokens
    if index + 1 < len(tokens) and tokens[index].text in {'"', "”", "’"}:
        return index + 1  # "neutralised" nine militants
    if index + 1 < len(tokens) and tokens[index].lower == "both":
        return index + 1  # "the injury of both his parents"
    if index + 1 < len(tokens) and tokens[index].lower in {"and", "or"}:
        found = lexicon.outcomes().at(tokens, index + 1)
        if found:
            return found.last
    return index


def _is_fact(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word tells of a fact: not after "to", "will" or "trying to"."""
    unreal = lexicon.word_set("casualties", "not_facts")
    while index > 1 and tokens[index - 1].lower in _PERFECT:
        index -= 1  # "may have been" is as unreal as "may"
    window = [token.lower for token in tokens[max(0, index - 2) : index]]
    if is_accomplished(tokens, index):
        return True
    if window[-1:] == ["be"]:
        return not any(token.lower in unreal for token in tokens[max(0, index - 3) : index])
    return not window or window[-1] not in unreal


_PERFECT = frozenset({"have", "been", "also"})
_VIEWS = frozenset({"think", "thinks", "guess", "guesses", "assume", "assumes", "hope", "hopes"})
_FARTHEST_VIEW = 4


def _is_a_view(frames: Frames, member: int) -> bool:
    """Whether a count is what somebody only thinks: "we think two of them were hit"."""
    first = frames.counts[member].first
    return any(token.lower in _VIEWS for token in frames.tokens[max(0, first - _FARTHEST_VIEW) : first])


def _was_passive(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].lower in {"was", "were", "been", "being"}


def _subjects(frames: Frames, word: Found[OutcomeWord], *, rule: str) -> list[tuple[int, str]]:
    """The counts that end before the word with nothing but auxiliaries or an insertion between."""
    last = _count_before(frames, word)
    if last is None:
        return []
    number = frames.words.index(word)
    return _take(frames, number, list_before(frames, last, word), rule=rule)


def _count_before(frames: Frames, word: Found[OutcomeWord]) -> int | None:
    candidates = [
        n
        for n, count in enumerate(frames.counts)
        if count.last <= word.first and n not in frames.taken and not _owns(frames, count)
    ]
    for number in reversed(candidates):
        gap = frames.tokens[frames.counts[number].last : word.first]
        if len(gap) > _FARTHEST_SUBJECT and not is_relative_clause(frames, number, word):
            return None
        if _is_subjectgap_between(frames, number, gap):
            return _before_subset(frames, number)
    return None


def _owns(frames: Frames, count: Counted) -> bool:
    """Read "the car of a politician was hit" and "two sons of a leader were killed": the car and the sons suffer."""
    before = [token.lower for token in frames.tokens[max(0, count.first - 2) : count.first]]
    if before[-1:] == ["of"] and any(other.last == count.first - 1 for other in frames.counts):
        return True
    return len(before) == 2 and before[1] == "of" and before[0] in lexicon.word_set("actors", "not_people")


def _is_subjectgap_between(frames: Frames, number: int, gap: Sequence[Token]) -> bool:
    start = frames.counts[number].last
    words = [token.lower for token in gap]
    if words[:1] in (["was"], ["were"]) and words[-1] == "but" and len(words) <= _LONGEST_INSERTION:
        return True  # "Seven others were pulled out alive, but injured"
    if is_relative_clause(frames, number, frames.words[word_at(frames, start + len(gap))]):
        return True
    last = len(gap)
    while last and words[last - 1] in passive_marks() - {"of", "them"}:
        last -= 1
    while_verb = gap[:last]
    if is_aside(frames, number, gap) or is_aside(frames, number, while_verb) or tells_one_by_one(frames, number, gap):
        return True
    if _goes_on_to_suffer(words) and not any(c.first >= start and c.last <= start + last for c in frames.counts):
        return True
    rest = _without_insertion(words)
    marks = passive_marks()
    if any(frames.taken.get(n) is not None and frames.counts[n].first >= start for n in frames.taken) and not rest:
        return False
    return all(word in marks or (word in {"or", "and"} and _joined(frames, start, start + len(gap))) for word in rest)


_MISHAPS = frozenset({"stepped", "drove", "hit", "struck", "ran", "fell", "came", "went", "tried", "set"})
_LONGEST_MISHAP = 12
_TAKEN = frozenset({"kidnapped", "abducted", "snatched", "seized", "captured", "taken"})


def _goes_on_to_suffer(words: Sequence[str]) -> bool:
    """Read "A soldier stepped on a mine near X and lost his leg" as one subject with two verbs."""
    while words and words[-1] in {"was", "were", "later", "then", "had", "been"}:
        words = words[:-1]
    if words[:1] in (["was"], ["were"]) and words[1:2] and words[1] in _TAKEN:
        words = words[1:]
    verb = bool(words) and (words[0] in _MISHAPS or words[0].endswith("ed"))
    plain = not (SAYING | BREAKS | {",", ";", "who", "that", "killed", "killing", "between", "martyr"}) & set(words)
    return verb and plain and words[-1] == "and" and 3 <= len(words) <= _LONGEST_MISHAP


def _joined(frames: Frames, start: int, end: int) -> bool:
    """Whether an outcome word stands in the gap, as in "were killed or injured"."""
    return any(start <= word.first < end for word in frames.words)


def _without_insertion(words: list[str]) -> list[str]:
    """Leave out ", including four officers," or "from the 12th brigade" before an auxiliary."""
    if words[:1] == ["aged"]:
        last = next(
            (i for i, word in enumerate(words[1:], 1) if not (word.isdecimal() or word in {",", "and"})), len(words)
        )
        words = words[last:]
    if words[:1] == [","] and words[2:3] == [","] and words[1].isdecimal():
        words = words[3:]
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
        "known",
        "named",
        "called",
        "nicknamed",
        "dubbed",
        "alias",
        "codenamed",
    }:
        return words if words[0] == "who" and SAYING & set(words) else words[auxiliaries[-1] :]
    if auxiliaries and auxiliaries[-1] <= _LONGEST_INSERTION and not (SAYING | BREAKS | CLAUSES) & set(words):
        return words[auxiliaries[-1] :]
    if (
        words
        and words[0] in {"in", "inside", "aboard", "on", "of", "from"}
        and len(words) <= 4
        and all(word.isalpha() for word in words)
    ):
        return []  # "the three people in the car died"
    return words


_LONGEST_INSERTION = 12


def _before_subset(frames: Frames, number: int) -> int:
    """The whole where the count is a part: "nine police, including four officers, were killed"."""
    subset = lexicon.words("casualties", "subset")
    count = frames.counts[number]
    opens = number
    while (
        opens
        and not frames.counts[opens].other
        and gap_between(frames, opens - 1, opens) in (["and"], [","], [",", "and"])
    ):
        opens -= 1
    if opens and opens < number and subset.ending_at(frames.tokens, frames.counts[opens].first):
        return opens - 1  # "seven people, including three women and two children, died"
    if number and subset.ending_at(frames.tokens, count.first):
        return number - 1
    # "four passengers, two of them children, were hurt"
    part = [token.lower for token in frames.tokens[count.first + 1 : count.first + 3]] in (
        ["of", "them"],
        ["of", "whom"],
    )
    if part and _is_only_described(frames, number):
        return number - 1
    inserted = count.last < len(frames.tokens) and frames.tokens[count.last].text in {",", ")", "—", "–", "-"}
    if number and part and inserted:
        return number - 1
    return number


def _is_only_described(frames: Frames, number: int) -> bool:
    """Read "Four fighters, two of them wearing belts, were killed" as four; "one of whom was killed" is one."""
    if not number or number - 1 in frames.taken or gap_between(frames, number - 1, number) != [","]:
        return False
    after = [token.lower for token in frames.tokens[frames.counts[number].last + 2 :]]
    word = next((w for w in frames.words if w.first > frames.counts[number].last), None)
    between = after[: word.first - frames.counts[number].last - 2] if word else []
    return any(text not in passive_marks() and text.isalpha() for text in between)


def _attribute(frames: Frames, word: Found[OutcomeWord]) -> list[tuple[int, str]]:
    """Read "The five injured persons": the word stands inside the phrase."""
    for number, count in enumerate(frames.counts):
        if number not in frames.taken and count.last == word.first and word.last < len(frames.tokens):
            return _take(frames, frames.words.index(word), [number], rule="stands before the participle")
    return []


def _take(frames: Frames, word: int, members: list[int], *, rule: str) -> list[tuple[int, str]]:
    for member in members:
        frames.taken[member] = word
    return [(member, rule) for member in members]


def _figures(frames: Frames, word: Found[OutcomeWord], members: list[tuple[int, str]]) -> Iterator[Figure]:
    tokens = frames.tokens
    joint = _is_joint(frames, word)
    text = " ".join(token.text for token in tokens[word.first : word.last])
    if text.startswith(HIT_BY) and any(frames.counts[member].definite for member, _ in members):
        return  # "the 29-year-old was hit by a single bullet" tells how the one killed before died
    for member, rule in members:
        if _is_a_view(frames, member):
            continue
        count = frames.counts[member]
        if text == "hit" and count.noun not in {"", "them"}:
            continue  # "two rifles were hit"
        group, side = count.group, count.side
        if group is None and text in _NOUNS and (named := _after_noun(tokens, word)):
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
            other=count.other or _also(tokens, count, word),
            definite=count.definite,
            subset=_is_subset(tokens, count),
            joint=joint,
            position=count.first,
            noun=count.noun or ("them" if _counts_them(tokens, count) else ""),
        )


def _also(tokens: Sequence[Token], count: Counted, word: Found[OutcomeWord]) -> bool:
    """Read "two guards were also killed" as further people."""
    between = (
        tokens[count.last : word.first] if count.last <= word.first else tokens[max(0, word.first - 2) : word.first]
    )
    return any(token.lower == "also" for token in between)


def _counts_them(tokens: Sequence[Token], count: Counted) -> bool:
    around = [token.lower for token in tokens[count.first : count.last + 2]]
    return any(pair in _OF_THEM for pair in pairwise(around))


_NOUNS = frozenset({"deaths", "fatalities", "dead", "injuries"})
_OF_THEM = frozenset({("of", "them"), ("of", "its"), ("of", "their"), ("of", "his")})


def _after_noun(tokens: Sequence[Token], word: Found[OutcomeWord]) -> tuple[Group | None, Side | None] | None:
    """The group in "11 deaths from the army"."""
    start = word.last
    while start < len(tokens) and tokens[start].lower in {"and", "were", "was", "reported", "recorded", "registered"}:
        start += 1
    following = tokens[start : start + 2]
    if len(following) == 2 and following[0].lower in {"from", "among", "of", "in"}:
        for index in range(start + 1, min(start + 5, len(tokens))):
            found = lexicon.actors().at(tokens, index)
            if found and found.value.rank >= 2:
                return found.value.group, found.value.side
    return None


def _is_joint(frames: Frames, word: Found[OutcomeWord]) -> bool:
    joint = lexicon.words("casualties", "joint")
    start, end = word.first, word.last
    if any(count.first == end for count in frames.counts) and any(count.last <= start for count in frames.counts):
        return False  # "leaving two dead and injured four"
    return any(
        found.first <= start and found.last >= end
        for i in range(max(0, start - 3), start + 1)
        if (found := joint.at(frames.tokens, i))
    )


def _is_subset(tokens: Sequence[Token], count: Counted) -> bool:
    part = lexicon.words("casualties", "subset").ending_at(tokens, count.first)
    pair = part is not None and part.value == "both" and tokens[count.first].lower in {"the", "his", "her", "their"}
    if part is not None and not pair:
        return True
    # "four policemen were among nine people killed"
    following = [token.lower for token in tokens[count.last : count.last + 2]]
    return following in (["among", "them"], ["among", "whom"]) or following in (
        ["were", "among"],
        ["was", "among"],
        ["are", "among"],
        ["is", "among"],
    )
