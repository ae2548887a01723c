"""Extractors: the rules and the newsroom's own endpoint behind one interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from geo.coding import Coding, code_article
from geo.coding.places import Gazetteer
from geo.extraction import Article
from geo.gazetteer import LocalGeocoder
from geo.opinions.claims import INSTRUCTIONS, Dropped, read_claims, shortened
from geo.opinions.endpoint import ask
from geo.opinions.settings import OpinionSettings
from geo.opinions.verified import Quote, verify


@dataclass(frozen=True)
class Opinion:
    """What an extractor reads in an article.

    Attributes:
        extractor: its name, for the reader.
        coding: in the terms of the rules; every value has its passage.
        quotes: the passages that the drafts stand on, where the extractor gives quotes.
        dropped: what it said and was not taken.
    """

    extractor: str
    coding: Coding
    quotes: tuple[Quote, ...] = ()
    dropped: tuple[Dropped, ...] = ()


class Extractor(Protocol):
    """Reads an article into incident drafts."""

    @property
    def name(self) -> str:
        """Who reads, in words for the desk."""

    def read(self, article: Article) -> Opinion:
        """Read an article; an extractor that asks somebody raises when it gets no answer."""


@dataclass(frozen=True)
class RuleExtractor:
    """Seamline's own rules."""

    gazetteer: LocalGeocoder | Gazetteer
    name: str = "Seamline's rules"

    def read(self, article: Article) -> Opinion:
        """Read an article; nothing leaves the machine."""
        return Opinion(self.name, code_article(article, gazetteer=self.gazetteer))


@dataclass(frozen=True)
class EndpointExtractor:
    """A model at the newsroom's own endpoint, of which nothing but verified quotes is taken."""

    settings: OpinionSettings
    gazetteer: LocalGeocoder | Gazetteer

    @property
    def name(self) -> str:
        """The model and where it runs."""
        return f"{self.settings.model} at {self.settings.authority}"

    def read(self, article: Article) -> Opinion:
        """Send the article's text to the endpoint and verify what it quotes.

        Raises:
            EndpointRefusedError: key, model or address do not fit.
            EndpointOutageError: the endpoint is out of reach, too slow or overloaded.
            UnreadableAnswerError: the answer is not what was asked for.
        """
        claims, unread = read_claims(ask(self.settings, system=INSTRUCTIONS, text=article.text))
        coding, quotes, dropped = verify(article, claims, gazetteer=self.gazetteer)
        return Opinion(self.name, coding, quotes, shortened([*unread, *dropped]))


def second_extractor(
    gazetteer: LocalGeocoder | Gazetteer, environment: Mapping[str, str] | None = None
) -> EndpointExtractor | None:
    """The extractor that the environment sets up; None where second opinions are off.

    Raises:
        OpinionSettingError: a setting has a value that means nothing.
    """
    settings = OpinionSettings.from_environment(environment)
    return None if settings is None else EndpointExtractor(settings, gazetteer)
