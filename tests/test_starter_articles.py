"""The starter data of the two articles: what it says, that it can be traced, and that faults in its files are named."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from geo.errors import InvalidRecordError
from geo.importers.starter import SEEDS, load_starter, read_starter
from geo.records import Dataset
from geo.tolls import toll
from geo.vocabulary import Bucket, CollectionId, Outcome, Reason, SourceKind

QARACHOGH, KIFRI, KULAJO, DARA = "qarachogh-2021-12-02", "kifri-2021-11-29", "kulajo-2021-11-27", "dara-2020-06-13"
ORIGINALS = {"esta": "seeds/esta-2021-12-04.txt", "rudaw": "seeds/rudaw-2020-07-02.txt"}
FURTHER_ORIGINALS = {
    "basnews-727094": "reports/29.txt",
    "k24-26427": "reports/65.txt",
    "kirkuknow-62501": "reports/22.txt",
    "kirkuknow-67015": "reports/31.txt",
    "shafaq-2020-06-14": "reports/23.txt",
}
COPIED_WORDS = 8  # as many words in a row are a copy


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


def killed(starter, incident_ids, *, sources):
    claims = [claim for claim in starter.claims.values() if claim.source_id in sources]
    return str(toll(claims, incident_ids, outcome=Outcome.KILLED))


def test_articles_hold_four_incidents(starter):
    found = [i for i, incident in starter.incidents.items() if incident.collection is CollectionId.ARTICLES]
    assert found == sorted((DARA, KIFRI, KULAJO, QARACHOGH))


@pytest.mark.parametrize(
    ("incident_id", "days", "grade"),
    [
        (QARACHOGH, ("2021-12-02", "2021-12-02"), "corroborated"),
        (KIFRI, ("2021-11-29", "2021-11-29"), "corroborated"),
        (KULAJO, ("2021-11-27", "2021-11-27"), "corroborated"),
        (DARA, ("2020-06-13", "2020-06-14"), "disputed"),
    ],
)
def test_incident_has_the_day_that_further_sources_give(starter, incident_id, days, grade):
    incident = starter.incidents[incident_id]
    assert (str(incident.date_start), str(incident.date_end)) == days
    assert incident.grade == grade
    dating = [s for s in starter.statements_of_incident[incident_id] if s.source_id not in ORIGINALS]
    assert {starter.sources[s.source_id].kind for s in dating} >= {SourceKind.FURTHER}


@pytest.mark.parametrize(
    ("sources", "incident_ids", "expected"),
    [
        (["esta"], [QARACHOGH, KIFRI, KULAJO], "21"),
        (["esta", "rudaw"], [QARACHOGH, KIFRI, KULAJO, DARA], "28"),
        (["esta"], [KIFRI], "0–8"),
        (["esta"], [KULAJO], "0–8"),
        (["esta"], [KIFRI, KULAJO], "8"),
        (["rudaw"], [DARA], "7"),
        (["rudaw", "kirkuknow-62501", "shafaq-2020-06-14"], [DARA], "6–7"),
        (["kirkuknow-67015"], [QARACHOGH], "10"),
        (["afp-2021-12-03"], [QARACHOGH], "12"),
        (["basnews-727094"], [QARACHOGH], "3 or more"),
        (["esta", "kirkuknow-67015", "afp-2021-12-03", "basnews-727094"], [QARACHOGH], "10–13"),
        (["k24-26427"], [KIFRI, KULAJO], "8 or more"),
    ],
)
def test_killed_adds_up(starter, sources, incident_ids, expected):
    assert killed(starter, incident_ids, sources=sources) == expected


def test_shared_toll_is_one_claim_that_nothing_divides(starter):
    of_garmian = [c for c in starter.claims.values() if c.source_id == "esta" and {KIFRI, KULAJO} & set(c.incident_ids)]
    assert [(c.incident_ids, c.low, c.high) for c in of_garmian] == [((KIFRI, KULAJO), 8, 8)]


def test_articles_claim_nothing_about_wounded_whom_they_do_not_mention(starter):
    claims = [claim for claim in starter.claims.values() if claim.source_id in ORIGINALS]
    assert {claim.outcome for claim in claims} == {Outcome.KILLED}


def test_no_claim_of_the_collection_turns_unknown_into_zero(starter):
    claims = [c for c in starter.claims.values() if starter.sources[c.source_id].collection is CollectionId.ARTICLES]
    assert not [claim.id for claim in claims if 0 in (claim.low, claim.high)]


@pytest.mark.parametrize(
    ("source_id", "buckets"),
    [
        ("esta", {"event": 6, "front": 1, "context": 10, "summary": 1, "incident": 1, "shared_toll": 1}),
        ("rudaw", {"event": 6, "context": 8, "support": 1, "incident": 1}),
    ],
)
def test_every_statement_of_an_article_ends_in_one_bucket(starter, source_id, buckets):
    statements = [s for s in starter.statements.values() if s.source_id == source_id]
    assert Counter(str(s.bucket) for s in statements) == buckets
    assert all((s.reason is not None) == (s.bucket in (Bucket.CONTEXT, Bucket.SUMMARY)) for s in statements)


def test_summary_of_the_week_carries_no_figure(starter):
    summaries = [s for s in starter.statements.values() if s.source_id == "esta" and s.bucket is Bucket.SUMMARY]
    assert [(s.reason, set(s.incident_ids)) for s in summaries] == [(Reason.RECAP, {QARACHOGH, KIFRI, KULAJO})]
    assert not [c.id for c in starter.claims.values() if c.statement_id == summaries[0].id]


@pytest.mark.parametrize("source_id", ORIGINALS)
def test_every_paragraph_of_a_digest_has_a_statement_that_points_to_it(starter, source_id):
    source = starter.sources[source_id]
    passages = [s.passage for s in starter.statements.values() if s.source_id == source_id]
    assert {p.paragraph for p in passages} == {paragraph.number for paragraph in source.digest}
    originals = {paragraph.number: paragraph.original_paragraphs for paragraph in source.digest}
    assert all(p.original_paragraph in originals[p.paragraph] for p in passages)


def test_passage_is_what_the_file_quotes(starter):
    written = json.loads((SEEDS / "articles" / "statements.json").read_text(encoding="utf-8"))["statements"]
    quoted = {entry["id"]: entry["passage"]["quote"] for entry in written if "passage" in entry}
    assert quoted
    for statement_id, quote in quoted.items():
        statement = starter.statements[statement_id]
        digest = {p.number: p.text for p in starter.sources[statement.source_id].digest}
        passage = statement.passage
        assert digest[passage.paragraph][passage.start : passage.end] == quote


def test_statement_with_a_digest_to_point_to_points_to_it(starter):
    ours = [s for s in starter.statements.values() if starter.sources[s.source_id].collection is CollectionId.ARTICLES]
    from_the_files = [s for s in ours if not s.id.startswith("kirkuknow-62501-mikhas")]  # the context collection's
    assert not [s.id for s in from_the_files if (s.passage is None) == bool(starter.sources[s.source_id].digest)]


def test_positions_are_the_gazetteers(starter):
    ours = [r for r in (*starter.incidents.values(), *starter.events.values()) if r.collection is CollectionId.ARTICLES]
    mentions = [mention for record in ours for mention in record.places]
    assert mentions
    for mention in mentions:
        place = starter.places[mention.place_id]
        assert (mention.latitude, mention.longitude) == (place.latitude, place.longitude), mention.name


def test_scene_is_never_surer_than_its_place(starter):
    scenes = [scene for i in (QARACHOGH, KIFRI, KULAJO, DARA) for scene in starter.incidents[i].scenes]
    assert len(scenes) == 4
    assert all(scene.error_km >= starter.places[scene.place_id].error_km for scene in scenes)


def test_four_fronts_rest_on_the_article_and_the_fifth_is_not_shown(starter):
    assert starter.statements["esta-05"].segment_ids == ("f1", "f2", "f3", "f4")
    assert [s.id for s in starter.segments.values() if not s.shown] == ["f5"]
    assert sorted(starter.segments) == ["f1", "f2", "f3", "f4", "f5", "f6"]
    # Longitude and latitude have not changed places: every vertex lies in the disputed belt.
    vertices = [vertex for segment in starter.segments.values() for vertex in segment.line]
    assert all(34 < v.latitude < 36.5 and 43 < v.longitude < 46 for v in vertices)


def test_collection_without_files_has_no_records(tmp_path):
    folder = copied_seeds(tmp_path)
    shutil.rmtree(folder / "context", ignore_errors=True)
    statements = folder / "articles" / "statements.json"
    sources = {record.collection for record in read_starter(folder) if record.kind_name == "source"}
    assert sources == {CollectionId.ARTICLES}
    statements.unlink()
    assert "statement" not in {record.kind_name for record in read_starter(folder)}


def copied_seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder, ignore=shutil.ignore_patterns("basemap"))
    return folder


def entry(content, key, record_id):
    return next(item for item in content[key] if item["id"] == record_id)


def set_quote(quote):
    return lambda content: entry(content, "statements", "esta-12")["passage"].update(quote=quote)


def set_fields(key, record_id, **fields):
    return lambda content: entry(content, key, record_id).update(fields)


def set_passage(**fields):
    return lambda content: entry(content, "statements", "esta-12")["passage"].update(fields)


FAULTS = {
    "a quotation that is not in the digest": (
        "articles/statements.json",
        set_quote("ten members of no force"),
        r"articles/statements\.json, statement 'esta-12': .*occur once in paragraph 9 .*'ten members of no force', which occur 0",
    ),
    "a quotation that is there twice": (
        "articles/statements.json",
        set_quote("of"),
        r"'esta-12': .*'of', which occur \d+ times",
    ),
    "an empty quotation": ("articles/statements.json", set_quote(""), r"'esta-12': .*got '', which occur 0 times"),
    "a quotation that is no text": (
        "articles/statements.json",
        set_quote(7),
        r"'esta-12': .*got 7, which occur 0 times",
    ),
    "a paragraph that the digest does not have": (
        "articles/statements.json",
        set_passage(paragraph=99),
        r"statement 'esta-12': expected the number of a paragraph of the digest, 1 to 15, got 99",
    ),
    "a misspelt key of the passage": (
        "articles/statements.json",
        set_passage(paragraf=9),
        r"'esta-12': .*passage\.paragraf",
    ),
    "a quotation of an unknown source": (
        "articles/statements.json",
        set_fields("statements", "esta-12", source_id="nobody"),
        r"statement 'esta-12': expected the source that the passage quotes, got an unknown source_id",
    ),
    "a misspelt field": (
        "articles/claims.json",
        set_fields("claims", "esta-garmian-peshmerga-killed", hihg=9),
        r"articles/claims\.json, claim 'esta-garmian-peshmerga-killed': .*hihg",
    ),
    "a code that is not in the list": (
        "articles/incidents.json",
        set_fields("incidents", KIFRI, sub_event_type="raid"),
        rf"articles/incidents\.json, incident '{KIFRI}': .*sub_event_type.*'raid'",
    ),
    "a value that is out of range": (
        "actors.json",
        set_fields("actors", "isis", acled_type=9),
        r"actors\.json, actor 'isis': .*acled_type.*got 9",
    ),
    "a record in the other collection's folder": (
        "articles/sources.json",
        set_fields("sources", "esta", collection="context"),
        r"articles/sources\.json, source 'esta': expected collection 'articles' in this folder, got 'context'",
    ),
    "an entry without an id": (
        "articles/events.json",
        lambda content: content["events"][0].pop("id"),
        r"articles/events\.json, entry 1 of 'events': expected an object with an 'id'",
    ),
    "an entry that is no object": (
        "articles/events.json",
        lambda content: content["events"].append("agreement"),
        r"articles/events\.json, entry \d+ of 'events': .*got 'agreement'",
    ),
    "a list under another name": (
        "articles/claims.json",
        lambda content: content.update(claim=content.pop("claims")),
        r"articles/claims\.json: expected an object with 'about' and a list 'claims', got \['about', 'claim'\]",
    ),
    "a line that is none": (
        "fronts.geojson",
        lambda content: content["features"][0]["geometry"].update(type="MultiPoint"),
        r"fronts\.geojson, feature 1, segment 'f1': expected a LineString, got 'MultiPoint'",
    ),
    "a vertex that is no pair": (
        "fronts.geojson",
        lambda content: content["features"][1]["geometry"]["coordinates"].append([1]),
        r"fronts\.geojson, feature 2: expected a GeoJSON feature",
    ),
    "a vertex off the earth": (
        "fronts.geojson",
        lambda content: content["features"][1]["geometry"]["coordinates"].append([45.0, 95.0]),
        r"fronts\.geojson, feature 2, segment 'f2': .*latitude.*got 95\.0",
    ),
    "no list of features": (
        "fronts.geojson",
        lambda content: content.pop("features"),
        r"fronts\.geojson: .*no list 'features'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_in_a_file_is_named_with_file_and_record(tmp_path, fault):
    name, change, message = FAULTS[fault]
    path = copied_seeds(tmp_path) / name
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InvalidRecordError, match=message):
        read_starter(tmp_path / "seeds")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", r"actors\.json: expected JSON in UTF-8"),
        (b'"\xff"', r"actors\.json: expected JSON in UTF-8"),
        (b"[]", r"actors\.json: expected an object with 'about' and a list 'actors', got 'list'"),
        (None, r"actors\.json: expected this file in .*seeds, got none"),
    ],
)
def test_unreadable_or_missing_file_is_named(tmp_path, content, message):
    path = copied_seeds(tmp_path) / "actors.json"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(InvalidRecordError, match=message):
        read_starter(tmp_path / "seeds")


def test_reference_to_nothing_is_refused(tmp_path):
    path = copied_seeds(tmp_path) / "articles" / "claims.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"statement_id": "esta-15"', '"statement_id": "esta-99"'),
        encoding="utf-8",
    )
    with pytest.raises(InvalidRecordError, match=r"'esta-garmian-peshmerga-killed' refers to 'esta-99'"):
        load_starter(tmp_path / "seeds")


def paragraphs(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.corpus
@pytest.mark.parametrize("source_id", ORIGINALS)
def test_digest_belongs_to_the_very_text_that_was_coded(starter, corpus, source_id):
    original = (corpus / ORIGINALS[source_id]).read_bytes()
    assert hashlib.sha256(original).hexdigest() == starter.sources[source_id].sha256


@pytest.mark.corpus
@pytest.mark.parametrize("source_id", ORIGINALS)
def test_digest_stands_for_every_paragraph_of_the_original_once(starter, corpus, source_id):
    covered = [n for paragraph in starter.sources[source_id].digest for n in paragraph.original_paragraphs]
    assert covered == list(range(1, len(paragraphs(corpus / ORIGINALS[source_id])) + 1))


@pytest.mark.corpus
@pytest.mark.parametrize("source_id", FURTHER_ORIGINALS)
def test_original_paragraphs_of_further_sources_exist(starter, corpus, source_id):
    digest = starter.sources[source_id].digest
    originals = paragraphs(corpus / FURTHER_ORIGINALS[source_id])
    cited = {n for paragraph in digest for n in paragraph.original_paragraphs}
    assert digest
    assert cited <= set(range(1, len(originals) + 1))
    own = [s.passage for s in starter.statements.values() if s.source_id == source_id and s.passage]
    in_digest = {p.number: p.original_paragraphs for p in digest}
    assert all(p.original_paragraph in in_digest[p.paragraph] for p in own)


def runs(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return [tuple(words[i : i + COPIED_WORDS]) for i in range(len(words) - COPIED_WORDS + 1)]


@pytest.mark.corpus
def test_seeds_repeat_no_sentence_of_the_originals(corpus):
    originals = [*(corpus / "seeds").glob("*.txt"), *(corpus / "reports").glob("*.txt")]
    known = {run for path in originals for run in runs(path.read_text(encoding="utf-8", errors="replace"))}
    assert len(known) > 1000
    files = [path for path in SEEDS.rglob("*") if path.suffix in {".json", ".geojson", ".md", ".csv", ".txt"}]
    repeated = {
        f"{path.relative_to(SEEDS)}: {' '.join(run)}"
        for path in files
        for run in runs(path.read_text(encoding="utf-8", errors="replace"))
        if run in known
    }
    assert not repeated
