"""Shared tolls: the places of one figure joined by a dashed link that carries the figure once."""

from __future__ import annotations

from typing import Any

from geo.palette import SIDE_COLOURS
from geo.tolls import Toll
from geo.view import View
from geo.vocabulary import Outcome


def shared_links(view: View) -> list[dict[str, Any]]:
    """One link for each figure of people killed that several incidents in view share."""
    mapped = {incident.id for incident in view.mapped}
    links = []
    for claim in view.shared:
        ids = [incident_id for incident_id in claim.incident_ids if incident_id in mapped]
        if claim.outcome is Outcome.KILLED and claim.low is not None and len(ids) > 1:
            figure = Toll(claim.low, claim.high if claim.high is not None else claim.low, claim.high is None)
            words = f"{figure} {claim.outcome.label}, shared"
            links.append({"ids": ids, "words": words, "colour": SIDE_COLOURS[claim.group.side]})
    return links
