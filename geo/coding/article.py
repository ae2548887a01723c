"""The coding of an article: readings to drafts and buckets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from geo.coding.attackers import attacker_of, sub_type_of, targets_of
from geo.coding.dates import date_of
from geo.coding.details import with_details
from geo.coding.drafts import (
    CodedStatement,
    CodedText,
    Coding,
    DateDraft,
    DateStep,
    EventDraft,
    IncidentDraft,
    PlaceDraft,
)
from geo.coding.events import code_events
from geo.coding.figures import tolls
from geo.coding.grouping import Group, Grouping, group_mentions
from geo.coding.located import Located, find_located
from geo.coding.mentions import Mention, Scene, mention
from geo.coding.places import Gazetteer, Resolver
from geo.coding.scenes import places_of
from geo.extraction import Article, Reading, Statement, lexicon, read_article
from geo.extraction.authors import WHO_THEY_ARE
from geo.extraction.blame import is_unclaimed
from geo.extraction.totals import find_rest
from geo.gazetteer import LocalGeocoder, name_key
from geo.vocabulary import Bucket, Certainty, Outcome, PlaceRole, Reason, Side
from geo.vocabulary import Group as People

# An incident this much older than the newest one is told as background.
_RECAP_DAYS = 2
# "Last month" after the first sentence recalls, even where nothing newer is told.
_WIDE_DAYS = 14
# A headline may announce an incident this much older than the newest one.
_NEWS_DAYS = 7


def code_article(article: Article, *, gazetteer: LocalGeocoder | Gazetteer) -> Coding:
    """Code an article: incident drafts, events, and every sentence with a claim in its bucket."""
    reading = read_article(article)
    resolver = Resolver(gazetteer, _context(reading))
    mentions = [
        mention(reading, number, resolver)
        for number, statement in enumerate(reading.statements)
        if statement.background is None and _concerns(statement) and not _goes_on(reading, number)
    ]
    grouping = group_mentions(with_details(_without_refuted(mentions, reading)))
    located = find_located(reading, resolver)
    for group in grouping.groups:
        _add_situation(reading, group, grouping, resolver)
    coded = [(group, _incident(reading, group, located)) for group in grouping.groups]
    kept, recaps = _without_recaps(coded, [s for s in reading.statements if s.kind == "headline"])
    drafts = _with_shares(kept)
    feeds = {m.number: tuple(d.id for g, d in drafts if m in g.mentions) for g, _ in drafts for m in g.mentions}
    events = code_events(reading, resolver, frozenset(feeds))
    statements = tuple(_buckets(reading, grouping, drafts, recaps, feeds, events))
    return Coding(statements, tuple(draft for _, draft in drafts), tuple(event for event, _ in events))


def _goes_on(reading: Reading, number: int) -> bool:
    """Whether a sentence only adds figures to a trial, an accident or a denial told right before it."""
    statement, before = reading.statements[number], reading.statements[number - 1] if number else None
    if before is None or before.background is None:
        return False
    old = any((reading.today - time.end).days > _RECAP_DAYS for time in statement.deed_times())
    if before.background.reason is Reason.RUNNING_TOTAL and old and _opens_with_one_of_them(statement):
        return True
    if not before.background.strict:
        return False
    own = statement.acts.agents or statement.places or statement.deed_times()
    return before.paragraph == statement.paragraph and not own


_ONE_OF_THEM = (
    ("in", "one", "of"),
    ("one", "of", "them"),
    ("one", "of", "these"),
    ("the", "deadliest", "of"),
    ("the", "latest", "of"),
    ("the", "worst", "of"),
    ("the", "bloodiest", "of"),
    ("in", "the", "deadliest"),
    ("in", "the", "worst"),
    ("among", "them", ","),
)


def _opens_with_one_of_them(statement: Statement) -> bool:
    """Read "In one of them, on May 19, two died" after a count over months as a part of that count."""
    return tuple(token.lower for token in statement.tokens[:3]) in _ONE_OF_THEM


def _without_refuted(mentions: list[Mention], reading: Reading) -> list[Mention]:
    """Leave out headlines where the body tells of an accident, a trial or a denial only."""
    refuted = any(s.background is not None and s.background.strict and s.kind == "body" for s in reading.statements)
    told = any(m.strong and m.statement.kind == "body" for m in mentions)
    return [m for m in mentions if m.statement.kind == "body"] if refuted and not told else mentions


_VICTIMS = frozenset(
    {"body", "bodies", "corpse", "corpses", "dead", "victims", "victim", "wounded", "injured", "deceased"}
)


def _concerns(statement: Statement) -> bool:
    """Whether a statement may tell of an incident, or add to one by naming its attackers or victims."""
    acts = statement.acts
    return bool(
        acts.triggers
        or acts.agents
        or statement.figures
        or acts.vague
        or any(find_rest(statement.tokens, Outcome.KILLED))
        or _VICTIMS & {t.lower for t in statement.tokens}
    )


def _context(reading: Reading) -> tuple[str, ...]:
    """The wider places that the article names, most frequent first."""
    names: dict[str, int] = {}
    for statement in reading.statements:
        for place in statement.places:
            if place.name and place.kind in {"governorate", "district", "administration", "sub-district", ""}:
                names[place.name] = names.get(place.name, 0) + 1
    return tuple(sorted(names, key=lambda name: -names[name]))


def _names_isis(reading: Reading) -> bool:
    return any(
        found.value.side is Side.ISIS
        for statement in reading.statements
        for found in lexicon.actors().find(statement.tokens)
    )


def _is_unclaimed(reading: Reading) -> bool:
    """Whether a sentence says that nobody claims the deed: "militants" then stay unnamed."""
    return any(is_unclaimed(statement.tokens) for statement in reading.statements)


def _blames_isis(group: Group) -> bool:
    return any(agent.side is Side.ISIS for mention in group.mentions for agent in mention.statement.acts.agents)


def _belongs_to_isis(group: Group) -> bool:
    """Whether a sentence says that the armed people of an incident belong to ISIS, whoever it is that kills."""
    agents = [agent for mention in group.mentions for agent in mention.statement.acts.agents]
    return any(agent.side is Side.ISIS and agent.rule.endswith(WHO_THEY_ARE) for agent in agents)


# Sentences after the last of an incident that may still say where it was.
_FARTHEST_SITUATION = 2


def _add_situation(reading: Reading, group: Group, grouping: Grouping, resolver: Resolver) -> None:
    """Place an incident without a place by a sentence right after it that tells of nothing else ("X lies near Y")."""
    _place_by_speaker(group, resolver)
    heads = group.scene_heads()
    if not heads and group.source and group.source.heads:
        return
    village = all(head.level <= 1 and head.printed.name for head in heads)
    if heads and village:
        return
    taken = {found.number for other in grouping.groups for found in other.mentions}
    taken |= {total.number for total in grouping.totals}
    own = [found.number for found in group.mentions if found.statement.kind == "body"]
    last = max(own, default=len(reading.statements))
    for number in range(min(own, default=last) + 1, min(last + 1 + _FARTHEST_SITUATION, len(reading.statements))):
        statement = reading.statements[number]
        if number in taken - set(own) or (number > last and statement.background):
            return
        if number in own or statement.figures or statement.acts.triggers or statement.background:
            continue
        found = mention(reading, number, resolver)
        if found.heads and (not heads or _says_where(found)):
            group.mentions.append(found)
            group.reasons[number] = "says where the incident was"
            return


def _place_by_speaker(group: Group, resolver: Resolver) -> None:
    """Place an incident that no sentence places where the police of a town tell of it: "Police in X said they ..."."""
    if group.scene_heads() or group.source:
        return
    for number, found in enumerate(group.mentions):
        spoken = [p for p in found.statement.places if p.relation == "speaker" and p.name and p.kind != "governorate"]
        known = [resolver.know(place) for place in spoken[:1]]
        if known and known[0].candidates and found.numbers:
            group.mentions[number] = replace(found, scenes=(Scene((known[0],), (), ()),))
            return


def _says_where(found: Mention) -> bool:
    """Whether a sentence only puts a thing told before at a village: "The car was close to the village of X"."""
    words = [token.lower for token in found.statement.tokens]
    named = any(
        (head.printed.kind == "village" and head.printed.name) or head.printed.relation == "between"
        for head in found.heads
    )
    return named and words[:1] == ["the"] and bool(_STANDS & set(words[1:6]))


_STANDS = frozenset(
    {"live", "lives", "lived", "was", "were", "is", "are", "lies", "lie", "stands", "stand", "happened", "occurred"}
    | {"started", "began", "erupted", "broke", "spread", "unfolded", "took"}
)


_OTHER_REBELS = frozenset({Side.PKK, Side.TURKEY})


def _is_about_pkk(reading: Reading) -> bool:
    """Turkish official words: "terrorists", where Turkey and the PKK are named and ISIS is not."""
    sides = {f.value.side for s in reading.statements for f in lexicon.actors().find(s.tokens)}
    return {Side.PKK, Side.TURKEY} <= sides and Side.ISIS not in sides


_IRAQI_SIDES = frozenset({Side.FEDERAL, Side.KRG, Side.PMF, Side.COALITION})


def _names_iraqi_forces(reading: Reading) -> bool:
    """Whether a force of Iraq or its allies is named, so that "soldiers" need not be Turkey's."""
    words = (found.value for s in reading.statements for found in lexicon.actors().find(s.tokens))
    return any(word.side in _IRAQI_SIDES and word.rank == _A_FORCE for word in words)


