"""Published data over HTTP, with the same parameters as the page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Final

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
from geo.records import Dataset
from geo.view import View, view_of
from geo.web.shelf import Shelf

_NEWEST: Final = "no-cache"  # a new edition may come at any time: ask again, mostly answered with 304
# What an edition holds never changes. How it is written does with the software, and a name may have to go by law: so an
# hour, and not for good.
_PINNED: Final = f"public, max-age={60 * 60}"
_NOT_KEPT: Final = {"Cache-Control": "no-store"}
_WITHDRAWN: Final = "The incident this map was opened at has been withdrawn."
_ABSENT: Final = "The incident this map was opened at is not in this edition."
_MERGED: Final = "The incident this map was opened at has been merged into another, which is shown instead."

FileKey = tuple[str, str | None, int, Filter, str]

WRITTEN: Final = Shelf()
"""Files that a page has watched in the making, by `file_key`."""


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
            kept = WRITTEN.get(file_key(export, found.chosen, found.edition))
            body = export.write(found.view, about=about) if kept is None else kept
        name = export.file_name(edition=found.edition)
        return answer(request, body, media_type=export.media_type, file_name=name)

    return Route(f"/incidents{export.ending}", write)


def file_key(export: Export, chosen: Filter, edition: int) -> FileKey:
    """What the bytes of a file depend on."""
    return open_default_store().url, public_address(), edition, replace(chosen.key, edition=None), export.name


def codebook(request: Request) -> Response:
    """`GET /api/codebook.json`: the codebook, the same at every edition; parameters change nothing."""
    return answer(request, write_codebook(), media_type="application/json", file_name=None)


@dataclass(frozen=True)
class Asked:
    """What an address asks for.

    Attributes:
        chosen: with the language, the layers and the incident too, which a view leaves out.
        notice: what a reader should know who was to see an incident that is no longer there; empty for all others.
    """

    view: View
    edition: int
    chosen: Filter
    notice: str = ""


def asked(request: Request, *, leave_out: frozenset[str] = frozenset()) -> Asked | Response:
    """The view that an address asks for, or the answer that says what is wrong with it.

    An incident that is withdrawn is left out, and of one that was merged comes the one that stands for it: it decides how a
    view looks and not what is in it, and an address in an article must not end with it.

    Args:
        request: with the page's parameters; it is noted there when the edition is pinned, see `answer`.
        leave_out: names of parameters that the caller reads itself.
    """
    given = [(name, value) for name, value in request.query_params.multi_items() if name not in leave_out]
    wanted, notices = Filter.from_params(given)
    store = open_default_store()
    # Asked for once: an edition that comes while we answer must not lend its number to the one before it.
    edition = wanted.edition or store.edition()
    try:
        dataset = store.dataset(edition)
    except UnknownRecordError as error:
        return JSONResponse({"error": str(error)}, status_code=404, headers=_NOT_KEPT)
    chosen, unknown = resolve(wanted, dataset)
    faults = [notice.fault for notice in (*notices, *(n for n in unknown if n.key != "incident"))]
    if faults:
        told = {"error": "the address has values that cannot be used", "details": faults}
        return JSONResponse(told, status_code=400, headers=_NOT_KEPT)
    request.state.pinned = wanted.edition is not None
    return Asked(view_of(dataset, chosen), edition, chosen, _notice(wanted.incident, chosen.incident, dataset))


def _notice(wanted: str | None, found: str | None, dataset: Dataset) -> str:
    """What became of the incident that was asked for."""
    if wanted == found:
        return ""
    if found is not None:
        return _MERGED
    return _WITHDRAWN if wanted in dataset.incidents else _ABSENT


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
    return JSONResponse({"error": "nothing is published yet"}, status_code=404, headers=_NOT_KEPT)


def answer(
    request: Request, body: bytes, *, media_type: str, file_name: str | None, is_private: bool = False
) -> Response:
    """The file with its version, or 304 for whoever has it.

    Args:
        request: where `asked` has found an edition in its address, the answer may be kept for an hour.
        body: the file.
        media_type: its type.
        file_name: for a file to keep.
        is_private: whether the file holds what only the reader's own address says; no shared cache may keep it then.
    """
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": _caching(request, is_private=is_private)}
    if _holds(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if file_name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return Response(body, media_type=media_type, headers=headers)


def _caching(request: Request, *, is_private: bool) -> str:
    pinned = getattr(request.state, "pinned", False)
    if is_private:
        return _PINNED.replace("public", "private") if pinned else f"private, {_NEWEST}"
    return _PINNED if pinned else _NEWEST


def _holds(if_none_match: str, tag: str) -> bool:
    """Whether the caller has this version: RFC 9110, section 13.1.2, where a weak tag counts like a strong one."""
    given = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return tag in given or given == ["*"]
