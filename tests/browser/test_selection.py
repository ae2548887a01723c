"""One incident selected, by mark, block, row or line, by pointer and by keyboard: what its panel shows, and what else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driving import DARA, FRAME, KIFRI, PHONE, POINT, QARACHOGH
from tests.conftest import DESKTOP

KIFRI_TITLE, QARACHOGH_TITLE = "Attack on Peshmerga outside Kifri", "Attack on Khidirjija at the foot of Qarachogh"
RECORDS_AT = "(at) => L.seamline.scene.current._under(window.map.containerPointToLayerPoint(at)).length"
EVENT_POINT = """(id) => {
    const event = L.seamline.scene.current._data.events.find((event) => event.id === id);
    const at = window.map.latLngToContainerPoint([event.latitude, event.longitude]);
    return [at.x, at.y];
}"""
# Which parts of the list of records cannot be read or pressed: each is scrolled to, then looked up at its sides and middle.
HIDDEN_PARTS = """() => {
    const popup = document.querySelector(".seamline-popup"), frame = [window.innerWidth, window.innerHeight];
    return [...popup.querySelectorAll("button, .seamline-card > *, .seamline-more")].flatMap((part) => {
        part.scrollIntoView({ block: "nearest" });
        const { left, right, top, bottom } = part.getBoundingClientRect(), y = (top + bottom) / 2;
        const isInside = left >= 0 && top >= 0 && right <= frame[0] && bottom <= frame[1];
        const isOnTop = [left + 1, (left + right) / 2, right - 1].every((x) => {
            const found = document.elementFromPoint(x, y);
            return found !== null && (part.contains(found) || found.contains(part)) && popup.contains(found);
        });
        return isInside && isOnTop ? [] : [part.textContent];
    });
}"""
FOCUSED = """() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return [node.getAttribute("role") ?? node.tagName, node.getAttribute("aria-label") ?? node.innerText].join(" ");
}"""


@pytest.fixture(scope="module")
def seen(open_shared_dashboard):
    """One incident selected, for tests that only look at it."""
    dashboard = open_shared_dashboard(f"/?incident={QARACHOGH}")
    expect(dashboard.panel_title).to_contain_text(QARACHOGH_TITLE)
    return dashboard


def part(dashboard, name):
    """The panel's tab of that name, opened."""
    dashboard.page.get_by_role("tab", name=name).click()
    return dashboard.page.get_by_role("tabpanel", name=name)


def test_a_click_on_a_mark_shows_title_date_place_and_actors(home):
    home.click_mark(KIFRI)
    expect(home.panel_title).to_have_text(KIFRI_TITLE)
    home.links_to(f"incident={KIFRI}")
    assert home.settled().selected == KIFRI
    facts = part(home, "Facts")
    for words in ("29 November 2021", "within 8 km", "gazetteer", "34.6896 N, 44.9606 E", "ISIS", "Peshmerga"):
        expect(facts).to_contain_text(words)
    expect(facts).to_contain_text("0–8")
    expect(facts).to_contain_text("counted once and never divided")
    account = part(home, "Claims").locator(".sl-account").filter(has_text="ESTA, 4 December 2021")
    expect(account).to_contain_text("one figure for Kifri and Kulajo")


def test_claims_stand_side_by_side_each_with_its_source_and_its_passage(seen):
    claims = part(seen, "Claims")
    accounts = claims.locator(".sl-account")
    expect(accounts.first).to_contain_text("13 killed, ESTA, 4 December 2021")
    killed = [account for account in accounts.all_inner_texts() if " killed, " in account]
    assert len(killed) >= 4
    ministry = next(account for account in killed if "citing Peshmerga ministry" in account)
    assert ministry.startswith("10 killed, KirkukNow")
    expect(claims.locator("details[open]")).to_have_count(0)
    accounts.first.get_by_text("10 Peshmerga").click()
    expect(accounts.first.locator("details[open] mark")).to_be_visible()


def test_the_evidence_is_the_digests_paragraph_with_the_passage_marked(seen):
    evidence = part(seen, "Evidence")
    passage = evidence.locator("blockquote").filter(has_text="of the original").first
    marked = passage.locator("mark").inner_text()
    assert len(marked) > 10
    assert passage.inner_text().count(marked) == 1
    link = evidence.get_by_role("link", name="ESTA, 4 December 2021")
    expect(link).to_have_attribute("href", "https://esta.krd/en/114123")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", re.compile("noopener"))


def test_on_a_phone_the_panel_of_a_tapped_mark_comes_into_sight_whole(open_dashboard):
    phone = open_dashboard("/", viewport=PHONE, has_touch=True).settled()
    phone.page.touchscreen.tap(*phone.point_of(QARACHOGH))
    expect(phone.panel_title).to_contain_text(QARACHOGH_TITLE)
    expect(phone.panel_title).to_be_in_viewport(ratio=1)
    box = phone.page.locator(".st-key-beside_map [data-testid=stVerticalBlock]").first
    assert box.evaluate("(box) => box.scrollHeight <= box.clientHeight"), "it is no box to be scrolled by itself"


def test_a_block_of_the_timeline_selects(home):
    home.page.get_by_role("option", name=re.compile(f"^{QARACHOGH_TITLE}")).locator("rect.shown").click(force=True)
    expect(home.panel_title).to_contain_text(QARACHOGH_TITLE)
    assert home.settled().selected == QARACHOGH


