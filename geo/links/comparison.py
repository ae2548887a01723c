"""What has changed between two editions: incidents that came, changed or were withdrawn, and the records beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import select

from geo.desk.history import Change, Difference, diff
from geo.desk.values import NOTHING, in_words
from geo.records import AnyRecord, Claim, Dataset, Event, FrontSegment, Statement
from geo.store import RevisionInfo, Store
from geo.store.tables import KINDS
from geo.tolls import claim_toll
from geo.vocabulary import Status

_EVIDENCE: Final = ("statement", "claim")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An edition beside a later one, as far as the public sees them.

    Attributes:
        edition_at: when the earlier edition was written, in UTC.
        added: ids of incidents that came, or came back, to the public view.
        withdrawn: ids of incidents that left it.
        changed: by id of an incident that is in both, what differs in it, its statements and its figures.
        others: what differs in records that are no part of an incident, such as an agreement or a source.
    """

    edition: int
    newest: int
    edition_at: dt.datetime
    added: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    changed: Mapping[str, tuple[Change, ...]]
    others: tuple[Change, ...] = ()

    @property
    def count(self) -> int:
        """How many incidents differ."""
        return len(self.added) + len(self.withdrawn) + len(self.changed)

    def count_in(self, incident_ids: Collection[str]) -> tuple[int, int]:
        """How many of these incidents of the earlier edition have changed since, and how many were withdrawn."""
        wanted = frozenset(incident_ids)  # no copy where it is one: a view's ids are
        return sum(i in wanted for i in self.changed), sum(i in wanted for i in self.withdrawn)


def compare(store: Store, edition: int, newest: int) -> Comparison:
    """Compare two editions; kept by store and editions.

    Raises:
        UnknownRecordError: there is no such edition.
    """
    return _compare(store, edition, newest)


@lru_cache(maxsize=32)
def _compare(store: Store, edition: int, newest: int) -> Comparison:
    before, after = store.dataset(edition), store.dataset(newest)
    infos = {info.number: info for info in store.revisions()}
    found = [*_changes(before, after, _written(store, infos, after=edition, until=newest))]
    own = {i: tuple(c for c, ids in found if i in ids) for i in dict.fromkeys(i for _, ids in found for i in ids)}
    was, now = _public(before), _public(after)
    return Comparison(
        edition=edition,
        newest=newest,
        edition_at=infos[edition].at,
        added=tuple(sorted(now - was)),
        withdrawn=tuple(sorted(was - now)),
        changed={i: own[i] for i in sorted(own) if i in was and i in now},
        others=tuple(change for change, ids in found if not ids and change.kind not in (*_EVIDENCE, "incident")),
    )


def changed_words(comparison: Comparison) -> str:
    """How many incidents differ, as a sentence.

    Where all of them were edited there is no more to say; what came or went is named.
    """
    if comparison.count == 0:
        return "No incident changed since."
    parts = {"added": comparison.added, "edited": comparison.changed, "withdrawn": comparison.withdrawn}
    named = [f"{len(ids)} {what}" for what, ids in parts.items() if ids]
    detail = f": {', '.join(named)}" if named != [f"{comparison.count} edited"] else ""
    return f"{_incidents(comparison.count)} changed since{detail}."


def these_words(changed: int, withdrawn: int) -> str:
    """What became of the incidents that a link was made for, as a sentence; empty when nothing did.

    >>> these_words(0, 0), these_words(1, 0), these_words(0, 2)
    ('', '1 of these incidents was changed since.', '2 of these incidents were withdrawn since.')
    >>> these_words(2, 1)
    '2 of these incidents were changed since, 1 was withdrawn.'
    """
    if not changed:
        return f"{withdrawn} of these incidents {_were(withdrawn)} withdrawn since." if withdrawn else ""
    also = f", {withdrawn} {_were(withdrawn)} withdrawn" if withdrawn else ""
    return f"{changed} of these incidents {_were(changed)} changed since{also}."


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _incidents(count: int) -> str:
    return "1 incident" if count == 1 else f"{count:,} incidents"


def _public(dataset: Dataset) -> frozenset[str]:
    return frozenset(i.id for i in dataset.incidents.values() if i.status is Status.PUBLISHED)


def _written(
    store: Store, infos: Mapping[int, RevisionInfo], *, after: int, until: int
) -> Iterator[tuple[str, str, RevisionInfo]]:
    """Kind and id of each record written after an edition, with the last revision that did; in order of kind and id."""
    with store.database.reading() as connection:
        for kind in KINDS.values():
            rows = kind.table.c
            query = select(rows.id, rows.revision_from).where(rows.revision_from.between(after + 1, until))
            last = {row.id: row.revision_from for row in connection.execute(query.order_by(rows.revision_from))}
            yield from ((kind.name, record_id, infos[last[record_id]]) for record_id in sorted(last))


def _changes(
    before: Dataset, after: Dataset, written: Iterable[tuple[str, str, RevisionInfo]]
) -> Iterator[tuple[Change, frozenset[str]]]:
    """Each record that differs, with the incidents it is a part of, then or now."""
    for kind, record_id, info in written:
        old, new = _record(before, kind, record_id), _record(after, kind, record_id)
        if new is None or old == new:
            continue
        differences = diff(old, new, after) if old is not None else _new(new)
        if differences:
            title = str(getattr(new, "title", None) or new.id)
            yield Change(info, kind, record_id, title, differences), _parts_of(old) | _parts_of(new)


def _record(dataset: Dataset, kind: str, record_id: str) -> AnyRecord | None:
    parts: Mapping[str, Mapping[str, AnyRecord]] = {
        "place": dataset.places,
        "actor": dataset.actors,
        "source": dataset.sources,
        "statement": dataset.statements,
        "incident": dataset.incidents,
        "claim": dataset.claims,
        "event": dataset.events,
        "segment": dataset.segments,
    }
    return parts[kind].get(record_id)


def _parts_of(record: AnyRecord | None) -> frozenset[str]:
    if isinstance(record, Statement | Claim):
        return frozenset(record.incident_ids)
    return frozenset({record.id}) if record is not None and record.kind_name == "incident" else frozenset()


def _new(record: AnyRecord) -> tuple[Difference, ...]:
    """What a record that was not there before brings; a source, a place or an actor comes with what needs it."""
    if isinstance(record, Statement):
        return (Difference("text", NOTHING, record.text),)
    if isinstance(record, Claim):
        return (Difference("figure", NOTHING, str(claim_toll(record))),)
    return (
        (Difference("title", NOTHING, in_words(record.title)),) if isinstance(record, Event) else _new_segment(record)
    )


def _new_segment(record: AnyRecord) -> tuple[Difference, ...]:
    return (Difference("label", NOTHING, in_words(record.label)),) if isinstance(record, FrontSegment) else ()
