"""The editor's tools for what is published: each writes the revision expected, and a refusal loses nothing typed."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from geo.bootstrap import seed
from geo.desk.history import corrections
from geo.desk.publishing import publish
from geo.desk.revising import edit, merge, set_grade, withdraw
from geo.store import open_store
from geo.vocabulary import Grade, Status
from pages.ui.revise_saving import NO_REASON
from tests.desk_samples import accepted_item, editor

KIFRI, KULAJO = "kifri-2021-11-29", "kulajo-2021-11-27"


def page():
    import streamlit as st

    from geo.store import open_store
    from pages.ui.desk_revise import show_published
    from tests.desk_samples import editor

    with open_store(st.session_state["test_url"]) as store:
        show_published(store, editor("Grace"))


class DeskPage:
    """The tools as one editor has them open."""

    def __init__(self, url, record_id=None, *, kind="incident"):
        self.app = AppTest.from_function(page, default_timeout=60)
        self.app.session_state["test_url"] = url
        if record_id:
            self.app.session_state["revise.record"] = (kind, record_id)
        self.run()

    def run(self):
        self.app.run()
        assert not self.app.exception
        return self

    def field(self, name):
        """The one field of a form whose key ends so."""
        kinds = (
            "text_input",
            "text_area",
            "selectbox",
            "number_input",
            "date_input",
            "checkbox",
            "multiselect",
            "radio",
        )
        found = [w for kind in kinds for w in self.app.get(kind) if w.key and w.key.endswith(name)]
        assert len(found) == 1, (name, [w.key for w in found])
        return found[0]

    def type(self, key, **values):
        for name, value in values.items():
            self.field(f"{key}/{name.replace('__', '.')}").set_value(value)
        return self

    def choose(self, label, value):
        """Choose in the one list of that label."""
        (found,) = (widget for widget in self.app.selectbox if widget.label.startswith(label))
        found.set_value(value)
        return self.run()

    def send(self, tool, reason="A reason."):
        """Give a reason and press the tool's button."""
        start = f"revise.{tool}."
        for widget in self.app.text_input:
            if widget.key.startswith(start) and widget.key.endswith(".reason"):
                widget.set_value(reason)
        self.app.button(key=f"{start[:-1]}.send").click()
        return self.run()

    @property
    def said(self):
        return [
            alert.value.replace("\\", "")
            for kind in ("success", "info", "warning", "error")
            for alert in self.app.get(kind)
        ]

    @property
    def markup(self):
        return " ".join(element.proto.body for element in self.app.get("html"))


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        seed(opened)
        yield opened


@pytest.fixture
def desk(store):
    return DeskPage(store.url, KIFRI)


def incident(store, incident_id=KIFRI):
    return store.dataset().incidents[incident_id]


def newest(store):
    return store.revisions()[-1]


INCIDENT = f"incident.{KIFRI}"
FORM = f"{INCIDENT}.0"
NEXT_FORM = f"{INCIDENT}.1"


def test_every_incident_can_be_chosen_with_withdrawn_ones_marked(store):
    withdraw(store, editor(), KULAJO, version=1, reason="r")
    desk = DeskPage(store.url)
    (choice,) = desk.app.selectbox
    assert len(choice.options) == len(store.dataset().incidents) + len(store.dataset().events)
    assert [option for option in choice.options if option.endswith("(withdrawn)")] == [
        f"2021-11-27 · {incident(store, KULAJO).title} (withdrawn)"
    ]
    assert "tabs" not in desk.app.main.children
    assert (
        f'<h3 class="sl-title">{incident(store, KULAJO).title}</h3>'
        in desk.choose("Incident", ("incident", KULAJO)).markup
    )


def test_opening_the_tools_and_saving_nothing_writes_nothing(store, desk):
    desk.send(INCIDENT)
    assert desk.said == ["Nothing was changed: the fields hold what is published."]
    assert store.edition() == 1


