"""Verified: quotes to incident drafts, each value by our own rules; what fails is dropped with its reason."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from geo.coding import CodedStatement, Coding, IncidentDraft, PlaceDraft, TollDraft
from geo.coding.attackers import attacker_of, sub_type_of, targets_of
from geo.coding.dates import date_of
from geo.coding.figures import tolls
from geo.coding.grouping import Group
from geo.coding.located import Located, find_located
from geo.coding.mentions import Mention, mention
from geo.coding.places import Gazetteer, Known, Resolver, is_inside
from geo.coding.scenes import places_of
from geo.extraction import Article, Reading, Span, Statement, lexicon, read_article
from geo.gazetteer import LocalGeocoder, distance_km
from geo.opinions.claims import Claim, ClaimField, Dropped, shortened, shown
from geo.opinions.passages import Passage, Spanned, Unread, read_passage
from geo.opinions.quotes import Missing, Quotes
from geo.vocabulary import Bucket, PlaceRole, Side
from geo.vocabulary import Group as People

_WIDE = frozenset({"governorate", "district", "administration", "sub-district", ""})
# Places named for one scene lie at most this far apart, beyond their errors.
_BESIDE_KM = 25.0
_COUNTED = "counted already in another figure of the incident, or at odds with it"
_DEEDS = frozenset({ClaimField.ATTACKER, ClaimField.TARGETS, ClaimField.FIGURES, ClaimField.TYPE})


@dataclass(frozen=True)
class Quote:
    """A passage of the article that a draft of the second opinion stands on; its words are cut out of the article."""

    draft_id: str
    field: ClaimField
    span: Span


@dataclass(frozen=True)
class _Drafted:
    draft: IncidentDraft
    passages: tuple[Passage, ...]


def verify(
    article: Article, claims: Sequence[Claim], *, gazetteer: LocalGeocoder | Gazetteer
) -> tuple[Coding, tuple[Quote, ...], tuple[Dropped, ...]]:
    """Look every quote up in the article and code what our rules read in it; the rest is dropped."""
    verifier = _Verifier(article, gazetteer)
    drafted = [
        found
        for number in dict.fromkeys(claim.incident for claim in claims)
        if (found := verifier.draft([claim for claim in claims if claim.incident == number]))
    ]
    shared = _with_shares(_with_own_ids(drafted))
    quotes = tuple(Quote(d.draft.id, p.claim.field, p.found.span) for d in shared for p in d.passages)
    statements = tuple(_statements(verifier.reading, shared))
    return Coding(statements, tuple(d.draft for d in shared), ()), quotes, shortened(verifier.dropped)


class _Verifier:
    """Verifies the claims on one article, incident by incident."""

    def __init__(self, article: Article, gazetteer: LocalGeocoder | Gazetteer) -> None:
        self.reading = read_article(article)
        self.resolver = Resolver(gazetteer, _context(self.reading))
        self.located: Located = find_located(self.reading, self.resolver)
        self.quotes = Quotes(article.text)
        self.isis_named = _names_isis(self.reading)
        self.dropped: list[Dropped] = []
        self._refused: set[int] = set()

    def draft(self, claims: Sequence[Claim]) -> _Drafted | None:
        """Code one incident, or drop it."""
        passages = [*self._passages(claims)]
        mentions = self._mentions(passages)
        passages = [passage for passage in passages if id(passage) in mentions]
        if not any(passage.claim.field in _DEEDS for passage in passages):
            reason = "no quote that holds says that anybody was attacked or hurt"
            for passage in passages:
                self._drop(passage.claim, f"the quote holds, but of its incident {reason}")
            if not passages:
                self.dropped.append(Dropped(claims[0].incident, "incident", "", reason))
            return None
        by_field = {field: [mentions[id(p)] for p in passages if p.claim.field is field] for field in ClaimField}
        draft = self._coded(by_field, passages)
        self._drop_unused(draft, passages)
        return _Drafted(draft, tuple(p for p in passages if id(p.claim) not in self._refused))

    def _drop(self, claim: Claim, reason: str) -> None:
        self._refused.add(id(claim))
        said = claim.quote if claim.name is None else f"{claim.name}: {claim.quote}"
        self.dropped.append(Dropped(claim.incident, claim.field, shown(said), reason))

    def _passages(self, claims: Sequence[Claim]) -> Iterator[Passage]:
        seen: set[tuple[ClaimField, Span, str | None, int | None]] = set()
        for found in self.quotes.find_all(claims):
            if isinstance(found, Missing):
                self._drop(found.claim, found.reason)
                continue
            key = (found.claim.field, found.span, found.claim.name, found.claim.number)
            passage = read_passage(self.reading, found)
            if key in seen:
                self._drop(found.claim, "the same quote was given twice")
            elif isinstance(passage, Unread):
                self._drop(found.claim, passage.reason)
            else:
                yield passage
            seen.add(key)

    def _mentions(self, passages: Sequence[Passage]) -> dict[int, Mention]:
        """Look up names and days; a quote that gives none is dropped."""
        reading = replace(self.reading, statements=tuple(passage.statement for passage in passages))
        found: dict[int, Mention] = {}
        for number, passage in enumerate(passages):
            made = mention(reading, number, self.resolver)
            if passage.claim.field is ClaimField.DATE:
                made = self._dated(passage, made)
                if made.day is None:
                    self._drop(passage.claim, "the quote names no day up to the day of publication")
                    continue
            if passage.claim.field is ClaimField.PLACES:
                if not any(_is_place(head) for scene in made.scenes for head in scene.heads):
                    self._drop(
                        passage.claim, "our gazetteer has no place of that name, and the words do not make it one"
                    )
                    continue
                made = replace(made, strong=True)
            found[id(passage)] = made
        return found

    def _dated(self, passage: Passage, made: Mention) -> Mention:
        """Take the whole sentence's day where its words are inside the quote: "two weeks after" counts from elsewhere."""
        for number in passage.around:
            known = mention(self.reading, number, self.resolver)
            span = passage.found.span
            if known.time and span.start <= known.time.span.start and known.time.span.end <= span.end:
                return replace(made, day=known.day, time=known.time)
        return made

    def _coded(self, by_field: dict[ClaimField, list[Mention]], passages: Sequence[Passage]) -> IncidentDraft:
        everything = Group([m for field in ClaimField for m in by_field[field]])
        undated = Group([replace(m, day=None, time=None) for m in everything.mentions])
        actors = Group(by_field[ClaimField.ATTACKER])
        toll, notes = self._tolls(by_field, actors)
        attacker = attacker_of(actors, toll, isis_named=self.isis_named)
        targets = targets_of(Group(by_field[ClaimField.TARGETS]), toll)
        kind = sub_type_of(Group(by_field[ClaimField.TYPE] or by_field[ClaimField.ATTACKER]), targets, toll)
        date = date_of(self.reading, Group(by_field[ClaimField.DATE]) if by_field[ClaimField.DATE] else undated)
        scenes = by_field[ClaimField.PLACES]
        places, place_notes = places_of(Group(scenes), self.located) if scenes else ((), ("no place is quoted",))
        places = self._without_strangers(places, scenes, passages)
        name = next((place.name for place in places if place.role is PlaceRole.EVENT), "an unnamed place")
        first = min(passage.found.span for passage in passages)
        return IncidentDraft(
            id=_id(self.reading.article, first, date.start.isoformat(), name),
            title=f"{kind.value.label}: {name}",
            date=date,
            places=places,
            attacker=attacker,
            targets=targets,
            tolls=toll,
            sub_event_type=kind,
            merged_from=(),
            warnings=tuple(dict.fromkeys((*notes, *place_notes, *_warnings(passages)))),
        )

    def _without_strangers(
        self, places: Sequence[PlaceDraft], scenes: Sequence[Mention], passages: Sequence[Passage]
    ) -> tuple[PlaceDraft, ...]:
        """Drop the places that lie elsewhere than the scene, such as the town of the source."""
        heads = {head.printed.span: head for scene in scenes for head in scene.heads}
        inner = [heads[p.spans[0]] for p in places if p.role is PlaceRole.EVENT and p.spans[0] in heads]
        kept: list[PlaceDraft] = []
        for place in places:
            known = heads.get(place.spans[0])
            if place.role is not PlaceRole.EVENT and known and _is_apart(known, inner):
                for passage in passages:
                    if passage.claim.field is ClaimField.PLACES and place.spans[0] in _spans(passage):
                        self._drop(passage.claim, "the gazetteer puts the scene elsewhere")
            else:
                kept.append(place)
        return tuple(kept)

    def _tolls(
        self, by_field: dict[ClaimField, list[Mention]], actors: Group
    ) -> tuple[tuple[TollDraft, ...], tuple[str, ...]]:
        statements = _by_sentence(self.reading, [m.statement for m in by_field[ClaimField.FIGURES]])
        toll, notes = tolls(statements, isis_named=self.isis_named)
        if attacker_of(actors, toll, isis_named=self.isis_named).side is Side.ISIS:
            toll, notes = tolls(statements, isis_named=self.isis_named, gunmen=People.ISIS)
        return toll, notes

    def _drop_unused(self, draft: IncidentDraft, passages: Sequence[Passage]) -> None:
        """Name the quotes that hold and give no value: a second day, a part of a total, a place named already."""
        used = _used(draft)
        for passage in passages:
            if not _spans(passage) & used and id(passage.claim) not in self._refused:
                figure = passage.claim.field is ClaimField.FIGURES
                why = _COUNTED if figure else "the quote holds, but another quote of the incident decides"
                self._drop(passage.claim, why)


