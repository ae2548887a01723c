"""What a reader is told of each mark, in words: the incident, who says what, and the passages it rests on.

Plain values for a page that has nothing but itself; every text is to be shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from geo.errors import UnsafeTextError
from geo.filters import Filter, day_words, period_words, source_label
from geo.layers.fronts import segments_in_view
from geo.layers.text import check_url, drop_unseen
from geo.palette import SIDE_COLOURS
from geo.records import Claim, Dataset, Event, FrontSegment, Incident, PlaceMention, Source, Statement
from geo.tolls import Account, Toll, accounts, claim_toll
from geo.view import View, how_placed
from geo.vocabulary import Certainty, Outcome, PlaceRole, SourceKind, Status

MOST_WORDS: Final = 40
"""Of a passage with the words around it: the rule of the desk, `geo.desk.wording`."""

_WORD: Final = re.compile(r"\S+")

Panel = dict[str, Any]


def incident_panel(view: View, incident: Incident) -> Panel:
    """The panel of one incident; claims and statements are named by their id in `evidence_of`."""
    days = period_words(incident.date_start, incident.date_end)
    dataset = view.dataset
    return {
        "id": incident.id,
        "title": _seen(incident.title),
        "kind": f"{incident.event_type.label} · {incident.sub_event_type.label}",
        "possibly": incident.id in view.possibly,
        "summary": _seen(incident.summary),
        "days": days,
        "when": [_seen(f"{days}, {incident.time_of_day}" if incident.time_of_day else days), _basis(incident)],
        "places": [_place(place) for place in incident.places],
        "who": [_actor(dataset, incident, number) for number in range(len(incident.actors))],
        "tolls": [_toll(view, incident, outcome) for outcome in Outcome],
        "grade": [incident.grade.label.capitalize(), incident.grade.definition],
        "note": _seen(incident.note or ""),
        "accounts": _accounts(view, incident),
        "evidence": _by_source(dataset, dataset.statements_of_incident[incident.id]),
    }


def event_panel(dataset: Dataset, event: Event) -> Panel:
    """The panel of an agreement or another dated event."""
    return {
        "id": event.id,
        "title": _seen(event.title),
        "kind": event.kind.label.capitalize(),
        "summary": _seen(event.summary),
        "when": [period_words(event.date_start, event.date_end), _basis(event)],
        "places": [_place(place) for place in event.places],
        "who": [
            [_seen(dataset.actors[i].names.en), "takes part", SIDE_COLOURS[dataset.actors[i].side]]
            for i in event.parties
        ],
        "note": _seen(event.note or ""),
        "evidence": _by_source(dataset, (s for s in dataset.statements.values() if event.id in s.event_ids)),
    }


def front_panel(dataset: Dataset, segment: FrontSegment) -> Panel:
    """What is known of a front segment."""
    end = f" to {day_words(segment.valid_to)}" if segment.valid_to else ""
    return {
        "id": segment.id,
        "title": _seen(f"{segment.id.upper()}: {segment.name}"),
        "kind": "Front, schematic",
        "summary": _seen(segment.basis),
        "facts": [
            ["Axis", _seen(segment.axis)],
            ["Between", " and ".join(side.label for side in segment.sides)],
            ["Error", f"within {segment.uncertainty_km:g} km on both sides; no source gives an exact line"],
            ["Stands for", _seen(f"the time from {day_words(segment.valid_from)}{end}: {segment.validity_basis}")],
        ],
        "evidence": _by_source(dataset, (s for s in dataset.statements.values() if segment.id in s.segment_ids)),
    }


def panels(view: View, chosen: Filter) -> dict[str, Any]:
    """All panels of a view with the sources and statements that they name, each of these once."""
    dataset = view.dataset
    found = {
        "incidents": [incident_panel(view, incident) for incident in view.incidents],
        "events": [event_panel(dataset, event) for event in view.events],
        "fronts": [front_panel(dataset, segment) for segment in segments_in_view(view, chosen)],
    }
    named = [part for part_of in found.values() for panel in part_of for part in panel["evidence"]]
    told = {dataset.statements[i].id: dataset.statements[i] for _, ids in named for i in ids}
    return {
        **found,
        "sources": {i: _source(dataset, i) for i in sorted({i for i, _ in named} | _sources_of_accounts(found))},
        "statements": {i: _statement(dataset.sources[told[i].source_id], told[i]) for i in sorted(told)},
    }


def excerpt(text: str, start: int, end: int, *, most_words: int = MOST_WORDS) -> tuple[str, str, str]:
    """The marked part of a paragraph between what stands around it, together at most so many words.

    >>> excerpt("one two three four five", 4, 13, most_words=3)
    ('', 'two three', ' four …')
    >>> excerpt("one two three four five", 4, 13)
    ('one ', 'two three', ' four five')
    """
    words = [match.span() for match in _WORD.finditer(text)]
    inside = [i for i, (first, last) in enumerate(words) if first < end and last > start]
    if not inside:
        return "", text[start:end], ""
    first, last = inside[0], min(inside[-1], inside[0] + most_words - 1)
    room = most_words - (last - first + 1)
    after = min(len(words) - 1 - last, room) if last == inside[-1] else 0
    before = min(first, room - after)
    whole = words[first - before][0], words[last + after][1]
    mark = max(start, whole[0]), min(end, whole[1])
    lead = "" if before == first else "… "
    tail = "" if last + after == len(words) - 1 else " …"
    return lead * bool(before) + text[whole[0] : mark[0]], text[mark[0] : mark[1]], text[mark[1] : whole[1]] + tail


def _seen(text: str) -> str:
    return text if text.isprintable() else drop_unseen(text)  # printable text has nothing unseen, and is most of it


def _basis(dated: Incident | Event) -> str:
    return _seen(f"{dated.time_precision.label}: {dated.date_basis}")


def _place(place: PlaceMention) -> list[str]:
    """Role, name and what is known of the position."""
    role = "Where" if place.role is PlaceRole.EVENT else place.role.label.capitalize()
    printed = f" (“{place.words}”)" if place.words and place.words != place.name else ""
    position = "" if place.latitude is None else f" · {place.latitude:.4f} N, {place.longitude:.4f} E"
    note = f" {place.note}" if place.note else ""
    return [role, _seen(place.name + printed), _seen(f"{how_placed(place)}{position}.{note}")]


def _actor(dataset: Dataset, incident: Incident, number: int) -> list[str]:
    """Name, role with its certainty, and the side's colour."""
    mention = incident.actors[number]
    actor = dataset.actors[mention.actor_id]
    certainty = "" if mention.certainty is Certainty.STATED else f", {mention.certainty.label}"
    note = f": {mention.note}" if mention.note else ""
    return [_seen(actor.names.en), _seen(f"{mention.role.label}{certainty}{note}"), SIDE_COLOURS[actor.side]]


