"""Second opinions: an optional model at the newsroom's own endpoint, whose quotes are verified, beside the rules.

Off unless SEAMLINE_LLM_URL is set. A model only points at passages: what stands there is read by the rules of
geo.extraction and geo.coding, and whatever fails is dropped with its reason.
"""

from geo.opinions.claims import ClaimField, Dropped
from geo.opinions.differences import Difference, Verdict, compare
from geo.opinions.errors import (
    EndpointOutageError,
    EndpointRefusedError,
    OpinionSettingError,
    UnreadableAnswerError,
)
from geo.opinions.extractors import EndpointExtractor, Extractor, Opinion, RuleExtractor, second_extractor
from geo.opinions.settings import OpinionSettings
from geo.opinions.verified import Quote

__all__ = [
    "ClaimField",
    "Difference",
    "Dropped",
    "EndpointExtractor",
    "EndpointOutageError",
    "EndpointRefusedError",
    "Extractor",
    "Opinion",
    "OpinionSettingError",
    "OpinionSettings",
    "Quote",
    "RuleExtractor",
    "UnreadableAnswerError",
    "Verdict",
    "compare",
    "second_extractor",
]
