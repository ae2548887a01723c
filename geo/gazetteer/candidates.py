"""Candidates: the places a name may mean, ranked by how well name, kind word and surroundings agree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from geo.gazetteer.folding import name_key
from geo.gazetteer.kind_words import same_family, split_kind
from geo.records import Place
from geo.vocabulary import PlaceKind

EXACT_NAME = 1.0
FOLDED_NAME = 0.98
# Outlets mix the words for kinds of one family, so this alone must not decide between namesakes.
SAME_FAMILY = 0.97
# "Kifri" is the town before it is "Kifri district".
KIND_LEFT_OUT = 0.8
OTHER_KIND = 0.6
ELSEWHERE = 0.6
# Wider than the difference that spelling and kinds of one family make, narrower than every other one.
TIE_MARGIN = 0.06

# "Rashad (Diyala)" and "Rashad, Diyala": a name and where it lies.
_QUALIFIER = re.compile(r"[(),،;؛]")
# From the nearest to the widest, for addresses.
_LEVELS = (
    PlaceKind.SUBDISTRICT,
    PlaceKind.DISTRICT,
    PlaceKind.ADMINISTRATION,
    PlaceKind.GOVERNORATE,
    PlaceKind.COUNTRY,
)


@dataclass(frozen=True)
class Candidate:
    """A place that a name may mean.

    Attributes:
        score: from 0 to 1; 1 is the name as the gazetteer spells it. It ranks, it is no probability.
        matched_name: the gazetteer's name that matched.
        how: how it matched, in words.
    """

    place: Place
    score: float
    matched_name: str
    how: str


@dataclass(frozen=True)
class _Match:
    place: Place
    name: str
    score: float
    how: str


class CandidateIndex:
    """Finds places by name. Only equal names match, exactly or folded; nothing is guessed from likeness."""

    def __init__(self, places: Iterable[Place]) -> None:
        """Index `places` by every name, with and without what stands in brackets, with and without kind words."""
        self.places: Mapping[str, Place] = {place.id: place for place in places}
        self._by_name: dict[str, list[tuple[Place, str]]] = defaultdict(list)
        self._by_bare_name: dict[str, list[tuple[Place, str]]] = defaultdict(list)
        for place in self.places.values():
            for name in _names(place):
                head, _ = _split_qualifiers(name)
                for key in sorted({name_key(name), name_key(head)} - {""}):
                    self._by_name[key].append((place, name))
                if bare := split_kind(head).key:
                    self._by_bare_name[bare].append((place, name))

    def find(self, query: str) -> tuple[Candidate, ...]:
        """Give the candidates for `query`, best first, equal scores by id."""
        best: dict[str, _Match] = {}
        for match in self._matches(query):
            if match.place.id not in best or best[match.place.id].score < match.score:
                best[match.place.id] = match
        found = (Candidate(m.place, round(m.score, 3), m.name, m.how) for m in best.values())
        return tuple(sorted(found, key=lambda candidate: (-candidate.score, candidate.place.id)))

    def address(self, place: Place) -> str:
        """The place and what contains it, nearest first; where sources disagree, all of them with a slash."""
        around = self.around(place)
        levels = ([p.names.en for p in around if p.kind is level] for level in _LEVELS)
        return ", ".join([place.names.en, *(" / ".join(names) for names in levels if names)])

    def around(self, place: Place) -> tuple[Place, ...]:
        """Everything that any source puts around `place`, at any height, sorted by id."""
        found: set[str] = set()
        queue = [place.id]
        while queue:
            parents = {c.place_id for c in self.places[queue.pop()].within} & self.places.keys()
            queue.extend(parents - found)
            found |= parents
        return tuple(self.places[place_id] for place_id in sorted(found))

    def _matches(self, query: str) -> Iterator[_Match]:
        yield from self._whole_matches(query)
        head, qualifiers = _split_qualifiers(query)
        for match in (*self._whole_matches(head), *self._bare_matches(head)):
            yield self._placed(match, qualifiers)

    def _whole_matches(self, text: str) -> Iterator[_Match]:
        for place, name in self._by_name.get(name_key(text), ()):
            score, how = _spelling(text, place, name)
            yield _Match(place, name, score, how)

    def _bare_matches(self, text: str) -> Iterator[_Match]:
        bare, kinds = split_kind(text)
        for place, name in self._by_bare_name.get(bare, ()):
            factor, how = _kind_agreement(place.kind, kinds)
            yield _Match(place, name, FOLDED_NAME * factor, f"{_field(place, name)} folded, {how}")

    def _placed(self, match: _Match, qualifiers: list[str]) -> _Match:
        if not qualifiers:
            return match
        surroundings = self._surroundings(match.place)
        if all(split_kind(qualifier).key in surroundings for qualifier in qualifiers):
            return _Match(match.place, match.name, match.score, f"{match.how}, in {', '.join(qualifiers)}")
        return _Match(match.place, match.name, match.score * ELSEWHERE, f"{match.how}, not in {', '.join(qualifiers)}")

    def _surroundings(self, place: Place) -> frozenset[str]:
        own = {split_kind(qualifier).key for name in _names(place) for qualifier in _split_qualifiers(name)[1]}
        return frozenset(own.union(*(self._bare_names[parent.id] for parent in self.around(place))))

    @cached_property
    def _bare_names(self) -> Mapping[str, frozenset[str]]:
        return {place.id: frozenset(split_kind(name).key for name in _names(place)) for place in self.places.values()}


def _names(place: Place) -> Iterator[str]:
    names = (place.names.en, place.names.ckb, place.names.ar, *place.variants)
    return (name for name in dict.fromkeys(names) if name)


def _split_qualifiers(text: str) -> tuple[str, list[str]]:
    head, *qualifiers = (part.strip() for part in _QUALIFIER.split(text))
    return head, [qualifier for qualifier in qualifiers if qualifier]


def _spelling(text: str, place: Place, name: str) -> tuple[float, str]:
    spelled = " ".join(text.split())
    if spelled in {name, _split_qualifiers(name)[0]}:
        return EXACT_NAME, f"{_field(place, name)} exact"
    return FOLDED_NAME, f"{_field(place, name)} folded"


def _field(place: Place, name: str) -> str:
    return "name" if name in {place.names.en, place.names.ckb, place.names.ar} else "variant"


def _kind_agreement(kind: PlaceKind, asked: frozenset[PlaceKind]) -> tuple[float, str]:
    if not asked:
        return KIND_LEFT_OUT, "kind word left out"
    words = " or ".join(sorted(each.label for each in asked))
    if kind in asked:
        return 1.0, f"a {words} as asked"
    if same_family(kind, asked):
        return SAME_FAMILY, f"{kind.label} for {words}"
    return OTHER_KIND, f"{kind.label}, not {words}"
