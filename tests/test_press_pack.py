"""The press pack: what is in it, always the same bytes, within bounds, over HTTP, and as work that can be watched and stopped."""

from __future__ import annotations

import csv
import io
import json
import struct
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from geo.codebook import record_tables
from geo.exports import EXPORTS, ExportError, about_view, press_pack, xlsx
from geo.exports.incidents import incident_table
from geo.exports.press_pack import write_press_pack
from geo.exports.xlsx import write_xlsx
from geo.filters import Filter
from geo.importers.starter import load_starter
from geo.prints import About, PrintSpec, print_map
from geo.records import Dataset
from geo.view import view_of
from geo.web import api, long_files, making, prints
from geo.web import press_pack as served
from geo.web import shelf as shelves
from geo.web.long_files import LongWorkbook
from geo.web.press_pack import Packing
from geo.web.shelf import Shelf
from tests.export_readers import READERS, about
from tests.hostile_records import hostile_records
from tests.test_api import app, ask, store  # noqa: F401  # the same store and application

PATH = "/press-pack.zip"
SMALL = (("map-small.png", PrintSpec(size=(480, 480))),)
FILES = [name for name in ("csv", "xlsx", "geojson", "kml", "gpkg", "html") if name in EXPORTS]


@pytest.fixture
def small(monkeypatch) -> None:
    """Packs with one small picture and one file, and none kept from before."""
    monkeypatch.setattr(press_pack, "PICTURES", SMALL)
    monkeypatch.setattr(press_pack, "_FORMATS", ("csv",))
    monkeypatch.setattr(served, "PACKS", Shelf())


@contextmanager
def all_places_taken() -> Iterator[None]:
    taken = [prints.RENDERING.acquire(blocking=False) for _ in range(prints.MOST_AT_ONCE)]
    try:
        assert all(taken)
        yield
    finally:
        for _ in taken:
            prints.RENDERING.release()


def opened(pack: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(pack))


def words(pack: bytes, name: str) -> str:
    return opened(pack).read(name).decode("utf-8-sig")


