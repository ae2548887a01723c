"""`GET /s/<token>`: what a short link shows to whoever previews it, and the way on into the dashboard for a reader.

The token alone opens the page, so nothing may pass it on: no referrer, no search engine, no cache. Unknown tokens get 404;
expired and revoked links get 410 and the same words, because only editors need to tell them apart.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.bootstrap import open_default_store
from geo.exports.about import CREDITS, DISCLAIMER
from geo.filters import day_words
from geo.layers.text import SafeText, compose_markup, escape_text, join_text
from geo.links import Link, LinkState, Snapshot, compare, find_link, link_state, these_words
from geo.view import told_by
from geo.web.origin import dashboard_address
from geo.web.prints import picture_answer

PICTURE_SIZE: Final = (1200, 630)
"""Pixels, the shape that sites which show previews ask for."""
_OUTLETS: Final = 3
_NOT_KEPT: Final = {"Cache-Control": "no-store"}
_GONE: Final = "This link is no longer valid", "It has ended or was taken back. Ask whoever sent it for a new one."
_UNKNOWN: Final = "There is no such link", "Check that the address was copied whole."

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
{head}<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 38rem; margin: 12vh auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.4rem; line-height: 1.25; }}
small {{ opacity: 0.75; }}
a {{ color: inherit; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
_HEAD: Final = """<meta name="description" content="{description}">
<link rel="canonical" href="{address}">
<meta http-equiv="refresh" content="0; url={way}">
<meta property="og:site_name" content="Seamline">
<meta property="og:type" content="website">
<meta property="og:url" content="{address}">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{description}">
<meta property="og:image" content="{address}/picture.png">
<meta property="og:image:type" content="image/png">
<meta property="og:image:width" content="{width}">
<meta property="og:image:height" content="{height}">
<meta property="og:image:alt" content="{alt}">
<meta name="twitter:card" content="summary_large_image">
<meta name="twitter:title" content="{title}">
<meta name="twitter:description" content="{description}">
<meta name="twitter:image" content="{address}/picture.png">
<meta name="twitter:image:alt" content="{alt}">
"""
_BODY: Final = """<p>{description}</p>
{since}<p><a href="{way}">Open the map</a></p>
<p><small>{credits}. {disclaimer}.</small></p>"""


def share_routes() -> list[Route]:
    """Routes to mount under `/s`."""
    return [Route("/{token}", preview), Route("/{token}/picture.png", picture)]


def preview(request: Request) -> Response:
    """The page that a preview is made of; it leads a reader on at once."""
    found = _valid(request)
    return found if isinstance(found, Response) else _page(_preview_markup(request, found))


def picture(request: Request) -> Response:
    """The map of the link's view at its edition, under the link's title."""
    found = _valid(request)
    if isinstance(found, Response):
        return found
    from geo.prints import PrintSpec  # noqa: PLC0415 - loads matplotlib, which takes its time and only pictures need

    spec = PrintSpec(size=PICTURE_SIZE, title=found.title)
    return picture_answer(request, spec, edition=found.edition, chosen=found.chosen)


def description_of(link: Link) -> str:
    """What the link shows, in a few sentences: filter, how many, tolls as told, by whom, and as of when."""
    said = link.snapshot
    sentences = [
        said.filter_words[:1].upper() + said.filter_words[1:],
        _count_words(said),
        *_toll_sentences(said),
        f"Edition {link.edition}, {day_words(said.edition_at.date())}",
    ]
    return "".join(f"{sentence}. " for sentence in sentences).strip()


def _valid(request: Request) -> Link | Response:
    link = find_link(open_default_store(), request.path_params["token"])
    if link is None:
        return _refusal(404, *_UNKNOWN)
    if link_state(link, at=dt.datetime.now(dt.UTC)) is not LinkState.VALID:
        return _refusal(410, *_GONE)
    return link


def _refusal(status: int, title: str, words: str) -> Response:
    body = compose_markup("<p>{words}</p>", words=escape_text(words))
    return _page(compose_markup(_PAGE, title=escape_text(title), head=escape_text(""), body=body), status=status)


def _page(markup: SafeText, *, status: int = 200) -> Response:
    return Response(markup, status_code=status, media_type="text/html", headers=_NOT_KEPT)


def _preview_markup(request: Request, link: Link) -> SafeText:
    token = request.path_params["token"]
    address = f"{dashboard_address(request, local=f'/s/{token}')}/s/{token}"
    way = escape_text(f"../?{urlencode(link.pinned.to_params())}")
    title, description = escape_text(link.title), escape_text(description_of(link))
    head = compose_markup(
        _HEAD,
        title=title,
        description=description,
        address=escape_text(address),
        way=way,
        width=escape_text(str(PICTURE_SIZE[0])),
        height=escape_text(str(PICTURE_SIZE[1])),
        alt=escape_text(f"Map: {link.title}. {_count_words(link.snapshot)}."),
    )
    body = compose_markup(
        _BODY,
        description=description,
        since=_since(link),
        way=way,
        credits=escape_text(CREDITS),
        disclaimer=escape_text(DISCLAIMER),
    )
    return compose_markup(_PAGE, title=title, head=head, body=body)


def _since(link: Link) -> SafeText:
    """What became of these incidents after the edition; nothing where it is the newest or none has changed."""
    store = open_default_store()
    comparison = compare(store, link.edition, store.edition())
    words = these_words(*comparison.count_in(link.snapshot.incident_ids))
    lines = [compose_markup("<p><strong>{words}</strong></p>\n", words=escape_text(words))] if words else []
    return join_text(lines, separator=escape_text(""))


def _count_words(said: Snapshot) -> str:
    shown = len(said.incident_ids)
    words = f"{shown:,} of {said.total:,} incidents"
    words += f", {said.without_position:,} too vague to map" if said.without_position else ""
    return words + (f", {said.possibly:,} only possibly in the period" if said.possibly else "")


def _toll_sentences(said: Snapshot) -> list[str]:
    """The tolls and who gives them; of no incident at all there is no toll, least of all zero."""
    if said.killed is None or said.wounded is None:
        return []
    return [f"Killed: {said.killed}; wounded: {said.wounded}", told_by(said.outlets, at_most=_OUTLETS)]
