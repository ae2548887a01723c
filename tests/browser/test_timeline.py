"""The timeline and the two buttons in a real browser, on a page that counts its runs."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.conftest import ROOT, running_app

APP = Path(__file__).resolve().parent / "apps" / "timeline_app.py"
PHONE = {"width": 390, "height": 844}
MONTHS = 90  # January 2017 to June 2024
MARGIN = 6  # of the strip inside the picture, in pixels
BASE = 69  # where the axis runs

CONTRAST = """([selector, property]) => {
    const paint = document.createElement("canvas").getContext("2d");
    const rgb = (colour) => {
        paint.fillStyle = colour;
        paint.fillRect(0, 0, 1, 1);
        return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (colour) => rgb(colour)
        .map((value) => value / 255)
        .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, place) => sum + value * [0.2126, 0.7152, 0.0722][place], 0);
    const hosts = [...document.querySelectorAll("*")].filter((node) => node.shadowRoot?.querySelector(selector));
    const node = hosts[0].shadowRoot.querySelector(selector);
    const page = getComputedStyle(document.querySelector(".stApp")).backgroundColor;
    const [low, high] = [light(getComputedStyle(node)[property]), light(page)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}"""


@pytest.fixture(scope="module")
def app_url(tmp_path_factory):
    """The address of the timeline's own page, in place of the real app's."""
    with running_app(tmp_path_factory.mktemp("timeline"), script=str(APP)) as address:
        yield address


class Strip:
    """The timeline as a reader handles it: months are counted from January 2017."""

    def __init__(self, reader, query=""):
        self.reader = reader
        self.page = reader.page
        self.page.goto(f"/?{query}")
        self.says("runs 1")
        self.marks.first.wait_for()

    @property
    def marks(self):
        return self.page.locator(".timeline .mark")

    @property
    def ends(self):
        return self.page.get_by_role("slider", name="First day"), self.page.get_by_role("slider", name="Last day")

    @property
    def period(self):
        return self.page.locator(".timeline .period")

    def mark(self, title):
        return self.page.get_by_role("option", name=re.compile(rf"^{title}\b"))

    def says(self, words):
        expect(self.page.get_by_text(words, exact=True)).to_be_visible()

    def point(self, month, y=20):
        box = self.page.locator(".timeline svg").bounding_box()
        return box["x"] + MARGIN + month * (box["width"] - 2 * MARGIN) / MONTHS, box["y"] + y

    def drag(self, start, end, *, y=20, keep=False):
        self.page.mouse.move(*self.point(start, y))
        self.page.mouse.down()
        self.page.mouse.move(*self.point((start + end) / 2, y))
        self.page.mouse.move(*self.point(end, y))
        if not keep:
            self.page.mouse.up()

    def settles(self, *, runs, replies):
        """The page has run so often and no more: one further run is exactly one further."""
        self.says(f"runs {runs}")
        self.page.get_by_role("button", name="Only run").click()
        self.says(f"runs {runs + 1}")
        self.says(f"replies {replies}")


@pytest.fixture
def open_strip(open_offline_page):
    readers = []

    def open_one(query="", **options):
        readers.append(open_offline_page(**options))
        return Strip(readers[-1], query)

    yield open_one
    for reader in readers:
        assert not reader.outside
        assert not reader.failed
        assert not reader.console_errors


@pytest.fixture
def strip(open_strip):
    return open_strip()


def test_a_drag_chooses_whole_months(strip):
    strip.drag(48.6, 59.4)
    strip.says("chosen 2021-01-01 2021-12-31")
    expect(strip.period).to_have_text("Jan 2021 – Dec 2021")


def test_a_drag_to_the_left_chooses_the_same(strip):
    strip.drag(59.4, 48.6)
    strip.says("chosen 2021-01-01 2021-12-31")


def test_a_drag_with_shift_chooses_days(strip):
    strip.page.keyboard.down("Shift")
    strip.drag(36.5, 37.5)  # 2020 was a leap year: 31 and 29 days
    strip.says("chosen 2020-01-16 2020-02-15")
    expect(strip.period).to_have_text("16 Jan 2020 – 15 Feb 2020")


def test_a_drag_to_the_end_keeps_the_last_day_for_the_strip_may_grow(strip):
    strip.drag(84.5, 95)
    strip.says("chosen 2024-01-01 2024-06-30")


def test_a_drag_over_everything_is_no_period(strip):
    strip.drag(48.5, 50.5)
    strip.says("chosen 2021-01-01 2021-03-31")
    strip.drag(0.4, 96, y=5)
    strip.says("chosen None None")


@pytest.mark.parametrize(
    ("query", "runs"), [("", 3), ("when=callback", 2), ("in=fragment", 2), ("in=fragment&when=callback", 1)]
)
def test_a_brush_costs_one_reply_and_no_loop(open_strip, query, runs):
    strip = open_strip(query)
    strip.drag(48.6, 59.4)
    strip.says("chosen 2021-01-01 2021-12-31")
    strip.settles(runs=runs, replies=1)


def test_nothing_is_sent_before_the_reader_lets_go_and_escape_takes_back(strip):
    strip.page.get_by_role("button", name="Choose 2021").click()
    expect(strip.period).to_have_text("Jan 2021 – Dec 2021")
    strip.drag(12.5, 23.5, keep=True)
    expect(strip.period).to_have_text("Jan 2018 – Dec 2018")
    strip.says("runs 2")
    strip.page.keyboard.press("Escape")
    expect(strip.period).to_have_text("Jan 2021 – Dec 2021")
    strip.page.mouse.up()
    strip.settles(runs=2, replies=0)


def test_a_period_from_the_page_moves_the_brush_and_sends_nothing(strip):
    strip.page.get_by_role("button", name="Choose 2021").click()
    expect(strip.period).to_have_text("Jan 2021 – Dec 2021")
    expect(strip.ends[0]).to_have_attribute("aria-valuetext", "1 January 2021")
    expect(strip.ends[1]).to_have_attribute("aria-valuetext", "31 December 2021")
    strip.settles(runs=2, replies=0)


def test_a_page_that_takes_no_notice_gets_its_own_period_back(open_strip):
    strip = open_strip("ignore=1&when=callback")
    strip.drag(48.6, 59.4)
    strip.says("replies 1")
    expect(strip.period).to_have_text("")
    expect(strip.ends[0]).to_have_attribute("aria-valuetext", "open, from 1 January 2017")


def test_an_end_is_dragged_and_the_other_stays(strip):
    strip.drag(48.6, 59.4)
    strip.says("chosen 2021-01-01 2021-12-31")
    strip.drag(60, 54, y=BASE)
    strip.says("chosen 2021-01-01 2021-06-30")
    strip.drag(48, -5, y=BASE)
    strip.says("chosen None 2021-06-30")
    expect(strip.period).to_have_text("until Jun 2021")


def test_the_period_is_dragged_as_a_whole(strip):
    strip.drag(48.6, 59.4)
    strip.says("chosen 2021-01-01 2021-12-31")
    strip.drag(50, 38, y=12)
    strip.says("chosen 2020-01-01 2020-12-31")


def test_with_shift_an_end_and_the_whole_period_are_dragged_by_days(strip):
    strip.drag(48.6, 59.4)
    strip.says("chosen 2021-01-01 2021-12-31")
    strip.page.keyboard.down("Shift")
    strip.drag(60, 54.5, y=BASE)  # into a July of 31 days
    strip.says("chosen 2021-01-01 2021-07-16")
    strip.drag(50, 50.5, y=12)
    strip.says("chosen 2021-01-16 2021-07-31")


@pytest.mark.parametrize("way", ["button", "double click", "Escape"])
def test_the_period_is_cleared(strip, way):
    strip.drag(48.6, 59.4)
    strip.says("chosen 2021-01-01 2021-12-31")
    if way == "button":
        strip.page.get_by_role("button", name="Clear the period").click()
    elif way == "Escape":
        strip.ends[0].press("Escape")
    else:
        strip.page.mouse.dblclick(*strip.point(10, 12))
    strip.says("chosen None None")
    expect(strip.page.get_by_role("button", name="Clear the period")).to_be_hidden()
    strip.settles(runs=5, replies=2)


def test_where_nothing_is_chosen_there_is_nothing_to_clear(strip):
    strip.page.mouse.dblclick(*strip.point(10, 12))
    strip.ends[0].press("Escape")
    strip.settles(runs=1, replies=0)


def test_clearing_by_keyboard_keeps_the_place_on_the_page(strip):
    strip.drag(48.6, 59.4)
    strip.says("chosen 2021-01-01 2021-12-31")
    strip.page.get_by_role("button", name="Clear the period").press("Enter")
    strip.says("chosen None None")
    expect(strip.ends[0]).to_be_focused()


@pytest.mark.parametrize("query", ["", "when=callback", "in=fragment"])
def test_a_click_on_a_block_selects_its_incident_once(open_strip, query):
    strip = open_strip(query)
    strip.mark("Attack at Qarachogh").click()
    strip.says("selected makhmour")
    strip.says("replies 1")
    expect(strip.mark("Attack at Qarachogh")).to_have_attribute("aria-selected", "true")
    strip.page.get_by_role("button", name="Only run").click()
    strip.says("replies 1")
    strip.mark("Attack near Kifri").click()
    strip.says("selected kifri")
    expect(strip.page.locator(".timeline .mark.selected")).to_have_count(1)


def test_the_picture_is_changed_in_place(strip):
    strip.page.locator(".timeline svg").evaluate(
        "(svg) => { svg.isSame = true; for (const mark of svg.querySelectorAll('.mark')) mark.isSame = true; }"
    )
    strip.drag(48.6, 59.4)
    strip.says("chosen 2021-01-01 2021-12-31")
    strip.mark("Attack at Qarachogh").click()
    strip.says("selected makhmour")
    assert strip.page.locator(".timeline svg").evaluate(
        "(svg) => svg.isSame && [...svg.querySelectorAll('.mark')].every((mark) => mark.isSame)"
    )


def test_blocks_out_of_view_are_pale_and_say_so(strip):
    strip.drag(48.6, 59.4)
    strip.says("chosen 2021-01-01 2021-12-31")
    dara, kifri = strip.mark("Attack on Dara"), strip.mark("Attack near Kifri")
    expect(dara).to_have_accessible_name("Attack on Dara, 13–14 June 2020, killed 13, not in view")
    expect(kifri).to_have_accessible_name("Attack near Kifri, 29 November 2021, killed 13")
    expect(kifri.locator(".shown")).to_have_css("fill", "rgb(230, 159, 0)")
    expect(dara.locator(".shown")).not_to_have_css("fill", "rgb(204, 121, 167)")


def test_an_interval_over_months_has_a_line_to_its_end(strip):
    line = strip.mark("Fighting around Prde").locator("line")
    assert float(line.get_attribute("x2")) == pytest.approx(
        strip.point(12 + 20 / 31)[0] - strip.point(0)[0] + MARGIN, abs=1
    )
    expect(strip.mark("Attack on Dara").locator("line")).to_be_hidden()


def test_the_tooltip_says_title_date_and_words(strip):
    strip.mark("Attack at Qarachogh").hover()
    expect(strip.page.locator(".tip")).to_have_text(re.compile("Attack at Qarachogh.*2–3 December 2021.*killed 13"))
    strip.page.mouse.move(*strip.point(5))
    expect(strip.page.locator(".tip")).to_be_hidden()


def test_text_from_data_is_text(strip):
    hostile = strip.mark("<img src=x")
    hostile.hover()
    expect(strip.page.locator(".tip b")).to_have_text(re.compile(r'^<img src=x onerror="window\.hit=1">\{\{ 7\*7 \}\}'))
    hostile.click()
    strip.says("selected hostile")
    assert strip.page.evaluate("window.hit === undefined")
    expect(strip.page.locator("img[src=x]")).to_have_count(0)


def test_arrow_keys_move_an_end_by_a_month_a_day_and_a_year(strip):
    strip.page.get_by_role("button", name="Choose 2021").click()
    first, last = strip.ends
    expect(first).to_have_attribute("aria-valuetext", "1 January 2021")
    first.press("ArrowRight")
    expect(first).to_have_attribute("aria-valuetext", "1 February 2021")
    first.press("Shift+ArrowRight")
    expect(first).to_have_attribute("aria-valuetext", "2 February 2021")
    first.press("ArrowLeft")
    expect(first).to_have_attribute("aria-valuetext", "1 February 2021")
    first.press("PageDown")
    expect(first).to_have_attribute("aria-valuetext", "1 February 2020")
    last.press("ArrowLeft")  # leaving the first end sends what was reached
    expect(last).to_have_attribute("aria-valuetext", "30 November 2021")
    last.press("Enter")
    strip.says("chosen 2020-02-01 2021-11-30")
    last.press("End")
    expect(last).to_have_attribute("aria-valuetext", "open, to 30 June 2024")
    last.press("Enter")
    strip.says("chosen 2020-02-01 None")


def test_an_end_does_not_pass_the_other(strip):
    strip.page.get_by_role("button", name="Choose 2021").click()
    first, last = strip.ends
    expect(first).to_have_attribute("aria-valuetext", "1 January 2021")
    first.press("End")
    first.press("Shift+ArrowRight")
    expect(first).to_have_attribute("aria-valuetext", "31 December 2021")
    last.press("PageDown")
    assert last.get_attribute("aria-valuetext") == "31 December 2021"  # at once, not after the page has refused it


def test_a_rest_in_the_keys_sends_the_period_once(open_strip):
    strip = open_strip("when=callback")
    strip.ends[1].evaluate(  # five presses with no pause, however busy this machine is
        """(end) => {
            for (let press = 0; press < 5; press += 1) {
                end.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
            }
        }"""
    )
    strip.says("chosen None 2024-01-31")
    strip.settles(runs=2, replies=1)


def test_blocks_are_walked_by_keyboard(strip):
    strip.ends[0].focus()
    strip.page.keyboard.press("Shift+Tab")
    expect(strip.mark("Fighting around Prde")).to_be_focused()
    expect(strip.page.locator(".tip b")).to_have_text("Fighting around Prde")
    strip.page.keyboard.press("End")
    strip.page.keyboard.press("Home")
    expect(strip.mark("Fighting around Prde")).to_be_focused()
    strip.page.keyboard.press("ArrowRight")
    expect(strip.page.locator(".timeline .mark:focus")).to_have_accessible_name(re.compile("2018"))
    strip.mark("Attack at Kulajo").focus()
    strip.page.keyboard.press("ArrowUp")
    expect(strip.mark("Attack near Kifri")).to_be_focused()
    strip.page.keyboard.press("Enter")
    strip.says("selected kifri")
    # While Streamlit replaces the element, the page holds the old chart beside the new one for a moment.
    expect(strip.page.locator(".timeline")).to_have_count(1)
    expect(strip.mark("Attack near Kifri")).to_be_focused()
    expect(strip.page.locator(".timeline .mark[tabindex='0']")).to_have_count(1)


def test_a_screen_reader_hears_what_the_chart_shows(strip):
    group = strip.page.get_by_role("group", name="Incidents by month")
    expect(group).to_have_accessible_description(
        re.compile(r"^31 incidents, January 2017 to June 2024; 31 in view\. Most in one month: \d, \w+ \d{4}\.$")
    )
    expect(strip.page.get_by_role("listbox", name="Incidents, earliest first").get_by_role("option")).to_have_count(31)


def test_events_stand_over_the_blocks_and_say_what_they_are(open_strip):
    strip = open_strip("events=1")
    assert strip.page.locator(".timeline .event").count() == 3
    expect(strip.page.locator(".timeline .event.out")).to_have_count(1)
    for month, words in (
        (42.05, "An agreement.*2 July 2020.*agreement"),
        (52.52, "A meeting.*16–17 May 2021, not in view"),
    ):
        strip.page.mouse.move(*strip.point(month, 4))
        expect(strip.page.locator(".tip")).to_have_text(re.compile(words))
    strip.page.mouse.click(*strip.point(42.05, 4))
    strip.settles(runs=1, replies=0)
    group = strip.page.get_by_role("group", name="Incidents by month")
    expect(group).to_have_accessible_description(
        re.compile("events: <img .*; An agreement, 2 July 2020; A meeting, 16")
    )
    assert strip.page.evaluate("window.hit === undefined")


def test_a_crowd_is_drawn_as_bars_that_choose_their_month(open_strip):
    strip = open_strip("case=many")
    assert strip.marks.count() <= MONTHS
    strip.mark("March 2021").click()
    strip.says("chosen 2021-03-01 2021-03-31")
    expect(strip.mark("March 2021")).to_have_accessible_name(re.compile(r"^March 2021, (\d+) incidents, \1 in view$"))
    expect(strip.mark("April 2021")).to_have_accessible_name(re.compile("incidents, 0 in view$"))


def test_a_short_strip_is_drawn(open_strip):
    strip = open_strip("case=one")
    expect(strip.page.locator(".timeline .axis text")).to_have_text("Jun 2020")
    assert strip.marks.first.locator(".shown").evaluate("(rect) => rect.getBBox().width") < 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_labels_and_blocks_stand_out_in_both_themes(open_strip, scheme):
    strip = open_strip(color_scheme=scheme)
    page = strip.page.evaluate("() => getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert page == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 25, 28)"}[scheme]
    assert strip.page.evaluate(CONTRAST, [".axis text", "fill"]) > 4.5
    assert strip.page.evaluate(CONTRAST, [".name", "color"]) > 7
    assert strip.page.evaluate(CONTRAST, [".hint", "color"]) > 4.5
    assert strip.page.evaluate(CONTRAST, [".grip", "stroke"]) > 2
    assert strip.page.evaluate(CONTRAST, [".action button", "color"]) > 4.5


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_nothing_moves_for_those_who_ask_for_stillness(open_strip, motion):
    strip = open_strip(reduced_motion=motion)
    seconds = strip.marks.first.evaluate("(mark) => getComputedStyle(mark).transitionDuration")
    assert (seconds == "0s") == (motion == "reduce")


class Finger:
    """A touch as the browser's own input makes it."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def touch(self, kind, *points):
        touches = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def drag(self, start, end):
        steps = [(start[0] + (end[0] - start[0]) * n / 8, start[1] + (end[1] - start[1]) * n / 8) for n in range(9)]
        self.touch("touchStart", steps[0])
        for step in steps[1:]:
            self.touch("touchMove", step)
        self.touch("touchEnd")


