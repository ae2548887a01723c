"""The view as one HTML file: a map with all evidence that works from disk, without any network.

The page that `geo.exports.html_page` writes is loaded with the first file: it needs the map's layers, which take half a
second to import.
"""

from __future__ import annotations

from typing import Final, Literal

from geo.exports.about import About
from geo.view import View

Look = Literal["auto", "light", "dark"]
LOOKS: Final[tuple[Look, ...]] = ("auto", "light", "dark")
"""Colours of the page; `auto` follows the reader's system."""


def write_html(view: View, /, *, about: About, look: Look = "auto", notice: str = "") -> bytes:
    """Write the file; layers, colours, position and selection are those of `view.chosen`, a `notice` stands above the map."""
    from geo.exports.html_page import standalone_page  # noqa: PLC0415

    return standalone_page(view, about=about, look=look, notice=notice).encode()
