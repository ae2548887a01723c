"""Published data over HTTP, with the same parameters as the page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.bootstrap import open_default_store
from geo.errors import UnknownRecordError
from geo.exports import Export, about_view
from geo.exports.geojson import incidents_geojson
from geo.filters import Filter, resolve
from geo.view import View, view_of

_CACHED = "no-cache"  # a new edition may come at any time: ask again, mostly answered with 304


def incidents(request: Request) -> Response:
    """`GET /api/incidents.geojson`: the incidents that the page shows for the same parameters.

    Unlike the page, which drops a bad value with a notice, a program is told: 400 with the notices.
    """
    asked = _asked(request)
    if isinstance(asked, Response):
        return asked
    body = incidents_geojson(asked.view, edition=asked.edition).encode()
    return _answer(request, body, media_type="application/geo+json", file_name=None)


def file_route(export: Export) -> Route:
    """`GET /api/incidents<ending>`: the same incidents as a file to keep, with the words about it."""

    def write(request: Request) -> Response:
        asked = _asked(request)
        if isinstance(asked, Response):
            return asked
        written_at = next(r.at for r in open_default_store().revisions() if r.number == asked.edition)
        about = about_view(asked.view, edition=asked.edition, edition_at=written_at)
        body = export.write(asked.view, about=about)
        name = export.file_name(edition=asked.edition)
        return _answer(request, body, media_type=export.media_type, file_name=name)

    return Route(f"/incidents{export.ending}", write)


@dataclass(frozen=True)
class _Asked:
    view: View
    edition: int


def _asked(request: Request) -> _Asked | Response:
    """The view that an address asks for, or the answer that says what is wrong with it."""
    chosen, notices = Filter.from_params(request.query_params.multi_items())
    store = open_default_store()
    # Asked for once: an edition that comes while we answer must not lend its number to the one before it.
    edition = chosen.edition or store.edition()
    try:
        dataset = store.dataset(edition)
    except UnknownRecordError as error:
        return JSONResponse({"error": str(error)}, status_code=404)
    chosen, unknown = resolve(chosen, dataset)
    if notices or unknown:
        return JSONResponse(
            {"error": "the address has values that cannot be used", "details": [*notices, *unknown]}, status_code=400
        )
    return _Asked(view_of(dataset, chosen), edition)


def _answer(request: Request, body: bytes, *, media_type: str, file_name: str | None) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": _CACHED}
    if _holds(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if file_name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return Response(body, media_type=media_type, headers=headers)


def _holds(if_none_match: str, tag: str) -> bool:
    """Whether the caller has this version: RFC 9110, section 13.1.2, where a weak tag counts like a strong one."""
    given = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return tag in given or given == ["*"]
