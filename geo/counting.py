"""What counts: the claims of the chosen sources and collections, prepared once for every selection of incidents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from geo.records import Claim, Dataset, Incident
from geo.tolls import Tally, Toll, tallies_by_group, tolls_by_group
from geo.vocabulary import ActorRole, CollectionId, Group, Outcome, Side


@dataclass(frozen=True, eq=False)
class Counted:
    """The claims that count in a dataset, and what follows from them for each incident; the period plays no part."""

    dataset: Dataset
    claims: tuple[Claim, ...]

    @cached_property
    def claims_by_incident(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims that count, by incident, shared ones under each of their incidents."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            for incident_id in claim.incident_ids:
                found.setdefault(incident_id, []).append(claim)
        return {i: tuple(claims) for i, claims in found.items()}

    @cached_property
    def shared(self) -> tuple[Claim, ...]:
        """The claims that count several incidents together."""
        return tuple(claim for claim in self.claims if claim.shared)

    def toll(self, incident_ids: Collection[str], outcome: Outcome) -> Toll:
        """The toll of the chosen incidents, each person once; of one by itself a shared figure counts from 0."""
        return self._tallies[outcome].toll(incident_ids)

    def killed_by_group(self, incident_ids: Collection[str]) -> Mapping[Group, Toll]:
        """People killed in the chosen incidents, by the group that a source names."""
        return tolls_by_group(self._killed_by_group, incident_ids)

    def is_shared(self, incident_id: str, outcome: Outcome) -> bool:
        """Whether a figure of the incident is shared with another incident."""
        return any(c.shared and c.outcome is outcome for c in self.claims_by_incident.get(incident_id, ()))

    def hit_side(self, incident: Incident) -> Side:
        """Who was hit: the side of most of those reported killed, the first target's where most have no side that is named."""
        return self._hit_sides[incident.id]

    def sides(self, incident: Incident, role: ActorRole) -> tuple[Side, ...]:
        """The sides of the incident's actors in a role, in the order they are named."""
        found = [self.dataset.actors[a.actor_id].side for a in incident.actors if a.role is role]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _hit_sides(self) -> Mapping[str, Side]:
        return {incident.id: self._find_hit_side(incident) for incident in self.dataset.incidents.values()}

    def _find_hit_side(self, incident: Incident) -> Side:
        reported: dict[Side, int] = {}
        for claim in self.claims_by_incident.get(incident.id, ()):
            if claim.outcome is Outcome.KILLED and claim.low:
                reported[claim.group.side] = max(reported.get(claim.group.side, 0), claim.low)
        targets = self.sides(incident, ActorRole.TARGET)
        unnamed = reported.pop(Side.UNIDENTIFIED, 0)
        most = max(reported, key=lambda side: (reported[side], side in targets, str(side)), default=None)
        # One soldier beside six of whom nobody says who they were does not make it a blow against soldiers.
        if most is not None and reported[most] >= unnamed:
            return most
        return targets[0] if targets else Side.UNIDENTIFIED

    @cached_property
    def _tallies(self) -> Mapping[Outcome, Tally]:
        return {outcome: Tally(self.claims, outcome=outcome) for outcome in Outcome}

    @cached_property
    def _killed_by_group(self) -> Mapping[Group, Tally]:
        return tallies_by_group(self.claims, outcome=Outcome.KILLED)


@lru_cache(maxsize=32)
def counted(dataset: Dataset, *, sources: tuple[str, ...], collections: tuple[CollectionId, ...]) -> Counted:
    """The claims of the chosen sources and collections, all of them where none is chosen; cached by dataset."""

    def counts(claim: Claim) -> bool:
        if sources and claim.source_id not in sources:
            return False
        return not collections or dataset.sources[claim.source_id].collection in collections

    return Counted(dataset, tuple(claim for claim in dataset.claims.values() if counts(claim)))
