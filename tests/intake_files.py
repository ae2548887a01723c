"""Files as people drop them, and as attackers do: Word files by zipfile, PDFs by hand."""

from __future__ import annotations

import io
import zipfile
import zlib

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="{target}"{mode}/></Relationships>'
)
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def word_body(*paragraphs, raw=""):
    inside = "".join(PARAGRAPH.format(text) for text in paragraphs) + raw
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}" '
        f'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{inside}</w:body></w:document>'
    )


def docx(body, *, target="word/document.xml", mode="", extra=(), relations=None, packing=zipfile.ZIP_DEFLATED):
    """A Word file around `body`; `extra` holds further members as name and content."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packing) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", RELATIONS.format(target=target, mode=mode) if relations is None else relations)
        archive.writestr("word/document.xml", body)
        for name, content in extra:
            archive.writestr(name, content)
    return written.getvalue()


def archive(members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return written.getvalue()


def stream(content, *, entries=b"", packed=True):
    data = zlib.compress(content, 9) if packed else content
    coding = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s%s/Length %d >>\nstream\n%s\nendstream" % (coding, entries, len(data), data)


def lines_of(*lines):
    """Drawing commands that write `lines` one under the other."""
    shown = b" ".join(b"(%s) Tj 0 -14 Td" % line.encode("latin-1") for line in lines)
    return b"BT /F1 12 Tf 72 720 Td " + shown + b" ET"


def pdf(*contents, objects=(), trailer=b"", pages=None):
    """A PDF with one page for each drawing program of `contents`; `objects` are appended, numbered after the pages."""
    count = len(contents)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * index) for index in range(count))
    written = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        pages or b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for index, content in enumerate(contents):
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
        written.append(page + b"/Contents %d 0 R >>" % (5 + 2 * index))
        written.append(content if content.startswith(b"<<") else stream(content))
    written += objects
    return _bound(written, trailer=trailer)


def _bound(objects, *, trailer):
    data = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, written in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(data)


def encrypted_pdf(content):
    """A PDF that says it is encrypted by the standard handler."""
    secret = b"<" + b"00" * 32 + b">"
    handler = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O %s /U %s >>" % (secret, secret)
    return pdf(content, objects=[handler], trailer=b"/Encrypt 6 0 R /ID [<00> <00>]")
