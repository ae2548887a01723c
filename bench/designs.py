"""The designs that are compared, and how each is served: by a process of its own from the same store."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTUP_TIMEOUT_S = 90


@dataclass(frozen=True)
class Design:
    """One way to put the incidents on a map.

    Attributes:
        script: what `streamlit run` is given, from the project's root.
        page: the page that `apps/server.py` serves, from its own folder; None for the dashboard.
        sign: what `recorder.js` counts of it.
    """

    name: str
    label: str
    script: str
    page: str | None
    sign: str


SEAMLINE = Design("seamline", "Seamline, the whole page", "app.py", None, "scene")
NAIVE = Design("naive", "folium.Marker, rebuilt", "bench/apps/server.py", "naive.py", "markers")
PYDECK = Design("pydeck", "st.pydeck_chart", "bench/apps/server.py", "pydeck_chart.py", "instances")
DESIGNS = (SEAMLINE, NAIVE, PYDECK)


@contextmanager
def serving(design: Design, *, store: Path, log: Path) -> Iterator[str]:
    """Serve the design from the store and give its address.

    Raises:
        RuntimeError: when it does not answer in time; the message holds the end of its log.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", design.script, "--server.port", str(port)]
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "SEAMLINE_DATABASE_URL": f"sqlite:///{store}", "PYTHONPATH": paths}
    if design.page:
        environment["SEAMLINE_BENCH_PAGE"] = design.page
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        _await_health(process, port=port, log=log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_health(process: subprocess.Popen[bytes], *, port: int, log: Path, poll_s: float = 0.2) -> None:
    for _ in range(round(STARTUP_TIMEOUT_S / poll_s)):
        if _is_healthy(port):
            return
        try:
            process.wait(timeout=poll_s)  # the pause between two questions, over at once when the server ends
        except subprocess.TimeoutExpired:
            continue
        break
    end = log.read_text(encoding="utf-8", errors="replace")[-3000:]
    raise RuntimeError(f"expected a server on port {port} within {STARTUP_TIMEOUT_S} s, got none; its log:\n{end}")


def _is_healthy(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as caller:
        try:
            caller.request("GET", "/_stcore/health")
            return caller.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False  # nobody listens yet


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
