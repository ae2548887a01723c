"""Exchanges: one question and one answer with one pinned network address, within time and size.

httpcore, because it gives its network backend to the caller: the backend below is asked for a connection to a host name
and opens one to the network address that was checked, while TLS still greets and verifies the name. It follows no
redirect, keeps no cookie, reads no proxy from the environment and unpacks nothing; each of these is done here by hand,
under a limit, or not at all. (requests and httpx look a name up a second time when they connect, which is where it may
stand for another address; urllib3 would need its connection and its pool replaced.)
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import httpcore

from geo.fetch.addresses import DEFAULT_PORTS, WebAddress, is_public
from geo.fetch.errors import FetchOutageError, FetchRefusedError
from geo.fetch.settings import FetchSettings

_AT_ONCE = 64 * 1024
_UNPACKERS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS}


def _system_addresses(host: str, port: int) -> Sequence[str]:
    """Look `host` up as the system does."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _dial(address: str, port: int, timeout: float) -> httpcore.NetworkStream:
    """Connect to a network address, in digits: nothing is looked up."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=timeout)


@dataclass(frozen=True)
class Network:
    """The ways to the outside. A test hands in its own; nothing here comes from an address, a page or a setting.

    Attributes:
        resolve: host name and port to network addresses, in the order to try.
        dial: opens a connection to a network address and port within so many seconds.
        ports: the ports that may be asked.
        tls: gives the context that certificates are verified with.
    """

    resolve: Callable[[str, int], Sequence[str]] = _system_addresses
    dial: Callable[[str, int, float], httpcore.NetworkStream] = _dial
    ports: frozenset[int] = frozenset(DEFAULT_PORTS.values())
    tls: Callable[[], ssl.SSLContext] = httpcore.default_ssl_context


@dataclass(frozen=True)
class Deadline:
    """The end of the time that one article may take."""

    total_s: float
    started: float = field(default_factory=time.monotonic)

    def allow(self, seconds: float) -> float:
        """Give `seconds`, or what is left of the whole when that is less.

        Raises:
            FetchOutageError: nothing is left.
        """
        left = self.started + self.total_s - time.monotonic()
        if left <= 0:
            raise FetchOutageError(
                f"expected the whole page within {self.total_s:g} s, got only a part of it; try later or paste the text"
            )
        return min(seconds, left)


@dataclass(frozen=True)
class Answer:
    """What a site answers: names of headers in lower case, the body unpacked, empty unless the status is 200."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    address: WebAddress,
    *,
    settings: FetchSettings,
    network: Network,
    deadline: Deadline,
    accept: Callable[[Mapping[str, str]], None],
) -> Answer:
    """Ask for `address` once; no redirect is followed.

    Args:
        address: what to ask for.
        settings: what the answer may cost.
        network: the ways to the outside.
        deadline: when the whole has to end.
        accept: is shown the headers before a body is read, and raises if they will not do.

    Raises:
        FetchRefusedError: the address is not public, its certificate is not valid, or the answer breaks a limit.
        FetchOutageError: name, site or connection do not work, or take too long.
    """
    pinned = _public_addresses(address, network=network, seconds=deadline.allow(settings.connect_s))
    guard = _Guard(settings=settings, deadline=deadline, left=settings.header_bytes)
    backend = _PinnedBackend(pinned, dial=network.dial, guard=guard)
    try:
        return _answer(address, backend=backend, tls=network.tls, guard=guard, accept=accept)
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as problem:
        raise _failure(address, problem, deadline=deadline) from problem


def _failure(address: WebAddress, problem: Exception, *, deadline: Deadline) -> FetchRefusedError | FetchOutageError:
    if isinstance(problem.__cause__, ssl.SSLCertVerificationError):
        return FetchRefusedError(
            f"expected a valid certificate of {address.host!r}, got one that is not "
            f"({problem.__cause__.verify_message}); open the page in a browser and paste the text"
        )
    if isinstance(problem, httpcore.TimeoutException):
        deadline.allow(0)  # where the whole time is over, it says so
        return FetchOutageError(f"expected an answer of {address.host!r}, got silence; try later or paste the text")
    return FetchOutageError(
        f"expected an answer of {address.host!r}, got none ({str(problem)[:200]!r}); try later or paste the text"
    )


def _public_addresses(address: WebAddress, *, network: Network, seconds: float) -> tuple[str, ...]:
    """Give the network addresses to connect to; the name is looked up here and nowhere else."""
    if address.literal:
        found: list[IPv4Address | IPv6Address] = [address.literal]
    else:
        found = [ip_address(text) for text in _looked_up(address, network=network, seconds=seconds)]
    # One inside address among public ones is reason enough: no site that is meant for readers has it.
    for one in found:
        if not is_public(one):
            named = f"{address.host!r}, " if address.literal else f"{address.host!r} at {one}, "
            raise FetchRefusedError(
                f"expected a site on the public internet, got {named}an address inside a network or for special use; "
                "paste the text instead"
            )
    return tuple(map(str, found))