@pytest.fixture
def phone(open_strip):
    return open_strip(viewport=PHONE, has_touch=True, is_mobile=True)


def test_the_strip_fits_a_phone(phone):
    box = phone.page.locator(".timeline svg").bounding_box()
    assert 330 < box["width"] <= 390
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    years = [year for year in phone.page.locator(".timeline .axis text").all_text_contents() if year]
    assert years == [str(year) for year in range(2017, 2025)]
    phone.page.get_by_role("button", name="Choose 2021").tap()
    expect(phone.period).to_have_text("Jan 2021 – Dec 2021")
    name, clear = phone.page.locator(".timeline .name").bounding_box(), phone.page.locator(".clear").bounding_box()
    assert name["x"] + name["width"] < phone.period.bounding_box()["x"]
    assert clear["x"] + clear["width"] <= 390


def test_a_finger_sideways_chooses_a_period(phone):
    Finger(phone.page).drag(phone.point(48.6, 40), phone.point(59.4, 44))
    phone.says("chosen 2021-01-01 2021-12-31")


def test_a_finger_downwards_scrolls_and_chooses_nothing(phone):
    finger = Finger(phone.page)
    finger.drag(phone.point(48.6, 40), phone.point(49, 260))
    phone.page.get_by_role("button", name="Choose 2021").tap()
    expect(phone.period).to_have_text("Jan 2021 – Dec 2021")  # the gesture is over, so the brush follows the page
    phone.settles(runs=2, replies=0)


