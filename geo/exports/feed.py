"""Atom (RFC 4287) of what revisions did to incidents: published, changed, withdrawn, brought back.

Ids are made from the store's own chain of digests, so that they are the same wherever the feed is served, and differ between
two newsrooms. The words are the records' own: what, when, where, how many according to whom; of a change the fields.
"""

from __future__ import annotations

import datetime as dt
import html
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from geo.exports.about import CREDITS, DISCLAIMER, LICENCE, TITLE
from geo.exports.table import readable
from geo.filters import describe, period_words, source_label
from geo.records import Claim, Dataset, Incident
from geo.store import RevisionInfo
from geo.tolls import claim_toll
from geo.view import View, how_placed
from geo.vocabulary import Outcome

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"
MOST_ENTRIES: Final = 50

# Of this kind of feed; a name inside it is a digest with what it belongs to.
_IDS: Final = uuid.UUID("6d2f4b1e-1f0c-5c57-9d0e-5b7a3f2c8e41")
_LONGEST: Final = 300  # of a value in a change; the page Corrections has the whole
_MOST_FIGURES: Final = 12


class Deed(StrEnum):
    """What a revision did to an incident, as a reader sees it."""

    NEW = "new"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


class Edit(NamedTuple):
    """One field that a revision changed, both values in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class IncidentChange:
    """What one revision did to one incident.

    Attributes:
        incident: as the revision left it.
        claims: the figures about it that the filter counts, as the revision left them.
        source_ids: the sources that report it, after the revision.
        edits: what a change or a return changed; empty for the others.
        is_in_view: whether the filter still selects it afterwards.
    """

    info: RevisionInfo
    deed: Deed
    incident: Incident
    claims: tuple[Claim, ...] = ()
    source_ids: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    is_in_view: bool = True


@dataclass(frozen=True, kw_only=True)
class FeedAbout:
    """What the view itself does not know.

    Attributes:
        edition: of the view's dataset; 0 for an empty store.
        edition_at: when it was written; None for an empty store.
        chain: digest of the store's first revision, which tells one store from another; empty for an empty store.
        dashboard: where the dashboard is served, without a slash at its end.
        own: the feed's own address.
        page_of: an incident's page by its id, where there is one; None on the dashboard, which shows each at its edition.
    """

    edition: int
    edition_at: dt.datetime | None
    chain: str
    dashboard: str
    own: str
    page_of: Callable[[str], str | None] | None = None


def write_feed(changes: Sequence[IncidentChange], view: View, *, about: FeedAbout) -> bytes:
    """Write the feed; `changes` are newest first, at most `MOST_ENTRIES` of them are written."""
    shown = changes[:MOST_ENTRIES]
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    words = describe(view.chosen, view.dataset)
    parameters = view.chosen.to_params()
    _element(root, "id", _urn("feed", about.chain, urlencode(parameters)))
    _element(root, "title", TITLE)
    _element(root, "subtitle", f"{_capital(words)}. {_share(view, about)}")
    _element(root, "updated", moment(shown[0].info.at if shown else about.edition_at))
    _element(_element(root, "author"), "name", "Seamline")
    _link(root, "self", about.own, MEDIA_TYPE)
    query = f"?{urlencode(parameters)}" if parameters and about.page_of is None else ""
    _link(root, "alternate", f"{about.dashboard}/{query}", "text/html")
    _element(root, "rights", f"{LICENCE}. {CREDITS}. {DISCLAIMER}.")
    _element(root, "generator", "Seamline")
    for change in shown:
        _add_entry(root, change, view, about=about)
    indent(root, " ")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def moment(at: dt.datetime | None) -> str:
    """A moment as RFC 3339 in UTC, in whole seconds; the start of 1970 where there is none, which Atom cannot leave out.

    >>> moment(dt.datetime(2021, 12, 4, 17, 5, 9, 250_000, tzinfo=dt.UTC)), moment(None)
    ('2021-12-04T17:05:09Z', '1970-01-01T00:00:00Z')
    """
    known = at or dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return f"{known.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def _share(view: View, about: FeedAbout) -> str:
    return (
        f"{len(view.incidents)} of {view.total} incidents are in view at edition {about.edition}; "
        f"of what was published, changed and withdrawn, the {MOST_ENTRIES} newest"
    )


def _add_entry(root: Element, change: IncidentChange, view: View, *, about: FeedAbout) -> None:
    entry = _element(root, "entry")
    _element(entry, "id", _urn("entry", change.info.digest, change.incident.id))
    _element(entry, "title", f"{_capital(change.deed.value)}: {change.incident.title}")
    when = moment(change.info.at)
    _element(entry, "published", when)
    _element(entry, "updated", when)
    _link(entry, "alternate", _address(change, about), "text/html")
    SubElement(entry, "category", {"term": change.deed.value, "label": change.deed.value})
    paragraphs = [part for part in _paragraphs(change, view) if part]
    markup = "".join(f"<p>{html.escape(readable(part))}</p>" for part in paragraphs)
    _element(entry, "summary", markup, type="html")


def _address(change: IncidentChange, about: FeedAbout) -> str:
    """The incident on the map as that edition has it; a withdrawn one is on no map, but in the log."""
    dashboard = about.dashboard
    if about.page_of is not None:
        return about.page_of(change.incident.id) or f"{dashboard}/"
    if change.deed is Deed.WITHDRAWN:
        return f"{dashboard}/corrections"
    return f"{dashboard}/?{urlencode({'edition': change.info.number, 'incident': change.incident.id})}"


def _paragraphs(change: IncidentChange, view: View) -> Iterator[str]:
    incident, dataset = change.incident, view.dataset
    when = period_words(incident.date_start, incident.date_end)
    if change.deed is Deed.WITHDRAWN:
        yield f"Withdrawn at edition {change.info.number}: {change.info.reason}"
        yield f"It was dated {when}. Its figures no longer count."
        return
    scene = incident.scene or incident.scenes[0]
    yield incident.summary
    yield f"When: {when}. Where: {scene.name} ({how_placed(scene)}). Type: {incident.sub_event_type.label}."
    yield from _figures(change.claims, dataset)
    yield f"Reported by {'; '.join(dict.fromkeys(source_label(dataset, i) for i in change.source_ids))}."
    yield f"Grade: {incident.grade.label}. Edition {change.info.number}: {change.info.reason}"
    yield from (_edit(edit) for edit in change.edits)
    if not change.is_in_view:
        yield f"It is no longer part of this selection: {describe(view.chosen, dataset)}."


def _figures(claims: Iterable[Claim], dataset: Dataset) -> Iterator[str]:
    """One line an outcome, each figure with who says so; unknown where none of those that count gives one."""
    by_outcome: dict[Outcome, list[str]] = {Outcome.KILLED: [], Outcome.WOUNDED: []}
    for claim in claims:
        by_outcome.setdefault(claim.outcome, []).append(figure_words(claim, dataset))
    for outcome, words in by_outcome.items():
        more = f"; and {len(words) - _MOST_FIGURES} more figures" if len(words) > _MOST_FIGURES else ""
        yield f"{_capital(outcome.label)}: {'; '.join(words[:_MOST_FIGURES]) or 'unknown'}{more}."


def figure_words(claim: Claim, dataset: Dataset) -> str:
    """A figure, whom it counts, with whom it is shared, and who says so."""
    others = len(claim.incident_ids) - 1
    shared = f", shared with {others} other incident{'s' if others > 1 else ''} and counted once" if others else ""
    cited = f", citing {claim.attributed_to}" if claim.attributed_to else ""
    return f"{claim_toll(claim)} ({claim.group.label}{shared}; {source_label(dataset, claim.source_id)}{cited})"


def _edit(edit: Edit) -> str:
    return f"{_capital(edit.field)}: {_clipped(edit.before)} → {_clipped(edit.after)}"


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _urn(kind: str, *parts: str) -> str:
    return uuid.uuid5(_IDS, "\n".join((kind, *parts))).urn


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _link(parent: Element, relation: str, address: str, media_type: str) -> None:
    SubElement(parent, "link", {"rel": relation, "type": media_type, "href": readable(address)})


def _element(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    made = SubElement(parent, tag, attributes)
    made.text = None if text is None else readable(text)
    return made
