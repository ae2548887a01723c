"""The desk as an editor uses it: a report is pasted, a field corrected, the incident published, and found again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driving import FRAME, Dashboard
from tests.conftest import DESKTOP, OfflinePage, running_app
from tests.desk_samples import TEXT

REPORT = """Roadside bomb kills two near Kifri

A roadside bomb planted by ISIS militants killed two Peshmerga and wounded three others near Kifri on Thursday morning, the Peshmerga ministry said in a statement.

ISIS militants often plant bombs on the roads of the area, residents say.
"""


class Desk(Dashboard):
    """The desk in one editor's browser."""

    def open(self, address="/desk"):
        self.page.goto(address)
        expect(self.page.get_by_role("heading", name="Desk", level=1)).to_be_visible()
        return self.settled()

    def tab(self, name):
        self.page.get_by_role("tab", name=name).click()
        return self.settled()

    def way(self, name):
        self.page.get_by_role("radio", name=name, exact=True).click()
        return self.settled()

    def give(self, *, text=None, outlet="Test Wire", day="20230615", title="", url=""):
        """Fill the form of a new item and send it."""
        if text is not None:
            self.page.get_by_role("textbox", name="Text of the article").fill(text)
        self.page.get_by_role("textbox", name="Outlet").fill(outlet)
        self.page.get_by_role("textbox", name="Title, if it has one").fill(title)
        self.page.get_by_role("textbox", name="Address, if it has one").fill(url)
        if day:
            days = self.page.get_by_role("group", name="Day of publication")
            days.get_by_role("spinbutton", name="year").click()
            self.page.keyboard.type(day)
        return self.press(re.compile("^(Read it into drafts|Start an entry)$"))

    def press(self, name, *, within=None):
        return self.click((within or self.page).get_by_role("button", name=name, exact=isinstance(name, str)).first)

    def card(self, number):
        """The card of a draft, by its number on the page."""
        return self.page.locator("[class*='st-key-card-']").nth(number - 1)

    def correct(self, number, field):
        return self.click(self.card(number).locator(f"[class*='st-key-edit-'][class*='-{field}'] button"))

    def map_is_drawn(self):
        """Wait for the small map of the places."""
        frame = self.page.frame_locator(FRAME)
        frame.locator("canvas.seamline-basemap[data-state='ready']").wait_for(state="attached")
        return self.settled()

    def says(self, words):
        expect(self.page.get_by_test_id("stAlert").filter(has_text=words).first).to_be_visible()

    def paste(self, text=REPORT, **values):
        """Paste a report that other tests may have pasted before."""
        self.open().tab("New").give(text=text, **values)
        again = self.page.get_by_role("button", name="Read it all the same")
        expect(again.or_(self.card(1)).first).to_be_visible()
        if again.is_visible():
            self.click(again)
        expect(self.card(1)).to_contain_text("What the public reads")
        return self.settled()


@pytest.fixture(scope="module")
def desk_url(tmp_path_factory):
    """An app of its own: what is published here is in no other test's way."""
    with running_app(tmp_path_factory.mktemp("desk")) as address:
        yield address


@pytest.fixture
def open_desk(browser, desk_url):
    opened = []

    def open_one(**options):
        context = browser.new_context(**({"viewport": DESKTOP, "base_url": desk_url} | options))
        reader = OfflinePage(context.new_page(), desk_url)
        reader.watch(context)
        opened.append(Desk(reader))
        return opened[-1]

    yield open_one
    faults = [desk.faults for desk in opened]
    for desk in opened:
        desk.page.context.close()
    assert not any(faults)


@pytest.fixture
def desk(open_desk):
    return open_desk()


