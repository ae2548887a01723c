"""One page after the other: what the page that was left still has to say changes nothing on the next."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.driving import Dashboard
from tests.browser.wire import Wire


def test_a_report_of_the_map_beside_the_step_to_another_page_empties_nothing(open_offline_page):
    reader = open_offline_page()
    wire = Wire(reader.page)
    dashboard = Dashboard(reader).open("/")
    report = wire.held_back(dashboard.frame.get_by_role("button", name="Zoom in").click)
    step = wire.held_back(reader.page.get_by_role("link", name="Corrections", exact=True).click)
    home, corrections = (message.rerun_script.page_script_hash for message in (report, step))
    assert report.rerun_script.fragment_id
    assert home != corrections
    before = len(wire.pages_begun)
    wire.hand_in(step, report)
    heading = reader.page.get_by_role("heading", name="Corrections", level=1)
    expect(heading).to_be_visible()
    dashboard.settled()
    wire.hand_in(step)  # its answer comes after all that the report could have begun
    dashboard.settled()
    assert set(wire.pages_begun[before:]) == {corrections}
    expect(heading).to_be_visible()


def test_after_a_page_has_led_on_to_the_map_its_reports_are_heard(open_dashboard):
    dashboard = open_dashboard("/sources")
    dashboard.page.locator('[class*="st-key-vague"] button').first.click()
    expect(dashboard.panel_title).to_be_visible()
    dashboard.settled()
    dashboard.frame.get_by_role("button", name="Zoom in").click()
    dashboard.links_to("at=")
