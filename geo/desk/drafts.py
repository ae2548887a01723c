"""Drafts that survive reload and crash: every save is a new version in the database, and none is ever deleted."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select

from geo.coding import Coding
from geo.desk.errors import DeskStateError
from geo.desk.items import (
    Decision,
    DeskArticle,
    DeskItem,
    ItemState,
    Verdict,
    parse_decisions,
    source_id_of,
    stored,
)
from geo.desk.rights import Editor, require
from geo.desk.tables import ITEM, VERSION
from geo.errors import InvalidRecordError, StaleWriteError, UnknownRecordError
from geo.store import Store

NO_CODING = Coding((), (), ())


class StaleSaveError(StaleWriteError):
    """Somebody else has saved the item since; `newest` is what stands now, and what was to be saved is still the caller's."""

    def __init__(self, message: str, *, newest: DeskItem) -> None:
        super().__init__(message)
        self.newest = newest


@dataclass(frozen=True)
class ItemLine:
    """An item as the desk's list shows it: `decided` of `drafts` are."""

    id: str
    version: int
    state: ItemState
    outlet: str
    published: dt.date
    title: str
    saved_at: dt.datetime
    saved_by: str
    drafts: int
    decided: int


def create_item(
    store: Store, editor: Editor, article: DeskArticle | Mapping[str, Any], *, coding: Coding | None = None
) -> DeskItem:
    """Put an article with its coding, or a manual entry without one, on the desk.

    Raises:
        InvalidRecordError: the article is not as expected.
    """
    by = require(editor).name
    checked = DeskArticle.parse(article.as_json() if isinstance(article, DeskArticle) else article)
    item_id, now = secrets.token_hex(16), dt.datetime.now(dt.UTC)
    row = {
        "id": item_id,
        "created_at": now,
        "created_by": by,
        "source_id": source_id_of(item_id),
        "article": stored(checked.as_json()),
        "coding": stored((coding or NO_CODING).to_json()),
    }
    with store.database.writing() as connection:
        connection.execute(insert(ITEM).values(row))
        _add(connection, item_id, version=1, state=ItemState.OPEN, by=by)
        return _item(connection, item_id)


def list_items(
    store: Store, editor: Editor, *, states: Iterable[ItemState] = (ItemState.OPEN,)
) -> tuple[ItemLine, ...]:
    """The items in these states, the one saved last first."""
    require(editor)
    wanted = [str(state) for state in states]
    with store.database.reading() as connection:
        rows = connection.execute(_newest().where(VERSION.c.state.in_(wanted))).all()
    found = [_line(_read(row)) for row in rows]
    return tuple(sorted(found, key=lambda line: (line.saved_at, line.id), reverse=True))


def open_item(store: Store, editor: Editor, item_id: str) -> DeskItem:
    """An item as it was saved last.

    Raises:
        UnknownRecordError: there is no such item.
    """
    require(editor)
    with store.database.reading() as connection:
        return _item(connection, item_id)


def save_item(
    store: Store, editor: Editor, item_id: str, decisions: Iterable[Decision | Mapping[str, Any]], *, version: int
) -> DeskItem:
    """Save all decisions on an item as its next version; `version` is the one that was read.

    Raises:
        StaleSaveError: somebody else has saved it since.
        DeskStateError: it is published or discarded.
        InvalidRecordError: a decision is not as expected.
    """
    by = require(editor).name
    given = [*decisions]
    with store.database.writing() as connection:
        item = _current(connection, item_id, version=version)
        checked = parse_decisions(given, coding=item.coding, text=item.article.text)
        _add(connection, item_id, version=version + 1, state=ItemState.OPEN, by=by, decisions=checked)
        return _item(connection, item_id)


def discard_item(store: Store, editor: Editor, item_id: str, *, version: int, reason: str) -> DeskItem:
    """Put an item aside with the reason; it stays in the database and `reopen_item` takes it up again.

    Raises:
        StaleSaveError: somebody else has saved it since.
        DeskStateError: it is published or discarded.
        InvalidRecordError: there is no reason.
    """
    by, why = require(editor).name, _reason(reason)
    with store.database.writing() as connection:
        item = _current(connection, item_id, version=version)
        _add(
            connection,
            item_id,
            version=version + 1,
            state=ItemState.DISCARDED,
            by=by,
            decisions=item.decisions,
            reason=why,
        )
        return _item(connection, item_id)


def reopen_item(store: Store, editor: Editor, item_id: str, *, version: int) -> DeskItem:
    """Take up a discarded item again.

    Raises:
        StaleSaveError: somebody else has saved it since.
        DeskStateError: it is not discarded.
    """
    by = require(editor).name
    with store.database.writing() as connection:
        item = _current(connection, item_id, version=version, state=ItemState.DISCARDED)
        _add(connection, item_id, version=version + 1, state=ItemState.OPEN, by=by, decisions=item.decisions)
        return _item(connection, item_id)