def test_a_pasted_report_is_corrected_published_seen_on_the_map_and_found_in_its_history(desk, open_desk):
    desk.paste(title="Roadside bomb near Kifri", url="https://example.org/kifri-bomb")
    card = desk.card(1)
    expect(card).to_contain_text("15 June 2023")
    expect(card).to_contain_text("2 killed (Peshmerga)")
    desk.correct(1, "title")
    desk.page.get_by_role("textbox", name="Title", exact=True).fill("Roadside bomb on the road to Kifri")
    desk.press("Save")
    expect(card.locator("h3")).to_have_text("Roadside bomb on the road to Kifri")
    expect(card).to_contain_text("Corrected; the coding says")
    desk.says("Not yet: expected a decision on every draft, got none on draft 1 (Roadside bomb on the road to Kifri);")
    desk.correct(1, "figures")
    expect(desk.page.locator("mark.sl-now").first).to_be_visible()
    for name in ("Accept", "Reject", "Merge…", "Correct"):
        expect(card.get_by_role("button", name=name).first).to_be_disabled()
    expect(card).to_contain_text("Open: Figures of draft 1. Save or cancel that first.")
    expect(desk.page.get_by_role("button", name="Add an incident")).to_be_disabled()
    desk.press("Cancel", within=card)
    desk.press("Accept", within=card)
    expect(card).to_contain_text("accepted")
    to_read = desk.page.get_by_test_id("stExpander").filter(
        has_text="Roadside bomb on the road to Kifri · 15 June 2023"
    )
    for words in (
        "Day: weekday: the latest Thursday up to publication",
        "within 12 km; gazetteer · 34.6896 N, 44.9606 E.",
        "ISIS attacker",
        "Peshmerga target",
        "2 killed, Test Wire",
        "Single source",
        "Paragraph 1 of the original",
    ):
        expect(to_read).to_contain_text(words, ignore_case=True)
    expect(to_read).not_to_contain_text("name exact")
    desk.page.get_by_role("textbox", name="Why is it published?").fill("New report of the day")
    desk.press("Publish")
    desk.says("Published as edition 2")
    desk.press(re.compile("^On the map: Roadside bomb"))
    expect(desk.panel_title).to_have_text("Roadside bomb on the road to Kifri")
    desk.links_to("incident=")
    incident = next(value for key, value in desk.settled().query if key == "incident")
    assert incident in desk.marks
    desk.turn_to("Corrections")
    entry = desk.page.locator(".sl-correction").filter(has_text="New report of the day")
    expect(entry).to_contain_text("Revision 2")
    expect(entry).to_contain_text("New incident Roadside bomb on the road to Kifri")
    reader = open_desk()
    reader.page.goto(f"/?incident={incident}")
    expect(reader.panel_title).to_have_text("Roadside bomb on the road to Kifri")
    assert incident in reader.marks


def test_a_draft_survives_a_reload_and_a_colleagues_save_is_never_overwritten(desk, open_desk):
    desk.paste(outlet="Morning Wire")
    address = desk.settled().address
    assert "draft=" in address
    title = desk.page.get_by_role("textbox", name="Title", exact=True)
    desk.correct(1, "title")
    title.fill("My own title")
    colleague = open_desk().open(address)
    colleague.correct(1, "title")
    colleague.page.get_by_role("textbox", name="Title", exact=True).fill("The title of a colleague")
    colleague.press("Save")
    colleague.press("Reject", within=colleague.card(1))
    colleague.page.get_by_role("textbox", name="Why is it rejected?").fill("No news")
    colleague.press("Reject", within=colleague.card(1))
    expect(colleague.card(1)).to_contain_text("Reason: No news")
    desk.press("Save")
    expect(desk.card(1).get_by_test_id("stAlert")).to_contain_text(
        "has saved version 3 of this item in the meantime, so nothing was changed"
    )
    expect(title).to_have_value("My own title")
    expect(desk.card(1)).to_contain_text("rejected")
    expect(desk.card(1).locator("dl", has_text="Stands now")).to_contain_text("The title of a colleague")
    desk.press("Save")
    expect(desk.card(1).locator("h3")).to_have_text("My own title")
    desk.page.reload()
    expect(desk.card(1).locator("h3")).to_have_text("My own title")
    assert desk.settled().address == address


def test_passages_say_which_draft_they_feed_and_no_claim_is_dropped_in_silence(desk):
    desk.paste()
    article = desk.page.locator(".sl-article")
    expect(article).to_contain_text("A roadside bomb planted by ISIS militants")
    assert article.inner_text().count("Roadside bomb kills two near Kifri") == 1
    marked = article.locator("mark[title*='figures']").all_inner_texts()
    assert any("killed two" in words for words in marked), marked
    desk.page.get_by_text(re.compile(r"^Statements: \d+ in drafts, \d+ set aside$")).click()
    expect(desk.page.locator(".sl-aside").filter(has_text="ISIS militants often plant bombs")).to_contain_text("habit")
    desk.correct(1, "figures")
    expect(article.locator("mark.sl-now").first).to_be_visible()


