"""The two requirements files: every line pinned, every line explained, and this environment made from them."""

import re
import tomllib
from pathlib import Path

import pytest

from geo import preflight

ROOT = Path(__file__).resolve().parents[2]
FILES = ("requirements.txt", "requirements-dev.txt")
EXPLAINED = re.compile(r"^[A-Za-z][\w.-]*(\[[\w,]+\])?==\d[\w.]*  # \S.{8,}$")


def packages(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith(("#", "-r "))]


@pytest.mark.parametrize("name", FILES)
def test_each_line_pins_a_version_and_says_what_the_package_is_for(name):
    assert [line for line in packages(name) if not EXPLAINED.match(line)] == []


def test_the_preflight_reads_every_line():
    for name in FILES:
        assert len(preflight.pinned_versions(ROOT / name)) == len(packages(name)) > 0


def test_no_package_is_named_twice():
    names = [pinned.lower() for name in FILES for pinned in preflight.pinned_versions(ROOT / name)]
    assert sorted(names) == sorted(set(names))


def test_the_tests_run_on_the_dashboards_own_packages():
    assert "-r requirements.txt" in (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", FILES)
def test_this_environment_holds_the_pinned_versions(name):
    assert preflight.package_problems(ROOT / name) == []


def test_pyproject_has_no_project_table_that_would_hide_the_requirements():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(settings) == {"tool"}
