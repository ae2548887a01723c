"""The application of the place map's own page: the real routes and headers around `place_page.py`."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from geo.web.assets import streamlit_index
from geo.web.routes import build_routes
from geo.web.security import SecurityHeaders
from pages.ui.component import register_component


@asynccontextmanager
async def lifespan(_):
    register_component()
    yield


app = st.App(
    str(Path(__file__).with_name("place_page.py")),
    routes=build_routes(""),
    middleware=[Middleware(SecurityHeaders, base_path="", index_html=streamlit_index().read_text("utf-8"))],
    lifespan=lifespan,
)
