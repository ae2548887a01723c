"""The place map in a real browser, on a page that counts its runs: pins, the spot, its area, by hand and by keys."""

from __future__ import annotations

import re
from itertools import combinations
from math import hypot
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.driving import FRAME, PHONE, TWO_FRAMES
from tests.conftest import RUNS_ENDED, running_app

APP = Path(__file__).resolve().parent / "apps" / "place_app.py"
FINGER_PX = 24
KIFRI, OTHER = (34.6896, 44.9606), (35.4681, 44.3922)
LATE = (34.9, 44.7)  # where the spot of `late=1` stands, within 12 km

VIEW = "() => { const { lat, lng } = window.map.getCenter(); return [lat, lng, window.map.getZoom()]; }"
POINT = "(at) => { const { x, y } = window.map.latLngToContainerPoint(at); return [x, y]; }"
PLACE = "(at) => { const { lat, lng } = window.map.containerPointToLatLng(at); return [lat, lng]; }"
TELL = """(properties) => {
    window.forged = (window.forged || 1000) + 1;
    const drawing = { type: "Feature", properties, geometry: null };
    window.Streamlit.setComponentValue({ last_active_drawing: drawing, last_object_clicked_count: window.forged });
}"""


@pytest.fixture(scope="module")
def app_url(tmp_path_factory):
    """The address of the place map's own page, in place of the real app's."""
    with running_app(tmp_path_factory.mktemp("place"), script=str(APP)) as address:
        yield address


class Desk:
    """The page as an editor handles it; `name` is the map that is meant where there are two."""

    def __init__(self, reader, query="", name="one"):
        self.reader, self.page, self.name = reader, reader.page, name
        self.page.goto(f"/?{query}")
        self.shown()

    def of(self, name):
        """The other map of the same page."""
        other = object.__new__(Desk)
        other.reader, other.page, other.name = self.reader, self.page, name
        return other.shown()

    def shown(self):
        self.inside.locator('canvas.seamline-basemap[data-state="ready"]').wait_for(state="attached")
        self.frame.wait_for_function("() => L.seamline.placing.current && L.seamline.placing.current._look")
        self.settled()
        return self

    def settled(self):
        self.page.wait_for_function(RUNS_ENDED)
        expect(self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible()
        expect(self.page.locator('[data-stale="true"]')).to_have_count(0)
        self.page.evaluate(TWO_FRAMES)  # a click is for what was drawn last

    @property
    def number(self):
        return 1 if self.name == "two" else 0

    @property
    def inside(self):
        return self.page.frame_locator(FRAME).nth(self.number)

    @property
    def frame(self):
        return self.page.query_selector_all(FRAME)[self.number].content_frame()

    @property
    def handle(self):
        return self.inside.locator(".seamline-spot")

    @property
    def edge(self):
        return self.inside.locator(".seamline-edge")

    @property
    def live(self):
        return self.inside.locator(".seamline-live")

    def pin(self, letter):
        return self.inside.locator(".seamline-pin").filter(has=self.inside.get_by_text(letter, exact=True))

    def head(self, letter):
        return self.pin(letter).locator(".seamline-head")

    def says(self, what, value):
        expect(self.page.get_by_text(f"{self.name} {what} {value}", exact=True)).to_be_visible()

    def text(self, what):
        found = self.page.get_by_text(re.compile(rf"^{self.name} {what} ")).inner_text()
        return found.removeprefix(f"{self.name} {what} ")

    def spot(self):
        """Latitude, longitude and error that the page holds, once nothing more comes."""
        self.settled()
        return [float(value) for value in re.findall(r"=(-?[\d.]+)", self.text("spot"))]

    def picked(self, count):
        """Wait until so many picks have arrived, no more."""
        self.says("picks", count)
        self.settled()
        self.says("picks", count)
        return self

    @property
    def view(self):
        return self.frame.evaluate(VIEW)

    def stands(self, place, zoom):
        """Move the map there at once."""
        self.frame.evaluate("([at, zoom]) => { window.map.setView(at, zoom, { animate: false }); }", [place, zoom])

    def point(self, place):
        """Where a place stands on the page, in pixels."""
        return self.on_page(self.frame.evaluate(POINT, place))

    def on_page(self, at):
        box = self.page.locator(FRAME).nth(self.number).bounding_box()
        return box["x"] + at[0], box["y"] + at[1]

    def place_at(self, x, y):
        box = self.page.locator(FRAME).nth(self.number).bounding_box()
        return self.frame.evaluate(PLACE, [x - box["x"], y - box["y"]])

    def drag(self, locator, right, down, *, hold=False):
        box = locator.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right / 2, y + down / 2)
        self.page.mouse.move(x + right, y + down)
        if not hold:
            self.page.mouse.up()
        return x + right, y + down

    def only_run(self):
        """One run of the whole page, to the end."""
        runs = int(self.page.get_by_text(re.compile(r"^runs \d+$")).inner_text().split()[1])
        self.page.get_by_role("button", name="Only run").click()
        expect(self.page.get_by_text(f"runs {runs + 1}", exact=True)).to_be_visible()
        self.settled()