def test_a_finger_near_a_block_selects_it(phone):
    box = phone.mark("Incident 24").locator(".shown").bounding_box()
    assert box["width"] < 5
    phone.page.touchscreen.tap(box["x"] - 5, box["y"] - 6)
    phone.says("selected i24")


def forged(message, payload):
    """A message of the page with another payload in the place of the timeline's."""
    sent = BackMsg.FromString(message)
    for widget in sent.rerun_script.widget_states.widgets:
        if '"reply"' in widget.json_trigger_value:
            widget.json_trigger_value = json.dumps([{"event": "reply", "value": payload}])
    return sent.SerializeToString()


@pytest.mark.parametrize(
    "payload",
    [
        {"number": 1, "kind": "incident", "incident": "nobody"},
        {"number": 1, "kind": "period", "start": "2021-12-31", "end": "2021-01-01"},
        {"number": 1, "kind": "period", "start": "<script>", "end": None},
        {"number": -1, "kind": "incident", "incident": "dara"},
        {"number": "1", "kind": "incident", "incident": "dara"},
        {"number": True, "kind": "incident", "incident": "dara"},
        {"number": 1e300, "kind": "incident", "incident": "dara"},
        {"kind": "incident", "incident": "dara"},
        ["incident", "dara"],
        "dara",
        None,
    ],
)
def test_a_forged_message_changes_nothing(open_offline_page, payload):
    reader = open_offline_page()

    def tamper(socket):
        server = socket.connect_to_server()
        socket.on_message(lambda message: server.send(forged(message, payload)))

    reader.page.route_web_socket(re.compile("_stcore/stream"), tamper)
    strip = Strip(reader)
    strip.mark("Attack at Qarachogh").click()
    strip.says("runs 2")
    strip.says("selected None")
    strip.settles(runs=2, replies=0)


