"""`python -m geo seed` and `python -m geo codebook`: what they do, what they say, and that they can be repeated."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo.cli import main
from geo.codebook import CODEBOOK_FILE, codebook
from geo.store import open_store

ROOT = Path(__file__).resolve().parent.parent


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_seeding_writes_once_and_says_so(capsys, database_url):
    status, out, err = run(capsys, "seed", "--url", database_url)
    with open_store(database_url) as store:
        where = f"edition 1 of {store.url}, 22 incidents"
    assert (status, out, err) == (0, f"seamline: starter data written: {where}\n", "")
    assert run(capsys, "seed", "--url", database_url) == (0, f"seamline: nothing to write: {where}\n", "")
    with open_store(database_url) as store:
        assert len(store.revisions()) == 1


def test_seeding_leaves_later_editions_alone(capsys, tmp_path):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    run(capsys, "seed", "--url", url)
    with open_store(url) as store:
        edited = store.dataset().actors["isis"].model_copy(update={"note": "Edited."})
        store.write([edited], author="Desk", reason="a note", based_on={("actor", "isis"): 1})
    status, out, _ = run(capsys, "seed", "--url", url)
    assert (status, out.split(":")[1].strip(), "edition 2 of" in out) == (0, "nothing to write", True)


def test_seeding_runs_as_a_program_on_the_store_of_the_environment(tmp_path):
    path = tmp_path / "a folder" / "store.sqlite"
    command = [sys.executable, "-W", "error", "-m", "geo", "seed"]
    environment = os.environ | {"SEAMLINE_DATABASE_URL": f"sqlite:///{path}"}
    runs = [
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        for _ in range(2)
    ]
    assert [(done.returncode, done.stderr) for done in runs] == [(0, ""), (0, "")]
    assert runs[0].stdout.startswith("seamline: starter data written: edition 1 of sqlite:///")
    assert runs[1].stdout.startswith("seamline: nothing to write: edition 1 of sqlite:///")
    assert path.exists()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://host/db", "expected sqlite:///path/to/store.sqlite or postgresql://user@host/database"),
        ("sqlite://", "expected a file and no options"),
        ("sqlite:////proc/none/store.sqlite", "could not be"),
    ],
)
def test_a_store_that_cannot_be_seeded_is_told_with_status_3(capsys, url, message):
    status, out, err = run(capsys, "seed", "--url", url)
    assert (status, out) == (3, "")
    assert err.startswith("seamline: ")
    assert message in err


def test_a_password_in_the_address_is_not_printed(capsys):
    status, out, err = run(capsys, "seed", "--url", "postgresql://desk:hush@127.0.0.1:1/none")
    assert status == 3
    assert "127.0.0.1" in err
    assert "hush" not in out + err


def test_the_codebook_is_written_and_then_up_to_date(capsys, tmp_path):
    path = tmp_path / "codebook.md"
    assert run(capsys, "codebook", "--file", str(path)) == (0, f"seamline: {path} is written\n", "")
    assert path.read_bytes() == codebook().encode()
    assert run(capsys, "codebook", "--file", str(path)) == (0, f"seamline: {path} is up to date\n", "")
    assert run(capsys, "codebook", "--check", "--file", str(path)) == (0, f"seamline: {path} is up to date\n", "")


@pytest.mark.parametrize(("old", "new"), [("| killed |", "| dead |"), ("\n", "\r\n"), ("", " ")])
def test_a_codebook_that_has_drifted_is_told_with_status_1_and_left_as_it_is(capsys, tmp_path, old, new):
    path = tmp_path / "codebook.md"
    drifted = codebook().replace(old, new, 1).encode()
    path.write_bytes(drifted)
    status, out, err = run(capsys, "codebook", "--check", "--file", str(path))
    assert (status, out, err) == (1, "", f"seamline: {path} is not up to date; run python -m geo codebook\n")
    assert path.read_bytes() == drifted


def test_a_codebook_that_is_not_there_is_not_up_to_date(capsys, tmp_path):
    status, _, err = run(capsys, "codebook", "--check", "--file", str(tmp_path / "none.md"))
    assert (status, "is not up to date" in err) == (1, True)
    assert not (tmp_path / "none.md").exists()


def test_a_codebook_that_cannot_be_written_is_told_with_status_3(capsys, tmp_path):
    status, out, err = run(capsys, "codebook", "--file", str(tmp_path / "none" / "codebook.md"))
    assert (status, out) == (3, "")
    assert err.startswith("seamline: the codebook cannot be read or written: ")


def test_the_projects_own_codebook_is_checked_by_default(capsys):
    assert run(capsys, "codebook", "--check") == (0, f"seamline: {CODEBOOK_FILE} is up to date\n", "")
