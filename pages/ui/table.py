"""The incidents in view as a table: sortable, searchable and usable from the keyboard."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.view import View
from geo.vocabulary import CollectionId, Grade, Outcome, SubEventType
from pages.ui import state

# Pixels: as wide as the head of a column.
_WIDTH: Final = {Outcome.KILLED: 126, Outcome.WOUNDED: 142}


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
        table_rows(view),
        key=name,
        hide_index=True,
        height="auto" if len(ids) < 12 else 420,
        placeholder="unknown",  # "None" would read as nobody
        on_select=apply,
        selection_mode="single-row",
        selection_default={"selection": {"rows": rows}},
        column_config={
            "From": st.column_config.DateColumn("From", format="YYYY-MM-DD", width=88),
            "To": st.column_config.DateColumn("To", format="YYYY-MM-DD", width=88),
            "In period": st.column_config.TextColumn(
                "In period",
                help="Possibly: the incident's days reach outside the chosen period, so the total counts its toll from 0.",
                width=84,
            ),
            "Incident": st.column_config.TextColumn("Incident", width=330),
            "Place": st.column_config.TextColumn("Place", width=130),
            **_figures("Killed", Outcome.KILLED),
            **_figures("Wounded", Outcome.WOUNDED),
            "Toll, in words": st.column_config.TextColumn(
                "Toll, in words", help="A range over the sources' accounts; sort by the columns of numbers.", width=290
            ),
            "Attackers": st.column_config.TextColumn("Attackers", width=150),
            "Targets": st.column_config.TextColumn("Targets", width=170),
            "Type": st.column_config.TextColumn("Type", width=210),
            "Error, km": st.column_config.NumberColumn("Error, km", help="The scene is expected within this distance."),
        },
    )


def _figures(name: str, outcome: Outcome) -> dict[str, Any]:
    """A range in words would be sorted by its letters, so that 2 came after 13: its two ends are columns of numbers."""
    least = f"At least this many {outcome.label}, by the lowest account. Unknown where no source gives a figure."
    most = f"The most {outcome.label} that an account gives. Unknown where the figure is open above, too."
    return {
        f"{name}, at least": st.column_config.NumberColumn(f"{name}, at least", help=least, width=_WIDTH[outcome]),
        f"{name}, at most": st.column_config.NumberColumn(f"{name}, at most", help=most, width=_WIDTH[outcome]),
    }


def table_rows(view: View) -> pd.DataFrame:
    """The columns of the table, those of numbers as numbers; what is not known is empty, never 0."""
    frame = view.frame
    in_period = ["possibly" if possibly else "surely" for possibly in frame["possibly_in_period"]]
    return pd.DataFrame(
        {
            "From": frame["date_start"],
            "To": frame["date_end"],
            **({"In period": in_period} if view.possibly else {}),
            "Incident": frame["title"],
            "Place": frame["place"],
            **_ends(view, "Killed", Outcome.KILLED),
            "Toll, in words": [_toll_words(view, incident_id) for incident_id in frame["id"]],
            **_ends(view, "Wounded", Outcome.WOUNDED),
            "Attackers": frame["attackers"],
            "Targets": frame["targets"],
            "Type": [SubEventType.parse(value).label for value in frame["sub_event_type"]],
            "Error, km": frame["error_km"],
            "Grade": [Grade.parse(value).label for value in frame["grade"]],
            "Collection": [CollectionId.parse(value).label for value in frame["collection"]],
            "Sources": frame["sources"],
        }
    )


def _ends(view: View, name: str, outcome: Outcome) -> dict[str, pd.Series[int]]:
    tolls = [view.toll(incident.id, outcome) for incident in view.incidents]
    return {
        f"{name}, at least": pd.Series([toll.low if toll.is_known else None for toll in tolls], dtype="Int64"),
        f"{name}, at most": pd.Series([toll.high for toll in tolls], dtype="Int64"),
    }


def _toll_words(view: View, incident_id: str) -> str:
    return "; ".join(_figure_words(view, incident_id, outcome) for outcome in _WIDTH)


def _figure_words(view: View, incident_id: str, outcome: Outcome) -> str:
    shared = ", shared figure" if view.is_shared(incident_id, outcome) else ""
    counted, whole = view.counted_toll(incident_id, outcome), view.toll(incident_id, outcome)
    total = f" ({counted} in the total)" if str(counted) != str(whole) else ""
    return f"{outcome.label} {whole}{shared}{total}"
