"""The desk's door where sign-in is set up in part, oddly or not at all: a plain word, never a crash."""

from __future__ import annotations

import logging
import re

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton
from streamlit.testing.v1 import AppTest

from pages.ui import desk_access

EDITORS = {"SEAMLINE_EDITORS": "ada@newsroom.example"}
SHARED = """
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "a secret of these tests alone"
"""
PROVIDER = """
client_id = "seamline"
client_secret = "another secret"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""


def door() -> None:
    from pages.ui.desk_access import editor, show_closed

    show_closed(editor())


@pytest.fixture
def come(monkeypatch, tmp_path):
    """See the door as somebody with these variables and this secrets.toml."""
    file = tmp_path / "secrets.toml"
    monkeypatch.setattr(st, "secrets", secrets_singleton)
    usual = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(file)])

    def seen(environment: dict[str, str], secrets: str | None = None) -> AppTest:
        for name in ("SEAMLINE_EDITORS", "SEAMLINE_EDITOR_PASSWORD"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        if secrets is not None:
            file.write_text(secrets, encoding="utf-8")
        secrets_singleton._reset()
        return AppTest.from_function(door, default_timeout=60).run()

    yield seen
    config.set_option("secrets.files", usual)
    secrets_singleton._reset()


def labels(page: AppTest) -> list[str]:
    assert not page.exception
    return [button.label for button in page.button]


@pytest.mark.parametrize("auth", [None, "", "auth = 1", "[auth]", "[auth]\ngoogle = 1", "not TOML"], ids=repr)
def test_without_a_provider_there_is_no_button_but_a_word(come, auth):
    page = come(EDITORS, auth)
    assert labels(page) == []
    assert "Signing in is not set up here" in page.caption[0].value


def test_each_provider_has_its_button(come):
    one = f"[auth]{SHARED}{PROVIDER}"
    assert labels(come(EDITORS, one)) == ["Sign in"]
    several = f"[auth]{SHARED}[auth.google]{PROVIDER}[auth.newsroom]{PROVIDER}[auth.client_kwargs]\nprompt = 'login'"
    assert labels(come(EDITORS, several)) == ["Sign in with google", "Sign in with newsroom"]
    assert labels(come({"SEAMLINE_EDITOR_PASSWORD": "a long pass phrase"}, one)) == ["Open the desk"]


@pytest.mark.parametrize("missing", ["redirect_uri", "cookie_secret", "client_secret", "server_metadata_url"])
def test_a_provider_that_is_not_described_completely_is_said_and_logged(come, caplog, missing):
    page = come(EDITORS, re.sub(f"{missing} = .*", "", f"[auth]{SHARED}{PROVIDER}"))
    with caplog.at_level(logging.ERROR):
        page.button[0].click().run()
    assert labels(page) == ["Sign in"]
    assert [warning.value for warning in page.warning] == [
        "Signing in is not set up completely. The server's log says what is missing."
    ]
    assert re.search(f"['\"]{missing}['\"]", caplog.text)
    assert "a secret of these tests alone" not in caplog.text
    assert "another secret" not in caplog.text


def test_a_setting_that_cannot_be_read_closes_the_desk_and_is_logged_once(come, caplog):
    desk_access._log_once.cache_clear()
    for _ in range(2):
        page = come({"SEAMLINE_EDITORS": "nobody"})
        assert "one of its settings cannot be read" in page.info[0].value
        assert "nobody" not in page.info[0].value
    logged = [record.getMessage() for record in caplog.records if record.name == "pages.ui.desk_access"]
    assert len(logged) == 1
    assert "SEAMLINE_EDITORS: expected e-mail addresses" in logged[0]
