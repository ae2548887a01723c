"""The view as files: links to the routes that write them, pinned to the edition on screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from geo.exports import EXPORTS
from geo.layers.text import SafeText, compose_markup
from pages.ui import state
from pages.ui.markup import show, text, together
from pages.ui.picture import show_picture
from pages.ui.press_pack import show_press_pack

_PICTURES: Final = {
    "Picture for an article (PNG, 2400 x 1350)": ".png?preset=article&scale=2",
    "Square picture (PNG, 2160 x 2160)": ".png?preset=square&scale=2",
    "Vector drawing with text (SVG)": ".svg?preset=article",
    "A4 page (PDF)": ".pdf?preset=a4",
}


def show_downloads() -> None:
    """One link for each format; what is in the file is what the page shows."""
    chosen = replace(state.current(), edition=state.edition(), at=None)
    picture = urlencode(chosen.to_params())
    query = urlencode(replace(chosen, incident=None).to_params())
    show(
        compose_markup(
            '<p class="sl-hint">{hint}</p><ul class="sl-files">{files}</ul>',
            hint=text("The incidents in view, with filter, edition, licence and codebook."),
            files=together(_file(export.label, f"api/incidents{export.ending}?{query}") for export in EXPORTS.values()),
        )
    )
    show(
        compose_markup(
            '<p class="sl-hint">{hint}</p><ul class="sl-files">{files}</ul>',
            hint=text("The map for print, with legend, scale, credits and how many incidents it shows."),
            files=together(_file(label, f"prints/map{more}&{picture}") for label, more in _PICTURES.items()),
        )
    )
    show_picture()
    show_press_pack()
    followed = urlencode(replace(chosen.key, edition=None).to_params())
    show(
        compose_markup(
            '<p class="sl-hint">{hint}</p><ul class="sl-files"><li><a href="{address}">{label}</a></li></ul>',
            hint=text("What is published, changed or withdrawn from now on, for a feed reader."),
            address=text(f"feed.atom?{followed}" if followed else "feed.atom"),
            label=text("Feed (Atom)"),
        )
    )


def _file(label: str, address: str) -> SafeText:
    return compose_markup('<li><a href="{address}" download>{label}</a></li>', address=text(address), label=text(label))
