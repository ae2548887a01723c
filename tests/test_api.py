"""`/api/incidents.geojson`: the page's parameters over a real store, versions, and what a program is told of its faults."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from geo import bootstrap
from geo.bootstrap import open_default_store, seed
from geo.exports import EXPORTS, about_view
from geo.exports.geojson import incidents_geojson
from geo.filters import Filter
from geo.records import Dataset
from geo.store import Store, open_store
from geo.view import view_of
from geo.web import api
from geo.web.routes import build_routes
from geo.web.security import SecurityHeaders

PATH = "/api/incidents.geojson"
KIFRI = "kifri-2021-11-29"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A seeded store as the process's own, with a second edition in which one title is corrected."""
    address = f"sqlite:///{tmp_path_factory.mktemp('api') / 'store.sqlite'}"
    with open_store(address) as seeded:
        seed(seeded)
        retitle(seeded, "Attack at Kifri")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("SEAMLINE_DATABASE_URL", address)
        bootstrap._opened.cache_clear()
        with open_default_store() as store:
            yield store
        bootstrap._opened.cache_clear()


def retitle(store: Store, title: str) -> int:
    kifri = store.dataset().incidents[KIFRI].model_copy(update={"title": title})
    version = store.version("incident", KIFRI)
    return store.write([kifri], author="Desk", reason="a title", based_on={("incident", KIFRI): version})


@pytest.fixture(scope="module")
def app(store: Store) -> Starlette:
    security = Middleware(SecurityHeaders, base_path="", index_html="")
    return Starlette(routes=build_routes(), middleware=[security])


