"""`/embed` and `/api/incidents.html` over a real store: the view, its version, its policy, and the text of its frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from geo import bootstrap
from geo.bootstrap import open_default_store, seed
from geo.desk.revising import merge, withdraw
from geo.errors import UnsafeTextError
from geo.exports import about_view
from geo.exports.html_file import write_html
from geo.filters import Filter
from geo.store import Store, open_store
from geo.view import view_of
from geo.web import embed
from geo.web.embed import EmbedError, embed_snippet
from geo.web.routes import build_routes
from geo.web.security import SecurityHeaders
from tests.desk_samples import editor
from tests.export_readers import html_data
from tests.test_api import KIFRI, ask, retitle

FILE = "/api/incidents.html"
KULAJO, DARA = "kulajo-2021-11-27", "dara-2020-06-13"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A seeded store as the process's own, with a second edition in which one title is corrected."""
    address = f"sqlite:///{tmp_path_factory.mktemp('embed') / 'store.sqlite'}"
    with open_store(address) as seeded:
        seed(seeded)
        retitle(seeded, "Attack at Kifri")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("SEAMLINE_DATABASE_URL", address)
        changed.delenv("SEAMLINE_PUBLIC_URL", raising=False)
        bootstrap._opened.cache_clear()
        with open_default_store() as store:
            yield store
        bootstrap._opened.cache_clear()


@pytest.fixture(scope="module")
def app(store: Store) -> Starlette:
    security = Middleware(SecurityHeaders, base_path="/maps", index_html="")
    return Starlette(routes=build_routes("/maps"), middleware=[security])


def get(app, query="", *, path="/embed", method="GET", **headers):
    return ask(app, query, path=f"/maps{path}", method=method, **headers)


def directives(answer) -> dict[str, str]:
    policy = answer.headers["Content-Security-Policy"]
    return {part.split()[0]: part.partition(" ")[2] for part in policy.split("; ")}


@pytest.mark.parametrize(
    "chosen",
    [Filter(), Filter(sources=("esta",), layers=("marks",), colour="grade", edition=1, incident=KIFRI)],
    ids=lambda chosen: urlencode(chosen.to_params()) or "all",
)
def test_the_frame_shows_the_view_of_the_link_with_its_layers(app, store, chosen):
    answer = get(app, urlencode(chosen.to_params()))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Content-Disposition" not in answer.headers
    edition = chosen.edition or 2
    view = replace(view_of(store.dataset(edition), chosen), chosen=chosen)
    at = store.revisions()[edition - 1].at
    about = about_view(view, edition=edition, edition_at=at, base="http://seamline/maps/")
    assert answer.content == write_html(view, about=about)
    parameters = parse_qsl(urlsplit(str(about.address)).query)
    assert sorted(parameters) == sorted([*replace(chosen, edition=None).to_params(), ("edition", str(edition))])


def test_without_an_edition_the_frame_shows_the_newest(app):
    def title(query: str) -> str:
        found = html_data(get(app, query).content, "told")["incidents"]
        return next(panel["title"] for panel in found if panel["id"] == KIFRI)

    assert (title(""), title("edition=1")) == ("Attack at Kifri", "Attack on Peshmerga outside Kifri")


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_the_theme_is_fixed_or_the_readers(app, theme):
    assert f'data-look="{theme}"' in get(app, f"theme={theme}").text
    assert 'data-look="auto"' in get(app).text


