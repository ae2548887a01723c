"""A second opinion on an article, where the administrator has set one up: what a model points at, read by our rules."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.desk.items import Came
from geo.desk.rights import Editor
from geo.gazetteer import open_geocoder
from geo.layers.text import SafeText, compose_markup
from geo.opinions import Difference, Dropped, Opinion, OpinionSettingError, Verdict, compare, second_extractor
from geo.store import Store
from pages.ui.desk_saving import Work, attempt
from pages.ui.markup import label_text, show, text, together

_KEPT: Final = "desk.opinion"
_VERDICTS: Final = {
    Verdict.DIFFER: "differs",
    Verdict.ONLY_OPINION: "only the second opinion has it",
    Verdict.ONLY_RULES: "only the rules have it",
    Verdict.AGREE: "agrees",
}


def show_opinion(work: Work) -> None:
    """A button that asks, and where the opinions differ; nothing of it is taken over by itself."""
    if work.item.article.came is Came.MANUAL:
        return
    try:
        extractor = second_extractor(open_geocoder())
    except OpinionSettingError as error:
        st.caption(label_text(f"No second opinion: {error}."))
        return
    if extractor is None:
        return
    with st.expander("Second opinion"):
        st.caption(label_text(extractor.settings.notice))

        def ask() -> None:
            def act(_: Store, __: Editor) -> str | None:
                opinion = extractor.read(work.item.article.as_article())
                st.session_state[_KEPT] = (work.item.id, opinion)
                return None

            attempt(act)

        st.button("Ask for a second opinion", key="opinion.ask", on_click=ask)
        item_id, opinion = st.session_state.get(_KEPT, ("", None))
        if opinion is not None and item_id == work.item.id:
            _show_differences(work, opinion)


def _show_differences(work: Work, opinion: Opinion) -> None:
    found = compare(work.item.coding, opinion)
    agreeing = sum(difference.verdict is Verdict.AGREE for difference in found)
    others = [difference for difference in found if difference.verdict is not Verdict.AGREE]
    show(
        compose_markup(
            '<p class="sl-hint">{counts}</p><ul class="sl-aside">{lines}</ul>',
            counts=text(f"{agreeing} values agree, {len(others)} do not, {len(opinion.dropped)} claims were dropped."),
            lines=together(_difference(work, difference) for difference in others),
        )
    )
    warned = [(draft.title, warning) for draft in opinion.coding.drafts for warning in draft.warnings]
    if warned:
        show(
            compose_markup(
                '<p class="sl-hint">Look at these before you take anything over:</p><ul class="sl-aside">{lines}</ul>',
                lines=together(
                    compose_markup("<li>{title}: {words}</li>", title=text(title), words=text(words))
                    for title, words in warned
                ),
            )
        )
    if opinion.dropped:
        show(
            compose_markup(
                '<p class="sl-hint">Dropped, in the words of the model:</p><ul class="sl-aside">{lines}</ul>',
                lines=together(_dropped(dropped) for dropped in opinion.dropped),
            )
        )


def _difference(work: Work, difference: Difference) -> SafeText:
    words = work.item.article.text
    quotes = "; ".join(f"“{words[span.start : span.end]}”" for span in difference.spans)
    return compose_markup(
        '<li>{words} <span class="sl-note">{verdict}. {quotes}</span></li>',
        words=text(difference.words),
        verdict=text(_VERDICTS[difference.verdict]),
        quotes=text(quotes),
    )


def _dropped(dropped: Dropped) -> SafeText:
    return compose_markup(
        '<li>{field}: “{said}”: <span class="sl-note">{reason}</span></li>',
        field=text(dropped.field or "incident"),
        said=text(dropped.said),
        reason=text(dropped.reason),
    )
