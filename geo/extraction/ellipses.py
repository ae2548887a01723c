"""Ellipses: people whose verb is not said again, as in "two soldiers were wounded, as was a farmer"."""

from __future__ import annotations

from geo.extraction.frames import Frames
from geo.extraction.lists import list_after

_TOGETHER = (
    ("together", "with"),
    ("along", "with"),
    ("alongside",),
    ("as", "well", "as"),
    ("in", "addition", "to"),
    ("besides",),
)
_SO: tuple[tuple[str, ...], ...] = (
    ("as", "was"),
    ("as", "were"),
    ("as", "did"),
    ("as", "had"),
    ("so", "was"),
    ("so", "were"),
    ("and", "so", "was"),
    ("and", "so", "were"),
    ("and", "also"),
)
_FARTHEST = 22
_SENTENCE_BREAKS = frozenset({";", ":", "said", "while", "when", "who", "which"})


def sharing(frames: Frames, number: int) -> list[tuple[int, str]]:
    """Those who share the fate that the outcome word tells, with the rule by which they were read."""
    word = frames.words[number]
    end = next((other.first for other in frames.words[number + 1 :]), len(frames.tokens))
    for start in range(word.last, min(end, word.last + _FARTHEST)):
        if frames.tokens[start].lower in _SENTENCE_BREAKS:
            break
        first = _shares(frames, start)
        if first is not None:
            return _take(frames, number, first)
    return []


def _shares(frames: Frames, start: int) -> int | None:
    """The free count after "as was", "along with" or "as well as" that stands at `start`."""
    lower = tuple(token.lower for token in frames.tokens[start : start + 3])
    link = next((words for words in (*_SO, *_TOGETHER) if lower[: len(words)] == words), None)
    first = frames.count_at(start + len(link)) if link else None
    if link is None or first is None or first in frames.taken or frames.counts[first].low is None:
        return None
    return None if _names_a_force(frames, first) else first


def _names_a_force(frames: Frames, count: int) -> bool:
    """Whether attackers stand there: "killed a farmer, along with gunmen of another group"."""
    return bool(frames.counts[count].vague)


def _take(frames: Frames, number: int, first: int) -> list[tuple[int, str]]:
    members = list_after(frames, first)
    for member in members:
        frames.taken[member] = number
    return [(member, "shares the fate told by") for member in members]
