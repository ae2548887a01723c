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

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

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
        stated: whether any account gives a figure, be it 0.
    """

    low: int = 0
    stated_high: int = 0
    open: bool = False
    unknown: int = 0
    stated: bool = False

    @property
    def high(self) -> int | None:
        """Upper end; None when open."""
        return None if self.open else self.stated_high

    @property
    def is_known(self) -> bool:
        """Whether any figure is known."""
        return self.stated or self.stated_high > 0 or not self.open

    def __add__(self, other: Toll) -> Toll:
        """Add two tolls of different incidents."""
        return Toll(
            self.low + other.low,
            self.stated_high + other.stated_high,
            self.open or other.open,
            self.unknown + other.unknown,
            self.stated or other.stated,
        )

    def __str__(self) -> str:
        """Say the toll in words.

        >>> str(Toll(21, 21)), str(Toll(6, 8)), str(Toll(21, 21, open=True, unknown=1))
        ('21', '6–8', '21 or more, 1 unknown')
        >>> str(Toll(0, 0, open=True, unknown=1)), str(Toll(61, 68, open=True, unknown=3)), str(Toll(2, 2, open=True))
        ('unknown', '61–68 or more, 3 unknown', '2 or more')
        >>> str(Toll(0, 0, open=True, unknown=1, stated=True))
        '0 or more, 1 unknown'
        """
        if not self.is_known:
            return "unknown" if self.unknown <= 1 else f"unknown in {self.unknown} incidents"
        figure = f"{self.low:,}" if self.low == self.stated_high else f"{self.low:,}–{self.stated_high:,}"
        figure += " or more" if self.open else ""
        return figure + (f", {self.unknown} unknown" if self.unknown else "")


UNKNOWN = Toll(open=True, unknown=1)


def claim_toll(claim: Claim) -> Toll:
    """What the claim itself says; unknown where the source gives no number.

    >>> said = {"id": "c", "source_id": "s", "statement_id": "t", "incident_ids": ("i",), "outcome": Outcome.KILLED}
    >>> str(claim_toll(Claim(**said, group=Group.PEOPLE))), str(claim_toll(Claim(**said, group=Group.PEOPLE, low=5)))
    ('unknown', '5 or more')
    """
    if claim.low is None:
        return UNKNOWN
    return Toll(claim.low, claim.low if claim.high is None else claim.high, claim.high is None, stated=True)


@dataclass(frozen=True)
class Account:
    """What one source says of one outcome: claims about disjoint groups of people, to be added."""

    source_id: str
    claims: tuple[Claim, ...]

    @property
    def scope(self) -> frozenset[str]:
        """The incidents it speaks of."""
        if len(self.claims) == 1:
            return frozenset(self.claims[0].incident_ids)
        return frozenset(i for claim in self.claims for i in claim.incident_ids)

    def direct(self, incident_id: str) -> Account | None:
        """Its part about that incident alone; None when it gives no figure of the incident's own."""
        own = tuple(claim for claim in self.claims if claim.incident_ids == (incident_id,))
        return Account(self.source_id, own) if own else None

    def toll(self, chosen: Collection[str]) -> Toll:
        """The people it counts in the chosen incidents."""
        low = high = 0
        is_open = stated = False
        for claim in self.claims:
            ids = claim.incident_ids
            inside = ids[0] in chosen if len(ids) == 1 else sum(i in chosen for i in ids)
            if inside:
                least = claim.low or 0
                low += least if inside == len(ids) else 0
                high += least if claim.high is None else claim.high
                is_open = is_open or claim.high is None
                stated = stated or claim.low is not None
        return Toll(low, high, is_open, stated=stated)


def accounts(claims: Iterable[Claim], *, outcome: Outcome) -> tuple[Account, ...]:
    """Group the claims of one outcome by source, in order of source id."""
    chosen = sorted((c for c in claims if c.outcome is outcome), key=lambda c: (c.source_id, c.id))
    return tuple(Account(source, tuple(part)) for source, part in groupby(chosen, key=lambda c: c.source_id))


class Tally:
    """The claims of one outcome, prepared once so that many selections of incidents can be counted.

    Args:
        claims: the claims of all accounts that are to count, also those that reach beyond a selection.
        outcome: killed, wounded or abducted.
    """

    def __init__(self, claims: Iterable[Claim], *, outcome: Outcome) -> None:
        self._joined_of: dict[str, Joined] = {}
        for parts in _joined(claim for claim in claims if claim.outcome is outcome):
            joined = Joined(parts)
            self._joined_of.update(dict.fromkeys(joined.scope, joined))

    @property
    def scope(self) -> AbstractSet[str]:
        """The incidents that any of the claims speaks of."""
        return self._joined_of.keys()

    @property
    def joined(self) -> tuple[Joined, ...]:
        """Each set of incidents joined by shared figures, once; most hold one incident."""
        return tuple(dict.fromkeys(self._joined_of.values()))

    def toll(self, incident_ids: Collection[str]) -> Toll:
        """Count the people in the chosen incidents, each person once; one without any claim counts as unknown."""
        chosen = frozenset(incident_ids)
        if len(chosen) == 1:
            (incident_id,) = chosen
            return found.toll(chosen) if (found := self._joined_of.get(incident_id)) else UNKNOWN
        touched = [joined for i in chosen if (joined := self._joined_of.get(i)) is not None]
        total = sum((joined.toll(chosen) for joined in dict.fromkeys(touched)), Toll())
        missing = len(chosen) - len(touched)
        return total + Toll(open=missing > 0, unknown=missing)


