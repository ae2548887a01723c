"""Hostile texts in every field of every record, on every page of the real app in a real browser: shown, never run."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import TimeoutError as NeverHappenedError
from playwright.sync_api import expect

from geo.store import open_store
from tests.browser.driving import FRAME, Dashboard
from tests.conftest import running_app
from tests.hostile_records import CANARY, NAMES, PAYLOADS, TEXTS, hostile_records, plain

IDS = [f"p{number:02}" for number in range(len(TEXTS))]

# What text turned into markup would leave behind, in a page or a frame.
MADE_BY_TEXT = """() => {
    const found = [], roots = [document];
    const alien = (node) => /evil\\.example/.test(`${node.src ?? ""} ${node.action ?? ""} ${(node.href ?? "").split("?")[0]}`)
        || /^(javascript|data|vbscript):/i.test(node.href ?? "")
        || [...node.attributes].some((attribute) => attribute.name.startsWith("on"))
        || node.matches("iframe[srcdoc], base, form[action], meta[http-equiv=refresh], .katex, .stMarkdownColoredText, marquee");
    while (roots.length) {
        for (const node of roots.pop().querySelectorAll("*")) {
            if (node.shadowRoot) roots.push(node.shadowRoot);
            if (alien(node)) found.push(node.outerHTML.slice(0, 200));
        }
    }
    return found;
}"""

# For each record its mark and the middle of its front band, in pixels of the frame.
POINTS = """() => {
    const { _marks, _data } = L.seamline.scene.current;
    const at = (place) => { const { x, y } = window.map.latLngToContainerPoint(place); return [x, y]; };
    const middle = ([[south, west], [north, east]]) => at([(south + north) / 2, (west + east) / 2]);
    const band = (id) => _data.fronts.find((front) => front.short.toLowerCase() === id);
    return [..._marks].sort((one, other) => (one.id < other.id ? -1 : 1))
        .map((mark) => [at([mark.latitude, mark.longitude]), middle(band(mark.id).line)]);
}"""
# The frame shows texts letter by letter.
TIP_SAYS = """([text, count]) => {
    const titles = [...document.querySelectorAll(".seamline-tip strong")];
    return titles.length === count && titles.every((title) => title.textContent === text);
}"""
CHOOSER_SAYS = """(text) => {
    const popup = document.querySelector(".seamline-popup .seamline-records");
    const parts = popup ? [...popup.querySelectorAll("strong, p")] : [];
    const is = parts.length === 3 && parts.every((part) => part.textContent === text);
    if (is) document.querySelector(".seamline-close").click();
    return is;
}"""


@dataclass
class Canary:
    """What the payloads have done in one reader's browser."""

    sang: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def watch(self, context):
        context.expose_binding("canary", lambda source, *_: self.sang.append(source["frame"].url))
        context.on("dialog", self._note_dialog)

    def _note_dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def app_url(hostile_folder):
    """The address of the real app over a store of hostile records, in place of the starter data's."""
    with open_store(f"sqlite:///{hostile_folder / 'store.sqlite'}") as store:
        store.write(hostile_records(), author=PAYLOADS["script"][1], reason=PAYLOADS["template, Python"][1])
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(CANARY, str(hostile_folder / "canary"))
        with running_app(hostile_folder) as address:
            yield address


@pytest.fixture
def reader(open_offline_page, hostile_folder):
    """A reader among hostile records; afterwards nothing has run, in the page, in the map's frame or on the server."""
    opened = open_offline_page()
    canary = Canary()
    canary.watch(opened.page.context)
    dashboard = Dashboard(opened)
    dashboard.canary = canary
    yield dashboard
    assert_nothing_ran(dashboard)
    assert not (hostile_folder / "canary").exists()


def assert_nothing_ran(dashboard):
    assert dashboard.canary.sang == []
    assert dashboard.canary.dialogs == []
    assert dashboard.faults == []
    for frame in dashboard.page.frames:
        assert frame.evaluate(MADE_BY_TEXT) == []
        assert len(dashboard.page.frames) <= 2


def shows(locator, text):
    """Whether a part of the page shows a text as it is, blanks and what nobody sees aside."""
    return plain(text) in plain(locator.text_content())


