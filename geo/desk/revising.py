"""Changes after publication: each is a new revision with author and reason, and nothing is ever deleted."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from geo.desk.building import public_texts
from geo.desk.deeds import HOLDER_PREFIX, Key, Undoing, Written, departure, written_by
from geo.desk.drafts import articles_behind
from geo.desk.errors import DeskStateError, WordingError
from geo.desk.rights import Editor, require
from geo.desk.wording import check_copied, check_names, check_passage, known_names, possible_names
from geo.errors import InvalidRecordError, StaleWriteError, UnknownRecordError
from geo.gazetteer import fold
from geo.records import MERGED_NOTE, AnyRecord, Claim, Dataset, Event, Incident, Statement
from geo.store import Store
from geo.vocabulary import Bucket, Grade, Status, TimePrecision

_DATES: Final = frozenset({"date_start", "date_end", "date_basis"})
_SHOWN: Final = frozenset({"title", "summary", "places", "note"}) | _DATES
EDITABLE: Final[Mapping[str, frozenset[str]]] = {
    "incident": _SHOWN | {"sub_event_type", "time_of_day", "actors", "grade"},
    "event": _SHOWN | {"kind", "parties"},
    "claim": frozenset({"group", "outcome", "low", "high", "attributed_to", "note"}),
    "statement": frozenset({"text", "note"}),
}
HOLDER: Final = "Holds what was taken back by undoing revision {}."


class UncheckedNamesError(WordingError):
    """A public text holds what may be persons' names; `names` are those that an editor has to check."""

    def __init__(self, message: str, names: tuple[str, ...]) -> None:
        super().__init__(message)
        self.names = names


@dataclass(frozen=True)
class MergePlan:
    """What a merge moves to the incident that is kept.

    `staying` are figures whose source counts the same group for both incidents: whether it means the same people is not
    known, so they are not added.
    """

    statements: tuple[Statement, ...]
    moving: tuple[Claim, ...]
    staying: tuple[Claim, ...]


def edit(  # a write says what, from which version, by whom and why
    store: Store,
    editor: Editor,
    record_id: str,
    changes: Mapping[str, Any],
    *,
    version: int,
    reason: str,
    kind: str = "incident",
    names_checked: Iterable[str] = (),
) -> int:
    """Change fields of a published incident, event, claim or statement; gives the new edition.

    The time precision follows from the dates. `EDITABLE` lists the fields of each kind.

    Raises:
        StaleWriteError: somebody else has changed it since `version`.
        InvalidRecordError: a field is not among them, or a value or wording is refused.
        UnknownRecordError: there is no such record.
    """
    require(editor)
    work = _Work(store)
    record = work.find(kind, record_id)
    after = _changed(record, changes)
    work.check_wording([after], names_checked=names_checked)
    return work.write([after], editor=editor, reason=reason, stated={(kind, record_id): version})


def set_grade(store: Store, editor: Editor, incident_id: str, grade: Grade | str, *, version: int, reason: str) -> int:
    """Grade an incident; raises as `edit` does."""
    return edit(store, editor, incident_id, {"grade": str(grade)}, version=version, reason=reason)


def withdraw(store: Store, editor: Editor, record_id: str, *, version: int, reason: str, kind: str = "incident") -> int:
    """Take an incident or event back; it stays in the history and `restore` brings it again.

    Raises:
        DeskStateError: it is withdrawn already.
        StaleWriteError: somebody else has changed it since `version`.
        UnknownRecordError: there is no such incident or event.
    """
    return _set_status(store, editor, kind, record_id, Status.WITHDRAWN, version=version, reason=reason)


def restore(store: Store, editor: Editor, record_id: str, *, version: int, reason: str, kind: str = "incident") -> int:
    """Publish a withdrawn incident or event again.

    Raises:
        DeskStateError: it is published, or its evidence counts at another incident, as after a merge: undo that instead.
        StaleWriteError: somebody else has changed it since `version`.
        UnknownRecordError: there is no such incident or event.
    """
    require(editor)
    found = store.dataset().incidents.get(record_id) if kind == "incident" else None
    if found is not None and (away := departure(store, found)):
        raise DeskStateError(f"expected an incident that can be published again, got {record_id!r}: {away}")
    return _set_status(store, editor, kind, record_id, Status.PUBLISHED, version=version, reason=reason)


