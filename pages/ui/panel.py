"""The selected incident: what happened, how sure that is, what each source says, and the passages behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from geo.citations import cite
from geo.filters import Filter, period_words, source_label
from geo.layers.text import SafeText, compose_markup
from geo.palette import SIDE_COLOURS
from geo.records import ActorMention, Claim, Dataset, Incident, PlaceMention, Source, Statement
from geo.tolls import Account, Toll, accounts
from geo.view import View, how_placed
from geo.vocabulary import Outcome, SourceKind, Status
from pages.ui import state
from pages.ui.browser_actions import copy_link_button
from pages.ui.markup import label_text, link, nothing, row, show, text, together

LIST_SHOWN = 12
LEFT_OUT = "The filter leaves this incident out: it is not on the map, and the totals do not count it."


def show_incident(view: View, incident: Incident, *, key: str) -> None:
    """Draw the panel of one incident; `key` keeps its controls apart from other panels' of the page."""
    show(_head(view, incident))
    facts, claims, evidence = st.tabs(["Facts", "Claims", "Evidence"])
    with facts:
        show(facts_of(view, incident))
    with claims:
        show(_claims(view, incident))
    with evidence:
        show(_evidence(view.dataset, incident))
    _links(view, incident, key=key)


def show_incident_list(view: View) -> None:
    """With nothing selected: the incidents in view, newest first, each a button."""
    if not view.incidents:
        return
    show(compose_markup('<p class="sl-hint">{hint}</p>', hint=text("Select a mark, a bar or a line below.")))
    for incident in reversed(view.incidents[-LIST_SHOWN:]):
        st.button(
            line_words(view, incident),
            key=f"pick.{incident.id}",
            on_click=state.changing(incident=incident.id),
            type="tertiary",
        )
    if rest := earlier_words(len(view.incidents) - LIST_SHOWN):
        st.caption(rest)


def earlier_words(rest: int) -> str:
    """Say how many incidents the list leaves out, and where they are; empty where it leaves out none."""
    if rest <= 0:
        return ""
    earlier = "1 earlier incident is" if rest == 1 else f"{rest:,} earlier incidents are"
    return f"{earlier} in the table on the Incidents page."


def line_words(view: View, incident: Incident) -> str:
    """One incident of the list, as a label: when, whether that is surely in the period, and what."""
    day = period_words(incident.date_start, incident.date_end)
    return " · ".join([day, *_possibly(view, incident), label_text(incident.title)])


def _possibly(view: View, incident: Incident) -> list[str]:
    return ["possibly in the period"] if incident.id in view.possibly else []


def _head(view: View, incident: Incident) -> SafeText:
    left_out = compose_markup('<p class="sl-hint">{words}</p>', words=text(LEFT_OUT))
    return compose_markup(
        '<div class="sl-kicker">{kind}</div><h3 class="sl-title">{title}</h3>{left_out}<p class="sl-summary">{summary}</p>',
        kind=text(" · ".join([incident.event_type.label, incident.sub_event_type.label, *_possibly(view, incident)])),
        left_out=nothing() if incident.id in view.ids else left_out,
        title=text(incident.title),
        summary=text(incident.summary),
    )


def facts_of(view: View, incident: Incident) -> SafeText:
    """When, where, who, how many and how sure."""
    day = period_words(incident.date_start, incident.date_end)
    when = f"{day}, {incident.time_of_day}" if incident.time_of_day else day
    rows = [
        row("When", with_note(when, f"{incident.time_precision.label}: {incident.date_basis}")),
        *(
            row("Where" if i == 0 else place.role.label.capitalize(), place_words(place))
            for i, place in enumerate(incident.places)
        ),
        row("Who", together(_actor(view.dataset, mention) for mention in incident.actors)),
        row("Killed", toll_words(view, incident, Outcome.KILLED)),
        row("Wounded", toll_words(view, incident, Outcome.WOUNDED)),
        row("Grade", with_note(incident.grade.label, incident.grade.definition)),
        row("Note", text(incident.note)) if incident.note else nothing(),
    ]
    return compose_markup('<dl class="sl-facts">{rows}</dl>', rows=together(rows))