_A_FORCE = 3


def _implies_isis(reading: Reading) -> bool:
    """Official Iraqi and Kurdish words: "terrorists", where no other armed group is named."""
    if any(
        found.value.side in _OTHER_REBELS
        for statement in reading.statements
        for found in lexicon.actors().find(statement.tokens)
    ):
        return False
    return any(t.lower in {"terrorists", "terrorist"} for s in reading.statements for t in s.tokens)


# Whom "the attackers" of an incident are, once it is known who attacks.
_ATTACKERS = {Side.ISIS: People.ISIS, Side.PMF: People.PMF, Side.PKK: People.PKK, Side.TURKEY: People.TURKEY}


def _strikes_isis(group: Group) -> bool:
    """Whether the coalition acts: it fights ISIS alone, so that the militants whom it hits are of ISIS."""
    return any(a.side is Side.COALITION for mention in group.mentions for a in mention.statement.acts.agents)


def _incident(reading: Reading, group: Group, located: Located) -> IncidentDraft:
    named = _names_isis(reading)
    isis_named = (named or _implies_isis(reading)) and not (_is_unclaimed(reading) and not _blames_isis(group))
    isis_named = isis_named or _strikes_isis(group)
    statements = [m.statement for m in sorted(group.mentions, key=lambda m: m.number)]
    pkk_named = _is_about_pkk(reading)
    around = _around(reading, group)
    soldiers = People.TURKEY if pkk_named and not _names_iraqi_forces(reading) else None
    count = partial(tolls, statements, isis_named=isis_named, pkk_named=pkk_named, soldiers=soldiers, around=around)
    toll, toll_warnings = count()
    attacker = attacker_of(group, toll, isis_named=isis_named)
    if attacker.side is Side.ISIS and not named:
        attacker = replace(attacker, certainty=Certainty.SUSPECTED, rule=f"{attacker.rule}; ISIS itself is not named")
    gunmen = People.ISIS if _belongs_to_isis(group) else _ATTACKERS.get(attacker.side)
    if gunmen is not None:
        toll, toll_warnings = count(gunmen=gunmen)
    date = date_of(reading, group)
    places, place_warnings = places_of(group, located)
    targets = targets_of(group, toll)
    kind = sub_type_of(group, targets, toll)
    scene = next((place.name for place in places if place.role is PlaceRole.EVENT), "an unnamed place")
    return IncidentDraft(
        id=_id(reading, group, date, places),
        title=f"{kind.value.label}: {scene}",
        date=date,
        places=places,
        attacker=attacker,
        targets=targets,
        tolls=toll,
        sub_event_type=kind,
        merged_from=tuple(_merges(reading, group)),
        warnings=(*toll_warnings, *place_warnings),
    )


