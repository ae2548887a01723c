"""The codebook: the file says what the records and code lists say, all of it, and is good Markdown."""

from __future__ import annotations

import re

import pytest

from geo.codebook import CODEBOOK_FILE, code_tables, codebook, record_tables
from geo.records import RECORD_TYPES, Incident
from geo.vocabulary import CODE_LISTS, EventType, Group, Side, SubEventType


def rows_of(section: str) -> list[list[str]]:
    lines = codebook().partition(f"### {section}\n")[2].partition("\n### ")[0].partition("\n## ")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]


def test_the_file_is_up_to_date():
    assert CODEBOOK_FILE.read_text(encoding="utf-8") == codebook(), "run python -m geo codebook"


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.__name__)
def test_every_field_of_every_record_is_there_in_order(kind):
    header, *rows = rows_of(kind.__name__)
    assert header == ["field", "type", "unit", "needed", "meaning"]
    assert [row[0] for row in rows] == list(kind.model_fields)
    assert [row[3] for row in rows] == ["yes" if field.is_required() else "no" for field in kind.model_fields.values()]


@pytest.mark.parametrize("codes", CODE_LISTS, ids=lambda codes: codes.__name__)
def test_every_code_is_there_with_its_label_and_definition(codes):
    header, *rows = rows_of(codes.__name__)
    assert header[:3] == ["code", "label", "definition"]
    assert [tuple(row[:3]) for row in rows] == [(code.value, code.label, code.definition) for code in codes]


def test_codes_that_fall_under_another_list_say_under_what():
    groups, sub_types = rows_of("Group"), rows_of("SubEventType")
    assert (groups[0][3], sub_types[0][3]) == (Side.__name__, EventType.__name__)
    assert {row[0]: row[3] for row in groups[1:]} == {str(group): str(group.side) for group in Group}
    assert {row[0]: row[3] for row in sub_types[1:]} == {str(code): str(code.event_type) for code in SubEventType}


def test_every_field_has_a_type_and_a_meaning():
    for name, summary, rows in record_tables():
        assert summary.endswith("."), name
        for row in rows:
            assert row["type"], f"{name}.{row['field']}"
            assert row["meaning"].endswith("."), f"{name}.{row['field']}"


def test_every_part_of_a_record_has_a_table_of_its_own():
    types = {
        row["type"].removeprefix("list of ").removeprefix("code of ") for _, _, rows in record_tables() for row in rows
    }
    plain = {"text", "whole number", "number", "date", "true or false"}
    described = {name for name, _, _ in (*record_tables(), *code_tables())}
    assert types - plain <= described
    # A code list that no field names is the head of another list.
    assert {codes.__name__ for codes in CODE_LISTS} - types == {"EventType"}


@pytest.mark.parametrize(
    ("record", "field", "unit"),
    [
        ("Incident", "date_start", "calendar date in Asia/Baghdad"),
        ("Place", "latitude", "degrees north, WGS84"),
        ("PlaceMention", "longitude", "degrees east, WGS84"),
        ("PlaceMention", "error_km", "km"),
        ("FrontSegment", "uncertainty_km", "km"),
        ("Claim", "low", "people"),
        ("Claim", "high", "people"),
    ],
)
def test_numbers_and_dates_name_their_unit(record, field, unit):
    assert {row[0]: row[2] for row in rows_of(record)}[field] == unit


def test_a_field_that_ends_in_a_unit_states_it():
    for name, _, rows in record_tables():
        assert all(row["unit"] == "km" for row in rows if row["field"].endswith("_km")), name


def test_the_tables_are_whole_markdown():
    width = 0
    for line in codebook().splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        assert width in (0, cells), line
        width = cells
    assert codebook().endswith(".\n") or codebook().endswith("|\n")
    assert "\n\n\n" not in codebook()


def test_a_change_of_a_field_changes_the_codebook(monkeypatch):
    before = codebook()
    monkeypatch.setattr(Incident.model_fields["title"], "description", "What happened | where.")
    after = codebook()
    assert before != after
    assert "| title | text |  | yes | What happened \\| where. |" in after
