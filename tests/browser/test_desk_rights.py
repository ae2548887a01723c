"""Who may edit, tried on the real app: the local user, a password, a sign-in, forged messages, and readers' pages."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from geo.desk.items import DeskItem
from geo.store import open_store
from geo.web.routes import build_routes
from tests.browser.test_desk import Desk
from tests.browser.wire import Wire
from tests.conftest import DESKTOP, OfflinePage, running_app
from tests.desk_samples import accepted_item, coded_item
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, Account, running_provider
from tests.test_desk_leaks import CANARY, Canaries, desk_with_canaries, routes_of

PASSWORD = "correct horse battery"
WRONG = "wrong horse battery"


class Door(Desk):
    """The desk as somebody finds it who may not be let in."""

    def __init__(self, reader: OfflinePage) -> None:
        super().__init__(reader)
        self.wire = Wire(reader.page)

    @property
    def password(self):
        return self.page.get_by_role("textbox", name="Editor password")

    def try_password(self, password: str) -> Door:
        self.password.fill(password)
        self.press("Open the desk")
        return self

    def press_only(self, name: str) -> None:
        """Press a button without waiting for an answer."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def is_open(self, *, name: str = "Editor") -> None:
        expect(self.page.get_by_text(f"Changes are signed {name}.")).to_be_visible()

    def is_closed(self, reason: str) -> None:
        self.says(reason)
        expect(self.page.get_by_text("Changes are signed")).to_have_count(0)
        expect(self.page.get_by_role("tab")).to_have_count(0)


@dataclass(frozen=True)
class App:
    """A running app and what it keeps on disk."""

    address: str
    folder: Path

    @property
    def store_url(self) -> str:
        return f"sqlite:///{self.folder / 'store.sqlite'}"

    @property
    def log(self) -> str:
        return (self.folder / "app.log").read_text(encoding="utf-8")

    @property
    def written(self) -> dict[str, int]:
        """How many revisions, items and versions of items there are."""
        with closing(sqlite3.connect(f"file:{self.folder / 'store.sqlite'}?mode=ro", uri=True)) as database:
            tables = ("revision", "desk_item", "desk_version")
            return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """An app with an editor password."""
    folder = tmp_path_factory.mktemp("guarded")
    with running_app(folder, environment={"SEAMLINE_EDITOR_PASSWORD": PASSWORD}) as address:
        yield App(address, folder)


@pytest.fixture
def visit(browser):
    """Come to an app as somebody of one's own: `visit(app.address)` is a new browser context."""
    opened: list[Door] = []

    def come(address: str, **options: object) -> Door:
        context = browser.new_context(**{"viewport": DESKTOP, "base_url": address, **options})
        reader = OfflinePage(context.new_page(), address)
        reader.watch(context)
        opened.append(Door(reader))
        return opened[-1]

    yield come
    faults = [fault for door in opened for fault in door.faults]
    for door in opened:
        door.page.context.close()
    assert faults == []


# ---- where the app is served ---------------------------------------------------------------------------------------


def test_the_local_user_is_the_editor_and_whoever_comes_through_a_proxy_is_not(app_url, visit):
    visit(app_url).open().is_open()
    visit(app_url, extra_http_headers={"X-Forwarded-For": "127.0.0.1"}).open().is_closed("through a proxy")


def test_served_beyond_this_machine_the_desk_is_closed_and_says_how_it_is_opened(tmp_path, visit):
    with running_app(tmp_path, arguments=("--server.address", "0.0.0.0")) as address:
        door = visit(address).open()
        door.is_closed("served beyond this machine")
        door.says("An administrator opens it with SEAMLINE_EDITOR_PASSWORD or SEAMLINE_EDITORS")
        expect(door.password).to_have_count(0)


# ---- the password --------------------------------------------------------------------------------------------------


def test_the_password_opens_the_desk_until_it_is_closed_or_loaded_anew(guarded, visit):
    door = visit(guarded.address).open()
    door.is_closed("The desk is for editors")
    door.try_password(WRONG).is_closed("The password is not right")
    expect(door.password).to_have_value("")
    door.try_password(PASSWORD).is_open()
    html = door.page.content()
    door.press("Close the desk").is_closed("The desk is for editors")
    door.try_password(PASSWORD).is_open()
    door.page.reload()
    door.is_closed("The desk is for editors")
    everything = [html, door.page.content(), door.page.url, guarded.log, *map(repr, door.wire.received)]
    assert door.wire.received
    assert not [text for text in everything if PASSWORD in text or WRONG in text]


