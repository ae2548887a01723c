"""The code lists: what a coded value may be, what it means, and the standard it comes from.

Event types and sub-types follow the ACLED Codebook (https://acleddata.com/knowledge-base/codebook/), precision codes the
UCDP GED Codebook (https://ucdp.uu.se/downloads/). Sides are Seamline's own, see `Side`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A coded value: its id is what is stored, filtered and put into links; its label is what a reader sees."""

    label: str
    definition: str

    def __new__(cls, value: str, label: str, definition: str) -> Self:
        """Make a member from its id, label and definition."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.definition = definition
        return member

    @classmethod
    def parse(cls, text: str) -> Self:
        """Find the member with that id.

        Raises:
            ValueError: naming the ids that the list has.
        """
        for member in cls:
            if member.value == text:
                return member
        raise ValueError(f"expected one of {', '.join(cls)}, got {text!r}")

    def __str__(self) -> str:
        """Return the id, so that a code prints the same in a link, a table and a file."""
        return str(self.value)


class Side(Code):
    """Who an actor or a victim stands with. Peshmerga are kept apart from federal forces, unlike in ACLED."""

    FEDERAL = (
        "federal",
        "Federal Iraq",
        "Army, federal police, local police and other forces under the government in Baghdad.",
    )
    KRG = "krg", "Kurdistan Region", "Peshmerga, Asayish and other forces of the Kurdistan Region."
    PMF = "pmf", "Popular Mobilization Forces", "Popular and tribal mobilization units."
    ISIS = "isis", "ISIS", "The Islamic State group, its members and cells."
    TURKEY = "turkey", "Turkey", "Armed forces of Turkey."
    PKK = "pkk", "PKK-linked groups", "The Kurdistan Workers' Party and groups linked to it."
    COALITION = "coalition", "Coalition", "The international coalition against ISIS."
    CIVILIANS = (
        "civilians",
        "Civilians",
        "People whom a source calls civilians, villagers, farmers or residents without arms.",
    )
    UNIDENTIFIED = "unidentified", "Not identified", "The source does not say, or says that it is not known."


class Group(Code):
    """The people a casualty figure counts, in the words' own terms; each group belongs to one side."""

    CIVILIANS = "civilians", "civilians", "Called civilians, villagers, farmers or residents."
    KAKAI = "kakai", "Kakai Kurds (status not stated)", "Called Kakai Kurds; whether armed or not is not stated."
    PESHMERGA = "peshmerga", "Peshmerga", "Forces of the Kurdistan Region's Peshmerga ministry."
    ASAYISH = "asayish", "Kurdish police and Asayish", "Police and internal security forces of the Kurdistan Region."
    IRAQI_ARMY = "iraqi_army", "Iraqi army", "Soldiers of the Iraqi army."
    FEDERAL_POLICE = "federal_police", "federal police", "The federal police force."
    IRAQI_POLICE = "iraqi_police", "police", "Police without a further word, or local police."
    SECURITY_FORCES = "security_forces", "security forces", "Security forces whose branch the source does not name."
    PMF = "pmf", "Popular Mobilization Forces", "Popular and tribal mobilization units."
    ISIS = "isis", "ISIS", "Members of the Islamic State group."
    COALITION = "coalition", "Coalition", "Members of the international coalition."
    TURKEY = "turkey", "Turkish forces", "Members of Turkey's armed forces."
    PKK = "pkk", "PKK-linked groups", "Members of PKK-linked groups."
    PEOPLE = "people", "people (status not stated)", "The source counts people and does not say who they are."
    MIXED = (
        "mixed",
        "civilians and forces together",
        "One figure for civilians and forces that the source does not divide.",
    )

    @property
    def side(self) -> Side:
        """The side the group stands with; `unidentified` where the source does not state it."""
        return _SIDE_OF_GROUP[self]


_SIDE_OF_GROUP = {
    Group.CIVILIANS: Side.CIVILIANS,
    Group.KAKAI: Side.UNIDENTIFIED,
    Group.PESHMERGA: Side.KRG,
    Group.ASAYISH: Side.KRG,
    Group.IRAQI_ARMY: Side.FEDERAL,
    Group.FEDERAL_POLICE: Side.FEDERAL,
    Group.IRAQI_POLICE: Side.FEDERAL,
    Group.SECURITY_FORCES: Side.FEDERAL,
    Group.PMF: Side.PMF,
    Group.ISIS: Side.ISIS,
    Group.COALITION: Side.COALITION,
    Group.TURKEY: Side.TURKEY,
    Group.PKK: Side.PKK,
    Group.PEOPLE: Side.UNIDENTIFIED,
    Group.MIXED: Side.UNIDENTIFIED,
}


