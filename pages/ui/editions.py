"""Where the link is pinned to an edition: as of when the page speaks, what has changed since, and the way to the newest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from geo.bootstrap import open_default_store
from geo.desk.history import Change
from geo.filters import day_words
from geo.layers.text import SafeText, compose_markup
from geo.links import Comparison, changed_words, compare
from geo.records import Dataset
from geo.vocabulary import Status
from pages.ui import state
from pages.ui.corrections import changes_markup
from pages.ui.markup import show, text, together

MOST: Final = 50
"""So many of each sort are shown; the page of corrections has all."""


def show_edition() -> None:
    """Say what edition is shown, where the address names one; nothing where the page follows the newest."""
    edition, store = state.current().edition, open_default_store()
    if edition is not None:
        comparison = compare(store, edition, store.edition())
        in_view = sum(comparison.count_in(state.view().ids)) if state.current().is_narrowed else None
        _show_row(comparison, edition_words(comparison, in_view=in_view))


def edition_words(comparison: Comparison, *, in_view: int | None = None) -> str:
    """As of when the page speaks, and how many incidents have changed since.

    Args:
        comparison: the edition beside the newest one.
        in_view: how many of those that were edited or withdrawn are in view; None where the view is everything.
    """
    as_of = f"As of edition {comparison.edition}, {day_words(comparison.edition_at.date())}"
    if comparison.edition == comparison.newest:
        return f"{as_of}, the newest edition."
    since = changed_words(comparison)
    if comparison.count and in_view is not None:
        since = f"{since.removesuffix('.')}; {in_view or 'none'} in this view."
    return f"{as_of}. {since}"


@st.fragment
def _show_row(comparison: Comparison, words: str) -> None:
    """The words with the differences, which are drawn only while they are looked at, and the way to the newest edition."""
    with st.container(horizontal=True, vertical_alignment="center"):
        show(compose_markup('<p class="sl-words" role="status">{words}</p>', words=text(words)))
        if comparison.count or comparison.others:
            popover = st.popover(
                "What changed", key="edition.diff", on_change="rerun", width="content", type="tertiary"
            )
            if popover.open:
                with popover:
                    show(_differences(comparison))
        if comparison.edition != comparison.newest and st.button(
            "Show the newest", key="edition.newest", on_click=_show_newest, type="tertiary"
        ):
            st.rerun()


def _show_newest() -> None:
    chosen = state.current().incident
    incident = open_default_store().dataset().incidents.get(chosen or "")
    is_public = incident is not None and incident.status is Status.PUBLISHED
    state.change(edition=None, incident=chosen if is_public else None)


def _differences(comparison: Comparison) -> SafeText:
    dataset = open_default_store().dataset(comparison.newest)
    parts = {
        "Added": [_incident(dataset, i) for i in comparison.added],
        "Withdrawn": [_incident(dataset, i) for i in comparison.withdrawn],
        "Edited": [_edited(dataset, i, changes) for i, changes in comparison.changed.items()],
        "Other records": [changes_markup(dataset, [change]) for change in comparison.others],
    }
    return compose_markup(
        '<div class="sl-since">{parts}</div>',
        parts=together(_part(name, found) for name, found in parts.items() if found),
    )


def _part(name: str, found: Sequence[SafeText]) -> SafeText:
    more = f"; the first {MOST}, the page Corrections has all" if len(found) > MOST else ""
    return compose_markup(
        '<h4 class="sl-part">{name}</h4>{found}',
        name=text(f"{name}: {len(found)}{more}"),
        found=together(found[:MOST]),
    )


def _edited(dataset: Dataset, incident_id: str, changes: Sequence[Change]) -> SafeText:
    """An incident's own change leads; where only its evidence changed, its name does."""
    own = any(change.kind == "incident" for change in changes)
    head = [] if own else [_incident(dataset, incident_id)]
    return together([*head, changes_markup(dataset, changes)])


def _incident(dataset: Dataset, incident_id: str) -> SafeText:
    return compose_markup(
        '<section class="sl-change"><h4><span class="sl-name">{what}</span> {title}</h4></section>',
        what=text("Incident"),
        title=text(dataset.incidents[incident_id].title),
    )
