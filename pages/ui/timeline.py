"""The histogram by month that is also the time brush: a page component of our own, without a frame.

Python lays the blocks out and says everything in words; `static/timeline.js` turns months into pixels, draws, and sends
one numbered reply when the reader lets go of the brush or picks a block. A reply is a message from a browser: it is
checked against what was drawn, and one that does not fit changes nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import streamlit as st

from geo.errors import SeamlineError
from geo.filters import period_words

Period = tuple[dt.date | None, dt.date | None]
Reader = Callable[["TimelineReply"], None]

# More blocks than this in one month are thinner than a pixel and a half: the chart changes to bars.
MOST_BLOCKS: Final = 40

_STATIC: Final = Path(__file__).resolve().parent / "static"
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LARGEST_NUMBER: Final = 2**53 - 1  # JavaScript's largest safe integer
_MONTHS: Final = 12

_COMPONENT: Final = st.components.v2.component(
    "seamline_timeline",
    html=(_STATIC / "timeline.html").read_text("utf-8"),
    css=(_STATIC / "timeline.css").read_text("utf-8"),
    js="".join((_STATIC / name).read_text("utf-8") for name in ("timeline_scale.js", "timeline.js")),
)


class InvalidBlockError(SeamlineError, ValueError):
    """A block that cannot be drawn."""


@dataclass(frozen=True)
class Block:
    """One incident on the timeline.

    Attributes:
        start: First possible day; the block stands in its month.
        end: Last possible day.
        colour: Of the side that was hit, as #rrggbb.
        in_view: Whether the filter in force lets it through; the others are pale.
        words: What the tooltip says beside title and date, such as "killed 13".
        possibly: Whether it lies in the period in force only possibly; such blocks are lighter.
    """

    id: str
    title: str
    start: dt.date
    end: dt.date
    colour: str
    in_view: bool
    words: str = ""
    possibly: bool = False

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise InvalidBlockError(f"{self.id}: expected a colour such as '#0072b2', got {self.colour!r}")
        if self.end < self.start:
            raise InvalidBlockError(f"{self.id}: expected an end on or after {self.start}, got {self.end}")


@dataclass(frozen=True)
class EventMark:
    """An agreement or another event that is no incident: a small diamond above the blocks, at its first day.

    Attributes:
        start: First day.
        end: Last day.
        words: What the tooltip says beside title and date, such as "agreement".
        in_view: Whether the period in force holds it; the others are pale.
    """

    title: str
    start: dt.date
    end: dt.date
    in_view: bool
    words: str = ""


@dataclass(frozen=True)
class TimelineReply:
    """What the reader did.

    Attributes:
        start: First day of the period; `None` where its beginning is open.
        end: Last day of the period, inclusive; `None` where its end is open. Both are `None` when the reader has
            cleared the period or brushed the whole strip.
        incident: The block that was picked.
    """

    kind: Literal["period", "incident"]
    start: dt.date | None = None
    end: dt.date | None = None
    incident: str | None = None


class Strip(NamedTuple):
    """The whole months that the timeline shows."""

    first: dt.date
    last: dt.date

    @property
    def months(self) -> int:
        return self.month_of(self.last) + 1

    def month_of(self, day: dt.date) -> int:
        """Count the months from the strip's first to that of `day`."""
        return (day.year - self.first.year) * _MONTHS + day.month - self.first.month

    def name_of(self, month: int) -> str:
        year, offset = divmod(self.first.month - 1 + month, _MONTHS)
        return f"{dt.date(self.first.year + year, offset + 1, 1):%B %Y}"


@dataclass
class _Replies:
    """What has come back in this session: the number of the last reply, and the reply until it is handed over."""

    answered: int = 0
    waiting: TimelineReply | None = None


def timeline(
    blocks: Sequence[Block],
    *,
    events: Sequence[EventMark] = (),
    first: dt.date,
    last: dt.date,
    chosen: Period,
    selected: str | None,
    key: str,
    on_reply: Reader | None = None,
) -> TimelineReply | None:
    """Draw the months from `first` to `last` and return what the reader did, in the one run that follows it.

    The brush shows `chosen` and never decides: after a reply the page puts the new period into its filter and passes it
    back. A changed `chosen` or `selected` moves the picture without a reply.

    Args:
        blocks: In any order; the picture does not depend on it.
        events: In any order, too.
        first: A day in the first month shown; a block or an event that starts earlier widens the strip.
        last: A day in the last month shown; a block or an event that ends later widens the strip.
        chosen: The period in force, days inclusive, `None` where it is open.
        selected: Id of the selected block.
        key: One per timeline in the session.
        on_reply: Called before the run, as Streamlit's callbacks are: a page that changes its filter there needs no
            second run. The reply is returned as well.
    """
    strip = strip_of((*blocks, *events), first=first, last=last)
    replies: _Replies = st.session_state.setdefault(f"{key}.replies", _Replies())
    ids = frozenset(block.id for block in blocks)

    def receive() -> None:
        value = st.session_state[key].get("reply")
        number = _number(value)
        if number is None or number <= replies.answered:
            return
        replies.answered = number
        replies.waiting = read_reply(value, ids=ids)
        if replies.waiting is not None and on_reply is not None:
            on_reply(replies.waiting)

    data = payload(blocks, events=events, strip=strip, chosen=chosen, selected=selected) | {
        "answered": replies.answered
    }
    result = _COMPONENT(key=key, data=data, on_reply_change=receive)
    # A reply whose run did not come this far is too old to act on, so it needs the event of this very run.
    waiting, replies.waiting = replies.waiting, None
    return waiting if result.get("reply") is not None else None


