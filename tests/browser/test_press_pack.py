"""The press pack from the page: watched, stopped, made again and saved; the page answers meanwhile."""

from __future__ import annotations

import zipfile

import httpx
from playwright.sync_api import expect


def test_a_reader_watches_a_press_pack_stops_it_and_saves_another(open_dashboard, app_url):
    home = open_dashboard("/?source=esta")
    page = home.page
    page.get_by_role("button", name="Download").click()
    start = page.get_by_role("button", name="Press pack (ZIP)")
    start.click()
    progress = page.get_by_role("progressbar")
    expect(progress).to_be_visible()
    expect(page.get_by_text("(1 of ")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(start).to_be_visible()
    expect(progress).to_have_count(0)
    start.click()
    expect(progress).to_be_visible()
    saved = page.get_by_role("link", name="Save the press pack (ZIP)")
    expect(saved).to_be_visible(timeout=90_000)
    with page.expect_download() as download:
        saved.click()
    assert download.value.suggested_filename == "seamline-press-pack-edition-1.zip"
    with zipfile.ZipFile(download.value.path()) as pack:
        readme = pack.read("README.txt").decode("utf-8-sig")
    assert "as told by ESTA, 4 December 2021" in readme
    assert httpx.get(f"{app_url}/press-pack.zip?source=esta&edition=1").read() == download.value.path().read_bytes()
    # Another filter is another pack.
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="Context").click()
    page.get_by_role("button", name="Download").click()
    expect(start).to_be_visible()
    expect(saved).to_have_count(0)
    link = page.get_by_role("link", name="Feed (Atom)")
    assert link.get_attribute("href") == "feed.atom?collection=context&source=esta"
    answer = httpx.get(f"{app_url}/{link.get_attribute('href')}")
    assert answer.headers["content-type"] == "application/atom+xml"
    assert (
        page.locator('head link[rel="alternate"][type="application/atom+xml"]').get_attribute("href") == "./feed.atom"
    )
