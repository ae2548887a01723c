"""The article fetcher against real sites on this machine: what it keeps, what it refuses, when it gives up."""

import gzip
import hashlib
import re
import ssl
import threading
import time
from contextlib import ExitStack
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
import trustme

from geo.errors import SeamlineError
from geo.fetch import (
    ArticleUnavailableError,
    FetchOutageError,
    FetchRefusedError,
    FetchSettingError,
    FetchSettings,
    FetchSwitchedOffError,
    Network,
    fetch_article,
)
from geo.texts import DocumentRefusedError, NoArticleError, ReadLimits
from tests.fetch_site import OTHER_PUBLIC, PAGE, PUBLIC, Ways, answer, once, redirect, running_site

QUICK = FetchSettings(total_s=6, connect_s=2, silence_s=3)
URL = "http://news.example/2021/shots"


@pytest.fixture
def visit():
    """Serve `handler` as http://news.example and fetch from it: `visit(handler)` gives the article and its traces."""
    with ExitStack() as running:

        def fetch(handler, *, url=URL, settings=QUICK, site_tls=None, names=None, **network):
            site = running.enter_context(running_site(handler, tls=site_tls))
            table = names or {"news.example": [[PUBLIC]], "www.news.example": [[PUBLIC]]}
            fetch.site = site
            fetch.ways = Ways(table, {(PUBLIC, 80): site, (PUBLIC, 443): site})
            return fetch_article(url, settings=settings, network=fetch.ways.network(**network))

        yield fetch


@pytest.fixture
def inside():
    """A site inside the network, at 127.0.0.1, that nothing may reach."""
    with running_site(once(answer(b"<p>secret</p>"))) as site:
        yield site


def test_an_article_comes_with_its_text_and_its_origin(visit):
    article = visit(once(answer(PAGE)))
    assert article.text.split("\n\n")[-1].startswith("A patrol searched the orchards")
    assert "Imprint" not in article.text
    assert article.title == "Shots near the river"
    assert (article.author, article.site) == ("Ann Reporter", "Example News")
    assert article.suggested_date == date(2021, 12, 3)
    assert article.asked_url == article.final_url == URL
    assert article.redirects == ()
    assert article.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert (article.size_bytes, article.content_type) == (len(PAGE), "text/html")
    assert (article.encoding, article.encoding_how) == ("utf-8", "declared")


def test_the_connection_goes_to_the_address_that_was_checked(visit):
    visit(once(answer(PAGE)))
    assert visit.ways.looked_up == ["news.example"]
    assert visit.ways.dialled == [(PUBLIC, 80)]


def test_the_question_names_us_and_carries_nothing_else(visit, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", "/etc/passwd")
    visit(once(answer(PAGE)), settings=FetchSettings(contact="map@newsroom.example"))
    first, *headers = visit.site.questions[0].strip().split("\r\n")
    assert first == "GET /2021/shots HTTP/1.1"
    assert [line.partition(":")[0] for line in headers] == [
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "Connection",
    ]
    assert headers[0] == "Host: news.example"
    assert re.match(r"User-Agent: Seamline/[\d.]+ \(.*; map@newsroom\.example\)$", headers[1])


def test_no_cookie_goes_along_to_the_next_address(visit):
    def handler(connection, question):
        first = "GET /2021/shots" in question
        reply = answer(b"", status="302 Found", headers=["Location: /next", "Set-Cookie: a=1"])
        connection.sendall(reply if first else answer(PAGE))

    article = visit(handler)
    assert article.final_url == "http://news.example/next"
    assert article.redirects == ("http://news.example/next",)
    assert len(visit.site.questions) == 2
    assert not any("cookie" in question.lower() for question in visit.site.questions)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_followed_and_its_name_looked_up_anew(visit, status):
    def handler(connection, question):
        moved = "Host: news.example\r\n" in question
        connection.sendall(redirect("//www.news.example/a?b#c", status=status) if moved else answer(PAGE))

    assert visit(handler).final_url == "http://www.news.example/a?b"
    assert visit.ways.looked_up == ["news.example", "www.news.example"]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "//127.0.0.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://router.example/",
        "http://news.example:22/",
        "http://news.example@127.0.0.1/",
        "file:///etc/passwd",
        "ftp://news.example/",
        "javascript:alert(1)",
        "http://",
        "http://[",
        "//[",
    ],
)
def test_a_redirect_to_the_inside_is_refused(visit, inside, location):
    names = {"news.example": [[PUBLIC]], "router.example": [["192.168.1.1"]]}
    with pytest.raises(FetchRefusedError):
        visit(once(redirect(location)), names=names)
    assert visit.ways.dialled == [(PUBLIC, 80)]
    assert inside.stop() == 0


