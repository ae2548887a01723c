"""Published data over HTTP, with the same parameters as the page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.address import public_address
from geo.bootstrap import open_default_store
from geo.errors import UnknownRecordError
from geo.exports import About, Export, about_view
from geo.exports.codebook_file import write_codebook
from geo.exports.collecting import without_collecting
from geo.exports.geojson import incidents_geojson
from geo.filters import Filter, resolve
from geo.view import View, view_of

_CACHED = "no-cache"  # a new edition may come at any time: ask again, mostly answered with 304


def incidents(request: Request) -> Response:
    """`GET /api/incidents.geojson`: the incidents that the page shows for the same parameters.

    Unlike the page, which drops a bad value with a notice, a program is told: 400 with the notices.
    """
    found = asked(request)
    if isinstance(found, Response):
        return found
    with without_collecting():
        body = incidents_geojson(found.view, edition=found.edition).encode()
    return answer(request, body, media_type="application/geo+json", file_name=None)


def file_route(export: Export) -> Route:
    """`GET /api/incidents<ending>`: the same incidents as a file to keep, with the words about it."""

    def write(request: Request) -> Response:
        found = asked(request)
        if isinstance(found, Response):
            return found
        with without_collecting():
            about = about_found(found)
            if about is None:
                return nothing_yet()
            body = export.write(found.view, about=about)
        name = export.file_name(edition=found.edition)
        return answer(request, body, media_type=export.media_type, file_name=name)

    return Route(f"/incidents{export.ending}", write)


def codebook(request: Request) -> Response:
    """`GET /api/codebook.json`: the codebook, the same at every edition; parameters change nothing."""
    return answer(request, write_codebook(), media_type="application/json", file_name=None)


@dataclass(frozen=True)
class Asked:
    """What an address asks for; `chosen` has the language and the layers, too, which a view leaves out."""

    view: View
    edition: int
    chosen: Filter


def asked(request: Request, *, leave_out: frozenset[str] = frozenset()) -> Asked | Response:
    """The view that an address asks for, or the answer that says what is wrong with it.

    Args:
        request: with the page's parameters.
        leave_out: names of parameters that the caller reads itself.
    """
    given = [(name, value) for name, value in request.query_params.multi_items() if name not in leave_out]
    chosen, notices = Filter.from_params(given)
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
    return Asked(view_of(dataset, chosen), edition, chosen)


def about_found(found: Asked) -> About | None:
    """The words about what was asked for, with the public address where one is set; None while there is no edition."""
    written_at = next((r.at for r in open_default_store().revisions() if r.number == found.edition), None)
    if written_at is None:
        return None
    public = public_address()
    base = f"{public}/" if public else None
    return about_view(found.view, edition=found.edition, edition_at=written_at, base=base)


def nothing_yet() -> Response:
    """The answer of an empty store, of which no file can say when it was written."""
    return JSONResponse({"error": "nothing is published yet"}, status_code=404)


def answer(request: Request, body: bytes, *, media_type: str, file_name: str | None) -> Response:
    """The file with its version, or 304 for whoever has it; with a `file_name` it is one to keep."""
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