def test_figures_date_and_actors_are_corrected_and_taken_back(desk):
    desk.paste()
    desk.correct(1, "figures")
    desk.page.get_by_label("At most 1").fill("5")
    desk.press("One more figure")
    expect(desk.page.get_by_label("At least 3")).to_be_visible()
    desk.page.get_by_label("At least 3").fill("7")
    desk.press("Save")
    expect(desk.card(1).get_by_test_id("stAlert")).to_contain_text("expected a group of people, got none for 7")
    expect(desk.page.get_by_label("At least 3")).to_have_value("7")
    desk.page.get_by_role("combobox", name="Group 3").click()
    desk.page.keyboard.type("civilians")
    expect(desk.page.locator("[role=option][data-focused=true]", has_text="civilians")).to_be_visible()
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("combobox", name="Group 3")).to_have_value("civilians")
    desk.page.get_by_label("At least 3").fill("1")
    desk.press("Save")
    expect(desk.card(1)).to_contain_text("2 to 5 killed (Peshmerga)")
    expect(desk.card(1)).to_contain_text("at least 1 killed (civilians)")
    expect(desk.card(1)).to_contain_text("Corrected; the coding says: 2 killed (Peshmerga)")
    desk.correct(1, "figures")
    desk.press("As coded")
    expect(desk.card(1)).not_to_contain_text("civilians")
    desk.correct(1, "figures")
    desk.page.get_by_label("At most 1").fill("1")
    desk.press("Save")
    refusal = desk.card(1).get_by_test_id("stAlert")
    expect(refusal).to_contain_text("got at least 2 and at most 1")
    expect(desk.page.get_by_label("At most 1")).to_have_value("1")
    desk.page.get_by_label("At most 1").fill("")
    desk.page.get_by_label("At least 2").fill("")
    desk.page.get_by_label("At most 2").fill("")
    desk.press("Save")
    expect(desk.card(1)).to_contain_text("at least 2 killed (Peshmerga)")
    expect(desk.card(1)).to_contain_text("unknown number wounded (Peshmerga)")
    desk.correct(1, "when")
    days = desk.page.get_by_role("group", name="Last possible day")
    last = days.get_by_role("spinbutton", name="year")
    last.click()
    desk.page.keyboard.type("20230613")
    desk.press("Save")
    expect(refusal).to_contain_text("got 15 June 2023 to 13 June 2023")
    for part in ("year,", "month,", "day,"):
        days.get_by_role("spinbutton", name=part).click()
        for _ in "2023":
            desk.page.keyboard.press("Backspace")
    desk.press("Save")
    expect(refusal).to_contain_text("Expected both days or none, got no last day")
    last.click()
    desk.page.keyboard.type("20230616")
    desk.press("Save")
    expect(desk.card(1)).to_contain_text("15–16 June 2023 Set by the desk.")


def test_a_place_is_set_on_the_map_or_taken_from_the_candidates(desk):
    desk.paste()
    desk.correct(1, "where")
    desk.page.get_by_label("Latitude").fill("34.80000")
    desk.page.get_by_label("Latitude").press("Enter")
    desk.settled()
    desk.map_is_drawn()
    expect(desk.card(1)).to_contain_text("set by an editor")
    expect(desk.card(1)).to_contain_text(re.compile(r"A Kifri 1\d\.\d km from the spot"))
    desk.page.get_by_label("Latitude").fill("")
    desk.press("Save")
    expect(desk.card(1).get_by_test_id("stAlert")).to_contain_text("got no latitude; nothing was changed")
    expect(desk.card(1)).to_contain_text(re.compile(r"A Kifri 1\d\.\d km from the spot"))
    desk.page.get_by_label("Latitude").fill("-34.8")
    desk.page.get_by_label("Latitude").press("Enter")
    desk.says(re.compile(r"This position is outside Iraq, 7,\d\d\d km from Kifri\."))
    desk.press("Take")
    expect(desk.page.get_by_label("Latitude")).to_have_value("34.68960")
    desk.page.get_by_role("textbox", name="Look up a name or a phrase").fill("12 km south of Kifri")
    desk.press("Look up")
    expect(desk.card(1)).to_contain_text(re.compile("A 12 km south of Kifri|south of Kifri.*from the spot"))
    desk.press("Save")
    expect(desk.card(1)).to_contain_text("Kifri")