def test_the_route_gives_pictures_files_sources_and_words_of_the_view(app, store):  # noqa: F811
    query = "source=esta&edition=1"
    answer = ask(app, query, path=PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == 'attachment; filename="seamline-press-pack-edition-1.zip"'
    archive = opened(answer.content)
    names = archive.namelist()
    assert archive.testzip() is None
    assert names[0] == "README.txt"
    assert {"alt-text.txt", "caption.txt", "codebook.json", "sources.csv", "sources.txt"} <= set(names)
    assert [n for n in names if n.startswith("pictures/")] == sorted(f"pictures/{n}" for n, _ in press_pack.PICTURES)
    for name, size in (
        ("article", (2400, 1350)),
        ("article-grey", (2400, 1350)),
        ("square", (2160, 2160)),
        ("story", (1080, 1920)),
    ):
        assert struct.unpack(">II", archive.read(f"pictures/map-{name}.png")[16:24]) == size
    assert archive.read("pictures/map-a4.pdf").startswith(b"%PDF")
    chosen = Filter(sources=("esta",), edition=1)
    view = view_of(store.dataset(1), chosen)
    said = about_view(view, edition=1, edition_at=store.revisions()[0].at)
    for name in FILES:
        body = archive.read(f"files/{EXPORTS[name].file_name(edition=1)}")
        assert body == EXPORTS[name].write(view, about=said)
        if name in READERS:
            assert [row["id"] for row in READERS[name](body)] == [i.id for i in view.incidents] != []
    assert json.loads(archive.read("files/seamline-edition-1.csv-metadata.json"))["url"] == "seamline-edition-1.csv"
    assert len(json.loads(archive.read("codebook.json"))["records"]) == len(list(record_tables()))
    drawn = print_map(view, PrintSpec(format="svg"), about=About(edition=1, chosen=chosen))
    assert archive.read("pictures/map-article.svg") == drawn.data
    assert drawn.caption in words(answer.content, "caption.txt")
    assert drawn.alt in words(answer.content, "alt-text.txt")
    readme = words(answer.content, "README.txt")
    assert [n for n in names[1:] if f"{n}:" not in readme and not n.endswith("-metadata.json")] == []
    again = ask(app, query, path=PATH, **{"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = ask(app, query, path=PATH, method="HEAD")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])


def test_the_readme_says_selection_edition_share_terms_and_how_to_read_the_figures(small):
    view = view_of(load_starter(), Filter(sources=("esta",)))
    readme = words(write_press_pack(view, about=about(view)), "README.txt")
    for part in (
        "Selection: as told by ESTA, 4 December 2021",
        "Incidents: 3 of 22",
        "Edition: 7, 4 March 2026",
        "https://map.example.org/?source=esta&edition=7",
        "People killed over the whole selection, each counted once: 21\r\n",
        "It is not zero.",
        "1 of the figures covers several incidents together.",
        about(view).licence,
        about(view).credits,
        about(view).disclaimer,
    ):
        assert part in readme
    assert "without a known position" not in readme


def test_the_sources_name_outlet_title_day_address_and_their_incidents(small):
    view = view_of(load_starter(), Filter(sources=("esta",)))
    pack = write_press_pack(view, about=about(view))
    rows = list(csv.DictReader(io.StringIO(words(pack, "sources.csv"), newline="")))
    told = {
        s.source_id: {i for t in view.dataset.statements.values() if t.source_id == s.source_id for i in t.incident_ids}
        & view.ids
        for s in view.dataset.statements.values()
    }
    assert {row["id"]: set(row["incident_ids"].split("; ")) for row in rows} == {s: i for s, i in told.items() if i}
    esta = next(row for row in rows if row["id"] == "esta")
    source = view.dataset.sources["esta"]
    assert (esta["outlet"], esta["title"], esta["published"], esta["url"]) == (
        source.outlet,
        source.title,
        "2021-12-04",
        source.url,
    )
    text = words(pack, "sources.txt")
    for row in rows:
        assert f"{row['outlet']}, " in text
        assert row["url"] in text


def test_the_same_view_gives_the_same_bytes_whose_only_time_is_the_editions(small):
    view = view_of(load_starter(), Filter())
    pack = write_press_pack(view, about=about(view))
    assert write_press_pack(view, about=about(view)) == pack
    assert {entry.date_time[:3] for entry in opened(pack).infolist()} == {(2026, 3, 4)}
    later = about_view(view, edition=8, edition_at=about(view).edition_at + timedelta(days=1))
    assert write_press_pack(view, about=later) != pack


def test_an_empty_view_and_hostile_texts_make_a_pack_too(small):
    nothing = view_of(load_starter(), Filter(q="xyzzy"))
    assert "Incidents: 0 of 22" in words(write_press_pack(nothing, about=about(nothing)), "README.txt")
    hostile = view_of(Dataset.of(hostile_records()), Filter())
    pack = write_press_pack(hostile, about=about(hostile))
    assert all(not n.startswith("/") and ".." not in n for n in opened(pack).namelist())
    cells = [cell for row in csv.reader(io.StringIO(words(pack, "sources.csv"), newline="")) for cell in row]
    assert [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "@")] == []
    assert "'=" in "".join(cells)


@pytest.mark.parametrize(
    ("limit", "fault"), [("MOST_INCIDENTS", "at most 2 incidents"), ("MOST_BYTES", "at most 2 bytes")]
)
def test_what_is_too_large_is_refused_with_a_word(small, app, monkeypatch, limit, fault):  # noqa: F811
    monkeypatch.setattr(press_pack, limit, 2)
    view = view_of(load_starter(), Filter())
    with pytest.raises(ExportError, match=fault):
        write_press_pack(view, about=about(view))
    refused = ask(app, path=PATH)
    assert refused.status_code == 400
    assert fault in refused.json()["error"]
    with all_places_taken():  # the place for drawing is free again after the fault
        pass


def test_who_comes_while_two_draw_is_told_when_to_come_again(small, app):  # noqa: F811
    with all_places_taken():
        busy = ask(app, "source=esta", path=PATH)
    assert (busy.status_code, busy.headers["retry-after"]) == (503, str(prints.RETRY_AFTER_S))
    assert busy.headers["cache-control"] == "no-store"
    made = ask(app, "source=esta", path=PATH)
    assert made.status_code == 200
    with all_places_taken():  # a pack that is kept needs no drawing, wherever the map stands
        assert ask(app, "source=esta&at=35,44,8", path=PATH).content == made.content


@pytest.mark.parametrize(("query", "status"), [("actor=nobody", 400), ("size=800x600", 400), ("edition=99", 404)])
def test_bad_input_is_told(app, query, status):  # noqa: F811
    assert ask(app, query, path=PATH).status_code == status


def test_the_pack_of_an_empty_store_is_not_found(app, monkeypatch, tmp_path):  # noqa: F811
    from geo.store import open_store
    from geo.web import api

    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as empty:
        monkeypatch.setattr(api, "open_default_store", lambda: empty)
        monkeypatch.setattr(served, "open_default_store", lambda: empty)
        answers = [ask(app, path=path) for path in (PATH, "/api/incidents.csv")]
    assert [(a.status_code, a.json()) for a in answers] == [(404, {"error": "nothing is published yet"})] * 2


def test_the_work_is_told_part_by_part_and_then_kept_for_the_route(small, store, app):  # noqa: F811
    chosen = Filter(sources=("rudaw",), edition=1)
    packing = Packing(chosen, edition=1)
    packing.wait(60)
    assert (packing.is_over, packing.fault) == (True, None)
    assert (packing.progress.done, packing.progress.of) == (2, 3)
    assert packing.progress.words == "Words and sources"
    with all_places_taken():
        assert ask(app, "source=rudaw&edition=1", path=PATH).status_code == 200


def test_work_that_is_stopped_ends_without_a_pack_or_a_place(small, store, app):  # noqa: F811
    with all_places_taken():
        packing = Packing(Filter(sources=("esta",), edition=2), edition=2)
        assert not packing.is_over  # it waits for a place
        packing.stop()
        packing.wait(60)
        assert (packing.is_over, packing.is_stopped, packing.fault) == (True, True, None)
        assert ask(app, "source=esta&edition=2", path=PATH).status_code == 503
    with all_places_taken():
        pass


def test_a_fault_of_the_work_is_told(small, store, monkeypatch):  # noqa: F811
    monkeypatch.setattr(making, "WAIT_S", 0)
    with all_places_taken():
        packing = Packing(Filter(edition=2), edition=2)
    assert packing.is_over
    assert str(packing.fault).startswith("Others are being made")


def test_who_waits_for_a_place_holds_no_thread_and_begins_when_the_page_looks(small, store, app):  # noqa: F811
    chosen = Filter(sources=("kirkuknow-66971",), edition=2)
    with all_places_taken():
        before = threading.active_count()
        packing = Packing(chosen, edition=2)
        packing.go_on()
        assert (packing.is_over, packing.progress.words) == (False, "Waiting until others are made")
        assert threading.active_count() == before
    packing.go_on()
    packing.wait(60)
    assert (packing.is_over, packing.fault) == (True, None)
    with all_places_taken():
        assert ask(app, "source=kirkuknow-66971", path=PATH).status_code == 200
        # What is kept needs no place.
        again = Packing(chosen, edition=2)
        again.wait(60)
        assert (again.is_over, again.fault) == (True, None)


def test_a_workbook_is_told_part_by_part_and_then_kept_for_the_route(store, app, monkeypatch):  # noqa: F811
    chosen = Filter(sources=("rudaw",), edition=1)
    plain = ask(app, "source=rudaw&edition=1", path="/api/incidents.xlsx").content
    told: list[tuple[int, int, str]] = []
    view = view_of(store.dataset(1), chosen)
    words = about_view(view, edition=1, edition_at=store.revisions()[0].at)
    assert write_xlsx(view, about=words, tell=lambda *part: told.append(part)) == plain
    assert [part[0] for part in told] == list(range(told[0][1]))
    assert (told[0][2], told[-1][2]) == ("Sheet incidents", "Packing")
    monkeypatch.setattr(api, "WRITTEN", Shelf())
    monkeypatch.setattr(long_files, "WRITTEN", api.WRITTEN)
    work = LongWorkbook(chosen, edition=1)
    work.wait(60)
    assert (work.is_over, work.fault, work.progress.words) == (True, None, "Packing")
    assert api.WRITTEN.get(api.file_key(EXPORTS["xlsx"], chosen, 1)) == plain
    monkeypatch.setattr(xlsx, "_saved", lambda *_: pytest.fail("it is kept"))
    assert ask(app, "source=rudaw&edition=1&colour=grade", path="/api/incidents.xlsx").content == plain


def test_a_workbook_that_is_stopped_is_not_kept_and_leaves_no_file(store, monkeypatch, tmp_path):  # noqa: F811
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(long_files, "WRITTEN", Shelf())
    begun, go_on = threading.Event(), threading.Event()

    def hold(table: object) -> object:
        begun.set()
        assert go_on.wait(60)
        return incident_table(table)

    monkeypatch.setattr(xlsx, "incident_table", hold)
    chosen = Filter(sources=("esta",), edition=1)
    work = LongWorkbook(chosen, edition=1)
    assert begun.wait(60)
    second = LongWorkbook(Filter(edition=1), edition=1)
    assert second.progress.words == "Waiting until others are made"
    work.stop()
    go_on.set()
    work.wait(60)
    assert (work.is_over, work.fault) == (True, None)
    assert long_files.WRITTEN.get(api.file_key(EXPORTS["xlsx"], chosen, 1)) is None
    second.go_on()
    second.wait(60)
    assert (second.is_over, second.fault, second.progress.words) == (True, None, "Packing")
    assert list(tmp_path.iterdir()) == []


def test_packs_that_were_asked_for_longest_ago_go_first(monkeypatch):
    shelf = Shelf()
    keys = [("store", None, number, Filter()) for number in range(shelves.MOST_KEPT + 1)]
    for key in keys[:-1]:
        shelf.put(key, b"x")
    assert shelf.get(keys[0]) == b"x"
    shelf.put(keys[-1], b"x")
    assert [shelf.get(key) for key in keys] == [b"x", None, *[b"x"] * (shelves.MOST_KEPT - 1)]
    monkeypatch.setattr(shelves, "MOST_KEPT_BYTES", 3)
    shelf.put(("store", None, 99, Filter()), b"xxxx")
    assert [shelf.get(key) for key in keys] == [None] * len(keys)
    assert shelf.get(("store", None, 99, Filter())) == b"xxxx"
