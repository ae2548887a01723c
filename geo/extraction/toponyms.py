"""Toponyms: the names of places in a sentence, what the words around them say, and phrases like "north of".

No gazetteer is asked here: grammar alone says that a name stands where a place would stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.extraction import lexicon
from geo.extraction.article import Span
from geo.extraction.relations import is_advance, is_taken_from, is_where_one_speaks, opens_a_name
from geo.extraction.tokens import Found, Token

_SKIPPED = lexicon.word_set("grammar", "skipped")
_LINKS = lexicon.word_set("grammar", "links")
_FARTHEST_LEFT = 14
_LONGEST_NAME = 4
_TITLES = lexicon.word_set("grammar", "titles")
_FARTHEST_SPEECH = 9
_SPEECH = frozenset({"said", "told", "says", "added", "stated", "noted", "explained", "confirmed"})
# Who stands for the words alone; police and forces may be those attacked.
_SOURCES = frozenset(
    {
        "source",
        "sources",
        "reporter",
        "reporters",
        "correspondent",
        "spokesman",
        "spokesperson",
        "authorities",
        "analysts",
    }
)
_PLURAL_KINDS = frozenset(
    {"villages", "districts", "towns", "provinces", "governorates", "cities", "areas", "sub-districts", "regions"}
)
_INHABITANTS = frozenset(
    {"mukhtar", "chief", "resident", "residents", "villagers", "people", "inhabitants", "headman", "imam"}
)
_UNNAMED_KINDS = frozenset({"village", "villages", "area", "town", "base", "camp", "valley"})


@dataclass(frozen=True)
class PlaceName:
    """A place named in a sentence, or a nameless one ("a village near X").

    Attributes:
        name: the name as printed without its kind word; empty for a nameless place.
        kind: the kind word's meaning: an id of PlaceKind, site, road, area, or empty.
        relation: scene, near, containing, between, away, speaker.
        words: the whole phrase as printed.
        chain: mentions that belong together share it; the first is the place itself, the others say where it lies.
        listed: one of several joined by "and".
        bearing: degrees from this place to the place meant, of "northeast of this".
        distance_km: of "20 km northeast of this".
        alias: a second name in brackets.
    """

    name: str
    kind: str
    relation: str
    words: str
    span: Span
    first: int
    last: int
    chain: int = 0
    listed: bool = False
    bearing: float | None = None
    distance_km: float | None = None
    alias: str = ""


@dataclass(frozen=True)
class _Left:
    """What stands before a name."""

    start: int
    relation: str = ""
    kind: str = ""
    bearing: float | None = None
    distance_km: float | None = None
    plural: bool = False


def find_places(
    tokens: Sequence[Token], *, objects: frozenset[int], text: str, labelled: bool = False
) -> tuple[PlaceName, ...]:
    """Read every place of a sentence.

    Args:
        tokens: the sentence.
        objects: indices at which the object of a verb of violence starts ("attacked X").
        text: the article, for the words as printed.
        labelled: the sentence opens a paragraph, so that "X:" before it may be its place.
    """
    places: list[PlaceName] = []
    index = 0
    while index < len(tokens):
        if nameless := _nameless(tokens, index, objects=objects, text=text):
            places.append(nameless)
            index = nameless.last
            continue
        run = _run(tokens, index)
        if run is None:
            index += 1
            continue
        place = _place(tokens, run, places, objects=objects, text=text, labelled=labelled)
        if place:
            places.append(place)
        index = place.last if place else run[1]
    return _chained(tokens, places)


def _masked(tokens: Sequence[Token], index: int) -> int | None:
    """The index after a word that is no place though it is a name."""
    if not tokens[index].is_capital:
        return None
    if tokens[index].lower == "operation" and index + 1 < len(tokens) and tokens[index + 1].is_capital:
        return index + 2  # the name of a campaign
    if found := lexicon.words("places", "not_places").at(tokens, index):
        return None if opens_a_name(tokens, found) else found.last
    # "Imam" and "Sheikh" stand in names of places; the names of forces do not.
    actor = lexicon.actors().at(tokens, index)
    if actor and (actor.value.rank == 3 or actor.value.vague):
        return actor.last
    calendar = lexicon.table("times", "months").keys() | lexicon.table("times", "weekdays").keys()
    return index + 1 if tokens[index].lower in calendar else None


_SMALL_WORDS = lexicon.word_set("grammar", "stops") | frozenset(
    {
        "of",
        "the",
        "some",
        "several",
        "many",
        "another",
        "other",
        "these",
        "those",
        "there",
        "here",
        "his",
        "her",
        "their",
        "our",
        "we",
        "i",
        "you",
        "once",
        "no",
        "not",
        "so",
        "such",
        "only",
        "outside",
        "within",
        "across",
        "off",
        "above",
        "below",
        "beyond",
        "though",
        "although",
        "because",
        "yet",
        "meanwhile",
        "separately",
        "elsewhere",
        "earlier",
    }
)


def _run(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """A run of capitalised words that may be a name."""
    if not tokens[index].is_capital or _masked(tokens, index) or _is_designation(tokens, index):
        return None
    if tokens[index].lower in _SMALL_WORDS:
        return None  # "In X" at the start of a sentence
    last = index
    while last < len(tokens) and last - index < _LONGEST_NAME and tokens[last].is_capital:
        if last > index and (_masked(tokens, last) or _kind_at(tokens, last)):
            break
        last += 1
    return index, _over_dash(tokens, last)


def _over_dash(tokens: Sequence[Token], last: int) -> int:
    """The end of "X – Y" before "road": one name of two places."""
    if last + 2 < len(tokens) and tokens[last].text in {"–", "—", "-", "/"} and tokens[last + 1].is_capital:
        end = last + 1
        while end < len(tokens) and end - last <= _LONGEST_NAME and tokens[end].is_capital:
            end += 1
        if end < len(tokens) and tokens[end].lower in _ROADS:
            return end
    return last


def _is_designation(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word with a digit names a weapon or a unit; "K1 base" is a place."""
    return any(letter.isdigit() for letter in tokens[index].text) and not _kind_at(tokens, index + 1)


