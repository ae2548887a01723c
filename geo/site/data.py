"""What the site's map works with: everything of the view that a filter in the browser can show, as one JSON file.

Incidents are named by their place in the view, which is their order of date. The marks, links, bands and words are those
of `geo.layers`; the browser only chooses among them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from geo.filters import Filter, describe, period_words, source_label
from geo.layers.basemap import BELT_LATITUDES, BELT_LONGITUDES, CREDIT, MAX_ZOOM, MIN_ZOOM, ROAM
from geo.layers.colours import meaning_of
from geo.layers.events import event_marks
from geo.layers.fronts import front_bands, segments_in_view
from geo.layers.legend import legend
from geo.layers.marks import incident_marks
from geo.layers.shared import shared_links
from geo.layers.text import drop_unseen
from geo.records import Claim, Event, FrontSegment, Incident
from geo.site.sums import prepared_tolls
from geo.tolls import Account, Toll, accounts, claim_toll
from geo.view import View, how_placed, shared_figures, told_figure
from geo.vocabulary import EventKind, Outcome

COUNTED: Final = (Outcome.KILLED, Outcome.WOUNDED)
_ZOOM_STEP: Final = 0.25


def data_file(view: View, chosen: Filter) -> bytes:
    """The file; `chosen` is the view's filter with its layers and colours."""
    text = json.dumps(_clean(site_data(view, chosen)), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def site_data(view: View, chosen: Filter) -> dict[str, Any]:
    """The file's content as Python values."""
    place = {incident.id: number for number, incident in enumerate(view.incidents)}
    words = _legend(view, chosen)
    sources = sorted({c.source_id for c in view.claims} | {s.id for s in view.dataset.shown_sources})
    return {
        "period": [_iso(chosen.date_from), _iso(chosen.date_to)],
        "words": describe(chosen, view.dataset),
        "total": view.total,
        "map": _map(),
        "actors": _actors(view),
        "sides": _sides(view),
        "sources": [source_label(view.dataset, i) for i in sources],
        "incidents": list(_incidents(view, chosen, words, {i: n for n, i in enumerate(sources)})),
        "marks": _marks(view, chosen),
        "links": [{**link, "ids": [place[i] for i in link["ids"]]} for link in _links(view, chosen)],
        "fronts": [_front(segment) for segment in _segments(view, chosen)],
        "events": [_event(view, event, drawn="events" in chosen.layers) for event in view.events],
        "show": {"precision": "precision" in chosen.layers, "shared": "shared" in chosen.layers},
        "legend": words,
        "tolls": {outcome.value: prepared_tolls(view, outcome) for outcome in COUNTED},
        "told": _told(view, place),
        "shared": _shared(view, place),
    }


def _shared(view: View, place: Mapping[str, int]) -> list[list[Any]]:
    """Each figure that several incidents share: in words, for how many, and which of them are in `incidents`."""
    return [
        [told_figure(view, claim), len(claim.incident_ids), [place[i] for i in claim.incident_ids if i in place]]
        for claim in shared_figures(view)
    ]


def account_toll(account_claims: Iterable[Claim]) -> Toll:
    """What one account says by itself: its claims added, shared ones whole."""
    total = sum((claim_toll(claim) for claim in account_claims), Toll())
    return replace(total, unknown=0 if total.is_known else 1)


def said(view: View, incident: Incident, outcome: Outcome) -> tuple[Account, ...]:
    """The accounts that count in an incident, in order of source."""
    return accounts(view.counted.claims_by_incident.get(incident.id, ()), outcome=outcome)


def _is_shared(account: Account) -> bool:
    return any(claim.shared for claim in account.claims)


def _map() -> dict[str, Any]:
    return {
        "bounds": [list(corner) for corner in zip(BELT_LATITUDES, BELT_LONGITUDES, strict=True)],
        "roam": ROAM,
        "minZoom": MIN_ZOOM,
        "maxZoom": MAX_ZOOM,
        "zoomSnap": _ZOOM_STEP,
        "attribution": CREDIT,
    }


def _actors(view: View) -> list[dict[str, Any]]:
    names = view.dataset.actors
    counts = Counter(actor_id for incident in view.incidents for actor_id in {a.actor_id for a in incident.actors})
    found = [{"id": i, "label": names[i].names.en, "count": n} for i, n in counts.items()]
    return sorted(found, key=lambda choice: (-choice["count"], choice["label"], choice["id"]))


def _sides(view: View) -> list[dict[str, Any]]:
    counts = Counter(side for incident in view.incidents for side in _sides_of(view, incident))
    found = [{"id": side.value, "label": side.label, "count": n} for side, n in counts.items()]
    return sorted(found, key=lambda choice: (-choice["count"], choice["label"]))


def _sides_of(view: View, incident: Incident) -> set[Any]:
    return {view.dataset.actors[a.actor_id].side for a in incident.actors}


def _incidents(
    view: View, chosen: Filter, words: Mapping[str, Any] | None, sources: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    entries = words["parts"] if words else []
    colours = [(e.get("label"), e.get("colour")) for part in entries[:1] for e in part["entries"]]
    shapes = [e.get("label") for part in entries[1:2] for e in part["entries"]]
    drawn = {incident.id: row for row, incident in enumerate(view.mapped)} if "marks" in chosen.layers else {}
    for incident in view.incidents:
        meaning = meaning_of(view.counted, incident, by=chosen.colour)
        row = drawn.get(incident.id)
        yield {
            "id": incident.id,
            "title": incident.title,
            "kind": incident.sub_event_type.label,
            "start": incident.date_start.isoformat(),
            "end": incident.date_end.isoformat(),
            "when": period_words(incident.date_start, incident.date_end),
            "actors": sorted({a.actor_id for a in incident.actors}),
            "sides": sorted(side.value for side in _sides_of(view, incident)),
            "colour": meaning.colour,
            "mapped": incident.scene is not None,
            "mark": row,
            "legend": None
            if row is None
            else [colours.index((meaning.label, meaning.colour)), shapes.index(incident.event_type.label)],
            "places": [f"{place.name}: {how_placed(place)}" for place in incident.scenes],
            "tolls": {outcome.value: str(view.toll(incident.id, outcome)) for outcome in COUNTED},
            "shared": [outcome.value for outcome in COUNTED if view.is_shared(incident.id, outcome)],
            "said": [
                [outcome.value, str(account_toll(account.claims)), sources[account.source_id], _is_shared(account)]
                for outcome in COUNTED
                for account in said(view, incident, outcome)
            ],
        }


def _marks(view: View, chosen: Filter) -> dict[str, Any]:
    """The columns of `incident_marks`; `maybe` holds the words of one that lies in the period only possibly."""
    if "marks" not in chosen.layers or not view.mapped:
        return {}
    marks = incident_marks(replace(view, possibly=frozenset()), by=chosen.colour)
    maybe = incident_marks(replace(view, possibly=view.ids), by=chosen.colour)
    return {**marks, "maybe": [maybe["words"][lines[0]] for lines in maybe["rows"]["lines"]]}


def _links(view: View, chosen: Filter) -> list[dict[str, Any]]:
    return shared_links(view) if {"marks", "shared"} <= set(chosen.layers) else []


def _segments(view: View, chosen: Filter) -> tuple[FrontSegment, ...]:
    return segments_in_view(view, replace(chosen, date_from=None, date_to=None))


def _front(segment: FrontSegment) -> dict[str, Any]:
    return {"from": _iso(segment.valid_from), "to": _iso(segment.valid_to), "band": front_bands((segment,))[0]}


def _event(view: View, event: Event, *, drawn: bool) -> dict[str, Any]:
    return {
        "title": event.title,
        "kind": event.kind.label,
        "start": event.date_start.isoformat(),
        "end": event.date_end.isoformat(),
        "when": period_words(event.date_start, event.date_end),
        "dated": event.kind is not EventKind.CONTEXT,
        "marks": event_marks(replace(view, events=(event,))) if drawn else [],
    }


def _legend(view: View, chosen: Filter) -> dict[str, Any] | None:
    """The legend of the whole view; `about` says which choice decides the entries of each part."""
    events = "events" in chosen.layers and bool(event_marks(view))
    found = legend(
        view,
        chosen,
        _segments(view, chosen),
        marks=_marks(view, chosen),
        has_links=bool(_links(view, chosen)),
        has_events=events,
    )
    if found is None:
        return None
    marks = ["colour", "shape", "size"] if "marks" in chosen.layers and view.mapped else []
    return {**found, "about": [*marks, "lines"][: len(found["parts"])]}


def _told(view: View, place: Mapping[str, int]) -> dict[str, Any]:
    """Who says so: outlets by name, and for each claim that counts its outlet and its incidents in view."""
    names = sorted({view.dataset.sources[c.source_id].outlet for c in view.claims})
    number = {name: n for n, name in enumerate(names)}
    claims = [
        [number[view.dataset.sources[c.source_id].outlet], [place[i] for i in c.incident_ids if i in place]]
        for c in view.claims
        if c.outcome in COUNTED and not view.ids.isdisjoint(c.incident_ids)
    ]
    return {"outlets": names, "claims": claims}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _clean(value: Any) -> Any:
    """Text as a reader may see it; everything else as it is."""
    if isinstance(value, str):
        return value if value.isprintable() else drop_unseen(value)
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    return [_clean(part) for part in value] if isinstance(value, list | tuple) else value
