"""Seamline's core: from article text to incidents, views, layers and files. It never imports Streamlit."""

__version__ = "0.1.0"
