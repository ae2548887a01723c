"""Every format: read back with another's reader it is the view, always the same bytes, and it says how it came about."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from geo.exports import EXPORTS, About, ExportError, about_view
from geo.exports.incidents import INCIDENT_COLUMNS, incident_table
from geo.filters import Filter, describe
from geo.importers.starter import load_starter
from geo.records import Dataset
from geo.view import FRAME_COLUMNS, View, view_of
from tests.conftest import ROOT
from tests.export_readers import EDITION_AT, READERS, about, read_acled, told
from tests.hostile_records import hostile_records
from tests.view_samples import datasets, filters

KIFRI, KULAJO, UNKNOWN, AT_LEAST, UNMAPPED = (
    "kifri-2021-11-29",
    "kulajo-2021-11-27",
    "halwan-bridge-2021-05-11",
    "qara-salem-2021-12-05",
    "wadi-al-kur-2021-01-03",
)
CHOICES = (
    Filter(),
    Filter(sources=("esta",)),
    Filter(date_from=dt.date(2021, 11, 28), date_to=dt.date(2021, 12, 2)),
    Filter(q="xyzzy"),
)
every_format = pytest.mark.parametrize("name", EXPORTS)
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=12)


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


@pytest.fixture(scope="module")
def whole(starter) -> View:
    return view_of(starter, Filter())


def written(name: str, view: View) -> bytes:
    return EXPORTS[name].write(view, about=about(view))


def expected(name: str, view: View) -> list[dict[str, object]]:
    """What must be in the file; ACLED's layout has room for a part of it."""
    rows = told(view)
    if name != "acled" or not rows:
        return rows
    kept = read_acled(written(name, view))[0].keys()
    assert {"id", "killed_low", "killed_high", "killed_shared_with", "geo_precision", "error_km"} <= kept
    return [{key: value for key, value in row.items() if key in kept} for row in rows]


def test_each_format_has_a_reader_of_another_hand():
    assert EXPORTS.keys() == READERS.keys()
    assert all(export.name == name for name, export in EXPORTS.items())
    assert len({export.ending for export in EXPORTS.values()}) == len(EXPORTS)


@every_format
@pytest.mark.parametrize("chosen", CHOICES, ids=["all", "one source", "a period", "nothing"])
def test_the_file_read_back_is_the_view_with_tolls_and_precision(name, chosen, starter):
    view = view_of(starter, chosen)
    assert READERS[name](written(name, view)) == expected(name, view)


@every_format
@law
@given(datasets(), filters())
def test_for_any_filter_the_file_holds_exactly_what_is_in_view(name, dataset, chosen):
    view = view_of(dataset, chosen)
    found = READERS[name](written(name, view))
    assert [row["id"] for row in found] == [incident.id for incident in view.incidents]
    assert found == expected(name, view)


@every_format
def test_a_shared_figure_is_neither_divided_nor_taken_for_an_incidents_own(name, starter):
    view = view_of(starter, Filter(sources=("esta",)))
    found = {row["id"]: row for row in READERS[name](written(name, view))}
    for one, other in ((KIFRI, KULAJO), (KULAJO, KIFRI)):
        killed = [found[one][key] for key in ("killed_low", "killed_high", "killed", "killed_shared_with")]
        assert killed == [0, 8, "0–8", [other]]


@every_format
def test_unknown_is_empty_and_never_zero(name, whole):
    found = {row["id"]: row for row in READERS[name](written(name, whole))}
    unknown, open_above = found[UNKNOWN], found[AT_LEAST]
    assert (unknown["killed_low"], unknown["killed_high"], unknown["killed_unknown"]) == (None, None, True)
    assert (open_above["killed_low"], open_above["killed_high"], open_above["killed_unknown"]) == (5, None, False)
    assert (found[UNMAPPED]["latitude"], found[UNMAPPED]["longitude"], found[UNMAPPED]["error_km"]) == (None,) * 3


@every_format
def test_hostile_texts_come_back_as_texts_and_nothing_else_changes(name):
    view = view_of(Dataset.of(hostile_records()), Filter())
    rows = READERS[name](written(name, view))
    assert len(rows) == len(view.incidents)
    marks = "'" if name in ("csv", "acled") else ""  # before what a spreadsheet would run
    for row, want in zip(rows, expected(name, view), strict=True):
        for key in ("title", "place"):
            assert letters(row.pop(key), without=marks) == letters(want.pop(key), without=marks) != ""
        assert row == want


