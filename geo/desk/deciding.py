"""What an editor decides, as the whole list of decisions that a save takes: one draft changed, the others as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.desk.items import Decision, DeskItem, Entry, Fields, Verdict, draft_ids
from geo.desk.proposing import proposed_fields
from geo.errors import InvalidRecordError
from geo.records import Dataset


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

    Raises:
        InvalidRecordError: a value is not as expected.
    """
    proposed = proposed_fields(item, draft_id, dataset)
    given = Fields.parse(item.decision(draft_id).corrections.as_json() | _plain(fields))
    same = {name: None for name in Fields.model_fields if getattr(given, name) == getattr(proposed, name)}
    return decided(item, draft_id, corrections=given.model_copy(update=same))


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
