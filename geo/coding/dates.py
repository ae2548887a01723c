"""Dates: the day of an incident, step by step from its own words down to the day of the report."""

from __future__ import annotations

import datetime as dt

from geo.coding.drafts import DateDraft, DateStep
from geo.coding.grouping import Group
from geo.coding.mentions import Mention
from geo.extraction.article import Span
from geo.extraction.statements import Reading
from geo.vocabulary import TimePrecision

# A report without a day tells of the last two days or its own.
_REPORT_DAYS = 2


def date_of(reading: Reading, group: Group) -> DateDraft:
    """Date an incident; a step further down the chain is less sure and says so."""
    for mention in sorted(group.mentions, key=lambda m: (m.statement.kind != "body", m.number)):
        if mention.day and mention.time and not _is_aside(reading, mention, first=mention is group.mentions[0]):
            step = DateStep.STATED if mention is group.mentions[0] else DateStep.NEIGHBOUR
            if taken := _taken_before(group, mention):
                days = (taken[0], mention.day[1])
                return _draft(days, step, f"taken, then found dead: {mention.time.rule}", (mention.time.span,))
            return _draft(mention.day, step, mention.time.rule, (mention.time.span,))
    if group.source and group.source.day and group.source.time:
        rule = f"the sentence that sums the incidents up: {group.source.time.rule}"
        return _draft(group.source.day, DateStep.INHERITED, rule, (group.source.time.span,))
    return _of_headline(reading) or _of_report(reading, group)


_MOST_HELD = 10
_TAKEN = frozenset({"kidnapped", "abducted", "taken", "missing", "captured", "seized", "took", "hostage", "kidnapping"})
_FOUND = frozenset({"body", "bodies", "corpse", "corpses", "found"})


def _taken_before(group: Group, finding: Mention) -> tuple[dt.date, dt.date] | None:
    """The day on which somebody was taken whose body a sentence finds later: the deed lies between the two."""
    words = {token.lower for token in finding.statement.tokens}
    if len(words & _FOUND) < _PAIR or not finding.day:
        return None
    for mention in group.mentions:
        told = {token.lower for token in mention.statement.tokens}
        earlier = mention.day and 0 < (finding.day[0] - mention.day[0]).days <= _MOST_HELD
        if mention.day and earlier and told & _TAKEN:
            return mention.day
    return None


_PAIR = 2
_ASIDE_DAYS = 21


def _is_aside(reading: Reading, mention: Mention, *, first: bool) -> bool:
    """Whether a sentence only adds a word on days long past: "The group was defeated there a year ago"."""
    if first or mention.strong or not mention.day:
        return False
    return (reading.today - mention.day[1]).days > _ASIDE_DAYS


_NEWS_DAYS = 7


def _of_headline(reading: Reading) -> DateDraft | None:
    """The one day that the headlines name: "Developments in X, September 19"."""
    times = [time for s in reading.statements if s.kind == "headline" for time in s.times if time.kind == "day"]
    if len({time.start for time in times}) != 1 or not 0 <= (reading.today - times[0].start).days <= _NEWS_DAYS:
        return None
    day = (times[0].start, times[0].start)
    return _draft(day, DateStep.INHERITED, f"the headline: {times[0].rule}", (times[0].span,))


def _of_report(reading: Reading, group: Group) -> DateDraft:
    told = [*group.mentions, *([group.source] if group.source else [])]
    spoken = [time for mention in told for time in mention.statement.times if time.speech and time.kind == "day"]
    end = min((time.start for time in spoken), default=reading.today)
    first = {time.start for time in group.mentions[0].statement.times if time.speech and time.kind == "day"}
    if (reading.today - end).days > (_NEWS_DAYS if first == {end} else _REPORT_DAYS):
        end = reading.today
    start = min(end, reading.article.published) - dt.timedelta(_REPORT_DAYS)
    spans = tuple(time.span for time in spoken)
    rule = (
        "no day stated: the day of the source's words is the last possible one"
        if spoken
        else "no day stated: the day of the report and the two before it"
    )
    return _draft((start, end), DateStep.REPORT, rule, spans)


def _draft(day: tuple[dt.date, dt.date], step: DateStep, rule: str, spans: tuple[Span, ...]) -> DateDraft:
    precision = TimePrecision.of_days((day[1] - day[0]).days + 1)
    return DateDraft(day[0], day[1], precision, step, rule, spans)
