"""The filters of all pages: actor and period first, the rest below, and a way back to everything."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from geo.facets import Choice, facets, name_of
from geo.filters import FIRST_DAY, LAST_DAY
from geo.vocabulary import CollectionId, EventType, GeoPrecision, Grade, Side, SubEventType
from pages.ui import state
from pages.ui.given import give

_EVERYTHING = "both"


def show_filters() -> None:
    """Draw the sidebar; each widget shows the session's filter and changes it alone."""
    chosen, found = state.current(), facets(state.dataset())
    with st.sidebar:
        st.html('<div class="sl-brand">Seamline<small>Incidents in Iraq\'s disputed territories</small></div>')
        _collections()
        _choices("Actor", "actors", found.actors, chosen.actors, hint="All actors")
        _period()
        with st.expander("More filters", expanded=_uses_more()):
            _choices("Side", "sides", found.sides, chosen.sides, hint="All sides", parse=Side.parse)
            _choices("Type", "types", found.types, chosen.types, hint="All types", parse=_event_type)
            _choices("Place", "places", found.places, chosen.places, hint="All places")
            _precision(found.precisions)
            _choices("Grade", "grades", found.grades, chosen.grades, hint="All grades", parse=Grade.parse)
            _choices("Source", "sources", found.sources, chosen.sources, hint="All sources")
            _text()
        st.button("Reset filters", on_click=state.reset, disabled=not chosen.is_narrowed, width="stretch")


def _collections() -> None:
    labels = {_EVERYTHING: "All", CollectionId.ARTICLES.value: "Two articles", CollectionId.CONTEXT.value: "Context"}
    chosen = state.current().collections
    _remember("collections", chosen[0].value if len(chosen) == 1 else _EVERYTHING)

    def change(value: str | None) -> None:
        state.change(collections=() if value in (None, _EVERYTHING) else (CollectionId.parse(str(value)),))

    st.segmented_control(
        "Collection",
        list(labels),
        format_func=lambda value: labels[value],
        key="w.collections",
        on_change=_on_choice("collections", change),
        width="stretch",
    )


def _choices(
    label: str, field: str, found: Sequence[Choice], chosen: Sequence[str], *, hint: str, parse: Any = str
) -> None:
    unused = (Choice(str(value), name_of(state.dataset(), field, str(value)), 0) for value in chosen)
    known = {choice.id: choice for choice in (*unused, *found)}
    _remember(field, [str(value) for value in chosen])

    def change(values: Sequence[str]) -> None:
        state.change(**{field: tuple(parse(value) for value in values)})

    st.multiselect(
        label,
        [*(choice.id for choice in found), *(i for i, choice in known.items() if choice.count == 0)],
        format_func=lambda value: f"{known[value].label} ({known[value].count})",
        key=f"w.{field}",
        on_change=_on_choice(field, change),
        placeholder=hint,
    )


def _period() -> None:
    chosen = state.current()
    _remember("from", chosen.date_from)
    _remember("to", chosen.date_to)

    options = {"min_value": FIRST_DAY, "max_value": LAST_DAY, "format": "YYYY-MM-DD"}
    first, last = st.columns(2)
    first.date_input(
        "From", key="w.from", on_change=_on_choice("from", lambda day: state.change(date_from=day)), **options
    )
    last.date_input("To", key="w.to", on_change=_on_choice("to", lambda day: state.change(date_to=day)), **options)


def _precision(found: Sequence[Choice]) -> None:
    chosen = state.current().precision
    options = ["", *dict.fromkeys([choice.id for choice in found] + ([chosen.value] if chosen else []))]
    _remember("precision", chosen.value if chosen else "")

    def change(value: str) -> None:
        state.change(precision=GeoPrecision.parse(value) if value else None)

    st.selectbox(
        "Place known to",
        options,
        format_func=lambda value: f"{GeoPrecision.parse(value).label} or better" if value else "Any precision",
        key="w.precision",
        on_change=_on_choice("precision", change),
    )


def _text() -> None:
    _remember("q", state.current().q)
    st.text_input(
        "Text",
        key="w.q",
        on_change=_on_choice("q", lambda words: state.change(q=words)),
        placeholder="Title, place, source",
    )


def _remember(name: str, value: Any) -> None:
    """Let a widget show the filter's value, also when something else than the widget changed it."""
    shown = st.session_state.get(f"w.{name}", ...)
    if shown != value:
        give(f"w.{name}", value)
        st.session_state.setdefault("w.replaced", {})[name] = (shown, time.monotonic())


def _on_choice(name: str, change: Callable[[Any], None]) -> Callable[[], None]:
    """What a widget does with the reader's choice.

    A browser that has not heard yet that something else changed the widget repeats what was there before: no choice.
    """

    def apply() -> None:
        value = st.session_state[f"w.{name}"]
        replaced, since = st.session_state.get("w.replaced", {}).get(name, (..., 0))
        is_repeated = value == replaced and time.monotonic() - since < state.LATE_S
        if not (is_repeated and state.is_behind()):
            change(value)

    return apply


def _event_type(text: str) -> EventType | SubEventType:
    return EventType.parse(text) if text in list(EventType) else SubEventType.parse(text)


def _uses_more() -> bool:
    chosen = state.current()
    return any((chosen.sides, chosen.types, chosen.places, chosen.precision, chosen.grades, chosen.sources, chosen.q))
