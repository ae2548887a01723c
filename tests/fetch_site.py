"""Real sites on the loopback address for the tests of the article fetcher, and the ways that lead to them.

The fetcher's own rules stay as they are in production. A test hands in a `Network`: names are looked up in a table, and
a connection to the public address in that table is led to the site on this machine.
"""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpcore

from geo.fetch import Network

PUBLIC = "93.184.215.14"
OTHER_PUBLIC = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
PAGE = b"""<!doctype html><html lang="en"><head><title>Shots near the river - Example News</title>
<meta name="author" content="Ann Reporter"><meta property="og:site_name" content="Example News">
<meta property="article:published_time" content="2021-12-03T08:00:00+03:00"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Shots near the river</h1>
<p>Two guards were hurt on Thursday evening when unknown men fired at a post beside the river, the mayor said.</p>
<p>A patrol searched the orchards until morning and found nobody, according to the same official of the town.</p>
</article><footer><a href="/imprint">Imprint</a></footer></body></html>"""


def answer(body=PAGE, *, status="200 OK", kind="text/html; charset=utf-8", headers=()):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def redirect(location, *, status="302 Found"):
    return answer(b"", status=status, headers=[f"Location: {location}"])


def once(reply):
    """A handler that reads the question and sends `reply`."""
    return lambda connection, question: connection.sendall(reply)


class Site:
    """A listener on 127.0.0.1 that answers one connection after the other by `handler(connection, question)`."""

    def __init__(self, handler, *, tls=None):
        self.handler = handler
        self.tls = tls
        self.questions = []
        self._accepted = 0
        self._closed = False
        self._last = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self):
        """Close, and give the number of connections there were, those not answered yet among them."""
        if not self._closed:
            self._closed = True
            # Connections are accepted in their order: after this one, which says nothing, all are counted.
            with socket.create_connection(("127.0.0.1", self.port)) as last:
                self._last = last.getsockname()
                last.shutdown(socket.SHUT_WR)
                self._thread.join(timeout=30)
            assert not self._thread.is_alive()
            self._listener.close()
        return self._accepted

    def _serve(self):
        while True:
            connection, caller = self._listener.accept()
            with connection:
                connection.settimeout(20)
                self._talk(connection)
            if caller == self._last:
                return
            self._accepted += 1

    def _talk(self, connection):
        try:
            if not self.tls:
                self._reply(connection)
            elif connection.recv(1, socket.MSG_PEEK):
                with self.tls.wrap_socket(connection, server_side=True) as safe:
                    self._reply(safe)
        except OSError:
            pass  # the fetcher hung up, which is what many of the tests are about

    def _reply(self, connection):
        question = b""
        while b"\r\n\r\n" not in question and (chunk := connection.recv(65536)):
            question += chunk
        if question:
            self.questions.append(question.decode("latin-1"))
            self.handler(connection, question.decode("latin-1"))


@contextmanager
def running_site(handler, *, tls=None):
    site = Site(handler, tls=tls)
    try:
        yield site
    finally:
        site.stop()


@dataclass
class Ways:
    """Looks names up in `names` (a list is used up, its last entry stays) and leads public addresses to `sites`."""

    names: dict[str, list[list[str]]]
    sites: dict[tuple[str, int], Site]
    looked_up: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)

    def resolve(self, host, port):
        self.looked_up.append(host)
        answers = self.names.get(host)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def dial(self, address, port, timeout):
        self.dialled.append((address, port))
        site = self.sites.get((address, port))
        if site is None:
            raise httpcore.ConnectError("[Errno 113] No route to host")
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", site.port, timeout=timeout)

    def network(self, **others):
        return Network(resolve=self.resolve, dial=self.dial, **others)
