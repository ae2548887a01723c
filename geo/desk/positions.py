"""Where a place of a draft may be: what coding and gazetteer know of the name, with distances, and what an editor sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geo.coding import PlaceDraft
from geo.desk.items import DeskItem
from geo.gazetteer import PlaceCandidate, Resolver, distance_km
from geo.gazetteer.distances import HasPosition, Position
from geo.records import Dataset, PlaceMention
from geo.vocabulary import GeoPrecision, PlaceMethod

MOST_OPTIONS = 8
# Stands for the area that words such as "12 km south of Kifri" give, which no gazetteer names.
PHRASE = "phrase"
_NEAR_KM = 25
# Degrees: the southernmost and westernmost, the northernmost and easternmost points of Iraq, rounded outwards.
IRAQ = ((29.0, 38.7), (37.5, 48.7))
_AREAS = {GeoPrecision.DISTRICT, GeoPrecision.GOVERNORATE, GeoPrecision.AREA, GeoPrecision.COUNTRY}


@dataclass(frozen=True)
class PlaceOption:
    """A position that a place may have.

    Attributes:
        id: in the gazetteer or at the remote service; `PHRASE` for an area that words give.
        how: how it fits, in words.
        distance_km: from where the place stands now; None where it has no position.
        attribution: the credit that must be shown with it; empty where the page has it already.
    """

    id: str
    name: str
    address: str
    latitude: float
    longitude: float
    error_km: float
    geo_precision: GeoPrecision
    how: str
    distance_km: float | None
    attribution: str = ""


def options_of(place: PlaceDraft | None, now: PlaceMention | None) -> tuple[PlaceOption, ...]:
    """What coding found for a place, best first, and the area of the article's own words."""
    if place is None:
        return ()
    found = [
        PlaceOption(
            c.place_id, c.name, "", c.latitude, c.longitude, c.error_km, c.geo_precision, c.how, _distance(c, now)
        )
        for c in place.candidates
    ]
    if place.area is not None:
        area = place.area
        near = area.error_km <= _NEAR_KM
        found.append(
            PlaceOption(
                PHRASE,
                place.name,
                place.words,
                area.latitude,
                area.longitude,
                area.error_km,
                GeoPrecision.NEAR if near else GeoPrecision.AREA,
                area.rule,
                _distance(area, now),
            )
        )
    return tuple(found[:MOST_OPTIONS])


def looked_up(
    gazetteer: Resolver, query: str, now: PlaceMention | None, *, within: str | None = None, remote: bool = False
) -> tuple[PlaceOption, ...]:
    """What the gazetteer knows of another name; only `remote`, an editor's explicit wish, sends it anywhere.

    Raises:
        InvalidToponymError: the name is empty or no name.
        GeocodingOutageError: the remote service did not answer; that is not "no such place".
    """
    found = gazetteer.resolve(query, within=within, remote=remote).candidates
    return tuple(_option(candidate, now) for candidate in found[:MOST_OPTIONS])


def at_option(now: PlaceMention, option: PlaceOption, dataset: Dataset, *, of: int) -> PlaceMention:
    """The place at one of `of` options; several that fit stay the best candidate, because the source does not settle it."""
    method = PlaceMethod.AREA if option.geo_precision in _AREAS else PlaceMethod.GAZETTEER
    if of > 1 and method is PlaceMethod.GAZETTEER:
        method = PlaceMethod.CANDIDATE
    if option.id == PHRASE:
        method = PlaceMethod.RELATIVE
    return PlaceMention(
        role=now.role,
        place_id=option.id if option.id in dataset.places else None,
        name=option.name,
        words=now.words,
        latitude=option.latitude,
        longitude=option.longitude,
        error_km=option.error_km,
        geo_precision=option.geo_precision,
        method=method,
        # How a name was found in the gazetteer is the desk's own; how far from where it lies is for readers.
        note=_sentence(option.how if option.id == PHRASE else "", option.attribution),
    )


def at_spot(now: PlaceMention, *, latitude: float, longitude: float, error_km: float) -> PlaceMention:
    """The place where an editor sets it: degrees, WGS84, and kilometres within which the scene is expected.

    However small the error, it is not the named place's own position.
    """
    return PlaceMention(
        role=now.role,
        place_id=None,
        name=now.name,
        words=now.words,
        latitude=latitude,
        longitude=longitude,
        error_km=error_km,
        geo_precision=GeoPrecision.NEAR if error_km <= _NEAR_KM else GeoPrecision.AREA,
        method=PlaceMethod.EDITOR,
        note=now.note if now.method is PlaceMethod.EDITOR else None,
    )


def without_position(now: PlaceMention) -> PlaceMention:
    """The place with no position: the incident is listed and stays off the map, and no sharp precision is left to it."""
    precision = str(vague_precision(now.geo_precision))
    given = (
        now.as_json()
        | {"geo_precision": precision}
        | {"latitude": None, "longitude": None, "error_km": None, "place_id": None, "note": None}
    )
    return PlaceMention.parse(given | {"method": str(PlaceMethod.NOT_FOUND)})


def vague_precision(precision: GeoPrecision) -> GeoPrecision:
    """What may be said of a place without a position: a named place or its surroundings are a position."""
    return GeoPrecision.COUNTRY if precision in (GeoPrecision.EXACT, GeoPrecision.NEAR) else precision


def outside_words(now: PlaceMention, options: Iterable[PlaceOption]) -> str | None:
    """Say that a position lies outside Iraq, and how far from the best of the options; None where it does not."""
    if now.latitude is None or now.longitude is None:
        return None
    (south, west), (north, east) = IRAQ
    if south <= now.latitude <= north and west <= now.longitude <= east:
        return None
    best = next(iter(options), None)
    away = best.distance_km if best else None
    far = f", {away:,.0f} km from {best.name}" if best and away else ""
    return f"This position is outside Iraq{far}. Is it meant?"


def coded_place(item: DeskItem, draft_id: str, number: int) -> PlaceDraft | None:
    """The place of a draft as the coding has it; None for one that an editor has added."""
    return next((place for n, place in enumerate(_coded(item, draft_id)) if n == number), None)


def _coded(item: DeskItem, draft_id: str) -> Iterator[PlaceDraft]:
    for draft in item.coding.drafts:
        if draft.id == draft_id:
            yield from draft.places
    for event in item.coding.events:
        if event.id == draft_id and event.place:
            yield event.place


def _option(found: PlaceCandidate, now: PlaceMention | None) -> PlaceOption:
    return PlaceOption(
        found.id or PHRASE,
        found.name,
        found.address,
        found.latitude,
        found.longitude,
        found.error_km,
        found.geo_precision,
        found.how,
        _distance(found, now),
        found.attribution,
    )


def _distance(option: HasPosition, now: PlaceMention | None) -> float | None:
    if now is None or now.latitude is None or now.longitude is None:
        return None
    here = Position(now.latitude, now.longitude)
    return distance_km(here, option)


def _sentence(how: str, attribution: str) -> str | None:
    words = how[:1].upper() + how[1:]
    return " ".join(part for part in (f"{words.rstrip('.')}." if words else "", attribution) if part)[:1000] or None
