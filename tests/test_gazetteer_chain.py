"""The chain against a real server on this machine: asked only when told to, an outage never "no such place"."""

from __future__ import annotations

import json
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from time import monotonic
from urllib.parse import parse_qs, urlsplit

import pytest
from geopy.exc import GeocoderServiceError
from geopy.extra.rate_limiter import RateLimiter

from geo.errors import SeamlineError
from geo.gazetteer import (
    Gazetteer,
    GeocodingOutageError,
    GeocodingSettingsError,
    RemoteGeocoder,
    Resolver,
    nominatim,
    read_places,
)
from geo.gazetteer.answers import KEEP_EMPTY, KEEP_FOUND, AnswerCache, AnswerCacheError
from geo.vocabulary import GeoPrecision, PlaceKind

PLACES = read_places()
HAMLET = {
    "name": "Ghayda",
    "display_name": "Ghayda, Daquq District, Kirkuk Governorate, Iraq",
    "lat": "35.10",
    "lon": "44.50",
    "boundingbox": ["35.09", "35.11", "44.49", "44.51"],
    "addresstype": "hamlet",
    "type": "hamlet",
    "osm_type": "node",
    "osm_id": 42,
    "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
    "importance": 0.2,
}
FAR = HAMLET | {"lat": "33.0", "lon": "46.0", "boundingbox": ["32.99", "33.01", "45.99", "46.01"], "osm_id": 43}


@dataclass
class Service:
    """A server that answers as its script says, the last entry again and again, and notes what it was asked.

    An entry is the status and the body; HANGS keeps silent until the test ends.
    """

    script: list
    asked: list = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    address: str = ""


HANGS = "hangs"


@pytest.fixture
def serve(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    running = []

    def start(*script):
        service = Service(list(script))

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                service.asked.append((monotonic(), self.path, self.headers["User-Agent"]))
                step = service.script.pop(0) if len(service.script) > 1 else service.script[0]
                if step is HANGS:
                    service.released.wait(30)
                    return
                status, body = step
                text = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *arguments):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread, service))
        service.address = f"http://127.0.0.1:{server.server_port}"
        return service

    yield start
    for server, thread, service in running:
        service.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def answers(tmp_path):
    return AnswerCache(tmp_path / "geocoding.sqlite")


@pytest.fixture
def chain(answers, monkeypatch):
    """A gazetteer over a service; for the limiter a minute passes between two requests."""
    minutes = count(step=60)
    monkeypatch.setattr(RateLimiter, "_clock", lambda self: next(minutes))

    def build(service, **options):
        return Gazetteer(PLACES, remote=RemoteGeocoder(address=service.address, answers=answers, **options))

    return build


def kept(answers):
    with sqlite3.connect(answers.path) as connection:
        rows = connection.execute("SELECT query FROM answer ORDER BY query").fetchall()
    connection.close()
    return [query for (query,) in rows]


def test_nothing_is_sent_unless_it_is_asked_for(serve, chain):
    service = serve((200, [HAMLET]))
    resolution = chain(service).resolve("Ghayda")
    assert (resolution.candidates, resolution.asked, service.asked) == ((), ("embedded",), [])


def test_a_name_that_the_gazetteer_has_once_is_not_sent(serve, chain):
    service = serve((200, [HAMLET]))
    assert chain(service).resolve("Kifri", remote=True).answer.id == "kifri"
    assert service.asked == []


def test_a_remote_answer_carries_what_a_desk_must_show(serve, chain):
    service = serve((200, [HAMLET]))
    gazetteer: Resolver = chain(service, contact="desk@example.org")
    resolution = gazetteer.resolve("Ghayda", within="Kirkuk", remote=True)
    found = resolution.answer
    assert resolution.asked == ("embedded", "nominatim")
    assert (found.id, found.name, found.latitude, found.longitude) == ("osm_node_42", "Ghayda", 35.10, 44.50)
    assert (found.kind, found.geo_precision) == (PlaceKind.VILLAGE, GeoPrecision.EXACT)
    assert found.error_km == pytest.approx(1.4, abs=0.1)
    assert found.score == 0.9
    assert "same name" in found.how
    assert "OpenStreetMap node 42" in found.source
    assert found.attribution == "© OpenStreetMap contributors, ODbL 1.0 (https://www.openstreetmap.org/copyright)"
    ((_, path, user_agent),) = service.asked
    asked = parse_qs(urlsplit(path).query)
    assert asked["q"] == ["Ghayda, Kirkuk"]
    assert asked["countrycodes"] == ["iq"]
    assert user_agent == "Seamline (incident map for newsrooms; desk@example.org)"


