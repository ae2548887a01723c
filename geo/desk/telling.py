"""What an editor is told: drafts by the numbers of their cards, fields by their labels, and never an id or a class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from geo.desk.errors import InvalidDraftError
from geo.desk.items import DeskItem
from geo.errors import SeamlineError

_MOST_SHOWN: Final = 60
# Parts of a record that hold others, which are numbered as on the page.
_NUMBERED: Final = {"tolls": "figure", "places": "place", "actors": "actor", "quotations": "quotation"}
_LABELS: Final = {
    "accepted": "what is accepted",
    "actor_id": "name",
    "attributed_to": "whom the source cites",
    "corrections": "",
    "date_basis": "how the date is known",
    "date_end": "last possible day",
    "date_start": "first possible day",
    "digest": "statement in the desk's own words",
    "editor_note": "note for the desk",
    "error_km": "kilometres within which the scene is expected",
    "high": "“At most”",
    "low": "“At least”",
    "merged_into": "incident to merge with",
    "name": "name for readers",
    "names_checked": "confirmed name",
    "published": "day of publication",
    "record": "",
    "sub_event_type": "type",
    "url": "address",
}
_EMPTY: Final = frozenset({"missing", "string_too_short", "none_required"})
_RULES: Final = {
    "finite_number": "a number",
    "float_parsing": "a number",
    "float_type": "a number",
    "greater_than_equal": "at least {ge:,}",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "less_than_equal": "at most {le:,}",
    "enum": "one of the list",
    "string_pattern_mismatch": "one of the list",
}


def numbers_of(item: DeskItem) -> Mapping[str, int]:
    """The numbers by which article, cards and messages name the drafts."""
    ids = [
        *(draft.id for draft in item.coding.drafts),
        *(event.id for event in item.coding.events),
        *(entry.draft_id for entry in item.own_entries),
    ]
    return {draft_id: number for number, draft_id in enumerate(ids, start=1)}


def name_of(item: DeskItem, draft_id: str, title: str | None) -> str:
    """A draft's number with its title."""
    number = numbers_of(item)[draft_id]
    return f"draft {number} ({_short(title)})" if title else f"draft {number}"


def in_words(error: SeamlineError) -> str:
    """An error as an editor reads it: of a value that does not fit, which field, what was expected and what came."""
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return str(error)
    faults = "; ".join(dict.fromkeys(map(_fault, cause.errors())))
    return f"{error.draft}: {faults}" if isinstance(error, InvalidDraftError) else faults


def _fault(found: Mapping[str, Any]) -> str:
    return ": ".join(filter(None, (_field(found["loc"]), _rule(found))))


def _field(path: tuple[int | str, ...]) -> str:
    words: list[str] = []
    for part in path:
        if isinstance(part, int):
            words.append(str(part + 1))
        else:
            words.append(_NUMBERED.get(part) or _LABELS.get(part, part.replace("_", " ")))
    return " ".join(filter(None, words))


def _rule(found: Mapping[str, Any]) -> str:
    kind, facts, came = found["type"], found.get("ctx", {}), found["input"]
    if kind == "value_error":
        return str(facts["error"])
    if kind in _EMPTY or came is None:
        return "expected a value, got none"
    if kind == "string_too_long":
        return f"expected at most {facts['max_length']:,} characters, got {len(came):,}"
    if kind in ("too_long", "too_short"):
        bound = f"at most {facts['max_length']}" if kind == "too_long" else f"at least {facts['min_length']}"
        return f"expected {bound}, got {facts['actual_length']}"
    if rule := _RULES.get(kind):
        return f"expected {rule.format(**facts)}{_came(came)}"
    return f"expected another value{_came(came)} ({found['msg'][:1].lower()}{found['msg'][1:]})"


def _came(value: Any) -> str:
    """What came, where it is one value; of what holds others the path has said enough."""
    if isinstance(value, str):
        return f", got “{_short(value)}”"
    return f", got {value}" if isinstance(value, int | float) else ""


def _short(words: str) -> str:
    return words if len(words) <= _MOST_SHOWN else f"{words[:_MOST_SHOWN].rsplit(' ', 1)[0]} …"
