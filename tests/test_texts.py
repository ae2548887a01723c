"""Word files and PDFs at their worst: bombs, loops, entities, and what the reading process may not do."""

import json
import resource
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from io import BytesIO

import pytest

from geo.texts import DocumentRefusedError, Kind, ReaderUnavailableError, ReadLimits, read_document, reader
from tests.fetch_site import PAGE, answer, once, running_site
from tests.intake_files import WORD, docx, encrypted_pdf, lines_of, pdf, stream, word_body

LIMITS = ReadLimits()
ROOT = reader._PROGRAM_FOLDER
MIB = 1024 * 1024


def word(data, **limits):
    return read_document(Kind.DOCX, data, limits=ReadLimits(**limits))


def portable(data, **limits):
    return read_document(Kind.PDF, data, limits=ReadLimits(**limits))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<w:p><w:r><w:t>two</w:t></w:r><w:r><w:t> runs</w:t></w:r></w:p>", "two runs"),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a b\nc"),
        ("<w:p><w:r><w:t>post</w:t><w:noBreakHyphen/><w:t>war</w:t></w:r></w:p>", "post-war"),
        (
            "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>",
            "new",
        ),
        ("<w:p><w:moveFrom><w:r><w:t>there</w:t></w:r></w:moveFrom><w:r><w:t>here</w:t></w:r></w:p>", "here"),
        ("<w:p><w:r><w:instrText>HYPERLINK x</w:instrText><w:t>shown</w:t></w:r></w:p>", "shown"),
        ("<w:p><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink></w:p>", "linked"),
        (
            (
                "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>one</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>two</w:t></w:r></w:p>"
                "</w:tc></w:tr></w:tbl>"
            ),
            "one\n\ntwo",
        ),
        (
            (
                "<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>box</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>box</w:t>"
                "</w:r></mc:Fallback></mc:AlternateContent></w:p>"
            ),
            "box",
        ),
        ("<w:p><w:r><w:t>a\u202eb\u0085</w:t></w:r></w:p>", "ab"),
        ("<w:p><w:r><w:t>قرب النهر</w:t></w:r></w:p>", "قرب النهر"),
    ],
)
def test_a_word_paragraph_reads_as_it_is_seen(raw, text):
    assert word(docx(word_body(raw=raw))).text == text


def test_the_strict_form_of_the_standard_is_read():
    body = word_body("Words.").replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert word(docx(body)).text == "Words."


def test_what_a_word_file_holds_besides_is_said():
    body = word_body("Words.", raw="<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:drawing/></w:p>")
    extra = [("word/footnotes.xml", "<a/>"), ("word/header1.xml", "<a/>"), ("word/embeddings/a.xlsx", b"PK")]
    assert word(docx(body, extra=extra)).left_out == (
        "pictures or drawings: 1",
        "embedded files: 1",
        "headers or footers: 1",
        "tracked deletions: 1",
        "footnotes",
    )


@pytest.mark.parametrize("target", ["/word/document.xml", "word/../word/document.xml", "./word/document.xml"])
def test_the_text_part_is_found_by_its_relation(target):
    assert word(docx(word_body("Words."), target=target)).text == "Words."


@pytest.mark.parametrize("target", ["../../../etc/passwd", "/etc/passwd", "word/missing.xml", "", "http://a.example/"])
def test_a_text_part_outside_the_file_is_no_part(target):
    with pytest.raises(DocumentRefusedError, match="missing"):
        word(docx(word_body("Words."), target=target))


def test_a_text_part_elsewhere_is_never_fetched():
    with running_site(once(answer(PAGE))) as site:
        target = f"http://127.0.0.1:{site.port}/document.xml"
        with pytest.raises(DocumentRefusedError, match="lies elsewhere"):
            word(docx(word_body("Words."), target=target, mode=' TargetMode="External"'))
        assert site.stop() == 0


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/x">]>',
        '<!DOCTYPE a [<!ENTITY % y SYSTEM "http://127.0.0.1:{port}/y"> %y;<!ENTITY x "">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:{port}/dtd">',
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;"><!ENTITY x "&c;&c;&c;&c;&c;">]>',
        "<!DOCTYPE a>",
    ],
)
def test_entities_and_external_references_are_refused_not_followed(declaration):
    with running_site(once(answer(b"secret", kind="text/xml"))) as site:
        body = word_body("Words &x;.").replace("?><w", "?>" + declaration.format(port=site.port) + "<w")
        body = body if "ENTITY x" in declaration else body.replace("&x;", "")
        with pytest.raises(DocumentRefusedError, match="document type or entities"):
            word(docx(body))
        assert site.stop() == 0


