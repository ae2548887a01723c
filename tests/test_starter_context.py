"""The collection "context" says what its reports say: checked for itself, and against the reports where they are at hand."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from geopy.distance import geodesic

from geo.filters import Filter
from geo.importers.starter import SEEDS, load_starter
from geo.records import Claim, Dataset, Event, Incident, PlaceMention, Source, Statement
from geo.tolls import toll
from geo.view import view_of
from geo.vocabulary import Bucket, CollectionId, GeoPrecision, Grade, Outcome, PlaceMethod, PlaceRole, SourceKind

CONTEXT = CollectionId.CONTEXT
REPORT_OF_SOURCE = {
    "nrt-1799": "01",
    "esta-114352": "03",
    "esta-28664": "05",
    "esta-138057": "07",
    "k24-23318": "09",
    "rudaw-030920182": "12",
    "k24-2019-05-16": "13",
    "xinhua-2019-05-16": "14",
    "xinhua-2020-06-14": "21",
    "xinhua-2018-01-25": "24",
    "shafaq-2021-09-15": "26",
    "ap-2021-12-03": "30",
    "shafaq-khanaqin-centre": "40",
    "shafaq-2022-01-21": "43",
    "ap-2022-01-21": "44",
    "zhyan-891": "62",
    "nrt-27964": "63",
    "k24-26412": "64",
    "rudaw-2020-05-12": "68",
}
# Lines of a report that its digest leaves out: headline, byline, caption, stamps, links without an assertion.
FURNITURE = {
    "01": {1, 6, 7},
    "03": {1, 2},
    "05": {1, 2, 7, 9},
    "07": {1},
    "09": {1, 7},
    "12": {7},
    "13": {1, 2},
    "14": {1, 2, 3},
    "21": {1},
    "24": {1, 2, 3},
    "43": {1, 2, 3},
    "44": {1, 2},
    "62": {1, 2, 3, 13},
    "63": {1, 2, 10},
    "68": {1, 2},
}
# Each incident of a hand-coded reading, by report and number, is one of ours.
INCIDENT_OF_READING = {
    ("01", 1): "kifri-2021-11-29",
    ("03", 1): "qara-salem-2021-12-05",
    ("03", 2): "liheban-2021-12-05",
    ("03", 3): "qarachogh-2021-12-02",
    ("05", 1): "wadi-al-kur-2021-01-03",
    ("07", 1): "qara-tapa-2022-03-08",
    ("07", 2): "haftaghar-bashir-2022-03-08",
    ("12", 1): "abu-shahir-2018-09-03",
    ("13", 1): "riyadh-2019-05-15",
    ("13", 2): "rashad-2019-05-15",
    ("14", 1): "riyadh-2019-05-15",
    ("14", 2): "rashad-2019-05-15",
    ("21", 1): "dara-2020-06-13",
    ("24", 1): "wadi-thlab-2018-01-25",
    ("24", 2): "al-zour-2018-01-25",
    ("26", 1): "khanaqin-2021-09-15",
    ("30", 1): "qarachogh-2021-12-02",
    ("43", 1): "azim-2022-01-21",
    ("44", 1): "azim-2022-01-21",
    ("44", 2): "diyala-village-2021-10",
    ("62", 1): "zinana-2021-05-11",
    ("62", 2): "prde-2021-05-01",
    ("63", 1): "zinana-2021-05-11",
    ("63", 2): "prde-2021-05-01",
    ("63", 3): "halwan-bridge-2021-05-11",
    ("64", 1): "chami-qurychaye-2021-11-28",
    ("64", 2): "kulajo-2021-11-27",
    ("68", 1): "mikhas-2020-05-10",
}
# Figures of a reading that make no claim of that incident, each with the reason.
NOT_CLAIMED = {
    (
        "13",
        1,
        "federal_police",
        "killed",
    ): "the five are part of the report's own total of nine, which is shared and coded instead",
    (
        "21",
        1,
        "iraqi_police",
        "wounded",
    ): "the reading's 0 follows by subtraction; the report does not say that none were wounded",
}
# A night attack is dated by its evening; these readings date it by the morning after.
EARLIER_EVENING = {("21", 1)}
GROUP_OF_READING = {"people_unspecified": "people", "mixed_civilians_and_forces": "mixed"}
NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
ALSO_ONE = ("a soldier", "another", "a peshmegra member")


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


@pytest.fixture(scope="module")
def sources(starter) -> dict[str, Source]:
    return {i: source for i, source in starter.sources.items() if source.collection is CONTEXT}


@pytest.fixture(scope="module")
def incidents(starter) -> dict[str, Incident]:
    return {i: incident for i, incident in starter.incidents.items() if incident.collection is CONTEXT}


@pytest.fixture(scope="module")
def events(starter) -> dict[str, Event]:
    return {i: event for i, event in starter.events.items() if event.collection is CONTEXT}


@pytest.fixture(scope="module")
def statements(starter) -> dict[str, Statement]:
    return {row["id"]: starter.statements[row["id"]] for row in _rows("statements")}


@pytest.fixture(scope="module")
def claims(starter) -> dict[str, Claim]:
    return {row["id"]: starter.claims[row["id"]] for row in _rows("claims")}


@pytest.fixture(scope="module")
def mentions(incidents, events) -> list[tuple[str, PlaceMention]]:
    return [(one.id, mention) for one in (*incidents.values(), *events.values()) for mention in one.places]


def _rows(kind: str) -> list[dict]:
    return json.loads((SEEDS / "context" / f"{kind}.json").read_text(encoding="utf-8"))[kind]


def _outlets(starter: Dataset, incident_id: str) -> set[str]:
    return {starter.sources[s.source_id].outlet_id for s in starter.statements_of_incident[incident_id]}


def test_eighteen_incidents_stand_beside_the_four_of_the_articles(starter, incidents):
    assert len(incidents) == 18
    assert len(starter.incidents) == 18 + 4


def test_every_source_is_a_report_with_a_digest(sources):
    assert {source.kind for source in sources.values()} == {SourceKind.REPORT}
    assert all(source.digest and source.url and source.sha256 for source in sources.values())


def test_every_statement_of_a_report_points_to_its_digest(sources, statements):
    for statement in statements.values():
        if statement.source_id in sources:
            digest = {p.number: p for p in sources[statement.source_id].digest}
            passage = statement.passage
            assert passage is not None, statement.id
            assert passage.original_paragraph in digest[passage.paragraph].original_paragraphs, statement.id


def test_every_paragraph_of_a_digest_has_a_statement(sources, statements):
    pointed_to = {(s.source_id, s.passage.paragraph) for s in statements.values() if s.passage}
    assert pointed_to == {(i, paragraph.number) for i, source in sources.items() for paragraph in source.digest}


def test_a_claim_rests_on_a_statement_about_its_incidents(statements, claims):
    for claim in claims.values():
        assert set(claim.incident_ids) <= set(statements[claim.statement_id].incident_ids), claim.id


def test_every_incident_and_event_has_a_statement_of_its_own(statements, incidents, events):
    told = {i for s in statements.values() if s.bucket is Bucket.INCIDENT for i in s.incident_ids}
    assert told == set(incidents)
    held = {i for s in statements.values() if s.bucket is Bucket.EVENT for i in s.event_ids}
    assert held == {*events, "khanaqin-centre-2021-05-20"}


def test_no_claim_says_none_where_no_source_does(claims):
    assert not [claim.id for claim in claims.values() if claim.low == 0 or claim.high == 0]


def test_the_claims_of_one_source_about_one_outcome_are_disjoint(claims):
    seen = Counter((c.source_id, i, c.group, c.outcome) for c in claims.values() for i in c.incident_ids)
    twice = {key for key, count in seen.items() if count > 1}
    # One soldier at the post, at least four others in the vehicle: two parts, told apart by the report.
    assert twice == {("shafaq-2021-09-15", "khanaqin-2021-09-15", "iraqi_army", "wounded")}


def test_a_shared_figure_is_the_only_one_of_its_source_about_its_incidents(claims):
    shared = [claim for claim in claims.values() if claim.shared]
    assert [(c.source_id, c.low, c.high) for c in shared] == [("k24-2019-05-16", 9, 9)]
    same = [c for c in claims.values() if c.source_id == shared[0].source_id and c.outcome is shared[0].outcome]
    assert same == shared


@pytest.mark.parametrize(
    ("incident_ids", "killed"),
    [
        ({"riyadh-2019-05-15", "rashad-2019-05-15"}, "6–9"),
        ({"riyadh-2019-05-15"}, "0–9"),
        ({"prde-2021-05-01"}, "3–4"),
        ({"azim-2022-01-21"}, "11"),
        ({"zinana-2021-05-11"}, "1"),
        ({"qara-salem-2021-12-05"}, "5 or more"),
        ({"chami-qurychaye-2021-11-28"}, "unknown"),
        ({"haftaghar-bashir-2022-03-08"}, "unknown"),
    ],
)
def test_killed_reads(starter, incident_ids, killed):
    assert str(toll(starter.claims.values(), incident_ids, outcome=Outcome.KILLED)) == killed


def test_the_articles_alone_show_nothing_of_this_collection(starter, sources):
    alone = view_of(starter, Filter(collections=(CollectionId.ARTICLES,)))
    assert len(alone.incidents) == 4
    assert not [claim.id for claim in alone.claims if claim.source_id in sources]


def test_grades_follow_the_outlets(starter, incidents):
    told_by_several = {i: len(_outlets(starter, i)) >= 2 for i in incidents}
    several = {Grade.CORROBORATED, Grade.CONFIRMED, Grade.DISPUTED}
    assert told_by_several == {i: incident.grade in several for i, incident in incidents.items()}


def test_accounts_that_give_different_figures_make_an_incident_disputed(starter, incidents):
    differing = set()
    for incident_id in incidents:
        killed: dict[str, set[tuple[int | None, int | None, bool]]] = {}
        for claim in starter.claims_of_incident[incident_id]:
            if claim.outcome is Outcome.KILLED:
                killed.setdefault(claim.source_id, set()).add((claim.low, claim.high, claim.shared))
        if len({frozenset(figures) for figures in killed.values()}) > 1:
            differing.add(incident_id)
    assert differing == {"riyadh-2019-05-15", "rashad-2019-05-15", "prde-2021-05-01"}
    assert {incidents[i].grade for i in differing} == {Grade.DISPUTED}


def test_no_incident_is_dated_after_the_first_report_of_it(starter, incidents):
    for incident in incidents.values():
        told_by = {s.source_id for s in starter.statements_of_incident[incident.id]}
        assert incident.date_end <= min(starter.sources[i].published for i in told_by), incident.id


def test_a_position_is_the_gazetteers_with_no_smaller_error(starter, mentions):
    for owner, mention in mentions:
        if mention.place_id:
            place = starter.places[mention.place_id]
            assert (mention.latitude, mention.longitude) == (place.latitude, place.longitude), owner
            assert mention.error_km >= place.error_km, (owner, mention.place_id)


def test_a_place_that_is_only_near_a_named_one_keeps_its_distance(mentions):
    vague = re.compile(r"\b(near|outskirts|west of)\b")
    told = [(o, m) for o, m in mentions if m.role is PlaceRole.EVENT and m.words and vague.search(m.words)]
    assert len(told) >= 5
    for owner, mention in told:
        assert mention.error_km >= 5, owner
        assert mention.geo_precision is not GeoPrecision.EXACT, owner


def test_a_place_between_two_others_reaches_both(starter, incidents):
    between = incidents["prde-2021-05-01"].scene
    for end in (starter.places["altun_kupri"], starter.places["qaya_bashi"]):
        there = (end.latitude, end.longitude)
        assert geodesic((between.latitude, between.longitude), there).km <= between.error_km


def test_what_no_gazetteer_holds_stays_off_the_map(incidents):
    unmapped = {i for i, incident in incidents.items() if incident.scene is None}
    assert unmapped == {"wadi-al-kur-2021-01-03", "diyala-village-2021-10"}
    assert {scene.method for i in unmapped for scene in incidents[i].scenes} == {PlaceMethod.NOT_FOUND}


def test_rejected_statements_carry_no_claim(statements, claims):
    rejected = {s.id for s in statements.values() if s.bucket in (Bucket.CONTEXT, Bucket.SUMMARY)}
    assert len(rejected) > 40
    assert not [claim.id for claim in claims.values() if claim.statement_id in rejected]


# --- Against the reports themselves -----------------------------------------------------------------------------------


def _reading(corpus: Path, report: str) -> dict:
    return json.loads((corpus / "reports" / f"{report}.json").read_text(encoding="utf-8"))


def _lines(corpus: Path, report: str) -> dict[int, str]:
    """The lines of a report's text that are not empty, numbered as in the digests."""
    lines = (corpus / "reports" / f"{report}.txt").read_text(encoding="utf-8").splitlines()
    return dict(enumerate((line for line in lines if line.strip()), start=1))