def test_an_edit_is_a_revision_with_name_and_reason(store, desk):
    desk.type(FORM, title="Attack at Kifri", date_end=dt.date(2021, 11, 30), sub_event_type="attack", grade="disputed")
    desk.send(INCIDENT, "A better title.")
    after = incident(store)
    assert (after.title, str(after.date_end), str(after.time_precision)) == ("Attack at Kifri", "2021-11-30", "2")
    assert (str(after.sub_event_type), after.grade) == ("attack", Grade.DISPUTED)
    assert (newest(store).author, newest(store).reason) == ("Grace", "A better title.")
    assert desk.said == ["Written as revision 2. It stands in the log of corrections."]
    (change,) = corrections(store)[0].changes
    assert {d.field for d in change.differences} == {
        "title",
        "date end",
        "time precision",
        "sub event type",
        "grade",
    }
    assert desk.field(f"{NEXT_FORM}/title").value == "Attack at Kifri"


def test_an_optional_value_is_emptied_and_a_needed_one_is_not(store, desk):
    assert incident(store).note
    desk.type(FORM, note="", time_of_day="  ").send(INCIDENT)
    assert (incident(store).note, incident(store).time_of_day) == (None, None)
    desk.type(NEXT_FORM, title=" ", date_basis="").send(INCIDENT)
    assert desk.said == ["Nothing was changed. This cannot be left empty: Title, How the date is known."]
    assert store.edition() == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_written_and_what_was_typed_stays(store, desk, reason):
    desk.type(FORM, title="Attack at Kifri").send(INCIDENT, reason)
    assert desk.said == [NO_REASON]
    assert store.edition() == 1
    assert desk.field(f"{FORM}/title").value == "Attack at Kifri"
    desk.send(INCIDENT, "Now with one.")
    assert incident(store).title == "Attack at Kifri"


def test_a_place_is_moved_added_removed_and_loses_its_position(store, desk):
    before = incident(store).places
    desk.type(FORM, places__0__latitude=34.7, places__0__error_km=3.0, places__0__geo_precision="2")
    count = len(before)
    desk.type(FORM, **{f"places__{count}__name": "Kulajo", f"places__{count}__role": "reference"})
    desk.type(FORM, **{f"places__{count}__method": "not_found"})
    desk.send(INCIDENT)
    after = incident(store).places
    assert (after[0].latitude, after[0].error_km, str(after[0].geo_precision)) == (34.7, 3.0, "2")
    assert after[0].longitude == before[0].longitude
    assert after[1:count] == before[1:]
    assert (after[count].name, str(after[count].role), after[count].latitude) == ("Kulajo", "reference", None)
    empty = dict.fromkeys(("places__0__latitude", "places__0__longitude", "places__0__error_km"))
    desk.type(NEXT_FORM, **empty, **{f"places__{count}__remove": True}).send(INCIDENT)
    last = incident(store).places
    assert len(last) == count
    assert (last[0].latitude, str(last[0].method)) == (None, "not_found")


def test_half_a_position_is_refused(store, desk):
    desk.type(FORM, places__0__latitude=None).send(INCIDENT)
    (words,) = desk.said
    assert words.replace("\u2060", "") == (
        "Nothing was changed: places 1: expected latitude, longitude and error_km together, or none of them."
    )
    assert store.edition() == 1
    assert desk.field(f"{FORM}/places.0.latitude").value is None


def test_an_actor_is_changed_added_and_removed(store, desk):
    before = incident(store).actors
    count = len(before)
    desk.type(FORM, actors__0__certainty="suspected", **{f"actors__{count}__actor_id": "pmf"})
    desk.type(FORM, **{f"actors__{count}__role": "blamed_by"})
    desk.send(INCIDENT)
    after = incident(store).actors
    assert str(after[0].certainty) == "suspected"
    assert after[1:count] == before[1:]
    assert (after[count].actor_id, str(after[count].role)) == ("pmf", "blamed_by")
    desk.type(NEXT_FORM, **{f"actors__{count}__remove": True}).send(INCIDENT)
    assert len(incident(store).actors) == count


