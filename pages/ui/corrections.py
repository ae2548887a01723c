"""Parts of the corrections page: the log, newest first, and the digest that vouches for it; read by anyone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final

import streamlit as st

from geo.desk.deeds import is_holder
from geo.desk.history import Change, Correction, Difference, public_log
from geo.filters import day_words, source_label
from geo.layers.text import SafeText, compose_markup
from geo.records import Dataset
from geo.store import Store
from geo.vocabulary import Status
from pages.ui.markup import label_text, show, text, together

PAGE: Final = 20
LINKS: Final = 3
UNFOLDED: Final = 4
EMPTY: Final = (
    "Nothing has been published or corrected since the start. When something is published, changed, merged or withdrawn, it is listed here: "
    "what it said before, what it says now, who changed it and why."
)
_SHOWN: Final = "log.shown"
_EVIDENCE: Final = {"statement", "claim"}
_KINDS: Final = {
    "incident": "Incident",
    "event": "Event",
    "statement": "Statement",
    "claim": "Figure",
    "source": "Source",
    "place": "Place",
    "actor": "Actor",
    "segment": "Front segment",
}


def show_log(store: Store) -> str | None:
    """Show the log; gives the id of the incident that the reader asks for, if any."""
    found, dataset = public_log(store), store.dataset()
    if not found:
        show(compose_markup('<div class="sl-empty" role="status">{words}</div>', words=text(EMPTY)))
        return None
    st.caption(f"{_counts(found)}, newest first. Days and times are UTC.")
    shown: int = st.session_state.setdefault(_SHOWN, PAGE)
    asked = [_show_entry(dataset, correction) for correction in found[:shown]]
    if len(found) > shown:
        st.button(f"Show earlier revisions ({len(found) - shown})", key="log.more", on_click=_show_more)
    return next(filter(None, asked), None)


def show_chain(store: Store) -> None:
    """Say how anybody who has the store can verify it, with the newest digest."""
    newest = store.revisions()[-1:]
    st.markdown(
        "Each revision carries a SHA-256 digest over its contents and over the digest before it, so nothing in the past can be "
        "changed unnoticed. Whoever runs the server verifies all of them with a command. Note the newest digest elsewhere: given "
        "to the command later, it also shows that no revision was cut off since."
    )
    for info in newest:
        st.caption(f"Revision {info.number}, {moment_words(info.at)}")
        st.code(f"python -m geo verify --digest {info.digest}", language=None, wrap_lines=True)


def moment_words(at: dt.datetime) -> str:
    """Say a moment in words, such as 4 December 2021, 17:05 UTC."""
    utc = at.astimezone(dt.UTC)
    return f"{day_words(utc.date())}, {utc:%H:%M} UTC"


def changes_markup(dataset: Dataset, changes: Iterable[Change]) -> SafeText:
    """Each record's change, incidents first; where there are many, the evidence that moved with them is folded."""
    ordered = sorted(changes, key=lambda change: (list(_KINDS).index(change.kind), change.record_id))
    first = [change for change in ordered if change.kind not in _EVIDENCE] if len(ordered) > UNFOLDED else ordered
    folded = [change for change in ordered if change not in first]
    shown = together(_change(dataset, change) for change in first)
    if not folded:
        return shown
    return compose_markup(
        '{shown}<details class="sl-claim"><summary>{words}</summary>{folded}</details>',
        shown=shown,
        words=text(f"{len(folded)} statements and figures"),
        folded=together(_change(dataset, change) for change in folded),
    )


def _change(dataset: Dataset, change: Change) -> SafeText:
    return compose_markup(
        '<section class="sl-change"><h4><span class="sl-name">{kind}</span> {title}</h4>{fields}</section>',
        kind=text(_KINDS[change.kind]),
        title=text(_title(dataset, change)),
        fields=compose_markup(
            '<dl class="sl-diff">{rows}</dl>',
            rows=together(_difference(dataset, found) for found in change.differences),
        ),
    )


def _show_entry(dataset: Dataset, correction: Correction) -> str | None:
    show(
        compose_markup(
            '<article class="sl-correction"><div class="sl-kicker">{head}</div><h3 class="sl-title">{reason}</h3>{changes}</article>',
            head=text(f"Revision {correction.number} · {moment_words(correction.at)} · {correction.author}"),
            reason=text(correction.reason),
            changes=together([_added(dataset, correction), changes_markup(dataset, correction.changes)]),
        )
    )
    return _show_links(dataset, correction)


