"""Kind words: "district", "village of", "جبل" and the like, which say what a place is and are not part of its name."""

from __future__ import annotations

import re
from typing import NamedTuple

from geo.gazetteer.folding import fold
from geo.vocabulary import PlaceKind

_WORDS: dict[PlaceKind, tuple[str, ...]] = {
    PlaceKind.CITY: ("city", "مدينة", "شار", "شاری"),
    PlaceKind.TOWN: ("town", "township", "بلدة", "شارۆچکە", "شارۆچکەی"),
    PlaceKind.VILLAGE: ("village", "hamlet", "qaryat", "qariyat", "qaryah", "قرية", "گوند", "گوندی"),
    PlaceKind.CAMP: ("camp", "refugee camp", "مخيم", "کەمپ", "کەمپی"),
    PlaceKind.BASE: ("base", "air base", "airbase", "military base", "قاعدة", "معسكر", "بنکە", "بنکەی"),
    PlaceKind.MOUNTAIN: (
        *("mountain", "mount", "mt", "ridge", "jabal", "jebel", "dagh"),
        *("جبل", "چیا", "چیای", "شاخ", "شاخی"),
    ),
    PlaceKind.RANGE: ("mountains", "mountain range", "range", "hills", "جبال", "سلسلة جبال", "زنجیرە چیای"),
    PlaceKind.VALLEY: ("valley", "wadi", "وادي", "دۆڵ", "دۆڵی"),
    PlaceKind.BRIDGE: ("bridge", "جسر", "پرد", "پردی"),
    PlaceKind.SUBDISTRICT: (
        *("sub-district", "subdistrict", "nahiya", "nahiyah", "nahiyat", "nahia"),
        *("ناحية", "ناحیە", "ناحیەی"),
    ),
    PlaceKind.DISTRICT: ("district", "qadha", "qada", "qaza", "قضاء", "قەزا", "قەزای"),
    PlaceKind.GOVERNORATE: ("governorate", "province", "muhafaza", "muhafazat", "محافظة", "پارێزگا", "پارێزگای"),
    PlaceKind.ADMINISTRATION: ("administration", "independent administration", "إدارة", "ئیدارە", "ئیدارەی"),
    PlaceKind.AREA: ("area", "region", "منطقة", "ناوچە", "ناوچەی"),
}
# Outlets use the words of one family for each other: a nahiya is called a district, a village a town.
_FAMILIES = (
    frozenset({PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE}),
    frozenset({PlaceKind.MOUNTAIN, PlaceKind.RANGE}),
    frozenset({PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT}),
    frozenset({PlaceKind.GOVERNORATE, PlaceKind.ADMINISTRATION}),
)
_KIND_OF_WORDS = {tuple(fold(word).split()): kind for kind, words in _WORDS.items() for word in words}
_LONGEST = max(map(len, _KIND_OF_WORDS))
# "Rashad (Diyala)" and "Rashad, Diyala": a name and where it lies.
_QUALIFIER = re.compile(r"[(),،;؛]")
_CONNECTORS = frozenset({"of", "the"})


class NamedKind(NamedTuple):
    """A name without its kind words.

    Attributes:
        key: the bare name as `folding.name_key` gives it.
        kinds: the kinds that the words name; empty when there was no such word.
    """

    key: str
    kinds: frozenset[PlaceKind]


def split_kind(text: str) -> NamedKind:
    """Take the kind words off both ends of a name, as long as a name remains.

    >>> split_kind("village of Dara")
    NamedKind(key='dara', kinds=frozenset({<PlaceKind.VILLAGE: 'village'>}))
    >>> split_kind("Bridge")
    NamedKind(key='bridge', kinds=frozenset())
    """
    words = tuple(fold(text).split())
    kinds: set[PlaceKind] = set()
    while (shorter := _shorten(words)) is not None:
        words, kind = shorter
        kinds.update(kind)
    return NamedKind("".join(words), frozenset(kinds))


def split_qualifiers(text: str) -> tuple[str, list[str]]:
    """Give a name and what is said of where it lies, after commas or in brackets."""
    head, *qualifiers = (part.strip() for part in _QUALIFIER.split(text))
    return head, [qualifier for qualifier in qualifiers if qualifier]


def same_family(kind: PlaceKind, kinds: frozenset[PlaceKind]) -> bool:
    """Whether outlets use the word for one of `kinds` for a place of `kind` too."""
    return any(kind in family and family & kinds for family in _FAMILIES)


def _shorten(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[PlaceKind, ...]] | None:
    if len(words) > 1 and words[0] in _CONNECTORS:
        return words[1:], ()
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        for part, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            if part in _KIND_OF_WORDS and not set(rest) <= _CONNECTORS:
                return rest, (_KIND_OF_WORDS[part],)
    return None
