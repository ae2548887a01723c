"""One item of the desk: the article beside its drafts, and publishing."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.desk import deciding
from geo.desk.drafts import discard_item, item_versions, open_item, reopen_item
from geo.desk.items import Came, DeskItem, Entry, ItemState
from geo.desk.publishing import preview, publish
from geo.desk.reprints import line_of, reprints_of
from geo.desk.rights import Closed, Editor
from geo.desk.telling import in_words, numbers_of
from geo.errors import SeamlineError, UnknownRecordError
from geo.layers.text import SafeText, compose_markup
from geo.store import Store
from pages.ui import state
from pages.ui.desk_access import editor, show_closed
from pages.ui.desk_article import show_article
from pages.ui.desk_card import show_busy, show_card
from pages.ui.desk_opinion import show_opinion
from pages.ui.desk_preview import show_preview
from pages.ui.desk_saving import Work, attempt, edited_field, read_item, read_version, saving, show_notice
from pages.ui.markup import label_text, link, nothing, show, text, together

ARTICLE_HEIGHT_PX = 560
_REPRINTS_S = 600
_MOST_REPRINTS = 3
# Places of the page that a notice may belong to.
_ADDING: Final = "adding"
_END: Final = "end"


@st.fragment
def show_item(item_id: str) -> None:
    """The item at its newest version; the rights are asked anew each time the page is drawn."""
    state.begin_fragment()
    found = editor()
    if isinstance(found, Closed):
        show_closed(found)
        return
    try:
        work = read_item(found, item_id)
    except UnknownRecordError:
        st.warning("There is no such draft here. Open one from the list.")
        return
    show(_head(work.item))
    top = st.container()
    with st.container():  # always there, for the same reason as the notice
        _show_reprints(work)
    if work.item.article.came is Came.MANUAL:
        _show_cards(work)
    else:
        left, right = st.columns([1, 1.15], gap="large")
        with left, st.container(key="desk-article"):
            show_article(work.item, height=ARTICLE_HEIGHT_PX)
        with right:
            _show_cards(work)
    _show_end(work)
    with top:
        show_notice()  # what has found no place below
    state.end_fragment()


def _head(item: DeskItem) -> SafeText:
    article = item.article
    state_words = {
        ItemState.OPEN: f"saved {item.saved_at:%Y-%m-%d %H:%M} UTC by {item.saved_by}, version {item.version}",
        ItemState.PUBLISHED: f"published as edition {item.edition} by {item.saved_by}",
        ItemState.DISCARDED: f"put aside by {item.saved_by}: {item.reason}",
    }
    title = article.title or ("Entry without an article" if article.came is Came.MANUAL else "Article without a title")
    return compose_markup(
        '<div class="sl-kicker">{outlet}, {day} · {state}</div><h2 class="sl-itemtitle">{title}</h2>',
        outlet=text(article.outlet),
        day=text(article.published.isoformat()),
        state=text(state_words[item.state]),
        title=link(title, article.url),
    )


def _show_reprints(work: Work) -> None:
    """The desk's other articles with much the same words: they are no second source."""
    lines = _reprints(work.item.id, work)
    if lines:
        st.info(label_text(f"{'; '.join(lines)}. One text in two places is one source, and corroborates nothing."))


@st.cache_data(max_entries=500, ttl=_REPRINTS_S, show_spinner=False)
def _reprints(item_id: str, _work: Work) -> list[str]:
    """Texts never change, and what comes later carries the note itself; to read all of them in each run would be slow."""
    found = reprints_of(_work.store, _work.editor, open_item(_work.store, _work.editor, item_id))[:_MOST_REPRINTS]
    return [f"{reprint.share:.0%} of the wording is also that of {line_of(reprint.article)}" for reprint in found]


def _show_cards(work: Work) -> None:
    item, numbers = work.item, numbers_of(work.item)
    decided = sum(item.decision(i).verdict.value != "open" for i in numbers)
    st.caption(f"Drafts: {decided} of {len(numbers)} decided. Nothing is public before you publish.")
    if not numbers and item.coding.statements:
        st.info("The rules find no incident of its own in this article. Add one if you see it.")
    for draft_id, number in numbers.items():
        show_card(work, draft_id, number)
    if item.state is ItemState.OPEN:
        with st.container(horizontal=True, vertical_alignment="center"):
            for label, entry in (("Add an incident", Entry.INCIDENT), ("Add an agreement or event", Entry.EVENT)):
                st.button(
                    label,
                    key=f"own.{entry}",
                    disabled=edited_field() is not None,
                    on_click=saving(
                        item.id,
                        lambda found, entry=entry: deciding.with_own_entry(found, entry),  # type: ignore[misc]
                        at=_ADDING,
                    ),
                )
            show_busy(work)
        show_notice(_ADDING)


