"""The codebook, generated from the records and the code lists, so that it cannot say something else than they do.

`python -m geo codebook` writes `docs/codebook.md`; a test fails when the file differs.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from geo.records import (
    RECORD_TYPES,
    ActorMention,
    Containment,
    Names,
    Paragraph,
    Passage,
    PlaceMention,
    Position,
    Record,
)
from geo.vocabulary import CODE_LISTS, Code, EventType, Group, Side, SubEventType

CODEBOOK_FILE = Path(__file__).resolve().parents[1] / "docs" / "codebook.md"
_PARTS: tuple[type[Record], ...] = (PlaceMention, ActorMention, Passage, Paragraph, Names, Containment, Position)


def codebook() -> str:
    """Write the whole codebook as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def record_tables() -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    """For each record: its name, what it is, and its fields with type, unit, need and meaning."""
    for record in (*RECORD_TYPES, *_PARTS):
        yield record.__name__, _summary(record), [_field(name, info) for name, info in record.model_fields.items()]


def code_tables() -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    """For each code list: its name, what it is, and its codes with label, definition and what they belong to."""
    for codes in CODE_LISTS:
        rows = [
            {"code": code.value, "label": code.label, "definition": code.definition} | _part_of(code) for code in codes
        ]
        yield codes.__name__, _summary(codes), rows


def _part_of(code: Code) -> dict[str, str]:
    """The code of another list that this one falls under, by that list's name."""
    if isinstance(code, Group):
        return {Side.__name__: code.side.value}
    if isinstance(code, SubEventType):
        return {EventType.__name__: code.event_type.value}
    return {}


def _lines() -> Iterator[str]:
    yield "# Codebook"
    yield ""
    yield "Generated from `geo/records.py` and `geo/vocabulary.py` by `python -m geo codebook`; do not edit it by hand."
    yield "Positions are WGS84 degrees, distances kilometres on the ellipsoid, dates calendar dates in Asia/Baghdad."
    yield "An empty value means not known; it never stands for zero."
    for heading, tables in (("Records", record_tables()), ("Code lists", code_tables())):
        yield from ("", f"## {heading}")
        for name, summary, rows in tables:
            yield from ("", f"### {name}", "", summary, "")
            yield from _table(rows)


def _table(rows: list[dict[str, str]]) -> Iterator[str]:
    names = list(rows[0])
    yield "| " + " | ".join(names) + " |"
    yield "|" + "---|" * len(names)
    for cells in rows:
        yield "| " + " | ".join(value.replace("|", "\\|") for value in cells.values()) + " |"


def _field(name: str, info: FieldInfo) -> dict[str, str]:
    extra = _schema_extra(info)
    return {
        "field": name,
        "type": _type_words(info.annotation),
        "unit": str(extra.get("unit", "")),
        "needed": "yes" if info.is_required() else "no",
        "meaning": info.description or "",
    }


def _schema_extra(info: FieldInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for annotated in (info, *(m for m in info.metadata if isinstance(m, FieldInfo)), *_inner_fields(info.annotation)):
        extra = annotated.json_schema_extra
        found |= extra if isinstance(extra, dict) else {}
    return found


def _inner_fields(annotation: Any) -> Iterator[FieldInfo]:
    for part in get_args(annotation):
        if isinstance(part, FieldInfo):
            yield part
        yield from _inner_fields(part)


def _type_words(annotation: Any) -> str:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type_words(parts[0])
    if origin in (Union, UnionType):
        return " or ".join(_type_words(part) for part in parts if part is not NoneType)
    if origin is tuple:
        return f"list of {_type_words(parts[0])}"
    if inspect.isclass(annotation) and issubclass(annotation, Code):
        return f"code of {annotation.__name__}"
    name = str(annotation.__name__)
    return {"str": "text", "int": "whole number", "float": "number", "bool": "true or false"}.get(name, name)


def _summary(kind: type) -> str:
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())
