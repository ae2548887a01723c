"""One draft as a card: its values, each with the rule it came by, the likely duplicates, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from geo.desk import deciding
from geo.desk.duplicates import Duplicate, find_duplicates
from geo.desk.items import Decision, Entry, ItemState, Verdict
from geo.desk.passages import rules
from geo.desk.proposing import entry_of
from geo.filters import period_words
from geo.layers.text import SafeText, compose_markup
from geo.vocabulary import Status
from pages.ui.desk_article import badge
from pages.ui.desk_fields import EDITORS, PUBLIC, ROWS, Row, public_words
from pages.ui.desk_place import edit_places
from pages.ui.desk_saving import Work, end_editing, first_value, is_editing, saving, start_editing, typed
from pages.ui.markup import label_text, nothing, show, text, together

_VERDICTS: Mapping[Verdict, str] = {
    Verdict.OPEN: "not decided",
    Verdict.ACCEPT: "accepted",
    Verdict.REJECT: "rejected",
    Verdict.MERGE: "merged",
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
    return _VERDICTS[decision.verdict] + into


def _show_row(work: Work, draft_id: str, row: Row, *, can_edit: bool) -> None:
    if can_edit and is_editing(draft_id, row.field):
        with st.container(border=True):
            st.markdown(f"**{row.label}**")
            editing = edit_places if row.field == "where" else EDITORS[row.field]
            editing(work, draft_id)
        return
    with st.container(horizontal=True, vertical_alignment="top", key=f"row-{draft_id}-{row.field}"):
        show(_row_markup(work, draft_id, row))
        if can_edit:
            st.button(
                "Correct",
                key=f"edit.{draft_id}.{row.field}",
                type="tertiary",
                on_click=start_editing,
                args=(draft_id, row.field),
            )


def _row_markup(work: Work, draft_id: str, row: Row) -> SafeText:
    now, proposed = work.fields(draft_id), work.proposed(draft_id)
    corrections = work.item.decision(draft_id).corrections
    is_corrected = any(getattr(corrections, name) is not None for name in row.names)
    draft = next((d for d in work.item.coding.drafts if d.id == draft_id), None)
    found = rules(draft, row.field) if draft and row.has_rules else ()
    was = [("Corrected; the coding says: ", row.words(proposed, work.dataset))] if is_corrected else []
    said = (now.date_basis or "").casefold() if row.field == "when" else ""
    found = tuple(rule for rule in found if rule.casefold() != said)
    ruled = [("Rule: ", text("; ".join(found)))] if found and not is_corrected else []
    return compose_markup(
        '<dl class="sl-facts"><dt>{label}</dt><dd>{value}{notes}</dd></dl>',
        label=text(row.label),
        value=public_words(work, draft_id) if row is PUBLIC else row.words(now, work.dataset),
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


def _show_duplicate(work: Work, draft_id: str, duplicate: Duplicate) -> None:
    told_apart = duplicate.incident_id in work.item.decision(draft_id).apart_from
    show(_duplicate(work, duplicate, note="; said to be another incident" if told_apart else ""))
    with st.container(horizontal=True):
        st.button(
            "Merge with this incident",
            key=f"merge.{draft_id}.{duplicate.incident_id}",
            on_click=_merging(work, draft_id, duplicate.incident_id),
        )
        st.button(
            "It is another incident",
            key=f"apart.{draft_id}.{duplicate.incident_id}",
            disabled=told_apart,
            on_click=saving(
                work.item.id, lambda item: deciding.told_apart(item, draft_id, duplicate.incident_id), closes=False
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
    return saving(work.item.id, lambda item: deciding.merged(item, draft_id, incident_id))


# ---- verdict -------------------------------------------------------------------------------------------------------


def _show_verdict(work: Work, decision: Decision) -> None:
    item_id, draft_id = work.item.id, decision.draft_id
    if is_editing(draft_id, "reject"):
        _show_rejecting(item_id, draft_id)
        return
    if is_editing(draft_id, "merge"):
        _show_choosing(work, draft_id)
        return
    with st.container(horizontal=True):
        if decision.verdict is Verdict.OPEN:
            st.button(
                "Accept",
                key=f"accept.{draft_id}",
                type="primary",
                on_click=saving(item_id, lambda item: deciding.accepted(item, draft_id)),
            )
            st.button("Reject", key=f"reject.{draft_id}", on_click=start_editing, args=(draft_id, "reject"))
            if entry_of(work.item, draft_id) is Entry.INCIDENT:
                st.button("Merge…", key=f"other.{draft_id}", on_click=start_editing, args=(draft_id, "merge"))
        else:
            st.button(
                "Decide again",
                key=f"reopen.{draft_id}",
                on_click=saving(item_id, lambda item: deciding.reopened(item, draft_id)),
            )
        if decision.entry:
            st.button(
                "Remove this entry",
                key=f"remove.{draft_id}",
                on_click=saving(item_id, lambda item: deciding.without_own_entry(item, draft_id)),
            )


def _show_rejecting(item_id: str, draft_id: str) -> None:
    with st.form(f"rejecting.{draft_id}", border=False):
        st.text_input("Why is it rejected? The reason stays with the desk.", key=first_value("reason", ""))
        with st.container(horizontal=True):
            st.form_submit_button(
                "Reject",
                type="primary",
                on_click=saving(item_id, lambda item: deciding.rejected(item, draft_id, str(typed("reason") or ""))),
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
        saving(work.item.id, lambda item: deciding.merged(item, draft_id, chosen))()

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
