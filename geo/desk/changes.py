"""Each incident that a revision published, changed, withdrew or brought back, as far as a filter selects it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from sqlalchemy import Connection, select

from geo.desk.history import diff
from geo.desk.values import NOTHING
from geo.exports.feed import MOST_ENTRIES, Deed, Edit, IncidentChange, figure_words
from geo.filters import Filter, source_label
from geo.records import AnyRecord, Claim, Dataset, Incident, Statement
from geo.store import RevisionInfo, Store
from geo.store.tables import KINDS, Kind
from geo.view import view_of
from geo.vocabulary import Status

_EVIDENCE = ("statement", "claim")


class _Version(NamedTuple):
    number: int
    record: AnyRecord


_Versions = Mapping[str, tuple[_Version, ...]]


class _Key(NamedTuple):
    """An incident as a revision left it."""

    number: int
    incident_id: str


@dataclass(frozen=True)
class _State:
    incident: Incident
    statements: Mapping[str, Statement]
    claims: Mapping[str, Claim]

    @property
    def is_published(self) -> bool:
        return self.incident.status is Status.PUBLISHED


def incident_changes(
    store: Store, chosen: Filter, *, edition: int, most: int = MOST_ENTRIES
) -> tuple[IncidentChange, ...]:
    """What revisions up to an edition did to the incidents that a filter selects, newest first.

    A change counts when the filter selects the incident before it or after it, so that whoever follows the feed also hears
    that one has left. Of an incident that is withdrawn at the edition only the withdrawal is told.

    Raises:
        UnknownRecordError: there is no such edition.
    """
    timeline, infos = _timeline(store, edition), {info.number: info for info in store.revisions()}
    matching = timeline.matching(chosen)
    found: list[IncidentChange] = []
    for key in timeline.keys:
        before = timeline.before(key)
        if (key in matching or before in matching) and (made := _change(timeline, key, before, infos, chosen)):
            found.append(made if key in matching else _gone(made))
            if len(found) == most:
                break
    return tuple(found)


def _gone(change: IncidentChange) -> IncidentChange:
    return IncidentChange(**{**vars(change), "is_in_view": False})


def _change(
    timeline: _Timeline, key: _Key, before: _Key | None, infos: Mapping[int, RevisionInfo], chosen: Filter
) -> IncidentChange | None:
    """What the revision did; None where nothing that is public came of it."""
    state, earlier = timeline.state(key), timeline.state(before) if before else None
    was_published = earlier is not None and earlier.is_published
    info, dataset = infos[key.number], timeline.dataset
    if not state.is_published:
        is_last = timeline.before_next(key) is None
        return (
            IncidentChange(info=info, deed=Deed.WITHDRAWN, incident=state.incident)
            if was_published and is_last
            else None
        )
    if dataset.incidents[key.incident_id].status is not Status.PUBLISHED:
        return None
    deed = Deed.CHANGED if was_published else Deed.RESTORED if earlier else Deed.NEW
    edits = tuple(_edits(earlier, state, dataset)) if earlier else ()
    if earlier and not edits:
        return None
    return IncidentChange(
        info=info,
        deed=deed,
        incident=state.incident,
        claims=tuple(claim for claim in state.claims.values() if _counts(claim, dataset, chosen)),
        source_ids=tuple(sorted({statement.source_id for statement in state.statements.values()})),
        edits=edits,
    )


def _counts(claim: Claim, dataset: Dataset, chosen: Filter) -> bool:
    of_source = not chosen.sources or claim.source_id in chosen.sources
    return of_source and (not chosen.collections or dataset.sources[claim.source_id].collection in chosen.collections)


def _edits(before: _State, after: _State, dataset: Dataset) -> Iterator[Edit]:
    for found in diff(before.incident, after.incident, dataset):
        yield Edit(found.field, found.before, found.after)
    for claim_id in _in_either(before.claims, after.claims):
        yield from _claim_edits(before.claims.get(claim_id), after.claims.get(claim_id), dataset)
    for statement_id in _in_either(before.statements, after.statements):
        yield from _statement_edits(before.statements.get(statement_id), after.statements.get(statement_id), dataset)


def _claim_edits(old: Claim | None, new: Claim | None, dataset: Dataset) -> Iterator[Edit]:
    said = [figure_words(claim, dataset) if claim else NOTHING for claim in (old, new)]
    if said[0] != said[1]:
        yield Edit("figure of people " + (new or old).outcome.label, *said)  # type: ignore[union-attr]  # one is there
    elif old and new:
        yield from _field_edits(old, new, dataset, of=f"the figure of {source_label(dataset, new.source_id)}")


def _statement_edits(old: Statement | None, new: Statement | None, dataset: Dataset) -> Iterator[Edit]:
    label = source_label(dataset, (new or old).source_id)  # type: ignore[union-attr]  # one of them is there
    if old and new:
        yield from _field_edits(old, new, dataset, of=f"the statement of {label}")
    else:
        yield Edit("report", *(label if statement else NOTHING for statement in (old, new)))


def _field_edits(old: Statement | Claim, new: Statement | Claim, dataset: Dataset, *, of: str) -> Iterator[Edit]:
    """The fields that differ, but for what else the record is about, which changes nothing here."""
    for found in diff(old, new, dataset):
        if not found.field.endswith(" ids"):
            yield Edit(f"{found.field} of {of}", found.before, found.after)


def _in_either(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    yield from sorted(before.keys() | after.keys())


@dataclass(frozen=True, eq=False)
class _Timeline:
    """All versions of incidents and their evidence up to an edition."""

    dataset: Dataset
    incidents: _Versions
    evidence: Mapping[str, _Versions]

    @cached_property
    def keys(self) -> tuple[_Key, ...]:
        """Each incident at each revision that touched it or its evidence, newest first; of one revision by date."""
        found = [_Key(number, i) for i, numbers in self._touched.items() for number in numbers]
        last = {i: incident.date_end for i, incident in self.dataset.incidents.items()}
        return tuple(sorted(found, key=lambda key: (-key.number, -last[key.incident_id].toordinal(), key.incident_id)))

    @cached_property
    def _touched(self) -> Mapping[str, tuple[int, ...]]:
        numbers: dict[str, set[int]] = {i: {v.number for v in versions} for i, versions in self.incidents.items()}
        for versions_of in self.evidence.values():
            for versions in versions_of.values():
                for incident_id, number in _touches(versions):
                    numbers[incident_id].add(number)
        return {i: tuple(sorted(n for n in found if n >= self.incidents[i][0].number)) for i, found in numbers.items()}

    @cached_property
    def _evidence_of(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The ids of the statements and of the claims that ever were about an incident."""
        found: dict[str, dict[str, dict[str, None]]] = {kind: {} for kind in _EVIDENCE}
        for kind, versions_of in self.evidence.items():
            for record_id, versions in versions_of.items():
                for incident_id in {i for version in versions for i in _about(version.record)}:
                    found[kind].setdefault(incident_id, {})[record_id] = None
        return {kind: {i: tuple(ids) for i, ids in of.items()} for kind, of in found.items()}

    @cached_property
    def _past(self) -> Dataset:
        """The states that the dataset no longer has, and the withdrawn, each as an incident of its own, all published."""
        everywhere: tuple[AnyRecord, ...] = (
            *self.dataset.places.values(),
            *self.dataset.actors.values(),
            *self.dataset.sources.values(),
        )
        return Dataset.of([*everywhere, *(r for key in self._past_ids for r in self._as_records(key))])

    @cached_property
    def _past_ids(self) -> Mapping[_Key, str]:
        past = (key for key in self.keys if not self._is_current(key) or not self.state(key).is_published)
        return {key: f"state-{number}" for number, key in enumerate(past)}

    def _as_records(self, key: _Key) -> Iterator[AnyRecord]:
        state, name = self.state(key), self._past_ids[key]
        yield state.incident.model_copy(update={"id": name, "status": Status.PUBLISHED})
        for number, statement in enumerate(state.statements.values()):
            # Where it stands in a digest decides nothing here, and the digest may be another by now.
            changes = {"id": f"{name}-{number}", "incident_ids": (name,), "event_ids": (), "segment_ids": ()}
            yield statement.model_copy(update={**changes, "passage": None})

    def _is_current(self, key: _Key) -> bool:
        return self._touched[key.incident_id][-1] == key.number

    def matching(self, chosen: Filter) -> frozenset[_Key]:
        """The states that the filter selects, as it does on the page; a withdrawn incident as if it were not."""
        now, then = view_of(self.dataset, chosen).ids, view_of(self._past, chosen).ids
        of_now = (key for key in self.keys if key.incident_id in now and self._is_current(key))
        return frozenset((*of_now, *(key for key, name in self._past_ids.items() if name in then)))

    def before(self, key: _Key) -> _Key | None:
        """The same incident at the revision that touched it before; None for the first."""
        numbers = self._touched[key.incident_id]
        at = numbers.index(key.number)
        return _Key(numbers[at - 1], key.incident_id) if at else None

    def before_next(self, key: _Key) -> _Key | None:
        """The next state of the incident in which it is published again, if it ever was."""
        later = (_Key(n, key.incident_id) for n in self._touched[key.incident_id] if n > key.number)
        return next((found for found in later if self.state(found).is_published), None)

    def state(self, key: _Key) -> _State:
        """The incident with its evidence as the revision left them."""
        incident = _as_of(self.incidents[key.incident_id], key.number)
        if not isinstance(incident, Incident):
            raise TypeError(f"expected an incident at {key}, got {incident!r}")  # `_touched` starts with its first
        statements = {r.id: r for r in self._evidence("statement", key) if isinstance(r, Statement)}
        claims = {r.id: r for r in self._evidence("claim", key) if isinstance(r, Claim)}
        return _State(incident, statements, claims)

    def _evidence(self, kind: str, key: _Key) -> Iterator[AnyRecord]:
        for record_id in self._evidence_of[kind].get(key.incident_id, ()):
            record = _as_of(self.evidence[kind][record_id], key.number)
            if record is not None and key.incident_id in _about(record):
                yield record


