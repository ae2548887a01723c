"""Python's collection of garbage, put off while a file is made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Put the collection of garbage off for the whole process until the file is made.

    A large view makes so many values, nearly all of which stay, that looking through them again and again takes a quarter
    of the time. Of several threads that make files at once the first one to end turns it on again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