def test_two_remote_places_of_one_name_are_a_tie(serve, chain):
    resolution = chain(serve((200, [HAMLET, FAR]))).resolve("Ghayda", remote=True)
    assert resolution.is_tie
    assert resolution.answer is None
    assert [candidate.id for candidate in resolution.candidates] == ["osm_node_42", "osm_node_43"]


def test_a_tie_at_home_stays_one_with_a_remote_answer(serve, chain):
    resolution = chain(serve((200, [HAMLET | {"name": "Palkana"}]))).resolve("Palkana", remote=True)
    assert len(resolution.candidates) == 4
    assert resolution.is_tie


def test_an_answer_that_was_kept_is_not_asked_for_again(serve, chain, answers):
    service = serve((200, [HAMLET]), (500, b"broken since"))
    first = chain(service).resolve("Ghayda", remote=True)
    again = chain(service).resolve("  Ghayda ", remote=True)
    assert len(service.asked) == 1
    assert [c.id for c in again.candidates] == [c.id for c in first.candidates] == ["osm_node_42"]
    assert kept(answers) == ["Ghayda"]


def test_nothing_found_is_an_answer_and_no_outage(serve, chain, answers):
    service = serve((200, []))
    for _ in range(2):
        resolution = chain(service).resolve("Ghayda", remote=True)
        assert (resolution.candidates, resolution.answer, resolution.is_tie) == ((), None, False)
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "failure",
    [
        (500, b"broken"),
        (502, b""),
        (503, b"try later"),
        (429, b"too fast"),
        (403, b"blocked"),
        (400, b"what?"),
        (200, b"<html>sign in to this network</html>"),
        (200, b""),
        (200, {}),
        (200, None),
        (200, {"error": "Unable to geocode"}),
        (200, [{"name": "no position"}]),
        (200, [HAMLET | {"lat": "nan"}]),
        (200, [HAMLET | {"boundingbox": ["1", "2"]}]),
        (200, ["text"]),
    ],
    ids=str,
)
def test_a_failure_is_an_outage_that_is_not_kept_and_asked_again(serve, chain, answers, failure):
    service = serve(failure, (200, [HAMLET]))
    gazetteer = chain(service)
    with pytest.raises(GeocodingOutageError, match="this says nothing about the place") as caught:
        gazetteer.resolve("Ghayda", remote=True)
    assert isinstance(caught.value, SeamlineError)
    assert isinstance(caught.value, GeocoderServiceError)
    assert kept(answers) == []
    assert gazetteer.resolve("Ghayda", remote=True).answer.id == "osm_node_42"
    assert len(service.asked) == 2


def test_silence_is_an_outage_after_the_timeout(serve, chain, answers):
    service = serve(HANGS, (200, [HAMLET]))
    gazetteer = chain(service, timeout_s=0.2)
    with pytest.raises(GeocodingOutageError, match="GeocoderTimedOut"):
        gazetteer.resolve("Ghayda", remote=True)
    assert kept(answers) == []
    assert gazetteer.resolve("Ghayda", remote=True).answer is not None


def test_a_refused_connection_is_an_outage(serve, chain, answers):
    service = serve((200, []))
    gazetteer = chain(Service([], address="http://127.0.0.1:9"))
    with pytest.raises(GeocodingOutageError, match=r"expected an answer from http://127\.0\.0\.1:9"):
        gazetteer.resolve("Ghayda", remote=True)
    assert kept(answers) == service.asked == []


