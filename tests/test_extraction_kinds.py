"""Classes of phrasings, three or more of each: whose soldiers, whose aircraft, what is one deed and what are two.

Every text is invented. A class is mended as a class: a phrasing that fails here fails for its kind.
"""

from __future__ import annotations

import datetime as dt

import pytest

from geo.coding import code_article
from geo.extraction import Article
from geo.gazetteer import LocalGeocoder
from geo.vocabulary import PlaceRole
from tests.extraction_checks import casualties, pooled, summary

# 2021-05-12 is a Wednesday. A text, then for each incident the attacker's side, the scene and the casualties.
PUBLISHED = dt.date(2021, 5, 12)
Wanted = tuple[str, str, str]
CLASSES: dict[str, tuple[tuple[str, tuple[Wanted, ...]], ...]] = {
    "soldiers of the force that is attacked": (
        (
            "ISIS militants attacked a Peshmerga post near Pirde on Tuesday. A captain was killed and two soldiers were wounded, a doctor said.",
            (("isis", "Pirde", "killed krg 1, wounded krg 2"),),
        ),
        (
            "ISIS attacked a Peshmerga position near Kifri on Tuesday. Lieutenant Rebwar Hama was killed and three soldiers were hurt.",
            (("isis", "Kifri", "killed krg 1, wounded krg 3"),),
        ),
        (
            "A Turkish soldier was killed on Tuesday when PKK militants opened fire on a base in the Haftanin region. Sgt. Ali Kaya, 28, died in hospital.",
            (("pkk", "Haftanin", "killed turkey 1"),),
        ),
        (
            "HPG guerrillas ambushed soldiers in the Zap area on Tuesday, killing three soldiers, the PKK said. Turkey has not commented.",
            (("pkk", "Zap", "killed turkey 3"),),
        ),
        (
            "Three Peshmerga and two soldiers were killed when ISIS attacked their joint post near Kifri on Tuesday.",
            (("isis", "Kifri", "killed krg 3, killed federal 2"),),
        ),
    ),
    "officers who are none of the militants": (
        (
            "Five ISIS members were killed in a raid south of Hawija on Tuesday. An officer was injured.",
            (("any", "Hawija", "killed isis 5, wounded federal 1"),),
        ),
        (
            "The army killed four ISIS militants near Rashad on Tuesday. A captain was slightly wounded.",
            (("federal", "Rashad", "killed isis 4, wounded federal 1"),),
        ),
        (
            "Federal Police killed two ISIS snipers in Daquq on Tuesday. A lieutenant and two officers were injured.",
            (("federal", "Daquq", "killed isis 2, wounded federal 3"),),
        ),
    ),
    "those whom a passive verb hits": (
        (
            "A police patrol was hit by a bomb in Rashad on Tuesday. One was killed and three were wounded.",
            (("unidentified", "Rashad", "killed federal 1, wounded federal 3"),),
        ),
        (
            "A Peshmerga outpost near Kifri came under attack on Tuesday night. Two were killed.",
            (("unidentified", "Kifri", "killed krg 2"),),
        ),
        (
            "A convoy of the Hashd al-Shaabi was targeted by a roadside bomb in Amerli on Tuesday. Four were wounded.",
            (("unidentified", "Amerli", "wounded pmf 4"),),
        ),
    ),
    "feuds": (
        (
            "A tribal dispute in the village of Abu Saida left three people dead and five injured on Tuesday, a police source said.",
            (("unidentified", "Abu Saida", "killed civilians 3, wounded civilians 5"),),
        ),
        (
            "Two people were killed in a clash between members of two tribes in Muqdadiyah on Tuesday.",
            (("unidentified", "Muqdadiyah", "killed civilians 2"),),
        ),
        (
            "Four people were injured on Tuesday in Jalawla in a quarrel between two families that turned into an exchange of fire.",
            (("unidentified", "Jalawla", "wounded civilians 4"),),
        ),
    ),
    "who says that it acted, and who is blamed": (
        (
            "Two Peshmerga were killed when their vehicle was hit by a roadside bomb near Daquq on Tuesday. ISIS later said it was responsible.",
            (("isis", "Daquq", "killed krg 2"),),
        ),
        (
            "A policeman was shot dead in Hawija on Tuesday. The Islamic State said that its militants had carried out the attack.",
            (("isis", "Hawija", "killed federal 1"),),
        ),
        (
            "An attack on a Peshmerga point near Pirde on Tuesday left four dead. ISIS was blamed.",
            (("isis", "Pirde", "killed krg 4"),),
        ),
        (
            "A bomb killed a farmer near Makhmour on Tuesday. The mine had been left behind by ISIS, the mayor said.",
            (("isis", "Makhmour", "killed civilians 1"),),
        ),
        (
            "A man was killed as a bomb exploded in his house in Hajj Ali village on Tuesday. The device was planted by ISIS three years ago.",
            (("isis", "Hajj Ali", "killed civilians 1"),),
        ),
    ),
    "whose aircraft and guns": (
        (
            "The heroes of the Air Force, with F-16 aircraft, directed two painful strikes at dens of ISIS in Wadi al-Shay on Tuesday. Six terrorists were killed.",
            (("federal", "Wadi al-Shay", "killed isis 6"),),
        ),
        (
            "Army helicopters destroyed an ISIS hideout south of Daquq on Tuesday and killed three terrorists who were inside.",
            (("federal", "Daquq", "killed isis 3"),),
        ),
        (
            "The Air Force carried out by F-16 aircraft, at dawn on Tuesday, two air strikes on an ISIS tunnel in Wadi al-Shay. Two terrorists were killed.",
            (("federal", "Wadi al-Shay", "killed isis 2"),),
        ),
        (
            "Artillery shells fired from a Turkish base hit the village of Hirure on Tuesday, killing a shepherd.",
            (("turkey", "Hirure", "killed civilians 1"),),
        ),
        (
            "The Turkish occupation army bombed the outskirts of the village of Keste on Tuesday. A woman was slightly hurt.",
            (("turkey", "Keste", "wounded civilians 1"),),
        ),
    ),
    "guerrillas": (
        (
            "Turkish jets bombed a vehicle near Penjwen on Tuesday. A guerrilla was killed and two villagers were injured.",
            (("turkey", "Penjwen", "killed pkk 1, wounded civilians 2"),),
        ),
        (
            "Two guerrillas were killed in a Turkish drone strike near Sidakan on Tuesday.",
            (("turkey", "Sidakan", "killed pkk 2"),),
        ),
        (
            "Guerrillas of the YJA Star hit a Turkish post in Metina on Tuesday, killing two Turkish soldiers.",
            (("pkk", "Metina", "killed turkey 2"),),
        ),
    ),
    "sums whose people stand beside the word": (
        (
            "The number of Peshmerga killed in Tuesday's attack by ISIS near Kifri has risen to three. The bodies of two jihadists were found.",
            (("isis", "Kifri", "killed krg 3, killed isis 2"),),
        ),
        (
            "Coalition jets struck an ISIS cave in Qarachogh on Tuesday. The army put the number of dead militants at six.",
            (("coalition", "Qarachogh", "killed isis 6"),),
        ),
        (
            "The Peshmerga Ministry said the number of martyrs of the attack near Makhmour on Tuesday had risen to four.",
            (("unidentified", "Makhmour", "killed krg 4"),),
        ),
        (
            "One of the wounded from Monday's bombing in Hawija died, bringing the number of dead to three, all of them policemen.",
            (("unidentified", "Hawija", "killed federal 3"),),
        ),
    ),
    "a second source": (
        (
            "The bombing in Hawija on Tuesday led to the death of a policeman and his brother, and a passer-by was injured. For its part, the Security Media Cell said that the attack killed three policemen.",
            (("unidentified", "Hawija", "killed federal 1, killed civilians 1, wounded civilians 1"),),
        ),
        (
            "A soldier was killed and two others were wounded in an attack near Daquq on Tuesday. For its part, the army said that the attack killed two soldiers.",
            (("unidentified", "Daquq", "killed federal 1, wounded federal 2"),),
        ),
        (
            "A drone strike in Khanasor on Tuesday resulted in the death of a YBS commander and his guard, and a boy was hurt. On its part, the YBS announced three dead fighters.",
            (("any", "Khanasor", "killed pkk 2, wounded civilians 1"),),
        ),
    ),
    "reminders of the same month": (
        (
            "A bomb killed two soldiers near Hawija on Tuesday.\n\nEarlier in May, a car bomb in Kirkuk wounded nine shoppers.",
            (("unidentified", "Hawija", "killed federal 2"),),
        ),
        (
            "A bomb killed two soldiers near Hawija on Tuesday.\n\nIn April, four policemen died in an ambush in Daquq.",
            (("unidentified", "Hawija", "killed federal 2"),),
        ),
        (
            "Gunmen killed a mukhtar near Rashad on Tuesday. ISIS has killed several mukhtars in the area this year.",
            (("unidentified", "Rashad", "killed civilians 1"),),
        ),
    ),
    "one salvo is one deed": (
        (
            "Coalition warplanes carried out a string of strikes on ISIS positions in Qarachogh late Tuesday and into the early hours of Wednesday. Six militants were killed.",
            (("coalition", "Qarachogh", "killed isis 6"),),
        ),
        (
            "Iraqi F-16s carried out three air strikes on a cave in the Hamrin mountains on Tuesday. Four ISIS members were killed.",
            (("federal", "Hamrin", "killed isis 4"),),
        ),
        (
            "Turkish jets carried out five air strikes on Metina on Tuesday. A farmer was injured.",
            (("turkey", "Metina", "wounded civilians 1"),),
        ),
    ),
    "several bombs in a province are told one by one": (
        (
            "Three people were killed and six injured on Tuesday as two bombs exploded in Diyala province, police said.\n\nA bomb near Muqdadiyah killed a couple and wounded two of their children.\n\nIn a separate incident, a soldier was killed and four farmers were wounded in Abu Saida, west of Muqdadiyah.",
            (
                ("unidentified", "Muqdadiyah", "killed civilians 2, wounded civilians 2"),
                ("unidentified", "Abu Saida", "killed federal 1, wounded civilians 4"),
            ),
        ),
        (
            "Between 3 and 9 May, our team recorded 40 Turkish attacks in Amedi district.\n\nOn 5 May, artillery shells hit the village of Mizhe and injured a farmer.\n\nOn 8 May, warplanes bombed the mountain above Deraluk. There were no casualties.",
            (("turkey", "Mizhe", "wounded civilians 1"), ("turkey", "Deraluk", "")),
        ),
        (
            "Four people were wounded on Tuesday when three bombs went off in Diyala province.\n\nOne exploded in Khanaqin and wounded two policemen.\n\nThe second exploded in Jalawla and wounded two farmers.",
            (
                ("unidentified", "Khanaqin", "wounded federal 2"),
                ("unidentified", "Jalawla", "wounded civilians 2"),
            ),
        ),
    ),
    "another village is another deed": (
        (
            "The village of Palkana was attacked by ISIS on Tuesday evening; a resident was killed.\n\nAround midnight four mortar shells fell on the village of Ali Saadun. There were no casualties.",
            (("isis", "Palkana", "killed civilians 1"), ("unidentified", "Ali Saadun", "")),
        ),
        (
            "Gunmen killed a shepherd in the village of Tapa Sawz on Tuesday. A bomb exploded in the village of Kani Sard and wounded a farmer.",
            (
                ("unidentified", "Tapa Sawz", "killed civilians 1"),
                ("unidentified", "Kani Sard", "wounded civilians 1"),
            ),
        ),
        (
            "ISIS fired mortars at the village of Tapa Sawz on Tuesday, wounding a woman. In the village of Kani Sard two houses were burned by ISIS militants.",
            (("isis", "Tapa Sawz", "wounded civilians 1"), ("isis", "Kani Sard", "")),
        ),
    ),
    "denials and what was only planned": (
        ("The Diyala police denied media reports about the killing of four of its members in Jalawla on Tuesday.", ()),
        ("The Peshmerga Ministry refuted the news of an attack on its posts near Kifri on Tuesday.", ()),
        ("The army dismissed rumours circulating about the killing of two officers in Daquq on Tuesday.", ()),
    ),
    "bodies of those who were taken": (
        (
            "Police in Khanaqin found the bodies of three men on Tuesday. ISIS had kidnapped them on Sunday.",
            (("isis", "Khanaqin", "killed civilians 3"),),
        ),
        (
            "The bodies of two shepherds kidnapped by ISIS a week ago were found near Daquq on Tuesday.",
            (("isis", "Daquq", "killed civilians 2"),),
        ),
        (
            "The body of a farmer was found near Hawija on Tuesday. He had been abducted by ISIS militants on Monday.",
            (("isis", "Hawija", "killed civilians 1"),),
        ),
    ),
    "attackers who flee and who fall": (
        (
            "Two policemen were killed in an attack on a checkpoint near Hawija on Monday night. The ISIS militants withdrew after half an hour.",
            (("isis", "Hawija", "killed federal 2"),),
        ),
        (
            "Two policemen were killed in an attack on a checkpoint near Hawija on Monday night. One of the ISIS attackers was killed.",
            (("isis", "Hawija", "killed federal 2, killed isis 1"),),
        ),
        (
            "Two policemen were killed in an attack on a checkpoint near Hawija on Monday night. The attackers, believed to be ISIS members, fled on motorcycles.",
            (("isis", "Hawija", "killed federal 2"),),
        ),
    ),
    "pictures of the deed": (
        (
            "A policeman was killed in Hawija on Tuesday. ISIS released footage of the killing.",
            (("isis", "Hawija", "killed federal 1"),),
        ),
        (
            "Three brothers were shot dead near Daquq on Tuesday. The Islamic State posted photos of the execution on its channels.",
            (("isis", "Daquq", "killed civilians 3"),),
        ),
        (
            "A farmer was beheaded near Rashad on Tuesday. ISIS published a video that shows the beheading.",
            (("isis", "Rashad", "killed civilians 1"),),
        ),
    ),
    "names that are only feared or asked about": (
        (
            "Two policemen were killed in an attack on a checkpoint near Hawija on Monday night. It is not known whether ISIS was behind the attack.",
            (("unidentified", "Hawija", "killed federal 2"),),
        ),
        (
            "Two policemen were killed in an attack on a checkpoint near Hawija on Monday night. The checkpoint was set up to prevent ISIS infiltration.",
            (("unidentified", "Hawija", "killed federal 2"),),
        ),
        (
            "Two policemen were killed in an attack on a checkpoint near Hawija on Monday night. A spokesman refused to say if it was an ISIS attack.",
            (("unidentified", "Hawija", "killed federal 2"),),
        ),
    ),
    "those who come under fire": (
        (
            "A joint patrol of the Peshmerga and the Iraqi army came under fire from ISIS near Daquq on Tuesday. One Peshmerga and two Iraqi soldiers were wounded.",
            (("isis", "Daquq", "wounded krg 1, wounded federal 2"),),
        ),
        (
            "Iraqi border guards came under fire from PKK members near Kani Masi on Tuesday; two guards were killed.",
            (("pkk", "Kani Masi", "killed federal 2"),),
        ),
        (
            "Two Iraqi officers and their driver were killed on Tuesday when a Turkish drone hit their vehicle in Bradost.",
            (("turkey", "Bradost", "killed federal 3"),),
        ),
    ),
    "bombs left over": (
        (
            "An improvised explosive device left over from Daesh exploded on a bulldozer in al-Baaj on Tuesday, wounding its driver.",
            (("isis", "Baaj", "wounded civilians 1"),),
        ),
        (
            "A bomb that killed a shepherd on Tuesday near Hatra was an old one, left by the Islamic State.",
            (("isis", "Hatra", "killed civilians 1"),),
        ),
        (
            "Three soldiers were killed on Tuesday by an explosion in a house in Rashad that ISIS had booby-trapped.",
            (("isis", "Rashad", "killed federal 3"),),
        ),
        (
            "A mine from the remnants of ISIS exploded near Makhmour on Tuesday and killed a farmer.",
            (("isis", "Makhmour", "killed civilians 1"),),
        ),
    ),
    "one terrorist, and a terrorist attack": (
        (
            "The army thwarted an attempt by ISIS to plant a bomb near Daquq on Tuesday. One terrorist was killed.",
            (("isis", "Daquq", "killed isis 1"),),
        ),
        (
            "Federal Police killed a terrorist wearing an explosive belt near Rashad on Tuesday, the command said.",
            (("federal", "Rashad", "killed isis 1"),),
        ),
        ("A terrorist attack wounded two policemen in Hawija on Tuesday.", (("any", "Hawija", "wounded federal 2"),)),
    ),
    "names between people and what happens to them": (
        (
            "An ISIS commander known as Abu Yasser was killed by the Counter-Terrorism Service in Wadi al-Shay on Tuesday.",
            (("federal", "Wadi al-Shay", "killed isis 1"),),
        ),
        (
            "Two policemen on guard duty in front of an oil well in Bai Hassan were shot dead by ISIS on Tuesday.",
            (("isis", "Bai Hassan", "killed federal 2"),),
        ),
        (
            "The Falcons cell killed the so-called ISIS governor of Kirkuk and three of his aides in an air raid in Wadi Khanasir on Tuesday.",
            (("federal", "Wadi Khanasir", "killed isis 4"),),
        ),
    ),
    "markets and airports of a place": (
        ("A bombing in Baquba's market killed two people on Tuesday.", (("unidentified", "Baquba", "killed any 2"),)),
        (
            "A mortar shell wounded a guard in Tuz Khurmatu's hospital on Tuesday.",
            (("unidentified", "Tuz Khurmatu", "wounded any 1"),),
        ),
        (
            "Three shoppers were wounded by a bomb in Jalawla's bazaar on Tuesday.",
            (("unidentified", "Jalawla", "wounded civilians 3"),),
        ),
    ),
    "what is no deed": (
        (
            "A force of the army found and destroyed four ISIS guesthouses and seized ten IEDs in the Hamrin basin on Tuesday.",
            (),
        ),
        (
            "On Tuesday the Peshmerga commemorated the ninth anniversary of the battle of Zumar, in which ISIS killed 15 of their fighters.",
            (),
        ),
        ("Security forces defused three bombs on the road to Tuz Khurmatu on Tuesday.", ()),
    ),
    "families told one by one": (
        (
            "A roadside bomb hit a minibus near the village of Imam Wais on Tuesday, killing a father, mother, and their four children.",
            (("unidentified", "Imam Wais", "killed civilians 6"),),
        ),
        (
            "Two Peshmerga, a father and his son, were killed on Tuesday when gunmen opened fire on their car near Altun Kupri.",
            (("unidentified", "Altun Kupri", "killed krg 2"),),
        ),
        (
            "A couple were killed and their three daughters injured when a shell fell on their house in Kifri on Tuesday.",
            (("unidentified", "Kifri", "killed civilians 2, wounded civilians 3"),),
        ),
    ),
}


