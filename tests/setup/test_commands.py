"""`make` and `.ci/run`: what they say on a machine that lacks something, and what they do the second time."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path):
    """As much of a fresh clone as the first commands need."""
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt", "geo/__init__.py", "geo/preflight.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def installed_clone(clone):
    """The same after a first `make test`, by the stamps that it leaves."""
    programs = clone / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    newest = max(path.stat().st_mtime for path in clone.glob("requirements*.txt"))
    for age_s, stamp in ((1, ".installed"), (2, ".installed-dev")):
        (clone / ".venv" / stamp).touch()
        os.utime(clone / ".venv" / stamp, (newest + age_s, newest + age_s))
    return clone


def make(folder, *arguments):
    # The settings of a make around this test would reach the one inside it.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    environment = {name: value for name, value in environment.items() if name not in ("PORT", "PYTHON", "ARGS")}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_make_alone_lists_the_commands(clone):
    listed = make(clone).stdout
    for command in ("run", "test", "lint", "format", "bench", "clean", "help"):
        assert f"make {command} " in listed


def test_a_machine_without_python_is_told_what_to_install(clone):
    outcome = make(clone, "run", "PYTHON=python-of-nobody")
    assert outcome.returncode != 0
    assert "seamline: there is no command python-of-nobody; install Python 3.11 or newer" in outcome.stderr
    assert not (clone / ".venv").exists()


def test_packages_that_cannot_be_installed_are_said_so_and_tried_again(installed_clone):
    wanted = installed_clone / "requirements.txt"
    wanted.write_text("no-such-package-anywhere\n", encoding="utf-8")
    later = (installed_clone / ".venv" / ".installed").stat().st_mtime + 10
    os.utime(wanted, (later, later))
    no_index = f"PIP_INSTALL={sys.executable} -m pip install --quiet --no-index --dry-run"
    for _ in range(2):
        outcome = make(installed_clone, "run", f"PYTHON={sys.executable}", no_index)
        assert outcome.returncode != 0
        assert "seamline: the packages were not installed; the lines above say why" in outcome.stderr


def test_the_second_run_installs_nothing(installed_clone):
    commands = make(installed_clone, "-n", "run", "PORT=8600").stdout
    assert "pip install" not in commands
    assert "geo.preflight --port 8600" in commands
    assert "geo seed" in commands
    assert "streamlit run app.py --server.port 8600" in commands
    assert "pip install" not in make(installed_clone, "-n", "test").stdout


@pytest.mark.parametrize(("changed", "command"), [("requirements.txt", "run"), ("requirements-dev.txt", "test")])
def test_a_changed_requirement_is_installed(installed_clone, changed, command):
    later = (installed_clone / ".venv" / ".installed-dev").stat().st_mtime + 10
    os.utime(installed_clone / changed, (later, later))
    commands = make(installed_clone, "-n", command).stdout
    assert f"pip install --quiet --disable-pip-version-check -r {changed}" in commands


def test_an_environment_whose_python_has_gone_is_made_anew(installed_clone):
    (installed_clone / ".venv" / "bin" / "python").unlink()
    assert "-m venv --clear .venv" in make(installed_clone, "-n", "run").stdout


def test_clean_keeps_the_store(installed_clone):
    store = installed_clone / ".seamline" / "store.sqlite"
    store.parent.mkdir()
    store.write_text("edited by hand", encoding="utf-8")
    assert make(installed_clone, "clean").returncode == 0
    assert store.exists()
    assert not (installed_clone / ".venv").exists()


def test_the_ci_script_is_sound_and_requires_every_group():
    script = ROOT / ".ci" / "run"
    subprocess.run(["bash", "-n", script], check=True)
    written = script.read_text(encoding="utf-8")
    assert "\nset -euo pipefail\n" in written
    assert "\nexport SEAMLINE_REQUIRE_ALL=1\n" in written
    assert written.endswith("\nmake lint test\n")
