"""After publication: every change is a new revision, nothing is deleted, and the log says in words what changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geo.bootstrap import seed
from geo.desk import revising
from geo.desk.drafts import save_item
from geo.desk.errors import DeskStateError, WordingError
from geo.desk.history import corrections, diff, history
from geo.desk.publishing import publish
from geo.desk.revising import (
    UncheckedNamesError,
    edit,
    merge,
    merge_plan,
    restore,
    set_grade,
    split,
    undo,
    withdraw,
)
from geo.errors import InvalidRecordError, StaleWriteError, UnknownRecordError
from geo.filters import Filter
from geo.records import Source
from geo.store import Store, open_store
from geo.view import view_of
from geo.vocabulary import Bucket, Grade, Outcome, Status
from tests.desk_samples import TEXT, accepted_item, coded_item, editor

KIFRI = "kifri-2021-11-29"
KULAJO = "kulajo-2021-11-27"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with open_store(database_url) as opened:
        seed(opened)
        yield opened


@pytest.fixture
def desk_ids(store) -> tuple[str, ...]:
    """Two incidents that the desk has published, as edition 2."""
    item = accepted_item(store)
    return publish(store, editor(), item.id, version=item.version, reason="A report.").incident_ids


def in_view(store: Store) -> frozenset[str]:
    return view_of(store.dataset(), Filter()).ids


def killed(store: Store, incident_id: str) -> str:
    return str(view_of(store.dataset(), Filter()).toll(incident_id, Outcome.KILLED))


def contents(store: Store, edition: int) -> list[object]:
    return list(store.dataset(edition).records())


def test_an_edit_is_a_revision_and_the_old_edition_stays(store):
    before = contents(store, 1)
    dates = {"date_start": "2021-11-29", "date_end": "2021-11-30", "date_basis": "Two nights, by a further report."}
    edition = edit(store, editor(), KIFRI, {"title": "Attack at Kifri", **dates}, version=1, reason="A better title.")
    after = store.dataset().incidents[KIFRI]
    assert (edition, after.title, str(after.time_precision)) == (2, "Attack at Kifri", "2")
    assert contents(store, 1) == before
    store.verify()


def test_the_history_shows_each_field_that_changed(store):
    edit(store, editor("Grace"), KIFRI, {"title": "Attack at Kifri"}, version=1, reason="Shorter.")
    set_grade(store, editor(), KIFRI, "disputed", version=2, reason="Sources differ.")
    first, second, third = history(store, KIFRI)
    assert first.differences == ()
    assert [str(d) for d in second.differences] == ["title: Attack on Peshmerga outside Kifri → Attack at Kifri"]
    assert (second.info.author, second.info.reason) == ("Grace", "Shorter.")
    assert [str(d) for d in third.differences] == ["grade: corroborated → disputed"]
    with pytest.raises(UnknownRecordError):
        history(store, "nothing")


def test_a_difference_says_places_and_actors_in_words(store):
    incident = store.dataset().incidents[KIFRI]
    scene = incident.places[0]
    moved = incident.model_copy(
        update={"places": (scene.model_copy(update={"latitude": 34.7}),), "actors": incident.actors[:1], "note": None}
    )
    found = {d.field: d for d in diff(incident, moved)}
    assert set(found) == {"places", "actors", "note"}
    assert "Kifri (scene, 34.6896, 44.9606, within 8 km)" in found["places"].before
    assert found["places"].after == "Kifri (scene, 34.7000, 44.9606, within 8 km)"
    assert found["actors"].after == "isis (attacker, stated)"
    assert found["note"].after == "none"


def test_the_log_holds_corrections_and_not_first_publications(store, desk_ids):
    assert corrections(store) == ()
    edit(store, editor("Grace"), desk_ids[0], {"time_of_day": "at night"}, version=1, reason="The hour.")
    (entry,) = corrections(store)
    assert (entry.number, entry.author, entry.reason) == (3, "Grace", "The hour.")
    (change,) = entry.changes
    assert (change.kind, change.record_id, change.title) == ("incident", desk_ids[0], "Armed clash: Kifri")
    assert [str(d) for d in change.differences] == ["time of day: none → at night"]
    claim = next(c for c in store.dataset().claims.values() if desk_ids[0] in c.incident_ids)
    edit(store, editor(), claim.id, {"low": 1}, version=1, reason="By the hospital.", kind="claim")
    newest = corrections(store)[0]
    assert [str(d) for d in newest.changes[0].differences] == ["low: 2 → 1"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"status": "withdrawn"}, "expected fields among .* got .'status'"),
        ({"id": "other"}, "expected fields among"),
        ({"collection": "articles"}, "expected fields among"),
        ({"grade": "certain"}, "grade: "),
        ({"date_start": "2021-13-01"}, "date_start: "),
        ({"date_start": "2022-01-01"}, "expected date_end on or after date_start"),
        ({"places": []}, "places: "),
        ({"actors": [{"actor_id": "martians", "role": "attacker"}]}, "refers to 'martians'"),
        ({"title": None}, "title: "),
    ],
    ids=range(9),
)
def test_a_forged_edit_is_refused_and_changes_nothing(store, changes, message):
    with pytest.raises(InvalidRecordError, match=message):
        edit(store, editor(), KIFRI, changes, version=1, reason="r")
    assert store.edition() == 1


def test_a_value_that_need_not_be_known_can_be_emptied(store, desk_ids):
    given = {"time_of_day": "at night", "note": "Said by both."}
    edit(store, editor(), desk_ids[0], given, version=1, reason="r")
    edit(store, editor(), desk_ids[0], dict.fromkeys(given), version=2, reason="Not known after all.")
    after = store.dataset().incidents[desk_ids[0]]
    assert (after.time_of_day, after.note) == (None, None)
    claim = store.dataset().claims_of_incident[desk_ids[0]][0]
    none = {"low": None, "high": None, "attributed_to": None, "note": None}
    edit(store, editor(), claim.id, none, version=1, reason="No number.", kind="claim")
    emptied = store.dataset().claims[claim.id]
    assert (emptied.low, emptied.high, emptied.attributed_to, emptied.note) == (None, None, None, None)
    statement = store.dataset().statements_of_incident[desk_ids[0]][0]
    edit(store, editor(), statement.id, {"note": "How it was read."}, version=1, reason="r", kind="statement")
    edit(store, editor(), statement.id, {"note": None}, version=2, reason="r", kind="statement")
    assert store.dataset().statements[statement.id].note is None
    place = store.dataset().incidents[desk_ids[0]].places[0]
    nowhere = {"latitude": None, "longitude": None, "error_km": None, "method": "not_found", "note": None}
    edit(store, editor(), desk_ids[0], {"places": [place.as_json() | nowhere]}, version=3, reason="Not there.")
    assert store.dataset().incidents[desk_ids[0]].scene is None
    store.verify()


def test_a_stale_or_forged_version_is_refused(store):
    edit(store, editor(), KIFRI, {"title": "First"}, version=1, reason="r")
    for version in (1, 3, 0, "2"):
        with pytest.raises(StaleWriteError):
            edit(store, editor(), KIFRI, {"title": "Second"}, version=version, reason="r")
    assert store.dataset().incidents[KIFRI].title == "First"


def test_an_edit_cannot_bring_in_the_article_or_a_name(store, desk_ids):
    start = TEXT.index("and he had served")
    with pytest.raises(WordingError, match="at most 40 words in a row"):
        edit(store, editor(), desk_ids[0], {"note": TEXT[start : start + 300]}, version=1, reason="r")
    with pytest.raises(UncheckedNamesError, match="Rebwar Testname") as refused:
        edit(store, editor(), desk_ids[0], {"note": "Among them Rebwar Testname."}, version=1, reason="r")
    assert refused.value.names == ("Rebwar Testname",)
    statement = store.dataset().statements_of_incident[desk_ids[0]][0]
    with pytest.raises(WordingError, match="at most 40 words a passage"):
        edit(store, editor(), statement.id, {"text": "word " * 41}, version=1, reason="r", kind="statement")
    edit(
        store,
        editor(),
        desk_ids[0],
        {"note": "Said by Some Official."},
        version=1,
        reason="r",
        names_checked=["Some Official"],
    )


def test_a_withdrawn_incident_leaves_the_view_and_comes_back(store):
    withdraw(store, editor(), KIFRI, version=1, reason="Not confirmed.")
    assert KIFRI not in in_view(store)
    assert store.dataset().incidents[KIFRI].status is Status.WITHDRAWN
    assert KIFRI in view_of(store.dataset(1), Filter()).ids
    with pytest.raises(DeskStateError, match="not withdrawn yet"):
        withdraw(store, editor(), KIFRI, version=2, reason="r")
    restore(store, editor(), KIFRI, version=2, reason="Confirmed after all.")
    assert KIFRI in in_view(store)
    with pytest.raises(InvalidRecordError, match="the reason of a change"):
        withdraw(store, editor(), KIFRI, version=3, reason="")
    with pytest.raises(UnknownRecordError):
        withdraw(store, editor(), "nothing", version=1, reason="r")


def test_a_grade_is_one_of_the_code_list(store):
    set_grade(store, editor(), KIFRI, Grade.CONFIRMED, version=1, reason="The ministry says so.")
    assert store.dataset().incidents[KIFRI].grade is Grade.CONFIRMED


def test_merging_moves_the_evidence_and_counts_nobody_twice(store, desk_ids):
    own = desk_ids[0]
    source = store.dataset().statements_of_incident[own][0].source_id
    statements = {s.id for s in store.dataset().statements_of_incident[own]}
    before = killed(store, KIFRI)
    plan = merge_plan(store.dataset(), KIFRI, own)
    merge(store, editor(), KIFRI, own, versions={KIFRI: 1, own: 1}, reason="One attack.")
    dataset = store.dataset()
    assert {s.id for s in plan.statements} == statements
    assert all(dataset.claims[c.id].incident_ids == (KIFRI,) for c in plan.moving)
    assert plan.moving
    assert plan.staying == ()
    assert own not in in_view(store)
    assert dataset.incidents[own].note == f"Merged into {KIFRI}."
    assert statements <= {s.id for s in dataset.statements_of_incident[KIFRI]}
    assert [c.low for c in dataset.claims_of_incident[KIFRI] if c.source_id == source] == [2, 3]
    assert killed(store, KIFRI) == before
    store.verify()


def test_merging_incidents_of_one_article_adds_no_second_figure_of_its_group(store):
    first, second = KIFRI, KULAJO
    shared = [c for c in store.dataset().claims.values() if set(c.incident_ids) == {first, second}]
    assert shared, "the starter data shares a figure between the two"
    merge(store, editor(), first, second, versions={first: 1, second: 1}, reason="One attack.")
    after = store.dataset().claims[shared[0].id]
    assert after.incident_ids == (first,)
    assert store.dataset().statements[after.statement_id].bucket is Bucket.INCIDENT


def test_a_merge_states_both_versions_and_two_published_incidents(store):
    for versions in ({KIFRI: 1}, {KIFRI: 1, KULAJO: 7}, {}):
        with pytest.raises(StaleWriteError):
            merge(store, editor(), KIFRI, KULAJO, versions=versions, reason="r")
    with pytest.raises(DeskStateError, match=r"got .*twice"):
        merge(store, editor(), KIFRI, KIFRI, versions={KIFRI: 1}, reason="r")
    withdraw(store, editor(), KULAJO, version=1, reason="r")
    with pytest.raises(DeskStateError, match="which is withdrawn"):
        merge(store, editor(), KIFRI, KULAJO, versions={KIFRI: 1, KULAJO: 2}, reason="r")


def test_a_split_gives_a_second_incident_with_its_own_evidence(store):
    own = [s.id for s in store.dataset().statements_of_incident[KIFRI]]
    rests = {c.statement_id: c.id for c in store.dataset().claims_of_incident[KIFRI] if not c.shared}
    statement = next(iter(rests))
    new = split(
        store,
        editor(),
        KIFRI,
        {"title": "A second attack at Kifri"},
        statement_ids=[statement],
        version=1,
        reason="Two nights.",
    )
    dataset = store.dataset()
    assert {KIFRI, new} <= in_view(store)
    assert [s.id for s in dataset.statements_of_incident[new]] == [statement]
    assert [s.id for s in dataset.statements_of_incident[KIFRI]] == [i for i in own if i != statement]
    assert dataset.claims[rests[statement]].incident_ids == (new,)
    for chosen in ([], own, ["nothing"]):
        with pytest.raises(InvalidRecordError, match="expected some of the incident's statements"):
            split(store, editor(), KIFRI, {}, statement_ids=chosen, version=1, reason="r")


def test_undoing_an_edit_a_merge_and_a_split_gives_back_what_was_there(store):
    before = contents(store, 1)
    edit(store, editor(), KIFRI, {"title": "Wrong"}, version=1, reason="r")
    assert undo(store, editor(), 2, reason="It was right.") == 3
    assert contents(store, 3) == before
    merge(store, editor(), KIFRI, KULAJO, versions={KIFRI: 3, KULAJO: 1}, reason="r")
    undo(store, editor(), 4, reason="Two attacks.")
    assert contents(store, 5) == before
    statement = next(c.statement_id for c in store.dataset().claims_of_incident[KIFRI] if not c.shared)
    new = split(store, editor(), KIFRI, {}, statement_ids=[statement], version=3, reason="r")
    undo(store, editor(), 6, reason="One attack.")
    assert [r for r in contents(store, 7) if r.id != new] == before
    assert new not in in_view(store)
    assert store.edition() == 7, "nothing is deleted: every step is there"
    store.verify()


def test_undoing_a_publication_takes_it_out_of_the_view_and_deletes_nothing(store, desk_ids):
    undo(store, editor(), 2, reason="Published too early.")
    assert in_view(store).isdisjoint(desk_ids)
    assert set(desk_ids) <= set(store.dataset().incidents)
    assert [c.reason for c in corrections(store)] == ["Published too early."]


def test_undoing_what_was_added_to_an_incident_takes_its_figures_out_of_the_count(store):
    item = coded_item(store)
    first, second = item.coding.drafts
    own = {"title": "Corrected", "tolls": [{"group": "peshmerga", "outcome": "killed", "low": 90, "high": 90}]}
    decisions = [
        {"draft_id": first.id, "verdict": "merge", "merged_into": KIFRI, "corrections": own},
        {"draft_id": second.id, "verdict": "reject", "reason": "No."},
    ]
    save_item(store, editor(), item.id, decisions, version=1)
    before = killed(store, KIFRI)
    publish(store, editor(), item.id, version=2, reason="r")
    assert killed(store, KIFRI) == "0–90"
    undo(store, editor(), 2, reason="Another attack.")
    assert killed(store, KIFRI) == before
    assert item.source_id not in {s.source_id for s in store.dataset().statements_of_incident[KIFRI]}
    assert len(in_view(store)) == len(view_of(store.dataset(1), Filter()).ids)


def publish_event(store: Store) -> tuple[str, str]:
    """The desk's only event is published as edition 2; gives its id and its source's."""
    item = coded_item(store)
    decisions = [{"draft_id": d.id, "verdict": "reject", "reason": "No."} for d in item.coding.drafts]
    decisions.append({"draft_id": item.coding.events[0].id, "verdict": "accept", "digest": "A meeting is planned."})
    save_item(store, editor(), item.id, decisions, version=1)
    (event_id,) = publish(store, editor(), item.id, version=2, reason="r").event_ids
    return event_id, item.source_id


def events_in_view(store: Store) -> set[str]:
    return {event.id for event in view_of(store.dataset(), Filter()).events}


def sources_shown(store: Store) -> set[str]:
    return {source.id for source in store.dataset().shown_sources}


def test_an_event_is_withdrawn_with_its_source_and_published_again(store):
    event_id, source_id = publish_event(store)
    assert event_id in events_in_view(store)
    assert source_id in sources_shown(store)
    withdraw(store, editor(), event_id, version=1, reason="Never signed.", kind="event")
    assert event_id not in events_in_view(store)
    assert source_id not in sources_shown(store)
    with pytest.raises(DeskStateError, match="expected an incident or event that is not withdrawn yet, got event"):
        withdraw(store, editor(), event_id, version=2, reason="r", kind="event")
    restore(store, editor(), event_id, version=2, reason="It was signed.", kind="event")
    assert event_id in events_in_view(store)
    assert source_id in sources_shown(store)
    assert [str(d) for d in corrections(store)[0].changes[0].differences] == ["status: withdrawn → published"]
    with pytest.raises(DeskStateError, match="expected an incident or event"):
        withdraw(store, editor(), source_id, version=1, reason="r", kind="source")


def test_undoing_the_publication_of_an_event_takes_it_back_once(store):
    event_id, source_id = publish_event(store)
    undo(store, editor(), 2, reason="Not yet.")
    assert event_id not in events_in_view(store)
    assert source_id not in sources_shown(store)
    with pytest.raises(DeskStateError, match="nothing of it is left"):
        undo(store, editor(), 2, reason="r")
    undo(store, editor(), 3, reason="It took place.")
    assert event_id in events_in_view(store)


def test_a_changed_event_holds_back_undoing_its_publication(store):
    event_id, _ = publish_event(store)
    edit(store, editor(), event_id, {"title": "A meeting"}, version=1, reason="r", kind="event")
    with pytest.raises(DeskStateError, match="undo first revision 3, then revision 2"):
        undo(store, editor(), 2, reason="r")


def test_what_a_later_revision_changed_is_not_undone_over_it(store):
    edit(store, editor(), KIFRI, {"title": "One"}, version=1, reason="r")
    edit(store, editor(), KIFRI, {"title": "Two"}, version=2, reason="r")
    with pytest.raises(DeskStateError, match="got incident 'kifri-2021-11-29', which revision 3 has"):
        undo(store, editor(), 2, reason="r")
    with pytest.raises(DeskStateError, match="expected a revision after the first"):
        undo(store, editor(), 1, reason="r")
    for number in (0, -1, 99):
        with pytest.raises(UnknownRecordError, match="expected a revision from 1 to 3"):
            undo(store, editor(), number, reason="r")


def total_killed(store: Store) -> str:
    return str(view_of(store.dataset(), Filter()).tolls[Outcome.KILLED])


def merge_seeds(store: Store) -> int:
    return merge(store, editor(), KIFRI, KULAJO, versions={KIFRI: 1, KULAJO: 1}, reason="One attack.")


def publish_into(store: Store, incident_id: str, *, text: str = TEXT, outlet: str = "Other Wire") -> int:
    """A further article's first draft is merged into an incident; gives the edition."""
    item = coded_item(store, text=text, outlet=outlet)
    first, *others = item.coding.drafts
    decisions = [{"draft_id": first.id, "verdict": "merge", "merged_into": incident_id}]
    decisions += [{"draft_id": draft.id, "verdict": "reject", "reason": "No."} for draft in others]
    save_item(store, editor(), item.id, decisions, version=1)
    return publish(store, editor(), item.id, version=2, reason="A further report.").edition


