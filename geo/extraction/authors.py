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
_LINKING = frozenset(
    {"is", "are", "was", "were", "be", "been", "to", "stand", "stands", "stood", "may", "might", "could", "have"}
    | {"likely", "probably", "possibly", "apparently", "reportedly", "most", "allegedly"}
)
_HEDGED = frozenset(
    {"may", "might", "could", "likely", "probably", "possibly", "apparently", "believed", "thought", "suspected"}
    | {"believe", "believes", "think", "thinks", "suspect", "suspects", "presumed", "allegedly", "reportedly"}
)
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
        if actor.value.side is None or actor.value.group in UNARMED:
            continue
        if _is_behind(lower, actor) or _is_responsible(lower, actor):
            yield _agent(tokens, actor, "after 'is behind'", suspected=True)
        elif rule := _is_marked(lower, actor):
            yield _agent(tokens, actor, f"after '{rule}'", suspected=True)
        elif _are_they(lower, actor):
            hedged = bool(_HEDGED & set(lower[: actor.first]))
            yield _agent(tokens, actor, f"a verb {WHO_THEY_ARE}", suspected=hedged)
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
        doer = lower[index] in lexicon.word_set("actors", "doers")
        verb = lower[index + 1 : index + 2]
        if doer and verb and verb[0] in {"are", "were", "is", "was"} and actor.value.side is not Side.CIVILIANS:
            return set(lower[index + 2 : actor.first]) <= _FILLERS
    return False


def _owns_machine(lower: Sequence[str], actor: Found[ActorWord]) -> bool:
    """Read "the drone is believed to belong to Turkey"."""
    before = lower[max(0, actor.first - _FARTHEST_MEMBER) : actor.first]
    belongs = {"belong", "belongs", "belonged", "belonging"} & set(before)
    return bool(belongs) and before[-1] in {"to", "the"} and bool(_MACHINES & set(before))
