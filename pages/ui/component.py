"""Registers streamlit-folium's component when the server starts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.runtime import get_instance


def register_component() -> None:
    """Make the component's files answer before the first session.

    Streamlit registers a component only when it is imported inside a script run. Imported here, its second or so is
    not the first visitor's, and the files answer in a process that has not run the script yet.
    """
    with _no_context_warning():
        import streamlit_folium  # noqa: PLC0415 - the import is the work, and its time is the server's start
    get_instance().component_registry.register_component(streamlit_folium._component_func)  # noqa: SLF001 - no public name


@contextmanager
def _no_context_warning() -> Iterator[None]:
    # The warning that no script runs is true here and meant.
    log = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)
