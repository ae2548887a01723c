"""The standalone map in a real browser: from disk without any network, and in a shut frame on a page of another origin."""

from __future__ import annotations

import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from geo.exports.html_file import write_html
from geo.filters import Filter
from geo.importers.starter import load_starter
from geo.records import Dataset
from geo.view import view_of
from geo.web.embed import embed_snippet
from tests.browser.driving import COVERED, DARA, KIFRI, PHONE, QARACHOGH
from tests.browser.test_injection import MADE_BY_TEXT, Canary
from tests.export_readers import about
from tests.hostile_records import NAMES, TEXTS, hostile_records, plain

SMALL = {"width": 320, "height": 300}
POINT = """(id) => {
    const { x, y } = L.seamline.scene.current.pointOf(id), map = document.getElementById("map").getBoundingClientRect();
    return [x + map.x, y + map.y];
}"""
# How much of the scene and of the basemap is painted where a mark stands and on the land beside it.
PAINTED = """(id) => ["scene", "basemap"].map((name) => {
    const canvas = document.querySelector("canvas.seamline-" + name), ratio = canvas.width / parseFloat(canvas.style.width);
    const mark = L.seamline.scene.current._byId.get(id), owner = name === "scene" ? L.seamline.scene.current : L.seamline.current;
    const at = L.seamline.map.latLngToLayerPoint([mark.latitude, mark.longitude]).subtract(owner._bounds.min).multiplyBy(ratio);
    return canvas.getContext("2d").getImageData(at.x, at.y, 1, 1).data[3];
})"""
FITS = (
    "() => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
)


@pytest.fixture
def write(tmp_path):
    """Write a view into a file and give its address on disk."""

    def write_file(dataset: Dataset, chosen: Filter | None = None) -> str:
        view = view_of(dataset, chosen or Filter())
        file = tmp_path / "map.html"
        file.write_bytes(write_html(view, about=about(view)))
        return file.as_uri()

    return write_file


def ready(place):
    """Wait until page or frame has drawn its map."""
    place.locator('html[data-state="ready"]').wait_for(state="attached")
    place.locator('canvas.seamline-basemap[data-state="ready"]').wait_for(state="attached")
    place.locator("canvas.seamline-scene").wait_for(state="attached")


def nothing_failed(reader):
    assert reader.outside == reader.failed == reader.console_errors == []


def test_from_disk_without_a_network_every_mark_leads_to_its_evidence(open_offline_page, write):
    reader = open_offline_page(offline=True, color_scheme="light")
    page, heading = reader.page, reader.page.locator("#shown h2")
    page.goto(write(load_starter()))
    ready(page)
    assert page.locator("#map").get_attribute("data-marks") == page.evaluate(
        "() => String(L.seamline.scene.current._marks.length)"
    )
    assert min(page.evaluate(PAINTED, QARACHOGH)) > 200

    # A click on a mark: what, when, where with its error, who, how many by whose word, the passage, the source.
    page.mouse.click(*page.evaluate(POINT, QARACHOGH))
    expect(heading).to_contain_text("Qarachogh")
    told = page.locator("#shown")
    for words in ("2 December 2021", "within 3 km", "Peshmerga", "13 killed", "Evidence"):
        expect(told).to_contain_text(words)
    figure = page.locator(".account details", has_text="10 Peshmerga").first
    figure.locator("summary").click()
    expect(figure.locator("mark")).to_be_visible()
    source = told.get_by_role("link", name="ESTA, 4 December 2021").first
    assert re.match("https://", source.get_attribute("href"))
    assert source.get_attribute("rel") == "noopener noreferrer"

    # By keyboard: back to the list, to the next line, into it with Enter, and back to the same line.
    page.keyboard.press("Escape")
    expect(page.locator(f'[data-id="{QARACHOGH}"]')).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(heading).to_contain_text("Kifri")
    assert page.evaluate("() => L.seamline.scene.current._data.selected") == KIFRI
    page.keyboard.press("Escape")
    expect(page.locator(f'[data-id="{KIFRI}"]')).to_be_focused()
    assert page.evaluate("() => L.seamline.scene.current._data.selected") is None

    # Where several records lie under a click, all of them are offered.
    page.mouse.click(*page.evaluate(POINT, DARA))
    expect(told).to_contain_text("records here")
    page.locator(f'#shown [data-id="{DARA}"]').click()
    expect(heading).to_contain_text("Dara")

    # The reader's system turns dark: ground, marks and legend follow, what is chosen stays.
    page.emulate_media(color_scheme="dark")
    expect(page.locator("#map")).to_have_attribute("data-theme", "dark")
    ready(page)
    assert page.evaluate("() => L.seamline.scene.current._ink.paper") == "#262d33"
    assert page.evaluate("() => L.seamline.scene.current._data.selected") == DARA

    # Terms and codebook, then a phone, then the smallest frame.
    page.get_by_role("button", name="About, credits").click()
    expect(page.locator("#terms")).to_contain_text("GeoNames, CC BY 4.0")
    page.locator("#terms summary", has_text="Codebook").click()
    expect(page.locator("#terms")).to_contain_text("Stable identifier.")
    for size in (PHONE, SMALL):
        page.set_viewport_size(size)
        page.get_by_role("button", name="Close").click()
        expect(page.locator("#panel")).to_be_hidden()
        assert page.evaluate(FITS)
        page.get_by_role("button", name="List (22)").press("Enter")
        page.locator(f'[data-id="{KIFRI}"]').press("Enter")
        expect(heading).to_contain_text("Kifri")
        assert page.evaluate(FITS)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="List (22)")).to_be_focused()
    nothing_failed(reader)


