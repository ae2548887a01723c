"""CSV, its metadata, ACLED's layout and the Excel workbook: typed, safe to open, and with their codebooks."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections import Counter
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.exports import EXPORTS
from geo.exports.csv_file import csv_bytes
from geo.exports.formulas import defused, looks_like_formula
from geo.exports.incidents import INCIDENT_COLUMNS
from geo.exports.table import Column, Kind, Table
from geo.exports.xlsx import CUT, MOST_LETTERS
from geo.filters import Filter
from geo.importers.starter import load_starter
from geo.records import Dataset, Incident
from geo.view import View, view_of
from geo.vocabulary import CODE_LISTS, CollectionId, Outcome
from tests.export_readers import DASHBOARD, about, sheet_rows
from tests.hostile_records import hostile_records
from tests.view_samples import datasets, filters, laws

KIFRI, KULAJO, QARACHOGH = "kifri-2021-11-29", "kulajo-2021-11-27", "qarachogh-2021-12-02"
FORMULAS = (
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\x00=1",
    " =1",
    "＝1",
    '=HYPERLINK("https://evil.example","x")',
    "-cmd|' /C calc'!A0",
    "name; =1+1",
    "name;@x",
    "name\n=1",
    "name\t=1",
)
# ACLED's columns in its order, as its files had them in 2024.
ACLED = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


@pytest.fixture(scope="module")
def whole(starter) -> View:
    return view_of(starter, Filter())


@pytest.fixture(scope="module")
def hostile() -> View:
    return view_of(Dataset.of(hostile_records()), Filter())


def written(name: str, view: View) -> bytes:
    return EXPORTS[name].write(view, about=about(view))


def csv_rows(body: bytes, *, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def by_id(body: bytes, key: str = "id") -> dict[str, dict[str, str]]:
    header, *rows = csv_rows(body)
    return {row[header.index(key)]: dict(zip(header, row, strict=True)) for row in rows}


def runs_as_formula(cell: str) -> bool:
    """Whether a spreadsheet may take the cell for a formula: OWASP's list, after blanks."""
    return cell.lstrip()[:1] in tuple("=+-@＝＋－＠") and not re.fullmatch(r"-?[0-9.e-]+", cell)


def test_csv_starts_with_the_mark_by_which_excel_knows_utf_8_and_ends_lines_as_rfc_4180_says(whole):
    body = written("csv", whole)
    assert body.startswith(b"\xef\xbb\xbfid,title,")
    assert body.count(b"\r\n") == len(whole.incidents) + 1 == body.count(b"\n")
    assert "0–8" in body.decode("utf-8-sig")


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_no_cell_of_a_csv_file_runs_as_a_formula(text, delimiter):
    table = Table("t", "t", (Column("a", Kind.TEXT, "a"), Column("b", Kind.LIST, "b")), ((text, ("x", text)),))
    assert looks_like_formula(text)
    cells = [cell for row in csv_rows(csv_bytes(table), delimiter=delimiter) for cell in row]
    assert [cell for cell in cells if runs_as_formula(cell)] == []


