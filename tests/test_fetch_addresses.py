"""No spelling of an inside address reaches the inside: refused before a connection, on a listener that counts."""

import socket
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.fetch import FetchRefusedError, FetchSettings, Network, fetch_article, is_public, read_address
from tests.fetch_site import PAGE, answer, once, running_site

WEB_PORTS = frozenset({80, 443})
LOOPBACK = [
    "http://127.0.0.1:{port}/",
    "http://127.0.0.2:{port}/",
    "http://127.255.255.254:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7F.0x0.0x0.0x1:{port}/",
    "http://0x7f.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0177.0.0.01:{port}/",
    "http://017700000001:{port}/",
    "http://127.0.0.01:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://127.0.0.1..:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0x0:{port}/",
    "http://localhost:{port}/",
    "http://LocalHost:{port}/",
    "http://localhost.:{port}/",
    "http://localhost.localdomain:{port}/",
    "http://inside.localhost:{port}/",
    "http://127.0.0.1.sslip.example:{port}/",
    "http://ip6-localhost:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]:{port}/",
    "http://[::]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::ffff:0:127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[2001:0:7f00:1::]:{port}/",
    "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]:{port}/",
    "http://[2606:4700:0:1:0:5efe:7f00:1]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://[::1%lo]:{port}/",
    "http://[v1.127.0.0.1]:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://１２７.０.０.１:{port}/",
    "http://127。0。0。1:{port}/",
    "http://127．0．0．1:{port}/",
    "http://١٢٧.٠.٠.١:{port}/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://127.0.0.1%2e:{port}/",
    "http://127%2e0%2e0%2e1:{port}/",
    "http://reader@127.0.0.1:{port}/",
    "http://news.example:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@news.example/",
    "http://127.0.0.1:{port}\\@news.example/",
    "http://news.example\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@news.example/",
    "http://127.0.0.1:{port}?@news.example/",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1 :{port}/",
    "http://127.0.0.1\r\nHost: news.example:{port}/",
    "http://127.0.0.1\x00.news.example:{port}/",
    "http://127.0.\u200b0.1:{port}/",
    "http://news.example:{port}:80/",
    "http:127.0.0.1:{port}/",
    "http:/127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "HTTP://127.1:{port}/",
]


@pytest.fixture
def counted():
    with running_site(once(answer(PAGE))) as site:
        yield site


def fetch_from(site, url):
    """Fetch with the real look-up of digits and the real connection; only the port of the listener is added."""

    def resolve(host, port):
        # Whatever name gets as far as a look-up stands for this machine, the worst case.
        return ["127.0.0.1"]

    network = Network(resolve=resolve, ports=WEB_PORTS | {site.port})
    settings = FetchSettings(total_s=5, connect_s=2, silence_s=2)
    return fetch_article(url.format(port=site.port), settings=settings, network=network)


def test_the_table_is_long_enough():
    assert len(set(LOOPBACK)) == len(LOOPBACK) >= 41


@pytest.mark.parametrize("url", LOOPBACK)
def test_no_spelling_of_this_machine_is_connected_to(counted, url):
    with pytest.raises(FetchRefusedError, match="expected"):
        fetch_from(counted, url)
    assert counted.stop() == 0


