"""How an article comes to the desk: pasted, fetched from its address, read from a file, or not at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from geo.coding import code_article
from geo.desk.deciding import with_own_entry
from geo.desk.drafts import create_item, save_item
from geo.desk.items import Came, DeskArticle, Entry
from geo.desk.reprints import Met, line_of, met_before
from geo.desk.rights import Editor
from geo.fetch import FetchSettings, fetch_article
from geo.filters import FIRST_DAY
from geo.gazetteer import open_geocoder
from geo.intake import EXTENSIONS, IntakeLimits, IntakeText, check_uploads, read_upload
from geo.store import Store
from pages.ui import state
from pages.ui.desk_saving import attempt, say
from pages.ui.given import give
from pages.ui.markup import label_text

_WAYS: Final = {
    Came.PASTED: "Paste text",
    Came.FETCHED: "Fetch by address",
    Came.FILE: "Read a file",
    Came.MANUAL: "Without an article",
}
_FIELDS: Final = ("text", "title", "url", "outlet", "day")
_MET: Final = "intake.met"
_ORIGIN: Final = "intake.origin"
_FILES_READ: Final = "intake.files_read"
_CODED: Final = "Coding reads the text into drafts. Nothing is public before you publish."


@dataclass(frozen=True)
class _Origin:
    """Where the text in the field was read from, in words, and what was read."""

    words: str
    text: str


def show_intake() -> None:
    """One way at a time; what is typed stays when something is refused."""
    way = st.segmented_control(
        "How does it come?", list(_WAYS), format_func=lambda one: _WAYS[one], default=Came.PASTED, key="intake.way"
    )
    chosen = way or Came.PASTED
    with st.container():  # always there, so that the form below stays the same one with what is being typed into it
        if chosen is Came.FETCHED:
            _show_fetching()
        elif chosen is Came.FILE:
            _show_files()
    _show_form(chosen)


def _show_fetching() -> None:
    with st.form("intake.fetching", border=False):
        st.text_input("Address of the article", key="intake.address", placeholder="https://")
        st.form_submit_button("Fetch the text", on_click=_fetch)
    st.caption(
        "Only this page is asked for, from this server; public addresses only. Its text comes into the fields below."
    )


def _fetch() -> None:
    def act(_: Store, __: Editor) -> str | None:
        found = fetch_article(
            str(st.session_state.get("intake.address") or ""), settings=FetchSettings.from_environment()
        )
        origin = _Origin(f"fetched from {found.final_url}", found.text)
        _fill(origin, title=found.title, url=found.final_url, outlet=found.site)
        return "Fetched. Compare the text with the page, then give the day of publication."

    attempt(act, standing=_standing())


def _show_files() -> None:
    limits = IntakeLimits()
    files = st.file_uploader(
        "A file with the article",
        type=list(EXTENSIONS),
        accept_multiple_files=False,
        # A field of its own for each file: what was refused before does not stay in it beside the next one.
        key=f"intake.file.{st.session_state.get(_FILES_READ, 0)}",
        help=f"At most {limits.file_bytes // 10**6} MB; it is read in a process with limits and not kept.",
    )
    if files is not None:
        st.session_state[_FILES_READ] = st.session_state.get(_FILES_READ, 0) + 1
        with st.spinner("Reading the file"):
            attempt(lambda _, __: _read(files.name, files.getvalue(), limits), standing=_standing())
        st.rerun()


def _read(name: str, data: bytes, limits: IntakeLimits) -> str:
    check_uploads([len(data)], limits=limits)
    found: IntakeText = read_upload(name, data, limits=limits)
    _fill(_Origin(f"read from {found.name}", found.text), title=found.title, url=None, outlet=found.site)
    left_out = f" Left out: {', '.join(found.left_out)}." if found.left_out else ""
    day = f" The page's markup names {found.suggested_date}; check it." if found.suggested_date else ""
    return f"Read {found.name}: {len(found.text):,} characters.{left_out}{day}"


def _fill(origin: _Origin, *, title: str | None, url: str | None, outlet: str | None) -> None:
    """Put what was read into the fields.

    What stands there beside an earlier text belongs to that text and goes with it, else one article would be cited by
    the address of another. What was typed before there was a text belongs to the one that comes.
    """
    found = {"title": title or "", "url": url or "", "outlet": outlet or "", "day": None}
    is_first = _ORIGIN not in st.session_state and not _text().strip()
    typed = {name: st.session_state.get(f"intake.{name}") for name in found} if is_first else {}
    st.session_state[_ORIGIN] = origin
    give("intake.text", origin.text)
    for name, value in found.items():
        # An outlet in the editor's words is better than the name that a page gives its site.
        best = (typed.get(name) or value) if name == "outlet" else (value or typed.get(name) or value)
        # What is being typed into the form the server does not know yet: an outlet of an editor's own is not emptied.
        if best or name != "outlet" or not is_first:
            give(f"intake.{name}", best)


def _text() -> str:
    return str(st.session_state.get("intake.text") or "")


def _origin_words() -> str | None:
    """Where the text that stands in the field comes from; None for one that was pasted, or none."""
    origin: _Origin | None = st.session_state.get(_ORIGIN)
    if origin is None or not _text().strip():
        return None
    return origin.words if _text() == origin.text else f"{origin.words}, changed since"


def _standing() -> str | None:
    """What a refusal has to add: the fields do not hold what was refused."""
    if words := _origin_words():
        return f"The fields below still hold the earlier text, {words}."
    if _text().strip():
        return "The fields below still hold the earlier text."
    return None


def _show_form(way: Came) -> None:
    for name in ("text", "title", "url", "outlet"):
        st.session_state.setdefault(f"intake.{name}", "")
    with st.form("intake", border=False):
        with st.container():  # as above
            if way is not Came.MANUAL:
                st.text_area("Text of the article", key="intake.text", height=260)
                origin = _origin_words()
                st.caption(label_text(f"This text was {origin}.") if origin else "")
        outlet, day = st.columns([2, 1])
        outlet.text_input("Outlet", key="intake.outlet", help="Who published it, as readers know it.")
        day.date_input(
            "Day of publication",
            value=None,
            min_value=FIRST_DAY,
            max_value=dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1),
            format="YYYY-MM-DD",
            key="intake.day",
            help="Never guessed: weekdays and “yesterday” are read against it.",
        )
        title, url = st.columns(2)
        title.text_input("Title, if it has one", key="intake.title")
        url.text_input("Address, if it has one", key="intake.url", placeholder="https://")
        label = "Start an entry" if way is Came.MANUAL else "Read it into drafts"
        st.form_submit_button(label, type="primary", on_click=_submit, args=(way,))
    with st.container():
        _show_met(way)
    st.caption("An entry without an article needs a statement in your own words." if way is Came.MANUAL else _CODED)


def _show_met(way: Came) -> None:
    """Where the article that is to be read was met before, with the ways on: to what is there, or to a second reading."""
    met: Met | None = st.session_state.get(_MET)
    if met is None:
        return
    st.warning(label_text(f"{_words_of(met)} Nothing was read yet."))
    for item_id, found in met.items.items():
        st.button(
            f"Open {label_text(line_of(found))}",
            key=f"intake.open.{item_id}",
            type="tertiary",
            on_click=_open,
            args=(item_id,),
        )
    st.button("Read it all the same", key="intake.again", on_click=_submit, args=(way,), kwargs={"is_again": True})


def _words_of(met: Met) -> str:
    at_desk = "This text or address is at the desk already." if met.items else ""
    named = "; ".join(f"{source.title} ({source.outlet})" for source in met.sources)
    public = f"It is one of the published sources: {named}." if named else ""
    return f"{at_desk} {public}".strip()


def _open(item_id: str) -> None:
    st.session_state.pop(_MET, None)
    state.open_draft(item_id)


def _submit(way: Came, *, is_again: bool = False) -> None:
    """Make the item; where something is missing all that is missing is said at once, and the fields keep their words."""
    st.session_state.pop(_MET, None)
    values: dict[str, Any] = {
        name: str(st.session_state.get(f"intake.{name}") or "").strip() for name in ("outlet", "title", "url")
    }
    text, day = _text(), st.session_state.get("intake.day")
    missing = [
        label
        for label, value in (
            ("the outlet", values["outlet"]),
            ("the day of publication", day),
            ("the text", text.strip() or way is Came.MANUAL),
        )
        if not value
    ]
    if missing:
        say("error", f"Expected {', '.join(missing)}; nothing was read yet.")
        return

    def act(store: Store, found: Editor) -> str | None:
        given = {
            "came": str(way),
            "text": "" if way is Came.MANUAL else text,
            "outlet": values["outlet"],
            "published": day.isoformat() if day else None,
            "title": values["title"] or None,
            "url": values["url"] or None,
        }
        article = DeskArticle.parse(given)
        met = met_before(store, found, article)
        if met and not is_again:
            st.session_state[_MET] = met
            return None
        if way is Came.MANUAL:
            item = create_item(store, found, article)
            save_item(store, found, item.id, with_own_entry(item, Entry.INCIDENT), version=item.version)
        else:
            coding = code_article(article.as_article(), gazetteer=open_geocoder())
            item = create_item(store, found, article, coding=coding)
        state.open_draft(item.id)
        return None

    if attempt(act) and _MET not in st.session_state:
        for name in (*_FIELDS, "address", "origin"):
            st.session_state.pop(f"intake.{name}", None)
