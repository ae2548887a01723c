"""One draft as a card: its values, each with the rule it came by, the likely duplicates, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal

import streamlit as st

from geo.desk import deciding
from geo.desk.duplicates import Duplicate, find_duplicates
from geo.desk.items import Decision, DeskItem, Entry, Fields, ItemState, Verdict
from geo.desk.passages import rules
from geo.desk.proposing import entry_of
from geo.desk.telling import numbers_of
from geo.filters import period_words
from geo.layers.text import SafeText, compose_markup
from geo.vocabulary import Status
from pages.ui.desk_article import badge
from pages.ui.desk_fields import EDITORS, PUBLIC, ROWS, Row, public_words
from pages.ui.desk_place import edit_places
from pages.ui.desk_saving import (
    Work,
    began_with,
    edited_field,
    end_editing,
    first_value,
    is_editing,
    saving,
    show_notice,
    start_editing,
    typed,
)
from pages.ui.markup import label_text, nothing, show, text, together

_VERDICTS: Mapping[Verdict, str] = {
    Verdict.OPEN: "not decided",
    Verdict.ACCEPT: "accepted",
    Verdict.REJECT: "rejected",
    Verdict.MERGE: "merged",
}

_REJECTING: Final = "reject"
_MERGING: Final = "merge"
_OPEN_FORMS: Final[Mapping[str, str]] = {row.field: row.label for rows in ROWS.values() for row in rows} | {
    _REJECTING: "Rejecting",
    _MERGING: "Merging",
}

FEWEST_SHOWN: Final = 3
MOST_LIKELY: Final = 40  # as many as a decision can be told apart from


def show_card(work: Work, draft_id: str, number: int) -> None:
    """Draw the card; on an item that is published or put aside it only shows."""
    decision = work.item.decision(draft_id)
    entry = entry_of(work.item, draft_id)
    with st.container(border=True, key=f"card-{draft_id}"):
        show(_head(work, decision, entry, number))
        is_open = work.item.state is ItemState.OPEN
        if entry is Entry.INCIDENT and is_open and decision.verdict in (Verdict.OPEN, Verdict.ACCEPT):
            _show_duplicates(work, draft_id)
        for row in ROWS[entry]:
            _show_row(work, draft_id, row, can_edit=is_open and decision.verdict is not Verdict.REJECT)
        _show_warnings(work, draft_id)
        if is_open:
            _show_verdict(work, decision)
        show_notice(draft_id)


def show_busy(work: Work) -> None:
    """Say why nothing else can be pressed: what is typed reaches the server only with its form."""
    edited = edited_field()
    if edited is not None:
        draft_id, field = edited
        form = f"{_OPEN_FORMS[field]} of draft {numbers_of(work.item)[draft_id]}"
        st.caption(label_text(f"Open: {form}. Save or cancel that first."))


def _head(work: Work, decision: Decision, entry: Entry, number: int) -> SafeText:
    fields = work.fields(decision.draft_id)
    own = " · own entry" if decision.entry else ""
    kind = "Incident" if entry is Entry.INCIDENT else "Agreement or event"
    return compose_markup(
        '<div class="sl-kicker">{badge} {kind} · <b class="sl-verdict sl-{state}">{verdict}</b></div>'
        '<h3 class="sl-title">{title}</h3>{why}',
        badge=badge(number),
        kind=text(kind + own),
        state=text(decision.verdict),
        verdict=text(_verdict_words(work, decision)),
        title=text(fields.title or "Without a title yet"),
        why=compose_markup('<p class="sl-note">{why}</p>', why=text(f"Reason: {decision.reason}"))
        if decision.reason
        else nothing(),
    )


def _verdict_words(work: Work, decision: Decision) -> str:
    found = work.dataset.incidents.get(decision.merged_into or "")
    into = f" with “{found.title}”" if found else ""
    if decision.verdict is Verdict.OPEN and work.item.state is ItemState.PUBLISHED:
        return "not published"
    return _VERDICTS[decision.verdict] + into


def _show_row(work: Work, draft_id: str, row: Row, *, can_edit: bool) -> None:
    if is_editing(draft_id, row.field):  # whatever has become of the draft since: what is typed stays
        with st.container(border=True):
            st.markdown(f"**{row.label}**")
            _show_newer(work, draft_id, row)
            editing = edit_places if row.field == "where" else EDITORS[row.field]
            editing(work, draft_id)
            show_notice(draft_id)
        return
    with st.container(horizontal=True, vertical_alignment="top", key=f"row-{draft_id}-{row.field}"):
        show(_row_markup(work, draft_id, row))
        if can_edit:
            st.button(
                "Correct",
                key=f"edit.{draft_id}.{row.field}",
                type="tertiary",
                disabled=edited_field() is not None,
                on_click=start_editing,
                args=(draft_id, row.field),
            )


def _show_newer(work: Work, draft_id: str, row: Row) -> None:
    """What somebody else has saved since the field was opened."""
    decision = work.item.decision(draft_id)
    values: object = (decision.digest, decision.quotations, decision.names_checked)
    if row is not PUBLIC:
        standing = decision.corrections.over(work.proposed(draft_id))
        values = [getattr(standing, name) for name in row.names]
    with st.container():  # always there, as the notice is
        if began_with(values) != values:
            show(
                compose_markup(
                    '<dl class="sl-facts"><dt>Stands now</dt><dd>{value}'
                    '<span class="sl-note">Changed since this was opened; {who} saved last.</span></dd></dl>',
                    value=_said(work, draft_id, row, work.fields(draft_id)),
                    who=text(work.item.saved_by),
                )
            )


def _said(work: Work, draft_id: str, row: Row, fields: Fields) -> SafeText:
    return public_words(work, draft_id) if row is PUBLIC else row.words(fields, work.dataset)


def _row_markup(work: Work, draft_id: str, row: Row) -> SafeText:
    now, proposed = work.fields(draft_id), work.proposed(draft_id)
    corrections = work.item.decision(draft_id).corrections
    is_corrected = any(getattr(corrections, name) is not None for name in row.names)
    coding = work.item.coding
    draft = next((d for d in (*coding.drafts, *coding.events) if d.id == draft_id), None)
    found = rules(draft, row.field) if draft and row.has_rules else ()
    was = [("Corrected; the coding says: ", row.words(proposed, work.dataset))] if is_corrected else []
    said = (now.date_basis or "").casefold() if row.field == "when" else ""
    found = tuple(rule for rule in found if rule.casefold() != said)
    ruled = [("Rule: ", text("; ".join(found)))] if found and not is_corrected else []
    return compose_markup(
        '<dl class="sl-facts"><dt>{label}</dt><dd>{value}{notes}</dd></dl>',
        label=text(row.label),
        value=_said(work, draft_id, row, now),
        notes=together(
            compose_markup('<span class="sl-note">{lead}{rest}</span>', lead=text(lead), rest=rest)
            for lead, rest in (*was, *ruled)
        ),
    )


def _show_warnings(work: Work, draft_id: str) -> None:
    for draft in work.item.coding.drafts:
        if draft.id == draft_id:
            for warning in draft.warnings:
                st.warning(label_text(warning))
            if draft.merged_from:
                reasons = "; ".join(dict.fromkeys(part.rule for part in draft.merged_from if part.rule))
                if reasons:
                    st.caption(label_text(f"Read as one incident: {reasons}."))


# ---- duplicates ----------------------------------------------------------------------------------------------------


def _show_duplicates(work: Work, draft_id: str) -> None:
    found = find_duplicates(work.fields(draft_id), work.dataset, limit=MOST_LIKELY)
    found = tuple(each for rank, each in enumerate(found) if rank < FEWEST_SHOWN or each.is_likely)
    if not found:
        return
    with st.expander(f"Perhaps published already: {len(found)} proposed", expanded=found[0].is_likely):
        for duplicate in found:
            _show_duplicate(work, draft_id, duplicate)
        show_notice(_beside_duplicates(draft_id))


def _beside_duplicates(draft_id: str) -> str:
    return f"{draft_id} duplicates"


def _show_duplicate(work: Work, draft_id: str, duplicate: Duplicate) -> None:
    told_apart = duplicate.incident_id in work.item.decision(draft_id).apart_from
    show(_duplicate(work, duplicate, note="; said to be another incident" if told_apart else ""))
    with st.container(horizontal=True):
        st.button(
            "Merge with this incident",
            key=f"merge.{draft_id}.{duplicate.incident_id}",
            disabled=edited_field() is not None,
            on_click=_merging(work, draft_id, duplicate.incident_id),
        )
        st.button(
            "It is another incident",
            key=f"apart.{draft_id}.{duplicate.incident_id}",
            disabled=told_apart or edited_field() is not None,
            on_click=saving(
                work.item.id,
                lambda item: deciding.told_apart(item, draft_id, duplicate.incident_id),
                at=_beside_duplicates(draft_id),
            ),
        )


def _duplicate(work: Work, duplicate: Duplicate, *, note: str) -> SafeText:
    incident = work.dataset.incidents[duplicate.incident_id]
    lines = [
        compose_markup(
            "<li>{name}: {words}</li>",
            name=text(aspect.name.removesuffix("s") if aspect.name == "tolls" else aspect.name),
            words=text(aspect.words),
        )
        for aspect in duplicate.aspects
    ]
    return compose_markup(
        '<div class="sl-duplicate"><b>{title}</b>, {day} <span class="sl-note">likeness {score}{note}</span>'
        '<ul class="sl-aside">{lines}</ul></div>',
        title=text(duplicate.title),
        day=text(period_words(incident.date_start, incident.date_end)),
        score=text(f"{duplicate.score:.0%}"),
        note=text(note),
        lines=together(lines),
    )


def _merging(work: Work, draft_id: str, incident_id: str) -> Callable[[], None]:
    return saving(
        work.item.id, lambda item: deciding.merged(item, draft_id, incident_id), at=_beside_duplicates(draft_id)
    )


# ---- verdict -------------------------------------------------------------------------------------------------------


def _show_verdict(work: Work, decision: Decision) -> None:
    item_id, draft_id = work.item.id, decision.draft_id
    if is_editing(draft_id, _REJECTING):
        _show_rejecting(item_id, draft_id)
        return
    if is_editing(draft_id, _MERGING):
        _show_choosing(work, draft_id)
        return

    def button(label: str, name: str, act: Callable[[], None], *, is_first: bool = False) -> None:
        kind: Literal["primary", "secondary"] = "primary" if is_first else "secondary"
        is_busy = edited_field() is not None
        st.button(label, key=f"{name}.{draft_id}", type=kind, disabled=is_busy, on_click=act)

    def deciding_as(change: Callable[[DeskItem, str], Iterable[Decision]]) -> Callable[[], None]:
        return saving(item_id, lambda item: change(item, draft_id), at=draft_id)

    with st.container(horizontal=True, vertical_alignment="center"):
        if decision.verdict is Verdict.OPEN:
            button("Accept", "accept", deciding_as(deciding.accepted), is_first=True)
            button("Reject", "reject", lambda: start_editing(draft_id, _REJECTING))
            if entry_of(work.item, draft_id) is Entry.INCIDENT:
                button("Merge…", "other", lambda: start_editing(draft_id, _MERGING))
        else:
            button("Decide again", "reopen", deciding_as(deciding.reopened))
        if decision.entry:
            button("Remove this entry", "remove", deciding_as(deciding.without_own_entry))
        show_busy(work)


def _show_rejecting(item_id: str, draft_id: str) -> None:
    with st.form(f"rejecting.{draft_id}", border=False):
        st.text_input("Why is it rejected? The reason stays with the desk.", key=first_value("reason", ""))
        with st.container(horizontal=True):
            st.form_submit_button(
                "Reject",
                type="primary",
                on_click=saving(
                    item_id, lambda item: deciding.rejected(item, draft_id, str(typed("reason") or "")), at=draft_id
                ),
            )
            st.form_submit_button("Cancel", on_click=end_editing)


def _show_choosing(work: Work, draft_id: str) -> None:
    """Merge with an incident that was not proposed."""
    found = sorted(
        (i for i in work.dataset.incidents.values() if i.status is Status.PUBLISHED),
        key=lambda incident: (incident.date_start, incident.id),
        reverse=True,
    )
    labels = {i.id: f"{period_words(i.date_start, i.date_end)}: {i.title}" for i in found}

    def merge() -> None:
        chosen = str(typed("merge") or "")
        saving(work.item.id, lambda item: deciding.merged(item, draft_id, chosen), at=draft_id)()

    with st.form(f"merging.{draft_id}", border=False):
        st.selectbox(
            "Published incident that this draft is about",
            list(labels),
            format_func=lambda incident_id: labels[incident_id],
            key=first_value("merge", next(iter(labels), None)),
        )
        with st.container(horizontal=True):
            st.form_submit_button("Merge", type="primary", on_click=merge)
            st.form_submit_button("Cancel", on_click=end_editing)
