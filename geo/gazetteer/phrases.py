"""Finds phrases that place a scene in relation to named places: "about 70 km southeast of Mosul", "near Kifri".

English only. The names are what the text prints, with their kind words; whether they are places is for a gazetteer to
say. Phrases about groups ("clashes between ISIS and ...") and capitals as parties ("talks between Baghdad and Erbil")
are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

KM_PER_MILE = 1.609344


class Relation(StrEnum):
    """How a phrase relates a scene to what it names."""

    DISTANCE = "at a distance"
    DIRECTION = "in a direction"
    NEAR = "near"
    OUTSIDE = "outside"
    FOOTHILLS = "in the foothills"
    BETWEEN = "between"
    ROAD = "on the road"
    WITHIN = "within"


@dataclass(frozen=True)
class Anchor:
    """A name that a phrase relates to, as printed; `start` and `end` are characters of the whole text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class RelativePhrase:
    """A relative phrase and where it stands.

    Attributes:
        start: first character in the text.
        end: the character after the last.
        anchors: two for BETWEEN and ROAD, else one.
        low_km: the least distance as printed, converted; None where none is printed.
        high_km: the greatest one; equal to `low_km` unless a range or "within" is printed.
        bearing: degrees from north, of one of the sixteen compass points.
        group: phrases with one number stand side by side and describe one scene.
    """

    start: int
    end: int
    text: str
    relation: Relation
    anchors: tuple[Anchor, ...]
    low_km: float | None = None
    high_km: float | None = None
    bearing: float | None = None
    group: int = 0


_POINTS = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")
_BEARINGS = {point: number * 22.5 for number, point in enumerate(_POINTS)}

