"""Extraction: article text to statements with passage offsets. Pure; no gazetteer, no clock, no network."""

from geo.extraction.article import Article, InvalidArticleError, Span
from geo.extraction.statements import Reading, Statement, read_article

__all__ = ["Article", "InvalidArticleError", "Reading", "Span", "Statement", "read_article"]
