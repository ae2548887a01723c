"""The codebook inside a file: its tables' columns, and the code lists that their values come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from geo.codebook import code_tables
from geo.exports.about import About
from geo.exports.table import Column, Kind, Table, Value

CODEBOOK_COLUMNS: Final[tuple[Column, ...]] = (
    Column("table", Kind.TEXT, "The table, or the code list."),
    Column("name", Kind.TEXT, "The column, or the code."),
    Column("type", Kind.TEXT, "What the values are; 'code' for an entry of a code list."),
    Column("unit", Kind.TEXT, "The values' unit."),
    Column("label", Kind.TEXT, "What a reader sees of a code."),
    Column("meaning", Kind.TEXT, "What it says."),
)
ABOUT_COLUMNS: Final[tuple[Column, ...]] = (
    Column("name", Kind.TEXT, "What is said."),
    Column("value", Kind.TEXT, "The words."),
)


def codebook_table(tables: Iterable[Table]) -> Table:
    """One row a column of the tables, then one row a code of the code lists."""
    rows = (*_columns(tables), *_codes())
    return Table("codebook", "What the columns and the codes mean.", CODEBOOK_COLUMNS, rows)


def about_table(about: About) -> Table:
    """One row for each thing that the file says of itself."""
    rows = tuple(about.pairs())
    return Table("about", "What was chosen, from which edition, on what terms.", ABOUT_COLUMNS, rows)


def codebook_json(*tables: Table) -> dict[str, Any]:
    """The codebook as JSON: columns by table, codes by list."""
    columns = {
        table.name: [
            {"name": c.name, "type": c.kind.value, "unit": c.unit or None, "meaning": c.meaning} for c in table.columns
        ]
        for table in tables
    }
    codes = {name: {row["code"]: row["definition"] for row in rows} for name, _, rows in code_tables()}
    return {"columns": columns, "codes": codes}


def _columns(tables: Iterable[Table]) -> Iterator[tuple[Value, ...]]:
    for table in tables:
        for column in table.columns:
            yield table.name, column.name, column.kind.value, column.unit or None, None, column.meaning


def _codes() -> Iterator[tuple[Value, ...]]:
    for name, _, rows in code_tables():
        for row in rows:
            yield name, row["code"], "code", None, row["label"], row["definition"]
