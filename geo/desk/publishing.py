"""Publishing: a reviewed item becomes records, as one revision, in one transaction with the item's own state."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from geo.desk.building import Built, build
from geo.desk.drafts import StaleSaveError, mark_published, open_item
from geo.desk.errors import DeskStateError
from geo.desk.items import ItemState
from geo.desk.rights import Editor, require
from geo.store import Store


@dataclass(frozen=True)
class Publication:
    """What a publication wrote: the revision, the new incidents and events, and the incidents that it adds to."""

    edition: int
    incident_ids: tuple[str, ...]
    event_ids: tuple[str, ...]
    added_to: tuple[str, ...]


def preview(store: Store, editor: Editor, item_id: str) -> Built:
    """The records that publishing would write, for the editor to read before.

    Raises:
        NotReviewedError: something is not decided on, or missing.
        InvalidRecordError: a value or a wording is refused.
    """
    return build(open_item(store, editor, item_id), store.dataset())


def publish(store: Store, editor: Editor, item_id: str, *, version: int, reason: str) -> Publication:
    """Publish what is accepted and merged of an item; all of it or nothing.

    Args:
        store: where the records go.
        editor: who answers for it; the name stands in the public log.
        item_id: the item.
        version: the version that the editor has seen.
        reason: why, for the public log.

    Raises:
        StaleWriteError: the item, or an incident that a draft is merged into, has changed since it was read.
        DeskStateError: the item is published or discarded already.
        NotReviewedError: something is not decided on, or missing.
        InvalidRecordError: a value or a wording is refused.
    """
    by = require(editor).name
    item = open_item(store, editor, item_id)
    if item.state is not ItemState.OPEN:
        raise DeskStateError(f"expected an open item, got one that is {item.state}; nothing was published")
    if item.version != version:
        raise StaleSaveError(
            f"expected version {item.version} of the item, which {item.saved_by} saved, got version {version!r}; "
            "look at it again, then publish",
            newest=item,
        )
    read = store.edition()
    dataset, versions = store.dataset(read), store.versions(read)
    built = build(item, dataset)
    # The incidents merged into are stated too, so that one withdrawn in the meantime is noticed.
    merged = [dataset.incidents[incident_id] for incident_id in built.existing]
    based_on = {(record.kind_name, record.id): 0 for record in built.records}
    based_on |= {(found.kind_name, found.id): versions[found.kind_name, found.id] for found in merged}

    def mark(connection: Connection, edition: int) -> None:
        mark_published(connection, item, edition=edition, by=by, reason=reason)

    edition = store.write([*built.records, *merged], author=by, reason=reason, based_on=based_on, along=mark)
    return Publication(edition, built.incident_ids, built.event_ids, built.existing)
