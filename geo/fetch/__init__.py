"""The guarded article fetcher: one page at one public web address, within limits, and nothing else.

`fetch_article` is the only way from Seamline's server to an address that a person typed. The rules are in
geo.fetch.addresses (which addresses), geo.fetch.exchange (how they are spoken to) and geo.fetch.article (what is kept).
"""

from geo.fetch.addresses import WebAddress, is_public, read_address
from geo.fetch.article import FetchedArticle, fetch_article
from geo.fetch.errors import (
    ArticleUnavailableError,
    FetchOutageError,
    FetchRefusedError,
    FetchSettingError,
    FetchSwitchedOffError,
)
from geo.fetch.exchange import Network
from geo.fetch.settings import FetchSettings

__all__ = [
    "ArticleUnavailableError",
    "FetchOutageError",
    "FetchRefusedError",
    "FetchSettingError",
    "FetchSettings",
    "FetchSwitchedOffError",
    "FetchedArticle",
    "Network",
    "WebAddress",
    "fetch_article",
    "is_public",
    "read_address",
]