def test_what_was_merged_away_is_not_published_beside_the_incident_that_stands_for_it(store):
    merge_seeds(store)
    merged = total_killed(store)
    with pytest.raises(DeskStateError, match=f"it was merged into .*{KIFRI}.* by revision 2; undo revision 2 instead"):
        restore(store, editor(), KULAJO, version=2, reason="r")
    assert total_killed(store) == merged
    edit(store, editor(), KULAJO, {"note": None}, version=2, reason="The note goes, the evidence does not come back.")
    with pytest.raises(DeskStateError, match=f"went to .*{KIFRI}.* with revision 2; undo revision 2 instead"):
        restore(store, editor(), KULAJO, version=3, reason="r")
    assert total_killed(store) == merged


def test_after_a_merge_is_undone_an_incident_is_withdrawn_and_published_again_as_ever(store):
    before = total_killed(store)
    merge_seeds(store)
    undo(store, editor(), 2, reason="Two attacks.")
    withdraw(store, editor(), KULAJO, version=3, reason="Not confirmed.")
    restore(store, editor(), KULAJO, version=4, reason="Confirmed after all.")
    assert total_killed(store) == before


def test_what_a_split_had_made_comes_back_only_with_its_evidence(store):
    statement = next(c.statement_id for c in store.dataset().claims_of_incident[KIFRI] if not c.shared)
    new = split(store, editor(), KIFRI, {}, statement_ids=[statement], version=1, reason="r")
    undo(store, editor(), 2, reason="One attack.")
    with pytest.raises(DeskStateError, match=f"went to .*{KIFRI}.* with revision 3; undo revision 3 instead"):
        restore(store, editor(), new, version=2, reason="r")
    undo(store, editor(), 3, reason="Two after all.")
    assert [s.id for s in store.dataset().statements_of_incident[new]] == [statement]
    assert new in in_view(store)


