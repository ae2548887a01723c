"""Grouping: which statements tell of the same incident, each decision with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from geo.coding.mentions import Mention
from geo.coding.places import Known, is_inside, may_contain, same_place
from geo.extraction import lexicon
from geo.vocabulary import Outcome, Side

_SPECIFIC = 2
_ADMINISTRATION = 4


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
    for mention in mentions:
        if mention.statement.kind == "headline":
            result.headlines.append(mention)
        elif mention.strong and _is_total(mention):
            result.totals.append(mention)
        elif mention.strong and (heads := _several_scenes(mention)):
            _split(result, mention, heads)
        else:
            _place(result, mention)
    _drop_bare(result)
    _settle_totals(result)
    _attach_headlines(result)
    return result


def _is_total(mention: Mention) -> bool:
    """Whether a statement counts over several incidents, or names coarse areas in a list without a figure."""
    if "many_incidents" in mention.statement.cues and "same_incident" not in mention.statement.cues:
        return True
    if _two_acts(mention):
        return True
    listed = [head for scene in mention.scenes for head in scene.heads if len(scene.heads) > 1]
    if listed and all(head.level >= _ADMINISTRATION for head in listed) and _is_plural(mention):
        return True  # "in attacks in the provinces of X and Y": what follows tells them one by one
    return bool(listed) and not mention.numbers and any(head.level >= _ADMINISTRATION for head in listed)


def _two_acts(mention: Mention) -> bool:
    """Read "In an airstrike and a bomb explosion": two nouns with an article each."""
    tokens = mention.statement.tokens
    nouns = [trigger for trigger in mention.statement.acts.triggers if trigger.role == "noun"]
    for first, second in pairwise(nouns):
        gap = [token.lower for token in tokens[first.last : second.first]]
        if gap[:2] in (["and", "a"], ["and", "an"]) and len(gap) <= 3 and tokens[first.first - 1].lower in {"a", "an"}:
            return first.sub_type is not second.sub_type
    return False


def _is_plural(mention: Mention) -> bool:
    return any(trigger.plural and trigger.role == "noun" for trigger in mention.statement.acts.triggers)


def _several_scenes(mention: Mention) -> tuple[Known, ...]:
    """The scenes of "attacks in X and Y" with one figure."""
    plural = _is_plural(mention)
    for scene in mention.scenes:
        if plural and len(scene.heads) > 1 and mention.numbers:
            return scene.heads
    return ()


def _split(result: Grouping, mention: Mention, heads: tuple[Known, ...]) -> None:
    source = _source(result, mention)
    groups = [Group([mention], source=source, heads=(head,)) for head in heads]
    for group in groups:
        group.partners = groups
    result.groups += groups


def _place(result: Grouping, mention: Mention) -> None:
    chosen, reason = _choose(result, mention)
    if chosen is not None:
        chosen.mentions.append(mention)
        chosen.reasons[mention.number] = reason
    elif mention.strong:
        group = Group([mention], source=_source(result, mention))
        if lead := _lead_in(result, mention):
            group.mentions.append(lead)
            group.reasons[lead.number] = "leads in to the incident"
            result.unused.remove(lead)
        result.groups.append(group)
    else:
        result.unused.append(mention)


def _lead_in(result: Grouping, mention: Mention) -> Mention | None:
    """The sentence before in the paragraph, where the deed's own names no place."""
    last = result.unused[-1] if result.unused else None
    near = last is not None and mention.number - last.number == 1
    if last is None or not near or mention.heads or not last.heads:
        return None
    acts = last.statement.acts
    if not (acts.agents or acts.vague or any(trigger.role in {"verb", "noun", "entry"} for trigger in acts.triggers)):
        return None
    return last if last.statement.paragraph == mention.statement.paragraph else None


def _source(result: Grouping, mention: Mention) -> Mention | None:
    """The summary that a new incident belongs to."""
    return result.totals[-1] if result.totals and mention.number > result.totals[-1].number else None