def ask(app: Starlette, query: str = "", *, method: str = "GET", path: str = PATH, **headers: str) -> httpx.Response:
    """Ask the ASGI application without a server."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://seamline") as client:
            return await client.request(method, f"{path}?{query}", headers=headers)

    return asyncio.run(send())


def ids(answer: httpx.Response) -> set[str]:
    return {feature["id"] for feature in answer.json()["features"]}


@pytest.mark.parametrize(
    "chosen",
    [
        Filter(),
        Filter(sources=("esta",)),
        Filter(actors=("isis",), places=("garmian",), q="کفری"),
        Filter(edition=1),
        Filter(edition=2, incident=KIFRI, layers=()),
        Filter(q="xyzzy & 100% + #"),
    ],
    ids=lambda chosen: urlencode(chosen.to_params()) or "all",
)
def test_the_answer_is_the_export_of_the_view_for_the_same_link(app, store, chosen):
    answer = ask(app, urlencode(chosen.to_params()))
    view = view_of(store.dataset(chosen.edition), chosen)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert answer.text == incidents_geojson(view, edition=chosen.edition or 2)


def test_repeated_keys_are_a_list(app):
    assert ask(app, "source=esta&source=rudaw").json()["seamline"]["tolls"]["killed"]["words"] == "28"


def test_an_edition_is_answered_as_it_stood(app):
    def title(query: str) -> str:
        features = ask(app, query).json()["features"]
        return next(f["properties"]["title"] for f in features if f["id"] == KIFRI)

    assert title("") == title("edition=2") == "Attack at Kifri"
    assert title("edition=1") == "Attack on Peshmerga outside Kifri"
    assert [ask(app, query).json()["seamline"]["edition"] for query in ("", "edition=1", "edition=2")] == [2, 1, 2]


def test_an_edition_that_comes_while_the_answer_is_made_does_not_give_it_its_number(app, monkeypatch, tmp_path):
    class BusyStore(Store):
        """A store to which somebody writes whenever it has been read."""

        def edition(self) -> int:
            found = super().edition()
            retitle(other, f"Title {other.edition() + 1}")
            return found

        def dataset(self, edition: int | None = None) -> Dataset:
            found = super().dataset(edition)
            retitle(other, f"Title {other.edition() + 1}")
            return found

    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as other:
        seed(other)
        busy = BusyStore(other._database)
        monkeypatch.setattr(api, "open_default_store", lambda: busy)
        document = ask(app).json()
        edition = document["seamline"]["edition"]
        title = next(f["properties"]["title"] for f in document["features"] if f["id"] == KIFRI)
        assert title == other.dataset(edition).incidents[KIFRI].title
        assert other.edition() > edition


@pytest.mark.parametrize("mark", ["{}", "W/{}", '"other", {}', '"other",{} , "third"', "*"])
def test_who_has_this_version_is_not_sent_it_again(app, mark):
    first = ask(app, "actor=isis")
    again = ask(app, "actor=isis", **{"If-None-Match": mark.format(first.headers["ETag"])})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "no-cache"


def test_a_pinned_edition_may_be_kept_for_an_hour_and_asked_for_again(app):
    first = ask(app, "actor=isis&edition=1")
    again = ask(app, "actor=isis&edition=1", **{"If-None-Match": first.headers["ETag"]})
    head = ask(app, "actor=isis&edition=1", method="HEAD")
    assert (first.status_code, again.status_code, head.status_code) == (200, 304, 200)
    assert {answer.headers["Cache-Control"] for answer in (first, again, head)} == {"public, max-age=3600"}
    assert ask(app, "edition=2", path="/api/incidents.csv").headers["Cache-Control"] == "public, max-age=3600"
    assert ask(app, "edition=1&scale=1", path="/prints/map.svg").headers["Cache-Control"] == "public, max-age=3600"
    # The codebook belongs to no edition, and an edition that is not there yet may be tomorrow.
    assert ask(app, "edition=1", path="/api/codebook.json").headers["Cache-Control"] == "no-cache"
    assert ask(app, "edition=3").headers["Cache-Control"] == "no-store"
    assert ask(app, "edition=1&actor=nobody").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("mark", ['"other"', "", '"', "W/", "{part}"])
def test_who_has_another_version_is_sent_this_one(app, mark):
    first = ask(app, "actor=isis")
    part = first.headers["ETag"][:10]
    again = ask(app, "actor=isis", **{"If-None-Match": mark.format(part=part)})
    assert (again.status_code, again.content) == (200, first.content)


def test_the_mark_follows_what_is_answered(app):
    def mark(query: str) -> str:
        return ask(app, query).headers["ETag"]

    assert mark("actor=isis") == mark("actor=isis")
    # How it is shown and what is selected change no byte; neither does the order of the parameters.
    assert mark("actor=isis&at=35,44,8&layers=none&incident=" + KIFRI) == mark("actor=isis")
    assert mark("q=kifri&actor=isis") == mark("actor=isis&q=kifri")
    assert len({mark(query) for query in ("", "actor=isis", "edition=1", "q=kifri")}) == 4


@pytest.mark.parametrize(
    ("query", "notices"),
    [
        ("from=yesterday", ["from='yesterday': expected a day from"]),
        ("from=2021-12-31&to=2021-12-01", ["The period: expected a last day on or after the first"]),
        ("actor=nobody", ["actor='nobody': this edition has no such actor."]),
        ("place=atlantis&source=x", ["place='atlantis'", "source='x'"]),
        ("incident=No%20such", ["incident='No such': expected the id of an incident."]),
        ("q=%00", ["q='\\x00': expected a text that can be printed."]),
        ("edition=1&edition=2", ["edition: expected one value, got 2."]),
        ("from=2021-01-01&from=2021-02-01&from=2021-02-01", ["from: expected one value, got 3."]),
        ("side=both&actor=isis", ["side='both': expected one of federal, krg"]),
        ("type=war", ["type='war': expected the id of an ACLED event type"]),
        ("edition=0", ["edition='0': expected the number of an edition."]),
        ("colour=%00", ["colour='\\x00'"]),
        ("form=csv", ["'form': Seamline has no such parameter."]),
        ("actor=%3Cscript%3E", ["actor='<script>': expected the id of an actor."]),
    ],
)
def test_a_program_is_told_of_each_value_that_cannot_be_used(app, query, notices):
    answer = ask(app, query)
    details = answer.json()["details"]
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/json")
    assert answer.json()["error"] == "the address has values that cannot be used"
    assert len(details) == len(notices)
    assert all(detail.startswith(notice) for detail, notice in zip(details, notices, strict=True))
    assert "ETag" not in answer.headers


def test_parameters_of_others_are_let_pass(app):
    assert ask(app, "utm_source=mail&fbclid=x&embed=true").status_code == 200


@pytest.mark.parametrize("query", ["q=%FF%FE", "q=a%00b", "q=" + "x" * 5000, "q=%F0%9F%98%80", "q=", "q=%20"])
def test_any_text_is_searched_for(app, query):
    answer = ask(app, query)
    assert answer.status_code == 200
    assert answer.json()["seamline"]["total"] == 22


def test_an_edition_that_is_not_there_is_not_found(app):
    answer = ask(app, "edition=3")
    assert (answer.status_code, answer.json()) == (404, {"error": "expected an edition from 1 to 2, got 3"})
    assert ask(app, "edition=999999999").status_code == 404


def test_a_store_without_an_edition_answers_with_no_incident(app, monkeypatch, tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as empty:
        monkeypatch.setattr(api, "open_default_store", lambda: empty)
        answer = ask(app)
    about = answer.json()["seamline"]
    assert (answer.status_code, answer.json()["features"]) == (200, [])
    assert (about["edition"], about["shown"], about["total"]) == (0, 0, 0)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_published_data_can_only_be_read(app, method):
    answer = ask(app, method=method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize(("query", "status"), [("", 200), ("actor=nobody", 400), ("edition=9", 404)])
def test_every_origin_may_read_every_answer_and_nobody_may_frame_it(app, query, status):
    answer = ask(app, query, Origin="https://elsewhere.example")
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_app_itself_answers_like_its_routes(app_url):
    answer = httpx.get(f"{app_url}{PATH}?source=esta", headers={"Origin": "null"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["seamline"]["tolls"]["killed"]["words"] == "21"
    assert ids(answer) == {KIFRI, "kulajo-2021-11-27", "qarachogh-2021-12-02"}
    again = httpx.get(f"{app_url}{PATH}?source=esta", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_app_answers_a_head_with_the_headers_alone(app_url):
    head, whole = httpx.head(f"{app_url}{PATH}"), httpx.get(f"{app_url}{PATH}", headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Cache-Control", "Access-Control-Allow-Origin"):
        assert head.headers[name] == whole.headers[name]


def test_the_app_tells_faults_as_json(app_url):
    bad = httpx.get(f"{app_url}{PATH}?actor=nobody")
    assert (bad.status_code, bad.json()["details"]) == (
        400,
        ["actor='nobody': this edition has no such actor."],
    )
    assert httpx.get(f"{app_url}{PATH}?edition=99").status_code == 404


@pytest.mark.parametrize("export", EXPORTS.values(), ids=lambda export: export.name)
def test_each_format_is_the_view_as_a_file_with_its_version(app, store, export):
    path = f"/api/incidents{export.ending}"
    answer = ask(app, "source=esta&edition=1", path=path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == export.media_type
    if export.name != "geojson":
        assert answer.headers["content-disposition"] == f'attachment; filename="{export.file_name(edition=1)}"'
        view = view_of(store.dataset(1), Filter(sources=("esta",), edition=1))
        about = about_view(view, edition=1, edition_at=store.revisions()[0].at)
        assert answer.content == export.write(view, about=about)
    again = ask(app, "source=esta&edition=1", path=path, **{"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert ask(app, "edition=99", path=path).status_code == 404
    assert ask(app, "precision=9", path=path).status_code == 400
    head = ask(app, "source=esta&edition=1", path=path, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
