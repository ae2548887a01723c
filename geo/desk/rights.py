"""Who may edit: decided anew at every run of a page from how the application is reached, and asked for by every write.

On a loopback address the local user is the editor, unless a password or a list of editors is set: then these decide
there too, because a proxy on the same machine can make every reader look local. Everywhere else the desk is closed until
one of the two is set.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final, NoReturn, final

from geo.desk.errors import NotAnEditorError
from geo.errors import SeamlineError

PASSWORD_VARIABLE: Final = "SEAMLINE_EDITOR_PASSWORD"  # noqa: S105  # the variable's name
EDITORS_VARIABLE: Final = "SEAMLINE_EDITORS"
NAME_VARIABLE: Final = "SEAMLINE_EDITOR_NAME"
SHORTEST_PASSWORD: Final = 12
# Any of these says that somebody stands between the browser and this server.
_PROXY_HEADERS: Final = frozenset({"forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip"})
_PORT: Final = re.compile(r":\d{1,5}\Z")
_SEAL: Final = object()


class DeskSettingError(SeamlineError, ValueError):
    """A setting of the desk cannot be read."""


@final
class Editor:
    """Somebody who may edit; `editor_of` alone makes one. It is for the run of a page, not for keeping."""

    __slots__ = ("_seal", "name")
    name: str
    _seal: object

    def __init__(self, name: str, *, seal: object = None) -> None:
        if seal is not _SEAL:
            raise TypeError("an Editor is made by editor_of only, from how the application is reached")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "_seal", seal)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"an Editor cannot be changed, got {name} = {value!r}")

    def __repr__(self) -> str:
        return f"Editor({self.name!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an Editor is neither copied nor stored; ask editor_of again")


@dataclass(frozen=True)
class Closed:
    """The desk stays shut; `reason` may be shown to anyone.

    Attributes:
        asks_password: whether a password would open it.
        asks_sign_in: whether signing in would.
    """

    reason: str
    asks_password: bool = False
    asks_sign_in: bool = False


@dataclass(frozen=True)
class RightsSettings:
    """What the administrator has set; `editors` are names by e-mail address in lower case."""

    password: str | None = field(default=None, repr=False)
    editors: Mapping[str, str] = field(default_factory=dict)
    name: str = "Editor"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> RightsSettings:
        """Read `SEAMLINE_EDITOR_PASSWORD`, `SEAMLINE_EDITORS` and `SEAMLINE_EDITOR_NAME`.

        Raises:
            DeskSettingError: the password is too short, or an entry is no e-mail address.
        """
        found = os.environ if environment is None else environment
        password = found.get(PASSWORD_VARIABLE) or None
        if password is not None and len(password) < SHORTEST_PASSWORD:
            raise DeskSettingError(
                f"{PASSWORD_VARIABLE}: expected at least {SHORTEST_PASSWORD} characters, got {len(password)}; "
                "choose a longer one"
            )
        entries = [entry for entry in found.get(EDITORS_VARIABLE, "").split(",") if entry.strip()]
        return cls(password, dict(map(_editor_entry, entries)), found.get(NAME_VARIABLE, "").strip() or "Editor")


def editor_of(
    *,
    server_address: str | None,
    client_address: str | None,
    headers: Mapping[str, str],
    signed_in_email: str | None = None,
    password_given: str | None = None,
    settings: RightsSettings,
) -> Editor | Closed:
    """Decide who a visitor is; the same facts always give the same answer.

    Args:
        server_address: what the server listens on; None or empty means every address of the machine.
        client_address: where the connection comes from.
        headers: of the request that opened the session.
        signed_in_email: only one that the identity provider has verified.
        password_given: as typed. `Tries.admit` bounds the tries; a page asks that instead.
        settings: what the administrator has set.
    """
    if signed_in_email and (name := settings.editors.get(_lower(signed_in_email))):
        return Editor(name, seal=_SEAL)
    if password_given and settings.password and _is_same(password_given, settings.password):
        return Editor(settings.name, seal=_SEAL)
    if settings.password or settings.editors:
        return _closed(settings, signed_in=bool(signed_in_email), tried=bool(password_given))
    why = _not_local(server_address, client_address, headers)
    if why is None:
        return Editor(settings.name, seal=_SEAL)
    return Closed(
        f"The desk is closed here: {why}. An administrator opens it with {PASSWORD_VARIABLE} or {EDITORS_VARIABLE}."
    )


def require(editor: object) -> Editor:
    """Give the editor back.

    Raises:
        NotAnEditorError: it was not made by `editor_of`.
    """
    if type(editor) is not Editor or getattr(editor, "_seal", None) is not _SEAL:
        raise NotAnEditorError(
            f"expected an Editor as editor_of gives it, got {type(editor).__name__}; open the desk as an editor"
        )
    return editor


class Tries:
    """Counts wrong passwords by address and by session, without making anybody wait; safe to share between threads.

    Args:
        most: wrong ones allowed within `window_s` seconds for each address and each session.
        window_s: seconds.
        keys: how many addresses and sessions are remembered, the latest ones.
        clock: seconds that only go forward.
    """

    def __init__(
        self, *, most: int = 10, window_s: float = 900, keys: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._window_s, self._keys, self._clock = most, window_s, keys, clock
        self._found: OrderedDict[str, list[float]] = OrderedDict()
        self._admitted: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def admit(
        self,
        *,
        session: str,
        server_address: str | None,
        client_address: str | None,
        headers: Mapping[str, str],
        signed_in_email: str | None = None,
        password_given: str | None = None,
        settings: RightsSettings,
    ) -> Editor | Closed:
        """Decide as `editor_of` does; once the tries are used up no password is compared any more.

        Args:
            session: a key of the session that only the server knows. A session that has given the password once is not
                shut out by the wrong ones of others, who behind a proxy have the same address.
            server_address: this and the others as for `editor_of`.
            client_address: see there.
            headers: see there.
            signed_in_email: see there.
            password_given: see there.
            settings: see there.
        """

        def decide(password: str | None) -> Editor | Closed:
            return editor_of(
                server_address=server_address,
                client_address=client_address,
                headers=headers,
                signed_in_email=signed_in_email,
                password_given=password,
                settings=settings,
            )

        if not password_given or isinstance(found := decide(None), Editor):
            return decide(None)
        # One at a time from the look at the count to the count: tries sent at once cannot overtake it.
        with self._lock:
            counts = [self._recent(key) for key in (f"a:{_network(client_address)}", f"s:{session}")]
            if session not in self._admitted and any(len(count) >= self._most for count in counts):
                return replace(
                    found, reason=f"Too many wrong passwords; try again in {self._window_s / 60:.0f} minutes."
                )
            found = decide(password_given)
            if isinstance(found, Closed):
                self._admitted.pop(session, None)
                for count in counts:
                    count.append(self._clock())
            else:
                self._admitted[session] = None
                self._trim()
            return found

    def _recent(self, key: str) -> list[float]:
        now = self._clock()
        kept = [at for at in self._found.pop(key, []) if now - at < self._window_s]
        self._found[key] = kept
        self._trim()
        return kept

    def _trim(self) -> None:
        for remembered in (self._found, self._admitted):
            while len(remembered) > self._keys:
                remembered.popitem(last=False)


def _editor_entry(entry: str) -> tuple[str, str]:
    name, address = parseaddr(entry)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise DeskSettingError(
            f"{EDITORS_VARIABLE}: expected e-mail addresses separated by commas, such as "
            f"'Ada <ada@newsroom.example>', got {entry.strip()!r}"
        )
    # Names stand in the public log of corrections, e-mail addresses never do.
    return _lower(address), name or address.partition("@")[0]


def _lower(address: str) -> str:
    # Other alphabets are compared as they are: folding them could make two addresses one.
    stripped = address.strip()
    return stripped.lower() if stripped.isascii() else stripped


def _is_same(given: str, wanted: str) -> bool:
    # Hashed first, so that not even the length shows in the time that comparing takes.
    digests = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in (given, wanted)]
    return hmac.compare_digest(*digests)


def _closed(settings: RightsSettings, *, signed_in: bool, tried: bool) -> Closed:
    if tried:
        reason = "The password is not right."
    elif signed_in:
        reason = "The address that is signed in is not on the list of editors."
    else:
        reason = "The desk is for editors."
    return Closed(reason, asks_password=settings.password is not None, asks_sign_in=bool(settings.editors))


def _not_local(server_address: str | None, client_address: str | None, headers: Mapping[str, str]) -> str | None:
    """Say why the visitor may be somebody else than the user of this machine; None when nothing speaks for it."""
    given = {name.lower(): value for name, value in headers.items()}
    if not _is_loopback(server_address or ""):
        return "the application is served beyond this machine"
    if not _is_loopback(client_address or ""):
        return "the connection does not come from this machine"
    if any(name in _PROXY_HEADERS or name.startswith("x-forwarded") for name in given):
        return "the connection comes through a proxy"
    if not _is_loopback(_host_of(given.get("host", ""))):
        return "the page was asked for under another name than this machine's"
    origin = given.get("origin")
    if origin is not None and not _is_loopback(_host_of(re.sub(r"\Ahttps?://", "", origin))):
        return "the connection was opened by another site's page"
    return None


def _host_of(value: str) -> str:
    return _PORT.sub("", value)


def _is_loopback(address: str) -> bool:
    bare = address[1:-1] if address.startswith("[") and address.endswith("]") else address
    if bare.lower() == "localhost":
        return True
    try:
        found = ip_address(bare)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_loopback


def _network(address: str | None) -> str:
    """The address, or for IPv6 the network that one household or server is given."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network(f"{found}/64", strict=False))
    return str(found)
