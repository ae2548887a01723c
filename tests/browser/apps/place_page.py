"""A page with nothing but place maps, which counts its runs and shows what came back.

Parameters of the address: `case` names the places (two by default); `maps=2` shows two maps; `in=page` runs them outside a
fragment; `ignore=1` takes no pick to heart; `late=1` opens with a spot.
"""

from __future__ import annotations

import streamlit as st

from geo.layers.placing import Candidate, Spot
from pages.ui.folium_map import begin_page
from pages.ui.place_map import place_map

HOSTILE = '<img src=x onerror="window.hit=1">{{ 7*7 }}`${window.hit=1}` </script>'


def place(name, latitude, longitude, error_km=1.0, *, letter="", words=""):
    return Candidate(
        id=name.lower()[:40],
        letter=letter,
        name=name,
        latitude=latitude,
        longitude=longitude,
        error_km=error_km,
        words=words,
    )


KIFRI = place("Kifri", 34.6896, 44.9606, 2.0, letter="A", words="town, Garmian")
OTHER = place("Other", 35.4681, 44.3922, 8.0, letter="B", words="village, Kirkuk")
CASES = {
    "two": ([KIFRI, OTHER], []),
    "relative": (
        [place("Southeast of Mosul", 35.83, 43.62, 24.0, letter="A", words="area of about 70 km southeast of Mosul")],
        [place("Mosul", 36.335, 43.1189), place("Erbil", 36.1911, 44.0092)],
    ),
    "crowded": (
        [
            place("One", 34.70, 44.96, 1, letter="A"),
            place("Two", 34.71, 44.97, 3, letter="B"),
            place("Three", 34.70, 44.99, 1, letter="C"),
            place("Four", 34.68, 44.95, 5, letter="D"),
            place("Five", 34.70, 44.96, 12, letter="E"),
            place("Six", 35.10, 45.40, 40, letter="F"),
            place("Seven", 35.11, 45.41, 4, letter="G"),
        ],
        [place("Tuz", 34.88, 44.63)],
    ),
    "far": (
        [
            place("Al Kuwt", 36.9, 42.9, 1, letter="A"),
            place("Kut", 32.51, 45.82, 1, letter="B"),
            place("Faw", 29.97, 48.47, 1, letter="C"),
        ],
        [],
    ),
    "hostile": ([place(HOSTILE, 34.69, 44.96, 1, letter="A", words=HOSTILE)], [place("Q" + HOSTILE, 34.9, 44.6)]),
    "none": ([], []),
}
state = st.session_state
state.setdefault("seen", [])
state["runs"] = state.get("runs", 0) + 1
candidates, references = CASES[st.query_params.get("case", "two")]
if "late" in st.query_params:
    state.setdefault("spot.one", Spot(latitude=34.9, longitude=44.7, error_km=12.0))


def draw(name: str) -> None:
    state[f"draws.{name}"] = state.get(f"draws.{name}", 0) + 1
    spot = state.get(f"spot.{name}")
    pick = place_map(spot=spot, candidates=candidates, references=references, key=f"place.{name}")
    if pick is not None:
        state.seen.append(pick)
        if "ignore" not in st.query_params:
            state[f"spot.{name}"] = pick.spot or chosen(pick.candidate_id)
            st.rerun(scope="fragment" if "in" not in st.query_params else "app")
    st.text(f"{name} draws {state[f'draws.{name}']}")
    st.text(f"{name} picks {len(state.seen)}")
    st.text(f"{name} last {state.seen[-1] if state.seen else None}")
    st.text(f"{name} spot {spot}")


def chosen(name: str | None) -> Spot:
    found = next(candidate for candidate in candidates if candidate.id == name)
    return Spot(latitude=found.latitude, longitude=found.longitude, error_km=found.error_km)


st.set_page_config(page_title="Place", layout="wide")
begin_page("place")
if st.button("Only run"):
    pass
for name in ("one", "two")[: int(st.query_params.get("maps", "1"))]:
    if "in" in st.query_params:
        draw(name)
    else:
        st.fragment(draw)(name)
st.text(f"runs {state.runs}")
