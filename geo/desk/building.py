"""From a reviewed item to the records that the public reads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from geo.desk.duplicates import find_duplicates
from geo.desk.errors import InvalidDraftError, NotReviewedError
from geo.desk.items import Decision, DeskItem, Entry, Fields, TollEntry, Verdict
from geo.desk.proposing import entry_of, reviewed_fields, toll_words
from geo.desk.telling import name_of
from geo.desk.wording import check_copied, check_names, check_passage, check_quotations, known_names
from geo.errors import InvalidRecordError
from geo.filters import day_words, period_words
from geo.gazetteer import fold
from geo.records import AnyRecord, Claim, Dataset, Event, Incident, Paragraph, Passage, Source, Statement
from geo.vocabulary import Bucket, CollectionId, PlaceRole, SourceKind, Status, TimePrecision

COLLECTION = CollectionId.CONTEXT


@dataclass(frozen=True)
class Built:
    """The records of one publication, and the ids that drafts have there.

    Attributes:
        existing: the published incidents that drafts are merged into.
    """

    records: tuple[AnyRecord, ...]
    incident_ids: tuple[str, ...]
    event_ids: tuple[str, ...]
    existing: tuple[str, ...]


@dataclass
class _Digest:
    """Grows paragraph by paragraph; each is one passage."""

    paragraphs: list[Paragraph] = field(default_factory=list)

    def add(self, text: str, *, where: str, original: int | None = None) -> Passage:
        number = len(self.paragraphs) + 1
        check_passage(text, where=where)
        originals = () if original is None else (original,)
        self.paragraphs.append(Paragraph(number=number, text=text, original_paragraphs=originals))
        return Passage(paragraph=number, start=0, end=len(self.paragraphs[-1].text), original_paragraph=original)


def build(item: DeskItem, dataset: Dataset) -> Built:
    """The records that publishing the item would write; nothing is written.

    Raises:
        NotReviewedError: a draft is not decided on, nothing is to be published, or a value is missing.
        InvalidRecordError: a value is not as the records expect it.
        WordingError: a public text holds too much of the article, or what may be a name.
    """
    chosen = _chosen(item, dataset)
    fields = {decision.draft_id: reviewed_fields(item, decision.draft_id, dataset) for decision in chosen}
    names = {draft_id: name_of(item, draft_id, found.title) for draft_id, found in fields.items()}
    _check_apart(item, chosen, fields, names, dataset)
    target = {decision.draft_id: _target(item, decision, fields[decision.draft_id]) for decision in chosen}
    digest = _Digest()
    incidents = [
        _incident(target[d.draft_id], fields[d.draft_id], name=names[d.draft_id])
        for d in chosen
        if entry_of(item, d.draft_id) is Entry.INCIDENT and d.verdict is Verdict.ACCEPT
    ]
    events = [
        _event(target[d.draft_id], fields[d.draft_id], name=names[d.draft_id])
        for d in chosen
        if entry_of(item, d.draft_id) is Entry.EVENT
    ]
    statements: list[Statement] = []
    for decision in chosen:
        named = names[decision.draft_id]
        statements += _statements(
            item, decision, fields[decision.draft_id], target, digest, already=len(statements), name=named
        )
    claims, shared = _claims(item, chosen, fields, target, statements, digest)
    source = _source(item, digest, dataset, used=len(statements))
    records: tuple[AnyRecord, ...] = (source, *incidents, *events, *statements, *shared, *claims)
    of_record = {target[draft_id]: name for draft_id, name in names.items()}
    _check_wording(item, chosen, records, of_record, dataset)
    existing = tuple(dict.fromkeys(d.merged_into for d in chosen if d.merged_into))
    return Built(records, tuple(i.id for i in incidents), tuple(e.id for e in events), existing)


def _chosen(item: DeskItem, dataset: Dataset) -> list[Decision]:
    """The decisions that publish something, in the order of the coding."""
    ids = [*(d.id for d in item.coding.drafts), *(e.id for e in item.coding.events)]
    own = [decision.draft_id for decision in item.own_entries]
    open_ones = [i for i in [*(d.id for d in item.coding.drafts), *own] if item.decision(i).verdict is Verdict.OPEN]
    if open_ones:
        listed = ", ".join(_name(item, draft_id, dataset) for draft_id in open_ones)
        raise NotReviewedError(
            f"expected a decision on every draft, got none on {listed}; accept, merge or reject each"
        )
    decided = [item.decision(i) for i in [*ids, *own]]
    chosen = [d for d in decided if d.verdict in (Verdict.ACCEPT, Verdict.MERGE)]
    if not chosen:
        raise NotReviewedError("expected a draft that is accepted or merged, got none; discard the item instead")
    for decision in chosen:
        _check_merge(item, decision, dataset)
    return chosen


def _check_merge(item: DeskItem, decision: Decision, dataset: Dataset) -> None:
    if decision.merged_into is None:
        return
    found = dataset.incidents.get(decision.merged_into)
    if entry_of(item, decision.draft_id) is Entry.EVENT or found is None or found.status is not Status.PUBLISHED:
        got = f"“{found.title}”" if found else "one that is not there"
        got += ", which is withdrawn" if found and found.status is not Status.PUBLISHED else ""
        got += " for an agreement or event" if entry_of(item, decision.draft_id) is Entry.EVENT else ""
        raise NotReviewedError(
            f"{_name(item, decision.draft_id, dataset)}: expected a published incident to merge with, got {got}; "
            "decide again"
        )


def _name(item: DeskItem, draft_id: str, dataset: Dataset) -> str:
    return name_of(item, draft_id, reviewed_fields(item, draft_id, dataset).title)


def _check_apart(
    item: DeskItem,
    chosen: Sequence[Decision],
    fields: Mapping[str, Fields],
    names: Mapping[str, str],
    dataset: Dataset,
) -> None:
    """Nobody's dead are counted twice by oversight: a likely duplicate is published only after a word on it."""
    for decision in chosen:
        if decision.verdict is not Verdict.ACCEPT or entry_of(item, decision.draft_id) is not Entry.INCIDENT:
            continue
        for found in find_duplicates(fields[decision.draft_id], dataset, limit=len(decision.apart_from) + 1):
            if found.is_likely and found.incident_id not in decision.apart_from:
                incident = dataset.incidents[found.incident_id]
                raise NotReviewedError(
                    f"{names[decision.draft_id]}: expected a word on whether it is “{found.title}” "
                    f"({period_words(incident.date_start, incident.date_end)}), which is published and {found.score:.0%} "
                    "like it, got none; merge with it, or say that it is another incident"
                )


