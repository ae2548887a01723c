"""CSV of the incidents in view: UTF-8 with a mark that Excel knows, formula-safe, with words about itself in every row.

A CSV file has no place for a codebook: `csv_metadata` writes it as CSV on the Web metadata, the file beside it
(https://www.w3.org/TR/tabular-data-primer/).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from geo.exports.about import About
from geo.exports.codebook import codebook_json
from geo.exports.formulas import defused
from geo.exports.incidents import incident_table
from geo.exports.table import SEPARATOR, Column, Kind, Table, Value, flat
from geo.view import View

ABOUT_COLUMNS: Final[tuple[Column, ...]] = (
    Column("edition", Kind.WHOLE, "The edition of the data, the same in every row."),
    Column("edition_day", Kind.DAY, "The day of that edition, in UTC."),
    Column("filter", Kind.TEXT, "What was chosen, in words."),
    Column("in_view", Kind.TEXT, "How many incidents of the edition the file holds."),
    Column("licence", Kind.TEXT, "On what terms."),
    Column("dashboard", Kind.TEXT, "The address of the dashboard with this view in it."),
)
_DATATYPES: Final = {
    Kind.TEXT: "string",
    Kind.LIST: "string",
    Kind.WHOLE: "integer",
    Kind.NUMBER: "number",
    Kind.DAY: "date",
    Kind.YES_NO: "boolean",
}


def write_csv(view: View, *, about: About) -> bytes:
    """Write one line an incident in view; the last columns say the same about the file in every line."""
    return csv_bytes(with_about(incident_table(view), about))


def csv_metadata(view: View, *, about: About, file_name: str) -> bytes:
    """Write the metadata of the CSV file of that name: what it says of itself, and its codebook."""
    return metadata_bytes(with_about(incident_table(view), about), about=about, file_name=file_name)


def with_about(table: Table, about: About) -> Table:
    """The table with the words about the file as further columns."""
    words = (about.edition, about.edition_day, about.filter_words, about.in_view, about.licence, about.address)
    return Table(
        table.name, table.meaning, (*table.columns, *ABOUT_COLUMNS), tuple((*row, *words) for row in table.rows)
    )


def csv_bytes(table: Table) -> bytes:
    """RFC 4180, in UTF-8 with a byte order mark; empty where nothing is known."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in table.columns)
    if table.rows:
        columns = zip(table.columns, zip(*table.rows, strict=True), strict=True)
        writer.writerows(zip(*(_cells(column.kind, values) for column, values in columns), strict=True))
    return text.getvalue().encode("utf-8-sig")


def metadata_bytes(table: Table, *, about: About, file_name: str) -> bytes:
    """CSV on the Web metadata; what that vocabulary has no word for stands among the notes."""
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": file_name,
        "dc:title": about.title,
        "dc:description": f"{about.filter_words}; {about.in_view} incidents, edition {about.edition}",
        "dc:license": about.licence,
        "dc:issued": about.edition_day.isoformat(),
        "dc:creator": about.credits,
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True},
        "notes": [{"about": dict(about.pairs())}, {"codes": codebook_json()["codes"]}],
        "tableSchema": {"columns": [_described(column) for column in table.columns], "primaryKey": _key(table)},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _key(table: Table) -> str:
    return table.columns[0].name


def _described(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "datatype": _DATATYPES[column.kind],
        "dc:description": f"{column.meaning} ({column.unit})" if column.unit else column.meaning,
    }
    return found | ({"separator": SEPARATOR} if column.kind is Kind.LIST else {})


_Cell = str | int | float | None


def _cells(kind: Kind, values: Iterable[Value]) -> Iterable[_Cell | dt.date]:
    """A column's values for the csv module, which writes numbers and days as they are."""
    if kind in (Kind.TEXT, Kind.LIST):
        known: dict[Value, str] = {
            value: _text(value) for value in set(values) if value
        }  # many come again in other rows
        return [known.get(value) for value in values]
    if kind is Kind.NUMBER:
        return [int(value) if isinstance(value, float) and value.is_integer() else value for value in values]  # type: ignore[misc]
    if kind is Kind.YES_NO:
        return [_WORDS.get(value) for value in values]  # type: ignore[arg-type]
    return values  # type: ignore[return-value]


_WORDS: Final[Mapping[bool | None, str]] = {True: "true", False: "false"}


def _text(value: Value) -> str:
    return defused(str(flat(value)))
