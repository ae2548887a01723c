"""The filter of the session and its link: read from the address when a reader comes, written back after each run.

Inside a session the filter in `st.session_state` is what counts; a change of page drops the address's parameters, and
they are written anew. An address that differs from the one last written was typed or followed, and is read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from geo.bootstrap import open_default_store
from geo.errors import InvalidRecordError, UnknownRecordError
from geo.filters import Filter, MapPosition, resolve
from geo.records import Dataset
from geo.view import View, view_of
from pages.ui import given
from pages.ui.markup import label_text

# Seconds: a message that crosses an answer on a slow line comes this late at most.
LATE_S: Final = 1.5

_FILTER = "filter"
_WRITTEN = "address_written"
_NOTICES = "notices"
_PAGE = "page_of_address"
# Long enough for the page to hand the marks to the map's frame.
_HEAD_START_S: Final = 0.1
_LATEST = "latest_edition"
_WHOLE = "whole_run"
_ACTED = "reader_acted"
_REPLACED = "addresses_replaced"
_WRITTEN_AT = "address_written_at"
_DRAFT = "draft"
_DESK: Final = "desk"
# The address is in place at once, the widgets are a few frames later.
_HEARD_S: Final = 0.7


def begin_run(page: str) -> None:
    """Bring the session's filter and the address together at the start of a run of the page's script.

    The latest edition is asked for once, here: all parts of the page show the same one until it runs again as a whole.
    """
    given.begin()
    st.session_state[_WHOLE] = True
    st.session_state[_LATEST] = open_default_store().edition()
    read = _address()
    changed_page = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    if page == _DESK:
        st.session_state.setdefault(_DRAFT, st.query_params.get(_DRAFT))
    # A choice and a typed address never come in one message: beside a choice, another address is one not yet replaced.
    acted = st.session_state.pop(_ACTED, False)
    followed = read != st.session_state.get(_WRITTEN) and not (changed_page and not read) and not acted
    if _FILTER not in st.session_state or followed:
        chosen, notices = Filter.from_params(read)
        chosen, more = _known(chosen)
        st.session_state[_FILTER] = chosen
        st.session_state[_NOTICES] = (*notices, *more)


def end_run() -> None:
    """Write the filter into the address, once everything of the run has had its say."""
    st.session_state[_WHOLE] = False
    write_address()
    given.end()


def begin_fragment() -> None:
    """At the start of a part of the page that can run by itself."""
    if not st.session_state.get(_WHOLE):
        given.begin()


def end_fragment() -> None:
    """Write the filter into the address where a fragment runs by itself; in a run of the whole page its end does so."""
    if not st.session_state.get(_WHOLE):
        write_address()
        given.end()


def let_map_go_first() -> None:
    """Hold the rest of a run of the whole page back, so that the browser does not draw it before the marks.

    Streamlit's page handles all messages that have come by then together, and the map's frame would wait for them;
    `make bench` shows the difference.
    """
    if st.session_state.get(_WHOLE):
        time.sleep(_HEAD_START_S)


def write_address() -> None:
    """Make the address say what the reader sees."""
    st.session_state[_ACTED] = False
    wanted = current().to_params()
    draft = open_draft_id() if st.session_state.get(_PAGE) == _DESK else None
    if wanted != _address() or st.query_params.get(_DRAFT) != draft:
        together: dict[str, list[str]] = {_DRAFT: [draft]} if draft else {}
        for key, value in wanted:
            together.setdefault(key, []).append(value)
        st.query_params.from_dict(together)
    written = st.session_state.get(_WRITTEN)
    if written is not None and written != wanted:
        st.session_state[_WRITTEN_AT] = time.monotonic()
        st.session_state[_REPLACED] = [*st.session_state.get(_REPLACED, [])[-7:], (written, time.monotonic())]
    st.session_state[_WRITTEN] = wanted


def open_draft(item_id: str | None) -> None:
    """Open an item of the desk, or with None its list; the address keeps it, so that a reload comes back to it."""
    st.session_state[_DRAFT] = item_id


def open_draft_id() -> str | None:
    """The item of the desk that is open in this session."""
    found: str | None = st.session_state.get(_DRAFT)
    return found


def is_behind() -> bool:
    """Whether the browser's message may have been sent before it had heard all that the last run wrote.

    Such a message also carries the widgets' values from before that run: what it says of them is no choice of the reader's.
    """
    return _is_late(_address()) or time.monotonic() - st.session_state.get(_WRITTEN_AT, 0) < _HEARD_S


def current() -> Filter:
    """The filter of this session."""
    chosen: Filter = st.session_state.setdefault(_FILTER, Filter())
    return chosen


def change(**changes: Any) -> None:
    """Change fields of the filter; an impossible period is refused with a notice and the rest stands."""
    st.session_state[_ACTED] = True
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
    st.session_state[_ACTED] = True
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
    return open_default_store().dataset(edition())


def edition() -> int:
    """The number of the edition that the reader sees."""
    latest: int = st.session_state[_LATEST]
    return latest if current().edition is None else current().edition


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


def _is_late(given: list[tuple[str, str]]) -> bool:
    """Whether an address is one that was replaced a moment ago."""
    now = time.monotonic()
    replaced = st.session_state.get(_REPLACED, ())
    return given != st.session_state.get(_WRITTEN) and any(
        given == address and now - since < LATE_S for address, since in replaced
    )


def _address() -> list[tuple[str, str]]:
    """The filter's part of the address; which item is open at the desk is no filter."""
    return [(key, value) for key in st.query_params if key != _DRAFT for value in st.query_params.get_all(key)]
