"""Counted people: a number with the people it counts, in words or digits, with its bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.extraction import lexicon
from geo.extraction.counted import THE_FORCE, Counted
from geo.extraction.lexicon import ActorWord
from geo.extraction.persons import KIN_ADJECTIVES, person_at
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Group, Side

# A noun phrase is over at one of these.
_STOPS = lexicon.word_set("grammar", "stops") | lexicon.table("places", "directions").keys()
_STOPS |= {"this", "these", "those", "last", "there", "here"}
_GENERIC_LINKS = frozenset({"of", "from", "in", "with", "among"})
_LINK_WORDS = lexicon.word_set("grammar", "link_words")
_DETERMINERS = frozenset({"the", "those", "these", "all"})
_POSSESSIVES = frozenset({"his", "her", "their"})
_KIN = lexicon.word_set("grammar", "kin")
_COMPANIONS = lexicon.word_set("grammar", "companions")
# Of a force's own people these are its men; "two of their children" are not.
_MEN_OF_A_FORCE = frozenset({"men", "guards", "medics", "paramedics", "drivers", "engineers", "technicians"})
_OF_WHICH = frozenset({"the", "those", "these", "its", "their", "our", "his", "wounded", "injured"})
_LONGEST_PHRASE = 9
_SPOILED_BEFORE = frozenset(
    {"age", "aged", "highway", "route", "article", "kurdistan", "brigade", "sector", "k", "nrt"}
)
_QUOTES = frozenset({'"', "“", "”", "‘", "'", "«"})
_HIGHEST = 2000
_UNARMED = frozenset({Group.CIVILIANS, Group.PEOPLE, Group.KAKAI})
_SOLDIERS = frozenset({Group.IRAQI_ARMY, Group.IRAQI_POLICE})
_FARTHEST_CLAIM = 14
# "A boy of 13" has an age.
_AGED = frozenset({"boy", "girl", "child", "man", "woman", "youth", "teenager", "son", "daughter"})
# "A father of three" is one.
_PARENTS = frozenset({"father", "mother", "grandfather", "grandmother"})
_FARTHEST_ROLE = 3
_TENS = frozenset(range(20, 100, 10))
_POWERS = {"hundred": 100, "thousand": 1000}


def counted_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read counted people that start at `index`."""
    if one := _kin_at(tokens, index) or person_at(tokens, index) or _the_last_one(tokens, index):
        return one
    definite = tokens[index].lower in _DETERMINERS
    position = index + definite
    at_least, about = False, False
    while position < len(tokens):
        if bound := lexicon.words("numbers", "at_least").at(tokens, position):
            at_least, position = True, bound.last
        elif (hedge := lexicon.words("numbers", "about").at(tokens, position)) and _is_number(tokens, hedge.last):
            about, position = True, hedge.last
        else:
            break
    found = _with_number(tokens, position, index=index)
    if found is None:
        return None
    if definite and found.low is None:
        return None
    high = None if at_least else found.high
    return replace(found, first=index, definite=definite or found.definite, high=high if not about else found.high)


