"""The page of one incident as values for its template: facts, claims side by side, passages, corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final

from geo.citations import cite
from geo.desk.history import Change, Correction
from geo.filters import day_words, period_words, source_label
from geo.records import ActorMention, Claim, Dataset, Incident, PlaceMention, Source, Statement
from geo.site.data import account_toll
from geo.site.edition import Site, incident_path
from geo.tolls import Account, accounts, claim_toll
from geo.view import View, how_placed
from geo.vocabulary import Certainty, Outcome, PlaceRole, SourceKind, Status

_KINDS: Final = {"incident": "Incident", "claim": "Figure", "statement": "Statement"}
_WITHDRAWN: Final = "an incident that is withdrawn"


def incident_page(site: Site, incident: Incident) -> dict[str, Any]:
    """All that the template writes about an incident."""
    view, dataset = site.view, site.view.dataset
    return {
        "kind": f"{incident.event_type.label} · {incident.sub_event_type.label}",
        "title": incident.title,
        "summary": incident.summary,
        "possibly": incident.id in view.possibly,
        "facts": list(_facts(incident)),
        "actors": [_actor(dataset, mention) for mention in incident.actors],
        "tolls": [_toll(view, incident, outcome) for outcome in Outcome if _is_told(view, incident, outcome)],
        "grade": (incident.grade.label, incident.grade.definition),
        "collection": incident.collection.label,
        "note": incident.note,
        "claims": [_account(view, account) for account in _accounts(dataset, incident)],
        "sources": [_source(dataset, source, told) for source, told in _told(dataset, incident)],
        "corrections": [_correction(site, *found) for found in site.corrections_of.get(incident.id, ())],
        "citation": cite(
            dataset, incident, edition=site.about.edition, address=site.address(incident_path(incident)) or ""
        ),
    }


def _facts(incident: Incident) -> Iterator[tuple[str, str, str]]:
    """Name, value and note of each line about time and place."""
    day = period_words(incident.date_start, incident.date_end)
    when = f"{day}, {incident.time_of_day}" if incident.time_of_day else day
    yield "When", when, _capital(f"{incident.time_precision.label}: {incident.date_basis}")
    for number, place in enumerate(incident.places):
        is_first = number == 0 and place.role is PlaceRole.EVENT
        yield "Where" if is_first else place.role.label.capitalize(), _name(place), _position(place)


def _name(place: PlaceMention) -> str:
    return f"{place.name} (“{place.words}”)" if place.words and place.words != place.name else place.name


def _position(place: PlaceMention) -> str:
    position = "" if place.latitude is None else f"; {place.latitude:.4f} N, {place.longitude:.4f} E"
    return f"{_capital(how_placed(place))}{position}." + (f" {place.note}" if place.note else "")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _actor(dataset: Dataset, mention: ActorMention) -> dict[str, Any]:
    actor = dataset.actors[mention.actor_id]
    certainty = "" if mention.certainty is Certainty.STATED else f", {mention.certainty.label}"
    return {
        "name": actor.names.en,
        "side": actor.side.value,
        "note": f"{mention.role.label}{certainty}; {actor.side.label}" + (f": {mention.note}" if mention.note else ""),
    }


def _is_told(view: View, incident: Incident, outcome: Outcome) -> bool:
    """Killed and wounded are always spoken of, be it to say that they are unknown."""
    return outcome is not Outcome.ABDUCTED or any(
        claim.outcome is outcome for claim in view.counted.claims_by_incident.get(incident.id, ())
    )


def _toll(view: View, incident: Incident, outcome: Outcome) -> dict[str, Any]:
    claims = view.counted.claims_by_incident.get(incident.id, ())
    others = {i for c in claims if c.shared and c.outcome is outcome for i in c.incident_ids} - {incident.id}
    return {
        "name": outcome.label.capitalize(),
        "words": str(view.toll(incident.id, outcome)),
        "shared_with": [_named(view, i) for i in sorted(others)],
    }


def _named(view: View, incident_id: str) -> dict[str, str | None]:
    """An incident by its title, with its page where the site has one."""
    incident = view.dataset.incidents[incident_id]
    title = incident.title if incident.status is Status.PUBLISHED else _WITHDRAWN
    return {"title": title, "path": incident_path(incident) if incident_id in view.ids else None}


def _accounts(dataset: Dataset, incident: Incident) -> Iterator[Account]:
    """All of them, those too that the filter does not count; articles first, then by day of publication."""
    for outcome in Outcome:
        found = accounts(dataset.claims_of_incident[incident.id], outcome=outcome)
        yield from sorted(found, key=lambda account: _order(dataset.sources[account.source_id]))


def _order(source: Source) -> tuple[bool, str, str]:
    return (
        source.kind is not SourceKind.ARTICLE,
        source.published.isoformat() if source.published else "9999",
        source.id,
    )


def _account(view: View, account: Account) -> dict[str, Any]:
    counted = {claim.id for claim in view.counted.claims_by_incident.get(account.claims[0].incident_ids[0], ())}
    return {
        "total": str(account_toll(account.claims)),
        "outcome": account.claims[0].outcome.label,
        "source": source_label(view.dataset, account.source_id),
        "source_id": account.source_id,
        "cited": sorted({claim.attributed_to for claim in account.claims if claim.attributed_to}),
        "counted": all(claim.id in counted for claim in account.claims),
        "parts": [_claim(view, claim) for claim in account.claims],
    }


def _claim(view: View, claim: Claim) -> dict[str, Any]:
    return {
        "words": f"{claim_toll(claim)} {claim.group.label}",
        "shared": [_named(view, i) for i in claim.incident_ids] if claim.shared else [],
        "statement": claim.statement_id,
        "note": claim.note,
    }


def _told(dataset: Dataset, incident: Incident) -> list[tuple[Source, list[Statement]]]:
    found: dict[str, list[Statement]] = {}
    for statement in dataset.statements_of_incident[incident.id]:
        found.setdefault(statement.source_id, []).append(statement)
    told = ((dataset.sources[source_id], statements) for source_id, statements in found.items())
    return sorted(told, key=lambda part: _order(part[0]))


def _source(dataset: Dataset, source: Source, statements: list[Statement]) -> dict[str, Any]:
    return {
        "id": source.id,
        "label": source_label(dataset, source.id),
        "title": source.title,
        "url": source.url,
        "via": source.via,
        "statements": [_statement(source, statement) for statement in statements],
    }


def _statement(source: Source, statement: Statement) -> dict[str, Any]:
    passage = statement.passage
    found: dict[str, Any] = {"id": statement.id, "text": statement.text, "note": statement.note, "where": None}
    if passage is None:
        return found
    text = next(p.text for p in source.digest if p.number == passage.paragraph)
    original = passage.original_paragraph
    where = f"Paragraph {original} of the original" if original else f"Digest, paragraph {passage.paragraph}"
    parts = {"before": text[: passage.start], "marked": text[passage.start : passage.end], "after": text[passage.end :]}
    return found | parts | {"where": where}


def _correction(site: Site, correction: Correction, changes: Sequence[Change]) -> dict[str, Any]:
    day = day_words(correction.at.astimezone(dt.UTC).date())
    return {
        "head": f"Revision {correction.number} · {day} · {correction.author}",
        "reason": correction.reason,
        "changes": [_change(site, change) for change in changes],
    }


def _change(site: Site, change: Change) -> dict[str, Any]:
    dataset = site.view.dataset
    if change.kind == "claim":
        claim = dataset.claims[change.record_id]
        title = f"{claim.group.label}, {claim.outcome.label}; {source_label(dataset, claim.source_id)}"
    elif change.kind == "statement":
        title = source_label(dataset, dataset.statements[change.record_id].source_id)
    else:
        title = ""
    fields = []
    for found in change.differences:
        name, before, after = found.field, found.before, found.after
        if name == "incident ids":
            name, before, after = "incident", _titles(dataset, before), _titles(dataset, after)
        fields.append((name.capitalize(), before, after))
    return {"kind": _KINDS[change.kind], "title": title, "fields": fields}


def _titles(dataset: Dataset, ids: str) -> str:
    known = (dataset.incidents.get(i) for i in ids.split("; "))
    return "; ".join(i.title if i is not None and i.status is Status.PUBLISHED else _WITHDRAWN for i in known)