# All heights that the box of a map has had, once there is one.
WATCH_HEIGHTS = """() => {
    const heights = window.seamlineHeights = [];
    const look = () => {
        const frame = document.querySelector('iframe[title="streamlit_folium.st_folium"]');
        const box = frame && frame.closest("[data-testid=stVerticalBlock]");
        const height = box && Math.round(box.getBoundingClientRect().height);
        if (height && height !== heights.at(-1)) heights.push(height);
        requestAnimationFrame(look);
    };
    look();
}"""
# A hand that is quicker than the server: the answer to the choice comes while the name is being typed.
CHOOSE_AND_TYPE = """() => {
    const named = (label) => document.querySelector(`input[aria-label="${label}"]`);
    [...document.querySelectorAll("[role=radio]")].find((one) => one.innerText.trim() === "Without an article").click();
    const field = named("Outlet");
    field.focus();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, "Typed at once");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}"""
# The map's frame reports, in the same breath, what it knew before: the page sends its fields' old values with it.
REPORT_WHEN_TOLD = """() => window.addEventListener("message", ({ data }) => {
    if (data !== "report") return;
    const value = { last_active_drawing: null, last_object_clicked_count: 0 };
    window.parent.postMessage({ isStreamlitMessage: true, type: "streamlit:setComponentValue", value, dataType: "json" }, "*");
})"""
TAKE_AND_REPORT = """() => {
    [...document.querySelectorAll("button")].find((button) => button.innerText.trim() === "Take").click();
    document.querySelector('iframe[title="streamlit_folium.st_folium"]').contentWindow.postMessage("report", "*");
}"""


def test_a_late_report_of_the_map_takes_nothing_back_that_was_chosen(desk):
    desk.paste(outlet="Late Wire")
    desk.correct(1, "where")
    desk.press("One more place")
    desk.page.get_by_role("textbox", name="Look up a name or a phrase").fill("Daquq")
    desk.press("Look up")
    desk.map_is_drawn()
    desk.page.query_selector(FRAME).content_frame().evaluate(REPORT_WHEN_TOLD)
    desk.page.evaluate(TAKE_AND_REPORT)
    desk.settled()
    expect(desk.page.get_by_role("textbox", name="Name for readers")).to_have_value("Daquq")
    expect(desk.page.get_by_label("Latitude")).to_have_value("35.13920")
    desk.press("Save")
    expect(desk.card(1)).to_contain_text("Daquq containing area")


def test_the_page_does_not_jump_when_the_map_of_a_place_comes(desk):
    desk.paste(outlet="Steady Wire")
    desk.page.evaluate(WATCH_HEIGHTS)
    desk.correct(1, "where")
    desk.map_is_drawn()
    assert desk.page.evaluate("() => window.seamlineHeights") == [320]


def test_what_is_typed_while_another_way_is_chosen_stays(desk):
    desk.open().tab("New")
    desk.page.evaluate(CHOOSE_AND_TYPE)
    desk.settled()
    expect(desk.page.get_by_role("button", name="Start an entry")).to_be_visible()
    expect(desk.page.get_by_role("textbox", name="Outlet")).to_have_value("Typed at once")
    desk.press("Start an entry")
    desk.says("Expected the day of publication; nothing was read yet.")