def toll_words(view: View, incident: Incident, outcome: Outcome) -> SafeText:
    """The toll of one incident, and with whom it shares a figure."""
    found = view.toll(incident.id, outcome)
    if not view.is_shared(incident.id, outcome):
        return text(found)
    claims = [c for c in view.claims if c.shared and c.outcome is outcome and incident.id in c.incident_ids]
    others = sorted({i for claim in claims for i in claim.incident_ids} - {incident.id})
    titles = [_title_of(view.dataset.incidents[i]) for i in others]
    return with_note(str(found), f"A figure is shared with: {'; '.join(titles)}. It is counted once and never divided.")


def _title_of(incident: Incident) -> str:
    return incident.title if incident.status is Status.PUBLISHED else "an incident that is withdrawn"


def with_note(value: str, note: str) -> SafeText:
    """A value with what is to be known of it, smaller."""
    return compose_markup('{value} <span class="sl-note">{note}</span>', value=text(value), note=text(note))


def place_words(place: PlaceMention) -> SafeText:
    """A place with how surely it is known, its position and its note."""
    words = f" (“{place.words}”)" if place.words and place.words != place.name else ""
    position = "" if place.latitude is None else f" · {place.latitude:.4f} N, {place.longitude:.4f} E"
    note = f" {place.note}" if place.note else ""
    return with_note(f"{place.name}{words}", f"{how_placed(place)}{position}.{note}")


def _actor(dataset: Dataset, mention: ActorMention) -> SafeText:
    actor = dataset.actors[mention.actor_id]
    certainty = "" if mention.certainty.value == "stated" else f", {mention.certainty.label}"
    return compose_markup(
        '<div><i class="sl-dot" style="background:{colour}"></i>{name} <span class="sl-note">{role}</span></div>',
        colour=text(SIDE_COLOURS[actor.side]),
        name=text(actor.names.en),
        role=text(f"{mention.role.label}{certainty}" + (f": {mention.note}" if mention.note else "")),
    )


def _claims(view: View, incident: Incident) -> SafeText:
    """All claims side by side, each source a row; those that the filter leaves out are said to be."""
    rows = accounts_of(view, incident)
    hint = "Claims stand side by side. Open a figure to see the passage." if rows else "No source gives a figure."
    return compose_markup('<p class="sl-hint">{hint}</p>{rows}', hint=text(hint), rows=rows)


def accounts_of(view: View, incident: Incident, *, source_id: str | None = None) -> SafeText:
    """The figures of each source, or of one; empty where there is none."""
    found = [c for c in view.dataset.claims_of_incident[incident.id] if source_id in (None, c.source_id)]
    counted = {claim.id for claim in view.claims}
    rows = [
        _account(view.dataset, account, counted)
        for outcome in Outcome
        for account in sorted(accounts(found, outcome=outcome), key=lambda a: _reading_order(view.dataset, a.source_id))
    ]
    return compose_markup('<div class="sl-claims">{rows}</div>', rows=together(rows)) if rows else nothing()


def _reading_order(dataset: Dataset, source_id: str) -> tuple[bool, str, str]:
    """The articles first, then by day of publication."""
    source = dataset.sources[source_id]
    return (
        source.kind is not SourceKind.ARTICLE,
        source.published.isoformat() if source.published else "9999",
        source.id,
    )


def _account(dataset: Dataset, account: Account, counted: set[str]) -> SafeText:
    parts = [_claim_words(dataset, claim) for claim in account.claims]
    left_out = "" if all(claim.id in counted for claim in account.claims) else "not counted: left out by the filter"
    cited = sorted({claim.attributed_to for claim in account.claims if claim.attributed_to})
    return compose_markup(
        '<div class="sl-account"><div><b>{total}</b> {outcome}, {source}</div>{parts}{note}</div>',
        source=_source_name(dataset, account.source_id),
        total=text(_sum(account.claims)),
        outcome=text(account.claims[0].outcome.label),
        parts=together(parts),
        note=compose_markup(
            '<span class="sl-note">{words}</span>',
            words=text("; ".join([*(f"citing {c}" for c in cited), left_out]).strip("; ")),
        ),
    )


def _sum(claims: Iterable[Claim]) -> Toll:
    figures = [
        Toll(c.low or 0, c.high if c.high is not None else c.low or 0, c.high is None, int(c.low is None))
        for c in claims
    ]
    total = sum(figures, Toll())
    return replace(total, unknown=0) if total.is_known else replace(total, unknown=1)


