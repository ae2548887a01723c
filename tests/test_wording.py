"""Words that count something on the page: one is not said like many."""

from __future__ import annotations

import pytest

from pages.ui.empty import way_words
from pages.ui.figures import GROUPS_SHOWN, groups_words
from pages.ui.panel import earlier_words


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (0, ""),
        (1, "1 earlier incident is in the table on the Incidents page."),
        (1200, "1,200 earlier incidents are in the table on the Incidents page."),
    ],
)
def test_the_incidents_left_out_of_the_list_are_counted(rest, words):
    assert earlier_words(rest) == words


@pytest.mark.parametrize(("rest", "words"), [(0, ""), (1, ", 1 more group"), (2, ", 2 more groups")])
def test_the_groups_left_out_are_counted(rest, words):
    shown = ["army 1"] * GROUPS_SHOWN
    assert groups_words(shown + ["police 1"] * rest) == ", ".join(shown) + words


def test_an_empty_view_names_the_choice_to_take_back():
    assert way_words("with the words “zzzz”", 6) == "Take back: with the words “zzzz” (6 incidents)"
    assert way_words("in Kifri", 1) == "Take back: in Kifri (1 incident)"
