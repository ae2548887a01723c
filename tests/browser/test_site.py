"""The static site in a browser: from a sub-path, with nothing but its own folder to ask, at a desk and on a phone."""

from __future__ import annotations

import datetime as dt
import json
import random
import threading
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from geo.exports import about_view
from geo.filters import Filter, describe
from geo.layers.scene import scene_payload
from geo.records import Dataset
from geo.site import write_site
from geo.site.assets import asset_files
from geo.site.data import data_file, site_data
from geo.site.edition import Site
from geo.site.folder import write_folder
from geo.site.pages import front_page, incident_pages, incidents_page, sources_page
from geo.view import outlets_of, parted_words, view_of
from geo.vocabulary import Outcome, Side
from tests.browser.test_injection import MADE_BY_TEXT
from tests.hostile_records import TEXTS, hostile_records, plain
from tests.site_samples import CHAIN, FIRST_DAY, tangled_dataset

PHONE = {"width": 390, "height": 844}
WRITTEN = dt.datetime(2024, 5, 6, 7, 8, tzinfo=dt.UTC)
SUB_PATH = "news/maps/iraq"

# Every choice at once, by the modules that the page itself runs.
ASK = """async ([choices, given]) => {
    const home = new URL("./assets/site/selection.js", document.baseURI).href;
    const site = await import(home);
    const data = given ?? await (await fetch("data/incidents.json")).json();
    return choices.map((choice) => {
        const read = site.readHash(site.writeHash(choice), data), view = site.select(data, read.chosen);
        const id = (i) => data.incidents[i].id;
        return {
            chosen: read.chosen, notices: read.notices,
            ids: view.ids.map(id), possibly: [...view.possibly].map(id).sort(),
            scene: site.sceneOf(data, view, read.chosen), figures: site.figuresOf(data, view),
            outlets: site.outletsOf(data, view), words: site.describe(data, read.chosen),
        };
    });
}"""
DRAWN_IS = """(wanted) => {
    const { _marks, _data } = L.seamline.scene.current;
    return JSON.stringify([_marks.map((mark) => mark.id).sort(), _data.links.map((link) => link.words)]) === wanted;
}"""
POINT = "(id) => { const at = L.seamline.scene.current.pointOf(id); return at && [at.x, at.y]; }"


# What a site may hold, and how many choices are tried on it.
HELD = (
    (Filter(), 120),
    (
        Filter(
            date_from=dt.date(2019, 6, 1),
            date_to=dt.date(2021, 11, 28),
            sources=("t-source-1", "t-source-3", "esta"),
        ),
        60,
    ),
    (Filter(colour="attacker", layers=("marks", "fronts", "f5")), 10),
    (Filter(layers=("precision", "events")), 5),
)


