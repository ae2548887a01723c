"""The endpoint: one question to the administrator's own server and one answer, bounded in time and bytes.

The address is a setting, never a reader's or an article's, so it may be on this machine or in a private network.
httpcore follows no redirect, keeps no cookie and reads no proxy from the environment; a redirect is an error here, since
it would carry the article and the key to an address that nobody has set.
"""

from __future__ import annotations

import json
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import httpcore

from geo.opinions.errors import EndpointOutageError, EndpointRefusedError, UnreadableAnswerError
from geo.opinions.settings import KEY_VARIABLE, MODEL_VARIABLE, TIMEOUT_VARIABLE, URL_VARIABLE, OpinionSettings

MOST_ANSWER_BYTES = 1024 * 1024
_HEADER_BYTES = 32 * 1024
_AT_ONCE = 64 * 1024
_PASSING = frozenset({408, 425, 429})
_KEY_ASKED = frozenset({401, 403, 407})


def ask(settings: OpinionSettings, *, system: str, text: str) -> str:
    """Send the instructions and the article's text, and give what the model writes.

    Raises:
        EndpointRefusedError: key, model or address do not fit, or it points elsewhere.
        EndpointOutageError: it is out of reach, too slow or overloaded.
        UnreadableAnswerError: the answer is too large or no chat completion.
    """
    question = {
        "model": settings.model,
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "stream": False,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": text}],
    }
    return _content(_posted(settings, json.dumps(question).encode("ascii")), settings)


def _posted(settings: OpinionSettings, body: bytes) -> bytes:
    limits = _Limits(settings)
    try:
        return _exchange(settings, body, limits)
    except httpcore.TimeoutException:
        raise limits.too_slow() from None
    except (httpcore.NetworkError, httpcore.ProtocolError) as problem:
        # Not chained: what the library says is in the message, and its frames hold the headers.
        raise _failure(settings, problem) from None


def _failure(settings: OpinionSettings, problem: Exception) -> EndpointRefusedError | EndpointOutageError:
    cause = problem.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return EndpointRefusedError(
            f"expected a valid certificate of {settings.authority!r}, got one that is not ({cause.verify_message}); "
            "where the newsroom has an authority of its own, name its file in SSL_CERT_FILE"
        )
    return EndpointOutageError(
        f"expected an answer of {settings.authority!r}, got none ({str(problem)[:200]!r}); check {URL_VARIABLE}, and "
        "that the endpoint runs"
    )


def _exchange(settings: OpinionSettings, body: bytes, limits: _Limits) -> bytes:
    url = httpcore.URL(
        scheme=settings.scheme.encode(), host=settings.host.encode(), port=settings.port, target=settings.path.encode()
    )
    # The system's own authorities, or SSL_CERT_FILE: a newsroom's endpoint may have a certificate of its own.
    context = ssl.create_default_context() if settings.scheme == "https" else None
    with (
        httpcore.HTTPConnection(url.origin, ssl_context=context, network_backend=_Backend(limits)) as connection,
        connection.stream("POST", url, headers=_headers(settings, body), content=body) as response,
    ):
        _check_status(settings, response.status)
        coding = dict(response.headers).get(b"content-encoding", b"identity")
        if coding.strip().lower() != b"identity":
            raise UnreadableAnswerError("expected an answer that is not packed, got one with a content encoding")
        return b"".join(response.iter_stream())


def _headers(settings: OpinionSettings, body: bytes) -> list[tuple[str, str]]:
    headers = [
        ("Host", settings.authority),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Accept", "application/json"),
        ("Accept-Encoding", "identity"),
        ("User-Agent", "Seamline"),
        ("Connection", "close"),
    ]
    if settings.key is not None:
        headers.append(("Authorization", f"Bearer {settings.key.get_secret_value()}"))
    return headers


def _check_status(settings: OpinionSettings, status: int) -> None:
    """Only the status is told: a body may repeat what was sent."""
    if status == HTTPStatus.OK:
        return
    got = f"expected an answer of {settings.authority!r}, got status {status}"
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise EndpointRefusedError(f"{got}, a redirect, which is not followed; set {URL_VARIABLE} to the address meant")
    if status in _KEY_ASKED:
        raise EndpointRefusedError(f"{got}: the key is missing or not taken; check {KEY_VARIABLE}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _PASSING:
        raise EndpointOutageError(f"{got}; try later")
    raise EndpointRefusedError(
        f"{got}; check {URL_VARIABLE} and {MODEL_VARIABLE}, and that the endpoint knows response_format json_object"
    )


def _content(body: bytes, settings: OpinionSettings) -> str:
    try:
        choice = json.loads(body)["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, RecursionError):
        raise UnreadableAnswerError(f"expected JSON of {settings.authority!r}, got something else") from None
    except (LookupError, TypeError):
        raise UnreadableAnswerError(
            f"expected a chat completion of {settings.authority!r}, got other JSON; check {URL_VARIABLE}"
        ) from None
    if not isinstance(content, str) or not content.strip():
        raise UnreadableAnswerError(
            "expected the model's answer as text, got none (a tool call, a refusal or nothing); try another model"
        )
    if choice.get("finish_reason") == "length":
        raise UnreadableAnswerError("expected a whole answer, got one cut off at the endpoint's limit of length")
    return content


class _Limits:
    """Counts the time and the bytes of one exchange."""

    def __init__(self, settings: OpinionSettings) -> None:
        self.settings = settings
        self.left_bytes = MOST_ANSWER_BYTES + _HEADER_BYTES
        self._end = time.monotonic() + settings.timeout_s

    def seconds(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.too_slow()
        return left

    def too_slow(self) -> EndpointOutageError:
        return EndpointOutageError(
            f"expected the whole answer of {self.settings.authority!r} within {self.settings.timeout_s:g} s, got only "
            f"a part or nothing; try later, or raise {TIMEOUT_VARIABLE}"
        )

    def count(self, data: bytes) -> bytes:
        self.left_bytes -= len(data)
        if self.left_bytes < 0:
            raise UnreadableAnswerError(f"expected an answer of at most {MOST_ANSWER_BYTES:,} bytes, got a larger one")
        return data


class _Backend(httpcore.NetworkBackend):
    """Connects within the time that is left, the look-up of the name included."""

    def __init__(self, limits: _Limits) -> None:
        self._limits = limits

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        problem: Exception = httpcore.ConnectError("the name stands for no address")
        for address in self._addresses(host, port):
            try:
                stream = httpcore.SyncBackend().connect_tcp(address, port, timeout=self._limits.seconds())
                return _Stream(stream, self._limits)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                problem = failed
        raise problem

    def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        # The system's look-up takes no time limit, so it is waited for in a thread of its own.
        pool = ThreadPoolExecutor(1, thread_name_prefix="seamline-look-up")
        try:
            found = pool.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(self._limits.seconds())
        except TimeoutError:
            raise self._limits.too_slow() from None
        except (OSError, UnicodeError) as problem:
            raise httpcore.ConnectError(f"the name is not known: {problem}") from problem
        finally:
            pool.shutdown(wait=False)
        return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Stream(httpcore.NetworkStream):
    """A connection that ends when the time is over or too much has come, however slowly it comes."""

    def __init__(self, stream: httpcore.NetworkStream, limits: _Limits) -> None:
        self._stream = stream
        self._limits = limits

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the limits know the time
        return self._limits.count(self._stream.read(min(max_bytes, _AT_ONCE), self._limits.seconds()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._limits.seconds())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._limits.seconds())
        return _Stream(secured, self._limits)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
