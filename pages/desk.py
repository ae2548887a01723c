"""The desk: for editors only. Articles come in, drafts are decided on beside them, and published."""

from __future__ import annotations

import streamlit as st

from geo.bootstrap import open_default_store
from geo.desk.rights import Closed
from pages.ui import state
from pages.ui.desk_access import editor, show_closed, show_door
from pages.ui.desk_intake import show_intake
from pages.ui.desk_item import show_item
from pages.ui.desk_list import show_list
from pages.ui.desk_revise import show_published
from pages.ui.desk_saving import show_notice

st.title("Desk")
found = editor()
if isinstance(found, Closed):
    show_closed(found)
elif draft := state.open_draft_id():
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("All items", key="desk.back", on_click=state.open_draft, args=(None,), type="tertiary")
        show_door(found)
    show_item(draft)
else:
    show_door(found)
    show_notice()
    articles, new, published = st.tabs(["Items", "New", "After publication"])
    with articles:
        show_list(found)
    with new:
        show_intake()
    with published:
        show_published(open_default_store(), found)
