"""The dashboard's own server with another page: local assets, headers and garbage collection are the same for all designs."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from geo.web.routes import build_routes
from pages.ui.component import register_component


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    register_component()
    gc.collect()
    gc.freeze()
    yield


app = st.App(os.environ["SEAMLINE_BENCH_PAGE"], routes=build_routes(), lifespan=lifespan)