def _by_sentence(reading: Reading, quoted: Sequence[Statement]) -> list[Statement]:
    """Join the figures that are quoted from one sentence: there they count different people, across sentences perhaps not."""
    joined: dict[int, Statement] = {}
    for statement in sorted(quoted, key=lambda each: each.span):
        sentence = bisect_right([known.span.start for known in reading.statements], statement.span.start)
        have = joined.get(sentence, statement)
        figures = {figure.span: figure for figure in (*have.figures, *statement.figures)}
        tokens = {token.start: token for token in (*have.tokens, *statement.tokens)}
        joined[sentence] = replace(
            have,
            figures=tuple(figures[span] for span in sorted(figures)),
            tokens=tuple(tokens[start] for start in sorted(tokens)),
        )
    return list(joined.values())


def _used(draft: IncidentDraft) -> set[Span]:
    own = (*draft.date.spans, *draft.attacker.spans, *draft.sub_event_type.spans)
    places = (span for place in draft.places for span in place.spans)
    targets = (span for target in draft.targets for span in target.spans)
    figures = (span for toll in draft.tolls for span in toll.spans)
    return {*own, *places, *targets, *figures}


def _spans(passage: Passage) -> set[Span]:
    """The passages of the values that our rules read in a quote."""
    statement, acts = passage.statement, passage.statement.acts
    values: Mapping[ClaimField, Sequence[Spanned]] = {
        ClaimField.DATE: statement.times,
        ClaimField.PLACES: statement.places,
        ClaimField.ATTACKER: acts.agents,
        ClaimField.TARGETS: acts.targets,
        ClaimField.FIGURES: statement.figures,
        ClaimField.TYPE: acts.triggers,
    }
    return {value.span for value in values[passage.claim.field]}