@pytest.fixture
def open_desk(open_offline_page):
    desks = []

    def open_one(query="", **options):
        desks.append(Desk(open_offline_page(**options), query))
        return desks[-1]

    yield open_one
    for desk in desks:
        assert not desk.reader.outside
        assert not desk.reader.failed
        assert not desk.reader.console_errors
        assert desk.page.get_by_test_id("stException").count() == 0


@pytest.fixture
def desk(open_desk):
    return open_desk()


@pytest.fixture
def late(open_desk):
    return open_desk("late=1")


# ---- by hand -----------------------------------------------------------------------------------------------------------


def test_a_click_on_a_pin_picks_its_candidate(desk):
    desk.head("B").click()
    desk.picked(1).says("last", "PlacePick(candidate_id='other', spot=None)")
    expect(desk.pin("B")).to_have_attribute("aria-pressed", "true")
    expect(desk.pin("A")).to_have_attribute("aria-pressed", "false")
    assert desk.spot() == [*OTHER, 8.0]


def test_a_click_on_the_empty_map_puts_the_spot_there(desk):
    x, y = desk.on_page((300, 150))
    there = desk.place_at(x, y)
    desk.page.mouse.click(x, y)
    desk.picked(1)
    assert desk.spot() == pytest.approx([*there, 5.0], abs=1e-5)


def test_a_click_elsewhere_keeps_the_radius(late):
    x, y = late.on_page((300, 150))
    there = late.place_at(x, y)
    late.page.mouse.click(x, y)
    late.picked(1)
    assert late.spot() == pytest.approx([*there, 12.0], abs=1e-5)


def test_two_quick_clicks_put_one_spot_and_do_not_zoom(desk):
    view = desk.view
    desk.page.mouse.dblclick(*desk.on_page((300, 150)))
    desk.picked(1)
    assert desk.view == view


def test_dragging_the_handle_moves_the_spot(late):
    x, y = late.drag(late.handle, 120, -40)
    late.picked(1)
    assert late.spot() == pytest.approx([*late.place_at(x, y), 12.0], abs=1e-4)


def test_while_it_is_dragged_a_label_says_where_and_the_page_is_not_told(late):
    draws = late.text("draws")
    x, y = late.drag(late.handle, 120, -40, hold=True)
    expect(late.live).to_have_text(re.compile(r"^\d\d\.\d{4} N, \d\d\.\d{4} E, within 12\.0 km$"))
    said = [float(value) for value in re.findall(r"[\d.]+(?= [NE])", late.live.inner_text())]
    assert said == pytest.approx(late.place_at(x, y), abs=2e-4)
    late.settled()
    late.says("draws", draws)
    late.page.mouse.up()
    late.picked(1)
    expect(late.live).to_have_count(0)


def test_dragging_the_edge_changes_the_radius_alone(late):
    middle = late.point(LATE)
    box = late.edge.bounding_box()
    away = box["x"] + box["width"] / 2 - middle[0]
    late.drag(late.edge, away, 0)  # as far again from the middle
    late.picked(1)
    latitude, longitude, error_km = late.spot()
    assert (latitude, longitude) == LATE
    pixels_a_km = late.frame.evaluate("() => L.seamline.placing.current._pixelsAKm()")
    assert error_km == pytest.approx(12.0 + abs(away) / pixels_a_km, rel=0.01)
    expect(late.edge).to_have_attribute("aria-valuetext", f"within {error_km:.1f} km")


@pytest.mark.parametrize(("farther", "limit"), [(400, 300.0), (-15, 0.1)])
def test_the_radius_stays_between_its_limits(late, farther, limit):
    late.stands(LATE, 7)
    box, (x, _) = late.edge.bounding_box(), late.point(LATE)
    side = 1 if box["x"] + box["width"] / 2 > x else -1
    late.drag(late.edge, side * farther, 0)
    late.picked(1)
    assert late.spot() == [*LATE, limit]


def test_an_area_larger_than_the_view_keeps_its_handle_in_reach(late):
    late.stands(LATE, 7)
    late.drag(late.edge, 400, 0)
    late.picked(1)
    late.stands(LATE, 10)
    frame, box = late.page.locator(FRAME).bounding_box(), late.edge.bounding_box()
    assert frame["x"] <= box["x"] <= frame["x"] + frame["width"] - box["width"]
    assert frame["y"] <= box["y"] <= frame["y"] + frame["height"] - box["height"]
    x, y = late.point(LATE)
    late.drag(late.edge, (x - box["x"]) / 4, (y - box["y"]) / 4)
    late.picked(2)
    assert 200 < late.spot()[2] < 300  # it moves with the hand and does not shrink to where the handle stood