def test_a_redirect_to_the_port_of_an_inside_site_reaches_it_not(visit, inside):
    ports = frozenset({80, 443, inside.port})
    with pytest.raises(FetchRefusedError, match="public internet"):
        visit(once(redirect(f"http://127.0.0.1:{inside.port}/")), ports=ports)
    assert inside.stop() == 0


def test_redirects_without_end_are_refused(visit):
    with pytest.raises(FetchRefusedError, match="at most 5 redirects"):
        visit(once(redirect("/again")))
    assert visit.site.stop() == 6


def test_as_many_redirects_as_allowed_are_followed(visit):
    def handler(connection, question):
        step = int(re.search(r"GET /(\d)", question).group(1))
        connection.sendall(redirect(f"/{step + 1}") if step < 5 else answer(PAGE))

    assert visit(handler, url="http://news.example/0").final_url == "http://news.example/5"


@pytest.mark.parametrize("inside_address", ["127.0.0.1", "10.0.0.7", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"])
def test_a_name_that_changes_its_address_between_check_and_connection_gains_nothing(visit, inside_address):
    names = {"news.example": [[PUBLIC], [inside_address]]}
    assert "orchards" in visit(once(answer(PAGE)), names=names).text
    assert visit.ways.looked_up == ["news.example"]  # there is no second look-up to answer differently
    assert visit.ways.dialled == [(PUBLIC, 80)]


def test_a_name_that_changes_its_address_between_redirects_is_refused(visit):
    names = {"news.example": [[PUBLIC], ["127.0.0.1"]]}
    with pytest.raises(FetchRefusedError, match=r"'news\.example' at 127\.0\.0\.1"):
        visit(once(redirect("/again")), names=names)
    assert visit.ways.looked_up == ["news.example", "news.example"]
    assert visit.ways.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], [PUBLIC, "127.0.0.1"], ["fe80::1%eth0"], [OTHER_PUBLIC, "fd00::1"]]
)
def test_a_name_with_any_inside_address_is_refused(visit, addresses):
    with pytest.raises(FetchRefusedError, match="public internet"):
        visit(once(answer(PAGE)), names={"news.example": [addresses]})
    assert visit.ways.dialled == []


def test_the_next_address_of_a_name_is_tried_when_the_first_does_not_answer(visit):
    assert visit(once(answer(PAGE)), names={"news.example": [[OTHER_PUBLIC, PUBLIC]]})
    assert visit.ways.dialled == [(OTHER_PUBLIC, 80), (PUBLIC, 80)]


def test_an_unknown_name_is_an_outage_not_a_refusal(visit):
    with pytest.raises(FetchOutageError, match=r"'gone\.example'"):
        visit(once(answer(PAGE)), url="http://gone.example/")


def test_a_look_up_that_hangs_is_left_behind():
    released = threading.Event()

    def resolve(host, port):
        released.wait(30)
        return [PUBLIC]

    started = time.monotonic()
    with pytest.raises(FetchOutageError, match="nothing within"):
        fetch_article(URL, settings=FetchSettings(connect_s=0.3), network=Network(resolve=resolve))
    released.set()
    assert time.monotonic() - started < 5


