"""Places: a printed name to gazetteer candidates, and the places of an incident with their roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from geo.coding.drafts import Area, PlaceCandidate, PlaceDraft
from geo.coding.geometry import Anchor, Disc, is_within, locate, midway
from geo.extraction.toponyms import PlaceName
from geo.gazetteer import Candidate, LocalGeocoder, distance_km, geo_precision, name_key, ties
from geo.gazetteer.kind_words import split_kind
from geo.gazetteer.skeletons import skeletons
from geo.records import Place
from geo.vocabulary import GeoPrecision, PlaceKind, PlaceRole

_MOST_CANDIDATES = 8
# A name with fewer sounds like too many others.
_FEWEST_CONSONANTS = 4
# A scene "near" or "outside" a place lies this much farther off than the place's own error.
_NEAR_KM = 10.0
# An area no wider than this is near something; a wider one is only an area.
_NEARLY_KM = 25.0
_LEVELS = {
    PlaceKind.CITY: 3,
    PlaceKind.TOWN: 2,
    PlaceKind.VILLAGE: 1,
    PlaceKind.CAMP: 1,
    PlaceKind.BASE: 1,
    PlaceKind.MOUNTAIN: 2,
    PlaceKind.RANGE: 3,
    PlaceKind.VALLEY: 1,
    PlaceKind.BRIDGE: 1,
    PlaceKind.SUBDISTRICT: 2,
    PlaceKind.DISTRICT: 3,
    PlaceKind.GOVERNORATE: 4,
    PlaceKind.ADMINISTRATION: 4,
    PlaceKind.AREA: 1,
    PlaceKind.COUNTRY: 5,
}
_LEVEL_OF_WORD = {kind.value: level for kind, level in _LEVELS.items()} | {
    "area": 0,
    "road": 1,
    "site": 1,
    "mountain": 2,
}
_ASKED_KINDS = frozenset(
    {
        "village",
        "town",
        "city",
        "district",
        "sub-district",
        "governorate",
        "administration",
        "mountain",
        "camp",
        "base",
        "bridge",
    }
)
_TOWN = 2
_WIDE = frozenset({PlaceKind.RANGE, PlaceKind.MOUNTAIN, PlaceKind.VALLEY, PlaceKind.AREA, PlaceKind.ADMINISTRATION})
# Two scenes this close, one of them only "near" its place, may be one.
_NEIGHBOURS_KM = 25.0


class Gazetteer(Protocol):
    """What coding asks of a gazetteer; `LocalGeocoder` gives it."""

    @property
    def index(self) -> Surroundings:
        """Knows what lies in what."""

    def candidates(self, query: object, *, limit: int | None = None) -> tuple[Candidate, ...]:
        """Give the places a name may mean, best first."""


class Surroundings(Protocol):
    """What lies in what."""

    def around(self, place: Place) -> tuple[Place, ...]:
        """Everything that any source puts around a place."""

    def find_by_sound(self, query: str) -> tuple[Candidate, ...]:
        """Give the places whose name sounds the same."""


@dataclass(frozen=True)
class Known:
    """A printed name with what the gazetteer says of it.

    Attributes:
        level: 1 village to 5 country, 0 where nothing is known of its size.
        keys: folded bare names of the place and of what contains it.
    """

    printed: PlaceName
    candidates: tuple[Candidate, ...]
    level: int
    key: str
    around: frozenset[str]

    @property
    def place(self) -> Place | None:
        """The one place that the name means, or None."""
        return self.candidates[0].place if len(ties(self.candidates)) == 1 else None


@dataclass
class Resolver:
    """Asks a gazetteer for the names of one article; `context` are the wider places that the article names."""

    gazetteer: LocalGeocoder | Gazetteer
    context: tuple[str, ...] = ()
    _cache: dict[tuple[str, str], tuple[Candidate, ...]] = field(default_factory=dict)

    def know(self, printed: PlaceName, *, within: Iterable[str] = ()) -> Known:
        """Look a printed name up; namesakes are told apart by where the text says the place lies."""
        candidates = self._candidates(printed)
        if len(ties(candidates)) > 1:
            candidates = self._settled(printed, candidates, (*within, *self.context))
        place = candidates[0].place if candidates and len(ties(candidates)) == 1 else None
        level = _level(printed, candidates)
        around = self.gazetteer.index.around(place) if place else ()
        keys = frozenset(_bare(name) for parent in around for name in (parent.names.en, *parent.variants))
        return Known(
            printed, candidates, level, _bare(printed.name), keys | ({_bare(place.names.en)} if place else set())
        )

    def _candidates(self, printed: PlaceName) -> tuple[Candidate, ...]:
        key = (printed.name, printed.kind)
        if key not in self._cache:
            found = self._ask(f"{printed.name} {printed.kind}") if printed.kind in _ASKED_KINDS else ()
            if not found or printed.kind == "area":
                found = self._ask(printed.name)
            if not found and printed.alias:
                found = self._ask(printed.alias)
            if not found:
                found = self._sounding(printed.name)
            self._cache[key] = found
        return self._cache[key]

    def _ask(self, query: str) -> tuple[Candidate, ...]:
        return self.gazetteer.candidates(query, limit=_MOST_CANDIDATES) if query.strip() else ()

    def _sounding(self, name: str) -> tuple[Candidate, ...]:
        """The one place whose name an outlet writes in another way: "Suleiman Bek" for Sulaiman Bek."""
        if not name or max((len(each.consonants) for each in skeletons(name)), default=0) < _FEWEST_CONSONANTS:
            return ()
        found = self.gazetteer.index.find_by_sound(name)
        return found if len(found) == 1 else ()

    def _settled(self, printed: PlaceName, tied: tuple[Candidate, ...], within: Iterable[str]) -> tuple[Candidate, ...]:
        for container in dict.fromkeys(within):
            if _bare(container) == _bare(printed.name):
                continue
            found = self._ask(f"{printed.name}, {container}")
            if found and len(ties(found)) == 1 and found[0].place.id in {candidate.place.id for candidate in tied}:
                return found
        return tied


def _bare(name: str) -> str:
    head = name.split("(", maxsplit=1)[0]
    return split_kind(head).key or name_key(head)


def _level(printed: PlaceName, candidates: Sequence[Candidate]) -> int:
    if printed.kind in _LEVEL_OF_WORD and printed.kind not in {"area", "mountain", "road"}:
        return _LEVEL_OF_WORD[printed.kind]
    if candidates:
        return _LEVELS[candidates[0].place.kind]
    return 1 if printed.name else 2


def same_place(first: Known, second: Known) -> bool:
    """Whether two names mean one place."""
    if first.place and second.place and first.place.id == second.place.id:
        return True
    return bool(first.key) and first.key == second.key


def is_inside(first: Known, second: Known) -> bool:
    """Whether the gazetteer puts one of two places in the other."""
    return bool(first.key and second.key) and (second.key in first.around or first.key in second.around)


def may_contain(first: Known, second: Known) -> bool:
    """Whether one of two places may lie in the other, as far as the gazetteer knows."""
    if not first.key or not second.key:
        return True
    if second.key in first.around or first.key in second.around:
        return True
    if first.place is None or second.place is None:
        # A village that the gazetteer lacks may lie beside any town, not in another village.
        return max(first.level, second.level) >= _TOWN and first.level != second.level
    if _WIDE & {first.place.kind, second.place.kind}:
        # Ranges and governorates reach over each other's limits.
        return distance_km(first.place, second.place) <= first.place.error_km + second.place.error_km
    near = "near" in {first.printed.relation, second.printed.relation}
    return near and distance_km(first.place, second.place) <= _NEIGHBOURS_KM


def candidate_draft(candidate: Candidate) -> PlaceCandidate:
    """Give a candidate as the desk shows it."""
    place = candidate.place
    return PlaceCandidate(
        place.id,
        place.names.en,
        place.latitude,
        place.longitude,
        place.error_km,
        geo_precision(place),
        candidate.score,
        candidate.how,
    )


def place_draft(known: Known, *, role: PlaceRole, anchors: Sequence[Known]) -> tuple[PlaceDraft, tuple[str, ...]]:
    """Code one place; gives what does not fit as well.

    Args:
        known: the printed name, looked up.
        role: what the place is to the incident.
        anchors: the places of the same phrase from which the words measure ("20 km south of X", "near X").
    """
    printed = known.printed
    disc, how = _relative(known, anchors)
    area = Area(disc.latitude, disc.longitude, disc.error_km, how) if disc else None
    place = known.place
    drafts = tuple(candidate_draft(candidate) for candidate in known.candidates)
    position = _position(known, disc)
    warnings: tuple[str, ...] = ()
    if (
        disc
        and place
        and not is_within(disc, latitude=place.latitude, longitude=place.longitude, error_km=place.error_km)
    ):
        warnings = (
            f"{printed.name}: the gazetteer's place does not lie where the words put it ({how}); check which is meant",
        )
    return (
        PlaceDraft(
            name=_shown(printed, anchors),
            words=printed.words,
            role=role,
            candidates=drafts,
            place_id=place.id if place else None,
            latitude=position.latitude if position else None,
            longitude=position.longitude if position else None,
            error_km=position.error_km if position else None,
            geo_precision=_precision(known, disc),
            area=area,
            rule=_rule(known, role, how),
            spans=(printed.span, *(anchor.printed.span for anchor in anchors)),
        ),
        warnings,
    )


def _shown(printed: PlaceName, anchors: Sequence[Known]) -> str:
    if printed.name:
        return printed.name
    if printed.relation == "between":
        return printed.words
    named = [printed, *(anchor.printed for anchor in anchors)]
    # "a village of the X sub-district" holds the words "a village" already.
    kept = [p for p in named if not any(q is not p and _holds(q, p) for q in named)]
    return " ".join(place.words for place in kept)


def _holds(outer: PlaceName, inner: PlaceName) -> bool:
    """Whether the words of one place stand inside those of another."""
    return outer.span.start <= inner.span.start and inner.span.end <= outer.span.end and outer.span != inner.span


def _position(known: Known, disc: Disc | None) -> Disc | None:
    place = known.place
    if place is None:
        # A name that the gazetteer lacks gets no point of its own; only a nameless scene is its area.
        return disc if not known.printed.name else None
    if disc and _is_narrower(disc, place):
        return disc
    if known.printed.relation == "near" and known.printed.bearing is not None:
        beside = Disc(place.latitude, place.longitude, place.error_km + _NEAR_KM)
        # "just north of X, some 100 km northeast of the capital": the far measure says less than X.
        return disc if disc and disc.error_km <= _FINER * beside.error_km else beside
    near = known.printed.relation in {"near", "between"}
    return Disc(place.latitude, place.longitude, place.error_km + (_NEAR_KM if near else 0.0))


_FINER = 2.0
_EXTENDED = _WIDE | {PlaceKind.SUBDISTRICT, PlaceKind.DISTRICT, PlaceKind.GOVERNORATE}


def _is_narrower(disc: Disc, place: Place) -> bool:
    """Read "the Hamrin range, 60 km northeast of Baquba" as that part of the range."""
    inside = is_within(disc, latitude=place.latitude, longitude=place.longitude, error_km=place.error_km)
    return place.kind in _EXTENDED and disc.error_km < place.error_km and inside


def _precision(known: Known, disc: Disc | None) -> GeoPrecision | None:
    if known.place is None:
        return GeoPrecision.NEAR if disc and disc.error_km <= _NEARLY_KM else (GeoPrecision.AREA if disc else None)
    own = geo_precision(known.place)
    if disc and _is_narrower(disc, known.place):
        return GeoPrecision.NEAR if disc.error_km <= _NEARLY_KM else GeoPrecision.AREA
    near = known.printed.relation in {"near", "between"}
    return GeoPrecision.NEAR if near and own is GeoPrecision.EXACT else own


def _rule(known: Known, role: PlaceRole, how: str) -> str:
    tied = ties(known.candidates)
    if len(tied) > 1:
        found = f"{len(tied)} places fit the name equally well; choose one"
    elif known.candidates:
        found = f"gazetteer: {known.candidates[0].how}"
    else:
        found = "not in the gazetteer" if known.printed.name else "a place without a name"
    return "; ".join(part for part in (f"{role.label}: '{known.printed.words}'", found, how) if part)


def _relative(known: Known, anchors: Sequence[Known]) -> tuple[Disc | None, str]:
    """Where the words put the place, and the words' meaning."""
    measured = [anchor for anchor in anchors if anchor.place is not None]
    near = next((a for a in measured if a.printed.relation == "near" and a.printed.bearing is None), None)
    if near and near.place and near.level <= _TOWN and not known.printed.name:
        # In "a village near X, 75 km southwest of Y" the distance is that of X.
        return Disc(
            near.place.latitude, near.place.longitude, near.place.error_km + _NEAR_KM
        ), f"near {near.place.names.en}"
    rings = [_anchor(anchor) for anchor in measured if anchor.printed.bearing is not None]
    around = next((a for a in measured if a.printed.bearing is None and a.printed.relation == "containing"), None)
    if around and around.place and not known.printed.name and not any(ring.distance_km for ring in rings):
        # "a village of X district, south of Y" lies in X; "south of Y" alone says less.
        return Disc(around.place.latitude, around.place.longitude, around.place.error_km), f"in {around.place.names.en}"
    if rings:
        return locate(rings), "; ".join(_ring_words(a) for a in measured if a.printed.bearing is not None)
    ends = [anchor.place for anchor in measured if anchor.printed.relation == "between" and anchor.place]
    if len(ends) == 2:
        names = " and ".join(place.names.en for place in ends)
        return midway((ends[0].latitude, ends[0].longitude), (ends[1].latitude, ends[1].longitude)), f"between {names}"
    if measured and not known.printed.name and measured[0].place:
        place = measured[0].place
        extra = _NEAR_KM if measured[0].printed.relation == "near" else 0.0
        return Disc(place.latitude, place.longitude, place.error_km + extra), f"at or near {place.names.en}"
    return None, ""


def _anchor(known: Known) -> Anchor:
    place = known.place
    assert place is not None  # noqa: S101  # the caller keeps resolved ones only
    bearing = known.printed.bearing
    return Anchor(
        place.latitude,
        place.longitude,
        place.error_km,
        None if bearing is None or bearing < 0 else bearing,
        known.printed.distance_km,
    )


def _ring_words(known: Known) -> str:
    printed = known.printed
    distance = "" if printed.distance_km is None else f"{printed.distance_km:.0f} km "
    direction = "from" if printed.bearing is None or printed.bearing < 0 else f"at bearing {printed.bearing:.0f} from"
    return f"{distance}{direction} {printed.name}"
