"""Tests that need a browser, the corpus or a server are left out aloud where that is missing, never skipped."""

import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
SAMPLE = """
import pytest

def test_plain():
    pass

def test_reads_an_article(corpus):
    assert (corpus / "seeds").is_dir()

@pytest.mark.browser
def test_marked():
    pass

@pytest.mark.parametrize("number", [1, 2])
def test_page(offline_page, number):
    pass

def test_store(database_url):
    assert database_url.startswith("sqlite")
"""


@pytest.fixture
def bare_machine(pytester, monkeypatch):
    """A sample of tests under our conftest, on a machine with no browser, no corpus and no server."""
    for name in ("SEAMLINE_CHROMIUM", "SEAMLINE_CORPUS", "SEAMLINE_TEST_DATABASE_URL", "SEAMLINE_REQUIRE_ALL"):
        monkeypatch.delenv(name, raising=False)
    empty = pytester.mkdir("empty")
    monkeypatch.setenv("PATH", str(empty))
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyfile(SAMPLE)
    return pytester


ALONE_OR_TOGETHER = pytest.mark.parametrize("processes", [(), ("--numprocesses=2", "--dist=loadgroup")])


@ALONE_OR_TOGETHER
def test_a_group_whose_means_is_missing_is_left_out_with_one_line_that_says_what_to_do(bare_machine, processes):
    result = bare_machine.runpytest_subprocess(*processes)
    result.assert_outcomes(passed=2, deselected=0 if processes else 5)
    result.stdout.fnmatch_lines(
        [
            "left out: 3 browser tests (install Chromium, e.g. apt-get install chromium)",
            "left out: 1 corpus test (set SEAMLINE_CORPUS *)",
            "left out: 1 postgres test (set SEAMLINE_TEST_DATABASE_URL *)",
            "*2 passed*",
        ]
    )
    assert result.ret == pytest.ExitCode.OK


@ALONE_OR_TOGETHER
def test_a_run_that_requires_all_fails_when_a_group_is_left_out(bare_machine, monkeypatch, processes):
    monkeypatch.setenv("SEAMLINE_REQUIRE_ALL", "1")
    result = bare_machine.runpytest_subprocess(*processes)
    result.assert_outcomes(passed=2, deselected=0 if processes else 5)
    result.stdout.fnmatch_lines(["failed: SEAMLINE_REQUIRE_ALL is set and tests were left out"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_run_that_requires_all_passes_when_none_is_left_out(bare_machine, monkeypatch):
    monkeypatch.setenv("SEAMLINE_REQUIRE_ALL", "1")
    result = bare_machine.runpytest_subprocess("-k", "plain")
    result.assert_outcomes(passed=1, deselected=6)
    result.stdout.no_fnmatch_line("left out:*")
    assert result.ret == pytest.ExitCode.OK


def test_a_group_runs_where_its_means_is_found(bare_machine, monkeypatch):
    for name in ("seeds", "reports", "data"):
        bare_machine.mkdir(name)
    monkeypatch.setenv("SEAMLINE_CORPUS", str(bare_machine.path))
    result = bare_machine.runpytest_subprocess("-k", "article")
    result.assert_outcomes(passed=1, deselected=6)
    result.stdout.no_fnmatch_line("left out:*")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SEAMLINE_CORPUS", "a folder with seeds, reports and data"),
        ("SEAMLINE_CHROMIUM", "the path of a program"),
    ],
)
def test_a_means_that_is_named_but_wrong_stops_the_run(bare_machine, monkeypatch, name, expected):
    monkeypatch.setenv(name, "/nowhere")
    result = bare_machine.runpytest_subprocess()
    result.stderr.fnmatch_lines([f"ERROR: {name}: expected {expected}, got '/nowhere'*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_browser_tests_come_last(bare_machine, monkeypatch):
    monkeypatch.setenv("SEAMLINE_CHROMIUM", sys.executable)  # only collected: any program will do
    result = bare_machine.runpytest_subprocess("--collect-only", "-q", "-k", "plain or marked or page or sqlite")
    names = [line.partition("::")[2] for line in result.outlines if "::" in line]
    assert names == ["test_plain", "test_store[sqlite]", "test_marked", "test_page[1]", "test_page[2]"]


AGAIN = """
from pathlib import Path
import pytest

def fails_until(times, name):
    seen = Path(name)
    seen.write_text(seen.read_text() + "x" if seen.exists() else "x")
    assert len(seen.read_text()) > times

@pytest.mark.browser
def test_once():
    fails_until(1, "once")

@pytest.mark.browser
def test_twice():
    fails_until(2, "twice")

def test_without_a_browser():
    fails_until(1, "plain")
"""


def test_a_browser_test_is_run_once_more_aloud_and_every_other_test_is_not(bare_machine, monkeypatch):
    monkeypatch.setenv("SEAMLINE_CHROMIUM", sys.executable)
    result = bare_machine.runpytest_subprocess("-rR", bare_machine.makepyfile(test_again=AGAIN))
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["RERUN test_again.py::test_once*", "*2 failed, 1 passed, 2 rerun*"])
