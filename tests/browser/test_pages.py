"""The pages beside the map: the table that is its twin, the sources, the fronts and the codebook."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from geo.vocabulary import Bucket
from tests.browser.driving import ARTICLES, DARA, PHONE, ROW_HEIGHT

MOST_KILLED_X = 860  # of the head "Killed, at most", in pixels from the table's left edge
PAGES = ("Incidents", "Sources", "Fronts and agreements", "Codebook and method")


def test_every_page_opens_from_the_navigation_with_nothing_failing(home):
    for name in PAGES:
        home.turn_to(name)
        expect(home.page.get_by_role("heading", name=name, level=1)).to_be_visible()
    home.turn_to("Map")
    assert set(ARTICLES) <= set(home.marks)
    assert home.reader.failed == []
    assert home.reader.console_errors == []


def test_the_table_holds_what_the_map_shows(open_dashboard):
    dashboard = open_dashboard("/?collection=articles")
    marks = dashboard.marks
    dashboard.turn_to("Incidents")
    table = dashboard.page.get_by_test_id("stDataFrame").locator("tbody tr")
    expect(table).to_have_count(len(marks))
    expect(dashboard.row("Khidirjija")).to_contain_text("10–13")
    expect(dashboard.row("Kulajo")).to_contain_text("0–8, shared figure")
    dashboard.choose("Actor", "Kakai villagers")
    expect(table).to_have_count(1)
    dashboard.turn_to("Map")
    assert dashboard.marks == [DARA]


def test_a_row_picked_in_another_order_is_the_row_that_is_seen(open_dashboard):
    dashboard = open_dashboard("/incidents?collection=articles")
    titles = dashboard.page.get_by_test_id("stDataFrame").locator("tbody tr td:nth-child(3)")
    expect(titles).to_have_count(len(ARTICLES))
    by_date = titles.all_inner_texts()
    by_title = sorted(by_date, key=str.casefold)
    assert by_title != by_date
    box = dashboard.page.get_by_test_id("stDataFrame").locator("canvas").first.bounding_box()
    dashboard.page.mouse.click(box["x"] + 300, box["y"] + ROW_HEIGHT / 2)
    expect(titles).to_have_text(by_title)
    dashboard.click_row(by_title[0])
    expect(dashboard.panel_title).to_have_text(by_title[0])
    most = dashboard.page.get_by_test_id("stDataFrame").locator("tbody tr td:nth-child(6)")
    dashboard.settled()
    for order in (["7", "8", "8", "13"], ["13", "8", "8", "7"]):
        dashboard.page.mouse.click(box["x"] + MOST_KILLED_X, box["y"] + ROW_HEIGHT / 2)
        expect(most).to_have_text(order)


def test_the_accounting_strip_adds_up(open_dashboard):
    sources = open_dashboard("/sources")
    names = sources.page.locator(".sl-buckets th").all_inner_texts()
    counts = [int(n) for n in sources.page.locator(".sl-buckets td").all_inner_texts()[1:]]
    assert names[1:-1] == [bucket.label for bucket in Bucket]
    assert sum(counts[:-1]) == counts[-1]
    each = [re.search(r" (\d+) statements?$", title) for title in sources.titles]
    assert sum(int(found.group(1)) for found in each if found) == counts[-1]
    flex = sources.page.locator(".sl-strip i").evaluate_all(
        "(parts) => parts.map((part) => Number(part.style.flexGrow))"
    )
    assert sum(flex) == counts[-1]
    sources.open("/sources?source=esta&place=kifri")
    expect(sources.page.locator(".sl-buckets tbody td").first).to_have_text("Chosen sources")
    expect(sources.page.locator("details > summary p").filter(has_text=re.compile(r" statements?$"))).to_have_count(1)
    expect(sources.page.get_by_role("note")).to_contain_text("(in Kifri)")


def test_on_a_phone_every_bucket_stands_beside_its_count(open_dashboard):
    sources = open_dashboard("/sources", viewport=PHONE)
    names, counts = (sources.page.locator(f".sl-buckets {cell}") for cell in ("th", "td"))
    expect(names).to_have_count(len(Bucket) + 2)
    expect(counts.last).to_be_in_viewport(ratio=1)
    heights = [[round(cell.bounding_box()["y"]) for cell in cells.all()] for cells in (names, counts)]
    assert heights[0] == heights[1]


def test_every_source_shows_its_statements_and_what_makes_no_incident_its_reason(open_dashboard):
    sources = open_dashboard("/sources?collection=articles")
    count = next(
        int(title.split(" · ")[1].split()[0]) for title in sources.titles if title.startswith("ESTA, 4 December")
    )
    folded = sources.page.get_by_test_id("stExpander").filter(has_text="ESTA, 4 December 2021 ·")
    folded.locator("summary").click()
    expect(folded.locator(".sl-statement").first).to_be_visible()
    assert folded.locator(".sl-statement").count() == count
    expect(folded).to_contain_text("SHA-256 of the original text")
    expect(folded.get_by_role("link").first).to_have_attribute("href", re.compile("^https://esta.krd/"))
    expect(sources.page.get_by_role("heading", name="What makes no incident, and why")).to_be_visible()
    assert len([title for title in sources.titles if re.search(r" · \d+$", title)]) >= 2
    assert sources.query == [("collection", "articles")]


def test_incidents_too_vague_to_map_are_in_a_drawer_and_open_from_there(open_dashboard):
    sources = open_dashboard("/sources")
    vague = sources.page.get_by_role("button", name="Open", exact=True).and_(
        sources.page.locator('[class*="st-key-vague"] button')
    )
    expect(vague).to_have_count(2)
    expect(sources.page.get_by_role("main")).to_contain_text("They count in every figure")
    vague.first.click()
    sources.links_to("/[?]incident=")
    sources.settled()
    expect(sources.panel_title).to_be_visible()
    expect(sources.page.get_by_role("tabpanel", name="Facts")).to_contain_text("no position known")


def test_the_fronts_page_says_what_each_segment_rests_on(open_dashboard):
    fronts = open_dashboard("/fronts")
    segments = fronts.page.locator(".sl-source h4")
    for name in ("F1", "F2", "F3", "F4", "F5", "F6"):
        expect(segments.filter(has_text=re.compile(f"^{name} · "))).to_have_count(1)
    main = fronts.page.get_by_role("main")
    expect(main).to_contain_text("schematic centre lines")
    expect(main).to_contain_text("Optional: off unless its layer is on.")
    agreement = fronts.page.locator(".sl-source").filter(has_text="4 December 2021").filter(has_text="agreement")
    expect(agreement.first).to_contain_text("ESTA, 4 December 2021")


def test_agreements_follow_the_filter(open_dashboard):
    fronts = open_dashboard("/fronts?from=2020-06-01&to=2020-08-31")
    events = fronts.page.locator(".sl-source").filter(has_text="Parties")
    expect(events.first).to_contain_text("2020")
    assert not [text for text in events.all_inner_texts() if "2021" in text.splitlines()[0]]


def test_the_codebook_names_every_code_of_a_list(open_dashboard):
    codebook = open_dashboard("/codebook")
    lists = [title for title in codebook.titles if title.endswith("codes")]
    assert len(lists) >= 10
    folded = codebook.page.get_by_test_id("stExpander").filter(has_text=re.compile("^.*Grade.* codes"))
    folded.locator("summary").first.click()
    for code in ("single source", "corroborated", "confirmed", "disputed"):
        expect(folded.first).to_contain_text(code)


def test_an_unknown_page_says_so_and_leads_home(open_offline_page):
    reader = open_offline_page()
    reader.page.goto("/no-such-page")
    expect(reader.page.get_by_role("dialog")).to_contain_text("Page not found")
    assert reader.outside == []
