"""Dropped files: what is taken, in which encoding, and what is refused by name, size or content."""

import hashlib
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake import IntakeLimits, IntakeRefusedError, check_uploads, kind_of, plain_name, read_upload
from geo.texts import DocumentRefusedError, Kind, NoArticleError, ReadLimits, clean_text, decode_text
from tests.fetch_site import PAGE
from tests.intake_files import archive, docx, lines_of, pdf, word_body

LIMITS = IntakeLimits()
ENGLISH = "Two guards were hurt.\n\nThe mayor said “unknown men” fired – at night."
ARABIC = "أصيب حارسان مساء الخميس.\n\nوقال رئيس البلدية إن مسلحين مجهولين أطلقوا النار قرب النهر."
FRENCH = "Deux gardes ont été blessés près de la rivière, à l'été.\n\nLe maire a parlé d’hommes «inconnus»."
SORANI = "دوو پاسەوان لە نزیک ڕووبارەکە بریندار بوون"
DOCX = docx(word_body("Two guards were hurt.", "The mayor said so."))
PDF = pdf(lines_of("Two guards were hurt.", "The mayor said so."))


def read(name, data, **limits):
    return read_upload(name, data, limits=IntakeLimits(**limits))


def test_a_text_comes_with_its_origin():
    data = ENGLISH.encode()
    taken = read("Friday.txt", data)
    assert (taken.name, taken.kind, taken.text) == ("Friday.txt", Kind.TXT, ENGLISH)
    assert (taken.sha256, taken.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (taken.title, taken.suggested_date, taken.pages, taken.left_out) == (None, None, None, ())


@pytest.mark.parametrize(
    ("text", "codec", "encoding", "how"),
    [
        (ENGLISH, "utf-8", "utf-8", "valid UTF-8"),
        (ARABIC, "utf-8", "utf-8", "valid UTF-8"),
        (SORANI, "utf-8-sig", "utf-8", "byte order mark"),
        (ENGLISH, "utf-16", "utf-16-le", "byte order mark"),
        (ARABIC, "utf-16", "utf-16-le", "byte order mark"),
        (ENGLISH, "utf-16-le", "utf-16-le", "pattern of its bytes"),
        (ENGLISH, "utf-16-be", "utf-16-be", "pattern of its bytes"),
        (ARABIC, "utf-16-le", "utf-16-le", "pattern of its bytes"),
        (ARABIC, "utf-16-be", "utf-16-be", "pattern of its bytes"),
        (ARABIC, "cp1256", "windows-1256", "assumed"),
        (ARABIC + " Mayor said so.", "cp1256", "windows-1256", "assumed"),
        (FRENCH, "cp1252", "windows-1252", "assumed"),
        (ENGLISH, "cp1252", "windows-1252", "assumed"),
        ("Der Bürgermeister sprach über Schüsse.", "cp1252", "windows-1252", "assumed"),
    ],
)
def test_a_text_is_read_in_its_encoding_which_is_named(text, codec, encoding, how):
    taken = read("a.txt", text.encode(codec))
    assert taken.text == text
    assert taken.encoding == encoding
    assert taken.encoding_how.startswith(how)


def test_big_endian_text_with_its_mark_is_read():
    assert read("a.txt", b"\xfe\xff" + ARABIC.encode("utf-16-be")).text == ARABIC


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 4,
        b"\x00" * 100,
        b"text and \x00 more text",
        b"\x01\x02\x03\x04 words",
        b"M\xfcller \x81\x8d\x8f",
        ENGLISH.encode("utf-32"),
        b"\xff\xfe" + b"\x00\xd8" * 20,
        b"\xff\xfea",
        b"\xef\xbb\xbf\xff\xff",
    ],
)
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(DocumentRefusedError, match="expected"):
        read("a.txt", data)


@given(st.binary(max_size=200))
def test_any_bytes_are_either_text_or_refused(data):
    try:
        decoded = decode_text(data)
    except DocumentRefusedError:
        return
    assert "\x00" not in decoded.text
    assert data.endswith(decoded.text.encode(decoded.encoding))


@given(st.text(max_size=200))
def test_clean_text_is_clean_already(text):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert "\n\n\n" not in cleaned
    assert not set(cleaned) & set("\x00\x07\x1b\x7f\r\t\x0b\u200b\u202e\u2066\ufeff\xad")
    assert all(line == line.strip() for line in cleaned.split("\n"))


