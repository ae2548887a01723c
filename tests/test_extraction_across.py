"""Sentences of own making that tell together of one incident, or apart of several; one rule each."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.coding import code_article
from geo.extraction import Article, read_article
from geo.gazetteer import LocalGeocoder
from tests.extraction_checks import casualties, summary

WEDNESDAY = dt.date(2021, 6, 16)
GEOCODER = LocalGeocoder()


def drafts(text):
    article = Article(text, WEDNESDAY, "Agency")
    return [summary(draft) for draft in code_article(article, gazetteer=GEOCODER).drafts]


def counted(text):
    statements = read_article(Article(text, WEDNESDAY, "Agency")).statements
    return [
        (figure.outcome.value, figure.low, figure.group.value if figure.group else None)
        for statement in statements
        for figure in statement.figures
        if not figure.subset
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Four people – two policemen and two farmers – were killed.", [2, 2]),
        ("Three people were shot dead: the mukhtar, his son and a farmer.", [1, 1, 1]),
        ("A captain, Ali Hassan, and his driver were killed.", [1, 1]),
        ("Four fighters, two of them wearing belts, were killed.", [4]),
        ("Three soldiers, an officer among them, were killed.", [3]),
        ("Initial reports spoke of three dead, but the hospital later confirmed that five soldiers were killed.", [5]),
        ("A family of five was killed.", [5]),
        ("There were seven casualties, two dead and five injured.", [2, 5]),
        ("We lost 13 martyrs, three were wounded.", [13, 3]),
        ("Five soldiers were wounded, two of them are in critical condition.", [5]),
        ("Nine militants were inside. All of them were killed.", [9]),
        ("The driver, a father of three, later died in hospital.", [1]),
        ("Seven others were pulled out alive, but injured.", [7]),
        ("A girl aged 9 lost her life.", [1]),
    ],
)
def test_people_are_counted_once(text, wanted):
    assert [low for _, low, _ in counted(text)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Four wounded policemen were received.", ("wounded", 4, "iraqi_police")),
        ("Peshmerga Captain Soran Jalal was killed.", ("killed", 1, "peshmerga")),
        ("The Peshmerga lost seven men on Monday.", ("killed", 7, "peshmerga")),
        ("Three others, policemen, were killed.", ("killed", 3, "iraqi_police")),
        ("His 9-year-old son was killed.", ("killed", 1, "civilians")),
        ("The army killed Abu Talha, a commander of ISIS, and left.", ("killed", 1, "isis")),
    ],
)
def test_people_are_of_the_side_that_the_words_give_them(text, wanted):
    assert counted(text) == [wanted]


LEAD = "Two soldiers were killed on Monday when gunmen attacked a post near Daquq."


@pytest.mark.parametrize(
    "sentence",
    [
        "Officials said that ISIS was behind it.",
        "The governor held ISIS responsible.",
        "“They said they were from Daesh,” a villager said.",
        "ISIS said in a statement that it was behind the attack.",
        "The gunmen were members of ISIS.",
        "“It is Daesh, who else,” a villager said.",
        "The mayor said that ISIS was responsible.",
    ],
)
def test_a_later_sentence_names_the_attacker(sentence):
    assert [draft[2] for draft in drafts(LEAD)] == ["unidentified"]
    assert [draft[2] for draft in drafts(f"{LEAD} {sentence}")] == ["isis"]


def test_a_disputed_suspicion_names_nobody():
    disputed = "Suspicion fell on ISIS, but the police were also looking at a feud."
    assert [draft[2] for draft in drafts(f"{LEAD} {disputed}")] == ["unidentified"]
    assert [draft[2] for draft in drafts(f"{LEAD} Suspicion fell on ISIS.")] == ["isis"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            f"{LEAD}\n\nIn the same night, another bomb killed a farmer near Kifri.",
            [("daquq", "killed federal 2"), ("kifri", "killed civilians 1")],
        ),
        (
            "ISIS attacked the villages of Dara and Mikhas Kon, killing four villagers in the first and wounding two in the second.",
            [("dara", "killed civilians 4"), ("Mikhas Kon", "wounded civilians 2")],
        ),
        (
            "Four soldiers were killed on Monday near Daquq, and three farmers died on Tuesday in a blast in Kifri.",
            [("daquq", "killed federal 4"), ("kifri", "killed civilians 3")],
        ),
        (
            "Jalawla: A bomb wounded a farmer on Monday.\n\nKifri: Gunmen killed a soldier on Monday.",
            [("jalawla", "wounded civilians 1"), ("kifri", "killed federal 1")],
        ),
        (
            "Six people died in attacks in northern Iraq.\n\nGunmen killed two soldiers near Daquq.\n\nIn Kifri, a bomb killed four farmers.",
            [("daquq", "killed federal 2"), ("kifri", "killed civilians 4")],
        ),
        (
            f"{LEAD}\n\nFifteen others are being treated, six of them in a hospital in Kirkuk.",
            [("daquq", "killed federal 2, wounded federal 15")],
        ),
        (f"{LEAD}\n\nA launcher with four rockets was found in Kifri.", [("daquq", "killed federal 2")]),
    ],
)
def test_incidents_are_told_apart_and_together(text, wanted):
    got = drafts(text)
    assert [tolls for *_, tolls in got] == [casualties(words) for _, words in wanted]
    assert [place in places for (place, _), (*_, places, _) in zip(wanted, got, strict=True)] == [True] * len(wanted)


def test_the_village_of_a_later_sentence_is_the_scene():
    text = "Gunmen attacked a village near Kifri on Monday, killing two farmers.\n\nThey were shot in their house in Dara Kon."
    assert [draft[3] for draft in drafts(text)] == [{"Dara Kon", None}]


def test_a_day_before_counts_back_from_the_sentence_before():
    text = "The army killed three militants in Kifri on Tuesday.\n\nA day earlier, gunmen killed a farmer in Daquq."
    assert [draft[:2] for draft in drafts(text)][:1] == [("2021-06-15", "2021-06-15")]


BLOW = "Gunmen killed three policemen on Monday near Daquq."


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        (f"{BLOW} A bomb hit the reinforcements, killing two policemen.", 5),
        (f"Five policemen killed near Daquq\n\n{BLOW} A bomb hit their car, killing two policemen.", 5),
        (f"{BLOW} A bomb killed two policemen.", 3),
        (f"Three policemen killed near Daquq\n\n{BLOW} A bomb hit the reinforcements, killing two policemen.", 3),
    ],
)
def test_a_further_blow_adds_its_dead_unless_the_headline_says_otherwise(text, killed):
    assert [draft[4] for draft in drafts(text)] == [{("killed", "federal"): killed}]
