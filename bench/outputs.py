"""Measures what leaves the dashboard: a map for print, files of a large view, the static site; each in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.dataset import synthetic_records
from bench.designs import ROOT
from bench.work import PRINT
from geo.store import open_store

RUNS = 3
TIMES = 3  # in each process, the first of them counted by itself
SITE = "site"
SITE_TIMEOUT_S = 300


@dataclass(frozen=True)
class Output:
    """Something that is made.

    Attributes:
        part: what `--parts` calls it.
        work: what `bench.work` calls it.
        goal_ms: for the median on a machine with 2 cores without other work, the first time of a process included.
    """

    part: str
    label: str
    work: str
    incidents: int
    goal_ms: float


OUTPUTS = (
    Output("prints", "print map 1200 x 675", PRINT, 1_000, 1_500),
    Output("files", "CSV", "csv", 10_000, 1_000),
    Output("files", "GeoJSON", "geojson", 10_000, 1_000),
    Output("site", "static site", SITE, 1_000, 20_000),
)
PARTS = tuple(dict.fromkeys(output.part for output in OUTPUTS))


@dataclass
class Measured:
    """The times of one output in milliseconds: the first of each process, and those that follow."""

    output: Output
    first: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)


def measure_outputs(parts: Sequence[str], *, tell: Callable[[str], None]) -> list[Measured]:
    """Measure the outputs of these parts, one after the other; one whose command is not there has no times."""
    found = []
    for output in (output for output in OUTPUTS if output.part in parts):
        tell(f"{output.label}, {output.incidents:,} incidents: {RUNS} processes")
        found.append(_measure_site(output) if output.work == SITE else _measure_work(output))
    return found


def table(found: Sequence[Measured]) -> str:
    """One line for each output."""
    lines = [f"{'incidents':>9}  {'output':<24} {'first':>7} {'later':>7} {'goal':>7}"]
    lines += [
        f"{m.output.incidents:>9,}  {m.output.label:<24} {_cell(m.first)} {_cell(m.later)} {m.output.goal_ms:>7,.0f}"
        for m in found
    ]
    return "\n".join(lines)


def verdicts(found: Sequence[Measured]) -> list[str]:
    """Say of each output whether the goal is met."""
    return [f"{m.output.label}: {_verdict(m)}" for m in found]


def as_json(found: Sequence[Measured]) -> list[dict[str, Any]]:
    """Every single time."""
    return [
        {
            "output": m.output.label,
            "incidents": m.output.incidents,
            "first": [round(value, 1) for value in m.first],
            "later": [round(value, 1) for value in m.later],
            "goal": m.output.goal_ms,
            "met": bool(m.first) and median(m.first) <= m.output.goal_ms,
        }
        for m in found
    ]


def _measure_work(output: Output) -> Measured:
    found = Measured(output)
    for _ in range(RUNS):
        command = [sys.executable, "-m", "bench.work", output.work, str(output.incidents), str(TIMES)]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        first, *later = json.loads(done.stdout)
        found.first.append(first)
        found.later += later
    return found


def _measure_site(output: Output) -> Measured:
    """The whole command, from the shell's point of view; nothing where there is no such command."""
    found = Measured(output)
    with tempfile.TemporaryDirectory(prefix="seamline-bench-") as folder:
        address = f"sqlite:///{Path(folder) / 'store.sqlite'}"
        with open_store(address) as store:
            store.write(synthetic_records(output.incidents), author="bench", reason="Synthetic incidents")
        environment = {**os.environ, "SEAMLINE_DATABASE_URL": address}
        for run in range(RUNS):
            command = [sys.executable, "-m", "geo", SITE, str(Path(folder) / f"site-{run}")]
            start = time.perf_counter()
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=SITE_TIMEOUT_S
            )
            if done.returncode != 0 and "invalid choice" in done.stderr:
                return found
            if done.returncode != 0:
                raise RuntimeError(f"expected `python -m geo site` to write a site, got {done.stderr[-2000:]}")
            found.first.append((time.perf_counter() - start) * 1000)
    return found


def _cell(times: Sequence[float]) -> str:
    return f"{median(times):>7,.0f}" if times else f"{'-':>7}"


def _verdict(found: Measured) -> str:
    if not found.first:
        return f"not measured: there is no command `python -m geo {SITE}` yet"
    took, goal = median(found.first), found.output.goal_ms
    return f"{'met' if took <= goal else 'NOT MET'}: median {took:,.0f} ms for the first, goal at most {goal:,.0f} ms"