def toll(claims: Iterable[Claim], incident_ids: Collection[str], *, outcome: Outcome) -> Toll:
    """Count the people of one outcome in the chosen incidents, each person once.

    Args:
        claims: the claims of all accounts that are to count, also those that reach beyond the chosen incidents.
        incident_ids: the chosen incidents; one without any claim counts as unknown.
        outcome: killed, wounded or abducted.
    """
    return Tally(claims, outcome=outcome).toll(incident_ids)


def tallies_by_group(claims: Iterable[Claim], *, outcome: Outcome) -> Mapping[Group, Tally]:
    """Prepare each group's claims by themselves."""
    ordered = sorted((c for c in claims if c.outcome is outcome), key=lambda c: c.group)
    return {group: Tally(part, outcome=outcome) for group, part in groupby(ordered, key=lambda c: c.group)}


def tolls_by_group(tallies: Mapping[Group, Tally], incident_ids: Collection[str]) -> Mapping[Group, Toll]:
    """Count each group by itself, over the accounts that speak of it; largest lower end first.

    Sources name groups in their own words, so the parts need not add up to the total over all groups.
    """
    chosen = frozenset(incident_ids)
    touched = {group: chosen & tally.scope for group, tally in tallies.items()}
    found = {group: tallies[group].toll(ids) for group, ids in touched.items() if ids}
    return dict(sorted(found.items(), key=lambda item: (-item[1].low, -item[1].stated_high, item[0])))


def _joined(claims: Iterable[Claim]) -> Iterator[tuple[Account, ...]]:
    """Yield, for each set of incidents joined by shared figures, the accounts' parts about it."""
    every = tuple(claims)
    root: dict[str, str] = {}  # of those that share a figure; every other incident is its own

    def find(incident_id: str) -> str:
        top = incident_id
        while (above := root.get(top, top)) != top:
            top = above
        while incident_id != top:
            root[incident_id], incident_id = top, root[incident_id]
        return top

    for claim in every:
        for other in claim.incident_ids[1:]:
            first, second = sorted((find(claim.incident_ids[0]), find(other)))
            root[second] = first
    ordered = sorted(((find(c.incident_ids[0]), c.source_id, c.id, c) for c in every), key=itemgetter(0, 1, 2))
    for _, part in groupby(ordered, key=itemgetter(0)):
        by_source = groupby(part, key=itemgetter(1))
        yield tuple(Account(source, tuple(row[-1] for row in own)) for source, own in by_source)


@dataclass(frozen=True)
class Reading:
    """One account, completed by what others say directly of the incidents that it does not speak of."""

    account: Account
    others: Mapping[str, Toll]
    uncovered: frozenset[str]

    def toll(self, chosen: Collection[str]) -> Toll:
        """The people it counts in the chosen incidents."""
        total = self.account.toll(chosen)
        for incident_id, other in self.others.items():
            total += other if incident_id in chosen else Toll()
        return total + Toll(open=any(i in chosen for i in self.uncovered))


class Joined:
    """Incidents joined by shared figures, with the accounts' readings that make their range.

    Attributes:
        scope: the incidents.
        known: those of them with a figure.
    """

    def __init__(self, joined: tuple[Account, ...]) -> None:
        scopes = [account.scope for account in joined]
        self.scope: frozenset[str] = scopes[0].union(*scopes[1:])
        complete: Sequence[Account | Reading] = joined
        # Most incidents share no figure with another: every account speaks of all that there is.
        if any(scope != self.scope for scope in scopes):
            complete = _complete(joined, self.scope)
        whole = [reading.toll(self.scope) for reading in complete]
        used = _used(whole)
        self._used = [complete[i] for i in used]
        self.known = {
            i for account in joined for claim in account.claims if claim.low is not None for i in claim.incident_ids
        }
        self._whole = _hull([whole[i] for i in used], unknown=len(self.scope - self.known))

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings between whose lowest and highest sums the toll of any choice lies."""
        return tuple(own if isinstance(own, Reading) else Reading(own, {}, frozenset()) for own in self._used)

    def toll(self, chosen: frozenset[str]) -> Toll:
        """Count the people in the chosen incidents of the scope."""
        return self._whole if self.scope <= chosen else self._counted(self.scope & chosen)

    def _counted(self, chosen: frozenset[str]) -> Toll:
        return _hull([reading.toll(chosen) for reading in self._used], unknown=len(chosen - self.known))


def _complete(joined: tuple[Account, ...], scope: frozenset[str]) -> list[Reading]:
    """The accounts' readings that leave no incident without a figure; all of them where each does."""
    direct = _direct(joined, scope)
    readings = []
    for account in joined:
        rest = scope - account.scope
        others = {i: found for i in sorted(rest) if (found := direct[i]) is not None}
        readings.append(Reading(account, others, rest - others.keys()))
    return [reading for reading in readings if not reading.uncovered] or readings


def _direct(joined: tuple[Account, ...], scope: frozenset[str]) -> dict[str, Toll | None]:
    """What the accounts say of each incident by itself; None where none gives a figure of its own."""
    return {i: _range([own.toll({i}) for account in joined if (own := account.direct(i))]) for i in sorted(scope)}


def _used(tolls: list[Toll]) -> list[int]:
    """Indices of the accounts that make the range: closed ones first, see rule 2 above."""
    closed = [t.stated_high for t in tolls if not t.open]
    if not closed:
        return list(range(len(tolls)))
    return [i for i, t in enumerate(tolls) if not t.open or t.low > max(closed)]


def _hull(tolls: list[Toll], *, unknown: int = 0) -> Toll:
    if len(tolls) == 1 and tolls[0].unknown == unknown:
        return tolls[0]
    return Toll(
        min(t.low for t in tolls),
        max(t.stated_high for t in tolls),
        any(t.open for t in tolls),
        unknown,
        any(t.stated for t in tolls),
    )


def _range(tolls: list[Toll]) -> Toll | None:
    return _hull([tolls[i] for i in _used(tolls)]) if tolls else None
