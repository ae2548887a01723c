"""`python -m geo extract`: the JSON it prints, and what it says of input that is no article."""

from __future__ import annotations

import json

import pytest

from geo.cli import main

TEXT = "KIRKUK – Two farmers were shot dead by gunmen in the village of Bashir on Monday night, police said.\n"


def extract(capsys, file, *options: str) -> tuple[int, str, str]:
    status = main(["extract", "--published", "2021-05-04", "--outlet", "Agency", *options, str(file)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture
def article(tmp_path):
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_json_has_every_value_with_its_rule_and_passage(capsys, article):
    status, out, err = extract(capsys, article, "--json")
    (incident,) = json.loads(out)["incidents"]
    (place,) = (place for place in incident["places"] if place["role"] == "event")
    (toll,) = incident["tolls"]
    assert (status, err) == (0, "")
    assert (incident["date_start"], incident["date_end"]) == ("2021-05-03", "2021-05-03")
    assert (incident["attacker_side"], incident["status"]) == ("unidentified", "draft")
    assert (place["name"], place["place_id"], place["error_km"]) == ("Bashir", "bashir", 2.0)
    assert (toll["side"], toll["outcome"], toll["low"], toll["high"], toll["shared"]) == (
        "civilians",
        "killed",
        2,
        2,
        False,
    )
    assert all(incident[f"{value}_rule"] for value in ("date", "attacker", "sub_event_type"))
    (span,) = toll["spans"]
    assert TEXT[span["start"] : span["end"]] == "Two farmers were shot dead"


def test_without_json_each_draft_is_a_line(capsys, article):
    status, out, _ = extract(capsys, article)
    assert status == 0
    assert out.splitlines() == ["2021-05-03 to 2021-05-03  Attack: Bashir  by Not identified"]


def test_an_article_without_incidents_is_an_empty_list(capsys, tmp_path):
    file = tmp_path / "talks.txt"
    file.write_text("Attacks are common in the area, and officials demand more coordination.", encoding="utf-8")
    status, out, _ = extract(capsys, file, "--json")
    answer = json.loads(out)
    assert (status, answer["incidents"]) == (0, [])
    assert answer["rejected"][0]["reason"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "words"),
        (b" \n\t ", "words"),
        (b"12 34 -- !", "words"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"),
        (b"Two men\x00were killed", "control character"),
        ("Zwölf Tote".encode("latin-1"), "UTF-8"),
        (b"a " * 600_000, "bytes"),
        (b"a " * 150_000, "characters"),
    ],
)
def test_what_is_no_article_is_refused_with_status_2(capsys, tmp_path, raw, said):
    file = tmp_path / "input"
    file.write_bytes(raw)
    status, out, err = extract(capsys, file, "--json")
    assert (status, out) == (2, "")
    assert said in err
    assert err.startswith("seamline: expected")


def test_a_missing_file_is_refused_with_status_2(capsys, tmp_path):
    status, out, err = extract(capsys, tmp_path / "nowhere.txt", "--json")
    assert (status, out) == (2, "")
    assert "nowhere.txt" in err


@pytest.mark.parametrize("date", ["", "yesterday", "2021-02-30", "04/05/2021", "20210504", "2021-05-04T10:00"])
def test_a_wrong_day_is_refused_with_status_2(capsys, article, date):
    with pytest.raises(SystemExit) as stopped:
        main(["extract", "--published", date, "--outlet", "Agency", "--json", str(article)])
    assert stopped.value.code == 2
    assert "calendar date" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["--published", "--outlet"])
def test_day_and_outlet_are_never_guessed(capsys, article, missing):
    given = {"--published": "2021-05-04", "--outlet": "Agency"}
    given.pop(missing)
    with pytest.raises(SystemExit) as stopped:
        main(["extract", *(part for pair in given.items() for part in pair), "--json", str(article)])
    assert stopped.value.code == 2
    assert missing in capsys.readouterr().err


def test_an_empty_outlet_is_refused_with_status_2(capsys, article):
    assert main(["extract", "--published", "2021-05-04", "--outlet", " ", "--json", str(article)]) == 2
    assert "outlet" in capsys.readouterr().err
