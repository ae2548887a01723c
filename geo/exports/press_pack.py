"""The press pack: pictures, files, sources and words of one view in a ZIP archive; the same view gives the same bytes.

This module draws pictures, so it is imported by whoever makes a pack, and not with the other formats.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Final, NamedTuple

from geo.exports import EXPORTS, Export
from geo.exports.about import About
from geo.exports.codebook_file import write_codebook
from geo.exports.csv_file import csv_bytes
from geo.exports.errors import ExportError
from geo.exports.evidence import source_table
from geo.exports.table import Column, Kind, Table, Value, readable
from geo.filters import Filter, day_words, period_words
from geo.prints import About as PrintAbout
from geo.prints import Picture, PrintSpec, print_map
from geo.view import View

NAME: Final = "press-pack"
LABEL: Final = "Press pack (ZIP)"
MEDIA_TYPE: Final = "application/zip"
MOST_INCIDENTS: Final = 5_000
MOST_BYTES: Final = 200_000_000  # before packing: what a newsroom's mail and disk still take

PICTURES: Final[tuple[tuple[str, PrintSpec], ...]] = (
    ("map-article.png", PrintSpec(preset="article", scale=2)),
    ("map-article-grey.png", PrintSpec(preset="article", scale=2, style="grey")),
    ("map-square.png", PrintSpec(preset="square", scale=2)),
    ("map-story.png", PrintSpec(preset="story")),  # 1080 x 1920, what phones show
    ("map-article.svg", PrintSpec(preset="article", format="svg")),
    ("map-a4.pdf", PrintSpec(preset="a4", format="pdf")),
)
# Parquet and ACLED's layout are for programs, which ask the routes.
_FORMATS: Final = ("csv", "xlsx", "geojson", "kml", "gpkg", "html")
_STORED: Final = (".png", ".xlsx")  # packed already

_SOURCE_COLUMNS: Final[tuple[Column, ...]] = (
    Column("outlet", Kind.TEXT, "Who published it."),
    Column("title", Kind.TEXT, "The title, or a short description in brackets."),
    Column("published", Kind.DAY, "Day of publication."),
    Column("url", Kind.TEXT, "The document's address."),
    Column("via", Kind.TEXT, "Where it was read, if not at the outlet itself."),
    Column("incidents", Kind.LIST, "The incidents in view that it reports, by title."),
    Column("incident_ids", Kind.LIST, "The same by id."),
    Column("id", Kind.TEXT, "Stable identifier of the source."),
)


class Member(NamedTuple):
    """A file of the pack."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Step:
    """A part of the work: what it makes, in words, and how."""

    words: str
    make: Callable[[], Sequence[Member]]


