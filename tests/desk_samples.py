"""Made-up articles and editors for the desk's tests."""

from __future__ import annotations

from functools import cache
from typing import Any

from geo.coding import Coding, code_article
from geo.desk.drafts import create_item, save_item
from geo.desk.duplicates import duplicates_of
from geo.desk.items import DeskArticle, DeskItem
from geo.desk.rights import Editor, RightsSettings, editor_of
from geo.gazetteer import LocalGeocoder
from geo.store import Store

LOCAL = {"server_address": "localhost", "client_address": "127.0.0.1", "headers": {"Host": "localhost:8501"}}

# A name and sentences made up; the third paragraph is longer than a quotation may be.
TEXT = """Attack on a post outside Kifri

ISIS militants attacked a Peshmerga post in Kifri on Monday night, killing two Peshmerga and wounding three others, a local official told reporters.

The dead fighter was Rebwar Testname, his relatives said, and he had served on that front for many long years before the night on which the militants came down from the dark hills with lamps and rifles in their hands and set fire to the small post of stones and earth beside the road.

On Sunday, gunmen attacked the village of Kulajo and killed one civilian.

The Peshmerga ministry says that it will hold a meeting in Erbil next week.
"""


def editor(name: str = "Ada") -> Editor:
    found = editor_of(**LOCAL, settings=RightsSettings(name=name))
    assert isinstance(found, Editor)
    return found


def article(**changes: Any) -> dict[str, Any]:
    return {"came": "pasted", "text": TEXT, "outlet": "Test Wire", "published": "2021-11-30", **changes}


@cache
def coding(text: str = TEXT) -> Coding:
    return code_article(DeskArticle.parse(article(text=text)).as_article(), gazetteer=LocalGeocoder())


def coded_item(store: Store, **changes: Any) -> DeskItem:
    given = article(**changes)
    return create_item(store, editor(), given, coding=coding(given["text"]))


def accepted_item(store: Store, *, first: dict[str, Any] | None = None, **changes: Any) -> DeskItem:
    """An item whose drafts are all accepted, as incidents of their own, the first with more on it."""
    item = coded_item(store, **changes)
    decisions = [
        {"draft_id": draft.id, "verdict": "accept", "apart_from": likely_duplicates(store, item, draft.id)}
        for draft in item.coding.drafts
    ]
    decisions[0] |= first or {}
    return save_item(store, editor(), item.id, decisions, version=item.version)


def likely_duplicates(store: Store, item: DeskItem, draft_id: str) -> list[str]:
    return [found.incident_id for found in duplicates_of(item, draft_id, store.dataset()) if found.is_likely]


def passage(words: str) -> dict[str, int]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}
