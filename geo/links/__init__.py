"""Short links: an address with a random token that leads to a view of one edition, until it expires or is revoked."""

from geo.links.comparison import Comparison, changed_words, compare, these_words
from geo.links.short_links import (
    LIFETIMES,
    TITLE_LIMIT,
    USUAL_LIFETIME,
    Link,
    LinkState,
    create_link,
    find_link,
    link_state,
    list_links,
    revoke_link,
)
from geo.links.snapshot import Snapshot

__all__ = [
    "LIFETIMES",
    "TITLE_LIMIT",
    "USUAL_LIFETIME",
    "Comparison",
    "Link",
    "LinkState",
    "Snapshot",
    "changed_words",
    "compare",
    "create_link",
    "find_link",
    "link_state",
    "list_links",
    "revoke_link",
    "these_words",
]
