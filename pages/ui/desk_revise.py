"""The editor's tools for published incidents and events: edit, evidence, grade, withdraw, merge, split, history and undo."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

import streamlit as st

from geo.desk.deeds import Departure, Key, departure, is_holder
from geo.desk.revising import merge, merge_plan, restore, set_grade, split, withdraw
from geo.desk.rights import Editor
from geo.filters import period_words, source_label
from geo.layers.text import SafeText, compose_markup
from geo.records import Claim, Dataset, Event, Incident, Statement
from geo.store import Store
from geo.tolls import claim_toll
from geo.vocabulary import Grade, Status
from pages.ui.given import give
from pages.ui.markup import label_text, show, text, together
from pages.ui.revise_fields import changes_from, draw_texts, fill, missing_words, typed_values, values_of
from pages.ui.revise_form import show_form
from pages.ui.revise_history import show_history
from pages.ui.revise_saving import (
    Desk,
    Told,
    carry_out,
    choose,
    heading,
    look_again,
    refuse,
    round_of,
    short,
    show_done,
    sign,
    written,
)

CHOSEN: Final = "revise.record"
_SEEN: Final = "revise.seen"
_STAYS: Final = (
    "it stays with the other incident and no longer counts, as this source gives such a figure for this one too, and the two "
    "cannot be added without knowing whether they count the same people"
)
_SEARCH: Final = "Type a place, a day or a word of the title"


def show_published(store: Store, found_editor: Editor) -> None:
    """Let the editor find a published or withdrawn incident or event, and show its tools."""
    dataset = store.dataset()
    # What an undo made to hold evidence was never public, and there is nothing to do with it.
    found = [*(i for i in dataset.incidents.values() if not is_holder(i.id)), *dataset.events.values()]
    newest_first = sorted(found, key=lambda record: (record.date_start, record.id), reverse=True)
    names = {(record.kind_name, record.id): _name(record) for record in newest_first}
    chosen: Key | None = choose("Incident or event", names, key=CHOSEN, placeholder=_SEARCH)
    if chosen is None:
        st.caption("Every change is a new revision with your name and reason, and nothing is deleted.")
        show_done()
    else:
        _show_revising(store, found_editor, chosen)


def _show_revising(store: Store, found_editor: Editor, chosen: Key) -> None:
    """Show the tools of one incident or event; the editor is this run's, and each write asks for the rights again."""
    now = store.edition()
    shown_key, shown = st.session_state.get(_SEEN, (chosen, now))
    desk = Desk(store, found_editor, now, shown if shown_key == chosen else now)
    (kind, record_id), dataset = chosen, desk.dataset
    record = dataset.events[record_id] if kind == Event.kind_name else dataset.incidents[record_id]
    show(_head(desk, record))
    with st.container():  # always there: an element that came and went would turn the tabs back
        show_done()
    if isinstance(record, Event):
        _show_event_tools(desk, record)
    else:
        _show_tools(desk, record)
    st.session_state[_SEEN] = (chosen, now)


def _show_event_tools(desk: Desk, event: Event) -> None:
    fields, evidence, status, past = st.tabs(
        ["Edit", "Evidence", "Status", "History and undo"], key="revise.event_tabs"
    )
    with fields:
        show_form(desk, event)
    with evidence:
        _show_evidence(desk, [s for s in desk.dataset.statements.values() if event.id in s.event_ids], ())
    with status:
        _show_status(desk, event)
    with past:
        show_history(desk, event)


def _show_tools(desk: Desk, incident: Incident) -> None:
    fields, evidence, status, merging, splitting, past = st.tabs(
        ["Edit", "Evidence", "Grade and status", "Merge", "Split", "History and undo"], key="revise.tabs"
    )
    with fields:
        show_form(desk, incident)
    with evidence:
        dataset = desk.dataset
        _show_evidence(desk, dataset.statements_of_incident[incident.id], dataset.claims_of_incident[incident.id])
    with status:
        _show_grade(desk, incident)
        _show_status(desk, incident)
    is_public = incident.status is Status.PUBLISHED
    with merging:
        _show_merge(desk, incident) if is_public else st.caption("Only a published incident is merged.")
    with splitting:
        _show_split(desk, incident) if is_public else st.caption("Only a published incident is split.")
    with past:
        show_history(desk, incident)


