"""What the page sends to the map for a view: marks, links, fronts, events and legend, packed so that no text is script."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import zlib

import pytest

from geo.filters import COLOURS, DEFAULT_LAYERS, LAYERS, Filter
from geo.importers.starter import load_starter
from geo.layers.basemap import base_map
from geo.layers.scene import Scene, SceneLibrary, pack, scene_group, scene_payload
from geo.palette import SIDE_COLOURS
from geo.view import view_of
from geo.vocabulary import CollectionId, EventKind, EventType, Side

QARACHOGH, KIFRI = "qarachogh-2021-12-02", "kifri-2021-11-29"
KULAJO, DARA = "kulajo-2021-11-27", "dara-2020-06-13"
ARTICLES = {QARACHOGH, KIFRI, KULAJO, DARA}


@pytest.fixture(scope="module")
def dataset():
    return load_starter()


@pytest.fixture
def payload_of(dataset):
    """The payload of a filter given by its fields."""

    def payload(**fields):
        chosen = Filter(**fields)
        return scene_payload(view_of(dataset, chosen), chosen)

    return payload


def unpacked(packed):
    """Read a scene as the browser does."""
    return json.loads(zlib.decompress(base64.b64decode(packed)).decode("utf-8"))


def marks_of(payload):
    """The marks by id, with their words in place of the words' numbers, as `scene.js` makes them."""
    columns, words = payload["marks"].get("rows", {}), payload["marks"].get("words", [])
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    for row in rows:
        row |= {"shape": words[row["shape"]], "colour": words[row["colour"]]}
        row["lines"] = [words[number] for number in row["lines"]]
    return {row["id"]: row for row in rows}


def entries_of(payload, heading):
    part = next((part for part in payload["legend"]["parts"] if part["heading"].startswith(heading)), None)
    return [entry["label"] for entry in part["entries"]] if part else []


def fronts_of(payload):
    return [band["short"] for band in payload["fronts"]]


