"""What a change at the desk goes through: the editor is asked again, the version that was read is sent, and the answer is said.

Callbacks run before the page is drawn anew; what was typed stays in its fields until a save has succeeded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

import streamlit as st

from geo.bootstrap import open_default_store
from geo.desk.drafts import StaleSaveError, open_item, save_item
from geo.desk.items import Decision, DeskItem, Fields, draft_ids
from geo.desk.proposing import proposed_fields, reviewed_fields
from geo.desk.rights import Closed, Editor
from geo.desk.telling import in_words
from geo.errors import SeamlineError, StaleWriteError
from geo.records import Dataset
from geo.store import Store
from pages.ui.desk_access import editor
from pages.ui.given import give
from pages.ui.markup import label_text

_NOTICE: Final = "desk.notice"
_READ: Final = "desk.read"
_EDITING: Final = "desk.editing"
EDIT: Final = "desk.e."
_FORM: Final = "desk.form"
_BEGAN: Final = f"{EDIT}began"
_KEPT: Final = "What you typed is still in its fields; compare it with what stands now, and save again."


@dataclass(frozen=True)
class Work:
    """An item as one run of the page has read it."""

    store: Store
    editor: Editor
    item: DeskItem
    dataset: Dataset

    def fields(self, draft_id: str) -> Fields:
        """The values as they stand: the coding's with the corrections over them."""
        return reviewed_fields(self.item, draft_id, self.dataset)

    def proposed(self, draft_id: str) -> Fields:
        """The values that the coding gives."""
        return proposed_fields(self.item, draft_id, self.dataset)


def read_item(found: Editor, item_id: str) -> Work:
    """Open an item and note the version that the page shows.

    Raises:
        UnknownRecordError: there is no such item.
    """
    store = open_default_store()
    item = open_item(store, found, item_id)
    _close_what_is_gone(item)
    st.session_state[_READ] = (item_id, item.version)
    return Work(store, found, item, store.dataset())


def _close_what_is_gone(item: DeskItem) -> None:
    """A field stays open only while its draft is on the page."""
    edited = edited_field()
    if edited is None:
        return
    if read_version(item.id) == 0:
        end_editing()
    elif edited[0] not in draft_ids(item.coding) | {decision.draft_id for decision in item.decisions}:
        end_editing()
        say("warning", f"{item.saved_by} has removed the entry that was open here; version {item.version} has none.")


def read_version(item_id: str) -> int:
    """The version of the item that the page showed last; 0, which no item has, when it showed another."""
    shown_id, version = st.session_state.get(_READ, ("", 0))
    return int(version) if shown_id == item_id else 0


def attempt(act: Callable[[Store, Editor], str | None], *, at: str | None = None, standing: str | None = None) -> bool:
    """Do something at the desk with the rights of this very moment and keep what is to be said of it.

    Args:
        act: does it and gives the words for the notice, None for none.
        at: the place of the page that the notice belongs to, as `show_notice` knows it.
        standing: what a refusal leaves as it was, in a sentence.
    """
    found = editor()
    if isinstance(found, Closed):
        say("error", f"Nothing was changed. {found.reason}", at=at)
        return False
    try:
        words = act(open_default_store(), found)
    except StaleSaveError as error:
        newest = error.newest
        say(
            "warning",
            f"{newest.saved_by} has saved version {newest.version} of this item in the meantime, so nothing was changed. "
            f"{_KEPT if edited_field() else 'Look at what stands now, and decide again.'}",
            at=at,
        )
        return False
    except StaleWriteError:
        say(
            "warning",
            "An incident that this item adds to was changed by somebody else in the meantime, so nothing was changed. "
            "Look at it in the drafts below, then try again.",
            at=at,
        )
        return False
    except SeamlineError as error:
        say("error", " ".join(filter(None, (_sentence(error), standing))), at=at)
        return False
    say("success", words, at=at)
    return True


def saving(
    item_id: str,
    change: Callable[[DeskItem], Iterable[Decision]],
    *,
    at: str,
) -> Callable[[], None]:
    """A callback that saves a change of an item's decisions and ends the editing of a field.

    What is to be said of it is said `at` a place of the page.
    """

    def save() -> None:
        def act(store: Store, found: Editor) -> str | None:
            item = open_item(store, found, item_id)
            saved = save_item(store, found, item_id, change(item), version=read_version(item_id))
            # Whoever is quick saves again before the page is drawn; their own save is no colleague's.
            st.session_state[_READ] = (item_id, saved.version)
            return None

        if attempt(act, at=at):
            end_editing()

    return save


def say(kind: Literal["success", "warning", "error"], words: str | None, *, at: str | None = None) -> None:
    """Keep a notice for the next drawing, `at` its place of the page; None takes the last one away."""
    st.session_state[_NOTICE] = (kind, words, at) if words else None


def show_notice(at: str | None = None) -> None:
    """Say once what became of the last change, where it belongs; without a place say what has found none."""
    kept = st.session_state.get(_NOTICE)
    with st.container():  # always there: an element that came and went would draw everything below it anew
        if kept and at in (None, kept[2]):
            kind, words, _ = st.session_state.pop(_NOTICE)
            {"success": st.success, "warning": st.warning, "error": st.error}[kind](label_text(words))


def start_editing(draft_id: str, field: str) -> None:
    """Open one field for editing; another one that was open is closed."""
    end_editing()
    st.session_state[_EDITING] = (draft_id, field)


def end_editing() -> None:
    """Close the field that is being edited, and forget what was typed."""
    st.session_state.pop(_EDITING, None)
    begin_form()
    for key in [key for key in st.session_state if str(key).startswith(EDIT)]:
        del st.session_state[key]


def is_editing(draft_id: str, field: str) -> bool:
    """Whether a field is open for editing."""
    return bool(st.session_state.get(_EDITING) == (draft_id, field))


def began_with(value: Any) -> Any:
    """What the open field held when it was opened: `value` at the first asking."""
    return st.session_state.setdefault(_BEGAN, value)


def edited_field() -> tuple[str, str] | None:
    """The draft and field being edited."""
    found: tuple[str, str] | None = st.session_state.get(_EDITING)
    return found


def begin_form() -> None:
    """Give the fields that are drawn from now on names of their own.

    A message that was on its way may carry a field's earlier value. Under the earlier name it changes nothing; under
    one name it would be put back over what the editor has chosen since.
    """
    st.session_state[_FORM] = st.session_state.get(_FORM, 0) + 1


def while_shown(act: Callable[[], None]) -> Callable[[], None]:
    """A field's callback that does nothing once another form has begun: Streamlit calls it for an earlier name, too."""
    form = st.session_state.get(_FORM, 0)

    def call() -> None:
        if st.session_state.get(_FORM, 0) == form:
            act()

    return call


def typed(name: str) -> Any:
    """What a field of the form being edited holds."""
    return st.session_state.get(_key(name))


def is_typed(name: str) -> bool:
    """Whether a field is there to be typed in."""
    return _key(name) in st.session_state


def first_value(name: str, value: Any) -> str:
    """Give the key of a form's field, which starts with `value` and keeps what is typed."""
    key = _key(name)
    if key not in st.session_state:
        give(key, value)
    return key


def forget(*names: str) -> None:
    """Let fields that stay where they are start again from what is known."""
    for name in names:
        st.session_state.pop(_key(name), None)


def _key(name: str) -> str:
    return f"{EDIT}{st.session_state.get(_FORM, 0)}.{name}"


def _sentence(error: SeamlineError) -> str:
    """An error as an editor reads it."""
    words = in_words(error)
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")