def _target(item: DeskItem, decision: Decision, fields: Fields) -> str:
    """The id of the incident or event that a draft becomes or is merged into."""
    if decision.merged_into:
        return decision.merged_into
    places = fields.places or ()
    name = slug(places[0].name if places else str(fields.kind or "entry"))[:30].strip("-") or "place"
    key = hashlib.sha256(f"{item.source_id}|{decision.draft_id}".encode()).hexdigest()[:10]
    return f"{name}-{fields.date_start or 'undated'}-{key}"


def slug(text: str) -> str:
    """Lower-case Latin letters, digits and hyphens of a text; empty where it has none."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


_NEEDED: Mapping[str, str] = {
    "title": "the title",
    "date_start": "the first possible day",
    "date_end": "the last possible day",
    "date_basis": "how the date is known",
    "sub_event_type": "what happened",
    "places": "where it happened",
    "actors": "who took part",
    "grade": "the grade",
    "kind": "what kind of event it is",
}


def _dated(fields: Fields, *, name: str, wanted: Sequence[str]) -> dict[str, Any]:
    missing = [part for part in ("title", "date_start", "date_end", "date_basis", *wanted) if not getattr(fields, part)]
    if missing or fields.date_start is None or fields.date_end is None:
        listed = ", ".join(_NEEDED[part] for part in missing)
        raise NotReviewedError(f"{name}: expected {listed}, got nothing; fill it in or reject it")
    if fields.date_end < fields.date_start:
        raise NotReviewedError(
            f"{name}: expected the last possible day on or after the first, got {day_words(fields.date_end)} "
            f"after {day_words(fields.date_start)}; correct when it was"
        )
    if "places" in wanted and not any(place.role is PlaceRole.EVENT for place in fields.places or ()):
        raise NotReviewedError(f"{name}: expected a place that is the scene, got none; correct where it was")
    days = (fields.date_end - fields.date_start).days + 1
    return {
        "title": fields.title,
        "summary": fields.summary,
        "date_start": fields.date_start.isoformat(),
        "date_end": fields.date_end.isoformat(),
        "date_basis": fields.date_basis,
        "time_precision": str(TimePrecision.of_days(days)),
        "places": [place.as_json() for place in fields.places or ()],
        "note": fields.note,
        "collection": str(COLLECTION),
    }


def _incident(incident_id: str, fields: Fields, *, name: str) -> Incident:
    dated = _dated(fields, name=name, wanted=("sub_event_type", "places", "actors", "grade"))
    given = {
        **dated,
        "id": incident_id,
        "sub_event_type": str(fields.sub_event_type),
        "time_of_day": fields.time_of_day,
        "actors": [actor.as_json() for actor in fields.actors or ()],
        "grade": str(fields.grade),
    }
    with _of_draft(name):
        return Incident.parse(given)


def _event(event_id: str, fields: Fields, *, name: str) -> Event:
    dated = _dated(fields, name=name, wanted=("kind",))
    with _of_draft(name):
        return Event.parse({**dated, "id": event_id, "kind": str(fields.kind), "parties": list(fields.parties or ())})


@contextmanager
def _of_draft(name: str) -> Iterator[None]:
    """A record has an id, which no editor knows: what is wrong with it is said of the draft."""
    try:
        yield
    except InvalidRecordError as error:
        raise InvalidDraftError(f"{name}: {error}", draft=name) from error.__cause__


def _statements(
    item: DeskItem,
    decision: Decision,
    fields: Fields,
    target: Mapping[str, str],
    digest: _Digest,
    *,
    already: int,
    name: str,
) -> Iterator[Statement]:
    """The digest's statement of a draft, and one for each quotation."""
    is_event = entry_of(item, decision.draft_id) is Entry.EVENT
    supports: dict[str, Any] = {"event_ids" if is_event else "incident_ids": (target[decision.draft_id],)}
    first = Bucket.EVENT if is_event else Bucket.INCIDENT if decision.verdict is Verdict.ACCEPT else Bucket.SUPPORT
    later = Bucket.EVENT if is_event else Bucket.SUPPORT
    text = decision.digest or fields.summary
    if text is None:
        raise NotReviewedError(f"{name}: expected a statement in own words, got none; write one")
    original = _paragraph_of_draft(item, decision.draft_id)
    passages = [(first, text, digest.add(text, where=f"what the public reads of {name}", original=original))]
    for quotation in decision.quotations:
        quoted = item.article.text[quotation.start : quotation.end].strip()
        paragraph = _paragraph_at(item, quotation.start)
        passages.append((later, f"“{quoted}”", digest.add(quoted, where=f"a quotation of {name}", original=paragraph)))
    for number, (bucket, words, passage) in enumerate(passages, start=already + 1):
        yield _statement(item, words, passage, bucket, supports, number=number)


