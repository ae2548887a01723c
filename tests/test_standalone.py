"""The standalone map read back from its file: marks, tolls and precision are the view's; nothing of a record is markup."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.exports.html_file import write_html
from geo.exports.panels import excerpt
from geo.filters import Filter, MapPosition, period_words
from geo.importers.starter import load_starter
from geo.records import Dataset
from geo.view import View, how_placed, view_of
from geo.vocabulary import Outcome, Status
from tests.export_readers import about, html_data
from tests.hostile_records import TEXTS, hostile_records
from tests.view_samples import datasets, filters

KIFRI, KULAJO, QARACHOGH = "kifri-2021-11-29", "kulajo-2021-11-27", "qarachogh-2021-12-02"
UNKNOWN, UNMAPPED = "halwan-bridge-2021-05-11", "wadi-al-kur-2021-01-03"
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=25)


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


def shown(dataset: Dataset, chosen: Filter) -> View:
    return replace(view_of(dataset, chosen), chosen=chosen)


def written(view: View, **options: str) -> bytes:
    return write_html(view, about=about(view), **options)


def told(view: View, **options: str):
    return html_data(written(view, **options), "told")


def marks(body: bytes) -> list[dict[str, object]]:
    rows = html_data(body, "scene")["marks"].get("rows", {"id": []})
    return [{name: column[number] for name, column in rows.items()} for number in range(len(rows["id"]))]


class Elements(HTMLParser):
    """The page's elements with their attributes, and the texts of its scripts and style."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.code: list[tuple[str, str]] = []
        self._inside: str | None = None
        self.feed(body.decode())

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._inside = tag if tag == "style" or (tag == "script" and not attrs) else None

    def handle_endtag(self, tag):
        self._inside = None

    def handle_data(self, data):
        if self._inside:
            self.code.append((self._inside, data))

    @property
    def policy(self) -> dict[str, list[str]]:
        given = next(a["content"] for _, a in self.found if a.get("http-equiv") == "Content-Security-Policy")
        return {part.split()[0]: part.split()[1:] for part in str(given).split("; ")}


# ---- the file is the view -----------------------------------------------------------------------------------------


@law
@given(datasets(), filters())
def test_for_any_filter_marks_and_panels_are_those_of_the_view(dataset, chosen):
    view = shown(dataset, chosen)
    body = written(view)
    for mark, incident in zip(marks(body), view.mapped, strict=True):
        scene, killed = incident.scene, view.toll(incident.id, Outcome.KILLED)
        assert mark["id"] == incident.id
        position = (mark["latitude"], mark["longitude"], mark["error_km"])
        assert position == (scene.latitude, scene.longitude, scene.error_km)
        assert (mark["low"], mark["high"]) == (killed.low, killed.stated_high)
        assert bool(mark["open"]) == (killed.open and killed.is_known)
        assert bool(mark["possibly"]) == (incident.id in view.possibly)
    found = html_data(body, "told")
    for panel, incident in zip(found["incidents"], view.incidents, strict=True):
        assert panel["title"] == incident.title
        assert panel["when"][0] == period_words(incident.date_start, incident.date_end)
        assert [(o, toll[1]) for o, toll in zip(Outcome, panel["tolls"], strict=True)] == [
            (o, str(view.toll(incident.id, o))) for o in Outcome
        ]
        for place, (_, name, words) in zip(incident.places, panel["places"], strict=True):
            assert name.startswith(place.name)
            assert words.startswith(how_placed(place))
        assert {s for _, ids in panel["evidence"] for s in ids} == {
            s.id for s in dataset.statements_of_incident[incident.id]
        }
    assert found["about"] == dict(about(view).pairs())