def item_versions(store: Store, editor: Editor, item_id: str) -> tuple[DeskItem, ...]:
    """Every version of an item, oldest first, so that nothing that was saved once is lost.

    Raises:
        UnknownRecordError: there is no such item.
    """
    require(editor)
    query = select(ITEM, VERSION).join(VERSION).where(ITEM.c.id == item_id).order_by(VERSION.c.version)
    with store.database.reading() as connection:
        rows = connection.execute(query).all()
    if not rows:
        raise _unknown()
    return tuple(map(_read, rows))


def mark_published(connection: Connection, item: DeskItem, *, edition: int, by: str, reason: str) -> None:
    """Note, within the transaction that publishes, that the item is published.

    Raises:
        StaleSaveError: somebody else has saved it since it was read.
        DeskStateError: it is published or discarded already.
    """
    _current(connection, item.id, version=item.version)
    _add(
        connection,
        item.id,
        version=item.version + 1,
        state=ItemState.PUBLISHED,
        by=by,
        decisions=item.decisions,
        reason=_reason(reason),
        edition=edition,
    )


def articles_behind(store: Store, source_ids: Iterable[str]) -> Mapping[str, DeskArticle]:
    """The desk's articles behind sources, for checks of the wording only: what comes of it is never shown."""
    query = select(ITEM.c.source_id, ITEM.c.article).where(ITEM.c.source_id.in_([*source_ids]))
    with store.database.reading() as connection:
        return {row.source_id: DeskArticle.parse(json.loads(row.article)) for row in connection.execute(query)}


def _newest() -> Any:
    last = select(VERSION.c.item_id, func.max(VERSION.c.version).label("version")).group_by(VERSION.c.item_id)
    newest = last.subquery()
    here = and_(VERSION.c.item_id == newest.c.item_id, VERSION.c.version == newest.c.version)
    return select(ITEM, VERSION).join(VERSION, VERSION.c.item_id == ITEM.c.id).join(newest, here)


def _item(connection: Connection, item_id: str) -> DeskItem:
    row = connection.execute(_newest().where(ITEM.c.id == item_id)).first()
    if row is None:
        raise _unknown()
    return _read(row)


def _unknown() -> UnknownRecordError:
    # The id is not repeated: whoever guesses learns nothing, and whoever has one knows it.
    return UnknownRecordError("expected the id of a desk item, got one that is not there; open it from the list")


def _current(connection: Connection, item_id: str, *, version: int, state: ItemState = ItemState.OPEN) -> DeskItem:
    item = _item(connection, item_id)
    if item.state is not state:
        raise DeskStateError(f"expected an item that is {state}, got one that is {item.state}; nothing was changed")
    if item.version != version:
        raise StaleSaveError(
            f"expected version {item.version} of the item, which {item.saved_by} saved, got version {version!r}; "
            "open it again and repeat the change",
            newest=item,
        )
    return item


def _add(
    connection: Connection,
    item_id: str,
    *,
    version: int,
    state: ItemState,
    by: str,
    decisions: Iterable[Decision] = (),
    **noted: str | int,
) -> None:
    row = {
        "item_id": item_id,
        "version": version,
        "saved_at": dt.datetime.now(dt.UTC),
        "saved_by": by,
        "state": str(state),
        "decisions": stored([decision.as_json() for decision in decisions]),
        **noted,
    }
    connection.execute(insert(VERSION).values(row))


def _read(row: Row[Any]) -> DeskItem:
    return DeskItem(
        id=row.id,
        version=row.version,
        state=ItemState(row.state),
        article=DeskArticle.parse(json.loads(row.article)),
        coding=Coding.from_json(json.loads(row.coding)),
        decisions=tuple(Decision.parse(entry) for entry in json.loads(row.decisions)),
        created_at=row.created_at,
        created_by=row.created_by,
        saved_at=row.saved_at,
        saved_by=row.saved_by,
        reason=row.reason,
        edition=row.edition,
        source_id=row.source_id,
    )


def _line(item: DeskItem) -> ItemLine:
    drafts = [*(draft.id for draft in item.coding.drafts), *(entry.draft_id for entry in item.own_entries)]
    decided = sum(item.decision(draft_id).verdict is not Verdict.OPEN for draft_id in drafts)
    title = item.article.title or " ".join(item.article.text.split()[:12]) or "Manual entry"
    return ItemLine(
        item.id,
        item.version,
        item.state,
        item.article.outlet,
        item.article.published,
        title,
        item.saved_at,
        item.saved_by,
        len(drafts),
        decided,
    )


def _reason(words: str) -> str:
    if not words.strip():
        raise InvalidRecordError(f"expected a reason in words, got {words!r}; state it")
    return words.strip()
