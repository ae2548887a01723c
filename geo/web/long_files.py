"""The Excel workbook of a large view, made while a page watches, then kept for the route that serves it."""

from __future__ import annotations

import threading
from typing import Final

from geo.exports import EXPORTS
from geo.exports.xlsx import write_xlsx
from geo.filters import Filter
from geo.web.api import WRITTEN, Asked, about_found, file_key
from geo.web.making import Making

LONG: Final = 2_000
"""Incidents from which on a workbook takes more than two seconds."""
# Writing it is work for one core; the others answer readers meanwhile.
_WRITING: Final = threading.BoundedSemaphore(1)
_WORKBOOK: Final = EXPORTS["xlsx"]


class LongWorkbook(Making):
    """An Excel workbook in the making."""

    def __init__(self, chosen: Filter, *, edition: int) -> None:
        super().__init__(chosen, edition=edition, places=_WRITING)

    def is_kept(self) -> bool:
        """Whether the workbook is there already."""
        return WRITTEN.get(file_key(_WORKBOOK, self.chosen, self.edition)) is not None

    def make(self, found: Asked) -> bytes | None:
        """Write the workbook and keep it."""
        key = file_key(_WORKBOOK, found.chosen, found.edition)
        if (kept := WRITTEN.get(key)) is not None:
            return kept
        about = about_found(found)
        if about is None:
            return None
        with self.placed():
            made = write_xlsx(found.view, about=about, tell=self.tell)
        WRITTEN.put(key, made)
        return made
