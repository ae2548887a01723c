"""Statements: every sentence of an article with what it claims, or the reason why it is background."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo.extraction import lexicon
from geo.extraction.acts import Acts
from geo.extraction.agents import find_acts
from geo.extraction.anaphora import all_of_them, that_person, their_bodies
from geo.extraction.article import Article, Span
from geo.extraction.background import Background, background_of, sums_since
from geo.extraction.blame import is_unclaimed
from geo.extraction.casualties import find_figures
from geo.extraction.fates import find_fates
from geo.extraction.figures import Figure
from geo.extraction.losses import find_losses
from geo.extraction.sentences import Sentence, lay_out
from geo.extraction.splits import two_places
from geo.extraction.times import Time, dateline_day, find_times
from geo.extraction.tokens import Token
from geo.extraction.toponyms import PlaceName, find_places
from geo.extraction.totals import find_bodies, find_totals

_SIMILAR = 0.8


@dataclass(frozen=True)
class Statement:
    """A sentence, or a clause of one that tells of another day, and what it says.

    Attributes:
        kind: body or headline.
        background: None where the sentence may tell of an incident.
        cues: which lists of the lexicon the sentence touches: new_incident, many_incidents, same_incident, recap,
            alternative, superseded; and since, where it sums up the attacks since a recent day.
        follows: index of the statement whose day this clause counts from, or None.
    """

    span: Span
    paragraph: int
    kind: str
    tokens: tuple[Token, ...]
    acts: Acts
    figures: tuple[Figure, ...]
    times: tuple[Time, ...]
    places: tuple[PlaceName, ...]
    events: tuple[tuple[str, Span], ...]
    cues: frozenset[str]
    background: Background | None
    follows: int | None = None

    @property
    def claims(self) -> bool:
        """Whether the sentence speaks of violence, of people hurt or of talks at all."""
        return bool(self.acts.triggers or self.figures or self.events or self.background)

    def deed_times(self) -> tuple[Time, ...]:
        """The times of deeds, without the days on which somebody spoke."""
        return tuple(time for time in self.times if not (time.speech or time.until))


@dataclass(frozen=True)
class Reading:
    """An article read.

    Attributes:
        today: the day the text counts from: that of its dateline, else of publication.
    """

    article: Article
    statements: tuple[Statement, ...]
    today: dt.date


def read_article(article: Article) -> Reading:
    """Read every sentence of an article; captions, page furniture and repetitions are left out."""
    layout = lay_out(article.text)
    today = dateline_day(layout.dateline, published=article.published) or article.published
    statements: list[Statement] = []
    seen: list[frozenset[str]] = []
    for sentence in layout.sentences:
        words = frozenset(token.lower for token in sentence.tokens if len(token.text) > 2)
        if sentence.kind not in {"body", "headline"} or _is_repeated(words, seen):
            continue
        seen.append(words)
        for clause, follows in _clauses(sentence, len(statements)):
            parts = _parts(clause, article.text, today=today) if follows is None else ((clause, False),)
            for part, further in parts:
                opens = not statements or statements[-1].paragraph != part.paragraph
                statement = _statement(article, part, today=today, follows=follows, opens=opens)
                statement = _with_all(statement, statements[-1] if statements else None)
                statements.append(_as_further(statement, statements[-1]) if further else statement)
    return Reading(article, tuple(_without_neutralized(statements)), today)


_NEUTRALIZED = ("'neutralized'", "'neutralised'", "'neutralizing'", "'neutralising'", "'neutralize'", "'neutralizes'")


def _without_neutralized(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Read no number of dead from "neutralized" where the report says that it means killed or captured."""
    explained = any(
        {"surrendered", "captured"} <= {token.lower for token in statement.tokens} for statement in statements
    )
    for statement in statements:
        figures = tuple(
            replace(f, low=None, high=None) if explained and f.rule.endswith(_NEUTRALIZED) else f
            for f in statement.figures
        )
        yield replace(statement, figures=figures)


def _with_all(statement: Statement, before: Statement | None) -> Statement:
    """Add the figure of "All of them were killed"."""
    if before is None or any(figure.low is not None for figure in statement.figures):
        return statement
    found = all_of_them(statement.tokens, before.tokens) or their_bodies(statement.tokens, before.tokens)
    found = found or that_person(statement.tokens, before.tokens)
    return replace(statement, figures=(*statement.figures, found)) if found else statement