def test_a_holder_of_what_was_taken_back_is_never_published(store):
    before = in_view(store)
    publish_into(store, KIFRI)
    undo(store, editor(), 2, reason="Another attack.")
    (holder,) = store.dataset().incidents.keys() - before
    with pytest.raises(DeskStateError, match=r"only holds what was taken back.* undo revision 3 instead"):
        restore(store, editor(), holder, version=1, reason="r")
    undo(store, editor(), 3, reason="It is this attack.")
    assert "Other Wire" in {s.outlet for s in sources_of(store, KIFRI)}
    assert in_view(store) == before


def sources_of(store: Store, incident_id: str) -> list[Source]:
    dataset = store.dataset()
    return [dataset.sources[s.source_id] for s in dataset.statements_of_incident[incident_id]]


def test_undoing_never_takes_down_what_a_colleague_has_added_since(store, desk_ids):
    own = desk_ids[0]
    publish_into(store, own, text=TEXT.replace("Monday", "Tuesday"))
    before = contents(store, 3)
    with pytest.raises(
        DeskStateError, match=f"revision 3 made to rest on incident '{own}'.* undo first revision 3, then"
    ):
        undo(store, editor(), 2, reason="Too early.")
    assert contents(store, store.edition()) == before
    undo(store, editor(), 3, reason="Another attack.")
    undo(store, editor(), 2, reason="Too early.")
    assert own not in in_view(store)


