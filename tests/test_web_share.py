"""`/s/<token>`: what a preview is made of, to whom it is refused, and what must not travel with the token."""

from __future__ import annotations

import datetime as dt
import struct
from html.parser import HTMLParser

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from geo.bootstrap import open_default_store
from geo.filters import Filter
from geo.layers.text import drop_unseen
from geo.links import Link, create_link, revoke_link
from geo.links.tokens import new_token
from geo.prints import About, PrintSpec, print_map
from geo.view import view_of
from geo.web import prints
from geo.web.routes import build_routes
from geo.web.security import SecurityHeaders
from tests.desk_samples import editor
from tests.hostile_records import PAYLOADS
from tests.test_api import KIFRI, app, ask, retitle, store  # noqa: F401  # the same store and application

ESTA = Filter(sources=("esta",))
PUBLIC = "https://example.org/map"


class Tags(HTMLParser):
    """What a program that previews a link reads: the tags in order, meta by name, links by rel, the title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.meta: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(" ".join([tag, *given]))
        name = given.get("name") or given.get("property") or given.get("http-equiv")
        if tag == "meta" and name:
            self.meta[name] = given["content"]
        if tag in ("a", "link"):
            self.links[given.get("rel", tag)] = given["href"]

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.tags[-1], data) if self.tags else None


def make(title: str = "Two villages", **changes: object) -> tuple[str, Link]:
    usual = {"chosen": ESTA, "edition": 1, "lifetime": dt.timedelta(days=1)}
    return create_link(open_default_store(), editor(), title=title, **usual | changes)


def preview(app, token):  # noqa: F811
    answer = ask(app, path=f"/s/{token}")
    assert answer.status_code == 200
    return Tags(answer.text)


@pytest.fixture
def elsewhere(app):  # noqa: F811
    """The same application under a base path."""
    security = Middleware(SecurityHeaders, base_path="/desk/map", index_html="")
    return Starlette(routes=build_routes("/desk/map"), middleware=[security])


def test_a_preview_says_what_the_link_shows_and_leads_on(app, store):  # noqa: F811
    token, link = make()
    page, said = preview(app, token), link.snapshot
    view = view_of(store.dataset(1), ESTA)
    killed, wounded = list(view.tolls.values())[:2]
    words = page.meta["description"]
    assert words.startswith(f"As told by ESTA, 4 December 2021. {len(view.incidents)} of {view.total} incidents")
    assert f"Killed: {killed}; wounded: {wounded}. Figures as told by ESTA. Edition 1, " in words
    assert str(said.edition_at.year) in words
    address = f"http://seamline/s/{token}"
    expected = {
        "robots": "noindex, nofollow",
        "referrer": "no-referrer",
        "refresh": "0; url=../?source=esta&edition=1",
        "og:site_name": "Seamline",
        "og:type": "website",
        "og:url": address,
        "og:title": "Two villages",
        "og:description": words,
        "og:image": f"{address}/picture.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "twitter:card": "summary_large_image",
        "twitter:title": "Two villages",
        "twitter:description": words,
        "twitter:image": f"{address}/picture.png",
        "twitter:image:alt": page.meta["og:image:alt"],
    }
    assert {name: page.meta.get(name) for name in expected} == expected
    assert page.meta["og:image:alt"].startswith("Map: Two villages. ")
    assert page.links == {"canonical": address, "a": "../?source=esta&edition=1"}
    assert (page.texts["title"], page.texts["h1"]) == ("Two villages", "Two villages")
    assert "script" not in page.tags


def test_addresses_are_those_that_readers_use(app, elsewhere, monkeypatch):  # noqa: F811
    token, _ = make()
    there = Tags(ask(elsewhere, path=f"/desk/map/s/{token}").text)
    assert there.meta["og:image"] == f"http://seamline/desk/map/s/{token}/picture.png"
    monkeypatch.setenv("SEAMLINE_PUBLIC_URL", f"{PUBLIC}/")
    here = Tags(ask(app, path=f"/s/{token}", Host="evil.example").text)
    assert (here.meta["og:url"], here.meta["og:image"]) == (f"{PUBLIC}/s/{token}", f"{PUBLIC}/s/{token}/picture.png")
    assert here.links["canonical"] == f"{PUBLIC}/s/{token}"


def test_a_view_without_incidents_has_no_toll(app):  # noqa: F811
    page = preview(app, make(chosen=Filter(q="xyzzy"))[0])
    assert page.meta["description"].startswith("With the words “xyzzy”. 0 of 22 incidents. Edition 1, ")


@pytest.mark.parametrize("title", [payload for _, payload in PAYLOADS.values() if len(payload) <= 120][::3], ids=repr)
def test_a_hostile_title_is_only_text(app, title):  # noqa: F811
    harmless, page = preview(app, make()[0]), preview(app, make(title)[0])
    assert page.tags == harmless.tags
    shown = " ".join(drop_unseen(" ".join(title.split())).split())
    for name in ("og:title", "twitter:title"):
        assert page.meta[name].strip("\u2068\u2069").strip() == shown


def test_nothing_passes_the_token_on_or_keeps_it(app):  # noqa: F811
    token, _ = make()
    answer = ask(app, path=f"/s/{token}")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert "access-control-allow-origin" not in answer.headers
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" not in policy  # in a sandbox without scripts no page leads on by itself
    head = ask(app, path=f"/s/{token}", method="HEAD")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(answer.content)))
    assert ask(app, path=f"/s/{token}", method="POST").status_code == 405


@pytest.mark.parametrize("more", ["", "/picture.png"])
def test_whom_a_link_is_refused_to(app, store, more):  # noqa: F811
    ended = make(lifetime=dt.timedelta(microseconds=1))[0]
    taken_back, link = make()
    revoke_link(store, editor(), link.digest)
    refused = {token: ask(app, path=f"/s/{token}{more}") for token in (ended, taken_back, new_token(), "x", "%00")}
    assert [answer.status_code for answer in refused.values()] == [410, 410, 404, 404, 404]
    assert refused[ended].text == refused[taken_back].text
    for answer in refused.values():
        assert answer.headers["cache-control"] == "no-store"
        assert "refresh" not in Tags(answer.text).meta


def test_the_picture_is_the_view_at_its_edition_under_the_links_title(app, store):  # noqa: F811
    token, link = make("Kifri & <b>Kulajo</b>")
    drawn = ask(app, path=f"/s/{token}/picture.png")
    assert struct.unpack(">II", drawn.content[16:24]) == (1200, 630)
    view = view_of(store.dataset(1), link.pinned)
    spec = PrintSpec(size=(1200, 630), title=link.title)
    assert drawn.content == print_map(view, spec, about=About(edition=1, chosen=link.pinned)).data
    tag = {"If-None-Match": drawn.headers["etag"]}
    assert drawn.headers["cache-control"] == "no-cache"
    assert ask(app, path=f"/s/{token}/picture.png", **tag).status_code == 304
    revoke_link(store, editor(), link.digest)
    assert ask(app, path=f"/s/{token}/picture.png", **tag).status_code == 410


def test_while_two_are_drawn_a_picture_is_to_be_asked_for_again(app):  # noqa: F811
    token, _ = make("Not drawn yet")
    taken = [prints.RENDERING.acquire(blocking=False) for _ in range(prints.MOST_AT_ONCE)]
    try:
        assert all(taken)
        busy = ask(app, path=f"/s/{token}/picture.png")
    finally:
        for _ in taken:
            prints.RENDERING.release()
    assert (busy.status_code, busy.headers["retry-after"]) == (503, str(prints.RETRY_AFTER_S))


def test_a_preview_says_what_became_of_its_incidents(app, store):  # noqa: F811
    newest = store.edition()
    token = make(edition=newest)[0]
    assert "strong" not in preview(app, token).tags
    retitle(store, "Night attack at Kifri")
    assert KIFRI in view_of(store.dataset(newest), ESTA).ids
    assert preview(app, token).texts["strong"] == "1 of these incidents was changed since."
