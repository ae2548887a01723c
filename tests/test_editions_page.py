"""What a page that is pinned to an edition says of it: for none, one and many changes, and for the newest edition."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.links import Comparison
from pages.ui.editions import MOST, _part, edition_words
from pages.ui.markup import text

DAY = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)
AS_OF = "As of edition 3, 23 November 2026"


def beside(newest=5, *, added=0, edited=0, withdrawn=0):
    def ids(what, count):
        return tuple(f"{what}-{number}" for number in range(count))

    return Comparison(
        edition=3,
        newest=newest,
        edition_at=DAY,
        added=ids("added", added),
        withdrawn=ids("withdrawn", withdrawn),
        changed=dict.fromkeys(ids("edited", edited), ()),
    )


@pytest.mark.parametrize(
    ("comparison", "in_view", "words"),
    [
        (beside(3), None, f"{AS_OF}, the newest edition."),
        (beside(3), 0, f"{AS_OF}, the newest edition."),
        (beside(), None, f"{AS_OF}. No incident changed since."),
        (beside(), 0, f"{AS_OF}. No incident changed since."),
        (beside(edited=1), None, f"{AS_OF}. 1 incident changed since."),
        (beside(edited=1), 0, f"{AS_OF}. 1 incident changed since; none in this view."),
        (beside(edited=1200), 17, f"{AS_OF}. 1,200 incidents changed since; 17 in this view."),
        (beside(added=1), None, f"{AS_OF}. 1 incident changed since: 1 added."),
        (beside(added=1, edited=2, withdrawn=3), 4, f"{AS_OF}. 6 incidents changed since: 1 added, 2 edited, 3 withdrawn; 4 in this view."),
    ],
)  # fmt: skip
def test_the_words_fit_none_one_and_many(comparison, in_view, words):
    assert edition_words(comparison, in_view=in_view) == words


def test_of_many_changes_the_first_are_shown_and_all_are_counted():
    found = _part("Added", [text(f"<{number}>") for number in range(MOST + 1)])
    assert f"Added: {MOST + 1}; the first {MOST}, the page Corrections has all" in found
    assert found.count("&lt;") == MOST