@pytest.fixture(scope="module")
def geocoder() -> LocalGeocoder:
    return LocalGeocoder()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(*phrasing, id=f"{name}-{number}")
        for name, some in CLASSES.items()
        for number, phrasing in enumerate(some)
    ],
)
def test_a_kind_of_phrasing_is_read(text, wanted, geocoder):
    drafts = code_article(Article(text, PUBLISHED, "Outlet"), gazetteer=geocoder).drafts
    got = [summary(draft) for draft in drafts]
    assert len(got) == len(wanted), got
    for (side, scene, tolls), (_, last, attacker, places, counted) in zip(wanted, got, strict=True):
        assert last <= str(PUBLISHED)
        assert side in {attacker, "any"}, attacker
        assert any(scene in name for name in places if name), places
        assert pooled(counted, casualties(tolls)) == casualties(tolls), counted


def test_a_far_measure_does_not_move_a_known_town(geocoder):
    for words in (
        "on a road just north of Muqdadiyah, some 100 km northeast of Baghdad",
        "south of Muqdadiyah, 95 km northeast of the capital Baghdad",
        "near Muqdadiyah, about 100 km northeast of Baghdad",
    ):
        text = f"A bomb killed a farmer {words}, on Tuesday."
        draft = code_article(Article(text, PUBLISHED, "Outlet"), gazetteer=geocoder).drafts[0]
        scene = next(place for place in draft.places if place.role is PlaceRole.EVENT)
        assert (scene.name, round(scene.latitude, 2), round(scene.longitude, 2)) == ("Muqdadiyah", 33.98, 44.94)


def test_every_kind_has_three_phrasings():
    assert {name: len(phrasings) for name, phrasings in CLASSES.items() if len(phrasings) < 3} == {}


def test_a_night_over_two_weekdays_is_both_days(geocoder):
    for words in ("late Tuesday and into the early hours of Wednesday", "on Tuesday night until dawn on Wednesday"):
        text = f"ISIS militants attacked a Peshmerga post near Kifri {words}, killing two Peshmerga."
        draft = code_article(Article(text, PUBLISHED, "Outlet"), gazetteer=geocoder).drafts[0]
        assert (draft.date.start, draft.date.end) == (dt.date(2021, 5, 11), dt.date(2021, 5, 12))
