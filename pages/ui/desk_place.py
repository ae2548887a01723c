"""The places of a draft: what each name may mean, on a small map with distances, and where an editor puts it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from string import ascii_uppercase
from typing import Any, Final

import streamlit as st

from geo.desk import deciding
from geo.desk.positions import (
    PlaceOption,
    at_option,
    at_spot,
    coded_place,
    looked_up,
    options_of,
    outside_words,
    without_position,
)
from geo.errors import SeamlineError
from geo.gazetteer import Gazetteer, open_gazetteer
from geo.layers.placing import Candidate, Spot
from geo.layers.text import SafeText, compose_markup
from geo.records import PlaceMention
from geo.view import how_placed
from geo.vocabulary import GeoPrecision, PlaceMethod, PlaceRole
from pages.ui.desk_saving import (
    EDIT,
    Work,
    begin_form,
    end_editing,
    first_value,
    forget,
    is_typed,
    saving,
    say,
    typed,
    while_shown,
)
from pages.ui.markup import label_text, show, text
from pages.ui.place_map import place_map

_PLACES: Final = f"{EDIT}places"
_NUMBER: Final = f"{EDIT}number"
_FOUND: Final = f"{EDIT}found"
_TROUBLE: Final = f"{EDIT}trouble"
_NUMBERS: Final = {"p.latitude": "latitude", "p.longitude": "longitude", "p.error_km": "kilometres"}
# As the records allow: a country's error is wider than any hand draws.
MOST_ERROR_KM: Final = 1000.0


@cache
def gazetteer() -> Gazetteer:
    """The embedded places and those that were loaded, once for the process."""
    return open_gazetteer()


def edit_places(work: Work, draft_id: str) -> None:
    """Edit a working copy of the draft's places; nothing is saved before the editor says so."""
    if _PLACES not in st.session_state:
        st.session_state[_PLACES] = list(work.fields(draft_id).places or ())
        st.session_state[_NUMBER] = 0
    places: list[PlaceMention] = st.session_state[_PLACES]
    _show_choice(places, draft_id)
    if places:
        _show_place(work, draft_id, places, _number(places))
    with st.container(horizontal=True):
        st.button("Save", key="place.save", type="primary", on_click=_save(work, draft_id))
        if work.item.decision(draft_id).corrections.places is not None:
            st.button("As coded", key="place.coded", on_click=_save(work, draft_id, as_coded=True))
        st.button("Cancel", key="place.cancel", on_click=end_editing)


def _save(work: Work, draft_id: str, *, as_coded: bool = False) -> Callable[[], None]:
    def change(item: Any) -> Any:
        places = None if as_coded else st.session_state.get(_PLACES, [])
        return deciding.corrected(item, draft_id, work.dataset, places=places)

    save = saving(work.item.id, change, at=draft_id)
    return save if as_coded else lambda: None if _tell_waiting(draft_id) else save()


def _number(places: Sequence[PlaceMention]) -> int:
    number: int = st.session_state.get(_NUMBER, 0)
    return min(number, len(places) - 1)


def _show_choice(places: list[PlaceMention], draft_id: str) -> None:
    """Which of the places is edited, and buttons to add one or take one out."""
    with st.container(horizontal=True, vertical_alignment="center"):
        for number, place in enumerate(places):
            st.button(
                label_text(f"{place.name} ({place.role.label})"),
                key=f"place.choose.{number}",
                type="primary" if number == _number(places) and len(places) > 1 else "secondary",
                on_click=_leaving(draft_id, partial(_choose, number)),
            )
        st.button("One more place", key="place.more", on_click=_leaving(draft_id, _add))


def _leaving(draft_id: str, act: Callable[[], None]) -> Callable[[], None]:
    return lambda: None if _tell_waiting(draft_id) else act()


def _tell_waiting(draft_id: str) -> bool:
    """Say which numbers wait for the others, if some do: they are no position yet, and would be lost."""
    places: list[PlaceMention] = st.session_state.get(_PLACES, [])
    missing = [words for name, words in _NUMBERS.items() if is_typed(name) and typed(name) is None]
    if not places or not missing or (len(missing) == len(_NUMBERS) and _spot(places[_number(places)]) is None):
        return False
    say(
        "error",
        f"Expected latitude, longitude and kilometres together, got no {' and no '.join(missing)}; nothing was changed. "
        "Fill in what is missing, or press “No position”.",
        at=draft_id,
    )
    return True


