"""Clauses: what the words around a verb or an actor make of it: passive, object, near name."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction import lexicon
from geo.extraction.lexicon import ActorWord
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Group, SubEventType

CLAUSE_ENDS = frozenset(
    {";", ".", "which", "where", "when", "while", "after", "before", "because", "as", "but", "that"}
)
ARTICLES = frozenset(
    {"a", "an", "the", "his", "her", "their", "its", "another", "this", "these", "those", "two", "three", "several"}
)
NOT_SUBJECT_AFTER = frozenset(
    {"of", "on", "against", "from", "by", "near", "targeting", "in", "at", "with", "for", "between", "into", "to"}
)
UNARMED = frozenset({Group.CIVILIANS, Group.PEOPLE, Group.KAKAI})
SPEECH = frozenset({"said", "says", "told", "reported", "announced", "stated", "confirmed", "added"})
_NO_OBJECT = frozenset(
    {
        "in",
        "by",
        "when",
        "after",
        "during",
        "near",
        "at",
        "as",
        "on",
        "while",
        "was",
        "were",
        "is",
        "are",
        "since",
        "outside",
        "north",
        "south",
        "east",
        "west",
        "northwest",
        "northeast",
        "southwest",
        "southeast",
        "following",
        ",",
        ".",
        ";",
    }
)


def is_passive(tokens: Sequence[Token], index: int) -> bool:
    before = [token.lower for token in tokens[max(0, index - 3) : index]]
    if lacks_object(tokens, index):
        return True
    if tokens[index].lower.endswith("ing"):
        return before[-1:] == ["being"]  # "was laying a bomb" is no passive
    return bool({"was", "were", "been", "being"} & set(before[-2:])) or before[-1:] == ["be"]


_HEADLINE = 12


def lacks_object(tokens: Sequence[Token], index: int) -> bool:
    """Read "Two soldiers killed in an attack": without an object after it the participle is passive."""
    word = tokens[index].lower
    if word not in {
        "killed",
        "wounded",
        "injured",
        "murdered",
        "executed",
        "assassinated",
        "kidnapped",
        "abducted",
        "beheaded",
        "neutralized",
        "neutralised",
        "eliminated",
        "martyred",
    }:
        return False
    if index + 1 < len(tokens):
        return tokens[index + 1].lower in _NO_OBJECT
    before = {token.lower for token in tokens[:index]}
    one = index and not tokens[index - 1].lower.endswith(("s", "men"))
    if one and not before & {"whom", "that", "which", "who", "has", "had", "have"} and index < _HEADLINE:
        return True  # "Hashd commander assassinated"
    # At the end of a headline those who are counted suffer: "Six policemen killed".
    numbers = lexicon.table("numbers", "numbers")
    return any(token.text.isdecimal() or token.lower in numbers for token in tokens[max(0, index - 6) : index])


_LEAVING = frozenset({"leaving", "left", "leaves"})


def is_object(tokens: Sequence[Token], found: Found[ActorWord]) -> bool:
    """Whether a preposition or a verb of violence stands before the actor."""
    index = found.first - 1
    counted = ARTICLES | lexicon.table("numbers", "numbers").keys() | {"islamic", "kurdish", "iraqi", "other"}
    while index >= 0 and (tokens[index].lower in counted or tokens[index].text.isdecimal()):
        index -= 1
    if index < 0:
        return False
    if tokens[index].lower in _LEAVING:
        return True  # "leaving a policeman killed"
    if _object_verb_before(tokens, index):
        return True
    if tokens[index].lower == "of":
        return tokens[index - 1].lower not in {
            "group",
            "number",
            "members",
            "remnants",
            "militants",
            "cell",
            "force",
            "unit",
            "patrol",
            "team",
            "some",
            "fighters",
            "gunmen",
            "forces",
            "cells",
            "elements",
            "groups",
            *_OWN_MEN,
        }
    return tokens[index].lower in NOT_SUBJECT_AFTER


# "The heroes of the Air Force", "a detachment of the army" are the force itself.
_OWN_MEN = lexicon.word_set("things", "own_men")
_FARTHEST_OBJECT = 4


def _object_verb_before(tokens: Sequence[Token], index: int) -> bool:
    """Whether the actor is the object of "arrested" or "chased", over a number and words such as "suspected"."""
    verbs = lexicon.word_set("grammar", "object_verbs")
    numbers = lexicon.table("numbers", "numbers")
    for position in range(index, max(index - _FARTHEST_OBJECT, -1), -1):
        word = tokens[position].lower
        if word in verbs:
            return True
        if not (word.isdecimal() or word in numbers or word in {"suspected", "alleged", "wanted", "several", "some"}):
            return False
    return False


def is_verb_object(tokens: Sequence[Token], found: Found[ActorWord]) -> bool:
    """Whether a verb before has the actor for its object: "killed one soldier and wounded three"."""
    verbs, _ = lexicon.attacks()
    for index in range(max(0, found.first - 4), found.first):
        verb = verbs.at(tokens, index)
        if verb and verb.last <= found.first and not is_passive(tokens, index):
            between = {token.lower for token in tokens[verb.last : found.first]}
            return not between & (CLAUSE_ENDS | {",", "and", "by"})
    return False


def holds_weapon(gap: Sequence[Token]) -> bool:
    """Whether a bomb stands between: it is the subject, not the people before it."""
    _, nouns = lexicon.attacks()
    return any(found.value.sub_type is SubEventType.IED for found in nouns.find(gap)) and gap[0].lower not in {
        ",",
        "who",
    }


def actor_soon(tokens: Sequence[Token], index: int, actors: list[Found[ActorWord]]) -> Found[ActorWord] | None:
    for found in actors:
        if index <= found.first <= index + 5:
            between = [token.lower for token in tokens[index : found.first]]
            if not {",", "and", "in", "on", "against", "near", "at"} & set(between):
                return found
    return None


def is_suspected(tokens: Sequence[Token], first: int, last: int) -> bool:
    marks = lexicon.words("actors", "suspected")
    window = range(max(0, first - 4), min(last + 2, len(tokens)))
    return any(marks.at(tokens, index) for index in window if index < first or index >= last)
