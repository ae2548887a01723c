"""A published record as fields of a form, and what was typed in them as values of the record again.

Fields live in the session under a prefix of their form: `title`, `places.0.name` and so on. A row is added in the blank
one that follows those that are there, and leaves with its box "Remove".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import streamlit as st

from geo.desk.history import diff
from geo.desk.positions import vague_precision
from geo.filters import FIRST_DAY, LAST_DAY
from geo.layers.text import compose_markup
from geo.records import ActorMention, AnyRecord, Claim, Dataset, Event, Incident, PlaceMention, Statement
from geo.vocabulary import (
    ActorRole,
    Certainty,
    Code,
    EventKind,
    GeoPrecision,
    Grade,
    Group,
    Outcome,
    PlaceMethod,
    PlaceRole,
    SubEventType,
)
from pages.ui.given import give
from pages.ui.markup import label_text, show, text

Values = dict[str, Any]
Draw = Callable[[str, Dataset, Mapping[str, str]], None]

LABELS: Final = {
    "title": "Title",
    "summary": "Summary",
    "date_start": "First day",
    "date_end": "Last day",
    "date_basis": "How the date is known",
    "time_of_day": "Time of day",
    "sub_event_type": "Type",
    "kind": "Kind",
    "parties": "Parties",
    "grade": "Grade",
    "note": "Note",
    "places": "Places",
    "actors": "Actors",
    "group": "People",
    "outcome": "Outcome",
    "low": "At least",
    "high": "At most",
    "attributed_to": "Cited for it",
    "text": "What is said",
}
REQUIRED: Final = ("title", "summary", "date_start", "date_end", "date_basis", "text")
_FIELDS: Final[Mapping[type[AnyRecord], tuple[str, ...]]] = {
    Incident: (
        *("title", "summary", "date_start", "date_end", "date_basis"),
        *("time_of_day", "sub_event_type", "grade", "note"),
    ),
    Event: ("title", "summary", "date_start", "date_end", "date_basis", "kind", "parties", "note"),
    Claim: ("group", "outcome", "low", "high", "attributed_to", "note"),
    Statement: ("text", "note"),
}
# Whoever leaves the field empty in a new row has not used it; `remove` takes a row out.
_ROWS: Final = {"places": "name", "actors": "actor_id"}
_NEW_PLACE: Final = {"role": "event", "geo_precision": "1", "method": "gazetteer"}
_NEW_ACTOR: Final = {"role": "attacker", "certainty": "stated"}
_NUMBERS: Final = {"latitude", "longitude", "error_km", "low", "high"}
_POSITION: Final = ("latitude", "longitude", "error_km")


def values_of(record: AnyRecord) -> Values:
    """The record's values for the fields; what is not known is an empty field."""
    found = {name: _shown(name, getattr(record, name)) for name in _FIELDS[type(record)]}
    if isinstance(record, Incident | Event):
        found |= _row_values("places", [p.as_json() for p in record.places], _blank(PlaceMention, _NEW_PLACE))
    if isinstance(record, Incident):
        found |= _row_values("actors", [a.as_json() for a in record.actors], _blank(ActorMention, _NEW_ACTOR))
    return found


def fields_from(values: Values) -> dict[str, Any]:
    """What was typed, as JSON values by the record's fields; an empty field is None."""
    found = {name: _plain(value) for name, value in values.items() if "." not in name}
    for group, needed in _ROWS.items():
        if any(key.startswith(f"{group}.") for key in values):
            rows = [_row(values, group, number) for number in _numbers(values, group)]
            found[group] = [_settled(row) for row in rows if not row.pop("remove", False) and row[needed]]
    return found


def changes_from(values: Values, record: AnyRecord) -> dict[str, Any]:
    """The fields in which what was typed differs from the record."""
    before = record.as_json()
    return {name: value for name, value in fields_from(values).items() if value != before[name]}