def test_the_spot_cannot_leave_the_reach(desk):
    desk.stands((35, 48), 9)
    desk.page.mouse.click(*desk.point((35, 48.85)))
    desk.picked(1)
    desk.handle.focus()
    for _ in range(4):
        desk.page.keyboard.press("Shift+ArrowRight")
    expect(desk.handle).to_have_attribute("aria-label", re.compile("48.9000 E"))
    desk.picked(2)
    assert desk.spot()[1] == 48.9


# ---- by keys -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "right", "down"),
    [("ArrowRight", 1, 0), ("ArrowUp", 0, -1), ("Shift+ArrowLeft", -10, 0), ("Shift+ArrowDown", 0, 10)],
)
def test_arrow_keys_move_the_spot(late, key, right, down):
    x, y = late.point(LATE)
    there = late.place_at(x + right, y + down)
    late.handle.focus()
    late.page.keyboard.press(key)
    late.picked(1)
    assert late.spot() == pytest.approx([*there, 12.0], abs=1e-5)


def test_the_page_is_told_once_for_keys_in_a_row_and_the_focus_stays(late):
    late.handle.focus()
    late.page.keyboard.down("ArrowRight")
    for _ in range(4):
        late.page.keyboard.down("ArrowRight")
    late.says("picks", 0)
    late.page.keyboard.up("ArrowRight")
    late.picked(1)
    expect(late.handle).to_be_focused()
    late.page.keyboard.press("ArrowRight")
    late.picked(2)
    x, y = late.point(LATE)
    assert late.spot()[1] == pytest.approx(late.place_at(x + 6, y)[1], abs=1e-4)


@pytest.mark.parametrize(("key", "sign"), [("Shift+ArrowRight", 1), ("Shift+ArrowDown", -1)])
def test_arrow_keys_change_the_radius(late, key, sign):
    pixels_a_km = late.frame.evaluate("() => L.seamline.placing.current._pixelsAKm()")
    late.edge.focus()
    late.page.keyboard.press(key)
    late.picked(1)
    assert late.spot() == [*LATE, pytest.approx(12.0 + sign * 10 / pixels_a_km, abs=0.006)]


def test_the_arrow_keys_of_a_handle_do_not_move_the_map(late):
    view = late.view
    late.handle.focus()
    late.page.keyboard.press("ArrowRight")
    late.picked(1)
    assert late.view == view


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_key_picks_the_candidate_that_has_the_focus(desk, key):
    desk.pin("A").focus()
    desk.page.keyboard.press(key)
    desk.picked(1).says("last", "PlacePick(candidate_id='kifri', spot=None)")


def test_enter_on_the_map_puts_the_spot_in_its_middle(desk):
    desk.inside.locator(".leaflet-container").focus()
    desk.page.keyboard.press("Enter")
    desk.picked(1)
    assert desk.spot() == pytest.approx([*desk.view[:2], 5.0], abs=1e-5)


def test_handles_and_pins_say_what_they_are(late):
    expect(late.inside.get_by_role("button", name=re.compile("^Chosen place, 34.9000 N, 44.7000 E"))).to_be_visible()
    expect(late.inside.get_by_role("slider", name=re.compile("^How far off"))).to_have_attribute("aria-valuenow", "12")
    expect(late.inside.get_by_role("button", name="A, Kifri, town, Garmian, within 2.0 km")).to_be_attached()


# ---- the frame ---------------------------------------------------------------------------------------------------------


def test_the_map_opens_on_all_candidates_and_the_spot(late):
    frame = late.page.locator(FRAME).bounding_box()
    for place in (KIFRI, OTHER, LATE):
        x, y = late.point(place)
        assert frame["x"] < x < frame["x"] + frame["width"]
        assert frame["y"] < y < frame["y"] + frame["height"]


def test_candidates_far_beyond_the_belt_are_seen_clear_of_the_credit(open_desk):
    desk = open_desk("case=far")
    credit = desk.inside.locator(".leaflet-control-attribution").bounding_box()
    for place in ((36.9, 42.9), (32.51, 45.82), (29.97, 48.47)):
        assert desk.point(place)[1] < credit["y"]


def test_the_map_neither_jumps_nor_loads_anew(desk):
    desk.frame.evaluate("() => { window.token = 1; window.map.setView([34.9, 44.9], 9, { animate: false }); }")
    view = desk.view
    desk.head("A").click()
    desk.picked(1)
    desk.page.mouse.click(*desk.on_page((200, 100)))
    desk.picked(2)
    desk.drag(desk.handle, 60, 30)
    desk.picked(3)
    desk.only_run()
    assert desk.view == view
    assert desk.frame.evaluate("() => window.token") == 1


