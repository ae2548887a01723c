"""Authors: who is said to stand behind a deed, in words that have neither a verb of violence nor a claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geo.extraction import lexicon
from geo.extraction.acts import Agent
from geo.extraction.article import Span
from geo.extraction.clauses import UNARMED
from geo.extraction.lexicon import ActorWord
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Side

# How a rule ends that says to whom those who act belong.
WHO_THEY_ARE = "says who the attackers are"
# How a rule ends that says who laid a bomb, which may lie long before the day on which it goes off.
WHOSE_BOMB = "says whose bomb it was"
_LINKING = frozenset(
    {"is", "are", "was", "were", "be", "been", "to", "stand", "stands", "stood", "may", "might", "could", "have"}
    | {"likely", "probably", "possibly", "apparently", "reportedly", "most", "allegedly"}
)
_HEDGED = lexicon.word_set("things", "hedged")
_FARTHEST_BEHIND = 5
_MARKS = frozenset(
    {"hallmark", "hallmarks", "fingerprint", "fingerprints", "signature", "stamp", "imprint", "trademark"}
)
_SUSPICION = frozenset({"suspicion", "suspicions", "finger", "fingers", "blame", "accusation", "accusations"})
_FALLS = frozenset({"fell", "falls", "fall", "point", "pointed", "points", "directed", "levelled", "leveled", "turned"})
_FARTHEST_FALL = 5
_FILLERS = frozenset(
    {"thought", "believed", "to", "be", "likely", "probably", "reportedly", "from", "members", "of", "the", "a", "an"}
    | {
        "identified",
        "as",
        "all",
        "both",
        "said",
        "presumed",
        "suspected",
        "apparently",
        "elements",
        "affiliated",
        "with",
    }
)
_FARTHEST_MEMBER = 8
_MACHINES = frozenset(
    {"aircraft", "drone", "drones", "warplane", "warplanes", "jets", "plane", "planes", "helicopters"}
)
_DEEDS = lexicon.word_set("actors", "deeds")


def find_authors(tokens: Sequence[Token], actors: list[Found[ActorWord]]) -> Iterator[Agent]:
    """Read "X is behind it", "it bears the marks of X", "suspicion fell on X", "the attackers are from X"."""
    lower = [token.lower for token in tokens]
    for actor in actors:
        if actor.value.side is None or actor.value.group in UNARMED or is_doubted(lower, actor.first):
            continue
        if _is_behind(lower, actor) or _is_responsible(lower, actor) or _are_blamed(lower, actor):
            yield _agent(tokens, actor, "after 'is behind'", suspected=True)
        elif rule := _is_marked(lower, actor):
            yield _agent(tokens, actor, f"after '{rule}'", suspected=True)
        elif _are_they(lower, actor):
            hedged = bool(_HEDGED & set(lower[: actor.first]))
            yield _agent(tokens, actor, f"a verb {WHO_THEY_ARE}", suspected=hedged)
        elif _laid_it(lower, actor):
            yield _agent(tokens, actor, f"after 'planted by': {WHOSE_BOMB}", suspected=False)
        elif _ran_away(lower, actor):
            yield _agent(tokens, actor, f"a retreat {WHO_THEY_ARE}", suspected=False)
        elif _showed_it(lower, actor):
            yield _agent(tokens, actor, "published pictures of the deed", suspected=False)
        elif _owns_machine(lower, actor):
            yield _agent(tokens, actor, "says whose aircraft it was", suspected=bool(_HEDGED & set(lower)))


def _agent(tokens: Sequence[Token], actor: Found[ActorWord], rule: str, *, suspected: bool) -> Agent:
    span = Span(tokens[actor.first].start, tokens[actor.last - 1].end)
    return Agent(actor.value.side, actor.value.vague, suspected, 2.0, span, rule)


def _is_behind(lower: Sequence[str], actor: Found[ActorWord]) -> bool:
    """Read "officials believe that X is behind the attack"; "not" denies it."""
    after = lower[actor.last : actor.last + _FARTHEST_BEHIND]
    if "behind" not in after:
        return False
    between = after[: after.index("behind")]
    return (
        bool(between)
        and set(between) <= _LINKING
        and not {"not", "never"} & set(lower[max(0, actor.first - 3) : actor.first])
    )


def _is_responsible(lower: Sequence[str], actor: Found[ActorWord]) -> bool:
    """Read "X was responsible for the strike", of one deed told before."""
    after = lower[actor.last : actor.last + _FARTHEST_MEMBER]
    if "responsible" not in after:
        return False
    index = after.index("responsible")
    definite = after[index + 1 : index + 3] in (["for", "the"], ["for", "this"], ["for", "it"])
    return definite and bool(index) and set(after[:index]) <= _LINKING and bool(_DEEDS & set(after[index:]))


def _is_marked(lower: Sequence[str], actor: Found[ActorWord]) -> str:
    """The words of "bears the fingerprints of X" and "suspicion immediately fell on X", or nothing."""
    before = lower[max(0, actor.first - _FARTHEST_FALL - 2) : actor.first]
    before = before[:-1] if before[-1:] == ["the"] else before
    if before[-1:] == ["of"] and before[-2:-1] and before[-2] in _MARKS:
        return f"{before[-2]} of"
    if before[-1:] and before[-1] in {"on", "at", "to", "towards", "toward"} and _SUSPICION & set(before):
        said = next((word for word in before if word in _FALLS), "")
        return f"{said} {before[-1]}" if said else ""
    return ""


def _are_they(lower: Sequence[str], actor: Found[ActorWord]) -> bool:
    """Read "the attackers are ISIS elements" and "the gunmen were believed to be from X"."""
    start = max(0, actor.first - _FARTHEST_MEMBER)
    for index in range(start, actor.first):
        said = bool(_HEDGED & set(lower[:index])) or index + 2 == actor.first
        believed = lower[index] == "they" and actor.value.side is Side.ISIS and said
        doer = lower[index] in lexicon.word_set("actors", "doers") or believed
        verb = lower[index + 1 : index + 2]
        if doer and verb == [","] and actor.value.side is Side.ISIS and index + 1 < actor.first:
            return set(lower[index + 2 : actor.first]) <= _FILLERS | _HEDGED  # "the attackers, believed to be X, ..."
        if doer and verb and verb[0] in {"are", "were", "is", "was"} and actor.value.side is not Side.CIVILIANS:
            return set(lower[index + 2 : actor.first]) <= _FILLERS
    return False


_LAID = frozenset(
    {"planted", "left", "laid", "buried", "placed", "hidden", "rigged", "set", "behind", "emplaced", "there"}
)
_LAID |= {"booby-trapped", "mined", "trapped", "wired", "seeded"}
_DEVICES = lexicon.word_set("things", "devices")
_LONGEST_LAYING = 8


def _laid_it(lower: Sequence[str], actor: Found[ActorWord]) -> bool:
    """Read "the device had been planted by X", "X had planted the bomb" of one told before, however long ago that was."""
    after = lower[actor.last : actor.last + _LONGEST_LAYING]
    verb = next((n for n, word in enumerate(after) if word in _LAID), None)
    if verb is not None and "had" in after[:verb] and lower[max(0, actor.first - 1)] in {"that", "which"}:
        return True  # "a house that X had booby-trapped"
    if verb is not None and {"had", "having", "of"} & set(after[:verb]):
        thing = after[verb + 1 : verb + 4]
        return bool({"the", "this"} & set(thing) and _DEVICES & set(thing))
    before = lower[max(0, actor.first - _LONGEST_LAYING) : actor.first]
    before = before[:-1] if before[-1:] == ["the"] else before
    if _is_left_over(before, lower[: actor.first]):
        return True
    if before[-1:] != ["by"] or not _LAID & set(before[-3:-1]):
        return False
    devices = [i for i, word in enumerate(before) if word in _DEVICES]
    return bool(devices) and {"the", "this"} & set(before[: devices[-1]][-3:]) != set()


_LEFT_OVER = (["left", "over", "from"], ["left-over", "from"], ["leftover", "from"], ["left", "from"], ["left", "by"])
_OF_REMNANTS = (["the", "remnants", "of"], ["remnants", "of"], ["remains", "of"], ["the", "remains", "of"])


def _is_left_over(before: Sequence[str], told: Sequence[str]) -> bool:
    """Read "a mine left over from X", "a bomb from the remnants of X", "an old one, left by X" as X's bomb."""
    if any(list(before[-len(words) :]) == words for words in _LEFT_OVER):
        return bool(_DEVICES & set(told))
    for words in _OF_REMNANTS:
        start = len(before) - len(words)
        if start > 1 and list(before[start:]) == words and before[start - 1] in {"from", "of", "among"}:
            return bool(_DEVICES & set(before[max(0, start - 4) : start]))
    return False


