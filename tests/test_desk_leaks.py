"""Readers never see a draft: a canary in every unpublished field is searched on every public surface."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx
import pyarrow.parquet
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from geo import bootstrap
from geo.bootstrap import open_default_store, seed
from geo.codebook import codebook
from geo.coding import Coding
from geo.desk.drafts import create_item, discard_item, item_versions, list_items, save_item
from geo.desk.history import corrections, history
from geo.desk.items import ItemState
from geo.desk.publishing import publish
from geo.desk.wording import MOST_WORDS, count_words
from geo.exports import EXPORTS
from geo.exports.geojson import incidents_geojson
from geo.filters import Filter
from geo.layers.scene import scene_payload
from geo.store import Store
from geo.view import view_of
from geo.web.routes import build_routes
from geo.web.security import SecurityHeaders
from tests.desk_samples import TEXT, article, coding, editor

CANARY = "zqcanary"


class Canaries:
    """Gives canaries, each with the name of the field that it is put into."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self, field: str) -> str:
        self.given.append(f"{CANARY}{field}")
        return self.given[-1]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    address = f"sqlite:///{tmp_path_factory.mktemp('leaks') / 'store.sqlite'}"
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("SEAMLINE_DATABASE_URL", address)
        bootstrap._opened.cache_clear()
        with open_default_store() as opened:
            seed(opened)
            yield opened
        bootstrap._opened.cache_clear()


def marked_coding(canary: Canaries) -> Coding:
    """The coding with a canary in each free text of it."""
    found = coding()
    draft = found.drafts[0]
    draft = replace(draft, warnings=(canary("warning"),), date=replace(draft.date, rule=canary("daterule")))
    statements = tuple(replace(s, words=canary(f"bucket{n}")) for n, s in enumerate(found.statements))
    return replace(found, drafts=(draft, *found.drafts[1:]), statements=statements)


def decisions(canary: Canaries, drafts: list[str], *, verdict: str) -> list[dict[str, Any]]:
    corrections = {
        "title": canary("title"),
        "summary": canary("summary"),
        "date_basis": canary("datebasis"),
        "time_of_day": canary("timeofday"),
        "note": canary("note"),
        "tolls": [{"group": "peshmerga", "outcome": "killed", "attributed_to": canary("attributed")}],
        "places": [
            {"name": canary("placename"), "words": canary("placewords"), "geo_precision": "6", "method": "not_found"}
        ],
    }
    first = {
        "draft_id": drafts[0],
        "verdict": verdict,
        "accepted": [canary("accepted")],
        "corrections": corrections,
        "reason": canary("reason"),
        "digest": canary("digest"),
        "names_checked": [canary("names")],
        "editor_note": canary("editornote"),
    }
    second = {"draft_id": drafts[1], "verdict": "reject", "reason": canary("rejected"), "editor_note": canary("aside")}
    return [first, second]


def desk_with_canaries(store: Store, canary: Canaries, *, verdict: str):
    text = TEXT.replace("The dead fighter", f"{canary('text')} said that the dead fighter")
    given = article(
        text=text, url=f"https://{canary('url')}.example/", title=canary("articletitle"), outlet=canary("outlet")
    )
    coded = marked_coding(canary)
    item = create_item(store, editor(canary("author")), given, coding=coded)
    drafts = [draft.id for draft in coded.drafts]
    made = decisions(canary, drafts, verdict=verdict)
    # What the tests before have published looks like it.
    made[0]["apart_from"] = [i.id for i in store.dataset().incidents.values() if CANARY in i.title]
    return save_item(store, editor(canary("saver")), item.id, made, version=1)


def routes_of(routes, base: str = "") -> list[str]:
    found = []
    for route in routes:
        if isinstance(route, Mount):
            found += routes_of(route.routes, base + route.path)
        elif isinstance(route, Route):
            found.append(base + route.path)
    return found


def answers(paths: list[str]) -> list[httpx.Response]:
    app = Starlette(routes=build_routes(), middleware=[Middleware(SecurityHeaders, base_path="", index_html="")])

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://seamline") as client:
            return [await client.get(path) for path in paths]

    return asyncio.run(ask())


def surfaces(store: Store, item_id: str) -> dict[str, str]:
    """Everything public that can be reached without a browser, as text."""
    found = {"codebook": codebook()}
    for edition in range(store.edition() + 1):
        dataset = store.dataset(edition)
        found[f"dataset {edition}"] = json.dumps([r.as_json() for r in dataset.records()], ensure_ascii=False)
        view = view_of(dataset, Filter())
        found[f"export {edition}"] = incidents_geojson(view, edition=edition)
        layers = replace(Filter(), layers=("marks", "shared", "fronts", "events", "precision"))
        found[f"scene {edition}"] = json.dumps(scene_payload(view, layers), ensure_ascii=False, default=str)
        found[f"search {edition}"] = str(view_of(dataset, Filter(q=CANARY)).ids)
    found["revisions"] = repr(store.revisions())
    found["log"] = repr(corrections(store))
    found["histories"] = repr([history(store, incident_id) for incident_id in store.dataset().incidents])
    found |= {
        f"GET {answer.request.url}": str(answer.headers) + words_in(answer) for answer in answers(paths(store, item_id))
    }
    return found


