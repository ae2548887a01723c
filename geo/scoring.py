"""Scoring: drafts beside hand-coded readings of the same texts, measure by measure.

A reading is a JSON file beside the text of its report; tests/reports/README.md says what it holds.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from geo.coding import IncidentDraft, code_article
from geo.coding.drafts import PlaceDraft
from geo.extraction import Article
from geo.gazetteer import LocalGeocoder, distance_km, name_key
from geo.vocabulary import Outcome, PlaceRole

# A scene this near to the true one is right, or nearer than the reading's own tolerance.
NEAR_KM = 10.0
# A date at least this wide says that the day is not known.
OPEN_DAYS = 3
_SIDES = {
    "isis": "isis",
    "isis_suspected": "isis",
    "iraqi_forces": "federal",
    "iraqi_air_force": "federal",
    "iraqi_army": "federal",
    "iraqi_police": "federal",
    "federal_police": "federal",
    "security_forces": "federal",
    "counter_terrorism": "federal",
    "pmf": "pmf",
    "tribal_mobilization": "pmf",
    "peshmerga": "krg",
    "asayish": "krg",
    "turkey": "turkey",
    "coalition": "coalition",
    "civilians": "civilians",
    "pkk_ybs": "pkk",
}
_ANY_SIDE = frozenset({"people_unspecified", "mixed_civilians_and_forces", "mixed_police_and_pmf"})
_SCORED = {"killed": Outcome.KILLED, "wounded": Outcome.WOUNDED}


@dataclass(frozen=True)
class Figure:
    """A casualty figure; `side` is None where any side is right."""

    outcome: str
    number: int
    side: str | None


@dataclass
class Tally:
    """Counts over reports; each measure is a share of two of them."""

    counts: dict[str, int] = field(default_factory=dict)
    widths: list[int] = field(default_factory=list)

    def add(self, key: str, number: int = 1) -> None:
        """Count `number` more."""
        self.counts[key] = self.counts.get(key, 0) + number

    def share(self, part: str, whole: str) -> float | None:
        """Give a share to three places, None where there is nothing to share."""
        total = self.counts.get(whole, 0)
        return round(self.counts.get(part, 0) / total, 3) if total else None

    def measures(self) -> dict[str, Any]:
        """Give the measures by the keys of geo.accuracy.MEASURES, and the counts they come from."""
        return {
            "reports": self.counts.get("reports", 0),
            "incident_precision": self.share("inc_hit", "inc_pred"),
            "incident_recall": self.share("inc_hit", "inc_true"),
            "figure_precision": self.share("fig_hit", "fig_pred"),
            "figure_recall": self.share("fig_hit", "fig_true"),
            "figure_side": self.share("fig_side", "fig_hit"),
            "attacker": self.share("att_ok", "att_n"),
            "place_found": self.share("place_hit", "place_true"),
            "place_precision": self.share("place_good", "place_pred"),
            "date_contains": self.share("date_ok", "date_n"),
            "date_width_days": round(sum(self.widths) / len(self.widths), 1) if self.widths else None,
            "dates_invented": self.counts.get("invented", 0),
            "whole_record": self.share("whole", "inc_true"),
            "counts": dict(self.counts),
        }


def score_reports(readings: Iterable[Path], *, geocoder: LocalGeocoder) -> dict[str, Any]:
    """Extract the text beside each reading, and score the drafts of all of them together."""
    tally = Tally()
    for path in readings:
        reading = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        article = Article(text, dt.date.fromisoformat(reading["published"]), reading["outlet"])
        tally.add("reports")
        _score(reading["incidents"], code_article(article, gazetteer=geocoder).drafts, tally)
    return tally.measures()


def _score(true: Sequence[Mapping[str, Any]], drafts: Sequence[IncidentDraft], tally: Tally) -> None:
    pairs = _paired(true, drafts)
    told = [number for number, incident in enumerate(true) if incident["primary"]]
    tally.add("inc_true", len(told))
    tally.add("fig_true", sum(len(_true_figures(true[number])) for number in told))
    tally.add("inc_hit", sum(number in pairs.values() for number in told))
    for number, draft in enumerate(drafts):
        incident = true[pairs[number]] if number in pairs else None
        if incident is not None and not incident["primary"]:
            continue  # a recap that is found is neither right nor wrong
        tally.add("inc_pred")
        tally.add("fig_pred", len(_figures(draft)))
        tally.add("place_pred", len(_scenes(draft)))
        if incident is not None:
            _score_incident(incident, draft, tally)


def _score_incident(incident: Mapping[str, Any], draft: IncidentDraft, tally: Tally) -> None:
    figures, wanted = _figures(draft), _true_figures(incident)
    hits, sides = _matches(figures, wanted)
    tally.add("fig_hit", hits)
    tally.add("fig_side", sides)
    placed = any(place["role"] == "event" for place in incident["places"])
    good = sum(_is_there(scene, incident) for scene in _scenes(draft))
    tally.add("place_good", good)
    tally.add("place_true", placed)
    tally.add("place_hit", placed and good > 0)
    attacker = draft.attacker.side.value == _SIDES.get(incident["attacker"], "unidentified")
    tally.add("att_n")
    tally.add("att_ok", attacker)
    dated = _score_date(incident, draft, tally)
    counted = hits == len(wanted) == len(figures) == sides
    tally.add("whole", counted and (good > 0 or not placed) and attacker and dated)


def _score_date(incident: Mapping[str, Any], draft: IncidentDraft, tally: Tally) -> bool:
    width = (draft.date.end - draft.date.start).days + 1
    days = _days(incident)
    if days is None:
        tally.add("invented", width < OPEN_DAYS)
        return True
    contained = draft.date.start <= days[0] and days[1] <= draft.date.end
    tally.add("date_n")
    tally.add("date_ok", contained)
    tally.widths.append(width)
    return contained


def _paired(true: Sequence[Mapping[str, Any]], drafts: Sequence[IncidentDraft]) -> dict[int, int]:
    """Pair drafts with incidents, the best fit first: by draft's number the incident's number."""
    fits = sorted(
        (
            (fit, number, which)
            for number, draft in enumerate(drafts)
            for which, incident in enumerate(true)
            if (fit := _fit(incident, draft)) is not None
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for _, number, which in fits:
        if number not in pairs and which not in pairs.values():
            pairs[number] = which
    return pairs


def _fit(incident: Mapping[str, Any], draft: IncidentDraft) -> float | None:
    """How well a draft fits an incident; None where neither a figure nor the place agrees."""
    wanted = _true_figures(incident)
    hits, _ = _matches(_figures(draft), wanted)
    placed = any(_is_there(scene, incident) for scene in _scenes(draft))
    days = _days(incident)
    dated = days is not None and draft.date.start <= days[1] and days[0] <= draft.date.end
    if not hits and (not placed or (wanted and not dated)):
        return None
    return 2 * (hits > 0) + hits + 1.5 * placed + dated


def _figures(draft: IncidentDraft) -> list[Figure]:
    return [
        Figure(toll.outcome.value, toll.low, toll.side.value)
        for toll in draft.tolls
        if toll.low and toll.outcome in _SCORED.values()
    ]


def _true_figures(incident: Mapping[str, Any]) -> list[Figure]:
    return [
        Figure(outcome.value, victims[key], _side(victims["group"]))
        for victims in incident["victims"]
        for key, outcome in _SCORED.items()
        if victims[key]
    ]


def _side(group: str) -> str | None:
    return None if group in _ANY_SIDE else _SIDES.get(group, "unidentified")


def _matches(figures: Sequence[Figure], wanted: Sequence[Figure]) -> tuple[int, int]:
    """Count the figures with the right number, and those of them with the right side."""
    left = list(wanted)
    hits = sides = 0
    for figure in figures:
        same = [want for want in left if (want.outcome, want.number) == (figure.outcome, figure.number)]
        if not same:
            continue
        best = next((want for want in same if want.side in {None, figure.side}), same[0])
        left.remove(best)
        hits += 1
        sides += best.side in {None, figure.side}
    return hits, sides


def _scenes(draft: IncidentDraft) -> list[PlaceDraft]:
    return [place for place in draft.places if place.role is PlaceRole.EVENT]


def _is_there(scene: PlaceDraft, incident: Mapping[str, Any]) -> bool:
    """Whether a scene is a true one: near enough, or of the same name where either has no position."""
    return any(_is_place(scene, place) for place in incident["places"] if place["role"] == "event")


class _Point(NamedTuple):
    """A position in WGS84 degrees."""

    latitude: float
    longitude: float


def _is_place(scene: PlaceDraft, place: Mapping[str, Any]) -> bool:
    if scene.latitude is not None and scene.longitude is not None and place["lat"] is not None:
        apart = distance_km(_Point(scene.latitude, scene.longitude), _Point(place["lat"], place["lon"]))
        return apart <= max(NEAR_KM, place["tol_km"] or 0.0)
    first, second = name_key(scene.name), name_key(place["name"])
    return bool(first and second) and (first in second or second in first)


def _days(incident: Mapping[str, Any]) -> tuple[dt.date, dt.date] | None:
    if not incident["date"]:
        return None
    first, _, last = incident["date"].partition("/")
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