@pytest.mark.parametrize("name", ["csv", "acled"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_no_hostile_text_runs_as_a_formula(hostile, name, delimiter):
    cells = [cell for row in csv_rows(written(name, hostile), delimiter=delimiter) for cell in row]
    assert [cell for cell in cells if cell.startswith("=")] == []
    if delimiter == ",":
        assert any(cell.startswith("'=HYPERLINK") for cell in cells)
        assert [cell for cell in cells if runs_as_formula(cell)] == []


@laws
@given(st.text(st.sampled_from("=+-@;, \t\r\n'\"a1＝"), max_size=8))
@example("-")
def test_what_is_harmless_keeps_its_letters_and_what_is_not_gains_apostrophes_only(text):
    safe = defused(text)
    assert safe.replace("'", "") == text.replace("'", "")
    assert looks_like_formula(text) == (safe != text)
    assert not looks_like_formula(safe)
    assert defused(safe) == safe


@pytest.mark.parametrize("number", [-3, -43.25, 0, 12, 1e-7])
def test_numbers_stay_numbers(number):
    kind = Kind.WHOLE if isinstance(number, int) else Kind.NUMBER
    table = Table("t", "t", (Column("n", kind, "n"),), ((number,), (None,)))
    assert csv_rows(csv_bytes(table))[1:] == [[str(number)], [""]] or float(csv_rows(csv_bytes(table))[1][0]) == number


def test_every_line_says_filter_share_edition_and_terms(starter):
    view = view_of(starter, Filter(collections=(CollectionId.ARTICLES,)))
    rows = by_id(written("csv", view))
    assert set(rows) == {incident.id for incident in view.incidents}
    said = [
        (r["edition"], r["edition_day"], r["filter"], r["in_view"], r["licence"], r["dashboard"]) for r in rows.values()
    ]
    want = ("7", "2026-03-04", "The two articles", "4 of 22", about(view).licence)
    assert set(said) == {(*want, f"{DASHBOARD}?collection=articles&edition=7")}


@pytest.mark.parametrize("name", ["csv", "acled"])
def test_the_metadata_beside_a_csv_file_describe_each_of_its_columns(whole, name):
    metadata = json.loads(EXPORTS[name].metadata(whole, about=about(whole), file_name="x.csv"))
    columns = metadata["tableSchema"]["columns"]
    assert metadata["url"] == "x.csv"
    assert [column["name"] for column in columns] == csv_rows(written(name, whole))[0]
    assert all(column["dc:description"] for column in columns)
    assert metadata["tableSchema"]["primaryKey"] == columns[0]["name"]
    assert metadata["notes"][0]["about"] == dict(about(whole).pairs())
    assert set(metadata["notes"][1]["codes"]) == {codes.__name__ for codes in CODE_LISTS}
    if name == "csv":
        types = {column["name"]: column["datatype"] for column in columns}
        assert (types["killed_low"], types["latitude"], types["date_start"]) == ("integer", "number", "date")


def test_only_formats_without_a_place_for_it_have_metadata_beside_them():
    assert [name for name, export in EXPORTS.items() if export.metadata is not None] == ["csv", "acled"]


def test_acled_has_its_columns_first_and_in_its_order(whole):
    header = csv_rows(written("acled", whole))[0]
    assert header[: len(ACLED)] == ACLED
    assert all(name.startswith(("seamline_", "fatalities_")) for name in header[len(ACLED) : -6])


def test_acled_rows_are_filled_by_the_crosswalk(starter):
    rows = by_id(written("acled", view_of(starter, Filter(sources=("esta",)))), "seamline_id")
    row = rows[QARACHOGH]
    assert row["event_id_cnty"] == f"IRQ-SEAMLINE-{QARACHOGH}"
    assert (row["event_date"], row["year"], row["time_precision"]) == ("2021-12-02", "2021", "1")
    assert (row["disorder_type"], row["country"], row["iso"]) == ("Political violence", "Iraq", "368")
    assert (row["actor1"], row["inter1"]) == ("Islamic State (Iraq)", "Rebel group")
    assert (row["actor2"], row["inter2"]) == ("Civilians (Iraq)", "Civilians")
    assert row["assoc_actor_2"].startswith("Military Forces of Iraq")
    assert row["interaction"] == "Rebel group-Civilians"
    assert rows[KIFRI]["interaction"] == "State forces-Rebel group"
    assert (row["fatalities"], row["fatalities_note"]) == ("13", "")
    assert (row["source_scale"], row["tags"]) == ("", "")
    assert row["timestamp"] == str(int(dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC).timestamp()))


def test_acled_fatalities_are_the_low_end_with_a_word_on_what_that_hides(starter):
    rows = by_id(written("acled", view_of(starter, Filter(sources=("esta",)))), "seamline_id")
    # No source says that nobody died at Kifri: the 0 of the interval is no figure of its own.
    assert (rows[KIFRI]["fatalities"], rows[KIFRI]["fatalities_low"], rows[KIFRI]["fatalities_high"]) == ("", "0", "8")
    assert rows[KIFRI]["fatalities_note"] == (
        f"0–8: figure shared with {KULAJO}, counted once over all of them and never divided; "
        "fatalities is empty, as no source says 0 for this incident alone."
    )
    whole = by_id(written("acled", view_of(starter, Filter())), "seamline_id")
    unknown, at_least = whole["halwan-bridge-2021-05-11"], whole["qara-salem-2021-12-05"]
    assert (unknown["fatalities"], unknown["fatalities_note"]) == ("", "No source gives a figure; empty is not zero.")
    assert (at_least["fatalities"], at_least["fatalities_note"]) == (
        "5",
        "5 or more: the column fatalities holds the low end.",
    )


def test_acled_has_no_zero_where_sources_count_the_dead_beside_a_shared_figure(whole):
    rows = by_id(written("acled", whole), "seamline_id")
    own = {KULAJO: "5–6", KIFRI: "2", "riyadh-2019-05-15": "4", "rashad-2019-05-15": "2"}
    for incident_id, words in own.items():
        row = rows[incident_id]
        assert (row["fatalities"], row["fatalities_low"]) == ("", "0")
        assert row["fatalities_note"].endswith(
            f"fatalities is empty, as no source says 0 for this incident alone (figures for it alone: {words})."
        )
    assert "0" not in {row["fatalities"] for row in rows.values()}


@laws
@given(datasets(), filters())
def test_acled_says_zero_only_where_all_that_a_source_says_of_the_incident_alone_is_zero(dataset, chosen):
    view = view_of(dataset, chosen)
    for row in csv.DictReader(io.StringIO(written("acled", view).decode("utf-8-sig"), newline="")):
        incident_id = row["seamline_id"]
        said = [c for c in view.claims if incident_id in c.incident_ids and c.outcome is Outcome.KILLED]
        zero = any(
            {(c.low, c.incident_ids) for c in said if c.source_id == source_id} == {(0, (incident_id,))}
            for source_id in {c.source_id for c in said}
        )
        low = row["fatalities_low"]
        assert row["fatalities"] == ("" if low == "0" and not zero else low)
        assert row["fatalities_note"] or row["fatalities"]


def test_acled_leaves_the_governorate_empty_where_sources_disagree(starter, whole):
    rows = by_id(written("acled", whole), "seamline_id")
    governorates = Counter(row["admin1"] for row in rows.values())
    assert governorates["Diyala Governorate"] > 1
    assert rows[QARACHOGH]["admin1"] == ""  # Erbil or Nineveh


def book(view: View) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written("xlsx", view)))


