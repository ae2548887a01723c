"""The words of a picture: title, what is shown, who says so, credits, caption and alternative text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from geo.filters import describe, period_words
from geo.prints.lettering import cleaned
from geo.prints.spec import About, PrintSpec
from geo.records import Incident
from geo.view import View, outlets_of, parted_words, told_by
from geo.vocabulary import Outcome

TITLE: Final = "Incidents in Iraq’s disputed territories"
EMPTY: Final = "No incident matches this filter."
CREDIT: Final = (
    "Natural Earth; GSHHG; GeoNames (CC BY 4.0). Boundaries are approximate and not the line of control; "
    "no endorsement is implied."
)
HATCHED: Final = "hatched: beyond this base map"
SCHEMATIC: Final = "Front bands are schematic: no source gives an exact line."


def title_of(spec: PrintSpec) -> str:
    return cleaned(spec.title) or TITLE


def filter_words(view: View) -> str:
    """The filter, and where it sets no period the days that the incidents span."""
    words = describe(view.chosen, view.dataset)
    if view.incidents and not (view.chosen.date_from or view.chosen.date_to):
        first = min(incident.date_start for incident in view.incidents)
        last = max(incident.date_end for incident in view.incidents)
        words += f"; {period_words(first, last)}"
    return cleaned(words[:1].upper() + words[1:])


def dek_of(view: View, spec: PrintSpec) -> str:
    return cleaned(spec.dek) or f"{filter_words(view)}."


def count_words(view: View) -> str:
    """How many of how many incidents, and how many of them have no place on the map."""
    words = f"{len(view.incidents)} of {view.total} {_incidents(view.total)}"
    return words + (f"; {len(view.unmapped)} too vague to map" if view.unmapped else "")


def toll_words(view: View) -> str:
    """Killed and wounded over the view; empty when it is."""
    if not view.incidents:
        return ""
    return "; ".join(f"{outcome.label}: {view.tolls[outcome]}" for outcome in (Outcome.KILLED, Outcome.WOUNDED))


def shared_words(view: View) -> str:
    """Name the figures that other incidents than those in view share; empty where there are none."""
    return cleaned(_sentence(parted_words(view)))


def source_words(view: View, *, at_most: int | None = None) -> str:
    """Name the outlets in one sentence; past `at_most` the rest are counted."""
    return cleaned(f"{told_by(outlets_of(view), at_most=at_most)}.") if view.incidents else ""


def credit_words(about: About, *, has_fronts: bool) -> str:
    fronts = f" {SCHEMATIC}" if has_fronts else ""
    return cleaned(f"Map: Seamline, edition {about.edition}. {CREDIT}{fronts}")


def outside_words(count: int) -> str:
    """Say that agreements or centres of the view lie beyond the frame; empty when none do."""
    if count == 0:
        return ""
    return (
        "1 agreement or centre lies outside this map"
        if count == 1
        else f"{count} agreements or centres lie outside this map"
    )


def front_words(names: Iterable[str]) -> str:
    """What the codes on the fronts stand for; empty where no front is shown."""
    told = "; ".join(names)
    return f"fronts: {told}" if told else ""


def unwritten_words(figures: Iterable[str]) -> str:
    """The shared figures that the map has no room for; empty when it has."""
    told = "; ".join(figures)
    return f"not written on the map: {told}" if told else ""


def caption_of(view: View, spec: PrintSpec, about: About, *, has_fronts: bool, further: Iterable[str] = ()) -> str:
    """A caption for print, complete by itself; `further` is what else a reader of this picture has to know."""
    parts = [
        f"{title_of(spec)}.",
        f"{filter_words(view)}.",
        f"{count_words(view)}." if view.incidents else f"{EMPTY} {count_words(view)}.",
        _sentence(toll_words(view)),
        shared_words(view),
        source_words(view),
        *(_sentence(told) for told in further),
        credit_words(about, has_fronts=has_fronts),
        cleaned(about.link or ""),
    ]
    return _joined(parts)


def alt_of(view: View, spec: PrintSpec, *, most: int = 3) -> str:
    """What a reader who does not see the picture should know of it."""
    if not view.incidents:
        return _joined([f"Map: {title_of(spec)}.", f"{filter_words(view)}.", EMPTY])
    largest = sorted(view.mapped, key=lambda i: (-view.toll(i.id, Outcome.KILLED).low, i.id))[:most]
    largest = [i for i in largest if view.toll(i.id, Outcome.KILLED).low]
    parts = [
        f"Map: {title_of(spec)}.",
        f"{count_words(view)}. {filter_words(view)}.",
        _sentence(toll_words(view)),
        shared_words(view),
        source_words(view, at_most=4),
        f"Most killed in one incident: {'; '.join(_incident(view, i) for i in largest)}." if largest else "",
    ]
    return _joined(parts)


def _incident(view: View, incident: Incident) -> str:
    day = period_words(incident.date_start, incident.date_end)
    outlets = {view.dataset.sources[c.source_id].outlet for c in view.counted.claims_by_incident.get(incident.id, ())}
    killed = view.toll(incident.id, Outcome.KILLED)
    return cleaned(f"{incident.title}, {day}, {killed} ({', '.join(sorted(outlets))})")


def _incidents(count: int) -> str:
    return "incident" if count == 1 else "incidents"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _joined(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)