def _around(reading: Reading, group: Group) -> tuple[Statement, ...]:
    """The headlines and the sum that speak of an incident beside its own sentences."""
    headlines = tuple(s for s in reading.statements if s.kind == "headline")
    return (*headlines, group.source.statement) if group.source else headlines


def _id(reading: Reading, group: Group, date: DateDraft, places: Sequence[PlaceDraft]) -> str:
    scene = [place.name for place in places if place.role is PlaceRole.EVENT]
    key = "|".join((reading.article.outlet, str(date.start), *scene, str(group.mentions[0].statement.span.start)))
    return f"draft-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _merges(reading: Reading, group: Group) -> Iterator[CodedText]:
    for found in group.mentions:
        if reason := group.reasons.get(found.number):
            span = found.statement.span
            yield CodedText(reading.article.text[span.start : span.end], reason, (span,))


Pair = tuple[Group, IncidentDraft]


def _without_recaps(coded: list[Pair], headlines: Sequence[Statement]) -> tuple[list[Pair], list[Pair]]:
    """Set apart the incidents that are older than the newest one: the report only recalls them."""
    if not coded:
        return [], []
    newest = max(draft.date.start for _, draft in coded)
    lead = min(group.mentions[0].number for group, draft in coded if draft.date.start == newest)
    known = any(draft.date.step is not DateStep.REPORT for _, draft in coded)
    bulletin = _is_bulletin(coded)
    kept: list[Pair] = []
    recaps: list[Pair] = []
    for group, draft in coded:
        cued = any("recap" in m.statement.cues or m.statement.follows is not None for m in group.mentions[:1])
        # Told first, an older incident is reported like the newer one: a bulletin in the order of the days.
        gap = (newest - draft.date.end).days if group.mentions[0].number > lead else 0
        vague = cued and draft.date.step is DateStep.STATED and (newest - draft.date.start).days >= _RECAP_DAYS
        body = [s for s in group.mentions if s.statement.kind == "body"]
        late = (bool(body) and body[0].statement.paragraph > 1) or group.mentions[0].number > 0
        wide = (draft.date.end - draft.date.start).days >= _WIDE_DAYS
        if cued and late and wide and draft.date.step is DateStep.STATED:
            recaps.append((group, draft))
            continue
        if cued and gap <= _RECAP_DAYS and _is_told_apart(group):
            cued, gap = False, 0
        undated = cued and known and draft.date.step is DateStep.REPORT
        if gap <= _NEWS_DAYS and not vague and not undated and _is_in_headline(group, coded, headlines):
            gap = 0
        if gap <= _NEWS_DAYS and not cued and draft.date.rule.startswith("weekday") and _is_told_at_length(group):
            gap = 0
        if gap <= _NEWS_DAYS and not cued and bulletin and draft.date.step is DateStep.STATED:
            gap = 0
        (recaps if gap >= _RECAP_DAYS or (gap >= 1 and cued) or vague or undated else kept).append((group, draft))
    return kept, recaps