_SMALL_NUMBERS = {
    word: number
    for number, word in enumerate(
        (
            *(
                "zero",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ),
            *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        )
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_NUMBER_WORDS = {**_SMALL_NUMBERS, **_TENS, "a": 1, "an": 1, "dozen": 12, "couple": 2, "hundred": 100}

_CALENDAR = (
    "Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October"
    "|November|December"
)
# What is capitalised and no place; a name that begins with one of these, or is one, is not taken.
_NO_PLACE = (
    "ISIS|ISIL|IS|ISF|Daesh|Islamic|Peshmerga|Asayish|PMF|PMU|PKK|PUK|KDP|KRG|SDF|Iraqi|Kurdish|Turkish|Iranian|Syrian"
    "|Arab|Turkmen|American|US|Shia|Shiite|Sunni|Kakai|Yazidi|Ministry|Army|Prime|President|Joint|Coalition|Hashd"
)
_UPPER = "A-ZÀ-ÖØ-ÞÂÊÎÔÛÇŞĞĀĒĪŌŪḨḤŢṬŞṢḐḌ"
_WORD = rf"(?!(?:(?:{_CALENDAR}|(?:{_NO_PLACE}))\b)(?<![\w'’‘])['‘’ʿ]?[{_UPPER}][\w'’‘ʿ]*"
_ARTICLE = r"(?:(?:[Aa]l|[Ee]l|[Aa]sh|[Aa]s|[Aa]r|[Aa]t|[Aa]z|[Aa]d|[Aa]n)-|(?:[Aa]l|[Ee]l|Ash|As|Ar|At|Az|Ad|An)[ ])?"
_PART = rf"{_ARTICLE}{_WORD}"
_KIND = (
    r"(?:sub-?district|district|governorate|province|administration|city|town|township|village|hamlet|area|region|camp"
    r"|base|airbase|mountains?|mountain range|range|ridge|hills|valley|bridge)"
)
_BEFORE = (
    r"(?:the\s+)?(?:(?:nearby|small|northern|southern|eastern|western|central|provincial|regional|Iraqi|Kurdish"
    r"|disputed|oil-rich)\s+)*(?:capital\s+(?:city\s+)?(?:of\s+)?)?"
)
_NAME = rf"(?:(?:{_KIND})\s+of\s+(?:the\s+)?)?{_PART}(?:[ -]{_PART}){{0,3}}(?:\s+{_KIND}\b)?"
# No hyphen between words here: on the Kirkuk-Baghdad road it stands between two places.
_ROAD_END = rf"{_PART}(?:[ ]{_PART}){{0,2}}"

_DIRECTION = (
    r"(?:(?:(?:north|south|east|west)[- ]?){1,3}(?:wards?)?|[NS](?:NE|NW|SE|SW|E|W)?|[EW](?:NE|NW|SE|SW)?)(?![a-z])"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_WORDS = rf"(?:{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})\b"
_SPELLED = rf"(?:half\s+an?|{_WORDS}(?:[\s-]{{1,3}}(?:and\s{{1,3}})?{_WORDS}){{0,5}}(?:\s+and\s+a\s+half)?)"
_NUMBER = rf"(?:{_DIGITS}|{_SPELLED})"
_UNIT = r"(?:kilomet(?:er|re)s?|kms?|miles?|mi|met(?:er|re)s?|m)(?![\w])"
_ROUGHLY = r"(?:about|around|some|roughly|approximately|nearly|almost|over|more\s+than|only|just)"
_AT_MOST = r"(?:within|less\s+than|under|up\s+to|no\s+more\s+than|not\s+more\s+than)"
_CONVERSION = rf"(?:\s*\([^()]{{0,12}}?{_NUMBER}[\s-]*{_UNIT}\))?"
_DISTANCE = (
    rf"(?:(?P<most>{_AT_MOST})\s+)?(?:{_ROUGHLY}\s+){{0,2}}(?<![\w.,])(?P<low>{_NUMBER})"
    rf"(?:(?:\s*[-–]\s*|\s+to\s+|\s+or\s+)(?P<high>{_NUMBER}))?[\s-]*(?P<unit>{_UNIT}){_CONVERSION}"
)
_TAIL = r"(?![\w'’]|[-–—]\w)"
_NO_ROAD = r"(?!\s+(?:main\s+)?(?:road|highway|route|motorway)\b)"


def _named(group: str, pattern: str = _NAME) -> str:
    return rf"{_BEFORE}(?P<{group}>{pattern})"


_ONE = rf"{_named('one')}{_TAIL}{_NO_ROAD}"
_ROAD_WORD = r"(?:main\s+)?(?:road|highway|route|motorway)\b"
# In the order of precedence where two begin at one character and are of one length.
_PATTERNS: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    (
        Relation.DISTANCE,
        re.compile(
            rf"{_DISTANCE}\s+(?:away\s+)?(?:(?:to\s+)?(?:the\s+)?(?P<direction>{_DIRECTION})(?:\s+(?:of|from))?"
            rf"|from|of|outside(?:\s+of)?|off)\s+{_ONE}"
        ),
    ),
    (
        Relation.ROAD,
        re.compile(
            rf"(?:\b(?:on|along|off|near|by)\s+)?(?:\b(?:the|a)\s+)?\b(?P<one>{_ROAD_END})\s*(?:[-–—]|\s+to\s+)\s*"
            rf"(?P<two>{_ROAD_END})\s+{_ROAD_WORD}"
        ),
    ),
    (
        Relation.ROAD,
        re.compile(
            rf"(?:\b(?:on|along|off|near|by)\s+)?(?:\b(?:the|a)\s+)?\b{_ROAD_WORD}\s+"
            rf"(?:between|from|connecting|linking|that\s+(?:links|connects)|which\s+(?:links|connects))\s+"
            rf"{_named('one')}\s+(?:and|to|with)\s+{_named('two')}{_TAIL}"
        ),
    ),
    (Relation.BETWEEN, re.compile(rf"\bbetween\s+{_named('one')}\s+and\s+{_named('two')}{_TAIL}")),
    (
        Relation.FOOTHILLS,
        re.compile(rf"(?:\b(?:in|at|on|along)\s+)?(?:the\s+)?\b(?:foothills|foot|slopes?|base)\s+of\s+{_ONE}"),
    ),
    (
        Relation.WITHIN,
        re.compile(
            rf"(?:\b(?:an?|the|one|some)\s+)?(?:\b(?:small|remote|rural|nearby|other|different|several|unnamed)\s+)?"
            rf"\b(?:villages?|hamlets?|areas?|towns?|locations?)\s+"
            rf"(?:in|of|inside|within)\s+"
            rf"(?:the\s+)?(?P<one>(?:sub-?district|district|governorate|province|administration)\s+of\s+{_PART}"
            rf"(?:[ -]{_PART}){{0,3}}|{_PART}(?:[ -]{_PART}){{0,3}}'?s?\s+"
            rf"(?:sub-?district|district|governorate|province|administration)\b){_TAIL}"
        ),
    ),
    (
        Relation.OUTSIDE,
        re.compile(rf"(?:\b(?:just\s+)?outside(?:\s+of)?|\b(?:(?:on|in|at)\s+)?the\s+outskirts\s+of)\s+{_ONE}"),
    ),
    (
        Relation.NEAR,
        re.compile(
            rf"\b(?:near(?:\s+to)?|close\s+to|not\s+far\s+from|in\s+the\s+vicinity\s+of|adjacent\s+to|next\s+to)\s+{_ONE}"
        ),
    ),
    (
        Relation.DIRECTION,
        re.compile(rf"(?:\b(?:to|in)\s+)?(?:\bthe\s+)?(?<![\w-])(?P<direction>{_DIRECTION})\s+of\s+{_ONE}"),
    ),
)
# Two capitals that talk, agree or quarrel are parties.
_PARTIES = re.compile(
    r"(?:agree\w*|accord|deals?|talks?|negotiat\w+|discussions?|dialogue|coordinat\w+|cooperat\w+|relations?|ties"
    r"|tensions?|differences|disput\w+|contested|conflicts?|clash\w*|fight\w*|meetings?|understanding)"
    r"(?:\s+[a-z]+){0,3}\s*$"
)
# What may stand between two phrases on one scene.
_SAME_SCENE = re.compile(r"\s*,?\s*")
_BOTH = re.compile(r"\s*,?\s*and\s+(?:(?:about|around|some|roughly)\s+)?")
_MEASURED = frozenset({Relation.DISTANCE, Relation.DIRECTION})


def find_relative(text: str) -> tuple[RelativePhrase, ...]:
    """Give the relative phrases of `text` in its order; none overlaps another.

    >>> [(p.text, p.low_km, p.bearing, p.group) for p in find_relative("60 km southwest of Erbil, near Makhmour.")]
    [('60 km southwest of Erbil', 60.0, 225.0, 0), ('near Makhmour', None, None, 0)]
    """
    found = sorted(_candidates(text), key=lambda phrase: (phrase.start, -phrase.end))
    kept: list[RelativePhrase] = []
    for phrase in found:
        if kept and phrase.start < kept[-1].end:
            continue
        group = 0
        if kept:
            group = kept[-1].group + (not _describe_one_scene(kept[-1], phrase, text[kept[-1].end : phrase.start]))
        kept.append(replace(phrase, group=group))
    return tuple(kept)


def _candidates(text: str) -> Iterator[RelativePhrase]:
    for relation, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if relation is Relation.BETWEEN and _PARTIES.search(text[max(0, match.start() - 60) : match.start()]):
                continue
            phrase = _phrase(match, relation)
            if phrase is not None:
                yield phrase


def _phrase(match: re.Match[str], relation: Relation) -> RelativePhrase | None:
    groups = match.groupdict()
    anchors = tuple(Anchor(match[name], *match.span(name)) for name in ("one", "two") if groups.get(name))
    bearing = None
    if groups.get("direction"):
        bearing = _bearing(match["direction"])
        if bearing is None:
            return None
    low, high = _distances(groups)
    if relation is Relation.DISTANCE and low is None:
        return None
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return RelativePhrase(
        start=start,
        end=match.end(),
        text=match.string[start : match.end()],
        relation=relation,
        anchors=anchors,
        low_km=low,
        high_km=high,
        bearing=bearing,
    )


def _bearing(direction: str) -> float | None:
    if direction.isupper():
        return _BEARINGS.get(direction.lower())
    return _BEARINGS.get("".join(word[0] for word in re.findall("north|south|east|west", direction)))


def _distances(groups: dict[str, str | None]) -> tuple[float | None, float | None]:
    low, high, unit = groups.get("low"), groups.get("high"), groups.get("unit")
    if not low or not unit:
        return None, None
    factor = KM_PER_MILE if unit.startswith("mi") else 1.0 if unit.startswith("k") else 0.001
    numbers = [_number(text) for text in (low, high or low)]
    if None in numbers:
        return None, None
    least, most = sorted(round(number * factor, 3) for number in numbers if number is not None)
    return (0.0, most) if groups.get("most") else (least, most)


def _number(text: str) -> float | None:
    """Read "70", "1,200", "2.5", "seventy-five", "a hundred and twenty", "two and a half"."""
    if text[0].isdigit():
        return float(text.replace(",", ""))
    words = re.findall("[a-z]+", text)
    if words[0] == "half":
        return 0.5
    half = 0.0
    if words[-3:] == ["and", "a", "half"]:
        words, half = words[:-3], 0.5
    total = 0
    for word in words:
        if word in {"hundred", "dozen", "couple"}:
            total = max(total, 1) * _NUMBER_WORDS[word]
        elif word in _NUMBER_WORDS:
            total += _NUMBER_WORDS[word]
    return (total + half) or None


def _describe_one_scene(one: RelativePhrase, other: RelativePhrase, gap: str) -> bool:
    if _BOTH.fullmatch(gap):
        # "near Kifri and near Kulajo" are two scenes, two distances are one.
        return {one.relation, other.relation} <= _MEASURED
    return bool(_SAME_SCENE.fullmatch(gap)) and (one.relation is not other.relation or one.relation in _MEASURED)