def _head(desk: Desk, record: Incident | Event) -> SafeText:
    version = desk.store.version(record.kind_name, record.id, edition=desk.edition)
    what = record.kind.label if isinstance(record, Event) else record.grade.label
    return compose_markup(
        '<div class="sl-kicker">{words}</div><h3 class="sl-title">{title}</h3>',
        words=text(
            f"{period_words(record.date_start, record.date_end)} · {record.status.label} · {what} · version {version}"
        ),
        title=text(record.title),
    )


# ---- evidence ----------------------------------------------------------------------------------------------------------


def _show_evidence(desk: Desk, statements: Sequence[Statement], claims: Sequence[Claim]) -> None:
    dataset = desk.dataset
    st.caption("Each statement with the figures that rest on it. A change holds for all that they support.")
    for source_id, part in groupby(statements, key=lambda statement: statement.source_id):
        heading(source_label(dataset, source_id))
        for statement in part:
            with st.expander(f"Statement: {label_text(short(statement.text))}{_also(statement.incident_ids)}"):
                show_form(desk, statement)
            for claim in (claim for claim in claims if claim.statement_id == statement.id):
                with st.expander(f"Figure: {label_text(_figure(claim))}{_also(claim.incident_ids)}"):
                    show_form(desk, claim)
    if not statements:
        st.caption("Nothing supports it any more: what did has moved to another incident.")


def _also(incident_ids: tuple[str, ...]) -> str:
    return "" if len(incident_ids) < 2 else f" · shared by {len(incident_ids)} incidents"


def _figure(claim: Claim) -> str:
    return f"{claim.group.label} {claim.outcome.label}, {claim_toll(claim)}"


# ---- grade and status --------------------------------------------------------------------------------------------------


def _show_grade(desk: Desk, incident: Incident) -> None:
    key = f"revise.grade.{incident.id}"
    grades = {str(grade): f"{grade.label}: {grade.definition}" for grade in Grade}
    field = f"{key}.{round_of(key)}.grade"
    seen = desk.store.dataset(desk.seen).incidents[incident.id].grade
    if st.session_state.get(field) in (None, str(seen)):  # nobody has chosen another
        give(field, str(incident.grade))
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        choice = st.radio(
            "How well it is verified", list(grades), format_func=lambda value: label_text(grades[value]), key=field
        )
        signed = sign(key, "Set the grade")
    if signed.sent and choice == str(incident.grade):
        refuse(key, "Nothing was changed: it has this grade.", kind="info")

    def write() -> int:
        version = desk.seen_version("incident", incident.id)
        grade = Grade.parse(choice)
        return set_grade(desk.store, desk.editor, incident.id, grade, version=version, reason=signed.reason)

    carry_out(key, signed, write, words=written, on_stale=lambda: look_again(desk, incident.id))


def _show_status(desk: Desk, record: Incident | Event) -> None:
    key = f"revise.status.{record.id}.{record.status}"
    all_of_it = "the incident and its figures" if isinstance(record, Incident) else "the event"
    act, label, what = (
        (withdraw, "Withdraw", f"Withdrawing takes {all_of_it} out of the view; the history keeps it.")
        if record.status is Status.PUBLISHED
        else (restore, "Publish again", "It is withdrawn: no page counts or shows it.")
    )
    heading(label)
    if isinstance(record, Incident) and (away := departure(desk.store, record)):
        st.caption(label_text(_away_words(away)))
        return
    st.caption(what)
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        signed = sign(key, label, primary=False)

    def write() -> int:
        kind, version = record.kind_name, desk.seen_version(record.kind_name, record.id)
        return act(desk.store, desk.editor, record.id, version=version, reason=signed.reason, kind=kind)

    carry_out(key, signed, write, words=written, on_stale=lambda: look_again(desk, record.id, kind=record.kind_name))


def _away_words(away: Departure) -> str:
    return (
        f"It is withdrawn, and is not published again by itself: {away.why}. To have it back, undo revision {away.number} "
        "under “History and undo”."
    )


# ---- merge and split ---------------------------------------------------------------------------------------------------


