"""What the tests of extraction compare: a draft in few words, and casualties written as "killed federal 3"."""

from __future__ import annotations

from geo.vocabulary import PlaceRole


def casualties(words: str) -> dict[tuple[str, str], int]:
    parts = (part.split() for part in words.split(",") if part.strip())
    return {(outcome, side): int(number) for outcome, side, number in parts}


def summary(draft):
    scenes = [place for place in draft.places if place.role is PlaceRole.EVENT]
    names = {place.name for place in scenes} | {place.place_id for place in scenes}
    names |= {"road"} if any("road" in place.words or place.area for place in scenes) else set()
    counted = {}
    for toll in draft.tolls:
        if toll.low and toll.outcome.value != "abducted":
            key = (toll.outcome.value, toll.side.value)
            counted[key] = counted.get(key, 0) + toll.low
    return draft.date.start.isoformat(), draft.date.end.isoformat(), draft.attacker.side.value, names, counted


def pooled(counted, wanted):
    """Count all sides as one where the wanted figure is for any side."""
    pooled_outcomes = {outcome for outcome, side in wanted if side == "any"}
    sums = {}
    for (outcome, side), number in counted.items():
        key = (outcome, "any" if outcome in pooled_outcomes else side)
        sums[key] = sums.get(key, 0) + number
    return sums
