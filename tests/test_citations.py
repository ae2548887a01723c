"""Citations: what a newspaper needs to name an incident, and to find the same state of it again."""

from __future__ import annotations

import pytest

from geo.citations import cite
from geo.filters import source_label
from geo.importers.starter import load_starter
from geo.records import Dataset

ADDRESS = "https://maps.example.org/?edition=3&incident=dara-2020-06-13"


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


def test_a_citation_names_title_day_id_edition_sources_and_address(starter):
    dara = starter.incidents["dara-2020-06-13"]
    citation = cite(starter, dara, edition=3, address=ADDRESS)
    assert citation.startswith(
        f"Seamline, “{dara.title}” (13–14 June 2020), incident dara-2020-06-13, edition 3, after "
    )
    assert citation.endswith(f". {ADDRESS}")
    assert "KirkukNow, 14 June 2020; " in citation
    assert "; Rudaw, 2 July 2020. " in citation


def test_every_source_of_every_incident_is_named_once_in_one_line(starter):
    for incident in starter.incidents.values():
        citation = cite(starter, incident, edition=1, address=ADDRESS)
        told = citation.partition(", after ")[2].removesuffix(f". {ADDRESS}").split("; ")
        labels = {source_label(starter, s.source_id) for s in starter.statements_of_incident[incident.id]}
        assert sorted(told) == sorted(labels)
        assert "\n" not in citation


def test_two_texts_of_one_outlet_and_day_are_named_once(starter):
    kifri = starter.incidents["kifri-2021-11-29"]
    twin = starter.sources["esta"].model_copy(update={"id": "esta-again"})
    said = next(s for s in starter.statements_of_incident[kifri.id] if s.source_id == "esta")
    again = said.model_copy(update={"id": "esta-again-1", "source_id": "esta-again"})
    dataset = Dataset.of([*starter.records(), twin, again])
    citation = cite(dataset, kifri, edition=1, address=ADDRESS)
    assert citation == cite(starter, kifri, edition=1, address=ADDRESS)
    assert citation.count("ESTA, 4 December 2021") == 1


def test_the_day_is_the_one_of_a_single_day(starter):
    citation = cite(starter, starter.incidents["kifri-2021-11-29"], edition=1, address=ADDRESS)
    assert "(29 November 2021)" in citation