def test_the_same_text_is_recognised_before_it_is_read_again_and_a_reprint_is_no_second_source(desk):
    words = REPORT.replace("Kifri", "Qaratapa")
    desk.paste(text=words, title="Bomb near Qaratapa", outlet="First Wire")
    first = desk.settled().address
    desk.open().tab("New").give(text=f"  {words}", outlet="First Wire")
    desk.says("This text or address is at the desk already. Nothing was read yet.")
    expect(desk.page.get_by_role("textbox", name="Text of the article")).to_have_value(f"  {words}")
    desk.press("Open First Wire, 2023-06-15: Bomb near Qaratapa")
    expect(desk.card(1)).to_contain_text("What the public reads")
    desk.page.wait_for_url(first)
    desk.paste(text=words.replace("two Peshmerga", "three Peshmerga"), outlet="Other Paper")
    desk.says("of the wording is also that of First Wire, 2023-06-15: Bomb near Qaratapa")
    desk.says("One text in two places is one source")


def test_a_rejection_needs_a_reason_and_what_is_put_aside_is_found_again(desk):
    desk.paste(outlet="Evening Wire")
    desk.press("Reject", within=desk.card(1))
    desk.press("Reject", within=desk.card(1))
    desk.says("expected a reason for rejecting")
    desk.page.get_by_role("textbox", name="Why is it rejected?").fill("Told as background")
    desk.press("Reject", within=desk.card(1))
    expect(desk.card(1)).to_contain_text("rejected")
    expect(desk.card(1)).to_contain_text("Told as background")
    desk.says("expected a draft that is accepted or merged, got none")
    desk.page.get_by_text("Put this item aside").click()
    desk.page.get_by_role("textbox", name="Why? The reason stays").fill("Nothing new")
    desk.press("Put aside")
    expect(desk.page.get_by_text("put aside by Editor: Nothing new")).to_be_visible()
    desk.press("All items")
    desk.page.get_by_role("radio", name="Put aside").click()
    expect(desk.page.get_by_role("button", name=re.compile("Evening Wire"))).to_be_visible()


def test_a_retelling_is_merged_with_what_is_published_and_the_reasons_are_shown(desk):
    desk.paste(text=TEXT, outlet="Second Wire", day="20211130")
    proposals = desk.card(1).locator(".sl-duplicate").first
    for words in ("Attack on Peshmerga outside Kifri", "same day (2021-11-29)", "0 km between Kifri and Kifri"):
        expect(proposals).to_contain_text(words)
    desk.press("It is another incident", within=desk.card(1))
    expect(proposals).to_contain_text("said to be another incident")
    desk.press("Merge with this incident", within=desk.card(1))
    expect(desk.card(1)).to_contain_text("merged with “Attack on Peshmerga outside Kifri”")
    desk.press("Reject", within=desk.card(2))
    desk.page.get_by_role("textbox", name="Why is it rejected?").fill("Not ours")
    desk.press("Reject", within=desk.card(2))
    added = desk.page.get_by_test_id("stExpander").filter(has_text="Added to Attack on Peshmerga outside Kifri")
    expect(added).to_contain_text("2 killed, Second Wire")
    expect(added).to_contain_text("Paragraph 1 of the original")
    event = desk.card(3)
    expect(event.locator("h3")).to_have_text("Planned meeting in Erbil")
    expect(event.locator("dl", has_text="Kind")).to_contain_text("Rule: words for planned: 'will hold'")
    desk.page.get_by_role("textbox", name="Why is it published?").fill("A second source")
    desk.press("Publish")
    desk.says("Published as edition")
    expect(event.locator(".sl-verdict")).to_have_text("not published")
    desk.press(re.compile("^On the map: Attack on Peshmerga outside Kifri"))
    desk.page.get_by_role("tab", name="Evidence").click()
    expect(desk.page.get_by_role("tabpanel", name="Evidence")).to_contain_text("Second Wire")