class Outcome(Code):
    """What a casualty figure says happened to the people it counts."""

    KILLED = "killed", "killed", "Died in the incident, or of wounds from it where a source says so."
    WOUNDED = "wounded", "wounded", "Injured and not reported dead."
    ABDUCTED = "abducted", "abducted", "Taken away or held against their will."


class EventType(Code):
    """ACLED's event types."""

    BATTLES = "battles", "Battles", "A violent interaction between two organised armed groups."
    EXPLOSIONS = (
        "explosions",
        "Explosions / remote violence",
        "One side uses a weapon that leaves the other unable to respond.",
    )
    CIVILIANS = (
        "violence-against-civilians",
        "Violence against civilians",
        "An organised armed group inflicts violence on unarmed people.",
    )
    PROTESTS = "protests", "Protests", "An in-person public demonstration without violence by its participants."
    RIOTS = "riots", "Riots", "Violent acts by demonstrators or mobs."
    STRATEGIC = (
        "strategic-developments",
        "Strategic developments",
        "Activity without fighting that bears on the conflict.",
    )


class SubEventType(Code):
    """ACLED's sub-event types; each belongs to one event type."""

    ARMED_CLASH = "armed-clash", "Armed clash", "Armed groups fight; no control over territory changes."
    GOVERNMENT_REGAINS = (
        "government-regains-territory",
        "Government regains territory",
        "Government forces retake a place by fighting.",
    )
    NON_STATE_OVERTAKES = (
        "non-state-overtakes-territory",
        "Non-state actor overtakes territory",
        "A non-state group takes a place by fighting.",
    )
    CHEMICAL = "chemical-weapon", "Chemical weapon", "A chemical weapon is used without other fighting."
    AIR_STRIKE = "air-drone-strike", "Air/drone strike", "An air or drone strike without other fighting."
    SUICIDE_BOMB = "suicide-bomb", "Suicide bomb", "A bomb carried by a person or vehicle whose bearer dies."
    SHELLING = (
        "shelling-artillery-missile",
        "Shelling/artillery/missile attack",
        "Long-range weapons without other fighting.",
    )
    IED = "remote-explosive-ied", "Remote explosive/landmine/IED", "A bomb set off from afar or by its victim."
    GRENADE = "grenade", "Grenade", "A grenade without other fighting."
    SEXUAL_VIOLENCE = "sexual-violence", "Sexual violence", "Sexual violence against unarmed people."
    ATTACK = "attack", "Attack", "Unarmed people are attacked outside sexual violence and abduction."
    ABDUCTION = "abduction", "Abduction/forced disappearance", "Unarmed people are taken away."
    PEACEFUL_PROTEST = "peaceful-protest", "Peaceful protest", "A protest without violence or intervention."
    INTERVENTION = (
        "protest-with-intervention",
        "Protest with intervention",
        "A peaceful protest is dispersed or stopped.",
    )
    EXCESSIVE_FORCE = (
        "excessive-force",
        "Excessive force against protesters",
        "Peaceful protesters are met with deadly violence.",
    )
    DEMONSTRATION = "violent-demonstration", "Violent demonstration", "Demonstrators use violence."
    MOB = "mob-violence", "Mob violence", "A mob attacks people or property."
    AGREEMENT = "agreement", "Agreement", "An agreement between groups, such as one to coordinate."
    ARRESTS = "arrests", "Arrests", "Mass arrests or an arrest of note."
    GROUP_CHANGE = "change-to-group", "Change to group/activity", "A change in a group's structure or activity."
    DISRUPTED = "disrupted-weapons-use", "Disrupted weapons use", "A weapon is found, or fails before it is used."
    BASE = "headquarters-or-base", "Headquarters or base established", "A base or headquarters is set up."
    LOOTING = (
        "looting-property-destruction",
        "Looting/property destruction",
        "Property is taken or destroyed without other violence.",
    )
    TRANSFER = "non-violent-transfer", "Non-violent transfer of territory", "A place changes hands without fighting."
    OTHER = "other", "Other", "A strategic development that no other sub-type covers."

    @property
    def event_type(self) -> EventType:
        """The event type that the sub-type belongs to."""
        return next(kind for kind, members in _SUB_TYPES.items() if self in members)


