"""What a part of a page says after the reader has asked for another page is not run."""

from __future__ import annotations

from typing import Final, TypeVar

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_SOCKET: Final = "/_stcore/stream"


class DropLateReports:
    """ASGI middleware on Streamlit's socket.

    The map's frame may report where it stands in the moment in which another page is asked for. Streamlit begins a run of
    the page that was left for it, finds that the part is gone, and the browser empties the page that it shows by then.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand everything on; of a socket's messages those that are still about the page that is shown or asked for."""
        if scope["type"] == "websocket" and scope["path"].endswith(_SOCKET):
            reader = _Reader(receive, send)
            await self._app(scope, reader.receive, reader.send)
        else:
            await self._app(scope, receive, send)


class _Reader:
    """One reader's socket, without late reports.

    `_page` is the hash of the page that was asked for last, and once that has begun, of the one that the script leads on
    to; it is empty while nobody has named one.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._page = ""
        self._has_begun = False

    async def receive(self) -> Message:
        while self._is_late(message := await self._receive()):
            pass
        return message

    async def send(self, message: Message) -> None:
        told = _parsed(ForwardMsg, message)
        kind = told.WhichOneof("type") if told is not None else None
        if (
            told is not None and kind == "new_session"
        ):  # the one message of a run's beginning that is never dropped unsent
            self._has_begun = self._has_begun or self._page in ("", told.new_session.page_script_hash)
        elif told is not None and kind == "navigation" and self._has_begun:  # else of a run that was asked for before
            self._page = told.navigation.page_script_hash
        await self._send(message)

    def _is_late(self, message: Message) -> bool:
        asked = _parsed(BackMsg, message)
        if asked is None or asked.WhichOneof("type") != "rerun_script":
            return False
        page = asked.rerun_script.page_script_hash
        if not asked.rerun_script.fragment_id:
            self._page, self._has_begun = page, False
        return bool(page and self._page) and page != self._page


_Proto = TypeVar("_Proto", BackMsg, ForwardMsg)


def _parsed(kind: type[_Proto], message: Message) -> _Proto | None:
    """The message in a frame; None where there is none, or what Streamlit itself has to refuse."""
    try:
        return kind.FromString(message.get("bytes") or b"")
    except DecodeError:
        return None