def _figures(reading: dict) -> dict[tuple[str, str], int]:
    return {
        (GROUP_OF_READING.get(victims["group"], victims["group"]), outcome): victims[outcome]
        for victims in reading["victims"]
        for outcome in ("killed", "wounded")
        if victims[outcome] is not None
    }


def _own_claims(claims: dict[str, Claim], source_id: str, incident_id: str) -> list[Claim]:
    return [c for c in claims.values() if c.source_id == source_id and c.incident_ids == (incident_id,)]


@pytest.mark.corpus
def test_every_report_is_coded_and_every_incident_of_its_reading_is_named(sources, corpus):
    assert set(REPORT_OF_SOURCE) == set(sources)
    read = {(r, incident["n"]) for r in REPORT_OF_SOURCE.values() for incident in _reading(corpus, r)["incidents"]}
    assert read == set(INCIDENT_OF_READING)


@pytest.mark.corpus
@pytest.mark.parametrize(("source_id", "report"), sorted(REPORT_OF_SOURCE.items()))
def test_claims_hold_the_figures_of_the_hand_coded_reading(claims, corpus, source_id, report):
    for reading in _reading(corpus, report)["incidents"]:
        counted: Counter[tuple[str, str]] = Counter()
        for claim in _own_claims(claims, source_id, INCIDENT_OF_READING[report, reading["n"]]):
            if claim.low is not None:
                counted[claim.group.value, claim.outcome.value] += claim.low
        left_out = {(group, outcome) for r, n, group, outcome in NOT_CLAIMED if (r, n) == (report, reading["n"])}
        wanted = _figures(reading)
        assert left_out <= wanted.keys()
        assert dict(counted) == {key: figure for key, figure in wanted.items() if key not in left_out}


