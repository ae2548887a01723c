"""Settings of the second opinion: the newsroom's own endpoint. Without an address there is none, and nothing is sent."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urlsplit

import idna
from pydantic import SecretStr

from geo.opinions.errors import OpinionSettingError

URL_VARIABLE = "SEAMLINE_LLM_URL"
MODEL_VARIABLE = "SEAMLINE_LLM_MODEL"
KEY_VARIABLE = "SEAMLINE_LLM_KEY"
TIMEOUT_VARIABLE = "SEAMLINE_LLM_TIMEOUT_S"
DEFAULT_TIMEOUT_S = 60.0
_SHORTEST_S, _LONGEST_S = 1.0, 600.0
_PORTS = {"http": 80, "https": 443}
_SUFFIX = "/chat/completions"
_MODEL = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,200}")
# It goes into a header: anything else would end the line, or be shown by the library that refuses it.
_KEY = re.compile(r"[\x21-\x7e]{1,4096}")
_PLAIN = re.compile(r"[\x21-\x7e]+")
_PATH = re.compile(r"[A-Za-z0-9._~%!$&'()*+,;=:@/-]*")


@dataclass(frozen=True)
class OpinionSettings:
    """Where to ask for a second opinion.

    Attributes:
        scheme: http or https.
        host: a name or an address of the administrator's choice, loopback and private networks included.
        path: of the chat completions.
        key: sent as a bearer token; repr and str of it are stars.
        timeout_s: seconds for name, connection, question and answer together.
    """

    scheme: str
    host: str
    port: int
    path: str
    model: str
    key: SecretStr | None = None
    timeout_s: float = DEFAULT_TIMEOUT_S

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self | None:
        """Read the four SEAMLINE_LLM variables; None, which is off, where there is no SEAMLINE_LLM_URL.

        Raises:
            OpinionSettingError: a value means nothing, or the model is missing.
        """
        given = os.environ if environment is None else environment
        url = given.get(URL_VARIABLE, "").strip()
        if not url:
            return None
        parts, host, port = _address(url)
        path = parts.path.rstrip("/")
        return cls(
            scheme=parts.scheme,
            host=host,
            port=port,
            path=path if path.endswith(_SUFFIX) else f"{path}{_SUFFIX}",
            model=_model(given.get(MODEL_VARIABLE, "").strip()),
            key=_key(given.get(KEY_VARIABLE, "").strip()),
            timeout_s=_timeout(given.get(TIMEOUT_VARIABLE, "").strip()),
        )

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def notice(self) -> str:
        """What an editor has to know before the button is pressed."""
        return f"The article's text is sent to {self.authority} and read there by the model {self.model}."


def _address(url: str) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as problem:
        raise _bad_address("an address that cannot be read") from problem
    # The value itself is not repeated where it may hold a secret.
    if parts.username is not None or parts.password is not None:
        raise _bad_address(f"a user name in it; put a key into {KEY_VARIABLE}")
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise _bad_address("a question mark or # in it; give the address without a query")
    if parts.scheme not in _PORTS or not host:
        raise _bad_address(repr(url[:200]))
    if not _PATH.fullmatch(parts.path) or port == 0:
        raise _bad_address(repr(url[:200]))
    return parts, _host(host, url=url), port or _PORTS[parts.scheme]


def _host(host: str, *, url: str) -> str:
    if host.isascii() and _PLAIN.fullmatch(host):
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as problem:
        raise _bad_address(repr(url[:200])) from problem


def _bad_address(found: str) -> OpinionSettingError:
    return OpinionSettingError(f"{URL_VARIABLE}: expected an address such as http://127.0.0.1:8080/v1, got {found}")


def _model(value: str) -> str:
    if not _MODEL.fullmatch(value):
        raise OpinionSettingError(
            f"{MODEL_VARIABLE}: expected the name of a model at the endpoint, got {value[:200]!r}; "
            f"set it, or remove {URL_VARIABLE} to switch second opinions off"
        )
    return value


def _key(value: str) -> SecretStr | None:
    if value and not _KEY.fullmatch(value):
        raise OpinionSettingError(
            f"{KEY_VARIABLE}: expected printable ASCII characters without a space, got something else ({len(value)} "
            "characters, not shown); paste the key again"
        )
    return SecretStr(value) if value else None


def _timeout(value: str) -> float:
    try:
        seconds = float(value or DEFAULT_TIMEOUT_S)
    except ValueError:
        seconds = float("nan")
    if not _SHORTEST_S <= seconds <= _LONGEST_S:
        raise OpinionSettingError(
            f"{TIMEOUT_VARIABLE}: expected seconds from {_SHORTEST_S:g} to {_LONGEST_S:g}, got {value[:40]!r}"
        )
    return seconds
