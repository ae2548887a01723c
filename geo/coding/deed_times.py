"""Deed times: when the deed of a statement was done, by its own words or counted from the statements before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from geo.extraction.statements import Reading, Statement
from geo.extraction.times import Time

DEATHS = frozenset({"died", "succumbed", "death", "dies"})


def deed_time(reading: Reading, number: int) -> Time | None:
    """The time of the deed in a statement; "two weeks after" counts from the clause before it."""
    statement = reading.statements[number]
    times = [
        time
        for time in (_so_far(told, reading.today) for told in statement.deed_times())
        if time.kind in {"day", "interval", "month"} and time.end <= reading.today + dt.timedelta(1)
    ]
    if any(time.kind == "day" for time in times):
        times = [time for time in times if time.kind != "month"]  # "who had returned last month were killed on Monday"
    offset = next((time for time in statement.times if time.kind == "offset"), None)
    if (died := _hours_before_death(reading, statement, times, offset)) is not None:
        return died
    if statement.follows is not None and offset is not None:
        return _shifted(reading, statement.follows, offset)
    spoken = next((time for time in statement.times if time.speech and time.kind == "day"), None)
    if (
        offset is not None
        and not times
        and spoken is not None
        and not {"later", "after"} & set(_words(statement, offset))
    ):
        # "claimed on Monday an attack of a day earlier", "said on Monday that it was hit the day before"
        return _from(spoken.start, reading, replace(offset, offset=-abs(offset.offset)))
    if offset is not None and not times and number and _opens(statement, offset):
        if {"after", "before"} & set(_words(statement, offset)):
            offset = replace(offset, offset=-offset.offset)  # "A day before the raid, ..."
        if _is_past_midnight(reading, number, statement, offset):
            offset = replace(offset, start=dt.date.min, end=dt.date.min + dt.timedelta(1))
        return _shifted(reading, number - 1, offset)
    if not times and (same := _same_day(statement)):
        return _shifted(reading, number - 1, same)
    return _of_the_clause(reading, number, times) if times else None


def _of_the_clause(reading: Reading, number: int, times: Sequence[Time]) -> Time:
    said = _day_of_the_words(reading, number, times[0])
    return said or _in_the_clause_of_the_deed(reading.statements[number], times)


_QUOTES = frozenset({"“", "”", '"', "‘", "«"})


_FRESH = 2


def _day_of_the_words(reading: Reading, number: int, time: Time) -> Time | None:
    """Read "today" in a quotation as the day that the report gives before: the words are as old as the deed."""
    statement = reading.statements[number]
    opens = any(token.text in _QUOTES and token.start < time.span.start for token in statement.tokens)
    if "day of publication" not in time.rule or "this" in time.rule or not opens:
        return None
    for before in reversed(reading.statements[:number]):
        days = [t for t in before.deed_times() if t.kind == "day" and 0 < (reading.today - t.start).days <= _FRESH]
        if before.kind == "body" and days and before.figures:
            return replace(days[0], rule=f"'today' in words of that day: {days[0].rule}")
    return None


_TURNS = frozenset(
    {"after", "following", "since", "because", "protest", "protesting", "protested", "mourn", "mourned", "condemned"}
    | {"condemning", "denounced", "denouncing", "commemorate", "demanding"}
)


def _in_the_clause_of_the_deed(statement: Statement, times: Sequence[Time]) -> Time:
    """Read "Residents fled on Tuesday after gunmen killed two on Monday" as Monday: before "after" nothing is done."""
    words = {token.lower for token in statement.tokens}
    if words & DEATHS and words & {"wounds", "injuries"} and words & {"sustained", "suffered", "received"}:
        return min((time for time in times if time.kind == "day"), key=lambda time: time.start, default=times[0])
    turn = next((token.start for token in statement.tokens if token.lower in _TURNS), None)
    if turn is None or len(times) == 1:
        return times[0]
    deeds = [trigger.span.start for trigger in statement.acts.triggers]
    deeds += [figure.span.start for figure in statement.figures if figure.low is not None]
    later = [time for time in times if time.span.start > turn and time.kind == "day"]
    return later[0] if later and deeds and min(deeds) > turn else times[0]


_LATE = frozenset({"night", "evening", "midnight", "pm", "p.m."})


def _is_past_midnight(reading: Reading, number: int, statement: Statement, offset: Time) -> bool:
    """Whether "three hours later" counts from an evening: then the next day is as likely."""
    hours = {"hours", "hour"} & set(_words(statement, offset)) and "later" in _words(statement, offset)
    return bool(hours) and bool(
        _LATE & {t.lower for s in reading.statements[max(0, number - 3) : number] for t in s.tokens}
    )


def _so_far(time: Time, today: dt.date) -> Time:
    """The days so far of a month that is not yet over."""
    return replace(time, end=today) if time.kind == "month" and time.start <= today < time.end else time


def _hours_before_death(
    reading: Reading, statement: Statement, times: Sequence[Time], offset: Time | None
) -> Time | None:
    """Read "He died of his wounds on Tuesday, hours after gunmen had shot at him" as a deed hours before the death."""
    words = {token.lower for token in statement.tokens}
    dies = bool(words & (DEATHS | {"died"})) and bool(words & {"wounds", "injuries", "wounded"})
    if offset is None or not dies or not times or "after" not in _words(statement, offset) or offset.offset > 0:
        return None
    return _from(times[0].start, reading, offset) if times[0].span.start < offset.span.start else None


_OPENING_TOKENS = 3


def _opens(statement: Statement, time: Time) -> bool:
    """Whether a sentence opens with a time, as "Two days later, ..." does: it counts from the sentences before."""
    return any(token.start == time.span.start for token in statement.tokens[:_OPENING_TOKENS])


_SAME_DAY = (
    "same day",
    "same night",
    "same evening",
    "same morning",
    "same time",
    "hours later",
    "hour later",
    "minutes later",
    "shortly after",
    "soon after",
)


_PARTS_OF_DAY = frozenset(
    {"noon", "midday", "evening", "afternoon", "morning", "dawn", "midnight", "night", "sunset", "dusk"}
)


_LONGEST_PART = 6


def opens_at_part_of_day(statement: Statement) -> bool:
    """Whether a sentence opens with "At noon," or "Later in the evening,": a further deed of the day told of."""
    words = [token.lower for token in statement.tokens[:_LONGEST_PART]]
    if statement.kind != "body" or "," not in words or any(time.kind == "day" for time in statement.times):
        return False
    opening = words[: words.index(",")]
    starts = opening[:1] and opening[0] in {"at", "in", "around", "later", "shortly", "towards", "toward", "that", "by"}
    return bool(starts) and bool(_PARTS_OF_DAY & set(opening)) and not {"same", "early"} & set(opening)


def _same_day(statement: Statement) -> Time | None:
    """Read "the same day" and "two hours later" as the day named before."""
    words = " ".join(token.lower for token in statement.tokens)
    said = next((phrase for phrase in _SAME_DAY if f" {phrase} " in f" {words} "), None)
    if said is None and opens_at_part_of_day(statement):
        rule = "a part of the day named before"
        return Time(dt.date.min, dt.date.min, "offset", rule, statement.span)
    if said is None:
        return None
    later = said.endswith(("later", "after"))
    rule = f"'{said}': the day named before" + (", or the next" if later else "")
    return Time(dt.date.min, dt.date.min + dt.timedelta(later), "offset", rule, statement.span)


def _shifted(reading: Reading, number: int, offset: Time) -> Time:
    base = reading.today
    for index in range(number, -1, -1):
        days = [time for time in reading.statements[index].deed_times() if time.kind == "day"]
        if days:
            base = days[0].start
            break
    return _from(base, reading, offset)


def _words(statement: Statement, time: Time) -> list[str]:
    """The words of a time."""
    return [token.lower for token in statement.tokens if time.span.start <= token.start < time.span.end]


def _from(base: dt.date, reading: Reading, offset: Time) -> Time:
    """The days that lie as far from `base` as the offset says."""
    shift = dt.timedelta(offset.offset)
    slack = dt.timedelta(offset.slack)
    start, end = base + shift - slack, base + shift + slack
    if start <= reading.today < end:
        end = reading.today
    if offset.start == dt.date.min:
        end = min(base + (offset.end - offset.start), reading.today)
    return Time(start, end, "day" if start == end else "interval", offset.rule, offset.span)
