"""`python -m bench`: filter change to marks on screen, beside two other designs, then what leaves the dashboard."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from bench import outputs
from bench.measure import MOST_REPEATS, Series, measure
from bench.report import GOALS_MS, as_json, table, verdicts

CHANGES = "changes"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    load_before, start = os.getloadavg(), time.monotonic()
    print(f"{os.cpu_count()} cores, load before the start {load_before[0]:.1f}; other work makes all figures larger")
    found = _measure_changes(options.sizes, repeats=options.repeats) if CHANGES in options.parts else []
    made = outputs.measure_outputs(options.parts, tell=print)
    if made:
        print("\nMilliseconds, medians: the first time in a process that has read its data, and later times in it:\n")
        print(outputs.table(made))
        print("\nGoal of the median, on 2 cores without other work:")
        print("\n".join(outputs.verdicts(made)))
    seconds = time.monotonic() - start
    print(f"{seconds:.0f} s in all")
    if options.json:
        content = as_json(found, load_before=load_before, seconds=seconds) | {"outputs": outputs.as_json(made)}
        options.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return 0


def _measure_changes(sizes: list[int], *, repeats: int) -> list[Series]:
    found = measure(sizes, repeats=repeats, tell=print)
    print(f"\nMilliseconds from the click on a day to the new marks on screen, {repeats} changes each:\n")
    print(table(found))
    print("\nGoal of the median, on 2 cores without other work:")
    print("\n".join(verdicts(found)))
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure filter changes and outputs.")
    parts = (CHANGES, *outputs.PARTS)
    parser.add_argument("--parts", nargs="+", choices=parts, default=list(parts), help="what to measure")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(GOALS_MS), help="numbers of incidents")
    parser.add_argument("--repeats", type=_repeats, default=15, help=f"changes measured, 1 to {MOST_REPEATS}")
    parser.add_argument("--json", type=Path, help="write the result to this file, too")
    return parser


def _repeats(text: str) -> int:
    if not (text.isdigit() and 1 <= int(text) <= MOST_REPEATS):
        raise argparse.ArgumentTypeError(f"expected a number from 1 to {MOST_REPEATS}, got {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
