"""The application's shell in a real browser that can reach nothing but this machine."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Error, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo.layers.basemap import MAX_ZOOM, MIN_ZOOM, MoveView
from geo.layers.tiles import TileSwitch
from tests.browser.driving import COVERED

FRAME = 'iframe[title="streamlit_folium.st_folium"]'
PHONE = {"width": 390, "height": 844}
ONE_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c626001000000ffff030000060005"
    "57bfabd40000000049454e44ae426082"
)

PAINTED_SHARE = """() => {
    const canvas = document.querySelector("canvas.seamline-basemap");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let painted = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) painted += 1;
    return painted / (data.length / 4);
}"""
LABELS = """() => {
    const map = window.map, corner = map.containerPointToLayerPoint([0, 0]), size = map.getSize();
    const screen = [corner.x, corner.y, corner.x + size.x, corner.y + size.y];
    return L.seamline.current.labels.map((label) => ({ text: label.text, box: label.box, screen }));
}"""
CONTROLS = """() => Array.from(document.querySelectorAll(".leaflet-control"), (control) => {
    const box = control.getBoundingClientRect(), corner = window.map.containerPointToLayerPoint([0, 0]);
    return [box.left + corner.x, box.top + corner.y, box.right + corner.x, box.bottom + corner.y];
})"""
VIEW = "() => { const { lat, lng } = window.map.getCenter(); return [lat, lng, window.map.getZoom()]; }"


def open_map(reader, *, state="ready"):
    """Open home and give the map's frame once its basemap is `state`."""
    reader.page.goto("/")
    reader.page.frame_locator(FRAME).locator(f'canvas[data-state="{state}"]').wait_for()
    return reader.page.query_selector(FRAME).content_frame()


def overlap(one, other):
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def contains(outer, inner):
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def test_home_shows_the_basemap_with_nothing_failing_and_nothing_asked_outside(offline_page):
    frame = open_map(offline_page)
    assert frame.evaluate(PAINTED_SHARE) > 0.3
    names = [label["text"] for label in frame.evaluate(LABELS)]
    assert {"Kirkuk", "Erbil", "Mosul", "Makhmour", "Kifri", "Khanaqin", "DIYALA"} <= set(names)
    assert offline_page.failed == []
    assert offline_page.console_errors == []
    assert offline_page.outside == []


def test_the_map_fills_its_frame_on_a_phone(open_offline_page):
    reader = open_offline_page(viewport=PHONE, has_touch=True, is_mobile=True)
    frame = open_map(reader)
    box = reader.page.locator(FRAME).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert frame.evaluate("() => window.map.getSize().x") == pytest.approx(box["width"], abs=1)
    assert frame.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("viewport", [{"width": 1366, "height": 768}, PHONE])
def test_labels_are_whole_and_apart_at_every_zoom(open_offline_page, viewport):
    frame = open_map(open_offline_page(viewport=viewport))
    for zoom in range(MIN_ZOOM, MAX_ZOOM + 1):
        frame.evaluate("(zoom) => window.map.setView([34.9, 45.0], zoom, { animate: false })", zoom)
        labels, controls = frame.evaluate(LABELS), frame.evaluate(CONTROLS)
        assert zoom > 11 or labels
        for index, label in enumerate(labels):
            others = [other["box"] for other in labels[:index]] + controls
            assert not [other for other in others if overlap(label["box"], other)], label["text"]
            on_screen = overlap(label["box"], label["screen"])
            assert not on_screen or contains(label["screen"], label["box"]), label["text"]


def test_labels_keep_clear_of_marks_and_no_town_loses_its_name(offline_page):
    frame = open_map(offline_page)
    frame.evaluate("() => L.seamline.setObstacles([[34.6, 43.68, 9]], { redraw: true })")
    mark = frame.evaluate("() => L.seamline.current._obstacleBoxes()[0]")
    tikrit = next(label["box"] for label in frame.evaluate(LABELS) if label["text"] == "Tikrit")
    assert not overlap(tikrit, mark)
    frame.evaluate("() => L.seamline.setObstacles([[35.2, 44.5, 2000]], { redraw: true })")
    covered = {label["text"] for label in frame.evaluate(LABELS)}
    assert {"Tikrit", "Kirkuk", "Kifri"} <= covered
    assert "DIYALA" not in covered


def test_closer_in_smaller_towns_are_named(offline_page):
    frame = open_map(offline_page)
    assert "Kulajo" not in [label["text"] for label in frame.evaluate(LABELS)]
    frame.evaluate("() => window.map.setView([34.65, 45.2], 10, { animate: false })")
    assert "Kulajo" in [label["text"] for label in frame.evaluate(LABELS)]


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(235, 233, 228)"), ("dark", "rgb(21, 25, 29)")])
def test_the_map_follows_the_theme_of_the_page(open_offline_page, scheme, ground):
    frame = open_map(open_offline_page(color_scheme=scheme))
    assert frame.evaluate("() => getComputedStyle(window.map.getContainer()).backgroundColor") == ground


