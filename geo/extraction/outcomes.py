"""Outcomes: the words for death, wounds or abduction at a place of a sentence, set phrases and open ones alike."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction import lexicon
from geo.extraction.corrections import DIES
from geo.extraction.lexicon import OutcomeWord
from geo.extraction.numbers import counted_at
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Group, Outcome


def outcome_at(tokens: Sequence[Token], index: int) -> Found[OutcomeWord] | None:
    """The words that start at `index` and say what happened to people, or None."""
    known = lexicon.outcomes().at(tokens, index)
    if known and _is_of_a_whole(tokens, known):
        return None
    return (
        _died_later(tokens, index)
        or known
        or _hit_in_the_body(tokens, index)
        or _suffered(tokens, index)
        or _cost_lives(tokens, index)
        or _with_wounds(tokens, index)
        or _hit_by(tokens, index)
        or _to_hospital(tokens, index)
        or _fell(tokens, index)
    )


def _is_of_a_whole(tokens: Sequence[Token], found: Found[OutcomeWord]) -> bool:
    """Read "Four of the dead were policemen" as a part of a total, which geo.extraction.totals takes up."""
    words = [token.lower for token in tokens[max(0, found.first - 2) : found.last + 1]]
    inside = words[-2:-1] and words[-2] in _COPULAS
    opens = found.first > 1 and words[1] == "of" and words[2] in {"the", "those"} and inside
    alone = found.first > 1 and words[0] == "of" and words[1] in {"the", "those"} and words[-1] in _COPULAS
    return bool(opens or (alone and found.last < len(tokens)))


_COPULAS = frozenset({"were", "was", "are", "is"})
_WOUNDS = frozenset({"injuries", "wounds", "burns", "fractures", "injury", "wound", "bruises"})
_LEAVING = frozenset({"left", "leaving", "leaves", "leave"})
_LONGEST_WOUNDS = 6
_FARTHEST_LEFT = 14


def _with_wounds(tokens: Sequence[Token], index: int) -> Found[OutcomeWord] | None:
    """Read "left six with gunshot wounds" and "leaving one dead and seven others with injuries"."""
    if tokens[index].lower != "with" or not _LEAVING & {
        t.lower for t in tokens[max(0, index - _FARTHEST_LEFT) : index]
    }:
        return None
    for last in range(index + 1, min(index + _LONGEST_WOUNDS, len(tokens))):
        if tokens[last].lower in _WOUNDS:
            return Found(index, last + 1, OutcomeWord(Outcome.WOUNDED, "precedes"))
        if not tokens[last].text[:1].isalpha() or tokens[last].lower in {"who", "that", "was", "were"}:
            return None
    return None


_STRIKING = frozenset({"hit", "struck", "grazed", "pierced"})
_MISSILES = lexicon.word_set("things", "missiles")
_LONGEST_MISSILE = 6
# How the words open, where they may also tell of the dead how they died.
HIT_BY = tuple(f"{verb} {link}" for verb in sorted(_STRIKING) for link in ("by", "with"))


def _hit_by(tokens: Sequence[Token], index: int) -> Found[OutcomeWord] | None:
    """Read "was also hit by stray bullets" as wounded, not "was hit by a bullet and died"."""
    if tokens[index].lower not in _STRIKING or [t.lower for t in tokens[index + 1 : index + 2]] not in (
        ["by"],
        ["with"],
    ):
        return None
    for last in range(index + 2, min(index + 2 + _LONGEST_MISSILE, len(tokens))):
        if tokens[last].lower in _MISSILES:
            after = {token.lower for token in tokens[last + 1 : last + 6]}
            dead = after & (DIES | {"killed", "dead"})
            return None if dead else Found(index, last + 1, OutcomeWord(Outcome.WOUNDED, "precedes"))
        if not (tokens[last].text[:1].isalpha() or "-" in tokens[last].text):
            return None
    return None


_CARRIED = frozenset(
    {"taken", "rushed", "transferred", "evacuated", "moved", "airlifted", "transported", "flown", "brought"}
)
_CARE = frozenset({"hospital", "hospitals", "clinic", "infirmary"})
_LONGEST_WAY = 8
_FARTHEST_BODY = 8


def _to_hospital(tokens: Sequence[Token], index: int) -> Found[OutcomeWord] | None:
    """Read "was rushed to Kirkuk General Hospital" as wounded; bodies are brought there, too."""
    if tokens[index].lower not in _CARRIED or [t.lower for t in tokens[index + 1 : index + 2]] != ["to"]:
        return None
    clause = [token.lower for token in tokens[max(0, index - _FARTHEST_BODY) : index]]
    cut = max((n for n, word in enumerate(clause) if word in {",", ";", "while"}), default=-1)
    before = set(clause[cut + 1 :])
    if before & {"body", "bodies", "corpse", "corpses", "remains", "dead", "died", "killed"}:
        return None
    for last in range(index + 2, min(index + _LONGEST_WAY, len(tokens))):
        if tokens[last].lower in _CARE:
            return Found(index, last + 1, OutcomeWord(Outcome.WOUNDED, "precedes"))
        if not tokens[last].text[:1].isalpha():
            return None
    return None


_FALLING = frozenset({"fell", "fallen"})
# What may stand right after the verb, where people fall in battle.
_AFTER_FALL = frozenset(
    {"during", "while", "when", "as", "at", "today", "yesterday", "and", ",", ".", ";", "this", "on", "defending"}
    | {"fighting", "repelling", "confronting", "resisting", "martyr", "martyrs"}
)
_SOLDIERLY = frozenset(
    {Group.PESHMERGA, Group.PMF, Group.IRAQI_ARMY, Group.FEDERAL_POLICE, Group.IRAQI_POLICE, Group.SECURITY_FORCES}
    | {Group.ASAYISH, Group.PKK, Group.TURKEY, Group.ISIS}
)
_LONGEST_FALL = 7
_FARTHEST_FALLEN = 14


def _fell(tokens: Sequence[Token], index: int) -> Found[OutcomeWord] | None:
    """Read "Three Peshmerga fell", "nine policemen fell in an ambush": men under arms, in a fight."""
    if tokens[index].lower not in _FALLING or index + 1 > len(tokens):
        return None
    after = [token.lower for token in tokens[index + 1 : index + 1 + _LONGEST_FALL]]
    _, nouns = lexicon.attacks()
    near = range(index + 2, min(index + 2 + _LONGEST_FALL, len(tokens)))
    fight = after[:1] in (["in"], ["to"]) and any(nouns.at(tokens, position) for position in near)
    if after and not fight and after[0] not in _AFTER_FALL:
        return None
    start = max(0, index - _FARTHEST_FALLEN)
    counts = [found for position in range(start, index) if (found := counted_at(tokens, position))]
    armed = any(found.group in _SOLDIERLY and not found.vague for found in counts)
    return Found(index, index + 1, OutcomeWord(Outcome.KILLED, "precedes")) if armed else None


_COSTING = frozenset({"cost", "costs", "costing"})
_LIVES = frozenset({"life", "lives"})
_CLAIMING = frozenset({"claimed", "claiming", "claims", "took", "taking", "takes", "ended"})


def _cost_lives(tokens: Sequence[Token], index: int) -> Found[OutcomeWord] | None:
    """Read "cost two soldiers their lives" and "claimed five lives": the people stand between or are the lives."""
    word = tokens[index].lower
    window = [token.lower for token in tokens[index + 1 : index + 9]]
    last = next((n for n, after in enumerate(window) if after in _LIVES), None)
    if last is None or not counted_at(tokens, index + 1):
        return None
    costs = word in _COSTING and window[last - 1 : last] in (["their"], ["his"], ["her"])
    claims = word in _CLAIMING and 0 < last <= _FARTHEST_LIVES
    return Found(index, index + 1, OutcomeWord(Outcome.KILLED, "follows")) if costs or claims else None


_FARTHEST_LIVES = 3


def _died_later(tokens: Sequence[Token], index: int) -> Found[OutcomeWord] | None:
    """Read "five died at once and three others later in hospital": the verb is not said twice."""
    words = [token.lower for token in tokens[index : index + 3]]
    if words not in (["later", "in", "hospital"], ["later", "in", "a"], ["later", "of", "their"]):
        return None
    before = [token.lower for token in tokens[max(0, index - 14) : index]]
    verbs = [word for word in before if lexicon.outcomes().at(tokens, index - len(before) + before.index(word))]
    if not DIES & set(before) or before[-1:] == ["died"] or (verbs and verbs[-1] not in DIES):
        return None
    return Found(index, index + 3, OutcomeWord(Outcome.KILLED, "precedes"))


_PARTS_OF_BODY = lexicon.word_set("things", "parts_of_body")


def _hit_in_the_body(tokens: Sequence[Token], index: int) -> Found[OutcomeWord] | None:
    """Read "hit in the chest", "shot in both legs" as wounded."""
    words = [token.lower for token in tokens[index : index + 4]]
    bare = words[:1] == ["hit"] and (words[1:2] in ([","], ["and"], ["."], [";"], ["but"]) or len(words) == 1)
    if bare and index and tokens[index - 1].lower in {"were", "was"}:
        return Found(index, index + 1, OutcomeWord(Outcome.WOUNDED, "precedes"))
    hit = words[:1] in (["hit"], ["shot"], ["struck"], ["stabbed"]) and words[1:2] == ["in"]
    if hit and len(words) == 4 and words[3] in _PARTS_OF_BODY and words[2] in {"the", "his", "her", "both", "a", "one"}:
        return Found(index, index + 4, OutcomeWord(Outcome.WOUNDED, "precedes"))
    return None


_SUFFERING = frozenset({"sustained", "suffered", "received", "incurred", "sustaining", "suffering"})


def _suffered(tokens: Sequence[Token], index: int) -> Found[OutcomeWord] | None:
    """Read "suffered minor injuries", whatever stands between."""
    if tokens[index].lower not in _SUFFERING:
        return None
    for last in range(index + 1, min(index + 5, len(tokens))):
        if tokens[last].lower in {"fatalities", "deaths", "dead", "and"} or counted_at(tokens, last):
            return None  # "suffered two fatalities and five injuries" counts each
        if tokens[last].lower in {"injuries", "wounds", "injury", "burns", "wound"}:
            return Found(index, last + 1, OutcomeWord(Outcome.WOUNDED, "precedes"))
    return None
