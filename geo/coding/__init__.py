"""Coding: statements to incident drafts, with every rejection and every merge explained."""

from geo.coding.article import code_article
from geo.coding.drafts import (
    AttackerDraft,
    CodedStatement,
    CodedText,
    Coding,
    DateDraft,
    EventDraft,
    IncidentDraft,
    PlaceCandidate,
    PlaceDraft,
    TargetDraft,
    TollDraft,
)

__all__ = [
    "AttackerDraft",
    "CodedStatement",
    "CodedText",
    "Coding",
    "DateDraft",
    "EventDraft",
    "IncidentDraft",
    "PlaceCandidate",
    "PlaceDraft",
    "TargetDraft",
    "TollDraft",
    "code_article",
]