def test_the_workbook_has_its_sheets_with_frozen_headers_filters_and_widths(whole):
    found = book(whole)
    assert found.sheetnames == ["incidents", "claims", "places", "sources", "codebook", "about"]
    for sheet in found:
        assert sheet.freeze_panes == "B2"
        assert sheet["A1"].font.bold
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(sheet.column_dimensions[cell.column_letter].width >= 9 for cell in sheet[1])


def test_the_workbook_has_dates_and_numbers_as_such(whole):
    sheet = book(whole)["incidents"]
    header = [cell.value for cell in sheet[1]]
    assert header == [column.name for column in INCIDENT_COLUMNS]
    kinds: dict[Kind, tuple[Any, ...]] = {Kind.DAY: (dt.datetime,), Kind.WHOLE: (int,), Kind.NUMBER: (int, float)}
    for row in sheet.iter_rows(min_row=2):
        for column, cell in zip(INCIDENT_COLUMNS, row, strict=True):
            assert cell.value is None or type(cell.value) in kinds.get(column.kind, (str, bool)), column.name
            assert column.kind is not Kind.DAY or cell.number_format == "yyyy-mm-dd"
            assert column.kind is Kind.DAY or cell.number_format == "General"


def test_the_workbook_has_no_formula_and_marks_what_looks_like_one_as_text(hostile):
    body = written("xlsx", hostile)
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(body)) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b", "inlineStr"}
    suspects = [cell for cell in cells if isinstance(cell.value, str) and runs_as_formula(cell.value)]
    assert len(suspects) > 10
    assert all(cell.quotePrefix for cell in suspects)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert not any(b"<f>" in archive.read(name) or b"<f " in archive.read(name) for name in archive.namelist())
        assert archive.testzip() is None


def test_the_workbook_says_what_it_is(whole):
    assert {row["name"]: row["value"] or "" for row in sheet_rows(written("xlsx", whole), "about")} == dict(
        about(whole).pairs()
    )
    columns = {(row["table"], row["name"]) for row in sheet_rows(written("xlsx", whole), "codebook")}
    found = book(whole)
    for name in ("incidents", "claims", "places", "sources"):
        assert {(name, cell.value) for cell in found[name][1]} <= columns
    for codes in CODE_LISTS:
        assert {(codes.__name__, code.value) for code in codes} <= columns


def test_a_shared_figure_has_one_row_among_the_claims(starter):
    view = view_of(starter, Filter(sources=("esta",), places=("kifri",)))
    assert view.ids == {KIFRI}
    claims = sheet_rows(written("xlsx", view), "claims")
    shared = [claim for claim in claims if claim["shared"]]
    assert [(c["low"], c["high"], set(c["incident_ids"].split("; ")), c["in_view"]) for c in shared] == [
        (8, 8, {KIFRI, KULAJO}, KIFRI)
    ]


def test_the_places_keep_every_scene_and_area_with_its_error(whole):
    found = sheet_rows(written("xlsx", whole), "places")
    want = [(i.id, n, p.name, p.error_km) for i in whole.incidents for n, p in enumerate(i.places, start=1)]
    assert [(row["incident_id"], row["number"], row["name"], row["error_km"]) for row in found] == want


def test_the_sources_are_those_that_report_what_is_in_view(starter):
    view = view_of(starter, Filter(collections=(CollectionId.ARTICLES,)))
    found = {row["id"]: row["incidents"] for row in sheet_rows(written("xlsx", view), "sources")}
    told = Counter(
        source_id
        for incident in view.ids
        for source_id in {s.source_id for s in starter.statements.values() if incident in s.incident_ids}
    )
    assert found == told


def test_a_text_longer_than_excel_holds_is_cut_with_a_word(starter):
    kifri = starter.incidents[KIFRI]
    places = tuple(
        place.model_copy(update={"note": "n" * 40_000}) for place in kifri.places
    )  # more than a record takes
    longer = Incident.model_construct(**{**dict(kifri), "places": places})
    dataset = Dataset.of(longer if record.id == KIFRI else record for record in starter.records())
    rows = sheet_rows(written("xlsx", view_of(dataset, Filter(places=("kifri",)))), "incidents")
    cell = next(row["place_note"] for row in rows if row["id"] == KIFRI)
    assert len(cell) == MOST_LETTERS
    assert cell.endswith(CUT)