def test_each_wrong_password_counts_once_and_after_ten_not_even_the_right_one_opens(guarded, visit):
    # Another address than the other tests', whose tries would be used up as well.
    door = visit(guarded.address, extra_http_headers={"X-Forwarded-For": "198.51.100.7"}).open()
    for number in range(10):
        door.try_password(WRONG).is_closed("The password is not right")
        if number == 0:  # runs of the page are no tries
            door.turn_to("Codebook and method")
            door.turn_to("Desk").is_closed("The desk is for editors")
    door.try_password(PASSWORD).is_closed("Too many wrong passwords; try again in 15 minutes")
    visit(guarded.address).open().try_password(PASSWORD).is_open()


# ---- signing in ----------------------------------------------------------------------------------------------------

ADA = Account("Ada", {"email": "ada@newsroom.example", "email_verified": True})
ACCOUNTS = (
    ADA,
    Account("Eve", {"email": "eve@elsewhere.example", "email_verified": True}),
    Account("Unverified", {"email": "ada@newsroom.example", "email_verified": False}),
    Account("Forged", ADA.claims, forged=True),
)
SECRETS = f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "a secret of these tests alone"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_SECRET}"
server_metadata_url = "%s/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def provider():
    with running_provider(ACCOUNTS) as running:
        yield running


@pytest.fixture(scope="module")
def listed(tmp_path_factory, provider):
    """An app with a list of editors, who sign in at the provider."""
    folder = tmp_path_factory.mktemp("listed")
    secrets = folder / "secrets.toml"
    secrets.write_text(SECRETS % provider.address, encoding="utf-8")
    editors = {"SEAMLINE_EDITORS": "Ada L. <ada@newsroom.example>", "NO_PROXY": "127.0.0.1"}
    with running_app(folder, environment=editors, arguments=("--secrets.files", str(secrets))) as address:
        yield App(address, folder)


def sign_in(door: Door, account: str) -> Door:
    """Through the provider's page and back; Streamlit leads to the home page, from there it is one step to the desk."""
    door.press_only("Sign in")
    door.page.get_by_role("link", name=account, exact=True).click()
    return back_at_the_desk(door)


def sign_out(door: Door) -> Door:
    """By way of the provider, whose session ends too."""
    door.press_only("Sign out")
    return back_at_the_desk(door)


def back_at_the_desk(door: Door) -> Door:
    door.page.wait_for_url(f"{door.reader.app_url}/")
    door.page.get_by_role("link", name="Desk", exact=True).click()
    expect(door.page.get_by_role("heading", name="Desk", level=1)).to_be_visible()
    door.settled()
    return door


@pytest.fixture
def signing_in(listed, provider, visit):
    door = visit(listed.address).open()
    yield door
    assert {urlsplit(address).netloc for address in door.reader.outside} == {urlsplit(provider.address).netloc}
    door.reader.outside.clear()


def test_an_address_on_the_list_opens_the_desk_under_its_name_until_it_signs_out(signing_in, provider):
    door = signing_in
    door.is_closed("The desk is for editors")
    sign_in(door, "Ada").is_open(name="Ada L")
    assert "newsroom.example" not in door.page.content()
    sign_out(door).is_closed("The desk is for editors")
    assert provider.signed_out
    door.page.reload()
    door.is_closed("The desk is for editors")


def test_whoever_is_not_on_the_list_or_not_verified_stays_outside(signing_in):
    door = sign_in(signing_in, "Eve")
    door.is_closed("The address that is signed in is not on the list of editors")
    sign_in(sign_out(door), "Unverified").is_closed("The desk is for editors")
    expect(door.page.get_by_text("has not verified this address")).to_be_visible()


def test_a_sign_in_that_fails_says_so_and_opens_nothing(signing_in, listed):
    door = sign_in(signing_in, "Refuse")
    door.is_closed("The sign-in was not completed")
    assert "access_denied" in listed.log
    sign_in(door, "Forged").is_closed("The sign-in was not completed")
    door.page.reload()
    door.settled().is_closed("The desk is for editors")
    expect(door.page.get_by_text("was not completed")).to_have_count(0)


# ---- forged messages -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def items(guarded) -> tuple[DeskItem, DeskItem]:
    """An item with drafts to decide on, and one that is ready to be published."""
    with open_store(guarded.store_url) as store:
        return coded_item(store), accepted_item(store, title="A second report", outlet="Second Wire")


def draft_of(door: Door, item: DeskItem) -> Door:
    door.open(f"/desk?draft={item.id}")
    return door


def opened(door: Door, item: DeskItem) -> Door:
    """The desk with an item, opened by the password."""
    draft_of(door, item).try_password(PASSWORD).is_open()
    return door


def for_whole_page(message: BackMsg) -> BackMsg:
    """The same message, not for one part of the page only."""
    changed = BackMsg.FromString(message.SerializeToString())
    changed.rerun_script.ClearField("fragment_id")
    return changed


