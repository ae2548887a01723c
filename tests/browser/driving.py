"""Drives the dashboard as a reader does, by clicks, keys and the address, and waits for what shows, never for time."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import TimeoutError as NeverHappenedError
from playwright.sync_api import expect

from tests.conftest import RUNS_ENDED

FRAME = 'iframe[title="streamlit_folium.st_folium"]'
ROW_HEIGHT = 35  # of Streamlit's tables, in pixels
PHONE = {"width": 390, "height": 844}

QARACHOGH, KIFRI = "qarachogh-2021-12-02", "kifri-2021-11-29"
KULAJO, DARA = "kulajo-2021-11-27", "dara-2020-06-13"
ARTICLES = sorted([QARACHOGH, KIFRI, KULAJO, DARA])

# Streamlit finds out under which path it is served by asking under the page's own path first.
ASKS_FOR_ITS_BASE = re.compile(r"^404 http://[^/]+/[a-z]+/_stcore/(health|host-config)$")
ITS_ERROR = "Failed to load resource: the server responded with a status of 404 (Not Found)"

MARKS = "() => L.seamline.scene.current._marks.map((mark) => mark.id).sort()"
MARKS_ARE = "(ids) => JSON.stringify(L.seamline.scene.current._marks.map((mark) => mark.id).sort()) === ids"
FRONTS = "() => L.seamline.scene.current._data.fronts.map((band) => band.short).sort()"
SELECTED = "() => L.seamline.scene.current._data.selected"
VIEW = "() => { const { lat, lng } = window.map.getCenter(); return [lat, lng, window.map.getZoom()]; }"
POINT = "(id) => { const at = L.seamline.scene.current.pointOf(id); return at && [at.x, at.y]; }"
# Marks that cannot be pressed because one of the map's controls, or its edge, lies over a part of them.
COVERED = """() => {
    const scene = L.seamline.scene.current, home = scene._map.getContainer().getBoundingClientRect();
    const controls = [...scene._map.getContainer().querySelectorAll(".leaflet-control")].map((each) => each.getBoundingClientRect());
    return scene._marks.filter((mark) => {
        const { x, y } = scene.pointOf(mark.id), r = 4.5, left = home.left + x - r, top = home.top + y - r;
        const isInside = x >= r && y >= r && x + r <= home.width && y + r <= home.height;
        const isUnder = (box) => left < box.right && left + 2 * r > box.left && top < box.bottom && top + 2 * r > box.top;
        return !isInside || controls.some(isUnder);
    }).map((mark) => mark.id);
}"""
STANDS_AT = """([latitude, longitude, zoom]) => window.map.getZoom() === zoom
    && window.map.project([latitude, longitude]).distanceTo(window.map.project(window.map.getCenter())) <= 2"""
# Whether the page has been told where the map stands.
REPORTED = """() => {
    const told = window.__GLOBAL_DATA__.previous_data, map = window.map;
    return told && told.zoom === map.getZoom() && map.project(told.center).distanceTo(map.project(map.getCenter())) <= 2;
}"""

# Counts the frames that a reader sees: each one in which no mark is painted is a flash of an empty map.
WATCH = """() => {
    const watch = window.seamlineWatch = { frames: 0, blank: 0, running: true };
    const painted = () => {
        const scene = L.seamline.scene.current;
        const canvas = document.querySelector("canvas.seamline-scene");
        if (!canvas || scene._container !== canvas || !scene._marks.length) return false;
        const { min } = scene._bounds, ratio = canvas.width / parseFloat(canvas.style.width);
        return scene._marks.some((mark) => {
            const at = window.map.latLngToLayerPoint([mark.latitude, mark.longitude]).subtract(min).multiplyBy(ratio);
            return canvas.getContext("2d").getImageData(at.x, at.y, 1, 1).data[3] > 0;
        });
    };
    const look = () => {
        watch.frames += 1;
        if (!painted()) watch.blank += 1;
        if (watch.running) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""
STOP_WATCHING = "() => { window.seamlineWatch.running = false; return window.seamlineWatch; }"
TWO_FRAMES = "() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))"


class Dashboard:
    """The dashboard in one reader's browser."""

    def __init__(self, reader):
        self.reader = reader
        self.page = reader.page

    # ---- going somewhere -------------------------------------------------------------------------------------------

    def open(self, address="/"):
        """Open an address; where it has a map, wait until it is drawn."""
        self.page.goto(address)
        return self._opened()

    def reload(self):
        self.page.reload()
        return self._opened()

    def _opened(self):
        self.page.locator(".sl-brand").wait_for(state="attached")  # the first run has begun
        return self.settled()

    def turn_to(self, name):
        """Go to a page by the navigation above, on a phone by the one in the folded sidebar."""
        folded = self.page.get_by_test_id("stExpandSidebarButton")
        if folded.is_visible():
            folded.click()
        self.page.get_by_role("link", name=name, exact=True).click()
        if name != "Map":
            expect(self.page.get_by_role("heading", name=name, level=1)).to_be_visible()
        return self.settled()

    def click(self, target):
        """Click something beside a map's frame, once the browser has drawn what it scrolled to.

        Chromium looks up in the last picture drawn which frame a click belongs to.
        """
        target.scroll_into_view_if_needed()
        self.page.evaluate(TWO_FRAMES)
        target.click()
        return self.settled()

    def settled(self):
        """Wait until the server has nothing more to say and a map, where there is one, is drawn."""
        self.page.wait_for_function(RUNS_ENDED)
        expect(self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible()
        expect(self.page.locator('[data-stale="true"]')).to_have_count(0)
        if self.is_home:
            _ = self.frame
        self.page.evaluate(TWO_FRAMES)  # a click is for what was drawn last
        return self

    @property
    def is_home(self):
        return urlsplit(self.page.url).path == "/"

    @property
    def query(self):
        return parse_qsl(urlsplit(self.address).query)

    @property
    def address(self):
        """The address as the page has it; `page.url` hears of a change a little later."""
        return self.page.evaluate("() => location.href")

    def links_to(self, pattern):
        """Wait until the address matches."""
        expect(self.page).to_have_url(re.compile(pattern))

    # ---- the map ---------------------------------------------------------------------------------------------------

    @property
    def frame(self):
        """The map's frame, once basemap and scene are drawn."""
        expect(self.page.locator(FRAME)).to_have_count(1)
        inside = self.page.frame_locator(FRAME)
        inside.locator('canvas.seamline-basemap[data-state="ready"]').wait_for(state="attached")
        inside.locator("canvas.seamline-scene").wait_for(state="attached")
        return self.page.query_selector(FRAME).content_frame()

    def shows_marks(self, ids):
        """Wait until exactly these incidents have a mark."""
        wanted = sorted(ids)
        try:
            self.frame.wait_for_function(MARKS_ARE, arg=str(wanted).replace("'", '"').replace(", ", ","))
        except NeverHappenedError:
            assert self.marks == wanted
            raise

    @property
    def marks(self):
        return self.frame.evaluate(MARKS)

    @property
    def fronts(self):
        return self.frame.evaluate(FRONTS)

    @property
    def selected(self):
        return self.frame.evaluate(SELECTED)

    @property
    def position(self):
        """Latitude, longitude and zoom."""
        return self.frame.evaluate(VIEW)

    def point_of(self, incident_id):
        """Where an incident's mark stands on the page, in pixels."""
        return self.on_page(self.frame.evaluate(POINT, incident_id))

    def on_page(self, point):
        box = self.page.locator(FRAME).bounding_box()
        return box["x"] + point[0], box["y"] + point[1]

    def click_mark(self, incident_id):
        self.page.mouse.click(*self.point_of(incident_id))

    def hover_mark(self, incident_id):
        self.page.mouse.move(*self.point_of(incident_id))

    def drag_map(self, right, down):
        """Drag from an empty spot of the map and wait until the link has the new position."""
        before = self.address
        x, y = self.on_page((170, 330))
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right / 2, y + down / 2, steps=3)
        self.page.mouse.move(x + right, y + down, steps=3)
        self.page.mouse.up()
        self.frame.wait_for_function(REPORTED)
        expect(self.page).not_to_have_url(before)
        return self.settled()

    def stands_at(self, position):
        """Wait until the map stands there, to two pixels."""
        self.frame.wait_for_function(STANDS_AT, arg=position)

    # ---- what the page says ----------------------------------------------------------------------------------------

    def figure(self, name):
        return self.page.locator(".sl-figure").filter(has_text=re.compile(rf"^{name} ")).locator("b")

    @property
    def words(self):
        return self.page.locator(".sl-words")

    @property
    def panel_title(self):
        return self.page.locator("h3.sl-title")

    @property
    def notices(self):
        return self.page.get_by_test_id("stAlert")

    @property
    def titles(self):
        """The lines of what is folded on the page, beside the sidebar's."""
        return self.page.get_by_test_id("stMain").locator("details > summary p").all_inner_texts()

    @property
    def everything_seen(self):
        """What two readers with the same link must see alike."""
        self.settled()
        seen = {"figures": self.page.locator(".sl-figures").inner_text(), "words": self.words.inner_text()}
        seen["panel"] = self.panel_title.all_inner_texts()
        if self.is_home:
            seen |= {"marks": self.marks, "fronts": self.fronts, "selected": self.selected}
            self.frame.wait_for_function(REPORTED)
        return seen | {"link": self.settled().address}

    # ---- the table -------------------------------------------------------------------------------------------------

    def row(self, title):
        """A row of the table as a screen reader finds it; what is seen is painted on a canvas."""
        return self.page.get_by_test_id("stDataFrame").locator("tr").filter(has_text=title)

    def click_row(self, title):
        """Click into the margin of a row, where rows are picked."""
        number = int(self.row(title).get_attribute("aria-rowindex"))
        box = self.page.get_by_test_id("stDataFrame").locator("canvas").first.bounding_box()
        self.page.mouse.click(box["x"] + 15, box["y"] + ROW_HEIGHT * (number - 0.5))

    # ---- filters ---------------------------------------------------------------------------------------------------

    @property
    def sidebar(self):
        return self.page.get_by_test_id("stSidebar")

    def choose_collection(self, name):
        self.sidebar.get_by_role("radio", name=name, exact=True).click()

    def choose(self, label, option):
        """Add a value to one of the lists in the sidebar."""
        self.sidebar.get_by_role("combobox", name=label, exact=True).fill(option)
        self.page.get_by_role("option", name=re.compile(rf"^{re.escape(option)} \(\d+\)$")).click()
        chosen = self.sidebar.get_by_test_id("stMultiSelectTagsContainer").filter(has_text=option)
        expect(chosen).to_be_visible()
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("listbox", name=label)).to_have_count(0)
        self.page.locator(".sl-brand").click()  # the field shrinks when it is left, and what is below moves

    def choose_day(self, label, day):
        """Type a day; the field takes it when it is left."""
        days = self.sidebar.get_by_role("group", name=label, exact=True)
        days.get_by_role("spinbutton", name="year").click()
        self.page.keyboard.type(day.replace("-", ""))
        self.page.locator(".sl-brand").click()

    def switch_layer(self, label):
        """Press a layer's box in the toolbar above the map."""
        self.page.get_by_role("button", name="Layers").click()
        self.page.get_by_role("checkbox", name=label).locator("xpath=ancestor::label").click()
        self.page.keyboard.press("Escape")

    # ---- afterwards ------------------------------------------------------------------------------------------------

    @property
    def faults(self):
        """What went wrong in this browser, but for Streamlit's questions about its own path."""
        failed = [what for what in self.reader.failed if not ASKS_FOR_ITS_BASE.match(what)]
        asked = len(self.reader.failed) - len(failed)
        errors = list(self.reader.console_errors)
        for _ in range(min(asked, errors.count(ITS_ERROR))):
            errors.remove(ITS_ERROR)
        crashes = self.page.get_by_test_id("stException").all_inner_texts()
        return self.reader.outside + failed + errors + crashes