_RUNS = frozenset({"withdrew", "fled", "retreated", "escaped", "withdraw", "flee", "retreat", "escape", "left"})
_CHASES = frozenset({"pursued", "pursuing", "chased", "chasing", "pursue", "pursuit"})
_FIGHTS = frozenset({"clashes", "clash", "fighting", "firefight", "gunfight", "battle", "gunbattle", "fire", "shots"})
_DOUBTS = frozenset({"whether", "if", "unless"})


def is_doubted(lower: Sequence[str], first: int) -> bool:
    """Whether words such as "whether" or "to prevent" stand right before the name: nothing is said to have happened."""
    before = lower[max(0, first - _FARTHEST_DOUBT) : first]
    return bool(_DOUBTS & set(before)) or bool(_FEARED & set(before[-2:]))


_FARTHEST_DOUBT = 5
_FEARED = lexicon.word_set("things", "feared")


_PUBLISHES = frozenset({"published", "released", "posted", "broadcast", "circulated", "distributed", "aired", "shared"})
_PICTURES = frozenset({"footage", "video", "videos", "photos", "pictures", "images", "photographs", "clip", "film"})
_SHOWS = frozenset(
    {"killing", "attack", "shooting", "execution", "beheading", "murder", "ambush", "bombing", "operation"}
)


