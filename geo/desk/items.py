"""A desk item: an article or a manual entry, its coding, and what the editor has decided on each draft."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from geo.coding import Coding
from geo.errors import InvalidRecordError
from geo.extraction import Article
from geo.extraction.article import MOST_CHARACTERS
from geo.records import ActorMention, Count, Day, Id, PlaceMention, Record, Text, Url
from geo.store.store import UNSTORABLE
from geo.vocabulary import EventKind, Grade, Group, Outcome, SubEventType

MOST_DECISIONS = 300
DraftId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Came(StrEnum):
    """How an article came to the desk; `manual` has no text."""

    PASTED = "pasted"
    FETCHED = "fetched"
    FILE = "file"
    MANUAL = "manual"


class ItemState(StrEnum):
    """Where an item stands."""

    OPEN = "open"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class Verdict(StrEnum):
    """What an editor decides on a draft."""

    OPEN = "open"
    ACCEPT = "accept"
    REJECT = "reject"
    MERGE = "merge"


class Entry(StrEnum):
    """What a draft becomes."""

    INCIDENT = "incident"
    EVENT = "event"


class DeskArticle(Record):
    """What came to the desk; its text never leaves it."""

    # The coding's passages count the characters of the text as it came.
    model_config = ConfigDict(str_strip_whitespace=False)

    came: Came
    text: str = Field(default="", max_length=MOST_CHARACTERS)
    outlet: Text
    published: Day
    url: Url | None = None
    title: Text | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] = "en"

    @model_validator(mode="after")
    def _has_text(self) -> Self:
        if self.came is Came.MANUAL:
            if self.text:
                raise ValueError("expected no text with a manual entry; paste an article instead")
        else:
            self.as_article()
        return self

    def as_article(self) -> Article:
        """The article as extraction reads it.

        Raises:
            InvalidArticleError: it has no words, or is no text.
        """
        return Article(self.text, self.published, self.outlet)


class TollEntry(Record):
    """A casualty figure of a draft; `shared_with` names the other drafts that it counts together."""

    group: Group
    outcome: Outcome
    low: Count | None = None
    high: Count | None = None
    shared_with: tuple[DraftId, ...] = Field(default=(), max_length=50)
    attributed_to: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _interval_holds(self) -> Self:
        if self.high is not None and self.low is None:
            raise ValueError(f"expected “At least” beside “At most” {self.high}, got none")
        if self.high is not None and self.low is not None and self.high < self.low:
            raise ValueError(f"expected “At most” no smaller than “At least”, got {self.low} to {self.high}")
        return self


class Fields(Record):
    """The values of a draft in the terms of the records; as corrections, only those that replace the coding's."""

    title: Text | None = None
    summary: Text | None = None
    date_start: Day | None = None
    date_end: Day | None = None
    date_basis: Text | None = None
    time_of_day: Text | None = None
    sub_event_type: SubEventType | None = None
    places: tuple[PlaceMention, ...] | None = Field(default=None, max_length=30)
    actors: tuple[ActorMention, ...] | None = Field(default=None, max_length=30)
    tolls: tuple[TollEntry, ...] | None = Field(default=None, max_length=60)
    grade: Grade | None = None
    note: Text | None = None
    kind: EventKind | None = None
    parties: tuple[Id, ...] | None = Field(default=None, max_length=30)

    def over(self, proposed: Fields) -> Fields:
        """These values, and the proposed ones where these say nothing."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return proposed.model_copy(update={name: value for name, value in given.items() if value is not None})


class Quotation(Record):
    """Characters `start` to `end` (end excluded) of the article that the public may read."""

    start: int = Field(ge=0)
    end: int = Field(ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"expected the quotation to end after it starts, got {self.start}..{self.end}")
        return self


class Decision(Record):
    """What an editor decides on one draft, or an entry of the editor's own (`entry`), which needs all its fields.

    `apart_from` names published incidents that are likely duplicates by their values, and that the editor says are others.
    `reason`, `editor_note` and the decisions themselves stay with the desk; `digest` and `quotations` are published.
    """

    draft_id: DraftId
    verdict: Verdict = Verdict.OPEN
    entry: Entry | None = None
    accepted: tuple[Name, ...] = Field(default=(), max_length=40)
    corrections: Fields = Fields()
    reason: Text | None = None
    merged_into: Id | None = None
    apart_from: tuple[Id, ...] = Field(default=(), max_length=40)
    digest: Text | None = None
    quotations: tuple[Quotation, ...] = Field(default=(), max_length=20)
    names_checked: tuple[Name, ...] = Field(default=(), max_length=50)
    editor_note: Text | None = None

    @model_validator(mode="after")
    def _verdict_holds(self) -> Self:
        if self.verdict is Verdict.REJECT and self.reason is None:
            raise ValueError("expected a reason with a rejection, got none")
        if (self.verdict is Verdict.MERGE) != (self.merged_into is not None):
            raise ValueError(f"expected merged_into with a merge and with nothing else, got {self.merged_into!r}")
        return self


@dataclass(frozen=True)
class DeskItem:
    """An item at one version.

    Attributes:
        id: random; it is never shown to readers.
        source_id: of the source that it becomes; nobody finds the item's id from it.
        edition: the revision that published it.
        reason: why it was discarded or published.
    """

    id: str
    version: int
    state: ItemState
    article: DeskArticle
    coding: Coding
    decisions: tuple[Decision, ...]
    created_at: dt.datetime
    created_by: str
    saved_at: dt.datetime
    saved_by: str
    reason: str | None
    edition: int | None
    source_id: str

    def decision(self, draft_id: str) -> Decision:
        """What is decided on a draft; an open decision when nothing is."""
        found = (decision for decision in self.decisions if decision.draft_id == draft_id)
        return next(found, Decision(draft_id=draft_id))

    @property
    def own_entries(self) -> tuple[Decision, ...]:
        """The editor's own entries, which no draft of the coding stands behind."""
        return tuple(decision for decision in self.decisions if decision.draft_id not in draft_ids(self.coding))


