"""Time below the map: every incident of the filter as a block, the period as a brush over them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import streamlit as st

from geo.counting import Counted
from geo.layers.colours import meaning_of
from geo.records import Event
from geo.view import View, view_of
from geo.vocabulary import EventKind, Outcome
from pages.ui import state
from pages.ui.timeline import Block, EventMark, TimelineReply, timeline


def show_time(view: View) -> None:
    """Blocks follow all choices but the period, so that the brush shows what it leaves out."""
    around = view_of(view.dataset, replace(view.chosen, date_from=None, date_to=None))
    if not around.incidents:
        return
    chosen = state.current()
    reply = timeline(
        [
            _block(around.counted, i, by=chosen.colour, in_view=i in view.ids, possibly=i in view.possibly)
            for i in sorted(around.ids)
        ],
        events=[
            _event(event, in_view=event in view.events)
            for event in around.events
            if event.kind is not EventKind.CONTEXT
        ],
        first=min(i.date_start for i in around.incidents),
        last=max(i.date_end for i in around.incidents),
        chosen=(chosen.date_from, chosen.date_to),
        selected=chosen.incident,
        key="timeline",
    )
    if reply:
        _apply(reply)


@lru_cache(maxsize=20_000)  # a change of the period makes new strips of blocks that are mostly the same
def _block(counted: Counted, incident_id: str, *, by: str, in_view: bool, possibly: bool) -> Block:
    incident = counted.dataset.incidents[incident_id]
    return Block(
        id=incident.id,
        title=incident.title,
        start=incident.date_start,
        end=incident.date_end,
        colour=meaning_of(counted, incident, by=by).colour,
        in_view=in_view,
        possibly=possibly,
        words=f"killed {counted.toll({incident_id}, Outcome.KILLED)}",
    )


def _event(event: Event, *, in_view: bool) -> EventMark:
    return EventMark(event.title, event.date_start, event.date_end, in_view, words=event.kind.label)


def _apply(reply: TimelineReply) -> None:
    """A picked block selects its incident; a brushed period changes the filters beside the map, so all is drawn anew."""
    if reply.kind == "incident":
        state.change(incident=reply.incident)
        st.rerun(scope="fragment")
    state.change(date_from=reply.start, date_to=reply.end)
    st.rerun()
