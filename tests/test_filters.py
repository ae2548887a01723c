"""The filter: a link without loss, a sentence, and bad values that never crash."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InvalidRecordError
from geo.filters import COLOURS, LAYERS, PARAMETERS, Filter, MapPosition
from geo.vocabulary import CollectionId, EventType, GeoPrecision, Grade, Side, SubEventType

ids = st.from_regex(r"\A[a-z0-9][a-z0-9_-]{0,20}\Z")
days = st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))


def some(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=3).map(tuple)


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """Draw any filter."""
    start, end = draw(days), draw(days)
    if start and end and end < start:
        start, end = end, start
    position = st.builds(MapPosition, st.floats(-85, 85), st.floats(-180, 180), st.floats(0, 20))
    return Filter(
        date_from=start,
        date_to=end,
        actors=draw(some(ids)),
        sides=draw(some(st.sampled_from(Side))),
        types=draw(some(st.sampled_from([*EventType, *SubEventType]))),
        places=draw(some(ids)),
        precision=draw(st.none() | st.sampled_from(GeoPrecision)),
        grades=draw(some(st.sampled_from(Grade))),
        collections=draw(some(st.sampled_from(CollectionId))),
        sources=draw(some(ids)),
        q=draw(st.text(max_size=250)),
        edition=draw(st.none() | st.integers(1, 10**6)),
        layers=draw(some(st.sampled_from(list(LAYERS)))),
        colour=draw(st.sampled_from(list(COLOURS))),
        at=draw(st.none() | position),
        incident=draw(st.none() | ids),
    )


@given(filters())
def test_a_filter_survives_the_link(chosen: Filter) -> None:
    address = urlencode(chosen.to_params())
    again, notices = Filter.from_params(parse_qsl(address, keep_blank_values=True))
    assert again == chosen
    assert notices == ()


@given(filters())
def test_parameters_come_in_a_stable_order_and_without_defaults(chosen: Filter) -> None:
    order = [parameter.key for parameter in PARAMETERS]
    keys = [key for key, _ in chosen.to_params()]
    assert keys == sorted(keys, key=order.index)
    assert Filter().to_params() == []


@given(
    st.lists(st.tuples(st.sampled_from([p.key for p in PARAMETERS] + ["x", "embed"]), st.text(max_size=30)), max_size=8)
)
def test_no_value_crashes_and_each_bad_one_is_named(params: list[tuple[str, str]]) -> None:
    chosen, notices = Filter.from_params(params)
    assert isinstance(chosen, Filter)
    kept, _ = Filter.from_params(chosen.to_params())
    assert kept == chosen
    assert all(notice.endswith(".") for notice in notices)


@pytest.mark.parametrize(
    ("params", "notice"),
    [
        ([("from", "yesterday")], "from='yesterday' is left out: expected a day from 1900 to 2100 such as 2021-12-01."),
        ([("from", "2021-13-01")], "expected a day"),
        ([("from", "20211201")], "expected a day"),
        ([("from", "1821-12-01")], "expected a day"),
        ([("side", "red")], "expected one of federal, krg"),
        ([("at", "35,44")], "expected latitude,longitude,zoom"),
        ([("at", "nan,44,8")], "expected latitude,longitude,zoom"),
        ([("at", "95,44,8")], "expected latitude,longitude,zoom"),
        ([("edition", "0")], "expected the number of an edition"),
        ([("colour", "blue")], "expected one of hit, attacker, type, grade"),
        ([("precision", "9")], "expected a UCDP code from 1 to 7"),
        ([("tint", "blue")], "'tint' is left out: Seamline has no such parameter."),
        ([("from", "2021-12-31"), ("to", "2021-12-01")], "The period is left out"),
        ([("actor", "../../etc/passwd")], "expected the id of an actor"),
    ],
)
def test_a_bad_value_is_left_out_with_a_notice(params: list[tuple[str, str]], notice: str) -> None:
    chosen, notices = Filter.from_params(params)
    assert chosen == Filter()
    assert len(notices) == 1
    assert notice in notices[0]


def test_a_good_value_beside_a_bad_one_is_kept() -> None:
    chosen, notices = Filter.from_params([("side", "isis"), ("side", "red")])
    assert chosen.sides == (Side.ISIS,)
    assert len(notices) == 1


def test_tracking_and_embedding_parameters_are_nobody_s_business() -> None:
    assert Filter.from_params([("utm_source", "x"), ("embed", "true"), ("fbclid", "y")]) == (Filter(), ())


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidRecordError, match="2021-12-31 to 2021-12-01"):
        Filter(date_from=dt.date(2021, 12, 31), date_to=dt.date(2021, 12, 1))


@given(filters())
def test_how_it_is_shown_is_not_part_of_what_is_shown(chosen: Filter) -> None:
    key = chosen.key
    assert (key.at, key.incident, key.lang) == (None, None, "en")
    assert (key.date_from, key.actors, key.q, key.edition) == (
        chosen.date_from,
        chosen.actors,
        chosen.q,
        chosen.edition,
    )
    assert hash(key) == hash(chosen.key)


@pytest.mark.parametrize(
    ("other", "near"),
    [("35.2,44.5,8", True), ("35.2054,44.4946,8", True), ("35.21,44.5,8", False), ("35.2,44.5,8.25", False)],
)
def test_a_position_a_pixel_away_is_the_same_to_a_reader(other, near):
    assert MapPosition.parse("35.2,44.5,8").is_near(MapPosition.parse(other)) is near
