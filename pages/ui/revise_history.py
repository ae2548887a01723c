"""History and undo of one incident or event: every version with what it changed, and a way to take a revision back as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import streamlit as st

from geo.desk.deeds import Key
from geo.desk.history import Correction, corrections, history
from geo.desk.revising import undo
from geo.layers.text import SafeText, compose_markup
from geo.records import Dataset, Event, Incident
from pages.ui.corrections import changes_markup, moment_words
from pages.ui.markup import show, text, together
from pages.ui.revise_saving import Desk, carry_out, choose, heading, look_again, round_of, short, sign, written


def show_history(desk: Desk, record: Incident | Event) -> None:
    """Every version of the record and its evidence, newest first, and the revisions that can be undone."""
    log = corrections(desk.store)
    own = _own_corrections(desk.dataset, record, log)
    first = history(desk.store, record.id, kind=record.kind_name)[0].info
    show(
        compose_markup(
            "<div>{entries}{first}</div>",
            entries=together(_entry(desk.dataset, correction) for correction in own),
            first=compose_markup(
                '<p class="sl-kicker">{words}</p>',
                words=text(f"First published: revision {first.number} · {moment_words(first.at)} · {first.author}"),
            ),
        )
    )
    numbers = [*(c.number for c in own), *([first.number] if first.number > 1 else [])]
    _show_undo(desk, record, dict.fromkeys([*numbers, *(c.number for c in log)]), own=frozenset(numbers))


def _own_corrections(dataset: Dataset, record: Incident | Event, log: tuple[Correction, ...]) -> list[Correction]:
    """What changed of the record and of its evidence, that too which has moved to another incident since."""
    records = {(record.kind_name, record.id), *_evidence_of(dataset, record, log)}
    parts = ((c, tuple(change for change in c.changes if (change.kind, change.record_id) in records)) for c in log)
    return [Correction(c.number, c.at, c.author, c.reason, changes) for c, changes in parts if changes]


def _evidence_of(dataset: Dataset, record: Incident | Event, log: tuple[Correction, ...]) -> Iterator[Key]:
    if isinstance(record, Event):
        yield from (("statement", s.id) for s in dataset.statements.values() if record.id in s.event_ids)
        return
    changes = (change for correction in log for change in correction.changes)
    yield from ((change.kind, change.record_id) for change in changes if record.id in change.incident_ids)
    yield from (("statement", s.id) for s in dataset.statements_of_incident[record.id])
    yield from (("claim", c.id) for c in dataset.claims_of_incident[record.id])


def _entry(dataset: Dataset, correction: Correction) -> SafeText:
    return compose_markup(
        '<article class="sl-correction"><div class="sl-kicker">{head}</div><p class="sl-summary">{reason}</p>{changes}</article>',
        head=text(f"Revision {correction.number} · {moment_words(correction.at)} · {correction.author}"),
        reason=text(correction.reason),
        changes=changes_markup(dataset, correction.changes),
    )


def _show_undo(desk: Desk, record: Incident | Event, numbers: Mapping[int, None], *, own: frozenset[int]) -> None:
    key = f"revise.undo.{record.id}"
    if not numbers:
        st.caption("Nothing has been changed since the dataset began, so there is nothing to undo.")
        return
    infos = {info.number: info for info in desk.store.revisions() if info.number in numbers}

    def named(number: int) -> str:
        where = "" if number in own else "elsewhere: "
        return f"{where}revision {number} · {infos[number].author} · {short(infos[number].reason)}"

    heading("Undo a revision")
    choice = choose(
        f"Revision to take back as a whole, this {record.kind_name}'s first",
        {number: named(number) for number in numbers},
        key=f"{key}.{round_of(key)}.number",
        placeholder="Choose a revision",
    )
    if choice is None:
        return
    st.caption(_undo_words(infos[choice].changed))
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        signed = sign(key, "Undo")

    def write() -> int:
        return undo(desk.store, desk.editor, choice, reason=signed.reason)

    carry_out(key, signed, write, words=written, on_stale=lambda: look_again(desk, record.id, kind=record.kind_name))


def _undo_words(changed: Mapping[str, int]) -> str:
    listed = ", ".join(f"{count} {kind}" if count == 1 else f"{count} {kind}s" for kind, count in changed.items())
    return f"It wrote {listed}. They become what they were before; what it added is withdrawn. The log keeps both."
