"""Files of what is in view, one module a format; each takes the same view as the page."""
