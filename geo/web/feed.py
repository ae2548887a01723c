"""`GET /feed.atom`: what was published, changed and withdrawn, with the page's own parameters."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from geo.address import public_address
from geo.bootstrap import open_default_store
from geo.desk.changes import incident_changes
from geo.exports.feed import MEDIA_TYPE, FeedAbout, write_feed
from geo.web.api import answer, asked
from geo.web.origin import dashboard_address

PATH: Final = "/feed.atom"


def feed(request: Request) -> Response:
    """The newest changes of the incidents that the parameters select, or what is wrong with these."""
    found = asked(request)
    if isinstance(found, Response):
        return found
    store = open_default_store()
    infos = store.revisions()
    dashboard = dashboard_address(request, local=PATH)
    query = f"?{request.url.query}" if request.url.query else ""
    about = FeedAbout(
        edition=found.edition,
        edition_at=next((info.at for info in infos if info.number == found.edition), None),
        chain=infos[0].digest if infos else "",
        dashboard=dashboard,
        own=f"{dashboard}{PATH}{query}",
    )
    changes = incident_changes(store, found.chosen, edition=found.edition)
    body = write_feed(changes, found.view, about=about)
    # Without a public address those in it are the ones that its sender used: no shared cache may give them to others.
    response = answer(request, body, media_type=MEDIA_TYPE, file_name=None, is_private=public_address() is None)
    response.headers["Access-Control-Allow-Origin"] = "*"  # published data; a reader in a browser may fetch it
    return response
