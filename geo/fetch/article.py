"""Articles: a page fetched by hand over its redirects, its text taken out, its bytes fingerprinted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from urllib.parse import urljoin

from geo.fetch.addresses import WebAddress, read_address
from geo.fetch.errors import ArticleUnavailableError, FetchOutageError, FetchRefusedError, FetchSwitchedOffError
from geo.fetch.exchange import Answer, Deadline, Network, ask
from geo.fetch.settings import SWITCH_VARIABLE, FetchSettings
from geo.texts import Kind, read_document

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# The site is there, but cannot answer now.
_PASSING = frozenset({408, 425, 429})
_KINDS = {"text/html": Kind.HTML, "application/xhtml+xml": Kind.HTML, "text/plain": Kind.TXT}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class FetchedArticle:
    """The text of a page and where it comes from.

    Attributes:
        asked_url: the address that was asked for.
        final_url: the address that answered, after `redirects`.
        text: paragraphs separated by a blank line.
        suggested_date: a day that the page's own markup or address gives. It is a suggestion for the editor to check,
            never a publication date.
        sha256: of the body's bytes, unpacked, as the site sent them.
        content_type: as the site gave it, without its parameters.
        encoding: how the bytes were read, and in `encoding_how` why so.
    """

    asked_url: str
    final_url: str
    redirects: tuple[str, ...]
    title: str | None
    text: str
    author: str | None
    site: str | None
    suggested_date: date | None
    sha256: str
    size_bytes: int
    content_type: str
    encoding: str | None
    encoding_how: str | None


def fetch_article(url: str, *, settings: FetchSettings, network: Network | None = None) -> FetchedArticle:
    """Fetch the page at `url` and take the article out of it.

    Args:
        url: the address of an article, as a person types or pastes it.
        settings: whether to fetch at all, and what it may cost; `FetchSettings.from_environment()` on a server.
        network: the ways to the outside; only a test hands in its own.

    Raises:
        FetchRefusedError: a rule of ours forbids it.
        FetchOutageError: name, site or connection do not work now.
        ArticleUnavailableError: the site has no such page or does not give it.
        DocumentRefusedError: the page cannot be read; NoArticleError where it holds no article.
        ReaderUnavailableError: too many documents are being read at once.
    """
    if not settings.enabled:
        raise FetchSwitchedOffError(
            f"fetching articles is switched off on this server ({SWITCH_VARIABLE}); paste the text instead"
        )
    visited, answer = _follow(url, settings=settings, network=network or Network())
    final = visited[-1].url
    kind, charset = _media_type(answer.headers)
    document = read_document(_KINDS[kind], answer.body, limits=settings.reading, charset=charset, url=final)
    return FetchedArticle(
        asked_url=visited[0].url,
        final_url=final,
        redirects=tuple(address.url for address in visited[1:]),
        title=document.title,
        text=document.text,
        author=document.author,
        site=document.site or visited[-1].host,
        suggested_date=document.suggested_date,
        sha256=hashlib.sha256(answer.body).hexdigest(),
        size_bytes=len(answer.body),
        content_type=kind,
        encoding=document.encoding,
        encoding_how=document.encoding_how,
    )


def _follow(url: str, *, settings: FetchSettings, network: Network) -> tuple[list[WebAddress], Answer]:
    """Ask, and ask again where the answer points elsewhere; every address is checked like the first one."""
    deadline = Deadline(settings.total_s)
    visited = [read_address(url, ports=network.ports)]
    while True:
        address = visited[-1]
        answer = ask(address, settings=settings, network=network, deadline=deadline, accept=_accept)
        if answer.status == HTTPStatus.OK:
            return visited, answer
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            raise _unavailable(address, answer.status)
        if len(visited) > settings.redirects:
            raise FetchRefusedError(
                f"expected at most {settings.redirects} redirects, got more, the last to "
                f"{answer.headers['location'][:200]!r}; open the page in a browser and paste the text"
            )
        visited.append(read_address(_pointed_at(address, answer.headers["location"]), ports=network.ports))


def _pointed_at(address: WebAddress, location: str) -> str:
    if _SCHEME.match(location):
        return location  # whole, and judged as it stands: joining would repair what is wrong with it
    try:
        return urljoin(address.url, location)
    except ValueError as problem:
        raise FetchRefusedError(f"expected a redirect to a web address, got {location[:200]!r}") from problem


def _unavailable(address: WebAddress, status: int) -> ArticleUnavailableError | FetchOutageError:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _PASSING:
        return FetchOutageError(f"expected the page from {address.host!r}, got status {status}; try later")
    return ArticleUnavailableError(
        f"expected the page from {address.host!r}, got status {status}: it is not there or not given to programs; "
        "open it in a browser and paste the text"
    )


def _media_type(headers: Mapping[str, str]) -> tuple[str, str | None]:
    value = headers.get("content-type", "")
    charset = _CHARSET.search(value)
    return value.partition(";")[0].strip().lower(), charset.group(1) if charset else None


def _accept(headers: Mapping[str, str]) -> None:
    kind, _ = _media_type(headers)
    if kind not in _KINDS:
        raise FetchRefusedError(
            f"expected a page ({', '.join(_KINDS)}), got {kind[:80]!r}; save the document and drop it here instead"
        )