def test_a_line_of_the_list_selects_and_close_brings_the_list_back(home):
    home.page.get_by_role("button", name=re.compile(KIFRI_TITLE)).click()
    expect(home.panel_title).to_have_text(KIFRI_TITLE)
    assert home.settled().selected == KIFRI
    home.page.get_by_role("button", name="Close", exact=True).click()
    expect(home.panel_title).to_have_count(0)
    assert home.settled().selected is None
    assert home.query == []


def test_marks_at_one_place_are_offered_one_by_one(home):
    near = home.frame.evaluate(RECORDS_AT, home.frame.evaluate(POINT, DARA))
    assert near > 1
    home.click_mark(DARA)
    chooser = home.page.frame_locator(FRAME).locator(".seamline-popup")
    expect(chooser).to_contain_text(f"{near} records here")
    chooser.get_by_role("button", name=re.compile("Dara")).click()
    expect(home.panel_title).to_contain_text("Dara")
    expect(chooser).to_have_count(0)
    assert home.settled().selected == DARA


@pytest.mark.parametrize("viewport", [DESKTOP, {"width": 1920, "height": 1080}, PHONE])
def test_all_records_at_one_place_can_be_read_and_the_map_stays(open_dashboard, viewport):
    dashboard = open_dashboard(viewport=viewport)
    address, position = dashboard.address, dashboard.position
    chooser = dashboard.page.frame_locator(FRAME).locator(".seamline-popup")
    for incident_id in (DARA, "khanaqin-2021-09-15"):
        dashboard.click_mark(incident_id)
        expect(chooser).to_be_visible()
        assert dashboard.frame.evaluate(HIDDEN_PARTS) == []
        chooser.get_by_role("button", name="Close the list").click()
        expect(chooser).to_have_count(0)
    assert dashboard.settled().position == position
    assert dashboard.address == address


def test_a_mark_under_the_pointer_says_what_it_is(seen):
    seen.hover_mark(QARACHOGH)
    tip = seen.page.frame_locator(FRAME).locator(".seamline-tip")
    for words in (QARACHOGH_TITLE, "2 December 2021", "Killed: 10–13", "within 3 km"):
        expect(tip).to_contain_text(words)
    seen.page.mouse.move(*seen.on_page((170, 330)))
    expect(tip).to_have_count(0)


def test_an_agreement_says_what_was_agreed(seen):
    seen.page.mouse.click(*seen.on_page(seen.frame.evaluate(EVENT_POINT, "makhmour-centre-2021-05-24")))
    popup = seen.page.frame_locator(FRAME).locator(".seamline-popup")
    agreement = popup.locator(".seamline-card").filter(has=seen.page.locator("p"))
    expect(agreement.locator("strong")).to_contain_text("Makhmour")
    expect(agreement).to_contain_text("May 2021")


def test_a_row_of_the_table_selects_here_and_on_the_map(open_dashboard):
    table = open_dashboard("/incidents?collection=articles")
    table.click_row(KIFRI_TITLE)
    expect(table.panel_title).to_have_text(KIFRI_TITLE)
    table.links_to(f"incident={KIFRI}")
    table.turn_to("Map")
    expect(table.panel_title).to_have_text(KIFRI_TITLE)
    assert table.selected == KIFRI


def test_a_selection_on_the_map_is_the_tables_selection(open_dashboard):
    dashboard = open_dashboard("/?collection=articles")
    dashboard.click_mark(KIFRI)
    dashboard.links_to("incident=")
    dashboard.turn_to("Incidents")
    expect(dashboard.panel_title).to_have_text(KIFRI_TITLE)
    expect(dashboard.row(KIFRI_TITLE)).to_have_attribute("aria-selected", "true")
    expect(dashboard.row(QARACHOGH_TITLE)).to_have_attribute("aria-selected", "false")


def test_the_table_is_reached_and_a_row_selected_by_keyboard(open_dashboard):
    table = open_dashboard("/incidents?collection=articles")
    for _ in range(60):
        table.page.keyboard.press("Tab")
        if table.page.evaluate(
            "() => document.activeElement.closest('[data-testid=\"stDataFrame\"]') !== null"
            " && document.activeElement.tagName === 'CANVAS'"
        ):
            break
    table.page.keyboard.press("ArrowDown")
    table.page.keyboard.press("Shift+Space")
    expect(table.panel_title).to_be_visible()


def test_a_block_is_reached_and_selected_by_keyboard(home):
    home.page.get_by_role("link", name="Map", exact=True).focus()
    for _ in range(80):
        home.page.keyboard.press("Tab")
        if home.page.evaluate(FOCUSED).startswith("option"):
            break
    home.page.keyboard.press("End")
    home.page.keyboard.press("Enter")
    expect(home.panel_title).to_be_visible()
    assert home.page.evaluate(FOCUSED).startswith("option")


def test_the_citation_names_sources_edition_and_a_pinned_link(seen):
    seen.page.get_by_role("button", name="Cite or report").click()
    citation = seen.page.get_by_test_id("stCode").first
    for words in (QARACHOGH_TITLE, "2 December 2021", "edition 1", "ESTA, 4 December 2021", f"incident={QARACHOGH}"):
        expect(citation).to_contain_text(words)
    seen.page.keyboard.press("Escape")
