"""The records: what they refuse and in which words, that they survive JSON, and what a dataset checks between them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from geo.errors import InvalidRecordError, SeamlineError
from geo.importers.starter import load_starter, read_starter
from geo.records import (
    RECORD_TYPES,
    Actor,
    AnyRecord,
    Claim,
    Dataset,
    Event,
    FrontSegment,
    Incident,
    Place,
    PlaceMention,
    Record,
    Source,
    Statement,
)
from geo.vocabulary import EventType, PlaceRole, SubEventType, TimePrecision

SCENE = {
    "name": "Kifri",
    "place_id": "kifri",
    "latitude": 34.69,
    "longitude": 44.96,
    "error_km": 5,
    "geo_precision": "2",
    "method": "gazetteer",
}
DAY = {"date_start": "2021-11-29", "date_end": "2021-11-29", "time_precision": "1", "date_basis": "Stated."}
VALID: Mapping[type[AnyRecord], dict[str, Any]] = {
    Place: {
        "id": "kifri",
        "names": {"en": "Kifri", "ar": "كفري", "ckb": "کفری"},
        "kind": "town",
        "latitude": 34.69,
        "longitude": 44.96,
        "error_km": 2,
        "source": "GeoNames",
    },
    Actor: {"id": "isis", "names": {"en": "ISIS"}, "side": "isis"},
    Source: {
        "id": "report",
        "outlet": "An outlet",
        "outlet_id": "outlet",
        "kind": "report",
        "collection": "articles",
        "title": "[a report]",
        "digest": [{"number": 1, "text": "Eight are reported killed."}],
    },
    Statement: {
        "id": "report-1",
        "source_id": "report",
        "passage": {"paragraph": 1, "start": 0, "end": 5},
        "text": "Eight killed.",
        "bucket": "incident",
        "incident_ids": ["kifri-attack"],
    },
    Incident: {
        "id": "kifri-attack",
        "title": "Attack near Kifri",
        "summary": "A post is attacked.",
        "sub_event_type": "armed-clash",
        "places": [SCENE],
        "actors": [{"actor_id": "isis", "role": "attacker"}],
        "grade": "single_source",
        "collection": "articles",
        **DAY,
    },
    Claim: {
        "id": "report-1-killed",
        "source_id": "report",
        "statement_id": "report-1",
        "incident_ids": ["kifri-attack"],
        "group": "peshmerga",
        "outcome": "killed",
        "low": 8,
        "high": 8,
    },
    Event: {
        "id": "meeting",
        "kind": "meeting",
        "title": "A meeting",
        "summary": "Both meet.",
        "parties": ["isis"],
        "collection": "context",
        **DAY,
    },
    FrontSegment: {
        "id": "f1",
        "name": "Kifri to Kulajo",
        "label": "F1",
        "axis": "Garmian",
        "line": [{"latitude": 34.7, "longitude": 44.9}, {"latitude": 34.5, "longitude": 45.1}],
        "sides": ["krg", "federal"],
        "valid_from": "2017-10-16",
        "validity_basis": "Stated.",
        "uncertainty_km": 7.5,
        "basis": "Schematic.",
    },
}


def some_dataset(changes: Mapping[type[AnyRecord], Mapping[str, Any]] | None = None) -> list[AnyRecord]:
    """One record of each kind, which fit together unless `changes` breaks that."""
    return [kind.parse({**data, **(changes or {}).get(kind, {})}) for kind, data in VALID.items()]


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.__name__)
def test_a_whole_record_is_read(kind):
    record = kind.parse(VALID[kind])
    assert record.as_json() == kind.parse(record.as_json()).as_json()


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        (Place, {"id": "Kifri Town"}, "id: String should match pattern '^[a-z0-9][a-z0-9_-]{0,62}$', got 'Kifri Town'"),
        (Place, {"id": "a" * 64}, "id: String should match pattern"),
        (Place, {"id": "-kifri"}, "id: String should match pattern"),
        (Place, {"latitude": 90.5}, "latitude: Input should be less than or equal to 90, got 90.5"),
        (Place, {"longitude": float("nan")}, "longitude: Input should be a finite number, got nan"),
        (Place, {"longitude": float("inf")}, "longitude: Input should be a finite number, got inf"),
        (Place, {"error_km": -1}, "error_km: Input should be greater than or equal to 0, got -1"),
        (Place, {"error_km": None}, "error_km: Input should be a valid number, got None"),
        (Place, {"kind": "hamlet"}, "kind: Input should be 'city', 'town', 'village'"),
        (Place, {"names": {"ar": "كفري"}}, "names.en: Field required"),
        (Place, {"colour": "red"}, "colour: Extra inputs are not permitted, got 'red'"),
        (Actor, {"acled_type": 9}, "acled_type: Input should be less than or equal to 8, got 9"),
        (Actor, {"side": "both"}, "side: Input should be 'federal', 'krg'"),
        (Source, {"title": "  "}, "title: String should have at least 1 character, got '  '"),
        (Source, {"title": "x" * 4001}, "title: String should have at most 4000 characters"),
        (Source, {"title": "\ud800"}, "title: Input should be a valid string, unable to parse raw data as a unicode"),
        (Source, {"url": "javascript:alert(1)"}, "url: Value error, expected an address that starts with http://"),
        (Source, {"url": "https://"}, "url: Value error, expected an address that starts with http:// or https:// and"),
        (
            Source,
            {"url": "https:///path"},
            "url: Value error, expected an address that starts with http:// or https://",
        ),
        (Source, {"url": "//example.org"}, "url: Value error, expected an address that starts with http://"),
        (Source, {"published": "2021-13-01"}, "published: Input should be a valid date"),
        (Source, {"published": "2021-12"}, "expected a calendar date"),
        (Source, {"language": "Kurdish"}, "language: String should match pattern '^[a-z]{2,3}$', got 'Kurdish'"),
        (Source, {"sha256": "abc"}, "sha256: String should match pattern '^[0-9a-f]{64}$', got 'abc'"),
        (Source, {"digest": [{"number": 0, "text": "x"}]}, "digest.0.number: Input should be greater than or equal"),
        (Statement, {"passage": {"paragraph": 1, "start": 5, "end": 5}}, "expected the passage to end after it starts"),
        (Statement, {"bucket": "lost"}, "bucket: Input should be 'incident', 'shared_toll'"),
        (
            Statement,
            {"bucket": "context"},
            "expected a reason for context and summary and for nothing else, got context",
        ),
        (
            Statement,
            {"reason": "habit"},
            "expected a reason for context and summary and for nothing else, got incident",
        ),
        (
            Statement,
            {"incident_ids": []},
            "expected bucket incident to name what it supports, got nothing or too little",
        ),
        (Statement, {"bucket": "support", "incident_ids": []}, "expected bucket support to name what it supports"),
        (Statement, {"bucket": "shared_toll"}, "expected bucket shared_toll to name what it supports"),
        (Statement, {"bucket": "event"}, "expected bucket event to name what it supports"),
        (Statement, {"bucket": "front"}, "expected bucket front to name what it supports"),
        (Incident, {"places": []}, "places: Tuple should have at least 1 item after validation, not 0, got []"),
        (
            Incident,
            {"places": [{**SCENE, "role": "containing"}]},
            "expected at least one place with role 'event', got none",
        ),
        (
            Incident,
            {"places": [{**SCENE, "error_km": None}]},
            "places.0: Value error, expected latitude, longitude and error",
        ),
        (
            Incident,
            {"places": [{**SCENE, "method": "not_found"}]},
            "expected a position exactly when the method is not 'not",
        ),
        (Incident, {"actors": []}, "actors: Tuple should have at least 1 item after validation, not 0, got []"),
        (
            Incident,
            {"date_end": "2021-11-28"},
            "expected date_end on or after date_start, got 2021-11-29 to 2021-11-28",
        ),
        (Incident, {"date_end": "2021-12-01"}, "expected time_precision 2 for 2021-11-29 to 2021-12-01, got 1"),
        (Incident, {"date_end": None}, "date_end: Value error, expected a calendar date such as 2021-12-02, got None"),
        (Incident, {"event_type": "battles"}, "event_type: Extra inputs are not permitted, got 'battles'"),
        (Claim, {"low": 9, "high": 8}, "expected low <= high, got 9 to 8"),
        (Claim, {"low": None}, "expected low <= high, got None to 8"),
        (Claim, {"low": -1}, "low: Input should be greater than or equal to 0, got -1"),
        (Claim, {"low": 2.5}, "low: Input should be a valid integer"),
        (Claim, {"low": ""}, "low: Input should be a valid integer"),
        (Claim, {"high": 1_000_001}, "high: Input should be less than or equal to 1000000, got 1000001"),
        (
            Claim,
            {"incident_ids": []},
            "incident_ids: Tuple should have at least 1 item after validation, not 0, got []",
        ),
        (Claim, {"incident_ids": ["a", "a"]}, "expected each incident once, got ('a', 'a')"),
        (Claim, {"incident_ids": "kifri"}, "incident_ids: Input should be a valid tuple, got 'kifri'"),
        (FrontSegment, {"line": [{"latitude": 34, "longitude": 44}]}, "line: Tuple should have at least 2 items"),
        (
            FrontSegment,
            {"uncertainty_km": 1001},
            "uncertainty_km: Input should be less than or equal to 1000, got 1001",
        ),
    ],
)
def test_a_fault_is_refused_with_what_was_expected_and_what_came(kind, changes, message):
    with pytest.raises(InvalidRecordError) as refused:
        kind.parse({**VALID[kind], **changes})
    assert str(refused.value).startswith(f"{kind.__name__} '")
    assert message in str(refused.value)


@pytest.mark.parametrize("low", [False, True])
def test_yes_and_no_are_no_numbers_of_people(low):
    with pytest.raises(InvalidRecordError, match="low"):
        Claim.parse({**VALID[Claim], "low": low, "high": None})


@pytest.mark.parametrize("day", [0, 1638403200, 1638316800.0, "1638230400"])
def test_a_number_is_no_date(day):
    with pytest.raises(InvalidRecordError, match="published"):
        Source.parse({**VALID[Source], "published": day})


def test_a_shared_toll_names_two_different_incidents():
    with pytest.raises(InvalidRecordError, match="each incident once"):
        Statement.parse({**VALID[Statement], "bucket": "shared_toll", "incident_ids": ["a", "a"]})


def test_the_paragraphs_of_a_digest_have_numbers_of_their_own():
    digest = [{"number": 1, "text": "One."}, {"number": 1, "text": "Another."}]
    with pytest.raises(InvalidRecordError, match="number"):
        Source.parse({**VALID[Source], "digest": digest})


@pytest.mark.parametrize("changes", [{"valid_to": "2017-10-15"}, {"sides": []}, {"sides": ["krg"]}])
def test_a_front_segment_lies_between_two_sides_for_a_period_that_does_not_end_before_it_begins(changes):
    with pytest.raises(InvalidRecordError):
        FrontSegment.parse({**VALID[FrontSegment], **changes})


def test_every_fault_of_a_record_is_named_at_once():
    with pytest.raises(InvalidRecordError) as refused:
        Claim.parse({**VALID[Claim], "low": -1, "group": "army", "source_id": "?"})
    message = str(refused.value)
    assert message.startswith("Claim 'report-1-killed' is not valid: ")
    assert all(f"{field}: " in message for field in ("low", "group", "source_id"))


@pytest.mark.parametrize("data", [None, "claim", [VALID[Claim]], 7])
def test_what_is_no_mapping_is_refused(data):
    with pytest.raises(InvalidRecordError, match="Claim is not valid: record: Input should be a valid dictionary"):
        Claim.parse(data)


def test_a_long_value_does_not_flood_the_message():
    with pytest.raises(InvalidRecordError) as refused:
        Source.parse({**VALID[Source], "note": ["x" * 10_000]})
    assert len(str(refused.value)) < 400


def test_a_refusal_is_a_value_error_of_seamline():
    assert issubclass(InvalidRecordError, SeamlineError)
    assert issubclass(InvalidRecordError, ValueError)


def test_every_record_of_the_starter_data_survives_json():
    records = read_starter()
    assert len(records) > 400
    for record in records:
        written = json.dumps(record.as_json(), ensure_ascii=False, allow_nan=False)
        assert type(record).parse(json.loads(written)) == record


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50).filter(lambda text: text.strip())


@given(title=texts, note=st.none() | texts, latitude=st.floats(-90, 90), error_km=st.floats(0, 1000))
def test_any_text_and_number_survives_json(title, note, latitude, error_km):
    scene = {**SCENE, "latitude": latitude, "error_km": error_km}
    record = Incident.parse({**VALID[Incident], "title": title, "note": note, "places": [scene]})
    again = Incident.parse(json.loads(json.dumps(record.as_json(), allow_nan=False)))
    assert again == record
    assert again.title in title
    assert (again.places[0].latitude, again.places[0].error_km) == (latitude, error_km)


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.__name__)
def test_a_record_cannot_be_changed(kind):
    record = kind.parse(VALID[kind])
    before = record.as_json()
    for name in kind.model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(record, name, None)
    with pytest.raises(ValidationError, match="frozen"):
        del record.id
    assert record.as_json() == before


def parts_of(value: object) -> list[object]:
    """The value and everything in it, at any depth."""
    if isinstance(value, BaseModel):
        inner = [getattr(value, name) for name in type(value).model_fields]
    else:
        inner = list(value) if isinstance(value, tuple | list | dict | set) else []
    return [value, *(part for item in inner for part in parts_of(item))]


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.__name__)
def test_nothing_inside_a_record_can_be_changed_either(kind):
    for part in parts_of(kind.parse(VALID[kind])):
        assert not isinstance(part, list | dict | set)
        assert not isinstance(part, BaseModel) or part.model_config["frozen"]


def test_every_kind_of_record_and_part_forbids_unknown_fields():
    def kinds(base: type[Record]) -> list[type[Record]]:
        return [sub for direct in base.__subclasses__() for sub in (direct, *kinds(direct))]

    assert set(RECORD_TYPES) < set(kinds(Record))
    for kind in kinds(Record):
        assert kind.model_config["extra"] == "forbid"


@pytest.mark.parametrize(
    ("days", "code"), [(1, "1"), (2, "2"), (6, "2"), (7, "3"), (8, "4"), (31, "4"), (32, "5"), (365, "5")]
)
def test_an_interval_is_coded_by_its_length(days, code):
    start = dt.date(2021, 11, 1)
    end = start + dt.timedelta(days=days - 1)
    dates = {"date_start": str(start), "date_end": str(end), "time_precision": code}
    assert Incident.parse({**VALID[Incident], **dates}).time_precision is TimePrecision.parse(code)
    for other in set(TimePrecision) - {TimePrecision.parse(code)}:
        with pytest.raises(InvalidRecordError, match=f"expected time_precision {code} for"):
            Incident.parse({**VALID[Incident], **dates, "time_precision": str(other)})


def test_an_incident_takes_its_event_type_from_its_sub_type():
    for code in SubEventType:
        incident = Incident.parse({**VALID[Incident], "sub_event_type": str(code)})
        assert incident.event_type is code.event_type
        assert isinstance(incident.event_type, EventType)


def test_the_scene_is_the_first_place_of_the_event_with_a_position():
    containing = {**SCENE, "role": "containing", "place_id": "district"}
    vague = {"name": "Somewhere", "geo_precision": "4", "method": "not_found"}
    incident = Incident.parse({**VALID[Incident], "places": [containing, vague, SCENE]})
    assert [place.name for place in incident.scenes] == ["Somewhere", "Kifri"]
    assert incident.scene == PlaceMention.parse(SCENE)
    assert incident.scene.role is PlaceRole.EVENT
    assert Incident.parse({**VALID[Incident], "places": [vague, containing]}).scene is None


def test_unknown_figures_stay_unknown():
    claim = Claim.parse({key: value for key, value in VALID[Claim].items() if key not in ("low", "high")})
    assert (claim.low, claim.high) == (None, None)
    assert (claim.as_json()["low"], claim.as_json()["high"]) == (None, None)
    at_least = Claim.parse({**VALID[Claim], "high": None})
    assert (at_least.low, at_least.high) == (8, None)


def test_a_dataset_holds_its_records_by_kind_and_id():
    records = some_dataset()
    dataset = Dataset.of(records)
    assert sorted(dataset.records(), key=lambda r: r.kind_name) == sorted(records, key=lambda r: r.kind_name)
    assert dataset.incidents["kifri-attack"].title == "Attack near Kifri"
    assert [s.id for s in dataset.statements_of_incident["kifri-attack"]] == ["report-1"]
    assert [c.id for c in dataset.claims_of_incident["kifri-attack"]] == ["report-1-killed"]


def test_a_dataset_is_sorted_whatever_the_order_it_came_in():
    starter = read_starter()
    parts = [[record.id for record in Dataset.of(order).records()] for order in (starter, starter[::-1])]
    assert parts[0] == parts[1]
    assert all(list(part) == sorted(part) for part in Dataset.of(starter)._parts().values())


@pytest.mark.parametrize(
    ("kind", "changes", "fault"),
    [
        (
            Place,
            {"within": [{"place_id": "x", "source": "s"}]},
            "place 'kifri' refers to 'x', which is not among the places",
        ),
        (Statement, {"source_id": "x"}, "statement 'report-1' refers to 'x', which is not among the sources"),
        (Statement, {"incident_ids": ["x"]}, "statement 'report-1' refers to 'x', which is not among the incidents"),
        (Statement, {"event_ids": ["x"]}, "statement 'report-1' refers to 'x', which is not among the events"),
        (Statement, {"segment_ids": ["x"]}, "statement 'report-1' refers to 'x', which is not among the segments"),
        (
            Incident,
            {"places": [{**SCENE, "place_id": "x"}]},
            "incident 'kifri-attack' refers to 'x', which is not among the pl",
        ),
        (
            Incident,
            {"actors": [{"actor_id": "x", "role": "target"}]},
            "incident 'kifri-attack' refers to 'x', which is not am",
        ),
        (Claim, {"source_id": "x"}, "claim 'report-1-killed' refers to 'x', which is not among the sources"),
        (Claim, {"statement_id": "x"}, "claim 'report-1-killed' refers to 'x', which is not among the statements"),
        (Claim, {"incident_ids": ["x"]}, "claim 'report-1-killed' refers to 'x', which is not among the incidents"),
        (
            Event,
            {"places": [{**SCENE, "place_id": "x"}]},
            "event 'meeting' refers to 'x', which is not among the places",
        ),
        (Event, {"parties": ["x"]}, "event 'meeting' refers to 'x', which is not among the actors"),
        (
            Statement,
            {"passage": {"paragraph": 1, "start": 20, "end": 27}},
            "statement 'report-1' points to paragraph 1, characters 20-27, which the digest of 'report' does not have",
        ),
        (
            Statement,
            {"passage": {"paragraph": 2, "start": 0, "end": 1}},
            "statement 'report-1' points to paragraph 2, characters 0-1, which the digest of 'report' does not have",
        ),
    ],
)
def test_a_dataset_refuses_what_does_not_fit_together(kind, changes, fault):
    with pytest.raises(InvalidRecordError) as refused:
        Dataset.of(some_dataset({kind: changes}))
    assert str(refused.value).startswith("expected records that fit together, got ")
    assert fault in str(refused.value)


def test_a_passage_may_reach_to_the_last_character_of_its_paragraph():
    length = len(VALID[Source]["digest"][0]["text"])
    passage = {"paragraph": 1, "start": 0, "end": length}
    assert Dataset.of(some_dataset({Statement: {"passage": passage}})).statements["report-1"].passage.end == length
    with pytest.raises(InvalidRecordError, match=f"characters 0-{length + 1}"):
        Dataset.of(some_dataset({Statement: {"passage": {**passage, "end": length + 1}}}))


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.__name__)
def test_an_identifier_is_used_once_within_a_kind(kind):
    with pytest.raises(InvalidRecordError, match=f"{kind.kind_name} '.*' is there 2 times"):
        Dataset.of([*some_dataset(), kind.parse(VALID[kind])])


def test_records_of_different_kinds_may_share_an_identifier():
    dataset = Dataset.of(
        some_dataset(
            {
                Actor: {"id": "kifri"},
                Incident: {"actors": [{"actor_id": "kifri", "role": "target"}]},
                Event: {"parties": []},
            }
        )
    )
    assert set(dataset.actors) == set(dataset.places) == {"kifri"}


def test_a_claim_rests_on_a_statement_of_its_own_source():
    other = Source.parse({**VALID[Source], "id": "other"})
    with pytest.raises(
        InvalidRecordError, match="claim 'report-1-killed' of source 'other' rests on a statement of 'report'"
    ):
        Dataset.of([*some_dataset({Claim: {"source_id": "other"}}), other])


def test_a_claim_counts_people_only_in_incidents_that_its_statement_supports():
    other = Incident.parse({**VALID[Incident], "id": "other-attack"})
    with pytest.raises(InvalidRecordError, match=r"claim 'report-1-killed' .* 'other-attack'"):
        Dataset.of([*some_dataset({Claim: {"incident_ids": ["other-attack"]}}), other])


def test_a_published_incident_needs_a_statement_that_supports_it():
    alone = Incident.parse({**VALID[Incident], "id": "alone"})
    with pytest.raises(InvalidRecordError, match="incident 'alone' is published and no statement supports it"):
        Dataset.of([*some_dataset(), alone])
    withdrawn = Incident.parse({**VALID[Incident], "id": "alone", "status": "withdrawn"})
    assert "alone" in Dataset.of([*some_dataset(), withdrawn]).incidents


def test_many_faults_are_counted_and_the_first_are_named():
    faults = [f"gone-{number:02}" for number in range(30)]
    with pytest.raises(InvalidRecordError) as refused:
        Dataset.of(some_dataset({Event: {"parties": faults}}))
    message = str(refused.value)
    assert message.startswith("expected records that fit together, got 30 faults: ")
    assert [name in message for name in faults] == [True] * 20 + [False] * 10


def test_statements_of_an_incident_come_in_order_of_publication_and_passage():
    later = Source.parse({**VALID[Source], "id": "a-later-one", "published": "2021-12-02"})
    earlier = {Source: {"published": "2021-12-01"}}
    more = [
        Statement.parse({**VALID[Statement], "id": "first", "source_id": "a-later-one"}),
        Statement.parse({**VALID[Statement], "id": "a-later-word", "passage": {"paragraph": 1, "start": 6, "end": 9}}),
        Statement.parse({**VALID[Statement], "id": "undated", "source_id": "undated"}),
        Source.parse({**VALID[Source], "id": "undated"}),
    ]
    dataset = Dataset.of([*some_dataset(earlier), later, *more])
    found = [statement.id for statement in dataset.statements_of_incident["kifri-attack"]]
    assert found == ["report-1", "a-later-word", "first", "undated"]


def test_places_within_go_down_to_any_depth_and_stop_at_a_circle():
    def within(place_id: str, *others: str) -> Place:
        containers = [{"place_id": other, "source": "A survey"} for other in others]
        return Place.parse({**VALID[Place], "id": place_id, "within": containers})

    dataset = Dataset.of([within("a", "c"), within("b", "a"), within("c", "b"), within("d", "b", "b"), within("e")])
    assert dataset.places_within("a") == {"a", "b", "c", "d"}
    assert dataset.places_within("d") == {"d"}
    assert dataset.places_within("e") == {"e"}
    assert dataset.places_within("nowhere") == {"nowhere"}


def test_sources_may_disagree_on_what_contains_a_place():
    dataset = load_starter()
    makhmour = dataset.places["makhmour_district"].within
    assert len({containment.source for containment in makhmour}) == len(makhmour) >= 2
    for containment in makhmour:
        assert "makhmour" in dataset.places_within(containment.place_id)


def test_datasets_are_told_apart_by_identity_so_that_views_can_be_cached():
    records = some_dataset()
    first, second = Dataset.of(records), Dataset.of(records)
    assert first != second
    assert len({first, second, first}) == 2
