"""Home in a real browser that can reach nothing but this machine: what the two articles report, where and how many."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.driving import ARTICLES, COVERED, FRAME, KIFRI, KULAJO, PHONE, POINT, QARACHOGH, Dashboard
from tests.conftest import DESKTOP

AZIM = "azim-2022-01-21"  # away from every band and line
SEGMENTS = ["F1", "F2", "F3", "F4", "F6"]
PAINTED_AROUND = """([x, y]) => {
    const canvas = document.querySelector("canvas.seamline-scene"), scene = L.seamline.scene.current;
    const ratio = canvas.width / parseFloat(canvas.style.width), corner = window.map.containerPointToLayerPoint([0, 0]);
    const left = (x + corner.x - scene._bounds.min.x) * ratio, top = (y + corner.y - scene._bounds.min.y) * ratio;
    const { data } = canvas.getContext("2d").getImageData(left - 6, top - 6, 12, 12);
    return data.some((value, index) => index % 4 === 3 && value > 200);
}"""
BASEMAP_SHARE = """() => {
    const canvas = document.querySelector("canvas.seamline-basemap");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let painted = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) painted += 1;
    return painted / (data.length / 4);
}"""

# What stands over the right edge of a page that scrolls sideways.
SIDEWAYS = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    const over = main.scrollWidth > main.clientWidth + 1 || document.documentElement.scrollWidth > window.innerWidth;
    if (!over) return [];
    return [...main.querySelectorAll("*")].filter((node) => node.getBoundingClientRect().right > window.innerWidth + 1)
        .map((node) => `${node.tagName} ${node.className} ${node.getBoundingClientRect().right}`).slice(0, 5);
}"""
LUMINANCE = """
    const paint = document.createElement("canvas").getContext("2d");
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => value / 255)
        .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, place) => sum + value * [0.2126, 0.7152, 0.0722][place], 0);
}"""
GROUND = "(node) => { const colour = getComputedStyle(node).backgroundColor;" + LUMINANCE
INK = "(node) => { const colour = getComputedStyle(node).color;" + LUMINANCE
DRAWN = "() => { const colour = L.seamline.scene.current._ink.ink;" + LUMINANCE


def contrast(one, other):
    """WCAG's ratio of two relative luminances."""
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(scope="module")
def seen(open_shared_dashboard):
    """Home, for tests that only look at it."""
    return open_shared_dashboard("/")


def test_home_shows_the_four_incidents_of_the_articles_the_five_segments_and_the_basemap(seen):
    assert set(ARTICLES) <= set(seen.marks)
    assert seen.fronts == SEGMENTS
    assert seen.frame.evaluate(BASEMAP_SHARE) > 0.3
    for incident_id in ARTICLES:
        assert seen.frame.evaluate(PAINTED_AROUND, seen.frame.evaluate(POINT, incident_id)), incident_id
    assert seen.reader.failed == []
    assert seen.reader.console_errors == []
    assert seen.reader.outside == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_at_first_no_control_covers_a_mark_and_every_front_has_its_name(open_dashboard, viewport):
    dashboard = open_dashboard(viewport=viewport)
    assert dashboard.frame.evaluate(COVERED) == []
    named = dashboard.frame.evaluate("() => L.seamline.scene.current._labels.map((label) => label.text)")
    assert set(dashboard.fronts) <= set(named)


def test_home_shows_map_figures_and_timeline_without_scrolling(seen):
    below = seen.page.viewport_size["height"]
    for part in (seen.page.locator(".sl-figures"), seen.page.locator(FRAME)):
        box = part.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= below
    assert seen.page.locator(".timeline svg").bounding_box()["y"] < below


@pytest.mark.parametrize(
    ("address", "killed"),
    [
        ("/?source=esta", "21"),
        ("/incidents?source=esta&source=rudaw", "28"),
        ("/incidents?source=esta&place=kifri", "0–8"),
    ],
)
def test_the_killed_are_counted_once(open_dashboard, address, killed):
    expect(open_dashboard(address).figure("Killed")).to_have_text(killed)


def test_where_claims_conflict_the_killed_are_a_range(open_dashboard):
    articles = open_dashboard("/incidents?collection=articles")
    low, high = re.fullmatch(r"(\d+)–(\d+)", articles.figure("Killed").inner_text()).groups()
    assert int(low) < 28 <= int(high)


def test_the_optional_segment_comes_with_a_layer_of_its_own(home):
    home.switch_layer("Optional front F5")
    home.links_to(r"layers=f5")
    assert home.settled().fronts == [*SEGMENTS[:-1], "F5", "F6"]
    home.switch_layer("Front bands")
    home.links_to(r"^(?!.*layers=fronts)")
    assert home.settled().fronts == []


