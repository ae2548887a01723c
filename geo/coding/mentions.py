"""Mentions: what one statement says of an incident, with its names looked up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.coding.deed_times import DEATHS, deed_time
from geo.coding.places import Known, Resolver
from geo.extraction import lexicon
from geo.extraction.acts import Trigger
from geo.extraction.article import Span
from geo.extraction.authors import WHOSE_BOMB
from geo.extraction.statements import Reading, Statement
from geo.extraction.times import Time
from geo.extraction.toponyms import PlaceName, is_label
from geo.vocabulary import Group, Outcome, Side, SubEventType

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "his", "their", "same"})
_SITUATED = frozenset({"scene", "near", "between", "home"})


@dataclass(frozen=True)
class Scene:
    """A place phrase: the places themselves, and what the phrase says about where they lie."""

    heads: tuple[Known, ...]
    containers: tuple[Known, ...]
    anchors: tuple[Known, ...]

    @property
    def level(self) -> int:
        """The finest head's level."""
        return min(head.level for head in self.heads)


@dataclass(frozen=True)
class Mention:
    """A statement as part of an incident.

    Attributes:
        number: the statement's index in the reading.
        strong: it tells of a deed by itself; a weak one only adds to an incident.
        day: the days of the deed that the statement itself names, or None.
    """

    number: int
    statement: Statement
    scenes: tuple[Scene, ...]
    strong: bool
    day: tuple[dt.date, dt.date] | None
    time: Time | None

    @property
    def heads(self) -> tuple[Known, ...]:
        """The places themselves."""
        return tuple(head for scene in self.scenes for head in scene.heads)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The figures, without bounds and groups."""
        return tuple(figure.low for figure in self.statement.figures if figure.low is not None and not figure.subset)


def mention(reading: Reading, number: int, resolver: Resolver) -> Mention:
    """Look up the places of a statement and weigh it."""
    statement = reading.statements[number]
    scenes = _without_care(statement, _scenes(statement, resolver, reading.article.text))
    if not scenes and number and _points_back(statement, reading.statements[number - 1]):
        scenes = tuple(_scenes(reading.statements[number - 1], resolver, reading.article.text))
    if not scenes and statement.follows is not None and _only_dates(reading.statements[statement.follows]):
        scenes = tuple(_scenes(reading.statements[statement.follows], resolver, reading.article.text))
    if not scenes and number and _is_same_village(statement):
        earlier = [reading.statements[n] for n in _back_from(number) if reading.statements[n].background is None]
        before = (tuple(_scenes(known, resolver, reading.article.text)) for known in earlier)
        scenes = next((found for found in before if found), ())
    if died_later(statement) or _is_finding(statement):
        # "... who were wounded in Friday's attack near X" dates and places the attack; else the words tell of the death.
        found = _is_finding(statement) and _opens_report(reading, number) and bool(scenes)
        told = found or (any(trigger.role == "noun" for trigger in statement.acts.triggers) and bool(scenes))
        first = _first_day(reading, statement, after=_found_at(statement) if found else 0) if told else None
        days = (first.start, first.end) if first else None
        return Mention(number, statement, scenes if told else (), strong=told, day=days, time=first)
    if _is_funeral(statement):
        recalls = statement.figures or statement.acts.agents
        return Mention(number, statement, scenes if recalls else (), _is_strong(statement, scenes), None, None)
    if _is_weapons_find(statement):
        return Mention(number, statement, (), strong=False, day=None, time=None)
    laid = any(agent.rule.endswith(WHOSE_BOMB) for agent in statement.acts.agents)
    time = None if laid and not statement.figures else deed_time(reading, number)
    day = (time.start, time.end) if time else None
    return Mention(number, statement, scenes, _is_strong(statement, scenes), day, time)


def _opens_report(reading: Reading, number: int) -> bool:
    """Whether a statement is the first of the body, or of an item of a list that has a day of its own."""
    statement = reading.statements[number]
    first = number <= 1 or all(before.kind == "headline" for before in reading.statements[:number])
    item = number > 0 and reading.statements[number - 1].paragraph != statement.paragraph
    taken = any(
        trigger.sub_type is SubEventType.ABDUCTION
        for before in reading.statements[:number]
        for trigger in before.acts.triggers
    )
    counted = any(figure.low and figure.group and not figure.definite for figure in statement.figures)
    dated = any(time.kind == "day" for time in statement.deed_times())
    return first or (item and dated and counted and not taken)


_CARE = frozenset({"treated", "treatment", "hospitalised", "hospitalized", "evacuated", "airlifted"})
_CARRIED = frozenset({"taken", "moved", "transferred", "rushed", "brought", "transported", "flown", "carried"})
_HOSPITALS = frozenset({"hospital", "hospitals", "clinic"})
_FARTHEST_TO = 4


def _without_care(statement: Statement, scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """Leave out the places at which the wounded are treated: "six of them in X", "taken to the hospital in X"."""
    start = _care_at(statement)
    end = _clause_end(statement, start or 0)
    kept = (s for s in scenes if start is None or not start <= s.heads[0].printed.first < end)
    kept = (s for s in kept if not _is_only_damaged(statement, s) and not _is_on_the_way(statement, s))
    return () if _only_arrests(statement) else tuple(kept)


_ARRESTS = frozenset({"arrested", "detained", "arrest", "arrests", "apprehended", "arresting", "detaining"})


def _only_arrests(statement: Statement) -> bool:
    """Whether a sentence tells of arrests and of no violence: the place is that of the arrest."""
    words = {token.lower for token in statement.tokens}
    return bool(words & _ARRESTS) and not statement.figures and not statement.acts.triggers


_WAYS = (["back", "from"], ["returning", "from"], ["returned", "from"], ["way", "home"], ["coming", "from"])
_FARTHEST_WAY = 8
_ERRANDS = frozenset({"operation", "raid", "mission", "funeral", "wedding", "visit", "meeting", "search", "leave"})


def _is_on_the_way(statement: Statement, scene: Scene) -> bool:
    """Read "on its way back from an operation in X" as a place left behind."""
    first = scene.heads[0].printed.first
    before = [token.lower for token in statement.tokens[max(0, first - _FARTHEST_WAY) : first]]
    starts = [i for i in range(len(before) - 1) if before[i : i + 2] in [list(way) for way in _WAYS]]
    after = set(before[starts[-1] :]) if starts else set()
    return bool(after & _ERRANDS) and not _CLAUSE_OPENS & after


_DAMAGED = frozenset({"damaged", "destroyed", "burned", "burnt", "torched"})


def _is_only_damaged(statement: Statement, scene: Scene) -> bool:
    """Read "Three fighters were killed and a school in X was damaged": X is not where they were killed."""
    place = scene.heads[0].printed
    hurt = [figure.span.end for figure in statement.figures if figure.low is not None]
    after = [token.lower for token in statement.tokens[place.last : place.last + 3]]
    past = {"was", "were"} & set(after) and _DAMAGED & set(after)
    return bool(past) and bool(hurt) and max(hurt) <= place.span.start


_CLAUSE_OPENS = frozenset({"after", "when", "as", "following", "while", "but", ";", "where"})


def _clause_end(statement: Statement, start: int) -> int:
    """The index at which the clause from `start` on is over."""
    tokens = statement.tokens
    return next((i for i in range(start + 1, len(tokens)) if tokens[i].lower in _CLAUSE_OPENS), len(tokens))


def _care_at(statement: Statement) -> int | None:
    """The word from which on a sentence tells of the care for the wounded, or None."""
    words = [token.lower for token in statement.tokens]
    for index, word in enumerate(words):
        carried = word in _CARRIED and "to" in words[index + 1 : index + 1 + _FARTHEST_TO]
        if word in _CARE or (carried and _HOSPITALS & set(words)):
            return index
        if word in _HOSPITALS and statement.figures and not any(t.role == "noun" for t in statement.acts.triggers):
            return index
    return None


_BODIES = frozenset({"body", "bodies", "corpse", "corpses", "remains"})
_FOUND = frozenset({"left", "dumped", "thrown", "found", "recovered", "discovered", "retrieved"})


def _is_finding(statement: Statement) -> bool:
    """Whether a statement only says that bodies were found: the day is that of the find, not of the deed."""
    words = {token.lower for token in statement.tokens}
    if not words & _BODIES or not words & _FOUND or _in_time(statement):
        return False
    kidnapped = any(trigger.sub_type is SubEventType.ABDUCTION for trigger in statement.acts.triggers)
    return not statement.acts.agents or kidnapped


_FUNERALS = frozenset({"funeral", "funerals", "buried", "burial", "mourners", "mourned"})


def _is_funeral(statement: Statement) -> bool:
    """Whether the one day of a statement is that on which the dead are buried."""
    words = {token.lower for token in statement.tokens}
    rubble = words & {"rubble", "debris", "collapsed"}
    return bool(words & _FUNERALS) and not rubble and not _in_time(statement)


def _in_time(statement: Statement) -> bool:
    return len([time for time in statement.deed_times() if time.kind == "day"]) > 1


def _found_at(statement: Statement) -> int:
    """The offset from which a sentence tells of the find, where a clause before it tells of a kidnapping."""
    kidnapped = [t for t in statement.acts.triggers if t.sub_type is SubEventType.ABDUCTION]
    found = [t.start for t in statement.tokens if t.lower in _FOUND - {"left"}]
    return found[-1] if kidnapped and found and found[-1] > kidnapped[0].span.start else 0


def _first_day(reading: Reading, statement: Statement, *, after: int = 0) -> Time | None:
    days = [
        time
        for time in statement.deed_times()
        if time.kind in {"day", "interval"} and time.end <= reading.today and time.span.start >= after
    ]
    return min(days, key=lambda time: time.start, default=None)


_OF_WOUNDS = frozenset({"wounded", "injured", "wounds", "injuries", "complications", "hospital"})


def died_later(statement: Statement) -> bool:
    """Whether a statement only says that somebody wounded before has died."""
    words = {token.lower for token in statement.tokens}
    if any(figure.of_wounded for figure in statement.figures):
        hurt = [f for f in statement.figures if f.outcome is Outcome.WOUNDED and f.low and not f.other]
        return not hurt  # "were hurt on Tuesday near X, three of whom later died"
    wounded = any(
        figure.outcome is Outcome.WOUNDED and figure.low and not figure.definite for figure in statement.figures
    )
    return bool(words & DEATHS) and bool(words & _OF_WOUNDS) and not wounded and not statement.acts.agents


def _scenes(statement: Statement, resolver: Resolver, text: str) -> list[Scene]:
    chains: dict[int, list[PlaceName]] = {}
    for place in statement.places:
        chains.setdefault(place.chain, []).append(place)
    # "Shepherds from a village near X" names no scene.
    chains = {n: chain for n, chain in chains.items() if chain[0].relation != "away" or chain[0].name}
    names = tuple(place.name for place in statement.places if place.name)
    scenes = (_scene(chain, resolver, text, named=names) for chain in chains.values())
    return [scene for scene in scenes if scene is not None and not _is_unknown_label(statement, scene)]


def _is_unknown_label(statement: Statement, scene: Scene) -> bool:
    """Whether the word before a colon is no place that the gazetteer knows: "Assistant: ..."."""
    head = scene.heads[0]
    return not head.candidates and is_label(statement.tokens, head.printed)


def _scene(chain: Sequence[PlaceName], resolver: Resolver, text: str, *, named: tuple[str, ...]) -> Scene | None:
    """Split a chain: its first places, the areas around them, and the places words measure from.

    `named` are the places of the whole sentence, by which namesakes are told apart.
    """
    within = (*(place.name for place in chain if place.name), *named)
    situated = [place for place in chain if place.relation in _SITUATED and place.kind != "site"]
    if not situated:
        situated = [replace(place, relation="scene") for place in chain if _owns_a_site(place, text)][:1]
        chain = [*situated, *(place for place in chain if place.span != situated[0].span)] if situated else chain
    if not situated:
        return None
    if situated[0].relation == "between":
        ends = tuple(resolver.know(place, within=within) for place in situated if place.relation == "between")
        ends += tuple(resolver.know(place, within=within) for place in situated if place.bearing is not None)
        spot = next(
            (p for p in situated if p.relation != "between" and p.name and p.bearing is None and p.kind != "city"), None
        )
        if spot is not None:  # "on the road between X and Y, near Z"
            return Scene((resolver.know(spot, within=within),), (), ends)
        stretch = [end for end in ends if end.printed.relation == "between"] or ends
        return Scene((_stretch(stretch, text),), (), ends) if ends else None
    situated = _town_first(_off_the_road(situated))
    if situated[0].kind == "road" and (parts := _ends_of_road(situated[0])):
        ends = tuple(resolver.know(part, within=within) for part in parts)
        return Scene((_road(situated[0], text),), (), ends)
    first = situated[0]
    heads = [first] if first.relation == situated[0].relation else []
    for place in situated[1:]:
        if place.listed and heads[-1].listed and place.relation == first.relation:
            heads.append(place)
        else:
            break
    rest = [place for place in chain if place not in heads]
    known = {id(place): resolver.know(place, within=within) for place in chain}
    anchors = tuple(known[id(p)] for p in rest if p.relation in {"near", "between"})
    containers = tuple(known[id(p)] for p in rest if p.relation in {"scene", "containing"})
    if (not first.name and (containers or anchors)) or first.name:
        return Scene(tuple(known[id(place)] for place in heads), containers, anchors)
    return None


def _owns_a_site(place: PlaceName, text: str) -> bool:
    """Whether a place owns the market or the airport of the sentence: "a bomb in X's market"."""
    return place.relation == "containing" and bool(place.name) and text[place.span.end : place.span.end + 2] in _OWNS


_OWNS = ("'s", "’s", "s'", "s’")


def _off_the_road(situated: list[PlaceName]) -> list[PlaceName]:
    """A named place beside a road says more than the road."""
    named = [place for place in situated if place.kind != "road" and place.name]
    return [*named, *(p for p in situated if p not in named)] if situated[0].kind == "road" and named else situated


_WIDE = frozenset({"district", "sub-district", "governorate"})


def _town_first(situated: list[PlaceName]) -> list[PlaceName]:
    """Put the town of "in the X district town of Y" before its district."""
    if len(situated) > 1 and situated[0].kind in _WIDE and situated[1].kind in {"town", "village", "city"}:
        wide, town = situated[:2]
        if town.words.startswith(wide.words):
            return [town, wide, *situated[2:]]
    return situated


def _ends_of_road(road: PlaceName) -> tuple[PlaceName, ...]:
    """The two places of "the X-Y road"; "al-" starts a name."""
    parts = [part.strip() for part in re.split(r"(?<!\bal)(?<!\bAl)\s*[-–—]\s*(?=[A-Z]|al-)", road.name)]
    return tuple(replace(road, name=part, kind="", relation="between") for part in parts) if len(parts) == 2 else ()


def _road(printed: PlaceName, text: str) -> Known:
    words = text[printed.span.start : printed.span.end]
    return Known(replace(printed, name="", kind="area", relation="between", words=words), (), 1, "", frozenset())


def _stretch(ends: Sequence[Known], text: str) -> Known:
    """The nameless stretch between two places."""
    first, last = ends[0].printed, ends[-1].printed
    span = Span(first.span.start, last.span.end)
    words = text[span.start : span.end]
    return Known(PlaceName("", "area", "between", words, span, first.first, last.last), (), 1, "", frozenset())


def _points_back(statement: Statement, before: Statement) -> bool:
    """Read "killed four men there" as at the place of the sentence before; "there was" points nowhere."""
    words = [token.lower for token in statement.tokens]
    there = [i for i, word in enumerate(words) if word == "there"]
    followed = {word for i in there for word in words[i + 1 : i + 2]}
    being = {"is", "are", "was", "were", "has", "have", "had", "will"}
    return bool(there) and not followed & being and before.paragraph == statement.paragraph


def _only_dates(before: Statement) -> bool:
    """Read "Residents of X packed up on Tuesday, two days after an attack" as telling of the attack on X."""
    return not before.acts.triggers and not before.figures


_SAME_PLACES = ("the village", "same village", "same area", "same place", "same town", "same road", "same district")
_FARTHEST_BACK = 3


def _is_same_village(statement: Statement) -> bool:
    """Read "on the road to the village", "in the same area" as at the place that the sentences before name."""
    words = f" {' '.join(token.lower for token in statement.tokens)} "
    dated = any(time.kind in {"day", "offset"} for time in statement.times if not time.speech)
    tells = bool(statement.figures) or any(
        t.role == "noun" and {"a", "an", "another"} & {w.lower for w in statement.tokens[max(0, t.first - 2) : t.first]}
        for t in statement.acts.triggers
    )
    return dated and tells and any(f" {phrase} " in words for phrase in _SAME_PLACES)


def _back_from(number: int) -> range:
    return range(number - 1, max(number - 1 - _FARTHEST_BACK, -1), -1)


def _is_strong(statement: Statement, scenes: Sequence[Scene]) -> bool:
    if any(figure.low is not None and not figure.subset for figure in statement.figures):
        return True
    situated = bool(scenes)
    if _is_sweep(statement) or _is_weapons_find(statement):
        return False
    if statement.follows is not None and any(
        trigger.role == "noun" and not _is_definite(statement, trigger.first) for trigger in statement.acts.triggers
    ):
        return True  # "The strike comes two days after a bombing in the capital"
    return any(_tells(statement, trigger, situated=situated) for trigger in statement.acts.triggers)


def _tells(statement: Statement, trigger: Trigger, *, situated: bool) -> bool:
    """Whether a word of violence tells of a deed by itself: somebody acts, and a place or those hit are named."""
    acts = statement.acts
    if trigger.role in {"verb", "frame", "entry"} and acts.agents:
        return situated or bool(acts.targets)
    if trigger.role == "verb" and situated:
        return _verb_tells(statement, trigger)
    if trigger.role == "noun" and situated and not _speaks_of_many(statement, trigger):
        return not _is_definite(statement, trigger.first) or "new_incident" in statement.cues
    return trigger.role == "repel" and situated


def _verb_tells(statement: Statement, trigger: Trigger) -> bool:
    """Whether a verb of violence with a place tells of a deed though nobody is named as acting."""
    if _is_shot(statement, trigger) or (trigger.sub_type is SubEventType.IED and _goes_off(statement, trigger)):
        return True
    afar = trigger.sub_type in {SubEventType.AIR_STRIKE, SubEventType.SHELLING}
    if afar and any(time.kind == "day" for time in statement.deed_times()):
        return True  # "the village of X was shelled on Monday", whoever did it
    return bool(statement.acts.targets) and _they_act(statement, trigger.first)


def _speaks_of_many(statement: Statement, trigger: Trigger) -> bool:
    """Whether "attacks" stand in a sentence of the report without a day, a figure or a verb of violence: no one deed."""
    if not trigger.plural or statement.kind != "body" or statement.deed_times() or statement.figures:
        return False
    attacks = statement.tokens[trigger.last - 1].lower in {"attacks", "actions", "operations", "bombardments", "raids"}
    return attacks and not any(t.role in {"verb", "frame", "entry", "repel"} for t in statement.acts.triggers)


_SHOT = frozenset({"shot", "stabbed", "ambushed", "shelled", "bombed", "raided"})
_FARTHEST_SHOT = 7


def _is_shot(statement: Statement, trigger: Trigger) -> bool:
    """Read "A policeman was shot near X" as a deed: what becomes of him, a later sentence says."""
    tokens = statement.tokens
    before = tokens[max(0, trigger.first - _FARTHEST_SHOT) : trigger.first]
    passive = bool(before) and before[-1].lower in {"was", "were"}
    hit = any(found.value.group and not found.value.vague for found in lexicon.actors().find(before))
    return tokens[trigger.first].lower in _SHOT and passive and hit


_GOES_OFF = frozenset({"exploded", "explodes", "went", "blew", "detonated"})


def _goes_off(statement: Statement, trigger: Trigger) -> bool:
    """Whether a bomb that was not told of before goes off: "a second one exploded", not "the device exploded"."""
    words = [token.lower for token in statement.tokens]
    if words[trigger.first] not in _GOES_OFF:
        return False
    before = words[max(0, trigger.first - _FARTHEST_BOMB) : trigger.first]
    return "new_incident" in statement.cues or (bool({"a", "an"} & set(before)) and "the" not in before)


_FARTHEST_BOMB = 5


def _they_act(statement: Statement, index: int) -> bool:
    """Whether "they" stands right before a verb: the attackers told of before."""
    return any(token.lower == "they" for token in statement.tokens[max(0, index - 3) : index])


_FINDS = frozenset({"found", "discovered", "seized", "defused", "dismantled", "recovered", "confiscated", "uncovered"})
_LAUNCHERS = lexicon.word_set("things", "launchers")


def _is_weapons_find(statement: Statement) -> bool:
    """Whether a sentence tells of the launcher or cache that was found after a deed: no deed of its own."""
    words = {token.lower for token in statement.tokens}
    weapons = bool(statement.acts.triggers) and all(t.role == "noun" and t.sub_type for t in statement.acts.triggers)
    told = any(figure.low is not None for figure in statement.figures)
    launchers = bool(words & _LAUNCHERS) and not statement.acts.agents
    return (
        bool(words & _FINDS)
        and not told
        and (launchers or (weapons and bool(words & {"found", "discovered", "seized"})))
    )


_SWEEPS = frozenset({"operation", "operations", "campaign", "offensive", "sweep"})


def _is_sweep(statement: Statement) -> bool:
    """Whether forces only launch an operation: nobody is hit, so there is no incident yet."""
    acts = statement.acts
    forces = bool(acts.agents) and all(a.side not in {None, Side.ISIS} and not a.suspected for a in acts.agents)
    nouns = [trigger for trigger in acts.triggers if trigger.role == "noun"]
    verbs = any(trigger.role in {"verb", "repel"} for trigger in acts.triggers)
    hits = any(target.group is Group.ISIS for target in acts.targets)
    last = {t.lower for trigger in nouns for t in statement.tokens[trigger.first : trigger.last]}
    return (
        forces
        and bool(nouns)
        and not verbs
        and not hits
        and last <= _SWEEPS | {"security", "combing", "joint", "military"}
    )


def _is_definite(statement: Statement, index: int) -> bool:
    before = {token.lower for token in statement.tokens[max(0, index - 3) : index]}
    return bool(before & _DEFINITE)