def test_the_default_view_holds_the_belt(offline_page):
    frame = open_map(offline_page)
    south, west, north, east = frame.evaluate(
        "() => { const b = window.map.getBounds(); return [b.getSouth(), b.getWest(), b.getNorth(), b.getEast()]; }"
    )
    assert south < 34.0
    assert west < 43.0
    assert north > 36.4
    assert east > 46.0


NARROW = """(width) => {
    window.map.getContainer().style.width = width;
    window.map.invalidateSize();
}"""
BELT = [[34.0, 43.0], [36.4, 46.0]]


def test_a_frame_that_gets_its_width_late_still_shows_the_belt(offline_page):
    frame = open_map(offline_page)
    at_first = frame.evaluate(VIEW)
    frame.evaluate("() => window.map.setView([33.5, 44.5], 12, { animate: false })")
    frame.evaluate(NARROW, "0")
    frame.evaluate("(belt) => L.seamline.open(window.map, belt)", BELT)
    frame.evaluate(NARROW, "100%")
    assert frame.evaluate(VIEW) == pytest.approx(at_first, abs=0.01)


def test_a_view_set_before_the_width_is_there_stands(offline_page):
    frame = open_map(offline_page)
    frame.evaluate(NARROW, "0")
    frame.evaluate("(belt) => L.seamline.open(window.map, belt)", BELT)
    frame.evaluate("() => window.map.setView([34.6, 45.2], 10, { animate: false })")
    frame.evaluate(NARROW, "100%")
    assert frame.evaluate(VIEW) == pytest.approx([34.6, 45.2, 10], abs=0.01)


def test_the_frame_cannot_reach_cookies_storage_or_the_page(offline_page):
    frame = open_map(offline_page)
    assert offline_page.page.evaluate("() => document.cookie") != ""
    assert frame.evaluate("() => self.origin") == "null"
    for secret in ("document.cookie", "localStorage.length", "parent.document.title", "indexedDB.databases()"):
        with pytest.raises(Error, match=r"SecurityError|denied|sandboxed"):
            frame.evaluate(f"async () => String(await {secret})")


def test_injected_script_does_not_run_in_the_page(offline_page):
    open_map(offline_page)
    offline_page.page.evaluate(
        """() => {
            const image = document.createElement("img");
            image.setAttribute("onerror", "window.injected = true");
            image.src = "data:image/png;base64,AAAA";
            document.body.append(image);
            const script = document.createElement("script");
            script.textContent = "window.injected = true";
            document.body.append(script);
            return new Promise((resolve) => image.addEventListener("error", resolve));
        }"""
    )
    assert offline_page.page.evaluate("() => window.injected") is None
    assert [text for text in offline_page.console_errors if "Content Security Policy" in text]


@pytest.mark.parametrize("missing", ["rivers", "*"])
def test_a_basemap_that_fails_to_load_says_so_and_can_be_tried_again(offline_page, missing):
    pattern = f"**/assets/basemap/{missing}.geojson"
    offline_page.page.route(pattern, lambda route: route.abort())
    frame = open_map(offline_page, state="incomplete")
    notice = frame.get_by_role("status")
    expect(notice).to_contain_text("background map")
    expect(notice).to_contain_text("The marks are in their places.")
    zoom = frame.evaluate(VIEW)[2]
    frame.get_by_role("button", name="Zoom in").click()
    frame.wait_for_function(f"() => window.map.getZoom() === {zoom + 1}")
    offline_page.page.unroute(pattern)
    frame.get_by_role("button", name="Try again").click()
    frame.locator('canvas[data-state="ready"]').wait_for()
    expect(notice).to_have_count(0)


def test_the_map_can_be_moved_by_keyboard(offline_page):
    frame = open_map(offline_page)
    container = frame.get_by_role("region", name="Map of incidents")
    container.focus()
    latitude, _, zoom = frame.evaluate(VIEW)
    container.press("+")
    frame.wait_for_function(f"() => window.map.getZoom() === {zoom + 1}")
    container.press("ArrowUp")
    frame.wait_for_function(f"() => window.map.getCenter().lat > {latitude}")


def reported_center(payload):
    """The centre that the page passes on from the map's frame to the server, if the message holds one."""
    for widget in BackMsg.FromString(payload).rerun_script.widget_states.widgets:
        if '"center"' in widget.json_value:
            return json.loads(widget.json_value)["center"]
    return None


def ends_whole_run(payload):
    return ForwardMsg.FromString(payload).script_finished == ForwardMsg.FINISHED_SUCCESSFULLY


