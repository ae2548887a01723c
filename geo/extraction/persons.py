"""Persons: somebody told of without a number, by office, rank, kin or pronoun."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction import lexicon
from geo.extraction.counted import THE_FORCE, Counted
from geo.extraction.leaders import leader_at
from geo.extraction.lexicon import ActorWord
from geo.extraction.pronouns import HITTING, pronoun_at
from geo.extraction.tokens import Token
from geo.vocabulary import Group, Side

_LONGEST_NAME = 5
_LONGEST_PHRASE = 9
_OFFICE_WORDS = frozenset({"the", "of", "municipality", "local", "council", "department", "office", "electricity"})
_KIN = lexicon.word_set("grammar", "kin")
# "The driver" may have been counted before; "the mukhtar of X" is named for the first time.
_SINGLE = frozenset(
    {"driver", "shepherd", "farmer", "teacher", "boy", "girl", "child", "woman", "motorist", "contractor"}
)
_RIDERS = frozenset({"driver", "occupant", "owner", "passenger"})


def person_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read a person, or a couple, that starts at `index`."""
    readers = (
        _family_at,
        _so_called_at,
        _bare_kin_at,
        _named_member_at,
        leader_at,
        _assailant_at,
        _kin_of,
        _rider_of,
        pronoun_at,
        _couple_at,
        _title_at,
        _aged_at,
        _the_victim,
        _officer_at,
    )
    return next((found for reader in readers if (found := reader(tokens, index))), None)


