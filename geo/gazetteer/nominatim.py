"""The remote geocoder: a self-hosted or the public Nominatim through geopy, asked only for one place at a time.

The rules of the public service, https://operations.osmfoundation.org/policies/nominatim/: at most one request a second
for the whole application, a User-Agent that names it, attribution, caching, no bulk and no autocomplete. They hold here
for a self-hosted service too.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import cache
from math import isfinite
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderParseError, GeocoderRateLimited, GeocoderServiceError, GeocoderTimedOut
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.location import Location

from geo.errors import SeamlineError
from geo.gazetteer.answers import Answer, AnswerCache

ADDRESS_VARIABLE = "SEAMLINE_NOMINATIM"
CONTACT_VARIABLE = "SEAMLINE_CONTACT"
PUBLIC_ADDRESS = "https://nominatim.openstreetmap.org"
ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0 (https://www.openstreetmap.org/copyright)"
# https://operations.osmfoundation.org/policies/nominatim/: "an absolute maximum of 1 request per second".
SECONDS_BETWEEN_REQUESTS = 1.0
TIMEOUT_S = 10.0
COUNTRIES = ("iq",)
MOST_PLACES = 10
LARGEST_ANSWER_BYTES = 2_000_000
LONGEST_ANSWER_S = 30.0

_KEPT = ("name", "display_name", "lat", "lon", "boundingbox", "addresstype", "type", "osm_type", "osm_id", "licence")
_MAKING = Lock()


class GeocodingOutageError(SeamlineError, GeocoderServiceError):  # type: ignore[misc]  # geopy has no types
    """The remote geocoder did not answer, or with no answer to the question; whether the place exists is not known."""


class GeocodingSettingsError(SeamlineError, ValueError):
    """The address or the contact for the remote geocoder cannot be used."""


class RemoteGeocoder:
    """Asks a Nominatim service, at most once a second in the whole process, and keeps its answers."""

    def __init__(
        self,
        *,
        address: str | None = None,
        contact: str | None = None,
        answers: AnswerCache | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Set the service up; nothing is sent.

        Args:
            address: such as https://nominatim.example.org; else SEAMLINE_NOMINATIM, else the public service.
            contact: an e-mail address or page for the User-Agent; else SEAMLINE_CONTACT.
            answers: where answers are kept; else the file of `answers.cache_path`.
            timeout_s: how long the service may keep silent.

        Raises:
            GeocodingSettingsError: when the address is no http or https address, or the contact no plain text.
        """
        self.address = (address or os.environ.get(ADDRESS_VARIABLE) or PUBLIC_ADDRESS).rstrip("/")
        scheme, host = _checked_address(self.address)
        self.user_agent = _user_agent(contact or os.environ.get(CONTACT_VARIABLE) or "")
        self.answers = answers or AnswerCache()
        self._host = host.lower()
        self._nominatim = _StrictNominatim(
            user_agent=self.user_agent,
            scheme=scheme,
            domain=self.address.partition("://")[2],
            timeout=timeout_s,
            adapter_factory=_BoundedAdapter,
        )

    def ask(self, query: str) -> Answer:
        """Give what the service has for `query` in Iraq, as its own fields; nothing found is empty.

        Raises:
            GeocodingOutageError: when it does not answer in time, refuses, or answers with an error or nonsense.
            AnswerCacheError: when the cache cannot be used; without it the policy is not kept, so nothing is sent.
        """
        query = " ".join(query.split())
        kept = self.answers.get(self.address, query)
        if kept is not None:
            return kept
        try:
            found: list[Location] | None = _turnstile(self._host)(self._nominatim, query)
        except GeocoderServiceError as error:
            raise self._outage(error) from error
        answer = tuple({field: place.raw.get(field) for field in _KEPT} for place in found or ())
        self.answers.put(self.address, query, answer)
        return answer

    def _outage(self, error: Exception) -> GeocodingOutageError:
        waiting = error.retry_after if isinstance(error, GeocoderRateLimited) else None
        when = f"in {waiting:g} s" if isinstance(waiting, int | float) else "later"
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        return GeocodingOutageError(
            f"expected an answer from {self.address}, got none ({type(error).__name__}: {reason}); "
            f"this says nothing about the place, ask again {when}"
        )


