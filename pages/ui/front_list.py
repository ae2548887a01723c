"""Parts of the fronts page: the segments with their basis and uncertainty, the agreements with their sources."""

from __future__ import annotations

import streamlit as st

from geo.filters import day_words, period_words, source_label
from geo.layers.text import SafeText, compose_markup
from geo.records import Dataset, Event, FrontSegment, Statement
from geo.view import View
from pages.ui.markup import link, nothing, row, show, text, together

SCHEMATIC = (
    "These are schematic centre lines through named places, drawn as bands twice their uncertainty wide. The article names only "
    "“Khanaqin to Kirkuk”; no source gives an exact line, and boundaries on the map are not the line of control."
)


def show_segments(dataset: Dataset) -> None:
    """Each segment with what it rests on."""
    st.caption(SCHEMATIC)
    for segment in dataset.segments.values():
        show(_segment(dataset, segment))


def show_events(view: View) -> None:
    """The events in view, in order of date, each with who says so."""
    if not view.events:
        st.caption("No agreement or other event lies in the chosen period, places and sources.")
    for event in view.events:
        show(_event(view.dataset, event))


def _segment(dataset: Dataset, segment: FrontSegment) -> SafeText:
    until = f" to {day_words(segment.valid_to)}" if segment.valid_to else ", no end known"
    optional = "" if segment.shown else " Optional: off unless its layer is on."
    told = [s for s in dataset.statements.values() if segment.id in s.segment_ids]
    return compose_markup(
        '<section class="sl-source"><h4 class="sl-part">{name}</h4><dl class="sl-facts">{rows}</dl></section>',
        name=text(f"{segment.id.upper()} · {segment.name}"),
        rows=together(
            [
                row("Label", text(segment.label)),
                row("Axis", text(segment.axis)),
                row("Sides", text(" and ".join(side.label for side in segment.sides))),
                row("Uncertainty", text(f"±{segment.uncertainty_km:g} km.{optional}")),
                row("Stands for", text(f"{day_words(segment.valid_from)}{until}; {segment.validity_basis}")),
                row("Basis", text(segment.basis)),
                row("Sources", _told(dataset, told)) if told else nothing(),
            ]
        ),
    )


def _event(dataset: Dataset, event: Event) -> SafeText:
    told = [s for s in dataset.statements.values() if event.id in s.event_ids]
    parties = "; ".join(dataset.actors[i].names.en for i in event.parties)
    places = "; ".join(place.name for place in event.places)
    return compose_markup(
        '<section class="sl-source"><h4 class="sl-part">{title}</h4><p class="sl-summary">{summary}</p>'
        '<dl class="sl-facts">{rows}</dl></section>',
        title=text(event.title),
        summary=text(event.summary),
        rows=together(
            [
                row("Kind", text(event.kind.label)),
                row("When", text(f"{period_words(event.date_start, event.date_end)}; {event.date_basis}")),
                row("Where", text(places)) if places else nothing(),
                row("Parties", text(parties)) if parties else nothing(),
                row("Note", text(event.note)) if event.note else nothing(),
                row("Sources", _told(dataset, told)),
            ]
        ),
    )


def _told(dataset: Dataset, statements: list[Statement]) -> SafeText:
    return together(
        compose_markup(
            '<div>{source}: <span class="sl-note">{words}</span></div>',
            source=link(source_label(dataset, s.source_id), dataset.sources[s.source_id].url),
            words=text(s.text),
        )
        for s in statements
    )