def strip_of(shown: Sequence[Block | EventMark], *, first: dt.date, last: dt.date) -> Strip:
    """Widen a period to whole months that hold every block and event, so that none is missing from the count."""
    first = min([first, *(each.start for each in shown)])
    last = max([first, last, *(each.end for each in shown)])
    return Strip(first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1]))


def payload(
    blocks: Sequence[Block],
    *,
    events: Sequence[EventMark] = (),
    strip: Strip,
    chosen: Period,
    selected: str | None,
) -> dict[str, Any]:
    """Write everything that the browser draws as plain JSON: blocks, or bars where a month holds too many."""
    ordered = sorted(blocks, key=lambda block: (block.start, block.end, block.id))
    counts = Counter(strip.month_of(block.start) for block in ordered)
    fullest = max(counts.values(), default=0)
    marks = _bars if fullest > MOST_BLOCKS else _blocks
    return {
        "first": strip.first.isoformat(),
        "months": strip.months,
        "fullest": fullest,
        "marks": marks(ordered, strip, selected),
        "events": [_event(event, strip) for event in sorted(events, key=lambda e: (e.start, e.end, e.title))],
        "chosen": [day and day.isoformat() for day in chosen],
        "summary": " ".join(filter(None, (summary(ordered, strip=strip), events_in_words(events)))),
    }


def summary(blocks: Sequence[Block], *, strip: Strip) -> str:
    """Say what the chart shows, for those who do not see it."""
    span = f"{strip.name_of(0)} to {strip.name_of(strip.months - 1)}"
    if not blocks:
        return f"No incidents, {span}."
    shown = sum(block.in_view for block in blocks)
    counts = Counter(strip.month_of(block.start) for block in blocks)
    month, most = max(counts.items(), key=lambda item: (item[1], -item[0]))
    return f"{_incidents(len(blocks))}, {span}; {shown} in view. Most in one month: {most}, {strip.name_of(month)}."


def events_in_words(events: Sequence[EventMark]) -> str:
    """Name the events, for those who do not see the diamonds."""
    ordered = sorted(events, key=lambda e: (e.start, e.end, e.title))
    named = "; ".join(f"{event.title}, {period_words(event.start, event.end)}" for event in ordered)
    return f"Agreements and other events: {named}." if named else ""


def read_reply(value: object, *, ids: Collection[str]) -> TimelineReply | None:
    """Read a message from the browser, which may be anything; `None` unless it is a period or one of `ids`."""
    match value:
        case {"kind": "incident", "incident": str(incident)} if incident in ids:
            return TimelineReply("incident", incident=incident)
        case {"kind": "period", "start": None | str() as start, "end": None | str() as end}:
            return _period_reply(start, end)
    return None


def _period_reply(start: str | None, end: str | None) -> TimelineReply | None:
    try:
        first, last = (text if text is None else _day(text) for text in (start, end))
    except ValueError:
        return None
    if first is not None and last is not None and last < first:
        return None
    return TimelineReply("period", start=first, end=last)


def _day(text: str) -> dt.date:
    if not _ISO_DAY.fullmatch(text):  # date.fromisoformat also takes weeks
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def _number(value: object) -> int | None:
    number = value.get("number") if isinstance(value, Mapping) else None
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if 0 < number <= _LARGEST_NUMBER else None


def _blocks(blocks: Sequence[Block], strip: Strip, selected: str | None) -> list[dict[str, Any]]:
    levels: Counter[int] = Counter()
    marks = []
    for block in blocks:
        month = strip.month_of(block.start)
        marks.append(_block(block, strip) | {"level": levels[month], "selected": block.id == selected})
        levels[month] += 1
    return marks


def _block(block: Block, strip: Strip) -> dict[str, Any]:
    month, end = strip.month_of(block.start), strip.month_of(block.end)
    days = monthrange(block.end.year, block.end.month)[1]
    return {
        "id": block.id,
        "month": month,
        "title": block.title,
        "when": period_words(block.start, block.end) + (", possibly in the period" if block.possibly else ""),
        "words": block.words,
        "possibly": block.possibly,
        "colour": block.colour,
        "inView": block.in_view,
        # Where the interval ends, in months from the strip's first day, when that is not the month of its start.
        "reach": round(end + block.end.day / days, 3) if end > month else None,
    }


def _event(event: EventMark, strip: Strip) -> dict[str, Any]:
    days = monthrange(event.start.year, event.start.month)[1]
    return {
        "title": event.title,
        "when": period_words(event.start, event.end),
        "words": event.words,
        "inView": event.in_view,
        # Where its first day stands, in months from the strip's first day.
        "at": round(strip.month_of(event.start) + (event.start.day - 0.5) / days, 3),
    }


def _bars(blocks: Sequence[Block], strip: Strip, selected: str | None) -> list[dict[str, Any]]:
    by_month: dict[int, list[Block]] = {}
    for block in blocks:
        by_month.setdefault(strip.month_of(block.start), []).append(block)
    return [_bar(month, members, strip, selected) for month, members in sorted(by_month.items())]


def _bar(month: int, members: Sequence[Block], strip: Strip, selected: str | None) -> dict[str, Any]:
    shown = sum(block.in_view for block in members)
    possibly = sum(block.possibly for block in members)
    said = f"{shown} in view" + (f", {possibly} of them only possibly in the period" if possibly else "")
    words = {"id": None, "title": strip.name_of(month), "when": _incidents(len(members)), "words": said}
    return (_block(members[0], strip) if len(members) == 1 else words) | {
        "month": month,
        "count": len(members),
        "shown": shown,
        "selected": any(block.id == selected for block in members),
    }


def _incidents(count: int) -> str:
    return f"{count} incident" if count == 1 else f"{count} incidents"