def merge(store: Store, editor: Editor, keep: str, other: str, *, versions: Mapping[str, int], reason: str) -> int:
    """Let `keep` stand for both: the other's statements and figures come to it, and the other is withdrawn.

    Where one source has figures of a group for both, the other's stays with it and no longer counts: the two cannot be added
    without knowing whether they count the same people.

    Raises:
        DeskStateError: they are one incident, or one of them is withdrawn.
        StaleWriteError: somebody else has changed one of them since `versions`.
    """
    require(editor)
    work = _Work(store)
    kept, gone = (work.published(incident_id) for incident_id in (keep, other))
    if keep == other:
        raise DeskStateError(f"expected two incidents to merge, got {keep!r} twice")
    plan = merge_plan(work.dataset, keep, other)
    # A figure may only count where its statement supports: a statement whose figure stays supports both.
    staying = {claim.statement_id for claim in plan.staying}
    statements = [
        _reassigned(s, (keep, other) if s.id in staying else (keep,), instead_of=other) for s in plan.statements
    ]
    moved = [_reassigned_claim(claim, (keep,), instead_of=other) for claim in plan.moving]
    note = " ".join(filter(None, (gone.note, MERGED_NOTE.format(kept.id))))
    withdrawn = gone.model_copy(update={"status": Status.WITHDRAWN, "note": note})
    stated = {("incident", i): _stated(versions, i) for i in (keep, other)}
    return work.write([kept, withdrawn, *statements, *moved], editor=editor, reason=reason, stated=stated)


def merge_plan(dataset: Dataset, keep: str, other: str) -> MergePlan:
    """What `merge` would move from `other` to `keep`; nothing is written."""
    have = {(c.source_id, c.group, c.outcome) for c in dataset.claims_of_incident[keep]}
    claims = dataset.claims_of_incident[other]
    moving = [c for c in claims if (c.source_id, c.group, c.outcome) not in have or keep in c.incident_ids]
    staying = [c for c in claims if c not in moving]
    return MergePlan(dataset.statements_of_incident[other], tuple(moving), tuple(staying))


def split(  # a write says what, from which version, by whom and why
    store: Store,
    editor: Editor,
    incident_id: str,
    changes: Mapping[str, Any],
    *,
    statement_ids: Collection[str],
    version: int,
    reason: str,
    names_checked: Iterable[str] = (),
) -> str:
    """Make a second incident of a part of one: the statements named go to it, with their figures; gives its id.

    The new incident has the fields of the old one with `changes` over them.

    Raises:
        InvalidRecordError: a statement is not one of the incident's, or one of the two would have none left.
        StaleWriteError: somebody else has changed the incident since `version`.
    """
    require(editor)
    work = _Work(store)
    old = work.published(incident_id)
    own = {s.id: s for s in work.dataset.statements_of_incident[incident_id]}
    chosen = frozenset(statement_ids)
    if not chosen or not chosen < own.keys():
        raise InvalidRecordError(
            f"expected some of the incident's statements {sorted(own)}, not all of them, got {sorted(chosen)}"
        )
    key = hashlib.sha256("|".join((incident_id, str(work.edition), *sorted(chosen))).encode()).hexdigest()[:10]
    new_id = f"{incident_id[:50].rstrip('-_')}-{key}"
    new = _changed(old, changes).model_copy(update={"id": new_id})
    work.check_wording([new], names_checked=names_checked, public_before=[old])
    statements = [_reassigned(own[i], (new_id,), instead_of=incident_id) for i in sorted(chosen)]
    claims = [
        _reassigned_claim(claim, (new_id,), instead_of=incident_id)
        for claim in work.dataset.claims_of_incident[incident_id]
        if claim.statement_id in chosen
    ]
    work.write(
        [old, new, *statements, *claims],
        editor=editor,
        reason=reason,
        stated={("incident", incident_id): version, ("incident", new_id): 0},
    )
    return new_id


def undo(store: Store, editor: Editor, number: int, *, reason: str) -> int:
    """Take back what a revision changed, by a new revision; gives the new edition.

    What the revision had changed is as before again. Incidents and events that it had made are withdrawn; statements and
    figures that it had added to another incident go to a withdrawn one that holds them.

    Raises:
        UnknownRecordError: there is no such revision.
        DeskStateError: it made the whole dataset, it is taken back already, or a later revision has changed the same
            records or added to what would be taken back; the message names the revisions to undo first, in their order.
        StaleWriteError: somebody else has written in the meantime.
    """
    require(editor)
    work = _Work(store)
    if not 1 <= number <= work.edition:
        raise UnknownRecordError(f"expected a revision from 1 to {work.edition}, got {number!r}")
    if number == 1:
        raise DeskStateError("expected a revision after the first, got 1, with which the dataset began")
    written = written_by(store, number)
    _check_undoable(Undoing(store, work.dataset), number, written)
    back = [found.before for found in written.values() if found.before is not None]
    new = [found.after for found in written.values() if found.before is None]
    records = _taken_back(work, new, number=number)
    stated = {key: work.versions[key] for key in written}
    return work.write([*back, *records], editor=editor, reason=reason, stated=stated, alone=True)


