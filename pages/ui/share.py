"""Above the map: what a reader takes along to send or to publish, and for editors the short links.

Everybody has the link to the view at its edition, which needs no database. Short links take an editor's rights, which
each write asks for anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st

from geo.address import public_address
from geo.bootstrap import open_default_store
from geo.desk.rights import Closed, Editor
from geo.errors import SeamlineError
from geo.filters import day_words
from geo.layers.text import compose_markup
from geo.links import (
    LIFETIMES,
    TITLE_LIMIT,
    USUAL_LIFETIME,
    Link,
    LinkState,
    create_link,
    link_state,
    list_links,
    revoke_link,
)
from geo.store import Store
from geo.web.embed import embed_snippet
from pages.ui import state
from pages.ui.browser_actions import copy_link_button
from pages.ui.desk_access import editor
from pages.ui.markup import label_text, show, text

EMBED_HEIGHT_PX: Final = 480
SHOWN: Final = 20
_HELD: Final = {"pinned": "Frozen", "live": "Live"}
_NEWEST: Final = (
    "It follows the newest edition: corrections and new incidents show in the article without a word of yours."
)
_MADE: Final = "share.made"
_SAID: Final = "share.said"


@st.fragment
def show_share() -> None:
    """Draw the button; what is behind it is asked for and drawn only while it is open."""
    popover = st.popover("Share", key="share", on_change="rerun", width="content")
    if popover.open:
        with popover:
            _show_pinned()
            found = editor()
            if isinstance(found, Editor):
                _show_short_links(found)


def _show_pinned() -> None:
    pinned = replace(state.current(), edition=state.edition()).to_params()
    show(
        compose_markup(
            '<p class="sl-hint">{words}</p>',
            words=text(
                f"A link to this view at edition {state.edition()}: it shows the same for good, and says what changed since."
            ),
        )
    )
    copy_link_button(pinned, label="Copy pinned link", key="copy_pinned")
    held = st.segmented_control(
        "The map for an article", list(_HELD), format_func=lambda name: _HELD[name], default="pinned", key="share.held"
    )
    st.caption(
        _NEWEST if held == "live" else f"It stays as it is at edition {state.edition()}, whatever is corrected later."
    )
    query = replace(state.current(), edition=None).to_params() if held == "live" else pinned
    try:
        st.code(embed_snippet(_address(), query=query, height=EMBED_HEIGHT_PX), language=None)
    except SeamlineError as error:  # a filter of very many choices makes too long an address
        st.caption(label_text(f"There is no snippet for this view: {error}."))


def _show_short_links(found: Editor) -> None:
    store = open_default_store()
    show(compose_markup('<h4 class="sl-part">{words}</h4>', words=text("Short link with a preview")))
    with st.form("share.new", border=False, clear_on_submit=True):
        st.text_input(
            "Title, for everybody who has the link", key="share.title", max_chars=TITLE_LIMIT, autocomplete="off"
        )
        names = list(LIFETIMES)
        st.selectbox("Holds for", names, index=names.index(USUAL_LIFETIME), key="share.lifetime")
        st.form_submit_button("Make a short link", on_click=_make)
    with st.container():  # always there: an element that came and went would draw everything below it anew
        _show_said()
    everybody = st.toggle("Links of all editors", key="share.all")
    links = list_links(store, found, of_all=everybody)
    for link in links[:SHOWN]:
        _show_link(link)
    if not links:
        st.caption("No short link has been made.")
    elif len(links) > SHOWN:
        st.caption(f"{len(links) - SHOWN} earlier ones are not listed.")


def _show_link(link: Link) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"row-{link.digest[:16]}"):
        words = compose_markup(
            '<div><b>{title}</b><div class="sl-note">{facts}</div></div>',
            title=text(link.title),
            facts=text(_facts(link)),
        )
        show(words)
        if link_state(link, at=dt.datetime.now(dt.UTC)) is not LinkState.REVOKED:
            st.button("Revoke", key=f"share.revoke.{link.digest[:16]}", on_click=_revoking(link.digest))


def _facts(link: Link) -> str:
    made = f"edition {link.edition}, made by {link.created_by} on {_day(link.created_at)}"
    match link_state(link, at=dt.datetime.now(dt.UTC)):
        case LinkState.REVOKED if link.revoked_at is not None:
            return f"Revoked by {link.revoked_by} on {_day(link.revoked_at)}; {made}"
        case LinkState.EXPIRED if link.expires_at is not None:
            return f"Ended on {_day(link.expires_at)}; {made}"
    return f"Holds {f'until {_day(link.expires_at)}' if link.expires_at else 'without end'}; {made}"


def _make() -> None:
    title, lifetime = st.session_state.get("share.title", ""), st.session_state.get("share.lifetime", USUAL_LIFETIME)

    def make(store: Store, found: Editor) -> None:
        address = _address()  # first: a setting that cannot be read must not cost a link that nobody gets to see
        token, link = create_link(
            store,
            found,
            title=title,
            chosen=state.current(),
            edition=state.edition(),
            lifetime=LIFETIMES[lifetime],
        )
        st.session_state[_MADE] = (link.digest, f"{address}/s/{token}")

    if lifetime in LIFETIMES:
        _attempt(make)


def _revoking(digest: str) -> Callable[[], None]:
    def revoke(store: Store, found: Editor) -> None:
        link = revoke_link(store, found, digest)
        if st.session_state.get(_MADE, ("", ""))[0] == link.digest:
            del st.session_state[_MADE]

    return lambda: _attempt(revoke)


def _attempt(act: Callable[[Store, Editor], None]) -> None:
    """Do something with the rights of this very moment, and keep why it was refused."""
    found = editor()
    if isinstance(found, Closed):
        st.session_state[_SAID] = f"Nothing was changed. {found.reason}"
        return
    try:
        act(open_default_store(), found)
    except SeamlineError as error:
        st.session_state[_SAID] = f"Nothing was changed: {error}."


def _show_said() -> None:
    """Say once why nothing was changed; show the address that was made as long as the session knows it."""
    if words := st.session_state.pop(_SAID, None):
        st.error(label_text(words))
    if made := st.session_state.get(_MADE):
        st.caption("Copy it now: Seamline keeps no copy, so it cannot be shown again.")
        st.code(made[1], language=None, wrap_lines=True)


def _address() -> str:
    """Where readers open the dashboard: as the administrator says, else as this browser does."""
    return public_address() or st.context.url.partition("?")[0].rstrip("/")


def _day(at: dt.datetime) -> str:
    return day_words(at.astimezone(dt.UTC).date())
