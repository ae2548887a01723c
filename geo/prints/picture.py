"""From a view to a file: the same view, spec and edition give the same bytes."""

from __future__ import annotations

import io
from typing import Any

from geo.prints import words
from geo.prints.canvas import UNITS_PER_INCH
from geo.prints.column import front_name
from geo.prints.page import Page, draw_page
from geo.prints.spec import FORMATS, About, Picture, PrintSpec
from geo.view import View


def print_map(view: View, spec: PrintSpec, *, about: About) -> Picture:
    """Draw the view; safe in several threads at once, because nothing is shared between two pictures."""
    page = draw_page(view, spec, about)
    alt = words.alt_of(view, spec)
    file = io.BytesIO()
    dots = UNITS_PER_INCH * (spec.density if spec.format == "png" else 1)
    page.sheet.figure.savefig(
        file, format=spec.format, dpi=dots, facecolor=page.sheet.style.page, metadata=_metadata(spec, alt=alt)
    )
    width, height = spec.pixels if spec.format == "png" else spec.units
    return Picture(
        data=_in_pixels(file.getvalue(), spec) if spec.format == "svg" else file.getvalue(),
        media_type=FORMATS[spec.format],
        width=width,
        height=height,
        alt=alt,
        caption=words.caption_of(view, spec, about, has_fronts=bool(page.drawn.segments), further=_further(page)),
    )


def _in_pixels(svg: bytes, spec: PrintSpec) -> bytes:
    """Give the drawing the size that it is asked for: matplotlib writes points, of which a screen makes a third more."""
    if spec.preset == "a4":
        return svg  # a sheet is measured in points
    width, height = spec.units
    return svg.replace(
        f'width="{width}pt" height="{height}pt"'.encode(), f'width="{width}" height="{height}"'.encode(), 1
    )


def _further(page: Page) -> list[str]:
    """What the picture shows only in part, or by a code."""
    return [
        words.front_words(front_name(segment) for segment in page.drawn.segments),
        words.outside_words(page.outside),
        words.HATCHED if page.is_hatched else "",
        words.unwritten_words(shared.words for shared in page.unwritten),
    ]


def _metadata(spec: PrintSpec, *, alt: str) -> dict[str, Any]:
    """Title and alternative text; no date and no versions, which would change the bytes."""
    title = words.title_of(spec)
    if spec.format == "svg":
        return {"Title": title, "Description": alt, "Creator": "Seamline", "Date": None}
    if spec.format == "pdf":
        return {"Title": title, "Subject": alt, "Creator": "Seamline", "Producer": None, "CreationDate": None}
    return {"Title": title, "Description": alt, "Software": None}