def words_in(answer: httpx.Response) -> str:
    """The text of an answer, also of one that is packed."""
    return words_of(answer.request.url.path, answer.content) or answer.text


def words_of(path: str, content: bytes) -> str:
    """The text of a packed file; empty for others."""
    if path.endswith((".xlsx", ".zip")):
        with ZipFile(BytesIO(content)) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        return "\n".join(words_of(name, part) or part.decode(errors="replace") for name, part in parts.items())
    if path.endswith(".parquet"):
        table = pyarrow.parquet.read_table(BytesIO(content))
        return f"{table.schema.metadata}\n{table.to_pydict()}"
    if path.endswith(".gpkg"):
        opened = sqlite3.connect(":memory:")
        opened.deserialize(content)
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return "\n".join(repr(opened.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names)
    if path.endswith((".html", "/embed")):
        blobs = re.findall(rb"[A-Za-z0-9+/]{100,}={0,2}", content)
        return content.decode() + "\n".join(filter(None, map(_inflated, blobs)))
    return ""


def _inflated(blob: bytes) -> str:
    """A packed part of the map as text; empty for what is not packed."""
    try:
        return zlib.decompress(base64.b64decode(blob, validate=True)).decode()
    except (ValueError, zlib.error):
        return ""


def paths(store: Store, item_id: str) -> list[str]:
    served = [path for path in routes_of(build_routes()) if "{" not in path]
    assert "/api/incidents.geojson" in served
    assert {"/healthz", "/feed.atom", "/press-pack.zip", "/api/codebook.json", "/embed"} <= set(served)
    queries = [f"/api/incidents.geojson?edition={n}" for n in range(1, store.edition() + 2)]
    queries += [f"/api/incidents.geojson?{key}={item_id}" for key in ("incident", "source", "place", "actor", "q")]
    queries += [f"/feed.atom?edition={n}" for n in range(1, store.edition() + 2)]
    guesses = [f"/desk/{item_id}", f"/api/desk/{item_id}", "/api/desk", "/api/drafts.json", f"/assets/{item_id}"]
    return [*served, *queries, *guesses]


def leaks(store: Store, item_id: str, *, allowed: frozenset[str] = frozenset()) -> list[str]:
    found = []
    for where, text in surfaces(store, item_id).items():
        # The address that was asked for may come back in a message, with the id that the asker put there.
        seen = set(re.findall(rf"{CANARY}[a-z0-9]+", text)) - allowed
        found += [f"{canary} in {where}" for canary in sorted(seen)]
        if not where.startswith("GET") and item_id in text:
            found.append(f"the item's id in {where}")
    return found


def test_no_field_of_an_open_or_discarded_draft_is_on_any_public_surface(store):
    canary = Canaries()
    item = desk_with_canaries(store, canary, verdict="accept")
    assert len(canary.given) > 25
    assert leaks(store, item.id) == []
    discard_item(store, editor(), item.id, version=item.version, reason=canary("discarded"))
    assert leaks(store, item.id) == []
    held = repr(item_versions(store, editor(), item.id)) + repr(list_items(store, editor(), states=list(ItemState)))
    assert [c for c in canary.given if c not in held] == [], "every canary has to be somewhere, or nothing was searched"


def test_a_canary_that_is_published_is_found_on_every_kind_of_surface(store):
    # The search itself: what is published has to turn up, or an empty result would say nothing.
    canary = Canaries()
    item = desk_with_canaries(store, canary, verdict="accept")
    edition = publish(store, editor(), item.id, version=item.version, reason=canary("publishreason")).edition
    found = leaks(store, item.id)
    title = f"{CANARY}title"
    for surface in (
        f"dataset {edition}",
        f"export {edition}",
        "histories",
        *(f"GET http://seamline/api/incidents{export.ending}" for export in EXPORTS.values()),
        "GET http://seamline/feed.atom",
        "GET http://seamline/press-pack.zip",
        "GET http://seamline/embed",
    ):
        assert f"{title} in {surface}" in found
    assert any(f"{CANARY}publishreason in revisions" in line for line in found)
    assert f"{CANARY}publishreason in GET http://seamline/feed.atom" in found


def test_after_publishing_only_the_published_fields_are_public(store):
    canary = Canaries()
    item = desk_with_canaries(store, canary, verdict="accept")
    publish(store, editor("Ada"), item.id, version=item.version, reason="A report.")
    public = {"title", "summary", "datebasis", "timeofday", "note", "attributed", "placename", "placewords", "digest"}
    public |= {"url", "articletitle", "outlet"}
    # Of the test before, whose reason was public.
    allowed = frozenset(f"{CANARY}{name}" for name in (*public, "publishreason"))
    assert leaks(store, item.id, allowed=allowed) == []
    source = store.dataset().sources[item.source_id]
    statements = [s for s in store.dataset().statements.values() if s.source_id == item.source_id]
    passages = [*(p.text for p in source.digest), *(s.text for s in statements)]
    assert passages
    assert max(map(count_words, passages)) <= MOST_WORDS
    everything = json.dumps([r.as_json() for r in store.dataset().records()], ensure_ascii=False)
    assert "Rebwar Testname" in item.article.text
    assert "Rebwar" not in everything
    assert f"{CANARY}text" not in everything