def test_the_joiners_that_sorani_and_persian_need_stay():
    assert clean_text("می\u200cروم \u200fها") == "می\u200cروم ها"


def test_long_lines_without_blank_ones_are_paragraphs():
    long = "word " * 30
    assert read("a.txt", f"{long}\n{long}".encode()).text == f"{long.strip()}\n\n{long.strip()}"
    assert read("a.txt", b"short\nlines").text == "short\nlines"


@pytest.mark.parametrize("name", ["a.html", "A.HTM"])
def test_a_saved_page_gives_its_article(name):
    taken = read(name, PAGE)
    assert taken.kind is Kind.HTML
    assert taken.text.endswith("the same official of the town.")
    assert (taken.title, taken.author, taken.site) == ("Shots near the river", "Ann Reporter", "Example News")
    assert taken.suggested_date == date(2021, 12, 3)


@pytest.mark.parametrize("declared", ["windows-1256", "cp1256"])
def test_a_page_is_read_in_the_encoding_it_declares(declared):
    sentence = "أصيب حارسان مساء الخميس عندما أطلق مسلحون مجهولون النار على نقطة قرب النهر، بحسب رئيس البلدية."
    page = f"<html><head><meta charset={declared}><body><article><p>{sentence}</p><p>{sentence}2</p></article>"
    taken = read("a.html", page.encode("cp1256"))
    assert sentence in taken.text
    assert (taken.encoding, taken.encoding_how) == ("cp1256", "declared")


@pytest.mark.parametrize("declared", ["utf-7", "unicode_escape", "rot13", "zip", "nonsense", "utf-16", "x" * 39])
def test_a_page_cannot_choose_an_encoding_that_hides_markup(declared):
    page = PAGE.replace(b"<head>", b"<head><meta charset=%s>" % declared.encode())
    assert read("a.html", page).encoding == "utf-8"


def test_a_page_without_an_article_says_so():
    with pytest.raises(NoArticleError, match="article"):
        read("a.html", b"<html><body><nav><a href=/>Home</a></nav></body></html>")


def test_a_word_file_gives_its_paragraphs():
    taken = read("a.docx", DOCX)
    assert taken.text == "Two guards were hurt.\n\nThe mayor said so."
    assert (taken.kind, taken.encoding, taken.left_out) == (Kind.DOCX, None, ())


def test_a_pdf_gives_its_text_and_its_number_of_pages():
    taken = read("a.pdf", pdf(lines_of("Two guards were hurt."), lines_of("The mayor said so.")))
    assert taken.text == "Two guards were hurt.\n\nThe mayor said so."
    assert (taken.kind, taken.pages, taken.left_out) == (Kind.PDF, 2, ())


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/a.txt", "a.txt"),
        ("/etc/passwd/a.txt", "a.txt"),
        ("C:\\Users\\x\\a.txt", "a.txt"),
        ("..\\..\\a.txt", "a.txt"),
        ("a\x00.txt", "a.txt"),
        ("a\u202etxt.pdf", "atxt.pdf"),
        ("a\nb .txt", "a b .txt"),
        ("x" * 300 + ".txt", "x" * 116 + ".txt"),
    ],
)
def test_a_name_is_only_a_name(name, plain):
    assert plain_name(name) == plain


@pytest.mark.parametrize("name", ["../../etc/a.txt", "C:\\temp\\a.txt", "a\x00.txt"])
def test_a_name_with_folders_reads_the_bytes_and_no_file(name):
    assert read(name, b"Words.").name == "a.txt"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a", "txt", "a.exe", "a.doc", "a.odt", "a.txt.zip", "a.txt/", "a.docm"]
)
def test_a_name_without_an_accepted_ending_is_refused(name):
    with pytest.raises(IntakeRefusedError, match=r"expected a file of \.txt, \.html, \.htm, \.docx, \.pdf"):
        read(name, b"Words.")


@pytest.mark.parametrize("ending", ["txt", "html", "docx", "pdf"])
def test_an_empty_file_is_refused(ending):
    with pytest.raises(IntakeRefusedError, match="0 bytes"):
        read(f"a.{ending}", b"")


