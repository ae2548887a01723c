"""Classes of phrasing, each in at least three invented sentences: what a rule reads must not hang on one wording."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.coding import code_article
from geo.extraction import Article, read_article
from geo.gazetteer import LocalGeocoder
from geo.vocabulary import Outcome, PlaceRole

WEDNESDAY = dt.date(2021, 6, 16)

FIGURES: dict[str, tuple[tuple[str, list[str]], ...]] = {
    "who shares a fate without a verb": (
        (
            "Two soldiers were wounded, as was a shepherd who passed by.",
            ["wounded iraqi_army 2", "wounded civilians 1"],
        ),
        (
            "A mine killed a farmer on Monday near Dibis, as well as his son.",
            ["killed civilians 1", "killed civilians 1"],
        ),
        ("The bomb killed a Peshmerga, along with two policemen.", ["killed peshmerga 1", "killed iraqi_police 2"]),
        ("A teacher was injured, and so were three pupils.", ["wounded civilians 1", "wounded civilians 3"]),
    ),
    "pronouns as subject and object": (
        ("He was killed along with two bodyguards.", ["killed - 1", "killed - 2"]),
        ("They dragged three farmers outside and shot them dead.", ["killed civilians 3"]),
        ("Gunmen abducted four shepherds before killing them.", ["killed civilians 4"]),
    ),
    "a fate told of his or of him": (
        ("They fired at a farmer, which led to his death.", ["killed civilians 1"]),
        ("A sniper shot at a policeman near Dibis, causing his injury.", ["wounded iraqi_police 1"]),
        ("A bomb hit the car of a teacher in Dibis, killing him on the spot.", ["killed civilians 1"]),
    ),
    "wounds in open words": (
        ("The blast left six policemen with light wounds.", ["wounded iraqi_police 6"]),
        (
            "It left one soldier dead and two others with shrapnel injuries.",
            ["killed iraqi_army 1", "wounded iraqi_army 2"],
        ),
        ("A shepherd was also hit by stray bullets.", ["wounded civilians 1"]),
        ("Two boys were rushed to Azadi Teaching Hospital.", ["wounded civilians 2"]),
        ("Another villager was slightly hurt.", ["wounded civilians 1"]),
    ),
    "men who fall in a fight": (
        ("Three Peshmerga fell, the ministry said.", ["killed peshmerga 3"]),
        ("Four policemen fell in an ambush near Dibis.", ["killed iraqi_police 4"]),
        ("Two soldiers fell while repelling an attack.", ["killed iraqi_army 2"]),
        ("A farmer fell into a well.", []),
    ),
    "inverted sentences and a day before the object": (
        ("Killed were a policeman and two farmers.", ["killed iraqi_police 1", "killed civilians 2"]),
        ("Gunmen killed on Monday evening a farmer and his brother.", ["killed civilians 1", "killed civilians 1"]),
        ("Injured are five soldiers.", ["wounded iraqi_army 5"]),
    ),
    "losses of one side": (
        ("The ministry put militant losses at six.", ["killed isis 6"]),
        ("Peshmerga losses stood at three.", ["killed peshmerga 3"]),
        ("Losses among the soldiers were put at four.", ["killed iraqi_army 4"]),
    ),
    "the wounded of whom one dies": (
        ("One of two guards injured in the blast died.", ["killed - 1", "wounded - 1"]),
        ("One of the three soldiers wounded on Sunday has died.", ["killed iraqi_army 1", "wounded iraqi_army 2"]),
        ("Two of the five policemen hurt in the attack died.", ["killed iraqi_police 2", "wounded iraqi_police 3"]),
    ),
    "told one by one": (
        (
            "The blast left three dead - a teacher and two policemen - and four wounded.",
            ["killed civilians 1", "killed iraqi_police 2", "wounded civilians 4"],
        ),
        ("The shooting claimed two lives: a lawyer and her driver.", ["killed civilians 1", "killed civilians 1"]),
        ("Seven people, including three women and two boys, died.", ["killed people 7"]),
    ),
    "names between people": (
        (
            "The strike killed a commander known as Abu Bara and four militants.",
            ["killed isis 1", "killed isis 4"],
        ),
        ("Abu Bara, an ISIS leader, and two militants were killed.", ["killed isis 1", "killed isis 2"]),
        (
            "One Peshmerga officer, identified as Captain Hiwa Omar, and two policemen were wounded.",
            ["wounded peshmerga 1", "wounded iraqi_police 2"],
        ),
    ),
    "parts in the same sentence": (
        (
            "The ambush killed three people, two of them soldiers and one a farmer.",
            ["killed iraqi_army 2", "killed civilians 1"],
        ),
        (
            "Five people were killed, three of them policemen and two farmers.",
            ["killed iraqi_police 3", "killed civilians 2"],
        ),
        ("A bomb wounded seven people, four of them children.", ["wounded people 7"]),
    ),
    "leaders by their group": (
        (
            "They killed the ISIS emir of the Qarachogh area, known as Abu Omar, and two militants.",
            ["killed isis 1", "killed isis 2"],
        ),
        ("The strike killed the PKK commander of Sinjar.", ["killed pkk 1"]),
        ("The ISIS governor of Kirkuk was killed.", ["killed isis 1"]),
    ),
    "captives who are found dead": (
        ("Two of four farmers who were abducted on Friday have been found dead.", ["killed civilians 2"]),
        ("Three shepherds who had been kidnapped near Dibis were found murdered.", ["killed civilians 3"]),
        ("Two villagers who were abducted on Friday were freed.", []),
    ),
    "people by name and apposition": (
        (
            "The shells killed Zaytun, an 18-year-old girl, and wounded a farmer.",
            ["killed civilians 1", "wounded civilians 1"],
        ),
        ("Gunmen assassinated Ali Karim, a PMF commander, in Dibis.", ["killed pmf 1"]),
        ("The body of Sherko Ali, a taxi driver, was found.", ["killed civilians 1"]),
    ),
    "ages are no people": (
        ("Two children aged 8 and 11 were wounded.", ["wounded civilians 2"]),
        ("A girl aged 9 lost her life.", ["killed civilians 1"]),
        ("A mother of four and her niece were killed.", ["killed civilians 1", "killed civilians 1"]),
    ),
    "things are no people": (
        ("Gunmen in two pickups executed five men.", ["killed civilians 5"]),
        ("Militants on three motorcycles killed a farmer.", ["killed civilians 1"]),
        ("Two tractors were hit by a mine.", []),
    ),
}


def figures(text: str) -> list[str]:
    return [
        f"{figure.outcome.value} {figure.group.value if figure.group else '-'} {figure.low}"
        for statement in read_article(Article(text, WEDNESDAY, "Agency")).statements
        for figure in statement.figures
        if figure.low is not None and not figure.subset and figure.outcome is not Outcome.ABDUCTED
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [case for cases in FIGURES.values() for case in cases],
    ids=[f"{name}-{number}" for name, cases in FIGURES.items() for number, _ in enumerate(cases)],
)
def test_figures_of_a_class(text, wanted):
    assert sorted(figures(text)) == sorted(wanted)


# Text, and the tolls of its one incident as "killed federal 3".
TOLLS: dict[str, tuple[tuple[str, set[str]], ...]] = {
    "parts of a total": (
        (
            "Six people died in an attack near Dibis on Monday. Four of the dead were policemen and two were civilians.",
            {"killed federal 4", "killed civilians 2"},
        ),
        (
            (
                "A clash near Dibis left nine people dead on Monday. Five PMF fighters lost their lives. A statement put "
                "militant losses at four. ISIS was named."
            ),
            {"killed pmf 5", "killed isis 4"},
        ),
        (
            "Five people were killed by a bomb near Dibis on Monday. Three of those killed were soldiers and two farmers.",
            {"killed federal 3", "killed civilians 2"},
        ),
    ),
    "another source's dead leave the wounded alone": (
        (
            (
                "Three policemen were killed and five wounded near Dibis on Monday. A doctor put the number of dead at four "
                "and said one had succumbed to his wounds."
            ),
            {"killed federal 3", "wounded federal 5"},
        ),
        (
            "Two soldiers were killed and three wounded near Dibis on Monday. A medic put the death toll at three.",
            {"killed federal 2", "wounded federal 3"},
        ),
        (
            (
                "Four Peshmerga were killed and six wounded near Dibis on Monday. A hospital put the number of dead at five, "
                "saying one had died of his injuries."
            ),
            {"killed krg 4", "wounded krg 6"},
        ),
    ),
    "a claim that officials correct": (
        (
            (
                "ISIS has claimed an attack near Dibis on Monday in which it says it killed four soldiers. The army spoke of "
                "one soldier dead."
            ),
            {"killed federal 1"},
        ),
        (
            "ISIS claimed to have killed seven policemen near Dibis on Monday. The police said two policemen were killed.",
            {"killed federal 2"},
        ),
        (
            "ISIS claimed that it killed five Peshmerga near Dibis on Monday. The ministry said one Peshmerga was killed.",
            {"killed krg 1"},
        ),
    ),
    "soldiers of Turkey": (
        (
            "Rockets hit a Turkish army base near Bashiqa on Monday, killing a soldier.",
            {"killed turkey 1"},
        ),
        ("The Turkish military said on Monday that two soldiers were killed near Bashiqa.", {"killed turkey 2"}),
        ("Turkish forces came under fire near Bashiqa on Monday; three soldiers were wounded.", {"wounded turkey 3"}),
    ),
    "ranks without a force": (
        (
            (
                "A force of the 12th Division was hit by a bomb near Dibis on Monday. A major was martyred and two fighters were "
                "injured."
            ),
            {"killed federal 1", "wounded federal 2"},
        ),
        (
            "A bomb killed a sergeant and wounded two captains near Dibis on Monday.",
            {"killed federal 1", "wounded federal 2"},
        ),
        ("A Peshmerga post was attacked near Dibis on Monday. An officer was killed.", {"killed krg 1"}),
    ),
    "fighters of the group": (
        (
            (
                "The Iraqi army shelled positions of the Sinjar Resistance Units near Sinjar on Monday, wounding two fighters of "
                "the group."
            ),
            {"wounded pkk 2"},
        ),
        (
            "Turkish jets bombed a PKK camp near Sinjar on Monday. Three members of the group were killed.",
            {"killed pkk 3"},
        ),
        ("Jets hit an ISIS hideout near Dibis on Monday. Two of the group's fighters were killed.", {"killed isis 2"}),
    ),
    "a wounded man who dies": (
        (
            (
                'A policeman was shot near Dibis on Monday. "He was hit by a bullet in the neck," an officer said. He died '
                "before he reached the hospital."
            ),
            {"killed federal 1"},
        ),
        (
            "Seven soldiers were hurt near Dibis on Monday, two of whom later died.",
            {"killed federal 2", "wounded federal 5"},
        ),
        (
            "A bomb wounded four farmers near Dibis on Monday. One of the wounded later died in hospital.",
            {"killed civilians 1", "wounded civilians 3"},
        ),
    ),
}


@pytest.fixture(scope="module")
def geocoder() -> LocalGeocoder:
    return LocalGeocoder()


def drafts_of(text, geocoder, day=WEDNESDAY):
    return code_article(Article(text, day, "Agency"), gazetteer=geocoder).drafts


@pytest.mark.parametrize(
    ("text", "wanted"),
    [case for cases in TOLLS.values() for case in cases],
    ids=[f"{name}-{number}" for name, cases in TOLLS.items() for number, _ in enumerate(cases)],
)
def test_tolls_of_a_class(text, wanted, geocoder):
    (draft,) = drafts_of(text, geocoder)
    assert {f"{toll.outcome.value} {toll.side.value} {toll.low}" for toll in draft.tolls if toll.low} == wanted


SIDES: dict[str, tuple[tuple[str, str], ...]] = {
    "a charge without a deed": (
        (
            "A farmer was killed near Dibis on Monday. Nobody has claimed it. However, the mayor accused ISIS, saying he had been threatened.",
            "isis",
        ),
        ("Fields burned near Dibis on Monday and two farmers were shot dead. Farmers accuse ISIS militants.", "isis"),
        ("A bomb killed a policeman near Dibis on Monday. Locals blame ISIS.", "isis"),
    ),
    "the word of one who fights": (
        (
            (
                "Hashd al-Shaabi militias launched an attack on the Peshmerga near Dibis on Monday, killing two Peshmerga. Hashd "
                "media accused the Peshmerga of opening fire first."
            ),
            "pmf",
        ),
        (
            "Turkish forces shelled a village near Sinjar on Monday, killing a farmer. Turkey blamed the PKK for opening fire.",
            "turkey",
        ),
        (
            (
                "The PKK attacked a Peshmerga post near Dibis on Monday, killing one Peshmerga. The PKK accused the Peshmerga of "
                "shooting first."
            ),
            "pkk",
        ),
    ),
    "ties to a group": (
        ("Armed men suspected of ties to ISIS shot dead a farmer near Dibis on Monday.", "isis"),
        ("Gunmen believed to be linked to ISIS killed a farmer near Dibis on Monday.", "isis"),
        ("Two policemen were killed near Dibis on Monday. Police believe that they were ISIS members.", "isis"),
    ),
    "an office that tells of its own deed": (
        (
            "Three terrorists were killed in an air strike near Dibis on Monday, the Security Media Cell said.",
            "federal",
        ),
        ("Four ISIS militants were killed near Dibis on Monday, the Joint Operations Command announced.", "federal"),
        ("F-16 aircraft bombed a den near Dibis on Monday and two ISIS members were killed.", "federal"),
    ),
}


@pytest.mark.parametrize(
    ("text", "side"),
    [case for cases in SIDES.values() for case in cases],
    ids=[f"{name}-{number}" for name, cases in SIDES.items() for number, _ in enumerate(cases)],
)
def test_attackers_of_a_class(text, side, geocoder):
    assert [draft.attacker.side.value for draft in drafts_of(text, geocoder)] == [side]


DAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "days in unusual words": (
        ("Three soldiers were killed near Dibis the day before yesterday.", "2021-06-14"),
        ("On the night of June 13-14 gunmen killed a farmer near Dibis.", "2021-06-13/2021-06-14"),
        ("Between June 10 and 11 gunmen killed a farmer near Dibis.", "2021-06-10/2021-06-11"),
        ("In an incident reported on 12 June, a farmer was killed near Dibis.", "2021-06-12"),
    ),
    "today with its weekday": (
        (
            "The Cell announced, today Wednesday, that two ISIS men were killed near Dibis yesterday night.",
            "2021-06-15",
        ),
        ("Police said today, Wednesday, that a farmer was killed near Dibis on Monday.", "2021-06-14"),
        ("A source reported today (Wednesday) that a farmer was shot dead near Dibis yesterday.", "2021-06-15"),
    ),
    "the clause of the deed": (
        ("Residents of Dibis fled on Tuesday after gunmen killed two farmers there on Sunday.", "2021-06-13"),
        ("Shops in Dibis closed on Monday following the killing of a teacher on Saturday.", "2021-06-12"),
        ("Two farmers were killed near Dibis on Sunday after they left home.", "2021-06-13"),
    ),
    "today in words of that day": (
        (
            (
                'A Turkish drone killed two people near Sinjar on Monday, officials said.\n\n"At 4 pm today, a drone hit a car near '
                'Sinjar and two people were killed," a statement said.'
            ),
            "2021-06-14",
        ),
        (
            'Two policemen were killed near Dibis on Tuesday.\n\n"Our police lost two men today near Dibis," the mayor said.',
            "2021-06-15",
        ),
        ('"Two farmers were killed near Dibis today," the mayor said.', "2021-06-16"),
    ),
}


@pytest.mark.parametrize(
    ("text", "days"),
    [case for cases in DAYS.values() for case in cases],
    ids=[f"{name}-{number}" for name, cases in DAYS.items() for number, _ in enumerate(cases)],
)
def test_days_of_a_class(text, days, geocoder):
    (draft,) = drafts_of(text, geocoder)
    start, _, end = days.partition("/")
    assert (draft.date.start.isoformat(), draft.date.end.isoformat()) == (start, end or start)


SCENES: dict[str, tuple[tuple[str, str], ...]] = {
    "names that sound alike": (
        ("Two policemen were killed in Suleiman Bek on Monday.", "sulaiman_bek"),
        ("Two policemen were killed in Mukhmur on Monday.", "makhmour"),
        ("Two policemen were killed in Khanakin on Monday.", "khanaqin"),
    ),
    "a place that is marched on": (
        (
            "Militias launched an advance toward the village of Sufaya Kon on Monday, killing three Peshmerga.",
            "Sufaya Kon",
        ),
        ("ISIS fighters pushed towards Zarga Kon on Monday and killed two policemen.", "Zarga Kon"),
        ("Troops began an offensive toward Tal Kon on Monday, killing four ISIS militants.", "Tal Kon"),
    ),
    "a place where somebody speaks": (
        ("A bomb killed two farmers in Dibis on Monday, a father of six in Baquba told the agency.", "Dibis"),
        ("Two farmers were killed in Dibis on Monday. A driver in Mosul told reporters that he saw smoke.", "Dibis"),
        ("A source in Erbil said a bomb killed a policeman in Dibis on Monday.", "Dibis"),
    ),
    "a place that is only named": (
        ("A man in charge of transfers between Makhmour and Sinjar was killed by a drone in Dibis on Monday.", "Dibis"),
        (
            "A bomb wounded two policemen in Dibis on Monday. The area between Daquq and Tuz Khurmatu has been the scene of near-daily attacks.",
            "Dibis",
        ),
        ("After talks between Erbil and Baghdad, gunmen killed a farmer in Dibis on Monday.", "Dibis"),
    ),
    "a town in its district": (
        ("A drone hit a car in the Sinjar district town of Sinuni Kon on Monday, killing two men.", "Sinuni Kon"),
        ("Gunmen killed a farmer in the Hawija district village of Tal Kon on Monday.", "Tal Kon"),
        ("Two policemen were killed in the Khanaqin district town of Jalawla on Monday.", "Jalawla"),
    ),
    "a place that people are taken from": (
        ("Gunmen kidnapped three farmers from the village of Tal Kon on Monday.", "Tal Kon"),
        ("ISIS abducted two shepherds from Zarga Kon on Monday.", "Zarga Kon"),
        ("Four men were abducted on Monday from the village of Sufaya Kon.", "Sufaya Kon"),
    ),
    "a town that is rocked": (
        ("Twin explosions rocked Kirkuk on Monday, killing two people.", "Kirkuk"),
        ("A blast shook Baquba on Monday, injuring four people.", "Baquba"),
        ("A bombing jolted Tikrit on Monday, killing three.", "Tikrit"),
    ),
}


@pytest.mark.parametrize(
    ("text", "scene"),
    [case for cases in SCENES.values() for case in cases],
    ids=[f"{name}-{number}" for name, cases in SCENES.items() for number, _ in enumerate(cases)],
)
def test_scenes_of_a_class(text, scene, geocoder):
    (draft,) = drafts_of(text, geocoder)
    scenes = [place for place in draft.places if place.role is PlaceRole.EVENT]
    assert scene in {name for place in scenes for name in (place.name, place.place_id)}, scenes


COUNTED: dict[str, tuple[tuple[str, int], ...]] = {
    "two deeds in one sentence": (
        (
            "Two policemen were killed by a bomb outside Jalawla on Monday, while three others were wounded by a sniper in Saadiya.",
            2,
        ),
        ("A bomb killed a farmer near Dibis on Monday; gunmen killed two soldiers in Hawija.", 2),
        ("A bomb killed a farmer near Dibis on Monday, while his sons were taken to hospital in Kirkuk.", 1),
    ),
    "a sum over two blows": (
        (
            (
                "Three soldiers and a PMF fighter died on Monday as ISIS struck twice in Diyala province.\n\nA bomb killed three "
                "soldiers near Saadiya.\n\nAround noon, militants attacked a PMF post near Qara Tapa and one PMF fighter was killed."
            ),
            2,
        ),
        (
            (
                "ISIS attacked twice in Kirkuk province on Monday, killing five.\n\nThree policemen were killed near Dibis.\n\nIn "
                "Hawija, two soldiers were killed by a bomb."
            ),
            2,
        ),
        (
            (
                "Six people were killed in twin attacks in Diyala province on Monday.\n\nFour soldiers were killed near Jalawla.\n\n"
                "In Saadiya, two farmers were shot dead."
            ),
            2,
        ),
    ),
    "parts of one day": (
        (
            (
                "On Monday morning, a sniper killed a policeman in Saadiya.\n\nAt noon, a bomb wounded two farmers in Daquq.\n\nIn the "
                "evening, militants shelled the village of Tal Kon near Khanaqin and wounded three farmers."
            ),
            3,
        ),
        (
            "A bomb killed a soldier in Hawija on Monday.\n\nLater in the evening, gunmen shot dead a teacher in Daquq.",
            2,
        ),
        ("A bomb killed a soldier in Hawija on Monday.\n\nAt noon, police sealed off the area.", 1),
    ),
    "a day earlier": (
        (
            (
                "A bomb killed an officer near Dibis on June 14.\n\nA day earlier, ISIS militants assaulted a police post near Hawija. "
                "Three policemen were killed in the fighting."
            ),
            2,
        ),
        (
            (
                "A sniper killed a policeman near Daquq on June 15.\n\nA day earlier, ISIS gunmen attacked a village near Jalawla. Two "
                "farmers were killed."
            ),
            2,
        ),
        (
            "A sniper killed a policeman near Daquq on June 15. A week earlier, four soldiers were killed near Jalawla.",
            1,
        ),
    ),
    "arrests are no deed": (
        (
            "The police arrested three men accused of bombing a shop in Kirkuk. Two guards were wounded in that attack.",
            0,
        ),
        ("Troops detained a man suspected of an attack near Dibis.", 0),
        ("Asayish captured two ISIS men wanted for bombings in Daquq.", 0),
    ),
}


@pytest.mark.parametrize(
    ("text", "number"),
    [case for cases in COUNTED.values() for case in cases],
    ids=[f"{name}-{number}" for name, cases in COUNTED.items() for number, _ in enumerate(cases)],
)
def test_incidents_of_a_class(text, number, geocoder):
    assert len(drafts_of(text, geocoder)) == number
