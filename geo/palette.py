"""The colours of the sides, the same on map, charts, tables, prints and site.

From Okabe and Ito's colour-blind safe set (https://jfly.uni-koeln.de/color/), chosen so that no two common neighbours
differ by red against green and that lightness alone still tells the common ones apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.vocabulary import Side

SIDE_COLOURS: Final[Mapping[Side, str]] = {
    Side.KRG: "#e69f00",
    Side.FEDERAL: "#0072b2",
    Side.CIVILIANS: "#cc79a7",
    Side.ISIS: "#6b6259",
    Side.PMF: "#56b4e9",
    Side.COALITION: "#009e73",
    Side.TURKEY: "#d55e00",
    Side.PKK: "#f0e442",
    Side.UNIDENTIFIED: "#b3aea6",
}