def test_the_listener_counts_when_the_rule_is_taken_away(counted, monkeypatch):
    monkeypatch.setattr("geo.fetch.exchange.is_public", lambda address: True)
    assert "mayor" in fetch_from(counted, "http://127.0.0.1:{port}/").text
    assert counted.stop() == 1


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.1.2.3", "127.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.7"),
        *("203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe"),
        *("64:ff9b:1::808:808", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002::1"),
        *("2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1"),
        *("ff02::1", "4000::1", "2606:4700::5efe:a00:1", "2606:4700:0:1:200:5efe:a9fe:a9fe"),
    ],
)
def test_an_address_inside_or_for_special_use_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "93.184.215.14",
        "172.32.0.1",
        "100.128.0.1",
        "192.169.0.1",
        "223.255.255.255",
        "11.0.0.1",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
        "2a00:1450:4001:82b::200e",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
    ],
)
def test_an_address_that_the_internet_reaches_is_public(address):
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_however_it_is_wrapped(address):
    assert is_public(ip_address(f"::ffff:{address}")) == is_public(address)
    assert is_public(ip_address(f"64:ff9b::{address}")) == is_public(address)
    assert not is_public(ip_address((0x2002 << 112) | (int(address) << 80)))
    assert not is_public(address) or address.is_global


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example/a",
        "ftp://news.example/a",
        "file:///etc/passwd",
        "gopher://news.example:80/_",
        "javascript:alert(1)",
        "data:text/html,<p>a",
        "view-source:http://news.example/",
        "http://",
        "http:///a",
        "http://:80/",
        "http://news.example:/",
        "http://news.example:22/",
        "http://news.example:8501/",
        "http://news.example:443443/",
        "http://news.example:٨٠/",
        "http://news.example:+80/",
        "http://news.example:-80/",
        "http://news/",
        "http://news..example/",
        "http://.news.example/",
        "http://news.example./",
        "http://-news.example/",
        "http://news_room.example/",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/",
        "http://xn--" + "a" * 300 + "/",
        "http://news.example/" + "a" * 2048,
        "http://news.example/a b",
        "http://news.example/a\u202eb",
        "http://news.example/\ud800",
        "http://1.2.3/",
        "http://８.８.８.８/",
        "http://8。8。8。8/",
        "http://010.8.8.8/",
        "http://256.1.1.1/",
        "http://8.8.8.8.8/",
        "http://news.0x1/",
        "http://[8.8.8.8]/",
        "http://[2606::1/",
        "http://2606::1/",
        "http://user:word@news.example/",
        "http://@news.example/",
    ],
)
def test_an_address_that_is_not_plainly_one_of_the_web_is_refused(url):
    with pytest.raises(FetchRefusedError, match="expected"):
        read_address(url, ports=WEB_PORTS)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://news.example@127.0.0.1/", "a user name before the host"),
        ("http://2130706433/", "a number for a host in an unusual spelling"),
        ("http://news.example:22/", "port 22, where only 80 and 443 are asked"),
        ("http://intranet/", "a host that is no full name"),
        ("http://news.example\\@127.0.0.1/", "the character '\\\\'"),
        ("ftp://news.example/", "another beginning than http:// or https://"),
        ("http://[::g]/", "a host that is neither a name nor an address"),
        ("http://[1::2::3]/", "something in brackets that is no IPv6 address"),
    ],
)
def test_a_refusal_says_what_is_wrong_with_the_address(url, reason):
    with pytest.raises(FetchRefusedError) as refusal:
        read_address(url, ports=WEB_PORTS)
    assert f"got {reason}" in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "spelled"),
    [
        ("http://news.example", "http://news.example/"),
        ("  https://News.Example/a/b.html?x=1&y=2#part \n", "https://news.example/a/b.html?x=1&y=2"),
        ("HTTPS://news.example:443/", "https://news.example/"),
        ("http://news.example:443/", "http://news.example:443/"),
        ("https://news.example?q=1", "https://news.example/?q=1"),
        ("https://news.example/خبر", "https://news.example/%D8%AE%D8%A8%D8%B1"),
        ("https://news.example/%D8%AE?a[]=@", "https://news.example/%D8%AE?a[]=@"),
        ("https://أخبار.عراق/", "https://xn--igbicxr.xn--mgbtx2b/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2606:2800:21F::1]/", "https://[2606:2800:21f::1]/"),
    ],
)
def test_a_web_address_is_brought_to_its_plain_spelling(url, spelled):
    assert read_address(url, ports=WEB_PORTS).url == spelled


@given(st.text(max_size=60))
def test_whatever_is_typed_is_either_plain_or_refused(text):
    for url in (text, f"http://{text}", f"https://{text}/a"):
        try:
            address = read_address(url, ports=WEB_PORTS)
        except FetchRefusedError:
            continue
        assert address.host.isascii()
        assert address.target.isascii()
        assert read_address(address.url, ports=WEB_PORTS) == address


@given(st.integers(0, 2**32 - 1), st.sampled_from(["{0}", "{0:#x}", "0{0:o}", "{0:#X}", "00{0}", "{0}."]))
def test_a_number_for_a_host_is_refused_in_every_spelling_but_the_dotted_one(number, spelling):
    url = f"http://{spelling.format(number)}/"
    with pytest.raises(FetchRefusedError):
        read_address(url, ports=WEB_PORTS)
    dotted = socket.inet_ntoa(number.to_bytes(4, "big"))
    assert read_address(f"http://{dotted}/", ports=WEB_PORTS).literal == ip_address(dotted)
