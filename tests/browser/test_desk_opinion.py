"""A second opinion at the desk: a real endpoint that lies, and what an editor sees of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_desk import Desk
from tests.conftest import DESKTOP, OfflinePage, running_app
from tests.fetch_site import once
from tests.test_opinions import KIFRI, KULAJO, TEXT, environment, running, says

LIE = {
    **KIFRI,
    "date": [*KIFRI["date"], *KULAJO["date"]],
    "figures": [{"quote": "five Peshmerga were killed", "number": 14}, {"quote": "nine hundred died", "number": 900}],
}


@pytest.fixture
def desk(browser, tmp_path):
    with running(once(says(LIE, KULAJO))) as endpoint, running_app(tmp_path, environment=environment(endpoint)) as url:
        context = browser.new_context(viewport=DESKTOP, base_url=url)
        reader = OfflinePage(context.new_page(), url)
        reader.watch(context)
        yield Desk(reader)
        assert reader.outside == []
        context.close()


def test_an_editor_asks_sees_what_was_dropped_and_nothing_is_taken_over(desk):
    desk.paste(text=TEXT, day="20211201")
    before = desk.card(1).locator("dl").all_inner_texts()
    desk.page.get_by_text("Second opinion", exact=True).click()
    expect(desk.page.get_by_text("The article's text is sent to 127.0.0.1")).to_be_visible()
    # A button that still moves while its box opens is not where the click lands.
    box = desk.page.locator("details").filter(has_text="Second opinion")
    box.evaluate("(node) => Promise.all(node.getAnimations({ subtree: true }).map(({ finished }) => finished))")
    desk.press("Ask for a second opinion")
    dropped = desk.page.locator(".sl-aside").filter(has_text="nine hundred died")
    expect(dropped).to_contain_text("“five Peshmerga were killed”: the quote has no number 14")
    expect(dropped).to_contain_text("“nine hundred died”: the quote is not in the article")
    expect(desk.page.locator(".sl-aside").filter(has_text="the quotes stand in paragraphs")).to_be_visible()
    assert desk.card(1).locator("dl").all_inner_texts() == before