_FEWEST_DAYS = 3


def _is_bulletin(coded: list[Pair]) -> bool:
    """Whether a report tells of incidents on three days or more, none of them as a reminder: the older ones are news."""
    fresh = (draft for group, draft in coded if not any("recap" in m.statement.cues for m in group.mentions[:1]))
    days = {draft.date.start for draft in fresh if draft.date.step is DateStep.STATED}
    return len(days) >= _FEWEST_DAYS and (max(days) - min(days)).days <= _NEWS_DAYS


def _is_told_at_length(group: Group) -> bool:
    """Whether a sentence after the first one of an incident adds figures: a recap has one sentence."""
    body = [mention for mention in group.mentions if mention.statement.kind == "body"]
    return any(mention.numbers for mention in body[1:])


def _is_told_apart(group: Group) -> bool:
    """Whether "A day earlier, ..." opens a paragraph of its own that goes on with those hit: news, not a recap."""
    body = [mention for mention in group.mentions if mention.statement.kind == "body"]
    same = [m for m in body[1:] if m.statement.paragraph == body[0].statement.paragraph and m.numbers]
    return bool(same) and not body[0].numbers and bool(body[0].statement.acts.agents) and bool(body[0].heads)


def _is_in_headline(group: Group, coded: list[Pair], headlines: Sequence[Statement]) -> bool:
    """Whether a headline names a place of this incident and of no other: then it is news, not a recap."""
    others = {name for other, _ in coded if other is not group for name in _place_names(other)}
    own = _place_names(group) - others
    told = {name_key(place.name) for headline in headlines for place in headline.places if place.name}
    return bool(own & told)


