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
        ("The ambush cost two soldiers their lives.", [2]),
        ("The blast claimed five lives.", [5]),
        ("The PMF suffered two fatalities and five injuries.", [2, 5]),
        ("A soldier stepped on a mine and lost his leg.", [1]),
        ("Two sons of a clan leader were killed.", [2]),
        ("Gunmen fled, killing the policeman at the gate.", [1]),
        ("His niece was with them. She was hit in the leg.", [1]),
        ("Five PKK members were neutralised. It means that they surrendered or were killed or captured.", [None]),
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
        ("Five militants of the Islamic State (IS) group died.", ("killed", 5, "isis")),
        ("A Kakai shepherd was killed.", ("killed", 1, "civilians")),
        ("One of the fighters of the Federal Police was wounded.", ("wounded", 1, "federal_police")),
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
        "The police ascribed the attack to ISIS.",
        "The governor accused ISIS cells of being behind the attack.",
        "The attack bears the fingerprints of ISIS.",
        "The attackers are thought to be ISIS members.",
    ],
)
def test_a_later_sentence_names_the_attacker(sentence):
    assert [draft[2] for draft in drafts(LEAD)] == ["unidentified"]
    assert [draft[2] for draft in drafts(f"{LEAD} {sentence}")] == ["isis"]


def test_a_disputed_suspicion_names_nobody():
    disputed = "Suspicion fell on ISIS, but the police were also looking at a feud."
    assert [draft[2] for draft in drafts(f"{LEAD} {disputed}")] == ["unidentified"]
    assert [draft[2] for draft in drafts(f"{LEAD} Suspicion fell on ISIS.")] == ["isis"]
    differing = "Elders blamed ISIS; others pointed to a local militia."
    assert [draft[2] for draft in drafts(f"{LEAD} {differing}")] == ["unidentified"]


def test_a_force_that_answers_does_not_attack_itself():
    text = "Rockets wounded three Turkish soldiers near Bashiqa on Monday. The Turkish army returned fire, shelling a hill."
    assert [draft[2] for draft in drafts(text)] == ["unidentified"]


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
        (
            f"{LEAD} It comes two days after a bombing in Kifri. The blast killed nine people.",
            [("daquq", "killed federal 2")],
        ),
        (
            "Bombs killed seven farmers in two districts on Monday.\n\nThe first device went off in Daquq. An hour later a second one exploded in Kifri.\n\nFifteen people were wounded altogether.",
            [
                ("daquq", "killed civilians 7, wounded civilians 15"),
                ("kifri", "killed civilians 7, wounded civilians 15"),
            ],
        ),
        (
            f"{LEAD}\n\nOn Tuesday, two farmers were shot dead in Kifri.\n\nA bomb went off in Jalawla on Tuesday. Two soldiers died.",
            [("daquq", "killed federal 2"), ("kifri", "killed civilians 2"), ("jalawla", "killed federal 2")],
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


@pytest.mark.parametrize(
    ("sentence", "killed"),
    [
        ("Three were killed at once. Another one died at dawn.", 4),
        ("Northern police put the number of those killed at six.", 4),
        ("A hospital later put the death toll at six.", 6),
        ("The victims were brothers.", 4),
    ],
)
def test_a_total_holds_against_its_parts_and_another_count(sentence, killed):
    got = drafts(f"Four farmers were killed on Monday when gunmen attacked Dara Kon village. {sentence}")
    assert [draft[4] for draft in got] == [{("killed", "civilians"): killed}]


def test_a_range_is_where_the_words_measure_it():
    text = "The army killed two ISIS militants on Monday in the Hamrin mountain range, 60 km northeast of Baquba."
    coding = code_article(Article(text, WEDNESDAY, "Agency"), gazetteer=GEOCODER)
    scene = coding.drafts[0].places[0]
    assert (scene.place_id, round(scene.latitude, 1), round(scene.longitude, 1)) == ("hamrin", 34.1, 45.1)


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
