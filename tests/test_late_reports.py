"""Messages on Streamlit's socket: those of a page that was left are held back, and no others."""

from __future__ import annotations

import asyncio
from collections import deque

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.ui.late_reports import DropLateReports

HOME, DESK = "home", "desk"


def asks(page, part=""):
    """The browser asks for a run of a page, or of a part of it."""
    message = BackMsg()
    message.rerun_script.page_script_hash, message.rerun_script.fragment_id = page, part
    return "receive", message


def begins(page):
    message = ForwardMsg()
    message.new_session.page_script_hash = page
    return "send", message


def leads(page):
    """The script names its page, which may be another than was asked for."""
    message = ForwardMsg()
    message.navigation.page_script_hash = page
    return "send", message


def frame(step):
    way, message = step
    return {"type": f"websocket.{way}", "bytes": message.SerializeToString()}


def heard(steps, path="/_stcore/stream"):
    """For each message of the browser, in turn with what the application says, whether it comes through."""
    waiting, sent, found = deque(), [], []
    marker = {"type": "websocket.receive", "text": "the next one"}

    async def receive():
        return waiting.popleft()

    async def send(message):
        sent.append(message)

    async def app(_, receive, send):
        for step in map(frame, steps):
            if step["type"] == "websocket.send":
                await send(step)
                continue
            waiting.extend([step, marker])
            came = await receive()
            found.append(came is step)
            assert came is marker or await receive() is marker

    asyncio.run(DropLateReports(app)({"type": "websocket", "path": path}, receive, send))
    assert sent == [frame(step) for step in steps if step[0] == "send"]
    return found


@pytest.mark.parametrize(
    ("case", "steps", "through"),
    [
        ("the first page names itself", [asks(""), begins("main"), leads(HOME), asks(HOME, "map")], [True, True]),
        ("before any page is named", [asks(""), asks(HOME, "map")], [True, True]),
        ("a part of the page that is shown", [asks(HOME), begins(HOME), leads(HOME), asks(HOME, "map")], [True, True]),
        ("a page that was left", [asks(HOME), begins(HOME), asks(DESK), asks(HOME, "map")], [True, True, False]),
        (
            "a page that was left, whose last run begins late",
            [asks(HOME), asks(DESK), begins(HOME), leads(HOME), asks(HOME, "map"), begins(DESK), asks(HOME, "map")],
            [True, True, False, False],
        ),
        (
            "a page that was left and entered again",
            [asks(DESK), begins(DESK), asks(HOME), begins(HOME), asks(HOME, "map")],
            [True, True, True],
        ),
        (
            "a page that a script led on to",
            [asks(DESK), begins(DESK), leads(DESK), begins(HOME), leads(HOME), asks(HOME, "map")],
            [True, True],
        ),
        (
            "the same, where Streamlit dropped the first page's name unsent",
            [asks(DESK), begins(DESK), begins(HOME), leads(HOME), asks(HOME, "map")],
            [True, True],
        ),
    ],
)
def test_what_a_page_says_after_it_was_left_does_not_come_through(case, steps, through):
    assert heard(steps) == through, case
    assert all(heard(steps, path="/another/socket"))


def test_what_is_no_message_of_streamlits_comes_through():
    async def receive():
        return {"type": "websocket.receive", "bytes": b"\xff\xff"}

    async def app(_, receive, send):
        assert (await receive())["bytes"] == b"\xff\xff"
        await send({"type": "websocket.send", "text": "no"})

    said = []

    async def send(message):
        said.append(message)

    asyncio.run(DropLateReports(app)({"type": "websocket", "path": "/_stcore/stream"}, receive, send))
    assert said == [{"type": "websocket.send", "text": "no"}]
