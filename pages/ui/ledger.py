"""Parts of the sources page: the accounting strip, the sources, the rejected statements, the drawer of vague incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final, LiteralString

import streamlit as st

from geo.accounting import Account, Accounting
from geo.filters import Filter, narrowing, source_label
from geo.layers.text import SafeText, compose_markup
from geo.records import Dataset, Statement
from geo.view import View, how_placed
from geo.vocabulary import Bucket, Reason
from pages.ui.markup import label_text, link, show, text, together

_FOLLOWED: Final = {"collections", "sources"}
BUCKET_COLOURS: Mapping[Bucket, str] = {
    Bucket.INCIDENT: "#0072b2",
    Bucket.SHARED_TOLL: "#56b4e9",
    Bucket.SUPPORT: "#7fb2d0",
    Bucket.EVENT: "#e69f00",
    Bucket.FRONT: "#a6a0c8",
    Bucket.SUMMARY: "#b9b4aa",
    Bucket.CONTEXT: "#8d877d",
}


def show_scope(chosen: Filter, dataset: Dataset) -> None:
    """Where more is chosen than collections and sources, say that it does not narrow this page."""
    if words := scope_words(chosen, dataset):
        show(compose_markup('<p class="sl-words" role="note">{words}</p>', words=text(words)))


def scope_words(chosen: Filter, dataset: Dataset) -> str:
    """Name the choices that do not narrow whole sources; empty where there is none."""
    left = [words for name, words in narrowing(chosen, dataset) if name not in _FOLLOWED]
    if not left:
        return ""
    return (
        "This page shows whole sources: only the choice of collection and source narrows it, and the rest of the filter "
        f"({'; '.join(left)}) narrows just the incidents too vague to map, at the end."
    )


def show_accounting(account: Accounting, *, is_part: bool) -> None:
    """One strip and one table whose rows and columns add up; `is_part` where not all sources are chosen."""
    counts = f"{_counted(account.statements, 'statement')} of {_counted(len(account.accounts), 'source')}"
    words = f"{counts}; each statement ends in exactly one bucket."
    whose = "Chosen sources" if is_part else "All sources"
    show(
        compose_markup(
            '<p>{words}</p><div class="sl-strip" aria-hidden="true">{strip}</div>'
            '<table class="sl-buckets"><thead>{head}</thead><tbody>{total}</tbody></table>',
            words=text(words),
            strip=together(_part(bucket, count) for bucket, count in account.buckets.items() if count),
            head=_line("<th>{value}</th>", [text("Statements"), *map(_bucket, Bucket), text("Sum")]),
            total=_line("<td>{value}</td>", map(text, [whose, *account.buckets.values(), account.statements])),
        )
    )


def show_source(dataset: Dataset, account: Account) -> None:
    """One source, folded: its record, its digest, and each statement with its bucket."""
    source = dataset.sources[account.source_id]
    name = label_text(source_label(dataset, source.id))
    with st.expander(f"{name} · {_counted(account.statements, 'statement')}"):
        facts = [
            link(source.title, source.url),
            text(f"{source.kind.label}, {source.collection.label.lower()}"),
            text(f"read via {source.via}") if source.via else text(""),
            text(source.published_basis or ""),
            text(f"SHA-256 of the original text: {source.sha256}") if source.sha256 else text(""),
            text(source.note or ""),
        ]
        show(
            compose_markup(
                "<div>{facts}</div>",
                facts=together(compose_markup('<p class="sl-small">{f}</p>', f=f) for f in facts if f),
            )
        )
        own = sorted((s for s in dataset.shown_statements if s.source_id == source.id), key=_in_order)
        show(compose_markup("<div>{lines}</div>", lines=together(_statement(s) for s in own)))


def show_rejected(dataset: Dataset, statements: Sequence[Statement]) -> None:
    """Statements that make no incident, by reason."""
    if not statements:
        st.caption("No statement of these sources.")
    ordered = sorted(statements, key=lambda s: (list(Reason).index(s.reason) if s.reason else -1, s.source_id, s.id))
    for reason, part in groupby(ordered, key=lambda s: s.reason):
        if reason is None:
            continue
        found = list(part)
        with st.expander(f"{reason.label.capitalize()} · {len(found)}"):
            st.caption(reason.definition)
            lines = [
                compose_markup(
                    '<p class="sl-statement">{words} <span class="sl-note">{source}</span></p>',
                    words=text(s.text),
                    source=link(source_label(dataset, s.source_id), dataset.sources[s.source_id].url),
                )
                for s in found
            ]
            show(compose_markup("<div>{lines}</div>", lines=together(lines)))


def show_vague(view: View) -> str | None:
    """The incidents in view without a position, counted and not drawn; gives the id of the one that is asked for."""
    st.caption(vague_words(view))
    asked = None
    for incident in view.unmapped:
        place = incident.scenes[0]
        show(
            compose_markup(
                '<p class="sl-statement"><b>{title}</b> {place}</p>',
                title=text(incident.title),
                place=text(f"{place.name}: {how_placed(place)}. {place.note or ''}"),
            )
        )
        if st.button("Open", key=f"vague.{incident.id}", type="tertiary"):
            asked = incident.id
    return asked


def vague_words(view: View) -> str:
    """Say how many incidents in view have no position, of how many."""
    count, whole = len(view.unmapped), len(view.incidents)
    if not whole:
        return "No incident is in view."
    if not count:
        return "Every incident in view has a position."
    have, they = ("has", "It counts") if count == 1 else ("have", "They count")
    return f"{count:,} of {_counted(whole, 'incident')} in view {have} no position. {they} in every figure."


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _part(bucket: Bucket, count: int) -> SafeText:
    return compose_markup(
        '<i style="flex:{count};background:{colour}" title="{words}"></i>',
        count=text(count),
        colour=text(BUCKET_COLOURS[bucket]),
        words=text(f"{bucket.label}: {count}"),
    )


def _bucket(bucket: Bucket) -> SafeText:
    """The name of a bucket, with its colour of the strip."""
    return compose_markup(
        '<i class="sl-dot" style="background:{colour}"></i>{label}',
        colour=text(BUCKET_COLOURS[bucket]),
        label=text(bucket.label),
    )


def _line(cell: LiteralString, values: Iterable[SafeText]) -> SafeText:
    return compose_markup("<tr>{cells}</tr>", cells=together(compose_markup(cell, value=value) for value in values))


def _statement(statement: Statement) -> SafeText:
    bucket = statement.bucket.label + (f": {statement.reason.label}" if statement.reason else "")
    where = ""
    if statement.passage and statement.passage.original_paragraph:
        where = f"paragraph {statement.passage.original_paragraph} of the original, "
    return compose_markup(
        '<p class="sl-statement"><i class="sl-dot" style="background:{colour}"></i>{words} <span class="sl-note">{bucket}</span></p>',
        colour=text(BUCKET_COLOURS[statement.bucket]),
        words=text(statement.text),
        bucket=text(f"{where}{bucket}"),
    )


def _in_order(statement: Statement) -> tuple[int, int, str]:
    passage = statement.passage
    return (passage.paragraph if passage else 0, passage.start if passage else 0, statement.id)