class _StrictNominatim(Nominatim):  # type: ignore[misc]  # geopy has no types
    """geopy's, but for answers that are no list of places: those are faults, not "nothing found"."""

    def _parse_json(self, places: Any, exactly_one: bool) -> list[Location] | None:  # noqa: ARG002, FBT001  # geopy's
        if not isinstance(places, list):
            raise GeocoderParseError(f"expected a list of places, got {str(places)[:100]!r}")
        try:
            found = [self._parse_code(place) for place in places]
            if all(isfinite(number) for place in found for number in (*place.point, *_numbers(place.raw))):
                return found
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise GeocoderParseError(f"expected places with lat and lon, got {error!r}") from error
        raise GeocoderParseError("expected places with finite coordinates")


class _BoundedAdapter(URLLibAdapter):  # type: ignore[misc]  # geopy has no types
    """geopy's adapter on the standard library, with an end to how much and how long it reads."""

    def _decode_page(self, page: Any) -> str:
        deadline, read = monotonic() + LONGEST_ANSWER_S, b""
        with closing(page):  # geopy leaves it open
            while part := page.read1(65_536):
                read += part
                if len(read) > LARGEST_ANSWER_BYTES:
                    raise GeocoderParseError(f"expected an answer below {LARGEST_ANSWER_BYTES} bytes, got more")
                if monotonic() > deadline:
                    raise GeocoderTimedOut(f"expected the whole answer within {LONGEST_ANSWER_S:g} s")
        return read.decode("utf-8", errors="replace")

    def get_text(self, url: str, *, timeout: Any, headers: Any) -> Any:
        try:
            return super().get_text(url, timeout=timeout, headers=headers)
        except OSError as error:  # while reading, a silence or a closed connection comes as it is
            raise GeocoderTimedOut(f"the answer broke off: {error}") from error


def bounding_box(place: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    """South, north, west, east of a place in degrees, or None where the service gives none."""
    numbers = _numbers(place)
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if numbers else None


def _numbers(place: Mapping[str, Any]) -> Sequence[float]:
    box = place.get("boundingbox") or ()
    if len(box) not in {0, 4}:
        raise ValueError(f"expected four numbers as boundingbox, got {box!r}")
    return [float(each) for each in box]


def _turnstile(host: str) -> RateLimiter:
    # A cache alone would let two threads that come first each have a limiter.
    with _MAKING:
        return _limiter(host)


@cache
def _limiter(host: str) -> RateLimiter:  # noqa: ARG001  # one for each service in the whole process
    return RateLimiter(_request, min_delay_seconds=SECONDS_BETWEEN_REQUESTS, max_retries=0, swallow_exceptions=False)


def _request(nominatim: Nominatim, query: str) -> list[Location] | None:
    found: list[Location] | None = nominatim.geocode(
        query, exactly_one=False, limit=MOST_PLACES, language="en", country_codes=list(COUNTRIES)
    )
    return found


def _checked_address(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment or parts.username or parts.password:
        raise GeocodingSettingsError(
            f"expected an address such as https://nominatim.example.org in {ADDRESS_VARIABLE}, without user, "
            f"query and fragment, got {address.rpartition('@')[2]!r}"
        )
    return parts.scheme, parts.netloc


def _user_agent(contact: str) -> str:
    if contact and not (contact.isascii() and contact.isprintable() and len(contact) <= 200):
        raise GeocodingSettingsError(
            f"expected an e-mail address or a page of plain ASCII in {CONTACT_VARIABLE}, got {contact!r}"
        )
    return f"Seamline (incident map for newsrooms; {contact})" if contact else "Seamline (incident map for newsrooms)"
