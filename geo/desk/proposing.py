"""What a coded draft proposes, in the terms of the records, for the editor to accept or correct."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geo.coding import EventDraft, IncidentDraft, PlaceDraft
from geo.desk.items import DeskItem, Entry, Fields, TollEntry
from geo.records import ActorMention, Dataset, PlaceMention
from geo.vocabulary import (
    ActorRole,
    Certainty,
    GeoPrecision,
    Grade,
    Group,
    PlaceMethod,
    PlaceRole,
    Side,
)

# The actor that stands for a side or a group where the article says no more.
ACTOR_OF_SIDE = {
    Side.FEDERAL: "iraqi_security_forces",
    Side.KRG: "peshmerga",
    Side.PMF: "pmf",
    Side.ISIS: "isis",
    Side.TURKEY: "turkish_forces",
    Side.PKK: "pkk",
    Side.COALITION: "coalition",
    Side.CIVILIANS: "civilians",
    Side.UNIDENTIFIED: "unidentified_gunmen",
}
PARTY_OF_SIDE = ACTOR_OF_SIDE | {Side.KRG: "peshmerga_ministry", Side.FEDERAL: "iraqi_government"}
# People whose status nobody states are no actor: their figure says what is known of them.
ACTOR_OF_GROUP = {
    Group.CIVILIANS: "civilians",
    Group.KAKAI: "kakai_villagers",
    Group.PESHMERGA: "peshmerga",
    Group.ASAYISH: "asayish",
    Group.IRAQI_ARMY: "iraqi_army",
    Group.FEDERAL_POLICE: "federal_police",
    Group.IRAQI_POLICE: "iraqi_police",
    Group.SECURITY_FORCES: "iraqi_security_forces",
    Group.PMF: "pmf",
    Group.ISIS: "isis",
    Group.COALITION: "coalition",
    Group.TURKEY: "turkish_forces",
    Group.PKK: "pkk",
}
_AREAS = {GeoPrecision.DISTRICT, GeoPrecision.GOVERNORATE, GeoPrecision.AREA, GeoPrecision.COUNTRY}


def proposed_fields(item: DeskItem, draft_id: str, dataset: Dataset) -> Fields:
    """The values that the coding gives a draft; an editor's own entry has none.

    Places that the dataset does not hold keep name and position and lose the reference to the gazetteer.
    """
    for draft in item.coding.drafts:
        if draft.id == draft_id:
            return _incident_fields(draft, dataset)
    for event in item.coding.events:
        if event.id == draft_id:
            return _event_fields(event, dataset)
    return Fields(grade=Grade.SINGLE_SOURCE)


def reviewed_fields(item: DeskItem, draft_id: str, dataset: Dataset) -> Fields:
    """The proposed values with the editor's corrections over them."""
    fields = item.decision(draft_id).corrections.over(proposed_fields(item, draft_id, dataset))
    if fields.summary is None and fields.title:
        fields = fields.model_copy(update={"summary": _own_words(item, fields, dataset)})
    return fields


def entry_of(item: DeskItem, draft_id: str) -> Entry:
    """What a draft becomes."""
    if any(event.id == draft_id for event in item.coding.events):
        return Entry.EVENT
    return item.decision(draft_id).entry or Entry.INCIDENT


def _incident_fields(draft: IncidentDraft, dataset: Dataset) -> Fields:
    return Fields(
        title=draft.title,
        date_start=draft.date.start,
        date_end=draft.date.end,
        date_basis=_sentence(draft.date.rule),
        sub_event_type=draft.sub_event_type.value,
        places=tuple(_place(place, draft.places, dataset) for place in draft.places),
        actors=tuple(_actors(draft, dataset)),
        tolls=tuple(
            TollEntry(
                group=toll.group,
                outcome=toll.outcome,
                low=toll.low,
                high=toll.high,
                shared_with=toll.shared_with,
                note=_sentence(toll.rule),
            )
            for toll in draft.tolls
        ),
        grade=Grade.SINGLE_SOURCE,
    )


def _event_fields(event: EventDraft, dataset: Dataset) -> Fields:
    parties = [PARTY_OF_SIDE[Side.parse(party.value)] for party in event.parties if party.value in set(Side)]
    return Fields(
        kind=event.kind,
        title=event.title,
        date_start=event.date.start if event.date else None,
        date_end=event.date.end if event.date else None,
        date_basis=_sentence(event.date.rule) if event.date else None,
        places=(_place(event.place, (event.place,), dataset),) if event.place else (),
        parties=tuple(party for party in dict.fromkeys(parties) if party in dataset.actors),
    )


