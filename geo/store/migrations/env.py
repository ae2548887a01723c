"""What alembic runs to apply the steps: on the connection it is given, inside that connection's transaction."""

from alembic import context

from geo.store.tables import METADATA


def run() -> None:
    """Apply the steps; the caller commits or rolls back all of them together."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
    with context.begin_transaction():
        context.run_migrations()


# The name under which alembic loads this file; a plain import (for types or doctests) applies nothing.
if __name__ == "env_py":
    run()