def test_a_zip_bomb_is_refused_by_what_it_declares():
    bomb = docx(word_body("Words."), extra=[("word/media/a.bin", bytes(40 * MIB))])
    with pytest.raises(DocumentRefusedError, match="packed more than 200 times"):
        word(bomb)
    with pytest.raises(DocumentRefusedError, match="bytes when unpacked"):
        word(docx(word_body("Words."), extra=[(f"word/{n}.bin", b"x" * MIB) for n in range(3)]), unpacked_bytes=2 * MIB)


def test_a_text_part_that_is_a_bomb_is_refused():
    with pytest.raises(DocumentRefusedError, match="packed more than 200 times"):
        word(docx(word_body("a" * 30 * MIB)))
    with pytest.raises(DocumentRefusedError, match="more than 1,048,576 bytes"):
        word(docx(word_body("a" * 2 * MIB)), member_bytes=MIB, ratio=10_000)


def test_a_member_that_lies_about_its_size_is_refused():
    data = bytearray(docx(word_body("a" * 3 * MIB)))
    true_size = struct.pack("<I", len(word_body("a" * 3 * MIB)))
    assert data.count(true_size) >= 2
    lying = bytes(data).replace(true_size, struct.pack("<I", 1000))
    with pytest.raises(DocumentRefusedError, match=r"expected a (Word file|whole docx)"):
        word(lying)


def test_a_nested_archive_is_never_opened():
    inner = docx(word_body("Inner words."))
    outer = docx(word_body("Outer words."), extra=[("word/embeddings/inner.docx", inner), ("word/a.zip", inner)])
    assert word(outer).text == "Outer words."


def test_too_many_members_are_refused():
    with pytest.raises(DocumentRefusedError, match="2003 files in it"):
        word(docx(word_body("Words."), extra=[(f"word/{n}", b"") for n in range(2000)]))


def test_two_parts_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = docx(word_body("One."), extra=[("word/document.xml", word_body("Two."))])
    with pytest.raises(DocumentRefusedError, match="two parts of one name"):
        word(data)


def test_a_protected_member_is_refused():
    data = bytearray(docx(word_body("Words.")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 1)
    with pytest.raises(DocumentRefusedError, match="protected by a password"):
        word(bytes(data))


@pytest.mark.parametrize("body", ["", "no xml", "<w:p>", word_body(), word_body("  \u200b")])
def test_a_word_file_without_text_is_refused(body):
    with pytest.raises(DocumentRefusedError, match="expected a Word file"):
        word(docx(body))


def test_xml_nested_deeper_than_python_calls_is_read():
    raw = "<w:p>" * 50_000 + "<w:r><w:t>deep</w:t></w:r>" + "</w:p>" * 50_000
    assert word(docx(word_body(raw=raw)), ratio=10_000).text == "deep"


def test_paragraphs_of_a_pdf_are_told_from_its_lines():
    page = lines_of(
        "Two guards were hurt on Thursday evening when unknown men",
        "fired at a post.",
        "The mayor said so on Friday and added that a patrol of the",
        "town searched the orchards in vain.",
    )
    assert portable(pdf(page)).text == (
        "Two guards were hurt on Thursday evening when unknown men fired at a post.\n\n"
        "The mayor said so on Friday and added that a patrol of the town searched the orchards in vain."
    )


def test_pages_without_text_are_said():
    read = portable(pdf(lines_of("Words."), b"0 0 100 100 re f"))
    assert (read.text, read.pages, read.left_out) == ("Words.", 2, ("1 of 2 pages, which hold no text",))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encrypted_pdf(lines_of("Words.")), "protected by a password"),
        (pdf(b"0 0 100 100 re f"), "pages without text"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n" + b"garbage " * 1000, "damaged"),
        (pdf(lines_of("Words."), pages=b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), "damaged"),
        (pdf(*[lines_of("Words.")] * 101), "101 pages"),
    ],
    ids=["encrypted", "a picture", "a head alone", "garbage", "its own child", "too many pages"],
)
def test_a_pdf_that_cannot_be_read_is_refused_plainly(data, reason):
    with pytest.raises(DocumentRefusedError, match=f"expected a PDF with text, got .*{reason}"):
        portable(data)


def test_a_pdf_is_not_believed_about_its_number_of_pages():
    lying = pdf(lines_of("Words."), pages=b"<< /Type /Pages /Kids [4 0 R] /Parent 2 0 R /Count 1000000000 >>")
    assert portable(lying).pages == 1


def looping_pdf():
    """A form that draws itself twice: two to the power of the depth."""
    form = stream(b"/X Do " * 2, entries=b"/Type /XObject /Subtype /Form /Resources << /XObject << /X 6 0 R >> >> ")
    page = b"BT /F1 12 Tf 72 720 Td (Words.) Tj ET"
    data = pdf(page, objects=[form])
    return data.replace(b"/Font << /F1 3 0 R >> >>", b"/Font << /F1 3 0 R >> /XObject << /X 6 0 R >> >>")


