"""Later series of invented short reports, and what each must give. The rules were tuned on them.

tests/reports/short/series.json says what came out right when each series was first read.
"""

from __future__ import annotations

import datetime as dt
import json

import pytest

from geo.accuracy import WRITTEN_REPORTS
from geo.coding import code_article
from geo.extraction import Article
from geo.gazetteer import LocalGeocoder
from tests.extraction_checks import casualties, pooled, summary

REPORTS = json.loads((WRITTEN_REPORTS / "short" / "series.json").read_text(encoding="utf-8"))["reports"]
RIGHT = [report for report in REPORTS if not report["fails"]]
# What still fails is named, so that nobody takes the rest for all.
MOST_FAILING = 26


@pytest.fixture(scope="module")
def geocoder() -> LocalGeocoder:
    return LocalGeocoder()


def misses(report, geocoder):
    """Say in words where the drafts of a report are wrong."""
    article = Article(report["text"], dt.date.fromisoformat(report["published"]), "Outlet")
    got = [summary(draft) for draft in code_article(article, gazetteer=geocoder).drafts]
    wanted = report["incidents"]
    if len(got) != len(wanted):
        return [f"{len(got)} drafts for {len(wanted)} incidents: {got}"]
    found = []
    for incident, (first, last, attacker, places, counted) in zip(wanted, got, strict=True):
        start, _, end = incident["days"].partition("/")
        if not first <= start <= (end or start) <= last:
            found.append(f"days {first} to {last}")
        if not {attacker, "any"} & set(incident["attacker"].split("|")):
            found.append(f"attacker {attacker}")
        if not places & set(incident["scene"].split("|")):
            found.append(f"scene {places}")
        expected = casualties(incident["casualties"])
        if pooled(counted, expected) != expected:
            found.append(f"casualties {counted}")
    return found


@pytest.mark.parametrize("report", RIGHT, ids=lambda report: f"{report['series']}-{report['number']}")
def test_a_short_report_gives_its_incidents(report, geocoder):
    assert misses(report, geocoder) == []


def test_what_still_fails_is_named_and_few(geocoder):
    failing = [report for report in REPORTS if report["fails"]]
    assert len(failing) <= MOST_FAILING
    assert [report["number"] for report in failing if not misses(report, geocoder)] == []
