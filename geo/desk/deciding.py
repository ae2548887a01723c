"""What an editor decides, as the whole list of decisions that a save takes: one draft changed, the others as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.desk.items import Decision, DeskItem, Entry, Fields, Verdict, draft_ids
from geo.desk.proposing import proposed_fields, reviewed_fields
from geo.errors import InvalidRecordError
from geo.filters import period_words
from geo.records import Dataset

# Why an event is dated as it is, where an editor has set the days and says no more.
SET_BY_DESK = "Set by the desk."


def decided(item: DeskItem, draft_id: str, **changes: Any) -> tuple[Decision, ...]:
    """The item's decisions with `changes` on one draft; fields of `Decision`, a None takes a value back.

    Raises:
        InvalidRecordError: a value is not as expected.
    """
    changed = Decision.parse(item.decision(draft_id).as_json() | _plain(changes))
    others = tuple(decision for decision in item.decisions if decision.draft_id != draft_id)
    return (*others, changed)


def accepted(item: DeskItem, draft_id: str) -> tuple[Decision, ...]:
    """The draft is to be published as it stands."""
    return decided(item, draft_id, verdict=Verdict.ACCEPT, merged_into=None, reason=None)


def rejected(item: DeskItem, draft_id: str, reason: str) -> tuple[Decision, ...]:
    """The draft is not to be published.

    Raises:
        InvalidRecordError: there is no reason.
    """
    if not reason.strip():
        raise InvalidRecordError(f"expected a reason for rejecting, got {reason!r}; state it")
    return decided(item, draft_id, verdict=Verdict.REJECT, merged_into=None, reason=reason.strip())


def merged(item: DeskItem, draft_id: str, incident_id: str) -> tuple[Decision, ...]:
    """The draft becomes one more account of a published incident."""
    return decided(item, draft_id, verdict=Verdict.MERGE, merged_into=incident_id, reason=None)


def told_apart(item: DeskItem, draft_id: str, incident_id: str) -> tuple[Decision, ...]:
    """The editor has compared the draft with a published incident and says that it is another one."""
    told = dict.fromkeys((*item.decision(draft_id).apart_from, incident_id))
    return decided(item, draft_id, apart_from=tuple(told))


def reopened(item: DeskItem, draft_id: str) -> tuple[Decision, ...]:
    """The verdict is taken back; corrections stay."""
    return decided(item, draft_id, verdict=Verdict.OPEN, merged_into=None, reason=None)


def corrected(item: DeskItem, draft_id: str, dataset: Dataset, **fields: Any) -> tuple[Decision, ...]:
    """Corrections over the coding; one that says what the coding says is none, and None takes a correction back.

    Other days do not keep the reason of the earlier ones: without one of their own they are `SET_BY_DESK`.

    Raises:
        InvalidRecordError: a value is not as expected, or the last day is before the first.
    """
    proposed = proposed_fields(item, draft_id, dataset)
    given = Fields.parse(item.decision(draft_id).corrections.as_json() | _plain(fields))
    if "date_start" in fields or "date_end" in fields:
        _check_days(fields, given.over(proposed))
        given = _with_reason_of_days(given, before=reviewed_fields(item, draft_id, dataset), proposed=proposed)
    same = {name: None for name in Fields.model_fields if getattr(given, name) == getattr(proposed, name)}
    return decided(item, draft_id, corrections=given.model_copy(update=same))


def _check_days(typed: Mapping[str, Any], after: Fields) -> None:
    missing = [name for name in ("date_start", "date_end") if name in typed and typed[name] is None]
    if len(missing) == 1 and {"date_start", "date_end"} <= typed.keys():
        raise InvalidRecordError(
            f"expected both days or none, got no {'first' if missing == ['date_start'] else 'last'} day; "
            "give the same day twice if there is only one"
        )
    if after.date_start and after.date_end and after.date_end < after.date_start:
        raise InvalidRecordError(
            "expected a last day that is not before the first, got "
            f"{period_words(after.date_start, after.date_start)} to {period_words(after.date_end, after.date_end)}; "
            "correct one of them"
        )


def _with_reason_of_days(given: Fields, *, before: Fields, proposed: Fields) -> Fields:
    after = given.over(proposed)
    days = (after.date_start, after.date_end)
    if days == (None, None):
        return given
    of_other_days = {f.date_basis for f in (before, proposed) if (f.date_start, f.date_end) != days}
    if after.date_basis not in of_other_days:
        return given
    coded = (proposed.date_start, proposed.date_end) == days
    return given.model_copy(update={"date_basis": (proposed.date_basis if coded else None) or SET_BY_DESK})


def with_own_entry(item: DeskItem, entry: Entry) -> tuple[Decision, ...]:
    """The item's decisions with one more entry, empty as yet, which no draft of the coding stands behind."""
    taken = draft_ids(item.coding) | {decision.draft_id for decision in item.decisions}
    number = next(n for n in range(1, len(taken) + 2) if f"own-{n}" not in taken)
    return (*item.decisions, Decision(draft_id=f"own-{number}", entry=entry))


def without_own_entry(item: DeskItem, draft_id: str) -> tuple[Decision, ...]:
    """The item's decisions without an entry of the editor's own; earlier versions of the item keep it."""
    return tuple(decision for decision in item.decisions if decision.draft_id != draft_id)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_json(part) for part in value]
    if hasattr(value, "as_json"):
        return value.as_json()
    return value.isoformat() if hasattr(value, "isoformat") else value