def unfinished_words(values: Values) -> str | None:
    """Say which row lacks what it needs although something stands in it; None when none does."""
    for group, needed in _ROWS.items():
        rows = {number: _row(values, group, number) for number in _numbers(values, group)}
        blank = _blank(PlaceMention, _NEW_PLACE) if group == "places" else _blank(ActorMention, _NEW_ACTOR)
        for number, row in rows.items():
            is_used = "remove" in row or any(row[name] != value for name, value in blank.items())
            if is_used and not row.get("remove") and not row[needed]:
                what = "a name" if group == "places" else "an actor"
                return f"Row {number + 1} of “{LABELS[group]}” needs {what}; to take a row out, tick its box “Remove”."
    return None


def missing_words(changes: Mapping[str, Any]) -> str | None:
    """Say which field must not be empty and is; None when all is there."""
    empty = [LABELS[name] for name in REQUIRED if name in changes and changes[name] is None]
    return f"This cannot be left empty: {', '.join(empty)}." if empty else None


def rebased(values: Values, base: AnyRecord, newer: AnyRecord) -> Values:
    """What was typed over `base` put over `newer`: a field that nobody typed in shows its newer value."""
    typed, theirs = changes_from(values, base), values_of(newer)
    kept = {key: value for key, value in values.items() if key.partition(".")[0] in typed}
    return kept | {key: value for key, value in theirs.items() if key.partition(".")[0] not in typed}


def newer_words(values: Values, base: AnyRecord, newer: AnyRecord, dataset: Dataset) -> dict[str, str]:
    """In words, what the fields hold now that were typed in and that somebody else has changed too."""
    typed = changes_from(values, base)
    found = {difference.field.replace(" ", "_"): difference.after for difference in diff(base, newer, dataset)}
    return {name: words for name, words in found.items() if name in typed}


def is_filled(record_type: type[AnyRecord], prefix: str) -> bool:
    """Whether the fields under the prefix were drawn in the run before; Streamlit forgets those that were not."""
    return prefix + _FIELDS[record_type][0] in st.session_state


def typed_values(prefix: str) -> Values:
    """What the fields under the prefix hold."""
    return {
        str(key).removeprefix(prefix): value for key, value in st.session_state.items() if str(key).startswith(prefix)
    }


def fill(prefix: str, values: Values) -> None:
    """Put values into the fields under the prefix, in place of all that was there; before they are drawn."""
    for key in typed_values(prefix):
        del st.session_state[prefix + key]
    for key, value in values.items():
        give(prefix + key, value)


def draw_fields(record_type: type[AnyRecord], prefix: str, dataset: Dataset, newer: Mapping[str, str]) -> None:
    """Draw the fields, each with the value that somebody else has published in the meantime, if any."""
    _DRAWN[record_type](prefix, dataset, newer)


def draw_texts(prefix: str, newer: Mapping[str, str]) -> None:
    """Draw title, summary and the days."""
    _text(prefix, "title", newer)
    _text(prefix, "summary", newer, height=110)
    first, last, basis = st.columns([1, 1, 2])
    with first:
        _day(prefix, "date_start", newer)
    with last:
        _day(prefix, "date_end", newer)
    with basis:
        _text(prefix, "date_basis", newer)


def _draw_incident(prefix: str, dataset: Dataset, newer: Mapping[str, str]) -> None:
    draw_texts(prefix, newer)
    hour, kind, grade = st.columns([1, 2, 1])
    with hour:
        _text(prefix, "time_of_day", newer)
    with kind:
        _choice(prefix, "sub_event_type", SubEventType, newer)
    with grade:
        _choice(prefix, "grade", Grade, newer)
    _text(prefix, "note", newer, height=80)
    _draw_places(prefix, dataset, newer)
    show(compose_markup('<h4 class="sl-part">{words}</h4>', words=text("Actors")))
    _say_newer("actors", newer)
    for number in _numbers(typed_values(prefix), "actors"):
        _draw_actor(f"{prefix}actors.{number}.", dataset)