@pytest.fixture(scope="module")
def dataset():
    return tangled_dataset()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("web")
    handler = partial(_Quiet, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def write(dataset, folder):
    view = view_of(dataset, Filter())
    write_site(view, folder, about=about_view(view, edition=1, edition_at=WRITTEN))


def write_pages(dataset, folder):
    """The site without its files and pictures, which have tests of their own."""
    view = view_of(dataset, Filter())
    site = Site(view, Filter(), about_view(view, edition=1, edition_at=WRITTEN))
    pages = {"index.html": front_page(site, feed=None), "sources/index.html": sources_page(site)}
    pages |= {"incidents/index.html": incidents_page(site), "data/incidents.json": data_file(view, Filter())}
    write_folder(folder, asset_files() | pages | dict(incident_pages(site)), progress=lambda *_: None)


@pytest.fixture(scope="module")
def app_url(served, dataset):
    """The address of a server that knows no more than the folder of the site, in place of the app's."""
    folder, address = served
    write(dataset, folder / SUB_PATH)
    return address


def random_choices(view, *, count, seed):
    chance = random.Random(seed)
    actors = sorted({a.actor_id for i in view.incidents for a in i.actors})
    sides = sorted({view.dataset.actors[a].side.value for a in actors})
    days = sorted({day for i in view.incidents for day in (i.date_start, i.date_end)})
    for _ in range(count):
        period = sorted(chance.choice(days) + dt.timedelta(days=chance.randint(-2, 2)) for _ in range(2))
        start, end = (day.isoformat() if chance.random() < 0.7 else None for day in period)
        yield {
            "from": start,
            "to": end,
            "actors": sorted(chance.sample(actors, chance.choice((0, 0, 1, 2, 4)))),
            "sides": sorted(chance.sample(sides, chance.choice((0, 0, 1, 2)))),
            "incident": chance.choice([None, chance.choice(view.incidents).id]),
        }


def chain_choices():
    """Each part of three incidents whose figures hang together, by itself: elsewhere what is unknown hides the rest."""
    days = [(FIRST_DAY + dt.timedelta(days=number)).isoformat() for number in range(3)]
    nothing = {"sides": [], "incident": None, "actors": [CHAIN]}
    return [
        {**nothing, "from": start, "to": end} for start in (None, *days) for end in days if not start or start <= end
    ]


def as_filter(base, choice):
    """The dashboard's filter of the same choice, inside what the site holds."""
    day = {name: choice[name] and dt.date.fromisoformat(choice[name]) for name in ("from", "to")}
    return replace(
        base,
        date_from=max(filter(None, (base.date_from, day["from"])), default=None),
        date_to=min(filter(None, (base.date_to, day["to"])), default=None),
        actors=tuple(choice["actors"]),
        sides=tuple(Side(side) for side in choice["sides"]),
        incident=choice["incident"],
    )


def spelled(scene):
    """A scene with the words of its marks in their places."""
    marks = scene["marks"]
    if not marks:
        return scene
    words, rows = marks["words"], {name: list(column) for name, column in marks["rows"].items()}
    rows["shape"], rows["colour"] = ([words[n] for n in rows[name]] for name in ("shape", "colour"))
    rows["lines"] = [[words[n] for n in lines] for lines in rows["lines"]]
    return {**scene, "marks": rows}


def as_json(value):
    return json.loads(json.dumps(value))


def expected(dataset, chosen):
    view = view_of(dataset, chosen)
    toll = {o: str(view.tolls[o]) if view.incidents else "–" for o in (Outcome.KILLED, Outcome.WOUNDED)}
    return {
        "ids": [i.id for i in view.incidents],
        "possibly": sorted(view.possibly),
        "scene": as_json(spelled(scene_payload(view, chosen))),
        "killed": toll[Outcome.KILLED],
        "wounded": toll[Outcome.WOUNDED],
        "outlets": list(outlets_of(view)),
        "notes": notes_of(view),
    }


def notes_of(view):
    possibly = f"{len(view.possibly)} only possibly in the period" if view.possibly else ""
    unmapped = f"{len(view.unmapped)} too vague to map" if view.unmapped else ""
    return [words for words in (possibly, unmapped, parted_words(view)) if words]


def assert_same(answer, choice, base, dataset):
    chosen = as_filter(base, choice)
    wanted = expected(dataset, chosen)
    found = {name: answer[name] for name in ("ids", "possibly", "outlets")}
    found |= {"scene": spelled(answer["scene"]), "killed": answer["figures"]["killed"]}
    found |= {"wounded": answer["figures"]["wounded"], "notes": answer["figures"]["notes"]}
    assert found == wanted, choice
    assert answer["chosen"] == choice
    assert answer["notices"] == []
    alone = as_filter(Filter(), choice)
    assert answer["words"] == (describe(alone, dataset) if alone.is_narrowed else "")


def test_a_journey_through_the_site_on_a_phone(open_offline_page, dataset):
    reader = open_offline_page(viewport=PHONE, has_touch=True)
    page = reader.page
    page.goto(f"/{SUB_PATH}/")
    page.locator("canvas.seamline-basemap[data-state=ready]").wait_for(state="attached")
    shows(page, dataset, Filter())
    for base, count in HELD:
        agrees_with_python(page, base, count, dataset)
    chosen = chooses_by_hand(page, dataset)
    opens_a_mark_and_its_page(page, dataset, chosen)
    goes_by_keyboard(page, dataset, chosen)

    # An address with nonsense says so, and shows the rest.
    page.goto(f"/{SUB_PATH}/index.html#actor=nobody&from=yesterday&side=krg")
    expect(page.locator("#notice")).to_contain_text("actor=nobody is left out")
    expect(page.locator("#notice")).to_contain_text("from=yesterday is left out")
    shows(page, dataset, replace(Filter(), sides=(Side.KRG,)))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert (reader.outside, reader.failed, reader.console_errors) == ([], [], [])


def agrees_with_python(page, base, count, dataset):
    """Figures, marks, links, fronts and legend of a site that holds `base`, for random choices on it."""
    held = view_of(dataset, base)
    given = None if base == Filter() else site_data(held, base)
    choices = [*chain_choices(), *random_choices(held, count=count, seed=count)]
    for choice, answer in zip(choices, page.evaluate(ASK, [choices, given]), strict=True):
        if is_in_vain(base, choice):
            assert (answer["ids"], answer["figures"]["killed"], answer["scene"]["fronts"]) == ([], "–", [])
        else:
            assert_same(answer, choice, base, dataset)


def is_in_vain(base, choice):
    """Whether no day lies both in what the site holds and in the choice."""
    first, last = base.date_from and base.date_from.isoformat(), base.date_to and base.date_to.isoformat()
    return bool(
        (first and choice["to"] and choice["to"] < first) or (last and choice["from"] and choice["from"] > last)
    )


def chooses_by_hand(page, dataset):
    """An actor, then a first day; the address alone brings the same back."""
    page.get_by_text("Actors:").click()
    page.get_by_label("ISIS", exact=False).first.check()
    page.get_by_text("Actors:").click()
    page.get_by_label("From", exact=True).fill("2021-11-01")
    chosen = replace(Filter(), actors=("isis",), date_from=dt.date(2021, 11, 1))
    shows(page, dataset, chosen)
    assert urlsplit(page.url).fragment == "from=2021-11-01&actor=isis"
    expect(page.get_by_label("To", exact=True)).to_have_value("")
    assert page.locator("#list li:visible").count() == len(view_of(dataset, chosen).incidents)
    page.reload()
    shows(page, dataset, chosen)
    expect(page.get_by_label("From", exact=True)).to_have_value("2021-11-01")
    return chosen


def opens_a_mark_and_its_page(page, dataset, chosen):
    incident, panel = dataset.incidents["qarachogh-2021-12-02"], page.locator("#panel")
    x, y = page.evaluate(POINT, incident.id)
    page.locator("#map").click(position={"x": x, "y": y})
    expect(panel.get_by_role("heading")).to_have_text(incident.title)
    expect(panel.get_by_role("heading")).to_be_focused()
    expect(panel).to_contain_text(str(view_of(dataset, Filter()).toll(incident.id, Outcome.KILLED)))
    expect(panel).to_contain_text("13: ESTA, 4 December 2021")
    panel.get_by_role("link", name="Evidence and sources").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(incident.title)
    page.go_back()
    shows(page, dataset, replace(chosen, incident=incident.id))
    expect(panel.get_by_role("heading")).to_have_text(incident.title)


def goes_by_keyboard(page, dataset, chosen):
    """To the next incident, to none, to a block of the timeline; a period by its handle, and cleared again."""
    incident, panel, time = dataset.incidents["qarachogh-2021-12-02"], page.locator("#panel"), page.locator("#time")
    panel.get_by_role("button", name="Later").press("Enter")
    expect(panel.get_by_role("heading")).to_have_text("ISIS takes the village of Liheban")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    block = time.get_by_role("option", name=incident.title)
    block.focus()
    block.press("Enter")
    expect(panel.get_by_role("heading")).to_have_text(incident.title)
    handle = time.get_by_role("slider", name="Last day")
    handle.press("ArrowLeft")
    handle.press("Enter")
    expect(page.get_by_label("To", exact=True)).not_to_have_value("")
    last = dt.date.fromisoformat(page.get_by_label("To", exact=True).input_value())
    shows(page, dataset, replace(chosen, date_to=last, incident=incident.id))
    page.get_by_role("button", name="Clear", exact=True).click()
    shows(page, dataset, replace(Filter(), incident=incident.id))


def shows(page, dataset, chosen):
    view = view_of(dataset, chosen)
    expect(page.locator("[data-figure=shown]")).to_have_text(f"{len(view.incidents)} of {view.total}")
    expect(page.locator("[data-figure=killed]")).to_have_text(str(view.tolls[Outcome.KILLED]))
    expect(page.locator("[data-figure=wounded]")).to_have_text(str(view.tolls[Outcome.WOUNDED]))
    scene = scene_payload(view, chosen)
    wanted = [sorted(i.id for i in view.mapped), [link["words"] for link in scene["links"]]]
    page.wait_for_function(DRAWN_IS, arg=json.dumps(wanted, ensure_ascii=False, separators=(",", ":")))


def test_hostile_texts_stay_texts(open_offline_page, served):
    folder, _ = served
    write_pages(Dataset.of(hostile_records()), folder / "hostile")
    reader = open_offline_page()
    page, sang = reader.page, []
    page.context.expose_binding("canary", lambda source, *_: sang.append(source["frame"].url))
    page.context.on("dialog", lambda dialog: (sang.append(dialog.message), dialog.dismiss()))
    page.goto("/hostile/index.html")
    page.locator("canvas.seamline-basemap[data-state=ready]").wait_for(state="attached")
    for number, text in enumerate(TEXTS):
        name = f"p{number:02}"
        page.evaluate("(hash) => { location.hash = hash; }", urlencode({"incident": name, "actor": name}))
        page.wait_for_function("(id) => L.seamline.scene.current?._data.selected === id", arg=name)
        assert plain(page.locator("#panel h2").text_content()) == plain(text)
        assert plain(text) in plain(page.locator("[data-figure=words]").text_content())
    assert page.evaluate(MADE_BY_TEXT) == []
    for path in ("incidents/p00/index.html", "incidents/p13/index.html", "sources/index.html", "incidents/index.html"):
        page.goto(f"/hostile/{path}")
        assert page.evaluate(MADE_BY_TEXT) == []
    assert (sang, reader.outside, reader.failed) == ([], [], [])
