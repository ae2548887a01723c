"""`python -m bench`: filter change to marks on screen, beside two other designs, in one run."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from bench.measure import MOST_REPEATS, measure
from bench.report import GOALS_MS, as_json, table, verdicts


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    load_before, start = os.getloadavg(), time.monotonic()
    print(f"{os.cpu_count()} cores, load before the start {load_before[0]:.1f}; other work makes all figures larger")
    found = measure(options.sizes, repeats=options.repeats, tell=print)
    seconds = time.monotonic() - start
    print(f"\nMilliseconds from the click on a day to the new marks on screen, {options.repeats} changes each:\n")
    print(table(found))
    print("\nGoal of the median, on 2 cores without other work:")
    print("\n".join(verdicts(found)))
    print(f"{seconds:.0f} s in all")
    if options.json:
        content = as_json(found, load_before=load_before, seconds=seconds)
        options.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure filter change to marks on screen.")
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