_SUB_TYPES: dict[EventType, frozenset[SubEventType]] = {
    EventType.BATTLES: frozenset(
        (SubEventType.ARMED_CLASH, SubEventType.GOVERNMENT_REGAINS, SubEventType.NON_STATE_OVERTAKES)
    ),
    EventType.EXPLOSIONS: frozenset(
        (
            SubEventType.CHEMICAL,
            SubEventType.AIR_STRIKE,
            SubEventType.SUICIDE_BOMB,
            SubEventType.SHELLING,
            SubEventType.IED,
            SubEventType.GRENADE,
        )
    ),
    EventType.CIVILIANS: frozenset((SubEventType.SEXUAL_VIOLENCE, SubEventType.ATTACK, SubEventType.ABDUCTION)),
    EventType.PROTESTS: frozenset(
        (SubEventType.PEACEFUL_PROTEST, SubEventType.INTERVENTION, SubEventType.EXCESSIVE_FORCE)
    ),
    EventType.RIOTS: frozenset((SubEventType.DEMONSTRATION, SubEventType.MOB)),
    EventType.STRATEGIC: frozenset(
        (
            SubEventType.AGREEMENT,
            SubEventType.ARRESTS,
            SubEventType.GROUP_CHANGE,
            SubEventType.DISRUPTED,
            SubEventType.BASE,
            SubEventType.LOOTING,
            SubEventType.TRANSFER,
            SubEventType.OTHER,
        )
    ),
}


class GeoPrecision(Code):
    """UCDP GED's where_prec, 1 (exact) to 7."""

    EXACT = "1", "named place", "UCDP: exact location. The named village, town or site itself."
    NEAR = "2", "near a place", "Within about 25 km of a named place."
    DISTRICT = "3", "district", "Only the district (second-order administrative division) is known."
    GOVERNORATE = (
        "4",
        "governorate level",
        "Only the governorate (first-order administrative division), or an administration beside it, is known.",
    )
    AREA = "5", "line or area", "A road, river, ridge or other area that is not an administrative division."
    COUNTRY = "6", "country", "Only the country is known."
    INTERNATIONAL = "7", "international", "International waters or airspace."


class TimePrecision(Code):
    """UCDP GED's date_prec, 1 (exact day) to 5."""

    DAY = "1", "day", "The day is known; a night attack is dated by its evening."
    DAYS = "2", "2-6 days", "An interval of two to six days."
    WEEK = "3", "week", "The week is known, or an interval of seven days."
    MONTH = "4", "8-31 days", "The month is known, or an interval of eight to thirty-one days."
    YEAR = "5", "longer", "An interval of more than a month and less than a year."

    @classmethod
    def of_days(cls, days: int) -> TimePrecision:
        """The code of an interval of that many days, both ends counted."""
        limits = ((1, cls.DAY), (6, cls.DAYS), (7, cls.WEEK), (31, cls.MONTH))
        return next((code for limit, code in limits if days <= limit), cls.YEAR)


class PlaceRole(Code):
    """What a place is to an incident."""

    EVENT = "event", "scene", "It happened here."
    CONTAINING = "containing", "containing area", "The scene lies in this district, governorate or administration."
    REFERENCE = "reference", "reference", "Named to say where the scene is; it did not happen here."


class PlaceKind(Code):
    """What a place is on the ground."""

    CITY = "city", "city", "A city."
    TOWN = "town", "town", "A town."
    VILLAGE = "village", "village", "A village."
    CAMP = "camp", "camp", "A camp for displaced people or refugees."
    BASE = "base", "base", "A military base."
    MOUNTAIN = "mountain", "mountain", "A mountain or ridge: an area, not a point."
    RANGE = "range", "mountain range", "A mountain range: an area, not a point."
    VALLEY = "valley", "valley", "A valley or dry river bed."
    BRIDGE = "bridge", "bridge", "A bridge."
    SUBDISTRICT = "sub-district", "sub-district", "A sub-district (nahiya)."
    DISTRICT = "district", "district", "A district (qadha)."
    GOVERNORATE = "governorate", "governorate", "A governorate."
    ADMINISTRATION = "administration", "administration", "An administration set up beside the governorates."
    AREA = "area", "area", "An area without a boundary of its own."
    COUNTRY = "country", "country", "A country."


class ActorRole(Code):
    """What an actor is to an incident."""

    ATTACKER = "attacker", "attacker", "Carried out the attack, strike or other act."
    TARGET = "target", "target", "Was attacked or hit."
    RESPONDER = "responder", "responder", "Came to help or pursued the attackers."
    CLAIMED_BY = "claimed_by", "claimed by", "Says that it did it."
    BLAMED_BY = "blamed_by", "blamed by", "Says who did it."


class Certainty(Code):
    """How surely a source names an actor."""

    STATED = "stated", "stated", "The source says so without reserve."
    SUSPECTED = "suspected", "suspected", "The source says suspected, alleged or believed."
    CONFLICTING = (
        "conflicting",
        "sources differ",
        "One source names the actor, another does not or names somebody else.",
    )
    NOT_STATED = "not_stated", "not stated", "No source names an actor."


