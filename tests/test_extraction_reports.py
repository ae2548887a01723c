"""Invented reports in the manner of agencies and local outlets: whole texts, and what must come out of them.

No sentence here is taken from a published report.
"""

from __future__ import annotations

import datetime as dt
import timeit
from dataclasses import dataclass, field

import pytest

from geo.coding import code_article
from geo.extraction import Article
from geo.gazetteer import LocalGeocoder
from geo.vocabulary import PlaceRole


@dataclass(frozen=True)
class Wanted:
    """An incident that must come out; `places` None and empty `tolls` are not compared."""

    day: str
    side: str
    places: tuple[str, ...] | None
    tolls: dict[str, int] = field(default_factory=dict)


REPORTS: dict[str, tuple[str, str, tuple[Wanted, ...]]] = {
    "ied-police": (
        "2020-03-11",
        """Roadside bomb kills two policemen south of Kirkuk

KIRKUK, March 11 (Agency) -- A roadside bomb went off on Wednesday near a police patrol in the town of Daquq, south of Kirkuk, killing two policemen and injuring three more, a provincial police officer told the agency.

The blast damaged one of the vehicles, the officer added on condition of anonymity.

No group has so far claimed responsibility for the bombing.

IS militants have been carrying out frequent attacks in the province since they lost the city of Hawija in 2017.""",
        (Wanted("2020-03-11", "unidentified", ("Daquq",), {"killed_federal": 2, "wounded_federal": 3}),),
    ),
    "gunmen-farmers": (
        "2020-06-21",
        """KIRKUK – Unknown gunmen shot dead three farmers in their field in the village of Tal Ward, southwest of Kirkuk, late on Saturday, a local official told our reporter.

The victims belong to one family, he said. A fourth farmer was wounded and taken to Azadi hospital in Kirkuk.

The attackers fled to an unknown location.""",
        (Wanted("2020-06-20", "unidentified", ("Tal Ward",), {"killed_civilians": 3, "wounded_civilians": 1}),),
    ),
    "pesh-wounded": (
        "2021-04-11",
        """ERBIL (Network) – Three Peshmerga fighters were wounded when Islamic State militants opened fire on their post near Sargaran on Friday night, according to a commander.

Lt. Col. Ari Hama said that the clash lasted around 40 minutes. “Two militants were killed and their bodies were left behind,” he said.

In 2014 ISIS seized large areas of the region.""",
        (Wanted("2021-04-09", "isis", ("Sargaran",), {"wounded_krg": 3, "killed_isis": 2}),),
    ),
    "airstrike": (
        "2019-12-08",
        """Iraqi warplanes kill six ISIS militants in Hamrin mountains

BAGHDAD – Iraqi F-16 fighter jets bombed a hideout of the Islamic State in the Hamrin mountains on Sunday, killing six militants, the Security Media Cell said in a statement.

The statement said the operation was based on information from the Joint Operations Command.""",
        (Wanted("2019-12-08", "federal", ("Hamrin",), {"killed_isis": 6}),),
    ),
    "turkish": (
        "2022-02-02",
        """Turkish drone strike kills three in Makhmour camp

ERBIL — A Turkish drone struck Makhmour refugee camp on Tuesday evening, killing three members of the Kurdistan Workers' Party (PKK) and wounding five civilians, a security source said.

Ankara says the camp is used by the PKK.""",
        (Wanted("2022-02-01", "turkey", ("Makhmour",), {"killed_pkk": 3, "wounded_civilians": 5}),),
    ),
    "kidnap": (
        "2020-08-19",
        """DIYALA – ISIS militants kidnapped two shepherds near the village of Islah, on the outskirts of Jalawla, on Tuesday, a police source said.

The militants demanded a ransom from the families of the shepherds, the source said.""",
        (Wanted("2020-08-18", "isis", ("Islah",), {"abducted_civilians": 2}),),
    ),
    "mortars": (
        "2020-09-14",
        """Several mortar shells hit a village in Diyala on Sunday night, wounding a woman and two children, a source in the Diyala police said.

The shells landed on houses in the village of Abu Khamis, north of Muqdadiyah, the source added.""",
        (Wanted("2020-09-13", "unidentified", ("Abu Khamis",), {"wounded_civilians": 3}),),
    ),
    "pmf": (
        "2021-06-07",
        """Four members of the Popular Mobilization Forces (PMF) were killed and six others injured on Monday in an IS attack on their position in the district of Tuz Khurmatu, Salahuddin province, a PMF statement said.

The attackers used light and medium weapons, it added.

Security forces launched a search operation in the area to hunt down the perpetrators.""",
        (Wanted("2021-06-07", "isis", ("Tuz Khurmatu",), {"killed_pmf": 4, "wounded_pmf": 6}),),
    ),
    "two-separate": (
        "2019-07-25",
        """Five security members killed in separate attacks in Iraq

BAQUBA, Iraq, July 25 -- Five security members were killed on Thursday in two separate attacks in the provinces of Diyala and Kirkuk, security sources said.

In Diyala, three soldiers were killed and one was wounded when a bomb exploded near their vehicle outside the town of Jalawla, some 70 km northeast of the provincial capital Baquba, a source from the provincial police said.

In Kirkuk province, IS militants attacked a federal police checkpoint in the Rashad area, killing two policemen, Colonel Salah Ahmed said.""",
        (
            Wanted("2019-07-25", "unidentified", ("Jalawla",), {"killed_federal": 3, "wounded_federal": 1}),
            Wanted("2019-07-25", "isis", ("Rashad",), {"killed_federal": 2}),
        ),
    ),
    "officer": (
        "2020-05-03",
        """ISIS attack near Tuz Khurmatu leaves 10 dead

An attack by ISIS on a base of the Hashd al-Shaabi in Balad Ruz left ten fighters dead and four wounded on Saturday, officials said.""",
        (Wanted("2020-05-02", "isis", ("Balad Ruz",), {"killed_pmf": 10, "wounded_pmf": 4}),),
    ),
    "army-clash": (
        "2021-01-30",
        """Iraqi army kills four ISIS members in Hawija

The Iraqi army's 8th division clashed with a group of ISIS members in Wadi Zghaitoun, in Hawija district, southwest of Kirkuk, on Friday, killing four of them, an officer said on Saturday.

A soldier was also killed and two others were wounded in the clash, he said.""",
        (
            Wanted(
                "2021-01-29",
                "federal",
                ("Wadi Zghaitoun",),
                {"killed_isis": 4, "killed_federal": 1, "wounded_federal": 2},
            ),
        ),
    ),
    "undated": (
        "2022-10-05",
        """A source in Kirkuk police said that a civilian was killed by unidentified armed men near his house in the Laylan sub-district.

The source added that the body was transferred to the forensic department.""",
        (Wanted("2022-10-04", "unidentified", ("Laylan",), {"killed_civilians": 1}),),
    ),
    "suspected": (
        "2020-10-22",
        """KIRKUK — A suspected Islamic State sniper killed a Peshmerga soldier and wounded a second in the Palkana area of Sargaran late Wednesday, the Kirkuk Peshmerga command said.""",
        (Wanted("2020-10-21", "isis", ("Palkana",), {"killed_krg": 1, "wounded_krg": 1}),),
    ),
    "burn": (
        "2019-06-05",
        """Militants burn wheat fields in Khanaqin

KHANAQIN – ISIS militants set fire to wheat fields in the village of Qala, in the district of Khanaqin, on Tuesday, a farmer told our reporter.

Around 200 dunams were burned before firefighters arrived. Nobody was hurt.""",
        (Wanted("2019-06-04", "isis", ("Qala",), {}),),
    ),
    "laterdead": (
        "2021-09-06",
        """Twelve federal policemen were killed and five were wounded in an attack that ISIS militants launched overnight on a checkpoint in the village of Satiha, in the Rashad district of Kirkuk, police sources said on Sunday.

“More than a dozen militants took part in the attack,” one source said.

The assault began at about midnight Saturday and went on for two hours.""",
        (Wanted("2021-09-04", "isis", ("Satiha",), {"killed_federal": 12, "wounded_federal": 5}),),
    ),
    "statement": (
        "2023-12-12",
        """Peshmerga general killed in bomb blast

A bomb exploded near a Peshmerga convoy in the Tuz Khurmatu area on Monday, killing a brigadier general and injuring three of his bodyguards, the Ministry of Peshmerga said in a statement.

The ministry blamed ISIS for planting the bomb.

Meanwhile, Prime Minister Masrour Barzani called on Baghdad to fill the security vacuum.""",
        (Wanted("2023-12-11", "isis", ("Tuz Khurmatu",), {"killed_krg": 1, "wounded_krg": 3}),),
    ),
    "agreement-only": (
        "2021-05-25",
        """Peshmerga and Iraqi army open joint centre in Kirkuk

KIRKUK – A joint coordination centre between the Peshmerga and the Iraqi army was opened at the K1 base in Kirkuk on Monday.

Officers of both sides held their first meeting there and discussed joint operations.

ISIS attacks have risen in the area in recent months.""",
        (),
    ),
    "house": (
        "2022-05-24",
        """Six people including three from one family were killed and seven others wounded in an ISIS attack on a village in Kirkuk province, officials said Tuesday.

The militants attacked Jalil village in Taza Khurmatu sub-district at around 10 pm Monday, setting fire to fields, the mayor of the sub-district said.

When residents and police rushed to the scene, a bomb exploded, he said.

Five of the dead are civilians and the sixth is a policeman.""",
        (Wanted("2022-05-23", "isis", ("Jalil",), {}),),
    ),
    "highway": (
        "2020-12-06",
        """Gunmen in military uniforms set up a fake checkpoint on the Baghdad-Kirkuk highway near the village of Albu Sabah on Saturday and killed five travellers, including a policeman, a security source told the agency.

Three more people were abducted, the source added.""",
        (Wanted("2020-12-05", "unidentified", ("Albu Sabah",), {}),),
    ),
    "coalition": (
        "2020-04-12",
        """The international coalition against ISIS carried out two airstrikes on a cave in the Qarachogh mountain, southeast of Makhmour, on Saturday at the request of the Iraqi forces, killing eight militants, the Security Media Cell announced today.""",
        (Wanted("2020-04-11", "coalition", ("Qarachogh",), {"killed_isis": 8}),),
    ),
    "multi-stage": (
        "2021-11-03",
        """At least nine people were killed in an attack on Wednesday on a village in Diyala province, police and medics said.

Gunmen first shot at people leaving a mosque in the village of Nahr Tawil, near Muqdadiyah, killing four, a police colonel said. Fighters of the tribal mobilization came to help and were hit by a bomb that killed five of them.

No group immediately claimed the attack, but officials blamed Islamic State.""",
        (Wanted("2021-11-03", "isis", ("Nahr Tawil",), {}),),
    ),
    "recapday": (
        "2020-11-09",
        """Eleven killed in IS attack on Baghdad outskirts

Gunmen attacked a lookout post of a tribal force at Radwaniyah, south of Baghdad airport, on Sunday evening, killing eleven people, officials said.

Five tribal fighters and six local people who came to help repel the attack were killed, said Ibrahim Ahmed, a tribal leader. Eight wounded were taken to a hospital in central Baghdad, a medic said.

Last week, two policemen died in a bombing in Kirkuk.""",
        (Wanted("2020-11-08", "isis", ("Radwaniyah",), {}),),
    ),
    "headline-total": (
        "2022-12-19",
        """KIRKUK, Iraq — At least eight Iraqi federal policemen died on Sunday when a bomb hit their convoy near the city of Kirkuk, security officials said.

The explosion took place near the village of Shalal al-Matar, followed by an attack with light weapons, officials said. Two policemen were seriously injured.

Islamic State claimed responsibility for the attack on its Telegram channel.

On Wednesday, three soldiers were killed when a bomb exploded in a farm north of Baghdad.""",
        (Wanted("2022-12-18", "isis", ("Shalal al-Matar",), {"killed_federal": 8, "wounded_federal": 2}),),
    ),
    "woundsonly": (
        "2021-05-02",
        """Two civilians injured in IED blast in Khanaqin

Two civilians were injured on Sunday in an explosion of an improvised explosive device (IED) left behind by ISIS in the Bamil area north of Khanaqin, a security source said.""",
        (Wanted("2021-05-02", "isis", ("Bamil",), {"wounded_civilians": 2}),),
    ),
    "mukhtar": (
        "2019-09-16",
        """The mukhtar of Mabarah village and his son were killed last night when militants stormed their house northeast of Baquba, a source in Diyala said. The terrorists belong to Daesh, according to the source.""",
        (Wanted("2019-09-15", "isis", ("Mabarah",), {"killed_civilians": 2}),),
    ),
    "foiled": (
        "2021-07-03",
        """Peshmerga foil ISIS attack in Dibaga

Peshmerga forces repelled an attack by ISIS militants on their positions in the Qaraj area south of Makhmour in the early hours of Saturday. No casualties were reported among the Peshmerga.

“Our forces inflicted losses on the terrorists,” the commander of the sixth axis told reporters.""",
        (Wanted("2021-07-03", "isis", ("Qaraj",), {}),),
    ),
    "between": (
        "2020-07-08",
        """A vehicle of the Iraqi army was hit by a roadside bomb on the road between Tuz Khurmatu and Amerli on Tuesday; two soldiers were killed and an officer was wounded.""",
        (Wanted("2020-07-07", "unidentified", None, {"killed_federal": 2, "wounded_federal": 1}),),
    ),
    "asayish": (
        "2020-02-17",
        """SULAIMANI — An Asayish officer was killed and two Asayish members were injured on Sunday night in a fight with ISIS gunmen near Kolajo village, Garmian, the Asayish directorate in Kalar announced.""",
        (Wanted("2020-02-16", "isis", ("Kolajo",), {"killed_krg": 1, "wounded_krg": 2}),),
    ),
    "two-kinds": (
        "2018-05-20",
        """5 IS militants killed in Iraq's Kirkuk

KIRKUK, May 20 -- Five Islamic State (IS) militants were killed on Sunday in a raid and an air strike in the northern Iraqi province of Kirkuk, a military source said.

In one operation, Iraqi soldiers raided a hideout of IS in the village of Tal Hamad, some 35 km southwest of Kirkuk, killing two militants, Captain Hasan Jabbar told the agency.

In another operation, an Iraqi helicopter struck an IS vehicle in the Wadi Shay area, south of the city, leaving three militants dead, he added.""",
        (
            Wanted("2018-05-20", "federal", ("Tal Hamad",), {"killed_isis": 2}),
            Wanted("2018-05-20", "federal", ("Wadi Shay",), {"killed_isis": 3}),
        ),
    ),
    "meanwhile-other": (
        "2021-08-12",
        """A Peshmerga was wounded in an ISIS attack near the village of Shekh Langar, Kifri, on Wednesday night, a commander said.

He is in a stable condition.

Meanwhile, a security source told the channel that unknown gunmen attacked a police patrol near Saadiya in eastern Diyala, wounding two policemen.""",
        (
            Wanted("2021-08-11", "isis", ("Shekh Langar",), {"wounded_krg": 1}),
            Wanted("2021-08-11", "unidentified", ("Saadiya",), {"wounded_federal": 2}),
        ),
    ),
    "takeover": (
        "2021-10-28",
        """Eleven villagers were killed when ISIS militants attacked the village of Rushdi in Diyala province on Tuesday evening, Iraq's military said.

The militants also stormed the nearby village of Nahr Imam, where they burned several houses. No casualties were reported there.

It was the deadliest attack in the area this year.""",
        (
            Wanted("2021-10-26", "isis", ("Rushdi",), {"killed_civilians": 11}),
            Wanted("2021-10-26", "isis", ("Nahr Imam",), {}),
        ),
    ),
    "ownbomb": (
        "2018-02-11",
        """An ISIS militant was killed while planting an explosive device on a road in the al-Abbara area northeast of Baquba on Saturday, the Diyala police chief said.""",
        (Wanted("2018-02-10", "isis", ("al-Abbara",), {"killed_isis": 1}),),
    ),
    "suicide": (
        "2018-04-12",
        """Suicide bombing at funeral kills 16 in Salahuddin

TIKRIT – A suicide attack at a funeral near Sharqat killed at least 16 people and wounded 14 others on Thursday, a police officer said.

The bomber blew himself up among mourners in the village of Asdira, he said. Among the dead were five policemen and eleven civilians.""",
        (
            Wanted(
                "2018-04-12",
                "unidentified",
                ("Asdira",),
                {"killed_federal": 5, "killed_civilians": 11, "wounded_unidentified": 14},
            ),
        ),
    ),
    "arrest": (
        "2021-02-20",
        """Security forces arrest three ISIS suspects in Kirkuk

Federal police arrested three members of ISIS in the Debs district on Friday, a statement said.""",
        (),
    ),
    "meeting": (
        "2022-04-19",
        """A delegation of the Ministry of Peshmerga met with officers of the Joint Operations Command in Baghdad on Monday to discuss the security of the disputed areas, the ministry said.

Both sides agreed to form two joint brigades.

ISIS militants have killed dozens of Peshmerga in the disputed areas since 2017.""",
        (),
    ),
    "night-of": (
        "2021-12-07",
        """Seven people were killed in clashes between the Peshmerga and ISIS militants near Qara Salim village, on the border of Kirkuk and Erbil provinces, on the night of 5-6 December.

Four Peshmerga and three civilians lost their lives, according to the Ministry of Peshmerga.""",
        (Wanted("2021-12-05", "isis", ("Qara Salim",), {"killed_krg": 4, "killed_civilians": 3}),),
    ),
    "police-chief": (
        "2019-11-14",
        """The director of police in Saadiya sub-district was killed along with two of his guards in a roadside bombing on Thursday morning, a source in Diyala police said.""",
        (Wanted("2019-11-14", "unidentified", ("Saadiya",), {}),),
    ),
    "pkk": (
        "2023-05-18",
        """A drone believed to be Turkish targeted a vehicle near Sinjar on Thursday, killing three fighters of the YBS, the Counter-Terrorism Service of the Kurdistan Region said.""",
        (Wanted("2023-05-18", "turkey", ("Sinjar",), {"killed_pkk": 3}),),
    ),
    "dawn": (
        "2022-08-16",
        """ISIS militants launched an attack at dawn today on a checkpoint of the Iraqi army in the al-Azim area, north of Baqubah. An army captain and three soldiers were martyred, a source in the army reported.""",
        (Wanted("2022-08-16", "isis", ("al-Azim",), {"killed_federal": 4}),),
    ),
    "shepherd": (
        "2021-03-14",
        """Seven people, including a woman, were killed by ISIS militants in the village of Albu Dor, south of Tikrit, on Friday, an official told AFP. “They entered the houses wearing army uniforms,” he said.

Iraqi media said the victims were a lawyer, a teacher and five members of a policeman's family.""",
        (Wanted("2021-03-12", "isis", ("Albu Dor",), {}),),
    ),
    "dataline": (
        "2021-06-23",
        """2021-06-23 20:11

Shafaq News/ Three Federal Police officers were injured by an explosion in Kirkuk on Wednesday.

A source told Shafaq News Agency that an explosive device targeted a Federal Police vehicle in Daquq district.""",
        (Wanted("2021-06-23", "unidentified", ("Daquq",), {"wounded_federal": 3}),),
    ),
    "sniper": (
        "2022-01-27",
        """Shafaq News / A security source reported that an Iraqi soldier was killed by ISIS sniper fire on the outskirts of Al-Saadiya district.

The source told our agency that an ISIS sniper targeted a military point near al-Islah village, which killed a soldier, while another was seriously injured.""",
        (Wanted("2022-01-26", "isis", ("al-Islah",), {"killed_federal": 1, "wounded_federal": 1}),),
    ),
    "injured-two-first": (
        "2020-09-22",
        """Two Iraqi soldiers and three PMF fighters were injured in a mortar attack that targeted their position in Naft Khana, east of Khanaqin, on Monday evening.""",
        (Wanted("2020-09-21", "unidentified", ("Naft Khana",), {"wounded_federal": 2, "wounded_pmf": 3}),),
    ),
    "op": (
        "2021-01-23",
        """Iraqi forces kill two ISIS leaders in Kirkuk

The Counter-Terrorism Service killed two ISIS leaders in an operation in the Hamrin range on Friday, its spokesman Sabah al-Numan said.""",
        (Wanted("2021-01-22", "federal", ("Hamrin",), {"killed_isis": 2}),),
    ),
    "hour": (
        "2021-04-21",
        """At about 9 pm on Tuesday, ISIS terrorists attacked the house of a Peshmerga officer in the Topzawa village in the south of Kirkuk. The officer's brother was killed and the officer himself was wounded, the Kirkuk police said.""",
        (Wanted("2021-04-20", "isis", ("Topzawa",), {}),),
    ),
    "attempt": (
        "2020-12-01",
        """ISIS on Monday attacked the village of Chaman in Kulajo, Garmian. Villagers resisted the attack and one of them, a 60-year-old man, was killed, Halo Najat, mayor of Kifri, told the station.

Two houses were burned.""",
        (Wanted("2020-11-30", "isis", ("Chaman",), {"killed_civilians": 1}),),
    ),
    "market-bomb": (
        "2017-11-21",
        """Car bomb kills at least 21 in Tuz Khurmatu

BAGHDAD (Wire) — A suicide truck bomb went off near a vegetable market in the northern Iraqi town of Tuz Khurmatu on Tuesday, killing at least 21 people and wounding 55 others, security and medical officials said.

The town, south of the oil city of Kirkuk, is home to Kurds, Turkmens and Arabs.

There was no immediate claim of responsibility, but such attacks are usually carried out by Islamic State.

All of the dead were civilians, a hospital doctor said.""",
        (
            Wanted(
                "2017-11-21", "unidentified", ("Tuz Khurmatu",), {"killed_civilians": 21, "wounded_unidentified": 55}
            ),
        ),
    ),
    "fake-checkpoint": (
        "2018-02-19",
        """Twenty-seven members of the Hashd al-Shaabi were killed in an ambush by ISIS near Hawija late on Sunday, the force said on Monday.

The militants, disguised in army uniforms, set up a fake checkpoint in the Sadouniya area and clashed with the fighters for two hours, the statement said.""",
        (Wanted("2018-02-18", "isis", ("Sadouniya",), {"killed_pmf": 27}),),
    ),
    "convoy-road": (
        "2019-03-07",
        """BAGHDAD — Six members of Iraq's paramilitary force were killed and 31 wounded when gunmen opened fire on their convoy in northern Iraq late Wednesday, two security sources said.

The fighters of the Popular Mobilization Forces were ambushed on the road between Makhmour and Mosul by Islamic State militants, the PMF said in a statement.""",
        (Wanted("2019-03-06", "isis", None, {"killed_pmf": 6, "wounded_pmf": 31}),),
    ),
    "checkpoints-late-friday": (
        "2019-11-30",
        """Three members of the Kurdish security forces were killed and eight injured in an ISIS attack near the town of Kifri, south of Sulaimani, late on Friday night, the local Asayish said in a statement.

Mahmoud Sangawi, a senior Peshmerga commander, told Rudaw English that ISIS fighters had attacked two Asayish checkpoints in Kolajo, between Kifri and Khanaqin.

The commander of the checkpoint was among the dead, he added.""",
        (Wanted("2019-11-29", "isis", ("Kolajo",), {"killed_krg": 3, "wounded_krg": 8}),),
    ),
    "intelligence-gate": (
        "2020-04-28",
        """Suicide bomber targets intelligence office in Kirkuk

At least four security personnel were wounded when a suicide bomber blew himself up at the gate of the intelligence directorate in Kirkuk's Qadisiyah neighborhood on Tuesday morning.

The guards shot the attacker before he could reach the building, a police statement read.

ISIS remnants have stepped up their attacks during the holy month of Ramadan.""",
        (Wanted("2020-04-28", "unidentified", ("Qadisiyah",), {"wounded_federal": 4}),),
    ),
    "suspected-mortar": (
        "2020-05-19",
        """A Kurdish farmer and his son were wounded in a mortar attack by suspected ISIS militants on the village of Palkana in the Sargaran sub-district in northwestern Kirkuk early Tuesday, residents said.""",
        (Wanted("2020-05-19", "isis", ("Palkana",), {"wounded_civilians": 2}),),
    ),
    "named-general": (
        "2020-07-18",
        """Brigadier General Ali Hamid Ghaidan, commander of the army's 59th brigade, was killed on Friday when ISIS militants attacked his convoy in Tarmiyah, north of Baghdad, the defense ministry said.""",
        (Wanted("2020-07-17", "isis", ("Tarmiyah",), {}),),
    ),
    "post-saturday": (
        "2020-12-27",
        """ISIS militants attacked a Peshmerga post near Kulajo in the Garmian area on Saturday night, killing one Peshmerga and wounding two others, Peshmerga commander Mala Karim told Kurdistan 24.

The attack took place around 11:30 p.m., he said, noting that it lasted for half an hour.

In the past week, ISIS has carried out four attacks in the area.""",
        (Wanted("2020-12-26", "isis", ("Kulajo",), {"killed_krg": 1, "wounded_krg": 2}),),
    ),
    "casualties-first": (
        "2021-05-06",
        """Shafaq News/ A security source reported on Thursday that an ISIS attack in Kirkuk resulted in casualties.

The source told our agency that ISIS terrorists attacked a Federal Police point in al-Riyad sub-district, southwest of Kirkuk, killing one policeman and injuring two others.""",
        (Wanted("2021-05-06", "isis", ("al-Riyad",), {"killed_federal": 1, "wounded_federal": 2}),),
    ),
    "toll-rises": (
        "2021-07-03",
        """The death toll from an ISIS attack on a village in Kirkuk rose to five after a wounded man died in hospital, a medical source said on Saturday.

The militants attacked the village of Daqouq al-Sharqi on Friday night and opened fire on a family, he said.""",
        (Wanted("2021-07-02", "isis", ("Daqouq al-Sharqi",), {}),),
    ),
    "after-midnight": (
        "2021-09-05",
        """KIRKUK, Iraq (Wire) - Islamic State militants killed ten Iraqi policemen in an overnight attack on a checkpoint near Kirkuk, police said on Sunday.

The attack, which hit the area of Al-Rashad around 65 km south of the city of Kirkuk, took place just after midnight on Saturday, a senior officer said. Four policemen were also wounded in the attack, which was repelled after two hours.

No claim of responsibility was made.""",
        (Wanted("2021-09-05", "isis", ("Al-Rashad",), {"killed_federal": 10, "wounded_federal": 4}),),
    ),
    "bomb-planted": (
        "2021-12-15",
        """Two Kurdish fighters killed by bomb in northern Iraq

A bomb planted by ISIS killed two members of the Peshmerga near Prde on Tuesday, Kirkuk's Peshmerga command said, adding that the victims were on their way to their base.""",
        (Wanted("2021-12-14", "isis", ("Prde",), {"killed_krg": 2}),),
    ),
    "warplanes": (
        "2022-06-09",
        """Turkish warplanes on Wednesday bombed the headquarters of the Sinjar Resistance Units (YBS) in Sinune, north of Sinjar, killing two fighters and a 12-year-old boy, local officials said. Seven others were injured.""",
        (Wanted("2022-06-08", "turkey", ("Sinune",), {}),),
    ),
    "officials-blame": (
        "2022-12-21",
        """Eight civilians dead in attack on village in Diyala

BAQUBA (Iraq): Eight civilians were shot dead in an attack by gunmen on a village northeast of Baghdad on Monday evening, officials said, blaming the Islamic State group.

The attackers arrived on motorcycles in Albu Bali, in Diyala province, said Uday al-Khadran, the mayor of the town of Khalis. Three more people were wounded, he added.""",
        (Wanted("2022-12-19", "isis", ("Albu Bali",), {"killed_civilians": 8, "wounded_unidentified": 3}),),
    ),
    "between-provinces": (
        "2024-05-13",
        """Officer, soldiers killed in ISIS attack in northern Iraq

An Iraqi army officer and four soldiers were killed on Monday in an attack by Islamic State militants on an army post between Diyala and Salahuddin provinces, two security sources said. Five soldiers were wounded.

The commander of the regiment was among those killed, the ministry of defense said, mourning Colonel Khaled Naji "along with a number of heroic fighters".""",
        (Wanted("2024-05-13", "isis", None, {"killed_federal": 5, "wounded_federal": 5}),),
    ),
    "football-field": (
        "2019-08-25",
        """Mortar attack on football pitch kills six in Kirkuk province

DAQUQ – Six civilians were killed and nine more injured when mortar rounds landed on a football field near a Shia shrine in Daquq district, south of Kirkuk, late Saturday, police said.

Militants of the Islamic State carried out the attack, the Security Media Cell said in a statement on Sunday.""",
        (Wanted("2019-08-24", "isis", ("Daquq",), {"killed_civilians": 6, "wounded_civilians": 9}),),
    ),
    "same-day": (
        "2018-12-11",
        """An explosive device detonated on Tuesday on a road in Mala Abdulla village, west of Kirkuk, killing a child, a local source told BasNews. Another child was wounded.

On the same day, two workers were kidnapped by unknown gunmen in Zab, Hawija.""",
        (
            Wanted("2018-12-11", "unidentified", ("Mala Abdulla",), {"killed_civilians": 1, "wounded_civilians": 1}),
            Wanted("2018-12-11", "unidentified", ("Zab",), {"abducted_civilians": 2}),
        ),
    ),
    "ambush-month-before": (
        "2022-11-02",
        """ISIS ambush kills four Iraqi soldiers near Kirkuk

KIRKUK (Kurdistan 24) – Four Iraqi soldiers, including a lieutenant, were killed in an ISIS ambush in the Wadi Shai area on Wednesday, a security source said.

A vehicle carrying the soldiers came under heavy fire, the source told Kurdistan 24, adding that reinforcements were sent to the area.

Last month, three soldiers were killed in a similar attack in Dibis.""",
        (Wanted("2022-11-02", "isis", ("Wadi Shai",), {"killed_federal": 4}),),
    ),
    "named-day": (
        "2020-06-24",
        """Iranian shelling, ISIS attack leave casualties

Two people lost their lives and three were wounded when militants of the ISIS group opened fire at a checkpoint of the Tribal Mobilization in the village of al-Hadhr, 20 kilometers north of Muqdadiyah, Diyala, at 9:30 pm on Tuesday, June 23, a police officer, who asked not to be named, said.""",
        (Wanted("2020-06-23", "isis", ("al-Hadhr",), {}),),
    ),
    "old-mine": (
        "2021-02-03",
        """Four members of the same family, among them two children, were killed as a result of the explosion of an old mine in Qara Tapa, a source in Diyala Health Department told Shafaq News agency today.""",
        (Wanted("2021-02-03", "unidentified", ("Qara Tapa",), {"killed_civilians": 4}),),
    ),
    "council-member": (
        "2020-09-03",
        """Unidentified gunmen assassinated a member of the Khanaqin district council last night. Haji Mahmoud was shot in front of his home in the center of Khanaqin.""",
        (Wanted("2020-09-02", "unidentified", ("Khanaqin",), {}),),
    ),
    "f16": (
        "2022-01-08",
        """Iraqi F-16s strike ISIS hideout

Security Media Cell said F-16 aircraft carried out an airstrike on an ISIS hideout in the Makhoul mountains on Friday. "The strike destroyed the hideout and killed those inside," it said.""",
        (Wanted("2022-01-07", "federal", ("Makhoul",), {}),),
    ),
    "third-series-1": (
        "2019-02-26",
        """At least five fishermen abducted and killed by IS in Iraq

SAMARRA, Feb. 26 -- The Islamic State (IS) militants killed five fishermen after abducting them from the area of Lake Tharthar, a local security source said on Tuesday.

The extremist militants kidnapped the fishermen two days ago in the west of the city of Samarra, some 120 km north of Baghdad, before shooting them dead, the source told the agency.""",
        (Wanted("2019-02-24", "isis", None, {}),),
    ),
    "third-series-2": (
        "2021-01-13",
        """A Peshmerga commander and two of his guards were wounded on Wednesday in the explosion of a landmine in the Bamo mountain, in Darbandikhan, the Garmian police spokesman said.""",
        (Wanted("2021-01-13", "unidentified", ("Bamo",), {"wounded_krg": 3}),),
    ),
    "third-series-3": (
        "2020-04-08",
        """Two Kurdish security members killed in Garmian

KALAR – Two members of the Peshmerga were killed and one was injured when ISIS fighters raided a guard post in the Kolajo area of Kalar, Garmian administration on Tuesday night.

“The attack started at 10 pm and the fighters withdrew after 20 minutes,” said Jaff Ahmad, a spokesperson.

ISIS released a video of the attack on Wednesday.""",
        (Wanted("2020-04-07", "isis", ("Kolajo",), {"killed_krg": 2, "wounded_krg": 1}),),
    ),
    "third-series-4": (
        "2022-07-13",
        """Gunmen riding a motorcycle opened fire on a civilian car on the Kirkuk–Tikrit highway on Tuesday, leaving a man and his wife dead and their son wounded, police said. The assailants managed to flee.""",
        (Wanted("2022-07-12", "unidentified", None, {"killed_civilians": 2, "wounded_civilians": 1}),),
    ),
    "third-series-5": (
        "2018-10-08",
        """A tribal sheikh was assassinated by ISIS in the village of Shuwaira in Hawija district, a security source told Shafaq News on Monday.

The source said the militants stormed the house of the sheikh at dawn today and shot him dead in front of his family.""",
        (Wanted("2018-10-08", "isis", ("Shuwaira",), {"killed_civilians": 1}),),
    ),
    "third-series-6": (
        "2021-06-05",
        """Three killed in Turkish strike on refugee camp in northern Iraq

At least three people were killed on Saturday after a drone strike on a refugee camp in Makhmour, about 180 km south of the Turkish border, a Kurdish lawmaker said.

The strike targeted a kindergarten near a school, said Rashad Galali, an MP from Makhmour. Two people were also injured.""",
        (Wanted("2021-06-05", "turkey", ("Makhmour",), {}),),
    ),
    "third-series-7": (
        "2020-05-10",
        """Security source: one soldier killed, two wounded in ISIS attack in Diyala

One soldier was killed and two others were wounded this morning, Sunday, in an attack by Daesh terrorists on an army barracks in the outskirts of Mandali, eastern Diyala, a security source told Al-Sumaria.""",
        (Wanted("2020-05-10", "isis", ("Mandali",), {"killed_federal": 1, "wounded_federal": 2}),),
    ),
    "third-series-8": (
        "2019-05-24",
        """Burning of crops continues in Makhmour

Farmers in the Makhmour district say hundreds of acres of wheat have been torched in recent weeks. ISIS claimed responsibility for some of the fires in its newspaper.

“We lost everything,” said Karim Hassan, 52, a farmer from the village of Ali Rash.""",
        (),
    ),
    "third-series-10": (
        "2023-02-15",
        """ERBIL – An Iraqi army convoy hit an IED in the Wadi Zghaitun area of Kirkuk on Wednesday. Three soldiers, among them a lieutenant colonel, were killed and four more were injured, according to the Security Media Cell.

ISIS frequently plants explosives in the rugged area.""",
        (Wanted("2023-02-15", "unidentified", ("Wadi Zghaitun",), {"killed_federal": 3, "wounded_federal": 4}),),
    ),
    "third-series-11": (
        "2020-02-02",
        """ISIS fighters shot and killed three border guards and wounded six in an attack on their post in Al-Rutba on Saturday night, the army said, adding that two of the attackers were killed.""",
        (Wanted("2020-02-01", "isis", ("Al-Rutba",), {"killed_federal": 3, "wounded_federal": 6, "killed_isis": 2}),),
    ),
    "third-series-12": (
        "2017-12-13",
        """Shelling of Tuz Khurmatu injures eleven

Unknown militants shelled residential quarters of Tuz Khurmatu with mortars from the nearby mountains on Tuesday, wounding eleven residents, among them three children, the mayor Adel Shakur said.

Four people have been killed in similar shelling of the town since October.""",
        (Wanted("2017-12-12", "unidentified", ("Tuz Khurmatu",), {"wounded_civilians": 11}),),
    ),
    "third-series-13": (
        "2022-03-22",
        """Coalition jets kill five militants near Qarachogh

MAKHMOUR – Aircraft of the US-led coalition hit caves used by ISIS in the Qarachogh mountain on Monday night, killing five of its members, Peshmerga commander Srud Salih said. “Peshmerga then combed the area,” he added.""",
        (Wanted("2022-03-21", "coalition", ("Qarachogh",), {"killed_isis": 5}),),
    ),
    "third-series-14": (
        "2020-08-03",
        """One policeman died and three people, including two civilians, were wounded in two bomb explosions that targeted a police patrol in Khanaqin on Sunday evening.

The second device went off when people gathered at the site of the first, an officer said.""",
        (Wanted("2020-08-02", "unidentified", ("Khanaqin",), {}),),
    ),
    "third-series-15": (
        "2021-11-28",
        """Five Peshmerga killed in roadside bomb in Garmian

SULAIMANI – A roadside bomb hit a Peshmerga vehicle on the outskirts of the town of Kolajo at 11 pm on Saturday. Five Peshmerga lost their lives and four suffered wounds, said the head of the Kalar hospital.

The vehicle was carrying reinforcements to repel an attack of Daesh militants.""",
        (Wanted("2021-11-27", "isis", ("Kolajo",), {"killed_krg": 5, "wounded_krg": 4}),),
    ),
    "third-series-16": (
        "2022-09-21",
        """Ambush kills policeman in Daquq

A policeman was killed and his colleague was injured in an armed ambush near Zghitun valley in the Daquq district of Kirkuk on Wednesday, police said. Officials suspect ISIS.""",
        (Wanted("2022-09-21", "isis", None, {"killed_federal": 1, "wounded_federal": 1}),),
    ),
    "third-series-18": (
        "2019-10-22",
        """Attack on oil facility in Kirkuk foiled

Iraqi police thwarted an attack by ISIS on the Allas oil field in Hamrin late Monday, killing two of the attackers. Two guards of the field were killed and three wounded in the assault, the energy police said.""",
        (Wanted("2019-10-21", "isis", None, {}),),
    ),
    "fourth-series-1": (
        "2021-10-11",
        """ISIS attacks checkpoint in Tuz Khurmatu, kills a Hashd member

A member of the Hashd was killed and two others were injured after ISIS fighters attacked a checkpoint manned by the 52nd Brigade in Albu Sharaf village to the west of Tuz Khurmatu in the early hours of today.

Hashd media said its fighters returned fire and forced the attackers to withdraw.""",
        (Wanted("2021-10-11", "isis", ("Albu Sharaf",), {"killed_pmf": 1, "wounded_pmf": 2}),),
    ),
    "fourth-series-2": (
        "2020-01-16",
        """KIRKUK — Kirkuk police announced on Thursday that a policeman was wounded when a roadside bomb targeted his patrol in the Rashad sub-district on Wednesday evening.""",
        (Wanted("2020-01-15", "unidentified", ("Rashad",), {"wounded_federal": 1}),),
    ),
    "fourth-series-4": (
        "2019-06-01",
        """Several bombs exploded in Kirkuk city late on Thursday, killing three people and injuring at least 16, security and medical sources said on Friday.

The bombs went off within half an hour of each other in crowded streets.

ISIS claimed the bombings on Saturday.""",
        (Wanted("2019-05-30", "isis", ("Kirkuk",), {}),),
    ),
    "fourth-series-5": (
        "2022-01-03",
        """Two PMF members killed in Diyala

Shafaq News/ A security source reported that two members of the Popular Mobilization were killed and a third was wounded in an ISIS attack in the Hamrin Basin, northeast of Diyala.

The source added that the attack targeted a PMF point in the village of Umm al-Karami with medium weapons.""",
        (Wanted("2022-01-02", "isis", ("Umm al-Karami",), {"killed_pmf": 2, "wounded_pmf": 1}),),
    ),
    "fourth-series-6": (
        "2020-12-30",
        """The Peshmerga ministry said one Peshmerga fighter was martyred and another was injured in an ISIS attack late on Tuesday in the Mount Qarachogh area near Makhmour.

“The terrorists used sniper rifles,” it said in a statement.""",
        (Wanted("2020-12-29", "isis", ("Mount Qarachogh",), {"killed_krg": 1, "wounded_krg": 1}),),
    ),
    "fourth-series-7": (
        "2019-12-03",
        """Three Kurdish security forces members killed by IS

ERBIL (Wire) -- Suspected Islamic State group militants attacked a military post in Khanaqin in the Diyala province, killing three Kurdish security forces members and wounding two others late Monday, the local mayor told the agency.""",
        (Wanted("2019-12-02", "isis", ("Khanaqin",), {"killed_krg": 3, "wounded_krg": 2}),),
    ),
    "fourth-series-8": (
        "2021-09-11",
        """Three Iraqi soldiers killed in ISIS attack in Makhmour

Three soldiers of the Iraqi army's 14th division were killed and another was injured on Saturday after their checkpoint was attacked by ISIS militants in Kandal village, on the slopes of Qarachogh mountain, according to Kurdish security sources.""",
        (Wanted("2021-09-11", "isis", ("Kandal",), {"killed_federal": 3, "wounded_federal": 1}),),
    ),
    "fourth-series-9": (
        "2018-03-12",
        """Family killed at fake checkpoint south of Kirkuk

Islamic State gunmen at a fake checkpoint killed ten people, among them seven members of one family, on Sunday on the road linking Kirkuk and Baghdad, near Amerli, police said.

The victims were travelling to Baghdad.""",
        (Wanted("2018-03-11", "isis", ("Amerli",), {}),),
    ),
    "fourth-series-10": (
        "2023-11-30",
        """Eleven people were killed in two roadside bomb blasts followed by gunfire in the Amraniyah area of Muqdadiyah, in Diyala province, on Thursday night, security sources said. Around 17 people were wounded.

The blasts hit a vehicle carrying relatives of a lawmaker.

No one claimed the attack, and officials said a tribal dispute was the likely motive.""",
        (Wanted("2023-11-30", "unidentified", ("Amraniyah",), {}),),
    ),
    "fourth-series-11": (
        "2020-09-12",
        """Peshmerga: ISIS member killed in Kifri

An ISIS member was killed and another arrested by the Peshmerga in the Hamrin area near Kifri on Saturday, Brigadier Muhammad Rustam told NRT.""",
        (Wanted("2020-09-12", "krg", None, {"killed_isis": 1}),),
    ),
    "fourth-series-13": (
        "2022-04-04",
        """A civilian's car was hit by a bomb in the Muqdadiyah district's al-Mukhisa village on Monday, injuring him and his brother, a local source said.""",
        (Wanted("2022-04-04", "unidentified", ("al-Mukhisa",), {}),),
    ),
    "fourth-series-14": (
        "2020-05-08",
        """Three ISIS militants dead as PMF repel attack in Diyala

The PMF said on Friday that its forces repelled an ISIS attack in the Khan Bani Saad area, killing three attackers. No PMF fighters were hurt.""",
        (Wanted("2020-05-08", "isis", ("Khan Bani Saad",), {"killed_isis": 3}),),
    ),
}


