"""Short links in the store's database: making one, finding it by its token, listing and revoking."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Row, insert, select, update

from geo.desk.rights import Editor, require
from geo.errors import InvalidRecordError, UnknownRecordError
from geo.filters import Filter, resolve
from geo.links.snapshot import Snapshot, snapshot_of
from geo.links.tables import LINK
from geo.links.tokens import digest_of, new_token
from geo.store import Store
from geo.store.store import UNSTORABLE
from geo.view import view_of

TITLE_LIMIT: Final = 120
"""As long as a title on a picture may be."""

LIFETIMES: Final[Mapping[str, dt.timedelta | None]] = {
    "7 days": dt.timedelta(days=7),
    "30 days": dt.timedelta(days=30),
    "90 days": dt.timedelta(days=90),
    "1 year": dt.timedelta(days=365),
    "no end": None,
}
"""How long a link may hold."""
USUAL_LIFETIME: Final = "90 days"
"""The one that is offered: long enough for a story, short enough that what is forgotten ends by itself."""


class LinkState(enum.Enum):
    """Whether a link still leads somewhere."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A short link as it is kept: with the digest of its token, from which nobody gets the token back.

    Attributes:
        chosen: the filter, without its edition.
        edition: the one that the link was pinned to.
        expires_at: the first moment at which it no longer leads anywhere; None for a link without an end.
        revoked_at: when it was taken back; None while it was not.
    """

    digest: str
    title: str
    chosen: Filter
    edition: int
    snapshot: Snapshot
    created_at: dt.datetime
    created_by: str
    expires_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    revoked_by: str | None = None

    @property
    def pinned(self) -> Filter:
        """The filter with the edition in it."""
        return replace(self.chosen, edition=self.edition)


def link_state(link: Link, *, at: dt.datetime) -> LinkState:
    """What a link is at a moment; one that is revoked stays so, whenever it would have expired."""
    if link.revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.EXPIRED if link.expires_at is not None and at >= link.expires_at else LinkState.VALID


def create_link(
    store: Store,
    editor: Editor,
    *,
    title: str,
    chosen: Filter,
    edition: int,
    lifetime: dt.timedelta | None,
    now: dt.datetime | None = None,
) -> tuple[str, Link]:
    """Make a link and give its token, which is nowhere else: it cannot be shown a second time.

    Args:
        store: where it is kept.
        editor: as `editor_of` gives one, in whose name it is made.
        title: for the preview, seen by everybody who has the link.
        chosen: the filter; its own edition does not count.
        edition: the one to pin it to.
        lifetime: how long it holds; None for a link without an end.
        now: the moment of making, by default this one.

    Raises:
        NotAnEditorError: the rights are missing.
        InvalidRecordError: the title or the lifetime is not as expected.
        UnknownRecordError: there is no such edition, or it has not got what the filter names.
    """
    by, made_at = require(editor).name, now or dt.datetime.now(dt.UTC)
    words = _title(title)
    if lifetime is not None and lifetime <= dt.timedelta(0):
        raise InvalidRecordError(
            f"expected a link to hold for some time, got {lifetime}; choose an end that is to come"
        )
    token = new_token()
    link = Link(
        digest=str(digest_of(token)),
        title=words,
        chosen=replace(chosen, edition=None),
        edition=edition,
        snapshot=_snapshot(store, chosen, edition),
        created_at=made_at,
        created_by=by,
        expires_at=None if lifetime is None else made_at + lifetime,
    )
    with store.database.writing() as connection:
        connection.execute(insert(LINK).values(_row(link)))
    return token, link


def find_link(store: Store, token: str) -> Link | None:
    """The link of a token, be it valid or not; None where there never was one.

    One look at the primary key by the token's digest: how long it takes says nothing of any other token.
    """
    digest = digest_of(token)
    if digest is None:
        return None
    with store.database.reading() as connection:
        row = connection.execute(select(LINK).where(LINK.c.digest == digest)).first()
    return _read(row) if row else None


def list_links(store: Store, editor: Editor, *, of_all: bool = False, most: int = 200) -> tuple[Link, ...]:
    """The editor's links, or those of all editors, the newest first."""
    by = require(editor).name
    query = select(LINK).order_by(LINK.c.created_at.desc(), LINK.c.digest).limit(most)
    with store.database.reading() as connection:
        rows = connection.execute(query if of_all else query.where(LINK.c.created_by == by)).all()
    return tuple(map(_read, rows))


def revoke_link(store: Store, editor: Editor, digest: str, *, now: dt.datetime | None = None) -> Link:
    """Take a link back for good; any editor may. One that is revoked already stays as it is.

    Raises:
        NotAnEditorError: the rights are missing.
        UnknownRecordError: there is no such link.
    """
    by = require(editor).name
    still = (LINK.c.digest == digest, LINK.c.revoked_at.is_(None))
    with store.database.writing() as connection:
        connection.execute(update(LINK).where(*still).values(revoked_at=now or dt.datetime.now(dt.UTC), revoked_by=by))
        row = connection.execute(select(LINK).where(LINK.c.digest == digest)).first()
    if row is None:
        raise UnknownRecordError("expected a link of the list, got one that is not there; open the list again")
    return _read(row)


def _title(given: str) -> str:
    words = " ".join(given.split())
    if not words or len(words) > TITLE_LIMIT or UNSTORABLE.search(words):
        raise InvalidRecordError(
            f"expected a title of 1 to {TITLE_LIMIT} characters, got {given[:60]!r} ({len(words)} characters)"
        )
    return words


def _snapshot(store: Store, chosen: Filter, edition: int) -> Snapshot:
    written = {info.number: info.at for info in store.revisions()}
    if edition not in written:
        raise UnknownRecordError(f"expected an edition from 1 to {len(written)}, got {edition!r}")
    dataset = store.dataset(edition)
    if notices := resolve(chosen, dataset)[1]:
        raise UnknownRecordError(" ".join(notices))
    # With the filter as it came, so that the view is the page's own, which is kept already.
    return snapshot_of(view_of(dataset, chosen), edition_at=written[edition])


def _row(link: Link) -> dict[str, Any]:
    return {
        "digest": link.digest,
        "title": link.title,
        "parameters": urlencode(link.chosen.to_params()),
        "edition": link.edition,
        "snapshot": link.snapshot.to_json(),
        "created_at": link.created_at,
        "created_by": link.created_by,
        "expires_at": link.expires_at,
    }


def _read(row: Row[Any]) -> Link:
    # What a later version knows no more is left out; the snapshot still says what was chosen.
    chosen, _ = Filter.from_params(parse_qsl(row.parameters, keep_blank_values=True))
    return Link(
        digest=row.digest,
        title=row.title,
        chosen=chosen,
        edition=row.edition,
        snapshot=Snapshot.from_json(row.snapshot),
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
    )
