"""Times: days and intervals that a sentence names, read against the day of publication."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from geo.extraction import lexicon
from geo.extraction.article import Span
from geo.extraction.tokens import Token, tokenize

DAY = dt.timedelta(days=1)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_PRINTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](20\d\d)")
_ISO = re.compile(r"\b(20\d\d)-(\d{2})-(\d{2})\b")
_PARTS = frozenset({"night", "evening", "morning", "afternoon", "dawn", "midnight", "noon"})
_UNITS = {
    "day": 1,
    "days": 1,
    "week": 7,
    "weeks": 7,
    "month": 30,
    "months": 30,
    "hour": 0,
    "hours": 0,
    "year": 365,
    "years": 365,
    "night": 1,
    "nights": 1,
}
_LINKS = frozenset({"after", "earlier", "before", "later"})
# Days to the middle of "days after" and to either end.
_VAGUE_UNITS = {"hours": (0, 1), "days": (3, 3), "weeks": (18, 11), "months": (120, 90)}
_SAID = frozenset({"said", "told", "announced", "reported", "stated", "confirmed", "added", "declared", "revealed"})
_UTTERED = frozenset(
    {
        "claimed",
        "blamed",
        "accused",
        "condemned",
        "warned",
        "denounced",
        "deplored",
        "mourned",
        "urged",
        "called",
        "denied",
        "demanded",
        "vowed",
    }
)
_OCCASIONS = frozenset(
    {"ceremony", "conference", "meeting", "visit", "session", "interview", "briefing", "funeral", "gathering", "tour"}
)
_STARTED = frozenset({"started", "began", "begun"})
_OPERATIONS = frozenset({"operation", "campaign", "offensive", "sweep"})
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SMALL_HOURS = frozenset(
    {"into", "until", "till", "the", "early", "small", "first", "hours", "of", "dawn", "morning", "on"}
)
_FUTURE = frozenset({"next", "coming", "tomorrow"})
# "Two weeks after" is said of eleven days and of eighteen: three days to either side of each week.
_SLACK_A_WEEK = 3
# "A year ago" is said of ten months and of fourteen.
_SLACK_SHARE = 4
_LONG_AGO_DAYS = 45
_LONGEST_SPAN = dt.timedelta(days=7)


@dataclass(frozen=True)
class Time:
    """A day or an interval, both ends included.

    Attributes:
        kind: day, interval, month, year, offset (days before something the article dates elsewhere).
        rule: how it was read, in words.
        speech: it dates the words of a source, not the deed.
        offset: for kind offset: days to add to the anchor's date.
        since: it opens a period ("since Saturday").
        until: it closes a period of months or years ("until last autumn").
    """

    start: dt.date
    end: dt.date
    kind: str
    rule: str
    span: Span
    speech: bool = False
    since: bool = False
    until: bool = False
    offset: int = 0
    slack: int = 0

    def is_old(self, published: dt.date) -> bool:
        """Whether the time is background for an article of that day."""
        return (published - self.end).days > _LONG_AGO_DAYS


@cache
def _openings() -> frozenset[str]:
    """The words with which a time can start; most words are none, and are left at once."""
    tables = (lexicon.table("times", key).keys() for key in ("months", "weekdays"))
    small = {"today", "tonight", "this", "yesterday", "last", "overnight", "tomorrow", "past", "next", "the"}
    counts = {"a", "an", "one", "few", "several", *lexicon.table("numbers", "numbers").keys()}
    return frozenset(small | counts | _VAGUE_UNITS.keys() | _UNITS.keys()).union(*tables)


class _Reader:
    """Reads one sentence; `today` is the day the sentence counts from."""

    def __init__(self, tokens: Sequence[Token], today: dt.date) -> None:
        self.tokens = tokens
        self.today = today

    def times(self) -> Iterator[Time]:
        index = 0
        while index < len(self.tokens):
            found = self._at(index)
            if found:
                time, index = found
                yield time
            else:
                index += 1

    def lower(self, index: int) -> str:
        return self.tokens[index].lower if 0 <= index < len(self.tokens) else ""

    def _at(self, index: int) -> tuple[Time, int] | None:
        word = self.tokens[index].lower
        if word.isalpha() and word not in _openings():
            return None
        for reader in (
            self._dated,
            self._weekday,
            self._day_word,
            self._relative_week,
            self._offset,
            self._ago,
            self._month,
            self._year,
        ):
            if found := reader(index):
                return found
        return None

    def _make(self, index: int, last: int, days: tuple[dt.date, dt.date], kind: str, rule: str) -> tuple[Time, int]:
        span = Span(self.tokens[index].start, self.tokens[last - 1].end)
        since = self.lower(index - 1) == "since" or self.lower(index - 2) == "since"
        until = kind != "day" and self.lower(index - 1) in {"until", "till"}
        time = Time(*days, kind, rule, span, speech=self._is_speech(index, last), since=since, until=until)
        return time, last

    def _dated(self, index: int) -> tuple[Time, int] | None:
        if found := self._printed(index) or self._nights(index) or self._month_and_days(index):
            return found
        parts = self._day_and_month(index)
        if parts is None:
            return None
        day, month, last = parts
        comma = self.lower(last) == ","
        year = _YEAR.fullmatch(self.lower(last + comma))
        if year:
            last += comma + 1
        date = _date(int(year.group()) if year else None, month, day, today=self.today)
        if date is None:
            return None
        rule = "date as printed" if year else "day and month as printed, the latest such day before publication"
        return self._make(index, last, (date, date), "day", rule)

    def _printed(self, index: int) -> tuple[Time, int] | None:
        """Read "27.08.2021", "27/08/2021" and "2021-08-27"."""
        joined, last = self.lower(index), index + 1
        if self.lower(index + 1) == "/" and self.lower(index + 3) == "/":
            joined, last = ".".join(self.lower(index + step) for step in (0, 2, 4)), index + 5
        if found := _PRINTED.fullmatch(joined):
            day, month, year = map(int, found.groups())
        elif found := _ISO.fullmatch(joined):
            year, month, day = map(int, found.groups())
        else:
            return None
        date = _date(year, month, day, today=self.today)
        return self._make(index, last, (date, date), "day", "date as printed") if date else None

    def _nights(self, index: int) -> tuple[Time, int] | None:
        """Read "the night of 29 to 30 August" as its evening, "between 3 and 5 May" as an interval."""
        first, link = self.lower(index), self.lower(index + 1)
        if not first.isdecimal() or link not in {"to", "and", "-", "–", "/"}:
            return None
        parts = self._day_and_month(index + 2)
        if parts is None or not 0 < int(first) < parts[0]:
            return None
        day, month, last = parts
        year = _YEAR.fullmatch(self.lower(last))
        wanted = int(year.group()) if year else None
        start, end = (_date(wanted, month, number, today=self.today) for number in (int(first), day))
        if start is None or end is None or start > end:
            return None
        before = {self.lower(position) for position in range(index - 4, index)}
        if "night" in before and (end - start).days == 1:
            return self._make(index, last + bool(year), (start, start), "day", "the night by its evening")
        return self._make(index, last + bool(year), (start, end), "interval", "first and last day as printed")

    def _month_and_days(self, index: int) -> tuple[Time, int] | None:
        """Read "November 13-14" as both days."""
        months = lexicon.table("times", "months")
        point = self.lower(index + 1) == "."
        days = re.fullmatch(r"(\d{1,2})[-–/](\d{1,2})", self.lower(index + 1 + point))
        last = index + 2 + point
        if days is None and self.lower(index + 2 + point) in {"-", "–", "to", "and", "/"}:
            pair = (self.lower(index + 1 + point), self.lower(index + 3 + point))
            days = re.fullmatch(r"(\d{1,2}) (\d{1,2})", " ".join(pair))
            last = index + 4 + point
        if days is None or self.lower(index) not in months or not self.tokens[index].text[0].isupper():
            return None
        month = int(months[self.lower(index)])
        start, end = (_date(None, month, int(day), today=self.today) for day in days.groups())
        if start is None or end is None or not dt.timedelta() < end - start <= _LONGEST_SPAN:
            return None
        return self._make(index, last, (start, end), "interval", "first and last day as printed")

    def _day_and_month(self, index: int) -> tuple[int, int, int] | None:
        months = lexicon.table("times", "months")
        if night := re.fullmatch(r"(\d{1,2})[-–/](\d{1,2})", self.lower(index)):
            month = self.lower(index + 1)
            return (int(night.group(1)), int(months[month]), index + 2) if month in months else None
        first, second = self.lower(index), self.lower(index + 1)
        point = 1 if second == "." else 0
        after = _ORDINAL.fullmatch(self.lower(index + 1 + point))
        if first in months and after and self.tokens[index].text[0].isupper():
            return int(after.group(1)), int(months[first]), index + 2 + point
        before = _ORDINAL.fullmatch(first)
        of = 1 if second == "of" else 0
        if before and self.lower(index + 1 + of) in months:
            return int(before.group(1)), int(months[self.lower(index + 1 + of)]), index + 2 + of
        return None

    def _weekday(self, index: int) -> tuple[Time, int] | None:
        weekdays = lexicon.table("times", "weekdays")
        if self.lower(index) not in weekdays or not self.tokens[index].text[0].isupper():
            return None
        date = self.today - DAY * ((self.today.weekday() - int(weekdays[self.lower(index)])) % 7)
        before, last = self.lower(index - 1), index + 1
        if before in _FUTURE:
            date += 7 * DAY if date <= self.today else 0 * DAY
        elif before == "last" and date == self.today:
            date -= 7 * DAY
        if night := self._weekday_night(index, date):
            return night
        part = self.lower(last)
        if part in {"’s", "'s"}:
            part = self.lower(last + 1)
        if part in _PARTS:
            last += 1
        if exact := self._bracketed(last):
            return self._make(index, exact[1], (exact[0], exact[0]), "day", "weekday with its date as printed")
        return self._make(
            index, last, (date, date), "day", f"weekday: the latest {self.tokens[index].text} up to publication"
        )

    def _weekday_night(self, index: int, date: dt.date) -> tuple[Time, int] | None:
        """Read "the night from Tuesday to Wednesday": either day."""
        weekdays = lexicon.table("times", "weekdays")
        part = self.lower(index + 1) in _PARTS
        link = index + 1 + part
        if self.lower(link) not in {"to", "and", "into", "until", "till", "-", "–", "/"}:
            return None
        next_one = link + 1
        while self.lower(next_one) in _SMALL_HOURS:
            next_one += 1
        second = self.lower(next_one)
        if second not in weekdays or not self.tokens[next_one].text[0].isupper():
            return None
        around = {self.lower(position) for position in range(index - 5, next_one + 2)}
        following = (int(weekdays[second]) - date.weekday()) % 7 == 1
        small = next_one > link + 1 and bool({"hours", "dawn", "morning", "early"} & around)
        if not following or not (small or around & {"night", "overnight", "between", "midnight"}):
            return None
        start = date if date + DAY <= self.today else date - 7 * DAY
        last = next_one + 1
        last += self.lower(last) in _PARTS
        return self._make(index, last, (start, start + DAY), "interval", "the night between two weekdays")

    def _bracketed(self, index: int) -> tuple[dt.date, int] | None:
        """The date after a weekday: "(November 29)", ", December 3rd"."""
        if self.lower(index) not in {"(", ","}:
            return None
        parts = self._day_and_month(index + 1)
        if parts is None:
            return None
        day, month, last = parts
        year = _YEAR.fullmatch(self.lower(last + 1)) if self.lower(last) == "," else None
        date = _date(int(year.group()) if year else None, month, day, today=self.today)
        closing = 1 if self.lower(last) == ")" else 0
        return (date, last + (2 if year else 0) + closing) if date else None

    def _day_word(self, index: int) -> tuple[Time, int] | None:
        words = (self.lower(index), self.lower(index + 1))
        today, yesterday = self.today, self.today - DAY
        if words[0] in {"today", "tonight"} or words in {
            ("this", "morning"),
            ("this", "evening"),
            ("this", "afternoon"),
        }:
            last = index + 1 + (words[0] == "this")
            last = last if self.lower(last) not in {"'s", "’s"} else last + 1
            last = self._over_apposition(last, today)
            return self._make(index, last, (today, today), "day", f"'{words[0]}': the day of publication")
        if "yesterday" in {words[0], self.lower(index + 3)} and (found := self._yesterday(index)):
            return found
        if words in {("last", "night"), ("last", "evening")}:
            return self._make(
                index, index + 2, (yesterday, yesterday), "day", "'last night': the evening before publication"
            )
        if (
            words[0] == "overnight"
            and self.lower(index + 1) not in lexicon.table("times", "weekdays")
            and not self._weekday_before(index)
        ):
            return self._make(
                index, index + 1, (yesterday, today), "interval", "'overnight': the night to the day of publication"
            )
        if words[0] == "tomorrow":
            return self._make(
                index, index + 1, (today + DAY, today + DAY), "day", "'tomorrow': the day after publication"
            )
        return None

    def _yesterday(self, index: int) -> tuple[Time, int] | None:
        """Read "yesterday", and "the day before yesterday"."""
        day = self.today - DAY
        if self.lower(index) == "yesterday":
            last = self._over_apposition(index + 1, day)
            return self._make(index, last, (day, day), "day", "'yesterday': the day before publication")
        if [self.lower(position) for position in range(index, index + 3)] != ["the", "day", "before"]:
            return None
        return self._make(index, index + 4, (day - DAY, day - DAY), "day", "'the day before yesterday'")

    def _over_apposition(self, index: int, day: dt.date) -> int:
        """Step over the weekday of "today, Tuesday", with its part of the day before the comma."""
        part = index + (self.lower(index) in _PARTS)
        comma = part + (self.lower(part) in {",", "("})
        weekday = lexicon.table("times", "weekdays").get(self.lower(comma))
        if weekday != day.weekday():
            return index
        return comma + 1 + (self.lower(comma + 1) in {",", ")"})

    def _weekday_before(self, index: int) -> bool:
        return self.lower(index - 1) in lexicon.table("times", "weekdays")

    def _relative_week(self, index: int) -> tuple[Time, int] | None:
        pair = (self.lower(index), self.lower(index + 1))
        since_monday, since_saturday = DAY * self.today.weekday(), DAY * ((self.today.weekday() - 5) % 7)
        if pair in {("last", "week"), ("the", "last"), ("past", "week")} and pair[1] == "week":
            # Weeks start on Monday or on Saturday; both readings count.
            start = self.today - since_monday - 7 * DAY
            end = max(self.today - since_monday, self.today - since_saturday) - DAY
            rule = "'last week': Monday to Sunday or Saturday to Friday, both readings"
            start = min(start, self.today - since_saturday - 7 * DAY)
            return self._make(index, index + 2, (start, min(end, self.today)), "interval", rule)
        if pair == ("this", "week"):
            start = self.today - max(since_monday, since_saturday)
            return self._make(index, index + 2, (start, self.today), "interval", "'this week': up to publication")
        if pair == ("next", "week"):
            start = self.today + 7 * DAY - since_monday
            days = (min(start, self.today + 7 * DAY - since_saturday), start + 6 * DAY)
            return self._make(index, index + 2, days, "interval", "'next week': either reading of the week")
        return self._relative_month(index, pair)

    def _relative_month(self, index: int, pair: tuple[str, str]) -> tuple[Time, int] | None:
        if pair == ("last", "month"):
            end = self.today.replace(day=1) - DAY
            return self._make(index, index + 2, (end.replace(day=1), end), "month", "'last month'")
        if pair[0] == "last" and pair[1] in _SEASONS:
            return self._make(index, index + 2, self._season(pair[1]), "interval", f"'last {pair[1]}'")
        if pair in {("last", "year"), ("this", "year")}:
            year = self.today.year - (pair[0] == "last")
            return self._make(
                index, index + 2, (dt.date(year, 1, 1), dt.date(year, 12, 31)), "year", f"'{pair[0]} year'"
            )
        return None

    def _season(self, name: str) -> tuple[dt.date, dt.date]:
        """The latest season of that name that is over; a winter starts in December."""
        for year in (self.today.year, self.today.year - 1, self.today.year - 2):
            start = dt.date(year, _SEASONS[name], 1)
            end = (start + 92 * DAY).replace(day=1) - DAY
            if end < self.today:
                return start, end
        raise AssertionError(f"expected a season before {self.today!r}, got none")  # two years hold eight seasons

    def _count(self, index: int) -> int | None:
        numbers = {"a": 1, "an": 1, "one": 1, "the": 1, "few": 3, "several": 4, **lexicon.table("numbers", "numbers")}
        text = self.lower(index)
        return int(text) if text.isdecimal() and len(text) < 4 else numbers.get(text)

    def _offset(self, index: int) -> tuple[Time, int] | None:
        """Read "Two weeks after", "a day after", "a day earlier", "the next day"."""
        mere = self.lower(index + 1) == "mere"
        count, unit, link = self._count(index), self.lower(index + 1 + mere), self.lower(index + 2 + mere)
        if unit not in _UNITS and self.lower(index) in _VAGUE_UNITS and self.lower(index + 1) in _LINKS:
            return self._some_time_after(index)
        if count is None or unit not in _UNITS or link not in _LINKS:
            return None
        days = count * _UNITS[unit] * (1 if link in {"before", "later"} else -1)
        slack = _SLACK_A_WEEK * (abs(days) // 7) if unit not in {"day", "days", "hours", "hour"} else 0
        span = Span(self.tokens[index].start, self.tokens[index + 2 + mere].end)
        date = self.today + days * DAY
        rule = f"'{count} {unit} {link}', counted from the day the sentence names"
        time = Time(date - slack * DAY, date + slack * DAY, "offset", rule, span, offset=days, slack=slack)
        return time, index + 3 + mere

    def _some_time_after(self, index: int) -> tuple[Time, int]:
        """Read "Days after", "weeks after", without a number."""
        word = self.lower(index)
        middle, slack = _VAGUE_UNITS[word]
        sign = 1 if self.lower(index + 1) in {"before", "later"} else -1
        span = Span(self.tokens[index].start, self.tokens[index + 1].end)
        date = self.today + sign * middle * DAY
        rule = f"'{word} {self.lower(index + 1)}', counted from the day the sentence names"
        time = Time(date - slack * DAY, date + slack * DAY, "offset", rule, span, offset=sign * middle, slack=slack)
        return time, index + 2

    def _ago(self, index: int) -> tuple[Time, int] | None:
        count, unit = self._count(index), self.lower(index + 1)
        if count is None or unit not in _UNITS or self.lower(index + 2) != "ago":
            return None
        days = count * _UNITS[unit]
        slack = max(
            min(_SLACK_A_WEEK * (days // 7), max(days // _SLACK_SHARE, _SLACK_A_WEEK)),
            int(unit.startswith("day") and self.lower(index) in {"few", "several"}),
        )
        date = self.today - days * DAY
        again = (self.lower(index + 3), self.lower(index + 4)) in {("this", "week"), ("this", "month")}
        return self._make(
            index,
            index + 3 + 2 * again,
            (date - slack * DAY, min(date + slack * DAY, self.today)),
            "interval",
            f"'{count} {unit} ago'",
        )

    def _month(self, index: int) -> tuple[Time, int] | None:
        months = lexicon.table("times", "months")
        word = self.lower(index)
        prepositions = {"in", "since", "of", "by", "until", "early", "late", "mid", "during", "last", "end"}
        if word not in months or len(word) < 3 or not self.tokens[index].text[0].isupper():
            return None
        year = _YEAR.fullmatch(self.lower(index + 1))
        if self.lower(index - 1) not in prepositions and not year:
            return None
        number = int(months[word])
        chosen = int(year.group()) if year else self.today.year - (number > self.today.month)
        start = dt.date(chosen, number, 1)
        end = (start + 31 * DAY).replace(day=1) - DAY
        return self._make(index, index + 1 + bool(year), (start, end), "month", "month as printed")

    def _year(self, index: int) -> tuple[Time, int] | None:
        if not _YEAR.fullmatch(self.lower(index)):
            return None
        year = int(self.lower(index))
        if self.lower(index + 1) in {"-", "people", "soldiers"}:
            return None
        return self._make(index, index + 1, (dt.date(year, 1, 1), dt.date(year, 12, 31)), "year", "year as printed")

    def _is_speech(self, first: int, last: int) -> bool:
        """Whether a day stands beside a verb of saying, with nothing of the deed between."""
        speech, gap = lexicon.word_set("times", "speech"), lexicon.word_set("times", "speech_gap")
        if self._opens_operation(first):
            return True
        for index in range(first - 1, max(first - 12, -1), -1):
            token = self.tokens[index]
            if token.lower == "that" and self.lower(index - 1) in speech and index < first - 1:
                return self.lower(last) in _SAID  # "the ministry said that on Monday ..."
            if token.lower in speech:
                return not (self._is_report_of(index, first) or self._is_incident_reported(index))
            if token.lower == "during" and _OCCASIONS & {self.lower(i) for i in range(index + 1, index + 5)}:
                continue
            if token.lower not in gap and not token.is_capital and token.text not in {".", "’s", "'s"}:
                break
        told = last + (self.lower(last) in {"we", "he", "she", "they", "i", "it"})
        return self.lower(told) in (_SAID | _UTTERED)

    def _opens_operation(self, first: int) -> bool:
        """Whether a day is that on which an operation "started" or "began": people may be hit on another."""
        before = [self.lower(index) for index in range(max(0, first - 9), first)]
        started = [index for index, word in enumerate(before) if word in _STARTED]
        return bool(started) and bool(_OPERATIONS & set(before[: started[-1]])) and len(before) - started[-1] <= 5

    def _is_incident_reported(self, verb: int) -> bool:
        """Read "in an incident reported on 31 May" as the day of the incident, for want of a better one."""
        noun, before = self.lower(verb - 1), {self.lower(verb - 2), self.lower(verb - 3)}
        told = self.lower(verb) == "reported" and noun in {"incident", "attack", "incidents", "case", "event"}
        return told and bool(before & {"a", "an", "another", "separate", "one", "similar", "second"})

    def _is_report_of(self, verb: int, first: int) -> bool:
        """Read "According to the report the attack on Monday": a comma ends the words about the source."""
        between = [self.lower(index) for index in range(verb + 1, first)]
        return (
            "," in between
            and self.lower(verb) in {"according", "said", "added", "told"}
            and not _only_names(self.tokens[verb + 1 : first])
        )


def _only_names(tokens: Sequence[Token]) -> bool:
    return all(token.is_capital or token.text in {",", "on"} for token in tokens)


def _date(year: int | None, month: int, day: int, *, today: dt.date) -> dt.date | None:
    try:
        if year is not None:
            return dt.date(year, month, day)
        date = dt.date(today.year, month, day)
        return date if date <= today + 60 * DAY and date <= today + DAY else dt.date(today.year - 1, month, day)
    except ValueError:
        return None


def find_times(tokens: Sequence[Token], *, today: dt.date) -> tuple[Time, ...]:
    """Read every time of a sentence, in the order of the text."""
    times = tuple(_Reader(tokens, today).times())
    spoken = next(
        (time.start for time in times if time.speech and time.kind == "day" and 0 < (today - time.start).days <= 3),
        None,
    )
    if spoken is None:
        return times
    # "Last night" in words of Sunday is the night to Sunday, whenever the report appears.
    again = {time.span.start: time for time in _Reader(tokens, spoken).times()}
    return tuple(_counted_anew(time, again.get(time.span.start)) for time in times)


def _counted_anew(time: Time, anew: Time | None) -> Time:
    """A time that counts from the day of a statement; of two readings of "today, Wednesday" the one that takes in more."""
    counts = "day of publication" in time.rule or "before publication" in time.rule
    return anew if counts and anew is not None and anew.span.end >= time.span.end else time


def dateline_day(dateline: str, *, published: dt.date) -> dt.date | None:
    """The day that a dateline names, when it is the day of publication or one of the two before it."""
    tokens = tokenize(dateline)
    days = [time.start for time in find_times(tokens, today=published) if time.kind == "day"]
    days += [dt.date(*map(int, found.groups())) for found in _ISO.finditer(dateline) if _is_date(found.groups())]
    return next((day for day in days if 0 <= (published - day).days <= 2), None)


def _is_date(parts: tuple[str, ...]) -> bool:
    try:
        dt.date(*map(int, parts))
    except ValueError:
        return False
    return True
