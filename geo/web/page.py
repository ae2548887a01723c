"""The page that every address of the dashboard starts with: Streamlit's own, with our name, look and first words.

What stands here does not travel again with each run of the script, and is there before the script has run: for a browser
tab, for a program that previews a link, and for a reader whose browser runs no scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.web.api import answer
from geo.web.assets import MissingAssetError

TITLE: Final = "Seamline: incidents in Iraq's disputed territories"
DESCRIPTION: Final = (
    "Incidents reported from Iraq's disputed territories on a map: where, when, by whom, how many were hurt according to "
    "whom, each with the passages it rests on."
)

_HEAD: Final = f"""<title>{TITLE}</title>
    <meta name="description" content="{DESCRIPTION}" />
    <meta property="og:site_name" content="Seamline" />
    <meta property="og:type" content="website" />
    <meta property="og:title" content="{TITLE}" />
    <meta property="og:description" content="{DESCRIPTION}" />
    <link rel="alternate" type="application/atom+xml" title="{TITLE}" href="./feed.atom" />"""
_ICON: Final = '<link rel="icon" type="image/svg+xml" href="./assets/seamline/icon.svg" />'
# In the body, after whatever Streamlit adds to the head: of two rules that weigh the same, the later one holds.
_BODY: Final = """<body>
    <link rel="stylesheet" href="./assets/seamline/page.css" />
    <noscript>
      <p>
        The map needs JavaScript. Without it, the incidents are here as a table:
        <a href="./api/incidents.csv">incidents.csv</a>.
      </p>
    </noscript>"""
_REPLACED: Final = (
    (re.compile(r"<title>.*?</title>", re.DOTALL), _HEAD),
    (re.compile(r'<link rel="shortcut icon"[^>]*>'), _ICON),
    (re.compile(r"<body>\s*<noscript>.*?</noscript>", re.DOTALL), _BODY),
)


def page_html(streamlit_html: str) -> str:
    """Put our title, description, icon and style sheet into Streamlit's page.

    Raises:
        MissingAssetError: The page is not built as that of the pinned Streamlit is.
    """
    html = streamlit_html
    for place, ours in _REPLACED:
        html, count = place.subn(lambda _, ours=ours: ours, html)  # type: ignore[misc]
        if count != 1:
            message = (
                f"expected one {place.pattern} in Streamlit's index.html, found {count}; install the pinned Streamlit"
            )
            raise MissingAssetError(message)
    return html


def page_routes(names: Iterable[str], *, base_path: str, html: str) -> list[Route]:
    """Routes of the pages by the last part of their address; the home page's is empty.

    Any other address still gets Streamlit's own page, which says that there is no such page.
    """

    def page(request: Request) -> Response:
        return answer(request, html.encode(), media_type="text/html", file_name=None)

    return [Route(f"{base_path}/{name}", page) for name in names]
