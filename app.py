"""The ASGI application: the Streamlit pages and the routes beside them. Run it with `streamlit run app.py`."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from geo.address import public_address
from geo.bootstrap import prepare_newest
from geo.web.assets import streamlit_index
from geo.web.page import page_html, page_routes
from geo.web.routes import build_routes
from geo.web.security import SecurityHeaders
from pages.ui.component import register_component
from pages.ui.late_reports import DropLateReports

BASE_PATH = "/".join(("", *filter(None, str(st.get_option("server.baseUrlPath") or "").split("/"))))
INDEX_HTML = page_html(streamlit_index().read_text("utf-8"))
# Each script in pages/ is a page under its name; the map is home.
PAGES = ("", *sorted({file.stem for file in Path(__file__).parent.glob("pages/*.py")} - {"map", "navigation"}))


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Make ready what the first visitor would otherwise wait for."""
    public_address()  # one that is none is said before anybody is served
    register_component()
    await asyncio.to_thread(prepare_newest)
    # Streamlit collects garbage after each rerun; without the imports' objects that takes 10 ms instead of 100.
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    "pages/navigation.py",
    routes=[*build_routes(BASE_PATH), *page_routes(PAGES, base_path=BASE_PATH, html=INDEX_HTML)],
    middleware=[
        Middleware(SecurityHeaders, base_path=BASE_PATH, index_html=INDEX_HTML),
        Middleware(DropLateReports),
    ],
    lifespan=lifespan,
)
