"""Saving the live map: what is downloaded, read back by another program and held against what the browser shows."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from geo.layers.tiles import TileSwitch
from geo.store import open_store
from tests.browser.driving import FRAME, PHONE, QARACHOGH, Dashboard
from tests.conftest import OfflinePage, running_app
from tests.hostile_records import NAMES, TEXTS, hostile_records, plain

BUTTON = "Save this map as a picture"
TITLE = "Attack on Khidirjija at the foot of Qarachogh, near Makhmour"
SIZE = "() => { const { x, y } = window.map.getSize(); return [x, y]; }"
# Filled marks that nothing else covers, and where their middle and colour are.
CLEAR_MARKS = """() => {
    const scene = L.seamline.scene.current, { x: width, y: height } = window.map.getSize();
    const legend = document.querySelector(".seamline-legend").getBoundingClientRect();
    const marks = scene._marks.map((mark) => ({ mark, at: scene.pointOf(mark.id), r: 12 }));
    const words = scene._labels.map(({ x, y }) => window.map.layerPointToContainerPoint([x, y]));
    return marks.filter(({ mark, at }) => mark.low > 0 && !mark.possibly
        && at.x > 5 && at.y > 5 && at.x < Math.min(width, legend.left) - 5 && at.y < height - 5
        && !words.some((word) => Math.abs(word.x - at.x) < 60 && Math.abs(word.y - at.y) < 10)
        && !marks.some((other) => other.mark !== mark && other.at.distanceTo(at) < 2 * other.r))
        .map(({ mark, at }) => [mark.id, at.x, at.y, mark.colour]);
}"""
# What the picture has not, in the map's pixels, with some room for names that stand in its place.
LEFT_OUT = """() => [...document.querySelectorAll(
    ".leaflet-control-zoom, .seamline-save, .seamline-said, .leaflet-control-attribution, summary")].map((each) => {
    const { left, top, right, bottom } = each.getBoundingClientRect();
    return [left - 40, top - 20, right + 40, bottom + 20].map(Math.round);
})"""
FAIL = "() => { window.kept = HTMLCanvasElement.prototype.toBlob; HTMLCanvasElement.prototype.toBlob = (told) => told(null); }"
MEND = "() => { HTMLCanvasElement.prototype.toBlob = window.kept; }"
INK = {"light": (0x2B, 0x29, 0x26), "dark": (0xF1, 0xF2, 0xF3)}
HOME = {"light": (0xF8, 0xF7, 0xF4), "dark": (0x20, 0x26, 0x2B)}
WATER = {"light": (0xBF, 0xD3, 0xDD), "dark": (0x2D, 0x43, 0x51)}


class Saved:
    """A picture as it was downloaded."""

    def __init__(self, dashboard, press):
        with dashboard.page.expect_download() as started:
            press()
        self.name = started.value.suggested_filename
        with Image.open(started.value.path()) as file:
            assert file.format == "PNG"
            self.dots, self.texts = file.info["dpi"], file.text
            self.image = file.convert("RGB")
        self.map_width, self.map_height = (round(2 * side) for side in dashboard.frame.evaluate(SIZE))

    @property
    def map(self):
        return self.image.crop((0, 0, self.map_width, self.map_height))

    @property
    def strip(self):
        return self.image.crop((0, self.map_height + 2, *self.image.size))

    def at(self, x, y):
        """The colour at a point of the map on the screen."""
        return self.image.getpixel((round(2 * x), round(2 * y)))


def button_of(dashboard):
    return dashboard.page.frame_locator(FRAME).get_by_role("button", name=BUTTON)


def rgb(colour):
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def screenshot(dashboard):
    """The map on the screen; a frame that begins between two pixels is drawn from the nearest."""
    box = {side: round(value) for side, value in dashboard.page.locator(FRAME).bounding_box().items()}
    box["width"], box["height"] = dashboard.frame.evaluate(SIZE)
    return Image.open(io.BytesIO(dashboard.page.screenshot(clip=box))).convert("RGB")


def share(image, colour, *, within=2):
    """The share of an image's pixels that have the colour, as near as blending and rounding allow."""
    apart = ImageChops.difference(image, Image.new("RGB", image.size, colour)).split()
    largest = ImageChops.lighter(ImageChops.lighter(apart[0], apart[1]), apart[2])
    return sum(largest.histogram()[: within + 1]) / (image.width * image.height)