def test_a_stale_edit_loses_nothing_and_shows_the_newer_values(store, desk):
    theirs = {"title": "Their title", "time_of_day": "at dawn"}
    edit(store, editor("Ada"), KIFRI, theirs, version=1, reason="Their reason.")
    desk.type(FORM, title="My title").send(INCIDENT, "My reason.")
    (words,) = desk.said
    assert "nothing is lost" in words
    assert "revision 2 by Ada: “Their reason”" in words
    assert incident(store).title == "Their title"
    assert desk.field(f"{FORM}/title").value == "My title"
    assert desk.field(f"{FORM}/time_of_day").value == "at dawn"
    assert "Published now: Their title" in [caption.value for caption in desk.app.caption]
    desk.send(INCIDENT, "My reason.")
    assert (incident(store).title, incident(store).time_of_day) == ("My title", "at dawn")
    assert store.edition() == 3


def test_a_stale_edit_can_be_dropped(store, desk):
    edit(store, editor("Ada"), KIFRI, {"title": "Their title"}, version=1, reason="r")
    desk.type(FORM, title="My title").send(INCIDENT)
    desk.app.button(key=f"revise.{INCIDENT}.drop").click()
    desk.run()
    assert desk.field(f"{NEXT_FORM}/title").value == "Their title"
    assert store.edition() == 2


def test_fields_in_which_nobody_typed_follow_what_is_published(store, desk):
    edit(store, editor("Ada"), KIFRI, {"title": "Their title"}, version=1, reason="r")
    desk.run()
    assert desk.field(f"{FORM}/title").value == "Their title"
    desk.type(FORM, note="Mine.").send(INCIDENT)
    assert (incident(store).title, incident(store).note) == ("Their title", "Mine.")


def test_words_that_may_be_a_name_are_ticked_before_they_are_written(store, desk):
    desk.type(FORM, note="So says Rebwar Testname.").send(INCIDENT)
    (words,) = desk.said
    assert "may be a person's name: “Rebwar Testname”" in words
    assert store.edition() == 1
    assert desk.field(f"{FORM}/note").value == "So says Rebwar Testname."
    desk.send(INCIDENT)
    assert store.edition() == 1, "sent again without a tick"
    desk.field("name.Rebwar Testname").set_value(True)
    desk.send(INCIDENT)
    assert incident(store).note == "So says Rebwar Testname."


def test_a_second_name_keeps_the_first_tick(store, desk):
    desk.type(FORM, note="So says Rebwar Testname.").send(INCIDENT)
    desk.field("name.Rebwar Testname").set_value(True)
    desk.type(FORM, note="So say Rebwar Testname and Dilan Testname.").send(INCIDENT)
    assert desk.field("name.Rebwar Testname").value
    desk.field("name.Dilan Testname").set_value(True)
    desk.send(INCIDENT)
    assert incident(store).note == "So say Rebwar Testname and Dilan Testname."


def test_a_figure_is_changed_and_its_numbers_emptied(store, desk):
    claim = next(c for c in store.dataset().claims_of_incident[KIFRI] if c.low is not None)
    desk.type(f"{claim.id}.0", low=1, high=4, group="civilians", attributed_to="the hospital").send(f"claim.{claim.id}")
    after = store.dataset().claims[claim.id]
    assert (after.low, after.high, str(after.group), after.attributed_to) == (1, 4, "civilians", "the hospital")
    desk.type(f"{claim.id}.1", low=None, high=None, attributed_to="").send(f"claim.{claim.id}")
    after = store.dataset().claims[claim.id]
    assert (after.low, after.high, after.attributed_to) == (None, None, None)


