"""One line of figures above a map or a table: how many, how many killed, and by what filter."""

from __future__ import annotations

from collections.abc import Sequence

from geo.filters import describe
from geo.layers.text import SafeText, compose_markup
from geo.view import View, parted_words
from geo.vocabulary import Outcome
from pages.ui import state
from pages.ui.markup import nothing, show, text

GROUPS_SHOWN = 4


def show_figures(view: View) -> None:
    """Say what is in view; groups are named as sources name them, so their tolls need not add up."""
    show(
        compose_markup(
            '<div class="sl-figures" role="status">{incidents}{killed}{wounded}</div><p class="sl-words">{words}{groups}</p>',
            incidents=_figure("Incidents", f"{len(view.incidents):,} of {view.total:,}"),
            killed=_figure("Killed", _toll(view, Outcome.KILLED)),
            wounded=_figure("Wounded", _toll(view, Outcome.WOUNDED)),
            words=_words(view),
            groups=_groups(view),
        )
    )


def _toll(view: View, outcome: Outcome) -> str:
    """A toll over no incident at all is no figure, least of all zero."""
    return str(view.tolls[outcome]) if view.incidents else "–"


def _figure(name: str, value: str) -> SafeText:
    return compose_markup(
        '<div class="sl-figure"><span class="sl-name">{name}</span> <b>{value}</b></div>',
        name=text(name),
        value=text(value),
    )


def _words(view: View) -> SafeText:
    words = describe(view.chosen, view.dataset)
    sentences = [words[0].upper() + words[1:]]
    if view.possibly:
        sentences.append(f"{len(view.possibly)} only possibly in the period")
    if view.unmapped:
        sentences.append(f"{len(view.unmapped)} too vague to map")
    if shared := parted_words(view):
        sentences.append(shared)
    sentences.append(f"Edition {state.edition()}")
    return text(". ".join(sentences) + ". ")


def groups_words(found: Sequence[str]) -> str:
    """The first groups, and how many more there are."""
    rest = len(found) - GROUPS_SHOWN
    more = [f"{rest} more {'group' if rest == 1 else 'groups'}"] if rest > 0 else []
    return ", ".join([*found[:GROUPS_SHOWN], *more])


def _groups(view: View) -> SafeText:
    found = [f"{group.label} {toll}" for group, toll in view.killed_by_group.items() if toll.is_known]
    if not found:
        return nothing()
    sums_up = " (sources name the same dead differently: these add up to no total)" if len(found) > 1 else ""
    return compose_markup(
        '<span class="sl-detail" title="{all}">Killed, by group{sums_up}: {shown}.</span>',
        all=text("; ".join(found)),
        sums_up=text(sums_up),
        shown=text(groups_words(found)),
    )
