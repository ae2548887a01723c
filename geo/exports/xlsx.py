"""Excel workbook of the view: incidents, claims, places, sources, codebook and about, typed and without any formula."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from geo.exports.about import About
from geo.exports.codebook import about_table, codebook_table
from geo.exports.errors import ExportError
from geo.exports.evidence import claim_table, source_table
from geo.exports.formulas import looks_like_formula
from geo.exports.incidents import incident_table
from geo.exports.places import place_table
from geo.exports.table import Column, Kind, Table, Value, flat
from geo.view import View

MOST_ROWS: Final = 1_048_575  # Excel's limit, less the header
MOST_LETTERS: Final = 32_767  # Excel's limit of a cell
CUT: Final = " [cut at Excel's limit]"

_PART: Final = 500  # rows, a tenth of a second

_WIDTHS: Final = {Kind.TEXT: 24, Kind.LIST: 24, Kind.WHOLE: 11, Kind.NUMBER: 11, Kind.DAY: 12, Kind.YES_NO: 9}
_WIDE: Final = {"title": 48, "summary": 60, "statement": 60, "meaning": 80, "value": 100, "note": 40, "id": 30}
_HEADER: Final = {
    "font": Font(bold=True, color="FFFFFF"),
    "fill": PatternFill("solid", start_color="37474F"),
    "alignment": Alignment(vertical="top", wrap_text=True),
}


def write_xlsx(
    view: View, *, about: About, tell: Callable[[int, int, str], None] = lambda _done, _of, _words: None
) -> bytes:
    """Write the workbook; the same view and edition give the same bytes.

    Args:
        view: what it holds.
        about: the words about it.
        tell: hears how many parts of how many are done, and what the next one is; what it raises ends the work.

    Raises:
        ExportError: when a table is longer than Excel can show.
    """
    data = (incident_table(view), claim_table(view), place_table(view), source_table(view))
    tables = (*data, codebook_table(data), about_table(about))
    parts = sum(-(-len(table.rows) // _PART) for table in tables) + 1
    numbers = count()
    book = Workbook(write_only=True)
    try:
        for table in tables:
            _add_sheet(book, table, tell=lambda name: tell(next(numbers), parts, f"Sheet {name}"))
        tell(parts - 1, parts, "Packing")
    except BaseException:
        _give_up(book)
        raise
    return _saved(book, about)


def _give_up(book: Workbook) -> None:
    """Close the sheets' own files and take them away, which openpyxl does while it saves."""
    for sheet in book.worksheets:
        sheet.close()
        sheet._writer.cleanup()  # noqa: SLF001 - saving alone would do it, and takes its time


def _add_sheet(book: Workbook, table: Table, *, tell: Callable[[str], None]) -> None:
    if len(table.rows) > MOST_ROWS:
        raise ExportError(
            f"expected at most {MOST_ROWS:,} rows in a sheet, got {len(table.rows):,} {table.name}; "
            "narrow the filter or take Parquet"
        )
    sheet = book.create_sheet(table.name)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(column)
    sheet.append(list(_header(sheet, table)))
    for number, row in enumerate(table.rows):
        if number % _PART == 0:
            tell(table.name)
        sheet.append([_cell(sheet, value) for value in row])


def _width(column: Column) -> int:
    return max(_WIDE.get(column.name, _WIDTHS[column.kind]), min(len(column.name) + 2, 24))


def _header(sheet: Any, table: Table) -> Iterator[Any]:
    for column in table.columns:
        cell = WriteOnlyCell(sheet, column.name)
        for name, style in _HEADER.items():
            setattr(cell, name, style)
        yield cell


def _cell(sheet: Any, value: Value) -> Any:
    found = flat(value)
    if isinstance(found, dt.date):
        cell = WriteOnlyCell(sheet, found)
        cell.number_format = "yyyy-mm-dd"
        return cell
    return _text_cell(sheet, found) if isinstance(found, str) else found


def _text_cell(sheet: Any, text: str) -> Any:
    """Text as it is: marked as text for Excel where it looks like a formula or like one of Excel's error values."""
    if len(text) > MOST_LETTERS:
        text = text[: MOST_LETTERS - len(CUT)] + CUT
    if not looks_like_formula(text) and not text.startswith("#"):
        return text or None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True  # what Excel itself keeps of an apostrophe typed before a text
    return cell


def _saved(book: Workbook, about: About) -> bytes:
    """Save without openpyxl's own `save`, which writes the present time into the file and into the archive."""
    when = about.edition_at.replace(tzinfo=None)
    words = f"{about.filter_words}; {about.in_view}, edition {about.edition}. {about.licence}. {about.disclaimer}."
    book.properties = DocumentProperties(
        creator="Seamline", title=about.title, description=words, created=when, modified=when
    )
    raw = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED)).save()
    return _dated(raw, when)


def _dated(raw: io.BytesIO, when: dt.datetime) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as found, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for member in found.namelist():
            entry = zipfile.ZipInfo(member, when.timetuple()[:6])
            made.writestr(entry, found.read(member), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