def test_a_figure_upside_down_is_refused_in_words(store, desk):
    claim = store.dataset().claims_of_incident[KIFRI][0]
    desk.type(f"{claim.id}.0", low=5, high=3).send(f"claim.{claim.id}")
    (words,) = desk.said
    assert words.replace("\u2060", "") == "Nothing was changed: expected low <= high, got 5 to 3."
    assert store.edition() == 1


def test_a_statement_is_changed(store, desk):
    statement = store.dataset().statements_of_incident[KIFRI][0]
    desk.type(f"{statement.id}.0", text="An attack is reported.", note="").send(f"statement.{statement.id}")
    after = store.dataset().statements[statement.id]
    assert (after.text, after.note) == ("An attack is reported.", None)


def test_a_grade_is_set_and_a_stale_click_is_told(store, desk):
    desk.field(f"grade.{KIFRI}.0.grade").set_value("confirmed")
    desk.send(f"grade.{KIFRI}", "The ministry says so.")
    assert incident(store).grade is Grade.CONFIRMED
    set_grade(store, editor("Ada"), KIFRI, "disputed", version=2, reason="Sources differ.")
    desk.field(f"grade.{KIFRI}.1.grade").set_value("single_source")
    desk.send(f"grade.{KIFRI}")
    (words,) = desk.said
    assert words == (
        "Nothing was changed: there is a newer version, revision 3 by Ada: “Sources differ”. It is shown now; look at it, "
        "and send again."
    )
    assert incident(store).grade is Grade.DISPUTED
    desk.send(f"grade.{KIFRI}")
    assert incident(store).grade is Grade.SINGLE_SOURCE


def test_withdrawing_and_publishing_again(store, desk):
    desk.send(f"status.{KIFRI}.published", "")
    assert desk.said == [NO_REASON]
    desk.send(f"status.{KIFRI}.published", "Not confirmed.")
    assert incident(store).status is Status.WITHDRAWN
    assert f"revise.split.{KIFRI}.send" not in [button.key for button in desk.app.button]
    desk.send(f"status.{KIFRI}.withdrawn", "Confirmed after all.")
    assert incident(store).status is Status.PUBLISHED
    assert [c.reason for c in corrections(store)] == ["Confirmed after all.", "Not confirmed."]


def test_what_was_merged_away_is_not_offered_to_be_published_again(store):
    merge(store, editor(), KIFRI, KULAJO, versions={KIFRI: 1, KULAJO: 1}, reason="One attack.")
    desk = DeskPage(store.url, KULAJO)
    assert f"revise.status.{KULAJO}.withdrawn.send" not in [button.key for button in desk.app.button]
    (words,) = [caption.value for caption in desk.app.caption if "not published again" in caption.value]
    words = words.replace("\\", "")
    assert incident(store).title in words
    assert "by revision 2. To have it back, undo revision 2 under “History and undo”" in words
    desk.choose("Revision to take back", 2).send(f"undo.{KULAJO}", "Two attacks.")
    assert incident(store, KULAJO).status is Status.PUBLISHED


def test_a_stale_withdrawal_is_told(store, desk):
    edit(store, editor("Ada"), KIFRI, {"title": "Theirs"}, version=1, reason="r")
    desk.send(f"status.{KIFRI}.published")
    assert "there is a newer version, revision 2 by Ada" in desk.said[0]
    assert incident(store).status is Status.PUBLISHED
    desk.send(f"status.{KIFRI}.published")
    assert incident(store).status is Status.WITHDRAWN


def test_a_merge_shows_what_moves_and_writes_it(store, desk):
    desk.choose("The other incident", KULAJO)
    statements = len(store.dataset().statements_of_incident[KULAJO])
    assert desk.markup.count("<dd>statement of ") == statements
    assert (
        desk.markup.count("<dt>Stays</dt>")
        == desk.markup.count("without knowing whether they count the same people")
        == 1
    )
    desk.send(f"merge.{KIFRI}", "One attack.")
    assert incident(store, KULAJO).status is Status.WITHDRAWN
    assert newest(store).reason == "One attack."


