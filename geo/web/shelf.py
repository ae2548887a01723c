"""Files that took their time, kept for whoever asks next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

MOST_KEPT: Final = 8
MOST_KEPT_BYTES: Final = 100_000_000


class Shelf:
    """The files made last; safe to share between threads."""

    def __init__(self) -> None:
        self._files: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> bytes | None:
        """The file, if it is kept."""
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
            return self._files.get(key)

    def put(self, key: Hashable, file: bytes) -> None:
        """Keep a file, and let those go that were asked for longest ago."""
        with self._lock:
            self._files[key] = file
            while len(self._files) > MOST_KEPT or (len(self._files) > 1 and self._size() > MOST_KEPT_BYTES):
                self._files.popitem(last=False)

    def _size(self) -> int:
        return sum(map(len, self._files.values()))