def _looked_up(address: WebAddress, *, network: Network, seconds: float) -> Sequence[str]:
    # The system's look-up takes no time limit, so it is waited for, not called.
    answers: queue.SimpleQueue[Sequence[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(network.resolve(address.host, address.port))
        except (OSError, UnicodeError) as problem:
            answers.put(problem)

    threading.Thread(target=look_up, name="seamline-look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        answer = TimeoutError(f"nothing within {seconds:g} s")
    if isinstance(answer, Exception) or not answer:
        problem = answer if isinstance(answer, Exception) else None
        raise FetchOutageError(
            f"expected to find the host {address.host!r}, got no address ({problem or 'none is known'}); "
            "check its spelling, or try later"
        ) from problem
    return answer


def _answer(
    address: WebAddress,
    *,
    backend: _PinnedBackend,
    tls: Callable[[], ssl.SSLContext],
    guard: _Guard,
    accept: Callable[[Mapping[str, str]], None],
) -> Answer:
    scheme, host, target = (part.encode("ascii") for part in (address.scheme, address.host, address.target))
    url = httpcore.URL(scheme=scheme, host=host, port=address.port, target=target)
    context = tls() if address.scheme == "https" else None
    headers = [
        ("Host", address.authority),
        ("User-Agent", guard.settings.user_agent),
        ("Accept", "text/html, application/xhtml+xml, text/plain;q=0.5"),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
    ]
    with (
        httpcore.HTTPConnection(url.origin, ssl_context=context, network_backend=backend) as connection,
        connection.stream("GET", url, headers=headers) as response,
    ):
        received = _headers(response.headers)
        if response.status != HTTPStatus.OK:
            return Answer(status=response.status, headers=received, body=b"")
        accept(received)
        guard.open_for_body(received)
        body = _unpack(response.iter_stream(), headers=received, settings=guard.settings)
        return Answer(status=response.status, headers=received, body=body)


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in pairs:
        key = name.decode("ascii", "replace").lower()
        # An address in a header may be in UTF-8, although it should not be.
        text = value.decode("utf-8", "replace")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _unpack(chunks: Iterable[bytes], *, headers: Mapping[str, str], settings: FetchSettings) -> bytes:
    """Join the body; one that is packed is unpacked piece by piece, never further than the limit."""
    coding = headers.get("content-encoding", "").strip().lower()
    if coding not in {"", "identity", *_UNPACKERS}:
        raise FetchRefusedError(f"expected a page packed by gzip or not at all, got {coding[:80]!r}; paste the text")
    body = bytearray()
    unpacker = zlib.decompressobj(_UNPACKERS[coding]) if coding in _UNPACKERS else None
    try:
        for chunk in chunks:
            room = settings.page_bytes - len(body) + 1
            body += unpacker.decompress(chunk, room) if unpacker else chunk
            if len(body) > settings.page_bytes:
                raise _too_large(settings.page_bytes)
    except zlib.error as problem:
        raise FetchRefusedError(f"expected a page packed by gzip, got bytes that are not ({problem})") from problem
    if unpacker and not unpacker.eof:
        raise FetchOutageError("expected the whole page, got one that ends early; try again or paste the text")
    if unpacker and unpacker.unused_data.strip(b"\x00"):
        raise FetchRefusedError("expected one packed page, got more data after it; paste the text instead")
    return bytes(body)


def _too_large(limit: int) -> FetchRefusedError:
    return FetchRefusedError(f"expected a page of at most {limit:,} bytes, got a larger one; paste the text instead")


@dataclass
class _Guard:
    """Counts what one connection brings.

    Attributes:
        left: bytes that may still come: first of the headers, then of the body.
    """

    settings: FetchSettings
    deadline: Deadline
    left: int
    in_body: bool = False

    def open_for_body(self, headers: Mapping[str, str]) -> None:
        declared = headers.get("content-length", "0")
        if declared.isascii() and declared.isdigit() and int(declared) > self.settings.sent_bytes:
            raise _too_large(self.settings.sent_bytes)
        self.left += self.settings.sent_bytes
        self.in_body = True

    def may_read(self, wanted: int) -> int:
        if self.left <= 0:
            if self.in_body:
                raise _too_large(self.settings.sent_bytes)
            limit = self.settings.header_bytes
            raise FetchRefusedError(f"expected headers of at most {limit:,} bytes, got more; paste the text instead")
        return min(wanted, self.left, _AT_ONCE)


class _PinnedBackend(httpcore.NetworkBackend):
    """Connects to the addresses that were checked, whatever host it is asked for."""

    def __init__(
        self, addresses: Sequence[str], *, dial: Callable[[str, int, float], httpcore.NetworkStream], guard: _Guard
    ) -> None:
        self._addresses = addresses
        self._dial = dial
        self._guard = guard

    # httpcore's signature: the host was looked up already, the guard knows the time, and more is never asked for.
    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:  # noqa: ARG002
        *others, last = self._addresses
        for address in others:
            try:
                return self._connect(address, port)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # the site has another address
        return self._connect(last, port)

    def _connect(self, address: str, port: int) -> httpcore.NetworkStream:
        seconds = self._guard.deadline.allow(self._guard.settings.connect_s)
        return _GuardedStream(self._dial(address, port, seconds), guard=self._guard)


class _GuardedStream(httpcore.NetworkStream):
    """A connection that ends when the time is over or too much has come, however slowly it comes."""

    def __init__(self, stream: httpcore.NetworkStream, *, guard: _Guard) -> None:
        self._stream = stream
        self._guard = guard

    def _seconds(self, seconds: float) -> float:
        return self._guard.deadline.allow(seconds)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the guard knows the time
        wanted = self._guard.may_read(max_bytes)
        data = self._stream.read(wanted, self._seconds(self._guard.settings.silence_s))
        self._guard.left -= len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._seconds(self._guard.settings.silence_s))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        seconds = self._seconds(self._guard.settings.connect_s)
        return _GuardedStream(self._stream.start_tls(ssl_context, server_hostname, seconds), guard=self._guard)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
