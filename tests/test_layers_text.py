"""Text from data reaches folium escaped, and links reach it checked."""

from __future__ import annotations

import copy
import html
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import UnsafeTextError
from geo.layers.text import SafeText, SafeUrl, check_url, compose_markup, escape_text, join_text

ACTIVE = set("<>\"'`\\{}$\u2028\u2029\x00")
BIDI_EMBEDDINGS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067")


@given(st.text())
def test_no_active_character_survives(text):
    escaped = escape_text(text)
    assert not ACTIVE & set(escaped)
    assert not BIDI_EMBEDDINGS & set(escaped)
    escaped.encode("utf-8")


@given(st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))))
def test_a_browser_reads_the_same_text_back(text):
    assert html.unescape(escape_text(text)).strip("\u2068\u2069") == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Kifri & Kulajo", "Kifri &amp; Kulajo"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('" onmouseover="x', "&quot; onmouseover=&quot;x"),
        ("{{ 7 * 7 }}", "&#123;&#123; 7 * 7 &#125;&#125;"),
        ("{% raw %}", "&#123;% raw %&#125;"),
        ("`${x}`", "&#96;&#36;&#123;x&#125;&#96;"),
        ("a\\u0027b", "a&#92;u0027b"),
        ("line\u2028break", "linebreak"),
        ("a\ud800b", "a\ufffdb"),
        ("safe\u202egnp.exe", "safegnp.exe"),
    ],
)
def test_each_way_out_is_closed(text, escaped):
    assert escape_text(text) == escaped


@pytest.mark.parametrize("name", ["كفري", "کفری", "Kifri (كفري)"])
def test_right_to_left_text_is_isolated_from_its_neighbours(name):
    assert escape_text(name) == f"\u2068{name}\u2069"


def test_line_breaks_of_a_paragraph_are_kept():
    assert escape_text("one\ntwo\tthree") == "one\ntwo\tthree"


@pytest.mark.parametrize("kind", [SafeText, SafeUrl])
def test_safe_types_cannot_be_made_from_a_plain_string(kind):
    with pytest.raises(TypeError, match="escape_text"):
        kind("<b>")


def test_joining_with_a_plain_string_leaves_the_safe_type():
    assert type(escape_text("a") + "<b>") is str


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda text: pickle.loads(pickle.dumps(text))])
def test_safe_types_survive_a_cache(clone):
    assert type(clone(escape_text("Kifri"))) is SafeText
    assert type(clone(check_url("https://esta.krd/"))) is SafeUrl


def test_markup_takes_safe_parts_only():
    with pytest.raises(UnsafeTextError, match="escape_text"):
        compose_markup("<b>{title}</b>", title="<i>")


def test_markup_is_filled_with_text_and_links():
    link = compose_markup(
        '<a href="{url}">{name}</a>', url=check_url("https://a.b/?x=1&copy=2"), name=escape_text("A&B")
    )
    assert link == '<a href="https://a.b/?x=1&amp;copy=2">A&amp;B</a>'


def test_joining_refuses_a_plain_string():
    with pytest.raises(UnsafeTextError):
        join_text([escape_text("a"), "<b>"], separator=escape_text(", "))


def test_joined_text_stays_safe():
    joined = join_text([escape_text("a"), escape_text("b")], separator=escape_text(" & "))
    assert (joined, type(joined)) == ("a &amp; b", SafeText)


@pytest.mark.parametrize(
    ("url", "checked"),
    [
        ("https://esta.krd/en/114123", "https://esta.krd/en/114123"),
        ("HTTP://Example.ORG:8080/A", "http://example.org:8080/A"),
        ("https://example.org/a%20b?q=1&r=2#c", "https://example.org/a%20b?q=1&r=2#c"),
        ("https://كردستان.com/س", "https://xn--mgbfohl7g0a.com/%D8%B3"),
        ("https://[::1]:8080/a", "https://[::1]:8080/a"),
        ("https://a.b/\"'<>`{}$\\", "https://a.b/%22%27%3C%3E%60%7B%7D%24%5C"),
    ],
)
def test_links_keep_their_meaning_and_lose_their_quotes(url, checked):
    assert check_url(url) == checked


@pytest.mark.parametrize(
    "url",
    [
        "",
        "esta.krd/en/114123",
        "//esta.krd/x",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "https:///path",
        "https://user:word@example.org/",
        "https://good.example\\@bad.example/",
        "https://example.org/a b",
        "https://example.org/\u202egnp",
        "https://example.org:port/",
        "https://exa<mple.org/",
        "https://[::1/",
        "https://" + "a" * 64 + ".example/",
        "https://example.org/" + "a" * 2048,
    ],
)
def test_other_addresses_are_refused(url):
    with pytest.raises(UnsafeTextError, match="a link needs"):
        check_url(url)


@given(st.text())
def test_a_checked_link_can_stand_in_any_string(text):
    try:
        checked = check_url(f"https://example.org/{text}")
    except UnsafeTextError:
        return
    assert not (ACTIVE | {" "}) & set(checked)
    assert checked.isascii()
