"""Where the dashboard is, for links that leave it."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from geo.address import PublicAddressError, public_address
from geo.web.origin import dashboard_address


def asked(path):
    scope = {
        "type": "http",
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"map.test:8501")],
    }
    return Request(scope)


@pytest.mark.parametrize("given", ["https://example.org/map/", " https://example.org/map ", "https://example.org/map"])
def test_the_address_is_the_setting_without_its_last_slash(monkeypatch, given):
    monkeypatch.setenv("SEAMLINE_PUBLIC_URL", given)
    assert public_address() == "https://example.org/map"


@pytest.mark.parametrize(
    "given",
    [
        "example.org",
        "ftp://example.org",
        "https://",
        "https://user@example.org",
        "https://a.org/?x=1",
        "https://a.org/#x",
        "https://a.org:x",
        "https://[a.org",
        "https://a.org/two words",
    ],
)
def test_what_is_no_address_is_refused_with_what_was_expected(monkeypatch, given):
    monkeypatch.setenv("SEAMLINE_PUBLIC_URL", given)
    with pytest.raises(PublicAddressError, match="expected SEAMLINE_PUBLIC_URL to be where readers open the dashboard"):
        public_address()


@pytest.mark.parametrize("path", ["/feed.atom", "/maps/feed.atom"])
def test_without_the_setting_the_request_says_where_it_was_sent(monkeypatch, path):
    monkeypatch.delenv("SEAMLINE_PUBLIC_URL", raising=False)
    assert public_address() is None
    base = path.removesuffix("/feed.atom")
    assert dashboard_address(asked(path), local="/feed.atom") == f"http://map.test:8501{base}"


def test_the_setting_goes_before_what_a_request_says(monkeypatch):
    monkeypatch.setenv("SEAMLINE_PUBLIC_URL", "https://example.org/map")
    assert dashboard_address(asked("/feed.atom"), local="/feed.atom") == "https://example.org/map"
