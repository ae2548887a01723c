"""The lexicons: the word lists beside this module, read and compiled once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geo.extraction.tokens import Phrases
from geo.vocabulary import Group, Outcome, Reason, Side, SubEventType

_FOLDER = Path(__file__).with_name("lexicon")


@cache
def _read(name: str) -> Any:
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _same(words: list[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


@dataclass(frozen=True)
class ActorWord:
    """What a word says about who somebody is.

    Attributes:
        side: None for a bare "member".
        kind: "org" names a force, "person" is a noun that is counted, "generic" says too little by itself.
        vague: "militants" or "gunmen" for armed people whom the word does not name, else empty.
    """

    side: Side | None
    group: Group | None
    kind: str
    vague: str

    @property
    def rank(self) -> int:
        """How much the word says; a higher one decides between words of one phrase."""
        return {"org": 3, "person": 2, "generic": 1}[self.kind]


@cache
def actors() -> Phrases[ActorWord]:
    """Armed groups and people."""
    return Phrases((word, _actor(entry)) for entry in _read("actors")["entries"] for word in entry["words"])


def _actor(entry: dict[str, Any]) -> ActorWord:
    side, group = entry["side"], entry["group"]
    vague = side if side in {"militants", "gunmen"} else ""
    known = None if side is None or vague else Side.parse(side)
    return ActorWord(known, None if group is None else Group.parse(group), entry["kind"], vague)


@cache
def voices() -> Phrases[Side]:
    """Offices that speak for a force and tell of its own deeds."""
    return Phrases((word, Side.parse(side)) for side, entries in _read("actors")["voices"].items() for word in entries)


@cache
def words(name: str, key: str) -> Phrases[str]:
    """A plain list of a lexicon; each phrase stands for itself."""
    return Phrases(_same(_read(name)[key]))


@cache
def word_set(name: str, key: str) -> frozenset[str]:
    """The single words of a plain list."""
    return frozenset(_read(name)[key])


@cache
def table(name: str, key: str) -> dict[str, Any]:
    """A table of a lexicon, such as months by name."""
    return dict(_read(name)[key])


@dataclass(frozen=True)
class OutcomeWord:
    """What a word says happened to people; `place` says where they stand: follows, either, precedes or base."""

    outcome: Outcome
    place: str


@cache
def outcomes() -> Phrases[OutcomeWord]:
    """Killed, wounded and abducted."""
    lists = _read("casualties")
    return Phrases(
        (word, OutcomeWord(outcome, place))
        for outcome in Outcome
        for place, entries in lists[outcome.value].items()
        for word in entries
    )


@dataclass(frozen=True)
class AttackWord:
    """A word for an act of violence; `role` is verb, frame, repel, entry or noun."""

    role: str
    sub_type: SubEventType | None


@cache
def attacks() -> tuple[Phrases[AttackWord], Phrases[AttackWord]]:
    """Verbs and nouns of violence; a word can be both."""
    lists = _read("attacks")
    verbs = [
        *((word, AttackWord("frame", None)) for word in lists["frame_verbs"]),
        *((word, AttackWord("repel", None)) for word in lists["repel_verbs"]),
        *((word, AttackWord("entry", None)) for word in lists["entry_verbs"]),
        *_typed(lists["verbs"], "verb"),
    ]
    return Phrases(verbs), Phrases(_typed(lists["nouns"], "noun"))


def _typed(lists: dict[str, list[str]], role: str) -> list[tuple[str, AttackWord]]:
    return [
        (word, AttackWord(role, SubEventType.parse(kind) if kind else None))
        for kind, entries in lists.items()
        for word in entries
    ]


@cache
def gates() -> Phrases[Reason]:
    """Words that make a sentence background, by reason."""
    reasons = (Reason.RUNNING_TOTAL, Reason.HISTORY, Reason.DEMAND, Reason.PLAN, Reason.HABIT, Reason.ANALYSIS)
    return Phrases((word, reason) for reason in reasons for word in _read("gates")[reason.value])


@cache
def place_kinds() -> Phrases[str]:
    """Kind words of places."""
    return Phrases((word, kind) for kind, entries in _read("places")["kinds"].items() for word in entries)


@cache
def place_relations() -> Phrases[str]:
    """Words before a place's name, by what they say: scene, near, away."""
    lists = _read("places")
    return Phrases((word, relation) for relation in ("near", "away", "scene") for word in lists[relation])


@cache
def event_words() -> Phrases[str]:
    """Words for talks and agreements, by id of geo.vocabulary.EventKind."""
    lists = _read("events")
    return Phrases((word, kind) for kind in ("agreement", "planned", "opening", "meeting") for word in lists[kind])