def _draw_event(prefix: str, dataset: Dataset, newer: Mapping[str, str]) -> None:
    draw_texts(prefix, newer)
    actors = {a.id: a.names.en for a in _by_name(dataset.actors.values())}
    kind, parties = st.columns([1, 3])
    with kind:
        _choice(prefix, "kind", EventKind, newer)
    with parties:
        st.multiselect(LABELS["parties"], list(actors), format_func=_named(actors), key=f"{prefix}parties")
        _say_newer("parties", newer)
    _text(prefix, "note", newer, height=80)
    _draw_places(prefix, dataset, newer)


def _draw_places(prefix: str, dataset: Dataset, newer: Mapping[str, str]) -> None:
    show(compose_markup('<h4 class="sl-part">{words}</h4>', words=text("Places")))
    _say_newer("places", newer)
    for number in _numbers(typed_values(prefix), "places"):
        _draw_place(f"{prefix}places.{number}.", dataset)


def _draw_place(prefix: str, dataset: Dataset) -> None:
    name = st.session_state[f"{prefix}name"]
    role = PlaceRole.parse(st.session_state[f"{prefix}role"]).label
    entries = {"": "None", **{p.id: f"{p.names.en} ({p.kind.label})" for p in _by_name(dataset.places.values())}}
    with st.expander(f"{label_text(name)} · {role}" if name else "Add a place"):
        left, right = st.columns(2)
        with left:
            st.text_input("Name", key=f"{prefix}name")
            st.selectbox("Role", [*map(str, PlaceRole)], format_func=_label(PlaceRole), key=f"{prefix}role")
            st.selectbox("Gazetteer entry", list(entries), format_func=_named(entries), key=f"{prefix}place_id")
        with right:
            st.text_input("As the source spells it", key=f"{prefix}words")
            st.selectbox(
                "Known to", [*map(str, GeoPrecision)], format_func=_label(GeoPrecision), key=f"{prefix}geo_precision"
            )
            st.selectbox(
                "How it was found", [*map(str, PlaceMethod)], format_func=_label(PlaceMethod), key=f"{prefix}method"
            )
        north, east, error = st.columns(3)
        degrees: dict[str, Any] = {"value": None, "step": 0.01, "format": "%.4f"}
        north.number_input("Latitude, °N", key=f"{prefix}latitude", min_value=-90.0, max_value=90.0, **degrees)
        east.number_input("Longitude, °E", key=f"{prefix}longitude", min_value=-180.0, max_value=180.0, **degrees)
        error.number_input(
            "Within, km",
            key=f"{prefix}error_km",
            value=None,
            min_value=0.0,
            max_value=1000.0,
            step=1.0,
            format="%.1f",
            help="The scene is expected within this distance. Empty all three to say that no position is known.",
        )
        st.text_input("Note on the place", key=f"{prefix}note")
        _draw_removal(prefix, "Remove this place")


def _draw_actor(prefix: str, dataset: Dataset) -> None:
    actors = {"": "None", **{a.id: a.names.en for a in _by_name(dataset.actors.values())}}
    chosen = st.session_state[f"{prefix}actor_id"]
    role = ActorRole.parse(st.session_state[f"{prefix}role"]).label
    with st.expander(f"{label_text(actors[chosen])} · {role}" if chosen else "Add an actor"):
        who, what, how = st.columns([2, 1, 1])
        who.selectbox("Actor", list(actors), format_func=_named(actors), key=f"{prefix}actor_id")
        what.selectbox("Role", [*map(str, ActorRole)], format_func=_label(ActorRole), key=f"{prefix}role")
        how.selectbox("Certainty", [*map(str, Certainty)], format_func=_label(Certainty), key=f"{prefix}certainty")
        st.text_input("Note on the actor", key=f"{prefix}note")
        _draw_removal(prefix, "Remove this actor")


def _draw_removal(prefix: str, label: str) -> None:
    if f"{prefix}remove" in st.session_state:  # the blank row has none
        st.checkbox(label, key=f"{prefix}remove")