def _toll(view: View, incident: Incident, outcome: Outcome) -> list[str]:
    """Outcome, figure, and with whom the figure is shared."""
    figure = str(view.toll(incident.id, outcome))
    counted = view.counted.claims_by_incident.get(incident.id, ())
    claims = [claim for claim in counted if claim.shared and claim.outcome is outcome]
    others = sorted({i for claim in claims for i in claim.incident_ids} - {incident.id})
    titles = "; ".join(_title(view.dataset.incidents[i]) for i in others)
    note = f"A figure is shared with: {titles}. It is counted once and never divided." if others else ""
    return [outcome.label.capitalize(), figure, note]


def _title(incident: Incident) -> str:
    return _seen(incident.title) if incident.status is Status.PUBLISHED else "an incident that is withdrawn"


def _accounts(view: View, incident: Incident) -> list[dict[str, Any]]:
    """What each source says, side by side; those that the filter leaves out are said to be."""
    dataset, counted = view.dataset, {claim.id for claim in view.counted.claims_by_incident.get(incident.id, ())}
    return [
        _account(dataset, outcome, account, counted)
        for outcome in Outcome
        for account in sorted(
            accounts(dataset.claims_of_incident[incident.id], outcome=outcome),
            key=lambda account: _reading_order(dataset, account.source_id),
        )
    ]


