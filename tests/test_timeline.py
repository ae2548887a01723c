"""The timeline before the browser: what is sent to it, and what is believed of what comes back."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pages.ui.timeline import (
    MOST_BLOCKS,
    Block,
    EventMark,
    InvalidBlockError,
    Strip,
    TimelineReply,
    payload,
    read_reply,
    strip_of,
    summary,
)

DECEMBER = dt.date(2021, 12, 2)
STRIP = Strip(dt.date(2021, 1, 1), dt.date(2022, 12, 31))
OPEN = (None, None)
DAYS = some.dates(dt.date(2017, 1, 1), dt.date(2024, 12, 31))


def block(name, start=DECEMBER, end=None, *, in_view=True, **more):
    return Block(name, f"Attack {name}", start, end or start, "#e69f00", in_view=in_view, **more)


def sent(blocks, *, strip=None, chosen=OPEN, selected=None):
    strip = strip or strip_of(blocks, first=STRIP.first, last=STRIP.last)
    return payload(blocks, strip=strip, chosen=chosen, selected=selected)


@some.composite
def lists_of_blocks(draw, **size):
    starts = draw(some.lists(DAYS, **size))
    lengths = some.integers(0, 90)
    return [
        block(f"b{n}", start, start + dt.timedelta(days=draw(lengths)), in_view=draw(some.booleans()))
        for n, start in enumerate(starts)
    ]


def test_the_strip_is_whole_months():
    assert strip_of([], first=dt.date(2020, 2, 14), last=dt.date(2020, 2, 14)) == (
        dt.date(2020, 2, 1),
        dt.date(2020, 2, 29),
    )


def test_the_strip_counts_its_months_over_years():
    strip = Strip(dt.date(2019, 11, 1), dt.date(2021, 2, 28))
    assert strip.months == 16
    assert (strip.name_of(0), strip.name_of(2), strip.name_of(15)) == ("November 2019", "January 2020", "February 2021")


@given(lists_of_blocks())
def test_the_strip_holds_every_block(blocks):
    strip = strip_of(blocks, first=dt.date(2020, 1, 1), last=dt.date(2020, 1, 1))
    assert all(strip.first <= b.start and b.end <= strip.last for b in blocks)
    assert all(0 <= strip.month_of(b.start) < strip.months for b in blocks)


def test_a_block_stands_in_the_month_of_its_start_and_reaches_to_its_end():
    mark = sent([block("weeks", dt.date(2021, 3, 20), dt.date(2021, 5, 31))])["marks"][0]
    assert mark["month"] == 2
    assert mark["reach"] == 5


@pytest.mark.parametrize(
    ("end", "reach"), [(dt.date(2021, 3, 31), None), (dt.date(2021, 4, 15), 3.5), (dt.date(2021, 4, 1), 3.033)]
)
def test_a_block_reaches_only_out_of_its_month(end, reach):
    assert sent([block("a", dt.date(2021, 3, 1), end)])["marks"][0]["reach"] == reach


def test_a_block_carries_its_words_and_says_whether_it_is_in_view():
    mark = sent([block("a", end=dt.date(2021, 12, 3), words="killed 13", in_view=False)], selected="a")["marks"][0]
    assert mark["title"] == "Attack a"
    assert mark["when"] == "2–3 December 2021"
    assert (mark["words"], mark["inView"], mark["selected"], mark["colour"]) == ("killed 13", False, True, "#e69f00")


def test_a_block_only_possibly_in_the_period_says_so_alone_and_in_a_bar():
    mark = sent([block("a", end=dt.date(2021, 12, 3), possibly=True)])["marks"][0]
    assert (mark["possibly"], mark["when"]) == (True, "2–3 December 2021, possibly in the period")
    crowd = [block(f"c{n}", possibly=n < 2) for n in range(MOST_BLOCKS + 1)]
    (bar,) = sent(crowd)["marks"]
    assert bar["words"] == f"{len(crowd)} in view, 2 of them only possibly in the period"


@given(lists_of_blocks(max_size=MOST_BLOCKS))
def test_every_block_has_a_place_of_its_own_and_stacks_have_no_holes(blocks):
    marks = sent(blocks)["marks"]
    places = {(mark["month"], mark["level"]) for mark in marks}
    assert len(places) == len(blocks) == len({mark["id"] for mark in marks})
    assert all(level == 0 or (month, level - 1) in places for month, level in places)


@given(some.data())
def test_the_picture_does_not_depend_on_the_order_of_the_blocks(data):
    blocks = data.draw(lists_of_blocks(max_size=20))
    assert sent(data.draw(some.permutations(blocks))) == sent(blocks)


def test_a_month_at_the_limit_is_still_drawn_as_blocks():
    data = sent([block(f"b{n}") for n in range(MOST_BLOCKS)])
    assert len(data["marks"]) == data["fullest"] == MOST_BLOCKS
    assert "count" not in data["marks"][0]


@given(lists_of_blocks(max_size=30))
def test_bars_count_every_block_once(blocks):
    crowd = [block(f"c{n}", in_view=n % 3 == 0) for n in range(MOST_BLOCKS + 1)]
    data = sent([*blocks, *crowd])
    counts = Counter((b.start.year, b.start.month) for b in [*blocks, *crowd])
    assert sum(bar["count"] for bar in data["marks"]) == len(blocks) + len(crowd)
    assert sum(bar["shown"] for bar in data["marks"]) == sum(b.in_view for b in [*blocks, *crowd])
    assert data["fullest"] == max(counts.values()) == max(bar["count"] for bar in data["marks"])


def test_a_bar_says_its_month_and_a_bar_of_one_is_its_incident():
    crowd = [block(f"c{n}", in_view=n < 4) for n in range(MOST_BLOCKS + 1)]
    alone = block("alone", dt.date(2022, 3, 1), words="killed 1")
    many, one = sent([*crowd, alone], selected="c7")["marks"]
    assert (many["id"], many["title"], many["when"], many["words"]) == (
        None,
        "December 2021",
        "41 incidents",
        "4 in view",
    )
    assert (many["selected"], one["selected"]) == (True, False)
    assert (one["id"], one["title"], one["when"], one["count"]) == ("alone", "Attack alone", "1 March 2022", 1)


def test_the_period_is_sent_as_iso_days_and_open_ends_as_nothing():
    assert sent([], chosen=(DECEMBER, None))["chosen"] == ["2021-12-02", None]


@given(lists_of_blocks(max_size=60))
def test_what_is_sent_is_plain_json(blocks):
    data = sent(blocks, chosen=(DECEMBER, DECEMBER))
    assert json.loads(json.dumps(data)) == data


def test_the_summary_says_how_many_when_and_which_month_is_fullest():
    blocks = [block("a"), block("b", in_view=False), block("c", dt.date(2022, 1, 5))]
    assert summary(blocks, strip=STRIP) == (
        "3 incidents, January 2021 to December 2022; 2 in view. Most in one month: 2, December 2021."
    )


def test_of_equally_full_months_the_summary_names_the_first():
    blocks = [block("b", dt.date(2022, 1, 5)), block("a")]
    assert summary(blocks, strip=STRIP).endswith("Most in one month: 1, December 2021.")


def test_the_summary_of_nothing_says_so():
    assert summary([], strip=STRIP) == "No incidents, January 2021 to December 2022."


MEETING = EventMark("A meeting", dt.date(2021, 5, 16), dt.date(2021, 5, 17), in_view=False, words="meeting")


def test_an_event_stands_at_its_first_day_and_is_neither_counted_nor_picked():
    data = payload([block("a")], events=[MEETING], strip=STRIP, chosen=OPEN, selected=None)
    assert data["events"] == [
        {"title": "A meeting", "when": "16–17 May 2021", "words": "meeting", "inView": False, "at": 4.5}
    ]
    assert (data["fullest"], len(data["marks"])) == (1, 1)


def test_the_summary_names_the_events_in_order():
    earlier = EventMark("An agreement", dt.date(2020, 7, 2), dt.date(2020, 7, 2), in_view=True)
    data = payload([block("a")], events=[MEETING, earlier], strip=STRIP, chosen=OPEN, selected=None)
    assert data["summary"].endswith(
        "Agreements and other events: An agreement, 2 July 2020; A meeting, 16–17 May 2021."
    )


def test_the_strip_holds_every_event():
    strip = strip_of([MEETING], first=DECEMBER, last=DECEMBER)
    assert (strip.first, strip.last) == (dt.date(2021, 5, 1), dt.date(2021, 12, 31))


@pytest.mark.parametrize("colour", ["red", "#fff", "#e69f00;", "url(#a)", "", "#e69f0g", "#e69f00\n"])
def test_a_colour_that_is_no_colour_is_refused(colour):
    with pytest.raises(InvalidBlockError, match="expected a colour"):
        Block("a", "A", DECEMBER, DECEMBER, colour, in_view=True)


def test_a_block_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidBlockError, match="on or after 2021-12-02, got 2021-12-01"):
        block("a", end=dt.date(2021, 12, 1))


@given(some.none() | DAYS, some.none() | DAYS)
def test_a_period_is_read_as_it_was_sent_unless_it_ends_before_it_begins(start, end):
    message = {"number": 1, "kind": "period", "start": start and start.isoformat(), "end": end and end.isoformat()}
    backwards = start is not None and end is not None and end < start
    assert read_reply(message, ids=()) == (None if backwards else TimelineReply("period", start=start, end=end))


def test_a_picked_block_is_read_when_it_was_drawn():
    message = {"number": 1, "kind": "incident", "incident": "dara"}
    assert read_reply(message, ids={"dara"}) == TimelineReply("incident", incident="dara")
    assert read_reply(message, ids={"kifri"}) is None


def period(start="2021-12-01", end="2021-12-31", **more):
    return {"kind": "period", "start": start, "end": end, **more}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "period",
        7,
        [],
        [period()],
        {},
        {"kind": "period"},
        {"kind": "period", "start": None},
        {"kind": "PERIOD", "start": None, "end": None},
        {"kind": ["period"], "start": None, "end": None},
        {"kind": "incident"},
        {"kind": "incident", "incident": None},
        {"kind": "incident", "incident": ["dara"]},
        {"kind": "incident", "incident": {"dara": 1}},
        {"kind": "incident", "incident": "dara "},
        period(start=20211201),
        period(start=True),
        period(start=""),
        period(start="2021-12"),
        period(start="2021-W48-1"),
        period(start="20211201"),
        period(start="2021-12-01T00:00:00"),
        period(start="2021-12-01\n"),
        period(start="٢٠٢١-١٢-٠١"),
        period(start="2021-02-30"),
        period(start="0000-01-01"),
        period(end="2021-11-30"),
        period(end={"$date": "2021-12-31"}),
    ],
)
def test_a_malformed_message_is_no_reply(value):
    assert read_reply(value, ids={"dara"}) is None
