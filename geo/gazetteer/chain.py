"""The chain: a name is looked up in the embedded and loaded places, then, only when asked to, in a remote Nominatim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from rapidfuzz import fuzz, process

from geo.gazetteer import loaded as loaded_places
from geo.gazetteer import nominatim
from geo.gazetteer.candidates import Candidate, CandidateIndex
from geo.gazetteer.distances import Position, distance_km
from geo.gazetteer.folding import name_key
from geo.gazetteer.kind_words import split_kind, split_qualifiers
from geo.gazetteer.loaded import LoadedPlaces, open_loaded
from geo.gazetteer.local import InvalidToponymError, LocalGeocoder, ties
from geo.gazetteer.nominatim import RemoteGeocoder, bounding_box
from geo.gazetteer.places import EXACT_WITHIN_KM, geo_precision, read_places
from geo.gazetteer.relative import RelativeArea, RelativePlaceError, find_relative, located
from geo.records import Place
from geo.vocabulary import GeoPrecision, PlaceKind

# A remote place of the very name, below the same match in a list that was checked; and one of another name.
REMOTE_NAME = 0.9
REMOTE_OTHER = 0.5
# At this score and below, a candidate contradicts what was said of its kind or of where it lies.
CONTRADICTED = 0.6
LEAST_LIKENESS = 80
MOST_SUGGESTIONS = 5
LONGEST_QUERY = 400

# What Nominatim calls places; what is missing here is some other feature.
_REMOTE_KINDS = {
    "city": PlaceKind.CITY,
    "town": PlaceKind.TOWN,
    **dict.fromkeys(("village", "hamlet", "isolated_dwelling"), PlaceKind.VILLAGE),
    **dict.fromkeys(("state", "province"), PlaceKind.GOVERNORATE),
    **dict.fromkeys(("county", "district", "state_district"), PlaceKind.DISTRICT),
    **dict.fromkeys(("municipality", "subdistrict"), PlaceKind.SUBDISTRICT),
    "country": PlaceKind.COUNTRY,
    **dict.fromkeys(("peak", "hill", "ridge"), PlaceKind.MOUNTAIN),
    "mountain_range": PlaceKind.RANGE,
    "valley": PlaceKind.VALLEY,
    "bridge": PlaceKind.BRIDGE,
    **dict.fromkeys(("military", "base", "airfield", "aeroway"), PlaceKind.BASE),
}
_REMOTE_PRECISION = {
    PlaceKind.COUNTRY: GeoPrecision.COUNTRY,
    PlaceKind.GOVERNORATE: GeoPrecision.GOVERNORATE,
    PlaceKind.DISTRICT: GeoPrecision.DISTRICT,
    PlaceKind.SUBDISTRICT: GeoPrecision.NEAR,
    **dict.fromkeys((PlaceKind.MOUNTAIN, PlaceKind.RANGE, PlaceKind.VALLEY, PlaceKind.AREA), GeoPrecision.AREA),
}


@dataclass(frozen=True, kw_only=True)
class PlaceCandidate:
    """One place that a query may mean, from whatever link of the chain.

    Attributes:
        id: in the gazetteer (kifri, gn_94183) or at the service (osm_node_123); empty for a relative area.
        address: the place and what contains it, for telling namesakes apart.
        score: from 0 to 1; it ranks, it is no probability.
        how: how it matched, or the rule of an area, in words.
        source: who gives the position.
        attribution: the credit that must be shown with it.
        place: the gazetteer's record, None for a remote place or an area.
        area: the area of a relative phrase, else None.
    """

    id: str
    name: str
    address: str
    latitude: float
    longitude: float
    error_km: float
    geo_precision: GeoPrecision
    kind: PlaceKind
    score: float
    how: str
    source: str
    attribution: str
    place: Place | None = None
    area: RelativeArea | None = None


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """What is known about a query.

    Attributes:
        candidates: best first; empty when no link that was asked knows such a place.
        asked: the links that were asked, in order.
        problem: why a relative phrase gives no area although its places are known, else None.
    """

    query: str
    within: str | None
    candidates: tuple[PlaceCandidate, ...]
    asked: tuple[str, ...]
    problem: str | None = None

    @property
    def tied(self) -> tuple[PlaceCandidate, ...]:
        """The first candidates that nothing but a spelling tells apart."""
        return ties(self.candidates)

    @property
    def is_tie(self) -> bool:
        """Whether several places fit equally well, so that somebody has to choose."""
        return len(self.tied) > 1

    @property
    def answer(self) -> PlaceCandidate | None:
        """The one place that fits; None for a tie, nothing found, or a place that is elsewhere or something else."""
        best = self.tied
        return best[0] if len(best) == 1 and best[0].score > CONTRADICTED else None


@dataclass(frozen=True)
class Suggestion:
    """A known name that looks like an unknown one. It is shown for somebody to choose, and never taken for it.

    Attributes:
        likeness: from 0 to 1, rapidfuzz's ratio of the folded names.
    """

    name: str
    place_id: str
    likeness: float


class Resolver(Protocol):
    """What a page needs to find places."""

    def resolve(self, query: str, *, within: str | None = None, remote: bool = False) -> Resolution:
        """Give what is known about a name; only `remote` may send it anywhere."""

    def suggest(self, query: str) -> tuple[Suggestion, ...]:
        """Give known names that look like it."""


class Gazetteer:
    """The embedded and the loaded places, and a remote service behind them. Safe to share between threads."""

    def __init__(
        self, places: Iterable[Place], *, loaded: LoadedPlaces | None = None, remote: RemoteGeocoder | None = None
    ) -> None:
        """Index the places; `remote` is made from the settings when first needed if none is given."""
        self.index = CandidateIndex(places, loaded)
        self._loaded = loaded
        self._remote = remote

    def resolve(self, query: str, *, within: str | None = None, remote: bool = False) -> Resolution:
        """Give what is known about a name or a relative phrase.

        Args:
            query: a name in English, Arabic or Sorani; what follows a comma or stands in brackets says where it lies;
                or a phrase in English such as "12 km south of Kifri".
            within: where it lies, as if after a comma.
            remote: ask the remote service too, unless the gazetteer has exactly one place of the name. One query, one
                request: for a person's explicit wish, never for lists.

        Raises:
            InvalidToponymError: when the query is empty, no text, or too long for a name.
            GeocodingOutageError: when the remote service was to be asked and did not answer.
        """
        _check(query)
        asked = ("embedded", "loaded") if self._loaded is not None else ("embedded",)
        where = within.strip() if within else None
        area, problem = self._area(query)
        if area is not None or problem is not None:
            return Resolution(
                query=query, within=where, candidates=(area,) if area else (), asked=asked, problem=problem
            )
        whole = f"{query}, {where}" if where else query
        exact = self.index.find(whole)
        found = [self._candidate(each) for each in exact or self.index.find_by_sound(whole)]
        if remote and not (exact and len(ties(exact)) == 1):
            service = self._remote or RemoteGeocoder()
            found += [_remote_candidate(place, query, service) for place in service.ask(whole)]
            asked = (*asked, "nominatim")
        ranked = tuple(sorted(found, key=lambda each: (-each.score, each.id)))
        return Resolution(query=query, within=where, candidates=ranked, asked=asked)

    def place(self, name: str) -> Place | None:
        """The one gazetteer place of a name, None for a tie or nothing found; what `relative.located` asks for."""
        answer = self.resolve(name).answer
        return answer.place if answer else None

    def suggest(self, query: str) -> tuple[Suggestion, ...]:
        """Give known names that look like `query`, the likest first: for showing, never for taking."""
        _check(query)
        key = split_kind(split_qualifiers(query)[0]).key
        names = {name_key(name): (place, name) for place in self.index.places.values() for name in _names(place)}
        if self._loaded is not None:
            names |= {name_key(name): (place, name) for place, name in self._loaded.starting(key[:2])}
        alike = process.extract(
            key, list(names), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=4 * MOST_SUGGESTIONS
        )
        best: dict[str, Suggestion] = {}
        for match, likeness, _ in alike:
            place, name = names[match]
            best.setdefault(place.id, Suggestion(name, place.id, round(likeness / 100, 3)))
        ranked = sorted(best.values(), key=lambda each: (-each.likeness, each.place_id))
        return tuple(ranked[:MOST_SUGGESTIONS])

    def _area(self, query: str) -> tuple[PlaceCandidate | None, str | None]:
        """The area of a query that is a relative phrase and nothing else, or why there is none."""
        phrases = find_relative(query)
        if not phrases or phrases[0].start > 0 or phrases[-1].end < len(query.rstrip(" .")) or phrases[-1].group:
            return None, None
        names = [anchor.name for phrase in phrases for anchor in phrase.anchors]
        if unsure := [name for name in names if self.place(name) is None]:
            return None, f"expected names in {query!r} that fit one known place each, got {', '.join(unsure)}"
        try:
            area = located(phrases, self.place)
        except RelativePlaceError as error:
            return None, str(error)
        return (_area_candidate(query, area), None) if area else (None, None)

    def _candidate(self, candidate: Candidate) -> PlaceCandidate:
        place = candidate.place
        return PlaceCandidate(
            id=place.id,
            name=place.names.en,
            address=self.index.address(place),
            latitude=place.latitude,
            longitude=place.longitude,
            error_km=place.error_km,
            geo_precision=geo_precision(place),
            kind=place.kind,
            score=candidate.score,
            how=candidate.how,
            source=place.source,
            attribution=_attribution(place),
            place=place,
        )


def open_gazetteer() -> Gazetteer:
    """The embedded places and those loaded by now, indexed once and shared.

    Raises:
        LoadedGazetteerError: when there is an index of loaded places that cannot be read.
    """
    return _gazetteer(open_loaded())


def open_geocoder() -> LocalGeocoder:
    """The same places as a geopy geocoder, which is what coding asks; it never goes to the network.

    Raises:
        LoadedGazetteerError: when there is an index of loaded places that cannot be read.
    """
    return _geocoder(open_loaded())


@lru_cache(maxsize=2)
def _geocoder(loaded: LoadedPlaces | None) -> LocalGeocoder:
    return LocalGeocoder(read_places(), loaded=loaded)


@lru_cache(maxsize=2)
def _gazetteer(loaded: LoadedPlaces | None) -> Gazetteer:
    return Gazetteer(read_places(), loaded=loaded)


def _check(query: object) -> None:
    if not isinstance(query, str) or not query.strip():
        raise InvalidToponymError(f"expected the name of a place, got {query!r}")
    if len(query) > LONGEST_QUERY:
        raise InvalidToponymError(f"expected a name of at most {LONGEST_QUERY} characters, got {len(query)}")


def _names(place: Place) -> Sequence[str]:
    return [name for name in (place.names.en, place.names.ckb, place.names.ar, *place.variants) if name]


def _attribution(place: Place) -> str:
    return loaded_places.ATTRIBUTION if loaded_places.SOURCE in place.source else place.source


def _area_candidate(query: str, area: RelativeArea) -> PlaceCandidate:
    sources = dict.fromkeys(place.source for place in area.anchors)
    credits_due = dict.fromkeys(_attribution(place) for place in area.anchors)
    return PlaceCandidate(
        id="",
        name=query.strip(),
        address=area.rule,
        latitude=area.latitude,
        longitude=area.longitude,
        error_km=area.error_km,
        geo_precision=area.geo_precision,
        kind=PlaceKind.AREA,
        score=1.0,
        how=area.rule,
        source=f"worked out from {'; '.join(sources)}",
        attribution="; ".join(credits_due),
        area=area,
    )


def _remote_candidate(place: Mapping[str, Any], query: str, service: RemoteGeocoder) -> PlaceCandidate:
    shown = str(place["display_name"] or "")
    name = str(place["name"] or shown.partition(",")[0])
    kind = _REMOTE_KINDS.get(str(place["addresstype"]), _REMOTE_KINDS.get(str(place["type"]), PlaceKind.AREA))
    error_km = _remote_error_km(place)
    same = split_kind(name).key == split_kind(split_qualifiers(query)[0]).key
    point = GeoPrecision.EXACT if error_km <= EXACT_WITHIN_KM or kind is PlaceKind.CITY else GeoPrecision.NEAR
    return PlaceCandidate(
        id=f"osm_{place['osm_type']}_{place['osm_id']}",
        name=name,
        address=shown,
        latitude=float(place["lat"]),
        longitude=float(place["lon"]),
        error_km=error_km,
        geo_precision=_REMOTE_PRECISION.get(kind, point),
        kind=kind,
        score=REMOTE_NAME if same else REMOTE_OTHER,
        how="remote: same name" if same else f"remote: the service's answer, called {name}",
        source=f"OpenStreetMap {place['osm_type']} {place['osm_id']}, by way of {service.address}",
        attribution=nominatim.ATTRIBUTION,
    )


def _remote_error_km(place: Mapping[str, Any]) -> float:
    """The distance to the farthest corner of the service's box, at least half a kilometre."""
    box = bounding_box(place)
    if box is None:
        return 5.0
    south, north, west, east = box
    centre = Position(float(place["lat"]), float(place["lon"]))
    corners = (Position(latitude, longitude) for latitude in (south, north) for longitude in (west, east))
    return round(max(0.5, *(distance_km(centre, corner) for corner in corners)), 1)
