"""Publication maps drawn with matplotlib from the same view as the screen: PNG, SVG and PDF, without browser or network."""

from __future__ import annotations

import matplotlib as mpl

from geo.prints.picture import print_map
from geo.prints.spec import PRESETS, STYLES, About, Picture, PrintSpec, PrintSpecError

# Set once for the process: a context would change them under another thread's picture.
mpl.rcParams.update(
    {
        "svg.fonttype": "none",  # words stay words, which an editor can change and a reader can search
        "svg.hashsalt": "seamline",  # else the ids of the file change from one writing to the next
        "text.hinting": "none",  # else letters of small words drift apart
        "pdf.fonttype": 42,  # TrueType: printers and editors take it, unlike type 3
    }
)

__all__ = ["PRESETS", "STYLES", "About", "Picture", "PrintSpec", "PrintSpecError", "print_map"]
