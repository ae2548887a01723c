"""The values of records in words: code labels, names instead of ids, and all that tells two versions apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from operator import eq
from typing import Any, Final

from geo.records import MERGED_NOTE, ActorMention, Dataset, PlaceMention, Record
from geo.vocabulary import Code, Status

Mention = PlaceMention | ActorMention

NOTHING: Final = "none"
_ACTORS: Final = frozenset({"actor_id", "parties"})
_MERGED: Final = re.compile(re.escape(MERGED_NOTE).replace(re.escape("{}"), "([a-z0-9][a-z0-9_-]*)"))
# What is said of a place or an actor only where it differs: with a value, and without one.
_MORE: Final[Mapping[str, tuple[str, str]]] = {
    "geo_precision": ("precision: {}", ""),
    "method": ("how found: {}", ""),
    "place_id": ("gazetteer entry: {}", "no gazetteer entry"),
    "words": ("spelt “{}”", "no spelling given"),
    "note": ("note: {}", "no note"),
}


def in_words(value: Any, dataset: Dataset | None = None, *, field: str = "") -> str:
    """A field's value as a reader can read it.

    Args:
        value: what the field holds.
        dataset: where names are looked up; without it ids are said.
        field: which one, as it tells what its ids stand for.
    """
    if value is None or value == ():
        return NOTHING
    if isinstance(value, Code):
        return value.label
    if isinstance(value, tuple):
        return "; ".join(in_words(part, dataset, field=field) for part in value)
    if isinstance(value, PlaceMention | ActorMention):
        return _mention_words(value, None, dataset)
    if isinstance(value, Record):
        return ", ".join(in_words(getattr(value, f), dataset, field=f) for f in type(value).model_fields)
    return str(value) if dataset is None else _named(str(value), dataset, field=field)


def differing_words(field: str, before: Any, after: Any, dataset: Dataset | None = None) -> tuple[str, str]:
    """Two values of a field that differ, in words that differ too."""
    mentions = _mentions(before), _mentions(after)
    if any(mentions):
        old, new = _mentions_words(*mentions, dataset)
    else:
        old, new = (in_words(value, dataset, field=field) for value in (before, after))
    return (old, new) if old != new else (f"{old} ({before})", f"{new} ({after})")


def _named(value: str, dataset: Dataset, *, field: str) -> str:
    if field in _ACTORS and value in dataset.actors:
        return dataset.actors[value].names.en
    if field == "place_id" and value in dataset.places:
        return dataset.places[value].names.en
    return _MERGED.sub(lambda told: MERGED_NOTE.format(_title(told[1], dataset)), value) if field == "note" else value


def _title(incident_id: str, dataset: Dataset) -> str:
    found = dataset.incidents.get(incident_id)
    is_public = found is not None and found.status is Status.PUBLISHED
    return f"“{found.title}”" if found is not None and is_public else "an incident that is withdrawn"


def _mentions(value: Any) -> tuple[Mention, ...]:
    parts = value if isinstance(value, tuple) else ()
    return tuple(part for part in parts if isinstance(part, PlaceMention | ActorMention))


def _mentions_words(
    before: tuple[Mention, ...], after: tuple[Mention, ...], dataset: Dataset | None
) -> tuple[str, str]:
    after_of = dict(_pairs(before, after))
    before_of = {new: old for old, new in after_of.items()}
    old = [_mention_words(m, after[after_of[n]] if n in after_of else None, dataset) for n, m in enumerate(before)]
    new = [_mention_words(m, before[before_of[n]] if n in before_of else None, dataset) for n, m in enumerate(after)]
    return "; ".join(old) or NOTHING, "; ".join(new) or NOTHING


def _pairs(before: tuple[Mention, ...], after: tuple[Mention, ...]) -> Iterator[tuple[int, int]]:
    """Positions of the same place or actor before and after, the likest first; what is left over is paired in order."""
    old, new = dict(enumerate(before)), dict(enumerate(after))
    alike: tuple[Callable[[Mention, Mention], bool], ...] = (eq, _is_same_in_role, _is_same, lambda *_: True)
    for is_pair in alike:
        for n, one in tuple(old.items()):
            found = next((m for m, other in new.items() if is_pair(one, other)), None)
            if found is not None:
                del old[n], new[found]
                yield n, found


def _is_same(one: Mention, other: Mention) -> bool:
    return _identity(one) == _identity(other)


def _is_same_in_role(one: Mention, other: Mention) -> bool:
    return _is_same(one, other) and one.role is other.role


def _identity(mention: Mention) -> str:
    return mention.name if isinstance(mention, PlaceMention) else mention.actor_id


def _mention_words(mention: Mention, other: Mention | None, dataset: Dataset | None) -> str:
    """A place or an actor with what always is said of it, and what else it has or in what else it differs."""
    more = (_more(mention, other, field, dataset) for field in _MORE if hasattr(mention, field))
    if isinstance(mention, ActorMention):
        name = in_words(mention.actor_id, dataset, field="actor_id")
        parts = [mention.role.label, mention.certainty.label, *filter(None, more)]
    else:
        name = mention.name
        parts = [mention.role.label, _position(mention, other), *filter(None, more)]
    return f"{name} ({', '.join(parts)})"


def _more(mention: Mention, other: Mention | None, field: str, dataset: Dataset | None) -> str:
    value, theirs = getattr(mention, field), getattr(other, field, None)
    if value == theirs:
        return ""
    with_value, without = _MORE[field]
    if value is None:
        return without
    words, their_words = (in_words(v, dataset, field=field) for v in (value, theirs))
    return with_value.format(f"{words} ({value})" if words == their_words else words)


def _position(place: PlaceMention, other: Mention | None) -> str:
    if place.latitude is None or place.longitude is None:
        return "no position"
    words = f"{place.latitude:.4f}, {place.longitude:.4f}"
    here = (place.latitude, place.longitude)
    if isinstance(other, PlaceMention) and other.latitude is not None and other.longitude is not None:
        is_near = words == f"{other.latitude:.4f}, {other.longitude:.4f}"
        if is_near and here != (other.latitude, other.longitude):
            words = f"{place.latitude}, {place.longitude}"  # they differ by less than ten metres
    return f"{words}, within {place.error_km:g} km"
