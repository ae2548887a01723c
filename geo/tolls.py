"""Casualty figures as intervals: every toll is counted once, and what is not known stays open.

How a total is formed, in four rules:

1. The claims of one source about one incident form an *account*; inside an account claims are added.
2. Accounts stand side by side: the total ranges from the lowest to the highest account. An account that is open above
   ("at least", or people without a number) widens the range only where no closed account exists or where its lower end
   lies above all of them.
3. A figure shared by several incidents counts once when all of them are in the selection and as 0 to the figure when only
   some are; it is never divided. Incidents joined by a shared figure are therefore weighed together.
4. An incident without a figure leaves the upper end open and is counted in words.

Which accounts are used never depends on the selection, so the sums over the parts of any partition bracket the total.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from geo.records import Claim
from geo.vocabulary import Group, Outcome


@dataclass(frozen=True)
class Toll:
    """An interval of people.

    Attributes:
        low: at least this many, by the lowest account.
        stated_high: the most that any account states; equals `low` where accounts agree.
        open: whether the true upper end may lie above `stated_high` ("at least", or an unknown figure).
        unknown: how many incidents have no known figure.
    """

    low: int = 0
    stated_high: int = 0
    open: bool = False
    unknown: int = 0

    @property
    def high(self) -> int | None:
        """Upper end; None when open."""
        return None if self.open else self.stated_high

    @property
    def is_known(self) -> bool:
        """Whether any figure is known."""
        return not (self.open and self.stated_high == 0)

    def __add__(self, other: Toll) -> Toll:
        """Add two tolls of different incidents."""
        return Toll(
            self.low + other.low,
            self.stated_high + other.stated_high,
            self.open or other.open,
            self.unknown + other.unknown,
        )

    def __str__(self) -> str:
        """Say the toll in words.

        >>> str(Toll(21, 21)), str(Toll(6, 8)), str(Toll(21, 21, open=True, unknown=1))
        ('21', '6–8', '21 or more, 1 unknown')
        >>> str(Toll(0, 0, open=True, unknown=1)), str(Toll(61, 68, open=True, unknown=3)), str(Toll(2, 2, open=True))
        ('unknown', '61–68 or more, 3 unknown', '2 or more')
        """
        if not self.is_known:
            return "unknown" if self.unknown <= 1 else f"unknown in {self.unknown} incidents"
        figure = f"{self.low:,}" if self.low == self.stated_high else f"{self.low:,}–{self.stated_high:,}"
        figure += " or more" if self.open else ""
        return figure + (f", {self.unknown} unknown" if self.unknown else "")


UNKNOWN = Toll(open=True, unknown=1)


@dataclass(frozen=True)
class Account:
    """What one source says of one outcome: claims about disjoint groups of people, to be added."""

    source_id: str
    claims: tuple[Claim, ...]

    @property
    def scope(self) -> frozenset[str]:
        """The incidents it speaks of."""
        return frozenset(i for claim in self.claims for i in claim.incident_ids)

    def direct(self, incident_id: str) -> Account | None:
        """Its part about that incident alone; None when it gives no figure of the incident's own."""
        own = tuple(claim for claim in self.claims if claim.incident_ids == (incident_id,))
        return Account(self.source_id, own) if own else None

    def toll(self, chosen: Collection[str]) -> Toll:
        """The people it counts in the chosen incidents."""
        total = Toll()
        for claim in self.claims:
            inside = sum(i in chosen for i in claim.incident_ids)
            if inside:
                low = claim.low or 0
                whole = inside == len(claim.incident_ids)
                total += Toll(low if whole else 0, claim.high if claim.high is not None else low, claim.high is None)
        return total


def accounts(claims: Iterable[Claim], *, outcome: Outcome) -> tuple[Account, ...]:
    """Group the claims of one outcome by source, in order of source id."""
    chosen = sorted((c for c in claims if c.outcome is outcome), key=lambda c: (c.source_id, c.id))
    return tuple(Account(source, tuple(part)) for source, part in groupby(chosen, key=lambda c: c.source_id))


