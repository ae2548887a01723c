"""The accounting strip: what became of every statement, so that nothing is dropped in silence.

What supports withdrawn incidents alone is no more shown or counted; the log of corrections names the incident.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from geo.filters import source_label
from geo.records import Dataset, Source, Statement
from geo.vocabulary import Bucket, CollectionId


@dataclass(frozen=True)
class Account:
    """How one source's statements ended; the buckets add up to `statements`."""

    source_id: str
    label: str
    statements: int
    buckets: Mapping[Bucket, int]


@dataclass(frozen=True)
class Accounting:
    """The sources' accounts and their sums."""

    accounts: tuple[Account, ...]

    @property
    def statements(self) -> int:
        """All statements."""
        return sum(account.statements for account in self.accounts)

    @property
    def buckets(self) -> Mapping[Bucket, int]:
        """All statements by bucket, every bucket named."""
        return {bucket: sum(account.buckets[bucket] for account in self.accounts) for bucket in Bucket}


def accounting(
    dataset: Dataset, *, collections: tuple[CollectionId, ...] = (), sources: tuple[str, ...] = ()
) -> Accounting:
    """Count the statements of each source by bucket; without a choice of collections or sources, of all."""
    found: dict[str, Counter[Bucket]] = {
        source.id: Counter() for source in dataset.shown_sources if _is_chosen(source, collections, sources)
    }
    for statement in dataset.shown_statements:
        if statement.source_id in found:
            found[statement.source_id][statement.bucket] += 1
    rows = (
        Account(
            source_id, source_label(dataset, source_id), counts.total(), {bucket: counts[bucket] for bucket in Bucket}
        )
        for source_id, counts in found.items()
    )
    return Accounting(tuple(sorted(rows, key=lambda row: (-row.statements, row.source_id))))


def rejected(
    dataset: Dataset, *, collections: tuple[CollectionId, ...] = (), sources: tuple[str, ...] = ()
) -> tuple[Statement, ...]:
    """The statements that make no incident, each with its reason, in order of source and passage."""
    chosen = (
        statement
        for statement in dataset.statements.values()
        if statement.reason is not None and _is_chosen(dataset.sources[statement.source_id], collections, sources)
    )
    return tuple(sorted(chosen, key=_reading_order))


def _is_chosen(source: Source, collections: tuple[CollectionId, ...], sources: tuple[str, ...]) -> bool:
    return (not collections or source.collection in collections) and (not sources or source.id in sources)


def _reading_order(statement: Statement) -> tuple[str, int, int, str]:
    passage = statement.passage
    return (
        statement.source_id,
        passage.paragraph if passage else 0,
        passage.start if passage else 0,
        statement.id,
    )
