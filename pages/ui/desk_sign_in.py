"""Signing in at the desk through an identity provider: Streamlit's `st.login`, and a plain word where it does not work.

Streamlit leads the browser away and back to the home page, whatever came of it. That somebody has set out is therefore
kept here for a while, so that the desk can say that they came back without having signed in.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final, final

import streamlit as st
from streamlit.errors import StreamlitAuthError
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from pages.ui.markup import label_text

_LOG: Final = logging.getLogger(__name__)
_PROBLEM: Final = "desk.sign_in_problem"
_AWAY: Final = "desk.signing_in"


@final
class _SetOut:
    """Browsers that have set out to sign in, the latest ones; safe to share between threads."""

    def __init__(self, *, most: int = 10_000, window_s: float = 900) -> None:
        self._most, self._window_s = most, window_s
        self._since: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, browser: bytes) -> None:
        with self._lock:
            self._since[browser] = time.monotonic()
            while len(self._since) > self._most:
                self._since.popitem(last=False)

    def take(self, browser: bytes) -> bool:
        """Whether this browser has set out a short while ago; asked again, it has not."""
        with self._lock:
            since = self._since.pop(browser, None)
        return since is not None and time.monotonic() - since < self._window_s


# One for the whole process: who comes back comes to a new session.
_SET_OUT: Final = _SetOut()


def signed_in_email() -> str | None:
    """The address that the identity provider vouches for; one that it has not verified counts as none."""
    if not _is_signed_in():
        return None
    email, is_verified = st.user.get("email"), st.user.get("email_verified")
    return email if isinstance(email, str) and is_verified is True else None


def show_sign_in() -> None:
    """The way in, or the way out for whoever is signed in and still no editor."""
    if _is_signed_in():
        words = f"Signed in as {st.user.get('email') or 'somebody without an e-mail address'}."
        if not signed_in_email():
            words += " The identity provider has not verified this address, so it opens nothing."
        st.caption(label_text(words))
        show_sign_out()
        return
    if problem := _problem():
        st.warning(problem)
    providers = _providers()
    if not providers:
        st.caption("Signing in is not set up here. An administrator describes the identity provider in secrets.toml.")
    for provider in providers:
        st.button(
            label_text(f"Sign in with {provider}" if provider else "Sign in"),
            key=f"desk.sign_in.{provider or ''}",
            type="primary",
            on_click=_sign_in,
            args=(provider,),
        )


def show_sign_out() -> None:
    """The way out, for whoever is signed in."""
    if _is_signed_in():
        st.button("Sign out", key="desk.sign_out", on_click=st.logout)


def _sign_in(provider: str | None) -> None:
    st.session_state.pop(_PROBLEM, None)
    try:
        st.login(provider)
    except StreamlitAuthError as error:
        _LOG.error("Signing in is not set up completely: %s", " ".join(str(error).split()))
        st.session_state[_PROBLEM] = "Signing in is not set up completely. The server's log says what is missing."
        return
    # This session is about to end; only the next one can know that nothing came of it.
    st.session_state[_AWAY] = True
    if browser := _browser():
        _SET_OUT.note(browser)


def _problem() -> str | None:
    """What to say to somebody who has tried to sign in and has not."""
    browser = None if st.session_state.get(_AWAY) else _browser()
    if browser and _SET_OUT.take(browser):
        st.session_state[_PROBLEM] = (
            "The sign-in was not completed: it was broken off, or the identity provider's answer was refused. "
            "The server's log says more."
        )
    found: str | None = st.session_state.get(_PROBLEM)
    return found


def _browser() -> bytes | None:
    """What Streamlit knows a browser by across sessions; its cookie is written differently for each page."""
    cookie = st.context.cookies.get(XSRF_COOKIE_NAME)
    return decode_xsrf_token_string(cookie)[0] if cookie else None


def _is_signed_in() -> bool:
    return bool(_providers()) and bool(st.user.get("is_logged_in"))


def _providers() -> tuple[str | None, ...]:
    """The providers that secrets.toml describes; None is the one without a name."""
    if not st.secrets.load_if_toml_exists():
        return ()
    section = st.secrets.get("auth")
    if not isinstance(section, Mapping):
        return ()
    named = [name for name, part in section.items() if isinstance(part, Mapping) and "client_id" in part]
    return (*((None,) if "client_id" in section else ()), *named)