# ---- the packing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Kifri", "هجوم كفري", "Çemçemal", "a\u2028b\x00</script>`${}{{ 7*7 }}", "\U0001f5fa", ""]
)
def test_what_is_packed_is_unpacked_without_loss(text):
    assert unpacked(pack({"title": text, "rows": [1.5, None, True]})) == {"title": text, "rows": [1.5, None, True]}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_no_map_can_show_is_refused(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        pack({"marks": {"latitude": [34.6, number]}})


def test_the_script_holds_no_text_of_a_record(dataset):
    chosen = Filter(layers=tuple(LAYERS), incident=QARACHOGH)
    view = view_of(dataset, chosen)
    belt = base_map()
    SceneLibrary().add_to(belt)
    scene_group(view, chosen).add_to(belt)
    script = belt.get_root().render()
    for incident in view.incidents:
        assert incident.title not in script
        assert incident.id not in script
    packed = re.search(r'L\.seamline\.scene\("([A-Za-z0-9+/=]+)"\)', script).group(1)
    assert unpacked(packed) == json.loads(json.dumps(scene_payload(view, chosen)))


def test_a_scene_is_equal_for_an_equal_choice_so_that_the_map_is_left_alone(dataset):
    view = view_of(dataset, Filter())
    assert Scene(scene_payload(view, Filter())).packed == Scene(scene_payload(view, Filter())).packed


# ---- marks ------------------------------------------------------------------------------------------------------------


def test_every_incident_with_a_position_has_one_mark(dataset, payload_of):
    assert set(marks_of(payload_of())) == {i.id for i in view_of(dataset, Filter()).mapped}
    assert set(marks_of(payload_of(collections=(CollectionId.ARTICLES,)))) == ARTICLES


def test_a_mark_says_what_is_known(payload_of):
    mark = marks_of(payload_of())[QARACHOGH]
    assert (mark["latitude"], mark["longitude"], mark["error_km"]) == (35.7644, 43.6795, 3)
    assert (mark["low"], mark["high"], mark["open"], mark["shape"]) == (10, 13, False, "circle")
    assert mark["colour"] == SIDE_COLOURS[Side.KRG]
    assert mark["lines"][:2] == ["2 December 2021", "Killed: 10–13"]


def test_a_shared_figure_leaves_both_marks_hollow_and_says_so(payload_of):
    marks = marks_of(payload_of())
    for incident_id in (KIFRI, KULAJO):
        assert (marks[incident_id]["low"], marks[incident_id]["high"]) == (0, 8)
        assert "Killed: 0–8 (a shared figure)" in marks[incident_id]["lines"]


def test_an_unknown_toll_is_not_zero_people(payload_of):
    mark = marks_of(payload_of())["liheban-2021-12-05"]
    assert "Killed: unknown" in mark["lines"]
    assert not mark["open"]


def test_an_incident_that_only_partly_lies_in_the_period_is_marked(payload_of):
    mark = marks_of(payload_of(date_to=dt.date(2020, 6, 13)))[DARA]
    assert mark["possibly"]
    assert mark["lines"][0].endswith("(possibly in the period)")


def test_without_the_layer_of_incidents_there_are_neither_marks_nor_links(payload_of):
    payload = payload_of(layers=("precision", "shared", "fronts"))
    assert marks_of(payload) == {}
    assert payload["links"] == []


@pytest.mark.parametrize("colour", COLOURS)
def test_the_legend_explains_each_colour_of_a_mark_and_no_other(payload_of, colour):
    payload = payload_of(colour=colour)
    explained = {entry["colour"] for entry in payload["legend"]["parts"][0]["entries"]}
    assert explained == {mark["colour"] for mark in marks_of(payload).values()}


def test_only_a_selection_in_view_is_selected(payload_of):
    assert payload_of(incident=KIFRI)["selected"] == KIFRI
    assert payload_of(incident=KIFRI, date_from=dt.date(2021, 12, 1))["selected"] is None


# ---- shared tolls -----------------------------------------------------------------------------------------------------


def test_a_shared_figure_is_one_link_with_the_figure_once(payload_of):
    links = [link for link in payload_of()["links"] if KIFRI in link["ids"]]
    assert [(set(link["ids"]), link["words"]) for link in links] == [({KIFRI, KULAJO}, "8 killed, shared")]


def test_a_link_needs_both_its_places(payload_of):
    payload = payload_of(places=("kifri",), sources=("esta",))
    assert set(marks_of(payload)) == {KIFRI}
    assert payload["links"] == []
    assert "one figure for both places" not in entries_of(payload, "Place")


def test_links_can_be_switched_off(payload_of):
    assert payload_of(layers=("marks", "precision"))["links"] == []


# ---- fronts -----------------------------------------------------------------------------------------------------------


def test_five_segments_are_shown_and_the_sixth_by_its_own_layer(payload_of):
    assert fronts_of(payload_of()) == ["F1", "F2", "F3", "F4", "F6"]
    assert fronts_of(payload_of(layers=(*DEFAULT_LAYERS, "f5"))) == ["F1", "F2", "F3", "F4", "F5", "F6"]
    assert fronts_of(payload_of(layers=("marks", "f5"))) == []


def test_segments_leave_the_view_before_they_begin(dataset, payload_of):
    first = min(segment.valid_from for segment in dataset.segments.values())
    assert fronts_of(payload_of(date_to=first - dt.timedelta(days=1))) == []
    assert "F1" in fronts_of(payload_of(date_to=dataset.segments["f1"].valid_from))


def test_a_segment_with_an_end_leaves_the_view_after_it(dataset):
    ended = dataset.segments["f1"].model_copy(update={"valid_to": dt.date(2021, 12, 31)})
    others = [record for record in dataset.records() if record is not dataset.segments["f1"]]
    changed = type(dataset).of([*others, ended])
    for day, is_shown in ((dt.date(2021, 12, 31), True), (dt.date(2022, 1, 1), False)):
        chosen = Filter(date_from=day)
        assert ("F1" in fronts_of(scene_payload(view_of(changed, chosen), chosen))) is is_shown


def test_a_band_is_schematic_and_as_wide_as_its_uncertainty(dataset, payload_of):
    for band in payload_of(layers=(*DEFAULT_LAYERS, "f5"))["fronts"]:
        segment = dataset.segments[band["short"].lower()]
        assert band["uncertainty_km"] == segment.uncertainty_km > 0
        assert band["lines"][0].startswith("Schematic")
        assert band["line"][0] == [segment.line[0].latitude, segment.line[0].longitude]


# ---- events and legend ------------------------------------------------------------------------------------------------


def test_agreements_are_marked_where_they_have_a_position_and_background_is_not(dataset, payload_of):
    shown = {event["id"] for event in payload_of()["events"]}
    assert {"agreement-baghdad-2021-12-04", "khanaqin-centre-2021-05-20"} & shown
    assert not [i for i in shown if dataset.events[i].kind is EventKind.CONTEXT]
    assert all(event["latitude"] is not None for event in payload_of()["events"])


def test_the_legend_names_only_what_is_drawn(payload_of):
    every = payload_of()
    assert entries_of(every, "Place") == [
        "where it may have been",
        "places of one incident",
        "one figure for both places",
        "front, schematic",
        "agreement or centre",
    ]
    kinds = {EventType.BATTLES.label, EventType.EXPLOSIONS.label, EventType.CIVILIANS.label}
    assert set(entries_of(every, "Shape")) <= kinds
    assert "“or more”, no upper end" in entries_of(every, "Size")
    articles = payload_of(collections=(CollectionId.ARTICLES,))
    assert entries_of(articles, "Size") == ["fewest and most reported", "no figure of its own"]
    assert "places of one incident" not in entries_of(articles, "Place")
    assert entries_of(payload_of(layers=("fronts",)), "Place") == ["front, schematic"]
    assert payload_of(layers=())["legend"] is None


def test_the_legend_names_no_agreement_where_none_is_drawn(payload_of):
    for month in range(1, 13):
        payload = payload_of(date_from=dt.date(2020, month, 1), date_to=dt.date(2020, month, 28))
        has_entry = payload["legend"] is not None and "agreement or centre" in entries_of(payload, "Place")
        assert has_entry is bool(payload["events"]), month


def test_an_empty_view_is_drawn_without_marks(payload_of):
    payload = payload_of(sides=(Side.TURKEY,))
    assert marks_of(payload) == {}
    assert entries_of(payload, "Colour") == []
    assert fronts_of(payload) == ["F1", "F2", "F3", "F4", "F6"]