def toll(claims: Iterable[Claim], incident_ids: Collection[str], *, outcome: Outcome) -> Toll:
    """Count the people of one outcome in the chosen incidents, each person once.

    Args:
        claims: the claims of all accounts that are to count, also those that reach beyond the chosen incidents.
        incident_ids: the chosen incidents; one without any claim counts as unknown.
        outcome: killed, wounded or abducted.
    """
    chosen = frozenset(incident_ids)
    total = Toll()
    seen: set[str] = set()
    for joined in _joined(accounts(claims, outcome=outcome)):
        scope = frozenset().union(*(account.scope for account in joined))
        seen |= scope
        if scope & chosen:
            total += _joined_toll(joined, scope, chosen)
    missing = len(chosen - seen)
    return total + Toll(open=missing > 0, unknown=missing)


def tolls_by_group(claims: Iterable[Claim], incident_ids: Collection[str], *, outcome: Outcome) -> Mapping[Group, Toll]:
    """Count each group by itself, over the accounts that speak of it; largest lower end first.

    Sources name groups in their own words, so the parts need not add up to the total over all groups.
    """
    chosen = frozenset(incident_ids)
    found: dict[Group, Toll] = {}
    by_group = sorted((c for c in claims if c.outcome is outcome), key=lambda c: c.group)
    for group, part in groupby(by_group, key=lambda c: c.group):
        counted = tuple(part)
        touched = chosen & {i for claim in counted for i in claim.incident_ids}
        if touched:
            found[group] = toll(counted, touched, outcome=outcome)
    return dict(sorted(found.items(), key=lambda item: (-item[1].low, -item[1].stated_high, item[0])))


def _joined(all_accounts: Iterable[Account]) -> Iterator[tuple[Account, ...]]:
    """Yield, for each set of incidents joined by shared figures, the accounts' parts about it."""
    claims = [claim for account in all_accounts for claim in account.claims]
    root: dict[str, str] = {}

    def find(incident_id: str) -> str:
        while root.setdefault(incident_id, incident_id) != incident_id:
            root[incident_id] = incident_id = root[root[incident_id]]
        return incident_id

    for claim in claims:
        for other in claim.incident_ids[1:]:
            first, second = sorted((find(claim.incident_ids[0]), find(other)))
            root[second] = first
    ordered = sorted(claims, key=lambda c: (find(c.incident_ids[0]), c.source_id, c.id))
    for _, part in groupby(ordered, key=lambda c: find(c.incident_ids[0])):
        yield tuple(Account(source, tuple(own)) for source, own in groupby(part, key=lambda c: c.source_id))


@dataclass(frozen=True)
class _Reading:
    """One account, completed by what others say directly of the incidents that it does not speak of."""

    account: Account
    others: Mapping[str, Toll]
    uncovered: frozenset[str]

    def toll(self, chosen: Collection[str]) -> Toll:
        total = self.account.toll(chosen)
        for incident_id, other in self.others.items():
            total += other if incident_id in chosen else Toll()
        return total + Toll(open=any(i in chosen for i in self.uncovered))


def _joined_toll(joined: tuple[Account, ...], scope: frozenset[str], chosen: frozenset[str]) -> Toll:
    direct = {i: _range([own.toll({i}) for account in joined if (own := account.direct(i))]) for i in sorted(scope)}
    readings = []
    for account in joined:
        rest = scope - account.scope
        others = {i: found for i in sorted(rest) if (found := direct[i]) is not None}
        readings.append(_Reading(account, others, rest - others.keys()))
    complete = [reading for reading in readings if not reading.uncovered] or readings
    used = _used([reading.toll(scope) for reading in complete])
    ranged = _hull([complete[i].toll(chosen) for i in used])
    known = {i for account in joined for claim in account.claims if claim.low is not None for i in claim.incident_ids}
    return Toll(ranged.low, ranged.stated_high, ranged.open, len((scope & chosen) - known))


def _used(tolls: list[Toll]) -> list[int]:
    """Indices of the accounts that make the range: closed ones first, see rule 2 above."""
    closed = [t.stated_high for t in tolls if not t.open]
    if not closed:
        return list(range(len(tolls)))
    return [i for i, t in enumerate(tolls) if not t.open or t.low > max(closed)]


def _hull(tolls: list[Toll]) -> Toll:
    return Toll(min(t.low for t in tolls), max(t.stated_high for t in tolls), any(t.open for t in tolls))


def _range(tolls: list[Toll]) -> Toll | None:
    return _hull([tolls[i] for i in _used(tolls)]) if tolls else None