def difference(picture, screen, boxes):
    """The share of the map, without the boxes, in which picture and screen are plainly not the same."""
    small = picture.map.resize((picture.map_width // 2, picture.map_height // 2), Image.Resampling.BOX)
    apart = ImageChops.difference(small, screen).convert("L")
    plainly = apart.point(lambda value: 255 if value > 60 else 0)
    for box in boxes:
        plainly.paste(0, tuple(box))
    return plainly.histogram()[255] / (small.width * small.height)


def test_the_picture_is_the_map_on_the_screen_with_its_words_under_it(open_dashboard):
    home = open_dashboard()
    button, inside = button_of(home), home.page.frame_locator(FRAME)
    screen = screenshot(home)
    zoom_in = inside.get_by_role("button", name="Zoom in")
    zoom_in.focus()
    for _ in range(2):
        home.page.keyboard.press("Tab")
    expect(button).to_be_focused()
    picture = Saved(home, lambda: home.page.keyboard.press("Enter"))
    expect(inside.locator(".seamline-said")).to_have_text(f"Saved as {picture.name}")

    assert re.fullmatch(r"seamline-edition-1-\d{4}-\d\d-\d\d\.png", picture.name)
    assert picture.image.width == picture.map_width
    assert picture.dots == pytest.approx((192, 192), abs=0.1)
    assert "22 of 22 incidents; 2 too vague to map" in picture.texts["Description"]
    assert "GSHHG" in picture.texts["Copyright"]
    assert picture.texts["Title"] == "Seamline: All incidents"
    marks = home.frame.evaluate(CLEAR_MARKS)
    assert len(marks) >= 4
    assert {key: picture.at(x, y) for key, x, y, _ in marks} == {key: rgb(colour) for key, *_, colour in marks}
    assert len({colour for *_, colour in marks}) >= 2
    assert share(picture.map, HOME["light"]) > 0.3
    assert share(picture.map, WATER["light"]) > 0.005
    assert difference(picture, screen, home.frame.evaluate(LEFT_OUT)) < 0.006
    # The strip: paper with small dark letters, in both columns.
    for column in (0, picture.map_width // 2):
        part = picture.strip.crop((column, 0, column + picture.map_width // 2, picture.strip.height))
        assert 0.6 < share(part, (0xFF, 0xFD, 0xF7)) < 0.98
    # Drawn at twice the size, not blown up: rows within a pair differ.
    pairs = picture.map.resize((picture.map_width // 2, picture.map_height // 2), Image.Resampling.NEAREST)
    blown_up = pairs.resize(picture.map.size, Image.Resampling.NEAREST)
    assert (
        ImageChops.difference(blown_up, picture.map).convert("L").histogram()[0]
        < 0.99 * picture.map_width * picture.map_height
    )

    home.click_mark(QARACHOGH)
    home.links_to(f"incident={QARACHOGH}")
    home.settled()
    home.frame.evaluate(FAIL)
    button.click()
    expect(inside.locator(".seamline-said")).to_contain_text("Nothing was saved. Try again")
    home.frame.evaluate(MEND)
    inside.locator(".seamline-legend summary").click()
    chosen = Saved(home, button.click)
    x, y = home.frame.evaluate(
        "(id) => { const { x, y } = L.seamline.scene.current.pointOf(id); return [x, y]; }", QARACHOGH
    )
    outline = [chosen.at(x + dx, y + dy) for dx in range(-25, 26) for dy in range(-25, 26)]
    assert outline.count(INK["light"]) > 40
    assert f"Outlined: {TITLE}, 2 December 2021" in chosen.texts["Description"]
    assert chosen.strip.height > picture.strip.height + 100  # the legend, folded up on the map, stands there


def test_online_tiles_are_in_the_picture_only_with_their_servers_leave(open_offline_page):
    opened = open_offline_page()
    leave = {"access-control-allow-origin": "https://elsewhere.example"}
    tile = io.BytesIO()
    Image.new("RGB", (256, 256), (250, 0, 250)).save(tile, "PNG")
    opened.page.route(
        "https://gibs.earthdata.nasa.gov/**",
        lambda route: route.fulfill(body=tile.getvalue(), content_type="image/png", headers=leave),
    )
    home = Dashboard(opened).open()
    home.frame.evaluate(TileSwitch("relief")._template.module.script(TileSwitch("relief")))
    home.frame.locator("img.leaflet-tile-loaded").first.wait_for()
    without = Saved(home, button_of(home).click)
    assert share(without.map, (250, 0, 250)) == 0
    assert share(without.map, HOME["light"]) > 0.3
    assert "could not be saved with it" in without.texts["Disclaimer"]
    assert "GIBS" not in without.texts["Copyright"]

    leave["access-control-allow-origin"] = "*"
    with_them = Saved(home, button_of(home).click)
    assert share(with_them.map, (250, 0, 250)) > 0.3
    assert share(with_them.map, HOME["light"]) < 0.05
    assert "GIBS" in with_them.texts["Copyright"]
    assert "could not" not in with_them.texts["Disclaimer"]


def test_a_phone_saves_hostile_records_in_the_dark(browser, tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.write(hostile_records(), author="test", reason="test")
    with running_app(tmp_path) as address:
        context = browser.new_context(
            base_url=address, viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="dark"
        )
        opened, sang = OfflinePage(context.new_page(), address), []
        opened.watch(context)
        context.expose_binding("canary", lambda *_: sang.append("sang"))
        dashboard = Dashboard(opened)
        texts = {f"p{NAMES.index(name):02}": TEXTS[NAMES.index(name)] for name in ("image", "Arabic", "right to left")}
        dashboard.open("/?" + "&".join(f"actor={key}" for key in texts) + f"&incident={next(reversed(texts))}")
        box = button_of(dashboard).bounding_box()
        assert min(box["width"], box["height"]) >= 44
        picture = Saved(dashboard, button_of(dashboard).tap)
        assert picture.image.width == picture.map_width <= 2 * PHONE["width"]
        assert plain(picture.texts["Title"]) == plain(f"Seamline: Actor {' or '.join(texts.values())}")
        assert f"Outlined: {plain(texts[next(reversed(texts))])}, " in picture.texts["Description"]
        assert share(picture.map, HOME["dark"]) > 0.2
        assert 0.6 < share(picture.strip, (0x1B, 0x21, 0x26)) < 0.98
        assert share(picture.map, INK["dark"]) > 0
        assert sang == []
        assert dashboard.faults == []
        context.close()