def test_a_reply_whose_run_did_not_reach_the_timeline_is_not_handed_over_later(open_strip):
    strip = open_strip("absent=2")
    strip.mark("Attack at Qarachogh").click()
    strip.says("runs 2")
    expect(strip.marks).to_have_count(0)
    strip.page.get_by_role("button", name="Only run").click()
    strip.says("runs 3")
    strip.says("selected None")
    strip.says("replies 0")


def test_a_message_that_is_kept_and_sent_again_counts_once(open_offline_page):
    reader = open_offline_page()
    kept, turns = [], []

    def keep(message):
        sent = BackMsg.FromString(message)
        states = sent.rerun_script.widget_states.widgets
        for widget in list(states):
            if '"reply"' in widget.json_trigger_value:
                name = widget.id.removeprefix("$$STREAMLIT_INTERNAL_KEY_").removesuffix("__events")
                value = json.loads(widget.json_trigger_value)[-1]["value"]
                kept[:] = [(name, value)]
        for name, value in kept:
            turns.append(name)  # a state that never stays the same is always news to the server
            states.add(id=name, json_value=json.dumps({"reply": {**value, "turn": len(turns)}}))
        return sent.SerializeToString()

    def tamper(socket):
        server = socket.connect_to_server()
        socket.on_message(lambda message: server.send(keep(message)))

    reader.page.route_web_socket(re.compile("_stcore/stream"), tamper)
    strip = Strip(reader)
    strip.mark("Attack at Qarachogh").click()
    strip.says("selected makhmour")
    assert kept
    strip.settles(runs=3, replies=1)