def test_a_site_that_is_down_is_an_outage(visit):
    with pytest.raises(FetchOutageError, match="No route to host"):
        visit(once(answer(PAGE)), names={"news.example": [[OTHER_PUBLIC]]})


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy", "429 Too Many", "408 Timeout"])
def test_a_site_in_trouble_is_an_outage(visit, status):
    with pytest.raises(FetchOutageError, match=status[:3]):
        visit(once(answer(PAGE, status=status)))


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "403 Forbidden", "401 Who", "204 Empty", "304 Same"])
def test_a_page_that_is_not_there_is_neither_an_outage_nor_a_refusal(visit, status):
    with pytest.raises(ArticleUnavailableError, match=status[:3]):
        visit(once(answer(b"" if status[0] in "23" else PAGE, status=status)))


@pytest.mark.parametrize("reply", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"])
def test_an_answer_that_is_none_is_an_outage(visit, reply):
    with pytest.raises((FetchOutageError, FetchRefusedError), match="expected"):
        visit(once(reply))


def test_a_body_that_ends_early_is_an_outage(visit):
    with pytest.raises(FetchOutageError, match="peer closed"):
        visit(once(answer(PAGE)[:-50]))


@pytest.mark.parametrize(
    "kind", ["application/pdf", "image/png", "application/json", "text/css", "", "text/htmlx", "multipart/mixed"]
)
def test_another_content_type_is_refused_before_its_body_is_read(visit, kind):
    def endless(connection, question):
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode())
        while True:
            connection.sendall(b"x" * 65536)

    with pytest.raises(FetchRefusedError, match=r"expected a page \(text/html"):
        visit(endless)


def test_plain_text_is_taken_in_the_encoding_that_the_site_declares(visit):
    body = "قتل حارسان قرب النهر مساء الخميس.".encode("cp1256")
    article = visit(once(answer(body, kind='Text/Plain; Charset="windows-1256"')))
    assert article.text == "قتل حارسان قرب النهر مساء الخميس."
    assert (article.content_type, article.encoding, article.site) == ("text/plain", "cp1256", "news.example")


def test_a_packed_page_is_unpacked_and_its_own_bytes_fingerprinted(visit):
    article = visit(once(answer(gzip.compress(PAGE), headers=["Content-Encoding: gzip"])))
    assert article.sha256 == hashlib.sha256(PAGE).hexdigest()


def test_a_gzip_bomb_is_cut_at_the_limit(visit):
    bomb = gzip.compress(bytes(256 * 1024 * 1024), 9)  # some 260 kB that stand for 256 MiB
    started = time.monotonic()
    with pytest.raises(FetchRefusedError, match="at most 8,388,608 bytes"):
        visit(once(answer(bomb, headers=["Content-Encoding: gzip"])))
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("body", "coding", "error"),
    [
        (PAGE, "gzip", FetchRefusedError),
        (gzip.compress(PAGE), "br", FetchRefusedError),
        (gzip.compress(gzip.compress(PAGE)), "gzip, gzip", FetchRefusedError),
        (gzip.compress(PAGE) + gzip.compress(PAGE), "gzip", FetchRefusedError),
        (gzip.compress(PAGE)[:-20], "gzip", FetchOutageError),
    ],
)
def test_a_page_packed_otherwise_is_not_taken(visit, body, coding, error):
    with pytest.raises(error, match="expected"):
        visit(once(answer(body, headers=[f"Content-Encoding: {coding}"])))


def test_a_page_that_declares_too_many_bytes_is_refused_at_once(visit):
    def handler(connection, question):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999\r\n\r\n")
        connection.recv(1)  # never sends the body

    with pytest.raises(FetchRefusedError, match="at most 4,194,304 bytes"):
        visit(handler)