def test_the_version_follows_what_is_shown(app):
    first = get(app, "actor=isis")
    again = get(app, "actor=isis", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert directives(again) == directives(first)
    assert len({get(app, query).headers["ETag"] for query in ("", "actor=isis", "edition=1", "theme=dark")}) == 4
    head = get(app, "actor=isis", method="HEAD")
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    assert get(app, method="POST").status_code == 405


def test_what_names_the_readers_own_address_is_kept_by_the_reader_alone(app, monkeypatch):
    assert get(app).headers["Cache-Control"] == "private, no-cache"
    assert get(app, "edition=1").headers["Cache-Control"] == "private, max-age=3600"
    assert "http://other.example/maps/?edition=2" in get(app, Host="other.example").text
    monkeypatch.setenv("SEAMLINE_PUBLIC_URL", "https://map.example.org/x/")
    answer = get(app, Host="other.example")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert get(app, "edition=1").headers["Cache-Control"] == "public, max-age=3600"
    assert "https://map.example.org/x/?edition=2" in answer.text
    assert "other.example" not in answer.text


def test_anyone_may_frame_it_and_it_may_ask_for_nothing(app):
    answer = get(app)
    policy = directives(answer)
    assert (policy["frame-ancestors"], policy["default-src"]) == ("*", "'none'")
    assert policy["sandbox"].split() == ["allow-scripts", "allow-popups", "allow-popups-to-escape-sandbox"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "connect-src" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("actor=nobody", 400, "this edition has no such actor"),
        ("from=2021-12-31&to=2021-12-01", 400, "expected a last day on or after the first"),
        ("theme=%3Cscript%3Ex", 400, "theme=&#x27;&lt;script&gt;x&#x27;: expected one of auto, light, dark"),
        ("theme=light&theme=dark", 400, "theme: expected one value, got 2."),
        ("title=Ours", 400, "Seamline has no such parameter"),
        ("actor=%3Cimg%20src=x%3E", 400, "&lt;img src=x&gt;"),
        ("edition=9", 404, "expected an edition from 1 to 2, got 9"),
    ],
)
def test_a_frame_that_asks_for_what_is_not_there_says_so(app, query, status, words):
    answer = get(app, query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert words in answer.text
    assert "<script" not in answer.text
    assert "<img" not in answer.text
    policy = directives(answer)
    assert (policy["default-src"], policy["sandbox"], policy["frame-ancestors"]) == ("'none'", "", "*")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_store_without_an_edition_has_nothing_to_frame(app, monkeypatch, tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as empty:
        for module in ("geo.web.api", "geo.web.embed"):
            monkeypatch.setattr(f"{module}.open_default_store", lambda: empty)
        answers = [get(app), get(app, path=FILE)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Nothing is published yet" in answers[0].text
    assert answers[1].json() == {"error": "Nothing is published yet: the store has no edition."}


def test_the_file_to_keep_is_an_attachment_that_no_page_may_frame(app, monkeypatch):
    query = f"source=esta&layers=marks&colour=type&incident={KIFRI}&edition=1"
    answer = get(app, query, path=FILE)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="seamline-edition-1.html"'
    assert (directives(answer)["sandbox"], directives(answer)["frame-ancestors"]) == ("", "'none'")
    assert html_data(answer.content, "scene")["legend"]["parts"][0]["heading"] == "Colour: type of event"
    assert html_data(answer.content, "told")["dashboard"] is None
    monkeypatch.setenv("SEAMLINE_PUBLIC_URL", "https://map.example.org")
    linked = html_data(get(app, query, path=FILE).content, "told")["dashboard"]
    assert linked.startswith("https://map.example.org/?source=esta&layers=marks&colour=type")
    assert get(app, "theme=dark", path=FILE).status_code == 400


def test_a_view_is_written_once_for_all_its_readers(app):
    embed._page.cache_clear()
    for query in ("actor=isis&source=esta", "source=esta&actor=isis", "source=esta&actor=isis&utm_source=mail"):
        get(app, query)
    assert (embed._page.cache_info().misses, embed._page.cache_info().hits) == (1, 2)


# ---- an incident that is no longer there --------------------------------------------------------------------------------


def opened_at(answer) -> str | None:
    return html_data(answer.content, "told")["map"]["incident"]


def test_a_map_whose_incident_is_withdrawn_or_merged_goes_on_and_says_so(monkeypatch, tmp_path):
    address = f"sqlite:///{tmp_path / 'store.sqlite'}"
    with open_store(address) as alive:
        seed(alive)
        withdraw(alive, editor(), DARA, version=1, reason="The place is doubtful.")
        merge(alive, editor(), KIFRI, KULAJO, versions={KIFRI: 1, KULAJO: 1}, reason="One attack.")
        for module in ("api", "embed", "feed", "prints", "press_pack"):
            monkeypatch.setattr(f"geo.web.{module}.open_default_store", lambda: alive)
        served = Starlette(routes=build_routes("/maps"))
        whole = get(served)
        assert '<p id="notice"' not in whole.text
        for query, shown, words in (
            (f"incident={DARA}", None, "opened at has been withdrawn."),
            (f"incident={KULAJO}", KIFRI, "opened at has been merged into another, which is shown instead."),
            ("incident=none", None, "opened at is not in this edition."),
            (f"incident={KULAJO}&edition=1", KULAJO, None),
        ):
            answer = get(served, query)
            assert (answer.status_code, opened_at(answer)) == (200, shown), query
            notice = f'<p id="notice" role="status">The incident this map was {words}</p>'
            assert (notice in answer.text) == (words is not None)
            for path in (FILE, "/api/incidents.geojson", "/api/incidents.csv", "/feed.atom", "/prints/map.svg"):
                assert get(served, query, path=path).status_code == 200, (path, query)
        assert (
            get(served, f"incident={DARA}", path="/prints/map.svg").content
            == get(served, path="/prints/map.svg").content
        )
        for path in ("/embed", FILE, "/api/incidents.geojson", "/feed.atom", "/prints/map.svg"):
            assert get(served, "incident=Kifri!", path=path).status_code == 400, path


# ---- the text of the frame --------------------------------------------------------------------------------------------


class Frames(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_the_snippet_is_one_frame_that_loads_late_and_stays_shut():
    [(tag, frame)] = Frames(embed_snippet("https://map.example.org/x/", query=[("edition", "3")], height=480)).found
    assert tag == "iframe"
    assert frame["src"] == "https://map.example.org/x/embed?edition=3"
    assert (frame["width"], frame["height"], frame["loading"]) == ("100%", "480", "lazy")
    assert str(frame["title"]).startswith("Seamline: map")
    assert frame["sandbox"] == "allow-scripts allow-popups allow-popups-to-escape-sandbox"


@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("search", ['"><script>alert(1)</script>', "a&b=c#d", "هجوم", "it's $x `y` {z}"])
def test_any_filter_comes_back_from_the_snippet(search, as_text):
    chosen = Filter(q=search, actors=("isis",), edition=2)
    query = f"?{urlencode(chosen.to_params())}" if as_text else chosen.to_params()
    snippet = embed_snippet("http://localhost:8501", query=query)
    assert "?actor=isis&amp;q=" in snippet
    [(_, frame)] = Frames(snippet).found
    address = urlsplit(str(frame["src"]))
    assert (address.path, Filter.from_params(parse_qsl(address.query))) == ("/embed", (chosen, ()))


def test_a_snippet_of_everything_has_no_question_mark():
    assert 'src="https://map.example.org/embed"' in embed_snippet("https://map.example.org")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//map.example.org", "https://u:p@x.org", "", "https://a b"]
)
def test_only_a_web_address_is_framed(address):
    with pytest.raises(UnsafeTextError, match="http"):
        embed_snippet(address)


@pytest.mark.parametrize("height", [0, 299, 4001, -1])
def test_a_frame_too_low_to_read_is_refused(height):
    with pytest.raises(EmbedError, match="from 300 to 4000 pixels"):
        embed_snippet("https://map.example.org", height=height)