def _choose(number: int) -> None:
    st.session_state[_NUMBER] = number
    begin_form()
    for key in (_FOUND, _TROUBLE):
        st.session_state.pop(key, None)


def _add() -> None:
    places: list[PlaceMention] = st.session_state[_PLACES]
    role = PlaceRole.CONTAINING if any(p.role is PlaceRole.EVENT for p in places) else PlaceRole.EVENT
    unknown = PlaceMention(
        role=role,
        place_id=None,
        name="Unnamed place",
        words=None,
        latitude=None,
        longitude=None,
        error_km=None,
        geo_precision=GeoPrecision.COUNTRY,
        method=PlaceMethod.NOT_FOUND,
        note=None,
    )
    st.session_state[_PLACES] = [*places, unknown]
    _choose(len(places))


def _remove(number: int) -> None:
    places: list[PlaceMention] = st.session_state[_PLACES]
    st.session_state[_PLACES] = [place for n, place in enumerate(places) if n != number]
    _choose(0)


def _put(number: int, place: PlaceMention) -> None:
    """Put a place where it was chosen by other means than its fields, which then say what was chosen."""
    _keep(number, place)
    query = typed("p.query")
    begin_form()
    if query:
        first_value("p.query", query)


def _keep(number: int, place: PlaceMention) -> None:
    places: list[PlaceMention] = st.session_state[_PLACES]
    st.session_state[_PLACES] = [place if n == number else other for n, other in enumerate(places)]


def _show_place(work: Work, draft_id: str, places: list[PlaceMention], number: int) -> None:
    now = places[number]
    options = _options(work, draft_id, now, number)
    show(
        compose_markup(
            '<p class="sl-hint">{how}{note}</p>',
            how=text(how_placed(now)),
            note=text(f". {now.note}" if now.note else ""),
        )
    )
    pick = place_map(
        spot=_spot(now),
        candidates=[_candidate(letter, option) for letter, option in zip(ascii_uppercase, options, strict=False)],
        references=_references(places, number),
        key=f"place.map.{draft_id}.{number}",
    )
    if pick is not None:
        _take(work, now, number, options, pick)
        st.rerun(scope="fragment")
    _show_options(work, now, number, options)
    _show_lookup(now, number)
    _show_words(now, number, len(places), options)


def _spot(now: PlaceMention) -> Spot | None:
    if now.latitude is None or now.longitude is None or now.error_km is None:
        return None
    return Spot(latitude=now.latitude, longitude=now.longitude, error_km=now.error_km)


def _take(work: Work, now: PlaceMention, number: int, options: Sequence[PlaceOption], pick: Any) -> None:
    """Put the place where the editor has set it; a reply that fits nothing changes nothing."""
    if pick.spot is not None:
        spot = pick.spot
        _put(number, at_spot(now, latitude=spot.latitude, longitude=spot.longitude, error_km=spot.error_km))
    else:
        option = next((each for each in options if each.id == pick.candidate_id), None)
        if option is not None:
            _put(number, at_option(now, option, work.dataset, of=len(options)))


def _options(work: Work, draft_id: str, now: PlaceMention, number: int) -> tuple[PlaceOption, ...]:
    found: tuple[PlaceOption, ...] | None = st.session_state.get(_FOUND)
    if found is None:
        return options_of(coded_place(work.item, draft_id, number), now)
    return tuple(replace(option, distance_km=option.distance_km) for option in found)


def _candidate(letter: str, option: PlaceOption) -> Candidate:
    return Candidate(
        id=option.id,
        letter=letter,
        name=option.name,
        latitude=option.latitude,
        longitude=option.longitude,
        error_km=option.error_km,
        words=option.how,
    )


def _references(places: Sequence[PlaceMention], number: int) -> list[Candidate]:
    return [
        Candidate(
            id=f"reference-{n}",
            letter="",
            name=place.name,
            latitude=place.latitude,
            longitude=place.longitude,
            error_km=place.error_km or 0.1,
            words=place.role.label,
        )
        for n, place in enumerate(places)
        if n != number and place.latitude is not None and place.longitude is not None
    ]


def _show_options(work: Work, now: PlaceMention, number: int, options: Sequence[PlaceOption]) -> None:
    """The candidates in words, each with its distance from where the place stands."""
    if not options:
        st.caption("No candidate is known for this name. Look another spelling up, or click the map.")
    for letter, option in zip(ascii_uppercase, options, strict=False):

        def take(chosen: PlaceOption = option) -> None:
            _put(number, at_option(now, chosen, work.dataset, of=len(options)))

        with st.container(horizontal=True, vertical_alignment="center", key=f"row-option-{letter}"):
            show(_option(letter, option))
            st.button("Take", key=f"place.take.{number}.{letter}", type="tertiary", on_click=take)