def test_a_stale_merge_is_told_whichever_of_the_two_has_changed(store, desk):
    desk.choose("The other incident", KULAJO)
    edit(store, editor("Ada"), KULAJO, {"title": "Theirs"}, version=1, reason="r")
    desk.send(f"merge.{KIFRI}")
    assert "there is a newer version, revision 2 by Ada" in desk.said[0]
    assert incident(store, KULAJO).status is Status.PUBLISHED


def test_a_split_makes_a_second_incident_of_the_statements_chosen(store, desk):
    own = [s.id for s in store.dataset().statements_of_incident[KIFRI]]
    desk.send(f"split.{KIFRI}")
    assert "Choose the statements that go" in desk.said[0]
    desk.field(f"split.{KIFRI}.0.statements").set_value(own[:1])
    desk.field(f"split.{KIFRI}.0/title").set_value("A second attack")
    desk.send(f"split.{KIFRI}", "Two nights.")
    (new,) = (i for i in store.dataset().incidents.values() if i.title == "A second attack")
    assert [s.id for s in store.dataset().statements_of_incident[new.id]] == own[:1]
    assert new.id in desk.said[0]


def test_the_history_shows_every_version_and_a_revision_is_undone(store, desk):
    title = incident(store).title
    edit(store, editor("Ada"), KIFRI, {"title": "Wrong"}, version=1, reason="By mistake.")
    claim = store.dataset().claims_of_incident[KIFRI][0]
    edit(store, editor("Ada"), claim.id, {"note": "Read again."}, version=1, reason="Checked.", kind="claim")
    withdraw(store, editor("Ada"), KULAJO, version=1, reason="Another one.")
    desk.run()
    assert desk.markup.index("Checked.") < desk.markup.index("By mistake.") < desk.markup.index("First published")
    assert "Another one." not in desk.markup
    (choice,) = (widget for widget in desk.app.selectbox if widget.label.startswith("Revision to take back"))
    assert choice.options == [
        "revision 3 · Ada · Checked.",
        "revision 2 · Ada · By mistake.",
        "elsewhere: revision 4 · Ada · Another one.",
    ]
    desk.choose("Revision to take back", 2).send(f"undo.{KIFRI}", "It was right.")
    assert incident(store).title == title
    assert desk.said == ["Written as revision 5. It stands in the log of corrections."]


def test_the_history_of_what_was_merged_away_has_the_evidence_that_moved(store):
    moved = next(claim for claim in store.dataset().claims_of_incident[KULAJO] if not claim.shared)
    merge(store, editor(), KIFRI, KULAJO, versions={KIFRI: 1, KULAJO: 1}, reason="One attack.")
    written = newest(store).changed
    edit(store, editor(), moved.id, {"note": "Read again."}, version=2, reason="Checked.", kind="claim")
    desk = DeskPage(store.url, KULAJO)
    assert desk.markup.index("Checked.") < desk.markup.index("One attack.")
    assert f"{written['statement'] + written['claim']} statements and figures" in desk.markup
    (choice,) = (widget for widget in desk.app.selectbox if widget.label.startswith("Revision to take back"))
    assert [option.split(" · ")[0] for option in choice.options] == ["revision 3", "revision 2"]


def test_an_undo_over_a_later_change_is_refused(store, desk):
    for version, title in enumerate(("One", "Two"), start=1):
        edit(store, editor(), KIFRI, {"title": title}, version=version, reason="r")
    desk.run().choose("Revision to take back", 2).send(f"undo.{KIFRI}")
    assert "undo first revision 3, then revision 2" in desk.said[0]
    assert incident(store).title == "Two"


