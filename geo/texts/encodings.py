"""Encodings: bytes to text, with the encoding named and how it was found.

Iraqi newsrooms still meet files in Windows-1256 (Arabic) beside UTF-8, and Western ones in Windows-1252. Neither marks
itself, so the choice between them is an assumption and is called one.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from geo.texts.document import DocumentRefusedError

UTF8 = "utf-8"
ARABIC = "windows-1256"
WESTERN = "windows-1252"
# What a page may declare: Python's names of the encodings that browsers know and that hold running text of one or two
# bytes a letter. Others (utf-7, unicode_escape, punycode) would let markup hide in them.
_DECLARABLE = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "koi8-r", "gb18030", "gbk", "big5", "euc_jp", "shift_jis", "euc_kr"}
    | {f"cp125{number}" for number in range(9)}
    | {f"iso8859-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 15)}
)
# Browsers read these wider encodings where a page declares the narrow one: https://encoding.spec.whatwg.org/#names-and-labels
_READ_AS = {"ascii": WESTERN, "iso8859-1": WESTERN, "iso8859-9": "cp1254", "utf-16": "utf-16-le"}
_MARKS = ((codecs.BOM_UTF8, UTF8), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Bytes that Windows-1252 leaves undefined; text has none of them.
_UNDEFINED_WESTERN = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_WORDS = re.compile(rb"[A-Za-z\x81\x8a\x8c-\x90\x98\x9a\x9c\x9e\x9f\xaa\xc0-\xd6\xd8-\xff]+")
_LATIN_LETTER = re.compile(rb"[A-Za-z]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# In UTF-16 the upper bytes of Latin, punctuation and Arabic letters, presentation forms included.
_UPPER_BYTES = bytes([0x00, 0x06, 0x20, 0xFB, 0xFD, 0xFE])


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding it was read in, and how that was found, in words."""

    text: str
    encoding: str
    how: str


def decode_text(data: bytes, *, declared: str | None = None) -> Decoded:
    """Decode `data` by its byte order mark, else as `declared`, else as UTF-8, else by an assumption that is named.

    Raises:
        DocumentRefusedError: the bytes are no text.
    """
    decoded = _by_mark(data) or _by_declaration(data, declared) or _by_validity(data) or _by_assumption(data)
    controls = len(_CONTROLS.findall(decoded.text))
    if "\x00" in decoded.text or controls * 100 > len(decoded.text):
        raise _binary(f"{controls} control characters among {len(decoded.text)}")
    return decoded


def _binary(found: str) -> DocumentRefusedError:
    return DocumentRefusedError(f"expected text, got binary data ({found}); save the document as text and try again")


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, "byte order mark")
    return None


def _strict(data: bytes, encoding: str, how: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, how)
    except UnicodeDecodeError as problem:
        raise DocumentRefusedError(
            f"expected {encoding} text, as its {how} says, got bytes that are not at {problem.start}; save it anew"
        ) from problem


def _by_declaration(data: bytes, declared: str | None) -> Decoded | None:
    encoding = known_encoding(declared)
    if encoding is None or b"\x00" in data:
        return None
    try:
        return Decoded(data.decode(encoding), encoding, "declared")
    except UnicodeDecodeError:
        return None  # a page that declares wrongly is read by what its bytes are


def known_encoding(declared: str | None) -> str | None:
    """Give the encoding that `declared` stands for, or None where it names none that a page may use."""
    try:
        name = codecs.lookup((declared or "").strip()).name
    except (LookupError, ValueError):
        return None
    name = _READ_AS.get(name, name)
    return name if name == WESTERN or name in _DECLARABLE else None


def _by_validity(data: bytes) -> Decoded | None:
    if b"\x00" not in data:
        try:
            return Decoded(data.decode(UTF8), UTF8, "valid UTF-8")
        except UnicodeDecodeError:
            return None
    for encoding, upper in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        if len(data) % 2 == 0 and _mostly_upper_bytes(upper) and not _mostly_upper_bytes(_other(data, upper)):
            return _strict(data, encoding, "pattern of its bytes")
    raise _binary("NUL bytes")


def _other(data: bytes, half: bytes) -> bytes:
    return data[0::2] if half == data[1::2] else data[1::2]


def _mostly_upper_bytes(half: bytes) -> bool:
    return len(half.translate(None, _UPPER_BYTES)) * 10 < len(half)


def _by_assumption(data: bytes) -> Decoded:
    arabic, latin = _votes(data)
    if arabic > latin:
        return Decoded(data.decode("cp1256"), ARABIC, "assumed: most of its words are all letters above ASCII")
    if undefined := _UNDEFINED_WESTERN.search(data):
        raise _binary(f"byte {undefined.group()!r} at {undefined.start()}, which no Western text has")
    return Decoded(data.decode("cp1252"), WESTERN, "assumed: its letters above ASCII stand in words with Latin letters")


def _votes(data: bytes) -> tuple[int, int]:
    """Count words that are all letters above ASCII, and words that mix them with Latin letters.

    An Arabic word has no Latin letter; a Western one of two or more letters has nearly always.
    """
    words = [word for word in _WORDS.findall(data) if not word.isascii() and len(word) > 1]
    mixed = sum(1 for word in words if _LATIN_LETTER.search(word))
    return len(words) - mixed, mixed
