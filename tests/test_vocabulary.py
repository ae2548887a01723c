"""The code lists: ids that fit into a link, labels and definitions for people, and the standards they follow."""

from __future__ import annotations

import copy
import json
import pickle
import re
from urllib.parse import quote

import pytest

from geo import vocabulary
from geo.filters import Filter
from geo.vocabulary import CODE_LISTS, Code, EventType, GeoPrecision, Group, Side, SubEventType, TimePrecision

# ACLED Codebook, event types and their sub-event types.
ACLED = {
    "Battles": {"Armed clash", "Government regains territory", "Non-state actor overtakes territory"},
    "Explosions / remote violence": {
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    },
    "Violence against civilians": {"Sexual violence", "Attack", "Abduction/forced disappearance"},
    "Protests": {"Peaceful protest", "Protest with intervention", "Excessive force against protesters"},
    "Riots": {"Violent demonstration", "Mob violence"},
    "Strategic developments": {
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    },
}

every_list = pytest.mark.parametrize("codes", CODE_LISTS, ids=lambda codes: codes.__name__)


def test_every_code_list_of_the_module_is_in_the_codebooks_order():
    defined = [kind for kind in vars(vocabulary).values() if isinstance(kind, type) and issubclass(kind, Code)]
    assert set(CODE_LISTS) == set(defined) - {Code}
    assert len(CODE_LISTS) == len(set(CODE_LISTS))


@every_list
def test_ids_stand_in_a_link_as_they_are(codes):
    for code in codes:
        assert re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", code.value)
        assert quote(code.value, safe="") == code.value == str(code) == f"{code}" == json.loads(json.dumps(code))


@every_list
def test_each_code_has_an_id_and_a_label_of_its_own_and_a_definition(codes):
    assert len({code.value for code in codes}) == len({code.label for code in codes}) == len(codes) >= 2
    for code in codes:
        assert code.label == code.label.strip() != ""
        assert code.definition.endswith(".")
        assert code.definition[0].isupper()


@every_list
def test_a_code_is_found_by_its_id_alone(codes):
    for code in codes:
        assert codes.parse(code.value) is code
        for other in (code.value.upper() if code.value.isalpha() else f"0{code.value}", f"{code.value} ", ""):
            with pytest.raises(ValueError, match="expected one of"):
                codes.parse(other)


def test_an_unknown_id_is_told_which_there_are():
    with pytest.raises(ValueError, match=re.escape("expected one of battles, explosions, violence-against-civilians")):
        EventType.parse("war")


@every_list
def test_codes_survive_a_copy_and_a_pickle(codes):
    for code in codes:
        assert copy.deepcopy(code) is code
        assert pickle.loads(pickle.dumps(code)) is code


def test_event_types_and_sub_types_are_those_of_acled():
    found = {kind.label: {sub.label for sub in SubEventType if sub.event_type is kind} for kind in EventType}
    assert found == ACLED


def test_no_event_type_shares_its_id_with_a_sub_type():
    # Both are values of one parameter of the filter.
    assert not set(map(str, EventType)) & set(map(str, SubEventType))
    params = [("type", str(code)) for code in (*EventType, *SubEventType)]
    chosen, notices = Filter.from_params(params)
    assert (set(chosen.types), notices) == ({*EventType, *SubEventType}, ())
    assert {type(code) for code in chosen.types} == {EventType, SubEventType}


def test_precision_codes_are_the_numbers_of_ucdp():
    assert [code.value for code in GeoPrecision] == ["1", "2", "3", "4", "5", "6", "7"]
    assert [code.value for code in TimePrecision] == ["1", "2", "3", "4", "5"]


def test_every_group_stands_with_a_side_and_every_armed_side_has_a_group():
    assert {group.side for group in Group} == set(Side)
    assert (Group.PESHMERGA.side, Group.IRAQI_ARMY.side) == (Side.KRG, Side.FEDERAL)


@pytest.mark.parametrize("group", [Group.KAKAI, Group.PEOPLE, Group.MIXED])
def test_a_group_whose_status_is_not_stated_stands_with_no_side(group):
    assert group.side is Side.UNIDENTIFIED


def test_sides_are_those_that_extractions_are_scored_by():
    assert " ".join(sorted(Side)) == "civilians coalition federal isis krg pkk pmf turkey unidentified"
