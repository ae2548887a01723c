"""Who sits at the desk: asked anew in every run of a page, from how the page is reached; an editor is never kept."""

from __future__ import annotations

import secrets
from typing import Final

import streamlit as st

from geo.desk.rights import Closed, DeskSettingError, Editor, RightsSettings, Tries
from pages.ui.markup import label_text

# One for the whole process: wrong passwords are counted over all sessions.
_TRIES: Final = Tries()
_SESSION: Final = "desk.session"
_PASSWORD: Final = "desk.password"  # noqa: S105 - the name of a place in the session


def editor() -> Editor | Closed:
    """The editor who looks at this page, or why the desk is closed to whoever does."""
    try:
        settings = RightsSettings.from_environment()
    except DeskSettingError:
        # What is wrong with a password is for the administrator alone; the server's start says it.
        return Closed("The desk is closed: one of its settings cannot be read. The server's log says which.")
    headers = dict(st.context.headers)
    found = _TRIES.admit(
        session=st.session_state.setdefault(_SESSION, secrets.token_hex(16)),
        server_address=str(st.get_option("server.address") or ""),
        client_address=_client_address(headers),
        headers=headers,
        signed_in_email=_signed_in_email(),
        password_given=st.session_state.get(_PASSWORD),
        settings=settings,
    )
    if isinstance(found, Closed):
        _forget_password()  # else every run of the page would count as another wrong try
    return found


def show_closed(closed: Closed) -> None:
    """Say that the desk is closed, with the ways in that there are."""
    st.info(label_text(closed.reason))
    if closed.asks_sign_in and _can_sign_in():
        if st.user.is_logged_in:
            st.button("Sign out", key="desk.sign_out", on_click=st.logout)
        else:
            st.button("Sign in", key="desk.sign_in", type="primary", on_click=st.login)
    if closed.asks_password:
        with st.form("desk.door", border=False, width=360):
            st.text_input("Editor password", type="password", key="desk.typed", autocomplete="current-password")
            st.form_submit_button("Open the desk", on_click=_try_password)


def show_door(found: Editor) -> None:
    """Say under which name changes are written, with the way out where there is one."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.caption(f"Changes are signed {label_text(found.name)}.", width="content")
        if st.session_state.get(_PASSWORD):
            st.button("Close the desk", key="desk.leave", on_click=_forget_password)
        elif _can_sign_in() and st.user.is_logged_in:
            st.button("Sign out", key="desk.sign_out", on_click=st.logout)


def _try_password() -> None:
    # Out of the widget, so that the page does not send it back to the browser.
    st.session_state[_PASSWORD] = st.session_state.pop("desk.typed", "") or None


def _forget_password() -> None:
    st.session_state.pop(_PASSWORD, None)


def _client_address(headers: dict[str, str]) -> str | None:
    """Streamlit says None both for this machine and for no connection; a connection has headers."""
    found: str | None = st.context.ip_address
    return "127.0.0.1" if found is None and headers else found


def _can_sign_in() -> bool:
    return "auth" in st.secrets if st.secrets.load_if_toml_exists() else False


def _signed_in_email() -> str | None:
    """The address that the identity provider vouches for; one that it has not verified counts as none."""
    if not _can_sign_in() or not st.user.is_logged_in:
        return None
    email, is_verified = st.user.get("email"), st.user.get("email_verified")
    return email if isinstance(email, str) and is_verified is True else None
