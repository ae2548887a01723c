"""Folding of names and kind words: what must be equal, what must stay apart, and the laws."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.gazetteer import fold, name_key
from geo.gazetteer.kind_words import split_kind
from geo.vocabulary import PlaceKind

LATIN = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZāēīōūşşçêîûḥ '-", max_size=30)
ARABIC = st.text("ءآأإاٱبةتثجحخدذرزسشصضطظعغفقكلمنهويىئؤپچژڤگکیەێۆڵڕھ \u200c", max_size=30)
MARKS = st.sampled_from("\u0301\u0304\u0327\u064b\u064e\u0650\u0651\u0652\u0670\u200c\u200d\u200f\u0640")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KIFRI", "Kifri"),
        ("Khānaqīn", "Khanaqin"),
        ("Mexmûr", "Mexmur"),
        ("Qara-Tapa", "Qara Tapa"),
        ("Qaratapa", "Qara Tapa"),
        ("Sa'diyah", "Sa‘diyah"),
        ("Sa‘diyah", "Sadiya"),
        ("al-Hawija", "Hawija"),
        ("Al Hawija", "Hawija"),
        ("el-Hawija", "Hawijah"),
        ("Ash-Sharqat", "Sharqat"),
        ("As Sa'diyah", "Saadiyah".replace("aa", "a")),
        ("Az Zab", "Zab"),
        ("  Tuz   Khurmatu\n", "Tuz Khurmatu"),
        ("كفري", "کفری"),
        ("كفرى", "كفري"),
        ("كركوك", "کرکوک"),
        ("قره تبه", "قرة تبة"),
        ("خانەقين", "خانەقین"),
        ("هەولێر", "ھەولێر"),
        ("أربيل", "اربيل"),
        ("إربيل", "اربيل"),
        ("آمرلي", "ئامرلی"),
        ("جلولاء", "جلولا"),
        ("مخمــور", "مخمور"),
        ("بَغداد", "بغداد"),
        ("مه‌خمور", "مەخمور"),
        ("مەخموور", "مەخمور"),
        ("الحويجة", "حويجه"),
        ("سەرقەڵا", "سەرقەلا"),
        ("کولەجۆ", "كولەجو"),
        ("گڕە لەهێبان", "گرە لەهیبان"),
        ("ناوچە ٣", "ناوچە 3"),
        ("ﻛﻔﺮﻱ", "كفري"),
    ],
)
def test_spellings_of_one_name_share_a_key(one, other):
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tuz Khurmatu", "Taza Khurmatu"),
        ("طوز خورماتو", "تازة خورماتو"),
        ("Kalar", "Kulajo"),
        ("Kulajo", "Qulajah"),
        ("Dara", "Daraji"),
        ("Mosul", "Mawsil"),
        ("كلار", "كلر"),
        ("Al-Zab", "Al-Zour"),
    ],
)
def test_different_names_keep_different_keys(one, other):
    assert name_key(one) != name_key(other)


def test_an_article_alone_and_a_name_like_one_stay():
    assert fold("Al") == "al"
    assert fold("Altun Kupri") == "altun kupri"
    assert fold("Ash") == "ash"
    assert fold("As Kirkuk") == "as kirkuk"
    assert fold("ال") == "ال"


@given(st.text(max_size=60))
@example("al al Rashad")
@example("الالوند")
@example("الالالالوند")
@example("ahah Shahah")
@example("ﷺ")
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert name_key(text) == fold(text).replace(" ", "")


@given(st.text(max_size=60))
def test_a_folded_name_is_words_with_single_spaces(text):
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert all(letter == " " or letter.isalnum() for letter in folded)


@given(LATIN)
def test_case_does_not_count(text):
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@given(LATIN)
def test_accents_do_not_count(text):
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    assert fold(plain) == fold(text)


@given(st.one_of(LATIN, ARABIC), MARKS, st.data())
def test_marks_joiners_and_tatweel_do_not_count(text, mark, data):
    place = data.draw(st.integers(0, len(text)))
    # The carrier of a first vowel is told by what follows it, and hamza and madda build letters of their own.
    if "ئ" not in text:
        assert fold(text[:place] + mark + text[place:]) == fold(text)


@given(ARABIC)
def test_composed_and_decomposed_letters_are_the_same(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "key", "kinds"),
    [
        ("Kifri", "kifri", set()),
        ("Kifri district", "kifri", {PlaceKind.DISTRICT}),
        ("the Kifri District", "kifri", {PlaceKind.DISTRICT}),
        ("the village of Dara", "dara", {PlaceKind.VILLAGE}),
        ("Prde sub-district", "prde", {PlaceKind.SUBDISTRICT}),
        ("Prde subdistrict", "prde", {PlaceKind.SUBDISTRICT}),
        ("Mount Qarachogh", "qarachogh", {PlaceKind.MOUNTAIN}),
        ("Hamrin mountain range", "hamrin", {PlaceKind.RANGE}),
        ("Makhmour refugee camp", "makhmour", {PlaceKind.CAMP}),
        ("Diyala Province", "diyala", {PlaceKind.GOVERNORATE}),
        ("قضاء كفري", "كفري", {PlaceKind.DISTRICT}),
        ("ناحية جلولاء", "جلولا", {PlaceKind.SUBDISTRICT}),
        ("جبل قره جوغ", "قرهجوغ", {PlaceKind.MOUNTAIN}),
        ("محافظة ديالى", "ديالي", {PlaceKind.GOVERNORATE}),
        ("گوندی دارا", "دارا", {PlaceKind.VILLAGE}),
        ("قەزای کفری", "كفري", {PlaceKind.DISTRICT}),
        ("پارێزگای دیالە", "دياله", {PlaceKind.GOVERNORATE}),
    ],
)
def test_kind_words_are_taken_off_and_kept_as_hints(text, key, kinds):
    assert split_kind(text) == (key, frozenset(kinds))


@pytest.mark.parametrize("word", ["Bridge", "village", "village of", "district", "پردێ", "قضاء", "the"])
def test_a_name_that_is_only_a_kind_word_stays_a_name(word):
    assert split_kind(word).key == name_key(word)


@given(st.one_of(LATIN, ARABIC))
def test_taking_kind_words_off_never_empties_a_name(text):
    assert bool(split_kind(text).key) == bool(name_key(text))
