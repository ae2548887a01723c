"""Blame: who is said to have acted, where no verb of violence has them for its subject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geo.extraction import lexicon
from geo.extraction.acts import Agent
from geo.extraction.article import Span
from geo.extraction.authors import WHO_THEY_ARE, find_authors
from geo.extraction.clauses import SPEECH, UNARMED, actor_soon, is_object, is_passive
from geo.extraction.lexicon import ActorWord
from geo.extraction.tokens import Found, Token
from geo.vocabulary import Side

_OWN = frozenset(
    {
        "artillery",
        "forces",
        "aircraft",
        "troops",
        "fighters",
        "drones",
        "drone",
        "warplanes",
        "jets",
        "soldiers",
        "gunmen",
        "men",
        "members",
        "snipers",
        "cells",
        "units",
        "planes",
        "militants",
        "elements",
        "combatants",
        "bombers",
        "detachments",
        "followers",
        "warriors",
        "sniper",
        "cell",
        "people",
    }
)


_FARTHEST_CLAIM = 7


def is_unclaimed(tokens: Sequence[Token]) -> bool:
    """Whether a sentence says that nobody claims a deed: "No group has so far claimed responsibility"."""
    if next(lexicon.words("actors", "unclaimed").find(tokens), None) is not None:
        return True
    claimants, claiming = lexicon.word_set("actors", "claimants"), lexicon.word_set("actors", "claiming")
    for index, token in enumerate(tokens[:-1]):
        nobody = token.lower == "nobody" or (token.lower == "no" and tokens[index + 1].lower in claimants)
        if nobody and claiming & {following.lower for following in tokens[index + 2 : index + 2 + _FARTHEST_CLAIM]}:
            return True
    return False


def blamed(tokens: Sequence[Token], actors: list[Found[ActorWord]]) -> Iterator[Agent]:
    """Read "Officials blamed X", "X claimed responsibility"; "no group claimed" names nobody."""
    disputed = next(lexicon.words("actors", "disputed_blame").find(tokens), None) is not None or _others_differ(tokens)
    for found in lexicon.words("actors", "blame").find(tokens):
        if disputed:
            break  # "suspicion fell on X, but the police were also looking at a feud"
        if actor := actor_soon(tokens, found.last, actors):
            span = Span(tokens[actor.first].start, tokens[actor.last - 1].end)
            named = actor.value.side is not None and actor.value.side is not Side.CIVILIANS
            named = named and not accuses_its_enemy(tokens, found.first, actors, actor)
            if named or actor.value.vague == "militants":
                yield Agent(
                    actor.value.side,
                    actor.value.vague,
                    suspected=True,
                    weight=1.5,
                    span=span,
                    rule=f"after '{found.value}'",
                )
    for found in lexicon.words("actors", "authors").find(tokens):
        if (actor := actor_soon(tokens, found.last, actors)) and actor.value.group not in UNARMED:
            span = Span(tokens[actor.first].start, tokens[actor.last - 1].end)
            suspected = "attempt" not in found.value
            yield Agent(actor.value.side, actor.value.vague, suspected, 2.0, span, f"after '{found.value}'")
    if not disputed:
        yield from find_authors(tokens, actors)
    yield from _ascribed(tokens, actors)
    yield from _held_responsible(tokens, actors)
    yield from _it_acted(tokens, actors)
    yield from _own_people(tokens, actors)
    yield from _members(tokens, actors)
    yield from _self_told(tokens, actors)
    yield from _is_a_member(tokens, actors)
    yield from _makers(tokens, actors)
    for found in lexicon.words("actors", "claim").find(tokens):
        actor = _claimant(tokens, found.first, actors)
        if actor and actor.value.side is Side.ISIS and not is_object(tokens, actor):
            span = Span(tokens[actor.first].start, tokens[actor.last - 1].end)
            yield Agent(
                actor.value.side, "", suspected=False, weight=2.0, span=span, rule=f"subject of '{found.value}'"
            )


_FIGHTING = frozenset({Side.PMF, Side.PKK, Side.TURKEY, Side.KRG, Side.ISIS})
_FARTHEST_ACCUSER = 16


def accuses_its_enemy(
    tokens: Sequence[Token], index: int, actors: list[Found[ActorWord]], accused: Found[ActorWord]
) -> bool:
    """Read "Hashd media accused the Peshmerga of firing first" as the word of one who fights, which settles nothing."""
    before = (a for a in reversed(actors) if a.last <= index and index - a.last <= _FARTHEST_ACCUSER)
    accuser = next((a for a in before if a.value.rank == _A_FORCE), None)
    if accuser is None or accuser.value.side not in _FIGHTING or accused.value.side is Side.ISIS:
        return False
    named = accused.value.side is not None and accused.value.side is not accuser.value.side
    return named and not {";", "."} & {token.text for token in tokens[accuser.last : index]}


_A_FORCE = 3
_POINT = frozenset({"blamed", "blame", "pointed", "point", "accused", "accuse", "suspect", "suspected", "spoke"})


def _others_differ(tokens: Sequence[Token]) -> bool:
    """Read "Elders blamed X; others pointed to a militia" as blame that is disputed."""
    lower = [token.lower for token in tokens]
    others = [i for i in range(3, len(lower)) if lower[i] in {"others", "some"} and _POINT & set(lower[:i])]
    return any(_POINT & set(lower[i : i + _FARTHEST_CLAIM]) for i in others)


_ASCRIBES = lexicon.word_set("things", "ascribes")
_FARTHEST_OBJECT = 8


def _ascribed(tokens: Sequence[Token], actors: list[Found[ActorWord]]) -> Iterator[Agent]:
    """Read "ascribed the attack to X", "pinned the killing on X" as blame: what is ascribed stands between."""
    for index, token in enumerate(tokens):
        if token.lower not in _ASCRIBES:
            continue
        weak = token.lower in {"laid", "put", "placed", "linked", "traced"}
        between = tokens[index + 1 : index + 1 + _FARTHEST_OBJECT]
        link = next((n for n, after in enumerate(between) if after.lower in {"to", "on", "upon"}), None)
        inner = [after.lower for after in between[:link]]
        deed = bool(_DEEDS & set(inner)) and not {",", ";", "but", "who"} & set(inner)
        if link is None or not deed or (weak and "blame" not in inner and "responsibility" not in inner):
            continue
        actor = actor_soon(tokens, index + 2 + link, actors)
        if actor and actor.value.side is not None and actor.value.side is not Side.CIVILIANS:
            span = Span(tokens[actor.first].start, tokens[actor.last - 1].end)
            yield Agent(
                actor.value.side,
                actor.value.vague,
                suspected=True,
                weight=2.0,
                span=span,
                rule=f"after '{token.lower} ... {between[link].lower}'",
            )


_DEEDS = lexicon.word_set("actors", "deeds")
_BEHIND = (
    *([verb, state] for verb in ("was", "were", "is", "are", "stood", "stands") for state in ("behind", "responsible")),
    *(
        ["had", verb]
        for verb in ("carried", "attacked", "killed", "targeted", "ambushed", "planted", "bombed", "staged")
    ),
    ["carried", "out"],
)


def _it_acted(tokens: Sequence[Token], actors: list[Found[ActorWord]]) -> Iterator[Agent]:
    """Read "X said in a statement that it was behind the attack" as a claim of X."""
    for index, token in enumerate(tokens[:-2]):
        if token.lower not in {"it", "they"}:
            continue
        behind = [t.lower for t in tokens[index + 1 : index + 3]] in _BEHIND
        if not behind and not _had_acted(tokens, index + 1):
            continue
        named = next((actor for actor in actors if actor.last <= index and actor.value.side is Side.ISIS), None)
        between = {t.lower for t in tokens[named.last : index]} if named else set()
        if named and between & (SPEECH | {"claimed", "claims"}) and not is_object(tokens, named):
            span = Span(tokens[named.first].start, tokens[named.last - 1].end)
            yield Agent(Side.ISIS, "", suspected=False, weight=2.0, span=span, rule="says that it acted")


def _had_acted(tokens: Sequence[Token], index: int) -> bool:
    """Read "had targeted" after "X said that it"."""
    verbs, _ = lexicon.attacks()
    had = tokens[index].lower in {"had", "has"} and index + 1 < len(tokens)
    found = verbs.at(tokens, index + 1) if had else None
    return found is not None and found.value.role == "verb"


_HOLDS = frozenset({"held", "holds", "hold", "holding"})


def _held_responsible(tokens: Sequence[Token], actors: list[Found[ActorWord]]) -> Iterator[Agent]:
    """Read "He held X responsible" and "It is X, who else" as blame."""
    for actor in actors:
        before = [token.lower for token in tokens[max(0, actor.first - 2) : actor.first]]
        after = [token.lower for token in tokens[actor.last : actor.last + 2]]
        held = before[-1:] and (before[-1] in _HOLDS or (before[-1] == "the" and before[0] in _HOLDS))
        blamed_on = held and {"responsible", "accountable"} & set(after)
        it_was = before in (["it", "was"], ["it", "is"], ["it", "'s"], ["it", "’s"]) and after[:1] in (
            [","],
            ["."],
            ["who"],
            ["that"],
        )
        was = after[:1] in (["was"], ["is"], ["were"]) and after[1:] == ["responsible"]
        if (blamed_on or it_was or was) and actor.value.side is Side.ISIS:
            span = Span(tokens[actor.first].start, tokens[actor.last - 1].end)
            yield Agent(actor.value.side, "", suspected=True, weight=1.5, span=span, rule="after 'held responsible'")


_FARTHEST_TIE = 7


def _members(tokens: Sequence[Token], actors: list[Found[ActorWord]]) -> Iterator[Agent]:
    """Read "the gunmen belonged to X" and "the sniper was a member of X" as words on who acts."""
    for tie in lexicon.words("actors", "membership").find(tokens):
        before = tokens[max(0, tie.first - _FARTHEST_TIE) : tie.first]
        doers = lexicon.word_set("actors", "doers")
        if not any(token.lower in doers for token in before):
            continue
        named = next((a for a in actors if tie.last <= a.first <= tie.last + 5 and a.value.side is not None), None)
        if named is not None and named.value.rank == 3:
            span = Span(tokens[named.first].start, tokens[named.last - 1].end)
            suspected = bool(
                {"may", "might", "probably", "likely", "believed", "thought", "reportedly"}
                & {token.lower for token in (*before, *tokens[tie.first : named.first])}
            )
            yield Agent(named.value.side, "", suspected, 2.0, span, f"'{tie.value}' {WHO_THEY_ARE}")


def _is_a_member(tokens: Sequence[Token], actors: list[Found[ActorWord]]) -> Iterator[Agent]:
    """Read "The gunman, an ISIS member according to ..., " as words on who acts."""
    for actor in actors:
        before = [token.lower for token in tokens[max(0, actor.first - 3) : actor.first]]
        doer = len(before) == 3 and before[0] in lexicon.word_set("actors", "doers") and before[1] == ","
        if doer and before[2] in {"a", "an"} and actor.value.side is Side.ISIS:
            span = Span(tokens[actor.first].start, tokens[actor.last - 1].end)
            yield Agent(
                actor.value.side, "", suspected=True, weight=2.0, span=span, rule=f"an apposition {WHO_THEY_ARE}"
            )


def _self_told(tokens: Sequence[Token], actors: list[Found[ActorWord]]) -> Iterator[Agent]:
    """Read "They said they were from X", "introduced themselves as X" as words on who acts."""
    for told in lexicon.words("actors", "self_told").find(tokens):
        named = actor_soon(tokens, told.last, actors)
        denied = _DENIALS & {token.lower for token in tokens[max(0, told.first - 2) : told.last + 2]}
        if named is not None and named.value.side is Side.ISIS and not denied:
            span = Span(tokens[named.first].start, tokens[named.last - 1].end)
            yield Agent(
                named.value.side, "", suspected=True, weight=2.0, span=span, rule=f"'{told.value}' {WHO_THEY_ARE}"
            )


_MACHINES = frozenset(
    {"aircraft", "drone", "drones", "warplane", "warplanes", "jets", "plane", "planes", "helicopters"}
)


def _makers(tokens: Sequence[Token], actors: list[Found[ActorWord]]) -> Iterator[Agent]:
    """Read "the drone was Turkish" as words on who acts."""
    for actor in actors:
        before = [token.lower for token in tokens[max(0, actor.first - 6) : actor.first]]
        said = before[-1:] in (["was"], ["were"]) or before[-2:] == ["to", "be"]
        if said and _MACHINES & set(before) and actor.value.rank == 3:
            view = {"believes", "believe", "believed", "thought", "likely", "probably", "apparently", "suspected"}
            suspected = bool(view & {token.lower for token in tokens})
            span = Span(tokens[actor.first].start, tokens[actor.last - 1].end)
            yield Agent(actor.value.side, "", suspected, 2.0, span, "says whose aircraft it was")


_FARTHEST_CLAIMANT = 14
_DENIALS = frozenset({"not", "n't", "no", "never", "neither", "nobody", "none", "nor", "yet"})


def _claimant(tokens: Sequence[Token], index: int, actors: list[Found[ActorWord]]) -> Found[ActorWord] | None:
    """Who claims: the actor right before the verb, or before words such as "in a message on its channel"."""
    actor = next((a for a in reversed(actors) if a.last <= index), None)
    if actor is None or index - actor.last > _FARTHEST_CLAIMANT:
        return None
    gap = [token.lower for token in tokens[actor.last : index]]
    if len(gap) > 4 and (
        gap[0] not in {",", "in", "on", "through", "via", "later"} or SPEECH & set(gap) - {"statement"}
    ):
        return None
    return None if (_DENIALS | {"that", "but", ";"}) & set(gap) else actor


def _own_people(tokens: Sequence[Token], actors: list[Found[ActorWord]]) -> Iterator[Agent]:
    """Read "X said that its fighters had killed ..." as a deed of X."""
    verbs, _ = lexicon.attacks()
    for index in range(2, len(tokens) - 1):
        if tokens[index].lower not in {"its", "their"} or tokens[index + 1].lower not in _OWN:
            continue
        named = [actor for actor in actors if actor.last < index and actor.value.rank == 3]
        said = named and SPEECH | {"says", "claimed", "claims"}
        said_between = said and said & {token.lower for token in tokens[named[0].last : index]}
        following = range(index + 2, min(index + 5, len(tokens)))
        acts = any(
            (verb := verbs.at(tokens, i)) and verb.value.role in {"verb", "frame"} and not is_passive(tokens, i)
            for i in following
        )
        if said_between and acts:
            span = Span(tokens[named[0].first].start, tokens[named[0].last - 1].end)
            yield Agent(
                named[0].value.side,
                named[0].value.vague,
                suspected=False,
                weight=2.0,
                span=span,
                rule="says that its own people acted",
            )