def test_a_drag_and_a_rerun_neither_reload_nor_move_the_map(offline_page):
    page = offline_page.page
    with page.expect_websocket() as opened:
        frame = open_map(offline_page)
    socket = opened.value
    frame.evaluate("() => { window.sameFrame = true; }")
    at_first = frame.evaluate("() => ({ ...window.map.getCenter() })")
    box = page.locator(FRAME).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 150, y - 90, steps=5)
    with socket.expect_event(
        "framesent", lambda payload: (reported_center(payload) or at_first)["lng"] != at_first["lng"]
    ):
        page.mouse.up()
    dragged = frame.evaluate(VIEW)
    page.mouse.click(5, 5)  # out of the frame, so that the page hears the key
    with socket.expect_event("framereceived", ends_whole_run):
        page.keyboard.press("r")
    assert frame.evaluate("() => window.sameFrame")
    assert frame.evaluate(VIEW) == pytest.approx(dragged)


def test_the_credits_and_the_disclaimer_are_on_the_map(offline_page):
    frame = open_map(offline_page)
    line = frame.locator(".leaflet-control-attribution")
    for words in ("Natural Earth", "GSHHG", "GeoNames", "not the line of control"):
        expect(line).to_contain_text(words)


def test_the_scale_is_metric(offline_page):
    frame = open_map(offline_page)
    expect(frame.locator(".leaflet-control-scale-line")).to_have_text(re.compile(r"^\d+ km$"))


def run_in(frame, element):
    """Run in the frame what the page sends in the feature group."""
    frame.evaluate(element._template.module.script(element))


def switch_tiles(frame, name):
    run_in(frame, TileSwitch(name))


ARRIVED = "() => window.map.getZoom() === 11 && !window.map._animatingZoom"


def test_a_move_is_made_once_and_does_not_pull_the_reader_back(offline_page):
    frame = open_map(offline_page)
    run_in(frame, MoveView(latitude=34.68, longitude=44.96, zoom=11, nonce=1))
    frame.wait_for_function(ARRIVED)
    frame.evaluate("() => window.map.setView([35.4, 44.4], 9, { animate: false })")
    run_in(frame, MoveView(latitude=34.68, longitude=44.96, zoom=11, nonce=1))
    assert frame.evaluate(VIEW) == pytest.approx([35.4, 44.4, 9], abs=0.01)
    run_in(frame, MoveView(latitude=34.68, longitude=44.96, zoom=11, nonce=2))
    frame.wait_for_function(ARRIVED)


def test_online_tiles_that_cannot_be_reached_leave_the_basemap(offline_page):
    frame = open_map(offline_page)
    painted = frame.evaluate(PAINTED_SHARE)
    switch_tiles(frame, "relief")
    expect(frame.get_by_role("status")).to_contain_text("The embedded map stays in use.")
    assert frame.evaluate(COVERED) == []
    expect(frame.locator(".leaflet-control-attribution")).not_to_contain_text("Imagery")
    assert frame.evaluate(PAINTED_SHARE) == painted
    switch_tiles(frame, None)
    expect(frame.get_by_role("status")).to_have_count(0)


def test_online_tiles_take_the_place_of_the_fills_and_carry_no_referer(offline_page):
    referers = []

    def answer(route):
        referers.append(route.request.headers.get("referer"))
        route.fulfill(body=ONE_PIXEL, content_type="image/png")

    offline_page.page.route("https://gibs.earthdata.nasa.gov/**", answer)
    frame = open_map(offline_page)
    painted = frame.evaluate(PAINTED_SHARE)
    switch_tiles(frame, "relief")
    frame.locator("img.leaflet-tile-loaded").first.wait_for()
    assert frame.evaluate(PAINTED_SHARE) < painted / 4
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("implied. Imagery: NASA GIBS, ESDIS.")
    assert set(referers) == {None}
    assert offline_page.console_errors == []
    switch_tiles(frame, None)
    assert frame.evaluate(PAINTED_SHARE) == painted


def test_without_scripts_the_page_leads_to_the_table(open_offline_page):
    reader = open_offline_page(java_script_enabled=False)
    reader.page.goto("/")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="incidents.csv").click()
    assert download.value.path().read_text("utf-8-sig").startswith("id,title,")


def test_the_look_is_there_before_the_page_and_is_not_sent_with_each_run(open_offline_page):
    reader = open_offline_page()
    sent = []

    def keep(frame):
        sent.append(frame)

    reader.page.on("websocket", lambda socket: socket.on("framereceived", keep))
    open_map(reader)
    padding = reader.page.get_by_test_id("stMainBlockContainer").evaluate("(node) => getComputedStyle(node).paddingTop")
    assert padding == "70.4px"  # 4.4rem
    assert sent
    assert not [frame for frame in sent if isinstance(frame, bytes) and b".sl-figures" in frame]
