"""Reads records from files: one module per format; everything passes the same validation as the records themselves."""
