"""The laws of counting: once, never divided, order does not matter, unknown is never zero."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.records import Claim
from geo.tolls import Toll, accounts, tallies_by_group, toll, tolls_by_group
from geo.vocabulary import Group, Outcome

KILLED = Outcome.KILLED


def claim(
    source: str, incidents: str, low: int | None, high: int | str | None = "same", group: Group = Group.PESHMERGA
) -> Claim:
    """Make a claim; `incidents` is a string of one-letter incident ids, and `high` equals `low` unless given."""
    upper = low if high == "same" else high
    name = f"{source}-{incidents}-{group}".lower()
    return Claim(
        id=name,
        source_id=source,
        statement_id=name,
        incident_ids=tuple(incidents),
        group=group,
        outcome=KILLED,
        low=low,
        high=upper,
    )


ESTA = [claim("esta", "q", 10), claim("esta", "q", 3, group=Group.CIVILIANS), claim("esta", "ck", 8)]
DARA = [
    claim("rudaw", "d", 6, group=Group.KAKAI),
    claim("rudaw", "d", 1, group=Group.SECURITY_FORCES),
    claim("kirkuknow", "d", 2, group=Group.SECURITY_FORCES),
    claim("kirkuknow", "d", 5, group=Group.CIVILIANS),
    claim("shafaq", "d", 6, group=Group.SECURITY_FORCES),
]


@pytest.mark.parametrize(
    ("claims", "chosen", "words"),
    [
        (ESTA, "qck", "21"),
        (ESTA, "ck", "8"),
        (ESTA, "c", "0–8"),
        (ESTA, "qc", "13–21"),
        (DARA, "d", "6–7"),
        (DARA[:2], "d", "7"),
        (ESTA + DARA[:2], "qckd", "28"),
        (ESTA, "qckx", "21 or more, 1 unknown"),
        ([claim("a", "x", None)], "x", "unknown"),
        ([claim("a", "x", 0)], "x", "0"),
        ([claim("a", "x", 3, None)], "x", "3 or more"),
        ([claim("a", "x", 10), claim("b", "x", 3, None)], "x", "10"),
        ([claim("a", "x", 10), claim("b", "x", 12, None)], "x", "10–12 or more"),
        ([claim("a", "x", 10), claim("b", "x", None)], "x", "10"),
        ([claim("a", "x", 3), claim("a", "x", None, group=Group.CIVILIANS)], "x", "3 or more"),
        ([], "xy", "unknown in 2 incidents"),
        ([], "", "0"),
    ],
)
def test_toll_reads_as_the_sources_say(claims: list[Claim], chosen: str, words: str) -> None:
    assert str(toll(claims, chosen, outcome=KILLED)) == words


def test_direct_figures_complete_an_account_that_speaks_of_one_place_only() -> None:
    outside = [claim("k24", "c", 2), claim("k24", "k", 6), claim("nrt", "c", 1)]
    assert str(toll(ESTA + outside, "ck", outcome=KILLED)) == "7–8"
    assert str(toll(ESTA + outside, "c", outcome=KILLED)) == "0–8"


def test_groups_are_counted_by_themselves() -> None:
    by_group = tolls_by_group(tallies_by_group(ESTA + DARA, outcome=KILLED), "qckd")
    assert {str(group): str(found) for group, found in by_group.items()} == {
        "peshmerga": "18",
        "civilians": "8",
        "kakai": "6",
        "security_forces": "1–6",
    }


def test_one_source_makes_one_account() -> None:
    assert [(a.source_id, len(a.claims)) for a in accounts(DARA, outcome=KILLED)] == [
        ("kirkuknow", 2),
        ("rudaw", 2),
        ("shafaq", 1),
    ]


INCIDENTS = "abcdef"


@st.composite
def claim_sets(draw: st.DrawFn) -> list[Claim]:
    """Draw claims of up to four sources about up to six incidents, some shared, some open, some without a figure."""
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["s1", "s2", "s3", "s4"]),
                st.sets(st.sampled_from(INCIDENTS), min_size=1, max_size=3).map(lambda s: "".join(sorted(s))),
                st.sampled_from([Group.PESHMERGA, Group.CIVILIANS]),
            ),
            unique=True,
            max_size=9,
        )
    )
    found = []
    for source, incidents, group in keys:
        low = draw(st.none() | st.integers(0, 30))
        high = None if low is None else draw(st.none() | st.integers(low, low + 10))
        found.append(claim(source, incidents, low, high, group))
    return found


@given(claim_sets(), st.lists(st.sampled_from(range(3)), min_size=6, max_size=6), st.sets(st.sampled_from(INCIDENTS)))
def test_the_sums_over_any_partition_bracket_the_total(claims: list[Claim], cut: list[int], chosen: set[str]) -> None:
    whole = toll(claims, chosen, outcome=KILLED)
    parts = [{i for i, part in zip(INCIDENTS, cut, strict=True) if part == n and i in chosen} for n in range(3)]
    summed = sum((toll(claims, part, outcome=KILLED) for part in parts), Toll())
    assert summed.low <= whole.low
    assert summed.stated_high >= whole.stated_high
    assert summed.open >= whole.open
    assert summed.unknown == whole.unknown


def test_a_stated_nought_beside_an_unknown_is_not_unknown_altogether() -> None:
    none_killed = claim("a", "q", 0)
    found = toll([none_killed], "qx", outcome=KILLED)
    assert (found.is_known, str(found)) == (True, "0 or more, 1 unknown")


@given(claim_sets(), st.randoms())
def test_the_order_of_claims_does_not_matter(claims: list[Claim], random: object) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands in a random.Random
    assert toll(shuffled, INCIDENTS, outcome=KILLED) == toll(claims, INCIDENTS, outcome=KILLED)


@given(claim_sets())
def test_unknown_never_becomes_zero(claims: list[Claim]) -> None:
    for incident in INCIDENTS:
        known = any(c.low is not None for c in claims if incident in c.incident_ids)
        found = toll(claims, incident, outcome=KILLED)
        assert known or (found.open and found.unknown == 1 and str(found) == "unknown")


@given(claim_sets())
def test_a_toll_is_ordered_and_never_exceeds_the_sum_of_all_figures(claims: list[Claim]) -> None:
    found = toll(claims, INCIDENTS, outcome=KILLED)
    assert 0 <= found.low <= found.stated_high <= sum(c.high or c.low or 0 for c in claims)


@given(st.lists(st.builds(Toll, st.integers(0, 9), st.integers(9, 20), st.booleans(), st.integers(0, 3)), max_size=4))
def test_adding_tolls_is_commutative(tolls: list[Toll]) -> None:
    assert len({sum(order, Toll()) for order in itertools.permutations(tolls)}) == 1
