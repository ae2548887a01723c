"""What the tests stand on: the groups that need something installed, the real app, a real browser, real databases.

A group whose means is missing is left out, not skipped: its tests are deselected and one line at the end says what to
install or set. With SEAMLINE_REQUIRE_ALL=1 a group left out fails the run.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from psycopg import sql
from sqlalchemy.engine import URL, make_url

ROOT = Path(__file__).resolve().parent.parent
DESKTOP = {"width": 1366, "height": 768}
STARTUP_TIMEOUT_S = 60
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    # The browser finds no host but this machine, whoever asks: page, frame, worker or socket.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

# An example that takes its time on a busy machine breaks no law.
hypothesis.settings.register_profile("seamline", deadline=None, print_blob=True)
hypothesis.settings.load_profile("seamline")


def find_chromium() -> Path | None:
    named = os.environ.get("SEAMLINE_CHROMIUM")
    if not named:
        return next((Path(path) for path in map(shutil.which, CHROMIUM_NAMES) if path), None)
    if not os.access(named, os.X_OK):
        raise pytest.UsageError(f"SEAMLINE_CHROMIUM: expected the path of a program, got {named!r}")
    return Path(named)


def find_corpus() -> Path | None:
    named = os.environ.get("SEAMLINE_CORPUS")
    if not named:
        return None
    folder = (ROOT / named).resolve()
    missing = [name for name in ("seeds", "reports", "data") if not (folder / name).is_dir()]
    if missing:
        raise pytest.UsageError(
            f"SEAMLINE_CORPUS: expected a folder with seeds, reports and data, got {named!r} without {missing}"
        )
    return folder


def find_postgres() -> URL | None:
    named = os.environ.get("SEAMLINE_TEST_DATABASE_URL")
    return make_url(named) if named else None


@dataclass(frozen=True)
class Group:
    """Tests that need something this machine may lack.

    Attributes:
        fixture: a test that asks for it belongs to the group, marked or not.
        find: gives the means, or None where it is missing.
        remedy: what to install or set.
    """

    name: str
    fixture: str
    find: Callable[[], object | None]
    remedy: str

    def holds(self, item: pytest.Item) -> bool:
        return item.get_closest_marker(self.name) is not None or self.fixture in getattr(item, "fixturenames", ())


BROWSER = Group("browser", "chromium_path", find_chromium, "install Chromium, e.g. apt-get install chromium")
GROUPS = (
    BROWSER,
    Group("corpus", "corpus", find_corpus, "set SEAMLINE_CORPUS to the folder with seeds, reports and data"),
    Group(
        "postgres",
        "postgres_url",
        find_postgres,
        "set SEAMLINE_TEST_DATABASE_URL to a PostgreSQL server, e.g. postgresql+psycopg://user@127.0.0.1:5432/postgres",
    ),
)
LEFT_OUT = pytest.StashKey[dict[Group, int]]()
APP_LOG = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = {}
    for group in GROUPS:
        config.addinivalue_line("markers", f"{group.name}: {group.remedy}")


def pytest_itemcollected(item: pytest.Item) -> None:
    # Where processes share the tests, those of a file stay together, and the browser's apart from its others (see below).
    kind = " in the browser" if BROWSER.holds(item) else ""
    if kind:
        # A busy machine can be too slow for one look at a page. A second failure is a failure; what was run again is listed.
        item.add_marker(pytest.mark.flaky(reruns=1))
    item.add_marker(pytest.mark.xdist_group(f"{item.path.name}{kind}"))


@pytest.hookimpl(trylast=True)  # after -k and -m, so that only tests that were asked for count as left out
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for group in GROUPS:
        members = [item for item in items if group.holds(item)]
        if members and group.find() is None:
            config.hook.pytest_deselected(items=members)
            config.stash[LEFT_OUT][group] = len(members)
            items[:] = [item for item in items if not group.holds(item)]
    # Playwright leaves an event loop running in this thread, which would be in the way of a test that starts its own.
    items.sort(key=BROWSER.holds)


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist: a process that ran tests has ended
def pytest_testnodedown(node: object) -> None:
    left_out = getattr(node, "workeroutput", {}).get("left_out", {})
    stash: dict[Group, int] = node.config.stash[LEFT_OUT]  # type: ignore[attr-defined]
    stash.update({group: left_out[group.name] for group in GROUPS if group.name in left_out})


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    left_out = session.config.stash[LEFT_OUT]
    if hasattr(session.config, "workeroutput"):  # one of several processes: the one that started it judges
        session.config.workeroutput["left_out"] = {group.name: count for group, count in left_out.items()}
        return
    harmless = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    if harmless and left_out and _all_required():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for group, count in config.stash[LEFT_OUT].items():
        tests = "test" if count == 1 else "tests"
        terminalreporter.write_line(f"left out: {count} {group.name} {tests} ({group.remedy})", yellow=True)
    if config.stash[LEFT_OUT] and _all_required():
        terminalreporter.write_line("failed: SEAMLINE_REQUIRE_ALL is set and tests were left out", red=True)


def _all_required() -> bool:
    return os.environ.get("SEAMLINE_REQUIRE_ALL", "") not in ("", "0")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    log = item.config.stash.get(APP_LOG, None)
    if report.failed and log is not None and "app_url" in getattr(item, "fixturenames", ()):
        report.sections.append(("log of the app, its end", log.read_text(encoding="utf-8", errors="replace")[-4000:]))
    return report


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder with the articles, the reports and their data, which are not ours to copy."""
    folder = find_corpus()
    assert folder is not None
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    path = find_chromium()
    assert path is not None
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Playwright turns the sandbox off unless asked, which root needs.
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@contextmanager
def running_app(
    folder: Path,
    *,
    script: str = "app.py",
    environment: Mapping[str, str] | None = None,
    arguments: Sequence[str] = (),
) -> Iterator[str]:
    """Serve an app from a store of its own in `folder`, log to `folder/app.log`, and give the address.

    Args:
        folder: holds store and log.
        script: what Streamlit runs: the dashboard, or an app of a test's own.
        environment: variables beside those of the test run.
        arguments: of Streamlit's command line.
    """
    address = f"http://127.0.0.1:{free_port()}"
    log = folder / "app.log"
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", address.rpartition(":")[2]]
    command += arguments
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SEAMLINE_DATABASE_URL": f"sqlite:///{folder / 'store.sqlite'}",
        **(environment or {}),
    }
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT)
    try:
        _await_health(process, address=address, log=log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_health(process: subprocess.Popen[bytes], *, address: str, log: Path, poll_s: float = 0.1) -> None:
    for _ in range(round(STARTUP_TIMEOUT_S / poll_s)):
        if _is_healthy(address):
            return
        try:
            process.wait(timeout=poll_s)  # the pause between two questions, over at once when the app ends
        except subprocess.TimeoutExpired:
            continue
        break
    written = log.read_text(encoding="utf-8", errors="replace")
    pytest.fail(f"app.py did not start (exit status {process.poll()}); its log:\n{written}", pytrace=False)


def _is_healthy(address: str) -> bool:
    # Not urllib: a proxy named in the environment would be asked for our own loopback address.
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=5)) as caller:
        try:
            caller.request("GET", "/_stcore/health")
            return caller.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False  # nobody listens yet


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of the real app, which seeds a store of its own; one for the whole run, so change nothing in it."""
    folder = tmp_path_factory.mktemp("app")
    pytestconfig.stash[APP_LOG] = folder / "app.log"
    with running_app(folder) as address:
        yield address


# Whether the page has asked the server for a run that has not ended. An end for the sake of another run is none.
FOLLOWS_RUNS = """() => {
    const RERUN_SCRIPT = 11 << 3 | 2, SCRIPT_FINISHED = 6 << 3, FOR_ANOTHER = 2;  // of Streamlit's BackMsg and ForwardMsg
    window.seamlineRuns = { waiting: false };
    const ends = (bytes) => {
        let at = 0;
        const number = () => {
            let value = 0, shift = 1, byte;
            do { byte = bytes[at++]; value += (byte & 127) * shift; shift *= 128; } while (byte & 128);
            return value;
        };
        while (at < bytes.length) {
            const tag = number(), value = number();
            if (tag === SCRIPT_FINISHED) return value !== FOR_ANOTHER;
            if ((tag & 7) === 2) at += value;
        }
        return false;
    };
    const listening = new WeakSet(), send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
        if (!listening.has(this)) {
            listening.add(this);
            this.addEventListener("message", ({ data }) => {
                if (data instanceof ArrayBuffer && ends(new Uint8Array(data))) window.seamlineRuns.waiting = false;
            });
        }
        if (data instanceof Uint8Array && data[0] === RERUN_SCRIPT) window.seamlineRuns.waiting = true;
        return send.call(this, data);
    };
}"""
RUNS_ENDED = "() => !window.seamlineRuns.waiting"


@dataclass
class OfflinePage:
    """A page in a context of its own that can reach nothing but this machine, and what went wrong in it.

    Attributes:
        outside: addresses asked for that are not the app's.
        failed: requests without an answer or with an error status, as "what address".
        console_errors: the console's errors and the exceptions nobody caught.
    """

    page: Page
    app_url: str
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.add_init_script(f"({FOLLOWS_RUNS})()")
        context.on("request", lambda request: self._note_address(request.url))
        context.on("response", self._note_status)
        context.on("requestfailed", lambda request: self._note_failure(request.url, request.failure))
        context.on("console", lambda message: self._note_console(message.type, message.text))
        context.on("weberror", lambda problem: self.console_errors.append(f"uncaught: {problem.error}"))
        self.page.on("websocket", lambda opened: self._note_address(opened.url))

    def _note_address(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.app_url).netloc:
            self.outside.append(address)

    def _note_status(self, response: Response) -> None:
        if response.status >= HTTPStatus.BAD_REQUEST:
            self.failed.append(f"{response.status} {response.url}")

    def _note_failure(self, address: str, reason: str | None) -> None:
        # The page itself gives up requests when it moves on or replaces a frame; a blocked one has another reason.
        if reason != "net::ERR_ABORTED":
            self.failed.append(f"{reason} {address}")

    def _note_console(self, kind: str, text: str) -> None:
        if kind == "error":
            self.console_errors.append(text)


@pytest.fixture
def open_offline_page(browser: Browser, app_url: str) -> Iterator[Callable[..., OfflinePage]]:
    """Open pages as readers of their own: `open_offline_page(viewport=..., color_scheme="dark")` is a new context."""
    contexts: list[BrowserContext] = []

    def open_page(**options: object) -> OfflinePage:
        context = browser.new_context(**{"viewport": DESKTOP, "base_url": app_url, **options})
        contexts.append(context)
        opened = OfflinePage(context.new_page(), app_url)
        opened.watch(context)
        return opened

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def offline_page(open_offline_page: Callable[..., OfflinePage]) -> OfflinePage:
    """One reader at a desktop; `offline_page.page.goto("/")` opens the app."""
    return open_offline_page()


@contextmanager
def _admin(server: URL) -> Iterator[psycopg.Connection]:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


@contextmanager
def _database(server: URL, *, template: str) -> Iterator[URL]:
    name = f"seamline_test_{uuid4().hex}"
    with _admin(server) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield server.set(database=name)
    finally:
        with _admin(server) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[tuple[URL, str]]:
    """The server and the name of a database with PostGIS in it, where the server has that, for copies per test."""
    server = find_postgres()
    assert server is not None
    with _database(server, template="template0") as template:
        with _admin(template) as connection:
            offered = connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone()
            if offered:
                connection.execute("CREATE EXTENSION postgis")
        yield server, str(template.database)


@pytest.fixture
def postgres_url(postgres_template: tuple[URL, str]) -> Iterator[str]:
    """The SQLAlchemy address of an empty PostgreSQL database that only this test sees."""
    server, template = postgres_template
    with _database(server, template=template) as database:
        yield database.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The SQLAlchemy address of an empty store; a test that asks for it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))