def _is_repeated(words: frozenset[str], seen: Sequence[frozenset[str]]) -> bool:
    """Pull quotes repeat a sentence of the report."""
    return len(words) > 6 and any(
        len(words & other) / len(words) > _SIMILAR and len(words) >= 8 and len(words | other) < 1.5 * len(words)
        for other in seen
    )


_UNITS = frozenset({"day", "days", "week", "weeks", "hours", "hour", "month", "months"})


def _clauses(sentence: Sentence, number: int) -> Iterator[tuple[Sentence, int | None]]:
    """Split "X, a day after Y" in two: Y has a day of its own, counted from X."""
    for index in range(2, len(sentence.tokens) - 3):
        if sentence.tokens[index].lower == "after" and sentence.tokens[index - 1].lower in _UNITS:
            start = index - 2
            while start > 0 and sentence.tokens[start - 1].lower in {
                "mere",
                "a",
                "just",
                "only",
                "than",
                "less",
                ",",
                "about",
            }:
                start -= 1
            if start > 1 and _recalls(sentence.tokens, start, index):
                yield _part(sentence, 0, start), None
                yield _part(sentence, start, len(sentence.tokens)), number
                return
    yield sentence, None


def _parts(sentence: Sentence, text: str, *, today: dt.date) -> Iterator[tuple[Sentence, bool]]:
    """A sentence's clauses on several deeds, each with whether it is a further one on the same day."""
    for part in _two_days(sentence, today=today):
        join = two_places(part.tokens, text)
        if join is None:
            yield part, False
            continue
        yield _part(part, 0, join), False
        yield _part(part, join + 1, len(part.tokens)), True


def _as_further(statement: Statement, before: Statement) -> Statement:
    """Tell a clause apart from the one before it, whose day it shares unless it has its own."""
    times = statement.times if statement.deed_times() else (*statement.times, *before.deed_times())
    return replace(statement, times=times, cues=(statement.cues - {"same_incident"}) | {"new_incident"})


_COMES = frozenset({"comes", "came", "come", "coming", "happened", "occurred", "follows"})
_DIES_LATER = (
    frozenset({"died", "dies", "succumbed", "succumbs", "death"}),
    frozenset({"wounds", "injuries", "wounded"}),
)


def _recalls(tokens: Sequence[Token], start: int, index: int) -> bool:
    """Whether "after" at `index` opens words on another deed; the deed after which somebody "dies of wounds" is no other."""
    told = {token.lower for token in tokens[:start]}
    if all(words & told for words in _DIES_LATER):
        return False
    nouns = (t for t in find_acts(tokens[index:]).triggers if t.role == "noun")
    comes = bool(_COMES & {token.lower for token in tokens[max(0, start - 3) : start]})
    return _tells(tokens[index:]) or (comes and any(True for _ in nouns))


_JOINS = frozenset({"and", "while", "whereas"})


def _two_days(sentence: Sentence, *, today: dt.date) -> tuple[Sentence, ...]:
    """Split "Four X were killed on Monday near A, and three Y died on Tuesday in B": each part has a day and a figure."""
    tokens = sentence.tokens
    days = [time for time in find_times(tokens, today=today) if time.kind == "day" and not time.speech]
    if len({time.start for time in days}) < 2:
        return (sentence,)
    for index in range(4, len(tokens) - 4):
        joined = tokens[index].text == ";" or (tokens[index].lower in _JOINS and tokens[index - 1].text == ",")
        if joined and _is_whole(tokens[:index], today) and _is_whole(tokens[index + 1 :], today):
            return (_part(sentence, 0, index), _part(sentence, index + 1, len(tokens)))
    return (sentence,)


def _is_whole(tokens: Sequence[Token], today: dt.date) -> bool:
    """Whether a part of a sentence has a figure and a day of its own."""
    dated = any(time.kind == "day" and not time.speech for time in find_times(tokens, today=today))
    return dated and any(figure.low is not None for figure in find_figures(tokens))


def _tells(tokens: Sequence[Token]) -> bool:
    acts = find_acts(tokens)
    return bool(find_figures(tokens)) or any(trigger.role == "verb" for trigger in acts.triggers)


