"""`python -m geo extract`: an article's text to incident drafts, printed as JSON."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from geo.coding import Coding, IncidentDraft, code_article
from geo.coding.drafts import PlaceDraft
from geo.command import DONE, WRONG_USAGE, Subparsers
from geo.extraction import Article, InvalidArticleError, Span
from geo.gazetteer import PLACES_FILE, LocalGeocoder, open_geocoder, read_places
from geo.vocabulary import Bucket

MOST_BYTES = 1_000_000


def add_extract(subparsers: Subparsers) -> None:
    """Add `extract --published DATE --outlet NAME --json FILE`."""
    about = "Read an article's text and print the incident drafts, each value with its rule and passage."
    parser = subparsers.add_parser("extract", help=about, description=about)
    parser.add_argument("file", type=Path, metavar="FILE", help="the article as UTF-8 text; - reads standard input")
    parser.add_argument(
        "--published", type=_day, required=True, metavar="DATE", help="the day of publication, such as 2021-12-04"
    )
    parser.add_argument("--outlet", required=True, metavar="NAME", help="who published the article")
    parser.add_argument("--json", action="store_true", help="print JSON; without it one line for each draft")
    parser.add_argument(
        "--places", type=Path, default=PLACES_FILE, metavar="FILE", help="a gazetteer laid out like seeds/places.csv"
    )
    parser.set_defaults(run=run_extract)


def run_extract(options: argparse.Namespace) -> int:
    """Print what the article says, or why it cannot be read."""
    try:
        article = Article(_text(options.file), options.published, options.outlet)
    except InvalidArticleError as error:
        print(f"seamline: {error}", file=sys.stderr)
        return WRONG_USAGE
    # Who names a gazetteer means that one alone.
    named = options.places != PLACES_FILE
    coding = code_article(article, gazetteer=LocalGeocoder(read_places(options.places)) if named else open_geocoder())
    if options.json:
        print(json.dumps(coding_as_json(article, coding), ensure_ascii=True, indent=1))
    else:
        for draft in coding.drafts:
            print(f"{draft.date.start} to {draft.date.end}  {draft.title}  by {draft.attacker.side.label}")
    return DONE


def coding_as_json(article: Article, coding: Coding) -> dict[str, Any]:
    """Give a coding as plain values: the drafts, the events, and each rejected passage with its reason."""
    rejected = [s for s in coding.statements if s.bucket in {Bucket.CONTEXT, Bucket.SUMMARY}]
    return {
        "incidents": [_incident(draft) for draft in coding.drafts],
        "events": coding.to_json()["events"],
        "rejected": [
            {
                "passage": article.text[s.start : s.end],
                "start": s.start,
                "end": s.end,
                "paragraph": s.paragraph,
                "bucket": s.bucket.value,
                "reason": s.words,
                "reason_code": s.reason.value if s.reason else None,
            }
            for s in rejected
        ],
    }


def _incident(draft: IncidentDraft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "title": draft.title,
        "date_start": draft.date.start.isoformat(),
        "date_end": draft.date.end.isoformat(),
        "time_precision": int(draft.date.precision.value),
        "date_step": draft.date.step.value,
        "date_rule": draft.date.rule,
        "date_spans": _spans(draft.date.spans),
        "attacker_side": draft.attacker.side.value,
        "attacker_certainty": draft.attacker.certainty.value,
        "attacker_rule": draft.attacker.rule,
        "attacker_spans": _spans(draft.attacker.spans),
        "places": [_place(place) for place in draft.places],
        "targets": [
            {"group": t.group.value, "side": t.side.value, "rule": t.rule, "spans": _spans(t.spans)}
            for t in draft.targets
        ],
        "tolls": [
            {
                "group": toll.group.value,
                "side": toll.side.value,
                "outcome": toll.outcome.value,
                "low": toll.low,
                "high": toll.high,
                "shared": bool(toll.shared_with),
                "shared_with": list(toll.shared_with),
                "rule": toll.rule,
                "spans": _spans(toll.spans),
            }
            for toll in draft.tolls
        ],
        "sub_event_type": draft.sub_event_type.value.value,
        "sub_event_type_rule": draft.sub_event_type.rule,
        "merged_from": [{"passage": m.value, "reason": m.rule, "spans": _spans(m.spans)} for m in draft.merged_from],
        "warnings": list(draft.warnings),
        "status": "draft",
    }


def _place(place: PlaceDraft) -> dict[str, Any]:
    return {
        "name": place.name,
        "words": place.words,
        "role": place.role.value,
        "place_id": place.place_id,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "error_km": place.error_km,
        "geo_precision": int(place.geo_precision.value) if place.geo_precision else None,
        "area": None
        if place.area is None
        else {
            "latitude": place.area.latitude,
            "longitude": place.area.longitude,
            "error_km": place.area.error_km,
            "rule": place.area.rule,
        },
        "candidates": [{"id": c.place_id, "name": c.name, "score": c.score, "how": c.how} for c in place.candidates],
        "rule": place.rule,
        "spans": _spans(place.spans),
    }


def _spans(spans: tuple[Span, ...]) -> list[dict[str, int]]:
    return [{"start": span.start, "end": span.end} for span in spans]


def _day(text: str) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  # a calendar day has no zone
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a calendar date such as 2021-12-04, got {text!r}") from None


def _text(file: Path) -> str:
    """Read the article.

    Raises:
        InvalidArticleError: when there is no such file, it is too large, or it is no UTF-8 text.
    """
    try:
        if str(file) == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with file.open("rb") as opened:
                raw = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidArticleError(f"expected a text file, got {str(file)!r}: {error.strerror}") from error
    if len(raw) > MOST_BYTES:
        raise InvalidArticleError(f"expected at most {MOST_BYTES} bytes, got more; give one article")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidArticleError(
            f"expected UTF-8 text, got byte {raw[error.start]:#04x} at {error.start}; save the article as plain text"
        ) from error
