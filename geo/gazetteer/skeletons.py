"""Skeletons of names: the consonants that Latin, Arabic and Sorani spellings of one name share, and their vowels.

Kurdish and Arabic names reach the press in three alphabets and many romanisations: Makhmour, Maxmur, Mexmûr, مخمور.
What stays is the order of the consonants, with those that outlets write for each other in one class. That is less than
a name: a skeleton may propose a place only where it fits one place alone.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from geo.gazetteer.folding import fold

# Fewer consonants than this are shared by too many names to say anything.
FEWEST_CONSONANTS = 3

_OPEN, _ROUND = "a", "u"
_VOWELS = {
    **dict.fromkeys("aاآ", _OPEN),
    **dict.fromkeys("ouwوؤ", _ROUND),
    # Short e, i and y stand for too many sounds to tell names apart, and Sorani's ە for e and a.
    **dict.fromkeys("eiyيئە", ""),
}
_DIGRAPHS = re.compile(r"kh|gh|sh|ch|zh|th|dh|ts|ck|ph")
_DIGRAPH_CLASS = {
    "kh": "x", "gh": "g", "sh": "S", "ch": "j", "zh": "j", "th": "t", "dh": "d", "ts": "s", "ck": "k", "ph": "f",
}  # fmt: skip
_CONSONANTS = {
    # Qaf is g in Iraqi speech, and Arabic writes the Kurdish g with kaf or qaf.
    **dict.fromkeys("kqgكقگ", "k"),
    "غ": "g",
    **dict.fromkeys("xخ", "x"),
    # Arabic writes ch with jim, Kurdish j with c in the Latin alphabet.
    **dict.fromkeys("jcجچژ", "j"),
    "ش": "S",
    **dict.fromkeys("sسص", "s"),
    **dict.fromkeys("zزظ", "z"),
    **dict.fromkeys("tتطث", "t"),
    **dict.fromkeys("dدضذ", "d"),
    **dict.fromkeys("hحه", "h"),
    # Arabic has no p and no v.
    **dict.fromkeys("bpبپ", "b"),
    **dict.fromkeys("fvف", "f"),
    **{letter: letter for letter in "lmnr"},
    **dict(zip("لمنر", "lmnr", strict=True)),
}
# Sorani ends and joins with ە; on an Arabic keyboard it is heh and a joiner.
_TYPED_VOWEL = re.compile("ه\u200c")
_FINAL_HEH = re.compile(r"[هةہۀ](?!\w)")
_FINAL_H = re.compile(r"(?<=[aeiou])h(?!\w)")
# Arabic writes a doubled consonant once.
_DOUBLED = re.compile(r"(kh|gh|sh|ch|zh|th|dh|[b-z])\1")
_VILLAGE_OF = re.compile(r"^(?:qar+iy?[ae]t|qaryah|nahiyat|qarya|قرية|قریة|ناحية|گوندی?|عرب|‘?'?arab)\s+(?=\w)")


class Skeleton(NamedTuple):
    """The sounds of a name.

    Attributes:
        consonants: one letter a class.
        vowels: open or round vowels before, between and after the consonants, one text more than consonants.
    """

    consonants: str
    vowels: tuple[str, ...]

    def clashes(self, other: Skeleton) -> bool:
        """Whether one has an open vowel where the other has a round one: Tuz and Taza."""
        pairs = zip(self.vowels, other.vowels, strict=False)
        return any({one, two} == {_OPEN, _ROUND} for one, two in pairs)


def skeletons(text: str) -> tuple[Skeleton, ...]:
    """Give the skeletons of a name, more than one where a letter has two readings.

    >>> {skeletons(name)[0].consonants for name in ("Makhmour", "Maxmur", "Mexmûr", "مخمور", "مەخموور")}
    {'mxmr'}
    >>> skeletons("Tuz Khurmatu")[0].clashes(skeletons("Taza Khurmatu")[0])
    True
    """
    composed = unicodedata.normalize("NFC", text).casefold()
    # ş is Kurdish and Turkish for sh, and in the romanisation that GeoNames uses for the Arabic sad.
    readings = (composed, composed.replace("ş", "sh")) if "ş" in composed else (composed,)
    found = (_skeleton(reading.replace("ç", "ch").replace("ğ", "gh")) for reading in readings)
    return tuple(dict.fromkeys(skeleton for skeleton in found if skeleton.consonants))


def _skeleton(text: str) -> Skeleton:
    consonants: list[str] = []
    vowels: list[str] = [""]
    for letter in _letters(text):
        if (consonant := _DIGRAPH_CLASS.get(letter) or _CONSONANTS.get(letter)) is None:
            _add_vowel(vowels, _VOWELS.get(letter, ""))
        else:
            consonants.append(consonant)
            vowels.append("")
    return Skeleton("".join(consonants), tuple(vowels))


def _add_vowel(vowels: list[str], vowel: str) -> None:
    # aw and ou: what comes first says more than the glide after it.
    if not vowels[-1]:
        vowels[-1] = vowel


def _letters(text: str) -> list[str]:
    text = _FINAL_HEH.sub("", _TYPED_VOWEL.sub("", _VILLAGE_OF.sub("", text)).replace("ە", ""))
    text = _DOUBLED.sub(r"\1", _FINAL_H.sub("", fold(text)).replace(" ", ""))
    letters: list[str] = []
    start = 0
    for digraph in _DIGRAPHS.finditer(text):
        letters += [*text[start : digraph.start()], digraph.group()]
        start = digraph.end()
    return [*letters, *text[start:]]
