"""Publication maps: everything in the view and nothing beyond it, words that are words, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import math
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from defusedxml import ElementTree
from geopy.distance import geodesic
from hypothesis import given, settings
from matplotlib.image import imread
from matplotlib.text import Text
from shapely import LineString, Point

from geo.cli import main
from geo.filters import Filter
from geo.importers.starter import load_starter
from geo.layers.events import event_marks
from geo.prints import PRESETS, STYLES, About, Picture, PrintSpec, PrintSpecError, print_map
from geo.prints.canvas import overlap
from geo.prints.ground import _transformer, beyond, frame_around, projected, scale_bar
from geo.prints.lettering import Ruler, cleaned
from geo.prints.marks import link_lines, obstacles, outline, scene_lines, sized
from geo.prints.page import Page, draw_page
from geo.prints.styles import greys
from geo.records import ActorMention, Dataset
from geo.view import View, view_of
from geo.vocabulary import ActorRole, CollectionId, Outcome, Side
from tests.hostile_records import PAYLOADS, hostile_records
from tests.view_samples import datasets, filters, laws

GOLDEN = Path(__file__).parent / "golden" / "print_article.png"
BLOCK = 5  # pixels of the picture for one of the reference
LINK = "https://map.example/?collection=articles&edition=7"
SVG = "{http://www.w3.org/2000/svg}"
LONG_TITLE, LONG_DEK = "Wording of a title " * 6, "A line that explains the map at length and more " * 5


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


@pytest.fixture(scope="module")
def articles(starter: Dataset) -> View:
    return view_of(starter, Filter(collections=(CollectionId.ARTICLES,)))


def picture(view: View, *, chosen: Filter | None = None, link: str | None = LINK, **options: Any) -> Picture:
    return print_map(view, PrintSpec(**options), about=About(edition=7, link=link, chosen=chosen))


def page(view: View, *, chosen: Filter | None = None, **options: Any) -> Page:
    return draw_page(view, PrintSpec(**options), About(edition=7, link=LINK, chosen=chosen))


def texts(svg: bytes) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def named(drawn: Page, name: str) -> Any:
    found = [artist for artist in drawn.sheet.figure.artists if artist.get_gid() == name]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"preset": "poster"}, "preset"),
        ({"preset": "article", "size": (800, 600)}, "size"),
        ({"size": (479, 600)}, "size"),
        ({"size": (4001, 2000)}, "size"),
        ({"size": (800.0, 600)}, "size"),
        ({"size": (800, 600, 1)}, "size"),
        ({"size": (2100, 500)}, "size"),
        ({"size": (4000, 4000), "scale": 2}, "size"),
        ({"format": "jpg"}, "format"),
        ({"style": "sepia"}, "style"),
        ({"scale": 3}, "scale"),
        ({"scale": True}, "scale"),
        ({"language": "de"}, "language"),
        ({"title": "x" * 121}, "title"),
        ({"dek": "x" * 281}, "dek"),
    ],
)
def test_a_picture_that_cannot_be_drawn_is_refused_by_the_name_of_the_field(options, field):
    with pytest.raises(PrintSpecError, match=rf"^{field}: expected .* got "):
        PrintSpec(**options)


@pytest.mark.parametrize("name", PRESETS)
def test_a_png_has_the_pixels_of_its_preset(articles, name):
    found = picture(articles, preset=name)
    height, width = imread(io.BytesIO(found.data), format="png").shape[:2]
    density = 2 if name == "a4" else 1
    assert (width, height) == (found.width, found.height) == tuple(side * density for side in PRESETS[name])


def test_a_png_at_scale_2_has_twice_the_pixels(articles):
    found = imread(io.BytesIO(picture(articles, size=(600, 500), scale=2).data), format="png")
    assert found.shape[:2] == (1000, 1200)


def test_a_pdf_on_a4_has_the_size_of_the_sheet_and_truetype_letters(articles):
    data = picture(articles, preset="a4", format="pdf").data
    assert re.search(rb"/MediaBox \[ ?0 0 595 842 ?\]", data)
    assert b"/Type42" in data or b"/FontFile2" in data
    assert b"CreationDate" not in data


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_same_view_gives_the_same_bytes_also_in_threads(articles, form):
    first = picture(articles, format=form).data
    with ThreadPoolExecutor(2) as pool:
        others = list(pool.map(lambda _: picture(articles, format=form).data, range(2)))
    assert [other == first for other in others] == [True, True]


def test_words_of_an_svg_are_text(articles):
    found = " ".join(texts(picture(articles, format="svg", title="Four attacks", dek="What two articles tell").data))
    wanted = [
        "Four attacks",
        "What two articles tell",
        "4 of 22 incidents",
        "Kirkuk",
        "Kulajo",
        "8 killed, shared (ESTA)",
    ]
    wanted += [
        "Seamline, edition 7",
        "not the line of control",
        "Figures as told by",
        "Kurdistan Region",
        "50 km",
        LINK,
    ]
    assert [words for words in wanted if words not in found] == []


def test_the_shared_figure_is_written_once(articles):
    found = texts(picture(articles, format="svg").data)
    assert sum("8 killed, shared" in line for line in found) == 1


@pytest.mark.parametrize(("language", "name"), [("ar", "كركوك"), ("ckb", "کەرکووک")])
def test_place_names_follow_the_language(articles, language, name):
    assert name in texts(picture(articles, format="svg", language=language).data)


def test_caption_and_alternative_text_count_and_name_who_says_so(articles):
    found = picture(articles)
    for words in (found.caption, found.alt):
        assert "4 of 22 incidents" in words
        assert "Killed: 23–28" in words
        assert "The two articles" in words
    for outlet in ("ESTA", "Rudaw", "KirkukNow"):
        assert outlet in found.caption
    assert "edition 7" in found.caption
    assert LINK in found.caption
    assert "no endorsement is implied" in found.caption


def test_a_figure_that_is_not_counted_names_nobody(starter):
    esta = next(c.source_id for c in starter.claims.values() if starter.sources[c.source_id].outlet == "ESTA")
    view = view_of(starter, Filter(sources=(esta,)))
    assert {starter.sources[c.source_id].outlet for c in view.claims} == {"ESTA"}
    assert "Figures as told by ESTA." in picture(view).caption


def test_an_empty_view_says_so_in_picture_caption_and_alternative_text(starter):
    view = view_of(starter, Filter(q="zzzzz"))
    found = picture(view, format="svg")
    for words in (" ".join(texts(found.data)), found.caption, found.alt):
        assert "No incident matches this filter." in words
    assert named(page(view), "marks") is None


def test_each_incident_with_a_position_has_one_mark_inside_the_frame(starter):
    view = view_of(starter, Filter())
    for preset in PRESETS:
        drawn = page(view, preset=preset)
        assert sorted(mark.id for mark in drawn.drawn.marks) == sorted(incident.id for incident in view.mapped)
        assert all(drawn.frame.holds(at) for at in named(drawn, "marks").get_offsets())


@settings(laws, max_examples=15)
@given(datasets(), filters())
def test_the_marks_are_the_incidents_in_view_and_nothing_beyond(dataset, chosen):
    view = view_of(dataset, chosen)
    drawn = page(view, size=(600, 480))
    marks = named(drawn, "marks")
    tolls = [view.toll(i.id, Outcome.KILLED) for i in view.mapped]
    scenes = sum(sum(s.latitude is not None for s in i.scenes) for i in view.mapped)
    rings = sum(t.stated_high > t.low for t in tolls) + sum(t.open and t.low > 0 for t in tolls)
    assert (len(marks.get_paths()) if marks else 0) == scenes + rings


def test_agreements_are_drawn_explained_or_counted_as_outside(starter):
    near = page(view_of(starter, Filter()))
    shown = len(named(near, "events").get_offsets())
    assert (shown, near.outside) == (len(event_marks(view_of(starter, Filter()))) - 4, 4)
    view = view_of(starter, Filter(date_from=dt.date(2021, 11, 1)))
    far = picture(view, format="svg")
    words = " ".join(texts(far.data))
    assert "1 agreement or centre lies outside this map" in words
    assert "1 agreement or centre lies outside this map" in far.caption
    assert words.count("agreement or centre") == 1
    assert named(page(view), "events") is None


def test_layers_that_are_off_are_not_drawn(starter):
    view = view_of(starter, Filter())
    drawn = page(view, chosen=Filter(layers=("fronts",)))
    assert named(drawn, "fronts") is not None
    assert named(drawn, "marks") is None
    assert named(drawn, "events") is None
    assert named(page(view, chosen=Filter(layers=("marks",))), "fronts") is None


@pytest.mark.parametrize("size", [(480, 480), (3000, 800), (480, 1900), (1300, 560), *PRESETS.values()])
def test_what_lies_past_the_basemap_is_hatched_and_said(starter, size):
    view = view_of(starter, Filter())
    drawn = page(view, size=size)
    assert all(drawn.frame.holds(at) for at in named(drawn, "marks").get_offsets())
    assert (named(drawn, "beyond") is not None) == drawn.is_hatched == (size[0] in (480, 3000))
    ground = [degrees_of(drawn.frame, label.box) for label in drawn.labels]
    assert all(41.6 <= x <= 46.9 and 33.0 <= y <= 37.4 for x, y in ground)
    written = [artist.get_text() for artist in drawn.sheet.figure.artists if isinstance(artist, Text)]
    assert ("beyond" in " ".join(written)) == drawn.is_hatched
    assert ("Hatched: beyond this base map." in picture(view, size=size).caption) == drawn.is_hatched


def degrees_of(frame: Any, box: tuple[float, ...]) -> tuple[float, float]:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    metres = (frame.west + (x - frame.box[0]) * frame.metres, frame.south + (y - frame.box[1]) * frame.metres)
    return _transformer().transform(*metres, direction="INVERSE")


def test_a_frame_is_moved_and_tightened_to_stay_on_the_basemap():
    points = projected((42.0, 44.0), (33.6, 35.2))
    frame = frame_around(points, box=(0, 0, 900, 500), margin=80)
    assert beyond(frame).is_empty
    assert all(frame.holds(at) for at in frame.place(points))


def test_fronts_are_named_in_the_legend_where_it_has_room_and_always_in_the_caption(starter):
    view = view_of(starter, Filter())
    roomy, crowded = picture(view, format="svg"), picture(view, format="svg", size=(480, 480))
    assert {"F1", "Khanaqin–Kokis", "F2", "Kokis–Kifri"} <= set(texts(roomy.data))
    assert "Khanaqin–Kokis" not in texts(crowded.data)
    for found in (roomy, crowded):
        assert "Fronts: F1 Khanaqin–Mikhas/Dara–Kulajo–Kokis; F2 Kokis–Jabara" in found.caption
    assert "Fronts:" not in picture(view, chosen=Filter(layers=("marks",))).caption


def test_the_legend_has_discs_of_round_numbers_as_large_as_on_the_map(starter):
    drawn = page(view_of(starter, Filter()))
    height, width = (max(np.ptp(outline("circle", sized(10)).vertices * drawn.sheet.unit, axis=0)),) * 2
    collections = [artist for artist in drawn.sheet.figure.artists if hasattr(artist, "get_offsets")]
    left = drawn.frame.box[0]
    discs = [a for a in collections if len(a.get_offsets()) == 1 and a.get_offsets()[0][0] < left]
    sizes = [np.ptp(artist.get_paths()[0].vertices, axis=0) for artist in discs]
    assert any(size == pytest.approx((width, height), rel=0.01) for size in sizes)
    numbers = [a.get_text() for a in drawn.sheet.figure.artists if isinstance(a, Text) and a.get_text().isdecimal()]
    assert numbers == ["2", "10"]


@pytest.mark.parametrize(("options", "size"), [({}, ("1200", "675")), ({"preset": "a4"}, ("595pt", "842pt"))])
def test_an_svg_is_as_large_on_the_screen_as_it_says_and_a_sheet_on_paper(articles, options, size):
    root = ElementTree.fromstring(picture(articles, format="svg", **options).data)
    assert (root.get("width"), root.get("height")) == size


@pytest.mark.parametrize("shape", ["circle", "square", "triangle"])
@pytest.mark.parametrize("people", [4, 9, 100])
def test_area_follows_people_in_every_shape(shape, people):
    x, y = outline(shape, sized(people)).vertices.T
    area = abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2
    assert area == pytest.approx(math.pi * 3.3**2 * people, rel=0.02)


def test_the_scale_bar_is_as_long_as_it_says():
    for west, east in ((42.0, 43.0), (43.5, 46.0)):
        points = projected((west, east), (34.0, 36.0))
        frame = frame_around(points, box=(0, 0, 800, 600), margin=20)
        kilometres, length = scale_bar(frame)
        middle = projected(((west + east) / 2, (west + east) / 2 + 0.5), (35.0, 35.0))
        units = np.hypot(*(frame.place(middle)[1] - frame.place(middle)[0]))
        ground = geodesic((35.0, (west + east) / 2), (35.0, (west + east) / 2 + 0.5)).km
        assert length / kilometres == pytest.approx(units / ground, rel=0.003)


@pytest.mark.parametrize("preset", PRESETS)
def test_names_lie_neither_on_each_other_nor_on_a_mark(starter, preset):
    drawn = page(view_of(starter, Filter()), preset=preset)
    boxes = [label.box for label in drawn.labels]
    assert len(boxes) > 20
    assert [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)] == []
    taken = obstacles(drawn.sheet, drawn.frame, drawn.drawn)
    assert [(box, mark) for box in boxes for mark in taken if overlap(box, mark)] == []


SIZES = [*PRESETS.values(), (900, 1900), (1000, 2000), (800, 2400), (480, 1900), (480, 480)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("style", ["light", "grey"])
def test_a_shared_figure_stands_at_its_own_link_and_on_nothing_of_another_incident(starter, size, style):
    drawn = page(view_of(starter, Filter()), size=size, style=style)
    assert (len(drawn.drawn.shared), drawn.unwritten) == (2, ())
    own_links = link_lines(drawn.frame, drawn.drawn, unit=drawn.sheet.unit)
    for shared, links in zip(drawn.drawn.shared, own_links, strict=True):
        label = next(label for label in drawn.labels if label.words == shared.words)
        others = [m for m in drawn.drawn.marks if m.id not in shared.ids]
        foreign = [
            Point(drawn.frame.place(np.asarray(m.at))).buffer(m.radius * drawn.sheet.unit) for m in others
        ] + scene_lines(drawn.frame, drawn.drawn)
        foreign += [line for lines in own_links if lines is not links for line in lines]
        written = shapely.box(*label.box)
        if label.leader:
            assert min(LineString(label.leader).distance(line) for line in links) < 0.01
            written = shapely.GeometryCollection([written, LineString(label.leader)])
        nearest = min(written.distance(shape) for shape in foreign)
        assert nearest >= 4 * drawn.sheet.unit
        assert nearest > min(written.distance(line) for line in links)


def test_a_shared_figure_without_room_is_told_in_the_caption(starter, monkeypatch):
    monkeypatch.setattr("geo.prints.shared._CLEAR", 5000.0)
    found = picture(view_of(starter, Filter()), format="svg")
    assert not [words for words in texts(found.data) if "killed, shared" in words]
    told = "Not written on the map: 8 killed, shared (ESTA); 9 killed, shared (Kurdistan 24)."
    assert told in found.caption


@pytest.mark.parametrize("size", [*PRESETS.values(), (480, 480), (1900, 480), (480, 1900), (700, 560)])
@pytest.mark.parametrize("words", [("", ""), (LONG_TITLE[:120], LONG_DEK[:280])])
def test_no_words_are_cut_off_and_the_map_keeps_room(starter, size, words):
    drawn = page(view_of(starter, Filter()), size=size, title=words[0], dek=words[1])
    renderer = drawn.sheet.figure.canvas.get_renderer()
    found = [
        artist for artist in drawn.sheet.figure.artists if isinstance(artist, Text) and not artist.get_path_effects()
    ]
    boxes = [(artist.get_text(), artist.get_window_extent(renderer).extents) for artist in found]
    cut = [text for text, (x1, y1, x2, y2) in boxes if x1 < 0 or y1 < 0 or x2 > size[0] + 0.5 or y2 > size[1] + 0.5]
    assert cut == []
    left, bottom, right, top = drawn.frame.box
    assert right - left >= 0.3 * size[0]
    assert top - bottom >= 0.25 * size[1]
    outside = [box for _, box in boxes if not overlap(tuple(box), drawn.frame.box)]
    shrunk = [(x1 + 1, y1 + 3, x2 - 1, y2 - 3) for x1, y1, x2, y2 in outside]
    assert [pair for pair in itertools.combinations(shrunk, 2) if overlap(*pair)] == []


def test_greys_lie_apart_and_more_than_four_bear_numbers(starter):
    levels = [int(tone[1:3], 16) for tone in greys(["#111111", "#222222", "#333333", "#444444"]).values()]
    assert min(abs(a - b) for a, b in itertools.combinations(levels, 2)) > 45
    four = page(view_of(starter, Filter()), style="grey")
    assert len(four.drawn.colours) == 4
    assert four.drawn.numbers == {}


def test_a_fifth_grey_gives_every_mark_the_number_of_its_entry(starter):
    raid = starter.incidents["al-zour-2018-01-25"]
    newcomer = next(actor for actor in starter.actors.values() if actor.side is Side.TURKEY)
    target = ActorMention(actor_id=newcomer.id, role=ActorRole.TARGET)
    others = [
        record
        for record in starter.records()
        if record.id != raid.id and raid.id not in getattr(record, "incident_ids", ())
    ]
    statement = next(s for s in starter.statements.values() if s.incident_ids == (raid.id,))
    view = view_of(Dataset.of([*others, statement, raid.model_copy(update={"actors": (target,)})]), Filter())
    drawn = page(view, style="grey")
    assert sorted(drawn.drawn.numbers.values()) == [1, 2, 3, 4, 5]
    written = [artist.get_text() for artist in drawn.sheet.figure.artists if isinstance(artist, Text)]
    discs = 1  # the legend has one of 2 people
    assert sum(text in "12345" for text in written) == len(view.mapped) + 5 + discs


def test_hostile_records_are_drawn_and_stay_words():
    view = view_of(Dataset.of(hostile_records()), Filter())
    found = picture(view, format="svg")
    assert_inert(found.data)
    assert len(page(view).drawn.marks) == len(PAYLOADS)


@pytest.mark.parametrize("name", ["script", "script after character data", "formula", "control characters", "entities"])
def test_hostile_words_of_a_request_stay_words(articles, name):
    text = PAYLOADS[name][1]
    found = picture(articles, format="svg", title=text, dek=text, link=f"https://map.example/?q={text}")
    assert_inert(found.data)
    assert cleaned(text) in " ".join(texts(found.data))
    for form in ("png", "pdf"):
        assert picture(articles, format=form, title=text, dek=text, link=text).data


def assert_inert(svg: bytes) -> None:
    root = ElementTree.fromstring(svg)
    tags = {node.tag.removeprefix(SVG) for node in root.iter() if node.tag.startswith(SVG)}
    assert tags <= {"svg", "g", "path", "text", "use", "defs", "clipPath", "rect", "style", "metadata", "title"}
    attributes = [(key, value) for node in root.iter() for key, value in node.attrib.items()]
    assert [key for key, _ in attributes if key.lower().startswith("on")] == []
    links = [value for key, value in attributes if key.endswith(("href", "resource", "src"))]
    assert [link for link in links if not link.startswith(("#", "http://purl.org/"))] == []
    styles = "".join("".join(node.itertext()) for node in root.iter(f"{SVG}style"))
    assert "import" not in styles + "".join(value for key, value in attributes if key == "style")


def test_a_letter_that_the_font_lacks_is_marked_as_missing():
    assert cleaned("Kifri 漢 \u202eabc\x00\n d") == "Kifri \ufffd abc d"


def test_a_long_word_is_broken_into_lines_that_fit():
    ruler = Ruler()
    lines = ruler.lines("W" * 120 + " and more", 12, within=200)
    assert "".join(lines).replace(" ", "") == "W" * 120 + "andmore"
    assert max(ruler.width(line, 12) for line in lines) <= 200


def test_the_article_picture_looks_as_it_did(articles):
    """Means over blocks of pixels: letters may differ with the version of a library, shapes and colours may not."""
    reference = imread(GOLDEN)[..., :3]
    found = blocks(picture(articles).data)
    assert found.shape == reference.shape
    away = np.abs(found - reference)
    assert away.mean() < 0.01
    assert (away.max(axis=2) > 0.25).mean() < 0.005
    other = blocks(picture(articles, chosen=Filter(layers=("fronts",))).data)
    assert (np.abs(other - reference).max(axis=2) > 0.25).mean() > 0.005


def blocks(png: bytes) -> Any:
    pixels = imread(io.BytesIO(png), format="png")[..., :3]
    height, width = pixels.shape[:2]
    return pixels.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3).mean(axis=(1, 3))


@pytest.mark.parametrize("style", STYLES)
def test_every_style_paints_its_own_page(articles, style):
    drawn = page(articles, style=style)
    assert drawn.sheet.figure.get_facecolor()[:3] == pytest.approx(
        [int(drawn.sheet.style.page[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    )


def test_the_command_writes_the_picture_and_prints_its_words(tmp_path, capsys):
    store = f"sqlite:///{tmp_path / 'store.sqlite'}"
    assert main(["seed", "--url", store]) == 0
    out = tmp_path / "map.svg"
    arguments = ["print", "--url", store, "--filter", "collection=articles", "--address", "https://map.example/"]
    assert main([*arguments, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "4 of 22 incidents" in said
    assert "https://map.example/?collection=articles&edition=1" in said
    assert "Kulajo" in texts(out.read_bytes())
    assert main([*arguments, "--out", str(tmp_path / "map.gif")]) == 2
    assert "format: expected" in capsys.readouterr().err
    assert main([*arguments, "--out", str(tmp_path / "none" / "map.png")]) == 3


@pytest.fixture(scope="module")
def seeded(tmp_path_factory) -> str:
    address = f"sqlite:///{tmp_path_factory.mktemp('prints') / 'store.sqlite'}"
    assert main(["seed", "--url", address]) == 0
    return address


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--filter", "actor=isiss"], "actor='isiss': this edition has no such actor"),
        (["--filter", "from=2021-12-1"], "from='2021-12-1': expected a day"),
        (["--filter", "edition=9"], "edition=9: "),
        (["--address", "notaurl"], "expected --address to be where readers open the dashboard"),
        (["--format", "png", "--out", "map.pdf"], "format: expected the format that --out is named after"),
    ],
)
def test_the_command_draws_nothing_of_what_it_cannot_follow(seeded, tmp_path, monkeypatch, capsys, options, told):
    monkeypatch.chdir(tmp_path)
    assert main(["print", "--url", seeded, "--out", "map.png", *options]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("layers", "name"), [(("names_ar",), "كركوك"), (("names_ckb",), "کەرکووک"), ((), "Kirkuk")])
def test_place_names_follow_the_layers_of_the_filter(articles, layers, name):
    found = texts(picture(articles, format="svg", chosen=Filter(layers=("marks", *layers))).data)
    assert name in found
    asked = texts(picture(articles, format="svg", chosen=Filter(layers=("marks", *layers)), language="ar").data)
    assert "كركوك" in asked
