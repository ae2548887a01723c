"""What goes wrong when an article is fetched: our rules forbid it, the site has it not, or somebody is out of reach."""

from __future__ import annotations

from geo.errors import SeamlineError


class FetchRefusedError(SeamlineError, ValueError):
    """A rule of ours forbids the address or what came from it; trying again changes nothing."""


class FetchSwitchedOffError(FetchRefusedError):
    """Fetching is switched off on this server."""


class FetchSettingError(SeamlineError, ValueError):
    """A setting of the fetcher has a value that means nothing."""


class ArticleUnavailableError(SeamlineError, LookupError):
    """The site answers that it has no such page, or does not give it to us."""


class FetchOutageError(SeamlineError, ConnectionError):
    """The name, the site or the way to it does not work now; the page may exist, and another try may succeed."""
