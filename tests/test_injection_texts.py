"""Hostile texts before any browser sees them: every text field carries one, and none reaches a script or a template."""

from __future__ import annotations

import contextlib
import json
import types
import typing

import pytest
from jinja2 import Template
from jinja2.exceptions import TemplateError
from pydantic import BaseModel

from geo.errors import InvalidRecordError
from geo.exports.geojson import incidents_geojson
from geo.filters import LAYERS, Filter
from geo.layers.basemap import base_map
from geo.layers.scene import SceneLibrary, scene_group
from geo.records import RECORD_TYPES, Dataset, Source, Text, Url
from geo.view import view_of
from tests.hostile_records import CANARY, NAMES, PAYLOADS, TEXTS, hostile_records


@pytest.fixture(scope="module")
def dataset():
    return Dataset.of(hostile_records())


def text_fields(model, *, within=""):
    """Yield the path of each field of free text or address, records inside records included."""
    for name, annotation in typing.get_type_hints(model, include_extras=True).items():
        if name not in model.model_fields:
            continue
        for part in parts_of(annotation):
            if part in (Text, Url):
                yield f"{within}{name}"
            elif isinstance(part, type) and issubclass(part, BaseModel):
                yield from text_fields(part, within=f"{within}{name}.")


def parts_of(annotation):
    """An annotation itself, and what its unions and tuples are made of."""
    yield annotation
    if typing.get_origin(annotation) in (types.UnionType, typing.Union, tuple):
        for part in typing.get_args(annotation):
            yield from parts_of(part)


def values_at(value, path):
    name, _, rest = path.partition(".")
    found = getattr(value, name)
    for item in found if isinstance(found, tuple) else (found,):
        if item is not None:
            yield from values_at(item, rest) if rest else (item,)


def test_at_least_twenty_payloads_are_tried():
    assert len(set(TEXTS)) >= 20


def test_the_search_for_text_fields_finds_those_inside_records():
    incident = next(kind for kind in RECORD_TYPES if kind.kind_name == "incident")
    assert {"title", "places.name", "actors.note", "time_of_day"} <= set(text_fields(incident))


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.kind_name)
def test_every_text_field_of_every_record_carries_each_payload(dataset, kind):
    records = [record for record in dataset.records() if isinstance(record, kind)]
    for path in text_fields(kind):
        written = "\0".join(str(value) for record in records for value in values_at(record, path))
        # The place that holds all others lies in none.
        missing = [name for name, text in zip(NAMES, TEXTS, strict=True) if text not in written]
        assert len(missing) <= (path == "within.source"), (path, missing)


@pytest.mark.parametrize("url", ["javascript:canary()", "data:text/html,x", "//evil.example", "vbscript:x"])
def test_a_record_takes_no_address_but_a_web_page(url):
    record = next(record for record in hostile_records() if isinstance(record, Source)).as_json()
    with pytest.raises(InvalidRecordError, match="http://"):
        Source.parse({**record, "url": url})


def test_the_payload_for_the_server_runs_where_a_template_is_compiled_from_it(tmp_path, monkeypatch):
    monkeypatch.setenv(CANARY, str(tmp_path / "canary"))
    Template(PAYLOADS["template, Python"][1]).render()
    assert (tmp_path / "canary").is_dir()


@pytest.mark.parametrize("name", [name for name, (kind, _) in PAYLOADS.items() if kind == "template"])
def test_template_payloads_change_where_a_template_is_compiled_from_them(name):
    text = PAYLOADS[name][1]
    with contextlib.suppress(TemplateError):
        assert Template(text).render() != text


def test_no_text_of_a_record_stands_in_the_maps_script_and_none_is_compiled(dataset, tmp_path, monkeypatch):
    monkeypatch.setenv(CANARY, str(tmp_path / "canary"))
    chosen = Filter(layers=tuple(LAYERS), incident="p00")
    belt = base_map()
    SceneLibrary().add_to(belt)
    scene_group(view_of(dataset, chosen), chosen).add_to(belt)
    page = belt.get_root().render()
    assert not (tmp_path / "canary").exists()
    for words in ("canary", "evil.example", "source.example", "{{", "{%", "cycler", "هجوم", "WWWW"):
        assert words not in page, words


def test_geojson_gives_every_text_back_letter_by_letter(dataset):
    document = json.loads(incidents_geojson(view_of(dataset, Filter()), edition=1))
    told = {feature["id"]: feature["properties"] for feature in document["features"]}
    for number, text in enumerate(TEXTS):
        properties = told[f"p{number:02}"]
        assert [properties[name] for name in ("title", "place", "attackers")] == [text] * 3