def test_an_entry_without_an_article_is_made_from_fields_alone(desk):
    desk.open().tab("New").way("Without an article").give(outlet="Field notes", day="20230301")
    card = desk.card(1)
    expect(card).to_contain_text("own entry")
    desk.press("Accept", within=card)
    desk.says("Not yet: draft 1: expected the title, the first possible day")
    desk.correct(1, "title")
    desk.page.get_by_role("textbox", name="Title", exact=True).fill("Mortar shells near Daquq")
    desk.press("Save")
    desk.correct(1, "when")
    for label in ("First possible day", "Last possible day"):
        desk.page.get_by_role("group", name=label).get_by_role("spinbutton", name="year").click()
        desk.page.keyboard.type("20230228")
    desk.page.get_by_role("textbox", name="How the date is known").fill("Told by a resident")
    desk.press("Save")
    expect(card).to_contain_text("28 February 2023")
    desk.correct(1, "where")
    desk.press("One more place")
    desk.page.get_by_role("textbox", name="Look up a name or a phrase").fill("Daquq")
    desk.press("Look up")
    desk.press("Take")
    expect(desk.page.get_by_role("textbox", name="Name for readers")).to_have_value("Daquq")
    desk.press("Save")
    expect(card).to_contain_text("Daquq scene")
    desk.correct(1, "who")
    desk.page.get_by_role("combobox", name="Actor 1", exact=True).click()
    desk.page.keyboard.type("Unidentified gunmen")
    expect(desk.page.locator("[role=option][data-focused=true]", has_text="Unidentified gunmen")).to_be_visible()
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("combobox", name="Actor 1", exact=True)).to_have_value("Unidentified gunmen")
    desk.press("Save")
    expect(card).to_contain_text("Unidentified gunmen attacker")
    desk.correct(1, "what")
    desk.press("Save")
    expect(card).to_contain_text("Armed clash Armed groups fight")
    desk.correct(1, "public")
    desk.page.get_by_role("textbox", name=re.compile("^Statement in the desk's own words")).fill(
        "Shells fell, a resident says."
    )
    desk.press("Save")
    desk.page.get_by_role("textbox", name="Why is it published?").fill("Own reporting")
    desk.press("Publish")
    desk.says("Published as edition")
    desk.press(re.compile("^On the map: Mortar shells near Daquq"))
    expect(desk.panel_title).to_have_text("Mortar shells near Daquq")


def test_bad_input_says_what_is_missing_and_keeps_what_was_typed(desk):
    desk.open().tab("New").give(text="Two soldiers were killed.", outlet="", day=None)
    desk.says("Expected the outlet, the day of publication; nothing was read yet.")
    expect(desk.page.get_by_role("textbox", name="Text of the article")).to_have_value("Two soldiers were killed.")
    desk.give(outlet="Wire", url="javascript:alert(1)")
    desk.says("Address: expected an address that starts with")
    expect(desk.page.get_by_role("textbox", name="Text of the article")).to_have_value("Two soldiers were killed.")


def test_addresses_of_this_machine_are_not_fetched(desk, desk_url):
    desk.open().tab("New").way("Fetch by address")
    desk.page.get_by_role("textbox", name="Address of the article").fill(f"{desk_url}/healthz")
    desk.press("Fetch the text")
    desk.says(re.compile("public"))


def test_what_belongs_to_one_article_goes_when_another_file_is_read(desk):
    desk.open().tab("New").way("Read a file")
    field = {name: desk.page.get_by_role("textbox", name=name) for name in ("Text of the article", "Outlet", "Address")}

    def drop(name, text):
        file = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
        desk.page.locator("input[type=file]").set_input_files(file)

    field["Outlet"].fill("Typed Wire")
    drop("report.txt", REPORT)
    desk.says("Read report.txt")
    expect(field["Text of the article"]).to_have_value(re.compile("A roadside bomb planted"))
    expect(field["Outlet"]).to_have_value("Typed Wire")
    expect(desk.page.get_by_text("This text was read from report.txt.")).to_be_visible()
    # An address that is refused is not kept from the article before, but its fields are.
    desk.give(url="no address", day=None, outlet="Typed Wire")
    desk.says("Expected the day of publication")
    drop("picture.pdf", "no document")
    desk.says(re.compile("picture.pdf.*The fields below still hold the earlier text, read from report.txt.$"))
    expect(field["Address"]).to_have_value("no address")
    drop("other.txt", REPORT.replace("Kifri", "Daquq"))
    desk.says("Read other.txt")
    expect(desk.page.get_by_text("picture.pdf, got")).to_have_count(0)
    expect(field["Text of the article"]).to_have_value(re.compile("near Daquq"))
    expect(desk.page.get_by_text("This text was read from other.txt.")).to_be_visible()
    expect(field["Address"]).to_have_value("")
    expect(field["Outlet"]).to_have_value("")
