"""The fields of a draft: how each is said, and the form that corrects it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from geo.desk import deciding
from geo.desk.items import Entry, Fields, TollEntry
from geo.desk.passages import behind
from geo.desk.proposing import toll_words
from geo.desk.wording import MOST_WORDS, count_words
from geo.errors import InvalidRecordError
from geo.filters import FIRST_DAY, LAST_DAY, period_words
from geo.layers.text import SafeText, compose_markup
from geo.records import ActorMention, Dataset
from geo.view import how_placed
from geo.vocabulary import ActorRole, Certainty, EventKind, Grade, Group, Outcome, SubEventType
from pages.ui.desk_saving import Work, end_editing, first_value, saving, typed
from pages.ui.markup import label_text, text, together

Words = Callable[[Fields, Dataset], SafeText]
_UNKNOWN = "not known"


@dataclass(frozen=True)
class Row:
    """A line of the card: `names` are the fields that it shows, `words` says them."""

    field: str
    label: str
    names: tuple[str, ...]
    words: Words
    has_rules: bool = True


def _line(words: str, note: str | None = None) -> SafeText:
    return compose_markup(
        "<div>{words}{note}</div>",
        words=text(words),
        note=compose_markup(' <span class="sl-note">{note}</span>', note=text(note)) if note else text(""),
    )


def _lines(parts: Sequence[SafeText]) -> SafeText:
    return together(parts) if parts else _line(_UNKNOWN)


def _when(fields: Fields, _: Dataset) -> SafeText:
    if fields.date_start is None or fields.date_end is None:
        return _line(_UNKNOWN)
    day = period_words(fields.date_start, fields.date_end)
    return _line(f"{day}, {fields.time_of_day}" if fields.time_of_day else day, fields.date_basis)


def _where(fields: Fields, _: Dataset) -> SafeText:
    lines = []
    for place in fields.places or ():
        position = "" if place.latitude is None else f"; {place.latitude:.4f} N, {place.longitude:.4f} E"
        words = f" (“{place.words}”)" if place.words and place.words != place.name else ""
        lines.append(_line(f"{place.name}{words}", f"{place.role.label}; {how_placed(place)}{position}"))
    return _lines(lines)


def _who(fields: Fields, dataset: Dataset) -> SafeText:
    return _lines([_line(_actor(mention, dataset), _role(mention)) for mention in fields.actors or ()])


def _actor(mention: ActorMention, dataset: Dataset) -> str:
    found = dataset.actors.get(mention.actor_id)
    return found.names.en if found else mention.actor_id


def _role(mention: ActorMention) -> str:
    certainty = "" if mention.certainty is Certainty.STATED else f", {mention.certainty.label}"
    return mention.role.label + certainty + (f": {mention.note}" if mention.note else "")


def _what(fields: Fields, _: Dataset) -> SafeText:
    found = fields.sub_event_type
    return _line(found.label, found.definition) if found else _line(_UNKNOWN)


def _figures(fields: Fields, _: Dataset) -> SafeText:
    lines = [
        _line(toll_words(toll), f"according to {toll.attributed_to}" if toll.attributed_to else None)
        for toll in fields.tolls or ()
    ]
    return together(lines) if lines else _line("no figure")


def _grade(fields: Fields, _: Dataset) -> SafeText:
    grade = fields.grade or Grade.SINGLE_SOURCE
    note = f" Note: {fields.note}" if fields.note else ""
    return _line(grade.label, grade.definition + note)


def _title(fields: Fields, _: Dataset) -> SafeText:
    return _line(fields.title or "no title yet", fields.summary)


def _kind(fields: Fields, _: Dataset) -> SafeText:
    return _line(fields.kind.label, fields.kind.definition) if fields.kind else _line(_UNKNOWN)


def _parties(fields: Fields, dataset: Dataset) -> SafeText:
    names = [dataset.actors[i].names.en if i in dataset.actors else i for i in fields.parties or ()]
    return _line(", ".join(names) or _UNKNOWN)


# The words come from the decision, not from the fields: `public_words`.
PUBLIC = Row(
    "public", "What the public reads", (), lambda fields, _: _line(fields.summary or _UNKNOWN), has_rules=False
)
_DATED = ("date_start", "date_end", "date_basis", "time_of_day")
ROWS: Mapping[Entry, tuple[Row, ...]] = {
    Entry.INCIDENT: (
        Row("title", "Title and summary", ("title", "summary"), _title, has_rules=False),
        Row("when", "When", _DATED, _when),
        Row("where", "Where", ("places",), _where),
        Row("who", "Who", ("actors",), _who),
        Row("what", "What", ("sub_event_type",), _what),
        Row("figures", "Figures", ("tolls",), _figures),
        Row("grade", "Grade and note", ("grade", "note"), _grade, has_rules=False),
        PUBLIC,
    ),
    Entry.EVENT: (
        Row("title", "Title and summary", ("title", "summary"), _title, has_rules=False),
        Row("kind", "Kind", ("kind",), _kind),
        Row("when", "When", _DATED, _when),
        Row("where", "Where", ("places",), _where),
        Row("parties", "Parties", ("parties",), _parties),
        PUBLIC,
    ),
}


def public_words(work: Work, draft_id: str) -> SafeText:
    """The statement in own words and the quotations, as they would be published."""
    decision, fields = work.item.decision(draft_id), work.fields(draft_id)
    quoted = [work.item.article.text[q.start : q.end].strip() for q in decision.quotations]
    return _lines(
        [_line(words) for words in (decision.digest or fields.summary or _UNKNOWN, *map("“{}”".format, quoted))]
    )


# ---- the forms -----------------------------------------------------------------------------------------------------


def _form(
    work: Work, draft_id: str, names: Sequence[str], values: Callable[[], Mapping[str, Any]], *, more: str | None = None
) -> None:
    """The buttons under a form: save what is typed, take the correction back, or leave; `names` are those of `values`."""
    with st.container(horizontal=True):
        st.form_submit_button("Save", type="primary", on_click=_correcting(work, draft_id, values))
        if more:
            st.form_submit_button(more, on_click=_one_more)
        corrections = work.item.decision(draft_id).corrections
        if any(getattr(corrections, name) is not None for name in names):
            nothing = dict.fromkeys(names)
            st.form_submit_button("As coded", on_click=_correcting(work, draft_id, lambda: nothing))
        st.form_submit_button("Cancel", on_click=end_editing)


def _correcting(work: Work, draft_id: str, values: Callable[[], Mapping[str, Any]]) -> Callable[[], None]:
    return saving(work.item.id, lambda item: deciding.corrected(item, draft_id, work.dataset, **values()), at=draft_id)


def _one_more() -> None:
    key = first_value("rows", 0)
    st.session_state[key] += 1


def _words(name: str) -> str | None:
    """What is typed into a field, None where it is empty."""
    return str(typed(name) or "").strip() or None


def _edit_title(work: Work, draft_id: str) -> None:
    now = work.fields(draft_id)
    with st.form(f"form.{draft_id}", border=False):
        st.text_input("Title", key=first_value("title", now.title or ""))
        st.text_area(
            "Summary in the desk's own words; empty for one made of the coded values",
            key=first_value("summary", work.item.decision(draft_id).corrections.summary or ""),
            height=90,
        )
        _form(
            work,
            draft_id,
            ("title", "summary"),
            lambda: {"title": _words("title"), "summary": _words("summary")},
        )


def _edit_when(work: Work, draft_id: str) -> None:
    now = work.fields(draft_id)
    # Without `None` an emptied field would say its earlier day again.
    options: dict[str, Any] = {"value": None, "min_value": FIRST_DAY, "max_value": LAST_DAY, "format": "YYYY-MM-DD"}
    with st.form(f"form.{draft_id}", border=False):
        first, last = st.columns(2)
        first.date_input("First possible day", key=first_value("start", now.date_start), **options)
        last.date_input("Last possible day", key=first_value("end", now.date_end), **options)
        st.text_input("How the date is known", key=first_value("basis", now.date_basis or ""))
        st.caption(f"Left as it is while the days change, this becomes “{deciding.SET_BY_DESK}”")
        st.text_input("Time of day, if known", key=first_value("time", now.time_of_day or ""))
        _form(
            work,
            draft_id,
            _DATED,
            lambda: {
                "date_start": typed("start"),
                "date_end": typed("end"),
                "date_basis": _words("basis"),
                "time_of_day": _words("time"),
            },
        )


def _edit_who(work: Work, draft_id: str) -> None:
    now = list(work.fields(draft_id).actors or ())
    actors = {actor.id: actor.names.en for actor in sorted(work.dataset.actors.values(), key=lambda a: a.names.en)}
    count = len(now) + int(st.session_state[first_value("rows", 0 if now else 1)])
    with st.form(f"form.{draft_id}", border=False):
        for number in range(count):
            mention = now[number] if number < len(now) else None
            who, role, sure = st.columns([3, 2, 2])
            who.selectbox(
                f"Actor {number + 1}",
                [None, *actors],
                format_func=lambda actor_id: actors.get(actor_id, "none"),
                key=first_value(f"actor.{number}", mention.actor_id if mention else None),
            )
            _codes(role, f"Role of actor {number + 1}", f"role.{number}", ActorRole, mention.role if mention else None)
            _codes(sure, f"How sure {number + 1}", f"sure.{number}", Certainty, mention.certainty if mention else None)

        def values() -> Mapping[str, Any]:
            named = [n for n in range(count) if typed(f"actor.{n}")]
            found = [
                {
                    "actor_id": typed(f"actor.{n}"),
                    "role": str(typed(f"role.{n}")),
                    "certainty": str(typed(f"sure.{n}")),
                    "note": now[n].note if n < len(now) else None,
                }
                for n in named
            ]
            return {"actors": found}

        st.caption("An actor set to none is left out.")
        _form(work, draft_id, ("actors",), values, more="One more actor")


def _edit_what(work: Work, draft_id: str) -> None:
    now = work.fields(draft_id).sub_event_type
    with st.form(f"form.{draft_id}", border=False):
        _codes(st, "Sub-event type (ACLED)", "what", SubEventType, now)
        _form(work, draft_id, ("sub_event_type",), lambda: {"sub_event_type": str(typed("what"))})


def _edit_kind(work: Work, draft_id: str) -> None:
    with st.form(f"form.{draft_id}", border=False):
        _codes(st, "Kind", "kind", EventKind, work.fields(draft_id).kind)
        _form(work, draft_id, ("kind",), lambda: {"kind": str(typed("kind"))})


def _edit_parties(work: Work, draft_id: str) -> None:
    actors = {actor.id: actor.names.en for actor in sorted(work.dataset.actors.values(), key=lambda a: a.names.en)}
    now = [actor_id for actor_id in work.fields(draft_id).parties or () if actor_id in actors]
    with st.form(f"form.{draft_id}", border=False):
        st.multiselect(
            "Parties", list(actors), format_func=lambda actor_id: actors[actor_id], key=first_value("parties", now)
        )
        _form(work, draft_id, ("parties",), lambda: {"parties": list(typed("parties") or ())})


def _edit_figures(work: Work, draft_id: str) -> None:
    now = list(work.fields(draft_id).tolls or ())
    count = len(now) + int(st.session_state[first_value("rows", 0 if now else 1)])
    others = {d.id: d.title for d in work.item.coding.drafts if d.id != draft_id}
    with st.form(f"form.{draft_id}", border=False):
        st.caption(
            "Empty “at least” for a figure that nobody gives; empty “at most” where more are possible. "
            "A group set to none is left out."
        )
        for number in range(count):
            _figure_fields(number, now[number] if number < len(now) else None, others)

        def values() -> Mapping[str, Any]:
            for n in range(len(now), count):
                _check_group(n)
            return {"tolls": [_typed_figure(n, now) for n in range(count) if typed(f"group.{n}")]}

        _form(work, draft_id, ("tolls",), values, more="One more figure")


def _figure_fields(number: int, toll: TollEntry | None, others: Mapping[str, str]) -> None:
    group, outcome, low, high = st.columns([3, 2, 1.6, 1.6])
    labels = {str(code): code.label for code in Group}
    group.selectbox(
        f"Group {number + 1}",
        [None, *labels],
        format_func=lambda value: labels.get(str(value), "none"),
        key=first_value(f"group.{number}", str(toll.group) if toll else None),
    )
    _codes(outcome, f"Outcome {number + 1}", f"outcome.{number}", Outcome, toll.outcome if toll else None)
    # Without `None` an emptied field would say 0, and unknown never becomes 0.
    options: dict[str, Any] = {"value": None, "min_value": 0, "max_value": 100_000, "step": 1}
    low.number_input(f"At least {number + 1}", key=first_value(f"low.{number}", toll.low if toll else None), **options)
    high.number_input(
        f"At most {number + 1}", key=first_value(f"high.{number}", toll.high if toll else None), **options
    )
    said, shared = st.columns([2, 3])
    said.text_input(
        f"Who says so {number + 1}", key=first_value(f"said.{number}", (toll.attributed_to if toll else None) or "")
    )
    if others:
        shared.multiselect(
            f"One figure with {number + 1}",
            list(others),
            format_func=lambda draft_id: others[draft_id],
            key=first_value(f"shared.{number}", [i for i in (toll.shared_with if toll else ()) if i in others]),
        )


def _check_group(number: int) -> None:
    """A new figure that counts nobody would vanish with what was typed for it."""
    given = [typed(f"{name}.{number}") for name in ("low", "high", "said")]
    if typed(f"group.{number}") is None and any(value not in (None, "") for value in given):
        low = "no number" if given[0] is None else given[0]
        raise InvalidRecordError(
            f"figure {number + 1}: expected a group of people, got none for {low}; choose whom it counts"
        )


def _typed_figure(number: int, now: Sequence[TollEntry]) -> Mapping[str, Any]:
    low, high = typed(f"low.{number}"), typed(f"high.{number}")
    if high is not None and (low is None or low > high):
        fewest = "no “at least”" if low is None else f"at least {low}"
        raise InvalidRecordError(
            f"figure {number + 1}: expected “at least” no higher than “at most”, got {fewest} and at most {high}; "
            "empty “at most” where more are possible"
        )
    return {
        "group": typed(f"group.{number}"),
        "outcome": str(typed(f"outcome.{number}")),
        "low": low,
        "high": high,
        "attributed_to": _words(f"said.{number}"),
        "shared_with": list(typed(f"shared.{number}") or ()),
        "note": now[number].note if number < len(now) else None,
    }


def _edit_grade(work: Work, draft_id: str) -> None:
    now = work.fields(draft_id)
    with st.form(f"form.{draft_id}", border=False):
        _codes(st, "Grade", "grade", Grade, now.grade)
        st.text_area("Note for readers", key=first_value("note", now.note or ""), height=70)
        _form(work, draft_id, ("grade", "note"), lambda: {"grade": str(typed("grade")), "note": _words("note")})


def _edit_public(work: Work, draft_id: str) -> None:
    """The statement in own words, and the passages that may be quoted."""
    decision, item = work.item.decision(draft_id), work.item
    statements = behind(item.coding, draft_id)
    quoted = {(q.start, q.end) for q in decision.quotations}

    def change(found: Any) -> Any:
        spans = [{"start": s.start, "end": s.end} for s in statements if typed(f"quote.{s.start}")]
        names = [line.strip() for line in str(typed("names") or "").splitlines() if line.strip()]
        return deciding.decided(found, draft_id, digest=_words("digest"), quotations=spans, names_checked=names)

    with st.form(f"form.{draft_id}", border=False):
        st.text_area(
            f"Statement in the desk's own words, at most {MOST_WORDS} words; empty for the summary above",
            key=first_value("digest", decision.digest or ""),
            height=90,
        )
        for statement in statements:
            words = item.article.text[statement.start : statement.end]
            count = count_words(words)
            st.checkbox(
                f"Quote ({count} words): {label_text(words[:110])}{'…' if len(words) > 110 else ''}",
                key=first_value(f"quote.{statement.start}", (statement.start, statement.end) in quoted),
                disabled=count > MOST_WORDS,
            )
        st.text_area(
            "Names checked: officials and institutions, one a line. Victims are not named.",
            key=first_value("names", "\n".join(decision.names_checked)),
            height=70,
        )
        with st.container(horizontal=True):
            st.form_submit_button("Save", type="primary", on_click=saving(item.id, change, at=draft_id))
            st.form_submit_button("Cancel", on_click=end_editing)


def _codes(where: Any, label: str, name: str, codes: Any, now: Any) -> None:
    labels = {str(code): code.label for code in codes}
    where.selectbox(
        label,
        list(labels),
        format_func=lambda value: labels[value],
        key=first_value(name, str(now) if now is not None else next(iter(labels))),
    )


EDITORS: Mapping[str, Callable[[Work, str], None]] = {
    "title": _edit_title,
    "when": _edit_when,
    "who": _edit_who,
    "what": _edit_what,
    "kind": _edit_kind,
    "parties": _edit_parties,
    "figures": _edit_figures,
    "grade": _edit_grade,
    "public": _edit_public,
}
