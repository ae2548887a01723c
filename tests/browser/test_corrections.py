"""The log of corrections in a browser: a change of the store shows in it, first, and leads to its incident on the map."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from geo.desk.revising import edit, withdraw
from geo.store import open_store
from tests.browser.driving import KIFRI, KULAJO, PHONE, Dashboard
from tests.conftest import OfflinePage, running_app
from tests.desk_samples import editor


@pytest.fixture(scope="module")
def own_app(tmp_path_factory):
    """An app of its own, and its store: what is changed here is seen by no other test."""
    folder = tmp_path_factory.mktemp("corrections")
    with running_app(folder) as address, open_store(f"sqlite:///{folder / 'store.sqlite'}") as store:
        yield address, store


@pytest.fixture
def open_page(browser, own_app):
    opened = []

    def open_one(address, **options):
        context = browser.new_context(**{"base_url": own_app[0], **options})
        reader = OfflinePage(context.new_page(), own_app[0])
        reader.watch(context)
        opened.append(Dashboard(reader))
        return opened[-1].open(address)

    yield open_one
    for dashboard in opened:
        assert dashboard.faults == []
        dashboard.page.context.close()


def entries(dashboard):
    return dashboard.page.locator("article.sl-correction")


def change_title(store, title, *, reason):
    version = store.version("incident", KIFRI)
    return edit(store, editor("Grace"), KIFRI, {"title": title}, version=version, reason=reason)


def test_a_change_stands_first_in_the_log_and_leads_to_its_incident(own_app, open_page):
    _, store = own_app
    change_title(store, "Attack at Kifri", reason="A shorter title.")
    withdraw(store, editor("Ada"), KULAJO, version=store.version("incident", KULAJO), reason="Not confirmed.")
    number = change_title(store, "Night attack at Kifri", reason="The hour matters.")
    log = open_page("/corrections")
    expect(entries(log)).to_have_count(3)
    newest = entries(log).first
    expect(newest.locator(".sl-kicker")).to_have_text(re.compile(rf"^Revision {number} · .* UTC · Grace$"))
    expect(newest.get_by_role("heading", level=3)).to_have_text("The hour matters.")
    expect(newest.locator("del")).to_have_text("Attack at Kifri")
    expect(newest.locator("ins")).to_have_text("Night attack at Kifri")
    expect(entries(log).nth(1)).to_contain_text("published → withdrawn")
    expect(log.page.get_by_text(store.revisions()[-1].digest)).to_be_visible()
    shows = log.page.get_by_role("button", name="Show on the map")
    expect(shows).to_have_count(2)  # and none for the incident that is withdrawn
    shows.first.click()
    log.links_to(rf"incident={KIFRI}")
    expect(log.panel_title).to_have_text("Night attack at Kifri")


def test_the_log_fits_a_phone(own_app, open_page):
    _, store = own_app
    change_title(
        store, "An attack whose title is much longer than a phone is wide, in the dark at Kifri", reason="Longer."
    )
    log = open_page("/corrections", viewport=PHONE)
    expect(entries(log).first).to_contain_text("Longer.")
    main = log.page.get_by_test_id("stMain")
    assert main.evaluate("(element) => element.scrollWidth - element.clientWidth") <= 0
