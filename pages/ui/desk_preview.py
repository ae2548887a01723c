"""All that the public will read of an item, before it is published, in the words of the map's own panel."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import streamlit as st

from geo.desk.building import Built
from geo.filters import Filter, period_words
from geo.layers.text import SafeText, compose_markup
from geo.records import AnyRecord, Dataset, Event, Incident, Source
from geo.view import View, view_of
from geo.vocabulary import Outcome
from pages.ui.desk_saving import Work
from pages.ui.markup import label_text, link, nothing, row, show, text, together
from pages.ui.panel import accounts_of, evidence_of, facts_of, place_words, statement_of, toll_words, with_note

_Halves = tuple[SafeText, SafeText]  # what is known of it, and what that rests on; on a phone one below the other


def show_preview(work: Work, built: Built) -> None:
    """One part for the source, and one to unfold for each incident and event; a single one stands open.

    Raises:
        InvalidRecordError: the records do not fit to what is published.
    """
    after = view_of(_with(work.dataset, built.records), Filter())
    (source,) = (record for record in built.records if isinstance(record, Source))
    parts = [
        *(("", after.dataset.incidents[i], _new_incident(after, i)) for i in built.incident_ids),
        *(("Added to ", after.dataset.incidents[i], _merge(work.dataset, after, i, source)) for i in built.existing),
        *(("Event: ", after.dataset.events[i], _event(after.dataset, i)) for i in built.event_ids),
    ]
    show(_source(source, built))
    for lead, record, halves in parts:
        days = period_words(record.date_start, record.date_end)
        with st.expander(label_text(f"{lead}{record.title} · {days}"), expanded=len(parts) == 1):
            for column, markup in zip(st.columns(2, gap="medium"), halves, strict=True):
                with column:
                    show(markup)


@lru_cache(maxsize=4)
def _with(dataset: Dataset, records: tuple[AnyRecord, ...]) -> Dataset:
    """What is published with these records beside it; the page is drawn far more often than they change."""
    return Dataset.of([*dataset.records(), *records])


def _source(source: Source, built: Built) -> SafeText:
    counts = [
        (len(built.incident_ids), "new incident", "new incidents"),
        (len(built.existing), "incident added to", "incidents added to"),
        (len(built.event_ids), "event", "events"),
    ]
    said = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)
    return compose_markup(
        '<p class="sl-hint">{said}. This is all that the public will read:</p>'
        '<section class="sl-source"><h5>{title}, {outlet}, {day}</h5><p class="sl-note">{note}</p></section>',
        said=text(said),
        title=link(source.title, source.url),
        outlet=text(source.outlet),
        day=text(source.published or ""),
        note=text(source.note or ""),
    )


def _new_incident(view: View, incident_id: str) -> _Halves:
    incident = view.dataset.incidents[incident_id]
    kind = f"{incident.event_type.label} · {incident.sub_event_type.label}"
    return (
        together([_lead(kind, incident.summary), facts_of(view, incident)]),
        together(
            [
                _part("Figures", accounts_of(view, incident)),
                _part("Statements", evidence_of(view.dataset, incident)),
            ]
        ),
    )


def _merge(before: Dataset, after: View, incident_id: str, source: Source) -> _Halves:
    """What of a published incident stays, and what this source adds to it."""
    incident = after.dataset.incidents[incident_id]
    now = view_of(before, Filter())
    rows = [
        row(outcome.label.capitalize(), _grown(now, after, incident, outcome))
        for outcome in (Outcome.KILLED, Outcome.WOUNDED)
    ]
    own = source.id
    lead = _lead("Added to a published incident", "Its title, day, place, actors, type and grade stay as they are.")
    return (
        together([lead, compose_markup('<dl class="sl-facts">{rows}</dl>', rows=together(rows))]),
        together(
            [
                _part("Figures added", accounts_of(after, incident, source_id=own)),
                _part("Statements added", evidence_of(after.dataset, incident, source_id=own)),
            ]
        ),
    )


def _grown(before: View, after: View, incident: Incident, outcome: Outcome) -> SafeText:
    was, becomes = str(before.toll(incident.id, outcome)), str(after.toll(incident.id, outcome))
    if was == becomes:
        return with_note(was, "as before")
    return compose_markup("{was} → {becomes}", was=text(was), becomes=toll_words(after, incident, outcome))


def _event(dataset: Dataset, event_id: str) -> _Halves:
    event = dataset.events[event_id]
    statements = [s for s in dataset.statements.values() if event_id in s.event_ids]
    facts = compose_markup('<dl class="sl-facts">{rows}</dl>', rows=together(_event_rows(dataset, event)))
    return (
        together([_lead(event.kind.label, event.summary), facts]),
        _part("Statements", together(statement_of(dataset.sources[s.source_id], s) for s in statements)),
    )


def _event_rows(dataset: Dataset, event: Event) -> Iterable[SafeText]:
    days = period_words(event.date_start, event.date_end)
    yield row("When", with_note(days, f"{event.time_precision.label}: {event.date_basis}"))
    for place in event.places:
        yield row("Where", place_words(place))
    if event.parties:
        yield row("Who", text(", ".join(dataset.actors[i].names.en for i in event.parties)))
    if event.note:
        yield row("Note", text(event.note))


def _lead(kind: str, summary: str) -> SafeText:
    return compose_markup(
        '<div class="sl-kicker">{kind}</div><p class="sl-summary">{summary}</p>', kind=text(kind), summary=text(summary)
    )


def _part(name: str, body: SafeText) -> SafeText:
    if not body:
        return nothing()
    return compose_markup('<h4 class="sl-part">{name}</h4>{body}', name=text(name), body=body)