@pytest.mark.corpus
@pytest.mark.parametrize(("source_id", "report"), sorted(REPORT_OF_SOURCE.items()))
def test_an_upper_end_is_open_exactly_where_the_reading_says_at_least(claims, corpus, source_id, report):
    for reading in _reading(corpus, report)["incidents"]:
        own = _own_claims(claims, source_id, INCIDENT_OF_READING[report, reading["n"]])
        for victims in reading["victims"]:
            group = GROUP_OF_READING.get(victims["group"], victims["group"])
            open_ended = [c for c in own if c.group.value == group and c.low is not None and c.high is None]
            assert bool(open_ended) == victims["at_least"], (report, reading["n"], group)


@pytest.mark.corpus
def test_dates_meet_those_of_the_readings(starter, corpus):
    for (report, number), incident_id in INCIDENT_OF_READING.items():
        dates = next(r["date"] for r in _reading(corpus, report)["incidents"] if r["n"] == number)
        first, _, last = dates.partition("/")
        incident = starter.incidents[incident_id]
        assert incident.date_start.isoformat() <= (last or first), (report, incident_id)
        if (report, number) not in EARLIER_EVENING:
            assert incident.date_end.isoformat() >= first, (report, incident_id)


@pytest.mark.corpus
def test_sources_name_the_address_day_and_text_of_their_report(sources, corpus):
    for source_id, report in REPORT_OF_SOURCE.items():
        source, reading = sources[source_id], _reading(corpus, report)
        assert unquote(source.url) == unquote(reading["url"]), source_id
        assert (source.published.isoformat() if source.published else None) == reading["published"], source_id
        text = (corpus / "reports" / f"{report}.txt").read_bytes()
        assert source.sha256 == hashlib.sha256(text).hexdigest(), source_id


@pytest.mark.corpus
def test_no_line_of_a_report_is_left_out_of_its_digest(sources, corpus):
    for source_id, report in REPORT_OF_SOURCE.items():
        covered = {n for paragraph in sources[source_id].digest for n in paragraph.original_paragraphs}
        assert covered == _lines(corpus, report).keys() - FURNITURE.get(report, set()), source_id


@pytest.mark.corpus
def test_the_figure_of_a_claim_stands_in_the_line_that_its_passage_names(statements, claims, corpus):
    for claim in claims.values():
        passage = statements[claim.statement_id].passage
        if claim.low is None or passage is None:
            continue
        words = _lines(corpus, REPORT_OF_SOURCE[claim.source_id])[passage.original_paragraph].lower()
        spelt = (str(claim.low), NUMBER_WORDS[claim.low], *(ALSO_ONE if claim.low == 1 else ()))
        assert re.search(r"\b(" + "|".join(spelt) + r")\b", words), claim.id