def test_the_panel_says_who_gives_each_figure_and_leads_to_the_source(starter):
    found = told(shown(starter, Filter(sources=("esta",))))
    panels = {panel["id"]: panel for panel in found["incidents"]}
    accounts = {account["source"]: account for account in panels[QARACHOGH]["accounts"]}
    assert accounts["esta"]["figure"] == "13 killed"
    assert sorted(words for words, _, _ in accounts["esta"]["claims"]) == ["10 Peshmerga", "3 civilians"]
    assert accounts["esta"]["note"] == ""
    assert all("left out by the filter" in a["note"] for source, a in accounts.items() if source != "esta")
    assert found["sources"]["esta"]["label"] == "ESTA, 4 December 2021"
    assert found["sources"]["esta"]["url"].startswith("https://")
    assert panels[QARACHOGH]["places"][0][0] == "Where"


def test_a_shared_figure_is_told_with_whom_it_is_shared_and_never_divided(starter):
    body = written(shown(starter, Filter(sources=("esta",))))
    panels = {panel["id"]: panel for panel in html_data(body, "told")["incidents"]}
    outcome, figure, note = panels[KIFRI]["tolls"][0]
    assert (outcome, figure) == ("Killed", "0–8")
    assert starter.incidents[KULAJO].title in note
    assert "never divided" in note
    assert [(link["ids"], link["words"]) for link in html_data(body, "scene")["links"]] == [
        ([KIFRI, KULAJO], "8 killed, shared")
    ]
    assert "Killed <b>21</b>" in body.decode()


def test_unknown_is_said_and_an_incident_without_a_position_is_in_the_list_alone(starter):
    body = written(shown(starter, Filter()))
    panels = {panel["id"]: panel for panel in html_data(body, "told")["incidents"]}
    assert panels[UNKNOWN]["tolls"][0][1] == "unknown"
    assert "no position known" in panels[UNMAPPED]["places"][0][2]
    assert UNMAPPED not in {mark["id"] for mark in marks(body)}
    assert f"Without a position, in the list alone: {len(panels) - len(marks(body))}." in body.decode()


def test_what_is_withdrawn_is_nowhere_in_the_file(starter):
    taken_back = starter.incidents[KULAJO].model_copy(update={"status": Status.WITHDRAWN})
    dataset = Dataset.of(taken_back if record.id == KULAJO else record for record in starter.records())
    found = told(shown(dataset, Filter()))
    kifri = next(panel for panel in found["incidents"] if panel["id"] == KIFRI)
    assert "an incident that is withdrawn" in kifri["tolls"][0][2]
    assert starter.incidents[KULAJO].title not in str(found)
    assert len(found["incidents"]) == 21


def test_layers_colour_position_and_selection_are_those_of_the_link(starter):
    chosen = Filter(layers=("marks", "names_ar"), colour="grade", at=MapPosition(35.1, 44.2, 9), incident=KIFRI)
    body = written(shown(starter, chosen), look="dark")
    scene, options = html_data(body, "scene"), html_data(body, "told")["map"]
    assert (scene["fronts"], scene["events"], scene["selected"]) == ([], [], KIFRI)
    assert scene["legend"]["parts"][0]["heading"] == "Colour: grade"
    assert (options["at"], options["label"], options["incident"]) == ([35.1, 44.2, 9], "name_ar", KIFRI)
    assert '<html lang="en" data-look="dark">' in body.decode()
    assert html_data(body, "told")["fronts"] == []


def test_the_map_opens_on_its_marks_with_their_errors(starter):
    view = shown(starter, Filter(q="kifri", sources=("esta",)))
    (south, west), (north, east) = html_data(written(view), "told")["map"]["bounds"]
    for incident in view.mapped:
        assert south < incident.scene.latitude - incident.scene.error_km / 112 < north
        assert west < incident.scene.longitude < east


def test_an_empty_view_is_the_belt_without_a_toll(starter):
    body = written(shown(starter, Filter(q="xyzzy")))
    assert html_data(body, "told")["map"]["bounds"] == [[34.0, 43.0], [36.4, 46.0]]
    assert "Incidents <b>0 of 22</b>" in body.decode()
    assert "Killed <b>" not in body.decode()


