"""The rows of the incidents' table: what sorts as a number, and what the words beside it say."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pandas as pd
import pytest

from geo.filters import Filter
from geo.importers.starter import load_starter
from geo.view import View, view_of
from pages.ui.panel import line_words
from pages.ui.table import table_rows

ENDS = ("Killed, at least", "Killed, at most", "Wounded, at least", "Wounded, at most")


@pytest.fixture(scope="module")
def starter():
    return load_starter()


def view_for(starter, address: str = "") -> View:
    return view_of(starter, Filter.from_params(parse_qsl(address))[0])


def test_the_deadliest_incidents_come_first_and_what_is_not_known_is_empty(starter):
    rows = table_rows(view_for(starter))
    assert all(pd.api.types.is_integer_dtype(rows[name]) for name in ENDS)
    most = rows.sort_values("Killed, at most", ascending=False)["Killed, at most"].dropna().tolist()
    assert most == sorted(most, reverse=True)
    assert most[:5] == [13, 11, 11, 10, 9]
    words = rows.set_index("Toll, in words")
    assert words.loc["killed unknown; wounded 2", list(ENDS)].isna().tolist() == [True, True, False, False]
    assert words.loc["killed 5 or more; wounded 2", list(ENDS)].isna().tolist() == [False, True, False, False]
    assert words.loc["killed 5 or more; wounded 2", "Killed, at least"] == 5


def test_the_words_of_a_toll_say_which_figure_is_shared(starter):
    rows = table_rows(view_for(starter, "collection=articles")).set_index("Place")
    assert rows.loc["Kulajo", "Toll, in words"] == "killed 0–8, shared figure; wounded 4"


def test_an_incident_only_possibly_in_the_period_is_marked_and_says_what_the_total_counts_of_it(starter):
    view = view_for(starter, "to=2020-06-13")
    rows = table_rows(view).set_index("Place")
    assert (rows["In period"] == "possibly").sum() == len(view.possibly) == 1
    assert rows.loc["Dara", "In period"] == "possibly"
    assert rows.loc["Dara", ["Killed, at least", "Killed, at most"]].tolist() == [6, 8]
    assert rows.loc["Dara", "Toll, in words"] == "killed 6–8 (0–8 in the total); wounded 4–6 (0–6 in the total)"
    assert "In period" not in table_rows(view_for(starter, "to=2020-06-14"))
    lines = [line_words(view, incident) for incident in view.incidents]
    assert [line for line in lines if "possibly" in line] == [lines[-1]]
    assert lines[-1] == "13–14 June 2020 · possibly in the period · Attack on the Kakai village of Dara, Khanaqin"