def _place(place: PlaceDraft, among: Sequence[PlaceDraft], dataset: Dataset) -> PlaceMention:
    position = place if place.latitude is not None else place.area
    found = position is not None
    return PlaceMention(
        role=place.role,
        place_id=place.place_id if place.place_id in dataset.places else None,
        name=next((c.name for c in place.candidates if c.place_id == place.place_id), place.name),
        words=place.words,
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
        error_km=position.error_km if position else None,
        geo_precision=place.geo_precision or (_area_precision(place) if found else _containing(among)),
        method=_method(place),
        note=_place_note(place),
    )


def _place_note(place: PlaceDraft) -> str | None:
    """What readers should know of the position; the rule by which it was found stays at the desk."""
    if place.area is not None and _method(place) is PlaceMethod.RELATIVE:
        return f"Reckoned as {place.area.rule}."[:1000]
    if place.place_id is None and place.candidates:
        return "Several places fit the name equally well."
    return None


def _method(place: PlaceDraft) -> PlaceMethod:
    if place.latitude is None:
        return PlaceMethod.NOT_FOUND if place.area is None else PlaceMethod.RELATIVE
    if place.place_id is None:
        return PlaceMethod.RELATIVE
    return PlaceMethod.AREA if place.geo_precision in _AREAS else PlaceMethod.GAZETTEER


def _area_precision(place: PlaceDraft) -> GeoPrecision:
    near = place.area is not None and place.area.error_km <= 25
    return GeoPrecision.NEAR if near else GeoPrecision.AREA


def _containing(among: Sequence[PlaceDraft]) -> GeoPrecision:
    """Of a place without a position only what contains it is known; where nothing does, the country."""
    known = [p.geo_precision for p in among if p.role is PlaceRole.CONTAINING and p.geo_precision in _AREAS]
    return min((code for code in known if code), key=lambda code: code.value, default=GeoPrecision.COUNTRY)


def _actors(draft: IncidentDraft, dataset: Dataset) -> Iterator[ActorMention]:
    attacker = draft.attacker
    wanted = [(ACTOR_OF_SIDE[attacker.side], ActorRole.ATTACKER, attacker.certainty)]
    targets = (ACTOR_OF_GROUP.get(target.group) for target in draft.targets)
    wanted += [(actor, ActorRole.TARGET, Certainty.STATED) for actor in targets if actor]
    for actor_id, role, certainty in dict.fromkeys(wanted):
        if actor_id in dataset.actors:
            yield ActorMention(actor_id=actor_id, role=role, certainty=certainty, note=None)


def _own_words(item: DeskItem, fields: Fields, dataset: Dataset) -> str:
    """A digest made of coded values alone: no words of the article, and nobody's name."""
    title = (fields.title or "").rstrip(".")
    parts = [f"{title}, reported by {item.article.outlet}."]
    attackers = [a for a in fields.actors or () if a.role is ActorRole.ATTACKER and a.actor_id in dataset.actors]
    if attackers:
        suspected = " (suspected)" if attackers[0].certainty is Certainty.SUSPECTED else ""
        parts.append(f"Attacker: {dataset.actors[attackers[0].actor_id].names.en}{suspected}.")
    figures = [toll_words(toll) for toll in fields.tolls or ()]
    if figures:
        parts.append(f"Figures: {'; '.join(figures[:4])}.")
    return " ".join(parts)


def toll_words(toll: TollEntry) -> str:
    """A figure in words.

    >>> toll_words(TollEntry(group="civilians", outcome="killed", low=1, high=1))
    '1 killed (civilians)'
    """
    if toll.low is None:
        figure = "unknown number"
    elif toll.high is None:
        figure = f"at least {toll.low}"
    else:
        figure = str(toll.low) if toll.low == toll.high else f"{toll.low} to {toll.high}"
    shared = ", one figure with other incidents" if toll.shared_with else ""
    group = toll.group.label.replace("(", "").replace(")", "")
    return f"{figure} {toll.outcome.label} ({group}{shared})"


def _sentence(rule: str) -> str | None:
    return (rule[:1].upper() + rule[1:])[:1000] or None