def _kind_at(tokens: Sequence[Token], index: int) -> Found[str] | None:
    return lexicon.place_kinds().at(tokens, index)


def _place(
    tokens: Sequence[Token],
    run: tuple[int, int],
    places: Sequence[PlaceName],
    *,
    objects: frozenset[int],
    text: str,
    labelled: bool,
) -> PlaceName | None:
    first, last = run
    if _is_person(tokens, first, last):
        return None
    kind, phrase_last, is_site = _kind_after(tokens, last)
    if is_site or _is_in_a_town(tokens, first, last):
        return None
    left = _left(tokens, first, objects=objects)
    previous = places[-1] if places else None
    left = _coordinated(tokens, first, previous, left, kind)
    left = _on_a_road(tokens, first, previous, left)
    if not left.relation and labelled and _is_label(tokens, first, last):
        left = replace(left, relation="scene")
    if not left.relation and first > 1 and tokens[first - 1].text in {",", ":"}:
        named = lexicon.place_kinds().ending_at(tokens, first - 1, longest=2)
        if named and named.value in {"village", "town", "camp"}:  # "their village, X,"
            left = replace(left, relation="scene", kind=named.value)
    if not left.relation and "village" in {kind, left.kind}:
        described = {token.lower for token in tokens[left.start - 1 : left.start + 1]} & {"a", "an"}
        left = replace(left, relation="containing" if described and not kind else "scene")
    if not left.relation:
        return None
    if _is_head_word(tokens, first):
        kind, name_first = kind or _kind_word(tokens, first), first
    else:
        name_first = first
    modifies = _kind_of_follows(tokens, last) or (
        phrase_last < len(tokens) and tokens[phrase_last].lower in {"'s", "’s"}
    )
    relation = "containing" if modifies and left.relation in {"scene", "near"} else left.relation
    alias, phrase_last = _alias(tokens, phrase_last)
    if modifies:
        phrase_last = last
        kind = ""
    name = text[tokens[name_first].start : tokens[last - 1].end]
    span = Span(tokens[left.start].start, tokens[phrase_last - 1].end)
    return PlaceName(
        name=name,
        kind=kind or left.kind,
        relation=relation,
        words=text[span.start : span.end],
        span=span,
        first=left.start,
        last=phrase_last,
        listed=left.plural,
        bearing=left.bearing,
        distance_km=left.distance_km,
        alias=alias,
    )


