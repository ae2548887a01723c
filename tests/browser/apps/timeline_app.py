"""A page with nothing but the timeline and the two buttons, which counts its runs and shows what came back.

Parameters of the address: `case` is few (default), many or one; `in=fragment` runs the timeline in a fragment;
`when=callback` takes the reply before the run; `events=1` adds three events; `ignore=1` takes no reply to heart; in the run `absent` there is no
timeline.
"""

from __future__ import annotations

import datetime as dt
import random

import streamlit as st

from pages.ui.browser_actions import copy_link_button, full_screen_button
from pages.ui.timeline import Block, EventMark, TimelineReply, timeline

FIRST, LAST = dt.date(2017, 1, 1), dt.date(2024, 6, 30)
COLOURS = ("#e69f00", "#0072b2", "#cc79a7", "#44403a", "#56b4e9", "#f0e442", "#8c8c8c")
HOSTILE = '<img src=x onerror="window.hit=1">{{ 7*7 }}`${window.hit=1}` \u202egnp.exe'


def few() -> list[tuple[str, str, dt.date, dt.date, str]]:
    """About thirty incidents: some months hold several, one lasts for weeks."""
    draw = random.Random(7)
    found = [
        ("hostile", HOSTILE, dt.date(2019, 5, 30), dt.date(2019, 6, 2), "#0072b2"),
        ("dara", "Attack on Dara", dt.date(2020, 6, 13), dt.date(2020, 6, 14), "#cc79a7"),
        ("kulajo", "Attack at Kulajo", dt.date(2021, 11, 27), dt.date(2021, 11, 27), "#e69f00"),
        ("kifri", "Attack near Kifri", dt.date(2021, 11, 29), dt.date(2021, 11, 29), "#e69f00"),
        ("makhmour", "Attack at Qarachogh", dt.date(2021, 12, 2), dt.date(2021, 12, 3), "#e69f00"),
        ("weeks", "Fighting around Prde", dt.date(2017, 10, 14), dt.date(2018, 1, 20), "#0072b2"),
    ]
    for number in range(25):
        start = FIRST + dt.timedelta(days=int(draw.triangular(0, 2700, 1700)))
        end = start + dt.timedelta(days=draw.choice((0, 0, 1, 6)))
        found.append((f"i{number}", f"Incident {number}", start, end, draw.choice(COLOURS)))
    return found


def many() -> list[tuple[str, str, dt.date, dt.date, str]]:
    draw = random.Random(11)
    days = (FIRST + dt.timedelta(days=int(draw.triangular(0, 2700, 1400))) for _ in range(4000))
    return [(f"i{n}", f"Incident {n}", day, day, draw.choice(COLOURS)) for n, day in enumerate(days)] + [
        ("alone", "Alone in its month", dt.date(2024, 6, 20), dt.date(2024, 6, 20), "#e69f00")
    ]


def crowded() -> list[tuple[str, str, dt.date, dt.date, str]]:
    draw = random.Random(13)
    days = (FIRST + dt.timedelta(days=int(draw.triangular(0, 2700, 1400))) for _ in range(1000))
    return [(f"i{n}", f"Incident {n}", day, day, draw.choice(COLOURS)) for n, day in enumerate(days)]


EVENTS = (
    EventMark("An agreement", dt.date(2020, 7, 2), dt.date(2020, 7, 2), in_view=True, words="agreement"),
    EventMark("A meeting", dt.date(2021, 5, 16), dt.date(2021, 5, 17), in_view=False, words="meeting"),
    EventMark(HOSTILE, dt.date(2018, 3, 1), dt.date(2018, 3, 1), in_view=True, words=HOSTILE),
)
CASES = {"few": few, "many": many, "crowded": crowded, "one": lambda: few()[1:2]}
state = st.session_state
state.setdefault("chosen", (None, None))
state.setdefault("selected", None)
state.setdefault("seen", [])
state["runs"] = state.get("runs", 0) + 1
case = st.query_params.get("case", "few")


def take(reply: TimelineReply) -> None:
    state.seen.append(reply)
    if "ignore" in st.query_params:
        return
    if reply.kind == "period":
        state.chosen = (reply.start, reply.end)
    else:
        state.selected = reply.incident


def in_view(start: dt.date, end: dt.date) -> bool:
    first, last = state.chosen
    return (first is None or end >= first) and (last is None or start <= last)


def draw() -> None:
    state["draws"] = state.get("draws", 0) + 1
    blocks = [Block(*row, in_view=in_view(row[2], row[3]), words="killed 13") for row in CASES[case]()]
    callback = take if st.query_params.get("when") == "callback" else None
    span = (blocks[0].start, blocks[0].end) if case == "one" else (FIRST, LAST)
    reply = timeline(
        blocks,
        events=EVENTS if "events" in st.query_params else (),
        first=span[0],
        last=span[1],
        chosen=state.chosen,
        selected=state.selected,
        key="time",
        on_reply=callback,
    )
    if reply is not None and callback is None:
        take(reply)
        st.rerun()
    st.text(f"draws {state.draws}")
    st.text(f"replies {len(state.seen)}")
    st.text(f"last {state.seen[-1] if state.seen else None}")
    st.text(f"chosen {state.chosen[0]} {state.chosen[1]}")
    st.text(f"selected {state.selected}")


st.set_page_config(page_title="Timeline", layout="wide")
with st.container(horizontal=True):
    if st.button("Only run"):
        pass
    if st.button("Choose 2021"):
        state.chosen = (dt.date(2021, 1, 1), dt.date(2021, 12, 31))
    copy_link_button([("from", "2021-12-01"), ("actor", "isis"), ("actor", "a&b"), ("q", "تازه")], key="copy")
    copy_link_button(label="Copy address", key="address")
    full_screen_button(key="full")
if st.query_params.get("in") == "fragment":
    st.fragment(draw)()
elif st.query_params.get("absent") != str(state.runs):
    draw()
st.text(f"runs {state.runs}")
st.components.v2.component(
    "frame", html='<iframe title="streamlit_folium.st_folium" srcdoc="map" height="40"></iframe>', isolate_styles=False
)()