class Grade(Code):
    """How well an incident is verified."""

    SINGLE_SOURCE = "single_source", "single source", "One outlet reports it, or several repeat one outlet."
    CORROBORATED = "corroborated", "corroborated", "Two or more outlets report it independently of each other."
    CONFIRMED = "confirmed", "confirmed", "An authority or party against its own interest confirms what was reported."
    DISPUTED = "disputed", "disputed", "Sources contradict each other on what happened, where, or to how many."


class Status(Code):
    """Where an incident stands in its life."""

    PUBLISHED = "published", "published", "In the public view."
    WITHDRAWN = "withdrawn", "withdrawn", "Taken back with a reason; kept in the history."


class CollectionId(Code):
    """The collections of records that a reader can show or hide as a whole."""

    ARTICLES = (
        "articles",
        "The two articles",
        "What the ESTA and Rudaw articles report, with further sources on the same incidents.",
    )
    CONTEXT = "context", "Context", "Incidents from other public reports about the same belt, 2017-2024."


class SourceKind(Code):
    """What kind of document a source is."""

    ARTICLE = "article", "article", "Coded paragraph by paragraph, with a digest in our own words."
    REPORT = (
        "report",
        "report",
        "Facts only; the evidence is a digest of the passage, and the report itself at its address.",
    )
    FURTHER = "further", "further source", "Cited for one fact, such as an exact date or a conflicting figure."
    REFERENCE = "reference", "reference", "Background to a coding decision, such as the course of a front."


class Bucket(Code):
    """What became of a statement; every statement ends in exactly one bucket."""

    INCIDENT = "incident", "incident", "Supports an incident of its own."
    SHARED_TOLL = "shared_toll", "shared toll", "One figure over several incidents, counted once."
    SUPPORT = "support", "supports an incident", "Adds a date, place, figure or actor to an incident already coded."
    EVENT = "event", "agreement or event", "An agreement, meeting, visit or opening with a place and a date."
    FRONT = "front", "front", "Says where a front or a gap between forces runs."
    SUMMARY = "summary", "summary", "Sums up other statements; no incident and no figure of its own."
    CONTEXT = "context", "context", "Background, habit, plan, demand or view; no incident, for the reason given."


class Reason(Code):
    """Why a statement makes no incident."""

    HABIT = "habit", "habit", "Says that something happens regularly, without a day."
    HISTORY = "history", "history", "Recalls an earlier period as background."
    PLAN = "plan", "plan", "Says what is to happen."
    DEMAND = "demand", "demand", "Says what somebody asks for."
    ANALYSIS = "analysis", "analysis", "Gives a cause, a judgement or a description."
    RUNNING_TOTAL = "running_total", "running total", "Counts over a period and several incidents."
    RECAP = "recap", "recap", "Repeats an incident that is coded from a fuller statement."
    COORDINATION = "coordination", "coordination", "Describes talks or cooperation without an act of its own."


class PlaceMethod(Code):
    """How a place's position was found."""

    GAZETTEER = "gazetteer", "gazetteer", "The named place's own entry in the gazetteer."
    CANDIDATE = "candidate", "best candidate", "The likeliest of several places; the source does not settle it."
    RELATIVE = "relative", "relative place", "Computed from words such as 'between X and Y'."
    AREA = "area", "area", "A representative point of an area; the error covers the area."
    FURTHER_SOURCE = "further_source", "further source", "Named by another source on the same incident."
    EDITOR = "editor", "set by an editor", "Put on the map by an editor, who answers for it; a note says why."
    NOT_FOUND = "not_found", "not found", "No position is known; the incident stays off the map."


class EventKind(Code):
    """Kinds of dated events that are not incidents."""

    AGREEMENT = "agreement", "agreement", "Two or more parties agree on something."
    MEETING = "meeting", "meeting", "A meeting or visit that took place."
    PLANNED = "planned", "planned", "Announced for a later day; whether it took place is not stated."
    OPENING = "opening", "coordination centre", "A coordination centre or room opens."
    CONTEXT = "context", "context period", "A dated period or turning point given as background."


CODE_LISTS: tuple[type[Code], ...] = (
    Side,
    Group,
    Outcome,
    EventType,
    SubEventType,
    GeoPrecision,
    TimePrecision,
    PlaceRole,
    PlaceKind,
    PlaceMethod,
    ActorRole,
    Certainty,
    Grade,
    Status,
    CollectionId,
    SourceKind,
    Bucket,
    Reason,
    EventKind,
)
