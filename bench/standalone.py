"""How large the standalone map is and how long it takes to write: `python -m bench.standalone`.

Prints one line for each size; the records of 22 incidents are the starter data, the larger sets are made up.
"""

from __future__ import annotations

import datetime as dt
import gzip
import time
from collections.abc import Iterable
from dataclasses import replace

from bench.dataset import synthetic_records
from geo.exports import about_view
from geo.exports.html_file import write_html
from geo.exports.html_page import standalone_parts
from geo.filters import Filter
from geo.importers.starter import load_starter
from geo.layers.files import typeface_file
from geo.records import Dataset
from geo.view import View, view_of

SIZES = (1_000,)
EDITION_AT = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)


def main() -> None:
    starter = load_starter()
    print("| incidents | file | gzip | first writing, CPU time | again |\n|---|---|---|---|---|")
    for dataset in _datasets(starter):
        view = view_of(dataset, Filter())
        first, _ = _timed(view)
        again, body = _timed(view)
        sizes = f"{len(body) / 1000:,.0f} kB | {len(gzip.compress(body)) / 1000:,.0f} kB"
        print(f"| {len(view.incidents):,} | {sizes} | {first * 1000:,.0f} ms | {again * 1000:,.0f} ms |")
    for name, size in standalone_parts().items():
        print(f"{name}: {size / 1000:,.0f} kB")
    print(f"typeface, were it in the file: {typeface_file().stat().st_size * 4 / 3000:,.0f} kB")


def _datasets(starter: Dataset) -> Iterable[Dataset]:
    yield starter
    for size in SIZES:
        yield Dataset.of(synthetic_records(size))


def _timed(view: View) -> tuple[float, bytes]:
    # A view of its own: what an earlier one has counted is counted anew.
    fresh = replace(view)
    start = time.process_time()
    body = write_html(fresh, about=about_view(fresh, edition=1, edition_at=EDITION_AT))
    return time.process_time() - start, body


if __name__ == "__main__":
    main()
