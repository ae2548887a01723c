"""Measures what a reader waits for: `python -m bench`, see README.md beside this file."""
