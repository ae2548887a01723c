"""What each change of a published record goes through: a reason, the version that was read, and a plain word when it is refused.

What was typed stays in its fields until it is written. Nothing here keeps an editor: each write gets the one of its run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

import streamlit as st
from pydantic import ValidationError

from geo.desk.revising import UncheckedNamesError
from geo.desk.rights import Editor
from geo.errors import SeamlineError, StaleWriteError
from geo.layers.text import compose_markup
from geo.records import Dataset
from geo.store import RevisionInfo, Store
from pages.ui.given import give
from pages.ui.markup import label_text, show, text

Told = Literal["success", "info", "warning", "error"]
Result = TypeVar("Result")

NO_REASON: Final = "Nothing was changed. Say why in a few words: the reason stands in the public log of corrections."
_DONE: Final = "revise.done"
_SHOWN_AS: Final = {"success": st.success, "info": st.info, "warning": st.warning, "error": st.error}


@dataclass(frozen=True)
class Desk:
    """What one run works with.

    Attributes:
        edition: the one that this run shows.
        seen: the one that the run before has shown, on which the editor's click rests.
    """

    store: Store
    editor: Editor
    edition: int
    seen: int

    @property
    def dataset(self) -> Dataset:
        """What is published now."""
        return self.store.dataset(self.edition)

    def seen_version(self, kind: str, record_id: str) -> int:
        """The version that the editor saw; 0 for a record that was not there."""
        return self.store.versions(self.seen).get((kind, record_id), 0)

    def newer(self, keys: Iterable[tuple[str, str]], *, since: int) -> tuple[RevisionInfo, ...]:
        """The revisions after `since` that have written one of the records, oldest first."""
        found = {v.info.number: v.info for key in keys for v in self.store.history(*key) if v.info.number > since}
        return tuple(found[number] for number in sorted(found))


@dataclass(frozen=True)
class Signed:
    """What an editor has put under a change."""

    sent: bool
    reason: str
    names_checked: tuple[str, ...]


def round_of(key: str) -> int:
    """How often the tool's fields were begun anew; part of their keys."""
    count: int = st.session_state.setdefault(f"{key}.round", 0)
    return count


def begin_anew(key: str) -> None:
    """Let the tool's next drawing start from what is published, and forget what was typed."""
    st.session_state[f"{key}.round"] = round_of(key) + 1
    for name in ("names", "newer", "said"):
        st.session_state.pop(f"{key}.{name}", None)


def sign(key: str, label: str, *, primary: bool = True) -> Signed:
    """Say why the last click changed nothing, ask for the reason and for a word on each possible name; inside a form."""
    start = f"{key}.{round_of(key)}."
    with st.container():  # always there: an element that came and went would shift what follows
        _show_said(key)
    reason = st.text_input("Reason, for the public log", key=f"{start}reason", placeholder="What is changed, and why")
    names = st.session_state.get(f"{key}.names", ())
    checked = tuple(name for name in names if st.checkbox(_is_official(name), key=f"{start}name.{name}"))
    sent = st.form_submit_button(label, key=f"{key}.send", type="primary" if primary else "secondary")
    return Signed(sent, reason, checked)


def carry_out(
    key: str,
    signed: Signed,
    act: Callable[[], Result],
    *,
    words: Callable[[Result], tuple[Told, str]],
    on_stale: Callable[[], str],
) -> None:
    """Do what was asked for, keep what is to be said of it and draw the page anew; without a click do nothing.

    Args:
        key: the tool's.
        signed: what `sign` gave.
        act: writes, or raises a SeamlineError.
        words: says what was written; the tool begins anew.
        on_stale: says what somebody else has changed, and makes ready what is to be shown.
    """
    if not signed.sent:
        return
    if not signed.reason.strip():
        refuse(key, NO_REASON)
    try:
        result = act()
    except StaleWriteError:
        refuse(key, on_stale(), kind="warning")
    except UncheckedNamesError as error:
        st.session_state[f"{key}.names"] = (*signed.names_checked, *error.names)
        listed = ", ".join(f"“{name}”" for name in error.names)
        refuse(
            key,
            f"Nothing was changed. These words may be a person's name: {listed}. Take them out, or tick what they are.",
        )
    except SeamlineError as error:
        refuse(key, f"Nothing was changed: {_words_of(error)}.")
    begin_anew(key)
    st.session_state[_DONE] = words(result)
    st.rerun()


def refuse(key: str, words: str, *, kind: Told = "error") -> None:
    """Keep why nothing was changed for the next drawing, and draw it."""
    st.session_state[f"{key}.said"] = (kind, words)
    st.rerun()


def show_done() -> None:
    """Say once what was written last: above the tools, and where the editor may have scrolled to."""
    if kept := st.session_state.pop(_DONE, None):
        _tell(*kept)
        st.toast(label_text(kept[1]))


def since_words(revisions: Iterable[RevisionInfo]) -> str:
    """Say who has changed something in the meantime, and why."""
    return "; ".join(f"revision {info.number} by {info.author}: “{info.reason.rstrip('.')}”" for info in revisions)


def written(edition: int) -> tuple[Told, str]:
    """Say under which number a change stands."""
    return "success", f"Written as revision {edition}. It stands in the log of corrections."


def choose(label: str, names: Mapping[Any, str], *, key: str, placeholder: str) -> Any:
    """Let the editor choose among what is there, by name; None while nothing is chosen.

    A browser says its choice by the name it was shown. Where somebody else has changed a name since, the choice stands
    that was made before; a choice that was made up is none.
    """
    field = f"{key}.{hash(tuple(names.items()))}"
    if field not in st.session_state:
        kept = st.session_state.get(key)
        give(field, kept if kept in names else None)
    choice = st.selectbox(
        label, list(names), format_func=lambda i: names[i], index=None, placeholder=placeholder, key=field
    )
    st.session_state[key] = choice if choice in names else None
    return st.session_state[key]


def heading(words: str) -> None:
    """A line above a part of a tool."""
    show(compose_markup('<h4 class="sl-part">{words}</h4>', words=text(words)))


def _words_of(error: SeamlineError) -> str:
    """What is wrong with each field; the whole record, which a log wants, is left out."""
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return str(error).rstrip(".")
    return "; ".join(": ".join(filter(None, (_field_words(e["loc"]), _rule_words(e["msg"])))) for e in cause.errors())


def _field_words(path: tuple[int | str, ...]) -> str:
    return " ".join(str(part + 1) if isinstance(part, int) else part.replace("_", " ") for part in path)


def _rule_words(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")


def look_again(desk: Desk, *record_ids: str, kind: str = "incident") -> str:
    """Say that somebody else has changed one of the records since it was shown."""
    newer = desk.newer([(kind, i) for i in record_ids], since=desk.seen)
    words = since_words(newer or desk.store.revisions()[-1:])
    return f"Nothing was changed: there is a newer version, {words}. It is shown now; look at it, and send again."


def short(words: str, *, most: int = 90) -> str:
    """The beginning of a text, to tell it from others."""
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]} …"


def _show_said(key: str) -> None:
    if kept := st.session_state.pop(f"{key}.said", None):
        _tell(*kept)


def _tell(kind: Told, words: str) -> None:
    _SHOWN_AS[kind](label_text(words))


def _is_official(name: str) -> str:
    return f"“{label_text(name)}” names an official or an institution"
