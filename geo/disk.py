"""Files that are on disk whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def made_beside(target: Path) -> Iterator[Path]:
    """Give an empty file beside `target`, which takes its place when the block ends well and is gone when it does not.

    Raises:
        OSError: the folder is missing or cannot be written to.
    """
    with tempfile.NamedTemporaryFile(prefix=f".{target.name[:100]}.", dir=target.parent, delete=False) as opened:
        made = Path(opened.name)
    try:
        yield made
        made.chmod(0o644)
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that whoever reads it sees the old content or the new one; a link is followed, a device written to.

    Raises:
        OSError: the file cannot be written; what stood there stands.
    """
    target = target.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    with made_beside(target) as made:
        made.write_bytes(content)
