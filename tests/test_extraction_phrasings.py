"""Short invented reports in many manners of writing: what each must give. The rules were tuned on them.

Every text is invented; so are the small villages. A place is given by its name or by an id of the gazetteer.
"""

from __future__ import annotations

import datetime as dt

import pytest

from geo.coding import code_article
from geo.extraction import Article
from geo.gazetteer import LocalGeocoder
from tests.extraction_checks import casualties, pooled, summary

# Published, text, and for each incident: days, attacker's side, scene, casualties as "killed side number".
Wanted = tuple[str, str, str, str]
PHRASINGS: tuple[tuple[str, str, tuple[Wanted, ...]], ...] = (
    # 2021-09-01 is a Wednesday.
    (
        "2021-09-01",
        "KIRKUK – An Iraqi army officer and two soldiers lost their lives when unidentified gunmen sprayed their car with bullets in the Wadi Zard area south of Daquq at dusk on Tuesday, an army source said.",
        (("2021-08-31", "unidentified", "Wadi Zard", "killed federal 3"),),
    ),
    (
        "2021-09-01",
        "The Ministry of Peshmerga announced that a Peshmerga fighter was martyred and two others sustained light injuries in a terrorist attack by Daesh on the heights of Kani Tahmaz, in the Khanaqin sector, yesterday evening.",
        (("2021-08-31", "isis", "Kani Tahmaz", "killed krg 1, wounded krg 2"),),
    ),
    (
        "2021-09-01",
        "Four members of the Federal Police, one of them an officer, were killed and six were injured early Wednesday in an attack which ISIS launched with machine guns on their barracks in the village of Tal Hasak, Hawija district.",
        (("2021-09-01", "isis", "Tal Hasak", "killed federal 4, wounded federal 6"),),
    ),
    (
        "2021-09-01",
        "A bomb blast has killed a mother and her three children near Jalawla, medics said on Wednesday. The explosion happened on Tuesday afternoon while the family was on the way to a wedding.",
        (("2021-08-31", "unidentified", "jalawla", "killed civilians 4"),),
    ),
    (
        "2021-09-01",
        "Iraqi Security Media Cell: Our forces managed, at 3:00 a.m. today, to kill four terrorists who were trying to slip into the villages of Daquq. One fighter of the 52nd Brigade of the Popular Mobilization was martyred during the clash.",
        (("2021-09-01", "federal", "daquq", "killed isis 4, killed pmf 1"),),
    ),
    (
        "2021-09-01",
        "Gunmen on motorbikes killed a village headman in Iraq's disputed Tuz Khurmatu district on Monday evening, local police said. Ali Hassan, 60, was on his way home from the mosque in Chardaghlu Bichuk when the two men shot him in the chest.",
        (("2021-08-30", "unidentified", "Chardaghlu Bichuk", "killed civilians 1"),),
    ),
    (
        "2021-09-01",
        "Explosion of a landmine kills child and injures his brother in Khanaqin\n\nA 10-year-old boy was killed and his brother seriously injured when a landmine left over from the war with Iran exploded on Tuesday in the Kani Zhala pastures near the town of Khanaqin, the mine agency reported.",
        (("2021-08-31", "unidentified", "Kani Zhala", "killed civilians 1, wounded civilians 1"),),
    ),
    (
        "2021-09-01",
        "ERBIL – Turkish jets bombed the outskirts of Deralok Khwaru village in the Sinjar mountains at around midnight on Tuesday. Five fighters of the Sinjar Resistance Units (YBS) were killed, according to a statement by the group.",
        (("2021-08-31", "turkey", "Deralok Khwaru", "killed pkk 5"),),
    ),
    (
        "2021-09-01",
        "DIYALA – Seven civilians were kidnapped by ISIS militants on Monday in the orchards of Abu Khamis, 20 km south of Baquba. Three of them were freed after their families paid a ransom; the bodies of two were found on Tuesday.",
        (("2021-08-30", "isis", "Abu Khamis", "killed civilians 2"),),
    ),
    (
        "2021-09-01",
        "An attack by a suicide bomber on a checkpoint at the southern entrance to Tuz Khurmatu left five people dead, including three policemen, and 11 others wounded on Tuesday, hospital officials said.",
        (("2021-08-31", "unidentified", "tuz", "killed any 5, wounded any 11"),),
    ),
    (
        "2021-09-01",
        "Two Peshmerga killed in landmine explosion\n\nSULAIMANI — Two members of a Peshmerga demining team were killed and a third was badly hurt on Tuesday when a mine they were defusing went off near the village of Bani Shar Khwaru in Kifri.",
        (("2021-08-31", "unidentified", "Bani Shar Khwaru", "killed krg 2, wounded krg 1"),),
    ),
    (
        "2021-09-01",
        "Islamic State gunmen have stormed a village on the edge of the Hamrin mountains, killing at least nine men before fleeing, residents and officials said on Wednesday.\n\nThe raid on Albu Jamil Saghir began shortly after evening prayers on Tuesday.",
        (("2021-08-31", "isis", "Albu Jamil Saghir", "killed civilians 9"),),
    ),
    (
        "2021-09-01",
        "Shells hit Altun Kupri\n\nTwo Katyusha rockets struck a residential quarter of Altun Kupri, north of Kirkuk, on Tuesday night, wounding a woman and her daughter, a police officer told reporters. It was not immediately clear who fired the rockets.",
        (("2021-08-31", "unidentified", "altun_kupri", "wounded civilians 2"),),
    ),
    (
        "2021-09-01",
        "BAGHDAD: The toll from Sunday's ambush on a convoy of the Popular Mobilisation Forces near Amerli has climbed to eleven dead, the interior ministry said on Tuesday, after three of the wounded died overnight. Fourteen others are still in hospital. The Islamic State group said it was behind the ambush.",
        (("2021-08-29", "isis", "amerli", "killed pmf 11, wounded pmf 14"),),
    ),
    (
        "2021-09-01",
        "Coalition aircraft killed three Daesh fighters hiding in a cave in Wadi al-Shay, southwest Kirkuk, the Iraqi military said Wednesday. The strike was carried out on Monday at the request of the Joint Operations Command.",
        (("2021-08-30", "coalition", "Wadi al-Shay", "killed isis 3"),),
    ),
    (
        "2021-09-01",
        "An explosive-laden drone crashed near the headquarters of a PMF brigade outside Sulaiman Bek late on Monday night without causing casualties, a source in the brigade said.",
        (("2021-08-30", "unidentified", "sulaiman_bek", ""),),
    ),
    (
        "2021-09-01",
        "The bodies of three shepherds who went missing on Saturday were found on Tuesday in a well near Tal Sabahi, a village of Hawija. They had been shot by ISIS, the district's police chief said.",
        (("2021-08-28", "isis", "Tal Sabahi", "killed civilians 3"),),
    ),
    (
        "2021-09-01",
        "A source in the Joint Operations informed our agency, that (3) fighters of the Popular Mobilization were martyred and (5) others were wounded, by an attack of the remnants of Daesh on a point of theirs in the area of Tal Gharra, at a late hour of last night.",
        (("2021-08-31", "isis", "Tal Gharra", "killed pmf 3, wounded pmf 5"),),
    ),
    (
        "2021-09-01",
        "ISIS militants beheaded a farmer and kidnapped his two sons from their field near Sharah Kon village in Khanaqin's Qoratu subdistrict on Monday, the mayor of Qoratu said.",
        (("2021-08-30", "isis", "Sharah Kon", "killed civilians 1"),),
    ),
    (
        "2021-09-01",
        "On Monday night, a Peshmerga position in Chiman Khwaru, 12 kilometres north of Kifri, came under attack by ISIS snipers. One Peshmerga was hit in the shoulder. The Peshmerga fired back and the attackers withdrew.",
        (("2021-08-30", "isis", "Chiman Khwaru", "wounded krg 1"),),
    ),
    (
        "2021-09-01",
        "Police in Kirkuk said an improvised bomb tore through a minibus carrying labourers on the Kirkuk-Hawija road on Tuesday, killing seven and wounding thirteen. There was no claim of responsibility.",
        (("2021-08-31", "unidentified", "road", "killed civilians 7, wounded civilians 13"),),
    ),
    (
        "2021-09-01",
        "Two more soldiers have died of the wounds they suffered in last Thursday's attack on an army post in Sargaran, their commander said on Tuesday, raising the number of dead to six. Islamic State fighters had attacked the post with rocket-propelled grenades.",
        (("2021-08-26", "isis", "sargaran", "killed federal 6"),),
    ),
    (
        "2021-09-01",
        "Armed men believed to be from ISIS set ablaze three houses in the village of Gulajo Bichuk in the Garmian area on Monday night after its people had fled. No one was hurt.",
        (("2021-08-30", "isis", "Gulajo Bichuk", ""),),
    ),
    (
        "2021-09-01",
        "A would-be suicide bomber was shot dead by guards of the Asayish before he could reach their building in Tuz Khurmatu on Tuesday morning, officials said. Two guards suffered minor injuries.",
        (("2021-08-31", "krg", "tuz", "killed any 1, wounded any 2"),),
    ),
    (
        "2021-09-01",
        "Iraqi forces on Tuesday killed a senior ISIS figure, known as Abu Maryam, in a raid on an orchard in Muqdadiyah, the intelligence agency said in a statement. Two of his bodyguards were also killed.",
        (("2021-08-31", "federal", "muqdadiya", "killed isis 3"),),
    ),
    (
        "2021-09-01",
        "Mortar shells were fired at the village of Nahr al-Imam al-Jadid, north of Muqdadiyah, on Tuesday evening. A four-year-old girl was killed and four members of her family were wounded, a medical source said.",
        (("2021-08-31", "unidentified", "Nahr al-Imam al-Jadid", "killed civilians 1, wounded civilians 4"),),
    ),
    (
        "2021-09-01",
        "Four policemen were among nine people killed in an ISIS attack on a funeral in the town of Saadiya on Monday, a doctor said. The other five were civilians. Sixteen people were wounded.",
        (("2021-08-30", "isis", "saadiya", "killed federal 4, killed civilians 5, wounded any 16"),),
    ),
    (
        "2021-09-01",
        "No fewer than a dozen Iraqi soldiers were injured, three of them critically, when a truck bomb exploded at the gate of their base near Qayyarah on Tuesday. The Islamic State claimed responsibility for the bombing through its Amaq agency.",
        (("2021-08-31", "isis", "qayyarah", "wounded federal 12"),),
    ),
    (
        "2021-09-01",
        "Kurdish official: ISIS killed a policeman and his wife in their home\n\nMembers of ISIS broke into a house in the Shorija Kon quarter of Jalawla after midnight on Sunday and killed a policeman and his wife, the head of the town's council said.",
        (("2021-08-29", "isis", "jalawla|Shorija Kon", "killed federal 1, killed civilians 1"),),
    ),
    (
        "2021-09-01",
        "Half a dozen rockets were launched from a truck at the K1 base near Kirkuk on Monday. Three soldiers were wounded. Police arrested two suspects on Tuesday.",
        (("2021-08-30", "unidentified", "k1_base", "wounded federal 3"),),
    ),
    (
        "2021-09-01",
        'The Iraqi army\'s 21st Brigade foiled an attempt by ISIS to infiltrate the village of Tawila Saghira in the north of Diyala on Tuesday. "There were no casualties on our side, and two of the attackers were killed," a captain said.',
        (("2021-08-31", "isis", "Tawila Saghira", "killed isis 2"),),
    ),
    (
        "2021-09-01",
        "At least 5 dead in twin attacks in Iraq\n\nBAQUBA, Iraq – Islamic State fighters shot dead two woodcutters near the village of Buhriz al-Atiqa on Tuesday, and a bomb killed three soldiers who rushed to the scene, police said.",
        (("2021-08-31", "isis", "Buhriz al-Atiqa", "killed civilians 2, killed federal 3"),),
    ),
    (
        "2021-09-01",
        "A Peshmerga captain was martyred and four of his men were wounded on Tuesday when ISIS terrorists opened fire at them in the Sheikh Bawa Khwaru area of Kulajo.",
        (("2021-08-31", "isis", "Sheikh Bawa Khwaru", "killed krg 1, wounded krg 4"),),
    ),
    (
        "2021-09-01",
        "The Kirkuk police command said that unknown persons had assassinated an employee of the North Oil Company by shooting at his car in the Wasti quarter of Kirkuk city on Tuesday night.",
        (("2021-08-31", "unidentified", "kirkuk|Wasti", "killed civilians 1"),),
    ),
    (
        "2021-09-01",
        "Deputy commander of a Peshmerga brigade Sarkawt Rashid said ISIS militants attacked them from three sides late Monday near Zhala Rash, wounding one of his fighters in the leg.",
        (("2021-08-30", "isis", "Zhala Rash", "wounded krg 1"),),
    ),
    (
        "2021-09-01",
        "Members of the Sunni Tribal Mobilization shot and killed three ISIS men who approached their village, Umm al-Shababit, west of Hawija, before dawn on Wednesday.",
        (("2021-09-01", "pmf", "Umm al-Shababit", "killed isis 3"),),
    ),
    (
        "2021-09-01",
        "TWO brothers from a Kakai family have been killed and a third wounded after militants of Islamic State opened fire on their farm in Topzawa Bichuk, a village of Daquq, a relative told us on Monday. The attack took place on Sunday night.",
        (("2021-08-29", "isis", "Topzawa Bichuk", "killed civilians 2, wounded civilians 1"),),
    ),
    (
        "2021-09-01",
        "A roadside bomb targeting an army Humvee killed one soldier and wounded three others west of Makhmour on Tuesday, said the Security Media Cell. The soldier killed was a first lieutenant.",
        (("2021-08-31", "unidentified", "makhmour", "killed federal 1, wounded federal 3"),),
    ),
    (
        "2021-09-01",
        "BAGHDAD, Sept. 1 (Agency) -- Up to eight Islamic State (IS) militants were killed in an air raid by Iraqi warplanes in the Makhmour mountains in northern Iraq, an Iraqi military officer said on Wednesday.\n\nThe attack occurred at dawn when the fighter jets struck caves that IS used as a hideout, Captain Ziyad Qasim said.",
        (("2021-09-01", "federal", "Makhmour", "killed isis 8"),),
    ),
    (
        "2021-09-01",
        "ISIS claims killing of two Iraqi soldiers in Rashad\n\nISIS said on Tuesday that its snipers had killed two soldiers at a post near Rashad, in Kirkuk, a day earlier. The army has confirmed one death.",
        (("2021-08-30", "isis", "rashad", "killed federal 2"),),
    ),
    (
        "2021-09-01",
        "Militants cut off the road between Tuz Khurmatu and Sulaiman Bek for an hour on Monday night and burned two trucks. They shot one of the drivers dead and let the other go. The police blamed Islamic State.",
        (("2021-08-30", "isis", "road", "killed civilians 1"),),
    ),
    (
        "2021-09-01",
        "The car of a Turkmen politician was blown up by a sticky bomb in Taza Khurmatu on Tuesday. He escaped unhurt but his guard was injured.",
        (("2021-08-31", "unidentified", "taza", "wounded any 1"),),
    ),
    (
        "2021-09-01",
        "Iraqi artillery shelled an ISIS rest house in the Qarachogh mountains on Monday, killing an unknown number of militants, according to the Peshmerga. Peshmerga fighters later found four bodies.",
        (("2021-08-30", "federal", "qarachogh", "killed isis 4"),),
    ),
    (
        "2021-09-01",
        "Gunfire between the Iraqi army and Peshmerga left two Iraqi soldiers dead and three Peshmerga wounded near Makhmour's Guwer Rash village on Monday, in a dispute over a checkpoint.",
        (("2021-08-30", "any", "Guwer Rash", "killed federal 2, wounded krg 3"),),
    ),
    (
        "2021-09-01",
        "A drone attack, which Kurdish officials blame on Turkey, destroyed a car on the road to Khanasor Kon in Sinjar on Tuesday. The three people in the car died.",
        (("2021-08-31", "turkey", "Khanasor Kon", "killed any 3"),),
    ),
    (
        "2021-09-01",
        "Security forces arrested five ISIS suspects in Hawija on Tuesday, among them a man accused of taking part in attacks that killed nine policemen in 2019.",
        (),
    ),
    (
        "2021-09-01",
        "Parliament's security committee warned on Tuesday that ISIS could exploit the gap between army and Peshmerga around Khanaqin, and demanded more drones.",
        (),
    ),
    (
        "2021-09-01",
        "Since the start of August, ISIS has carried out 14 attacks in Diyala, killing 22 people and wounding 37, according to figures compiled by a local monitoring group.",
        (),
    ),
    (
        "2021-09-01",
        "Hundreds gathered in Kalar on Tuesday to mourn the Peshmerga who fell in the battles for Kirkuk in 2014. President Nechirvan Barzani laid a wreath.",
        (),
    ),
    (
        "2021-09-01",
        "A training exercise with live rounds caused the blasts heard in Dibis on Monday, the army said, and denied that there had been an attack.",
        (),
    ),
    (
        "2021-09-01",
        "A truck overturned on the Kirkuk-Baghdad road near Daquq on Tuesday, killing two people and injuring four, the traffic directorate said.",
        (),
    ),
    (
        "2021-09-01",
        "The governor of Kirkuk will visit the families of the victims on Thursday and hand over compensation, his office said.",
        (),
    ),
    (
        "2021-09-01",
        "A court in Baquba sentenced three men to death on Monday for the murder of four soldiers in Adhaim in 2020.",
        (),
    ),
    (
        "2021-09-01",
        "Eight killed in two ISIS attacks\n\nKIRKUK – Eight members of the security forces were killed in two ISIS attacks in Kirkuk and Diyala overnight, officials said on Wednesday.\n\nIn the first, gunmen attacked a police post in the village of Tal Ghazal, southwest of Kirkuk, killing five policemen.\n\nIn the second, three soldiers were killed by snipers near Albu Salih al-Gharbi in Diyala.",
        (
            ("2021-08-31", "isis", "Tal Ghazal", "killed federal 5"),
            ("2021-08-31", "isis", "Albu Salih al-Gharbi", "killed federal 3"),
        ),
    ),
    (
        "2021-09-01",
        "An army lieutenant was killed by a sniper near Rashad on Tuesday, police said. In a separate attack the same day, two farmers were wounded by a bomb in Abbasi.",
        (
            ("2021-08-31", "unidentified", "Rashad", "killed federal 1"),
            ("2021-08-31", "unidentified", "abbasi", "wounded civilians 2"),
        ),
    ),
    (
        "2021-09-01",
        "UPDATE 2 — Toll of the bombing in Tuz Khurmatu rises to nine\n\nThe number of those killed in Tuesday's car bombing in Tuz Khurmatu rose from seven to nine, a health official said, while 30 people were wounded, some of them gravely.",
        (("2021-08-31", "unidentified", "tuz", "killed any 9, wounded any 30"),),
    ),
    (
        "2021-09-01",
        "Correction: this story has been corrected to show that two soldiers, not four, were wounded.\n\nAn Iraqi soldier was killed and two were wounded when a bomb exploded near their patrol in Dibis on Tuesday.",
        (("2021-08-31", "unidentified", "dibis", "killed federal 1, wounded federal 2"),),
    ),
    (
        "2021-09-01",
        "The mayor of Khanaqin said that five people died in Monday's attack on the village of Imam Wais Bichuk, while the police put the number at six. ISIS gunmen had opened fire on people who were gathering wood.",
        (("2021-08-30", "isis", "Imam Wais Bichuk", "killed any 5"),),
    ),
    (
        "2021-09-01",
        "In the night of 29 to 30 August, unidentified gunmen attacked a checkpoint of the Federal Police in al-Mahawis, near Hawija. Three policemen were killed.",
        (("2021-08-29", "unidentified", "al-Mahawis", "killed federal 3"),),
    ),
    (
        "2021-09-01",
        "On 27.08.2021 a mine exploded beneath a tractor close to Sharafa Khwaru, Sinjar district. The driver died at the scene.",
        (("2021-08-27", "unidentified", "Sharafa Khwaru", "killed civilians 1"),),
    ),
    (
        "2021-09-01",
        "Two days ago ISIS fighters killed a shepherd near Bawa Mahmud, on the outskirts of Khanaqin, and drove off his flock, his uncle said.",
        (("2021-08-30", "isis", "Bawa Mahmud", "killed civilians 1"),),
    ),
    (
        "2021-09-01",
        "Five Iraqi soldiers were wounded when their vehicle hit a roadside bomb on Sunday evening in the Zarga area of Tuz Khurmatu, a military source told our correspondent on Monday.",
        (("2021-08-29", "unidentified", "Zarga", "wounded federal 5"),),
    ),
    (
        "2021-09-01",
        'Kurdish forces repel ISIS attack\n\nThe Peshmerga repelled an attack by ISIS near Qara Tapa in the early hours of Tuesday, a statement of the ministry read. No casualties were reported among the Peshmerga. "The terrorists fled and left three bodies behind."',
        (("2021-08-31", "isis", "qara_tapa", "killed isis 3"),),
    ),
    (
        "2021-09-01",
        "ISIS abducts two brothers near Kifri\n\nTwo brothers were abducted by ISIS at gunpoint from their melon field in Aq Su Khwaru, near Kifri, around 9 pm on Monday, their father said. Their fate is unknown.",
        (("2021-08-30", "isis", "Aq Su Khwaru", ""),),
    ),
    (
        "2021-09-01",
        "The Iraqi air force struck three caves in the Qarachogh range on Tuesday, the Joint Operations Command said. The number of dead was not known.",
        (("2021-08-31", "federal", "qarachogh", ""),),
    ),
    (
        "2021-09-01",
        "A Peshmerga and an ISIS militant were killed in clashes that broke out late Tuesday between Peshmerga forces and ISIS in Hasar Khwaru, south of Chamchamal.",
        (("2021-08-31", "isis", "Hasar Khwaru", "killed krg 1, killed isis 1"),),
    ),
    (
        "2021-09-01",
        "Fields of barley were set on fire by unknown persons in the Sargaran area of Kirkuk on Tuesday, Kurdish farmers complained. About 90 hectares burned. Nobody was injured.",
        (("2021-08-31", "unidentified", "sargaran", ""),),
    ),
    (
        "2021-09-01",
        "Turkish drone targets vehicle in Sinjar\n\nThe Kurdistan Region's Counter Terrorism Group said a drone of the Turkish army targeted a vehicle in Sinjar's Sinun at 10:40 a.m. on Wednesday, killing a commander of the YBS and two fighters.",
        (("2021-09-01", "turkey", "Sinun", "killed pkk 3"),),
    ),
    (
        "2021-09-01",
        "Iraqi officials say a roadside bomb has struck a bus carrying Shiite pilgrims in Khalis, killing four and wounding 10.\n\nThe officials said the bombing took place on Tuesday morning. They spoke on condition of anonymity in line with regulations.",
        (("2021-08-31", "unidentified", "khalis", "killed civilians 4, wounded civilians 10"),),
    ),
    (
        "2021-09-01",
        "More than 20 ISIS gunmen attacked the village of Tarjil Kon, south of Daquq, on Monday at sunset. The villagers fought back for two hours; four of them were killed and two wounded before the federal police arrived.",
        (("2021-08-30", "isis", "Tarjil Kon", "killed civilians 4, wounded civilians 2"),),
    ),
    (
        "2021-09-01",
        "A roadside bomb planted by ISIS was responsible for the death of a captain in the PMF and two of his bodyguards in Nawjul, the PMF said. The bomb exploded on Monday.",
        (("2021-08-30", "isis", "nawjul", "killed pmf 3"),),
    ),
    (
        "2021-09-01",
        "Daesh terrorists treacherously attacked our heroic Peshmerga at 23:30 yesterday on the Bnari Qarachogh front. As a result, 2 Peshmerga were martyred and 1 was wounded.",
        (("2021-08-31", "isis", "Bnari Qarachogh|qarachogh", "killed krg 2, wounded krg 1"),),
    ),
    (
        "2021-09-01",
        "SULAIMANI — An attack by Islamic State militants has left a Peshmerga officer dead and three Peshmerga wounded in Kifri district. The attack came at around 2:00 a.m. on Tuesday at a post in the Gobaz Khwaru area.\n\nIt was the third attack on the Peshmerga in the area in a week. On Friday, two Peshmerga were wounded in the same area.",
        (("2021-08-31", "isis", "Gobaz Khwaru", "killed krg 1, wounded krg 3"),),
    ),
    (
        "2021-09-01",
        "An Iraqi commando was killed and a second one hurt when ISIS members opened fire on a force that was searching the Wadi al-Hisan, the military said. The clash took place on Monday, 35 kilometers southwest of Kirkuk.",
        (("2021-08-30", "isis", "Wadi al-Hisan", "killed federal 1, wounded federal 1"),),
    ),
    (
        "2021-09-01",
        "Masked men killed the imam of a mosque in Saadiya as he left the building after the dawn prayer on Tuesday. Police opened an investigation.",
        (("2021-08-31", "unidentified", "saadiya", "killed civilians 1"),),
    ),
    (
        "2021-09-01",
        "A group of armed ISIS men attacked an oil well guarded by the oil police at the Khabbaz field near Kirkuk on Monday night. A guard was killed and a second was wounded, the company said.",
        (("2021-08-30", "isis", "Khabbaz|kirkuk", "killed any 1, wounded any 1"),),
    ),
    (
        "2021-09-01",
        "Gunmen of the Islamic State killed 3 members of the Popular Crowd and wounded 4, in an assault on a barracks of the 110th brigade on the outskirts of Jalawla, said to us on Wednesday a security source. The assault started at 11 p.m. Tuesday.",
        (("2021-08-31", "isis", "jalawla", "killed pmf 3, wounded pmf 4"),),
    ),
    (
        "2021-09-01",
        "Four rockets hit the town of Altun Kupri on Monday; shrapnel killed a shopkeeper. Six other people, two of them police officers, were injured.",
        (("2021-08-30", "unidentified", "altun_kupri", "killed civilians 1, wounded any 6"),),
    ),
    (
        "2021-09-01",
        'An airstrike by the coalition on Sunday killed seven Islamic State members, including a bomb maker, in the Atshana heights west of Kirkuk. "The operation was coordinated with our forces," the Joint Operations Command said on Tuesday.',
        (("2021-08-29", "coalition", "Atshana", "killed isis 7"),),
    ),
    (
        "2021-09-01",
        "Last week, a bomb wounded two policemen in Daquq. On Tuesday it was the turn of the neighbouring village of Tal Rabia al-Qadim, where ISIS fighters shot dead a teacher in front of his pupils.",
        (("2021-08-31", "isis", "Tal Rabia al-Qadim", "killed civilians 1"),),
    ),
    (
        "2021-09-01",
        'The Peshmerga ministry says one of its fighters was killed in a "terrorist attack" near Makhmour on Tuesday. An earlier statement had spoken of two dead.',
        (("2021-08-31", "any", "makhmour", "killed krg 1"),),
    ),
    (
        "2021-09-01",
        "An ambush on the road from Daquq to Tuz Khurmatu killed a brigadier of the border guards and his driver on Tuesday. Suspected ISIS members opened fire on their car from a culvert.",
        (("2021-08-31", "isis", "road", "killed federal 2"),),
    ),
    (
        "2021-09-01",
        "Villagers in Zummar woke on Monday to find that ISIS had blown up two electricity pylons during the night. The line to Mosul was cut. Nobody was hurt.",
        (("2021-08-30", "isis", "zummar", ""),),
    ),
    (
        "2021-09-01",
        "Iraqi security forces and tribal fighters clashed with ISIS near Sharqat on Tuesday for several hours. One tribal fighter, two soldiers and at least five ISIS militants died.",
        (("2021-08-31", "any", "sharqat", "killed pmf 1, killed federal 2, killed isis 5"),),
    ),
    (
        "2021-09-01",
        "Iran's Revolutionary Guards shelled the heights of Sidakan on Tuesday. Two shepherds were hurt.",
        (("2021-08-31", "any", "Sidakan", "wounded civilians 2"),),
    ),
    (
        "2021-09-01",
        "Delegations from Erbil and Baghdad met in Makhmour on Monday and agreed to set up a joint checkpoint. Last month an attack near the town killed three Peshmerga.",
        (),
    ),
    (
        "2021-09-01",
        'PM Kadhimi visits Kirkuk days after attack\n\nPrime Minister Mustafa al-Kadhimi visited Kirkuk on Tuesday and met with the families of policemen who were killed by ISIS last week. "We will not rest," he told them.',
        (),
    ),
    (
        "2021-09-01",
        "Analysts say ISIS has lost most of its commanders. In 2020, coalition strikes killed 60 militants in the Hamrin mountains alone, according to one count.",
        (),
    ),
    (
        "2021-09-01",
        "The Asayish in Khanaqin said on Tuesday that they had detained a man who planned to blow up a market during the festival.",
        (),
    ),
    (
        "2021-09-01",
        "Demining teams cleared 40 hectares around Makhmour in August and destroyed 212 explosive devices, the agency said.",
        (),
    ),
    # 2020-11-20 is a Friday.
    (
        "2020-11-20",
        "Baghdad, Nov 20 (Agency) - Six people, including four members of the security forces, were killed on Friday when a bomb followed by gunfire hit a convoy near Sharqat, officials said. The civilians were travelling in a passing car.",
        (("2020-11-20", "unidentified", "sharqat", "killed any 6"),),
    ),
    (
        "2020-11-20",
        "Unknown assailants gunned down a member of the PMF at his home in the Askari neighbourhood of Tuz Khurmatu on Thursday night, killing him on the spot, and fled.",
        (("2020-11-19", "unidentified", "tuz|Askari", "killed pmf 1"),),
    ),
    (
        "2020-11-20",
        "ISIS attack on Iraqi army in Khanaqin: one soldier martyred\n\nSecurity source: elements of ISIS targeted with a sniper weapon a point of the army in the village of Bahar Taza, 15 km east of Khanaqin, which resulted in the martyrdom of a soldier, last night.",
        (("2020-11-19", "isis", "Bahar Taza", "killed federal 1"),),
    ),
    (
        "2020-11-20",
        "A bomb attack in northern Iraq has claimed the lives of three Peshmerga, the Kurdish authorities said. The bomb, which had been placed beneath a culvert near Altun Kupri, destroyed their pickup on Thursday. Two more were wounded.",
        (("2020-11-19", "unidentified", "altun_kupri", "killed krg 3, wounded krg 2"),),
    ),
    (
        "2020-11-20",
        "Eleven ISIS terrorists were eliminated and four hideouts destroyed in an operation by the Counter-Terrorism Service in Wadi Khanas, south of Kirkuk, its spokesman announced on Thursday. The operation began on Wednesday and is continuing.",
        (("2020-11-18", "federal", "Wadi Khanas", "killed isis 11"),),
    ),
    (
        "2020-11-20",
        "At dawn on Thursday, a mortar shell landed on a house in Jalawla, killing a father and wounding his wife and two daughters.",
        (("2020-11-19", "unidentified", "jalawla", "killed civilians 1, wounded civilians 3"),),
    ),
    (
        "2020-11-20",
        "Two PMU fighters dead, another hurt in Hamrin ambush\n\nTwo fighters of the PMU died and a third one was hurt after their patrol was ambushed by Daesh in the Hamrin hills on Wednesday night, a PMU statement said on Thursday.",
        (("2020-11-18", "isis", "hamrin", "killed pmf 2, wounded pmf 1"),),
    ),
    (
        "2020-11-20",
        "Iraqi police: Two bodies found near Daquq\n\nThe bodies of two men with bullet wounds to the head were found by a shepherd near Daquq on Thursday, police said.",
        (("2020-11-19", "unidentified", "daquq|kirkuk", "killed civilians 2"),),
    ),
    (
        "2020-11-20",
        'An explosion near a Peshmerga post in Kani Domal on the Khanaqin front wounded three Peshmerga, Brigadier General Mariwan Ali confirmed. "It was a bomb planted by ISIS," he said. It happened at 4 p.m. on Thursday.',
        (("2020-11-19", "isis", "Kani Domal", "wounded krg 3"),),
    ),
    (
        "2020-11-20",
        "Iraqi troops and ISIS fighters exchanged fire for hours near the village of Zarkush Bichuk on Wednesday, leaving a soldier and three of the militants dead.",
        (("2020-11-18", "any", "Zarkush Bichuk", "killed federal 1, killed isis 3"),),
    ),
    (
        "2020-11-20",
        "The death toll in Wednesday's raid on the village of Tal Khadija, Diyala, has reached seven after a wounded boy died in hospital, the mayor said. ISIS militants had fired on a gathering of villagers.",
        (("2020-11-18", "isis", "Tal Khadija", "killed civilians 7"),),
    ),
    (
        "2020-11-20",
        "An off-duty policeman was stabbed to death by unidentified attackers near his house in Taza on Thursday.",
        (("2020-11-19", "unidentified", "taza", "killed federal 1"),),
    ),
    (
        "2020-11-20",
        "Gunmen attacked the villages of Sharaw Kon and Dusara Bichuk in Makhmour district on Wednesday night and wounded one villager. The attackers were driven off by Peshmerga.",
        (("2020-11-18", "unidentified", "Sharaw Kon", "wounded civilians 1"),),
    ),
    (
        "2020-11-20",
        "Islamic State said in a message on Thursday that its fighters had killed an officer and four soldiers of the Iraqi army by detonating a bomb at Tal al-Dhahab, near Balad Ruz, on Wednesday.",
        (("2020-11-18", "isis", "Tal al-Dhahab", "killed federal 5"),),
    ),
    (
        "2020-11-20",
        "Three women were injured yesterday when shells believed to have been fired by the Turkish army fell on their orchard in Barzan Khwaru, Sinjar.",
        (("2020-11-19", "turkey", "Barzan Khwaru", "wounded civilians 3"),),
    ),
    (
        "2020-11-20",
        "Farmer loses leg in blast\n\nKALAR — A farmer lost a leg when he stepped on a mine in his field in Qoratu on Wednesday, hospital director Azad Salar said.",
        (("2020-11-18", "unidentified", "qoratu", "wounded civilians 1"),),
    ),
    (
        "2020-11-20",
        "ISIS militants attacked a checkpoint manned by the Iraqi army and the PMF in the vicinity of Amerli, leaving 3 soldiers and 2 PMF members killed and 4 others injured, security sources said Friday. The attack was on Thursday evening.",
        (("2020-11-19", "isis", "amerli", "killed federal 3, killed pmf 2, wounded any 4"),),
    ),
    (
        "2020-11-20",
        "A senior army officer, Brigadier General Ahmed al-Lami, was killed by a landmine during a sweep of the Zghaytoun al-Sharqiya valley in Kirkuk province on Thursday, the defence ministry mourned him.",
        (("2020-11-19", "unidentified", "Zghaytoun al-Sharqiya", "killed federal 1"),),
    ),
    (
        "2020-11-20",
        "Peshmerga source: ISIS drone drops grenade on post near Kifri, no losses\n\nA small drone dropped a grenade on a Peshmerga post near Kifri on Thursday night. It caused no losses, a source in the force said and held ISIS responsible.",
        (("2020-11-19", "isis", "kifri", ""),),
    ),
    (
        "2020-11-20",
        "After midnight on Thursday, a hand grenade was thrown at the office of a Turkmen party in the centre of Tuz Khurmatu. A guard was lightly wounded. The police have no suspects.",
        (("2020-11-19", "unidentified", "tuz", "wounded any 1"),),
    ),
    (
        "2020-11-20",
        "The Iraqi Ministry of Defence said that its artillery had killed nine members of ISIS in the Palkana hills on Wednesday, after a drone had spotted them near a spring.",
        (("2020-11-18", "federal", "Palkana", "killed isis 9"),),
    ),
    (
        "2020-11-20",
        "SINJAR — Two members of the Ezidkhan protection force were wounded on Thursday by an unknown drone at Tal Ezer Kon, to the south of Sinjar mountain.",
        (("2020-11-19", "unidentified", "Tal Ezer Kon", "wounded any 2"),),
    ),
    (
        "2020-11-20",
        "A tanker driver was killed and his assistant was kidnapped when gunmen stopped a convoy between Kirkuk and Dibis late on Wednesday, an oil ministry official said.",
        (("2020-11-18", "unidentified", "road", "killed civilians 1"),),
    ),
    (
        "2020-11-20",
        "Militants killed four anti-ISIS tribal fighters, then ambushed the police who came to help, killing one of them and wounding three, in Sadiyah's Tal Banat al-Gharbi on Thursday, officials told the agency.",
        (("2020-11-19", "any", "Tal Banat al-Gharbi", "killed pmf 4, killed federal 1, wounded federal 3"),),
    ),
    (
        "2020-11-20",
        "One dead as bomb hits Asayish car in Khanaqin\n\nAn Asayish member was killed and two of his colleagues were wounded in the explosion of a bomb attached to their car in central Khanaqin this morning.",
        (("2020-11-20", "unidentified", "khanaqin", "killed krg 1, wounded krg 2"),),
    ),
    (
        "2020-11-20",
        "A Katyusha rocket fell near a school in Taza Khurmatu on Thursday, a police source told the channel, with no casualties. The source said it had been fired from the area of Bashir.",
        (("2020-11-19", "unidentified", "taza", ""),),
    ),
    (
        "2020-11-20",
        "President Barham Salih on Thursday condemned the attack which killed three federal policemen in Hawija and called on all sides to work together.\n\nThe policemen died on Wednesday when ISIS gunmen attacked their post at Tal Harmala.",
        (("2020-11-18", "isis", "Tal Harmala|hawija", "killed federal 3"),),
    ),
    (
        "2020-11-20",
        "Peshmerga forces and the Iraqi army launched a joint operation in the area between Kifri and Tuz Khurmatu on Wednesday. They searched nine villages and found three tunnels, a statement said.",
        (),
    ),
    (
        "2020-11-20",
        "The UN envoy said on Thursday that 18 civilians had been killed and 30 injured in Diyala in October.",
        (),
    ),
    ("2020-11-20", "Diyala police on Thursday: no truth to the news of a kidnapping in Khanaqin.", ()),
    (
        "2020-11-20",
        "Seven years after ISIS killed 60 of its men in one night, the village of Shirin Kon near Makhmour opened a museum on Wednesday.",
        (),
    ),
    # 2022-03-17 is a Thursday.
    (
        "2022-03-17",
        """Two Peshmerga wounded in clash with ISIS near Tuz Khurmatu

SULAIMANI - Peshmerga forces clashed with ISIS militants in the early hours of Thursday near the village of Kani Gewra Kon in the east of Tuz Khurmatu, a commander said.

Mahmoud Sangawi told our reporter that the militants approached a post of the 2nd Brigade under cover of fog. "We saw them on the thermal camera and opened fire. The clash lasted for about 45 minutes," he said.

Two Peshmerga were wounded, one of them severely. It is not known whether there were losses among the militants, who withdrew toward the Hamrin mountains.

Earlier this month, three Peshmerga were killed by a roadside bomb in the same sector.

Tuz Khurmatu is 70 km south of Kirkuk and is home to Kurds, Turkmens and Arabs.""",
        (("2022-03-17", "any", "Kani Gewra Kon", "wounded krg 2"),),
    ),
    (
        "2022-03-17",
        """Mayor: ISIS executes three of five captives in Diyala

BAQUBA (Agency) — The Islamic State has killed three of the five villagers whom it kidnapped on Sunday in the Qara Tapa countryside, the mayor of the sub-district said on Wednesday.

The three bodies were left on the road to Kulajo, the mayor, Wasfi Murtaza, said. He added that contact with the kidnappers had been lost.

The five were taken when they went to look for a lost herd near Bani Khal Bichuk village.

"The families sold their land for the ransom," a relative said. "It was all for nothing," he added.""",
        (("2022-03-13", "isis", "Bani Khal Bichuk|qara_tapa", "killed civilians 3"),),
    ),
    (
        "2022-03-17",
        """KIRKUK, March 17 — A police colonel has survived an attempt on his life in Kirkuk.

Unidentified gunmen opened fire on the car of Colonel Haitham Jabbar in the Rizgari quarter of the city on Wednesday evening. The colonel was unhurt, but his driver was killed and two passers-by were wounded, the police said.

It is the second such attack within ten days. On March 8, an intelligence officer was killed by gunmen in the south of the city.""",
        (("2022-03-16", "unidentified", "kirkuk|Rizgari", "killed any 1, wounded civilians 2"),),
    ),
    (
        "2022-03-17",
        """Iraqi army finds tunnels, kills three ISIS members south of Mosul

An army force supported by helicopters killed three Islamic State members on Wednesday in the Adaya al-Janubiya hills, southwest of Mosul, the Nineveh Operations Command said in a press release.

The force also found two tunnels with food, and blew up a car that the militants had prepared for an attack. One soldier suffered burns.

"We shall not give them a day of rest," the commander, Major General Jabbar al-Tai, said.

Since January, 24 ISIS members have been killed in the province, according to the command.""",
        (("2022-03-16", "federal", "Adaya al-Janubiya", "killed isis 3, wounded federal 1"),),
    ),
    (
        "2022-03-17",
        """Pilgrim bus bombed in Tuz Khurmatu; Turkmen leaders ask for protection

Four Turkmen pilgrims were killed and 17 wounded in Tuz Khurmatu on Wednesday when a bomb went off near their bus, the town's hospital said.

"We carried the wounded in our own cars," a witness named Abbas said.

Turkmen deputies accused the government of failing to protect the town and called for a Turkmen force. The Iraqi Turkmen Front said the attack bore the hallmarks of ISIS.

Tuz Khurmatu saw clashes between Kurds and Turkmens in 2015 and 2016, in which dozens were killed.""",
        (("2022-03-16", "isis", "tuz", "killed civilians 4, wounded any 17"),),
    ),
    (
        "2022-03-17",
        """ISIL attack kills Iraqi soldiers near Makhmour

At least three Iraqi soldiers have been killed and two are missing after fighters of ISIL (ISIS) overran a hilltop outpost near Makhmour, security sources say.

The attack happened late on Tuesday on the slopes of Qarachogh mountain, two officers told the broadcaster. A rescue force came under fire; it suffered no losses.

"They cut the throat of one of the guards," one of the officers said.

ISIL was declared defeated in Iraq in 2017 but continues to carry out attacks in remote areas. Last year, the group killed 11 people in a village in Diyala.""",
        (("2022-03-15", "isis", "makhmour|qarachogh", "killed federal 3"),),
    ),
    (
        "2022-03-17",
        """Situation report: northern Iraq, week 11

Sinjar: On 12 March an air strike attributed to Turkey hit a vehicle south of Sinun. Two persons were killed.

Makhmour: On 14 March unidentified gunmen fired on a civilian car on the Makhmour-Gwer road and injured one man.

Khanaqin: On 15 March ISIS attacked a Peshmerga position near Tapa Sur Kon. One Peshmerga was killed and two were injured.

Humanitarian: 340 families received fuel. Two schools reopened in Zummar.""",
        (
            ("2022-03-12", "turkey", "Sinun", "killed any 2"),
            ("2022-03-14", "unidentified", "road", "wounded civilians 1"),
            ("2022-03-15", "isis", "Tapa Sur Kon", "killed krg 1, wounded krg 2"),
        ),
    ),
    (
        "2022-03-17",
        """Why does Daquq burn? A journey along the line

The wheat of Haji Ramadan burned twice. The first time, in 2019, he had insurance.

South of the town the asphalt gives way to gravel. Federal policemen wave the cars through; nobody wants to stand here when it gets dark. Last Thursday, gunmen on a motorbike shot two of them dead at this very checkpoint, in Tal Maluh al-Jadid, and wounded a third. Nobody was caught.

The officers blame ISIS. The farmers blame the officers. According to a study by a Kirkuk institute, 1,300 families have left the district since 2017.

"Here everyone has a gun and no one has a plan," says Ramadan.""",
        (("2022-03-10", "isis", "Tal Maluh al-Jadid", "killed any 2, wounded any 1"),),
    ),
    (
        "2022-03-17",
        """Death of second victim confirmed after bomb in Kifri

KIFRI - A boy who was injured by a bomb in Kifri on Monday died in Sulaimani's emergency hospital last night, doctors said. His cousin, 12, was killed on the spot.

The two boys were playing in a dry riverbed at Awa Spi Khwaru when they found the bomb, said the town's police. Three other children were injured.""",
        (("2022-03-14", "unidentified", "kifri|Awa Spi Khwaru", "killed civilians 2, wounded civilians 3"),),
    ),
    # 2018-08-07 is a Tuesday.
    (
        "2018-08-07",
        "Five members of a Sunni tribal force were killed by Islamic State gunmen who attacked their base near Shirqat overnight, a local council member said on Tuesday. Seven were wounded, he said, two of whom are in critical condition.",
        (("2018-08-06", "isis", "sharqat", "killed pmf 5, wounded pmf 7"),),
    ),
    (
        "2018-08-07",
        "A sniper of the Daesh gangs killed an element of the federal police and wounded another this Tuesday in a village of the Riyadh sub-district in Hawija, according to a source in the police.",
        (
            (
                "2018-08-07",
                "isis",
                "riyadh|in a village of the Riyadh sub-district in Hawija",
                "killed federal 1, wounded federal 1",
            ),
        ),
    ),
    (
        "2018-08-07",
        "At least 13 people have been killed or wounded by a car bomb in central Kirkuk, police said Tuesday. The blast took place near a restaurant at about 7 p.m. Monday. Three of the dead were policemen.",
        (("2018-08-06", "unidentified", "kirkuk", ""),),
    ),
    (
        "2018-08-07",
        "Iraqi security forces shot dead two suicide bombers before they could blow themselves up at a checkpoint in Khalis on Monday, the Diyala Operations Command said. No member of the forces was hurt.",
        (("2018-08-06", "federal", "khalis", "killed any 2"),),
    ),
    (
        "2018-08-07",
        "ISIS gunmen in army uniform killed the head of Kani Masi Khwaru village and three of his relatives on Sunday night, Makhmour's mayor told us.",
        (("2018-08-05", "isis", "Kani Masi Khwaru", "killed civilians 4"),),
    ),
    (
        "2018-08-07",
        "A roadside bomb went off under the vehicle of a Peshmerga commander near Jabara on Monday. The commander, Colonel Sherzad, survived; two of his guards were wounded.",
        (("2018-08-06", "unidentified", "jabara", "wounded any 2"),),
    ),
    (
        "2018-08-07",
        "The Hashd al-Shaabi lost two fighters and had four wounded on Monday as it drove back an ISIS assault on its lines at Tal Abyad al-Saghir, east of Adhaim, its media office reported.",
        (("2018-08-06", "isis", "Tal Abyad al-Saghir", "killed pmf 2, wounded pmf 4"),),
    ),
    (
        "2018-08-07",
        "Peshmerga forces came under mortar fire from ISIS in the Bawa Gurgur Kon area on Monday night. Brigadier Rebwar Hama told reporters that there were no casualties.",
        (("2018-08-06", "isis", "Bawa Gurgur Kon", ""),),
    ),
    (
        "2018-08-07",
        "Two soldiers were killed on Sunday, August 5, by an explosive device in Zor Kanaan al-Jadid on the border between Diyala and Salahaddin, and a third lost both legs.",
        (("2018-08-05", "unidentified", "Zor Kanaan al-Jadid", "killed federal 2, wounded federal 1"),),
    ),
    (
        "2018-08-07",
        "Diyala: Death of a child and injury of his mother by a bullet of a sniper\n\nA security source said today that a sniper of ISIS shot at a house in the outskirts of the Abbara sub-district, which caused the death of a child and the injury of his mother.",
        (("2018-08-07", "isis", "Abbara", "killed civilians 1, wounded civilians 1"),),
    ),
    (
        "2018-08-07",
        "An Islamic State commander and five of his aides were killed when Iraqi F-16 jets hit their meeting place in the Palkana valley on Monday, state television reported.",
        (("2018-08-06", "federal", "Palkana", "killed isis 6"),),
    ),
    (
        "2018-08-07",
        "For the second time in three days, militants attacked the village of Chinchal Bichuk near Sulaiman Bek, this time killing a woman. Villagers said that the attackers, whom they took for ISIS, came on foot at midnight on Monday.",
        (("2018-08-06", "isis", "Chinchal Bichuk", "killed civilians 1"),),
    ),
    (
        "2018-08-07",
        "A 40-year-old Peshmerga veteran was shot dead by unknown men on the Kirkuk-Chamchamal highway on Sunday evening, and his car was stolen, Chamchamal's security directorate reported.",
        (("2018-08-05", "unidentified", "road", "killed any 1"),),
    ),
    (
        "2018-08-07",
        "Turkey: 4 terrorists neutralized in northern Iraq\n\nFour PKK terrorists were neutralized in airstrikes on Makhmour, northern Iraq, the Turkish Armed Forces said in a tweet on Monday.",
        (("2018-08-04/2018-08-06", "turkey", "makhmour", "killed pkk 4"),),
    ),
    (
        "2018-08-07",
        "Three children of one family died when a shell left behind by ISIS exploded as they were playing in a ruined house in Zummar on Monday.",
        (("2018-08-06", "any", "zummar", "killed civilians 3"),),
    ),
    (
        "2018-08-07",
        "The bodyguard of a parliament candidate was killed and the candidate himself was slightly wounded in an assassination attempt in Tuz Khurmatu yesterday, officials said.",
        (("2018-08-06", "unidentified", "tuz", "killed any 1, wounded any 1"),),
    ),
    (
        "2018-08-07",
        "Ten days after the attack on Tal Sharaf, its people still sleep on the roofs. On 28 July ISIS fighters killed four men there and took away two. The village, 30 km from Daquq, has no police.",
        (("2018-07-28", "isis", "Tal Sharaf", "killed civilians 4"),),
    ),
    (
        "2018-08-07",
        "The peshmerga killed two ISIS militants who tried to cross the Zab river near Gwer at 2 am on Monday, a member of the force said.",
        (("2018-08-06", "krg", "gwer", "killed isis 2"),),
    ),
    (
        "2018-08-07",
        "An explosion at an ammunition depot of the PMF in Amerli was caused by the heat, not by an attack, the interior ministry said on Monday. One fighter was killed.",
        (),
    ),
    ("2018-08-07", "Iraq hangs three convicted of bombings in Diyala, the justice ministry said on Monday.", ()),
    # 2023-10-09 is a Monday.
    (
        "2023-10-09",
        "Two Iraqi soldiers were killed and an officer with the rank of captain was wounded when ISIS members attacked an observation tower at Hawi Shalal, southeast of Makhmour, on Sunday evening, an officer in the Joint Operations said.",
        (("2023-10-08", "isis", "Hawi Shalal", "killed federal 2, wounded federal 1"),),
    ),
    (
        "2023-10-09",
        "ISIS on Saturday blew up the house of a tribal sheikh in the village of Umm Ghazala, which belongs to the Abbasi sub-district of Hawija, after having told the family to leave. There were no victims.",
        (("2023-10-07", "isis", "Umm Ghazala", ""),),
    ),
    (
        "2023-10-09",
        "Peshmerga soldier Rebin A., 31, fell victim to an ISIS bomb on the Makhmour front on Sunday. Two of his comrades were hurt.",
        (("2023-10-08", "isis", "makhmour", "wounded krg 2"),),
    ),
    (
        "2023-10-09",
        "A gunman shot dead the owner of a bakery and wounded his employee in Baquba's Tahrir district on Sunday, the police said, adding that the motive was unclear.",
        (("2023-10-08", "unidentified", "baquba|Tahrir", "killed civilians 1, wounded civilians 1"),),
    ),
    (
        "2023-10-09",
        "Jihadists ambushed a bus of day labourers on Sunday between Muqdadiyah and Mandali, forcing the passengers out and shooting six of them dead, survivors said. Three escaped into the palms.",
        (("2023-10-08", "any", "road", "killed civilians 6"),),
    ),
    (
        "2023-10-09",
        "An IED attack on a PMF patrol near the Ajil oilfield, east of Tikrit, caused the martyrdom of three fighters and wounding of one, the media directorate of the PMF announced this evening.",
        (("2023-10-09", "unidentified", "Ajil", "killed pmf 3, wounded pmf 1"),),
    ),
    (
        "2023-10-09",
        "It was shortly after ten on Saturday night when the first shots rang out at Tapa Rash Bichuk. When they fell silent, two Peshmerga were dead. The ministry in Erbil blames ISIS.",
        (("2023-10-07", "isis", "Tapa Rash Bichuk", "killed krg 2"),),
    ),
    (
        "2023-10-09",
        "Twelve wounded as bomb explodes in Tal Afar market\n\nTwelve people, most of them women, suffered wounds in the explosion of a bomb at the vegetable market of Tal Afar on Sunday morning, a health source said.",
        (("2023-10-08", "unidentified", "tal_afar", "wounded any 12"),),
    ),
    (
        "2023-10-09",
        "A Turkish drone killed a father of four in his car at the entrance to Makhmour camp on Saturday, residents of the camp reported. A passenger survived with injuries.",
        (("2023-10-07", "turkey", "makhmour_camp", "killed civilians 1, wounded civilians 1"),),
    ),
    (
        "2023-10-09",
        "Police in Daquq recovered the body of a taxi driver on Sunday, two days after ISIS abducted him on the Daquq-Kirkuk road.",
        (("2023-10-08", "any", "daquq|road", "killed civilians 1"),),
    ),
    (
        "2023-10-09",
        "Late yesterday, armed men opened fire on a cafe in Saadiya, police lieutenant Omar Khalaf told the agency. Four young men were killed, another four were wounded.",
        (("2023-10-08", "unidentified", "saadiya", "killed civilians 4, wounded civilians 4"),),
    ),
    (
        "2023-10-09",
        "Federal Police announce the killing of 2 terrorists and the arrest of a third in an ambush they had set near the village of Tal Hamad, in the Rashad sector, on Saturday night.",
        (("2023-10-07", "federal", "Tal Hamad", "killed isis 2"),),
    ),
    (
        "2023-10-09",
        "The commander of the Peshmerga's Sector 5 told the press on Monday that ISIS had not attacked his lines since July.",
        (),
    ),
    ("2023-10-09", "An Iraqi army vehicle plunged into a canal near Hawija on Sunday; two soldiers drowned.", ()),
)


@pytest.fixture(scope="module")
def geocoder() -> LocalGeocoder:
    return LocalGeocoder()


@pytest.mark.parametrize(
    ("published", "text", "wanted"), PHRASINGS, ids=lambda value: value[:40] if isinstance(value, str) else None
)
def test_a_manner_of_writing_is_read(published, text, wanted, geocoder):
    drafts = code_article(Article(text, dt.date.fromisoformat(published), "Outlet"), gazetteer=geocoder).drafts
    got = [summary(draft) for draft in drafts]
    assert len(got) == len(wanted), got
    for (day, side, scene, tolls), (first, last, attacker, places, counted) in zip(wanted, got, strict=True):
        start, _, end = day.partition("/")
        assert first <= start, first
        assert (end or start) <= last <= published, last
        assert side in {attacker, "any"}, attacker
        assert any(name in places for name in scene.split("|")), places
        assert pooled(counted, casualties(tolls)) == casualties(tolls), counted