def test_moving_the_map_does_not_run_the_page(desk):
    draws = int(desk.text("draws"))
    desk.frame.evaluate("() => { window.map.options.inertia = false; }")  # a busy machine would fling it far away
    x, y = desk.on_page((200, 100))
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    desk.page.mouse.move(x + 80, y + 40, steps=4)
    desk.page.mouse.up()
    desk.head("A").click()
    desk.picked(1)
    assert int(desk.text("draws")) == draws + 2  # the pick, and the run that shows it


def test_a_pick_that_is_not_taken_is_given_once_and_can_be_made_again(open_desk):
    desk = open_desk("ignore=1")
    for count in (1, 2):
        desk.head("A").click()
        desk.picked(count)
        desk.only_run()
        desk.picked(count)


def test_two_maps_answer_each_for_itself(open_desk):
    one = open_desk("maps=2")
    two = one.of("two")
    two.head("B").click()
    two.picked(1)
    assert two.spot() == [*OTHER, 8.0]
    one.says("spot", None)
    one.head("A").click()
    one.picked(2)
    assert one.spot() == [*KIFRI, 2.0]
    assert two.spot() == [*OTHER, 8.0]


def test_it_works_outside_a_fragment(open_desk):
    desk = open_desk("in=page&late=1")
    desk.drag(desk.handle, 60, 0)
    desk.picked(1)
    desk.head("A").click()
    desk.picked(2)
    assert desk.spot() == [*KIFRI, 2.0]


@pytest.mark.parametrize(
    "properties",
    [
        {"id": "no such candidate"},
        {"id": ["kifri"]},
        {"placed": {"latitude": 12, "longitude": 45, "error_km": 5}},
        {"placed": {"latitude": 34.7, "longitude": "45", "error_km": 5}},
        {"placed": {"latitude": 34.7, "longitude": 45, "error_km": 1e9}},
        {"placed": {"latitude": 34.7, "longitude": 45}, "id": "kifri"},
        "kifri",
        None,
    ],
)
def test_a_forged_reply_gives_nothing(desk, properties):
    draws = int(desk.text("draws"))
    desk.frame.evaluate(TELL, properties)
    desk.says("draws", draws + 1)
    desk.picked(0).says("spot", None)
    desk.frame.evaluate(TELL, {"id": "kifri"})  # the same way in, and something the map could have said
    desk.picked(1)


def test_text_of_a_place_is_text(open_desk):
    desk = open_desk("case=hostile")
    desk.head("A").hover()
    expect(desk.inside.locator(".seamline-tip strong")).to_have_text(re.compile(r"^<img src=x .*</script>$"))
    desk.head("A").click()
    desk.picked(1)
    assert desk.inside.locator("img").count() == 0
    assert desk.frame.evaluate("() => window.hit") is None
    assert desk.page.evaluate("() => window.hit") is None


# ---- the picture -------------------------------------------------------------------------------------------------------


def test_the_distance_of_each_candidate_is_written(late):
    written = late.inside.locator(".seamline-distance")
    expect(written).to_have_text(["A 33 km", "B 69 km"])
    for number in range(2):
        expect(written.nth(number)).to_be_visible()


def test_distances_follow_the_hand(late):
    late.drag(late.handle, 100, 0, hold=True)
    expect(late.inside.locator(".seamline-distance").first).not_to_have_text("A 33 km")
    late.page.mouse.up()
    late.picked(1)


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "has_touch": True}], ids=["desktop", "phone"])
def test_crowded_letters_stand_apart_and_a_finger_hits_them(open_desk, options):
    desk = open_desk("case=crowded&late=1", **options)
    boxes = [box.bounding_box() for box in [*desk.inside.locator(".seamline-head").all(), desk.handle, desk.edge]]
    assert len(boxes) == 9
    for box in boxes:
        assert min(box["width"], box["height"]) >= FINGER_PX
    middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"] / 2) for box in boxes]
    for (x, y, half), (other_x, other_y, other_half) in combinations(middles, 2):
        assert hypot(x - other_x, y - other_y) >= half + other_half - 1


def test_a_finger_picks_and_places(open_desk):
    desk = open_desk(viewport=PHONE, has_touch=True)
    desk.head("A").tap()
    desk.picked(1)
    x, y = desk.on_page((60, 180))
    there = desk.place_at(x, y)
    desk.page.touchscreen.tap(x, y)
    desk.picked(2)
    assert desk.spot() == pytest.approx([*there, 2.0], abs=1e-5)


def test_what_the_basemap_names_is_not_named_twice(open_desk):
    desk = open_desk("case=relative")
    named = desk.frame.evaluate("() => L.seamline.current.labels.map((label) => label.text)")
    for name in desk.inside.locator(".seamline-reference-name").all_inner_texts():
        assert name not in named