def _option(letter: str, option: PlaceOption) -> SafeText:
    away = "" if option.distance_km is None else f"{option.distance_km:.1f} km from the spot; "
    return compose_markup(
        '<div class="sl-option"><b>{letter}</b> {name} <span class="sl-note">{address}{away}within {error} km; '
        "{how}</span></div>",
        letter=text(letter),
        name=text(option.name),
        address=text(f"{option.address}; " if option.address and option.address != option.name else ""),
        away=text(away),
        error=text(f"{option.error_km:g}"),
        how=text(f"{option.how}. {option.attribution}".rstrip(". ")),
    )


def _show_lookup(now: PlaceMention, number: int) -> None:
    """Look a name up in the gazetteer; only the second button asks a service outside, and says so."""
    query, local, remote = st.columns([3, 1.2, 1.8], vertical_alignment="bottom")
    query.text_input(
        "Look up a name or a phrase", key=first_value("p.query", now.name), help="Such as “12 km south of Kifri”."
    )
    local.button("Look up", key=f"place.local.{number}", on_click=_look, args=(now,))
    remote.button(
        "Ask Nominatim",
        key=f"place.remote.{number}",
        on_click=_look,
        args=(now,),
        kwargs={"remote": True},
        help="Sends this name to the Nominatim service that is configured, by default the public one of OpenStreetMap.",
    )
    if trouble := st.session_state.get(_TROUBLE):
        st.warning(label_text(trouble))


def _look(now: PlaceMention, *, remote: bool = False) -> None:
    try:
        found = looked_up(gazetteer(), str(typed("p.query") or ""), now, remote=remote)
    except SeamlineError as error:
        st.session_state[_TROUBLE] = f"{error}."
        return
    st.session_state[_FOUND] = found
    st.session_state[_TROUBLE] = None if found else "The gazetteer knows no place of this name."


def _show_words(now: PlaceMention, number: int, count: int, options: Sequence[PlaceOption]) -> None:
    """Name, role and position as fields, for whoever does not use the map."""
    rename = while_shown(lambda: _rename(now, number))
    name, role = st.columns([3, 2])
    name.text_input("Name for readers", key=first_value("p.name", now.name), on_change=rename)
    roles = {str(code): code.label for code in PlaceRole}
    role.selectbox(
        "Role",
        list(roles),
        format_func=lambda value: roles[value],
        key=first_value("p.role", str(now.role)),
        on_change=rename,
    )
    latitude, longitude, error = st.columns(3)
    settings: dict[str, Any] = {"value": None, "on_change": while_shown(lambda: _set_numbers(now, number))}
    latitude.number_input(
        "Latitude", -90.0, 90.0, step=0.001, format="%.5f", key=first_value("p.latitude", now.latitude), **settings
    )
    longitude.number_input(
        "Longitude", -180.0, 180.0, step=0.001, format="%.5f", key=first_value("p.longitude", now.longitude), **settings
    )
    error.number_input(
        "Within, km", 0.0, MOST_ERROR_KM, step=0.5, key=first_value("p.error_km", now.error_km), **settings
    )
    with st.container():  # always there, for the same reason as the button below
        if outside := outside_words(now, options):
            st.warning(label_text(outside))
    with st.container(horizontal=True):
        # Always there: one that came with the position would move "Save" away from under the pointer.
        st.button(
            "No position",
            key=f"place.none.{number}",
            disabled=now.latitude is None,
            on_click=lambda: _put(number, without_position(now)),
        )
        if count > 1:
            st.button("Remove this place", key=f"place.remove.{number}", on_click=_remove, args=(number,))


def _rename(now: PlaceMention, number: int) -> None:
    name = str(typed("p.name") or "").strip() or now.name
    _keep(number, PlaceMention.parse(now.as_json() | {"name": name, "role": str(typed("p.role"))}))
    forget("p.name")


def _set_numbers(now: PlaceMention, number: int) -> None:
    """A position needs all three; until then what is typed waits in its fields."""
    latitude, longitude, error = map(typed, _NUMBERS)
    if latitude is not None and longitude is not None and error is not None:
        _keep(number, at_spot(now, latitude=latitude, longitude=longitude, error_km=error))
        forget(*_NUMBERS)
