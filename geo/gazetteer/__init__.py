"""The gazetteer: places with sourced positions and containment, and geopy geocoders over them."""

from geo.gazetteer.candidates import Candidate
from geo.gazetteer.distances import distance_km
from geo.gazetteer.folding import fold, name_key
from geo.gazetteer.local import (
    AmbiguousToponymError,
    InvalidToponymError,
    LocalGeocoder,
    NetworkRefusedError,
    NoNetworkAdapter,
    ties,
)
from geo.gazetteer.places import PLACES_FILE, MissingGazetteerError, geo_precision, read_places

__all__ = [
    "PLACES_FILE",
    "AmbiguousToponymError",
    "Candidate",
    "InvalidToponymError",
    "LocalGeocoder",
    "MissingGazetteerError",
    "NetworkRefusedError",
    "NoNetworkAdapter",
    "distance_km",
    "fold",
    "geo_precision",
    "name_key",
    "read_places",
    "ties",
]