def _paragraph_of_draft(item: DeskItem, draft_id: str) -> int | None:
    found = (s.paragraph for s in item.coding.statements if draft_id in s.draft_ids and s.paragraph >= 1)
    return next(found, None)


def _paragraph_at(item: DeskItem, offset: int) -> int | None:
    found = (s.paragraph for s in item.coding.statements if s.start <= offset < s.end and s.paragraph >= 1)
    return next(found, None)


Figure = tuple[TollEntry, tuple[str, ...], bool]  # the figure, the incidents it counts in, whether one is missing


def _claims(
    item: DeskItem,
    chosen: Sequence[Decision],
    fields: Mapping[str, Fields],
    target: Mapping[str, str],
    statements: Sequence[Statement],
    digest: _Digest,
) -> tuple[list[Claim], list[Statement]]:
    """The claims, and a statement for each figure that several incidents share."""
    rests_on = {i: s.id for s in reversed(statements) for i in s.incident_ids}
    claims: list[Claim] = []
    shared: list[Statement] = []
    seen: set[tuple[object, ...]] = set()
    for toll, incident_ids, is_partial in _figures(item, chosen, fields, target):
        key = (toll.group, toll.outcome, toll.low, toll.high, incident_ids)
        # One figure stands with each of the drafts that share it, and is written once.
        if toll.shared_with and key in seen:
            continue
        seen.add(key)
        if len(incident_ids) > 1:
            number = len(statements) + len(shared) + 1
            shared.append(_shared_statement(item, toll, incident_ids, digest, number=number))
        statement_id = shared[-1].id if len(incident_ids) > 1 else rests_on[incident_ids[0]]
        claims.append(_claim(item, toll, incident_ids, statement_id, is_partial=is_partial, number=len(claims) + 1))
    return claims, shared


