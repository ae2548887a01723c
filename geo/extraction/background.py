"""Background: why a sentence tells of no incident of its own: habit, history, plan, demand, running total, view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.extraction import lexicon
from geo.extraction.acts import Acts, Agent
from geo.extraction.authors import WHO_THEY_ARE, WHOSE_BOMB
from geo.extraction.figures import Figure
from geo.extraction.times import Time
from geo.extraction.tokens import Token
from geo.vocabulary import Reason, Side

# A deed this recent may be what the report is about.
_FRESH_DAYS = 21
_ORDER = (Reason.HISTORY, Reason.DEMAND, Reason.PLAN, Reason.HABIT, Reason.ANALYSIS)


@dataclass(frozen=True)
class Background:
    """Why a sentence makes no incident, and the words that say so; a strict one holds for what the next sentence adds."""

    reason: Reason
    words: str
    strict: bool = False


@dataclass(frozen=True)
class _Sentence:
    """What the gate looks at."""

    tokens: Sequence[Token]
    acts: Acts
    marks: Mapping[Reason, str]
    deeds: tuple[Time, ...]
    figure: bool
    many: bool
    today: dt.date

    @property
    def fresh(self) -> bool:
        """Whether it names a recent day of a deed."""
        return any(
            time.kind in {"day", "interval"} and 0 <= (self.today - time.end).days <= _FRESH_DAYS for time in self.deeds
        )

    @property
    def tells(self) -> bool:
        """Whether it speaks of violence or of people hurt."""
        return bool(self.acts.triggers) or self.figure


def background_of(
    tokens: Sequence[Token],
    *,
    acts: Acts,
    figures: Sequence[Figure],
    times: Sequence[Time],
    cues: frozenset[str],
    today: dt.date,
) -> Background | None:
    """Give the reason why a sentence is background, or None where it may tell of an incident."""
    if "since" in cues:
        return None
    sentence = _Sentence(
        tokens,
        acts,
        _marks(tokens),
        tuple(time for time in times if not time.speech and not time.until and time.kind != "offset"),
        any(figure.low is not None for figure in figures),
        "many_incidents" in cues,
        today,
    )
    if not sentence.figure and _bears_the_marks(sentence):
        return None
    return (
        _never_an_attack(tokens, figures)
        or _since(sentence, times)
        or _long_ago(sentence)
        or _running_total(sentence)
        or _marked(sentence)
    )


def _never_an_attack(tokens: Sequence[Token], figures: Sequence[Figure]) -> Background | None:
    """A mass grave, a trial, an accident or a denial makes no incident, whatever figures and days stand beside it."""
    if not any(figure.low is not None for figure in figures) and (
        found := next(lexicon.words("gates", "aftermath").find(tokens), None)
    ):
        return Background(Reason.ANALYSIS, found.value)
    lower = {token.lower for token in tokens}
    if not figures and lower & _ARRESTED and lower & _CHARGED:
        return Background(Reason.HISTORY, "arrested", strict=True)
    if kept := next((token.lower for token in tokens if token.lower in _REMEMBERS), ""):
        return Background(Reason.HISTORY, kept, strict=True)
    if denied := _denial(tokens):
        return Background(Reason.ANALYSIS, denied, strict=True)
    for key, reason in (
        ("graves", Reason.HISTORY),
        ("court", Reason.HISTORY),
        ("accident", Reason.ANALYSIS),
        ("denial", Reason.ANALYSIS),
    ):
        found = next(lexicon.words("gates", key).find(tokens), None)
        # "A militant was killed; he was wanted for ..." tells of the killing.
        after = bool(found and figures and key == "court" and figures[0].position < found.first)
        if found and not after:
            return Background(reason, found.value, strict=True)
    return None


_ARRESTED = frozenset({"arrested", "arrest", "arrests", "detained", "captured", "apprehended", "arresting"})
_CHARGED = frozenset({"accused", "suspected", "wanted", "confessed", "confessing", "convicted", "behind", "involved"})


_REMEMBERS = frozenset({"anniversary", "commemorated", "commemorates", "commemorating", "commemoration"})
_DENIES = frozenset(
    {"denied", "denies", "denying", "deny", "refuted", "refutes", "refuting", "rebutted", "dismissed", "dismisses"}
)
_SAID_TO_BE = frozenset(
    {
        "report",
        "reports",
        "news",
        "claim",
        "claims",
        "rumour",
        "rumours",
        "rumor",
        "rumors",
        "allegation",
        "allegations",
    }
    | {"information", "circulating", "occurrence", "existence", "story", "stories"}
)
# Who denies losses only does not deny the attack.
_LOSSES = frozenset({"deaths", "casualties", "losses", "injuries", "victims", "fatalities", "dead", "wounded", "toll"})
_FARTHEST_DENIED = 6


def _denial(tokens: Sequence[Token]) -> str:
    """The words of "denied media reports about", "refuted the news of": what follows did not happen."""
    lower = [token.lower for token in tokens]
    for index, word in enumerate(lower):
        if word not in _DENIES:
            continue
        for step, said in enumerate(lower[index + 1 : index + 1 + _FARTHEST_DENIED]):
            if said in _SAID_TO_BE and not _LOSSES & set(lower[index + step + 2 : index + step + 2 + _FARTHEST_DENIED]):
                return " ".join(lower[index : index + step + 2])
            if said in {",", ".", ";", "that", "involvement", "responsibility"}:
                break
    return ""


def _marks(tokens: Sequence[Token]) -> dict[Reason, str]:
    """The first words of each reason."""
    names = [(actor.first, actor.last) for actor in lexicon.actors().find(tokens)]
    found = [
        gate
        for gate in lexicon.gates().find(tokens)
        if not any(first <= gate.first < last for first, last in names)  # "soldiers of the caliphate" is a name
    ]
    return {item.value: " ".join(t.text for t in tokens[item.first : item.last]) for item in reversed(found)}


_LATEST_DAYS = 10


def sums_since(acts: Acts, figures: Sequence[Figure], times: Sequence[Time], *, today: dt.date) -> bool:
    """Whether a sentence sums up the attacks since a day just past: it announces what the next ones tell one by one."""
    recent = any(t.since and t.kind == "day" and (today - t.start).days <= _LATEST_DAYS for t in times)
    return recent and bool(figures) and any(t.plural and t.role == "noun" for t in acts.triggers)


def _since(sentence: _Sentence, times: Sequence[Time]) -> Background | None:
    since = next((time for time in times if time.since), None)
    if since is None or not sentence.tells:
        return None
    old = since.kind == "year" and since.is_old(sentence.today)
    return Background(Reason.HISTORY if old else Reason.RUNNING_TOTAL, "since")


def _long_ago(sentence: _Sentence) -> Background | None:
    if _opens_years_after(sentence):
        return Background(Reason.HISTORY, "years after")
    if any(agent.rule.endswith(WHOSE_BOMB) for agent in sentence.acts.agents):
        return None
    if sentence.deeds and all(time.is_old(sentence.today) for time in sentence.deeds):
        return Background(Reason.HISTORY, sentence.deeds[0].rule)
    return None


def _opens_years_after(sentence: _Sentence) -> bool:
    """Read "Seven years after X killed ..., a museum opens": the deed lies years back."""
    lower = [token.lower for token in sentence.tokens[:6]]
    link = next(
        (
            i
            for i, word in enumerate(lower)
            if word in {"after", "since"} and {"years", "year", "decade"} & set(lower[:i])
        ),
        None,
    )
    comma = next((i for i, token in enumerate(sentence.tokens) if token.text == ","), 0)
    return link is not None and comma > 0 and all(trigger.first < comma for trigger in sentence.acts.triggers)


def _running_total(sentence: _Sentence) -> Background | None:
    words = sentence.marks.get(Reason.RUNNING_TOTAL)
    # A figure with a day of its own is an incident's, whatever else the sentence counts.
    own = sentence.fresh and sentence.figure and not sentence.many
    months = bool(sentence.deeds) and all(time.kind == "month" for time in sentence.deeds)
    told = bool(sentence.acts.agents) or any(
        trigger.role == "noun" and not trigger.plural for trigger in sentence.acts.triggers
    )
    years = bool(sentence.deeds) and all(time.kind == "year" for time in sentence.deeds)
    counts = sentence.figure or any(trigger.plural for trigger in sentence.acts.triggers)
    perfect = _has_done(sentence) and (years or months)
    if (months and not told and sentence.figure) or (years and counts) or perfect:
        return Background(Reason.RUNNING_TOTAL, sentence.deeds[0].rule)
    return Background(Reason.RUNNING_TOTAL, words) if words and sentence.tells and not own else None


def _has_done(sentence: _Sentence) -> bool:
    """Whether a verb of violence stands in the perfect: "has killed several mukhtars this year"."""
    lower = [token.lower for token in sentence.tokens]
    verbs = [trigger.first for trigger in sentence.acts.triggers if trigger.role == "verb"]
    return any({"has", "have"} & set(lower[max(0, verb - 3) : verb]) for verb in verbs)


def _marked(sentence: _Sentence) -> Background | None:
    if any(agent.rule.endswith(WHOSE_BOMB) for agent in sentence.acts.agents):
        return None
    if sentence.figure and (sentence.fresh or not sentence.many):
        words = sentence.marks.get(Reason.HISTORY)
        bare = not any(trigger.role in {"verb", "noun"} for trigger in sentence.acts.triggers)
        return Background(Reason.HISTORY, words) if words and bare and not sentence.fresh else None
    if sentence.fresh and sentence.acts.triggers:
        return None
    chosen = next((reason for reason in _ORDER if reason in sentence.marks), None)
    if chosen is None or _outweighs(sentence, chosen):
        return None
    return Background(chosen, sentence.marks[chosen])


def _outweighs(sentence: _Sentence, reason: Reason) -> bool:
    """Whether a deed told in the past tense outweighs a word of demand, plan or view."""
    if any(agent.rule.endswith(WHO_THEY_ARE) for agent in sentence.acts.agents):
        return True
    if reason is Reason.HISTORY:
        return False
    if reason in {Reason.ANALYSIS, Reason.HABIT} and _blames_for_this(sentence):
        return True
    if reason is Reason.HABIT:
        return False
    past = any(
        trigger.role == "verb" and sentence.tokens[trigger.first].lower.endswith("ed")
        for trigger in sentence.acts.triggers
    )
    return past and bool(sentence.acts.agents)


def _bears_the_marks(sentence: _Sentence) -> bool:
    """Whether "the attack bore the hallmarks of X", whatever a clause then says of X's past."""
    return any(
        agent.rule.endswith(("hallmarks of'", "hallmark of'", "fingerprints of'")) for agent in sentence.acts.agents
    )