def test_an_endless_answer_is_an_outage(serve, chain, monkeypatch):
    monkeypatch.setattr(nominatim, "LARGEST_ANSWER_BYTES", 1000)
    with pytest.raises(GeocodingOutageError, match="below 1000 bytes"):
        chain(serve((200, b"[" + b" " * 2000 + b"]"))).resolve("Ghayda", remote=True)


def test_the_whole_process_asks_a_service_once_a_second(serve, answers):
    service = serve((200, []))
    geocoders = [RemoteGeocoder(address=service.address, answers=answers, contact=f"{n}@example.org") for n in (1, 2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda pair: pair[0].ask(pair[1]), zip(geocoders, ("Ghayda", "Ghaydar"), strict=True)))
    first, second = sorted(when for when, _, _ in service.asked)
    assert second - first >= 0.95 * nominatim.SECONDS_BETWEEN_REQUESTS


def test_the_rate_is_the_public_services_rule():
    assert nominatim.SECONDS_BETWEEN_REQUESTS >= 1
    assert nominatim.PUBLIC_ADDRESS == "https://nominatim.openstreetmap.org"
    assert RemoteGeocoder().user_agent.startswith("Seamline")


def test_an_answer_grows_old_and_an_empty_one_sooner(tmp_path):
    now = datetime(2024, 5, 1, tzinfo=UTC)
    cache = AnswerCache(tmp_path / "cache.sqlite", now=lambda: now)
    cache.put("s", "found", [HAMLET])
    cache.put("s", "empty", [])
    now += KEEP_EMPTY + timedelta(seconds=1)
    assert cache.get("s", "empty") is None
    assert cache.get("s", "found") == (HAMLET,)
    assert cache.get("other service", "found") is None
    now += KEEP_FOUND
    assert cache.get("s", "found") is None


def test_a_damaged_cache_is_told_and_nothing_is_sent(serve, chain, answers):
    answers.path.write_bytes(b"no database, but long enough to be looked at as one" * 100)
    service = serve((200, [HAMLET]))
    with pytest.raises(AnswerCacheError, match="delete it, or name another file in SEAMLINE_GEOCODING_CACHE"):
        chain(service).resolve("Ghayda", remote=True)
    assert service.asked == []


@pytest.mark.parametrize(
    "address", ["nominatim.example.org", "ftp://example.org", "http://", "https://u:secret@example.org", "http://a:b"]
)
def test_an_address_that_cannot_be_used_is_refused_without_its_password(address):
    with pytest.raises(GeocodingSettingsError, match="SEAMLINE_NOMINATIM") as caught:
        RemoteGeocoder(address=address)
    assert "secret" not in str(caught.value)


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("SEAMLINE_NOMINATIM", "https://places.example.org/nominatim/")
    monkeypatch.setenv("SEAMLINE_CONTACT", "desk@example.org")
    remote = RemoteGeocoder()
    assert remote.address == "https://places.example.org/nominatim"
    assert remote.user_agent.endswith("desk@example.org)")
    monkeypatch.setenv("SEAMLINE_CONTACT", "desk\r\nX-Header: 1")
    with pytest.raises(GeocodingSettingsError, match="SEAMLINE_CONTACT"):
        RemoteGeocoder()


def test_a_relative_phrase_is_an_area_with_its_rule():
    answer = Gazetteer(PLACES).resolve("about 70 km southeast of Mosul and 60 km southwest of Erbil").answer
    assert (answer.id, answer.kind) == ("", PlaceKind.AREA)
    assert answer.error_km == answer.area.error_km < 25
    assert "bearing ±22.5°" in answer.how


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("5 km south of Palkana", "Palkana"),
        ("near Nowhereville", "Nowhereville"),
        ("10 km north of Kirkuk and 5 km south of Baghdad", "km apart"),
    ],
)
def test_a_relative_phrase_without_an_area_says_why(query, problem):
    resolution = Gazetteer(PLACES).resolve(query)
    assert resolution.candidates == ()
    assert problem in resolution.problem
