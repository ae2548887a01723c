"""The form of one published record: it keeps what was typed while somebody else changes the record.

A form remembers the edition that its fields were read from. Where a newer one is found at the save, what was typed is put
over it, what nobody typed shows its newer value, and the next save rests on the newer one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo.desk.revising import edit
from geo.records import AnyRecord, Dataset
from pages.ui.given import give
from pages.ui.revise_fields import (
    changes_from,
    draw_fields,
    fill,
    is_filled,
    missing_words,
    newer_words,
    rebased,
    typed_values,
    unfinished_words,
    values_of,
)
from pages.ui.revise_saving import Desk, begin_anew, carry_out, refuse, round_of, sign, since_words, written


def show_form(desk: Desk, record: AnyRecord) -> None:
    """Show the fields of a record with a button that saves them."""
    kind = record.kind_name
    key = f"revise.{kind}.{record.id}"
    prefix, base = _fill_fields(desk, key, record)
    newer: Mapping[str, str] = st.session_state.get(f"{key}.newer", {})
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        draw_fields(type(record), prefix, desk.dataset, newer)
        signed = sign(key, "Save")
        if newer and st.form_submit_button("Drop what I typed", key=f"{key}.drop"):
            begin_anew(key)
            st.rerun()
    before = _record(desk.store.dataset(base), kind, record.id)
    changes = changes_from(typed_values(prefix), before)
    if signed.sent and (missing := unfinished_words(typed_values(prefix)) or missing_words(changes)):
        refuse(key, f"Nothing was changed. {missing}")
    if signed.sent and not changes:
        refuse(key, "Nothing was changed: the fields hold what is published.", kind="info")

    def write() -> int:
        version = desk.store.version(kind, record.id, edition=base)
        return edit(
            desk.store,
            desk.editor,
            record.id,
            changes,
            version=version,
            reason=signed.reason,
            kind=kind,
            names_checked=signed.names_checked,
        )

    def put_over_newer() -> str:
        values, latest = typed_values(prefix), desk.store.edition()
        dataset = desk.store.dataset(latest)
        after = _record(dataset, kind, record.id)
        st.session_state[f"{key}.newer"] = newer_words(values, before, after, dataset)
        st.session_state[f"{key}.pending"] = (rebased(values, before, after), latest)
        who = since_words(desk.newer([(kind, record.id)], since=base))
        return (
            f"Nothing was changed yet, and nothing is lost: there is a newer version, {who}. What you typed is still in its "
            "fields; what is published now stands beside it. Save again to put yours over it."
        )

    carry_out(key, signed, write, words=written, on_stale=put_over_newer)


def _fill_fields(desk: Desk, key: str, record: AnyRecord) -> tuple[str, int]:
    """Fill the fields before they are drawn; gives their prefix, and the edition that what they hold was read from."""
    prefix = f"{key}.{round_of(key)}/"
    if pending := st.session_state.pop(f"{key}.pending", None):
        values, st.session_state[f"{key}.base"] = pending
        fill(prefix, values)
    elif not is_filled(type(record), prefix) or _is_untouched(desk, key, prefix, record):
        _refill(prefix, values_of(record))
        st.session_state[f"{key}.base"] = desk.edition
    base: int = st.session_state[f"{key}.base"]
    return prefix, base


def _is_untouched(desk: Desk, key: str, prefix: str, record: AnyRecord) -> bool:
    """Whether the fields hold an older version in which nobody has typed."""
    base = st.session_state[f"{key}.base"]
    if desk.store.version(record.kind_name, record.id, edition=base) == desk.store.version(
        record.kind_name, record.id, edition=desk.edition
    ):
        return False
    return not changes_from(typed_values(prefix), _record(desk.store.dataset(base), record.kind_name, record.id))


def _refill(prefix: str, values: Mapping[str, Any]) -> None:
    """Put values in without touching a field that holds its value already: what is being typed there stays."""
    found = typed_values(prefix)
    if found.keys() != values.keys():
        fill(prefix, dict(values))
        return
    for name, value in values.items():
        if found[name] != value:
            give(prefix + name, value)


def _record(dataset: Dataset, kind: str, record_id: str) -> AnyRecord:
    return next(record for record in dataset.records() if (record.kind_name, record.id) == (kind, record_id))
