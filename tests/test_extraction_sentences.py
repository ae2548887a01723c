"""Sentences of own making, one rule of extraction each."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coding import Coding, code_article
from geo.extraction import Article, InvalidArticleError, Statement, read_article
from geo.gazetteer import LocalGeocoder
from geo.vocabulary import Certainty, PlaceRole, Reason, Side

WEDNESDAY = dt.date(2021, 6, 16)
GEOCODER = LocalGeocoder()


def read(text: str, *, published: dt.date = WEDNESDAY) -> tuple[Statement, ...]:
    return read_article(Article(text, published, "Agency")).statements


def figures(text: str) -> list[tuple[str, int | None, int | None, str | None]]:
    return [
        (figure.outcome.value, figure.low, figure.high, figure.group.value if figure.group else None)
        for statement in read(text)
        for figure in statement.figures
        if not figure.subset and not figure.joint
    ]


def code(text: str, *, published: dt.date = WEDNESDAY) -> Coding:
    return code_article(Article(text, published, "Agency"), gazetteer=GEOCODER)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Three soldiers were killed.", [("killed", 3, 3, "iraqi_army")]),
        ("Gunmen shot dead a teacher and his brother.", [("killed", 1, 1, "civilians"), ("killed", 1, 1, "civilians")]),
        (
            "The bomb killed 1 policeman and wounded 12 others.",
            [("killed", 1, 1, "iraqi_police"), ("wounded", 12, 12, "iraqi_police")],
        ),
        ("At least seven villagers died.", [("killed", 7, None, "civilians")]),
        ("Nine members of the Peshmerga were martyred near Dibis.", [("killed", 9, 9, "peshmerga")]),
        ("It resulted in the death of two fighters of the PMF.", [("killed", 2, 2, "pmf")]),
        (
            "An officer was killed and two soldiers injured.",
            [("killed", 1, 1, "iraqi_army"), ("wounded", 2, 2, "iraqi_army")],
        ),
        ("The raid left five terrorists dead.", [("killed", 5, 5, "isis")]),
        ("Between three and four o'clock, eight to ten men attacked.", []),
        ("A patrol found 12 bombs, 3 km from the road, in 2019.", []),
        ("Ali, 43, was at home.", []),
        ("Militants tried to kill two judges.", []),
        ("The 14th brigade and 2 vehicles arrived.", []),
        ("Several shepherds were kidnapped.", [("abducted", None, None, "civilians")]),
        ("Three woodcutters were killed.", [("killed", 3, 3, "civilians")]),
        ("Two Peshmerga vehicles were destroyed.", []),
    ],
)
def test_figures_are_read_with_group_and_bounds(text, wanted):
    assert figures(text) == wanted


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Rebels attacked a post on Monday.", "2021-06-14", "2021-06-14"),
        ("Rebels attacked a post on Wednesday morning.", "2021-06-16", "2021-06-16"),
        ("Rebels attacked a post on Thursday.", "2021-06-10", "2021-06-10"),
        ("Rebels attacked a post on 3 June.", "2021-06-03", "2021-06-03"),
        ("Rebels attacked a post on December 30th.", "2020-12-30", "2020-12-30"),
        ("Rebels attacked a post last night.", "2021-06-15", "2021-06-15"),
        ("Rebels attacked a post yesterday.", "2021-06-15", "2021-06-15"),
        ("Rebels attacked a post three days ago.", "2021-06-13", "2021-06-13"),
        ("Rebels attacked a post on Tuesday (June 15).", "2021-06-15", "2021-06-15"),
        # Monday to Sunday is 7 to 13 June, Saturday to Friday 5 to 11 June.
        ("Rebels attacked a post last week.", "2021-06-05", "2021-06-13"),
    ],
)
def test_days_are_read_against_the_day_of_publication(text, start, end):
    (time,) = read(text)[0].deed_times()
    assert (time.start.isoformat(), time.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "Two guards were killed in Daquq, a commander said on Tuesday.",
        "On the front nothing changed, the ministry announced in a statement on Tuesday.",
        "Officers on Tuesday said two guards were killed.",
    ],
)
def test_the_day_of_the_words_is_not_the_day_of_the_deed(text):
    (statement,) = read(text)
    assert [time.speech for time in statement.times] == [True]
    assert statement.deed_times() == ()


def test_an_undated_incident_gets_the_report_and_two_days_before():
    (draft,) = code("Two soldiers were killed by a bomb in Daquq.").drafts
    assert (draft.date.start, draft.date.end) == (WEDNESDAY - dt.timedelta(2), WEDNESDAY)
    assert draft.date.step.value == "report"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Attacks on farmers are frequent in the plain.", Reason.HABIT),
        ("ISIS controlled the town from 2014 to 2017.", Reason.HISTORY),
        ("The mayor called on the army to prevent attacks.", Reason.DEMAND),
        ("The army will launch an operation against the attackers.", Reason.PLAN),
        ("Since January ISIS has killed 40 people in the district.", Reason.RUNNING_TOTAL),
        ("ISIS has killed 12 villagers in the past two months.", Reason.RUNNING_TOTAL),
    ],
)
def test_background_makes_no_incident_and_says_why(text, reason):
    coding = code(text)
    assert coding.drafts == ()
    assert [statement.reason for statement in coding.statements] == [reason]


@pytest.mark.parametrize(
    ("text", "side", "certainty"),
    [
        ("ISIS militants killed two farmers in Bashir.", Side.ISIS, Certainty.STATED),
        ("Suspected ISIS militants killed two farmers in Bashir.", Side.ISIS, Certainty.SUSPECTED),
        (
            "Gunmen killed two farmers in Bashir. ISIS is active in the province.",
            Side.UNIDENTIFIED,
            Certainty.NOT_STATED,
        ),
        ("Two ISIS militants were killed by the Iraqi army in Bashir.", Side.FEDERAL, Certainty.STATED),
        ("Peshmerga forces repelled an ISIS attack in Bashir.", Side.ISIS, Certainty.STATED),
        ("A Turkish drone hit a car in Bashir, killing two people.", Side.TURKEY, Certainty.STATED),
        ("A coalition airstrike in Bashir killed two ISIS militants.", Side.COALITION, Certainty.STATED),
        ("A bomb in Bashir killed two soldiers.", Side.UNIDENTIFIED, Certainty.NOT_STATED),
    ],
)
def test_the_attacker_follows_from_subject_and_object(text, side, certainty):
    (draft,) = code(text).drafts
    assert (draft.attacker.side, draft.attacker.certainty) == (side, certainty)


def test_a_village_that_the_gazetteer_lacks_has_a_name_and_no_point():
    (draft,) = code("ISIS militants killed two farmers in the village of Qashqol, in the Daquq district.").drafts
    village, district = draft.places
    assert (village.name, village.role, village.latitude, village.candidates) == ("Qashqol", PlaceRole.EVENT, None, ())
    assert (district.place_id, district.role) == ("daquq_district", PlaceRole.CONTAINING)


def test_namesakes_stay_open_until_the_text_settles_them():
    (open_,) = code("ISIS militants killed two farmers in the village of Palkana.").drafts
    assert (open_.places[0].place_id, open_.places[0].latitude, len(open_.places[0].candidates)) == (None, None, 3)
    (settled,) = code("ISIS militants killed two farmers in the village of Palkana in Tuz Khurmatu district.").drafts
    assert settled.places[0].place_id == "palkana_tuz"


def test_two_rings_meet_in_an_area():
    (draft,) = code(
        "ISIS militants killed two farmers in Hawza, some 70 km southeast of Mosul and 60 km southwest of Erbil."
    ).drafts
    area = draft.places[0].area
    assert draft.places[0].latitude is None
    assert area is not None
    # Both rings hold around Makhmour, 35.776 N 43.580 E.
    assert abs(area.latitude - 35.776) < 0.15
    assert abs(area.longitude - 43.58) < 0.15
    assert area.error_km < 25


def test_words_that_put_a_known_place_elsewhere_are_reported():
    (draft,) = code("ISIS militants killed two farmers in Daquq, 80 km northwest of Mosul.").drafts
    assert draft.places[0].place_id == "daquq"
    assert "does not lie where the words put it" in draft.warnings[0]


def test_one_figure_over_two_attacks_is_shared():
    kifri, daquq = code("Six soldiers were killed on Monday in attacks in Kifri and Daquq.").drafts
    assert [toll.low for toll in (*kifri.tolls, *daquq.tolls)] == [6, 6]
    assert (kifri.tolls[0].shared_with, daquq.tolls[0].shared_with) == ((daquq.id,), (kifri.id,))


def test_a_total_with_its_breakdown_counts_once():
    (draft,) = code(
        "Nine people were killed in an ISIS attack on Bashir on Monday. Among the dead were four policemen and five civilians."
    ).drafts
    assert {toll.group.value: toll.low for toll in draft.tolls} == {"iraqi_police": 4, "civilians": 5}


def test_an_older_incident_is_a_recap():
    coding = code(
        "A soldier was killed by a sniper in Daquq on Tuesday. On May 20, two soldiers were killed in an attack in Kifri."
    )
    (draft,) = coding.drafts
    assert draft.places[0].name == "Daquq"
    assert [statement.reason for statement in coding.statements] == [None, Reason.RECAP]


def test_captions_and_links_to_other_stories_are_left_out():
    text = (
        "File – Soldiers near Mosul, where 30 people were killed. (Agency photo)\n\n"
        "A policeman was killed by a bomb in Daquq on Tuesday.\n\n"
        "Read more: Ten killed in Kifri\n"
    )
    (draft,) = code(text).drafts
    assert [place.name for place in draft.places] == ["Daquq"]
    assert [toll.low for toll in draft.tolls] == [1]


@pytest.mark.parametrize("outlet", ["", "  "])
def test_an_article_needs_an_outlet(outlet):
    with pytest.raises(InvalidArticleError, match="outlet"):
        Article("Two men met.", WEDNESDAY, outlet)


@pytest.mark.parametrize("day", [None, "2021-06-16", dt.datetime(2021, 6, 16, tzinfo=dt.UTC)])
def test_an_article_needs_a_calendar_day(day):
    with pytest.raises(InvalidArticleError, match="never guessed"):
        Article("Two men met.", day, "Agency")


WORDS = st.sampled_from(
    [
        "two",
        "the",
        "a",
        "killed",
        "ISIS",
        "in",
        "near",
        "Kifri",
        "Daquq",
        ",",
        ".",
        "and",
        "on",
        "Monday",
        "soldiers",
        "attack",
        "wounded",
        "between",
        "of",
        "“",
        "(",
        ")",
        "12",
        "km",
        "south",
        "another",
        "three",
        "days",
        "after",
        "village",
        "Peshmerga",
        "by",
        "were",
        "said",
        "\n",
        "–",
    ]
)


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_any_words_are_coded_with_passages_inside_the_text(text):
    text = f"News {text}"
    coding = code(text)
    assert coding == code(text)
    assert Coding.from_json(coding.to_json()) == coding
    spans = [(s.start, s.end) for s in coding.statements]
    spans += [(span.start, span.end) for d in coding.drafts for toll in d.tolls for span in toll.spans]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    known = {draft.id for draft in coding.drafts} | {event.id for event in coding.events}
    assert all(set(statement.draft_ids) <= known for statement in coding.statements)


@given(st.text(max_size=200))
def test_any_text_is_coded_or_refused(text):
    try:
        article = Article(text, WEDNESDAY, "Agency")
    except InvalidArticleError:
        return
    assert isinstance(code_article(article, gazetteer=GEOCODER), Coding)


@pytest.mark.parametrize(
    ("subject", "side", "certainty"),
    [
        ("gunmen believed to belong to the Islamic State", Side.ISIS, Certainty.SUSPECTED),
        ("militants suspected of belonging to ISIS", Side.ISIS, Certainty.SUSPECTED),
        ("gunmen who are thought to be ISIS members", Side.ISIS, Certainty.SUSPECTED),
        ("gunmen affiliated with ISIS", Side.ISIS, Certainty.STATED),
        ("unknown gunmen", Side.UNIDENTIFIED, Certainty.NOT_STATED),
    ],
)
def test_an_unnamed_group_is_the_one_that_the_clause_ties_it_to(subject, side, certainty):
    (draft,) = code(f"Two policemen were killed on Tuesday when {subject} attacked a checkpoint near Daquq.").drafts
    assert (draft.attacker.side, draft.attacker.certainty) == (side, certainty)


def test_a_group_that_is_attacked_is_not_the_one_who_attacks():
    (draft,) = code("Gunmen attacked an ISIS hideout near Daquq on Tuesday, killing two militants.").drafts
    assert draft.attacker.side is not Side.ISIS