_STREETS = frozenset({"Street", "Avenue", "Boulevard", "Square", "Roundabout"})


def _is_in_a_town(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a name is that of a street: "on Jerusalem Street and Baghdad Road"; "the Baghdad road" leads out of town."""
    named = last < len(tokens) and tokens[last].text in _STREETS
    return named and not any(token.text in {"-", "–", "—"} or "-" in token.text[3:] for token in tokens[first:last])


def _is_person(tokens: Sequence[Token], first: int, last: int) -> bool:
    before = tokens[first - 1].lower if first else ""
    after = tokens[last].lower if last < len(tokens) else ""
    if before == "." and first > 1:
        before = tokens[first - 2].lower
    source = before == "," and after in {"from", "of"} and last - first > 1
    if source and _SPEECH & {token.lower for token in tokens[last : last + _FARTHEST_SPEECH]}:
        return True  # "..., Ali Hasan from the provincial police told the agency"
    return before in _TITLES or (after in _SPEECH and before not in {"in", "of"})


def _is_label(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Read "Jalawla: A bomb ..." in a list of incidents as the place of what follows."""
    if last >= len(tokens) - 1 or tokens[last].text != ":" or any(t.text[:1].isalnum() for t in tokens[:first]):
        return False
    words = {token.lower for token in tokens[first:last]}
    return not words & (lexicon.word_set("places", "speakers") | lexicon.word_set("places", "not_labels"))


def is_label(tokens: Sequence[Token], place: PlaceName) -> bool:
    """Whether a place is the label before the sentence."""
    return place.relation == "scene" and place.last < len(tokens) and _is_label(tokens, place.first, place.last)


def _is_head_word(tokens: Sequence[Token], first: int) -> bool:
    return tokens[first].lower in {"mount", "wadi", "jabal", "camp"}


def _kind_word(tokens: Sequence[Token], first: int) -> str:
    return {"mount": "mountain", "jabal": "mountain", "wadi": "valley", "camp": "camp"}[tokens[first].lower]


def _kind_after(tokens: Sequence[Token], last: int) -> tuple[str, int, bool]:
    """The kind word after a name, the index after it, and whether it makes the name a site such as a hospital."""
    position = last
    if position < len(tokens) and tokens[position].lower in {"-", "military", "independent", "refugee", "air"}:
        position += 1
    if found := _kind_at(tokens, position):
        following = tokens[found.last].lower if found.last < len(tokens) else ""
        if following == "of" and _name_after(tokens, found.last + 1) and _kind_of_follows(tokens, last):
            return "", last, False
        return found.value, found.last, False
    site = last < len(tokens) and tokens[last].lower in lexicon.word_set("places", "site_kinds")
    return "", last, site


def _name_after(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].is_capital


def _kind_of_follows(tokens: Sequence[Token], last: int) -> bool:
    """Whether "village of X" follows: "the Kirkuk village of Riyadh"."""
    found = _kind_at(tokens, last)
    if found is None or found.value not in {"village", "town", "city", "camp"}:
        return False
    of = found.last + 1 < len(tokens) and tokens[found.last].lower == "of" and tokens[found.last + 1].is_capital
    return bool(of) and not _is_around(tokens, found.last + 1)


def _is_around(tokens: Sequence[Token], index: int) -> bool:
    """Whether the name at `index` is a sub-district or the like: "Haftachashma village of Laylan sub-district"."""
    last = index
    while last < len(tokens) and last - index < _LONGEST_NAME and tokens[last].is_capital:
        last += 1
    kind = _kind_at(tokens, last)
    return kind is not None and kind.value in {"district", "sub-district", "governorate", "administration"}


def _alias(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """A second name in brackets: "Prde (Altun Kupri)"."""
    if index < len(tokens) and tokens[index].text == "(":
        closing = next((i for i in range(index, min(index + 5, len(tokens))) if tokens[i].text == ")"), None)
        inside = tokens[index + 1 : closing] if closing else ()
        if inside and all(token.is_capital for token in inside):
            return " ".join(token.text for token in inside), (closing or index) + 1
    return "", index


def _left(tokens: Sequence[Token], first: int, *, objects: frozenset[int]) -> _Left:
    """Walk left from a name to the word that says how the place belongs to the sentence."""
    left = _Left(first)
    position = first
    while position > 0 and first - position < _FARTHEST_LEFT:
        if ended := _ending(tokens, left, position, first=first, objects=objects):
            return ended
        if kind := lexicon.place_kinds().ending_at(tokens, position, longest=3):
            left = _with_kind(tokens, left, kind, first=first)
            position = kind.first
        elif _is_modifier(tokens, position):
            position -= 1
        elif position - 1 in objects and left.kind:
            return replace(left, start=position - 1, relation="scene")
        else:
            break
    return replace(left, relation="scene" if position in objects and position < first else "")


def _ending(
    tokens: Sequence[Token], left: _Left, position: int, *, first: int, objects: frozenset[int]
) -> _Left | None:
    """The word that settles the relation, where it stands right before `position`."""
    if position in objects:
        return replace(left, start=position, relation="scene")
    if direction := _direction_of(tokens, position):
        bearing, start, distance = direction
        return replace(left, start=start, relation="near", bearing=bearing, distance_km=distance)
    if relation := lexicon.place_relations().ending_at(tokens, position):
        return _with_relation(tokens, left, relation, first)
    word = tokens[position - 1].lower
    if (
        word == "of"
        and position > 1
        and (tokens[position - 2].lower in _INHABITANTS or _holds_office(tokens, position))
    ):
        return replace(left, start=position, relation="home")
    named = position == first and not lexicon.actors().at(tokens, first)
    if word == "of" and named and (site := _site_before(tokens, position - 1)) is not None:
        return replace(left, start=site, relation="scene")
    return _between(tokens, replace(left, start=position - 1)) if word == "between" else None


_FARTHEST_SITE = 5


def _site_before(tokens: Sequence[Token], index: int) -> int | None:
    """Where "at the sheep market of" starts, if a site stands before the "of" at `index`."""
    if not index or tokens[index - 1].lower not in lexicon.word_set("places", "sites"):
        return None
    for position in range(index - 1, max(index - 1 - _FARTHEST_SITE, -1), -1):
        if tokens[position].lower in {"at", "in", "near", "outside", "inside", "on"}:
            return position
    return None


_OFFICES = frozenset({"municipality", "council", "mayor", "director", "head", "office", "department", "hospital"})
_FARTHEST_WORDS = 9


def _holds_office(tokens: Sequence[Token], position: int) -> bool:
    """Whether an office "of X" stands before a name, and its holder does not speak but suffers."""
    start = max(0, position - 8)
    before = [token.lower for token in tokens[start : position - 1]]
    if before[-1] not in _OFFICES:
        return False
    around = {token.lower for token in tokens[start : position + _FARTHEST_WORDS]}
    return not around & (_SPEECH | lexicon.word_set("times", "speech"))


def _with_kind(tokens: Sequence[Token], left: _Left, kind: Found[str], *, first: int) -> _Left:
    """Note a kind word before the name; only one next to the name, or joined to it by "of", says its kind."""
    of = kind.last < len(tokens) and tokens[kind.last].lower == "of"
    adjacent = kind.last == first or (of and kind.last + 1 == first)
    plural = left.plural or tokens[kind.last - 1].lower in _PLURAL_KINDS
    return replace(left, kind=left.kind or (kind.value if adjacent else ""), plural=plural, start=kind.first)


def _is_modifier(tokens: Sequence[Token], position: int) -> bool:
    word = tokens[position - 1]
    if word.lower in _SKIPPED or word.lower in lexicon.table("places", "directions"):
        return True
    if _is_adjective(tokens, position - 1) or (word.text in _COUNTRIES and tokens[position].lower in {"'s", "’s"}):
        return True
    return word.is_capital and _modifies(tokens, position) and not _masked(tokens, position - 1)


_COUNTRIES = frozenset({"Iraq", "Kurdistan", "Region"})
_PARTS = frozenset(
    {"part", "parts", "side", "stretch", "corner", "end", "edge", "fringes", "patch", "section", "pocket"}
)


def _is_adjective(tokens: Sequence[Token], index: int) -> bool:
    """Whether an unknown small word stands between an article and a word such as "village" or "part"."""
    word, following = tokens[index], tokens[index + 1]
    if not word.lower.isalpha() or word.is_capital or word.lower in lexicon.word_set("grammar", "stops"):
        return False
    described = _kind_at(tokens, index + 1) is not None or following.lower in _PARTS
    return described and index > 0 and tokens[index - 1].lower in {"a", "an", "the", "'s", "’s"}


def _modifies(tokens: Sequence[Token], position: int) -> bool:
    """Whether a capitalised word before is a possessor or stands before a kind word."""
    word = tokens[position].lower
    return word in {"'s", "’s"} or bool(_kind_at(tokens, position)) or _masked(tokens, position - 1) is not None


def _with_relation(tokens: Sequence[Token], left: _Left, relation: Found[str], first: int) -> _Left:
    value = relation.value
    before = tokens[relation.first - 1].lower if relation.first else ""
    if value == "scene" and before in lexicon.word_set("places", "speakers"):
        speaks = _speaks_next(tokens[first : first + 5])
        value = "speaker" if speaks or before in _SOURCES else value
    if relation.value == "away" and is_advance(tokens, relation):
        value = "near"
    if relation.value == "away" and is_taken_from(tokens, relation):
        value = "scene"
    if value == "scene" and is_where_one_speaks(tokens, first):
        value = "speaker"
    return replace(left, start=relation.first, relation=value)


def _speaks_next(tokens: Sequence[Token]) -> bool:
    """Whether who stands before a name speaks: "police in X said", not "the police post in X, officials said"."""
    words = [token.lower for token in tokens]
    verb = next((i for i, word in enumerate(words) if word in _SPEECH), None)
    if verb is None:
        return False
    comma = words.index(",") if "," in words[:verb] else verb
    return comma == verb or comma == verb - 1 or words[verb - 1] == ","


def _direction_of(tokens: Sequence[Token], position: int) -> tuple[float, int, float | None] | None:
    """Read "70 km (45 miles) southeast of" that ends before `position`."""
    directions = lexicon.table("places", "directions")
    if position < 2 or tokens[position - 1].lower not in {"of", "from"}:
        return None
    start = position - 2
    if tokens[start].lower == "of" and start:
        start -= 1
    bearing = directions.get(tokens[start].lower)
    if bearing is None and tokens[start].lower in {"away", "from"}:
        return None
    distance = None
    if bearing is None:
        distance, start = _distance_before(tokens, position - 1)
        return None if distance is None else (-1.0, start, distance)
    if start and tokens[start - 1].lower in {"the", "to"}:
        start -= 1
    distance, start = _distance_before(tokens, start)
    if start and tokens[start - 1].lower in {"in", "to"}:
        start -= 1
    return float(bearing), start, distance


def _distance_before(tokens: Sequence[Token], position: int) -> tuple[float | None, int]:
    units = lexicon.table("places", "units_km")
    start = position
    if start and tokens[start - 1].lower in {"the", "to"}:
        start -= 1
    if start and tokens[start - 1].text == ")":
        opening = next((i for i in range(start - 1, max(start - 6, -1), -1) if tokens[i].text == "("), start)
        start = opening
    if start and tokens[start - 1].lower in {"away", "distance"}:
        start -= 1
    if start < 2 or tokens[start - 1].lower not in units:
        return None, position
    number = tokens[start - 2].lower.replace(",", "")
    if not number.replace(".", "", 1).isdecimal():
        numbers = lexicon.table("numbers", "numbers")
        if number not in numbers:
            return None, position
        number = str(numbers[number])
    first = start - 2
    while first and tokens[first - 1].lower in {
        "some",
        "about",
        "around",
        "approximately",
        "nearly",
        "roughly",
        "than",
        "more",
        "just",
    }:
        first -= 1
    return float(number) * float(units[tokens[start - 1].lower]), first


def _between(tokens: Sequence[Token], left: _Left) -> _Left:
    marks = lexicon.word_set("places", "metonym_marks")
    before = {token.lower for token in tokens[max(0, left.start - 4) : left.start]}
    carried = left.start > 0 and tokens[left.start - 1].lower in lexicon.word_set("places", "carried")
    return replace(left, relation="" if before & marks or carried else "between")


def _coordinated(tokens: Sequence[Token], first: int, previous: PlaceName | None, left: _Left, kind: str) -> _Left:
    """A name joined to the one before: a list with "and", the containing place after a comma."""
    if previous is None or left.relation:
        return left
    gap = [token.lower for token in tokens[previous.last : left.start]]
    listed = previous.listed and not kind and _list_goes_on(tokens, first)
    if gap in _AND or (gap in _COMMA and listed):
        return replace(left, relation=previous.relation, plural=True)
    if gap in _COMMA or (previous.kind and gap in (["of"], ["of", "the"])):
        return replace(left, relation="containing")
    if gap in _POSSESSIVE or (previous.kind and not gap):
        return replace(left, relation=previous.relation if previous.kind else "scene")
    return left


_ROADS = frozenset({"road", "highway", "street", "route", "motorway"})


def _on_a_road(tokens: Sequence[Token], first: int, previous: PlaceName | None, left: _Left) -> _Left:
    """Read "the road from X to Y" and "a highway linking X with Y" as the stretch between the two."""
    before = [token.lower for token in tokens[max(0, first - 3) : first]]
    joins = before[-1:] in (["from"], ["linking"], ["connecting"]) or before[-2:] == ["links", "the"]
    if joins and _ROADS & set(before):
        return replace(left, relation="between")
    gap = [token.lower for token in tokens[previous.last : first]] if previous else []
    if previous and previous.relation == "between" and gap in (["to"], ["with"], ["and"], ["to", "the"]):
        return replace(left, relation="between", start=first)
    return left


_AND = (["and"], ["or"], [",", "and"], ["&"], ["and", "the"], ["as", "well", "as"])
_COMMA = ([","], [",", "the"], ["("])
_POSSESSIVE = (["'s"], ["’s"])


def _list_goes_on(tokens: Sequence[Token], first: int) -> bool:
    return any(token.lower == "and" for token in tokens[first : first + 6])


def _nameless(tokens: Sequence[Token], index: int, *, objects: frozenset[int], text: str) -> PlaceName | None:
    """Read "a village" and "an area" where "near X" or "between X and Y" follows."""
    if tokens[index].lower not in {"a", "an", "two", "three", "several", "one"}:
        return None
    position = index + 1
    while (
        position < len(tokens)
        and position < index + 5
        and (tokens[position].lower in _SKIPPED or tokens[position].lower in lexicon.table("places", "directions"))
    ):
        position += 1
    if position >= len(tokens) or tokens[position].lower not in _UNNAMED_KINDS:
        return None
    following = tokens[position + 1].lower if position + 1 < len(tokens) else ""
    one_of_many = tokens[index].lower in {"a", "an"} and tokens[position].lower == "village"
    if (following == "of" and not one_of_many) or (position + 1 < len(tokens) and tokens[position + 1].is_capital):
        return None
    left = _left(tokens, index, objects=objects)
    relation = left.relation or "mentioned"
    start = left.start if left.relation else index
    span = Span(tokens[start].start, tokens[position].end)
    found = _kind_at(tokens, position)
    return PlaceName(
        "", found.value if found else "", relation, text[tokens[index].start : span.end], span, start, position + 1
    )


def _chained(tokens: Sequence[Token], places: list[PlaceName]) -> tuple[PlaceName, ...]:
    """Number the chains: a place, then what says where it lies."""
    done: list[PlaceName] = []
    chain = 0
    for number, place in enumerate(places):
        if number:
            gap = tokens[places[number - 1].last : place.first]
            linked = len(gap) <= 5 and all(token.lower in _LINKS for token in gap)
            # A new clause after a comma and "and": its place stands on its own.
            chain += 0 if linked and place.relation != "away" else 1
        done.append(replace(place, chain=chain, listed=place.listed or _next_is_listed(places, number)))
    return tuple(done)


def _next_is_listed(places: Sequence[PlaceName], number: int) -> bool:
    following = places[number + 1] if number + 1 < len(places) else None
    return bool(following and following.listed and following.relation == places[number].relation)
