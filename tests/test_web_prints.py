"""`/prints/map.<ending>`: the view as a picture, its version, and what is said when it cannot be drawn."""

from __future__ import annotations

import struct

import pytest

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
    "query", ["preset=poster", "size=10x10", "size=wide", "style=neon", "scale=9", "scale=²", "precision=9", "title=X"]
)
def test_bad_input_is_told(app, query):  # noqa: F811
    refused = ask(app, query, path="/prints/map.png")
    assert refused.status_code == 400
    assert refused.json()["error"]


def test_no_more_than_two_are_drawn_at_once(app):  # noqa: F811
    taken = [prints._RENDERING.acquire(blocking=False) for _ in range(prints.MOST_AT_ONCE)]
    try:
        assert all(taken)
        busy = ask(app, "q=nobody-has-asked-for-this", path="/prints/map.png")
    finally:
        for _ in taken:
            prints._RENDERING.release()
    assert (busy.status_code, busy.headers["retry-after"]) == (503, str(prints.RETRY_AFTER_S))
    assert ask(app, "q=nobody-has-asked-for-this", path="/prints/map.png").status_code == 200