def test_a_layer_that_is_off_is_not_drawn_and_comes_back(home):
    everything, point = home.marks, home.frame.evaluate(POINT, AZIM)
    home.switch_layer("Incidents")
    home.shows_marks([])
    assert not home.frame.evaluate(PAINTED_AROUND, point)
    home.switch_layer("Incidents")
    home.shows_marks(everything)
    assert home.frame.evaluate(PAINTED_AROUND, point)


def test_an_online_layer_that_cannot_be_reached_leaves_the_map_usable(open_offline_page):
    home = Dashboard(open_offline_page()).open()
    home.switch_layer("Online: shaded relief")
    expect(home.page.frame_locator(FRAME).get_by_role("status")).to_contain_text("The embedded map stays in use.")
    assert set(ARTICLES) <= set(home.marks)
    home.click_mark(QARACHOGH)
    expect(home.panel_title).to_contain_text("Qarachogh")
    assert {urlsplit(address).hostname for address in home.reader.outside} == {"gibs.earthdata.nasa.gov"}


def test_the_legend_explains_what_is_drawn_and_folds(home):
    legend = home.page.frame_locator(FRAME).locator(".seamline-legend")
    for words in ("Kurdistan Region", "Violence against civilians", "where it may have been", "front, schematic"):
        expect(legend).to_contain_text(words)
    legend.locator("summary").click()
    expect(legend.get_by_text("front, schematic")).to_be_hidden()
    home.choose_collection("Two articles")
    home.shows_marks(ARTICLES)
    expect(legend.get_by_text("front, schematic")).to_be_hidden()


def test_the_shared_figure_stands_on_its_link_once(seen):
    links = seen.frame.evaluate("() => L.seamline.scene.current._data.links")
    garmian = [link for link in links if set(link["ids"]) == {KIFRI, KULAJO}]
    assert [link["words"] for link in garmian] == ["8 killed, shared"]
    written = seen.frame.evaluate(
        "L.seamline.scene.current._labels.map(({ text, of }) => [text, of ? of.words : text])"
    )
    assert sorted(text for text, words in written if "shared" in text) == ["8 killed, shared", "9 killed, shared"]


def test_the_map_can_fill_the_screen(home):
    home.page.get_by_role("button", name="Full screen").click()
    home.page.wait_for_function("() => document.fullscreenElement?.tagName === 'IFRAME'")
    home.frame.wait_for_function("() => window.map.getSize().y === window.innerHeight && window.innerHeight > 600")


def test_on_a_phone_nothing_scrolls_sideways_and_the_panel_is_under_the_map(open_dashboard):
    phone = open_dashboard(f"/?incident={QARACHOGH}", viewport=PHONE, has_touch=True, is_mobile=True)
    expect(phone.panel_title).to_be_visible()
    for page in ("Map", "Incidents", "Sources", "Fronts and agreements", "Codebook and method"):
        phone.turn_to(page)
        assert phone.page.evaluate(SIDEWAYS) == [], page
    phone.turn_to("Map")
    for part in (phone.page.locator(FRAME), phone.panel_title):
        expect(part).to_be_visible()
    chart, panel = phone.page.locator(FRAME).bounding_box(), phone.panel_title.bounding_box()
    assert chart["x"] >= 0
    assert chart["x"] + chart["width"] <= PHONE["width"]
    assert chart["height"] >= 300
    assert chart["y"] < PHONE["height"] / 2
    assert panel["y"] >= chart["y"] + chart["height"]


def test_a_tap_on_a_phone_selects(open_dashboard):
    phone = open_dashboard("/?collection=articles", viewport=PHONE, has_touch=True, is_mobile=True)
    phone.page.locator(FRAME).scroll_into_view_if_needed()
    phone.page.touchscreen.tap(*phone.point_of(QARACHOGH))
    expect(phone.panel_title).to_contain_text("Qarachogh")


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
def test_page_map_and_legend_share_the_theme(open_dashboard, scheme, is_dark):
    dashboard = open_dashboard(f"/?incident={QARACHOGH}", color_scheme=scheme)
    legend = dashboard.page.frame_locator(FRAME).locator(".seamline-legend")
    grounds = [dashboard.page.locator(".stApp").evaluate(GROUND), legend.evaluate(GROUND)]
    inks = [dashboard.panel_title.evaluate(INK), legend.evaluate(INK)]
    assert [light < 0.5 for light in grounds] == [is_dark] * 2
    for ground, ink in zip(grounds, inks, strict=True):
        assert contrast(ground, ink) >= 7
    assert (dashboard.frame.evaluate(DRAWN) > 0.5) is is_dark