def _account(dataset: Dataset, outcome: Outcome, account: Account, counted: set[str]) -> dict[str, Any]:
    cited = sorted({claim.attributed_to for claim in account.claims if claim.attributed_to})
    left_out = [] if all(claim.id in counted for claim in account.claims) else ["not counted: left out by the filter"]
    return {
        "source": account.source_id,
        "figure": f"{_sum(account.claims)} {outcome.label}",
        "claims": [_claim(dataset, claim) for claim in account.claims],
        "note": _seen("; ".join([*(f"citing {c}" for c in cited), *left_out])),
    }


def _sum(claims: Iterable[Claim]) -> Toll:
    """The account's claims are about disjoint groups: they add up; one without a number leaves the sum open."""
    total = sum((claim_toll(claim) for claim in claims), Toll())
    return replace(total, unknown=0 if total.is_known else 1)


def _claim(dataset: Dataset, claim: Claim) -> list[str]:
    """Figure with the people it counts, the statement's id, and how it was read."""
    shared = ""
    if claim.shared:
        shared = f", one figure for {' and '.join(_where(dataset.incidents[i]) for i in claim.incident_ids)}"
    return [_seen(f"{claim_toll(claim)} {claim.group.label}{shared}"), claim.statement_id, _seen(claim.note or "")]


def _where(incident: Incident) -> str:
    return incident.scenes[0].name if incident.status is Status.PUBLISHED else "an incident that is withdrawn"


def _by_source(dataset: Dataset, statements: Iterable[Statement]) -> list[tuple[str, list[str]]]:
    """The statements' ids under their source's, the articles first."""
    found: dict[str, list[str]] = {}
    for statement in statements:
        found.setdefault(statement.source_id, []).append(statement.id)
    return sorted(found.items(), key=lambda item: _reading_order(dataset, item[0]))


def _reading_order(dataset: Dataset, source_id: str) -> tuple[bool, str, str]:
    """The articles first, then by day of publication."""
    source = dataset.sources[source_id]
    day = source.published.isoformat() if source.published else "9999"
    return source.kind is not SourceKind.ARTICLE, day, source.id


def _sources_of_accounts(found: dict[str, list[Panel]]) -> set[str]:
    return {account["source"] for panel in found["incidents"] for account in panel["accounts"]}


def _source(dataset: Dataset, source_id: str) -> dict[str, str | None]:
    source = dataset.sources[source_id]
    via = f" (via {source.via})" if source.via else ""
    return {"label": _seen(source_label(dataset, source_id) + via), "title": _seen(source.title), "url": _url(source)}


def _url(source: Source) -> str | None:
    try:
        return str(check_url(source.url)) if source.url else None
    except UnsafeTextError:
        return None


def _statement(source: Source, statement: Statement) -> dict[str, Any]:
    passage, note = statement.passage, _seen(statement.note or "")
    if passage is None:
        return {"words": ["", _seen(_cut(statement.text)), ""], "where": "", "note": note}
    paragraph = next(p for p in source.digest if p.number == passage.paragraph)
    where = (
        f"Paragraph {passage.original_paragraph} of the original"
        if passage.original_paragraph
        else f"Digest, paragraph {passage.paragraph}"
    )
    words = [_seen(part) for part in excerpt(paragraph.text, passage.start, passage.end)]
    return {"words": words, "where": where, "note": note}


def _cut(text: str) -> str:
    return "".join(excerpt(text, 0, len(text)))