@pytest.fixture(scope="module")
def geocoder() -> LocalGeocoder:
    return LocalGeocoder()


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_an_invented_report_gives_its_incidents(name, geocoder):
    published, text, wanted = REPORTS[name]
    coding = code_article(Article(text, dt.date.fromisoformat(published), "Agency"), gazetteer=geocoder)
    assert len(coding.drafts) == len(wanted), [draft.title for draft in coding.drafts]
    for draft, want in zip(coding.drafts, wanted, strict=True):
        assert draft.date.start <= dt.date.fromisoformat(want.day) <= draft.date.end
        assert (draft.date.end - draft.date.start).days <= 2
        assert draft.attacker.side.value == want.side, draft.attacker.rule
        if want.places is not None:
            assert tuple(p.name for p in draft.places if p.role is PlaceRole.EVENT) == want.places
        if want.tolls:
            sums: dict[str, int] = {}
            for toll in draft.tolls:
                key = f"{toll.outcome.value}_{toll.side.value}"
                sums[key] = sums.get(key, 0) + (toll.low or 0)
            assert sums == want.tolls


def test_an_article_takes_at_most_30_ms(geocoder):
    articles = [Article(text, dt.date.fromisoformat(published), "Agency") for published, text, _ in REPORTS.values()]
    best = [min(timeit.repeat(lambda a=a: code_article(a, gazetteer=geocoder), number=1, repeat=3)) for a in articles]
    assert sum(best) / len(best) <= 0.030
