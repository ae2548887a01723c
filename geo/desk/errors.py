"""What the desk refuses, and whose turn it is then."""

from __future__ import annotations

from geo.errors import InvalidRecordError, SeamlineError


class NotAnEditorError(SeamlineError, PermissionError):
    """A write or a look at a draft was asked for without an editor's rights."""


class NotReviewedError(SeamlineError, ValueError):
    """A draft that nobody has decided on would be published, or it lacks what a record needs."""


class InvalidDraftError(InvalidRecordError):
    """A value of a draft is not as the records expect it; `draft` names it as its card does."""

    def __init__(self, message: str, *, draft: str) -> None:
        super().__init__(message)
        self.draft = draft


class WordingError(InvalidRecordError):
    """A public text holds too much of an article, or what may be a person's name."""


class DeskStateError(SeamlineError, ValueError):
    """The item or incident is not in the state that the step needs, for example published already."""
