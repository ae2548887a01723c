"""The two articles: extraction gives the coding of the facts as far as the texts go."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geo.coding import Coding, IncidentDraft, code_article
from geo.extraction import Article
from geo.gazetteer import LocalGeocoder
from geo.vocabulary import Bucket, EventKind, Group, Outcome, PlaceRole, Reason, Side


@pytest.fixture(scope="module")
def geocoder() -> LocalGeocoder:
    return LocalGeocoder()


def coded(corpus: Path, geocoder: LocalGeocoder, name: str, published: str, outlet: str) -> tuple[str, Coding]:
    text = (corpus / "seeds" / name).read_text(encoding="utf-8")
    return text, code_article(Article(text, dt.date.fromisoformat(published), outlet), gazetteer=geocoder)


@pytest.fixture
def esta(corpus, geocoder) -> tuple[str, Coding]:
    return coded(corpus, geocoder, "esta-2021-12-04.txt", "2021-12-04", "ESTA")


@pytest.fixture
def rudaw(corpus, geocoder) -> tuple[str, Coding]:
    return coded(corpus, geocoder, "rudaw-2020-07-02.txt", "2020-07-02", "Rudaw")


def killed(draft: IncidentDraft) -> dict[Group, tuple[int | None, int | None]]:
    assert all(toll.outcome is Outcome.KILLED for toll in draft.tolls), "the texts say nothing of wounded"
    return {toll.group: (toll.low, toll.high) for toll in draft.tolls}


def scene(draft: IncidentDraft) -> list[str | None]:
    return [place.place_id for place in draft.places if place.role is PlaceRole.EVENT]


def interval(draft: IncidentDraft) -> tuple[str, str]:
    return draft.date.start.isoformat(), draft.date.end.isoformat()


def test_the_first_article_has_three_incidents_at_their_places(esta):
    _, coding = esta
    assert [scene(draft) for draft in coding.drafts] == [["qarachogh"], ["kifri"], ["kulajo"]]
    assert [draft.attacker.side for draft in coding.drafts] == [Side.ISIS] * 3


def test_last_week_is_the_union_of_its_readings(esta):
    _, coding = esta
    assert {interval(draft) for draft in coding.drafts} == {("2021-11-22", "2021-12-03")}


def test_the_tolls_of_the_first_article_count_21_people_once(esta):
    _, coding = esta
    qarachogh, kifri, kulajo = coding.drafts
    assert killed(qarachogh) == {Group.CIVILIANS: (3, 3), Group.PESHMERGA: (10, 10)}
    assert all(not toll.shared_with for toll in qarachogh.tolls)
    assert killed(kifri) == killed(kulajo) == {Group.PESHMERGA: (8, 8)}
    assert kifri.tolls[0].shared_with == (kulajo.id,)
    assert kulajo.tolls[0].shared_with == (kifri.id,)


def test_qarachogh_is_named_with_makhmour_as_reference(esta):
    _, coding = esta
    references = {place.place_id for place in coding.drafts[0].places if place.role is PlaceRole.REFERENCE}
    assert references == {"makhmour"}
    assert {p.place_id for p in coding.drafts[1].places if p.role is PlaceRole.CONTAINING} == {"garmian"}


def test_the_sentence_that_sums_up_last_week_is_no_incident_of_its_own(esta):
    text, coding = esta
    (summary,) = (s for s in coding.statements if s.bucket is Bucket.SUMMARY)
    assert "last week" in text[summary.start : summary.end]
    assert summary.reason is not None


def test_habit_and_history_are_background_with_their_reasons(esta):
    text, coding = esta
    reasons = {s.reason for s in coding.statements if s.bucket is Bucket.CONTEXT}
    assert {Reason.HABIT, Reason.HISTORY} <= reasons
    history = [text[s.start : s.end] for s in coding.statements if s.reason is Reason.HISTORY]
    assert any("2014" in sentence for sentence in history)
    assert any("2017" in sentence for sentence in history)


def test_the_first_article_dates_its_talks(esta):
    _, coding = esta
    dated = {(event.kind, event.date.start.isoformat()) for event in coding.events if event.date}
    assert (EventKind.AGREEMENT, "2021-12-04") in dated
    assert (EventKind.MEETING, "2021-12-04") in dated
    assert (EventKind.PLANNED, "2021-12-05") in dated
    (meeting,) = (e for e in coding.events if e.kind is EventKind.MEETING and e.date)
    assert meeting.place is not None
    assert meeting.place.place_id == "baghdad"


def test_the_second_article_has_one_incident(rudaw):
    _, coding = rudaw
    (dara,) = coding.drafts
    assert scene(dara) == ["dara"]
    assert interval(dara) == ("2020-06-12", "2020-06-24")
    assert killed(dara) == {Group.KAKAI: (6, 6), Group.SECURITY_FORCES: (1, 1)}
    assert dara.attacker.side is Side.ISIS


def test_the_second_article_dates_its_agreement_and_the_planned_visit(rudaw):
    _, coding = rudaw
    dated = {event.kind: event.date for event in coding.events if event.date}
    assert dated[EventKind.AGREEMENT].start == dated[EventKind.AGREEMENT].end == dt.date(2020, 7, 2)
    planned = dated[EventKind.PLANNED]
    assert (planned.start, planned.end) == (dt.date(2020, 7, 2), dt.date(2020, 7, 31))


def test_demands_and_history_of_the_second_article_are_background(rudaw):
    text, coding = rudaw
    reasons = {s.reason for s in coding.statements if s.bucket is Bucket.CONTEXT}
    assert {Reason.DEMAND, Reason.HISTORY} <= reasons
    assert not any("2017" in text[s.start : s.end] for s in coding.statements if s.draft_ids)


@pytest.mark.parametrize("article", ["esta", "rudaw"])
def test_every_value_leads_back_to_its_passage(article, request, corpus):
    text, coding = request.getfixturevalue(article)
    for draft in coding.drafts:
        for toll in draft.tolls:
            assert toll.rule
            assert all(text[span.start : span.end].strip() for span in toll.spans)
        for place in draft.places:
            assert place.words in text
    assert Coding.from_json(coding.to_json()) == coding