_OPENS_REASON = frozenset({",", ".", ";", "saying", "because", "citing", "”", '"'})
_ACCUSING = frozenset({"accused", "accuse", "accuses", "accusing", "blamed", "blame", "blames", "blaming"})


def _ends_there(sentence: _Sentence, agent: Agent) -> bool:
    """Whether a charge names somebody and no other deed: "The mayor accused ISIS, saying ..."."""
    start = next((i for i, token in enumerate(sentence.tokens) if token.start >= agent.span.end), len(sentence.tokens))
    while start < len(sentence.tokens) and sentence.tokens[start].lower in {
        "militants",
        "gunmen",
        "fighters",
        ")",
        "group",
    }:
        start += 1
    charged = any(token.lower in _ACCUSING for token in sentence.tokens)
    return charged and (start >= len(sentence.tokens) or sentence.tokens[start].lower in _OPENS_REASON)


_POINTS = frozenset({"the", "this", "that", "both", "these"})


def _blames_for_this(sentence: _Sentence) -> bool:
    """Whether it blames somebody for "the attack" or for planting "the bomb", told before: that names who acts."""
    if not any(agent.rule.startswith("after '") for agent in sentence.acts.agents):
        return False
    words = [token.lower for token in sentence.tokens]
    if any(agent.side is Side.ISIS and _ends_there(sentence, agent) for agent in sentence.acts.agents):
        return True
    nouns = (trigger for trigger in sentence.acts.triggers if trigger.role == "noun" and not trigger.plural)
    return any(_POINTS & set(words[max(0, noun.first - 2) : noun.first]) for noun in nouns) or "behind it" in " ".join(
        words
    )