LINK = [("from", "2021-12-01"), ("actor", "isis"), ("actor", "a&b"), ("q", "تازه")]


def test_the_link_is_copied_and_that_is_said(open_strip):
    strip = open_strip("case=few", permissions=["clipboard-read", "clipboard-write"])
    strip.page.get_by_role("button", name="Copy link").click()
    expect(strip.page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    copied = urlsplit(strip.page.evaluate("navigator.clipboard.readText()"))
    assert f"{copied.scheme}://{copied.netloc}{copied.path}" == f"{strip.reader.app_url}/"
    assert parse_qsl(copied.query) == LINK
    strip.settles(runs=1, replies=0)


def test_the_address_is_copied_as_it_stands_at_the_click(open_strip):
    strip = open_strip("case=few", permissions=["clipboard-read", "clipboard-write"])
    strip.page.evaluate("() => history.replaceState(history.state, '', '?case=few&q=a%26b')")
    strip.page.get_by_role("button", name="Copy address").click()
    expect(strip.page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    copied = strip.page.evaluate("navigator.clipboard.readText()")
    assert parse_qsl(urlsplit(copied).query) == [("case", "few"), ("q", "a&b")]


def test_where_the_clipboard_is_refused_the_link_is_shown_and_selected(open_strip):
    strip = open_strip()
    strip.page.evaluate("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    strip.page.get_by_role("button", name="Copy link").click()
    field = strip.page.get_by_role("textbox", name="Link to this view")
    expect(field).to_be_focused()
    link = field.input_value()
    assert parse_qsl(urlsplit(link).query) == LINK
    assert field.evaluate("(field) => field.value.slice(field.selectionStart, field.selectionEnd)") == link


def test_full_screen_is_asked_for_the_map(strip):
    strip.page.get_by_role("button", name="Full screen").click()
    strip.page.wait_for_function("() => document.fullscreenElement?.title === 'streamlit_folium.st_folium'")


def test_a_page_without_a_map_says_so(strip):
    strip.page.locator("iframe").evaluate("(frame) => frame.remove()")
    strip.page.get_by_role("button", name="Full screen").click()
    expect(strip.page.get_by_role("status").filter(has_text="There is no map on this page")).to_be_visible()


RESTART = """async (script) => {
    const start = (await import("data:text/javascript;base64," + script)).default;
    const sent = [];
    const data = {
        first: "2020-01-01", months: 12, fullest: 0, marks: [], events: [],
        chosen: ["2020-03-01", "2020-05-31"], summary: "", answered: 0,
    };
    const run = () => start({
        parentElement: document, data, setTriggerValue: (name, reply) => sent.push([name, reply.start, reply.end]),
    });
    run()();
    run();
    document.querySelector(".clear").click();
    return { charts: document.querySelectorAll(".plot svg").length, sent };
}"""


def test_a_strip_that_is_stopped_and_started_again_on_the_same_elements_is_one_strip(browser):
    static = ROOT / "pages" / "ui" / "static"
    script = "".join((static / name).read_text("utf-8") for name in ("timeline_scale.js", "timeline.js"))
    page = browser.new_page()
    page.set_content((static / "timeline.html").read_text("utf-8"))
    found = page.evaluate(RESTART, base64.b64encode(script.encode()).decode())
    page.close()
    assert found == {"charts": 1, "sent": [["reply", None, None]]}
