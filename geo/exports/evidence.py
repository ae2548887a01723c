"""The claims that count and the sources that report: what the incidents' rows rest on."""

from __future__ import annotations

from collections import Counter
from typing import Final

from geo.exports.table import Column, Kind, Table, Value
from geo.filters import source_label
from geo.records import Claim, Source
from geo.tolls import claim_toll
from geo.view import View

CLAIM_COLUMNS: Final[tuple[Column, ...]] = (
    Column("id", Kind.TEXT, "Stable identifier."),
    Column("incident_ids", Kind.LIST, "The incident that the figure is about, or all that share it."),
    Column("in_view", Kind.LIST, "Those of them that are in this file."),
    Column("shared", Kind.YES_NO, "Whether the one figure covers several incidents: count it once, never divide it."),
    Column("group", Kind.TEXT, "Code of the people it counts."),
    Column("side", Kind.TEXT, "Code of the side that the group stands with."),
    Column("outcome", Kind.TEXT, "Code of what happened to them."),
    Column("low", Kind.WHOLE, "Lower end; empty when the source gives no number.", "people"),
    Column("high", Kind.WHOLE, "Upper end; empty for 'at least' and when there is no number.", "people"),
    Column("words", Kind.TEXT, "The figure in words."),
    Column("source_id", Kind.TEXT, "The source whose account it belongs to."),
    Column("source", Kind.TEXT, "That source by outlet and day."),
    Column("attributed_to", Kind.TEXT, "Whom the source cites for it."),
    Column("statement_id", Kind.TEXT, "The statement it rests on."),
    Column("statement", Kind.TEXT, "What that statement says, as a digest."),
    Column("note", Kind.TEXT, "How it was read."),
)

SOURCE_COLUMNS: Final[tuple[Column, ...]] = (
    Column("id", Kind.TEXT, "Stable identifier."),
    Column("outlet", Kind.TEXT, "Who published it."),
    Column("title", Kind.TEXT, "The title, or a short description in brackets."),
    Column("published", Kind.DAY, "Day of publication."),
    Column("url", Kind.TEXT, "The document's address."),
    Column("via", Kind.TEXT, "Where it was read, if not at the outlet itself."),
    Column("reference", Kind.TEXT, "The outlet's own number of the document."),
    Column("language", Kind.TEXT, "ISO 639 code."),
    Column("kind", Kind.TEXT, "Code of how it is used."),
    Column("collection", Kind.TEXT, "Code of the collection it belongs to."),
    Column("incidents", Kind.WHOLE, "How many incidents of this file it reports."),
    Column("claims", Kind.WHOLE, "How many of its figures count in this file."),
    Column("note", Kind.TEXT, "What to know before using it."),
)


def claims_in_view(view: View) -> tuple[Claim, ...]:
    """The claims that count and touch an incident in view, in order of the first of these."""
    order = {incident.id: number for number, incident in enumerate(view.incidents)}
    found = [claim for claim in view.claims if not order.keys().isdisjoint(claim.incident_ids)]
    return tuple(sorted(found, key=lambda c: (min(order[i] for i in c.incident_ids if i in order), c.outcome, c.id)))


def claim_table(view: View) -> Table:
    """One row a claim: a shared figure stands once, with all of its incidents."""
    rows = tuple(_claim(view, claim) for claim in claims_in_view(view))
    return Table("claims", "One row a figure of one source; a shared one stands once.", CLAIM_COLUMNS, rows)


def source_table(view: View) -> Table:
    """One row a source that reports an incident in view."""
    reports = Counter(
        source_id
        for incident in view.incidents
        for source_id in {s.source_id for s in view.dataset.statements_of_incident[incident.id]}
    )
    figures = Counter(claim.source_id for claim in claims_in_view(view))
    rows = tuple(
        _source(view.dataset.sources[source_id], incidents=reports[source_id], claims=figures[source_id])
        for source_id in sorted(reports)
    )
    return Table("sources", "One row a source that reports an incident in view.", SOURCE_COLUMNS, rows)


def _claim(view: View, claim: Claim) -> tuple[Value, ...]:
    return (
        claim.id,
        claim.incident_ids,
        tuple(i for i in claim.incident_ids if i in view.ids),
        claim.shared,
        claim.group.value,
        claim.group.side.value,
        claim.outcome.value,
        claim.low,
        claim.high,
        str(claim_toll(claim)),
        claim.source_id,
        source_label(view.dataset, claim.source_id),
        claim.attributed_to,
        claim.statement_id,
        view.dataset.statements[claim.statement_id].text,
        claim.note,
    )


def _source(source: Source, *, incidents: int, claims: int) -> tuple[Value, ...]:
    return (
        source.id,
        source.outlet,
        source.title,
        source.published,
        source.url,
        source.via,
        source.reference,
        source.language,
        source.kind.value,
        source.collection.value,
        incidents,
        claims,
        source.note,
    )
