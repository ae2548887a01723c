"""The schema's history, applied by alembic; a step that has been released is never changed."""
