"""What can go wrong when a file is written."""

from __future__ import annotations

from geo.errors import SeamlineError


class ExportError(SeamlineError, ValueError):
    """A view that a format cannot hold, or words about it that do not fit."""