def draft_ids(coding: Coding) -> frozenset[str]:
    """The ids of all drafts of a coding, incidents and events."""
    return frozenset([*(draft.id for draft in coding.drafts), *(event.id for event in coding.events)])


def source_id_of(item_id: str) -> str:
    """The public id of the source that an item becomes."""
    return f"desk-{hashlib.sha256(item_id.encode()).hexdigest()[:20]}"


def parse_decisions(
    given: Iterable[Decision | Mapping[str, Any]], *, coding: Coding, text: str
) -> tuple[Decision, ...]:
    """Check decisions as a page sends them.

    Raises:
        InvalidRecordError: naming what was expected and what came.
    """
    values = [*given]
    if len(values) > MOST_DECISIONS:
        raise InvalidRecordError(f"expected at most {MOST_DECISIONS} decisions, got {len(values)}")
    found = [Decision.parse(v.as_json() if isinstance(v, Decision) else v) for v in values]
    _check_drafts(found, coding)
    for decision in found:
        for quotation in decision.quotations:
            if quotation.end > len(text):
                raise InvalidRecordError(
                    f"{decision.draft_id}: expected a quotation within the article's {len(text)} characters, "
                    f"got {quotation.start}..{quotation.end}"
                )
    return tuple(found)


def _check_drafts(found: Sequence[Decision], coding: Coding) -> None:
    ids = [decision.draft_id for decision in found]
    if len(set(ids)) != len(ids):
        raise InvalidRecordError(f"expected one decision for each draft, got {ids}")
    known = draft_ids(coding)
    for decision in found:
        if (decision.draft_id in known) == (decision.entry is not None):
            raise InvalidRecordError(
                f"expected a draft of this item, or an entry of its own with 'entry', got {decision.draft_id!r} "
                f"with entry {decision.entry!r}"
            )


def stored(value: object) -> str:
    """JSON for a column of the desk.

    Raises:
        InvalidRecordError: a text holds characters that no database stores.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if UNSTORABLE.search(text) or "\\u0000" in text:
        raise InvalidRecordError("expected plain text in every field, got a NUL or half a character; paste it again")
    return text