def test_undoing_a_return_never_takes_down_what_was_added_since(store):
    withdraw(store, editor(), KIFRI, version=1, reason="r")
    restore(store, editor(), KIFRI, version=2, reason="r")
    publish_into(store, KIFRI)
    with pytest.raises(DeskStateError, match="undo first revision 4, then revision 3"):
        undo(store, editor(), 3, reason="r")
    assert KIFRI in in_view(store)


def test_undoing_is_refused_when_a_colleague_publishes_in_that_moment(store, desk_ids, monkeypatch):
    check = revising._check_undoable

    def publish_after(*checked):
        check(*checked)
        publish_into(store, desk_ids[0], text=TEXT.replace("Monday", "Tuesday"))

    monkeypatch.setattr(revising, "_check_undoable", publish_after)
    with pytest.raises(StaleWriteError, match="expected edition 2, which was read, got 3"):
        undo(store, editor(), 2, reason="r")
    assert desk_ids[0] in in_view(store)


def test_what_is_again_as_a_revision_left_it_can_be_undone(store):
    before = contents(store, 1)
    edit(store, editor(), KIFRI, {"title": "One"}, version=1, reason="r")
    edit(store, editor(), KIFRI, {"title": "Two"}, version=2, reason="r")
    undo(store, editor(), 3, reason="r")
    undo(store, editor(), 2, reason="r")
    assert contents(store, 5) == before
    with pytest.raises(DeskStateError, match="got 2; nothing of it is left to take back"):
        undo(store, editor(), 2, reason="r")
    merge(store, editor(), KIFRI, KULAJO, versions={KIFRI: 5, KULAJO: 1}, reason="r")
    edit(store, editor(), KULAJO, {"note": None}, version=2, reason="r")
    undo(store, editor(), 7, reason="r")
    undo(store, editor(), 6, reason="r")
    assert contents(store, 9) == before
    statement = next(c.statement_id for c in store.dataset().claims_of_incident[KIFRI] if not c.shared)
    new = split(store, editor(), KIFRI, {}, statement_ids=[statement], version=5, reason="r")
    edit(store, editor(), new, {"title": "Another"}, version=1, reason="r")
    undo(store, editor(), 11, reason="r")
    undo(store, editor(), 10, reason="r")
    assert [r for r in contents(store, 13) if r.id != new] == before


