"""Published data over HTTP, with the same parameters as the page."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geo.bootstrap import open_default_store
from geo.errors import UnknownRecordError
from geo.exports.geojson import incidents_geojson
from geo.filters import Filter, resolve
from geo.view import view_of

_CACHED = "no-cache"  # a new edition may come at any time: ask again, mostly answered with 304


def incidents(request: Request) -> Response:
    """`GET /api/incidents.geojson`: the incidents that the page shows for the same parameters.

    Unlike the page, which drops a bad value with a notice, a program is told: 400 with the notices.
    """
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
    body = incidents_geojson(view_of(dataset, chosen), edition=edition).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": _CACHED}
    if _holds(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/geo+json", headers=headers)


def _holds(if_none_match: str, tag: str) -> bool:
    """Whether the caller has this version: RFC 9110, section 13.1.2, where a weak tag counts like a strong one."""
    given = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return tag in given or given == ["*"]