def letters(text: str, *, without: str = "") -> str:
    """The text but for what no program reads, which stands as U+FFFD in a file, and for how lines end."""
    return "".join(c for c in text if c.isprintable() and c not in f" \ufffd{without}")


def test_the_same_view_and_edition_give_the_same_bytes_in_another_process():
    program = (
        "import hashlib\n"
        "from geo.exports import EXPORTS\nfrom geo.filters import Filter\nfrom geo.importers.starter import load_starter\n"
        "from geo.view import view_of\nfrom tests.export_readers import about\n"
        "view = view_of(load_starter(), Filter(sources=('esta',)))\n"
        "for name, export in EXPORTS.items():\n"
        "    print(name, hashlib.sha256(export.write(view, about=about(view))).hexdigest())\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": zone, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        for seed, zone in (("1", "UTC"), ("2", "Asia/Baghdad"))
    ]
    assert runs[0] == runs[1]
    assert [line.split()[0] for line in runs[0]] == list(EXPORTS)


@every_format
def test_the_present_time_is_nowhere_in_the_file(name, whole):
    body = written(name, whole)
    today = dt.datetime.now(dt.UTC)
    assert f"{today:%Y-%m-%d}".encode() not in body
    assert body == written(name, whole)


@every_format
def test_another_edition_of_the_same_records_gives_another_file(name, whole):
    later = replace(about(whole), edition=8, edition_at=EDITION_AT + dt.timedelta(days=1))
    assert EXPORTS[name].write(whole, about=later) != written(name, whole)


def test_two_threads_that_write_at_once_write_what_one_would(whole):
    alone = {name: written(name, whole) for name in ("gpkg", "xlsx")}
    later = replace(about(whole), edition=8, edition_at=EDITION_AT + dt.timedelta(days=9))
    found: list[bool] = []

    def write(name: str, words: About) -> None:
        body = EXPORTS[name].write(whole, about=words)
        found.append((body == alone[name]) == (words.edition == 7))

    threads = [
        threading.Thread(target=write, args=(name, words)) for name in alone for words in (about(whole), later) * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8


def test_the_table_has_the_columns_of_the_page_under_the_same_names(whole):
    names = [column.name for column in INCIDENT_COLUMNS]
    assert len(set(names)) == len(names)
    assert set(FRAME_COLUMNS) - set(names) == set()
    rows = list(incident_table(whole).records())
    frame = whole.frame
    for name in set(FRAME_COLUMNS) - {"sources"}:
        shown = [None if value is None or value != value else value for value in frame[name]]  # noqa: PLR0124  # NaN
        assert [row[name] for row in rows] == shown, name
    assert [row["source_count"] for row in rows] == frame["sources"].tolist()


def test_the_words_say_filter_edition_share_terms_and_address(starter):
    chosen = Filter(actors=("isis",), sources=("esta",), edition=4, incident=KIFRI)
    view = view_of(starter, chosen)
    words = dict(about(view, edition=4).pairs())
    assert words["filter"] == describe(chosen, starter) == "actor ISIS; as told by ESTA, 4 December 2021"
    assert words["incidents"] == "3 of 22"
    assert (words["edition"], words["edition_day"]) == ("4", "2026-03-04")
    assert words["killed"] == "21"
    assert words["address"] == "https://map.example.org/?actor=isis&source=esta&edition=4"
    assert "GeoNames" in words["licence"]
    assert "never stands for zero" in words["disclaimer"]


def test_an_address_that_is_not_known_is_left_out(whole):
    words = about_view(whole, edition=1, edition_at=EDITION_AT)
    assert words.address is None
    assert dict(words.pairs())["address"] == ""


def test_the_editions_day_is_that_of_utc(whole):
    baghdad = dt.timezone(dt.timedelta(hours=3))
    words = about_view(whole, edition=1, edition_at=dt.datetime(2026, 3, 4, 2, 30, tzinfo=baghdad))
    assert words.edition_day == dt.date(2026, 3, 3)


@pytest.mark.parametrize("edition_at", [EDITION_AT.replace(tzinfo=None), dt.datetime(1970, 1, 1, tzinfo=dt.UTC)])
def test_an_edition_time_that_no_archive_can_hold_is_refused(whole, edition_at):
    with pytest.raises(ExportError, match="the edition's time"):
        about_view(whole, edition=1, edition_at=edition_at)


def test_what_each_file_holds_stands_in_the_docs():
    words = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    for export in EXPORTS.values():
        assert f"`{export.ending}`" in words
        assert export.label in words
    for column in INCIDENT_COLUMNS:
        assert f"| {column.name} | {column.kind.value} | {column.unit} | {column.meaning} |" in words
