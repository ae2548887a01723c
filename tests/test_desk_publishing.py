"""Publishing: from a reviewed draft to records, once, whole, and with no more of the article than is allowed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geo.bootstrap import seed
from geo.coding import Coding
from geo.desk.drafts import StaleSaveError, create_item, discard_item, open_item, save_item
from geo.desk.errors import DeskStateError, NotReviewedError, WordingError
from geo.desk.items import ItemState
from geo.desk.proposing import proposed_fields, reviewed_fields
from geo.desk.publishing import preview, publish
from geo.desk.revising import withdraw
from geo.desk.wording import MOST_WORDS, check_quotations, count_words, possible_names
from geo.errors import InvalidRecordError, StaleWriteError
from geo.filters import Filter
from geo.records import Claim, Dataset
from geo.store import Store, open_store
from geo.view import view_of
from geo.vocabulary import Bucket, CollectionId, Grade, Outcome, Status
from tests.desk_samples import TEXT, accepted_item, article, coded_item, editor, likely_duplicates, passage
from tests.store_samples import place

KIFRI = "kifri-2021-11-29"  # of the starter data


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with open_store(database_url) as opened:
        seed(opened)
        yield opened


def published(store: Store, **options):
    item = accepted_item(store, **options)
    return item, publish(store, editor(), item.id, version=item.version, reason="A report of the day.")


def test_publishing_is_one_revision_with_author_and_reason(store):
    item, done = published(store)
    assert done.edition == store.edition() == 2
    info = store.revisions()[-1]
    assert (info.author, info.reason) == ("Ada", "A report of the day.")
    assert dict(info.changed) == {"source": 1, "incident": 2, "statement": 2, "claim": 3}
    after = open_item(store, editor(), item.id)
    assert (after.state, after.edition, after.version) == (ItemState.PUBLISHED, 2, 3)
    store.verify()


def test_the_incident_is_what_was_coded_with_the_least_grade(store):
    _, done = published(store)
    dataset = store.dataset()
    incident = dataset.incidents[done.incident_ids[0]]
    assert incident.grade is Grade.SINGLE_SOURCE
    assert incident.collection is CollectionId.CONTEXT
    assert incident.status is Status.PUBLISHED
    assert (incident.date_start.isoformat(), incident.scene.place_id) == ("2021-11-29", "kifri")
    assert [(a.actor_id, str(a.role)) for a in incident.actors] == [("isis", "attacker"), ("peshmerga", "target")]
    view = view_of(dataset, Filter())
    assert str(view.toll(incident.id, Outcome.KILLED)) == "2"
    assert incident.id in view.ids


def test_corrections_stand_over_the_coding(store):
    fix = {"title": "Attack on a post at Kifri", "date_end": "2021-11-30", "tolls": [], "grade": "disputed"}
    _, done = published(store, first={"corrections": fix})
    incident = store.dataset().incidents[done.incident_ids[0]]
    assert (incident.title, incident.grade, str(incident.time_precision)) == (fix["title"], Grade.DISPUTED, "2")
    assert store.dataset().claims_of_incident[incident.id] == ()


def test_every_published_passage_is_a_digest_or_a_quotation_of_at_most_forty_words(store):
    quote = "ISIS militants attacked a Peshmerga post in Kifri on Monday night"
    item, done = published(store, first={"quotations": [passage(quote)], "digest": "A post is attacked at night."})
    dataset = store.dataset(done.edition)
    source = dataset.sources[item.source_id]
    assert [p.text for p in source.digest][:2] == ["A post is attacked at night.", quote]
    assert all(count_words(p.text) <= MOST_WORDS for p in source.digest)
    statements = dataset.statements_of_incident[done.incident_ids[0]]
    assert [s.text for s in statements] == ["A post is attacked at night.", f"“{quote}”"]
    assert statements[1].passage.original_paragraph is not None
    assert "Of 5 statements 4 support what is published; 1 are background" in source.note


LONG = TEXT[TEXT.index("and he had served") : TEXT.index("beside the road")]
OVER = {
    "one long quotation": {"quotations": [passage(LONG)]},
    "two quotations side by side": {"quotations": [passage(LONG[:90]), passage(LONG[90:])]},
    "two quotations over each other": {"quotations": [passage(LONG[:150]), passage(LONG[100:])]},
    "a long digest": {"digest": "word " * 41},
    "a summary with the article in it": {"corrections": {"summary": f"By the outlet, {LONG}"}, "digest": "Short."},
    "a note with it in other marks": {"corrections": {"note": LONG.upper().replace(" ", "  -  ")}},
}


@pytest.mark.parametrize("first", OVER.values(), ids=OVER)
def test_more_than_forty_words_of_an_article_are_refused(store, first):
    assert count_words(LONG) > MOST_WORDS
    item = accepted_item(store, first=first)
    with pytest.raises(WordingError, match="at most 40 words"):
        publish(store, editor(), item.id, version=item.version, reason="r")
    assert store.edition() == 1
    assert open_item(store, editor(), item.id).state is ItemState.OPEN


def test_quotations_apart_from_each_other_are_counted_each():
    words = " ".join(f"w{n}" for n in range(90))
    first, second = words.index("w30"), words.index("w60")
    check_quotations(words, [(0, first), (second, len(words))])
    with pytest.raises(WordingError):
        check_quotations(words, [(0, first), (first, second)])


@pytest.mark.parametrize(
    "first",
    [
        {"quotations": [passage("The dead fighter was Rebwar Testname")]},
        {"digest": "Rebwar Testname is killed."},
        {"corrections": {"title": "Rebwar Testname killed at Kifri"}},
        {"corrections": {"note": "By his brother, Azad al-Testname."}},
    ],
    ids=range(4),
)
def test_what_may_be_a_victims_name_is_not_published(store, first):
    item = accepted_item(store, first=first)
    with pytest.raises(WordingError, match=r"expected no names of victims .*Testname"):
        publish(store, editor(), item.id, version=item.version, reason="r")


def test_a_name_that_an_editor_has_checked_passes(store):
    first = {"digest": "Spokesman Some Official confirms the attack.", "names_checked": ["Spokesman Some Official"]}
    _, done = published(store, first=first)
    assert done.incident_ids


def test_names_are_runs_of_capitals_that_no_list_explains():
    known = frozenset({"kifri", "monday", "joint operations command"})
    assert possible_names("On Monday Kifri and the Joint Operations Command met.", known=known | {"on"}) == ()
    assert possible_names("Kifri Hassan Ali bin Karim fell.", known=known) == ("Hassan Ali bin Karim",)
    assert possible_names("Şêrko Ehmed and Çiya.", known=known) == ("Şêrko Ehmed",)


def shared_item(store: Store, **second):
    """An item of two drafts with one figure for both."""
    item = coded_item(store)
    first, other = (draft.id for draft in item.coding.drafts)
    toll = {"group": "peshmerga", "outcome": "killed", "low": 8, "high": 8}
    decisions = [
        {
            "draft_id": one,
            "verdict": "accept",
            "apart_from": likely_duplicates(store, item, one),
            "corrections": {"tolls": [{**toll, "shared_with": [two]}]},
        }
        for one, two in ((first, other), (other, first))
    ]
    decisions[1] |= second
    return save_item(store, editor(), item.id, decisions, version=1)


def test_a_figure_shared_by_two_incidents_is_written_once(store):
    item = shared_item(store)
    done = publish(store, editor(), item.id, version=2, reason="r")
    dataset = store.dataset()
    (claim,) = dataset.claims_of_incident[done.incident_ids[0]]
    assert claim.incident_ids == tuple(sorted(done.incident_ids))
    assert (claim.low, claim.high) == (8, 8)
    assert dataset.statements[claim.statement_id].bucket is Bucket.SHARED_TOLL


def test_a_shared_figure_counts_from_none_where_the_other_incident_is_rejected(store):
    item = shared_item(store, verdict="reject", reason="Known already.")
    done = publish(store, editor(), item.id, version=2, reason="r")
    (claim,) = store.dataset().claims_of_incident[done.incident_ids[0]]
    assert (claim.low, claim.high) == (0, 8)
    assert "not published here" in claim.note


def test_a_draft_merged_into_an_incident_adds_its_account_there(store):
    item = coded_item(store)
    first, second = item.coding.drafts
    decisions = [
        {"draft_id": first.id, "verdict": "merge", "merged_into": KIFRI},
        {"draft_id": second.id, "verdict": "reject", "reason": "Doubtful."},
    ]
    item = save_item(store, editor(), item.id, decisions, version=1)
    before = store.dataset().incidents[KIFRI]
    done = publish(store, editor(), item.id, version=2, reason="One more outlet.")
    assert (done.incident_ids, done.added_to) == ((), (KIFRI,))
    dataset = store.dataset()
    assert dataset.incidents[KIFRI] == before
    assert item.source_id in {s.source_id for s in dataset.statements_of_incident[KIFRI]}
    mine = [c for c in dataset.claims_of_incident[KIFRI] if c.source_id == item.source_id]
    assert [(c.outcome, c.low) for c in mine] == [(Outcome.KILLED, 2), (Outcome.WOUNDED, 3)]


@pytest.mark.parametrize("into", ["no-such-incident", "agreement-baghdad-2020-07-02"])
def test_a_merge_needs_a_published_incident(store, into):
    item = accepted_item(store, first={"verdict": "merge", "merged_into": into})
    with pytest.raises(NotReviewedError, match="expected a published incident to merge with"):
        publish(store, editor(), item.id, version=item.version, reason="r")


def test_a_merge_into_a_withdrawn_incident_is_refused(store):
    item = accepted_item(store, first={"verdict": "merge", "merged_into": KIFRI})
    withdraw(store, editor(), KIFRI, version=1, reason="r")
    with pytest.raises(NotReviewedError, match="expected a published incident"):
        publish(store, editor(), item.id, version=item.version, reason="r")


def test_an_incident_withdrawn_while_a_draft_is_merged_into_it_is_noticed(store, monkeypatch):
    item = accepted_item(store, first={"verdict": "merge", "merged_into": KIFRI})
    write = store.write

    def after_the_other(*records, **options):
        monkeypatch.setattr(store, "write", write)
        withdraw(store, editor("Grace"), KIFRI, version=1, reason="Not confirmed.")
        return write(*records, **options)

    monkeypatch.setattr(store, "write", after_the_other)
    with pytest.raises(
        StaleWriteError, match="'kifri-2021-11-29': expected version 1, which was read, found version 2"
    ):
        publish(store, editor(), item.id, version=item.version, reason="r")
    assert item.source_id not in store.dataset().sources
    assert open_item(store, editor(), item.id).state is ItemState.OPEN


def test_publishing_twice_is_refused(store):
    item, _ = published(store)
    for version in (item.version, item.version + 1):
        with pytest.raises(DeskStateError, match="got one that is published"):
            publish(store, editor(), item.id, version=version, reason="r")
    assert store.edition() == 2


def test_a_stale_draft_is_refused_and_nothing_is_written(store):
    item = accepted_item(store)
    save_item(store, editor("Grace"), item.id, [], version=item.version)
    with pytest.raises(StaleSaveError, match="expected version 3 of the item, which Grace saved, got version 2"):
        publish(store, editor(), item.id, version=item.version, reason="r")
    assert store.edition() == 1


def test_of_two_who_publish_at_once_one_is_refused_and_its_records_are_not_written(store, monkeypatch):
    item = accepted_item(store)
    write = store.write

    def first_the_other(*records, **options):
        monkeypatch.setattr(store, "write", write)
        save_item(store, editor("Grace"), item.id, item.decisions, version=item.version)
        return write(*records, **options)

    monkeypatch.setattr(store, "write", first_the_other)
    with pytest.raises(StaleWriteError):
        publish(store, editor(), item.id, version=item.version, reason="r")
    assert store.edition() == 1
    assert item.source_id not in store.dataset().sources
    store.verify()


def test_a_discarded_item_a_blank_reason_and_undecided_drafts_are_refused(store):
    item = coded_item(store)
    with pytest.raises(NotReviewedError, match="expected a decision on every draft"):
        publish(store, editor(), item.id, version=1, reason="r")
    ready = accepted_item(store)
    with pytest.raises(InvalidRecordError, match="the reason of a change"):
        publish(store, editor(), ready.id, version=ready.version, reason=" ")
    assert open_item(store, editor(), ready.id).state is ItemState.OPEN
    discard_item(store, editor(), item.id, version=1, reason="Not ours.")
    with pytest.raises(DeskStateError, match="got one that is discarded"):
        publish(store, editor(), item.id, version=2, reason="r")


def test_an_item_of_which_all_is_rejected_is_discarded_instead(store):
    item = coded_item(store)
    rejected = [{"draft_id": d.id, "verdict": "reject", "reason": "No."} for d in item.coding.drafts]
    save_item(store, editor(), item.id, rejected, version=1)
    with pytest.raises(NotReviewedError, match="discard the item instead"):
        publish(store, editor(), item.id, version=2, reason="r")


def test_a_preview_is_what_is_published(store):
    item = accepted_item(store)
    shown = preview(store, editor(), item.id)
    assert store.edition() == 1
    done = publish(store, editor(), item.id, version=item.version, reason="r")
    assert done.incident_ids == shown.incident_ids
    dataset = store.dataset()
    assert all(record in list(dataset.records()) for record in shown.records)


MANUAL = {
    "title": "Raid near Kifri",
    "date_start": "2022-02-01",
    "date_end": "2022-02-02",
    "date_basis": "The caller says the night of 1 February.",
    "sub_event_type": "armed-clash",
    "places": [
        {
            "name": "Kifri",
            "place_id": "kifri",
            "latitude": 34.69,
            "longitude": 44.96,
            "error_km": 5,
            "geo_precision": "2",
            "method": "gazetteer",
        }
    ],
    "actors": [{"actor_id": "unidentified_gunmen", "role": "attacker", "certainty": "not_stated"}],
    "tolls": [{"group": "people", "outcome": "wounded", "low": 1}],
}


def manual(store: Store, **changes):
    item = create_item(store, editor(), article(came="manual", text="", published="2022-02-03"))
    own = {"draft_id": "own-1", "entry": "incident", "verdict": "accept", "digest": "One person is hurt in a raid."}
    return save_item(store, editor(), item.id, [{**own, "corrections": MANUAL | changes}], version=1)


def test_a_manual_entry_needs_no_article_but_an_outlet_a_day_and_a_statement(store):
    item = manual(store)
    done = publish(store, editor(), item.id, version=2, reason="A caller.")
    dataset = store.dataset()
    incident = dataset.incidents[done.incident_ids[0]]
    assert (incident.title, str(incident.time_precision)) == ("Raid near Kifri", "2")
    (statement,) = dataset.statements_of_incident[incident.id]
    assert statement.text == "One person is hurt in a raid."
    source = dataset.sources[statement.source_id]
    assert (source.outlet, source.published.isoformat(), source.sha256) == ("Test Wire", "2022-02-03", None)
    assert str(view_of(dataset, Filter()).toll(incident.id, Outcome.WOUNDED)) == "1 or more"


MISSING = {
    "title": "draft 1: expected the title, got",
    "date_start": r"draft 1 \(Raid near Kifri\): expected the first possible day, got",
    "date_basis": "expected how the date is known, got",
    "sub_event_type": "expected what happened, got",
    "places": "expected where it happened, got",
    "actors": "expected who took part, got",
}


@pytest.mark.parametrize(("field", "words"), MISSING.items(), ids=MISSING)
def test_a_manual_entry_names_the_field_that_is_missing(store, field, words):
    item = manual(store, **{field: None})
    with pytest.raises(NotReviewedError, match=words):
        publish(store, editor(), item.id, version=2, reason="r")


def test_a_manual_entry_with_an_unknown_actor_is_refused(store):
    item = manual(store, actors=[{"actor_id": "martians", "role": "attacker"}])
    with pytest.raises(InvalidRecordError, match="refers to 'martians'"):
        publish(store, editor(), item.id, version=2, reason="r")
    assert open_item(store, editor(), item.id).state is ItemState.OPEN


def test_an_event_is_published_when_it_is_accepted(store):
    item = coded_item(store)
    (event,) = item.coding.events
    decisions = [{"draft_id": d.id, "verdict": "reject", "reason": "No."} for d in item.coding.drafts]
    decisions.append({"draft_id": event.id, "verdict": "accept", "digest": "A meeting is planned in Erbil."})
    save_item(store, editor(), item.id, decisions, version=1)
    done = publish(store, editor(), item.id, version=2, reason="r")
    found = store.dataset().events[done.event_ids[0]]
    assert (str(found.kind), found.places[0].place_id) == ("planned", "erbil")
    assert found.parties == ("peshmerga_ministry",)


def test_a_place_that_only_the_full_gazetteer_knows_keeps_its_position_without_a_reference(store):
    item = coded_item(store)
    draft = item.coding.drafts[0]
    assert [p.place_id for p in proposed_fields(item, draft.id, store.dataset()).places] == ["kifri"]
    without = Dataset.of([place("elsewhere")])
    (found,) = proposed_fields(item, draft.id, without).places
    assert (found.place_id, found.name) == (None, "Kifri")
    assert found.latitude is not None


def test_a_tie_between_places_gives_no_position(store):
    item = coded_item(store)
    value = item.coding.to_json()
    for key in ("place_id", "latitude", "longitude", "error_km", "geo_precision", "area"):
        value["drafts"][0]["places"][0][key] = None
    tied = create_item(store, editor(), article(), coding=Coding.from_json(value))
    (found,) = reviewed_fields(tied, tied.coding.drafts[0].id, store.dataset()).places
    assert (found.latitude, str(found.method), str(found.geo_precision)) == (None, "not_found", "6")


def test_the_default_digest_is_made_of_codes_alone(store):
    item, _ = published(store)
    digest = store.dataset().sources[item.source_id].digest[0].text
    assert (
        digest
        == "Armed clash: Kifri, reported by Test Wire. Attacker: ISIS. Figures: 2 killed (Peshmerga); 3 wounded (Peshmerga)."
    )


def test_claims_name_the_words_they_come_from_in_a_note(store):
    item, _ = published(store)
    claims = [c for c in store.dataset().claims.values() if c.source_id == item.source_id]
    assert all(isinstance(c, Claim) and c.note for c in claims)