def test_at_first_no_control_of_the_file_covers_a_mark(open_offline_page, write):
    reader = open_offline_page(offline=True, viewport={"width": 1060, "height": 900})
    reader.page.goto(write(load_starter()))
    ready(reader.page)
    assert reader.page.locator(".seamline-legend").get_attribute("open") is not None
    assert reader.page.evaluate(COVERED) == []
    nothing_failed(reader)


def test_no_text_of_a_record_runs_in_the_file(open_offline_page, write):
    reader, canary = open_offline_page(offline=True), Canary()
    canary.watch(reader.page.context)
    reader.page.goto(write(Dataset.of(hostile_records())))
    ready(reader.page)
    titles = reader.page.evaluate(
        """() => [...document.querySelectorAll("#shown .line")].map(({ dataset }) => dataset.id).sort().map((id) => {
            document.querySelector('#shown [data-id="' + id + '"]').click();
            const title = document.querySelector("#shown h2").textContent;
            document.querySelectorAll("#shown details").forEach((part) => { part.open = true; });
            document.getElementById("back").click();
            return title;
        })"""
    )
    assert dict(zip(NAMES, map(plain, titles), strict=True)) == dict(zip(NAMES, map(plain, TEXTS), strict=True))
    reader.page.get_by_role("button", name="About, credits").click()
    for part in reader.page.locator("#more > details > summary").all():
        part.click()
    assert reader.page.locator("#more article").count() == 2 * len(TEXTS)
    assert reader.page.evaluate(MADE_BY_TEXT) == []
    assert canary.sang == canary.dialogs == []
    nothing_failed(reader)


@pytest.fixture
def publish(tmp_path):
    """Serve an article from a web server of its own and give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path)) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()

        def publish_article(body: str) -> str:
            (tmp_path / "article.html").write_text(f"<!DOCTYPE html><link rel=icon href=data:,>{body}", "utf-8")
            return f"http://127.0.0.1:{server.server_port}/article.html"

        yield publish_article
        server.shutdown()
        serving.join()


def test_in_a_shut_frame_on_a_page_of_another_origin(open_offline_page, app_url, publish):
    snippet = embed_snippet(app_url, query=Filter(sources=("esta",), edition=1).to_params(), height=420)
    article = publish(f"<p>Before.</p>{snippet}<p>After.</p>")
    reader = open_offline_page(viewport=PHONE)
    reader.page.goto(article)
    frame = reader.page.frame_locator("iframe")
    ready(frame)
    expect(frame.locator("#figures")).to_contain_text("3 of 22")
    expect(frame.locator("#map")).to_have_attribute("data-marks", "3")
    inside = reader.page.frames[1]
    assert inside.evaluate("() => self.origin") == "null"
    box = reader.page.locator("iframe").bounding_box()
    x, y = inside.evaluate(POINT, KIFRI)
    reader.page.mouse.click(box["x"] + x, box["y"] + y)
    expect(frame.locator("#shown h2")).to_contain_text("Kifri")
    expect(frame.locator("#shown")).to_contain_text("0–8")
    assert inside.evaluate(FITS)
    with reader.page.context.expect_page() as opened:
        frame.locator("#shown").get_by_role("link", name="Open this incident in the dashboard").click()
    assert opened.value.url.startswith(f"{app_url}/?source=esta&edition=1&incident={KIFRI}")
    opened.value.close()
    assert reader.outside == [article]
    assert not [what for what in reader.failed if "/embed" in what]
