"""Codebook and method: how figures are counted, how places and dates are coded, and every code with its meaning."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.codebook import code_tables, record_tables

METHOD = Path(__file__).resolve().parents[1] / "docs" / "method.md"

st.title("Codebook and method")
st.markdown(METHOD.read_text(encoding="utf-8"))
st.header("Code lists", anchor="codes")
for name, summary, rows in code_tables():
    with st.expander(f"{name} · {len(rows)} codes"):
        st.caption(summary)
        st.table(pd.DataFrame(rows).set_index("code"))
st.header("Records", anchor="records")
for name, summary, rows in record_tables():
    with st.expander(f"{name} · {len(rows)} fields"):
        st.caption(summary)
        st.table(pd.DataFrame(rows).set_index("field"))