def test_undo_takes_back_what_was_published_together(store):
    item = accepted_item(store)
    decisions = [decision.as_json() for decision in item.decisions]
    decisions.append({"draft_id": item.coding.events[0].id, "verdict": "accept", "digest": "A meeting is planned."})
    from geo.desk.drafts import save_item

    save_item(store, editor(), item.id, decisions, version=item.version)
    published = publish(store, editor(), item.id, version=item.version + 1, reason="A report.")
    desk = DeskPage(store.url, published.incident_ids[0])
    desk.choose("Revision to take back", 2).send(f"undo.{published.incident_ids[0]}")
    assert desk.said[0].startswith("Written as revision 3.")
    assert {store.dataset().events[i].status for i in published.event_ids} == {Status.WITHDRAWN}
    assert incident(store, published.incident_ids[0]).status is Status.WITHDRAWN


AGREEMENT = "agreement-baghdad-2020-07-02"


def test_an_event_is_corrected_withdrawn_and_brought_back(store):
    desk = DeskPage(store.url, AGREEMENT, kind="event")
    parties = ["iraqi_defence_ministry", "peshmerga_ministry", "isis"]
    desk.type(f"event.{AGREEMENT}.0", title="Joint work is resumed", kind="meeting", parties=parties)
    desk.type(f"event.{AGREEMENT}.0", places__0__error_km=12.0).send(f"event.{AGREEMENT}", "It was a meeting.")
    after = store.dataset().events[AGREEMENT]
    assert (after.title, str(after.kind), list(after.parties)) == ("Joint work is resumed", "meeting", parties)
    assert after.places[0].error_km == 12
    assert desk.said[0].startswith("Written as revision 2.")
    desk.run().send(f"status.{AGREEMENT}.published", "Not in this form.")
    assert store.dataset().events[AGREEMENT].status is Status.WITHDRAWN
    desk.run().send(f"status.{AGREEMENT}.withdrawn")
    assert store.dataset().events[AGREEMENT].status is Status.PUBLISHED
    assert "It was a meeting." in desk.markup
    desk.choose("Revision to take back as a whole, this event's first", 4).send(f"undo.{AGREEMENT}")
    assert store.dataset().events[AGREEMENT].status is Status.WITHDRAWN


def test_the_statement_of_an_event_is_corrected_beside_it(store):
    desk = DeskPage(store.url, AGREEMENT, kind="event")
    own = next(s for s in store.dataset().statements.values() if AGREEMENT in s.event_ids)
    desk.type(f"statement.{own.id}.0", note="Read twice.").send(f"statement.{own.id}")
    assert store.dataset().statements[own.id].note == "Read twice."
    assert "Read twice." in desk.markup, "its history stands with the event's"


def test_an_incident_that_is_not_there_is_not_opened(store):
    desk = DeskPage(store.url, "nothing")
    assert desk.app.selectbox[0].value is None
    assert len(desk.app.button) == 0


def test_each_write_asks_for_the_rights_again(store, monkeypatch):
    monkeypatch.setattr("tests.desk_samples.editor", lambda name="Ada": SimpleNamespace(name=name))
    desk = DeskPage(store.url, KIFRI)
    own = store.dataset().statements_of_incident[KIFRI][0].id
    desk.choose("The other incident", KULAJO)
    for tool in (INCIDENT, f"grade.{KIFRI}", f"status.{KIFRI}.published", f"merge.{KIFRI}", f"split.{KIFRI}"):
        # What is typed in a form comes with its own button.
        desk.type(FORM, title="Attack at Kifri").field(f"grade.{KIFRI}.0.grade").set_value("disputed")
        desk.field(f"split.{KIFRI}.0.statements").set_value([own])
        desk.send(tool)
        assert "expected an Editor" in desk.said[0]
    assert store.edition() == 1


def test_no_editor_is_kept_in_the_session(store, desk):
    desk.type(FORM, title="Attack at Kifri").send(INCIDENT)
    kept = desk.app.session_state._state.filtered_state
    assert f"revise.{INCIDENT}.base" in kept
    assert not [key for key, value in kept.items() if "Editor(" in repr(value)]
