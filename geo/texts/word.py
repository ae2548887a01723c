"""Word files: the paragraphs of a .docx, read with zipfile and defusedxml.

Not python-docx: it unpacks and parses every part of the file, pictures and embedded files too, before it can be asked
anything, with no bound on size. Here the one part that holds the text is unpacked, up to a limit, and parsed by a
parser that refuses document types, entities and external references. Nothing is extracted to disk, no embedded file is
opened, no link is followed, no macro is run.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from geo.texts.cleaning import clean_text
from geo.texts.document import Document, DocumentRefusedError, ReadLimits

_RELATIONS = "_rels/.rels"
_MAIN_PART = "/officeDocument"
_ENCRYPTED = 0x1
# Smaller members may be packed as tightly as they like.
_RATIO_FROM_BYTES = 64 * 1024
# Deleted and moved-away text, field codes, and the second copy of a text box kept for old programs.
_SKIPPED = frozenset({"del", "moveFrom", "instrText", "delInstrText", "delText", "Fallback"})
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_ASIDE = {"footnotes.xml": "footnotes", "endnotes.xml": "endnotes", "comments.xml": "comments"}


def read_word(data: bytes, *, limits: ReadLimits) -> Document:
    """Read the running text of a .docx: paragraphs, lists and table cells in their order.

    Raises:
        DocumentRefusedError: it is no Word file, is protected or damaged, goes over a limit or holds no text.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _checked_members(archive, limits=limits)
            body = _parse(archive, _main_part(archive, members, limits=limits), limits=limits)
    except zipfile.BadZipFile as problem:
        raise _refused(f"a file that is not whole ({problem})") from problem
    text = clean_text("\n\n".join(_paragraphs(body)))
    if not text:
        raise _refused("one without text")
    return Document(text=text, left_out=_left_out(members, body))


def _refused(found: str) -> DocumentRefusedError:
    return DocumentRefusedError(f"expected a Word file (.docx), got {found}; save it anew or paste the text")


def _checked_members(archive: zipfile.ZipFile, *, limits: ReadLimits) -> dict[str, zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > limits.members:
        raise _refused(f"{len(entries)} files in it (at most {limits.members})")
    if (unpacked := sum(entry.file_size for entry in entries)) > limits.unpacked_bytes:
        raise _refused(f"{unpacked:,} bytes when unpacked (at most {limits.unpacked_bytes:,})")
    for entry in entries:
        if entry.file_size > _RATIO_FROM_BYTES and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise _refused(f"a part packed more than {limits.ratio} times ({entry.filename[:80]!r})")
        if entry.flag_bits & _ENCRYPTED:
            raise _refused("one protected by a password")
    members = {entry.filename: entry for entry in entries}
    if len(members) < len(entries):
        raise _refused("two parts of one name, so that it is unclear which one counts")
    return members


def _main_part(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], *, limits: ReadLimits) -> zipfile.ZipInfo:
    if _RELATIONS not in members:
        raise _refused(f"an archive without {_RELATIONS}")
    for relation in _parse(archive, members[_RELATIONS], limits=limits):
        if relation.get("Type", "").endswith(_MAIN_PART):
            if relation.get("TargetMode") == "External":
                raise _refused("one whose text lies elsewhere")
            name = posixpath.normpath(relation.get("Target", "")).lstrip("/")
            if name in members:
                return members[name]
            raise _refused(f"one whose text part {name[:80]!r} is missing")
    raise _refused("an archive that names no text part")


def _parse(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limits: ReadLimits) -> Element:
    try:
        with archive.open(entry) as member:
            # What is declared may be a lie, so what comes is counted.
            content = member.read(limits.member_bytes + 1)
    except (NotImplementedError, EOFError, RuntimeError) as problem:
        raise _refused(f"a part that cannot be unpacked ({problem})") from problem
    if len(content) > limits.member_bytes:
        raise _refused(f"a part of more than {limits.member_bytes:,} bytes ({entry.filename[:80]!r})")
    try:
        root: Element = ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as problem:
        raise _refused(f"a part with a document type or entities ({type(problem).__name__})") from problem
    except ParseError as problem:
        raise _refused(f"a part that is no XML ({problem})") from problem
    return root


def _paragraphs(body: Element) -> Iterator[str]:
    """Give the text of each paragraph once, whatever is nested in it."""
    pieces: list[str] = []
    # A stack of its own: a hostile file nests deeper than Python calls.
    waiting: list[Element | str] = [body]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            pieces.append(part)
            continue
        name = _local(part)
        if name in _SKIPPED:
            continue
        if name == "p":
            yield "".join(pieces)
            pieces.clear()
            waiting.append("\n\n")
        elif name == "t":
            pieces.append(part.text or "")
        elif name in _BREAKS and not len(part):
            pieces.append(_BREAKS[name])
        waiting.extend(reversed(part))
    yield "".join(pieces)


def _local(element: Element) -> str:
    """Give the name without its namespace: the transitional and the strict form of the standard differ in that."""
    return str(element.tag).rpartition("}")[2]


def _left_out(members: dict[str, zipfile.ZipInfo], body: Element) -> tuple[str, ...]:
    names = [posixpath.basename(name) for name in members]
    pictures = sum(1 for element in body.iter() if _local(element) in {"drawing", "pict"})
    embedded = sum(1 for name in members if "/embeddings/" in name)
    headings = sum(1 for name in names if name.startswith(("header", "footer")))
    deleted = sum(1 for element in body.iter() if _local(element) in {"del", "moveFrom"})
    counted = (
        (pictures, "pictures or drawings"),
        (embedded, "embedded files"),
        (headings, "headers or footers"),
        (deleted, "tracked deletions"),
    )
    asides = [_ASIDE[name] for name in sorted(names) if name in _ASIDE]
    return (*(f"{what}: {count}" for count, what in counted if count), *asides)
