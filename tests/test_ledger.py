"""What the page of sources says of itself: what narrows it, and how many incidents have no position."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from geo.filters import Filter
from geo.importers.starter import load_starter
from geo.view import view_of
from pages.ui.ledger import scope_words, vague_words


@pytest.fixture(scope="module")
def starter():
    return load_starter()


def chosen(address: str) -> Filter:
    return Filter.from_params(parse_qsl(address))[0]


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("", ""),
        ("collection=articles&source=esta", ""),
        ("source=esta&to=2020-06-13&actor=isis", "(until 13 June 2020; actor ISIS)"),
        ("place=kifri", "(in Kifri)"),
    ],
)
def test_what_does_not_narrow_the_sources_is_named(starter, address, named):
    words = scope_words(chosen(address), starter)
    assert bool(words) == bool(named)
    assert named in words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("q=zzzz", "No incident is in view."),
        ("collection=articles", "Every incident in view has a position."),
        ("q=wadi al-kur", "1 of 1 incident in view has no position. It counts in every figure."),
        ("", "2 of 22 incidents in view have no position. They count in every figure."),
    ],
)
def test_how_many_are_too_vague_to_map_is_said_of_those_in_view(starter, address, words):
    assert vague_words(view_of(starter, chosen(address))) == words
