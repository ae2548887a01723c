"""The random part of a short link's address: whoever has it may look, so only its digest is kept."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from typing import Final

TOKEN_BYTES: Final = 16
"""128 random bits: nobody finds a link by trying."""

# 16 bytes in the alphabet of addresses; of the last character only two bits count.
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")


def new_token() -> str:
    """A token that nobody can foresee."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str | None:
    """SHA-256 of a token, in hexadecimal; None for what can be no token.

    A plain digest is enough: what it hides is random, so there is nothing to try it against.

    >>> digest_of("AAAAAAAAAAAAAAAAAAAAAA")[:8], digest_of("short"), digest_of("AAAAAAAAAAAAAAAAAAAAA/")
    ('8a5bdb4c', None, None)
    """
    return sha256(token.encode("ascii")).hexdigest() if _TOKEN.fullmatch(token) else None
