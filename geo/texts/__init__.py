"""Texts: what a web page, a Word file, a PDF or a plain file says, with the encoding named and within limits."""

from geo.texts.cleaning import clean_text
from geo.texts.document import (
    Document,
    DocumentRefusedError,
    Kind,
    NoArticleError,
    ReaderUnavailableError,
    ReadLimits,
)
from geo.texts.encodings import decode_text
from geo.texts.reader import read_document

__all__ = [
    "Document",
    "DocumentRefusedError",
    "Kind",
    "NoArticleError",
    "ReadLimits",
    "ReaderUnavailableError",
    "clean_text",
    "decode_text",
    "read_document",
]