# ---- the payloads bite ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [name for name, (kind, _) in PAYLOADS.items() if kind not in ("", "template", "server")]
)
def test_the_payload_bites_where_nothing_guards_against_it(open_offline_page, name):
    kind, text = PAYLOADS[name]
    opened, canary = open_offline_page(), Canary()
    canary.watch(opened.page.context)
    if kind in ("page", "outside"):
        opened.page.set_content(f"<p>{text}</p>")
    elif kind == "attribute":
        opened.page.set_content(f'<input title="{text}">')
    else:
        opened.page.evaluate(f"() => {{ const text = {kind}{text}{kind}; }}")
    done = "requestfailed" if kind == "outside" else None
    if done and not opened.outside:
        opened.page.wait_for_event(done)
    opened.page.wait_for_function(
        "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(true))))"
    )
    assert canary.sang or opened.outside


# ---- home -------------------------------------------------------------------------------------------------------------


def test_on_the_map_every_text_is_shown_and_none_runs(reader):
    reader.open("/")
    frame, corner = reader.frame, reader.on_page((0, 0))
    reader.page.frame_locator(FRAME).locator(".seamline-legend summary").click()
    frame.evaluate("() => window.map.setView([35.211, 44.5], 7.75, { animate: false })")  # no mark under a button
    assert reader.marks == IDS
    for name, text, points in zip(NAMES, TEXTS, frame.evaluate(POINTS), strict=True):
        mark, front = ([corner[0] + x, corner[1] + y] for x, y in points)
        reader.page.mouse.move(*mark)
        becomes(frame, TIP_SAYS, [text, 2], name)  # the incident and the agreement made there
        reader.page.mouse.click(*mark)
        becomes(frame, CHOOSER_SAYS, text, name)
        reader.page.mouse.move(*front)
        becomes(frame, TIP_SAYS, [text, 1], name)
    assert_nothing_ran(reader)


def becomes(frame, condition, arg, name):
    try:
        frame.wait_for_function(condition, arg=arg)
    except NeverHappenedError:
        pytest.fail(f"{name}: the frame shows {frame.locator('.seamline-tip, .seamline-popup').all_inner_texts()}")


def test_the_list_of_incidents_shows_every_title_as_it_is(reader):
    reader.open("/")
    shown = {}
    for line in reader.page.locator('[class*="st-key-pick"]').all():
        number = int(re.search(r"st-key-pick-p(\d+)", line.get_attribute("class")).group(1))
        shown[number] = plain(line.text_content())
    assert len(shown) >= 10
    assert [NAMES[n] for n in shown if not shown[n].endswith(f" · {plain(TEXTS[n])}")] == []


def test_the_panel_shows_every_text_as_it_is(reader):
    reader.open("/")
    for name, incident_id, text in zip(NAMES, IDS, TEXTS, strict=True):
        select(reader, incident_id)
        assert plain(reader.panel_title.text_content()) == plain(text), name
        assert shows(reader.page.locator(".sl-summary").first, text), name
        for tab, part in (("Facts", "dl"), ("Claims", "details"), ("Evidence", "mark")):
            reader.page.get_by_role("tab", name=tab).dispatch_event("click")
            assert shows(reader.page.get_by_role("tabpanel", name=tab).locator(part).first, text), (name, tab)
    assert_nothing_ran(reader)


def select(reader, incident_id):
    """Select as a click on the mark does, where the panel is all that counts."""
    reader.page.frames[1].evaluate(
        "(id) => { const scene = L.seamline.scene.current, mark = scene._byId.get(id);"
        " scene._choose(mark, L.latLng(mark.latitude, mark.longitude)); }",
        incident_id,
    )
    reader.links_to(f"incident={incident_id}")  # written when all the rest has been


def test_a_citation_is_plain_text(reader):
    name = "directives"
    reader.open(f"/incidents?incident={IDS[NAMES.index(name)]}")
    reader.page.get_by_role("button", name="Cite or report").click()
    assert shows(reader.page.get_by_test_id("stCode").first, PAYLOADS[name][1])


def test_the_timelines_words_are_plain_text(reader):
    reader.open("/")
    blocks = reader.page.locator(".timeline .mark")
    expect(blocks).to_have_count(len(TEXTS))
    tip = reader.page.locator(".timeline .tip b")
    told = [plain(label) for label in blocks.evaluate_all("(all) => all.map((one) => one.getAttribute('aria-label'))")]
    for number, text in enumerate(TEXTS):
        assert told[number].startswith(plain(text)), NAMES[number]
        blocks.nth(number).locator("rect.shown").hover(force=True)
        assert plain(tip.text_content()) == plain(text), NAMES[number]


# ---- filters ----------------------------------------------------------------------------------------------------------


