"""What the browser tests of the dashboard share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.driving import Dashboard
from tests.conftest import DESKTOP, OfflinePage

# A rerun takes a tenth of a second; a machine that is busy with something else gets its time.
expect.set_options(timeout=20_000)


@pytest.fixture
def open_dashboard(open_offline_page) -> Iterator[Callable[..., Dashboard]]:
    """Open the dashboard as one more reader; at the end nothing may have failed, and nothing been asked outside."""
    opened: list[Dashboard] = []

    def open_one(address: str = "/", **options: object) -> Dashboard:
        dashboard = Dashboard(open_offline_page(**options))
        opened.append(dashboard)
        return dashboard.open(address)

    yield open_one
    for dashboard in opened:
        assert dashboard.faults == []


@pytest.fixture
def home(open_dashboard) -> Dashboard:
    """The dashboard's home, opened by one reader at a desktop."""
    return open_dashboard()


@pytest.fixture(scope="module")
def open_shared_dashboard(browser: Browser, app_url: str) -> Iterator[Callable[[str], Dashboard]]:
    """Open the dashboard once for those tests of a module that only look at it."""
    opened: list[Dashboard] = []

    def open_one(address: str = "/") -> Dashboard:
        context = browser.new_context(viewport=DESKTOP, base_url=app_url)
        reader = OfflinePage(context.new_page(), app_url)
        reader.watch(context)
        opened.append(Dashboard(reader))
        return opened[-1].open(address)

    yield open_one
    for dashboard in opened:
        dashboard.page.context.close()
        assert dashboard.reader.outside == []
