"""What a page of Streamlit and its server say to each other."""

from __future__ import annotations

from playwright.sync_api import Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# Keeps the page's socket at hand; while `seamlineHold` is set, what the page would send is kept back.
KEEP_SOCKETS = """(() => {
    const Native = window.WebSocket;
    window.seamlineHeld = [];
    window.WebSocket = class extends Native {
        constructor(...how) { super(...how); window.seamlineSocket = this; }
        send(data) {
            if (window.seamlineHold) window.seamlineHeld.push(Array.from(new Uint8Array(data)));
            else super.send(data);
        }
    };
})()"""
SEND = """(messages) => {
    window.seamlineHold = false;
    for (const bytes of messages) window.seamlineSocket.send(Uint8Array.from(bytes));
}"""
HELD = "() => window.seamlineHeld.length > 0"


class Wire:
    """What a page and the server say to each other on their socket."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.received: list[bytes] = []
        self.sockets = []
        page.add_init_script(KEEP_SOCKETS)
        page.on("websocket", self._listen)

    def _listen(self, opened) -> None:
        self.sockets.append(opened)
        opened.on(
            "framereceived", lambda data: self.received.append(data if isinstance(data, bytes) else data.encode())
        )

    def held_back(self, act) -> BackMsg:
        """What the page would send when `act` is done, without its being sent."""
        self.page.evaluate("() => { window.seamlineHeld = []; window.seamlineHold = true; }")
        act()
        self.page.wait_for_function(HELD)
        return BackMsg.FromString(bytes(self.page.evaluate("() => window.seamlineHeld[0]")))

    def hand_in(self, *messages: BackMsg) -> None:
        """Send messages as if the page had, one right after the other; from then on it may send again."""
        self.page.evaluate(SEND, [list(message.SerializeToString()) for message in messages])

    @property
    def pages_begun(self) -> list[str]:
        """The hash of the page of each run that the server has begun."""
        messages = map(ForwardMsg.FromString, self.received)
        return [m.new_session.page_script_hash for m in messages if m.WhichOneof("type") == "new_session"]

    def send(self, message: BackMsg) -> None:
        """Send a message as if the page had, and wait until the server is through with it."""
        with self.sockets[-1].expect_event("framereceived", _is_end_of_run):
            self.hand_in(message)


def _is_end_of_run(data: bytes) -> bool:
    return ForwardMsg.FromString(data).WhichOneof("type") == "script_finished"
