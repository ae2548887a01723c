"""Measures filter change to marks on screen: a real browser, a real page, a real click on a day in the calendar."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from bench.dataset import first_days, synthetic_records
from bench.designs import DESIGNS, Design, serving
from geo.filters import Filter
from geo.records import Dataset
from geo.store import open_store
from geo.view import view_of

WARM_UP = 3
MOST_REPEATS = len(first_days()) - WARM_UP - 1
CHANGE_TIMEOUT_MS = 60_000
SCREEN = {"width": 1366, "height": 768}
# Without a graphics card Chromium draws WebGL by SwiftShader; the flags are the same for all designs.
CHROMIUM_FLAGS = (
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_RECORDER = Path(__file__).resolve().parent / "recorder.js"
_MARK = "seamline-bench "


@dataclass
class Series:
    """The times of one design with one number of incidents.

    Attributes:
        milliseconds: from letting go of the mouse on a day to the end of the frame that shows the new marks.
        kilobytes: what the server sent between the two.
    """

    design: Design
    incidents: int
    milliseconds: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """A page that shows a design, and what its recorder has noted."""

    design: Design
    page: Page
    notes: list[Mapping[str, Any]]

    def show(self, address: str, *, day: dt.date, marks: int) -> None:
        with self._painted(marks):
            self.page.goto(f"{address}/?from={day}")

    def change(self, day: dt.date, *, marks: int) -> tuple[float, float]:
        """Choose the first day of the period; give milliseconds until `marks` are on screen, and kilobytes received."""
        self.page.locator('[data-testid="stDateInput"] [data-type="day"]').first.click()
        choice = self.page.locator(f'[role="grid"] [aria-label="{day:%A, %B} {day.day}, {day.year}"]')
        choice.hover()
        before = self._bytes()
        self.notes.clear()
        with self._painted(marks) as painted:
            choice.click()
        pressed = next(note["at"] for note in self.notes if note["kind"] == "input")
        return painted()["painted"] - pressed, (self._bytes() - before) / 1000

    @contextmanager
    def _painted(self, marks: int) -> Iterator[Callable[[], Mapping[str, Any]]]:
        def is_wanted(message: ConsoleMessage) -> bool:
            note = _note(message)
            return note is not None and note["kind"] == self.design.sign and note["number"] == marks

        with self.page.expect_console_message(is_wanted, timeout=CHANGE_TIMEOUT_MS) as message:
            yield lambda: _note(message.value) or {}

    def _bytes(self) -> int:
        return int(self.page.evaluate("() => window.seamlineBenchBytes"))


def measure(
    sizes: Sequence[int], *, repeats: int, designs: Sequence[Design] = DESIGNS, tell: Callable[[str], None]
) -> list[Series]:
    """Measure all designs, one after the other on the same days.

    One page is open at a time, as it is for a reader: what a design still does when its marks are on screen, and what it
    does all the time, is not counted against the others.
    """
    with tempfile.TemporaryDirectory(prefix="seamline-bench-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=CHROMIUM_FLAGS)
        return [
            series
            for size in sizes
            for series in _measure_size(browser, size, repeats=repeats, designs=designs, folder=Path(folder), tell=tell)
        ]


def _measure_size(
    browser: Browser,
    size: int,
    *,
    repeats: int,
    designs: Sequence[Design],
    folder: Path,
    tell: Callable[[str], None],
) -> list[Series]:
    found = [Series(design, size) for design in designs]
    tell(f"{size:,} incidents: writing a store and starting {len(designs)} servers")
    store, marks = _stored(size, folder)
    with ExitStack() as stack:
        logs = [store.with_name(f"{store.stem}-{design.name}.log") for design in designs]
        addresses = [
            stack.enter_context(serving(design, store=store, log=log))
            for design, log in zip(designs, logs, strict=True)
        ]
        days = list(marks.items())[: 1 + WARM_UP + repeats]
        for series, address in zip(found, addresses, strict=True):
            _measure_design(browser, series, address, days=days)
    return found


def _stored(size: int, folder: Path) -> tuple[Path, Mapping[dt.date, int]]:
    """Write a store; give its file, and how many marks are in view from each first day on."""
    path = folder / f"store-{size}.sqlite"
    records = synthetic_records(size)
    with open_store(f"sqlite:///{path}") as store:
        store.write(records, author="bench", reason="Synthetic incidents")
    dataset = Dataset.of(records)
    return path, {day: len(view_of(dataset, Filter(date_from=day)).mapped) for day in first_days()}


def _measure_design(browser: Browser, series: Series, address: str, *, days: Sequence[tuple[dt.date, int]]) -> None:
    """Open a page, make the changes of the warm-up, then those that count."""
    context = browser.new_context(viewport=SCREEN, locale="en-US")
    context.add_init_script(path=_RECORDER)
    reader = Reader(series.design, context.new_page(), notes=[])
    reader.page.on("console", lambda message: (note := _note(message)) and reader.notes.append(note))
    (first, expected), *changes = days
    reader.show(address, day=first, marks=expected)
    for turn, (day, marks) in enumerate(changes):
        took_ms, received_kb = reader.change(day, marks=marks)
        if turn >= WARM_UP:
            series.milliseconds.append(took_ms)
            series.kilobytes.append(received_kb)
    context.close()


def _note(message: ConsoleMessage) -> Mapping[str, Any] | None:
    text = message.text
    return json.loads(text.removeprefix(_MARK)) if text.startswith(_MARK) else None


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    raise RuntimeError("expected Chromium, got none; install it, e.g. apt-get install chromium")
