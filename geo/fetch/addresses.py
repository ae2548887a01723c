"""Addresses: which ones the fetcher may ask, and how they must be spelled.

A server that opens addresses for people can be made to open its own inside: the loopback address, the router, the
cloud's metadata service. So an address has to be spelled the one plain way, has to use a web port, and every network
address that its name stands for has to be one that the whole internet can reach.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network
from urllib.parse import quote

import idna

from geo.fetch.errors import FetchRefusedError

LONGEST = 2048
DEFAULT_PORTS = {"http": 80, "https": 443}

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<target>[^#]*)(?:#.*)?", re.IGNORECASE)
_BRACKETED = re.compile(r"\[(?P<host>[0-9A-Fa-f:.]+)\](?::(?P<port>[0-9]{1,5}))?")
_NAMED = re.compile(r"(?P<host>[^:\[\]@%]+)(?::(?P<port>[0-9]{1,5}))?")
_DOTTED = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
# Programs differ in what they take for a number, so a name whose last part could be one has to be plain dotted decimal:
# https://url.spec.whatwg.org/#ends-in-a-number-checker
_NUMBER_AT_END = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$")
# As in a browser: what is written stays, what a request line cannot carry is quoted.
_UNQUOTED = "%/:=&?~#+!$,;'@()*[]-._|"

# Every block that IANA's registries of special-purpose addresses do not call globally reachable, whatever this Python
# version thinks: https://www.iana.org/assignments/iana-ipv4-special-registry and .../iana-ipv6-special-registry
_NOT_PUBLIC_4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
_GLOBAL_UNICAST = ip_network("2000::/3")
# Inside the global block: IETF protocols (Teredo among them), documentation, and 6to4, where an IPv4 address of any kind
# is wrapped; no news site is there.
_NOT_PUBLIC_6 = tuple(ip_network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
# Translators put the IPv4 address of a site into the last 32 bits: RFC 6052.
_TRANSLATED = ip_network("64:ff9b::/96")
# Bits 64 to 95 of an address in which ISATAP wraps an IPv4 one: RFC 5214.
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})


@dataclass(frozen=True)
class WebAddress:
    """A web address in its one plain spelling.

    Attributes:
        host: in ASCII letters, without brackets.
        literal: the network address that the host is, where it is no name.
        target: path and query, quoted for a request line.
    """

    scheme: str
    host: str
    port: int
    target: str
    literal: IPv4Address | IPv6Address | None

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port, as in a Host header."""
        host = f"[{self.host}]" if isinstance(self.literal, IPv6Address) else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def read_address(url: str, *, ports: frozenset[int]) -> WebAddress:
    """Read `url`, which must be http or https, on one of `ports`, without a user name, plainly spelled.

    Raises:
        FetchRefusedError: the address may not be asked, and why.
    """
    text = url.strip(" \t\r\n")
    if len(text) > LONGEST:
        raise FetchRefusedError(f"expected a web address of at most {LONGEST} characters, got {len(text)}")
    if found := _FORBIDDEN.search(text):
        raise _refused(text, f"the character {found.group()!r} in it")
    parts = _URL.fullmatch(text)
    if not parts:
        raise _refused(text, "another beginning than http:// or https://")
    scheme, authority = parts["scheme"].lower(), parts["authority"]
    host, port, literal = _host_and_port(authority, url=text)
    number = int(port) if port else DEFAULT_PORTS[scheme]
    if number not in ports:
        raise _refused(text, f"port {number}, where only {' and '.join(map(str, sorted(ports)))} are asked")
    target = quote(parts["target"], safe=_UNQUOTED)
    target = target if target.startswith("/") else f"/{target}"
    return WebAddress(scheme=scheme, host=host, port=number, target=target, literal=literal)


def _refused(url: str, found: str) -> FetchRefusedError:
    return FetchRefusedError(f"expected the public web address of an article, got {found}: {url[:200]!r}")


def _host_and_port(authority: str, *, url: str) -> tuple[str, str | None, IPv4Address | IPv6Address | None]:
    if "@" in authority:
        raise _refused(url, "a user name before the host")
    if bracketed := _BRACKETED.fullmatch(authority):
        try:
            literal = IPv6Address(bracketed["host"])
        except ValueError as problem:
            raise _refused(url, "something in brackets that is no IPv6 address") from problem
        return str(literal), bracketed["port"], literal
    named = _NAMED.fullmatch(authority)
    if not named:
        raise _refused(url, "a host that is neither a name nor an address")
    host = _ascii_host(named["host"], url=url)
    if not _NUMBER_AT_END.search(host):
        if not _HOST_NAME.fullmatch(host) or len(host) > 253:
            raise _refused(url, "a host that is no full name, such as news.example.org")
        return host, named["port"], None
    if not _DOTTED.fullmatch(named["host"]):
        raise _refused(url, "a number for a host in an unusual spelling")
    try:
        return host, named["port"], IPv4Address(host)
    except ValueError as problem:
        raise _refused(url, "a number for a host that is no address") from problem


def _ascii_host(host: str, *, url: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        # As browsers do it, so that a name in Arabic script is found and wide digits show what they are.
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except idna.IDNAError as problem:
        raise _refused(url, "a host with characters that no host name has") from problem


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether the whole internet can reach `address`; one that wraps an IPv4 address is judged by that."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not any(address in block for block in _NOT_PUBLIC_4)
    if wrapped := _wrapped(address):
        return is_public(wrapped)
    if address not in _GLOBAL_UNICAST or any(address in block for block in _NOT_PUBLIC_6):
        return False
    return address.is_global and address.scope_id is None and (int(address) >> 32) & 0xFFFF_FFFF not in _ISATAP


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in _TRANSLATED else None