def _figures(
    item: DeskItem, chosen: Sequence[Decision], fields: Mapping[str, Fields], target: Mapping[str, str]
) -> Iterator[Figure]:
    for decision in chosen:
        if entry_of(item, decision.draft_id) is Entry.EVENT:
            continue
        for toll in fields[decision.draft_id].tolls or ():
            partners = [target[i] for i in toll.shared_with if i in target]
            ids = tuple(sorted({target[decision.draft_id], *partners}))
            yield toll, ids, len(partners) < len(set(toll.shared_with))


def _shared_statement(
    item: DeskItem, toll: TollEntry, incident_ids: tuple[str, ...], digest: _Digest, *, number: int
) -> Statement:
    words = f"One figure for {len(incident_ids)} incidents: {toll_words(toll.model_copy(update={'shared_with': ()}))}."
    supports = {"incident_ids": incident_ids}
    return _statement(
        item, words, digest.add(words, where="a shared figure"), Bucket.SHARED_TOLL, supports, number=number
    )


def _statement(
    item: DeskItem, words: str, passage: Passage, bucket: Bucket, supports: Mapping[str, Any], *, number: int
) -> Statement:
    return Statement.parse(
        {
            "id": f"{item.source_id}-{number:02}",
            "source_id": item.source_id,
            "passage": passage.as_json(),
            "text": words,
            "bucket": str(bucket),
            **supports,
        }
    )


def _claim(
    item: DeskItem,
    toll: TollEntry,
    incident_ids: tuple[str, ...],
    statement_id: str,
    *,
    is_partial: bool,
    number: int,
) -> Claim:
    # Part of a shared figure may lie with an incident that is not published: here it counts from none to all of it.
    note = "One figure with an incident that is not published here, so none to all of it may lie here."
    notes = [n for n in (toll.note, note if is_partial else None) if n]
    return Claim(
        id=f"{item.source_id}-claim-{number:02}",
        source_id=item.source_id,
        statement_id=statement_id,
        incident_ids=incident_ids,
        group=toll.group,
        outcome=toll.outcome,
        low=0 if is_partial and toll.low is not None else toll.low,
        high=toll.high,
        attributed_to=toll.attributed_to,
        note=" ".join(notes) or None,
    )