def _claim_words(dataset: Dataset, claim: Claim) -> SafeText:
    """One figure, and folded behind it the passage that it rests on."""
    shared = ""
    if claim.shared:
        places = [dataset.incidents[i].scenes[0].name for i in claim.incident_ids]
        shared = f", one figure for {' and '.join(places)}"
    statement = dataset.statements[claim.statement_id]
    return compose_markup(
        '<details class="sl-claim"><summary>{words}</summary>{passage}{note}</details>',
        words=text(f"{_sum([claim])} {claim.group.label}{shared}"),
        passage=statement_of(dataset.sources[claim.source_id], statement),
        note=compose_markup('<p class="sl-note">{note}</p>', note=text(claim.note)) if claim.note else nothing(),
    )


def _evidence(dataset: Dataset, incident: Incident) -> SafeText:
    return compose_markup(
        '<p class="sl-hint">{hint}</p>{parts}',
        hint=text(
            "Digests are in Seamline's own words; the marked passage is what the coding rests on. Read the source itself before you quote it."
        ),
        parts=evidence_of(dataset, incident),
    )


def evidence_of(dataset: Dataset, incident: Incident, *, source_id: str | None = None) -> SafeText:
    """The statements of each source, or of one."""
    by_source: dict[str, list[Statement]] = {}
    for statement in dataset.statements_of_incident[incident.id]:
        if source_id in (None, statement.source_id):
            by_source.setdefault(statement.source_id, []).append(statement)
    ordered = sorted(by_source, key=lambda one: _reading_order(dataset, one))
    return together(_source_evidence(dataset.sources[one], by_source[one], dataset) for one in ordered)


def _source_evidence(source: Source, statements: list[Statement], dataset: Dataset) -> SafeText:
    return compose_markup(
        '<section class="sl-source"><h5>{name}</h5>{statements}</section>',
        name=_source_name(dataset, source.id),
        statements=together(statement_of(source, statement) for statement in statements),
    )


def statement_of(source: Source, statement: Statement) -> SafeText:
    """A statement as the passage of the digest that it rests on."""
    passage = statement.passage
    note = (
        compose_markup('<span class="sl-note">{note}</span>', note=text(statement.note))
        if statement.note
        else nothing()
    )
    if passage is None:
        return compose_markup('<p class="sl-statement">{words} {note}</p>', words=text(statement.text), note=note)
    paragraph = next(p for p in source.digest if p.number == passage.paragraph)
    where = (
        f"Paragraph {passage.original_paragraph} of the original"
        if passage.original_paragraph
        else f"Digest, paragraph {passage.paragraph}"
    )
    return compose_markup(
        '<blockquote class="sl-passage"><span class="sl-note">{where}</span><br>{before}<mark>{marked}</mark>{after}<br>{note}</blockquote>',
        where=text(where),
        before=text(paragraph.text[: passage.start]),
        marked=text(paragraph.text[passage.start : passage.end]),
        after=text(paragraph.text[passage.end :]),
        note=note,
    )


def _source_name(dataset: Dataset, source_id: str) -> SafeText:
    source = dataset.sources[source_id]
    via = f" (via {source.via})" if source.via else ""
    label = source_label(dataset, source_id) + via
    return link(label, source.url)


def _links(view: View, incident: Incident, *, key: str) -> None:
    chosen = replace(Filter(), incident=incident.id, edition=state.edition())
    params = chosen.to_params()
    address = f"{(st.context.url or '').split('?')[0]}?{urlencode(params)}"
    citation = cite(view.dataset, incident, edition=state.edition(), address=address)
    with st.popover("Cite or report", width="stretch"):
        st.caption("Citation; the link is pinned to this edition")
        st.code(citation, language=None, wrap_lines=True)
        st.caption("Report an error: send this to the newsroom that runs this map, with what is wrong and a source")
        st.code(
            f"Error report\nIncident: {incident.id}, edition {state.edition()}\nWhat is wrong:\nSource:", language=None
        )
    copy_link_button(params, label="Copy link to this incident", key=f"{key}.copy")
    st.button("Close", on_click=state.changing(incident=None), key=f"{key}.close", type="tertiary")
