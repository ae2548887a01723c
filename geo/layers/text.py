"""The only types that may carry text into folium: escaped text and checked links.

Text from data reaches the browser by way of a Jinja template, a JavaScript string and, in popups and tooltips, HTML.
`escape_text` makes it inert in all three at once; the pieces are put together with `compose_markup` alone.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Callable, Iterable
from html import escape
from typing import Final, Self, final
from urllib.parse import SplitResult, quote, urlsplit

from geo.errors import UnsafeTextError

_ENTITIES: Final = {ord(mark): f"&#{ord(mark)};" for mark in "`\\{}$"}
# Embeddings, overrides and isolates can make text read in another order than it is stored: CVE-2021-42574.
_BIDI_CONTROLS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FIRST_STRONG_ISOLATE: Final = "\u2068"
_POP_ISOLATE: Final = "\u2069"
_LINE_BREAKS: Final = frozenset("\t\n\r")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_SCHEMES: Final = frozenset({"http", "https"})
# Everything RFC 3986 allows in a path, query or fragment but the apostrophe and `$`, which can end a script string or
# open a template literal. `%` stays, because an address read from a source is already encoded.
_URL_SAFE: Final = "!%&()*+,-./:;=?@_~"
_MAX_URL_LENGTH: Final = 2048


class _Trusted(str):
    __slots__ = ()

    def __new__(cls, *_: object) -> Self:
        message = f"{cls.__name__} is made by escape_text, compose_markup or check_url only, never from a plain string"
        raise TypeError(message)

    def __reduce__(self) -> tuple[Callable[[type[_Trusted], str], _Trusted], tuple[type[_Trusted], str]]:
        return str.__new__, (type(self), str(self))


@final
class SafeText(_Trusted):
    """Text that is inert as HTML, as an attribute value, in a script string and in a template; not plain text."""

    __slots__ = ()


@final
class SafeUrl(_Trusted):
    """An absolute http(s) address without credentials, quotes, braces or blanks."""

    __slots__ = ()


def escape_text(text: str) -> SafeText:
    """Escape for HTML, script strings and templates; text with right-to-left letters is isolated from its neighbours.

    Control characters, U+2028/2029 and bidi embeddings are dropped, lone surrogates become U+FFFD.

    >>> str(escape_text("<b>${1+1}</b>"))
    '&lt;b&gt;&#36;&#123;1+1&#125;&lt;/b&gt;'
    """
    kept = drop_unseen(text)
    escaped = escape(kept, quote=True).translate(_ENTITIES)
    return _safe(_isolate(escaped) if _reads_right_to_left(kept) else escaped)


def drop_unseen(text: str) -> str:
    """Text without control characters, U+2028/2029 and bidi embeddings; lone surrogates become U+FFFD. Not escaped."""
    return "".join(filter(None, map(_displayable, text)))


def compose_markup(markup: str, **parts: SafeText | SafeUrl) -> SafeText:
    """Fill the `{name}` fields of our own literal markup with safe parts; a plain string among them is refused.

    >>> str(compose_markup("<b>{title}</b>", title=escape_text("Kifri & Kulajo")))
    '<b>Kifri &amp; Kulajo</b>'
    """
    filled = [literal + _part(field, parts) for literal, field, _, _ in string.Formatter().parse(markup)]
    return _safe("".join(filled))


def join_text(texts: Iterable[SafeText], *, separator: SafeText) -> SafeText:
    pieces = list(texts)
    for piece in (separator, *pieces):
        _require(piece, SafeText)
    return _safe(separator.join(pieces))


def check_url(url: str) -> SafeUrl:
    """Accept an absolute http(s) address and percent-encode what could end a string or a tag.

    Raises:
        UnsafeTextError: Another scheme, no host, credentials, blanks or control characters, or too long.
    """
    if len(url) > _MAX_URL_LENGTH or any(mark.isspace() or not mark.isprintable() for mark in url):
        raise _refused(url, f"no blanks or control characters and at most {_MAX_URL_LENGTH} characters")
    split = _split(url)
    if split.scheme.lower() not in _SCHEMES or not split.hostname:
        raise _refused(url, "http:// or https:// and a host name")
    if split.username is not None or split.password is not None:
        raise _refused(url, "no user name or password")
    return str.__new__(SafeUrl, _encode(split))


def _displayable(mark: str) -> str:
    if mark in _LINE_BREAKS:
        return mark
    if mark in _BIDI_CONTROLS:
        return ""
    category = unicodedata.category(mark)
    if category == "Cs":
        return "\ufffd"
    return "" if category in {"Cc", "Zl", "Zp"} else mark


def _reads_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(mark) in _RIGHT_TO_LEFT for mark in text)


def _isolate(text: str) -> str:
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def _part(field: str | None, parts: dict[str, SafeText | SafeUrl]) -> str:
    if field is None:
        return ""
    part = parts[field]
    _require(part, SafeText, SafeUrl)
    return escape(part, quote=True) if isinstance(part, SafeUrl) else part


def _require(part: object, *kinds: type[_Trusted]) -> None:
    if not isinstance(part, kinds):
        expected = " or ".join(kind.__name__ for kind in kinds)
        message = f"expected {expected}, got {type(part).__name__} {part!r}; pass it through escape_text or check_url"
        raise UnsafeTextError(message)


def _safe(text: str) -> SafeText:
    return str.__new__(SafeText, text)


def _split(url: str) -> SplitResult:
    try:
        split = urlsplit(url)
        _ = split.port  # a port that is no number shows only when it is read
    except ValueError as error:
        raise _refused(url, "a well-formed address") from error
    return split


def _encode(split: SplitResult) -> str:
    host = _ascii_host(split)
    tail = SplitResult("", "", split.path, split.query, split.fragment).geturl()
    path, hash_mark, fragment = tail.partition("#")
    return f"{split.scheme.lower()}://{host}{quote(path, safe=_URL_SAFE)}{hash_mark}{quote(fragment, safe=_URL_SAFE)}"


def _ascii_host(split: SplitResult) -> str:
    host, port = split.hostname or "", "" if split.port is None else f":{split.port}"
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise _refused(split.geturl(), "a valid host name") from error
    if not set(name) <= set(string.ascii_lowercase + string.digits + ".-_:"):
        raise _refused(split.geturl(), "a host name of letters, digits, dots and hyphens")
    return f"[{name}]{port}" if ":" in name else f"{name}{port}"


def _refused(url: str, expected: str) -> UnsafeTextError:
    return UnsafeTextError(f"a link needs {expected}, got {url[:80]!r}; correct the address or leave the link out")
