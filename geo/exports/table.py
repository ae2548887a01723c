"""Tables between the records and the files: columns that say what they hold, and rows of plain values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import pandas as pd

Value = str | int | float | bool | dt.date | tuple[str, ...] | None
"""None is not known; a tuple is a list of ids."""

SEPARATOR: Final = "; "
"""Between the ids of a list, where a file has no lists of its own."""

# What XML 1.0 cannot carry and a spreadsheet cuts a text at, and halves of letters that no file can write.
_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    LIST = "list of ids"
    WHOLE = "whole number"
    NUMBER = "number"
    DAY = "date"
    YES_NO = "true or false"


@dataclass(frozen=True)
class Column:
    """A column's name, what its values are, and what they mean."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """Rows in the order in which they are written, their values in the order of the columns."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    def records(self) -> Iterator[dict[str, Value]]:
        """The rows, each by the columns' names."""
        names = [column.name for column in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def frame(self) -> pd.DataFrame:
        """The rows as typed columns, in which a value that is not known is missing and a list is one text."""
        values = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        return pd.DataFrame(
            {column.name: _series(column.kind, cells) for column, cells in zip(self.columns, values, strict=True)}
        )


def readable(text: str) -> str:
    r"""The text with one kind of line end; what no program can read stands as U+FFFD, so that it is not lost in silence.

    >>> readable("a\x07b\r\nc")
    'a�b\nc'
    """
    if text.isprintable():
        return text
    return _UNREADABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def flat(value: Value) -> str | int | float | bool | dt.date | None:
    """The value for a cell: a list as one text, texts readable."""
    if isinstance(value, tuple):
        return readable(SEPARATOR.join(value))
    return readable(value) if isinstance(value, str) else value


_DTYPES: Final = {
    Kind.TEXT: "str",
    Kind.LIST: "str",
    Kind.WHOLE: "Int64",
    Kind.NUMBER: "float64",
    Kind.DAY: "object",
    Kind.YES_NO: "boolean",
}


def _series(kind: Kind, cells: tuple[Value, ...]) -> Any:
    return pd.Series([flat(cell) for cell in cells], dtype=_DTYPES[kind])
