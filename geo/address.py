"""Where readers reach this dashboard, for links that leave it: pictures, feeds, previews, files."""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import urlsplit

from geo.errors import SeamlineError

SETTING: Final = "SEAMLINE_PUBLIC_URL"


class PublicAddressError(SeamlineError, ValueError):
    """What should be the address of a dashboard is none."""


def public_address() -> str | None:
    """The setting SEAMLINE_PUBLIC_URL without a slash at its end, such as https://example.org/map; None where it is not set.

    Raises:
        PublicAddressError: It is no http(s) address, or has a user, a query or a fragment.
    """
    given = os.environ.get(SETTING, "").strip()
    return checked_address(given, name=SETTING) if given else None


def checked_address(given: str, *, name: str) -> str:
    """An address without a slash at its end.

    Args:
        given: what was set.
        name: the setting or option that it comes from.

    Raises:
        PublicAddressError: It is no http(s) address, or has a user, a query or a fragment.

    >>> checked_address("https://example.org/map/", name="--address")
    'https://example.org/map'
    """
    try:
        parts = urlsplit(given)
        is_sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_sound = False
    if not is_sound or parts.query or parts.fragment or parts.username is not None or any(c.isspace() for c in given):
        message = (
            f"expected {name} to be where readers open the dashboard, such as https://example.org/map, got {given!r}"
        )
        raise PublicAddressError(message)
    return given.rstrip("/")
