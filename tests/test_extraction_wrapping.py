"""Numbers written as several words, and texts whose lines were broken by a program: both as people paste them."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.coding import code_article
from geo.extraction import Article
from geo.extraction.sentences import lay_out
from geo.gazetteer import LocalGeocoder

REPORT = """ISIS militants attacked a Peshmerga post near
Kifri on Monday night, killing {number}
Peshmerga and wounding three others, a local
official said.
"""


def coded(text):
    return code_article(Article(text, dt.date(2021, 11, 30), "Test Wire"), gazetteer=LocalGeocoder())


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("twenty-five", 25),
        ("twenty five", 25),
        ("forty", 40),
        ("two hundred", 200),
        ("two hundred and ten", 210),
        ("one hundred and twenty five", 125),
        ("five", 5),
        ("12", 12),
    ],
)
def test_a_number_of_several_words_is_one_number(words, number):
    (draft,) = coded(REPORT.format(number=words)).drafts
    killed = [(toll.low, toll.high) for toll in draft.tolls if toll.outcome == "killed"]
    assert killed == [(number, number)]


def test_ten_and_a_number_of_others_are_two_numbers():
    (draft,) = coded("ISIS attacked a post in Kifri on Monday, killing twenty Peshmerga and wounding five.").drafts
    assert sorted((toll.outcome.value, toll.low) for toll in draft.tolls) == [("killed", 20), ("wounded", 5)]


def test_a_broken_line_ends_no_sentence_and_hides_no_place():
    text = REPORT.format(number="two")
    assert [sentence.start for sentence in lay_out(text).sentences] == [0]
    (draft,) = coded(text).drafts
    assert draft.places[0].place_id == "kifri"
    unbroken = coded(text.replace("\n", " ").strip() + "\n").drafts[0]
    assert [(t.group, t.outcome, t.low) for t in draft.tolls] == [(t.group, t.outcome, t.low) for t in unbroken.tolls]


def test_each_line_that_is_a_paragraph_stays_one():
    text = (
        "Roadside bomb kills two near Kifri\n"
        "A roadside bomb killed two Peshmerga near Kifri on Monday, the ministry said.\n"
        "On Sunday, gunmen killed one civilian in Kulajo.\n"
    )
    assert [text[s.start : s.end].split(maxsplit=1)[0] for s in lay_out(text).sentences] == ["Roadside", "A", "On"]
    assert [s.paragraph for s in lay_out(text).sentences] == [1, 2, 3]


def test_paragraphs_of_broken_lines_are_kept_apart_by_a_blank_line_or_a_short_end():
    text = (
        "Gunmen attacked a checkpoint of the federal police\n"
        "south of Kirkuk on Monday, killing two policemen.\n"
        "No group claimed it.\n"
        "A second attack was reported from the district of\n"
        "Daquq, where one farmer was wounded on Sunday.\n"
        "\n"
        "Officials were not reached.\n"
    )
    starts = [text[s.start : s.end].split(maxsplit=1)[0] for s in lay_out(text).sentences]
    assert starts == ["Gunmen", "No", "A", "Officials"]
    assert lay_out(text).sentences[-1].paragraph == 4
