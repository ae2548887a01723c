"""The desk as an editor uses it: a report is pasted, a field corrected, the incident published, and found again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driving import Dashboard
from tests.conftest import DESKTOP, OfflinePage, running_app

REPORT = """Roadside bomb kills two near Kifri

A roadside bomb planted by ISIS militants killed two Peshmerga and wounded three others near Kifri on Thursday morning, the Peshmerga ministry said in a statement.

ISIS militants often plant bombs on the roads of the area, residents say.
"""


class Desk(Dashboard):
    """The desk in one editor's browser."""

    def open(self, address="/desk"):
        self.page.goto(address)
        expect(self.page.get_by_role("heading", name="Desk", level=1)).to_be_visible()
        return self.settled()

    def tab(self, name):
        self.page.get_by_role("tab", name=name).click()
        return self.settled()

    def way(self, name):
        self.page.get_by_role("radio", name=name, exact=True).click()
        return self.settled()

    def give(self, *, text=None, outlet="Test Wire", day="20230615", title="", url=""):
        """Fill the form of a new item and send it."""
        if text is not None:
            self.page.get_by_role("textbox", name="Text of the article").fill(text)
        self.page.get_by_role("textbox", name="Outlet").fill(outlet)
        self.page.get_by_role("textbox", name="Title, if it has one").fill(title)
        self.page.get_by_role("textbox", name="Address, if it has one").fill(url)
        if day:
            days = self.page.get_by_role("group", name="Day of publication")
            days.get_by_role("spinbutton", name="year").click()
            self.page.keyboard.type(day)
        return self.press(re.compile("^(Read it into drafts|Start an entry)$"))

    def press(self, name, *, within=None):
        (within or self.page).get_by_role("button", name=name, exact=isinstance(name, str)).first.click()
        return self.settled()

    def card(self, number):
        """The card of a draft, by its number on the page."""
        return self.page.locator("[class*='st-key-card-']").nth(number - 1)

    def correct(self, number, field):
        self.card(number).locator(f"[class*='st-key-edit-'][class*='-{field}'] button").click()
        return self.settled()

    def says(self, words):
        expect(self.page.get_by_test_id("stAlert").filter(has_text=words).first).to_be_visible()

    def paste(self, text=REPORT, **values):
        return self.open().tab("New").give(text=text, **values)


@pytest.fixture(scope="module")
def desk_url(tmp_path_factory):
    """An app of its own: what is published here is in no other test's way."""
    with running_app(tmp_path_factory.mktemp("desk")) as address:
        yield address


@pytest.fixture
def open_desk(browser, desk_url):
    opened = []

    def open_one(**options):
        context = browser.new_context(**({"viewport": DESKTOP, "base_url": desk_url} | options))
        reader = OfflinePage(context.new_page(), desk_url)
        reader.watch(context)
        opened.append(Desk(reader))
        return opened[-1]

    yield open_one
    faults = [desk.faults for desk in opened]
    for desk in opened:
        desk.page.context.close()
    assert not any(faults)


@pytest.fixture
def desk(open_desk):
    return open_desk()


def test_a_pasted_report_is_corrected_published_seen_on_the_map_and_found_in_its_history(desk, open_desk):
    desk.paste(title="Roadside bomb near Kifri", url="https://example.org/kifri-bomb")
    card = desk.card(1)
    expect(card).to_contain_text("15 June 2023")
    expect(card).to_contain_text("2 killed (Peshmerga)")
    desk.correct(1, "title")
    desk.page.get_by_role("textbox", name="Title", exact=True).fill("Roadside bomb on the road to Kifri")
    desk.press("Save")
    expect(card.locator("h3")).to_have_text("Roadside bomb on the road to Kifri")
    expect(card).to_contain_text("Corrected; the coding says")
    desk.says("Not yet: expected a decision on every draft")
    desk.press("Accept", within=card)
    expect(card).to_contain_text("accepted")
    desk.page.get_by_role("textbox", name="Why is it published?").fill("New report of the day")
    desk.press("Publish")
    desk.says("Published as edition 2")
    desk.press(re.compile("^On the map: Roadside bomb"))
    expect(desk.panel_title).to_have_text("Roadside bomb on the road to Kifri")
    incident = next(value for key, value in desk.settled().query if key == "incident")
    assert incident in desk.marks
    reader = open_desk()
    reader.page.goto(f"/?incident={incident}")
    expect(reader.panel_title).to_have_text("Roadside bomb on the road to Kifri")
    assert incident in reader.marks
