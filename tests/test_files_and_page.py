"""The rows of the page's table, as a reader sees them, are the rows of every file for the same link."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlencode

import httpx
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from geo.filters import Filter
from geo.importers.starter import load_starter
from geo.vocabulary import CollectionId, EventType, GeoPrecision, Grade, Side, SubEventType
from tests.conftest import ROOT
from tests.export_readers import READERS, Row
from tests.test_api import app, ask, store  # noqa: F401  # the same store and application

STARTER = load_starter()
DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2022, 12, 31))
CHOICES: dict[str, st.SearchStrategy[object]] = {
    "actors": st.lists(st.sampled_from(sorted(STARTER.actors)), min_size=1, max_size=3).map(tuple),
    "sides": st.lists(st.sampled_from(Side), min_size=1, max_size=3).map(tuple),
    "types": st.lists(st.sampled_from([*EventType, *SubEventType]), min_size=1, max_size=6).map(tuple),
    "places": st.lists(st.sampled_from(sorted(STARTER.places)), min_size=1, max_size=3).map(tuple),
    "precision": st.sampled_from(GeoPrecision),
    "grades": st.lists(st.sampled_from(Grade), min_size=1, max_size=2).map(tuple),
    "collections": st.sampled_from([(c,) for c in CollectionId]),
    "sources": st.lists(st.sampled_from(sorted(STARTER.sources)), min_size=1, max_size=6).map(tuple),
    "q": st.sampled_from(("Kifri", "Peshmerga", "کفری", "attack")),
    "period": st.tuples(DAYS, DAYS).map(sorted),
}
OUTCOMES = ("killed", "wounded")
FORMATS = {"csv": ".csv", "xlsx": ".xlsx", "geojson": ".geojson", "kml": ".kml", "gpkg": ".gpkg", "parquet": ".parquet"}


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    names = draw(st.lists(st.sampled_from(sorted(CHOICES)), max_size=2, unique=True))
    chosen = {name: draw(CHOICES[name]) for name in names}
    start, end = chosen.pop("period", (None, None))  # type: ignore[misc]
    return Filter(**chosen, date_from=start, date_to=end, edition=1)  # type: ignore[arg-type]


def drawn(query: list[tuple[str, str]]) -> pd.DataFrame:
    """The table of the incidents' page for a link; without incidents the page draws none."""
    page = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=60)
    for key, value in query:
        page.query_params[key] = [*page.query_params.get(key, []), value]
    page.run()
    page.switch_page("incidents.py").run()
    assert not page.exception
    return page.dataframe[0].value if page.dataframe else pd.DataFrame()


def as_on_screen(row: Row) -> dict[str, object]:
    """A file's row in the words of the page's table."""
    tolls = [f"{name} {row[name]}{', shared figure' if row[f'{name}_shared_with'] else ''}" for name in OUTCOMES]
    return {
        "From": row["date_start"],
        "To": row["date_end"],
        "Incident": row["title"],
        "Place": row["place"],
        "Killed, at least": row["killed_low"],
        "Killed, at most": row["killed_high"],
        "Wounded, at least": row["wounded_low"],
        "Wounded, at most": row["wounded_high"],
        "Toll, in words": "; ".join(tolls),
        "Type": SubEventType.parse(row["sub_event_type"]).label,
        "Error, km": row["error_km"],
        "Grade": Grade.parse(row["grade"]).label,
        "Sources": len(row["sources"]),
    }


def on_screen(table: pd.DataFrame, columns: list[str]) -> list[dict[str, object]]:
    rows = table[columns].to_dict("records") if len(table) else []
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _in_file(words: str) -> str:
    """The toll without what the page adds of the period, which a file says in a column of its own."""
    return re.sub(r" \([^()]* in the total\)", "", words)


def _plain(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(value, str):
        return _in_file(value)
    return None if pd.isna(value) else value


@settings(deadline=None, max_examples=6, suppress_health_check=list(HealthCheck))
@given(filters())
def test_the_files_of_a_link_hold_the_rows_that_the_page_draws_for_it(app: Starlette, chosen: Filter):  # noqa: F811
    query = chosen.to_params()
    table = drawn(query)
    for name, ending in FORMATS.items():
        answer: httpx.Response = ask(app, urlencode(query), path=f"/api/incidents{ending}")
        rows = [as_on_screen(row) for row in READERS[name](answer.content)]
        assert on_screen(table, list(rows[0]) if rows else []) == rows, name
        if not rows:
            assert table.empty


def test_the_page_draws_a_table_at_all(store):  # noqa: F811
    assert len(drawn([("source", "esta")])) == 3