def _place_names(group: Group) -> frozenset[str]:
    return frozenset(
        name_key(known.printed.name)
        for mention in group.mentions
        if mention.statement.kind == "body"
        for scene in mention.scenes
        for known in (*scene.heads, *scene.containers, *scene.anchors)
        if known.printed.name
    )


def _with_shares(kept: list[Pair]) -> list[Pair]:
    """Name in each toll the drafts that share it."""
    ids = {id(group): draft.id for group, draft in kept}
    done: list[Pair] = []
    for group, draft in kept:
        partners = tuple(ids[id(partner)] for partner in group.partners if id(partner) in ids)
        shared = tuple(partner for partner in partners if partner != draft.id)
        done.append((group, replace(draft, tolls=tuple(replace(toll, shared_with=shared) for toll in draft.tolls))))
    return done


def _buckets(
    reading: Reading,
    grouping: Grouping,
    drafts: list[Pair],
    recaps: list[Pair],
    feeds: dict[int, tuple[str, ...]],
    events: tuple[tuple[EventDraft, tuple[int, ...]], ...],
) -> Iterator[CodedStatement]:
    """Put every sentence with a claim into exactly one bucket."""
    first = {group.mentions[0].number for group, _ in drafts}
    recalled = {m.number for group, _ in recaps for m in group.mentions}
    totals = {total.number for total in grouping.totals}
    for number, statement in enumerate(reading.statements):
        if not statement.claims:
            continue
        span = statement.span
        ids = feeds.get(number, ())
        event_ids = tuple(event.id for event, numbers in events if number in numbers)
        if ids:
            bucket = Bucket.SHARED_TOLL if len(ids) > 1 else (Bucket.INCIDENT if number in first else Bucket.SUPPORT)
            reason, why = None, "feeds an incident" if number in first else "adds to an incident"
        elif number in totals:
            bucket, reason, why = Bucket.SUMMARY, Reason.RECAP, "sums up incidents that are told one by one"
        elif number in recalled:
            bucket, reason, why = Bucket.SUMMARY, Reason.RECAP, "recalls an incident older than the one reported"
        elif event_ids:
            bucket, reason, why = Bucket.EVENT, None, "tells of an agreement, meeting, opening or plan"
        elif statement.background:
            bucket, reason = Bucket.CONTEXT, statement.background.reason
            why = f"{reason.definition} Words: '{statement.background.words}'."
        else:
            bucket, reason, why = (
                Bucket.CONTEXT,
                Reason.ANALYSIS,
                "tells of no deed of its own with a day, a place or a figure",
            )
        yield CodedStatement(span.start, span.end, statement.paragraph, bucket, reason, why, ids or event_ids)
