"""Programs that the store's tests run as processes of their own: `python -m tests.store_process NAME ARGUMENT...`.

They say what they have done line by line on standard output, and wait for a line on standard input where a test sets the
pace. The tests start them by `programs`.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from geo.errors import StaleWriteError
from geo.store import Store, open_store, schema
from geo.store.engine import Database
from tests.store_samples import place

TIMEOUT_S = 120
ROOT = Path(__file__).resolve().parent.parent
Start = Callable[..., "subprocess.Popen[str]"]


@contextmanager
def programs() -> Iterator[Start]:
    """Give a function that starts a program; those that still run at the end are killed."""
    with ExitStack() as processes:

        def start(program: str, *arguments: str) -> subprocess.Popen[str]:
            command = [sys.executable, "-W", "error", "-m", "tests.store_process", program, *arguments]
            pipe = subprocess.PIPE
            process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
            processes.enter_context(process)
            processes.callback(process.kill)
            # A program that hangs ends all the same; what the test wanted to hear from it is then empty.
            watchdog = threading.Timer(TIMEOUT_S, process.kill)
            watchdog.start()
            processes.callback(watchdog.cancel)
            return process

        yield start


def said(process: subprocess.Popen[str]) -> str:
    """The next line of the process, without its end; empty when the process has ended."""
    return process.stdout.readline().rstrip("\n")


def go_on(*processes: subprocess.Popen[str]) -> None:
    """Let the processes that wait for a line go on."""
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()


def count_up(url: str, times: str) -> None:
    """Add one to the number in the note of the place "counter", `times` times, and say how often that was refused."""
    with open_store(url) as store:
        edition = store.edition()
        say("read")
        sys.stdin.readline()
        refused = 0
        for _ in range(int(times)):
            while not _added_one(store, edition):
                refused += 1
                edition = store.edition()
            edition = store.edition()
        say(str(refused))


def _added_one(store: Store, edition: int) -> bool:
    counter = store.dataset(edition).places["counter"]
    changed = place("counter", note=str(int(counter.note) + 1))
    based_on = {("place", "counter"): store.version("place", "counter", edition=edition)}
    try:
        store.write([changed], author="counter", reason="one more", based_on=based_on)
    except StaleWriteError:
        return False
    return True


def write_until_killed(url: str, prefix: str) -> None:
    """Write one new place after the other and acknowledge each, until the process is killed."""
    with open_store(url) as store:
        number = 0
        while True:
            number += 1
            edition = store.write([place(f"{prefix}-{number}")], author="writer", reason="until killed")
            say(f"{edition} {prefix}-{number}")


def open_at_a_signal(url: str) -> None:
    """Open a store that others open in the same moment."""
    say("ready")
    sys.stdin.readline()
    with open_store(url) as store:
        say(str(store.edition()))


def migrate(url: str, migrations: str) -> None:
    """Apply migrations from a folder; the last of them says that it is in its middle, and waits."""
    schema.upgrade(Database.at(url), migrations=Path(migrations))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {program.__name__: program for program in (count_up, write_until_killed, open_at_a_signal, migrate)}[sys.argv[1]](
        *sys.argv[2:]
    )
