"""The fetcher's settings: whether it runs at all, how it names itself, and what one article may cost."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from geo import __version__
from geo.fetch.errors import FetchSettingError
from geo.texts import ReadLimits

SWITCH_VARIABLE = "SEAMLINE_FETCH"
CONTACT_VARIABLE = "SEAMLINE_FETCH_CONTACT"
_ON = frozenset({"", "on", "yes", "true", "1"})
_OFF = frozenset({"off", "no", "false", "0"})
# It goes into a header: one line, and no bracket that would end the comment it stands in.
_CONTACT = re.compile(r"[A-Za-z0-9@.:/+_~?=&%-]{3,200}")
_KIBIBYTE = 1024


@dataclass(frozen=True)
class FetchSettings:
    """What the fetcher may do. None of it can be changed by an address or by a page.

    Attributes:
        contact: a mail or web address of the newsroom, shown to the sites that are asked.
        total_s: seconds for names, connections, redirects and the page together.
        connect_s: seconds for one connection, its TLS greeting included, and for looking up one name.
        silence_s: seconds without a byte.
        header_bytes: status line and headers of one answer.
        sent_bytes: body as sent, packed or not.
        page_bytes: body unpacked.
        redirects: how many are followed.
        reading: what taking the text out may cost, on top of `total_s`.
    """

    enabled: bool = True
    contact: str | None = None
    total_s: float = 20.0
    connect_s: float = 5.0
    silence_s: float = 8.0
    header_bytes: int = 32 * _KIBIBYTE
    sent_bytes: int = 4 * _KIBIBYTE * _KIBIBYTE
    page_bytes: int = 8 * _KIBIBYTE * _KIBIBYTE
    redirects: int = 5
    reading: ReadLimits = field(default_factory=ReadLimits)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> FetchSettings:
        """Read SEAMLINE_FETCH (on or off, default on) and SEAMLINE_FETCH_CONTACT.

        Raises:
            FetchSettingError: a value means nothing; a switch that is misspelt must not leave the fetcher on.
        """
        given = os.environ if environment is None else environment
        return cls(enabled=_switch(given.get(SWITCH_VARIABLE, "")), contact=_contact(given.get(CONTACT_VARIABLE, "")))

    @property
    def user_agent(self) -> str:
        """The name under which sites see us."""
        contact = f"; {self.contact}" if self.contact else ""
        return f"Seamline/{__version__} (article fetcher of a newsroom's map, on an editor's request{contact})"


def _switch(value: str) -> bool:
    word = value.strip().lower()
    if word in _ON:
        return True
    if word in _OFF:
        return False
    raise FetchSettingError(f"{SWITCH_VARIABLE}: expected on or off, got {value!r}")


def _contact(value: str) -> str | None:
    if value and not _CONTACT.fullmatch(value):
        raise FetchSettingError(f"{CONTACT_VARIABLE}: expected a mail or web address, got {value!r}")
    return value or None
