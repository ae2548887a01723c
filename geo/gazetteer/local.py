"""The local geocoder: geopy's interface over the embedded gazetteer, without a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderUnavailable, GeopyError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.errors import SeamlineError
from geo.gazetteer.candidates import TIE_MARGIN, Candidate, CandidateIndex
from geo.gazetteer.distances import distance_km
from geo.gazetteer.loaded import LoadedPlaces
from geo.gazetteer.places import geo_precision, read_places
from geo.records import Place
from geo.vocabulary import PlaceKind

# What a position can be named after; an area around it is no answer to "what is here".
_POINT_KINDS = frozenset(
    {PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.CAMP, PlaceKind.BASE, PlaceKind.BRIDGE}
)
REVERSE_WITHIN_KM = 50


class Scored(Protocol):
    """Anything ranked by a score from 0 to 1."""

    @property
    def score(self) -> float:
        """The rank."""


S = TypeVar("S", bound=Scored)


class InvalidToponymError(SeamlineError, GeocoderQueryError):  # type: ignore[misc]  # geopy has no types
    """The query holds no name or position to look for."""


class AmbiguousToponymError(SeamlineError, GeopyError, LookupError):  # type: ignore[misc]  # geopy has no types
    """Several places fit a name equally well and one was asked for.

    Attributes:
        locations: the places that tie, as `geocode(..., exactly_one=False)` ranks them.
    """

    def __init__(self, message: str, locations: Sequence[Location] = ()) -> None:
        """Keep the places that tie."""
        super().__init__(message)
        self.locations = tuple(locations)


class NetworkRefusedError(SeamlineError, GeocoderUnavailable):  # type: ignore[misc]  # geopy has no types
    """The local geocoder was made to send a request."""


class NoNetworkAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """A geopy adapter that refuses every request; pass the class as `adapter_factory`."""

    def get_json(self, url: str, *, timeout: Any, headers: Any) -> Any:  # noqa: ARG002  # geopy's signature
        """Refuse."""
        raise NetworkRefusedError(f"expected an answer from the embedded gazetteer alone, got a request for {url!r}")

    def get_text(self, url: str, *, timeout: Any, headers: Any) -> Any:
        """Refuse."""
        return self.get_json(url, timeout=timeout, headers=headers)


class LocalGeocoder(Geocoder):  # type: ignore[misc]  # geopy has no types
    """Geocodes names of the gazetteer offline.

    Each `Location` carries in `raw`: `id`, `kind`, `error_km`, `geo_precision` (UCDP where_prec), `score`,
    `matched_name` and `how`. Nothing found is None, as in every geopy geocoder.
    """

    def __init__(self, places: Iterable[Place] | None = None, *, loaded: LoadedPlaces | None = None) -> None:
        """Index `places`, or those of seeds/places.csv; `loaded` are the places of a country dump behind them."""
        super().__init__(adapter_factory=NoNetworkAdapter)
        self.index = CandidateIndex(read_places() if places is None else places, loaded)

    def geocode(
        self,
        query: object,
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        timeout: object = DEFAULT_SENTINEL,  # noqa: ARG002  # geopy's signature
    ) -> Location | list[Location] | None:
        """Look a name up.

        Args:
            query: a name in English, Arabic or Sorani; what follows a comma or stands in brackets says where it lies.
            exactly_one: give the best place; with False a list of all candidates, best first.
            limit: the most candidates to give.
            timeout: taken for geopy's sake; there is nothing to wait for.

        Raises:
            InvalidToponymError: when `query` is empty or no text.
            AmbiguousToponymError: when one place is asked for and several fit equally well. Other geopy geocoders
                give the service's first answer; here nobody has chosen yet, and the error carries the namesakes.
        """
        candidates = self.candidates(query, limit=None if exactly_one else limit)
        if not candidates:
            return None
        locations = [self._location(candidate) for candidate in candidates]
        if not exactly_one:
            return locations
        tied = locations[: len(ties(candidates))]
        if len(tied) > 1:
            raise AmbiguousToponymError(_ambiguous(query, candidates[: len(tied)]), tied)
        return locations[0]

    def candidates(self, query: object, *, limit: int | None = None) -> tuple[Candidate, ...]:
        """Like `geocode` with `exactly_one=False`, as candidates; nothing found is an empty tuple.

        Raises:
            InvalidToponymError: when `query` is empty or no text, or `limit` is not positive.
        """
        if not isinstance(query, str) or not query.strip():
            raise InvalidToponymError(f"expected the name of a place, got {query!r}")
        _check_limit(limit)
        return self.index.find(query)[:limit]

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        timeout: object = DEFAULT_SENTINEL,  # noqa: ARG002  # geopy's signature
    ) -> Location | list[Location] | None:
        """Name the settlements, camps, bases and bridges within 50 km of a position, nearest first.

        `raw` has `distance_km` too; `score` is 1 within the place's own error and falls with the distance beyond it.

        Args:
            query: a geopy point, a pair (latitude, longitude) or a text "latitude, longitude".
            exactly_one: give the nearest place; with False a list.
            limit: the most places to give.
            timeout: taken for geopy's sake; there is nothing to wait for.

        Raises:
            InvalidToponymError: when `query` is no position, or `limit` is not positive.
        """
        _check_limit(limit)
        point = _point(query)
        near = [
            (distance_km(point, place), place) for place in self.index.places.values() if place.kind in _POINT_KINDS
        ]
        near = sorted((pair for pair in near if pair[0] <= REVERSE_WITHIN_KM), key=lambda pair: (pair[0], pair[1].id))
        locations = [self._nearby(place, distance) for distance, place in near[: 1 if exactly_one else limit]]
        if not locations:
            return None
        return locations[0] if exactly_one else locations

    def _nearby(self, place: Place, distance: float) -> Location:
        score = round(min(1.0, place.error_km / distance), 3) if distance else 1.0
        location = self._location(Candidate(place, score, place.names.en, f"{distance:.1f} km away"))
        location.raw["distance_km"] = round(distance, 3)
        return location

    def _location(self, candidate: Candidate) -> Location:
        place = candidate.place
        raw = {
            "id": place.id,
            "kind": place.kind,
            "error_km": place.error_km,
            "geo_precision": geo_precision(place),
            "score": candidate.score,
            "matched_name": candidate.matched_name,
            "how": candidate.how,
        }
        return Location(self.index.address(place), Point(place.latitude, place.longitude), raw)


def ties(candidates: Sequence[S]) -> tuple[S, ...]:
    """Give the first candidates that nothing but a spelling tells apart; a single one is the answer."""
    if not candidates:
        return ()
    best = candidates[0].score
    return tuple(candidate for candidate in candidates if best - candidate.score < TIE_MARGIN)


def _ambiguous(query: object, tied: Sequence[Candidate]) -> str:
    places = ", ".join(f"{candidate.place.id} ({candidate.place.names.en})" for candidate in tied)
    return (
        f"expected one place called {query!r}, got {len(tied)}: {places}; "
        "say where it lies after a comma, or ask with exactly_one=False"
    )


def _check_limit(limit: int | None) -> None:
    if limit is not None and limit < 1:
        raise InvalidToponymError(f"expected a limit of 1 or more, got {limit!r}")


def _point(query: Any) -> Point:
    try:
        # geopy reads None as 0, 0.
        return Point(query if query is not None else "")
    except (ValueError, TypeError) as error:
        raise InvalidToponymError(f"expected a position as (latitude, longitude), got {query!r}") from error
