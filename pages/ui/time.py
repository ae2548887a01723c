"""Time below the map: every incident of the filter as a block, the period as a brush over them."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from geo.layers.colours import meaning_of
from geo.view import View, view_of
from geo.vocabulary import Outcome
from pages.ui import state
from pages.ui.timeline import Block, TimelineReply, timeline


def show_time(view: View) -> None:
    """Blocks follow all choices but the period, so that the brush shows what it leaves out."""
    around = view_of(view.dataset, replace(view.chosen, date_from=None, date_to=None))
    if not around.incidents:
        return
    chosen = state.current()
    reply = timeline(
        [_block(around, incident_id, in_view=incident_id in view.ids) for incident_id in sorted(around.ids)],
        first=min(i.date_start for i in around.incidents),
        last=max(i.date_end for i in around.incidents),
        chosen=(chosen.date_from, chosen.date_to),
        selected=chosen.incident,
        key="timeline",
    )
    if reply:
        _apply(reply)


def _block(around: View, incident_id: str, *, in_view: bool) -> Block:
    incident = around.dataset.incidents[incident_id]
    return Block(
        id=incident.id,
        title=incident.title,
        start=incident.date_start,
        end=incident.date_end,
        colour=meaning_of(around, incident, by=state.current().colour).colour,
        in_view=in_view,
        words=f"killed {around.toll(incident.id, Outcome.KILLED)}",
    )


def _apply(reply: TimelineReply) -> None:
    """A picked block selects its incident; a brushed period changes the filters beside the map, so all is drawn anew."""
    if reply.kind == "incident":
        state.change(incident=reply.incident)
        st.rerun(scope="fragment")
    state.change(date_from=reply.start, date_to=reply.end)
    st.rerun()