def _choose(result: Grouping, mention: Mention) -> tuple[Group | None, str]:
    cues = mention.statement.cues
    fresh = "new_incident" in cues and mention.strong and (bool(mention.heads) or "same_incident" not in cues)
    ranked = [
        (score, reason, number)
        for number, group in enumerate(result.groups)
        for score, reason in _scores(group, mention)
    ]
    if fresh:
        ranked = [entry for entry in ranked if entry[1] == "the same place"]
    if not ranked:
        return None, ""
    _, reason, number = max(ranked, key=lambda entry: (entry[0], entry[2]))
    return result.groups[number], reason


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
    if place >= 0.5:
        yield 3.0 + place, "the same place"
    elif place > 0:
        yield 1.6 - recalled, "one place lies in the other"
    if _equal_figures(group, mention):
        yield 3.0, "the same figures and no conflict of place"
    if not mention.strong or place == 0:
        follows = "same_incident" in mention.statement.cues
        yield 1.0 + follows - recalled, "goes on about the incident" if follows else "no other day, place or figure"


def _contradict(group: Group, mention: Mention) -> bool:
    """Whether days, or words such as "earlier this month", put a mention apart from a group."""
    if group.partners and mention.strong and mention.heads:
        return True
    if mention.statement.follows is not None and mention.numbers and not _equal_figures(group, mention):
        return True
    tells = mention.strong or bool(mention.heads)
    if mention.day and group.day and not _overlap(mention.day, group.day) and tells:
        return True
    if mention.strong and group.day and _recalls(group.day, mention):
        return True
    recap = mention.strong and bool(mention.numbers) and _opens_with_recap(mention)
    return recap and not _equal_figures(group, mention)


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
    mine = _sums(mention)
    for known in map(_sums, group.mentions):
        shared = [outcome for outcome in mine if outcome in known]
        if shared and all(_agree(mine[outcome], known[outcome]) for outcome in shared):
            return True
    return False


def _agree(first: _Count, second: _Count) -> bool:
    """Equal numbers of people who may be the same: ISIS dead are no dead soldiers."""
    enemies = [count.sides == {Side.ISIS} for count in (first, second)]
    known = [bool(count.sides - {None, Side.UNIDENTIFIED}) for count in (first, second)]
    return first.number == second.number and (enemies[0] == enemies[1] or not all(known))


@dataclass(frozen=True)
class _Count:
    """People of one outcome in a sentence, and their sides."""

    number: int
    sides: frozenset[Side | None]


def _sums(mention: Mention) -> dict[Outcome, _Count]:
    sums: dict[Outcome, _Count] = {}
    for figure in mention.statement.figures:
        if figure.low is not None and not figure.subset and not figure.joint and not figure.total:
            have = sums.get(figure.outcome, _Count(0, frozenset()))
            side = Side.ISIS if figure.vague == "militants" else figure.side
            sums[figure.outcome] = _Count(have.number + figure.low, have.sides | {side})
    return sums


def _place_fit(group: Group, mention: Mention) -> float:
    """1 for the same specific place, 0 where nothing decides, -1 for a conflict."""
    heads, known = mention.heads, group.scene_heads()
    if not heads or not known:
        return 0.0
    if any(same_place(a, b) for a in heads for b in known):
        return 1.0
    around = tuple(c for m in group.mentions for s in m.scenes for c in (*s.containers, *s.anchors))
    own = tuple(c for s in mention.scenes for c in (*s.containers, *s.anchors))
    if any(same_place(a, b) for a in heads for b in around) or any(same_place(a, b) for a in known for b in own):
        return 0.5
    if any(is_inside(a, b) for a in heads for b in known):
        return 0.25
    if any(may_contain(a, b) for a in heads for b in known):
        return 0.0
    # A bare name of unknown size may be the area around the village of "the attack".
    definite = "same_incident" in mention.statement.cues and not mention.numbers
    return 0.0 if definite and any(_is_bare(known_head) for known_head in (*heads, *known)) else -1.0


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
        if not children and not result.groups:
            result.totals.remove(total)
            if heads := _several_scenes(total):
                _split(result, total, heads)
            else:
                result.groups.append(Group([total]))
        elif len(children) > 1 and total.numbers and not any(m.numbers for g in children for m in g.mentions):
            _share(children, total)
            result.totals.remove(total)


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
        if _is_total(headline) or result.groups[0].partners:
            continue
        fitting = [group for group in result.groups if _equal_figures(group, headline)]
        group = (fitting or result.groups)[0]
        if _place_fit(group, headline) >= 0:
            group.mentions.append(headline)
            group.reasons[headline.number] = "the headline"
    result.headlines = [h for h in result.headlines if not any(h in group.mentions for group in result.groups)]
