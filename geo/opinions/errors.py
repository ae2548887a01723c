"""What goes wrong with a second opinion: a setting, the endpoint, or what it answers. No message holds the key."""

from __future__ import annotations

from geo.errors import SeamlineError


class OpinionSettingError(SeamlineError, ValueError):
    """A setting of the second opinion has a value that means nothing."""


class EndpointRefusedError(SeamlineError, PermissionError):
    """The endpoint answers that it will not; trying again changes nothing until a setting changes."""


class EndpointOutageError(SeamlineError, ConnectionError):
    """The endpoint is out of reach, too slow or overloaded now; another try may succeed."""


class UnreadableAnswerError(SeamlineError, ValueError):
    """The endpoint answers, but not with what was asked for."""
