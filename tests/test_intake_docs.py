"""What docs/intake.md promises administrators is what the code does."""

from pathlib import Path

import pytest

from geo.fetch import FetchSettings
from geo.intake import EXTENSIONS, IntakeLimits
from geo.texts.document import MEBIBYTE

WRITTEN = (Path(__file__).resolve().parents[1] / "docs" / "intake.md").read_text(encoding="utf-8")
FETCH = FetchSettings()
INTAKE = IntakeLimits()
READING = INTAKE.reading


@pytest.mark.parametrize(
    "row",
    [
        f"| all of it: look-up, redirects, page | {FETCH.total_s:g} s |",
        f"| one connection, or one look-up | {FETCH.connect_s:g} s |",
        f"| silence of the site | {FETCH.silence_s:g} s |",
        f"| redirects | {FETCH.redirects} |",
        f"| headers of an answer | {FETCH.header_bytes // 1024} KiB |",
        f"| page as sent; unpacked | {FETCH.sent_bytes // MEBIBYTE} MiB; {FETCH.page_bytes // MEBIBYTE} MiB |",
        f"| one file | {INTAKE.file_bytes // 10**6} MB |",
        f"| files at once | {INTAKE.files}, and {INTAKE.total_bytes // MEBIBYTE} MiB together |",
        f"| text that comes out | {READING.characters:,} characters |",
        f"| pages of a PDF | {READING.pages} |",
        (
            f"| a Word file: files inside; all unpacked; one text part | {READING.members:,}; "
            f"{READING.unpacked_bytes // MEBIBYTE} MiB; {READING.member_bytes // MEBIBYTE} MiB |"
        ),
        f"| a Word file: packing of one part | {READING.ratio} times |",
        (
            f"| reading: on the clock; of computing; memory | {READING.wall_s:g} s; {READING.cpu_s} s; "
            f"{READING.memory_bytes // MEBIBYTE} MiB |"
        ),
    ],
)
def test_a_limit_stands_in_the_document_as_in_the_code(row):
    assert row in WRITTEN.split("\n")


def test_every_accepted_ending_stands_in_the_document():
    assert all(f"`.{ending}`" in WRITTEN for ending in EXTENSIONS)


def test_pages_and_files_are_read_under_the_same_limits():
    assert FETCH.reading == READING
