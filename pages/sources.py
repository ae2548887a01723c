"""Sources: what each source says and what became of every statement."""

from __future__ import annotations

import streamlit as st

from geo.accounting import accounting, rejected
from pages.ui import state
from pages.ui.ledger import show_accounting, show_rejected, show_scope, show_source, show_vague

chosen = state.current()
dataset = state.dataset()
account = accounting(dataset, collections=chosen.collections, sources=chosen.sources)

st.title("Sources")
show_scope(chosen, dataset)
show_accounting(account, is_part=bool(chosen.collections or chosen.sources))

st.header("What each source says", anchor="sources")
for row in account.accounts:
    show_source(dataset, row)

st.header("What makes no incident, and why", anchor="context")
show_rejected(dataset, rejected(dataset, collections=chosen.collections, sources=chosen.sources))

st.header("Too vague to map", anchor="vague")
opened = show_vague(state.view())
if opened:
    state.change(incident=opened)
    st.switch_page("map.py")