def _part(sentence: Sentence, first: int, last: int) -> Sentence:
    tokens = sentence.tokens[first:last]
    return replace(sentence, tokens=tokens, start=tokens[0].start, end=tokens[-1].end)


def _statement(article: Article, sentence: Sentence, *, today: dt.date, follows: int | None, opens: bool) -> Statement:
    tokens = sentence.tokens
    acts = find_acts(tokens)
    if is_unclaimed(tokens):
        # "No group has claimed it, but ISIS has carried out similar attacks" names nobody; "officials blamed ISIS" does.
        acts = replace(acts, agents=tuple(agent for agent in acts.agents if agent.rule.startswith("after '")))
    figures = find_figures(tokens, agents=frozenset(agent.span.start for agent in acts.agents))
    figures = tuple(f for f in figures if not _is_recounted(tokens, f))
    figures = (*figures, *find_totals(tokens), *find_bodies(tokens), *_more(figures, find_losses(tokens)))
    figures = (*figures, *find_fates(tokens, figures))
    times = find_times(tokens, today=today)
    places = find_places(tokens, objects=acts.objects, text=article.text, labelled=opens)
    named = any(place.name and place.relation in {"scene", "near"} for place in places)
    many = _counts_attacks(tokens, acts) or (not named and _at_several_places(tokens, acts))
    cues = _cues(tokens) | ({"many_incidents"} if many else set())
    if sums_since(acts, figures, times, today=today):
        cues |= {"many_incidents", "since"}
    late = "superseded" in cues and not _opens_with_the_past(tokens, figures)
    cues = cues - {"superseded"} if late else cues
    new = _goes_on_counting(tokens) or _counts_on(tokens) or _is_another(tokens, acts)
    cues |= {"new_incident"} if new else set()
    return Statement(
        span=Span(sentence.start, sentence.end),
        paragraph=sentence.paragraph,
        kind=sentence.kind,
        tokens=tokens,
        acts=acts,
        figures=figures,
        times=times,
        places=places,
        events=tuple(_events(tokens)),
        cues=cues,
        background=background_of(tokens, acts=acts, figures=figures, times=times, cues=cues, today=today),
        follows=follows,
    )


_ATTACKS = lexicon.word_set("things", "attacks")
_SEVERAL = frozenset({"two", "three", "four", "five", "six", "seven", "twin", "several", "multiple", "pair"})


def _counts_attacks(tokens: Sequence[Token], acts: Acts) -> bool:
    """Read "two ISIS attacks", "three separate bombings"."""
    for trigger in acts.triggers:
        before = [token.lower for token in tokens[max(0, trigger.first - 3) : trigger.first]]
        numbers = [index for index, word in enumerate(before) if word in _SEVERAL or _is_many(word)]
        counted = tokens[trigger.last - 1].lower in _ATTACKS
        if counted and trigger.role == "noun" and numbers:
            gap = before[numbers[-1] + 1 :]
            return all(word.isalpha() and word not in lexicon.word_set("grammar", "stops") for word in gap)
    return False


_MANY_ATTACKS = 1000


def _is_many(word: str) -> bool:
    """Whether a word is a number of attacks: 61, "forty"; a year is none."""
    number = int(word) if word.isdecimal() else lexicon.table("numbers", "numbers").get(word, 0)
    return 1 < int(number) < _MANY_ATTACKS


_BLOWS = _ATTACKS | {"bombs", "devices", "ieds"}
_PLACES = frozenset(
    {"districts", "villages", "towns", "provinces", "places", "areas", "locations", "cities", "governorates", "sites"}
)


def _at_several_places(tokens: Sequence[Token], acts: Acts) -> bool:
    """Read "Bombs killed seven in two districts" as several deeds in one sum, where no place has a name."""
    lower = [token.lower for token in tokens]
    blows = [t.last for t in acts.triggers if t.role == "noun" and lower[t.last - 1] in _BLOWS]
    counted = [i for i in range(1, len(lower)) if lower[i] in _PLACES and _SEVERAL & set(lower[max(0, i - 3) : i])]
    return bool(blows) and any(place >= blows[0] for place in counted)


