"""Located: sentences that say where a place lies, such as "X lies between Y and Z"."""

from __future__ import annotations

from collections.abc import Mapping

from geo.coding.places import Known, Resolver
from geo.extraction.statements import Reading, Statement
from geo.gazetteer import name_key

_LIES = frozenset({"is", "lies", "located", "situated", "sits", "was"})

Located = Mapping[str, tuple[Known, ...]]


def find_located(reading: Reading, resolver: Resolver) -> Located:
    """Give the places from which such sentences measure, by the key of the name that they are about."""
    found: dict[str, tuple[Known, ...]] = {}
    for statement in reading.statements:
        measured = [place for place in statement.places if place.bearing is not None or place.relation == "between"]
        subject = _subject(statement)
        if measured and subject and _LIES & {token.lower for token in statement.tokens[: measured[0].first + 3]}:
            found.setdefault(name_key(subject), tuple(resolver.know(place) for place in measured))
    return found


def _subject(statement: Statement) -> str:
    """The name at the start of a sentence."""
    name: list[str] = []
    for token in statement.tokens:
        if not token.is_capital:
            break
        name.append(token.text)
    return " ".join(name)