@pytest.mark.parametrize("blank", [b" \n\t\r\n ", "\ufeff".encode(), b"\xff\xfe", "\u200b\u202e".encode()])
def test_a_file_of_blanks_is_refused(blank):
    with pytest.raises(DocumentRefusedError, match="only blanks"):
        read("a.txt", blank)


CONTENTS = {"txt": ENGLISH.encode(), "html": PAGE, "docx": DOCX, "pdf": PDF}


@pytest.mark.parametrize("ending", CONTENTS)
@pytest.mark.parametrize("content", CONTENTS)
def test_name_and_content_must_agree(ending, content):
    if ending == content:
        assert kind_of(f"a.{ending}", CONTENTS[content]) == ending
    else:
        with pytest.raises(IntakeRefusedError, match="what its name says"):
            read(f"a.{ending}", CONTENTS[content])


@pytest.mark.parametrize("ending", CONTENTS)
@pytest.mark.parametrize(
    "start", [b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"MZ\x90", b"\x7fELF", b"{\\rtf1 ", b"\xd0\xcf\x11\xe0", b"Rar!\x1a"]
)
def test_other_kinds_of_file_are_refused_under_any_name(ending, start):
    with pytest.raises(IntakeRefusedError, match="another kind: "):
        read(f"a.{ending}", start + b" words and words")


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("pdf", PDF + DOCX),
        ("docx", PDF + DOCX),
        ("docx", b"%PDF-1.7\n" + DOCX),
        ("pdf", b"<html><body>" + PDF),
        ("html", b"<html><body><p>words</p>" + PDF),
        ("html", PAGE + DOCX),
        ("txt", b"Words.\n" + DOCX),
        ("txt", b"Words.\n" + DOCX[:-2] + b"\x05\x00note!"),
        ("txt", b"Words. " + PDF),
        ("txt", b" <!-- c --> <!DOCTYPE html><p>words"),
    ],
)
def test_a_file_that_is_two_things_at_once_is_refused(ending, data):
    with pytest.raises(IntakeRefusedError, match="another kind"):
        read(f"a.{ending}", data)


def test_a_text_may_speak_of_archives():
    assert read("a.txt", b"The mark PK\x05\x06 ends an archive." + b" Words." * 99).kind is Kind.TXT


def test_a_file_over_the_size_is_refused_before_it_is_looked_at():
    with pytest.raises(IntakeRefusedError, match="at most 10 bytes"):
        read("a.txt", b"eleven byte", file_bytes=10)
    assert read("a.txt", b"ten bytes.", file_bytes=10).text == "ten bytes."


def test_a_text_over_the_length_is_refused_not_cut():
    limits = ReadLimits(characters=30)
    for ending, data in (("txt", ENGLISH.encode()), ("html", PAGE), ("docx", DOCX), ("pdf", PDF)):
        with pytest.raises(DocumentRefusedError, match="30 characters"):
            read(f"a.{ending}", data, reading=limits)


def test_many_files_are_refused_before_any_is_read():
    check_uploads([1] * 10, limits=LIMITS)
    with pytest.raises(IntakeRefusedError, match="at most 10 files at once, got 11"):
        check_uploads([1] * 11, limits=LIMITS)
    with pytest.raises(IntakeRefusedError, match="31,457,280 bytes at once, got 31,457,281"):
        check_uploads([20_000_000, 11_457_281], limits=LIMITS)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_word_file_is_refused(share):
    with pytest.raises(DocumentRefusedError, match="a file that is not whole"):
        read("a.docx", DOCX[: int(len(DOCX) * share)])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_pdf_is_refused(share):
    with pytest.raises(DocumentRefusedError, match="expected a PDF with text, got a damaged one"):
        read("a.pdf", PDF[: int(len(PDF) * share)])


def test_a_truncated_page_gives_what_is_there():
    assert read("a.html", PAGE[: PAGE.index(b"A patrol")]).text.endswith("the mayor said.")
    with pytest.raises(NoArticleError):
        read("a.html", PAGE[: PAGE.index(b"<article>")])


def test_an_archive_that_is_no_word_file_is_refused():
    for members in ([("a.txt", "words")], [("inner.docx", DOCX)], [("word/document.xml", "<a/>")], []):
        with pytest.raises(DocumentRefusedError, match="expected a Word file"):
            read("a.docx", archive(members))


def test_stored_members_are_read_too():
    assert read("a.docx", docx(word_body("Words."), packing=zipfile.ZIP_STORED)).text == "Words."