def test_evidence_that_has_come_back_holds_nothing_up(store):
    before = contents(store, 1)
    withdraw(store, editor(), KIFRI, version=1, reason="r")
    restore(store, editor(), KIFRI, version=2, reason="r")
    merge(store, editor(), KULAJO, KIFRI, versions={KIFRI: 3, KULAJO: 1}, reason="r")
    undo(store, editor(), 4, reason="r")
    undo(store, editor(), 3, reason="r")
    undo(store, editor(), 2, reason="r")
    assert contents(store, 7) == before


def test_a_refusal_names_what_really_has_to_be_undone_first_and_following_it_works(store):
    before = contents(store, 1)
    for version, title in enumerate(("One", "Two", "Three"), start=1):
        edit(store, editor(), KIFRI, {"title": title}, version=version, reason="r")
    undo(store, editor(), 4, reason="Back to Two.")
    merge(store, editor(), KIFRI, KULAJO, versions={KIFRI: 5, KULAJO: 1}, reason="r")
    moved = next(c for c in store.dataset(1).claims_of_incident[KULAJO] if not c.shared)
    edit(store, editor(), moved.id, {"note": "Read again."}, version=2, reason="r", kind="claim")
    with pytest.raises(DeskStateError, match="undo first revision 3, then revision 2"):
        undo(store, editor(), 2, reason="r")
    with pytest.raises(DeskStateError, match="undo first revision 7, then revision 6"):
        undo(store, editor(), 6, reason="r")
    for number in (7, 6, 3, 2):
        undo(store, editor(), number, reason="r")
    assert contents(store, store.edition()) == before


