"""The exception tree: each class says whose fault a failure is, the caller's, the data's or an outage's."""

from __future__ import annotations


class SeamlineError(Exception):
    """Everything Seamline raises on purpose; its message says what was expected, what came and what to do."""


class InvalidRecordError(SeamlineError, ValueError):
    """A record, or a reference between records, breaks a rule of the codebook."""


class UnknownRecordError(SeamlineError, LookupError):
    """No record, revision or edition has the identifier that was asked for."""


class StaleWriteError(SeamlineError):
    """The record has changed since the writer read it; read again, then write."""


class StoreError(SeamlineError, RuntimeError):
    """The store cannot be opened, is damaged, or has a schema this version does not know."""


class UnsafeTextError(SeamlineError, ValueError):
    """Text or an address that must not reach a page, for example a javascript: link."""
