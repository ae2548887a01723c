"""The public log of corrections as a page shows it: newest first, every field before and after, nothing else."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from geo.bootstrap import seed
from geo.desk.drafts import save_item
from geo.desk.publishing import publish
from geo.desk.revising import edit, merge, undo, withdraw
from geo.layers.text import escape_text
from geo.store import open_store
from pages.ui.corrections import EMPTY, PAGE, moment_words
from tests.desk_samples import accepted_item, coded_item, editor

KIFRI, KULAJO = "kifri-2021-11-29", "kulajo-2021-11-27"


def page():
    import streamlit as st

    from geo.store import open_store
    from pages.ui.corrections import show_chain, show_log

    with open_store(st.session_state["test_url"]) as store:
        st.session_state["test_opened"] = show_log(store)
        show_chain(store)


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        seed(opened)
        yield opened


@pytest.fixture
def log(store):
    """Opens the page for one more reader."""

    def open_page():
        app = AppTest.from_function(page, default_timeout=30)
        app.session_state["test_url"] = store.url
        app.run()
        assert not app.exception
        return app

    return open_page


def markup(app):
    return [element.proto.body for element in app.get("html")]


def correct(store, title, *, version, reason, name="Ada"):
    edit(store, editor(name), KIFRI, {"title": title}, version=version, reason=reason)


def test_an_empty_log_says_what_it_is_for(log):
    (only,) = markup(log())
    assert EMPTY in only


def test_an_entry_says_who_when_why_and_what(store, log):
    correct(store, "Attack at Kifri", version=1, reason="Shorter & better.", name="Grace")
    (entry,) = markup(log())
    info = store.revisions()[-1]
    assert f"Revision 2 · {moment_words(info.at)} · Grace" in entry
    assert entry.index("Shorter &amp; better.") < entry.index("Incident</span> Attack at Kifri") < entry.index("Title")
    assert "<del>Attack <b>on Peshmerga outside</b> Kifri</del>" in entry
    assert "<ins>Attack <b>at</b> Kifri</ins>" in entry


def test_the_newest_correction_comes_first(store, log):
    correct(store, "One", version=1, reason="The first reason.")
    withdraw(store, editor(), KULAJO, version=1, reason="The second reason.")
    app = log()
    assert app.caption[0].value.startswith("2 revisions: 2 corrected what was published, newest first.")
    newest, oldest = markup(app)
    assert "The second reason." in newest
    assert "The first reason." in oldest


def test_figures_and_statements_are_named_by_their_source(store, log):
    claim = store.dataset().claims_of_incident[KIFRI][0]
    edit(store, editor(), claim.id, {"note": "Read again."}, version=1, reason="r", kind="claim")
    edit(store, editor(), claim.statement_id, {"note": "Read again."}, version=1, reason="r", kind="statement")
    statement, figure = markup(log())
    outlet = store.dataset().sources[claim.source_id].outlet
    assert f"Figure</span> {claim.group.label}, {claim.outcome.label}; {outlet}," in figure
    assert f"Statement</span> {outlet}," in statement


def test_the_incident_can_be_asked_for_unless_it_is_withdrawn(store, log):
    correct(store, "Attack at Kifri", version=1, reason="r")
    withdraw(store, editor(), KULAJO, version=1, reason="r")
    app = log()
    (only,) = app.button
    assert only.key == f"log.open.2.{KIFRI}"
    assert app.session_state["test_opened"] is None
    assert only.click().run().session_state["test_opened"] == KIFRI


def test_a_merge_lists_every_record_that_moved(store, log):
    merge(store, editor(), KIFRI, KULAJO, versions={KIFRI: 1, KULAJO: 1}, reason="One attack.")
    (entry,) = markup(log())
    assert "<del>published</del>" in entry
    assert entry.index("<del>published</del>") < entry.index("<details") < entry.index("Statement</span>")
    assert f"<dt>Incident</dt><dd><del>{store.dataset(1).incidents[KULAJO].title}</del>" in entry
    assert entry.count("Statement</span>") == len(store.dataset(1).statements_of_incident[KULAJO])


def test_a_long_log_is_shown_a_part_at_a_time(store, log):
    for version in range(1, PAGE + 4):
        correct(store, f"Title {version}", version=version, reason=f"Reason {version}.")
    app = log()
    assert len(markup(app)) == PAGE
    more = app.button(key="log.more")
    assert more.label == "Show earlier revisions (3)"
    more.click().run()
    assert len(markup(app)) == PAGE + 3
    assert "log.more" not in [button.key for button in app.button]


def test_before_anything_is_published_the_log_says_what_it_is(store, log):
    (only,) = markup(log())
    assert EMPTY in only


def test_a_publication_names_what_is_new_and_nothing_of_the_article_shows(store, log):
    item = accepted_item(store)
    done = publish(store, editor(), item.id, version=item.version, reason="A report.")
    (only,) = markup(log())
    for incident_id in done.incident_ids:
        assert escape_text(store.dataset().incidents[incident_id].title) in only
    assert only.count("New incident") == len(done.incident_ids)
    assert "Rebwar" not in only
    assert "dark hills" not in only


def test_hostile_words_stay_words(store, log):
    correct(store, "<img src=x onerror=alert(1)>", version=1, reason="<script>alert(1)</script>", name="<b>Ada</b>")
    (entry,) = markup(log())
    assert "<img" not in entry
    assert "<script" not in entry
    assert "<b>Ada" not in entry


def test_the_incidents_that_share_a_figure_are_told_apart_by_their_titles(store, log):
    correct(store, "[Kifri](https://example.org)", version=1, reason="r")
    shared = next(c for c in store.dataset().claims_of_incident[KIFRI] if set(c.incident_ids) == {KIFRI, KULAJO})
    edit(store, editor(), shared.id, {"note": "Read again."}, version=1, reason="r", kind="claim")
    labels = [button.label for button in log().button]
    assert len(labels) == 3
    assert r"Show on the map: \[Kifri\]\(" in labels[0]
    assert store.dataset().incidents[KULAJO].title in labels[1]
    assert labels[2] == "Show on the map"


def test_the_newest_digest_stands_in_the_command_that_verifies_it(store, log):
    correct(store, "One", version=1, reason="r")
    info = store.revisions()[-1]
    (code,) = log().code
    assert code.value == f"python -m geo verify --digest {info.digest}"


def test_undoing_the_merge_of_a_draft_reads_as_what_it_takes_back(store, log):
    item = coded_item(store)
    first, *others = item.coding.drafts
    decisions = [{"draft_id": first.id, "verdict": "merge", "merged_into": KIFRI}]
    decisions += [{"draft_id": draft.id, "verdict": "reject", "reason": "No."} for draft in others]
    save_item(store, editor(), item.id, decisions, version=1)
    publish(store, editor(), item.id, version=2, reason="A report.")
    undo(store, editor(), 2, reason="Another attack.")
    app = log()
    taken_back, merged = markup(app)
    title = escape_text(store.dataset().incidents[KIFRI].title)
    assert "New incident" not in taken_back
    assert f"A source is taken back from</span> {title}" in taken_back
    assert f"<dt>Incident</dt><dd><del>{title}</del>" in taken_back
    assert "<ins>none, taken back</ins>" in taken_back
    assert f"A further source for</span> {title}" in merged
    assert [button.key for button in app.button] == [f"log.open.3.{KIFRI}", f"log.open.2.{KIFRI}"]
    undo(store, editor(), 3, reason="It is this attack.")
    assert f'<del>none, taken back</del> <span aria-hidden="true">→</span> <ins>{title}</ins>' in markup(log())[0]