def test_every_field_of_a_place_or_an_actor_that_differs_is_said_with_names(store):
    incident = store.dataset().incidents[KIFRI]
    scene, actor = incident.places[0], incident.actors[0]
    other = next(p for p in store.dataset().places.values() if p.id != scene.place_id and p.names.en != scene.name)
    changed = {
        "geo_precision": "3",
        "method": "editor",
        "place_id": other.id,
        "words": "Kfri",
        "note": "Set by hand.",
    }
    said = ("precision: district", "how found: set by an editor", f"gazetteer entry: {other.names.en}", "spelt “Kfri”")
    version, names = 1, ["Bawa Shaswar"]
    for (field, value), words in zip(changed.items(), (*said, "note: Set by hand."), strict=True):
        places = [scene.as_json() | {field: value}, *(place.as_json() for place in incident.places[1:])]
        edit(store, editor(), KIFRI, {"places": places}, version=version, reason="r", names_checked=names)
        version += 1
        (difference,) = corrections(store)[0].changes[0].differences
        assert words in difference.after
        assert words not in difference.before
    places = [place.as_json() for place in incident.places]
    edit(store, editor(), KIFRI, {"places": places}, version=version, reason="r", names_checked=names)
    actors = [actor.as_json() | {"note": "Named by one."}, *(a.as_json() for a in incident.actors[1:])]
    edit(store, editor(), KIFRI, {"actors": actors}, version=version + 1, reason="r")
    (difference,) = corrections(store)[0].changes[0].differences
    name = store.dataset().actors[actor.actor_id].names.en
    assert f"{name} ({actor.role.label}, {actor.certainty.label}, note: Named by one.)" in difference.after
    assert actor.actor_id not in difference.before + difference.after
    assert difference.before != difference.after


def test_a_shift_of_a_few_metres_and_a_place_of_the_same_name_are_told_apart(store):
    incident = store.dataset().incidents[KIFRI]
    scene = incident.places[0]
    for change in ({"latitude": scene.latitude + 0.00001}, {"error_km": scene.error_km + 1e-7}):
        moved = incident.model_copy(update={"places": (scene.model_copy(update=change), *incident.places[1:])})
        (difference,) = diff(incident, moved, store.dataset())
        assert difference.before != difference.after


def test_a_merge_is_said_with_the_title_of_the_incident_that_stands_for_both(store):
    merge_seeds(store)
    notes = [d.after for c in corrections(store)[0].changes for d in c.differences if d.field == "note"]
    assert [note for note in notes if f"Merged into “{store.dataset().incidents[KIFRI].title}”." in note]
    assert not [note for note in notes if KIFRI in note]