def test_chosen_names_are_plain_text_in_tags_words_and_the_empty_view(reader):
    chosen = "&".join(f"{key}={i}" for key in ("actor", "place", "source") for i in IDS)
    reader.open(f"/incidents?{chosen}&from=2034-01-01")
    tags = reader.sidebar.get_by_test_id("stMultiSelectTagsContainer").filter(has_text="canary")
    expect(tags).to_have_count(3)
    shown = [reader.words, reader.page.locator(".sl-words"), *tags.all()]
    for part in shown:
        whole = plain(part.text_content())
        assert [name for name, (_, text) in PAYLOADS.items() if plain(text) not in whole] == []


def test_offered_names_are_plain_text_in_the_lists(reader):
    reader.open("/incidents")
    for name in ("image", "markdown image", "directives", "formula", "template, sum"):
        reader.sidebar.get_by_role("combobox", name="Actor", exact=True).fill(PAYLOADS[name][1][:12])
        options = [plain(option) for option in reader.page.get_by_role("option").all_text_contents()]
        assert f"{plain(PAYLOADS[name][1])} (1)" in options, name


def test_an_empty_view_offers_to_drop_words_that_are_plain_text(reader):
    reader.open("/incidents?actor=p00")
    reader.sidebar.get_by_text("More filters").click()
    field = reader.sidebar.get_by_role("textbox", name="Text")
    for name in NAMES[NAMES.index("markdown image") :]:
        text = f"zzz {PAYLOADS[name][1]}"
        field.fill(text)
        field.press("Enter")
        expect(reader.words).to_contain_text(plain(text)[:30])
        assert shows(
            reader.settled().page.get_by_role("main").get_by_role("button", name=re.compile("^Take back: with")), text
        ), name


def test_notices_repeat_a_bad_link_as_plain_text(reader):
    bad = "&".join(f"actor={quote(text, safe='')}" for text in TEXTS) + "".join(
        f"&{quote(t, safe='')}=1" for t in TEXTS
    )
    reader.open(f"/incidents?{bad}")
    said = [plain(notice) for notice in reader.notices.all_text_contents()]
    assert len(said) >= len(TEXTS)
    wanted = {name: plain(repr(text[:40]))[1:-1] for name, (_, text) in PAYLOADS.items()}
    assert [name for name, words in wanted.items() if not [notice for notice in said if words in notice]] == []


# ---- pages ------------------------------------------------------------------------------------------------------------


def test_the_table_shows_titles_as_they_are(reader):
    reader.open(f"/incidents?to=2021-12-31&incident={IDS[3]}")
    cells = reader.page.get_by_test_id("stDataFrame").locator("tbody tr td:nth-child(3)")
    expect(cells.first).to_be_attached()
    shown = [plain(cell) for cell in cells.all_text_contents()]
    assert len(shown) >= 10
    assert differences(TEXTS[: len(shown)], shown) == {}


def test_the_sources_page_shows_every_text_as_it_is(reader):
    reader.open("/sources")
    whole = plain(reader.page.get_by_test_id("stMain").text_content())
    folded = " | ".join(map(plain, reader.page.get_by_test_id("stMain").locator("summary").all_text_contents()))
    assert [name for name, (_, text) in PAYLOADS.items() if plain(text) not in whole] == []
    assert [name for name, (_, text) in PAYLOADS.items() if f"{plain(text)}, " not in folded] == []
    links = reader.page.get_by_test_id("stMain").locator("a[target]")
    assert set(links.evaluate_all("(all) => all.map((link) => link.origin)")) == {"https://source.example"}


def test_the_fronts_page_shows_every_text_as_it_is(reader):
    reader.open("/fronts")
    headings = [plain(title) for title in reader.page.locator(".sl-source h4").all_text_contents()]
    for number, text in enumerate(TEXTS):
        assert f"P{number:02} · {plain(text)}" in headings, NAMES[number]
        assert plain(text) in headings, NAMES[number]
    reader.turn_to("Codebook and method")


def test_the_data_route_gives_valid_json_with_every_text(app_url):
    with urlopen(f"{app_url}/api/incidents.geojson") as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        document = json.load(answer)
    assert sorted(feature["properties"]["title"] for feature in document["features"]) == sorted(TEXTS)


def differences(wanted, shown):
    """The names of the payloads that are shown otherwise, with what is shown."""
    return {NAMES[TEXTS.index(text)]: line for text, line in zip(wanted, shown, strict=True) if plain(text) != line}
