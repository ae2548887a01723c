"""`/prints/map.<ending>`: the view as a picture, its version, and what is said when it cannot be drawn."""

from __future__ import annotations

import re
import struct
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
import segno

from geo.filters import Filter
from geo.prints import About, PrintSpec, print_map
from geo.view import view_of
from geo.web import prints
from tests.test_api import app, ask, store  # noqa: F401  # the same store and application


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_answer_is_the_picture_of_the_view(app, store, ending):  # noqa: F811
    drawn = ask(app, "source=esta&edition=1&preset=square&style=dark", path=f"/prints/map.{ending}")
    assert drawn.status_code == 200
    view = view_of(store.dataset(1), Filter(sources=("esta",), edition=1))
    spec = PrintSpec(preset="square", style="dark", format=ending)
    chosen = Filter(sources=("esta",), edition=1)
    picture = print_map(view, spec, about=About(edition=1, chosen=chosen))
    assert drawn.headers["content-type"].split(";")[0] == picture.media_type
    assert drawn.content == picture.data
    again = ask(
        app,
        "source=esta&edition=1&preset=square&style=dark",
        path=f"/prints/map.{ending}",
        **{"If-None-Match": drawn.headers["etag"]},
    )
    assert (again.status_code, again.content) == (304, b"")


def test_a_size_of_ones_own_is_drawn(app):  # noqa: F811
    drawn = ask(app, "size=800x500&edition=1", path="/prints/map.png")
    assert struct.unpack(">II", drawn.content[16:24]) == (800, 500)


@pytest.mark.parametrize(
    ("query", "name"), [("layers=marks&layers=names_ar", "كركوك"), ("layers=names_ckb", "کەرکووک")]
)
def test_place_names_are_those_of_the_page_s_layers(app, query, name):  # noqa: F811
    drawn = ask(app, f"{query}&preset=square", path="/prints/map.svg")
    assert drawn.status_code == 200
    assert name in drawn.text


def test_a_scale_that_is_no_scale_is_told_as_it_came(app):  # noqa: F811
    assert "got '1.0'" in ask(app, "scale=1.0", path="/prints/map.png").json()["error"]


@pytest.mark.parametrize(
    "query", ["preset=poster", "size=10x10", "size=wide", "style=neon", "scale=9", "scale=²", "precision=9", "title=X"]
)
def test_bad_input_is_told(app, query):  # noqa: F811
    refused = ask(app, query, path="/prints/map.png")
    assert refused.status_code == 400
    assert refused.json()["error"]


def test_no_more_than_two_are_drawn_at_once(app):  # noqa: F811
    taken = [prints.RENDERING.acquire(blocking=False) for _ in range(prints.MOST_AT_ONCE)]
    try:
        assert all(taken)
        busy = ask(app, "q=nobody-has-asked-for-this", path="/prints/map.png")
    finally:
        for _ in taken:
            prints.RENDERING.release()
    assert (busy.status_code, busy.headers["retry-after"]) == (503, str(prints.RETRY_AFTER_S))
    assert ask(app, "q=nobody-has-asked-for-this", path="/prints/map.png").status_code == 200


def modules_of(svg: bytes) -> list[list[bool]]:
    """The QR code as it stands in the picture: which of its squares are dark, from the top."""
    drawn = ET.fromstring(svg).find(".//*[@id='qr']")
    assert drawn is not None
    numbers = [float(n) for path in drawn.iter() for n in re.findall(r"-?[0-9.]+", path.get("d", ""))]
    boxes = [numbers[i : i + 8] for i in range(0, len(numbers), 8)]  # four corners; the way back has no numbers
    spans = [(min(box[::2]), max(box[::2]), min(box[1::2])) for box in boxes]
    left, top = min(x for x, _, _ in spans), min(y for _, _, y in spans)
    side = max(box[1] for box in boxes) - top
    size = next(max(box[1::2]) - min(box[1::2]) for box in boxes)
    count = round(side / size)
    dark = {
        (round((y - top) / size), column)
        for x1, x2, y in spans
        for column in range(round((x1 - left) / size), round((x2 - left) / size))
    }
    return [[(row, column) in dark for column in range(count)] for row in range(count)]


def test_where_the_public_address_is_known_a_picture_bears_the_pinned_view_as_a_code(app, monkeypatch):  # noqa: F811
    query = {"source": "esta", "at": "35,44,9", "preset": "square"}
    without = ask(app, urlencode(query), path="/prints/map.svg", Host="evil.example")
    assert b'id="qr"' not in without.content
    assert b"evil.example" not in without.content
    monkeypatch.setenv("SEAMLINE_PUBLIC_URL", "https://example.org/map/")
    drawn = ask(app, urlencode(query), path="/prints/map.svg", Host="evil.example")
    link = "https://example.org/map/?source=esta&edition=2"
    assert modules_of(drawn.content) == [[bool(dark) for dark in row] for row in segno.make_qr(link, error="l").matrix]
    assert link.replace("&", "&amp;").encode() in drawn.content
    assert b"evil.example" not in drawn.content
    assert drawn.headers["etag"] != without.headers["etag"]
