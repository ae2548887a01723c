"""`python -m geo gazetteer load` and `python -m geo geocode --batch`: every row once, also after an interruption."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from geo.cli import main
from geo.gazetteer import Gazetteer, geocode_table, read_places
from tests.geonames_samples import SAMPLE_ROWS, write_dump, write_zip

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def index(tmp_path, monkeypatch):
    path = tmp_path / "index" / "gazetteer.sqlite"
    monkeypatch.setenv("SEAMLINE_GAZETTEER", str(path))
    return path


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "rows.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def out(tmp_path):
    return tmp_path / "answers.jsonl"


def batch(table, out, *more):
    return main(["geocode", "--batch", str(table), "--out", str(out), *more])


def lines(out):
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("write", [write_dump, write_zip])
def test_loading_accounts_for_every_row_and_lookups_use_it(tmp_path, index, capsys, write):
    assert main(["gazetteer", "load", str(write(tmp_path / "IQ.zip"))]) == 0
    captured = capsys.readouterr()
    assert f"{len(SAMPLE_ROWS)} rows: 11 places with " in captured.out
    assert "2 left out: feature H.STM is no kind of place here" in captured.out
    assert "100 % read" in captured.err
    assert index.exists()
    assert main(["geocode", "Kani Maran", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "gn_1003"


def test_malformed_rows_are_printed_with_their_numbers(tmp_path, capsys):
    dump = write_dump(tmp_path / "IQ.txt", [*SAMPLE_ROWS, *["broken"] * 3])
    assert main(["gazetteer", "load", str(dump)]) == 0
    captured = capsys.readouterr()
    assert "IQ.txt, row 15: expected 19 cells between tabs, got 1" in captured.err
    assert "3 left out: malformed" in captured.out


def test_a_file_that_is_no_dump_fails_with_one_line(tmp_path, capsys, index):
    assert main(["gazetteer", "load", str(tmp_path / "none.zip")]) == 3
    assert capsys.readouterr().err.count("\n") == 1
    assert not index.exists()


def test_each_row_is_answered_once_in_order(table, out, capsys):
    rows = table(
        'id,query\n1,Kifri\n2,Palkana\n3,Atlantis\n4,\n,Kifri\n6,a,b\n7,"10 km north of Tuz"\n8,"Rashad, Diyala"\n\n1,Kifri\n'
        '9,"Kifri, Basra"\n'
    )
    assert batch(rows, out) == 0
    found = lines(out)
    assert [(line["row"], line["id"], line["status"]) for line in found] == [
        (1, "1", "found"),
        (2, "2", "tie"),
        (3, "3", "none"),
        (4, "4", "bad"),
        (5, "", "bad"),
        (6, "6", "bad"),
        (7, "7", "found"),
        (8, "8", "found"),
        (9, "1", "found"),
        (10, "9", "none"),
    ]
    assert [candidate["id"] for candidate in found[1]["candidates"]] == [
        "palkana_dibis",
        "palkana_kirkuk",
        "palkana_tuz",
    ]
    assert "expected 2 cells, got 3" in found[5]["why"]
    assert found[9]["why"] == "the place of this name does not fit: name exact, not in Basra"
    assert found[7]["candidates"][0]["id"] == "rashad_diyala"
    assert {"latitude", "longitude", "error_km", "geo_precision", "attribution"} <= found[0]["candidates"][0].keys()
    assert "10 rows answered (3 bad, 4 found, 2 none, 1 tie)" in capsys.readouterr().err


def test_columns_may_stand_in_either_order_after_a_byte_order_mark(table, out):
    assert batch(table("\ufeffquery,id\r\nKifri,a\r\n"), out) == 0
    assert [(line["id"], line["query"], line["status"]) for line in lines(out)] == [("a", "Kifri", "found")]


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ("name,query\n1,Kifri\n", "expected the columns id and query, got 'name', 'query'"),
        ("id;query\n1;Kifri\n", "expected the columns id and query, got 'id;query'"),
        ("id,query,more\n", "expected the columns id and query"),
        ("", "got none"),
        ("x" * 30_000, "line 1: expected a line below"),
    ],
)
def test_another_table_is_refused(table, out, capsys, contents, message):
    assert batch(table(contents), out) == 3
    assert message in capsys.readouterr().err


def test_a_row_that_is_no_csv_or_no_text_spoils_itself_only(table, out):
    assert batch(table(b'id,query\n1,"Kif"ri\n2,K\xe4fri\n3,Kifri\n4,"lost\n5,Tuz\n'), out) == 0
    found = lines(out)
    assert [line["status"] for line in found] == ["bad", "bad", "found", "bad"]
    assert "lines 5 to 6: expected a CSV row" in found[3]["why"]
    assert "expected UTF-8 text" in found[1]["why"]


def test_a_file_that_exists_is_not_written_over(table, out, capsys):
    rows = table("id,query\n1,Kifri\n")
    out.write_text("mine", encoding="utf-8")
    assert batch(rows, out) == 3
    assert "expected a new file" in capsys.readouterr().err
    assert batch(rows, rows, "--resume") == 3
    assert out.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
@pytest.mark.parametrize("half", ["", '{"row": 9, "i'])
def test_a_run_is_taken_up_where_it_ended(table, out, kept, half):
    rows = table("id,query\n1,Kifri\n2,\n3,Palkana\n")
    assert batch(rows, out) == 0
    whole = out.read_text(encoding="utf-8")
    out.write_text("".join(whole.splitlines(keepends=True)[:kept]) + half, encoding="utf-8")
    assert batch(rows, out, "--resume") == 0
    assert out.read_text(encoding="utf-8") == whole


def test_the_answers_to_another_table_are_not_gone_on_with(table, out, capsys):
    assert batch(table("id,query\n1,Kifri\n2,Tuz\n"), out) == 0
    before = out.read_bytes()
    assert batch(table("id,query\n1,Kifri\n3,Tuz\n"), out, "--resume") == 3
    assert "line 2: expected the answer to row 2" in capsys.readouterr().err
    assert batch(table("id,query\n1,Kifri\n"), out, "--resume") == 3
    assert out.read_bytes() == before


def test_ctrl_c_leaves_whole_lines_and_the_rest_follows(table, out):
    count = 20_000
    rows = table("id,query\n" + "".join(f"{n},Kifri\n" for n in range(count)))
    command = [sys.executable, "-m", "geo", "geocode", "--batch", str(rows), "--out", str(out)]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr.readline() == "seamline: 500 rows answered\n"
        running.send_signal(signal.SIGINT)
        rest = running.stderr.read()
    assert running.returncode == 130
    assert "go on with --resume" in rest
    answered = lines(out)
    assert 500 <= len(answered) < count
    assert out.read_bytes().endswith(b"\n")
    assert batch(rows, out, "--resume") == 0
    assert [line["id"] for line in lines(out)] == [str(n) for n in range(count)]


@pytest.mark.parametrize("arguments", [["--batch", "x.csv"], ["Kifri", "--resume"], ["Kifri", "--out", "x"]])
def test_options_that_do_not_belong_together_are_wrong_usage(arguments, capsys):
    assert main(["geocode", *arguments]) == 2
    assert "--out" in capsys.readouterr().err


def test_memory_does_not_grow_with_the_table(table, tmp_path):
    import tracemalloc

    gazetteer = Gazetteer(read_places())
    peaks = []
    for count in (500, 4_000):
        rows = table("id,query\n" + "".join(f"{n},Kifri\n" for n in range(count)))
        tracemalloc.start()
        geocode_table(rows, tmp_path / f"{count}.jsonl", gazetteer)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 500_000
