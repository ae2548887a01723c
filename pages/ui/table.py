"""The incidents in view as a table: sortable, searchable and usable from the keyboard."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.view import View
from geo.vocabulary import CollectionId, Grade, SubEventType
from pages.ui import state


def show_table(view: View, *, key: str) -> None:
    """One row an incident; selecting a row selects the incident everywhere."""
    ids = [incident.id for incident in view.incidents]
    chosen = state.current().incident
    rows = [ids.index(chosen)] if chosen in ids else []

    def apply() -> None:
        picked = st.session_state[name]["selection"]["rows"]
        state.change(incident=ids[picked[0]] if picked else None)

    # The rows' numbers mean other incidents in another view: each view has a table of its own.
    name = f"{key}.{hash((tuple(ids), chosen))}"
    st.dataframe(
        _rows(view),
        key=name,
        hide_index=True,
        height="auto" if len(ids) < 12 else 420,
        on_select=apply,
        selection_mode="single-row",
        selection_default={"selection": {"rows": rows}},
        column_config={
            "From": st.column_config.DateColumn("From", format="YYYY-MM-DD", width=95),
            "To": st.column_config.DateColumn("To", format="YYYY-MM-DD", width=95),
            "Incident": st.column_config.TextColumn("Incident", width=330),
            "Place": st.column_config.TextColumn("Place", width=150),
            "Killed": st.column_config.TextColumn("Killed", help="A range over the sources' accounts.", width=130),
            "Wounded": st.column_config.TextColumn("Wounded", help="A range over the sources' accounts.", width=90),
            "Attackers": st.column_config.TextColumn("Attackers", width=150),
            "Targets": st.column_config.TextColumn("Targets", width=170),
            "Type": st.column_config.TextColumn("Type", width=210),
            "Error, km": st.column_config.NumberColumn("Error, km", help="The scene is expected within this distance."),
        },
    )


def _rows(view: View) -> pd.DataFrame:
    frame = view.frame
    return pd.DataFrame(
        {
            "From": frame["date_start"],
            "To": frame["date_end"],
            "Incident": frame["title"],
            "Place": frame["place"],
            "Killed": [
                _toll(words, shared) for words, shared in zip(frame["killed"], frame["killed_shared"], strict=True)
            ],
            "Wounded": frame["wounded"],
            "Attackers": frame["attackers"],
            "Targets": frame["targets"],
            "Type": [SubEventType.parse(value).label for value in frame["sub_event_type"]],
            "Error, km": frame["error_km"],
            "Grade": [Grade.parse(value).label for value in frame["grade"]],
            "Collection": [CollectionId.parse(value).label for value in frame["collection"]],
            "Sources": frame["sources"],
        }
    )


def _toll(words: str, shared: bool) -> str:  # noqa: FBT001 - a column's value
    return f"{words}, shared figure" if shared else words