def _added(dataset: Dataset, correction: Correction) -> SafeText:
    """What the revision published or took back: new incidents and events, and incidents with a source more or less."""
    lines = [(f"New {change.kind}", change.title) for change in correction.added]
    lines += [("A further source for", dataset.incidents[i].title) for i in correction.added_to]
    lines += [("A source is taken back from", dataset.incidents[i].title) for i in correction.taken_from]
    return together(
        compose_markup(
            '<section class="sl-change"><h4><span class="sl-name">{kind}</span> {title}</h4></section>',
            kind=text(kind),
            title=text(title),
        )
        for kind, title in lines
    )


def _show_links(dataset: Dataset, correction: Correction) -> str | None:
    changed = [i for change in correction.changes for i in change.incident_ids]
    made = [change.record_id for change in correction.added if change.kind == "incident"]
    concerned = dict.fromkeys((*made, *correction.added_to, *changed))
    public = [i for i in concerned if dataset.incidents[i].status is Status.PUBLISHED]
    asked = None
    with st.container(horizontal=True):
        for incident_id in public[:LINKS]:
            title = f": {label_text(dataset.incidents[incident_id].title)}" if len(public) > 1 else ""
            words = f"Show on the map{title}"
            if st.button(words, key=f"log.open.{correction.number}.{incident_id}", type="tertiary"):
                asked = incident_id
        if len(public) > LINKS:
            rest = len(public) - LINKS
            st.caption(f"and {rest} more {'incident' if rest == 1 else 'incidents'}", width="content")
    return asked


def _show_more() -> None:
    st.session_state[_SHOWN] = st.session_state.get(_SHOWN, PAGE) + PAGE


def _title(dataset: Dataset, change: Change) -> str:
    if change.kind == "claim":
        claim = dataset.claims[change.record_id]
        return f"{claim.group.label}, {claim.outcome.label}; {source_label(dataset, claim.source_id)}"
    if change.kind == "statement":
        return source_label(dataset, dataset.statements[change.record_id].source_id)
    return change.title


def _difference(dataset: Dataset, difference: Difference) -> SafeText:
    """A field before and after; where most words are the same, those that differ are marked."""
    field, before, after = difference.field, difference.before, difference.after
    if field == "incident ids":
        field, before, after = "incident", _titles(dataset, before), _titles(dataset, after)
    old, new = _marked(before, after)
    return compose_markup(
        '<dt>{field}</dt><dd><del>{before}</del> <span aria-hidden="true">→</span> <ins>{after}</ins></dd>',
        field=text(field.capitalize()),
        before=old,
        after=new,
    )


def _titles(dataset: Dataset, ids: str) -> str:
    return "; ".join(_title_of(dataset, i) for i in ids.split("; "))


def _title_of(dataset: Dataset, incident_id: str) -> str:
    """An incident by its title; what an undo made to hold evidence was never public."""
    if is_holder(incident_id):
        return "none, taken back"
    return dataset.incidents[incident_id].title if incident_id in dataset.incidents else incident_id


def _marked(before: str, after: str) -> tuple[SafeText, SafeText]:
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) + len(new) > 1500 or matcher.ratio() < 0.5:  # comparing takes the square of the length
        return text(before), text(after)
    steps = matcher.get_opcodes()
    return (
        _pieces((old[start:end], tag) for tag, start, end, _, _ in steps),
        _pieces((new[start:end], tag) for tag, _, _, start, end in steps),
    )


def _pieces(parts: Iterable[tuple[list[str], str]]) -> SafeText:
    return together(
        (
            text(" ".join(words)) if tag == "equal" else compose_markup("<b>{w}</b>", w=text(" ".join(words)))
            for words, tag in parts
            if words
        ),
        separator=" ",
    )


def _counts(found: Sequence[Correction]) -> str:
    """How many revisions there are, and of what sort, as far as there are any of it."""
    corrected = sum(bool(correction.changes) for correction in found)
    published = sum(bool(correction.added or correction.added_to) for correction in found)
    parts = {"corrected what was published": corrected, "published something new": published}
    revisions = "1 revision" if len(found) == 1 else f"{len(found)} revisions"
    told = ", ".join(f"{number} {what}" for what, number in parts.items() if number)
    return f"{revisions}: {told}" if told else revisions
