"""Tolls prepared for the browser: what `geo.tolls` has worked out once, so that a script only adds up a selection.

Which accounts are used never depends on the selection (`geo.tolls`), so it is decided here. `static/tolls.js` is left
with sums, and with the lowest and highest of them; a test holds its results against those of the view.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.tolls import Joined, Reading, Tally, Toll
from geo.view import View
from geo.vocabulary import Outcome


def prepared_tolls(view: View, outcome: Outcome) -> dict[str, Any]:
    """The tolls of one outcome over any selection of the view's incidents, which are named by their place in it.

    `single` holds for each incident its own toll where no other incident of the view is joined to it, else None.
    `joined` holds, for each set of incidents joined by shared figures, the readings whose lowest and highest sums make
    the toll.
    """
    place = {incident.id: number for number, incident in enumerate(view.incidents)}
    tally = Tally(view.claims, outcome=outcome)
    single: list[list[int | bool] | None] = [None] * len(place)
    joined: list[dict[str, Any]] = []
    for part in tally.joined:
        inside = sorted(place[i] for i in part.scope if i in place)
        if len(inside) == 1:
            single[inside[0]] = _columns(tally.toll({view.incidents[inside[0]].id}))
        elif inside:
            joined.append(_joined(part, place, inside=inside))
    joined.sort(key=lambda found: found["scope"])
    return {"single": single, "joined": joined}


def _joined(part: Joined, place: Mapping[str, int], *, inside: list[int]) -> dict[str, Any]:
    return {
        "scope": inside,
        "known": sorted(place[i] for i in part.known if i in place),
        "readings": [_reading(reading, place) for reading in part.readings],
    }


def _reading(reading: Reading, place: Mapping[str, int]) -> dict[str, Any]:
    """One account: its claims, what others say of the incidents that it leaves out, and those of which nobody speaks.

    A claim is its low end, its high end, the incidents of the view that it speaks of, and whether these are all.
    """
    return {
        "claims": [
            [c.low, c.high, [place[i] for i in c.incident_ids if i in place], all(i in place for i in c.incident_ids)]
            for c in reading.account.claims
            if any(i in place for i in c.incident_ids)
        ],
        "others": [[place[i], _columns(toll)] for i, toll in reading.others.items() if i in place],
        "uncovered": sorted(place[i] for i in reading.uncovered if i in place),
    }


def _columns(toll: Toll) -> list[int | bool]:
    return [toll.low, toll.stated_high, toll.open, toll.unknown, toll.stated]
