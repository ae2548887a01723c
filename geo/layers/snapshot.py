"""Saving the live map as a picture: the button on the map, and the words that stand under the picture."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import folium
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.filters import Filter, day_words, narrowing, period_words
from geo.layers.offline import own_links
from geo.layers.text import drop_unseen
from geo.store import Store
from geo.view import View, outlets_of, parted_words, told_by
from geo.vocabulary import Outcome

CREDIT: Final = "Seamline, after the sources named with each incident. Map:"
DISCLAIMER: Final = (
    "Front bands are schematic: no source gives an exact line. Each position has an error in kilometres. "
    "A figure that several incidents share counts once."
)
OUTLETS_NAMED: Final = 4
LONGEST_FILTER: Final = 600
"""Letters of the filter in words; what does not fit is counted. A link may choose hundreds of names, and every change of
the view sends them to the map."""


@dataclass(frozen=True)
class DatedEdition:
    """What a picture says of the edition it shows.

    Attributes:
        day: when it was written, in UTC; None where nothing was written yet.
    """

    number: int
    day: dt.date | None = None


class SnapshotButton(JSCSSMixin, folium.MacroElement):
    """The button beside the zoom buttons; loads its library with the base map and does nothing until it is pressed."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            L.seamline.snapshot.addButton({{ this._parent.get_name() }}, {{ this.words|tojavascript }});
        {% endmacro %}
    """)
    default_js = own_links("seamline/snapshot.js")
    default_css = own_links("seamline/snapshot.css")

    def __init__(self) -> None:
        super().__init__()
        self._name = "SnapshotButton"
        self.words = {"credit": CREDIT, "disclaimer": DISCLAIMER}


@lru_cache(maxsize=64)  # a revision is never changed, and every scene asks
def edition_of(store: Store, number: int) -> DatedEdition:
    """The edition with its day; one that was never written has none."""
    written = next((revision.at for revision in store.revisions() if revision.number == number), None)
    return DatedEdition(number, written.astimezone(dt.UTC).date() if written else None)


def picture_words(view: View, chosen: Filter, edition: DatedEdition) -> dict[str, str]:
    """The words that change with the view, under 1 kB, as plain text, and the name of the picture's file."""
    return {
        "filter": _filter_words(view),
        "count": _count_words(view, chosen),
        "toll": _toll_words(view),
        "period": _period(view),
        "edition": f"Edition {edition.number}" + (f", {day_words(edition.day)}" if edition.day else ""),
        "file": _file_name(view.chosen, edition),
    }


def _filter_words(view: View) -> str:
    """What is chosen beside the period, which has a line of its own."""
    named = {name: drop_unseen(words) for name, words in narrowing(view.chosen, view.dataset) if name != "date_from"}
    if "q" in named:  # what a reader types may run from right to left, and must not turn the words around it
        named["q"] = named["q"].replace("“", "“\u2068", 1)[:-1] + "\u2069”"
    parts = list(named.values())
    shown: list[str] = []
    for part in parts:
        room = LONGEST_FILTER - len("; ".join(shown))
        if shown and len(part) > room:
            break
        shown.append(part if len(part) <= room else f"{part[: room - 1].rstrip()}…")
    left_out = len(parts) - len(shown)
    more = f"; and {left_out} more {'choice' if left_out == 1 else 'choices'}" if left_out else ""
    return _sentence("; ".join(shown) + more) or "All incidents"


def _count_words(view: View, chosen: Filter) -> str:
    parts = [f"{len(view.incidents):,} of {view.total:,} {'incident' if view.total == 1 else 'incidents'}"]
    if view.possibly:
        parts.append(f"{len(view.possibly):,} only possibly in the period")
    if view.unmapped:
        parts.append(f"{len(view.unmapped):,} too vague to map")
    if view.mapped and "marks" not in chosen.layers:
        parts.append("their marks are switched off")
    return "; ".join(parts)


def _toll_words(view: View) -> str:
    """Killed and wounded over the view, with who says so; of no incident there is no toll."""
    if not view.incidents:
        return ""
    killed, wounded = view.tolls[Outcome.KILLED], view.tolls[Outcome.WOUNDED]
    told = f"{told_by(outlets_of(view), at_most=OUTLETS_NAMED)}."
    return drop_unseen(
        f"Killed: {killed}; wounded: {wounded}. {told} {_sentence(parted_words(view, at_most=1))}"
    ).strip()


def _period(view: View) -> str:
    """The period that is chosen, else the days that the incidents span."""
    words = period_words(view.chosen.date_from, view.chosen.date_to)
    if words or not view.incidents:
        return _sentence(words) or "No period chosen"
    first = min(incident.date_start for incident in view.incidents)
    last = max(incident.date_end for incident in view.incidents)
    return f"Whole period: {period_words(first, last)}"


def _file_name(chosen: Filter, edition: DatedEdition) -> str:
    """Letters, digits and hyphens only; the edition's day where no period is chosen."""
    first, last = chosen.date_from, chosen.date_to
    if first and last:
        days = f"-{first}" if first == last else f"-{first}-to-{last}"
    elif first or last:
        days = f"-from-{first}" if first else f"-until-{last}"
    else:
        days = f"-{edition.day}" if edition.day else ""
    return f"seamline-edition-{edition.number}{days}.png"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