def test_the_messages_of_an_editors_page_change_nothing_from_a_closed_session(guarded, items, visit):
    to_decide, ready = items
    deciding, publishing = opened(visit(guarded.address), to_decide), opened(visit(guarded.address), ready)
    publishing.page.get_by_role("textbox", name="Why is it published?").fill("A report")
    accept = deciding.wire.held_back(lambda: deciding.press_only("Accept"))
    publish = publishing.wire.held_back(lambda: publishing.press_only("Publish"))
    before = guarded.written

    reader = visit(guarded.address)
    for item, message in ((to_decide, accept), (ready, publish)):
        draft_of(reader, item)
        reader.wire.hand_in(message)  # for a part of the page that this one has not
        reader.wire.send(for_whole_page(message))
        reader.is_closed("The desk is for editors")
        assert item.article.outlet not in reader.page.content()
    assert guarded.written == before

    # The same bytes from the sessions they were taken from: they are what an editor's page sends, and work there.
    deciding.wire.send(accept)
    publishing.wire.send(publish)
    assert guarded.written == {
        "revision": before["revision"] + 1,
        "desk_item": before["desk_item"],
        "desk_version": before["desk_version"] + 2,
    }


def test_rights_that_end_in_the_same_message_are_gone_for_its_write(guarded, visit):
    with open_store(guarded.store_url) as store:
        item = coded_item(store, title="A third report", outlet="Third Wire")
    door = opened(visit(guarded.address), item)
    accept = door.wire.held_back(lambda: door.press_only("Accept"))
    leave = door.wire.held_back(lambda: door.press_only("Close the desk"))
    # No page sends both: the session still knows the button of the draft, whose write has to ask for itself.
    pressed = [state for state in accept.rerun_script.widget_states.widgets if state.trigger_value]
    assert len(pressed) == 1
    leave.rerun_script.widget_states.widgets.extend(pressed)
    before = guarded.written
    door.wire.send(leave)
    door.is_closed("The desk is for editors")
    assert guarded.written == before
    assert "Changes are signed" not in door.page.content()
    door.try_password(PASSWORD).says("Nothing was changed. The desk is for editors")


# ---- readers' pages ------------------------------------------------------------------------------------------------

SCENE = "() => JSON.stringify(L.seamline.scene.current._data)"
# What Streamlit serves beside the pages.
STREAMLIT_PATHS = (
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/app/static/",
    "/media/",
    "/store.sqlite",
    "/.seamline/store.sqlite",
)


def answer_of(address: str, path: str) -> bytes:
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=30)) as caller:
        caller.request("GET", path)
        answer = caller.getresponse()
        return repr((answer.status, answer.getheaders())).encode() + answer.read()


def surfaces_of(app: App, reader: Door, item: DeskItem) -> dict[str, bytes]:
    """All that a reader's browser gets to see and hear on every page, and every route's answer."""
    found = {}
    reader.page.goto("/")
    reader._opened()
    pages = reader.page.get_by_test_id("stTopNavLink").all_inner_texts()
    assert {"Map", "Incidents", "Sources", "Desk"} <= {*pages}
    for page in pages:
        if page == "Desk":
            reader.open(f"/desk?draft={item.id}").is_closed("The desk is for editors")
        else:
            reader.turn_to(page)
        seen = [frame.content() for frame in reader.page.frames]
        if reader.is_home:
            seen.append(reader.frame.evaluate(SCENE))
        found[page] = "".join(seen).encode() + b"".join(reader.wire.received)
        reader.wire.received.clear()
    paths = [path for path in routes_of(build_routes()) if "{" not in path]
    for path in (*paths, *STREAMLIT_PATHS, f"/desk/{item.id}", f"/media/{item.id}"):
        found[f"GET {path}"] = answer_of(app.address, path)
    assert found["GET /healthz"].startswith(b"(200")
    return found


def test_no_field_of_a_draft_is_on_any_page_in_any_frame_or_answer_that_a_reader_gets(guarded, visit):
    canary = Canaries()
    with open_store(guarded.store_url) as store:
        item = desk_with_canaries(store, canary, verdict="accept")
    found = surfaces_of(guarded, visit(guarded.address), item)
    assert [where for where, seen in found.items() if CANARY.encode() in seen] == []

    # The same search where they have to be found: the editor's page of the item.
    editor = opened(visit(guarded.address), item)
    for field in ("title", "reason"):
        editor.page.get_by_text(f"{CANARY}{field}").first.wait_for()
    seen = b"".join(editor.wire.received) + editor.page.content().encode()
    shown = {name for name in canary.given if name.encode() in seen}
    assert {f"{CANARY}{field}" for field in ("title", "text", "outlet", "reason")} <= shown
