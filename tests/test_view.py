"""The view: which incidents, claims and events a filter selects, and what follows from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.filters import Filter, MapPosition, narrowing, resolve
from geo.importers.starter import load_starter
from geo.records import Dataset, Event, Incident
from geo.tolls import Toll, toll
from geo.view import FRAME_COLUMNS, View, fold, how_placed, parted_words, shared_figures, view_of
from geo.vocabulary import ActorRole, CollectionId, Grade, Outcome, PlaceRole, Side, Status
from tests.view_samples import DAYS, FIELDS, FIRST_DAY, datasets, days, filters, laws

QARACHOGH, KIFRI, KULAJO, DARA = "qarachogh-2021-12-02", "kifri-2021-11-29", "kulajo-2021-11-27", "dara-2020-06-13"
ARTICLES = {QARACHOGH, KIFRI, KULAJO, DARA}


@pytest.fixture(scope="module")
def starter() -> Dataset:
    return load_starter()


def view_for(dataset: Dataset, address: str) -> View:
    """The view of an address such as `actor=isis&from=2021-12-01`, in which every value is good."""
    chosen, notices = Filter.from_params(tuple(pair.split("=", 1)) for pair in address.split("&") if pair)
    assert notices == ()
    return view_of(dataset, chosen)


def without(dataset: Dataset, *ids: str) -> Dataset:
    """The dataset in which these incidents are withdrawn."""
    return Dataset.of(
        record.model_copy(update={"status": Status.WITHDRAWN}) if record.id in ids else record
        for record in dataset.records()
    )


# What the filter selects, said once more in another way: by sets of days, and by climbing from a place to what holds it.


def days_of(dated: Incident | Event) -> set[dt.date]:
    length = (dated.date_end - dated.date_start).days + 1
    return {dated.date_start + dt.timedelta(days=n) for n in range(length)}


def days_chosen(chosen: Filter) -> set[dt.date]:
    margin = dt.timedelta(days=40)  # longer than any incident of the samples
    all_days = (FIRST_DAY - margin + dt.timedelta(days=n) for n in range(DAYS + 80))
    return {
        day
        for day in all_days
        if (chosen.date_from is None or day >= chosen.date_from) and (chosen.date_to is None or day <= chosen.date_to)
    }


def containers(dataset: Dataset, place_ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    more = set(place_ids)
    while more - found:
        found |= more
        more = {containment.place_id for i in found for containment in dataset.places[i].within}
    return found


def selects(chosen: Filter, dataset: Dataset, incident: Incident) -> bool:
    scene = next((p for p in incident.scenes if p.latitude is not None), incident.scenes[0])
    located = {p.place_id for p in incident.places if p.role is not PlaceRole.REFERENCE} - {None}
    actors = {mention.actor_id for mention in incident.actors}
    told_by = {s.source_id for s in dataset.statements.values() if incident.id in s.incident_ids}
    choices = (
        (True, days_of(incident) & days_chosen(chosen)),
        (chosen.actors, actors & set(chosen.actors)),
        (chosen.sides, {dataset.actors[i].side for i in actors} & set(chosen.sides)),
        (chosen.types, {incident.sub_event_type, incident.sub_event_type.event_type} & set(chosen.types)),
        (chosen.places, containers(dataset, located) & set(chosen.places)),
        (chosen.precision, chosen.precision and int(scene.geo_precision) <= int(chosen.precision)),
        (chosen.grades, incident.grade in chosen.grades),
        (chosen.collections, incident.collection in chosen.collections),
        (chosen.sources, told_by & set(chosen.sources)),
        (chosen.q, chosen.q in incident.title),
    )
    return incident.status is Status.PUBLISHED and all(met for wanted, met in choices if wanted)


@pytest.mark.parametrize("field", FIELDS)
@given(data=st.data())
@settings(laws, max_examples=50)
def test_exactly_the_incidents_that_meet_the_choice_are_in_view(field, data):
    dataset, chosen = data.draw(datasets()), data.draw(filters(of=(field,)))
    assert view_of(dataset, chosen).ids == {i.id for i in dataset.incidents.values() if selects(chosen, dataset, i)}


@laws
@given(datasets(), filters(at_most=3))
def test_exactly_the_incidents_that_meet_every_choice_are_in_view_by_date(dataset, chosen):
    view = view_of(dataset, chosen)
    assert view.ids == {i.id for i in dataset.incidents.values() if selects(chosen, dataset, i)}
    assert [i.id for i in view.incidents] == sorted(
        view.ids, key=lambda i: (dataset.incidents[i].date_start, dataset.incidents[i].date_end, i)
    )


@laws
@given(datasets(), filters())
def test_possibly_marks_those_in_view_whose_interval_reaches_outside_the_period(dataset, chosen):
    view = view_of(dataset, chosen)
    outside = {i.id for i in view.incidents if not days_of(i) <= days_chosen(chosen)}
    assert view.possibly == outside


@laws
@given(datasets(), filters())
def test_source_and_collection_select_the_accounts_that_count(dataset, chosen):
    counted = {
        claim.id
        for claim in dataset.claims.values()
        if (not chosen.sources or claim.source_id in chosen.sources)
        and (not chosen.collections or dataset.sources[claim.source_id].collection in chosen.collections)
    }
    view = view_of(dataset, chosen)
    assert {claim.id for claim in view.claims} == counted
    for outcome in Outcome:
        claims = [dataset.claims[i] for i in counted]
        assert view.tolls[outcome].stated_high == toll(claims, view.ids, outcome=outcome).stated_high


@laws
@given(datasets(), filters())
def test_n_of_n_counts_published_incidents_mapped_and_unmapped(dataset, chosen):
    view = view_of(dataset, chosen)
    assert view.total == sum(i.status is Status.PUBLISHED for i in dataset.incidents.values()) >= len(view.incidents)
    assert [*view.mapped, *view.unmapped] == sorted(view.incidents, key=lambda i: i.scene is None)


@laws
@given(datasets(), filters())
def test_the_frame_has_one_row_an_incident_in_wgs84(dataset, chosen):
    view = view_of(dataset, chosen)
    assert list(view.frame["id"]) == [incident.id for incident in view.incidents]
    assert list(view.frame.columns) == [*FRAME_COLUMNS, "geometry"]
    assert view.frame.crs.to_epsg() == 4326
    assert list(view.frame.geometry.isna()) == [incident.scene is None for incident in view.incidents]
    assert list(view.frame["possibly_in_period"]) == [incident.id in view.possibly for incident in view.incidents]


def assert_bracketed(whole: Toll, parts: Iterable[Toll]) -> None:
    summed = sum(parts, Toll())
    assert summed.low <= whole.low
    assert summed.stated_high >= whole.stated_high
    assert summed.open >= whole.open
    assert summed.unknown >= whole.unknown


@laws
@given(datasets(), filters(at_most=1), st.lists(days, min_size=1, max_size=3))
def test_sums_over_any_split_of_the_period_bracket_the_total(dataset, chosen, cuts):
    chosen = replace(chosen, date_from=None, date_to=None)
    starts = [None, *(day + dt.timedelta(days=1) for day in sorted(set(cuts)))]
    ends = [*sorted(set(cuts)), None]
    parts = [view_of(dataset, replace(chosen, date_from=a, date_to=b)) for a, b in zip(starts, ends, strict=True)]
    whole = view_of(dataset, chosen)
    for outcome in Outcome:
        assert_bracketed(whole.tolls[outcome], [part.tolls[outcome] for part in parts])
    for group, found in whole.killed_by_group.items():
        assert_bracketed(found, [part.killed_by_group.get(group, Toll()) for part in parts])


@laws
@given(datasets(), filters())
def test_sums_over_the_grades_bracket_the_total(dataset, chosen):
    chosen = replace(chosen, grades=())
    parts = [view_of(dataset, replace(chosen, grades=(grade,))) for grade in Grade]
    for outcome in Outcome:
        whole = view_of(dataset, chosen).tolls[outcome]
        assert_bracketed(whole, [part.tolls[outcome] for part in parts])
        assert whole.unknown == sum(part.tolls[outcome].unknown for part in parts)


@laws
@given(datasets(), filters())
def test_an_empty_view_names_each_choice_without_which_there_are_incidents(dataset, chosen):
    offered = view_of(dataset, chosen).emptied_by()
    fields = narrowing(chosen, dataset)
    assert [(words, chosen.without(name)) for name, words in fields if view_of(dataset, chosen.without(name)).ids] == [
        (words, other) for words, other, _ in offered
    ]
    assert all(count == len(view_of(dataset, other).incidents) for _, other, count in offered)


def test_nothing_chosen_shows_every_published_incident(starter):
    view = view_of(starter, Filter())
    assert view.ids == set(starter.incidents)
    assert len(view.incidents) == view.total == 22
    assert view.possibly == frozenset()


@pytest.mark.parametrize(
    ("address", "killed"),
    [
        ("source=esta", "21"),
        ("source=rudaw", "7"),
        ("source=esta&source=rudaw", "28"),
        ("source=esta&place=kifri", "0–8"),
        ("source=esta&place=kifri_district", "8"),
        ("place=kifri", "0–8"),
        ("place=dara&collection=articles", "6–7"),
        ("place=dara", "6–8"),
        ("collection=articles", "23–28"),
        ("source=kirkuknow-67017", "unknown"),
    ],
)
def test_killed_reads_as_the_chosen_accounts_say(starter, address, killed):
    assert str(view_for(starter, address).tolls[Outcome.KILLED]) == killed


def test_killed_by_group_keeps_the_words_of_the_articles(starter):
    groups = view_for(starter, "source=esta&source=rudaw").killed_by_group
    assert {str(group): str(found) for group, found in groups.items()} == {
        "peshmerga": "18",
        "kakai": "6",
        "civilians": "3",
        "security_forces": "1",
    }


def test_an_incident_alone_has_its_own_toll_and_a_shared_one_from_zero(starter):
    view = view_for(starter, "source=esta")
    assert {i: str(view.toll(i, Outcome.KILLED)) for i in view.ids} == {QARACHOGH: "13", KIFRI: "0–8", KULAJO: "0–8"}
    assert {i for i in view.ids if view.is_shared(i)} == {KIFRI, KULAJO}
    assert [(c.incident_ids, c.low) for c in view.shared] == [((KIFRI, KULAJO), 8)]
    assert view.shared == view_for(starter, "source=esta&place=kifri").shared


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", ""),
        ("collection=articles", ""),
        (
            "source=esta&place=kifri",
            "8 killed (ESTA) is one figure for 2 incidents, 1 of them in view, so it counts from 0",
        ),
    ],
)
def test_a_figure_shared_with_an_incident_beyond_the_view_is_named(starter, address, words):
    assert parted_words(view_for(starter, address)) == words


def test_past_two_such_figures_the_rest_are_counted(starter):
    alone = view_for(starter, "place=kifri")
    assert len(shared_figures(alone)) > 0
    assert parted_words(alone, at_most=0) == f"{len(shared_figures(alone))} more such figure"


def test_isis_in_december_2021_leaves_qarachogh_of_the_articles(starter):
    view = view_for(starter, "actor=isis&from=2021-12-01&to=2021-12-31")
    assert view.ids & ARTICLES == {QARACHOGH}
    assert view_for(starter, "actor=isis&from=2021-12-01&to=2021-12-31&collection=articles").ids == {QARACHOGH}


@pytest.mark.parametrize(
    ("period", "in_view", "possibly"),
    [
        ("from=2020-06-13&to=2020-06-14", True, False),
        ("from=2020-06-14", True, True),
        ("to=2020-06-13", True, True),
        ("from=2020-06-13&to=2020-06-13", True, True),
        ("from=2020-06-15", False, False),
        ("to=2020-06-12", False, False),
    ],
)
def test_a_night_across_two_days_is_in_view_possibly(starter, period, in_view, possibly):
    view = view_for(starter, period)
    assert (DARA in view.ids, DARA in view.possibly) == (in_view, possibly)


@pytest.mark.parametrize(("cut", "after"), [("2020-06-13", "2020-06-14"), ("2021-11-28", "2021-11-29")])
def test_the_years_before_and_after_a_day_bracket_the_starter_total(starter, cut, after):
    parts = [view_for(starter, f"to={cut}").tolls, view_for(starter, f"from={after}").tolls]
    for outcome in Outcome:
        assert_bracketed(view_of(starter, Filter()).tolls[outcome], [part[outcome] for part in parts])


@pytest.mark.parametrize("role", ActorRole)
def test_any_role_matches_an_actor_and_its_side(starter, role):
    named = {(i.id, a.actor_id) for i in starter.incidents.values() for a in i.actors if a.role is role}
    assert named or role is ActorRole.CLAIMED_BY  # nobody claims an incident of the starter data
    for incident_id, actor_id in named:
        assert incident_id in view_of(starter, Filter(actors=(actor_id,))).ids
        assert incident_id in view_of(starter, Filter(sides=(starter.actors[actor_id].side,))).ids


@pytest.mark.parametrize(
    ("place", "inside", "outside"),
    [
        ("kifri_district", {KIFRI, KULAJO}, {QARACHOGH, DARA}),
        ("garmian", {KIFRI, KULAJO, "chami-qurychaye-2021-11-28"}, {QARACHOGH, DARA}),
        ("kifri", {KIFRI}, {KULAJO, QARACHOGH, DARA, "zinana-2021-05-11"}),
        ("qarachogh", {QARACHOGH}, {KIFRI, KULAJO, DARA}),
        ("makhmour_district", {QARACHOGH}, {KIFRI, KULAJO, DARA}),
        ("makhmour", set(), ARTICLES),
        ("khanaqin_district", {DARA}, {KIFRI, KULAJO, QARACHOGH}),
        # Known to a sub-district or governorate only, which lies in what is chosen.
        ("dibis_district", {"prde-2021-05-01", "qara-salem-2021-12-05"}, ARTICLES),
        ("iraq", {*ARTICLES, "wadi-al-kur-2021-01-03", "diyala-village-2021-10"}, set()),
    ],
)
def test_a_place_selects_what_lies_inside_it_at_any_depth(starter, place, inside, outside):
    found = view_of(starter, Filter(places=(place,))).ids
    assert inside <= found
    assert not found & outside


def test_every_incident_of_the_starter_data_lies_in_iraq(starter):
    assert view_of(starter, Filter(places=("iraq",))).ids == set(starter.incidents)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("KIFRI", KIFRI),
        ("kífri", KIFRI),
        ("  attack   KIFRI ", KIFRI),
        ("مخمور", QARACHOGH),
        ("مەخموور", QARACHOGH),
        ("Mexmûr", QARACHOGH),
        ("قەرەچووغ", QARACHOGH),
        ("كفري", KIFRI),
        ("کفری", KIFRI),
        ("کولەجۆ", KULAJO),
        ("كولجو", KULAJO),
        ("دارا", DARA),
        ("پێشمەرگە", KIFRI),
        ("البيشمركة", KULAJO),
        ("rudaw kakai", DARA),
    ],
)
def test_text_finds_names_in_any_case_script_and_with_any_accents(starter, text, found):
    assert found in view_of(starter, Filter(q=text)).ids


@pytest.mark.parametrize("text", ["کفري", "كفری", "کفرى"])
def test_text_finds_a_name_typed_on_another_keyboard(starter, text):
    assert KIFRI in view_of(starter, Filter(q=text)).ids


def test_text_of_nothing_but_accents_selects_nothing(starter):
    assert view_of(starter, Filter(q="\u0301 \u0640")).incidents == ()


def test_all_words_of_the_text_must_be_there(starter):
    assert KIFRI in view_of(starter, Filter(q="kifri peshmerga")).ids
    assert view_of(starter, Filter(q="kifri xyzzy")).ids == frozenset()


def test_the_filter_that_empties_a_view_is_named_with_what_is_there_without_it(starter):
    chosen = Filter(date_from=dt.date(2020, 1, 1), date_to=dt.date(2020, 2, 1), collections=(CollectionId.ARTICLES,))
    view = view_of(starter, chosen)
    assert view.incidents == ()
    assert [(words, count) for words, _, count in view.emptied_by()] == [("1 January – 1 February 2020", 4)]
    ((_, other, _),) = view.emptied_by()
    assert view_of(starter, other).ids == ARTICLES


def test_an_empty_view_has_an_empty_frame_and_counts_nobody(starter):
    view = view_of(starter, Filter(q="xyzzy"))
    assert (len(view.frame), view.frame.crs.to_epsg()) == (0, 4326)
    assert {str(found) for found in view.tolls.values()} == {"0"}


def test_withdrawn_incidents_never_show(starter):
    dataset = without(starter, KIFRI, DARA)
    view = view_of(dataset, Filter())
    assert view.total == len(view.incidents) == 20
    assert not view.ids & {KIFRI, DARA}
    assert view_of(dataset, Filter(incident=KIFRI)).ids == view.ids
    assert str(view_for(dataset, "source=esta").tolls[Outcome.KILLED]) == "13–21"


def test_a_withdrawn_incident_cannot_be_selected_by_a_link(starter):
    chosen, notices = resolve(Filter(incident=KIFRI), without(starter, KIFRI))
    assert (chosen.incident, len(notices)) == (None, 1)
    assert resolve(Filter(incident=KIFRI), without(starter, DARA)) == (Filter(incident=KIFRI), ())


def test_a_view_is_made_once_for_a_dataset_whatever_it_looks_like(starter):
    chosen = Filter(actors=("isis",), q="kifri")
    shown = (
        replace(chosen, layers=()),
        replace(chosen, colour="grade"),
        replace(chosen, at=MapPosition(35, 44, 8)),
        replace(chosen, incident=KIFRI),
    )
    assert all(other != chosen and view_of(starter, other) is view_of(starter, chosen) for other in shown)
    assert view_of(starter, Filter(q="kifri", actors=("isis",))) is view_of(starter, chosen)
    assert view_of(load_starter(), chosen) is not view_of(starter, chosen)
    assert view_of(starter, replace(chosen, q="kulajo")) is not view_of(starter, chosen)


def test_the_frame_leaves_unknown_empty_and_a_place_without_position_without_geometry(starter):
    rows = view_of(starter, Filter()).frame.set_index("id")
    assert rows.loc[KIFRI, ["killed_low", "killed_high", "killed", "killed_shared"]].tolist() == [0, 8, "0–8", True]
    assert rows.loc["halwan-bridge-2021-05-11", ["killed_low", "killed_high"]].isna().all()
    assert rows.loc["halwan-bridge-2021-05-11", "killed"] == "unknown"
    assert rows.loc["qara-salem-2021-12-05", "killed_low"] == 5
    assert rows.loc[["qara-salem-2021-12-05"], "killed_high"].isna().all()
    assert rows.loc["wadi-al-kur-2021-01-03", "geometry"] is None
    assert rows.loc[["wadi-al-kur-2021-01-03"], ["latitude", "longitude", "error_km"]].isna().all(axis=None)
    point = rows.loc[KIFRI, "geometry"]
    assert (point.x, point.y) == (rows.loc[KIFRI, "longitude"], rows.loc[KIFRI, "latitude"])


@pytest.mark.parametrize(
    ("incident_id", "side"),
    [
        (QARACHOGH, Side.KRG),
        (KIFRI, Side.KRG),
        (DARA, Side.CIVILIANS),
        ("wadi-thlab-2018-01-25", Side.ISIS),
        ("halwan-bridge-2021-05-11", Side.FEDERAL),  # no figure: the target
    ],
)
def test_who_was_hit_follows_those_killed_else_the_target(starter, incident_id, side):
    assert view_of(starter, Filter()).hit_side(starter.incidents[incident_id]) is side


@pytest.mark.parametrize("sources", [("rudaw",), ("esta", "rudaw")])
def test_one_dead_of_a_named_side_does_not_speak_for_six_of_whom_nobody_says_it(starter, sources):
    view = view_of(starter, Filter(sources=sources))
    assert view.hit_side(starter.incidents[DARA]) is Side.UNIDENTIFIED


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("from=2021-12-04&to=2021-12-04", {"agreement-baghdad-2021-12-04"}),
        ("source=rudaw", {"agreement-baghdad-2020-07-02", "visit-erbil-2020-07"}),
        ("place=khanaqin", {"khanaqin-centre-2021-05-20"}),
        ("collection=context&to=2020-10-12", {"sinjar-agreement-2020-10-09"}),
        ("collection=articles&to=2020-07-01", set()),
        ("from=1999-01-01&to=1999-12-31", set()),
    ],
)
def test_agreements_follow_period_collection_source_and_place(starter, address, shown):
    assert {event.id for event in view_for(starter, address).events} == shown


def test_a_position_is_described_with_its_error_or_as_unknown(starter):
    garmian = next(place for place in starter.incidents[KULAJO].places if place.place_id == "garmian")
    assert how_placed(garmian) == "governorate level, within 40 km; area"
    words = {i: how_placed(starter.incidents[i].scenes[0]) for i in (DARA, "wadi-al-kur-2021-01-03")}
    assert words == {
        DARA: f"near a place, within {starter.incidents[DARA].scenes[0].error_km:g} km; best candidate",
        "wadi-al-kur-2021-01-03": "governorate level; no position known",
    }


@given(st.text())
@example("ℌ")  # decomposes into a capital
def test_folding_twice_folds_no_further(text):
    assert fold(fold(text)) == fold(text)