def _is_recounted(tokens: Sequence[Token], figure: Figure) -> bool:
    """Read "ISIS, which has killed two other drivers there since spring" as a count over a longer time."""
    before = [token.lower for token in tokens[max(0, figure.position - 4) : figure.position]]
    after = [token.lower for token in tokens[figure.position : figure.position + 12]]
    perfect = bool({"has", "have"} & set(before)) and bool(
        {"which", "who", "that", "it"}
        & {token.lower for token in tokens[max(0, figure.position - 6) : figure.position]}
    )
    return perfect and (
        "since" in after or " ".join(after).find("so far") >= 0 or " ".join(after).find("this year") >= 0
    )


def _more(figures: Sequence[Figure], found: Iterator[Figure]) -> Iterator[Figure]:
    """Leave out figures whose number is read already."""
    taken = {figure.position for figure in figures}
    return (figure for figure in found if figure.position not in taken)


def _opens_with_the_past(tokens: Sequence[Token], figures: Sequence[Figure]) -> bool:
    """Whether words such as "had first spoken of" stand before the figures: behind them they tell of another count."""
    found = next(lexicon.words("gates", "superseded").find(tokens), None)
    return found is not None and bool(figures) and found.first < figures[0].position


def _goes_on_counting(tokens: Sequence[Token]) -> bool:
    """Read "A sixth person was killed near X" as one of several incidents that a sum has announced."""
    words = [token.lower for token in tokens[:3]]
    people = words[2:] and words[2] in {"person", "victim", "man", "woman", "attack", "bomb", "explosion", "incident"}
    return bool(people) and words[0] == "a" and words[1] in lexicon.word_set("numbers", "ordinal_people")


_NUMBERED = frozenset({"first", "second", "third", "fourth", "fifth", "other", "last", "latest"})
_IN_TURN = frozenset({"first", "firstly", "second", "secondly", "third", "thirdly", "finally", "fourth"})
_ATTACK_NOUNS = frozenset(
    {"attack", "incident", "bomb", "blast", "explosion", "device", "strike", "raid", "assault", "ied"}
)


def _counts_on(tokens: Sequence[Token]) -> bool:
    """Read "The second targeted the village of X" as the next of the attacks that a sum announces."""
    words = [token.lower for token in tokens[:4]]
    if words[1:2] == [","] and words[0] in _IN_TURN:
        return True
    words = words[1:] if words[:1] == ["in"] else words
    if words[:1] != ["the"] or len(words) < 3 or words[1] not in _NUMBERED:
        return False
    verbs, _ = lexicon.attacks()
    acts = verbs.at(tokens, 2) is not None or words[2] in {",", "was", "took", "happened", "occurred"}
    return acts or words[2] in _ATTACK_NOUNS


def _is_another(tokens: Sequence[Token], acts: Acts) -> bool:
    """Read "A second strike", "another bombing", "a second one exploded" as a further incident."""
    for index in range(min(_LATE_OPENING, len(tokens))):
        words = [following.lower for following in tokens[index : index + 3]]
        one = (
            words[:1] in (["a"], ["the"]) and words[1:2] and words[1] in _NUMBERED - {"first"} and words[2:] == ["one"]
        )
        starts = index + 3 if one else (index + 2 if words[:2] == ["another", "one"] else 0)
        if starts and any(t.role == "verb" and t.first == starts for t in acts.triggers):
            return True
    for trigger in acts.triggers:
        before = [token.lower for token in tokens[max(0, trigger.first - 2) : trigger.first]]
        counted = before[:1] in (["a"], ["an"]) and before[-1] in {"second", "third", "fourth", "further", "separate"}
        if trigger.role == "noun" and trigger.first <= _OPENING and (counted or before[-1:] == ["another"]):
            return True
    return False


_OPENING = 4
_LATE_OPENING = 9


def _events(tokens: Sequence[Token]) -> Iterator[tuple[str, Span]]:
    subjects = lexicon.words("events", "subjects")
    if next(subjects.find(tokens), None) is None:
        return
    for found in lexicon.event_words().find(tokens):
        yield found.value, Span(tokens[found.first].start, tokens[found.last - 1].end)


_CUES = ("new_incident", "many_incidents", "same_incident", "recap", "alternative", "superseded")


def _cues(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(cue for cue in _CUES if next(lexicon.words("gates", cue).find(tokens), None))