def write_press_pack(
    view: View,
    *,
    about: About,
    chosen: Filter | None = None,
    tell: Callable[[int, int, str], None] = lambda _done, _of, _words: None,
    drawing: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> bytes:
    """Write the pack; the same view, edition and look give the same bytes.

    Args:
        view: what goes into it.
        about: the words about the view; its address stands in pictures and files where it is known.
        chosen: the whole filter, for layers, colours and the selected incident; the view's own part of it by default.
        tell: called before each part with how many are done, of how many, and what comes; what it raises ends the work.
        drawing: entered while pictures are drawn.

    Raises:
        ExportError: the view is too large for a pack.
    """
    if len(view.incidents) > MOST_INCIDENTS:
        raise ExportError(
            f"expected at most {MOST_INCIDENTS:,} incidents in a press pack, got {len(view.incidents):,}; "
            "narrow the filter, or take the files one by one"
        )
    drawn: dict[str, Picture] = {}
    pictures = [
        _drawing(view, name, spec, about=about, chosen=chosen or view.chosen, drawn=drawn) for name, spec in PICTURES
    ]
    exports = [EXPORTS[name] for name in _FORMATS if name in EXPORTS]
    files = [_writing(view, export, about=about) for export in exports]
    files.append(Step("Words and sources", lambda: tuple(_words(view, about, drawn, exports))))
    members: list[Member] = []
    with drawing():
        _make(pictures, members, of=len(pictures) + len(files), tell=tell)
    _make(files, members, of=len(pictures) + len(files), tell=tell, done=len(pictures))
    return _packed(members, about)


def pack_name(*, edition: int) -> str:
    """A name that says what it is and from which edition."""
    return f"seamline-{NAME}-edition-{edition}.zip"


def _make(
    steps: Sequence[Step], members: list[Member], *, of: int, tell: Callable[[int, int, str], None], done: int = 0
) -> None:
    for number, step in enumerate(steps, start=done):
        tell(number, of, step.words)
        members += step.make()
        if (size := sum(len(member.content) for member in members)) > MOST_BYTES:
            raise ExportError(f"expected a pack of at most {MOST_BYTES:,} bytes, got {size:,}; narrow the filter")


def _drawing(
    view: View, name: str, spec: PrintSpec, *, about: About, chosen: Filter, drawn: dict[str, Picture]
) -> Step:
    def make() -> Sequence[Member]:
        drawn[name] = print_map(view, spec, about=PrintAbout(edition=about.edition, link=about.address, chosen=chosen))
        return (Member(f"pictures/{name}", drawn[name].data),)

    return Step(f"Picture {name}", make)


def _writing(view: View, export: Export, *, about: About) -> Step:
    def make() -> Sequence[Member]:
        name = export.file_name(edition=about.edition)
        found = [Member(f"files/{name}", export.write(view, about=about))]
        if export.metadata is not None:
            beside = export.metadata(view, about=about, file_name=name)
            found.append(Member(f"files/{name}-metadata.json", beside))
        return found

    return Step(export.label, make)


def _words(view: View, about: About, drawn: dict[str, Picture], exports: Sequence[Export]) -> Iterator[Member]:
    sources = _source_list(view)
    yield Member("README.txt", _text(_readme(view, about, exports)))
    yield Member("caption.txt", _text(_by_picture({name: p.caption for name, p in drawn.items()})))
    yield Member("alt-text.txt", _text(_by_picture({name: p.alt for name, p in drawn.items()})))
    yield Member("sources.txt", _text(_sources_in_words(view, sources)))
    yield Member("sources.csv", csv_bytes(sources))
    yield Member("codebook.json", write_codebook())


def _text(lines: Iterator[str]) -> bytes:
    """UTF-8 with the mark and the line ends that every editor of texts knows, on Windows too."""
    return "\r\n".join(readable(line).replace("\n", " ") for line in lines).encode("utf-8-sig") + b"\r\n"


def _by_picture(words: dict[str, str]) -> Iterator[str]:
    """Each text once, under the names of the pictures that it is for."""
    for text in dict.fromkeys(words.values()):
        yield f"For {', '.join(name for name, own in words.items() if own == text)}:"
        yield text
        yield ""


def _source_list(view: View) -> Table:
    told = {incident.id: view.dataset.statements_of_incident[incident.id] for incident in view.incidents}
    by_source: dict[str, list[str]] = {}
    for incident_id, statements in told.items():
        for source_id in dict.fromkeys(statement.source_id for statement in statements):
            by_source.setdefault(source_id, []).append(incident_id)
    rows = tuple(_source_row(view, record, by_source) for record in source_table(view).records())
    ordered = sorted(rows, key=lambda row: (str(row[0]), str(row[2] or ""), str(row[-1])))
    return Table("sources", "One row a source that reports an incident in view.", _SOURCE_COLUMNS, tuple(ordered))


def _source_row(view: View, found: dict[str, Value], by_source: dict[str, list[str]]) -> tuple[Value, ...]:
    ids = by_source[str(found["id"])]
    titles = tuple(view.dataset.incidents[i].title for i in ids)
    return (*(found[name] for name in ("outlet", "title", "published", "url", "via")), titles, tuple(ids), found["id"])


def _sources_in_words(view: View, sources: Table) -> Iterator[str]:
    yield f"Sources of the {len(view.incidents)} incidents in this pack, by outlet"
    for row in sources.records():
        day = row["published"]
        when = day_words(view.dataset.sources[str(row["id"])].published) if day else "undated"  # type: ignore[arg-type]
        yield ""
        yield f"{row['outlet']}, {when}: {row['title']}"
        yield str(row["url"] or "no address known")
        for incident_id in row["incident_ids"] or ():  # type: ignore[union-attr]  # a list of ids
            incident = view.dataset.incidents[str(incident_id)]
            yield f"  - {incident.title}, {period_words(incident.date_start, incident.date_end)}"


def _readme(view: View, about: About, exports: Sequence[Export]) -> Iterator[str]:
    yield about.title.upper()
    yield "Press pack: maps, data and sources of one selection of incidents."
    yield ""
    yield f"Selection: {about.filter_words}"
    yield f"Incidents: {about.in_view}"
    yield f"Edition: {about.edition}, {day_words(about.edition_day)} (UTC)"
    if about.address:
        yield f"The same selection as a live map: {about.address}"
    yield ""
    yield "HOW TO READ THE FIGURES"
    yield from _figures(view, about)
    yield ""
    yield "WHAT IS IN IT"
    yield from _contents(about, exports)
    yield ""
    yield "TERMS"
    yield f"{about.licence}."
    yield f"Credit: {about.credits}."
    yield f"{about.disclaimer}."
    yield "The words are Seamline's own; the sources' texts are not included, their addresses are."


def _figures(view: View, about: About) -> Iterator[str]:
    for outcome, toll in about.tolls:
        yield f"People {outcome} over the whole selection, each counted once: {toll}"
    yield "A figure is what sources say, never more. Name the source when you use it; sources.txt and the files say which."
    yield "A range such as 6–8 runs from the lowest account to the highest. 'Unknown' means that no source gives a figure."
    yield "It is not zero."
    if view.shared:
        covers = "figures covers" if len(view.shared) == 1 else "figures cover"
        yield (
            f"{len(view.shared)} of the {covers} several incidents together. Such a figure is counted once and belongs to "
            "all of them; do not divide it and do not add it up over rows."
        )
    if view.unmapped:
        yield f"Incidents without a known position: {len(view.unmapped)}. They count, and no map shows them."
    if view.possibly:
        yield f"Incidents that may lie outside the chosen period: {len(view.possibly)}. Their figures count from zero up."
    yield "Every position has an error in kilometres; the soft area around a mark is where the incident may have been."


_MEANINGS: Final = {
    "pictures/map-article.png": "the map for an article, 2400 x 1350",
    "pictures/map-article-grey.png": "the same for black-and-white print",
    "pictures/map-square.png": "a square for a post, 2160 x 2160",
    "pictures/map-story.png": "a phone's full screen, 1080 x 1920",
    "pictures/map-article.svg": "vector drawing; its words are text that an editor can change",
    "pictures/map-a4.pdf": "a page for print",
    "caption.txt": "a caption to each picture, with credits",
    "alt-text.txt": "alternative text to each picture, for readers who do not see it",
    "sources.txt": "who reports what, with addresses",
    "sources.csv": "the same as a table",
    "codebook.json": "what every column and code means",
}


def _contents(about: About, exports: Sequence[Export]) -> Iterator[str]:
    yield from (f"{name}: {meaning}" for name, meaning in _MEANINGS.items())
    for export in exports:
        yield f"files/{export.file_name(edition=about.edition)}: the incidents as {export.label}"


def _packed(members: Sequence[Member], about: About) -> bytes:
    """A ZIP archive whose only time is the edition's."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for member in sorted(members, key=lambda found: (found.name != "README.txt", found.name)):
            entry = zipfile.ZipInfo(member.name, about.edition_at.timetuple()[:6])
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same whichever system packs it
            stored = member.name.endswith(_STORED)
            archive.writestr(entry, member.content, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return made.getvalue()