def endless_work_pdf():
    """A page of two million drawing commands: 50 MB of them in 120 kB, and more than ten seconds of work."""
    return pdf(b"BT /F1 12 Tf " + b"1 0 0 1 72 720 Tm (a) Tj " * 2_000_000 + b"ET")


def memory_bomb_pdf():
    """A stream packed twice: 1 GiB in some kB."""
    packer = zlib.compressobj(9)
    inner = b"".join(packer.compress(b"(a) Tj " * 150_000) for _ in range(1000)) + packer.flush()
    packed = zlib.compress(inner, 9)
    content = b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    return pdf(content)


def test_a_form_that_draws_itself_is_drawn_once():
    assert portable(looping_pdf()).text == "Words."


def test_a_pdf_that_unpacks_to_a_gibibyte_is_refused():
    bomb = memory_bomb_pdf()
    assert len(bomb) < 10_000
    with pytest.raises(DocumentRefusedError, match="expected a"):
        portable(bomb)


def test_computing_time_is_cut():
    with pytest.raises(DocumentRefusedError, match="within 1 s of computing"):
        portable(endless_work_pdf(), cpu_s=1, wall_s=60)


def test_time_on_the_clock_is_cut():
    started = time.monotonic()
    with pytest.raises(DocumentRefusedError, match=r"within 0\.5 s on the clock"):
        portable(endless_work_pdf(), cpu_s=60, wall_s=0.5)
    assert time.monotonic() - started < 10


def test_memory_is_cut():
    large = docx(word_body("a" * 60 * MIB))
    with pytest.raises(DocumentRefusedError, match="100,000,000 bytes of memory suffice for"):
        word(large, member_bytes=100 * MIB, ratio=10_000, memory_bytes=100_000_000)


def test_a_server_that_reads_a_hostile_file_goes_on():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DocumentRefusedError):
        portable(endless_work_pdf(), cpu_s=1)
    assert portable(pdf(lines_of("Words."))).text == "Words."
    assert (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000
    )  # kB: the file itself, unpacked nowhere


def test_readers_wait_for_a_seat_and_say_so_when_none_gets_free(monkeypatch):
    monkeypatch.setattr(reader, "_SEATS", reader.threading.BoundedSemaphore(1))
    with ThreadPoolExecutor(3) as pool:
        texts = list(pool.map(lambda _: portable(pdf(lines_of("Words."))).text, range(3)))
    assert texts == ["Words."] * 3
    reader._SEATS.acquire()
    with pytest.raises(ReaderUnavailableError, match="free reader"):
        portable(pdf(lines_of("Words.")), wall_s=0.05)


def test_a_reader_that_cannot_start_is_no_fault_of_the_document(monkeypatch, tmp_path):
    monkeypatch.setattr(reader, "_PROGRAM_FOLDER", tmp_path)
    with pytest.raises(ReaderUnavailableError, match="reader to start"):
        portable(pdf(lines_of("Words.")))


ATTEMPTS = {
    "connect": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "look up": "import socket; socket.getaddrinfo('news.example', 80)",
    "listen": "import socket; socket.socket().bind(('127.0.0.1', 0))",
    "start a program": "import subprocess; subprocess.run(['true'])",
    "run a command": "import os; os.system('true')",
    "fork": "import os; os.fork()",
    "write a file": "open('written', 'wb', buffering=0).write(b'x')",
    "take memory": "bytearray(2 ** 31)",
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_reading_process_has_given_up_its_rights(attempt, tmp_path):
    program = f"from geo.texts import child; child._give_up_rights(child.ReadLimits())\n{ATTEMPTS[attempt]}\n"
    environment = {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-B", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=environment,
        timeout=60,
    )
    assert ended.returncode != 0
    assert any(error in ended.stderr for error in ("PermissionError", "File too large", "MemoryError"))


def test_the_reading_process_sees_no_secret_of_the_server(monkeypatch):
    monkeypatch.setenv("SEAMLINE_DATABASE_URL", "postgresql://user:secret@db.example/x")
    seen = {}
    real = subprocess.run

    def watched(command, **options):
        seen.update(options["env"])
        return real(command, **options)

    monkeypatch.setattr(reader.subprocess, "run", watched)
    portable(pdf(lines_of("Words.")))
    assert not any("secret" in value for value in seen.values())
    assert "PATH" in seen


def test_the_reading_process_answers_in_json():
    options = {"kind": "docx", "limits": asdict(LIMITS), "charset": None, "url": None}
    ended = subprocess.run(
        [sys.executable, "-m", "geo.texts.child", json.dumps(options)],
        input=docx(word_body("قرب النهر")),
        capture_output=True,
        check=True,
        cwd=ROOT,
        timeout=60,
    )
    assert json.loads(ended.stdout)["text"] == "قرب النهر"
    assert zipfile.is_zipfile(BytesIO(docx(word_body("a"))))