def _warnings(passages: Sequence[Passage]) -> Iterator[str]:
    """Notes on the quotes; that they belong to one incident is the model's word alone."""
    paragraphs = sorted({passage.statement.paragraph for passage in passages})
    if len(paragraphs) > 1:
        listed = ", ".join(map(str, paragraphs))
        yield f"the quotes stand in paragraphs {listed}; check that they tell of one incident"
    for passage in passages:
        yield from passage.notes


def _is_place(head: Known) -> bool:
    """Whether the gazetteer knows a name, or the grammar reads it as a scene; that one gets no position."""
    return bool(head.candidates) or head.printed.words != head.printed.name


def _is_apart(known: Known, inner: Sequence[Known]) -> bool:
    """Whether the gazetteer puts a place away from every scene, as it does the town of the source."""
    place, scenes = known.place, [head for head in inner if head.place]
    if place is None or not scenes or any(is_inside(head, known) for head in scenes):
        return False
    return all(
        distance_km(place, head.place) > place.error_km + head.place.error_km + _BESIDE_KM
        for head in scenes
        if head.place
    )


def _context(reading: Reading) -> tuple[str, ...]:
    """The wider places that the article names, most frequent first: they tell namesakes apart."""
    names = Counter(p.name for s in reading.statements for p in s.places if p.name and p.kind in _WIDE)
    return tuple(name for name, _ in names.most_common())


def _names_isis(reading: Reading) -> bool:
    found = (found for statement in reading.statements for found in lexicon.actors().find(statement.tokens))
    return any(actor.value.side is Side.ISIS for actor in found)


def _id(article: Article, first: Span, *parts: str) -> str:
    key = "|".join((article.outlet, str(first.start), *parts))
    return f"opinion-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _with_own_ids(drafted: Sequence[_Drafted]) -> list[_Drafted]:
    """Tell apart incidents that start with the same quote."""
    seen: Counter[str] = Counter()
    done: list[_Drafted] = []
    for entry in drafted:
        seen[entry.draft.id] += 1
        again = seen[entry.draft.id]
        new_id = entry.draft.id if again == 1 else f"{entry.draft.id}-{again}"
        done.append(replace(entry, draft=replace(entry.draft, id=new_id)))
    return done


def _with_shares(drafted: Sequence[_Drafted]) -> list[_Drafted]:
    """A figure that is quoted for two incidents is one figure: it is shared, so that nobody counts twice."""
    done: list[_Drafted] = []
    for entry in drafted:
        others = [other.draft for other in drafted if other is not entry]
        shared = tuple(
            replace(toll, shared_with=tuple(other.id for other in others if _shares(toll, other)))
            for toll in entry.draft.tolls
        )
        done.append(replace(entry, draft=replace(entry.draft, tolls=shared)))
    return done


def _shares(toll: TollDraft, other: IncidentDraft) -> bool:
    return any(toll.outcome is known.outcome and set(toll.spans) & set(known.spans) for known in other.tolls)


def _statements(reading: Reading, drafted: Sequence[_Drafted]) -> Iterator[CodedStatement]:
    for number, statement in enumerate(reading.statements):
        ids = tuple(d.draft.id for d in drafted if any(number in passage.around for passage in d.passages))
        if ids:
            span, words = statement.span, "holds a quote of the second opinion"
            yield CodedStatement(span.start, span.end, statement.paragraph, Bucket.INCIDENT, None, words, ids)