def _the_last_one(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "The fourth was found dead" as one of those told of before."""
    words = [token.lower for token in tokens[index : index + 3]]
    nth = len(words) == 3 and words[0] == "the" and words[1] in _ORDINALS - {"first"}
    if not nth or words[2] not in {"was", "died", "later", "is"}:
        return None
    return Counted(index, index + 2, 1, 1, None, None, noun="them")


def _kin_at(tokens: Sequence[Token], index: int) -> Counted | None:
    """Read "his nephew" and "his driver" as one person, "his two sons" as two; a driver is of the side of whom he drives."""
    if tokens[index].lower not in _POSSESSIVES or index + 1 >= len(tokens):
        return None
    described = tokens[index + 1].lower in KIN_ADJECTIVES or "-year-old" in tokens[index + 1].lower
    adjective = int(described and index + 2 < len(tokens))
    word = tokens[index + 1 + adjective].lower
    if word in _KIN or word == "parents":
        number = 1 + (word == "parents")
        return Counted(index, index + 2 + adjective, number, number, Group.CIVILIANS, Side.CIVILIANS)
    word, adjective = _described(tokens, index + 1 + adjective, adjective=adjective)
    if word in _COMPANIONS and index and tokens[index - 1].lower in {"of", "from", "among"}:
        return None  # "two policemen of his escort" are two people
    if word in _COMPANIONS:
        return Counted(index, index + 2 + adjective, 1, 1, None, None)
    person = lexicon.actors().at(tokens, index + 1)
    if person and person.value.group is Group.CIVILIANS and not _is_plural(tokens[person.last - 1].lower):
        return Counted(index, person.last, 1, 1, Group.CIVILIANS, Side.CIVILIANS)
    counted = _number_at(tokens, index + 1)
    return _people(tokens, counted[2], Counted(index, counted[2], *counted[:2], None, None)) if counted else None


def _described(tokens: Sequence[Token], index: int, *, adjective: int) -> tuple[str, int]:
    """The companion of "their team leader", "his Syrian driver", with the number of words before it."""
    word = tokens[index].lower
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    free = (
        word not in _COMPANIONS | _KIN | _STOPS
        and tokens[index].text.isalpha()
        and not lexicon.actors().at(tokens, index)
    )
    return (following, adjective + 1) if free and following in _COMPANIONS else (word, adjective)


def _is_plural(word: str) -> bool:
    return word.endswith("s") or word in {"men", "women", "children", "people"}


def _is_number(tokens: Sequence[Token], index: int) -> bool:
    other = index < len(tokens) and tokens[index].lower in {"other", "another"}
    return _number_at(tokens, index + other) is not None


def _number_at(tokens: Sequence[Token], index: int) -> tuple[int, int, int] | None:
    """Give low, high and the index after a number, with "three or four" and "eight to ten" as ranges."""
    first = _single_number(tokens, index)
    if first is None:
        return None
    low, last = first
    if last < len(tokens) and tokens[last].lower in {"to", "or", "-", "–"}:
        second = _single_number(tokens, last + 1)
        if second and low < second[0] <= low * 3:
            return low, second[0], second[1]
    return low, low, last


def _single_number(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    if index >= len(tokens):
        return None
    if tokens[index].text == "(" and [t.text for t in tokens[index + 2 : index + 3]] == [")"]:
        inner = _single_number(tokens, index + 1)
        # "(3) fighters", but not the age in "Ahmed (24)"
        people = lexicon.actors().at(tokens, index + 3) or (
            tokens[index + 3 : index + 4] and _skip_other(tokens, index + 3)[1]
        )
        return (inner[0], index + 3) if inner and inner[1] == index + 2 and people else None
    text = tokens[index].lower.replace(",", "")
    if text.isdecimal():
        value = int(text)
        return (value, index + 1) if 0 < value <= _HIGHEST and not 1900 < value < 2100 else None
    return _in_words(tokens, index)


def _in_words(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """A number written out: "twenty five", "two hundred and ten"."""
    found = _listed(tokens, index)
    if found is None:
        return None
    value, last = found
    if value in _TENS and (unit := _listed(tokens, last)) and 0 < unit[0] < 10 and tokens[last].text.isalpha():
        value, last = value + unit[0], unit[1]
    if last < len(tokens) and tokens[last].lower in _POWERS:
        value, last = value * _POWERS[tokens[last].lower], last + 1
        follows = last + (last < len(tokens) and tokens[last].lower == "and")
        rest = _in_words(tokens, follows)
        if rest and rest[0] < 100 and (follows > last or value >= 1000):
            value, last = value + rest[0], rest[1]
    return (value, last) if value <= _HIGHEST else None


def _listed(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    numbers = lexicon.table("numbers", "numbers")
    for size in (4, 3, 2, 1):
        phrase = " ".join(token.lower for token in tokens[index : index + size])
        if phrase in numbers and index + size <= len(tokens):
            return int(numbers[phrase]), index + size
    return None


def _with_number(tokens: Sequence[Token], position: int, *, index: int) -> Counted | None:
    if _is_spoiled(tokens, index) or _is_age(tokens, position):
        return None
    other = position < len(tokens) and tokens[position].lower in {"other", "another", "additional", "further"}
    word = tokens[position].lower if position < len(tokens) else ""
    number = _number_at(tokens, position + other)
    if number is None and word == "a" and (found := _vague(tokens, position) or _one_more(tokens, position)):
        return found
    if number is None and word in {"a", "an", "another"}:
        return _single_person(tokens, position, other=word == "another")
    if number is None:
        return _vague(tokens, position)
    low, high, last = number
    last, more = _skip_other(tokens, last)
    if tokens[last - 1].lower == "others" and last < len(tokens) and tokens[last].lower not in {"of", "from", "among"}:
        return _others_named(tokens, Counted(index, last, low, high, None, None, other=True))
    return _people(tokens, last, Counted(index, last, low, high, None, None, other=other or more))


def _others_named(tokens: Sequence[Token], counted: Counted) -> Counted:
    """Read "three others, policemen, died": the people between two commas, with the second one."""
    index = counted.last
    found = lexicon.actors().at(tokens, index + 1) if tokens[index].text == "," else None
    closed = found and found.last < len(tokens) and tokens[found.last].text == ","
    if not found or not closed or not found.value.group:
        return counted
    named = found.value
    return replace(counted, last=found.last + 1, group=named.group, side=named.side, vague=named.vague)


def _is_spoiled(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word before makes the number no count: "May 3", "no one"."""
    if not index:
        return False
    before = tokens[index - 1].lower
    if before == "no":
        return tokens[index].lower == "one"
    if (
        is_withdrawn(tokens, index)
        or _is_negated(tokens, index)
        or (before == "of" and index > 1 and tokens[index - 2].lower in _AGED | _PARENTS)
    ):
        return True
    return before in _SPOILED_BEFORE or _is_further_age(tokens, index) or before in lexicon.table("times", "months")


def _is_further_age(tokens: Sequence[Token], index: int) -> bool:
    """Read the 11 of "two children aged 8 and 11" as an age."""
    words = [token.lower for token in tokens[max(0, index - 6) : index]]
    ages = words[words.index("aged") + 1 :] if "aged" in words and tokens[index].text.isdecimal() else []
    return bool(ages) and all(word.isdecimal() or word in {",", "and"} for word in ages)


def _is_negated(tokens: Sequence[Token], index: int) -> bool:
    """Read "none of the 12", "neither of the two", "whether the three" and "if two soldiers" as no count of people hit."""
    before = [token.lower for token in tokens[max(0, index - 3) : index] if token.lower not in _DETERMINERS]
    return before[-2:] in (["none", "of"], ["neither", "of"], ["any", "of"]) or before[-1:] in (["whether"], ["if"])


def is_withdrawn(tokens: Sequence[Token], index: int) -> bool:
    """Read the six of "not six as first reported" and "up from six" as a figure that no longer holds."""
    found = lexicon.words("numbers", "withdrawn").ending_at(tokens, index)
    if found is not None:
        return True
    # "Contrary to claims that two of them were hurt": what others claim, and this source rejects.
    window = tokens[max(0, index - _FARTHEST_CLAIM) : index]
    start = index - len(window)
    rejected = [found.last for found in lexicon.words("numbers", "rejected").find(window)]
    return bool(rejected) and not any(token.text in {",", ";"} for token in tokens[start + rejected[-1] : index])


def _is_age(tokens: Sequence[Token], position: int) -> bool:
    """Read the 24 of "a name, 24, was" as an age."""
    around = [token.text for token in (*tokens[max(0, position - 1) : position], *tokens[position + 1 : position + 2])]
    digits = position < len(tokens) and tokens[position].text.isdecimal()
    if digits and _are_ages(tokens, position):
        return True
    return digits and len(around) == 2 and around[0] in {",", "("} and around[1] in {",", ")"}


def _are_ages(tokens: Sequence[Token], position: int) -> bool:
    """Read the 7 and the 9 of "his two sisters, 7 and 9, were hurt" as ages."""
    first = last = position
    while first and (tokens[first - 1].text.isdecimal() or tokens[first - 1].lower in {"and", ","}):
        first -= 1
    while last + 1 < len(tokens) and (tokens[last + 1].text.isdecimal() or tokens[last + 1].lower in {"and", ","}):
        last += 1
    numbers = [token for token in tokens[first : last + 1] if token.text.isdecimal()]
    return len(numbers) > 1 and tokens[first].text == "," and tokens[last].text == ","


def _skip_other(tokens: Sequence[Token], index: int) -> tuple[int, bool]:
    others = lexicon.word_set("numbers", "other")
    start = index
    while index < len(tokens) and tokens[index].lower in others:
        index += 1
    return index, index > start


def _vague(tokens: Sequence[Token], position: int) -> Counted | None:
    found = lexicon.words("numbers", "vague").at(tokens, position)
    if found is None:
        return None
    last, more = _skip_other(tokens, found.last)
    named = _people(tokens, last, Counted(position, last, None, None, None, None, other=more))
    if found.value in {"some", "many", "multiple", "numerous", "dozens"} and named is not None and named.group is None:
        return None
    return named


def _single_person(tokens: Sequence[Token], position: int, *, other: bool) -> Counted | None:
    """Read "a soldier" and "another"; a bare "another" counts one of those before."""
    one = Counted(position, position + 1, 1, 1, None, None, other=other)
    named = _people(tokens, position + 1, one)
    if named is not None and named.noun not in {"", "them"} and named.group is None:
        return named
    if named is None or (named.group is None and not other):
        return _role_holder(tokens, position) if named is not None else None
    if tokens[named.last - 1].lower in _PARENTS and [t.lower for t in tokens[named.last : named.last + 1]] == ["of"]:
        number = _number_at(tokens, named.last + 1)
        named = replace(named, last=number[2]) if number else named  # "a mother of four"
    plural = named.last > position + 1 and tokens[named.last - 1].lower in {
        "members",
        "people",
        "civilians",
        "soldiers",
    }
    of_many = any(token.lower in {"of", "from"} for token in tokens[position : named.last])
    if plural and not of_many:
        return None
    follows = named.last < len(tokens) and _continues(tokens[named.last]) and not _is_outcome(tokens, named.last)
    if other and named.group is None and follows:
        return None  # "another village"
    return named


def _one_more(tokens: Sequence[Token], position: int) -> Counted | None:
    """Read "a third" before "was wounded" as one more person, and "a fourth farmer" too."""
    if position + 1 >= len(tokens) or tokens[position + 1].lower not in lexicon.word_set("numbers", "ordinal_people"):
        return None
    return _people(tokens, position + 2, Counted(position, position + 2, 1, 1, None, None, other=True))


def _role_holder(tokens: Sequence[Token], position: int) -> Counted | None:
    """Read "an officer" and "a member" whose force is not named."""
    for index in range(position + 1, min(position + 1 + _FARTHEST_ROLE, len(tokens))):
        found = lexicon.actors().at(tokens, index)
        if found and found.value.group is None and not _is_thing(tokens, found.last):
            return Counted(position, found.last, 1, 1, None, None)
        if found or not tokens[index].text.islower() or tokens[index].lower in _STOPS:
            return None  # only an adjective may stand between: "a local fighter"
    return None


def _continues(token: Token) -> bool:
    """Whether a noun of another kind may follow: "another village", "another bomb"."""
    return token.text[:1].isalpha() and token.lower not in _STOPS


def _people(tokens: Sequence[Token], index: int, counted: Counted) -> Counted | None:
    """Add the people who follow the number; None when it counts something else."""
    if _is_not_counted(tokens, index):
        return None
    if family := _of_a_family(tokens, index):
        return replace(counted, last=family, group=Group.CIVILIANS, side=Side.CIVILIANS)
    hits, last, generic_end = _phrase(tokens, index)
    if not hits:
        unknown = index < len(tokens) and _continues(tokens[index]) and tokens[index].lower != "of"
        if unknown and not _is_outcome(tokens, index):
            return _unknown(tokens, index, counted)
        return _of_them(tokens, counted)
    if _is_thing(tokens, last) or tokens[last - 1].lower in _MACHINES:
        return None  # "a Turkish helicopter" is nobody
    best = max(hits, key=lambda hit: hit.value.rank)
    if best.value.rank < 3 and generic_end and (org := _organisation(tokens, last)):
        # "brothers from a Kakai family" are people without arms
        best, last = (best if best.value.group is Group.CIVILIANS and org.value.group is Group.KAKAI else org), org.last
    elif best.value.group is Group.KAKAI and (
        named := next((h for h in hits if h.value.group is Group.CIVILIANS), None)
    ):
        best = named  # "a Kakai shepherd"
    elif best.value.group is None and (unit := _end_of_unit(tokens, last)):
        counted, last = replace(counted, noun=THE_FORCE), unit
    last = _over_group(tokens, _over_brackets(tokens, last))
    word = best.value
    side = word.side if word.group is not None else None
    return replace(counted, last=last, group=word.group, side=side, vague=word.vague)


def _is_not_counted(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word such as "village" or "terrorist" opens a thing; "a village headman" counts a person."""
    if index >= len(tokens) or tokens[index].lower not in lexicon.word_set("numbers", "not_counted"):
        return False
    named = lexicon.actors().at(tokens, index + 1)
    alone = lexicon.actors().at(tokens, index) is not None and not _describes(tokens, index)
    return not alone and (tokens[index].lower.endswith("s") or named is None or named.value.rank != _A_PERSON)


_A_PERSON = 2


def _describes(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word such as "terrorist" only describes what follows it: "one terrorist attack"."""
    if index + 1 >= len(tokens):
        return False
    thing = tokens[index + 1].lower
    _, deeds = lexicon.attacks()
    return _is_thing(tokens, index + 1) or deeds.at(tokens, index + 1) is not None or thing in _GROUP_WORDS | _GROUPS


_GROUPS = frozenset({"gang", "gangs", "network", "networks", "act", "acts", "plot", "elements", "suspects", "enemy"})
_MACHINES = lexicon.word_set("things", "machines")
_GROUP_WORDS = frozenset({"group", "organisation", "organization", "party", "force", "militia"})


def _over_group(tokens: Sequence[Token], last: int) -> int:
    """Step over the last word of "five militants of the Islamic State (IS) group"."""
    closes = 0 < last < len(tokens) and (tokens[last - 1].text == ")" or tokens[last - 1].text.isupper())
    return last + 1 if closes and tokens[last].lower in _GROUP_WORDS else last


_FAMILIES = frozenset({"family", "household", "clan", "tribe"})


def _of_a_family(tokens: Sequence[Token], index: int) -> int | None:
    """The index after "members of the Jaff family", "people from a Kakai household"."""
    words = [token.lower for token in tokens[index : index + 8]]
    if words[:1] not in (["members"], ["people"], ["persons"], ["individuals"]) or words[1:2] not in (["of"], ["from"]):
        return None
    for offset in range(2, len(words)):
        if words[offset] in _FAMILIES:
            return index + offset + 1
        small = words[offset] in {"a", "an", "the", "one", "same", "single", "his", "her", "their", "another"}
        if not small and not tokens[index + offset].is_capital:
            return None
    return None


def _end_of_unit(tokens: Sequence[Token], index: int) -> int | None:
    """Read "a member of the force", "two fighters of the 35th Brigade" as people of the force named before."""
    words = [token.lower for token in tokens[index : index + _LONGEST_UNIT]]
    if words[:1] not in (["of"], ["from"]) or words[1:2] not in (["the"], ["that"], ["its"], ["this"]):
        return None
    start = 3 if words[2:3] == ["same"] else 2
    for offset, word in enumerate(words[start:], start=start):
        if word in lexicon.word_set("grammar", "the_force"):
            return index + offset + 1
        if not (word[:1].isdecimal() or word in _ORDINALS or tokens[index + offset].is_capital):
            return None
    return None


_LONGEST_UNIT = 6
_ORDINALS = lexicon.word_set("numbers", "ordinal_people") | {"first"}


def _unknown(tokens: Sequence[Token], index: int, counted: Counted) -> Counted | None:
    """A plural noun of no list: "three woodcutters"."""
    for position in range(index, min(index + 3, len(tokens))):
        word = tokens[position].lower
        if word in _STOPS or not word.isalpha() or _is_thing(tokens, position):
            return None
        over = (
            position + 1 >= len(tokens)
            or tokens[position + 1].lower in _STOPS
            or not tokens[position + 1].text.isalpha()
        )
        if over:
            plural = word.endswith(("s", "men", "people")) and not tokens[position].is_capital
            one = counted.low == 1 and _is_doer(tokens, position)
            return replace(counted, last=position + 1, noun=word) if plural or one else None
    return None


def _is_doer(tokens: Sequence[Token], index: int) -> bool:
    """Whether an unknown noun is one for a person by its ending, and a word for death or wounds follows or precedes."""
    word = tokens[index].lower
    suffixes = tuple(lexicon.word_set("actors", "agent_suffixes"))
    return (
        tokens[index].text.islower()
        and word.endswith(suffixes)
        and word not in lexicon.word_set("actors", "not_agents")
    )


def _phrase(tokens: Sequence[Token], index: int) -> tuple[list[Found[ActorWord]], int, bool]:
    """The words for people after a number, the index after them, and whether a force may follow with "of"."""
    hits: list[Found[ActorWord]] = []
    if index < len(tokens) and tokens[index].text in _QUOTES:
        index += 1  # a term that the report holds at arm's length: 13 "terrorists"
    last = position = index
    while position < len(tokens) and position - index < _LONGEST_PHRASE:
        found = lexicon.actors().at(tokens, position)
        if found:
            hits.append(found)
            last = position = found.last
        elif _ends_phrase(tokens, position) or (hits and not _may_join(tokens, position)):
            break
        else:
            position += 1
    last = _over_brackets(tokens, last)
    return hits, last, bool(hits) and hits[-1].value.rank < 3


def _ends_phrase(tokens: Sequence[Token], position: int) -> bool:
    token = tokens[position]
    if token.text in {"(", ")", "’s", "'s"}:
        return False
    plain = (token.text[:1].isalpha() or "-year-" in token.lower) and token.lower not in _STOPS
    return not plain or (token.lower == "of" and position > 0)


def _may_join(tokens: Sequence[Token], position: int) -> bool:
    """After a word for people only brackets and further words for people belong to the phrase."""
    if tokens[position].text in {"(", ")"}:
        return True
    return lexicon.actors().at(tokens, position + 1) is not None and tokens[position].lower not in {"of", "from"}


def _over_brackets(tokens: Sequence[Token], last: int) -> int:
    """Step over "(ISIS)" or "(members)" after a noun."""
    if last < len(tokens) and tokens[last].text == "(":
        closing = next((i for i in range(last, min(last + 5, len(tokens))) if tokens[i].text == ")"), None)
        return closing + 1 if closing is not None else last
    return last


def _organisation(tokens: Sequence[Token], index: int) -> Found[ActorWord] | None:
    """The force after "members of the", "fighters from the 52nd brigade of"."""
    if index >= len(tokens) or tokens[index].lower not in (_GENERIC_LINKS | {"belonging", "affiliated"}):
        return None
    for position in range(index + 1, min(index + 8, len(tokens))):
        found = lexicon.actors().at(tokens, position)
        if found and found.value.rank >= 2:
            return found
        token = tokens[position]
        if token.lower not in _LINK_WORDS and not token.is_capital and not token.text[0].isdigit():
            allowed = {"brigade", "regiment", "division", "battalion", "unit", "security", "internal"}
            if token.lower not in allowed:
                return None
    return None


def _of_them(tokens: Sequence[Token], counted: Counted) -> Counted:
    """Read "three of its fighters" and "two of them"."""
    following = tokens[counted.last : counted.last + 3]
    if not following or following[0].lower != "of":
        return counted
    start = counted.last + 1
    while start < len(tokens) and tokens[start].lower in _OF_WHICH:
        start += 1
    hits, last, _ = _phrase(tokens, start)
    if not hits:
        return counted
    if lexicon.word_set("grammar", "the_force") & {token.lower for token in tokens[start:last]}:
        generic = max(hits, key=lambda hit: hit.value.rank).value.group is None
        counted = replace(counted, noun=THE_FORCE) if generic else counted  # "two of the brigade's fighters"
    best = max(hits, key=lambda hit: hit.value.rank)
    if best.value.group is None and (org := _organisation(tokens, last)):
        best, last = org, org.last  # "one of the fighters of the Federal Police"
    word = best.value
    men = word.group not in _UNARMED or tokens[last - 1].lower in _MEN_OF_A_FORCE
    owner = tokens[counted.last + 1].lower
    men_of_his = tokens[last - 1].lower == "men" and word.group in {None, Group.CIVILIANS}
    soldiers = owner == "his" and (
        word.group in _SOLDIERS or men_of_his
    )  # an officer's own men, whatever force he is of
    own = (owner in {"its", "their", "our"} and word.rank < 3 and men) or soldiers
    if own and word.group in _UNARMED:
        word = replace(word, group=None, side=None)
    noun = THE_FORCE if own else counted.noun
    return replace(counted, last=last, group=word.group, side=word.side, vague=word.vague, noun=noun)


def _is_thing(tokens: Sequence[Token], index: int) -> bool:
    """Whether the words before only describe a thing: "a Peshmerga vehicle"."""
    return index < len(tokens) and tokens[index].lower in lexicon.word_set("actors", "not_people")


def _is_outcome(tokens: Sequence[Token], index: int) -> bool:
    return lexicon.outcomes().at(tokens, index) is not None
