"""How to cite an incident: what, which edition, and where to find it again."""

from __future__ import annotations

from geo.filters import period_words, source_label
from geo.records import Dataset, Incident


def cite(dataset: Dataset, incident: Incident, *, edition: int, address: str) -> str:
    """Write a citation for a newspaper: title, day, sources, edition and address, in one line."""
    # Two texts of one outlet and day carry one label, which is named once.
    labels = (source_label(dataset, s.source_id) for s in dataset.statements_of_incident[incident.id])
    told = "; ".join(dict.fromkeys(labels))
    day = period_words(incident.date_start, incident.date_end)
    return f"Seamline, “{incident.title}” ({day}), incident {incident.id}, edition {edition}, after {told}. {address}"
