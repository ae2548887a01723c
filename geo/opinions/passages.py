"""Passages: what our own rules read in a quote.

The sentence around a quote is read first, and what of it lies inside the quote counts; so "five soldiers were killed" cut
out of "twenty five soldiers were killed" gives no five. Only where the sentence gives nothing is the quote read alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

from geo.extraction import Reading, Span, Statement, lexicon
from geo.extraction.agents import Acts, Agent, find_acts
from geo.extraction.casualties import Figure, find_figures
from geo.extraction.times import Time, find_times
from geo.extraction.tokens import Token
from geo.extraction.toponyms import PlaceName, find_places
from geo.opinions.claims import Claim, ClaimField
from geo.opinions.quotes import Found, find_spans

_NEGATIONS = frozenset(
    {"no", "not", "never", "neither", "nor", "without", "denied", "denies", "deny", "false", "untrue"}
)
_NUMBER_LINKS = frozenset({"and", "to", "or", "-", "–", "hundred", "thousand", "dozen"})


class Spanned(Protocol):
    """Something that stands in the article."""

    @property
    def span(self) -> Span:
        """Where it stands."""


T = TypeVar("T", bound=Spanned)


@dataclass(frozen=True)
class Passage:
    """A quote as our rules read it.

    Attributes:
        statement: holds what lies inside the quote, and nothing else.
        around: the numbers of the article's statements in which the quote stands.
        notes: what an editor has to know of this reading.
    """

    found: Found
    statement: Statement
    around: tuple[int, ...]
    notes: tuple[str, ...]

    @property
    def claim(self) -> Claim:
        """The claim that the quote came with."""
        return self.found.claim


@dataclass(frozen=True)
class Unread:
    """A quote that stands in the article and does not say what it is given for."""

    found: Found
    reason: str


def read_passage(reading: Reading, found: Found) -> Passage | Unread:
    """Read a quote for what it is said to show."""
    numbers = tuple(n for n, s in enumerate(reading.statements) if _touch(s.span, found.span))
    around = tuple(reading.statements[number] for number in numbers)
    tokens = tuple(t for t in found.sentence.tokens if found.span.start <= t.start and t.end <= found.span.end)
    bare = Statement(
        span=found.span,
        paragraph=found.sentence.paragraph,
        kind=found.sentence.kind,
        tokens=tokens,
        acts=Acts((), (), (), frozenset()),
        figures=(),
        times=(),
        places=(),
        events=(),
        cues=frozenset(),
        background=None,
    )
    reader = _Reader(reading, found, around, bare)
    result = {
        ClaimField.DATE: reader.date,
        ClaimField.PLACES: reader.places,
        ClaimField.ATTACKER: reader.attacker,
        ClaimField.TARGETS: reader.targets,
        ClaimField.FIGURES: reader.figures,
        ClaimField.TYPE: reader.kind,
    }[found.claim.field]()
    return Unread(found, result) if isinstance(result, str) else Passage(found, result, numbers, tuple(reader.notes))


class _Reader:
    """Reads one quote; each method gives the statement to use, or why there is none."""

    def __init__(self, reading: Reading, found: Found, around: Sequence[Statement], bare: Statement) -> None:
        self.reading = reading
        self.found = found
        self.around = around
        self.bare = bare
        self.notes = [*self._context_notes()]

    def date(self) -> Statement | str:
        near = [time for s in self.around for time in s.times if _touch(time.span, self.found.span)]
        alone = find_times(self.bare.tokens, today=self.reading.today)
        times = _inside(near, self.found.span) or tuple(t for t in near if _same_days(t, alone))
        if near and not times:
            return "the quote is cut out of a longer date"
        times = times or self._alone(alone)
        if not times:
            return "the quote names no day, week or month that our rules read"
        if all(time.speech for time in times):
            return "the day is the one on which somebody spoke"
        if all(time.is_old(self.reading.article.published) for time in times):
            self.notes.append("the day quoted lies long before publication; it may be background")
        return _with(self.bare, times=times)

    def places(self) -> Statement | str:
        name = self.found.claim.name
        named = find_spans(self._text, name, start=self.found.span.start, end=self.found.span.end) if name else ()
        if name and not named:
            return "the name is not in the quote"
        wanted = named or (self.found.span,)
        near = [p for s in self.around for p in s.places if p.name and self._stands(p) and _touch(p.span, wanted[0])]
        if any(place.relation in {"speaker", "away"} for place in near):
            return "the words name the place where somebody speaks, or one far from the scene"
        listed = tuple(place for place in near if place.relation not in {"containing", "mentioned"})
        if not listed:
            acts = find_acts(self.bare.tokens)
            alone = find_places(self.bare.tokens, objects=acts.objects, text=self._text)
            listed = tuple(place for place in alone if place.name and _touch(place.span, wanted[0]))
        return _with(self.bare, places=listed or (self._bare_name(name, wanted[0]),))

    def attacker(self) -> Statement | str:
        acts = self._acts()
        agents = tuple(agent for agent in acts.agents if not self._suffers(agent))
        if acts.agents and not agents:
            return "in the whole sentence, those quoted are the ones hit"
        if not agents:
            return "the quote does not say, as our rules read it, who attacks"
        return _with(self.bare, acts=Acts(acts.triggers, agents, (), acts.objects, acts.vague))

    def targets(self) -> Statement | str:
        acts = self._acts()
        if not acts.targets:
            return "the quote does not say, as our rules read it, who is attacked"
        return _with(self.bare, acts=Acts((), (), acts.targets, acts.objects))

    def kind(self) -> Statement | str:
        acts = self._acts()
        if not acts.triggers:
            return "the quote has no word for an attack that our lexicon knows"
        return _with(self.bare, acts=Acts(acts.triggers, (), (), acts.objects))

    def figures(self) -> Statement | str:
        number = self.found.claim.number
        near = [f for s in self.around for f in s.figures if _touch(f.span, self.found.span)]
        alone = find_figures(self.bare.tokens)
        figures = tuple(f for f in near if _within(f.span, self.found.span) or _same_figure(f, alone))
        if not figures and (near or self._cuts_a_number()):
            return "the quote is cut out of a longer figure"
        figures = figures or self._alone(alone)
        if any(self._has_more_number(figure) for figure in figures):
            return "the number has several words, which our rules do not read"
        if number is not None:
            figures = tuple(figure for figure in figures if number in {figure.low, figure.high})
        if not figures:
            missing = number is not None and not _has_number(self.bare.tokens, number)
            counted = "no number that counts killed, wounded or abducted people" if number is None else f"no {number}"
            return f"the quote has no number {number}" if missing else f"our rules read {counted} in the quote"
        if usable := tuple(figure for figure in figures if not figure.subset and not figure.joint):
            return _with(self.bare, figures=usable)
        return "the figure is a part of another one, or one for killed and wounded together"

    @property
    def _text(self) -> str:
        return self.reading.article.text

    def _context_notes(self) -> Iterable[str]:
        for statement in self.around:
            if statement.background:
                yield f"the rules read the sentence as background ({statement.background.reason.label})"
        if _NEGATIONS & {token.lower for token in self.found.sentence.tokens} - {t.lower for t in self.bare.tokens}:
            yield "the quote is cut out of a sentence that denies something; read it whole"
        if self.found.times > 1:
            yield f"the words quoted stand in the report {self.found.times} times"

    def _alone(self, values: tuple[T, ...]) -> tuple[T, ...]:
        """Take what the quote alone gives; outside words may change its sense, so it is noted."""
        if values:
            self.notes.append("read from the quote alone: the rules read nothing of it in the whole sentence")
        return values

    def _acts(self) -> Acts:
        span = self.found.span
        triggers = _inside((t for s in self.around for t in s.acts.triggers), span)
        agents = _inside((a for s in self.around for a in s.acts.agents), span)
        targets = _inside((t for s in self.around for t in s.acts.targets), span)
        alone = find_acts(self.bare.tokens)
        field = self.found.claim.field
        if field is ClaimField.ATTACKER and not agents and not any(s.acts.agents for s in self.around):
            agents = self._alone(alone.agents)
        if field is ClaimField.TARGETS and not targets:
            targets = self._alone(alone.targets)
        if field is ClaimField.TYPE and not triggers:
            triggers = self._alone(alone.triggers)
        return Acts(triggers, agents, targets, frozenset(), any(s.acts.vague for s in self.around))

    def _suffers(self, agent: Agent) -> bool:
        """Whether the sentence counts those quoted among the killed, as in "two militants killed in a strike"."""
        return any(
            _touch(agent.span, figure.span) and (figure.side, figure.vague) == (agent.side, agent.vague)
            for statement in self.around
            for figure in statement.figures
        )

    def _stands(self, place: PlaceName) -> bool:
        """Whether the name itself is in the quote; the words before it need not be."""
        return any(
            _within(span, self.found.span)
            for span in find_spans(self._text, place.name, start=place.span.start, end=place.span.end)
        )

    def _bare_name(self, name: str | None, span: Span) -> PlaceName:
        words = self._text[span.start : span.end]
        return PlaceName(words if name else words.strip(" ,.;:"), "", "scene", words, span, 0, len(self.bare.tokens))

    def _has_more_number(self, figure: Figure) -> bool:
        """Whether number words stand side by side that are no number of the lexicon together: "two hundred"."""
        known = lexicon.table("numbers", "numbers")
        tokens = [t for t in self.found.sentence.tokens if _within(Span(t.start, t.end), figure.span)]
        return any(
            _is_number_word(a) and _is_number_word(b) and f"{a.lower} {b.lower}" not in known
            for a, b in pairwise(tokens)
        )

    def _cuts_a_number(self) -> bool:
        tokens = self.found.sentence.tokens
        first = next(index for index, token in enumerate(tokens) if token.start >= self.found.span.start)
        last = next((index for index, token in enumerate(tokens) if token.start >= self.found.span.end), len(tokens))
        before, after = tokens[max(0, first - 1) : first], tokens[last : last + 1]
        bounds = lexicon.words("numbers", "at_least").ending_at(tokens, first)
        return bounds is not None or any(_numeral(t) is not None or t.lower in _NUMBER_LINKS for t in (*before, *after))


def _with(statement: Statement, **changes: object) -> Statement:
    return Statement(**{**vars(statement), **changes})


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _touch(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


def _inside(values: Iterable[T], span: Span) -> tuple[T, ...]:
    return tuple(value for value in values if _within(value.span, span))


def _same_days(time: Time, others: Sequence[Time]) -> bool:
    return any((time.start, time.end) == (other.start, other.end) for other in others)


def _same_figure(figure: Figure, others: Sequence[Figure]) -> bool:
    return any(figure.low == other.low and figure.outcome is other.outcome for other in others)


def _numeral(token: Token) -> int | None:
    digits = token.lower.replace(",", "")
    if digits.isdecimal():
        return int(digits[:9])
    found = lexicon.table("numbers", "numbers").get(token.lower)
    return None if found is None else int(found)


def _is_number_word(token: Token) -> bool:
    return _numeral(token) is not None or token.lower in {"hundred", "thousand", "million"}


def _has_number(tokens: Sequence[Token], number: int) -> bool:
    text = " ".join(token.lower for token in tokens)
    words = [word for word, value in lexicon.table("numbers", "numbers").items() if value == number]
    return any(_numeral(token) == number for token in tokens) or any(f" {word} " in f" {text} " for word in words)
