"""Persons: somebody told of without a number, by office, rank, kin or pronoun."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction import lexicon
from geo.extraction.counted import Counted
from geo.extraction.lexicon import ActorWord
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
        _named_member_at,
        _assailant_at,
        _kin_of,
        _rider_of,
        _pronoun_at,
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
_HIT = frozenset(
    {
        "wounding",
        "wounded",
        "injuring",
        "injured",
        "shot",
        "killed",
        "killing",
        "gunned",
        "stabbed",
        "murdered",
        "executed",
        "shooting",
        "beheaded",
    }
)


def _pronoun_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "killing him and his brother" and "shot her dead": one person, named before."""
    if tokens[index].lower not in {"him", "her"} or not index or tokens[index - 1].lower not in _HIT:
        return None
    after = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    if after in {"and", "dead", "along"} or (tokens[index].lower == "him" and not after.isalpha()):
        return Counted(index, index + 1, 1, 1, None, None, definite=True, noun="them")
    return None


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
    if not index or tokens[index - 1].lower not in _HIT or not tokens[index].is_capital:
        return None
    last = index
    while last < len(tokens) and tokens[last].is_capital and last - index < _LONGEST_NAME:
        last += 1
    end, about = _closed_by_comma(tokens, last)
    enemy = next((f.value for f in lexicon.actors().find(about) if f.value.side is Side.ISIS), None)
    if enemy is None or lexicon.actors().at(tokens, index):
        return None
    return Counted(index, end, 1, 1, enemy.group, enemy.side, vague=enemy.vague)


def _closed_by_comma(tokens: Sequence[Token], last: int) -> tuple[int, Sequence[Token]]:
    """The end and the words of an insertion between two commas, whatever it opens with."""
    if last >= len(tokens) or tokens[last].text != ",":
        return last, ()
    closing = next((i for i in range(last + 1, min(last + _LONGEST_ASIDE, len(tokens))) if tokens[i].text == ","), None)
    return (closing, tokens[last + 1 : closing]) if closing else (last, ())


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
    last = _over_name(tokens, last)
    last += [token.lower for token in tokens[last : last + 1]] in (["himself"], ["herself"])
    force = lexicon.actors().at(tokens, found.first)
    civil = force is not None and force.value.group is Group.CIVILIANS
    if found.value in lexicon.word_set("actors", "civil_titles"):
        office = tokens[found.last : found.last + _LONGEST_PHRASE]
        civil = next((f.value.group in {None, Group.CIVILIANS} for f in lexicon.actors().find(office)), True)
    group, side = (Group.CIVILIANS, Side.CIVILIANS) if civil else (None, None)
    return Counted(index, last, 1, 1, group, side, definite=last == found.last and found.value in _SINGLE)


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
    if tokens[index].lower != "the" or not index or tokens[index - 1].lower not in _HIT:
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
