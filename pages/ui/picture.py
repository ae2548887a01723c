"""A picture of the view with a title, a look and a size of the reader's own, made within the session.

No address makes it: with a title in an address anybody could have this server print any words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.errors import SeamlineError
from geo.filters import Filter
from geo.layers.text import compose_markup
from geo.web.prints import TooManyPicturesError, draw_picture
from pages.ui import state
from pages.ui.markup import label_text, show, text

if TYPE_CHECKING:
    from geo.prints import Picture, PrintSpec

# As in geo.prints.spec, which brings matplotlib: two seconds and a third of the memory that only whoever prints pays.
PRESETS: Final = {
    "article": "Article, 1200 x 675",
    "square": "Square, 1080 x 1080",
    "story": "Phone, 1080 x 1920",
    "a4": "A4 sheet",
    "wide": "Banner, 1600 x 600",
    "": "A size of your own",
}
STYLES: Final = {"light": "Light", "dark": "Dark", "grey": "Grey, needs no colour"}
NAMES: Final = {"en": "English", "ar": "Arabic", "ckb": "Sorani"}
FORMATS: Final = {
    "png": ("png", 1, "PNG"),
    "png2": ("png", 2, "PNG, twice as large"),
    "svg": ("svg", 1, "SVG, to be changed"),
    "pdf": ("pdf", 1, "PDF"),
}
TITLE_LIMIT: Final = 120
DEK_LIMIT: Final = 280
LEAST_SIDE, MOST_SIDE = 480, 4000
_MADE: Final = "picture.made"
_SAID: Final = "picture.said"


@dataclass(frozen=True)
class _Made:
    """A picture of this session, with what it was made for."""

    asked: dict[str, object]
    chosen: Filter
    file_name: str
    picture: Picture


@st.fragment
def show_picture() -> None:
    """Draw the switch and, while it is on, the fields, the button and what it made."""
    if not st.toggle("A picture with a title, a look and a size of your own", key="picture.own"):
        return
    _fields()
    made: _Made | None = st.session_state.get(_MADE)
    if made is not None and (made.asked, made.chosen) != (_asked(), _shown()):
        made = None
    with st.container(horizontal=True):
        st.button("Make the picture", key="picture.make", on_click=_make)
        if made:
            _offer(made)
    if words := st.session_state.pop(_SAID, None):
        st.warning(label_text(words))
    if made:
        for label, told in (("Caption", made.picture.caption), ("Alternative text", made.picture.alt)):
            show(compose_markup('<p class="sl-hint">{label}</p>', label=text(label)))
            st.code(told, language=None, wrap_lines=True)


def _fields() -> None:
    st.text_input("Title", key="picture.title", max_chars=TITLE_LIMIT, placeholder="Our own words")
    st.text_input("Line under the title", key="picture.dek", max_chars=DEK_LIMIT, placeholder="The filter in words")
    left, right = st.columns(2)
    with left:
        is_own = not _choice("Size", PRESETS, key="picture.preset")
    with right:
        _choice("Look", STYLES, key="picture.style")
    if is_own:
        left, right = st.columns(2)
        left.number_input("Width", LEAST_SIDE, MOST_SIDE, 1000, key="picture.width")
        right.number_input("Height", LEAST_SIDE, MOST_SIDE, 800, key="picture.height")
    left, right = st.columns(2)
    layers = state.current().layers
    first = next((name for name in ("ar", "ckb") if f"names_{name}" in layers), "en")
    with left:
        _choice("Place names", NAMES, key="picture.names", first=first)
    with right:
        _choice("Format", {name: label for name, (_, _, label) in FORMATS.items()}, key="picture.format")


def _choice(label: str, options: dict[str, str], *, key: str, first: str | None = None) -> str:
    names = list(options)
    index = names.index(first) if first else 0
    found: str = st.selectbox(label, names, index=index, format_func=lambda name: options[name], key=key)
    return found


def _asked() -> dict[str, object]:
    """What the fields hold at this moment, as `PrintSpec` takes it: a press comes with the words typed before it."""
    held = {name: st.session_state.get(f"picture.{name}") for name in ("title", "dek", "preset", "style", "names")}
    form, scale, _ = FORMATS[st.session_state.get("picture.format", "png")]
    size = (st.session_state.get("picture.width", 1000), st.session_state.get("picture.height", 800))
    return {
        "preset": held["preset"] or None,
        "size": None if held["preset"] else size,
        "format": form,
        "style": held["style"],
        "scale": scale,
        "language": held["names"],
        "title": held["title"] or "",
        "dek": held["dek"] or "",
    }


def _make() -> None:
    from geo.prints import PrintSpec  # noqa: PLC0415 - see above

    asked, chosen, edition = _asked(), _shown(), state.edition()
    st.session_state.pop(_MADE, None)
    try:
        spec = PrintSpec(**asked)  # type: ignore[arg-type]  # it checks what the fields hold
        picture = draw_picture(chosen, spec, edition=edition)
    except TooManyPicturesError:
        st.session_state[_SAID] = "Other pictures are being drawn just now. Press the button again in a few seconds."
    except SeamlineError as error:
        st.session_state[_SAID] = f"There is no picture: {error}."
    else:
        st.session_state[_MADE] = _Made(asked, chosen, _file_name(spec, edition), picture)


def _file_name(spec: PrintSpec, edition: int) -> str:
    size = spec.preset or "x".join(str(side) for side in spec.units)
    return f"seamline-edition-{edition}-{size}{'-2x' if spec.scale == 2 else ''}.{spec.format}"


def _offer(made: _Made) -> None:
    picture = made.picture
    st.download_button(
        "Save the picture",
        picture.data,
        file_name=made.file_name,
        mime=picture.media_type,
        key="picture.save",
        on_click="ignore",
        help=f"{picture.width} x {picture.height}, {max(len(picture.data) // 1000, 1)} kB",
    )


def _shown() -> Filter:
    return replace(state.current(), edition=state.edition(), at=None)
