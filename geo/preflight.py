"""What has to be there before the dashboard starts: a Python new enough, the pinned packages, a free port.

`python -m geo.preflight` prints a line for each thing that is missing, with what to do about it. It runs before
anything is installed and on any Python 3, so it takes the standard library only and quotes its annotations.
"""

import argparse
import errno
import os
import re
import socket
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

OLDEST_PYTHON = (3, 11)
DEFAULT_PORT = 8501
HIGHEST_PORT = 65535
# The dashboard listens on loopback only, see .streamlit/config.toml.
HOST = "127.0.0.1"
REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"
# Parts of the standard library that distributions leave out or that a hand-built Python may lack, and what brings them.
PYTHON_PARTS = {
    "ensurepip": "the venv package of your system, for example apt-get install python3-venv",
    "_sqlite3": "a Python built with SQLite",
    "_ssl": "a Python built with OpenSSL",
}
PINNED = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;#]+)", re.ASCII)


def python_problems(version: "tuple[int, ...]" = sys.version_info[:2]) -> "list[str]":
    """Name what keeps this Python, `version` as major and minor number, from running Seamline."""
    if tuple(version) < OLDEST_PYTHON:
        needed, found = (".".join(str(number) for number in numbers) for numbers in (OLDEST_PYTHON, version))
        remedy = "name another one: PYTHON=python3.12 make run"
        return [f"Python {needed} or newer is needed, {sys.executable} is {found}; {remedy}"]
    return [
        f"this Python ({sys.executable}) has no {part.lstrip('_')}; it needs {remedy}"
        for part, remedy in PYTHON_PARTS.items()
        if find_spec(part) is None
    ]


def pinned_versions(requirements: "Path" = REQUIREMENTS) -> "dict[str, str]":
    """Read the `name==version` lines of a requirements file."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    return {found["name"]: found["version"] for found in map(PINNED.match, lines) if found}


def package_problems(requirements: "Path" = REQUIREMENTS) -> "list[str]":
    """Name the packages of `requirements` that this Python lacks or has in another version."""
    from importlib.metadata import PackageNotFoundError, version  # Python 3.7 has none, and is to be told so plainly

    wrong = []
    for name, wanted in pinned_versions(requirements).items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "absent"
        if found != wanted:
            wrong.append(f"{name} {wanted} ({found})")
    if not wrong:
        return []
    remedy = f"install them: {sys.executable} -m pip install -r {requirements.name}"
    return [f"packages are missing or in another version: {', '.join(wrong)}; {remedy}"]


def port_problems(port: int) -> "list[str]":
    """Name what keeps the dashboard from listening on `port` of the loopback address."""
    if not 0 < port <= HIGHEST_PORT:
        return [f"expected a port from 1 to {HIGHEST_PORT}, got {port}; choose one: PORT=8600 make run"]
    # Some systems let a loopback address be bound beside a listener on every address: ask for an answer first.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as caller:
        if caller.connect_ex((HOST, port)) == 0:
            return [_taken(port)]
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        if os.name != "nt":
            # Connections of a dashboard stopped a moment ago linger on the port and do not keep it from starting again.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return [_taken(port)]
            return [f"port {port} cannot be used ({problem.strerror}); choose another: PORT=8600 make run"]
    return []


def _taken(port: int) -> str:
    return f"port {port} is taken by another program; stop that one or choose another port: PORT=8600 make run"


def main(arguments: "list[str] | None" = None) -> int:
    """Check what `arguments` name, or everything; print the problems and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m geo.preflight", description="Check what Seamline needs to start.")
    parser.add_argument("topics", nargs="*", metavar="topic", help="python, packages, port (default: all three)")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="where to listen (default: %(default)s)")
    options = parser.parse_args(arguments)
    checks: dict[str, Callable[[], list[str]]] = {
        "python": python_problems,
        "packages": package_problems,
        "port": lambda: port_problems(options.port),
    }
    unknown = sorted(set(options.topics) - set(checks))
    if unknown:
        parser.error(f"expected topics of {', '.join(checks)}, got {', '.join(unknown)}")
    for topic, check in checks.items():
        problems = check() if topic in (options.topics or checks) else []
        for problem in problems:
            print(f"seamline: {problem}", file=sys.stderr)
        if problems:
            # One at a time: on a Python that is too old the packages are bound to be missing too.
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