def _rider_of(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "a bomb hit a taxi, killing its driver" as one person."""
    words = [token.lower for token in tokens[index : index + 2]]
    if len(words) < 2 or words[0] != "its" or words[1] not in _RIDERS:
        return None
    if index and tokens[index - 1].lower in {"of", "by"}:
        return None
    return Counted(index, index + 2, 1, 1, Group.CIVILIANS, Side.CIVILIANS)


KIN_ADJECTIVES = frozenset(
    {"eldest", "youngest", "elder", "younger", "only", "little", "teenage", "pregnant", "elderly", "small", "young"}
)


def _family_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "a family of five" as five people."""
    first = index + (tokens[index].lower in {"a", "an", "the", "one"})
    words = [token.lower for token in tokens[first : first + 3]]
    if len(words) < 3 or words[0] not in {"family", "household"} or words[1] != "of":
        return None
    number = lexicon.table("numbers", "numbers").get(words[2]) or (int(words[2]) if words[2].isdecimal() else None)
    if not number:
        return None
    return Counted(index, first + 3, int(number), int(number), Group.CIVILIANS, Side.CIVILIANS)


def _named_member_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "killed Abu X, a commander of ISIS, and two guards" as one militant, whose name says nothing of it."""
    if not tokens[index].is_capital or (index and not _is_hit(tokens, index)):
        return None
    last = index
    while last < len(tokens) and tokens[last].is_capital and last - index < _LONGEST_NAME:
        last += 1
    end, about = _closed_by_comma(tokens, last)
    named = [f.value for f in lexicon.actors().find(about) if f.value.group and f.value.rank >= _A_PERSON]
    enemy = next((word for word in named if word.side is Side.ISIS), None)
    if not about and index:
        end, about = _opening_of_aside(tokens, last)
        named = [f.value for f in lexicon.actors().find(about) if f.value.group and f.value.rank >= _A_PERSON]
    if enemy is None and index and about and about[0].lower in {"a", "an"}:
        enemy = next(iter(named), None)  # "killing Zaytun, an 18-year-old girl"
    if enemy is None or lexicon.actors().at(tokens, index):
        return None
    following = [token.lower for token in tokens[end + 1 : end + 2]]
    if not index and following not in (["and"], ["was"], ["were"], ["died"], ["along"], ["together"]):
        return None
    return Counted(index, end, 1, 1, enemy.group, enemy.side, vague=enemy.vague)


_LONGEST_OPENING = 6


def _opening_of_aside(tokens: Sequence[Token], last: int) -> tuple[int, Sequence[Token]]:
    """The person of an insertion that goes on for long: "The body of X, a taxi driver who had gone to ..."."""
    if last >= len(tokens) or tokens[last].text != ",":
        return last, ()
    about = tokens[last + 1 : last + 1 + _LONGEST_OPENING]
    found = next((f for f in lexicon.actors().find(about) if f.value.group and f.value.rank >= _A_PERSON), None)
    return (last + 1 + found.last, about[: found.last]) if found else (last, ())


_DEATHS = frozenset(
    {"killing", "murder", "assassination", "death", "shooting", "execution", "martyrdom", "body", "corpse"}
)


def _is_hit(tokens: Sequence[Token], index: int) -> bool:
    """Whether who is named at `index` suffers: after "killing" or "the killing of"."""
    before = [token.lower for token in tokens[max(0, index - 2) : index]]
    return before[-1] in HITTING or (before[-1] == "of" and before[0] in _DEATHS)


def _closed_by_comma(tokens: Sequence[Token], last: int) -> tuple[int, Sequence[Token]]:
    """The end and the words of an insertion between two commas, whatever it opens with."""
    if last >= len(tokens) or tokens[last].text != ",":
        return last, ()
    closing = next((i for i in range(last + 1, min(last + _LONGEST_ASIDE, len(tokens))) if tokens[i].text == ","), None)
    return (closing, tokens[last + 1 : closing]) if closing else (last, ())


def _bare_kin_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read the mother of "killing a father, mother and their four children" as one person."""
    if tokens[index].lower not in _KIN or not index or index + 1 >= len(tokens):
        return None
    around = tokens[index - 1].text in {",", "and"} and tokens[index + 1].text in {",", "and", "."}
    told = {token.lower for token in tokens[max(0, index - _NEAR_KIN) : index]}
    if not (around and told & _KIN):
        return None
    return Counted(index, index + 1, 1, 1, Group.CIVILIANS, Side.CIVILIANS)


_NEAR_KIN = 4
_OFFICES = lexicon.word_set("things", "offices")
_HOLDERS = _OFFICES - {"sharia", "security", "military", "administrative", "financial", "local", "senior", "field"}
_HOLDERS -= {"logistics", "media"}


def _so_called_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "the so-called ISIS governor of X", "the Daesh security official" as one militant."""
    if tokens[index].lower not in {"the", "its", "a", "an"} or index + 2 >= len(tokens):
        return None
    last, called = index + 1, False
    while last < len(tokens) and tokens[last].lower in {"so-called", '"', "“", "”", "‘"}:
        called, last = called or tokens[last].lower == "so-called", last + 1
    member = lexicon.actors().at(tokens, last)
    enemy = member is not None and member.value.side is Side.ISIS
    last = member.last if member and enemy else last
    first = last
    while last < len(tokens) and tokens[last].lower in _OFFICES | {"'s", "’s", '"', "“"}:
        last += 1
    if last == first or not called or tokens[last - 1].lower not in _HOLDERS:
        return None
    last += last < len(tokens) and tokens[last].text in {'"', "”"}
    if last + 1 < len(tokens) and tokens[last].lower in {"of", "for", "in"} and _is_name(tokens, last + 1):
        last += 1
        while last < len(tokens) and (tokens[last].is_capital or tokens[last].lower in {"the", "of"}):
            last += 1
    return Counted(index, last, 1, 1, Group.ISIS, Side.ISIS, vague="militants" if not enemy else "")


def _is_name(tokens: Sequence[Token], index: int) -> bool:
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return tokens[index].is_capital or (tokens[index].lower == "the" and after is not None and after.is_capital)


_ASSAILANTS = frozenset({"gunman", "attacker", "assailant", "militant", "shooter", "sniper"})


def _assailant_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "The gunman" as one person, who may have been counted before."""
    if [token.lower for token in tokens[index : index + 1]] != ["the"] or index + 1 >= len(tokens):
        return None
    if tokens[index + 1].lower not in _ASSAILANTS:
        return None
    found = lexicon.actors().at(tokens, index + 1)
    if found is None:
        return None
    word = found.value
    return Counted(index, found.last, 1, 1, word.group, word.side, vague=word.vague, definite=True)


def _kin_of(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "the captain's wife" as one person, who is not the captain."""
    possessive = index > 0 and tokens[index - 1].lower in {"'s", "’s"}
    last = index + 1 + (tokens[index].lower in KIN_ADJECTIVES)
    if possessive and last <= len(tokens) and tokens[last - 1].lower in _KIN:
        return Counted(index, last, 1, 1, Group.CIVILIANS, Side.CIVILIANS)
    return None


def _title_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "the mukhtar of a village" as one person."""
    if tokens[index].lower != "the":
        return None
    found = lexicon.words("actors", "title_nouns").at(tokens, index + 1)
    if found is None:
        return None
    last = found.last
    if found.value == "head" and [token.lower for token in tokens[last : last + 1]] != ["of"]:
        return None
    if last < len(tokens) and tokens[last].lower == "of":
        last += 1
        while last < len(tokens) and (tokens[last].is_capital or _is_of_office(tokens, last)):
            last += 1
        last = _over_holder(tokens, last)
    last = _over_name(tokens, last)
    last += [token.lower for token in tokens[last : last + 1]] in (["himself"], ["herself"])
    if found.value == "deputy" and (end := _commander_at(tokens, found.last)):
        return Counted(index, end, 1, 1, None, None, noun=THE_FORCE)
    force = lexicon.actors().at(tokens, found.first)
    civil = force is not None and force.value.group is Group.CIVILIANS
    if found.value in lexicon.word_set("actors", "civil_titles"):
        office = tokens[found.last : found.last + _LONGEST_PHRASE]
        civil = next((f.value.group in {None, Group.CIVILIANS} for f in lexicon.actors().find(office)), True)
    group, side = (Group.CIVILIANS, Side.CIVILIANS) if civil else (None, None)
    return Counted(index, last, 1, 1, group, side, definite=last == found.last and found.value in _SINGLE)


def _over_holder(tokens: Sequence[Token], last: int) -> int:
    """Step over the mukhtar of "the wife of the mukhtar", "the son of a tribal sheikh"."""
    start = last + (last < len(tokens) and tokens[last].lower in {"a", "an", "village", "tribal"})
    holder = lexicon.words("actors", "title_nouns").at(tokens, start) if start < len(tokens) else None
    person = lexicon.actors().at(tokens, start) if start < len(tokens) and holder is None else None
    if holder:
        return holder.last
    return person.last if person and person.value.rank == _A_PERSON and not person.value.vague else last


_COMMANDS = frozenset({"commander", "leader", "chief"})
_BODIES_OF_MEN = lexicon.word_set("grammar", "the_force")


def _commander_at(tokens: Sequence[Token], index: int) -> int | None:
    """The index after "commander of the brigade", whose deputy is of that force."""
    words = [token.lower for token in tokens[index : index + 4]]
    if not words or words[0] not in _COMMANDS:
        return None
    unit = words[1:3] == ["of", "the"] and words[3:4] and words[3] in _BODIES_OF_MEN
    return index + (4 if unit else 1)


def _aged_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "the 63-year-old and two of his sons" as one person before them."""
    if tokens[index].lower not in {"the", "a"} or index + 2 >= len(tokens):
        return None
    after = tokens[index + 2]
    noun = after.text[:1].isalpha() and after.lower not in lexicon.word_set("grammar", "stops")
    if not tokens[index + 1].lower.endswith("-year-old") or noun:
        return None
    return Counted(index, index + 2, 1, 1, None, None, definite=tokens[index].lower == "the")


def _the_victim(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "killing the policeman" as one person, whom a sentence before may have counted."""
    if tokens[index].lower != "the" or not index or tokens[index - 1].lower not in HITTING:
        return None
    found = lexicon.actors().at(tokens, index + 1)
    if found is None or found.value.rank != _A_PERSON or found.value.vague or not found.value.group:
        return None
    plural = tokens[found.last - 1].lower.endswith(("s", "men", "women", "children", "people"))
    following = tokens[found.last].lower if found.last < len(tokens) else ""
    thing = following in lexicon.word_set("actors", "not_people")
    if plural or thing or lexicon.actors().at(tokens, found.last):
        return None
    return Counted(index, found.last, 1, 1, found.value.group, found.value.side, definite=True)


_A_PERSON = 2


def _couple_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "an elderly couple" as two people; "a couple of" is a number."""
    words = [token.lower for token in tokens[index : index + 4]]
    if "couple" not in words[1:3] or words[0] not in {"a", "an", "the"}:
        return None
    last = index + words.index("couple") + 1
    if words[words.index("couple") + 1 :][:1] in (["of"], ["'s"], ["’s"]):
        return None
    return Counted(index, last, 2, 2, Group.CIVILIANS, Side.CIVILIANS, definite=words[0] == "the")


def _officer_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "Colonel Hasan Ali, the police chief of X," as one person: of the force that the apposition names, or of some.

    Whether he suffers or speaks is for the words around him to say.
    """
    last = index
    while last < len(tokens) and (
        tokens[last].lower in lexicon.word_set("actors", "ranks") or tokens[last].text == "."
    ):
        last += 1
    if last == index or not tokens[index].is_capital or tokens[index].text == ".":
        return None
    first_name = last
    while last < len(tokens) and last - first_name < _LONGEST_NAME and tokens[last].is_capital:
        last += 1
    if last == first_name:
        return None
    civil = tokens[index].lower in lexicon.word_set("actors", "civil_ranks")
    group = Group.CIVILIANS if civil else Group.SECURITY_FORCES
    end, about = _aside_after(tokens, last)
    named = [
        f.value for f in lexicon.actors().find(about) if f.value.rank == 3 and f.value.side not in {None, Side.ISIS}
    ]
    if not named and not civil and (force := _force_beside(tokens, index, end)):
        named = [force]
    group = named[0].group or group if named and not civil else group
    return Counted(index, end, 1, 1, group, group.side)


def _force_beside(tokens: Sequence[Token], index: int, end: int) -> ActorWord | None:
    """The force of "Peshmerga Captain X", "Major Y of the federal police"."""
    before = lexicon.actors().ending_at(tokens, index)
    link = end < len(tokens) and tokens[end].lower in {"of", "from"}
    after = next((found for found in lexicon.actors().find(tokens[end + 1 : end + 5])), None) if link else None
    near = [found.value for found in (before, after) if found and found.value.rank == _A_FORCE]
    return near[0] if near and near[0].side is not Side.ISIS else None


_A_FORCE = 3
_LONGEST_ASIDE = 14


def _is_of_office(tokens: Sequence[Token], index: int) -> bool:
    """Whether a small word goes on with an office: "of the municipality of X", "of the X sub-district"."""
    return tokens[index].lower in _OFFICE_WORDS or lexicon.place_kinds().at(tokens, index) is not None


def _over_name(tokens: Sequence[Token], last: int) -> int:
    """Step over the holder's name: "the mayor of X, Ahmad Ali, and two guards"."""
    if last >= len(tokens) or tokens[last].text != ",":
        return last
    end = last + 1
    while end < len(tokens) and end - last <= _LONGEST_NAME and tokens[end].is_capital:
        end += 1
    named = end - last > 1 and end < len(tokens) and tokens[end].text == ","
    # The comma that closes the name belongs to it where a list goes on, and to the sentence where a verb follows.
    return end + 1 if named else last


def _aside_after(tokens: Sequence[Token], last: int) -> tuple[int, Sequence[Token]]:
    """The index after an insertion between two commas that starts at `last`, and its words."""
    if last >= len(tokens) or tokens[last].text != ",":
        return last, ()
    closing = next((i for i in range(last + 1, min(last + _LONGEST_ASIDE, len(tokens))) if tokens[i].text == ","), None)
    opening = tokens[last + 1].lower if last + 1 < len(tokens) else ""
    if closing is None or opening not in {"the", "a", "an", "who", "commander", "head", "chief", "deputy", "from"}:
        return last, ()
    return closing + 1, tokens[last + 1 : closing]
