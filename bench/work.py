"""One piece of work in a process of its own, timed: `python -m bench.work csv 10000` prints milliseconds as JSON.

The first time is that of a process that has just read its data; the others follow in the same process.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import sys
import time
from collections.abc import Callable

from bench.dataset import synthetic_records
from geo.exports import EXPORTS, about_view
from geo.exports.collecting import without_collecting
from geo.filters import Filter
from geo.prints import About, PrintSpec, print_map
from geo.records import Dataset
from geo.view import prepare, view_of

AT = dt.datetime(2024, 12, 31, tzinfo=dt.UTC)
PRINT = "print"


def main(arguments: list[str]) -> int:
    name, size, times = arguments[0], int(arguments[1]), int(arguments[2])
    dataset = Dataset.of(synthetic_records(size))
    work = _print if name == PRINT else _writing(name)
    # As the application does at its start: it counts its data, and does not look it through for garbage again and again.
    prepare(dataset)
    gc.collect()
    gc.freeze()
    print(json.dumps([_timed(work, dataset) for _ in range(times)]))
    return 0


def _timed(work: Callable[[Dataset], object], dataset: Dataset) -> float:
    start = time.perf_counter()
    work(dataset)
    return (time.perf_counter() - start) * 1000


def _writing(name: str) -> Callable[[Dataset], object]:
    """All that a route does for a file: the view, the words about it with its tolls, the bytes."""

    def write(dataset: Dataset) -> object:
        view = view_of(dataset, Filter())
        with without_collecting():
            return EXPORTS[name].write(view, about=about_view(view, edition=1, edition_at=AT))

    return write


def _print(dataset: Dataset) -> object:
    return print_map(view_of(dataset, Filter()), PrintSpec(preset="article"), about=About(edition=1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
