"""Agents: who attacks whom, from subject and object, never from being the only group named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from geo.extraction import lexicon
from geo.extraction.acts import Acts, Agent, Target, Trigger
from geo.extraction.article import Span
from geo.extraction.authors import is_doubted
from geo.extraction.blame import accuses_its_enemy, blamed
from geo.extraction.clauses import (
    ARTICLES,
    CLAUSE_ENDS,
    NOT_SUBJECT_AFTER,
    SPEECH,
    UNARMED,
    actor_soon,
    holds_weapon,
    is_object,
    is_passive,
    is_suspected,
    is_verb_object,
)
from geo.extraction.facts import is_accomplished
from geo.extraction.lexicon import ActorWord, AttackWord
from geo.extraction.struck import COMES_UNDER, find_struck
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Group, Side, SubEventType

# Acts and Agent stand in geo.extraction.acts; readers of a sentence take them from here.
__all__ = ["Acts", "Agent", "find_acts"]

_FARTHEST_SUBJECT = 12
_FARTHEST_AGENT = 8
_FARTHEST_NAME = 7  # between "gunmen" and the group that they are said to belong to
_BELONGING = ARTICLES | {
    "from",
    "of",
    "with",
    "to",
    "members",
    "fighters",
    "elements",
    "remnants",
    "part",
    "terrorist",
    "extremist",
    "jihadist",
    "militant",
    "takfiri",
    "criminal",
    "so-called",
    "gangs",
    "group",
    "organization",
    "organisation",
    "cells",
    "cell",
}
_HEDGES = frozenset({"reportedly", "apparently", "allegedly", "presumably", "said", "to", "be", "have"})
_WHO = frozenset({",", "who", "that", "are", "were", "is", "was", "they"}) | _HEDGES
_BOMB_VERBS = lexicon.word_set("things", "bomb_verbs")


def find_acts(tokens: Sequence[Token]) -> Acts:
    """Read who does what to whom in a sentence."""
    actors = _actors(tokens)
    triggers = tuple(_triggers(tokens))
    agents: list[Agent] = []
    targets: list[Target] = []
    for trigger in triggers:
        agents += _agents(tokens, trigger, actors)
        targets += _targets(tokens, trigger, actors)
    agents += blamed(tokens, actors)
    then = "then" in {token.lower for token in tokens[:_LONGEST_OPENING]}
    forces = all(agent.side not in {None, Side.ISIS} for agent in agents)
    if _strikes_back(tokens) or (then and forces):
        agents = [replace(agent, weight=agent.weight * _RESPONSE) for agent in agents]
    persons = lexicon.words("attacks", "person_verbs")
    origins = {t.last for t in triggers if t.role == "entry" and tokens[t.last - 1].lower == "from"}
    objects = frozenset(t.last for t in triggers if t.role in {"verb", "entry"} and not persons.at(tokens, t.first))
    return Acts(triggers, tuple(agents), tuple(targets), objects - origins, any(actor.value.vague for actor in actors))


# Who "returned fire" acts less than who attacked.
_RESPONSE = 0.1
_RESPONDS = (("returned", "fire"), ("fired", "back"), ("in", "retaliation"), ("in", "response"), ("hit", "back"))


def _strikes_back(tokens: Sequence[Token]) -> bool:
    """Whether a sentence opens with an answer to the attack: "The army returned fire, shelling the launch site"."""
    lower = [token.lower for token in tokens[:_LONGEST_OPENING]]
    pairs = set(pairwise(lower))
    return any(pair in pairs for pair in _RESPONDS) or bool({"retaliated", "responded"} & set(lower))


_LONGEST_OPENING = 8


def _actors(tokens: Sequence[Token]) -> list[Found[ActorWord]]:
    """Actors of the sentence; "ISIS militants" and "Islamic State (IS) militants" are one."""
    merged: list[Found[ActorWord]] = []
    uniforms = lexicon.word_set("actors", "uniforms")
    every = list(lexicon.actors().find(tokens))
    foreign = any(found.value.side in {Side.TURKEY, Side.COALITION} for found in every)
    for found in every:
        if {token.lower for token in tokens[found.last : found.last + 2]} & uniforms:
            continue  # "gunmen in army uniforms"
        if foreign and {token.lower for token in tokens[found.first : found.last]} <= _BARE_MACHINES:
            continue  # "61 Turkish attacks, six of them by helicopters"
        if (
            tokens[found.first].lower in _GUERRILLA
            and {t.lower for t in tokens[found.last : found.last + 1]} & _MANNERS
        ):
            continue  # "guerrilla attacks" are a manner of fighting
        bare = found.value.group is None and not found.value.vague
        if bare and (not merged or merged[-1].last != found.first):
            continue
        previous = merged[-1] if merged else None
        gap = [token.text for token in tokens[previous.last : found.first]] if previous else ["-"]
        if previous and _is_one(gap) and previous.value.rank >= found.value.rank:
            last = found.last + (found.last < len(tokens) and tokens[found.last].text == ")")
            merged[-1] = Found(previous.first, last, previous.value)
        else:
            merged.append(found)
    return merged


_BARE_MACHINES = frozenset(
    {"helicopter", "helicopters", "gunship", "gunships", "military", "aircraft", "f-16s", "f-16", "jets"}
)
_GUERRILLA = lexicon.word_set("grammar", "guerrillas")
_MANNERS = frozenset(
    {"attack", "attacks", "warfare", "war", "tactics", "style", "campaign", "operations", "raids", "methods"}
)


def _is_one(gap: list[str]) -> bool:
    return " ".join(gap) in {
        "",
        "(",
        ")",
        "( the",
        "’s",
        "group",
        "extremist",
        "militant",
        "jihadist",
        "terrorist",
        "terror",
    }


_OPENS = frozenset({"open", "opens", "opened", "opening", "directed", "rained", "poured"})


def _opens_fire(tokens: Sequence[Token], index: int) -> Found[AttackWord] | None:
    """Read "opened harassment fire", "opened heavy machine-gun fire" as one verb."""
    if tokens[index].lower not in _OPENS:
        return None
    for last in range(index + 1, min(index + 5, len(tokens))):
        if tokens[last].lower in {"fire", "gunfire"}:
            return Found(index, last + 1, AttackWord("verb", None))
        if not (tokens[last].text[:1].islower() and tokens[last].lower not in CLAUSE_ENDS | NOT_SUBJECT_AFTER):
            return None
    return None


def _triggers(tokens: Sequence[Token]) -> Iterator[Trigger]:
    verbs, nouns = lexicon.attacks()
    index = 0
    while index < len(tokens):
        verb, noun = verbs.at(tokens, index) or _opens_fire(tokens, index), nouns.at(tokens, index)
        found = _choose(tokens, index, verb, noun)
        found = None if found and _is_no_deed(tokens, found) else found
        if found:
            span = Span(tokens[found.first].start, tokens[found.last - 1].end)
            plural = found.value.role == "noun" and tokens[found.last - 1].lower.endswith("s")
            yield Trigger(found.first, found.last, found.value.role, found.value.sub_type, span, plural)
            index = found.last
        else:
            index += 1


_ROOMS = frozenset({"room", "rooms", "center", "centers", "centre", "centres", "command", "commands", "cell", "staff"})
_SEEN = frozenset(
    {"heard", "seen", "spotted", "flying", "circling", "hovering", "overhead", "flew", "hovered", "circled"}
)
_FARTHEST_SEEN = 9


_SEIZES = frozenset({"seized", "seize", "seizes", "seizing", "captured"})
_LOOT = lexicon.word_set("things", "loot")
_NEAR_LOOT = 6


def _is_no_deed(tokens: Sequence[Token], found: Found[AttackWord]) -> bool:
    """Read "joint operation rooms" as offices, and a drone that "was heard over the area" as no strike."""
    after = [token.lower for token in tokens[found.last : found.last + _FARTHEST_SEEN]]
    if tokens[found.first].lower in _SEIZES and found.last == found.first + 1:
        return bool(_LOOT & set(after[:_NEAR_LOOT]))
    if tokens[found.last - 1].lower in {"operation", "operations"}:
        return bool(after) and after[0] in _ROOMS
    craft = tokens[found.last - 1].lower in {
        "drone",
        "drones",
        "aircraft",
        "warplanes",
        "warplane",
        "helicopters",
        "uav",
    }
    seen = next((n for n, word in enumerate(after) if word in _SEEN), None)
    return (
        craft and seen is not None and {"was", "were", "flew", "hovered", "circled"} & set(after[: seen + 1]) != set()
    )


def _choose(
    tokens: Sequence[Token], index: int, verb: Found[AttackWord] | None, noun: Found[AttackWord] | None
) -> Found[AttackWord] | None:
    if verb is not None and _is_unreal(tokens, index, verb):
        return None if noun is None or noun.last == verb.last else noun
    if verb is None or noun is None:
        return verb or noun
    if noun.last != verb.last:
        return noun if noun.last > verb.last else verb
    # "attack" after an article, an adjective or a group is the noun; after a plural subject it is the verb.
    before = tokens[index - 1].lower if index else ""
    following = tokens[verb.last].lower if verb.last < len(tokens) else ""
    is_verb = following in {"the", "a", "an", "two", "three", "several"} or (
        verb.last < len(tokens) and tokens[verb.last].is_capital and before not in ARTICLES
    )
    return verb if is_verb and before not in ARTICLES and index else noun


_OF_A_TARGET = frozenset(
    {
        "a",
        "an",
        "the",
        "apparent",
        "main",
        "intended",
        "likely",
        "possible",
        "easy",
        "soft",
        "frequent",
        "military",
        "of",
    }
)


def _is_unreal(tokens: Sequence[Token], index: int, found: Found[AttackWord]) -> bool:
    """Plans and attempts: "will attack", "to target"; "trying to plant a bomb" is an act."""
    before = [token.lower for token in tokens[max(0, index - 2) : index]]
    if tokens[found.first].lower in {"target", "targets"} and before and before[-1] in _OF_A_TARGET:
        return True
    if tokens[found.first].lower in _BOMB_VERBS or found.value.role == "frame":
        return False
    if is_accomplished(tokens, index):
        return False
    base = not tokens[found.first].lower.endswith(("ed", "ing"))
    return bool(before) and base and before[-1] in {"to", "will", "would", "can", "could", "may", "must", "should"}


def _agents(tokens: Sequence[Token], trigger: Trigger, actors: list[Found[ActorWord]]) -> Iterator[Agent]:
    if trigger.role == "verb" and _runs_into(tokens, trigger):
        return
    if trigger.role == "verb" and tokens[trigger.first].lower in COMES_UNDER:
        found, rule = actor_soon(tokens, trigger.last, actors), "after"
    elif trigger.role == "verb":
        passive = is_passive(tokens, trigger.first)
        found = _agent_after(tokens, trigger, actors) if passive else _subject(tokens, trigger, actors)
        rule = "agent after 'by'" if passive else "subject of"
    elif trigger.role == "entry":
        found, rule = _subject(tokens, trigger, actors), "subject of"
        # Only an enemy's coming is an attack; forces and officials come after it.
        if found and found.value.side is not Side.ISIS and not found.value.vague:
            return
    elif trigger.role == "frame":
        passive = is_passive(tokens, trigger.first) or _reduced_by(tokens, trigger)
        frames_act = _frames_act(tokens, trigger)
        found = (
            _agent_after(tokens, trigger, actors)
            if passive
            else (_subject(tokens, trigger, actors) if frames_act else None)
        )
        rule = "agent after 'by'" if passive else "subject of"
    elif trigger.role == "noun":
        found = (
            _between(tokens, trigger, actors)
            or _owner(tokens, trigger, actors)
            or _agent_after(tokens, trigger, actors)
        )
        rule = "owner or author of"
    elif trigger.role == "repel":
        found, rule = _repelled(tokens, trigger, actors), "repelled:"
    else:
        return
    doubted = found is not None and is_doubted([token.lower for token in tokens], found.first)
    if found and not doubted and (found.value.vague or found.value.group not in UNARMED):
        named, is_suspected = _named_for(tokens, found, actors)
        agent = _agent(tokens, named, trigger, rule=rule)
        yield replace(agent, suspected=agent.suspected or is_suspected or _is_charge(tokens, trigger))


def _named_for(
    tokens: Sequence[Token], found: Found[ActorWord], actors: list[Found[ActorWord]]
) -> tuple[Found[ActorWord], bool]:
    """Read "gunmen believed to belong to X", "militants linked to X": the name, and whether it is only suspected."""
    named = next((actor for actor in actors if actor.first >= found.last and actor.value.side is not None), None)
    if not found.value.vague or named is None or named.first - found.last > _FARTHEST_NAME:
        return found, False
    start = next((i for i in range(found.last, named.first) if tokens[i].lower not in _WHO), found.last)
    suspected = lexicon.words("actors", "suspected").at(tokens, start)
    tie = lexicon.words("actors", "belongs").at(tokens, start)
    marks = [mark.last for mark in (suspected, tie) if mark]
    if not marks or any(token.lower not in _BELONGING for token in tokens[max(marks) : named.first]):
        return found, False
    hedged = bool(_HEDGES & {token.lower for token in tokens[found.last : start]})
    return named, suspected is not None or hedged


def _runs_into(tokens: Sequence[Token], trigger: Trigger) -> bool:
    """Read "A convoy hit a roadside bomb": the subject is the one that suffers."""
    if tokens[trigger.first].lower not in {"hit", "struck"}:
        return False
    _, nouns = lexicon.attacks()
    near = (nouns.at(tokens, index) for index in range(trigger.last, min(trigger.last + 3, len(tokens))))
    return any(found and found.value.sub_type is SubEventType.IED for found in near)


def _agent(tokens: Sequence[Token], found: Found[ActorWord], trigger: Trigger, *, rule: str) -> Agent:
    word = " ".join(token.text for token in tokens[trigger.first : trigger.last])
    suspected = is_suspected(tokens, found.first, found.last)
    span = Span(tokens[found.first].start, tokens[found.last - 1].end)
    weight = 2.0 if trigger.role in {"verb", "frame", "entry"} else 2.5
    return Agent(found.value.side, found.value.vague, suspected, weight, span, f"{rule} '{word}'")


def _repelled(tokens: Sequence[Token], trigger: Trigger, actors: list[Found[ActorWord]]) -> Found[ActorWord] | None:
    """The militants whom a force beats back: "repelled an ISIS attempt", "thwarted a bid by gunmen"."""
    if tokens[trigger.first].lower in {"came", "come", "comes"}:
        return _agent_after(tokens, trigger, actors)
    if is_passive(tokens, trigger.first):
        return None
    found = next((actor for actor in actors if trigger.last <= actor.first <= trigger.last + _FARTHEST_BID), None)
    if found is None or not (found.value.vague or found.value.side is Side.ISIS):
        return None
    between = {token.lower for token in tokens[trigger.last : found.first]}
    author = tokens[found.first - 1].lower in {"by", "the"} and "by" in between
    if (_BIDS & between and author) or (found.first > trigger.last + _NEAR_BID):
        return found if author and _BIDS & between else None
    return None if between & {",", "on", "against", "in", "near", "at"} else found


_FARTHEST_BID = 10
_NEAR_BID = 4
_BIDS = frozenset(
    {"attempt", "attempts", "attack", "attacks", "assault", "infiltration", "bid", "raid", "plot", "incursion"}
)


def _reduced_by(tokens: Sequence[Token], trigger: Trigger) -> bool:
    return trigger.last < len(tokens) and tokens[trigger.last].lower == "by" and not _names_means(tokens, trigger.last)


_MEANS = lexicon.word_set("things", "means")
_FARTHEST_MEANS = 4


def _names_means(tokens: Sequence[Token], index: int) -> bool:
    """Read "carried out by F-16 aircraft two strikes": "by" names the weapon, where an act follows as the object."""
    means = {token.lower for token in tokens[index : index + _FARTHEST_MEANS]}
    _, nouns = lexicon.attacks()
    following = range(index + 2, min(index + _LONGEST_INSERTION, len(tokens)))
    acts = (noun for i in following if (noun := nouns.at(tokens, i)))
    return bool(_MEANS & means) and any(tokens[noun.last - 1].lower not in _MEANS for noun in acts)


_LONGEST_INSERTION = 22


_THE_DEED = frozenset({"it", "them", "this", "that", "these", "both"})


def _frames_act(tokens: Sequence[Token], trigger: Trigger) -> bool:
    """Whether the object of "launched" is an act of violence, behind it or before it ("an attack that X launched")."""
    _, nouns = lexicon.attacks()
    before = [token.lower for token in tokens[max(0, trigger.first - 8) : trigger.first]]
    if {"that", "which"} & set(before) and any(
        nouns.at(tokens, i) for i in range(max(0, trigger.first - 10), trigger.first)
    ):
        return True
    if (
        tokens[trigger.last - 1].lower == "behind"
        and trigger.last < len(tokens)
        and tokens[trigger.last].lower in _THE_DEED
    ):
        return True
    inserted = trigger.last < len(tokens) and tokens[trigger.last].lower == "by" and _names_means(tokens, trigger.last)
    for index in range(trigger.last, min(trigger.last + (_LONGEST_INSERTION if inserted else 7), len(tokens))):
        if tokens[index].lower in CLAUSE_ENDS:
            return False
        found = nouns.at(tokens, index)
        if found:
            return not (
                {"search", "combing", "campaign", "investigation"}
                & {t.lower for t in tokens[trigger.last : found.last]}
            )
    return False


def _subject(tokens: Sequence[Token], trigger: Trigger, actors: list[Found[ActorWord]]) -> Found[ActorWord] | None:
    if _is_charge(tokens, trigger):
        charged = next((actor for actor in actors if actor.last == trigger.first - 1), None)
        return None if charged and accuses_its_enemy(tokens, charged.first, actors, charged) else charged
    for found in reversed(actors):
        if found.last > trigger.first or trigger.first - found.last > _FARTHEST_SUBJECT:
            continue
        if found.value.group in {Group.CIVILIANS, Group.PEOPLE, Group.KAKAI} and not found.value.vague:
            return None
        gap = [token.lower for token in tokens[found.last : trigger.first]]
        if tokens[trigger.first].lower in _BOMB_VERBS and {"while", "when", "as"} & set(gap):
            return found  # killed by the bomb that they were setting
        if is_object(tokens, found) or is_verb_object(tokens, found) or _owns_thing_hit(tokens, found):
            continue
        if SPEECH & set(gap) or holds_weapon(tokens[found.last : trigger.first]):
            return None
        return found if _is_subject_gap(gap) else None
    return None


_LAIRS = lexicon.word_set("things", "lairs")


def _owns_thing_hit(tokens: Sequence[Token], found: Found[ActorWord]) -> bool:
    """Whether the actor only owns a hideout or a vehicle that somebody else strikes: "destroyed an ISIS hideout and killed"."""
    thing = tokens[found.last].lower.removesuffix("s") if found.last < len(tokens) else ""
    opens = all(token.lower in ARTICLES | _COUNTED_THINGS for token in tokens[: found.first])
    return not opens and (thing in _LAIRS or thing == "headquarter")


_COUNTED_THINGS = frozenset({"suspected", "several", "some", "many"}) | lexicon.table("numbers", "numbers").keys()


def _is_charge(tokens: Sequence[Token], trigger: Trigger) -> bool:
    """Read "accused X of planting the bomb", "blamed X for attacking": who is charged acts, not who speaks."""
    before = [token.lower for token in tokens[max(0, trigger.first - 8) : trigger.first]]
    gerund = tokens[trigger.first].lower.endswith("ing") and before[-1:] in (["of"], ["for"])
    return gerund and bool(_CHARGES & set(before))


_CHARGES = frozenset({"accused", "accuses", "accusing", "blamed", "blames", "blaming", "suspected", "suspects"})
_DENIED = frozenset({"not", "never", "n't", "neither", "denied", "denies"})


def _is_subject_gap(gap: list[str]) -> bool:
    if not gap:
        return True
    if _DENIED & set(gap) or "whom" in gap:
        return False  # "ISIS has not claimed the bombing"
    if gap[0] == ",":
        # An insertion: "militants, who wore uniforms, attacked".
        return gap.count(",") >= 2 or len(gap) <= 3
    if {"was", "were"} & set(gap) and "who" not in gap:
        return False
    if gap[-1] in {"that", "which"} and len(gap) > 1:
        return False
    return "by" not in gap and not (CLAUSE_ENDS - {"that", "which"}) & set(gap)


# "The killing of three militants" names those killed.
_DONE_TO = frozenset({"killing", "killings", "murder", "assassination", "targeting", "abduction", "kidnapping"})


def _agent_after(tokens: Sequence[Token], trigger: Trigger, actors: list[Found[ActorWord]]) -> Found[ActorWord] | None:
    """The actor after "by" or another link, near behind the trigger."""
    links = lexicon.words("attacks", "agent_links")
    if tokens[trigger.last - 1].lower == "by" and (found := actor_soon(tokens, trigger.last, actors)):
        return found  # "taken by"
    index = trigger.last
    while index < min(trigger.last + _FARTHEST_AGENT, len(tokens)):
        if tokens[index].lower in CLAUSE_ENDS or _starts_clause(tokens, index):
            return None
        link = links.at(tokens, index)
        if link and _holds(tokens, trigger, link):
            index = link.last
            continue
        if link and link.value in {"of", "of the"} and tokens[trigger.last - 1].lower in _DONE_TO:
            return None
        author = link is not None and link.value.endswith(("by", "on", "to", "hands of", *_FROM_WHERE))
        fits = author or (link is not None and trigger.role == "noun" and index == trigger.last)
        if link and fits and (found := actor_soon(tokens, link.last, actors)):
            return found
        index += 1
    return None


# Where shells come from says whose they are: "fired from a Turkish base".
_FROM_WHERE = ("fired from", "launched from", "coming from", "came from", "originating from", "originated from")


def _starts_clause(tokens: Sequence[Token], index: int) -> bool:
    """Whether "and" opens a clause of its own: "in an air raid and a soldier was shot dead by a sniper"."""
    after = [token.lower for token in tokens[index + 1 : index + 6]]
    return tokens[index].lower == "and" and bool({"was", "were"} & set(after[1:]))


_HELD = frozenset({"manned", "guarded", "held", "run", "controlled", "staffed", "owned", "driven", "secured", "used"})
_AIMED = frozenset({"on", "against", "targeting", "targeted", "hitting"})


def _holds(tokens: Sequence[Token], trigger: Trigger, link: Found[str]) -> bool:
    """Read "an attack on a post manned by X", "on a car belonging to X": X has the thing that is hit."""
    if tokens[link.first - 1].lower in _HELD:
        return True
    aimed = _AIMED & {token.lower for token in tokens[trigger.last : link.first]}
    return link.value in {"belonging to", "of the", "of", "with"} and bool(aimed)


def _between(tokens: Sequence[Token], trigger: Trigger, actors: list[Found[ActorWord]]) -> Found[ActorWord] | None:
    """Of "clashes between X and ISIS" the militants are the attackers; of two other sides neither is."""
    window = [token.lower for token in tokens[trigger.last : trigger.last + 7]]
    if "between" not in window or {"after", "when", ";"} & set(window[: window.index("between")]):
        return None
    start = trigger.last + window.index("between")
    near = [found for found in actors if start < found.first <= start + 9]
    return next((found for found in near if found.value.side is Side.ISIS or found.value.vague), None)


def _owner(tokens: Sequence[Token], trigger: Trigger, actors: list[Found[ActorWord]]) -> Found[ActorWord] | None:
    """The actor right before the noun: "an ISIS sniper attack", "a Coalition air strike"."""
    for found in reversed(actors):
        if found.first < trigger.first < found.last and found.value.rank == 3:
            return found  # "Turkish warplanes"
        if found.first >= trigger.first and found.last <= trigger.last:
            continue  # "terrorist attack" names nobody
        if found.last > trigger.first:
            continue
        gap = [token.lower for token in tokens[found.last : trigger.first]]
        own = (
            len(gap) <= 3
            and not _repels(gap)
            and all(word.isalpha() or word in {"’s", "'s", "-", ")", "("} or "-" in word for word in gap)
        )
        blocked = (
            (ARTICLES - {"two", "three", "several"})
            | NOT_SUBJECT_AFTER
            | {
                "and",
                "were",
                "was",
                "killed",
                "wounded",
                "injured",
                "had",
                "are",
                "is",
                "martyred",
                "foiled",
                "repelled",
                "thwarted",
                "came",
                "come",
                "comes",
                "under",
                "suffered",
                "faced",
                "survived",
                "escaped",
                "lost",
                "said",
                "during",
                "despite",
                "one",
                "took",
                "found",
                "discovered",
                "dismantled",
                "defused",
                "removed",
                "destroyed",
                "seized",
                "cleared",
                "recovered",
            }
        )
        if own and not blocked & set(gap) and found.value.group not in {Group.CIVILIANS, Group.PEOPLE, Group.KAKAI}:
            return found
        if own and not gap and found.value.vague:
            return found
        return None
    return None


def _repels(gap: Sequence[str]) -> bool:
    """Whether a word such as "foil" stands between: the attempt is not theirs."""
    return any(word in _REPELS for word in gap)


_REPELS = frozenset(word for word in lexicon.word_set("attacks", "repel_verbs") if " " not in word)


def _targets(tokens: Sequence[Token], trigger: Trigger, actors: list[Found[ActorWord]]) -> Iterator[Target]:
    """Whom the verb or "on" and "against" name."""
    if struck := find_struck(tokens, trigger, actors):
        yield struck
        return
    if tokens[trigger.first].lower in COMES_UNDER:
        return
    limit = trigger.last + 9
    for found in actors:
        if not trigger.last <= found.first <= limit or found.value.group is None or found.value.vague:
            continue
        gap = [token.lower for token in tokens[trigger.last : found.first]]
        if (CLAUSE_ENDS | {","}) & set(gap) or "by" in gap:
            return
        weekdays = lexicon.table("times", "weekdays")
        gap = [word for word, after in pairwise([*gap, ""]) if word != "on" or after not in weekdays]
        direct = trigger.role == "verb" and not is_passive(tokens, trigger.first)
        if direct or {"on", "against", "targeting", "targeted", "at"} & set(gap):
            yield Target(found.value.group, Span(tokens[found.first].start, tokens[found.last - 1].end))
            return