def _check_undoable(undoing: Undoing, number: int, written: Mapping[Key, Written]) -> None:
    if undoing.is_back(written):
        raise DeskStateError(
            f"expected a revision of which something stands, got {number}; nothing of it is left to take back"
        )
    obstacles = tuple(undoing.obstacles(number, written))
    if not obstacles:
        return
    listed = "; ".join(str(obstacle) for obstacle in obstacles[:3])
    more = f"; and {len(obstacles) - 3} more" if len(obstacles) > 3 else ""
    first = ", then ".join(f"revision {n}" for n in undoing.order(number, written))
    raise DeskStateError(
        f"expected records that no later revision has changed or added to, got {listed}{more}; undo first {first}, then "
        f"revision {number}"
    )


class _Work:
    """The dataset that a change starts from, at one edition."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.edition = store.edition()
        self.dataset: Dataset = store.dataset(self.edition)
        self.versions = store.versions(self.edition)

    def find(self, kind: str, record_id: str) -> AnyRecord:
        found = next((r for r in _of_kind(self.dataset, kind) if r.id == record_id), None)
        if found is None:
            raise UnknownRecordError(f"expected a record that is published, got {kind} {record_id!r}")
        return found

    def published(self, incident_id: str) -> Incident:
        found = self.find("incident", incident_id)
        if not isinstance(found, Incident) or found.status is not Status.PUBLISHED:
            raise DeskStateError(f"expected a published incident, got {incident_id!r}, which is withdrawn")
        return found

    def check_wording(
        self, records: Iterable[AnyRecord], *, names_checked: Iterable[str], public_before: Iterable[AnyRecord] = ()
    ) -> None:
        """Refuse what the desk's articles must not give away, and what may be a name that was not public before."""
        for record in records:
            texts = public_texts([record])
            if isinstance(record, Statement) and record.source_id.startswith("desk-"):
                check_passage(record.text, where=f"statement {record.id!r}")
            for article in articles_behind(self._store, self._sources_of(record)).values():
                check_copied(texts, article.text)
            places = record.places if isinstance(record, Incident | Event) else ()
            here = {fold(name) for place in places for name in (place.name, place.words or place.name)}
            before = {*public_texts([*self._before(record), *public_before]).values()}
            fresh = {where: text for where, text in texts.items() if text not in before}
            _check_names(fresh, known=known_names(self.dataset) | here, checked=frozenset(names_checked))

    def write(
        self,
        records: Iterable[AnyRecord],
        *,
        editor: Editor,
        reason: str,
        stated: Mapping[Key, int],
        alone: bool = False,
    ) -> int:
        """Write with the versions stated by the caller, and for all others those of this edition.

        `alone` refuses when anything at all was written since: new evidence leaves no trace in its incident's version.
        """
        batch = {_key(record): record for record in records}
        based_on = {key: self.versions.get(key, 0) for key in batch} | dict(stated)
        along = self._check_alone if alone else None
        author = require(editor).name
        return self._store.write(batch.values(), author=author, reason=reason, based_on=based_on, along=along)

    def _check_alone(self, _: Connection, edition: int) -> None:
        if edition != self.edition + 1:
            raise StaleWriteError(f"expected edition {self.edition}, which was read, got {edition - 1}; look again")

    def _sources_of(self, record: AnyRecord) -> set[str]:
        if isinstance(record, Statement | Claim):
            return {record.source_id}
        if isinstance(record, Incident):
            return {s.source_id for s in self.dataset.statements_of_incident.get(record.id, ())}
        return {s.source_id for s in self.dataset.statements.values() if record.id in s.event_ids}

    def _before(self, record: AnyRecord) -> Iterator[AnyRecord]:
        yield from (found for found in _of_kind(self.dataset, record.kind_name) if found.id == record.id)


def _check_names(texts: Mapping[str, str], *, known: frozenset[str], checked: frozenset[str]) -> None:
    try:
        check_names(texts, known=known, checked=checked)
    except WordingError as error:
        allowed = known | {fold(name) for name in checked}
        names = dict.fromkeys(name for text in texts.values() for name in possible_names(text, known=allowed))
        raise UncheckedNamesError(str(error), tuple(names)) from error