def _draw_claim(prefix: str, dataset: Dataset, newer: Mapping[str, str]) -> None:  # noqa: ARG001 - as its neighbours
    people, outcome, low, high = st.columns([2, 1, 1, 1])
    with people:
        _choice(prefix, "group", Group, newer)
    with outcome:
        _choice(prefix, "outcome", Outcome, newer)
    with low:
        _count(prefix, "low", newer)
    with high:
        _count(prefix, "high", newer)
    _text(prefix, "attributed_to", newer)
    _text(prefix, "note", newer)


def _draw_statement(prefix: str, dataset: Dataset, newer: Mapping[str, str]) -> None:  # noqa: ARG001 - as its neighbours
    _text(prefix, "text", newer, height=110)
    _text(prefix, "note", newer)


_DRAWN: Final[Mapping[type[AnyRecord], Draw]] = {
    Incident: _draw_incident,
    Event: _draw_event,
    Claim: _draw_claim,
    Statement: _draw_statement,
}


def _text(prefix: str, name: str, newer: Mapping[str, str], *, height: int | None = None) -> None:
    if height is None:
        st.text_input(LABELS[name], key=prefix + name)
    else:
        st.text_area(LABELS[name], key=prefix + name, height=height)
    _say_newer(name, newer)


def _day(prefix: str, name: str, newer: Mapping[str, str]) -> None:
    st.date_input(LABELS[name], key=prefix + name, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD")
    _say_newer(name, newer)


def _choice(prefix: str, name: str, codes: type[Code], newer: Mapping[str, str]) -> None:
    st.selectbox(LABELS[name], [*map(str, codes)], format_func=_label(codes), key=prefix + name)
    _say_newer(name, newer)


def _count(prefix: str, name: str, newer: Mapping[str, str]) -> None:
    st.number_input(LABELS[name], key=prefix + name, value=None, min_value=0, max_value=1_000_000, step=1)
    _say_newer(name, newer)


def _say_newer(name: str, newer: Mapping[str, str]) -> None:
    if name in newer:
        st.caption(f"Published now: {label_text(newer[name])}")


def _label(codes: type[Code]) -> Callable[[str], str]:
    return lambda value: codes.parse(value).label


def _named(names: Mapping[str, str]) -> Callable[[str], str]:
    return lambda value: names[value]


def _by_name(records: Iterable[Any]) -> list[Any]:
    return sorted(records, key=lambda record: str(record.names.en).casefold())


def _shown(name: str, value: Any) -> Any:
    if value is None:
        return None if name in _NUMBERS else ""
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Code) else value


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    return value.isoformat() if isinstance(value, dt.date) else value


def _blank(record_type: type[PlaceMention | ActorMention], start: Mapping[str, str]) -> dict[str, Any]:
    return dict.fromkeys(record_type.model_fields) | dict(start)


def _row_values(group: str, rows: list[dict[str, Any]], blank: dict[str, Any]) -> Values:
    return {
        f"{group}.{number}.{name}": _shown(name, value)
        for number, row in enumerate([*(row | {"remove": False} for row in rows), blank])
        for name, value in row.items()
    }


def _numbers(values: Values, group: str) -> list[int]:
    return sorted({int(key.split(".")[1]) for key in values if key.startswith(f"{group}.")})


def _row(values: Values, group: str, number: int) -> dict[str, Any]:
    start = f"{group}.{number}."
    return {key.removeprefix(start): _plain(value) for key, value in values.items() if key.startswith(start)}


def _settled(row: dict[str, Any]) -> dict[str, Any]:
    # Whoever empties the position says that none is known.
    if "method" in row and all(row[name] is None for name in _POSITION):
        precision = vague_precision(GeoPrecision.parse(row["geo_precision"]))
        return row | {"method": str(PlaceMethod.NOT_FOUND), "geo_precision": str(precision)}
    return row
