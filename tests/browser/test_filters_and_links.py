"""Filters, the link that holds them, and what a change of either does to the map: nothing but new marks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driving import (
    ARTICLES,
    DARA,
    KIFRI,
    QARACHOGH,
    STOP_WATCHING,
    TWO_FRAMES,
    VIEW,
    WATCH,
)

DECEMBER = [("from", "2021-12-01"), ("to", "2021-12-31"), ("actor", "isis"), ("collection", "articles")]
DECEMBER_LINK = "/?" + "&".join(f"{name}={value}" for name, value in DECEMBER)
STAYS = "() => { window.sameFrame = true; }"
STAYED = "() => window.sameFrame === true"


def test_the_sidebar_narrows_the_articles_to_isis_in_december_2021_and_qarachogh_alone(home):
    home.choose_collection("Two articles")
    home.shows_marks(ARTICLES)
    home.choose("Actor", "ISIS")
    home.links_to("actor=isis")
    home.choose_day("From", "2021-12-01")
    home.links_to("from=2021-12-01")
    home.choose_day("To", "2021-12-31")
    home.shows_marks([QARACHOGH])
    home.links_to("to=2021-12-31")
    assert home.settled().query == DECEMBER
    expect(home.figure("Incidents")).to_have_text("1 of 22")
    expect(home.words).to_contain_text("The two articles; 1–31 December 2021; actor ISIS")


def test_of_the_articles_incidents_isis_in_december_2021_leaves_qarachogh_alone(open_dashboard):
    dashboard = open_dashboard("/?from=2021-12-01&to=2021-12-31&actor=isis")
    assert set(dashboard.marks) & set(ARTICLES) == {QARACHOGH}
    assert len(dashboard.marks) > 1


@pytest.fixture
def worked_with(open_dashboard):
    """A dashboard after filtering, changing layers, moving the map and selecting."""
    dashboard = open_dashboard(DECEMBER_LINK)
    dashboard.switch_layer("Optional front F5")
    dashboard.links_to("layers=f5")
    dashboard.drag_map(120, 60)
    dashboard.click_mark(QARACHOGH)
    dashboard.links_to(f"incident={QARACHOGH}")
    expect(dashboard.panel_title).to_be_visible()
    return dashboard


def test_the_link_gives_another_reader_the_same_view(worked_with, open_dashboard):
    seen = worked_with.everything_seen
    assert seen["marks"] == [QARACHOGH]
    assert seen["fronts"] == ["F1", "F2", "F3", "F4", "F5", "F6"]
    other = open_dashboard(seen["link"])
    assert other.everything_seen == seen
    other.stands_at(worked_with.position)


def test_the_view_survives_a_reload(worked_with):
    seen, position = worked_with.everything_seen, worked_with.position
    worked_with.reload()
    assert worked_with.everything_seen == seen
    worked_with.stands_at(position)


def test_the_view_survives_a_change_of_page_and_back(worked_with):
    seen, position = worked_with.everything_seen, worked_with.position
    worked_with.turn_to("Incidents")
    assert worked_with.query[: len(DECEMBER)] == DECEMBER
    assert worked_with.panel_title.all_inner_texts() == seen["panel"]
    worked_with.turn_to("Sources")
    worked_with.turn_to("Map")
    worked_with.stands_at(position)
    assert worked_with.everything_seen == seen


def test_a_map_that_nobody_moved_puts_no_position_into_the_link(home):
    home.click_mark(QARACHOGH)
    home.links_to("incident=")
    assert home.settled().query == [("incident", QARACHOGH)]


def test_the_copied_link_is_the_view(worked_with, open_dashboard):
    worked_with.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    worked_with.page.get_by_role("button", name="Copy link to this view").click()
    expect(worked_with.page.get_by_text("Link copied")).to_be_visible()
    copied = worked_with.page.evaluate("() => navigator.clipboard.readText()")
    assert open_dashboard(copied).everything_seen == worked_with.everything_seen


def test_the_browsers_back_takes_a_filter_back(home):
    home.choose_collection("Two articles")
    home.shows_marks(ARTICLES)
    home.settled().page.go_back()
    expect(home.figure("Incidents")).to_have_text("22 of 22")
    home.page.go_forward()
    home.shows_marks(ARTICLES)


# ---- the map stays ----------------------------------------------------------------------------------------------------


def test_a_filter_a_selection_and_a_drag_neither_reload_the_map_nor_move_it(home):
    frame, at_first = home.frame, home.position
    frame.evaluate(STAYS)
    home.choose_collection("Two articles")
    home.shows_marks(ARTICLES)
    home.click_mark(KIFRI)
    expect(home.panel_title).to_contain_text("Kifri")
    assert home.settled().position == at_first
    home.drag_map(-90, -40)
    dragged = home.position
    assert dragged != at_first
    home.choose("Actor", "Kakai villagers")
    home.shows_marks([DARA])
    home.sidebar.get_by_role("button", name="Reset filters").click()
    home.frame.wait_for_function("() => L.seamline.scene.current._marks.length > 4")
    assert home.settled().position == dragged
    assert frame.evaluate(STAYED)
    assert frame.evaluate(VIEW) == dragged


def test_no_frame_of_the_map_is_blank_while_filters_and_selection_change(home):
    everything = home.marks
    home.frame.evaluate(WATCH)
    home.choose_collection("Two articles")
    home.shows_marks(ARTICLES)
    home.click_mark(KIFRI)
    expect(home.panel_title).to_be_visible()
    home.choose_collection("All")
    home.shows_marks(everything)
    home.drag_map(60, 30)
    watch = home.frame.evaluate(STOP_WATCHING)
    assert watch["frames"] > 20
    assert watch["blank"] == 0


def test_the_watch_for_blank_frames_sees_one(home):
    home.frame.evaluate(WATCH)
    home.frame.evaluate(
        "async () => { const scene = L.seamline.scene.current, map = window.map;"
        f"scene.remove(); await ({TWO_FRAMES})(); scene.addTo(map); await ({TWO_FRAMES})(); }}"
    )
    watch = home.frame.evaluate(STOP_WATCHING)
    assert 0 < watch["blank"] < watch["frames"]


# ---- other filters ----------------------------------------------------------------------------------------------------


def test_a_brushed_period_is_the_filters_period(home):
    box = home.page.locator(".timeline svg").bounding_box()
    block = (
        home.page.get_by_role("option", name=re.compile("^Attack on Khidirjija")).locator("rect.shown").bounding_box()
    )
    y = box["y"] + 12
    home.page.mouse.move(block["x"] + block["width"] / 2, y)
    home.page.mouse.down()
    home.page.mouse.move(block["x"] + block["width"] / 2 + 8, y, steps=4)
    home.page.mouse.up()
    home.links_to(r"from=2021-12-01&to=202[12]-\d\d-\d\d")
    expect(home.words).to_contain_text("December 2021")
    expect(home.sidebar.get_by_role("spinbutton", name="year, From")).to_have_text("2021")
    assert QARACHOGH in home.settled().marks
    assert KIFRI not in home.marks
    home.page.get_by_role("button", name="Clear the period").click()
    home.links_to(r"^(?!.*from=)")
    expect(home.figure("Incidents")).to_have_text("22 of 22")


def test_words_are_searched_for(home):
    home.sidebar.get_by_text("More filters").click()
    field = home.sidebar.get_by_role("textbox", name="Text")
    field.fill("KHIDIRJIJA")
    field.press("Enter")
    home.links_to("q=KHIDIRJIJA")
    assert QARACHOGH in home.settled().marks
    assert DARA not in home.marks


def test_reset_brings_everything_back_and_leaves_the_map_where_it_is(open_dashboard):
    dashboard = open_dashboard(DECEMBER_LINK + "&at=35.5,44,9")
    dashboard.sidebar.get_by_role("button", name="Reset filters").click()
    expect(dashboard.figure("Incidents")).to_have_text("22 of 22")
    assert dashboard.settled().query == [("at", "35.5,44,9")]
    expect(dashboard.sidebar.get_by_role("button", name="Reset filters")).to_be_disabled()


def test_an_empty_view_names_what_emptied_it_and_one_press_restores(open_dashboard):
    dashboard = open_dashboard(f"/?collection=articles&side=turkey&incident={KIFRI}")
    expect(dashboard.page.locator(".sl-empty")).to_contain_text("No incident is in view")
    left_out = dashboard.page.get_by_text("The filter leaves this incident out")
    expect(left_out).to_be_visible()
    assert dashboard.marks == []
    assert not re.search(r"\d", dashboard.figure("Killed").inner_text())
    dashboard.page.get_by_role("button", name=re.compile(r"^Take back: side Turkey \(4 incidents\)$")).click()
    expect(dashboard.page.locator(".sl-empty")).to_have_count(0)
    dashboard.settled().shows_marks(ARTICLES)
    assert dashboard.settled().query == [("collection", "articles")]
    expect(left_out).to_have_count(0)


def test_a_view_that_empties_and_fills_again_keeps_the_map(home):
    frame, everything = home.frame, home.marks
    frame.evaluate(STAYS)
    home.sidebar.get_by_text("More filters").click()
    field = home.sidebar.get_by_role("textbox", name="Text")
    field.fill("no such word")
    field.press("Enter")
    home.shows_marks([])
    assert frame.evaluate(STAYED)
    home.page.get_by_role("main").get_by_role("button", name="Reset filters").click()
    home.shows_marks(everything)
    assert home.frame.evaluate(STAYED)


BAD = {
    "from": "yesterday",
    "to": "2021-02-30",
    "actor": "nobody",
    "side": "red",
    "type": "duel",
    "place": "<b>atlantis</b>",
    "precision": "9",
    "grade": "sure",
    "collection": "mine",
    "source": "../etc",
    "edition": "99",
    "layers": "moon",
    "at": "95,44,8",
    "incident": "none-such",
    "lang": "xx",
    "tint": "blue",
}


def test_bad_values_in_a_link_are_named_and_the_page_works(open_dashboard):
    dashboard = open_dashboard("/?" + "&".join(f"{name}={value}" for name, value in BAD.items()))
    said = dashboard.notices.all_inner_texts()
    for name in BAD:
        assert [notice for notice in said if name in notice and "is left out" in notice], name
    assert set(ARTICLES) <= set(dashboard.marks)
    assert dashboard.query == []
    dashboard.frame.evaluate(STAYS)
    dashboard.choose_collection("Two articles")
    expect(dashboard.notices).to_have_count(0)
    dashboard.settled().shows_marks(ARTICLES)
    assert dashboard.frame.evaluate(STAYED)