def _about(record: AnyRecord) -> tuple[str, ...]:
    return record.incident_ids if isinstance(record, Statement | Claim) else ()


def _touches(versions: Iterable[_Version]) -> Iterator[tuple[str, int]]:
    """The incidents that each version is about, or was about until then."""
    before: tuple[str, ...] = ()
    for number, record in versions:
        now = _about(record)
        yield from ((incident_id, number) for incident_id in {*before, *now})
        before = now


def _as_of(versions: Iterable[_Version], number: int) -> AnyRecord | None:
    return next((version.record for version in reversed(tuple(versions)) if version.number <= number), None)


@lru_cache(maxsize=4)
def _timeline(store: Store, edition: int) -> _Timeline:
    """The versions up to an edition; what the dataset holds is not read again, and what is past seldom is much."""
    dataset = store.dataset(edition)
    with store.database.reading() as connection:
        incidents = _versions(connection, KINDS["incident"], dataset.incidents, edition=edition)
        statements = _versions(connection, KINDS["statement"], dataset.statements, edition=edition)
        claims = _versions(connection, KINDS["claim"], dataset.claims, edition=edition)
    return _Timeline(dataset, incidents, {"statement": statements, "claim": claims})


def _versions(connection: Connection, kind: Kind, current: Mapping[str, AnyRecord], *, edition: int) -> _Versions:
    rows = kind.table.c
    written = select(rows.id, rows.revision_from).where(rows.revision_from <= edition).order_by(rows.id, rows.version)
    replaced = select(rows.id, rows.revision_from, rows.data).where(rows.revision_to <= edition)
    past = {(row.id, row.revision_from): kind.parse(row.data) for row in connection.execute(replaced)}
    found: dict[str, list[_Version]] = {}
    for record_id, number in connection.execute(written):
        found.setdefault(record_id, []).append(_Version(number, past.get((record_id, number)) or current[record_id]))
    return {record_id: tuple(versions) for record_id, versions in found.items()}