def _show_merge(desk: Desk, incident: Incident) -> None:
    key = f"revise.merge.{incident.id}"
    others = [i for i in desk.dataset.incidents.values() if i.status is Status.PUBLISHED and i.id != incident.id]
    by_days = sorted(others, key=lambda i: (abs((i.date_start - incident.date_start).days), i.id))
    st.caption("This incident then stands for both; the other one is withdrawn, and its evidence comes here.")
    other = choose(
        "The other incident, nearest in time first",
        {i.id: _name(i) for i in by_days},
        key=f"{key}.{round_of(key)}.other",
        placeholder=_SEARCH,
    )
    if other is None:
        return
    show(_plan(desk.dataset, incident.id, other))
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        signed = sign(key, "Merge the two")

    def write() -> int:
        versions = {i: desk.seen_version("incident", i) for i in (incident.id, other)}
        return merge(desk.store, desk.editor, incident.id, other, versions=versions, reason=signed.reason)

    carry_out(key, signed, write, words=written, on_stale=lambda: look_again(desk, incident.id, other))


def _plan(dataset: Dataset, keep: str, other: str) -> SafeText:
    plan = merge_plan(dataset, keep, other)
    lines = [
        *(("Moves here", f"statement of {_statement_words(dataset, s)}") for s in plan.statements),
        *(("Moves here", f"figure: {_claim_words(dataset, c)}") for c in plan.moving),
        *(("Stays", f"figure: {_claim_words(dataset, c)}; {_STAYS}") for c in plan.staying),
    ]
    return compose_markup(
        '<dl class="sl-diff">{rows}</dl>',
        rows=together(
            compose_markup("<dt>{what}</dt><dd>{words}</dd>", what=text(what), words=text(words))
            for what, words in lines
        ),
    )


def _show_split(desk: Desk, incident: Incident) -> None:
    key = f"revise.split.{incident.id}"
    own = {s.id: s for s in desk.dataset.statements_of_incident[incident.id]}
    if len(own) < 2:
        st.caption("It rests on one statement, so there is nothing to split off.")
        return
    prefix = f"{key}.{round_of(key)}/"
    if f"{prefix}title" not in st.session_state:
        fill(prefix, _texts_of(incident))
    st.caption(
        "The statements chosen go to a second incident, with their figures. It has all other fields of this one."
    )
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        chosen = st.multiselect(
            "Statements that go to the second incident",
            list(own),
            format_func=lambda statement_id: _statement_words(desk.dataset, own[statement_id]),
            key=f"{key}.{round_of(key)}.statements",
        )
        draw_texts(prefix, {})
        signed = sign(key, "Split")
    changes = changes_from(typed_values(prefix), incident)
    if signed.sent and not 0 < len(chosen) < len(own):
        refuse(key, "Nothing was changed. Choose the statements that go; at least one has to stay.")
    if signed.sent and (missing := missing_words(changes)):
        refuse(key, f"Nothing was changed. {missing}")

    def write() -> str:
        return split(
            desk.store,
            desk.editor,
            incident.id,
            changes,
            statement_ids=[statement_id for statement_id in chosen if statement_id in own],
            version=desk.seen_version("incident", incident.id),
            reason=signed.reason,
            names_checked=signed.names_checked,
        )

    carry_out(key, signed, write, words=_split_words, on_stale=lambda: look_again(desk, incident.id))


def _split_words(new_id: str) -> tuple[Told, str]:
    return "success", f"The second incident is {new_id}. Choose it above to edit its places, actors and grade."


def _texts_of(incident: Incident) -> dict[str, Any]:
    names = ("title", "summary", "date_start", "date_end", "date_basis")
    return {name: value for name, value in values_of(incident).items() if name in names}


# ---- words -------------------------------------------------------------------------------------------------------------


def _name(record: Incident | Event) -> str:
    kind = f"{record.kind.label}: " if isinstance(record, Event) else ""
    withdrawn = "" if record.status is Status.PUBLISHED else " (withdrawn)"
    return f"{record.date_start} · {kind}{record.title}{withdrawn}"


def _statement_words(dataset: Dataset, statement: Statement) -> str:
    return f"{source_label(dataset, statement.source_id)}: {short(statement.text)}"


def _claim_words(dataset: Dataset, claim: Claim) -> str:
    return f"{source_label(dataset, claim.source_id)}: {_figure(claim)}"
