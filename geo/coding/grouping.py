"""Grouping: which statements tell of the same incident, each decision with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from geo.coding.deed_times import opens_at_part_of_day
from geo.coding.mentions import Mention
from geo.coding.places import Known, is_inside, may_contain, same_place
from geo.coding.sums import ANY_ATTACKS, agree, is_plural, is_total, summed_up, sums, sums_up_nowhere
from geo.extraction import lexicon
from geo.extraction.toponyms import is_label
from geo.extraction.totals import BODIES_FOUND
from geo.gazetteer import distance_km
from geo.vocabulary import SubEventType

_SPECIFIC = 2


@dataclass(eq=False)
class Group:
    """The mentions of one incident.

    Attributes:
        reasons: why each mention but the first was merged, by statement number.
        source: the summary or total that the incident was split from; it lends its day and its agent.
        heads: the scene, where one statement names several incidents' scenes.
        partners: the groups that share this group's figures, itself included.
    """

    mentions: list[Mention]
    reasons: dict[int, str] = field(default_factory=dict)
    source: Mention | None = None
    heads: tuple[Known, ...] | None = None
    partners: list[Group] = field(default_factory=list, repr=False)

    @property
    def day(self) -> tuple[dt.date, dt.date] | None:
        """The narrowest days that a mention names."""
        days = [mention.day for mention in self.mentions if mention.day]
        return min(days, key=lambda day: (day[1] - day[0]).days) if days else None

    def scene_heads(self) -> tuple[Known, ...]:
        """Every place that a mention names as the scene."""
        return self.heads or tuple(head for mention in self.mentions for head in mention.heads)


@dataclass
class Grouping:
    """The incidents of an article, and the statements that sum several of them up."""

    groups: list[Group] = field(default_factory=list)
    totals: list[Mention] = field(default_factory=list)
    headlines: list[Mention] = field(default_factory=list)
    unused: list[Mention] = field(default_factory=list)


def group_mentions(mentions: Sequence[Mention]) -> Grouping:
    """Read the mentions in order and put each with its incident."""
    result = Grouping()
    summed = summed_up(mentions)
    for mention in mentions:
        if mention is summed:
            result.totals.append(mention)
        elif mention.statement.kind == "headline":
            result.headlines.append(mention)
        elif len(result.groups) > 1 and (_counts_all(result, mention) or _speaks_of_all(mention)):
            _add_to_all(result, mention)
        elif mention.strong and is_total(mention):
            result.totals.append(mention)
        elif mention.strong and (parts := _in_order(mention)):
            for part, head in parts:
                result.groups.append(Group([part], source=_source(result, mention), heads=(head,)))
        elif mention.strong and (heads := _several_scenes(mention)):
            _split(result, mention, heads)
        else:
            _place(result, mention)
    _drop_bare(result)
    _settle_totals(result)
    _attach_headlines(result)
    return result


_ALTOGETHER = ("altogether", "in total", "in all", "combined", "in both attacks", "in the two attacks", "all told")


def _counts_all(result: Grouping, mention: Mention) -> bool:
    """Read "Fifteen people were wounded altogether" after a sum and its incidents as a figure of the sum."""
    words = f" {' '.join(token.lower for token in mention.statement.tokens)} "
    said = any(f" {phrase} " in words for phrase in _ALTOGETHER)
    return said and bool(mention.numbers) and not mention.heads and result.groups[-1].source in result.totals


def _add_to_all(result: Grouping, mention: Mention) -> None:
    """Add what is said of several incidents: figures to their sum, other words to each."""
    if mention.numbers:
        _add_to_sum(result, mention)
        return
    for group in _told_last(result):
        group.mentions.append(replace(mention, strong=False, day=None, time=None))
        group.reasons[mention.number] = "speaks of several attacks told before"


def _add_to_sum(result: Grouping, mention: Mention) -> None:
    source = result.groups[-1].source
    assert source is not None  # noqa: S101  # asked for just before
    told = {figure.outcome for figure in source.statement.figures if figure.low is not None}
    more = tuple(figure for figure in mention.statement.figures if figure.outcome not in told)
    summed = replace(source, statement=replace(source.statement, figures=(*source.statement.figures, *more)))
    result.totals[result.totals.index(source)] = summed
    for group in result.groups:
        group.source = summed if group.source is source else group.source


_BOTH = frozenset({"both", "all", "two", "three", "these", "the"})


def _speaks_of_all(mention: Mention) -> bool:
    """Read "He held X responsible for both attacks", "The group claimed the attacks" as words on all of them."""
    acts, tokens = mention.statement.acts, mention.statement.tokens
    if mention.heads or mention.numbers or not acts.agents:
        return False
    plural = [t for t in acts.triggers if t.role == "noun" and t.plural and tokens[t.last - 1].lower in ANY_ATTACKS]
    return any(t.first and tokens[t.first - 1].lower in _BOTH for t in plural)


def _told_last(result: Grouping) -> list[Group]:
    """The incidents of the last sum, or all of them where none is announced."""
    source = result.groups[-1].source
    return [group for group in result.groups if group.source is source]


def _several_scenes(mention: Mention) -> tuple[Known, ...]:
    """The scenes of "attacks in X and Y" with one figure."""
    plural = is_plural(mention)
    for scene in mention.scenes:
        if plural and len(scene.heads) > 1 and mention.numbers:
            return scene.heads
    return ()


def _in_order(mention: Mention) -> list[tuple[Mention, Known]]:
    """Read "attacked X and Y, killing four in the first and wounding two in the second" as two incidents."""
    heads = next((scene.heads for scene in mention.scenes if len(scene.heads) > 1), ())
    words = [token.lower for token in mention.statement.tokens]
    marks = [i for i, word in enumerate(words) if word in _ORDER and words[i - 1 : i] == ["the"]]
    if len(heads) != 2 or len(marks) != 2 or not mention.numbers:
        return []
    split = [[f for f in mention.statement.figures if (f.position < marks[0]) is first] for first in (True, False)]
    statements = (replace(mention.statement, figures=tuple(figures)) for figures in split)
    return [(replace(mention, statement=s), head) for s, head in zip(statements, heads, strict=True)]


_ORDER = frozenset({"first", "former", "second", "latter"})


def _split(result: Grouping, mention: Mention, heads: tuple[Known, ...]) -> None:
    source = _source(result, mention)
    groups = [Group([mention], source=source, heads=(head,)) for head in heads]
    for group in groups:
        group.partners = groups
    result.groups += groups


def _place(result: Grouping, mention: Mention) -> None:
    chosen, reason = _choose(result, mention)
    if chosen is None and (whole := _whole_of(result, mention)):
        chosen, reason = whole, "one of the shells or rockets told of before"
        mention = replace(mention, strong=False, scenes=())
    if chosen is not None:
        chosen.mentions.append(mention)
        chosen.reasons[mention.number] = reason
    elif mention.strong:
        group = Group([mention], source=_source(result, mention))
        while lead := _lead_in(result, group):
            group.mentions.append(lead)
            group.reasons[lead.number] = "leads in to the incident"
            result.unused.remove(lead)
        result.groups.append(group)
    else:
        result.unused.append(mention)


_SALVO = frozenset(
    {"rocket", "rockets", "mortar", "mortars", "shell", "shells", "missile", "missiles", "round", "rounds"}
)
_ONE_OF = frozenset({"one", "two", "three", "some", "another", "others"})


def _whole_of(result: Grouping, mention: Mention) -> Group | None:
    """Read "One rocket fell on the village of X" after "six rockets were fired" as a part of that salvo."""
    opening = [token.lower for token in mention.statement.tokens[:5]]
    if opening[:1] == [] or opening[0] not in _ONE_OF or not _SALVO & set(opening[1:]) or mention.day:
        return None
    last = result.groups[-1] if result.groups else None
    words = {token.lower for known in (last.mentions if last else []) for token in known.statement.tokens}
    return last if words & {word for word in _SALVO if word.endswith("s")} else None


_MOST_LEADS = 3


def _lead_in(result: Grouping, group: Group) -> Mention | None:
    """The sentence before, where those of the incident so far name no place or no day and it does."""
    last = result.unused[-1] if result.unused else None
    first = group.mentions[-1]
    if last is None or first.number - last.number != 1 or len(group.mentions) > _MOST_LEADS or not _acts(last):
        return None
    places = bool(last.heads) and not group.scene_heads()
    dates = last.day is not None and group.day is None and (places or not last.heads)
    same = last.statement.paragraph == first.statement.paragraph
    leads = places and (same or (_speaks_of(first, last) and first.day is None) or not result.groups)
    return last if leads or dates else None


def _acts(mention: Mention) -> bool:
    acts = mention.statement.acts
    return bool(acts.agents or acts.vague or any(t.role in {"verb", "noun", "entry"} for t in acts.triggers))


def _speaks_of(mention: Mention, before: Mention) -> bool:
    """Whether "the operation" of a sentence is the one that the sentence before tells of."""
    tokens = mention.statement.tokens
    definite = {
        tokens[t.last - 1].lower
        for t in mention.statement.acts.triggers
        if t.role == "noun" and t.first and tokens[t.first - 1].lower == "the"
    }
    told = before.statement
    return bool(definite & {told.tokens[t.last - 1].lower for t in told.acts.triggers if t.role == "noun"})


def _source(result: Grouping, mention: Mention) -> Mention | None:
    """The summary that a new incident belongs to."""
    return result.totals[-1] if result.totals and mention.number > result.totals[-1].number else None


def _choose(result: Grouping, mention: Mention) -> tuple[Group | None, str]:
    cues = mention.statement.cues
    fresh = "new_incident" in cues and mention.strong and (bool(mention.heads) or "same_incident" not in cues)
    fresh = fresh or (mention.strong and (_opens_the_same_night(mention) or _opens_elsewhere(result, mention)))
    ranked = [
        (score, reason, number)
        for number, group in enumerate(result.groups)
        for score, reason in _scores(group, mention)
    ]
    if fresh:
        least = _VERY_SAME if _is_separate(mention) else 0.0
        ranked = [entry for entry in ranked if entry[1] == "the same place" and entry[0] >= least]
    if not ranked:
        return None, ""
    _, reason, number = max(ranked, key=lambda entry: (entry[0], entry[2]))
    return result.groups[number], reason


_SEPARATE = frozenset({"separate", "separately", "another", "different", "unrelated", "elsewhere", "similar"})
_LONGEST_OPENING = 6


def _is_separate(mention: Mention) -> bool:
    """Whether a sentence opens with words such as "in a separate incident"."""
    return bool(_SEPARATE & {token.lower for token in mention.statement.tokens[:_LONGEST_OPENING]})


# The score of a scene that is the very place, not only one of those around it.
_VERY_SAME = 4.0


def _scores(group: Group, mention: Mention) -> Iterator[tuple[float, str]]:
    """How well a mention fits a group; nothing where they contradict each other."""
    if _contradict(group, mention):
        return
    place = _place_fit(group, mention)
    if place < 0 and _opens_with_it(mention):
        place = 0.1
    if place < 0 and not (_equal_figures(group, mention) and not mention.day):
        return
    # A clause about an earlier day draws nothing to itself.
    recalled = 0.7 * (group.mentions[0].statement.follows is not None)
    if recalled and _goes_on_recalling(group, mention):
        yield 2.5, "goes on about the deed recalled right before"
    if place >= 0.5:
        yield 3.0 + place, "the same place"
    elif place > 0:
        yield 1.6 - recalled, "one place lies in the other"
    if not mention.heads and (_is_next_in_paragraph(group, mention) or _adds_to(group, mention)):
        yield 3.5, "goes on in the same paragraph"
    if _equal_figures(group, mention):
        yield 3.0, "the same figures and no conflict of place"
    if not mention.strong or place == 0:
        follows = "same_incident" in mention.statement.cues
        yield 1.0 + follows - recalled, "goes on about the incident" if follows else "no other day, place or figure"


def _is_next_in_paragraph(group: Group, mention: Mention) -> bool:
    """Whether the sentence right before, in the same paragraph, is the last one of an incident told without figures."""
    last = group.mentions[-1]
    next_to = last.number == mention.number - 1 and last.statement.paragraph == mention.statement.paragraph
    silent = not any(known.numbers for known in group.mentions)
    return next_to and silent and last.strong and "new_incident" not in mention.statement.cues


_ADDS = frozenset({"also", "too", "additionally", "likewise"})


def _adds_to(group: Group, mention: Mention) -> bool:
    """Read "A sergeant was also killed" right after an incident as a figure of it, whatever others count."""
    last = group.mentions[-1]
    next_to = last.number == mention.number - 1 and last.statement.paragraph == mention.statement.paragraph
    words = {token.lower for token in mention.statement.tokens}
    return next_to and mention.day is None and bool(_ADDS & words) and "new_incident" not in mention.statement.cues


def _goes_on_recalling(group: Group, mention: Mention) -> bool:
    """Read "It comes two days after a bombing in X. The blast killed nine" as the dead of the bombing."""
    last, own = group.mentions[-1], mention.statement
    next_to = last.number == mention.number - 1 and last.statement.paragraph == own.paragraph
    return next_to and bool(mention.numbers) and "new_incident" not in own.cues and not mention.day


def _contradict(group: Group, mention: Mention) -> bool:
    """Whether days, or words such as "earlier this month", put a mention apart from a group."""
    if group.partners and mention.strong and mention.heads:
        return True
    if mention.statement.follows is not None and mention.numbers and not _equal_figures(group, mention):
        return True
    if (label := _label(mention)) and (known := _label(group.mentions[0])) and not same_place(label, known):
        return True
    tells = (mention.strong or bool(mention.heads)) and not _finds_bodies(mention)
    if _is_another_day(group, mention, tells=tells):
        return True
    if mention.strong and group.day and _recalls(group.day, mention):
        return True
    recap = mention.strong and bool(mention.numbers) and _opens_with_recap(mention)
    return recap and not _equal_figures(group, mention)


def _is_another_day(group: Group, mention: Mention, *, tells: bool) -> bool:
    """Whether the day of a mention is not that of the group, or of the sum that it belongs to."""
    if mention.day is None or _took_them(group, mention):
        return False
    if group.day is not None:
        acts = any(agent.rule.startswith(("subject of", "agent after")) for agent in mention.statement.acts.agents)
        claims = any("claim" in agent.rule or "says" in agent.rule for agent in mention.statement.acts.agents)
        return not _overlap(mention.day, group.day) and (tells or (acts and not claims))
    summed = group.source.day if group.source else None
    return summed is not None and not _overlap(mention.day, summed) and mention.strong and bool(mention.numbers)


_BODIES = frozenset({"body", "bodies", "corpse", "corpses"})
_THEM = frozenset({"them", "him", "her", "they", "victims", "men", "he", "she"})
_MOST_HELD = 10


def _took_them(group: Group, mention: Mention) -> bool:
    """Read "They had been kidnapped on Sunday" after bodies that were found as the same deed, begun earlier."""
    taken = any(trigger.sub_type is SubEventType.ABDUCTION for trigger in mention.statement.acts.triggers)
    words = {token.lower for token in mention.statement.tokens}
    if not taken or not words & _THEM or mention.day is None or group.day is None:
        return False
    found = any(_BODIES & {token.lower for token in known.statement.tokens} for known in group.mentions)
    return found and 0 <= (group.day[1] - mention.day[0]).days <= _MOST_HELD


_SAME_NIGHT = ("on the same", "the same night", "the same day", "the same evening", "that same", "also on")


_HOURS = frozenset({"hour", "hours", "minutes"})


def _opens_the_same_night(mention: Mention) -> bool:
    """Read "On the same night, a second group ... in X" as another incident, where X has a name."""
    opening = " ".join(token.lower for token in mention.statement.tokens[:4])
    named = any(head.printed.name and head.printed.relation == "scene" for head in mention.heads)
    if opens_at_part_of_day(mention.statement) and named and bool(mention.statement.acts.triggers):
        return True
    words = set(opening.split())
    later = "later" in words and bool(_HOURS & words)
    return (later or opening.startswith(_SAME_NIGHT)) and any(head.printed.name for head in mention.heads)


_NEAR_START = 4  # "in the neighbouring X province"


def _opens_elsewhere(result: Grouping, mention: Mention) -> bool:
    """Read "In Kirkuk province, a soldier was killed ..." at the head of a paragraph as another incident."""
    first = next((head for head in mention.heads if head.printed.first <= _NEAR_START and head.printed.name), None)
    opens = mention.statement.tokens[0].lower in {"in", "near", "at", "outside"}
    last = max((m.statement.paragraph for group in result.groups for m in group.mentions), default=0)
    if first is None or not opens or not mention.numbers or mention.statement.paragraph <= last:
        return False
    own = [c for s in mention.scenes for c in (*s.heads, *s.containers, *s.anchors)]
    known = [
        c for g in result.groups for m in g.mentions for s in m.scenes for c in (*s.heads, *s.containers, *s.anchors)
    ]
    met = any(same_place(a, b) or is_inside(a, b) for a in own for b in known)
    return not met and not any(_equal_figures(group, mention) for group in result.groups)


def _finds_bodies(mention: Mention) -> bool:
    """Read "three more bodies were pulled from the rubble on Tuesday" as dead of the deed told before."""
    figures = mention.statement.figures
    found = bool(figures) and all(figure.rule == BODIES_FOUND and figure.other for figure in figures)
    return found and not mention.heads


def _label(mention: Mention) -> Known | None:
    """The place that labels a sentence in a list of incidents: "Jalawla: ..."."""
    return next((head for head in mention.heads if is_label(mention.statement.tokens, head.printed)), None)


def _opens_with_recap(mention: Mention) -> bool:
    """Read "Earlier this month, three soldiers were killed ..." as another incident, wherever it was."""
    return next(lexicon.words("gates", "opening_recap").find(mention.statement.tokens[:6]), None) is not None


def _opens_with_it(mention: Mention) -> bool:
    """Read "The attack took place in ..." as words on the incident told before, whatever place they add."""
    tokens = mention.statement.tokens
    if tokens[0].lower not in {"the", "this", "that"} or "new_incident" in mention.statement.cues:
        return False
    return any(
        trigger.role == "noun" and 1 <= trigger.first <= 2 and not trigger.plural
        for trigger in mention.statement.acts.triggers
    )


def _recalls(day: tuple[dt.date, dt.date], mention: Mention) -> bool:
    """Read "Last week" with figures of its own, beside an incident whose day is known."""
    vague = mention.day is not None and (mention.day[1] - mention.day[0]).days > 2
    return vague and day[0] == day[1] and bool(mention.numbers) and "recap" in mention.statement.cues


def _overlap(first: tuple[dt.date, dt.date], second: tuple[dt.date, dt.date]) -> bool:
    return first[0] <= second[1] and second[0] <= first[1]


def _equal_figures(group: Group, mention: Mention) -> bool:
    mine = sums(mention)
    for known in map(sums, group.mentions):
        shared = [outcome for outcome in mine if outcome in known]
        if shared and all(agree(mine[outcome], known[outcome]) for outcome in shared):
            return True
    return False


def _place_fit(group: Group, mention: Mention) -> float:
    """1 for the same specific place, 0 where nothing decides, -1 for a conflict."""
    heads, known = mention.heads, group.scene_heads()
    if not heads or not known:
        return 0.0
    if any(same_place(a, b) for a in heads for b in known):
        return 1.0
    around = tuple(c for m in group.mentions for s in m.scenes for c in (*s.containers, *s.anchors))
    if mention.statement.kind == "body" and _is_another_village(heads, (*known, *around)):
        return -1.0
    own = tuple(c for s in mention.scenes for c in (*s.containers, *s.anchors))
    if any(same_place(a, b) for a in heads for b in around) or any(same_place(a, b) for a in known for b in own):
        return 0.5
    return _loose_fit(group, mention)


def _loose_fit(group: Group, mention: Mention) -> float:
    """The fit of places that are not the same: one inside the other, perhaps so, or apart."""
    heads, known = mention.heads, group.scene_heads()
    if any(is_inside(a, b) for a in heads for b in known):
        return 0.25
    if any(may_contain(a, b) for a in heads for b in known):
        return -1.0 if _far_apart(_as_named(mention), _named_of(group)) else 0.0
    # A bare name of unknown size may be the area around the village of "the attack".
    definite = "same_incident" in mention.statement.cues and not mention.numbers
    return 0.0 if definite and any(_is_bare(known_head) for known_head in (*heads, *known)) else -1.0


def _is_another_village(heads: Sequence[Known], known: Sequence[Known]) -> bool:
    """Whether a sentence puts a deed in a village by name, and those before in another village by name."""
    first = [head for head in heads if head.printed.kind == "village" and head.key and head.printed.relation == "scene"]
    second = [head for head in known if head.printed.kind == "village" and head.key]
    if len(first) != len(heads) or not second:
        return False
    return not any(same_place(a, b) or is_inside(a, b) for a in first for b in known)


def _as_named(mention: Mention) -> tuple[Known, ...]:
    """The scenes, where "a village in X" stands for X: two nameless villages of two districts are not one."""
    found: list[Known] = []
    for scene in mention.scenes:
        beside = (*scene.containers, *scene.anchors)
        around = tuple(known for known in beside if known.printed.name and known.printed.bearing is None)
        if scene.heads[0].printed.relation == "between":
            around = ()  # a place on a road may be far from either end
        found += scene.heads if scene.heads[0].printed.name or not around else around[:1]
    return tuple(found)


_ANOTHER_DISTRICT_KM = 45.0


def _far_apart(first: Sequence[Known], second: Sequence[Known]) -> bool:
    """Whether every place of one side lies in another district than every place of the other, wide ones left out."""
    pairs = [(a, b) for a in first for b in second]
    return bool(pairs) and all(
        a.place is not None
        and b.place is not None
        and max(a.level, b.level) <= _DISTRICT
        and distance_km(a.place, b.place) > _ANOTHER_DISTRICT_KM
        for a, b in pairs
    )


_DISTRICT = 3


def _named_of(group: Group) -> tuple[Known, ...]:
    return group.heads or tuple(known for mention in group.mentions for known in _as_named(mention))


def _is_bare(head: Known) -> bool:
    return head.place is None and head.printed.kind in {"", "area"}


def _drop_bare(result: Grouping) -> None:
    """A deed without place and figure is no second incident beside one that has them."""
    bare = [g for g in result.groups if not g.scene_heads() and not any(m.numbers for m in g.mentions)]
    if len(bare) < len(result.groups):
        for group in bare:
            result.groups.remove(group)
            result.unused += group.mentions


def _settle_totals(result: Grouping) -> None:
    """A total over incidents that are not told one by one becomes an incident of its own."""
    for total in list(result.totals):
        children = [group for group in result.groups if group.source is total]
        _give_the_rest(children, total)
        if not children and not result.groups and "since" not in total.statement.cues:
            result.totals.remove(total)
            if heads := _several_scenes(total):
                _split(result, total, heads)
            else:
                result.groups.append(Group([total]))
        elif (
            (len(children) > 1 or _is_of_one(children, total))
            and total.numbers
            and not any(m.numbers for g in children for m in g.mentions)
        ):
            _share(children, total)
            result.totals.remove(total)


def _is_of_one(children: list[Group], total: Mention) -> bool:
    """Whether a sum without a place is followed by one incident only, which it then tells of."""
    return len(children) == 1 and sums_up_nowhere(total)


def _give_the_rest(children: list[Group], total: Mention) -> None:
    """Give the one incident that is told without a figure what the others leave of the sum's figures."""
    silent = [group for group in children if not any(mention.numbers for mention in group.mentions)]
    left = [figure for figure in total.statement.figures if figure.low is not None and not figure.subset]
    if len(silent) != 1 or len(left) != len(children):
        return
    for figure in (f for g in children for m in g.mentions for f in m.statement.figures if f.low is not None):
        same = [f for f in left if (f.outcome, f.low) == (figure.outcome, figure.low)]
        if same:
            left.remove(next((f for f in same if f.side is figure.side), same[0]))
    if len(left) == 1:
        part = replace(total.statement, figures=tuple(left))
        silent[0].mentions.append(replace(total, statement=part, strong=False, scenes=()))
        silent[0].reasons[total.number] = "its part of the sum"


