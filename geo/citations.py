"""How to cite an incident: what, which edition, and where to find it again."""

from __future__ import annotations

from geo.filters import period_words, source_label
from geo.records import Dataset, Incident


def cite(dataset: Dataset, incident: Incident, *, edition: int, address: str) -> str:
    """Write a citation for a newspaper: title, day, sources, edition and address, in one line."""
    sources = {s.source_id: None for s in dataset.statements_of_incident[incident.id]}
    told = "; ".join(source_label(dataset, source_id) for source_id in sources)
    day = period_words(incident.date_start, incident.date_end)
    return f"Seamline, “{incident.title}” ({day}), incident {incident.id}, edition {edition}, after {told}. {address}"
