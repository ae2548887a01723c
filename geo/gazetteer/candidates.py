"""Candidates: the places a name may mean, ranked by how well name, kind word and surroundings agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from geo.gazetteer.distances import distance_km
from geo.gazetteer.folding import name_key
from geo.gazetteer.kind_words import same_family, split_kind, split_qualifiers
from geo.gazetteer.loaded import LoadedPlaces
from geo.gazetteer.skeletons import FEWEST_CONSONANTS, skeletons
from geo.records import Place
from geo.vocabulary import PlaceKind

EXACT_NAME = 1.0
FOLDED_NAME = 0.98
# Outlets mix the words for kinds of one family, so this alone must not decide between namesakes.
SAME_FAMILY = 0.97
# Where the name lies by distance alone, not by anybody's word.
CLOSE_BY = 0.9
# A town that outlets write about comes before the hamlets of its name elsewhere.
SMALL_NAMESAKE = 0.9
# "Kifri" is the town before it is "Kifri district".
KIND_LEFT_OUT = 0.8
# The consonants agree, the spelling does not.
SOUND_ALIKE = 0.7
OTHER_KIND = 0.6
ELSEWHERE = 0.6
# Wider than the difference that spelling and kinds of one family make, narrower than every other one.
TIE_MARGIN = 0.06
# Two entries of one name as close as this are one settlement entered twice.
SAME_SPOT_KM = 1.5

# From the nearest to the widest, for addresses.
_LEVELS = (
    PlaceKind.SUBDISTRICT,
    PlaceKind.DISTRICT,
    PlaceKind.ADMINISTRATION,
    PlaceKind.GOVERNORATE,
    PlaceKind.COUNTRY,
)
_SETTLEMENTS = frozenset({PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE})
_DIVISIONS = frozenset(_LEVELS)
_SMALL = frozenset({PlaceKind.VILLAGE, PlaceKind.AREA})


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


class CandidateIndex:
    """Finds places by name. Only equal names match, exactly or folded; nothing is guessed from likeness."""

    def __init__(self, places: Iterable[Place], loaded: LoadedPlaces | None = None) -> None:
        """Index `places` by every name, with and without what stands in brackets, with and without kind words.

        Args:
            places: the embedded places; where one of `loaded` has the same GeoNames id, this one stands for both.
            loaded: the places of a country dump.
        """
        self.places: Mapping[str, Place] = {place.id: place for place in places}
        self._loaded = loaded
        self._by_geonames_id: Mapping[int | None, Place] = {
            place.geonames_id: place for place in self.places.values() if place.geonames_id is not None
        }
        self._by_name: dict[str, list[tuple[Place, str]]] = defaultdict(list)
        self._by_bare_name: dict[str, list[tuple[Place, str]]] = defaultdict(list)
        for place in self.places.values():
            for name in _names(place):
                head, _ = split_qualifiers(name)
                for key in sorted({name_key(name), name_key(head)} - {""}):
                    self._by_name[key].append((place, name))
                if bare := split_kind(head).key:
                    self._by_bare_name[bare].append((place, name))

    def find(self, query: str) -> tuple[Candidate, ...]:
        """Give the candidates for `query`, best first, equal scores by id."""
        found = _best(self._matches(query))
        if PlaceKind.VILLAGE not in split_kind(split_qualifiers(query)[0]).kinds:
            found = self._small_namesakes_last(found)
        return _ranked(_each_spot_once(found, self.places))

    def find_by_sound(self, query: str) -> tuple[Candidate, ...]:
        """Give the places whose name has the same consonants and no clashing vowel; one alone is an answer.

        All have one score, but for what `query` says of where the place lies, so that several are a tie.
        """
        head, qualifiers = split_qualifiers(query)
        matches = (self._placed(match, qualifiers) for match in self._sound_matches(head))
        return _ranked(_each_spot_once(_best(matches), self.places))

    def get(self, place_id: str) -> Place | None:
        """The embedded or loaded place with an id."""
        found = self.places.get(place_id)
        if found is None and self._loaded is not None:
            found = self._loaded.get(place_id)
            return found and self._by_geonames_id.get(found.geonames_id, found)
        return found

    def address(self, place: Place) -> str:
        """The place and what contains it, nearest first; where sources disagree, all of them with a slash."""
        around = self.around(place)
        levels = ([p.names.en for p in around if p.kind is level] for level in _LEVELS)
        return ", ".join([place.names.en, *(" / ".join(names) for names in levels if names)])

    def around(self, place: Place) -> tuple[Place, ...]:
        """Everything that any source puts around `place`, at any height, sorted by id."""
        found: dict[str, Place] = {}
        queue = [place]
        while queue:
            for containment in queue.pop().within:
                parent = self.get(containment.place_id)
                if parent is not None and parent.id not in found:
                    found[parent.id] = parent
                    queue.append(parent)
        return tuple(found[place_id] for place_id in sorted(found))

    def _matches(self, query: str) -> Iterator[Candidate]:
        yield from self._whole_matches(query)
        head, qualifiers = split_qualifiers(query)
        for match in (*self._whole_matches(head), *self._bare_matches(head)):
            yield self._placed(match, qualifiers)

    def _whole_matches(self, text: str) -> Iterator[Candidate]:
        key = name_key(text)
        loaded = self._loaded.named(key) if self._loaded is not None and key else ()
        for place, name in (*self._by_name.get(key, ()), *self._merged(loaded)):
            score, how = _spelling(text, place, name)
            if place.id not in self.places and place.kind in _DIVISIONS and not split_kind(name).kinds:
                # GeoNames calls districts by their bare names, which are those of their towns.
                factor, agreement = _kind_agreement(place.kind, split_kind(text).kinds)
                score, how = score * factor, f"{how}, {agreement}"
            yield Candidate(place, score, name, how)

    def _bare_matches(self, text: str) -> Iterator[Candidate]:
        bare, kinds = split_kind(text)
        loaded = self._loaded.bare(bare) if self._loaded is not None and bare else ()
        for place, name in (*self._by_bare_name.get(bare, ()), *self._merged(loaded)):
            factor, how = _kind_agreement(place.kind, kinds)
            yield Candidate(place, FOLDED_NAME * factor, name, f"{_field(place, name)} folded, {how}")

    def _sound_matches(self, text: str) -> Iterator[Candidate]:
        for skeleton in skeletons(text):
            if len(skeleton.consonants) < FEWEST_CONSONANTS:
                continue
            loaded = self._loaded.sounding(skeleton) if self._loaded is not None else ()
            for place, name in (*self._by_sound.get(skeleton.consonants, ()), *self._merged(loaded)):
                alike = [each for each in skeletons(name) if each.consonants == skeleton.consonants]
                if not all(each.clashes(skeleton) for each in alike):
                    yield Candidate(place, SOUND_ALIKE, name, f"{_field(place, name)} has the same consonants")

    def _merged(self, loaded: Iterable[tuple[Place, str]]) -> Iterator[tuple[Place, str]]:
        """Loaded names; those of an embedded place lead to it, but for names that it must not have."""
        for place, name in loaded:
            embedded = self._by_geonames_id.get(place.geonames_id)
            if embedded is None:
                yield place, name
            elif not self._is_name_of_another(name, embedded):
                yield embedded, name

    def _is_name_of_another(self, name: str, place: Place) -> bool:
        """Whether the embedded list gives a name that GeoNames has for `place` to another place.

        GeoNames files Tuz Khurmatu under spellings of Taza Khurmatu, and the list was checked by hand.
        """
        key, sounds = name_key(name), skeletons(name)
        owners = {owner.id for owner, _ in self._by_name.get(key, ())} or {
            owner.id
            for sound in sounds
            for owner, own in self._by_sound.get(sound.consonants, ())
            if not all(sound.clashes(each) for each in skeletons(own) if each.consonants == sound.consonants)
        }
        return bool(owners) and place.id not in owners

    @cached_property
    def _by_sound(self) -> Mapping[str, Sequence[tuple[Place, str]]]:
        found: dict[str, list[tuple[Place, str]]] = defaultdict(list)
        for place in self.places.values():
            for name in _names(place):
                for skeleton in skeletons(split_qualifiers(name)[0]):
                    found[skeleton.consonants].append((place, name))
        return dict(found)

    def _placed(self, match: Candidate, qualifiers: list[str]) -> Candidate:
        if not qualifiers:
            return match
        surroundings = self._surroundings(match.place)
        where = ", ".join(qualifiers)
        if all(split_kind(qualifier).key in surroundings for qualifier in qualifiers):
            return replace(match, how=f"{match.how}, in {where}")
        if not match.place.within and all(self._is_close(match.place, qualifier) for qualifier in qualifiers):
            return replace(match, score=match.score * CLOSE_BY, how=f"{match.how}, by distance in {where}")
        return replace(match, score=match.score * ELSEWHERE, how=f"{match.how}, not in {where}")

    def _is_close(self, place: Place, qualifier: str) -> bool:
        """Whether a place that nobody puts anywhere lies within the reach of an embedded place called `qualifier`."""
        areas = (area for area, _ in self._by_bare_name.get(split_kind(qualifier).key, ()))
        return any(distance_km(area, place) <= area.error_km for area in areas)

    def _surroundings(self, place: Place) -> frozenset[str]:
        own = {split_kind(qualifier).key for name in _names(place) for qualifier in split_qualifiers(name)[1]}
        return frozenset(own.union(*(self._bare_names_of(parent) for parent in self.around(place))))

    def _bare_names_of(self, place: Place) -> frozenset[str]:
        return self._bare_names.get(place.id) or _bare_names(place)

    @cached_property
    def _bare_names(self) -> Mapping[str, frozenset[str]]:
        return {place.id: _bare_names(place) for place in self.places.values()}

    def _small_namesakes_last(self, found: Mapping[str, Candidate]) -> dict[str, Candidate]:
        """Rank loaded villages below an embedded place of the same name that is more than a village."""
        larger = [c.score for c in found.values() if c.place.id in self.places and c.place.kind not in _SMALL]
        lowered = dict(found)
        for place_id, each in found.items():
            if place_id not in self.places and each.place.kind in _SMALL and max(larger, default=0) >= each.score:
                lowered[place_id] = replace(
                    each, score=each.score * SMALL_NAMESAKE, how=f"{each.how}, a smaller namesake"
                )
        return lowered


def _best(matches: Iterable[Candidate]) -> dict[str, Candidate]:
    best: dict[str, Candidate] = {}
    for match in matches:
        if match.place.id not in best or best[match.place.id].score < match.score:
            best[match.place.id] = match
    return best


def _ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    rounded = (replace(candidate, score=round(candidate.score, 3)) for candidate in found)
    return tuple(sorted(rounded, key=lambda candidate: (-candidate.score, candidate.place.id)))


def _each_spot_once(found: Mapping[str, Candidate], embedded: Mapping[str, Place]) -> list[Candidate]:
    """Leave out a loaded settlement or division where a better one of the name stands, and say so there."""
    order = sorted(found.values(), key=lambda each: (each.place.id not in embedded, -each.score, each.place.id))
    kept: list[Candidate] = []
    for candidate in order:
        twin = next((n for n, other in enumerate(kept) if _same_spot(candidate.place, other.place)), None)
        if twin is None or candidate.place.id in embedded:
            kept.append(candidate)
        else:
            note = f"{kept[twin].how}; GeoNames {candidate.place.geonames_id} is the same"
            kept[twin] = replace(kept[twin], how=note, score=max(kept[twin].score, candidate.score))
    return kept


def _same_spot(one: Place, other: Place) -> bool:
    if one.kind is other.kind and one.kind in _DIVISIONS:
        return distance_km(one, other) <= max(one.error_km, other.error_km)
    if not {one.kind, other.kind} <= _SETTLEMENTS:
        return False
    # A geodesic is slow, and a name may have a hundred places; 0.03 degrees are more than 1.5 km anywhere in Iraq.
    near = abs(one.latitude - other.latitude) < 0.03 and abs(one.longitude - other.longitude) < 0.03
    return near and distance_km(one, other) <= SAME_SPOT_KM


def _names(place: Place) -> Iterator[str]:
    names = (place.names.en, place.names.ckb, place.names.ar, *place.variants)
    return (name for name in dict.fromkeys(names) if name)


def _bare_names(place: Place) -> frozenset[str]:
    return frozenset(split_kind(name).key for name in _names(place))


def _spelling(text: str, place: Place, name: str) -> tuple[float, str]:
    spelled = " ".join(text.split())
    if spelled in {name, split_qualifiers(name)[0]}:
        return EXACT_NAME, f"{_field(place, name)} exact"
    return FOLDED_NAME, f"{_field(place, name)} folded"


def _field(place: Place, name: str) -> str:
    if name in {place.names.en, place.names.ckb, place.names.ar}:
        return "name"
    return "variant" if name in place.variants else "GeoNames' variant"


def _kind_agreement(kind: PlaceKind, asked: frozenset[PlaceKind]) -> tuple[float, str]:
    if not asked:
        return KIND_LEFT_OUT, "kind word left out"
    words = " or ".join(sorted(each.label for each in asked))
    if kind in asked:
        return 1.0, f"a {words} as asked"
    if same_family(kind, asked):
        return SAME_FAMILY, f"{kind.label} for {words}"
    return OTHER_KIND, f"{kind.label}, not {words}"
