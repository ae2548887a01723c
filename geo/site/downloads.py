"""The files to keep and the pictures: what `geo.exports` and `geo.prints` make of the site's view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.codebook import codebook
from geo.exports import EXPORTS
from geo.prints import About as PictureAbout
from geo.prints import Picture, PrintSpec, print_map
from geo.site.edition import Site
from geo.site.folder import Progress

_PICTURES: Final[Mapping[str, tuple[str, PrintSpec]]] = {
    "files/map.png": ("picture for an article or a preview, 1200 x 675", PrintSpec(preset="article")),
    "files/map-square.png": ("square picture, 1080 x 1080", PrintSpec(preset="square")),
}


@dataclass(frozen=True)
class Download:
    """A file to keep, with the words that name it; without words it is not listed, but stands beside another."""

    content: bytes
    words: str


def export_files(site: Site, *, progress: Progress) -> dict[str, Download]:
    """Every format of `EXPORTS` by its path, and the codebook."""
    found: dict[str, Download] = {}
    for number, export in enumerate(EXPORTS.values()):
        progress(f"writing {export.label}", number, len(EXPORTS))
        path = f"files/incidents{export.ending}"
        found[path] = Download(export.write(site.view, about=site.about), export.label)
        if export.metadata is not None:
            name = path.removeprefix("files/")
            beside = export.metadata(site.view, about=site.about, file_name=name)
            found[f"{path}-metadata.json"] = Download(beside, f"codebook and words about {name}")
    found["files/codebook.md"] = Download(codebook().encode(), "fields and codes of the records")
    return found


def picture_files(site: Site, *, progress: Progress) -> dict[str, tuple[Download, Picture]]:
    """The pictures by their path; a QR code leads to the site where its address is known."""
    about = PictureAbout(edition=site.about.edition, link=site.address("index.html"), chosen=site.chosen)
    found = {}
    for number, (path, (words, spec)) in enumerate(_PICTURES.items()):
        progress("drawing pictures", number, len(_PICTURES))
        picture = print_map(site.view, spec, about=about)
        found[path] = Download(picture.data, words), picture
    return found
