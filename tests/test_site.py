"""The static site as a tree of files: links resolve, pages say what the view says, a folder is renewed in place."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest

from geo import cli_site
from geo.bootstrap import seed
from geo.cli import main
from geo.exports import EXPORTS, about_view
from geo.filters import Filter, period_words, source_label
from geo.records import Dataset
from geo.site import SiteError
from geo.site.folder import MANIFEST, tree_digest, write_folder
from geo.site.pages import front_page, incident_pages
from geo.site.site import FEED, Site
from geo.store import open_store
from geo.view import view_of
from geo.vocabulary import Outcome, Status
from tests.export_readers import READERS
from tests.hostile_records import TEXTS, hostile_records, plain

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = dt.datetime(2024, 5, 6, 7, 8, tzinfo=dt.UTC)
BASE = "https://news.example/maps/iraq"
KIFRI, KULAJO, QARACHOGH = "kifri-2021-11-29", "kulajo-2021-11-27", "qarachogh-2021-12-02"
_VOID = {"meta", "link", "img", "input", "br"}


class Page(HTMLParser):
    """A page's tags, links and words; `faults` are tags that do not fit together."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.links, self.ids, self.words, self.open, self.faults = [], [], [], [], [], []
        self.feed(text)
        self.close()
        self.faults += [f"{tag} is never closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [(tag, name, value) for name, value in attrs if name in ("href", "src", "data-source", "action")]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return plain(" ".join(self.words))


MAP_FILE = "files/incidents.html"  # the map to take along, which has tests of its own


def files_under(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pages_under(folder):
    return {
        path: Page(body.decode())
        for path, body in files_under(folder).items()
        if path.endswith(".html") and path != MAP_FILE
    }


def run(address, out, *more):
    return main(["site", str(out), "--url", address, *more])


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A store with two editions: in the second a title is corrected and a figure, and an incident is withdrawn."""
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.sqlite'}"
    with open_store(url) as store:
        assert seed(store)
        dataset = store.dataset()
        title = dataset.incidents[KIFRI].model_copy(update={"title": "Attack on a post outside Kifri"})
        claim = next(c for c in dataset.claims_of_incident[KIFRI] if not c.shared)
        figure = claim.model_copy(update={"note": "Read again"})
        gone = dataset.incidents[QARACHOGH].model_copy(update={"status": Status.WITHDRAWN})
        read = {(record.kind_name, record.id): 1 for record in (title, figure, gone)}
        store.write((title, figure, gone), author="An editor", reason="A closer reading", based_on=read)
    return url


@pytest.fixture(scope="module")
def first(address, tmp_path_factory):
    """The site of the first edition, without an address of its own."""
    folder = tmp_path_factory.mktemp("site") / "first"
    assert run(address, folder, "--edition", "1") == 0
    return folder


@pytest.fixture(scope="module")
def second(address, first, tmp_path_factory):
    """That site renewed: the newest edition, made to stand at BASE, with a file of somebody else's in the folder."""
    folder = tmp_path_factory.mktemp("site") / "second"
    shutil.copytree(first, folder)
    (folder / "incidents" / "notes.txt").write_text("of somebody else")
    assert run(address, folder, "--base-url", BASE + "/") == 0
    return folder


@pytest.fixture(scope="module")
def views(address):
    with open_store(address) as store:
        return {edition: view_of(store.dataset(edition), Filter()) for edition in (1, 2)}


# ---- the tree -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("site", ["first", "second"])
def test_every_link_leads_to_a_file_of_the_site_or_is_an_ordinary_link_to_a_source(site, request):
    folder = request.getfixturevalue(site)
    files, pages = files_under(folder), pages_under(folder)
    for path, page in pages.items():
        for tag, name, link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                is_own = site == "second" and link.startswith(BASE + "/")
                assert tag == "a" or (tag == "link" and is_own), f"{path}: <{tag} {name}={link}>"
                assert parts.scheme in ("http", "https")
                target = link.removeprefix(BASE + "/") if is_own else None
            else:
                assert not link.startswith("/"), f"{path}: {link}"
                target = (PurePosixPath(path).parent / unquote(parts.path)).as_posix() if parts.path else path
                target = os.path.normpath(target)
            if target is not None:
                assert target in files, f"{path}: {link}"
                if parts.fragment and target.endswith(".html") and "=" not in parts.fragment:
                    assert parts.fragment in pages[target].ids, f"{path}: {link}"


def test_pages_are_well_formed_and_hold_no_script_or_style_of_their_own(first):
    for path, page in pages_under(first).items():
        assert page.faults == [], path
        assert len(page.ids) == len(set(page.ids)), path
        assert [tag for tag, _ in page.tags if tag in ("style", "form") and path != "index.html"] == []
        assert [attributes for tag, attributes in page.tags if tag == "script" and "src" not in attributes] == []
        assert [a for _, attributes in page.tags for a in attributes if a == "style" or a.startswith("on")] == [], path
        policy = next(a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv"))
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy


def test_nothing_that_is_loaded_names_another_host(first):
    for path, body in files_under(first).items():
        if path.endswith((".css", ".js")) and "leaflet/" not in path:
            assert re.findall(rb"https?://[^\s\"')]+", body.replace(b"http://www.w3.org/2000/svg", b"")) == [], path
        for link in re.findall(rb"url\(['\"]?([^)'\"#]+)", body) if path.endswith(".css") else []:
            target = os.path.normpath(PurePosixPath(path).parent / link.decode())
            assert link.startswith(b"data:") or (first / target).is_file(), f"{path}: {link!r}"


def test_the_modules_that_a_script_imports_are_there(first):
    for script in (first / "assets" / "site").glob("*.js"):
        for name in re.findall(r'from "\./([^"]+)"', script.read_text(encoding="utf-8")):
            assert (script.parent / name).is_file()


# ---- what the pages say ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("site", "edition"), [("first", 1), ("second", 2)])
def test_every_incident_has_a_page_that_says_what_the_view_says(site, edition, request, views):
    folder, view = request.getfixturevalue(site), views[edition]
    dataset, pages = view.dataset, pages_under(folder)
    own = {path for path in pages if path.startswith("incidents/") and path != "incidents/index.html"}
    assert own == {f"incidents/{i.id}/index.html" for i in view.incidents}
    for incident in view.incidents:
        text = pages[f"incidents/{incident.id}/index.html"].text
        wanted = [incident.title, incident.summary, period_words(incident.date_start, incident.date_end)]
        wanted += [incident.grade.label, incident.date_basis, f"Edition {edition},"]
        wanted += [place.name for place in incident.places]
        wanted += [f"within {p.error_km:g} km" for p in incident.places if p.error_km is not None]
        wanted += [dataset.actors[a.actor_id].names.en for a in incident.actors]
        wanted += [f"{o.label.capitalize()} {view.toll(incident.id, o)}" for o in (Outcome.KILLED, Outcome.WOUNDED)]
        for statement in dataset.statements_of_incident[incident.id]:
            wanted.append(source_label(dataset, statement.source_id))
            passage = statement.passage
            digest = dataset.sources[statement.source_id].digest
            part = next(p.text for p in digest if p.number == passage.paragraph) if passage else statement.text
            wanted.append(part[passage.start : passage.end] if passage else part)
        for claim in dataset.claims_of_incident[incident.id]:
            wanted += [claim.group.label, *filter(None, (claim.attributed_to,))]
        missing = [words for words in wanted if re.sub(r"\s", "", plain(words)) not in re.sub(r"\s", "", text)]
        assert missing == []


def test_a_shared_figure_is_said_to_be_shared_with_a_link(first):
    page = Page((first / "incidents" / KIFRI / "index.html").read_text(encoding="utf-8"))
    assert "A figure is shared with: Attack on a Peshmerga post and bomb at Kulajo" in page.text
    assert "one figure for" in page.text
    assert ("a", "href", f"../../incidents/{KULAJO}/index.html") in page.links


def test_incidents_lead_to_their_neighbours_in_order_of_date(first, views):
    ids = [incident.id for incident in views[1].incidents]
    for before, after in itertools.pairwise(ids):
        rels = {
            a["rel"]: a["href"] for tag, a in Page(page_of(first, before)).tags if tag == "a" and a.get("rel") == "next"
        }
        assert rels["next"] == f"../../incidents/{after}/index.html"


def page_of(folder, incident_id):
    return (folder / "incidents" / incident_id / "index.html").read_text(encoding="utf-8")


def test_corrections_stand_on_the_page_of_their_incident_and_only_in_later_editions(first, second):
    assert "None up to edition 1." in Page(page_of(first, KIFRI)).text
    text = Page(page_of(second, KIFRI)).text
    assert "Revision 2" in text
    assert "A closer reading" in text
    assert "Attack on Peshmerga outside Kifri → Attack on a post outside Kifri" in text
    assert "none → Read again" in text or "→ Read again" in text
    assert "None up to edition 2." in Page(page_of(second, KULAJO)).text


def test_what_is_withdrawn_is_nowhere_in_the_site(second, views):
    title = views[1].dataset.incidents[QARACHOGH].title
    others = {path: body for path, body in files_under(second).items() if path != FEED}  # which says that it is gone
    told = [path for path, body in others.items() if QARACHOGH.encode() in body or title.encode() in body]
    assert told == []
    assert "21 of 21" in Page((second / "index.html").read_text(encoding="utf-8")).text


def test_the_front_page_lists_every_incident_without_a_script(first, views):
    page = Page((first / "index.html").read_text(encoding="utf-8"))
    links = [
        link.split("/")[1]
        for tag, _, link in page.links
        if tag == "a" and link.startswith("incidents/") and "/" in link[10:]
    ]
    assert [i for i in links if i != "index.html"] == [i.id for i in reversed(views[1].incidents)]
    assert f"Killed {views[1].tolls[Outcome.KILLED]}" in page.text
    assert next(a for tag, a in page.tags if tag == "img")["alt"].startswith("Map: ")


def test_the_front_page_names_a_feed_where_there_is_one(views):
    site = Site(views[1], Filter(), about_view(views[1], edition=1, edition_at=WRITTEN))
    for feed, wanted in ((FEED, [("link", "href", FEED)]), (None, [])):
        links = Page(front_page(site, feed=feed).decode()).links
        assert [link for link in links if "atom" in link[2]] == wanted


def test_sources_are_listed_with_what_they_report(first, views):
    page = Page((first / "sources" / "index.html").read_text(encoding="utf-8"))
    told = {s.source_id for i in views[1].incidents for s in views[1].dataset.statements_of_incident[i.id]}
    assert {i for i in page.ids if i != "main"} == told
    assert {views[1].dataset.sources[i].url for i in told} - {None} <= {link for _, _, link in page.links}


def test_the_files_are_those_of_the_same_view(first, views):
    for name, export in EXPORTS.items():
        rows = READERS[name]((first / f"files/incidents{export.ending}").read_bytes())
        assert [row["id"] for row in rows] == [i.id for i in views[1].incidents]
    listed = {link for tag, _, link in Page((first / "files/index.html").read_text("utf-8")).links if tag == "a"}
    assert {path.name for path in (first / "files").iterdir()} - {"index.html"} <= listed


def test_the_feed_leads_to_the_pages_of_the_site_and_needs_an_address(first, second):
    assert not (first / FEED).exists()
    assert FEED not in {link for _, _, link in Page((first / "index.html").read_text("utf-8")).links}
    assert FEED in {link for _, _, link in Page((second / "index.html").read_text("utf-8")).links}
    parsed = feedparser.parse((second / FEED).read_bytes())
    assert not parsed.bozo
    assert parsed.feed.links[0].href == f"{BASE}/{FEED}"
    entries = {entry.title.partition(": ")[0]: entry.link for entry in parsed.entries}
    assert entries["Changed"] == f"{BASE}/incidents/{KIFRI}/index.html"
    assert entries["Withdrawn"] == f"{BASE}/"
    assert len(parsed.entries) == 23  # 22 published, one of them changed, one now only withdrawn
    pages = {entry.link for entry in parsed.entries} - {f"{BASE}/"}
    assert pages <= {f"{BASE}/{path}" for path in pages_under(second)}


def test_sitemap_and_previews_need_an_address(first, second, views):
    assert not (first / "sitemap.xml").exists()
    assert (first / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    assert not [a for p in pages_under(first).values() for _, a in p.tags if a.get("property") == "og:image"]
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    tree = ET.parse(second / "sitemap.xml")
    found = [loc.text for loc in tree.findall("s:url/s:loc", spaces)]
    pages = {f"{BASE}/{path}" for path in pages_under(second) if path != "404.html"}
    assert set(found) == pages
    assert len(found) == len(pages)
    assert (second / "robots.txt").read_text().endswith(f"Sitemap: {BASE}/sitemap.xml\n")
    metas = {a["property"]: a["content"] for t, a in Page(page_of(second, KIFRI)).tags if a.get("property")}
    assert metas["og:image"] == f"{BASE}/files/map.png"
    assert metas["og:url"] == f"{BASE}/incidents/{KIFRI}/index.html"
    assert metas["og:image:alt"].startswith("Map: ")


def test_the_page_for_a_wrong_address_stands_alone(first, second):
    alone = Page((first / "404.html").read_text(encoding="utf-8"))
    assert alone.links == []
    assert Page((second / "404.html").read_text("utf-8")).links == [
        ("link", "href", f"{BASE}/404.html"),
        ("a", "href", f"{BASE}/index.html"),
    ]


def test_the_browsers_data_name_what_a_source_gives_only(first, views):
    data = json.loads((first / "data/incidents.json").read_bytes())
    assert [i["id"] for i in data["incidents"]] == [i.id for i in views[1].incidents]
    unknown = [i for i in data["incidents"] if i["tolls"]["wounded"] == "unknown"]
    assert unknown
    kifri = next(i for i in data["incidents"] if i["id"] == KIFRI)
    assert kifri["shared"] == ["killed"]
    assert ["killed", "8", data["sources"].index("ESTA, 4 December 2021"), True] in kifri["said"]


# ---- hostile texts --------------------------------------------------------------------------------------------------


def test_hostile_texts_make_no_tag_on_any_incidents_page(views):
    def shape(dataset):
        view = view_of(dataset, Filter())
        about = about_view(view, edition=1, edition_at=WRITTEN)
        return [Page(body.decode()) for _, body in incident_pages(Site(view, Filter(), about))]

    harmless = Dataset.of(r.parse(_tame(r.as_json())) for r in hostile_records())
    for text, page, calm in zip(TEXTS, shape(Dataset.of(hostile_records())), shape(harmless), strict=True):
        assert page.faults == []
        # A source whose address is no http(s) one is named without a link.
        assert [t for t, _ in page.tags if t not in ("a", "span")] == [
            t for t, _ in calm.tags if t not in ("a", "span")
        ]
        assert {name for _, a in page.tags for name in a} <= {name for _, a in calm.tags for name in a}
        assert plain(text) in page.text
        assert [link for _, _, link in page.links if not link.startswith(("../", "#", "https://source.example/"))] == []


def _tame(value):
    """The same record with every hostile text replaced by as many letters."""
    if isinstance(value, dict):
        return {name: _tame(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_tame(part) for part in value]
    if isinstance(value, str) and not re.fullmatch(r"[a-z0-9_-]{1,40}|\d{4}-\d\d-\d\d", value):
        return "https://source.example/x" if value.startswith("https://source.example") else "w" * len(value)
    return value


# ---- the folder -----------------------------------------------------------------------------------------------------


def silent(*_):
    pass


def test_a_renewed_site_is_a_fresh_one_byte_for_byte_in_any_process(address, second, tmp_path):
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SEAMLINE_PUBLIC_URL": BASE}
    command = [sys.executable, "-m", "geo", "site", str(tmp_path / "fresh"), "--edition", "2", "--url", address]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert files_under(tmp_path / "fresh") | {"incidents/notes.txt": b"of somebody else"} == files_under(second)
    manifest = json.loads((second / MANIFEST).read_bytes())["files"]
    assert done.stdout.strip() == tree_digest({path: digests[0] for path, digests in manifest.items()})
    assert "writing incident pages ..." in done.stderr
    assert "21 incidents" in done.stderr


def test_a_new_edition_leaves_alone_what_did_not_change_and_removes_what_is_gone(first, second):
    for path in ("assets/leaflet/leaflet.js", "assets/fonts/source-sans.woff2"):
        assert (second / path).stat().st_mtime_ns == (first / path).stat().st_mtime_ns
    assert (first / "incidents" / QARACHOGH).exists()
    assert not (second / "incidents" / QARACHOGH).exists()


def test_a_second_run_writes_nothing(tmp_path):
    files = {"index.html": b"front", "a/b.html": b"page"}
    one = write_folder(tmp_path / "out", files, progress=silent)
    times = {path: (tmp_path / "out" / path).stat().st_mtime_ns for path in (*files, MANIFEST)}
    two = write_folder(tmp_path / "out", files, progress=silent)
    assert (one.written, two.written, two.removed) == (2, 0, 0)
    assert one.digest == two.digest
    assert {path: (tmp_path / "out" / path).stat().st_mtime_ns for path in times} == times


def test_a_folder_of_others_is_refused(tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(SiteError, match="expected an empty folder or one that holds a site"):
        write_folder(tmp_path, {"index.html": b""}, progress=silent)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]
    with pytest.raises(SiteError, match="expected a folder, got the file"):
        write_folder(tmp_path / "thesis.doc", {"index.html": b""}, progress=silent)


def test_files_of_others_in_a_site_are_neither_written_over_nor_removed(tmp_path):
    write_folder(tmp_path, {"index.html": b"1", "old/page.html": b"1", "old/kept.html": b"1"}, progress=silent)
    (tmp_path / "old" / "kept.html").write_text("changed by hand")
    (tmp_path / "new.html").write_text("of somebody else")
    with pytest.raises(SiteError, match=r"no file of others at 'new\.html'"):
        write_folder(tmp_path, {"index.html": b"2", "new.html": b"2"}, progress=silent)
    assert (tmp_path / "index.html").read_bytes() == b"1"
    done = write_folder(tmp_path, {"index.html": b"2"}, progress=silent)
    assert (done.removed, done.kept) == (1, ("old/kept.html",))
    assert sorted(files_under(tmp_path)) == ["index.html", "new.html", "old/kept.html", MANIFEST]


def test_a_file_that_was_changed_by_hand_is_put_right(tmp_path):
    write_folder(tmp_path, {"index.html": b"1"}, progress=silent)
    (tmp_path / "index.html").write_text("broken")
    assert write_folder(tmp_path, {"index.html": b"1"}, progress=silent).written == 1
    assert (tmp_path / "index.html").read_bytes() == b"1"


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "a/../../b", "a//b", "c:\\x"])
def test_a_manifest_that_leads_out_of_the_folder_is_refused(tmp_path, path):
    out = tmp_path / "out"
    write_folder(out, {"index.html": b"1"}, progress=silent)
    (tmp_path / "outside").write_bytes(b"1")
    document = json.loads((out / MANIFEST).read_bytes())
    document["files"][path] = document["files"]["index.html"]
    (out / MANIFEST).write_text(json.dumps(document))
    with pytest.raises(SiteError, match=f"expected {MANIFEST}"):
        write_folder(out, {"index.html": b"2"}, progress=silent)
    assert (tmp_path / "outside").read_bytes() == b"1"


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("then", [{"a.html": b"2", "b.html": b"2", "index.html": b"2"}, {"index.html": b"3"}])
def test_stopped_half_way_every_file_is_whole_and_the_next_run_goes_on(tmp_path, at, then):
    before = {"index.html": b"1", "a.html": b"1", "gone.html": b"1"}
    after = {"a.html": b"2", "b.html": b"2", "index.html": b"2"}
    out = tmp_path / "out"
    write_folder(out, before, progress=silent)

    def stop(_, done, total):
        assert total == 3
        if done == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(out, after, progress=stop)
    for path, body in files_under(out).items():
        assert path == MANIFEST or body in (before.get(path), after.get(path))
    assert write_folder(out, then, progress=silent).kept == ()
    write_folder(tmp_path / "fresh", then, progress=silent)
    assert files_under(out) == files_under(tmp_path / "fresh")


# ---- the command ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        (("--filter", "actor=nobody"), 2, "actor='nobody': this edition has no such actor"),
        (("--filter", "from=yesterday"), 2, "expected a day"),
        (("--edition", "9"), 2, "edition 9: "),
        (("--base-url", "news.example"), 3, "such as https://example.org/map, got 'news.example'"),
        (("--base-url", "https://news.example/?a=b"), 3, "the address of a folder, without ? and #"),
    ],
)
def test_options_that_cannot_be_used_write_nothing(address, tmp_path, capsys, more, status, said):
    assert run(address, tmp_path / "out", *more) == status
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_of_others_is_refused_before_any_work(address, tmp_path, capsys):
    (tmp_path / "thesis.doc").write_text("years of work")
    assert run(address, tmp_path) == 3
    said = capsys.readouterr().err
    assert "expected an empty folder or one that holds a site" in said
    assert "writing CSV" not in said


def test_an_empty_store_is_said_to_be_empty(tmp_path, capsys):
    with open_store(f"sqlite:///{tmp_path / 'new.sqlite'}") as empty:
        assert run(empty.url, tmp_path / "out") == 3
    assert "got an empty one" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_named(address, tmp_path, capsys, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cli_site, "write_site", full)
    assert run(address, tmp_path / "out") == 3
    assert "No space left on device" in capsys.readouterr().err


def test_stopped_by_hand_it_says_how_to_go_on(address, tmp_path, capsys, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_site, "write_site", stopped)
    assert run(address, tmp_path / "out") == 130
    assert "run the command again to go on" in capsys.readouterr().err


def test_the_setting_says_where_the_site_will_stand(address, tmp_path, monkeypatch):
    seen = {}

    def note(*_, base_url, **__):
        seen["base"] = base_url
        raise KeyboardInterrupt

    monkeypatch.setenv("SEAMLINE_PUBLIC_URL", BASE + "/")
    monkeypatch.setattr(cli_site, "write_site", note)
    assert run(address, tmp_path / "out") == 130
    assert seen == {"base": BASE}