def _source(item: DeskItem, digest: _Digest, dataset: Dataset, *, used: int) -> Source:
    article = item.article
    same = (s.outlet_id for s in dataset.sources.values() if s.outlet.casefold() == article.outlet.casefold())
    made = slug(article.outlet)[:40] or f"outlet-{hashlib.sha256(article.outlet.encode()).hexdigest()[:10]}"
    return Source(
        id=item.source_id,
        via=None,
        reference=None,
        outlet=article.outlet,
        outlet_id=next(same, made),
        kind=SourceKind.REPORT,
        collection=COLLECTION,
        title=article.title or f"[Report of {article.published} by {article.outlet}]",
        url=article.url,
        published=article.published,
        published_basis="Given by the editor.",
        language=article.language,
        sha256=hashlib.sha256(article.text.encode()).hexdigest() if article.text else None,
        digest=tuple(digest.paragraphs),
        note=_accounting(item, used=used),
    )


def _accounting(item: DeskItem, *, used: int) -> str:
    """How many of the article's statements came to what; none is dropped in silence."""
    statements = item.coding.statements
    if not statements:
        return f"Entered by the desk without an article's text; {used} statements in the desk's words."
    published = {i for i in _all_ids(item) if item.decision(i).verdict in (Verdict.ACCEPT, Verdict.MERGE)}
    support = sum(not published.isdisjoint(s.draft_ids) for s in statements)
    return (
        f"Of {len(statements)} statements {support} support what is published; {len(statements) - support} are "
        "background, plans, totals or set aside, and stay with the desk."
    )


def _all_ids(item: DeskItem) -> list[str]:
    return [*(draft.id for draft in item.coding.drafts), *(event.id for event in item.coding.events)]


def public_texts(records: Sequence[AnyRecord]) -> dict[str, str]:
    """Every free text of records, by where it stands; identifiers and codes are none."""
    return {
        f"{record.kind_name} {record.id} {path}": text
        for record in records
        for path, text in _texts(record.as_json(), "")
    }


# Identifiers, codes and addresses; the outlet names itself, and places are named by their names.
_NO_TEXT = re.compile(r"(^|\.)(id|\w+_ids?|url|sha256|language|outlet|kind|role|method|collection|status|grade|group)$")


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, part in enumerate(value, start=1):
            yield from _texts(part, f"{path} {number}")
    elif isinstance(value, str) and not _NO_TEXT.search(path):
        yield path, value


def _named_texts(records: Sequence[AnyRecord], names: Mapping[str, str]) -> dict[str, str]:
    """Every free text of a publication by where an editor finds it; `names` has the drafts by what they become."""
    texts: dict[str, str] = {}
    for record in records:
        for path, text in _texts(record.as_json(), ""):
            spot = f"{path.replace('.', ' ').replace('_', ' ')} of {_whose(record, names)}"
            same = sum(where == spot or where.startswith(f"{spot}, ") for where in texts)
            texts[f"{spot}, {same + 1}" if same else spot] = text
    return texts


def _whose(record: AnyRecord, names: Mapping[str, str]) -> str:
    about = (*record.incident_ids, *getattr(record, "event_ids", ())) if isinstance(record, Statement | Claim) else ()
    drafts = " and ".join(names[i] for i in about or (record.id,) if i in names)
    kinds = {"statement": "the statement of ", "claim": "a figure of "}
    return kinds.get(record.kind_name, "") + (drafts or "the source")


def _check_wording(
    item: DeskItem,
    chosen: Sequence[Decision],
    records: Sequence[AnyRecord],
    names: Mapping[str, str],
    dataset: Dataset,
) -> None:
    text = item.article.text
    check_quotations(text, [(q.start, q.end) for decision in chosen for q in decision.quotations])
    texts = _named_texts(records, names)
    check_copied(texts, text)
    places = [place for record in records if isinstance(record, Incident | Event) for place in record.places]
    here = {fold(name) for place in places for name in (place.name, place.words or place.name)}
    checked = [name for decision in chosen for name in decision.names_checked]
    check_names(texts, known=known_names(dataset) | here | {fold(item.article.outlet)}, checked=checked)