def _of_kind(dataset: Dataset, kind: str) -> Iterable[AnyRecord]:
    return (record for record in dataset.records() if record.kind_name == kind)


def _key(record: AnyRecord) -> Key:
    return record.kind_name, record.id


def _stated(versions: Mapping[str, int], incident_id: str) -> int:
    if incident_id not in versions:
        raise StaleWriteError(f"expected the version that was read of {incident_id!r}, got none; read it, then merge")
    return versions[incident_id]


def _changed(record: Any, changes: Mapping[str, Any]) -> Any:
    allowed = EDITABLE.get(record.kind_name, frozenset())
    if unknown := sorted(set(changes) - allowed):
        raise InvalidRecordError(
            f"{record.kind_name} {record.id!r}: expected fields among {', '.join(sorted(allowed))}, got {unknown}"
        )
    values = record.as_json() | {name: _plain(value) for name, value in changes.items()}
    if _DATES & set(changes) and "time_precision" in values:
        values["time_precision"] = _precision(values)
    return type(record).parse(values)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.as_json() if hasattr(value, "as_json") else value


def _precision(values: Mapping[str, Any]) -> str:
    """The precision of the interval; where the dates cannot be read, the record's own check says so."""
    try:
        start, end = (dt.date.fromisoformat(str(values[name])) for name in ("date_start", "date_end"))
    except ValueError:
        return str(values["time_precision"])
    return str(TimePrecision.of_days((end - start).days + 1))


def _set_status(
    store: Store, editor: Editor, kind: str, record_id: str, status: Status, *, version: int, reason: str
) -> int:
    require(editor)
    work = _Work(store)
    record = work.find(kind, record_id)
    if not isinstance(record, Incident | Event) or record.status is status:
        raise DeskStateError(f"expected an incident or event that is not {status} yet, got {kind} {record_id!r}")
    after = record.model_copy(update={"status": status})
    return work.write([after], editor=editor, reason=reason, stated={(kind, record_id): version})


def _reassigned(statement: Statement, ids: tuple[str, ...], *, instead_of: str) -> Statement:
    others = (i for i in statement.incident_ids if i != instead_of)
    incident_ids = tuple(dict.fromkeys((*others, *ids)))
    bucket = statement.bucket
    if bucket is Bucket.SHARED_TOLL and len(incident_ids) < 2:
        bucket = Bucket.INCIDENT
    return Statement.parse(statement.as_json() | {"incident_ids": incident_ids, "bucket": str(bucket)})


def _reassigned_claim(claim: Claim, ids: tuple[str, ...], *, instead_of: str) -> Claim:
    others = (i for i in claim.incident_ids if i != instead_of)
    return Claim.parse(claim.as_json() | {"incident_ids": tuple(dict.fromkeys((*others, *ids)))})


def _taken_back(work: _Work, new: Collection[AnyRecord], *, number: int) -> list[AnyRecord]:
    """What becomes of records that a revision had made."""
    dated = [record for record in new if isinstance(record, Incident | Event)]
    made = {record.id for record in dated if isinstance(record, Incident)}
    records: list[AnyRecord] = [record.model_copy(update={"status": Status.WITHDRAWN}) for record in dated]
    holders: dict[str, Incident] = {}
    for record in new:
        if isinstance(record, Statement | Claim):
            outside = [i for i in record.incident_ids if i not in made]
            for incident_id in outside:
                holders.setdefault(incident_id, _holder(work, incident_id, number=number))
            if outside:
                records.append(_held(record, holders))
    return [*records, *holders.values()]


def _holder(work: _Work, incident_id: str, *, number: int) -> Incident:
    """A withdrawn incident for statements and figures that are taken back: each has to name one."""
    found = work.find("incident", incident_id)
    key = hashlib.sha256(f"{incident_id}|{number}|{work.edition}".encode()).hexdigest()[:10]
    changes = {"id": f"{HOLDER_PREFIX}{key}", "status": str(Status.WITHDRAWN), "note": HOLDER.format(number)}
    return Incident.parse(found.as_json() | changes)


def _held(record: Statement | Claim, holders: Mapping[str, Incident]) -> AnyRecord:
    ids = tuple(holders[i].id if i in holders else i for i in record.incident_ids)
    return type(record).parse(record.as_json() | {"incident_ids": ids})