@pytest.mark.parametrize("framing", ["", "Transfer-Encoding: chunked\r\n"])
def test_an_endless_body_is_cut(visit, framing):
    piece = b"<p>" + b"word " * 3276 + b"\n"
    chunk = b"%x\r\n%s\r\n" % (len(piece), piece) if framing else piece

    def handler(connection, question):
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{framing}\r\n".encode())
        while True:
            connection.sendall(chunk)

    with pytest.raises(FetchRefusedError, match="expected a page of at most"):
        visit(handler)


@pytest.mark.parametrize(
    ("begin", "line"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Long: " + b"a" * 1024 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"a" * 1024),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b"a" * 1024),
    ],
)
def test_endless_headers_are_cut(visit, begin, line):
    def handler(connection, question):
        connection.sendall(begin)
        while True:
            connection.sendall(line)

    with pytest.raises(FetchRefusedError, match="headers of at most 32,768 bytes"):
        visit(handler)


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"])
def test_a_slow_drip_is_cut_when_the_time_is_over(visit, begin):
    gone = threading.Event()

    def handler(connection, question):
        connection.sendall(begin)
        try:
            while not gone.wait(0.05):
                connection.sendall(b"a")
        except OSError:
            gone.set()

    started = time.monotonic()
    with pytest.raises(FetchOutageError, match=r"within 0\.8 s"):
        visit(handler, settings=FetchSettings(total_s=0.8, silence_s=3))
    assert time.monotonic() - started < 3
    assert gone.wait(5)  # and the connection is closed, not left behind


def test_silence_is_an_outage(visit):
    with pytest.raises(FetchOutageError, match="silence"):
        visit(lambda connection, question: connection.recv(1), settings=FetchSettings(silence_s=0.2))


def test_a_site_that_never_greets_in_tls_is_left(visit):
    with pytest.raises(FetchOutageError):
        visit(
            lambda connection, question: connection.recv(1),
            url="https://news.example/",
            settings=FetchSettings(connect_s=0.3),
        )


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def served_as(authority, *names):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def trusting(authority):
    def context():
        trusted = ssl.create_default_context()
        authority.configure_trust(trusted)
        return trusted

    return context


def test_a_certificate_is_verified_against_the_name_not_the_address(visit, authority):
    site_tls = served_as(authority, "news.example")
    named = []
    site_tls.sni_callback = lambda connection, name, context: named.append(name)
    article = visit(once(answer(PAGE)), url="https://news.example/a", site_tls=site_tls, tls=trusting(authority))
    assert article.final_url == "https://news.example/a"
    assert named == ["news.example"]
    assert visit.ways.dialled == [(PUBLIC, 443)]


@pytest.mark.parametrize("names", [("other.example",), ("127.0.0.1",), (PUBLIC,), ("*.news.example",)])
def test_a_certificate_of_another_name_is_refused(visit, authority, names):
    with pytest.raises(FetchRefusedError, match=r"valid certificate of 'news\.example'"):
        visit(
            once(answer(PAGE)),
            url="https://news.example/a",
            site_tls=served_as(authority, *names),
            tls=trusting(authority),
        )
    assert visit.site.questions == []


def test_a_certificate_nobody_vouches_for_is_refused(visit, authority):
    with pytest.raises(FetchRefusedError, match="valid certificate"):
        visit(once(answer(PAGE)), url="https://news.example/a", site_tls=served_as(authority, "news.example"))
    assert visit.site.questions == []


