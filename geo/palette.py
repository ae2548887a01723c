"""The colours of sides, event types and grades, the same on map, charts, tables, prints and site.

From Okabe and Ito's colour-blind safe set (https://jfly.uni-koeln.de/color/), chosen so that no two common neighbours
differ by red against green and that lightness alone still tells the common ones apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.vocabulary import EventType, Grade, Side

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

TYPE_COLOURS: Final[Mapping[EventType, str]] = {
    EventType.BATTLES: "#0072b2",
    EventType.EXPLOSIONS: "#e69f00",
    EventType.CIVILIANS: "#cc79a7",
    EventType.PROTESTS: "#56b4e9",
    EventType.RIOTS: "#d55e00",
    EventType.STRATEGIC: "#b3aea6",
}

GRADE_COLOURS: Final[Mapping[Grade, str]] = {
    Grade.CONFIRMED: "#0072b2",
    Grade.CORROBORATED: "#56b4e9",
    Grade.SINGLE_SOURCE: "#b3aea6",
    Grade.DISPUTED: "#e69f00",
}
