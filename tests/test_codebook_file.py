"""`/api/codebook.json`: says what docs/codebook.md and docs/files.md say, the same at every edition."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from geo.codebook import CODEBOOK_FILE
from geo.exports.codebook_file import FORMAT, write_codebook
from tests.conftest import ROOT
from tests.test_api import app, ask, retitle, store  # noqa: F401  # the same store and application

PATH = "/api/codebook.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write_codebook())
    return found


def tables(file: str, *, level: str) -> dict[str, list[list[str]]]:
    """The rows of each section's table in a document, without its head, as Markdown has them."""
    text = (ROOT / "docs" / file).read_text(encoding="utf-8")
    sections = re.split(rf"^{level} ", text, flags=re.MULTILINE)[1:]
    return {section.splitlines()[0]: rows(section) for section in sections if "|---" in section}


def rows(section: str) -> list[list[str]]:
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_every_record_field_and_code_of_the_page_is_in_the_file_and_no_other(document):
    said = tables(CODEBOOK_FILE.name, level="###")
    assert [r["name"] for r in document["records"]] + [c["name"] for c in document["code_lists"]] == list(said)
    for record in document["records"]:
        fields = [
            [f["field"], f["type"], f["unit"] or "", "yes" if f["needed"] else "no", f["meaning"]]
            for f in record["fields"]
        ]
        assert fields == said[record["name"]], record["name"]
    for codes in document["code_lists"]:
        found = [[c["code"], c["label"], c["definition"], *_above(c)] for c in codes["codes"]]
        assert found == said[codes["name"]], codes["name"]


def _above(code: dict[str, Any]) -> list[str]:
    return [code["part_of"]["code"]] if "part_of" in code else []


def test_every_column_of_the_files_is_in_it_as_the_docs_have_it(document):
    said = tables("files.md", level="##")
    headings = {"acled": "ACLED's layout"}
    for file in document["files"]:
        heading = headings.get(file["table"], file["table"].capitalize())
        columns = [[c["name"], c["type"], c["unit"] or "", c["meaning"]] for c in file["columns"]]
        assert columns == said[heading][: len(columns)], heading


def test_what_a_code_falls_under_is_in_the_file(document):
    codes = {c["name"]: {code["code"] for code in c["codes"]} for c in document["code_lists"]}
    for listed in document["code_lists"]:
        for code in listed["codes"]:
            if above := code.get("part_of"):
                assert above["code"] in codes[above["list"]]
    assert (document["format"], document["conventions"]["empty"]) == (FORMAT, "not known; never stands for zero")


def test_the_route_gives_one_version_at_every_edition(app, store):  # noqa: F811
    first = ask(app, path=PATH)
    assert (first.status_code, first.headers["content-type"]) == (200, "application/json")
    assert first.content == write_codebook()
    retitle(store, "Another title")
    again = ask(app, "edition=1&actor=isis", path=PATH, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = ask(app, path=PATH, method="HEAD")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