def test_a_self_signed_certificate_is_refused(visit, tmp_path):
    own = trustme.CA()
    pem = tmp_path / "own.pem"
    pem.write_bytes(own.private_key_pem.bytes() + own.cert_pem.bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with pytest.raises(FetchRefusedError, match=r"self.signed"):
        visit(once(answer(PAGE)), url="https://news.example/a", site_tls=context)
    assert visit.site.questions == []


def test_an_expired_certificate_is_refused(visit, authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example", not_after=datetime(2020, 1, 1, tzinfo=UTC)).configure_cert(context)
    with pytest.raises(FetchRefusedError, match="expired"):
        visit(once(answer(PAGE)), url="https://news.example/a", site_tls=context, tls=trusting(authority))


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body><nav><a href=/>Home</a> <a href=/a>News</a></nav></body></html>",
        b"<html><head><script>render()</script></head><body><div id=root></div></body></html>",
        b"<!doctype html><title>Just a moment</title>",
        b"   ",
    ],
)
def test_a_page_without_an_article_says_so(visit, page):
    with pytest.raises(NoArticleError, match="page with an article"):
        visit(once(answer(page)))


def test_what_a_page_points_at_is_never_asked_for(visit, inside):
    there = f"http://127.0.0.1:{inside.port}".encode()
    head = b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "%s/x"><!ENTITY %% y SYSTEM "%s/y"> %%y;]>' % (
        there,
        there,
    )
    body = (
        PAGE.replace(b"<!doctype html>", head)
        .replace(
            b"</head>",
            b'<base href="%s/"><link rel=stylesheet href="/s"><link rel=canonical href="%s/c">'
            b'<link rel=amphtml href="/amp"><meta http-equiv=refresh content="0;url=%s/r"></head>'
            % (there, there, there),
        )
        .replace(b"<article>", b'<article><img src="/i"><iframe src="%s/f"></iframe><p>&x;</p>' % there)
    )
    assert "orchards" in visit(once(answer(body))).text
    assert inside.stop() == 0


def test_a_page_that_takes_too_long_to_read_is_given_up(visit):
    with pytest.raises(DocumentRefusedError, match=r"within 0\.01 s on the clock"):
        visit(once(answer(PAGE)), settings=FetchSettings(reading=ReadLimits(wall_s=0.01)))


@pytest.mark.parametrize("word", ["off", "OFF", " no ", "0", "false"])
def test_the_fetcher_can_be_switched_off(visit, word):
    settings = FetchSettings.from_environment({"SEAMLINE_FETCH": word})
    with pytest.raises(FetchSwitchedOffError, match="SEAMLINE_FETCH"):
        visit(once(answer(PAGE)), settings=settings)
    assert visit.ways.looked_up == visit.ways.dialled == []


@pytest.mark.parametrize("word", ["", "on", "On", "yes", "1", "true"])
def test_the_fetcher_is_on_where_nothing_else_is_said(word, monkeypatch):
    monkeypatch.setenv("SEAMLINE_FETCH", word)
    monkeypatch.delenv("SEAMLINE_FETCH_CONTACT", raising=False)
    assert FetchSettings.from_environment() == FetchSettings()


@pytest.mark.parametrize(
    "environment",
    [
        {"SEAMLINE_FETCH": "of"},
        {"SEAMLINE_FETCH_CONTACT": "a\r\nX-Injected: 1"},
        {"SEAMLINE_FETCH_CONTACT": "a) Mozilla"},
        {"SEAMLINE_FETCH_CONTACT": "réd@newsroom.example"},
    ],
)
def test_a_setting_that_means_nothing_is_an_error_not_a_default(environment):
    with pytest.raises(FetchSettingError, match=next(iter(environment))):
        FetchSettings.from_environment(environment)


def test_no_setting_reaches_the_rules_on_addresses():
    names = {field.name for field in fields(FetchSettings)}
    assert names.isdisjoint(field.name for field in fields(Network))
    assert Network().ports == {80, 443}


def test_refusals_and_outages_are_told_apart_by_class():
    assert not issubclass(FetchOutageError, FetchRefusedError)
    assert not issubclass(FetchRefusedError, FetchOutageError | OSError)
    assert not issubclass(ArticleUnavailableError, FetchRefusedError | FetchOutageError)
    for error in (FetchOutageError, FetchRefusedError, ArticleUnavailableError, FetchSettingError):
        assert issubclass(error, SeamlineError)