def _share(children: list[Group], total: Mention) -> None:
    """One figure over several attacks that are told one by one without figures of their own."""
    for group in children:
        group.heads = group.scene_heads()[:1] or None
        group.mentions.append(total)
        group.reasons[total.number] = "one figure over several attacks"
        group.partners = children


def _attach_headlines(result: Grouping) -> None:
    """A headline adds to the incident whose figures or place it repeats, else to the first."""
    for headline in result.headlines:
        if not result.groups:
            acts = headline.statement.acts
            tells = headline.numbers or any(trigger.role in {"verb", "frame"} for trigger in acts.triggers)
            if headline.strong and tells and not result.totals:
                result.groups.append(Group([headline]))
            continue
        if is_total(headline) or result.groups[0].partners:
            continue
        fitting = [group for group in result.groups if _equal_figures(group, headline)]
        group = (fitting or result.groups)[0]
        if _place_fit(group, headline) >= 0:
            own = _without_figures_of_others(headline, [other for other in result.groups if other is not group])
            group.mentions.append(own)
            group.reasons[headline.number] = "the headline"
            _name_in_headline(result, headline, beside=group)
    attached = {m.number for group in result.groups for m in group.mentions}
    result.headlines = [headline for headline in result.headlines if headline.number not in attached]


def _name_in_headline(result: Grouping, headline: Mention, *, beside: Group) -> None:
    """Give a headline such as "Jets hit X and Y" to each incident at one of its places, without its figures."""
    bare = replace(headline, statement=replace(headline.statement, figures=()), scenes=(), strong=False)
    for group in result.groups:
        own = group.scene_heads()
        if group is not beside and any(same_place(a, b) for a in headline.heads for b in own):
            group.mentions.append(bare)
            group.reasons[headline.number] = "the headline"


def _without_figures_of_others(headline: Mention, others: Sequence[Group]) -> Mention:
    """Leave out of "Two wounded, three killed in X and Y" what another incident counts."""
    told = {(f.outcome, f.low) for other in others for m in other.mentions for f in m.statement.figures}
    figures = tuple(f for f in headline.statement.figures if (f.outcome, f.low) not in told)
    return replace(headline, statement=replace(headline.statement, figures=figures))
