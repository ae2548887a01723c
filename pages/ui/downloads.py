"""The view as files: links to the routes that write them, pinned to the edition on screen."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from geo.exports import EXPORTS
from geo.layers.text import SafeText, compose_markup
from pages.ui import state
from pages.ui.markup import show, text, together


def show_downloads() -> None:
    """One link for each format; what is in the file is what the page shows."""
    chosen = replace(state.current(), edition=state.edition(), at=None, incident=None)
    query = urlencode(chosen.to_params())
    show(
        compose_markup(
            '<p class="sl-hint">{hint}</p><ul class="sl-files">{files}</ul>',
            hint=text("The incidents in view, with filter, edition, licence and codebook."),
            files=together(_file(export.label, f"api/incidents{export.ending}?{query}") for export in EXPORTS.values()),
        )
    )


def _file(label: str, address: str) -> SafeText:
    return compose_markup('<li><a href="{address}" download>{label}</a></li>', address=text(address), label=text(label))
