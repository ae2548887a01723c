"""Who sits at the desk: asked anew in every run of a page, from how the page is reached; an editor is never kept."""

from __future__ import annotations

import logging
import secrets
from functools import cache
from typing import Final

import streamlit as st

from geo.desk.rights import Closed, DeskSettingError, Editor, RightsSettings, Tries
from pages.ui.desk_sign_in import show_sign_in, show_sign_out, signed_in_email
from pages.ui.markup import label_text

_LOG: Final = logging.getLogger(__name__)
# One for the whole process: wrong passwords are counted over all sessions.
_TRIES: Final = Tries()
_SESSION: Final = "desk.session"
_PASSWORD: Final = "desk.password"  # noqa: S105 - the name of a place in the session


def editor() -> Editor | Closed:
    """The editor who looks at this page, or why the desk is closed to whoever does."""
    try:
        settings = RightsSettings.from_environment()
    except DeskSettingError as error:
        # What is wrong with a password is for the administrator alone.
        _log_once(str(error))
        return Closed("The desk is closed: one of its settings cannot be read. The server's log says which.")
    headers = dict(st.context.headers)
    found = _TRIES.admit(
        session=st.session_state.setdefault(_SESSION, secrets.token_hex(16)),
        server_address=str(st.get_option("server.address") or ""),
        client_address=_client_address(headers),
        headers=headers,
        signed_in_email=signed_in_email(),
        password_given=st.session_state.get(_PASSWORD),
        settings=settings,
    )
    if isinstance(found, Closed):
        _forget_password()  # else every run of the page would count as another wrong try
    return found


def show_closed(closed: Closed) -> None:
    """Say that the desk is closed, with the ways in that there are."""
    st.info(label_text(closed.reason))
    if closed.asks_sign_in:
        show_sign_in()
    if closed.asks_password:
        # Emptied when it is sent: nothing that was typed stays in the page.
        with st.form("desk.door", border=False, width=360, clear_on_submit=True):
            st.text_input("Editor password", type="password", key="desk.typed", autocomplete="current-password")
            st.form_submit_button("Open the desk", on_click=_try_password)


def show_door(found: Editor) -> None:
    """Say under which name changes are written, with the way out where there is one."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.caption(f"Changes are signed {label_text(found.name)}.", width="content")
        if st.session_state.get(_PASSWORD):
            st.button("Close the desk", key="desk.leave", on_click=_forget_password)
        else:
            show_sign_out()


def _try_password() -> None:
    # Out of the widget, so that the page does not send it back to the browser.
    st.session_state[_PASSWORD] = st.session_state.pop("desk.typed", "") or None


def _forget_password() -> None:
    st.session_state.pop(_PASSWORD, None)


def _client_address(headers: dict[str, str]) -> str | None:
    """Streamlit says None both for this machine and for no connection; a connection has headers."""
    found: str | None = st.context.ip_address
    return "127.0.0.1" if found is None and headers else found


@cache
def _log_once(words: str) -> None:
    _LOG.error("The desk is closed: %s", words)