def test_words_terms_and_codebook_are_in_the_file(starter):
    view = shown(starter, Filter(actors=("isis",), sources=("esta",)))
    page = written(view).decode()
    for words in (
        "actor ISIS; as told by ESTA, 4 December 2021",
        "Incidents <b>3 of 22</b>",
        "incidents of 27 November – 2 December 2021",
        "edition 7 of 4 March 2026",
        "GeoNames, CC BY 4.0",
        "An empty value means not known",
        "Natural Earth",
        "https://map.example.org/?actor=isis&amp;source=esta&amp;edition=7",
    ):
        assert words in page
    codebook = told(view)["codebook"]
    assert codebook["columns"]["incidents"][0]["name"] == "id"
    assert "killed" in codebook["codes"]["Outcome"]


def test_an_address_that_is_none_is_no_link(starter):
    view = shown(starter, Filter())
    words = replace(about(view), address="javascript:alert(1)?edition=1")
    page = write_html(view, about=words)
    assert b"javascript:" not in page
    assert html_data(page, "told")["dashboard"] is None


# ---- nothing but itself, and nothing of a record is code ------------------------------------------------------------


def test_scripts_and_style_run_by_their_hash_and_nothing_may_be_asked_for(starter):
    body = written(shown(starter, Filter()))
    page = Elements(body)
    allowed = {"script": page.policy["script-src"], "style": page.policy["style-src"]}
    hashes = [
        (tag, f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")
        for tag, text in page.code
    ]
    assert [source for kind in ("script", "style") for source in allowed[kind]] == [
        found for kind in ("script", "style") for tag, found in hashes if tag == kind
    ]
    assert len(allowed["script"]) == 5
    assert page.policy["default-src"] == page.policy["base-uri"] == page.policy["form-action"] == ["'none'"]
    assert page.policy["img-src"] == ["data:"]
    assert set(page.policy) == {"default-src", "script-src", "style-src", "img-src", "base-uri", "form-action"}
    assert {tag for tag, attributes in page.found if {"src", "srcset", "style"} & attributes.keys()} == set()
    assert not {"link", "img", "iframe", "object", "embed", "base", "form"} & {tag for tag, _ in page.found}
    assert "url(" not in next(text for tag, text in page.code if tag == "style")
    assert b"sourceMappingURL" not in body


def skeleton(body: bytes) -> list[tuple[str, list[str]]]:
    return [(tag, sorted(attributes)) for tag, attributes in Elements(body).found]


def test_no_text_of_a_record_adds_an_element_or_leaves_its_block(starter):
    view = shown(Dataset.of(hostile_records()), Filter())
    body = written(view)
    assert skeleton(body) == skeleton(written(shown(starter, Filter(sources=("esta",)))))
    visible = re.sub(rb'<script type="text/plain".*?</script>', b"", body, flags=re.DOTALL).decode()
    assert not [text for text in TEXTS if len(text) > 20 and text in visible]
    assert len(told(view)["incidents"]) == len(TEXTS)


@pytest.mark.parametrize("text", TEXTS)
def test_a_search_or_title_is_text_in_the_page(starter, text):
    view = shown(starter, Filter(q=text))
    words = replace(about(view), title=text)
    plain = replace(words, title="plain", filter_words="plain")
    assert skeleton(write_html(view, about=words)) == skeleton(write_html(view, about=plain))


# ---- passages ---------------------------------------------------------------------------------------------------------


@given(st.text(alphabet="ab \n", max_size=120), st.integers(0, 119), st.integers(1, 120), st.integers(1, 12))
def test_a_passage_is_cut_at_words_and_keeps_where_it_starts(text, start, length, most):
    start, end = min(start, len(text)), min(start + length, len(text))
    before, marked, after = excerpt(text, start, end, most_words=most)
    words = f"{before}{marked}{after}".replace("…", " ").split()
    assert len(words) <= most or not text[start:end].strip()
    assert marked in text[start:end]
    if text[start:end].strip():
        assert marked.split()[0] == text[start:end].split()[0]
    if len(text.split()) <= most and text[start:end].strip():
        assert (before + marked + after).split() == text.split()


def test_no_passage_of_the_file_has_more_than_forty_words(starter):
    statements = told(shown(starter, Filter()))["statements"].values()
    assert max(len("".join(s["words"]).replace("…", "").split()) for s in statements) == 40
