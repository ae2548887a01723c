"""Invented sentences and reports by which the rules were made general, and what each must give."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from geo.accuracy import WRITTEN_REPORTS
from geo.coding import code_article
from geo.extraction import Article
from geo.gazetteer import LocalGeocoder
from tests.extraction_checks import casualties, pooled, summary

VARIANTS = json.loads((WRITTEN_REPORTS / "short" / "variants.json").read_text(encoding="utf-8"))["reports"]


@pytest.fixture(scope="module")
def geocoder() -> LocalGeocoder:
    return LocalGeocoder()


def misses(variant, geocoder):
    """Say in words where the drafts of a text are wrong."""
    article = Article(variant["text"], dt.date.fromisoformat(variant["published"]), "Outlet")
    got = [summary(draft) for draft in code_article(article, gazetteer=geocoder).drafts]
    if len(got) != len(variant["incidents"]):
        return [f"{len(got)} drafts for {len(variant['incidents'])} incidents: {got}"]
    found = []
    for incident, (first, last, attacker, places, counted) in zip(variant["incidents"], got, strict=True):
        start, _, end = incident["days"].partition("/")
        if start != "any" and not first <= start <= (end or start) <= last:
            found.append(f"days {first} to {last}")
        if not {attacker, "any"} & set(incident["attacker"].split("|")):
            found.append(f"attacker {attacker}")
        if not (places | {"any"}) & set(incident["scene"].split("|")):
            found.append(f"scene {places}")
        expected = casualties(incident["casualties"])
        if pooled(counted, expected) != expected:
            found.append(f"casualties {counted}")
    return found


@pytest.mark.parametrize(
    "variant", VARIANTS, ids=[f"{variant['set']}-{number}" for number, variant in enumerate(VARIANTS)]
)
def test_a_variant_gives_its_incidents(variant, geocoder):
    assert misses(variant, geocoder) == []
