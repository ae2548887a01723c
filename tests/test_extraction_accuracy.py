"""Extraction on the hand-coded reports: no score falls below its floor, and the page says what was measured."""

from __future__ import annotations

import pytest

from geo.accuracy import (
    ACCURACY_FILE,
    MEASURES,
    SERIES,
    AccuracyError,
    is_held_out,
    page,
    scores,
    written_scores,
)

# The held-out third is small: one incident is a ninth of it.
HELD_OUT_FLOORS = {"incident_precision": 0.88, "incident_recall": 0.77, "figure_recall": 0.85, "whole_record": 0.55}
MOST_DAYS = 2.5


@pytest.mark.corpus
def test_scores_hold_and_the_page_is_up_to_date(corpus):
    tuned, held_out = scores(corpus)
    wanted = {key: least for key, _, least in MEASURES if least is not None}
    assert {key: tuned[key] for key, least in wanted.items() if tuned[key] < least} == {}
    assert {key: held_out[key] for key, least in HELD_OUT_FLOORS.items() if held_out[key] < least} == {}
    assert tuned["no_answer"] == held_out["no_answer"] == 0
    assert tuned["dates_invented"] == held_out["dates_invented"] == 0
    assert max(tuned["date_width_days"], held_out["date_width_days"]) <= MOST_DAYS
    written = {name: written_scores(folder) for name, folder in SERIES.items()}
    assert ACCURACY_FILE.read_text(encoding="utf-8") == page(tuned, held_out, **written)


def test_a_fixed_third_of_the_reports_is_held_out():
    assert [number for number in range(1, 10) if is_held_out(f"{number:02}")] == [3, 6, 9]


def test_a_folder_without_reports_is_named(tmp_path):
    with pytest.raises(AccuracyError, match="score_extraction"):
        scores(tmp_path)
