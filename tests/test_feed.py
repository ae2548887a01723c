"""`/feed.atom`: by the rules of RFC 4287 and of feed validators, what revisions did to the incidents that a filter selects."""

from __future__ import annotations

import datetime as dt
import html
import re
import time
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import feedparser
import pytest
from defusedxml import ElementTree
from starlette.applications import Starlette

from geo import bootstrap
from geo.bootstrap import open_default_store, seed
from geo.desk.changes import incident_changes
from geo.desk.history import public_log
from geo.desk.revising import edit, merge, restore, withdraw
from geo.exports.feed import MOST_ENTRIES, Deed
from geo.filters import Filter
from geo.store import Store, open_store
from geo.vocabulary import Status
from geo.web.page import page_html
from geo.web.routes import build_routes
from tests.desk_samples import editor
from tests.hostile_records import PAYLOADS, hostile_records
from tests.test_api import ask

ATOM = "{http://www.w3.org/2005/Atom}"
KIFRI, KULAJO, QARACHOGH, DARA = "kifri-2021-11-29", "kulajo-2021-11-27", "qarachogh-2021-12-02", "dara-2020-06-13"
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
# RFC 4287, 4.1.1 and 4.1.2: what there has to be, and what at most once.
NEEDED = {"feed": {"id", "title", "updated"}, "entry": {"id", "title", "updated"}}
ONCE = {
    "feed": {"id", "title", "updated", "subtitle", "generator", "icon", "logo", "rights"},
    "entry": {"id", "title", "updated", "content", "published", "rights", "source", "summary"},
}
KNOWN = {
    "feed": ONCE["feed"] | {"author", "category", "contributor", "link", "entry"},
    "entry": ONCE["entry"] | {"author", "category", "contributor", "link"},
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with a life: Kifri is moved out of December, Dara withdrawn and restored, Kulajo merged and so withdrawn."""
    address = f"sqlite:///{tmp_path_factory.mktemp('feed') / 'store.sqlite'}"
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("SEAMLINE_DATABASE_URL", address)
        changed.delenv("SEAMLINE_PUBLIC_URL", raising=False)
        bootstrap._opened.cache_clear()
        with open_default_store() as opened:
            seed(opened)
            live(opened)
            yield opened
        bootstrap._opened.cache_clear()


def live(store: Store) -> None:
    by = editor()
    edit(store, by, QARACHOGH, {"title": "Raid at Khidirjija <b>"}, version=1, reason="A title & more.")
    claim = next(c for c in store.dataset().claims_of_incident[DARA] if not c.shared and c.low)
    edit(store, by, claim.id, {"low": 4, "high": 5}, version=1, reason="Recounted.", kind="claim")
    withdraw(store, by, DARA, version=1, reason="The place is doubtful.")
    restore(store, by, DARA, version=2, reason="The place is found.")
    merge(store, by, KIFRI, KULAJO, versions={KIFRI: 1, KULAJO: 1}, reason="One attack.")
    edit(store, by, KIFRI, {"date_start": "2022-01-05", "date_end": "2022-01-05"}, version=1, reason="Another day.")


@pytest.fixture(scope="module")
def app(store: Store) -> Starlette:
    return Starlette(routes=build_routes())


def feed(app: Starlette, query: str = "") -> bytes:
    answer = ask(app, query, path="/feed.atom")
    assert answer.status_code == 200
    return answer.content


def faults(body: bytes) -> list[str]:
    """What a validator of feeds would say."""
    root = ElementTree.fromstring(body)
    found = [] if root.tag == f"{ATOM}feed" else [f"root is {root.tag}"]
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        found += structure_faults(element)
    found += [
        f"{n} entries are {i}" for i, n in Counter(entry.findtext(f"{ATOM}id") for entry in entries).items() if n > 1
    ]
    if root.find(f"{ATOM}author/{ATOM}name") is None and any(e.find(f"{ATOM}author") is None for e in entries):
        found.append("an entry has no author")
    if not any(link.get("rel") == "self" for link in root.findall(f"{ATOM}link")):
        found.append("no self link")
    updated = [str(entry.findtext(f"{ATOM}updated")) for entry in entries]
    if updated != sorted(updated, reverse=True) or (updated and root.findtext(f"{ATOM}updated") != updated[0]):
        found.append("not newest first")
    return found


def structure_faults(element: Element) -> Iterator[str]:
    name = element.tag.removeprefix(ATOM)
    counts = Counter(child.tag.removeprefix(ATOM) for child in element)
    yield from (f"{name} without {missing}" for missing in NEEDED[name] - counts.keys())
    yield from (f"{name} with {n} {child}" for child, n in counts.items() if child in ONCE[name] and n > 1)
    yield from (f"{name} with unknown {child}" for child in counts.keys() - KNOWN[name])
    for child in element:
        tag, text = child.tag.removeprefix(ATOM), child.text or ""
        if tag in ("updated", "published") and not RFC_3339.fullmatch(text):
            yield f"{tag} is {text}"
        if tag == "id" and not re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
            yield f"id is {text}"
        if tag == "link" and not re.match(r"https?://", child.get("href", "")):
            yield f"link to {child.get('href')}"
        if tag in ("title", "summary", "subtitle", "rights") and child.get("type", "text") not in ("text", "html"):
            yield f"{tag} of type {child.get('type')}"
        if tag in ("id", "title", "summary") and not text.strip():
            yield f"{tag} is empty"
    alternates = Counter(
        (link.get("type"), link.get("hreflang"))
        for link in element.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    )
    yield from (f"{name} with {n} alternate links" for n in alternates.values() if n > 1)
    if name == "entry" and not (alternates or "content" in counts):
        yield "entry without content and alternate link"


def entries(body: bytes) -> list[tuple[str, str, str]]:
    """Each entry's deed, incident or title, and edition, as another's parser reads it."""
    parsed = feedparser.parse(body)
    assert not parsed.bozo, parsed.bozo_exception
    return [(e.tags[0].term, e.title, e.link) for e in parsed.entries]


@pytest.mark.parametrize("query", ["", "source=esta", "from=2021-12-01&to=2021-12-31", "q=xyzzy", "edition=3"])
def test_the_feed_breaks_no_rule_of_feed_validators(app, query):
    assert faults(feed(app, query)) == []
    parsed = feedparser.parse(feed(app, query))
    assert parsed.version == "atom10"
    assert not parsed.bozo
    assert "GeoNames" in parsed.feed.rights
    for entry in parsed.entries:
        assert entry.published_parsed == entry.updated_parsed
        assert entry.summary_detail.type == "text/html"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<name>Seamline</name>", "", "an entry has no author"),
        ('rel="self"', 'rel="via"', "no self link"),
        ("Z</updated>", "</updated>", "updated is"),
        ("<id>urn:uuid:", "<id>uuid:", "id is"),
        ("<entry>", "<entry><title>Another</title>", "entry with 2 title"),
        ("<title>Seamline", "<subject>x</subject><title>Seamline", "feed with unknown subject"),
        ("<published>", "<updated>2021-01-01T00:00:00Z</updated><published>", "entry with 2 updated"),
    ],
)
def test_the_check_finds_what_breaks_the_rules(app, old, new, fault):
    broken = feed(app).decode().replace(old, new)
    assert any(found.startswith(fault) for found in faults(broken.encode()))


def test_each_deed_is_told_once_newest_first_and_a_withdrawn_incident_by_its_withdrawal_alone(app, store):
    told = [
        (change.info.number, change.deed, change.incident.id) for change in incident_changes(store, Filter(), edition=7)
    ]
    assert told[:6] == [
        (7, Deed.CHANGED, KIFRI),
        (6, Deed.CHANGED, KIFRI),
        (6, Deed.WITHDRAWN, KULAJO),
        (5, Deed.RESTORED, DARA),
        (3, Deed.CHANGED, DARA),
        (2, Deed.CHANGED, QARACHOGH),
    ]
    assert {deed for _, deed, _ in told[6:]} == {Deed.NEW}
    published = {i.id for i in store.dataset().incidents.values() if i.status is Status.PUBLISHED}
    assert sorted(i for _, _, i in told[6:]) == sorted(published)
    # The log of corrections rests on the same versions.
    for number, _, incident_id in told[:6]:
        logged = next(entry for entry in public_log(store) if entry.number == number)
        claims = store.dataset().claims
        concerned = {c.record_id for c in logged.changes} | {
            i for c in logged.changes if c.kind == "claim" for i in claims[c.record_id].incident_ids
        }
        assert incident_id in concerned
    assert len(entries(feed(app))) == len(told)


def test_an_entry_says_what_when_where_how_many_by_whose_account_and_what_changed(app):
    found = next(e for e in feedparser.parse(feed(app)).entries if e.title.startswith("Changed: Raid"))
    text = html.unescape(re.sub("<[^>]+>", " ", found.summary))
    for part in (
        "When: 2 December 2021. Where: Khidirjija (named place, within 3 km",
        "10 (Peshmerga; ESTA, 4 December 2021)",
        "Reported by AFP, 3 December 2021",
        "Edition 2: A title & more.",
        "Title: Attack on Khidirjija at the foot of Qarachogh, near Makhmour → Raid at Khidirjija <b>",
    ):
        assert part in text
    assert found.link == f"http://seamline/?edition=2&incident={QARACHOGH}"
    recounted = next(e for e in feedparser.parse(feed(app)).entries if "Recounted." in e.summary)
    assert re.search(r"Figure of people killed: \d+ \(.* → 4–5 \(", recounted.summary)


def test_of_a_withdrawn_incident_only_the_reason_is_told(app):
    gone = next(e for e in feedparser.parse(feed(app)).entries if e.tags[0].term == "withdrawn")
    text = re.sub("<[^>]+>", " ", gone.summary)
    assert "Withdrawn at edition 6: One attack." in text
    assert "Killed" not in text
    assert gone.link == "http://seamline/corrections"


def test_a_shared_figure_is_told_as_shared_and_unknown_as_unknown(app):
    kifri = next(e for e in feedparser.parse(feed(app, "edition=1&source=esta")).entries if "outside Kifri" in e.title)
    assert "8 (Peshmerga, shared with 1 other incident and counted once; ESTA, 4 December 2021" in kifri.summary
    assert "Wounded: unknown." in kifri.summary


def test_a_filter_tells_what_it_selects_and_who_leaves_it(app, store):
    december = Filter(date_from=dt.date(2021, 11, 29), date_to=dt.date(2021, 12, 31))
    told = [(c.info.number, c.incident.id, c.is_in_view) for c in incident_changes(store, december, edition=7)]
    assert told[0] == (7, KIFRI, False)
    assert (6, KIFRI, True) in told
    assert DARA not in {incident_id for _, incident_id, _ in told}
    body = feed(app, "from=2021-11-29&to=2021-12-31").decode()
    assert "It is no longer part of this selection: 29 November – 31 December 2021." in body
    assert [c.incident.id for c in incident_changes(store, Filter(q="xyzzy"), edition=7)] == []


def test_an_edition_is_told_as_it_stood(store):
    told = [(c.info.number, c.deed, c.incident.id) for c in incident_changes(store, Filter(), edition=4)]
    assert (4, Deed.WITHDRAWN, DARA) in told
    assert [deed for _, deed, incident_id in told if incident_id == DARA] == [Deed.WITHDRAWN]
    assert (1, Deed.NEW, KULAJO) in told


def test_ids_stay_wherever_the_feed_is_served_and_other_stores_have_others(app, store, monkeypatch, tmp_path):
    def ids(body: bytes) -> list[str]:
        return re.findall(rb"<id>(.*?)</id>", body)

    here = ids(feed(app))
    assert len(set(here)) == len(here)
    with_host = ask(app, path="/feed.atom", Host="elsewhere.example").content
    assert b"http://elsewhere.example/?edition=" in with_host
    assert ids(with_host) == here
    monkeypatch.setenv("SEAMLINE_PUBLIC_URL", "https://example.org/map")
    public = ask(app, path="/feed.atom", Host="elsewhere.example")
    assert (ids(public.content), b"elsewhere" in public.content) == (here, False)
    assert b'href="https://example.org/map/feed.atom"' in public.content
    assert public.headers["Cache-Control"] == "no-cache"
    with open_store(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        seed(other)
        monkeypatch.setattr("geo.web.api.open_default_store", lambda: other)
        monkeypatch.setattr("geo.web.feed.open_default_store", lambda: other)
        assert set(ids(feed(app))).isdisjoint(here)


def test_the_feed_is_versioned_kept_from_shared_caches_and_read_only(app):
    first = ask(app, "source=esta", path="/feed.atom")
    assert first.headers["Content-Type"] == "application/atom+xml"
    assert first.headers["Cache-Control"] == "private, no-cache"  # it names the host that its sender used
    again = ask(app, "source=esta", path="/feed.atom", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = ask(app, "source=esta", path="/feed.atom", method="HEAD")
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    assert ask(app, "actor=nobody", path="/feed.atom").status_code == 400
    assert ask(app, "edition=99", path="/feed.atom").status_code == 404
    assert ask(app, path="/feed.atom", method="POST").status_code == 405


def test_an_empty_store_has_a_feed_without_entries(app, monkeypatch, tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as empty:
        monkeypatch.setattr("geo.web.api.open_default_store", lambda: empty)
        monkeypatch.setattr("geo.web.feed.open_default_store", lambda: empty)
        body = feed(app)
    assert faults(body) == []
    assert entries(body) == []


def test_hostile_texts_stay_texts_and_no_more_than_fifty_entries_come(app, monkeypatch, tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as hostile:
        hostile.write(hostile_records(), author="Desk", reason="<script>alert(1)</script> ]]> &")
        monkeypatch.setattr("geo.web.api.open_default_store", lambda: hostile)
        monkeypatch.setattr("geo.web.feed.open_default_store", lambda: hostile)
        body = feed(app)
        incidents = len(hostile.dataset().incidents)
    assert faults(body) == []
    found = ElementTree.fromstring(body).findall(f"{ATOM}entry")
    assert len(found) == min(incidents, MOST_ENTRIES)
    assert PAYLOADS
    for entry in found:
        markup = entry.findtext(f"{ATOM}summary") or ""
        assert set(re.findall(r"<[^>]*>", markup)) == {"<p>", "</p>"}


def test_a_large_store_answers_in_time(tmp_path, monkeypatch):
    from bench.dataset import synthetic_records

    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as large:
        large.write(synthetic_records(1_000), author="Desk", reason="Synthetic")
        for number in range(3):
            incident = large.dataset().incidents["incident-00007"]
            changed = incident.model_copy(update={"title": f"Title {number}"})
            large.write([changed], author="Desk", reason="A title", based_on={("incident", incident.id): number + 1})
        start = time.process_time()
        told = incident_changes(large, Filter(), edition=4)
        assert time.process_time() - start < 5
    assert [(c.info.number, c.deed) for c in told[:4]] == [
        (4, Deed.CHANGED),
        (3, Deed.CHANGED),
        (2, Deed.CHANGED),
        (1, Deed.NEW),
    ]
    assert len(told) == MOST_ENTRIES


def test_the_page_names_its_feed():
    html_page = page_html(
        '<title>Streamlit</title><link rel="shortcut icon" href="./favicon.png" /><body><noscript>x</noscript></body>'
    )
    link = re.search(r"<link rel=\"alternate\"[^>]*>", html_page)
    assert link
    assert 'type="application/atom+xml"' in link[0]
    assert 'href="./feed.atom"' in link[0]