def _showed_it(lower: Sequence[str], actor: Found[ActorWord]) -> bool:
    """Read "X released footage of the attack", "X published a video that shows its men shooting them" as a claim."""
    after = lower[actor.last : actor.last + _FARTHEST_MEMBER]
    published = next((n for n, word in enumerate(after) if word in _PUBLISHES), None)
    if actor.value.side is not Side.ISIS or published is None or published > 1:
        return False
    return bool(_PICTURES & set(after[published:])) and bool(_SHOWS & set(lower[actor.last :]))


def _ran_away(lower: Sequence[str], actor: Found[ActorWord]) -> bool:
    """Read "the ISIS militants withdrew", "troops pursued the ISIS militants", "the clashes with ISIS lasted an hour"."""
    if actor.value.side is not Side.ISIS:
        return False
    the = lower[max(0, actor.first - 1) : actor.first] == ["the"]
    after = lower[actor.last : actor.last + 2]
    runs = bool(_RUNS & set(after)) and not {"of", "from", "until"} & set(after)
    before = lower[max(0, actor.first - 3) : actor.first]
    chased = the and bool(_CHASES & set(before))
    told = lower[max(0, actor.first - 5) : actor.first]
    fought = before[-1:] == ["with"] and bool(_FIGHTS & set(told)) and "the" in told
    return (the and runs) or chased or fought


_BLAMED = frozenset({"blamed", "suspected", "accused"})
_BEEN = frozenset(
    {"is", "are", "was", "were", "has", "have", "been", "being", "immediately", "widely", "later", "also"}
)


def _are_blamed(lower: Sequence[str], actor: Found[ActorWord]) -> bool:
    """Read "X was blamed for the attack" and "X is suspected"; a suspect who was arrested is another thing."""
    last = actor.last
    while last < len(lower) and lower[last] in _BEEN:
        last += 1
    following = lower[last + 1] if last + 1 < len(lower) else "."
    said = last > actor.last and last < len(lower) and lower[last] in _BLAMED
    return (
        said
        and following in {".", ",", ";", "for", "of", "by", "and", "but", "in"}
        and bool(following != "of" or _DEEDS & set(lower[last:]))
    )


def _owns_machine(lower: Sequence[str], actor: Found[ActorWord]) -> bool:
    """Read "the drone is believed to belong to Turkey"."""
    before = lower[max(0, actor.first - _FARTHEST_MEMBER) : actor.first]
    belongs = {"belong", "belongs", "belonged", "belonging"} & set(before)
    return bool(belongs) and before[-1] in {"to", "the"} and bool(_MACHINES & set(before))