# ---- the end: publish, put aside, versions -------------------------------------------------------------------------


def _show_end(work: Work) -> None:
    if work.item.state is ItemState.OPEN:
        show_opinion(work)
    show_notice(_END)
    if work.item.state is ItemState.OPEN:
        _show_publishing(work)
    elif work.item.state is ItemState.DISCARDED:
        st.button("Take it up again", key="item.reopen", on_click=_reopen, args=(work.item.id,))
    else:
        _show_published(work)
    _show_versions(work)


def _show_publishing(work: Work) -> None:
    st.header("Publish", anchor=False)
    is_busy = edited_field() is not None
    try:
        show_preview(work, preview(work.store, work.editor, work.item.id))
    except SeamlineError as error:
        st.info(label_text(f"Not yet: {in_words(error)}."))
    else:
        with st.form("publish", border=False):
            st.text_input("Why is it published? For the public log.", key="item.reason", placeholder="New report")
            st.form_submit_button("Publish", type="primary", disabled=is_busy, on_click=_publish, args=(work.item.id,))
            show_busy(work)
    with st.expander("Put this item aside"), st.form("discard", border=False):
        st.text_input("Why? The reason stays with the desk; the item can be taken up again.", key="item.aside")
        st.form_submit_button("Put aside", disabled=is_busy, on_click=_discard, args=(work.item.id,))


def _publish(item_id: str) -> None:
    reason = str(st.session_state.get("item.reason") or "")

    def act(store: Store, found: Editor) -> str | None:
        done = publish(store, found, item_id, version=read_version(item_id), reason=reason)
        return f"Published as edition {done.edition}; it is on the map and in the log on the page Corrections."

    if attempt(act, at=_END):
        st.session_state.pop("item.reason", None)


def _discard(item_id: str) -> None:
    reason = str(st.session_state.get("item.aside") or "")

    def act(store: Store, found: Editor) -> str | None:
        discard_item(store, found, item_id, version=read_version(item_id), reason=reason)
        return "Put aside. It stands in the list of what was put aside."

    attempt(act, at=_END)


def _reopen(item_id: str) -> None:
    def act(store: Store, found: Editor) -> str | None:
        reopen_item(store, found, item_id, version=read_version(item_id))
        return None

    attempt(act, at=_END)


def _show_published(work: Work) -> None:
    """The incidents that came of the item, each a way to the map."""
    st.header("Published", anchor=False)
    statements = [s for s in work.dataset.statements.values() if s.source_id == work.item.source_id]
    ids = dict.fromkeys(i for statement in statements for i in statement.incident_ids)
    st.caption(label_text(f"Edition {work.item.edition}: {work.item.reason}"))
    for incident_id in ids:
        incident = work.dataset.incidents[incident_id]
        st.button(
            f"On the map: {label_text(incident.title)}",
            key=f"pick.published.{incident_id}",
            type="tertiary",
            on_click=_go_to,
            args=(incident_id,),
        )
    if st.session_state.pop("desk.go", False):
        st.switch_page("map.py")


def _go_to(incident_id: str) -> None:
    state.reset()
    state.change(incident=incident_id)
    st.session_state["desk.go"] = True


def _show_versions(work: Work) -> None:
    versions = item_versions(work.store, work.editor, work.item.id)
    if len(versions) < 2:
        return
    with st.expander(f"{len(versions)} versions of this item"):
        show(
            compose_markup(
                '<ul class="sl-aside">{lines}</ul>',
                lines=together(
                    compose_markup(
                        "<li>{number}: {when} UTC, {who}{what}</li>",
                        number=text(f"Version {version.version}"),
                        when=text(f"{version.saved_at:%Y-%m-%d %H:%M}"),
                        who=text(version.saved_by),
                        what=text(f", {version.state}: {version.reason}") if version.reason else nothing(),
                    )
                    for version in reversed(versions)
                ),
            )
        )
