"""The filter of the session and its link: read from the address when a reader comes, written back after each run.

Inside a session the filter in `st.session_state` is what counts; a change of page drops the address's parameters, and
they are written anew. An address that differs from the one last written was typed or followed, and is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from geo.bootstrap import open_default_store
from geo.errors import InvalidRecordError, UnknownRecordError
from geo.filters import Filter, MapPosition, resolve
from geo.records import Dataset
from geo.view import View, view_of
from pages.ui.markup import label_text

_FILTER = "filter"
_WRITTEN = "address_written"
_NOTICES = "notices"
_PAGE = "page_of_address"


def begin_run(page: str) -> None:
    """Bring the session's filter and the address together at the start of a run of the page's script."""
    given = _address()
    changed_page = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    followed = given != st.session_state.get(_WRITTEN) and not (changed_page and not given)
    if _FILTER not in st.session_state or followed:
        chosen, notices = Filter.from_params(given)
        chosen, more = _known(chosen)
        st.session_state[_FILTER] = chosen
        st.session_state[_NOTICES] = (*notices, *more)


def end_run() -> None:
    """Write the filter into the address, once everything of the run has had its say."""
    wanted = current().to_params()
    if wanted != _address():
        together: dict[str, list[str]] = {}
        for key, value in wanted:
            together.setdefault(key, []).append(value)
        st.query_params.from_dict(together)
    st.session_state[_WRITTEN] = wanted


def current() -> Filter:
    """The filter of this session."""
    chosen: Filter = st.session_state.setdefault(_FILTER, Filter())
    return chosen


def change(**changes: Any) -> None:
    """Change fields of the filter; an impossible period is refused with a notice and the rest stands."""
    try:
        st.session_state[_FILTER] = replace(current(), **changes)
        st.session_state[_NOTICES] = ()
    except InvalidRecordError as error:
        st.session_state[_NOTICES] = (f"The period is not changed: {error}.",)


def keep_position(at: MapPosition) -> None:
    """Note where the map stands; notices stay."""
    if at != current().at:
        st.session_state[_FILTER] = replace(current(), at=at)


def choose(chosen: Filter) -> None:
    """Put another filter in place, keeping map position, layers and language."""
    keep = current()
    st.session_state[_FILTER] = replace(chosen, at=keep.at, layers=keep.layers, colour=keep.colour, lang=keep.lang)
    st.session_state[_NOTICES] = ()


def reset() -> None:
    """Show everything again; map position and layers stay."""
    choose(Filter(edition=current().edition))


def changing(**changes: Any) -> Callable[[], None]:
    """A callback for a button that changes the filter."""
    return lambda: change(**changes)


def dataset() -> Dataset:
    """The dataset at the edition that the reader sees."""
    return open_default_store().dataset(current().edition)


def edition() -> int:
    """The number of the edition that the reader sees."""
    return current().edition or open_default_store().edition()


def view() -> View:
    """What the reader sees."""
    return view_of(dataset(), current())


def show_notices() -> None:
    """Say what was left out of the address or not changed."""
    for notice in st.session_state.get(_NOTICES, ()):
        st.warning(label_text(notice))


def _known(chosen: Filter) -> tuple[Filter, tuple[str, ...]]:
    store = open_default_store()
    notices: tuple[str, ...] = ()
    try:
        store.dataset(chosen.edition)
    except UnknownRecordError as error:
        notices = (f"edition={chosen.edition} is left out: {error}.",)
        chosen = replace(chosen, edition=None)
    chosen, more = resolve(chosen, store.dataset(chosen.edition))
    return chosen, (*notices, *more)


def _address() -> list[tuple[str, str]]:
    return [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
