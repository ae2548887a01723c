"""The gazetteer: places with sourced positions and containment, geocoders over them, and places relative to them."""

from geo.gazetteer.batch import BatchFileError, BatchReport, geocode_table
from geo.gazetteer.candidates import Candidate
from geo.gazetteer.chain import (
    Gazetteer,
    PlaceCandidate,
    Resolution,
    Resolver,
    Suggestion,
    open_gazetteer,
    open_geocoder,
)
from geo.gazetteer.distances import distance_km
from geo.gazetteer.folding import fold, name_key
from geo.gazetteer.geonames import GeoNamesFileError, MissingDumpError
from geo.gazetteer.loaded import LoadedGazetteerError, LoadReport, load_gazetteer, open_loaded
from geo.gazetteer.local import (
    AmbiguousToponymError,
    InvalidToponymError,
    LocalGeocoder,
    NetworkRefusedError,
    NoNetworkAdapter,
    ties,
)
from geo.gazetteer.nominatim import GeocodingOutageError, GeocodingSettingsError, RemoteGeocoder
from geo.gazetteer.places import PLACES_FILE, MissingGazetteerError, geo_precision, read_places

__all__ = [
    "PLACES_FILE",
    "AmbiguousToponymError",
    "BatchFileError",
    "BatchReport",
    "Candidate",
    "Gazetteer",
    "GeoNamesFileError",
    "GeocodingOutageError",
    "GeocodingSettingsError",
    "InvalidToponymError",
    "LoadReport",
    "LoadedGazetteerError",
    "LocalGeocoder",
    "MissingDumpError",
    "MissingGazetteerError",
    "NetworkRefusedError",
    "NoNetworkAdapter",
    "PlaceCandidate",
    "RemoteGeocoder",
    "Resolution",
    "Resolver",
    "Suggestion",
    "distance_km",
    "fold",
    "geo_precision",
    "geocode_table",
    "load_gazetteer",
    "name_key",
    "open_gazetteer",
    "open_geocoder",
    "open_loaded",
    "read_places",
    "ties",
]
