"""A short link from an editor's hands to a reader's screen, and back to nothing, on the real app."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from geo.desk.revising import edit
from geo.links.tables import LINK
from geo.store import open_store
from tests.browser.driving import FRAME, KIFRI
from tests.browser.test_desk_rights import PASSWORD, Door, for_whole_page
from tests.conftest import DESKTOP, OfflinePage, running_app
from tests.desk_samples import editor

TITLE = "Kifri & <b>Kulajo</b>"


@pytest.fixture
def app(tmp_path):
    with (
        running_app(tmp_path, environment={"SEAMLINE_EDITOR_PASSWORD": PASSWORD}) as address,
        open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store,
    ):
        yield address, store


@pytest.fixture
def visit(browser, app):
    opened = []

    def come():
        context = browser.new_context(viewport=DESKTOP, base_url=app[0])
        reader = OfflinePage(context.new_page(), app[0])
        reader.watch(context)
        opened.append(Door(reader))
        return opened[-1]

    yield come
    gone = re.compile(r"410 .*/s/|status of 410")
    assert [fault for door in opened for fault in door.faults if not gone.search(fault)] == []
    for door in opened:
        door.page.context.close()


def share(door):
    door.page.get_by_role("button", name="Share", exact=True).click()
    expect(door.page.get_by_role("button", name="Copy pinned link")).to_be_visible()


def map_of(door):
    expect(door.page.locator(FRAME)).to_have_count(1)
    return door.settled()


def count(store):
    with store.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(LINK)).scalar_one()


def test_a_link_is_made_followed_outdated_and_revoked(app, visit):
    address, store = app
    ada = visit()
    ada.page.goto("/desk?collection=articles")
    ada.try_password(PASSWORD).is_open()
    ada.page.get_by_role("link", name="Map", exact=True).click()
    marks = map_of(ada).marks
    share(ada)
    ada.page.get_by_role("textbox", name="Title, for everybody").fill(TITLE)

    # What an editor's page would send makes nothing when a reader's sends it.
    make = ada.wire.held_back(lambda: ada.press_only("Make a short link"))
    reader = visit()
    reader.page.goto("/")
    share(map_of(reader))
    expect(reader.page.get_by_role("textbox", name="Title, for everybody")).to_have_count(0)
    forged = for_whole_page(make)
    del forged.rerun_script.cached_message_hashes[:]  # what the other browser still has is not what this one has
    reader.wire.send(forged)
    assert count(store) == 0
    ada.wire.send(make)
    made = ada.page.get_by_text(re.compile(rf"^{re.escape(address)}/s/[\w-]{{22}}$"))
    expect(made).to_be_visible()
    assert count(store) == 1
    link = made.inner_text()

    second = visit()
    answer = second.page.goto(link)
    assert answer.ok
    second.page.wait_for_url(f"{address}/?collection=articles&edition=1")
    assert map_of(second).marks == marks
    said = second.page.get_by_text("As of edition 1")
    expect(said).to_have_text(re.compile(r"the newest edition\.$"))

    edit(store, editor(), KIFRI, {"title": "Night attack at Kifri"}, version=1, reason="The hour matters.")
    map_of(second.reload())
    expect(said).to_have_text(re.compile(r"\. 1 incident changed since; 1 in this view\.$"))
    second.page.get_by_role("button", name="What changed").click()
    difference = second.page.locator(".sl-since")
    expect(difference.locator("del")).to_have_text("Attack on Peshmerga outside Kifri")
    expect(difference.locator("ins")).to_have_text("Night attack at Kifri")
    second.page.keyboard.press("Escape")
    second.page.get_by_role("button", name="Show the newest").click()
    second.links_to(r"/\?collection=articles$")
    expect(said).to_have_count(0)
    expect(second.page.get_by_role("button", name="Night attack at Kifri")).to_be_visible()

    ada.press_only("Revoke")
    expect(ada.page.get_by_text("Revoked by Editor")).to_be_visible()
    assert second.page.goto(link).status == 410
    expect(second.page.get_by_role("heading")).to_have_text("This link is no longer valid")
