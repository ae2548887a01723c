"""Turns measured series into the table that is printed and the JSON that is kept."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from statistics import median
from typing import Any

from bench.designs import NAIVE, PYDECK, SEAMLINE
from bench.measure import Series

GOALS_MS: Mapping[int, int] = {30: 100, 1_000: 150}
"""The median that Seamline is to stay under on a machine with 2 cores, by number of incidents."""

_PACKAGES = ("streamlit", "folium", "streamlit-folium", "pydeck", "playwright")


def table(found: Sequence[Series]) -> str:
    """One line for each design and number of incidents; the ratio is how many times Seamline's median it takes."""
    lines = [f"{'incidents':>9}  {'design':<24} {'min':>7} {'median':>7} {'max':>7} {'ratio':>6} {'kB':>7}"]
    lines += [
        f"{s.incidents:>9,}  {s.design.label:<24} {min(s.milliseconds):>7,.0f} {median(s.milliseconds):>7,.0f} "
        f"{max(s.milliseconds):>7,.0f} {_ratio(found, s):>6.2f} {median(s.kilobytes):>7,.0f}"
        for s in found
    ]
    return "\n".join(lines)


def verdicts(found: Sequence[Series]) -> list[str]:
    """Say of each number of incidents whether the goal is met."""
    return [
        f"{verdict['incidents']:,} incidents: {'met' if verdict['met'] else 'NOT MET'}: {verdict['words']}"
        for verdict in _verdicts(found)
    ]


def as_json(found: Sequence[Series], *, load_before: tuple[float, ...], seconds: float) -> dict[str, Any]:
    """Everything measured, with what it was measured on."""
    return {
        "machine": {"cores": os.cpu_count(), "load_before": list(load_before), "python": platform.python_version()},
        "versions": {name: version(name) for name in _PACKAGES},
        "seconds": round(seconds, 1),
        "series": [
            {
                "design": s.design.name,
                "incidents": s.incidents,
                "milliseconds": [round(value, 1) for value in s.milliseconds],
                "min": round(min(s.milliseconds), 1),
                "median": round(median(s.milliseconds), 1),
                "max": round(max(s.milliseconds), 1),
                "ratio_to_seamline": round(_ratio(found, s), 3),
                "kilobytes": round(median(s.kilobytes), 1),
            }
            for s in found
        ],
        "goals": _verdicts(found),
    }


def _verdicts(found: Sequence[Series]) -> list[dict[str, Any]]:
    medians = {(s.design, s.incidents): median(s.milliseconds) for s in found}
    return [
        _verdict(size, own, naive=medians.get((NAIVE, size)), pydeck=medians.get((PYDECK, size)))
        for (design, size), own in medians.items()
        if design is SEAMLINE
    ]


def _verdict(size: int, own: float, *, naive: float | None, pydeck: float | None) -> dict[str, Any]:
    goal = GOALS_MS.get(size)
    held = [own < limit for limit in (goal, pydeck) if limit is not None]
    words = [f"median {own:,.0f} ms"]
    words += [f"goal under {goal} ms"] if goal else []
    words += [f"{own / pydeck:.2f} of pydeck's {pydeck:,.0f} ms, goal under 1"] if pydeck else []
    words += [f"{own / naive:.2f} of the naive app's {naive:,.0f} ms"] if naive else []
    return {"incidents": size, "met": all(held), "words": ", ".join(words)}


def _ratio(found: Sequence[Series], series: Series) -> float:
    own = next((s for s in found if s.design is SEAMLINE and s.incidents == series.incidents), series)
    return median(series.milliseconds) / median(own.milliseconds)
