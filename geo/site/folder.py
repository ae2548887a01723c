"""The folder of a site: writes what changed, removes what is gone, and touches nothing that it did not write.

A manifest in the folder names each file with its SHA-256. While files are being written it holds the old and the new digest
of each, so that a run that was stopped half-way is finished by the next one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from geo.disk import made_beside
from geo.site.errors import SiteError

MANIFEST: Final = "seamline-site.json"
_FORM: Final = 1

Files = Mapping[str, bytes]
"""Contents by path inside the folder, with `/` between its parts; written in this order."""
Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Written:
    """What a run did to the folder.

    Attributes:
        digest: SHA-256 over all paths and contents; equal trees have equal digests.
        kept: files of an earlier site that are no longer part of it, but were changed by somebody else since.
    """

    digest: str
    files: int
    size: int
    written: int
    removed: int
    kept: tuple[str, ...] = ()


def require_ours(folder: Path) -> None:
    """Refuse a folder that `write_folder` would not write to.

    Raises:
        SiteError: it holds something and no manifest of ours.
    """
    _read_manifest(folder)


def write_folder(folder: Path, files: Files, *, progress: Progress) -> Written:
    """Make the folder hold exactly these files, beside what others keep in it.

    Raises:
        SiteError: the folder holds something and no manifest of ours, or a file of others is in the way; then nothing
            is written.
        OSError: a file cannot be written; the folder holds whole files, and the next run goes on.
    """
    before = _read_manifest(folder)
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    changed = _changed(folder, digests, before)
    gone, kept = _gone(folder, before, digests)
    if changed or gone:
        folder.mkdir(parents=True, exist_ok=True)
        both = {
            path: tuple(dict.fromkeys(d for d in (*before.get(path, ()), digests.get(path)) if d))
            for path in {*before, *digests}
        }
        _write_manifest(folder, both)
    for number, path in enumerate(changed, 1):
        _replace(folder / path, files[path])
        progress("writing files", number, len(changed))
    for path in gone:
        _remove(folder, path)
    _write_manifest(folder, {path: (digest,) for path, digest in digests.items()})
    size = sum(len(content) for content in files.values())
    return Written(tree_digest(digests), len(files), size, len(changed), len(gone), kept)


def tree_digest(digests: Mapping[str, str]) -> str:
    """One SHA-256 for a whole tree, from the paths and their digests.

    >>> tree_digest({"a": "1", "b": "2"}) == tree_digest({"b": "2", "a": "1"})
    True
    """
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


Manifest = dict[str, tuple[str, ...]]
"""The digests that a file of ours may have, by path."""


def _read_manifest(folder: Path) -> Manifest:
    """The files of an earlier run; none where the folder is new or empty."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        if folder.is_dir() and any(folder.iterdir()):
            raise SiteError(
                f"expected an empty folder or one that holds a site, got {str(folder)!r} with other files; choose another"
            ) from None
        return {}
    except NotADirectoryError:
        raise SiteError(f"expected a folder, got the file {str(folder)!r}; choose another") from None
    try:
        return _checked(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SiteError(
            f"expected {MANIFEST} in {str(folder)!r} as it was written, got something else ({error}); choose a new folder"
        ) from error


def _checked(document: Any) -> Manifest:
    """The manifest's files; a path that leads out of the folder is refused, for what is listed may be removed."""
    if document["form"] != _FORM:
        raise ValueError(f"form {document['form']!r}")
    found: Manifest = {}
    for path, digests in document["files"].items():
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts or str(parts) != path or "\\" in path or ":" in path:
            raise ValueError(f"the path {path!r}")
        found[path] = tuple(str(digest) for digest in digests)
    return found


def _write_manifest(folder: Path, files: Mapping[str, Iterable[str]]) -> None:
    document = {"form": _FORM, "files": {path: list(digests) for path, digests in sorted(files.items())}}
    content = (json.dumps(document, indent=0) + "\n").encode()
    target = folder / MANIFEST
    if not target.exists() or target.read_bytes() != content:
        _replace(target, content)


def _changed(folder: Path, digests: Mapping[str, str], before: Manifest) -> list[str]:
    """The paths whose content on disk is another than the one wanted, in the order given."""
    changed = []
    for path, digest in digests.items():
        found = _digest_of(folder / path)
        if found is not None and found != digest and path not in before:
            raise SiteError(f"expected no file of others at {path!r} in {str(folder)!r}, got one; move it away")
        if found != digest:
            changed.append(path)
    return changed


def _gone(folder: Path, before: Manifest, digests: Mapping[str, str]) -> tuple[list[str], tuple[str, ...]]:
    """Files of ours that the site no longer has, and those of them that somebody else has changed."""
    gone: list[str] = []
    kept: list[str] = []
    for path in sorted(before.keys() - digests.keys()):
        found = _digest_of(folder / path)
        if found is not None:
            (gone if found in before[path] else kept).append(path)
    return gone, tuple(kept)


def _digest_of(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except IsADirectoryError:
        raise SiteError(f"expected a file or nothing at {str(path)!r}, got a folder; move it away") from None


def _remove(folder: Path, path: str) -> None:
    """Remove a file, and the folders that are empty without it."""
    target = folder / path
    target.unlink(missing_ok=True)
    for parent in target.relative_to(folder).parents[:-1]:
        with suppress(OSError):  # it holds something else
            (folder / parent).rmdir()


def _replace(target: Path, content: bytes) -> None:
    """Write a file of the site; a link that somebody has put in its place is replaced, not followed out of the folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with made_beside(target) as made:
        made.write_bytes(content)
