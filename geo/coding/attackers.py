"""Attackers: the side that an incident's sentences name as acting, and what kind of act it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from geo.coding.drafts import AttackerDraft, SubTypeDraft, TargetDraft, TollDraft
from geo.coding.grouping import Group
from geo.coding.mentions import Mention
from geo.extraction import lexicon
from geo.extraction.acts import Agent
from geo.extraction.article import Span
from geo.vocabulary import Certainty, Side, SubEventType
from geo.vocabulary import Group as People

_NOBODY = AttackerDraft(Side.UNIDENTIFIED, Certainty.NOT_STATED, "no sentence of the incident names who acts", ())
_FORCES = (Side.FEDERAL, Side.KRG, Side.PMF, Side.COALITION)
# A general word is outweighed by any name.
_VAGUE_WEIGHT = 0.4
_LEAD_WEIGHT = 2.0


def attacker_of(group: Group, tolls: Sequence[TollDraft], *, isis_named: bool) -> AttackerDraft:
    """Choose the side that the incident's sentences name as acting most directly."""
    weights: dict[Side, float] = defaultdict(float)
    agents: dict[Side, list[Agent]] = defaultdict(list)
    for weight, agent in _agents(group):
        side, factor = _side(agent, isis_named=isis_named)
        weights[side] += weight * factor
        agents[side].append(agent)
    if set(weights) <= {Side.UNIDENTIFIED} and (force := _force_that_hits(group, tolls)):
        return force
    if set(weights) <= {Side.UNIDENTIFIED} and (enemy := _enemy_that_fell(group, tolls)):
        return enemy
    if not weights:
        return _militants_in_a_clash(group, tolls) or _NOBODY
    side = _heaviest(weights, tolls)
    if side in {*_FORCES, Side.TURKEY} and {toll.side for toll in tolls} == {side}:
        return _NOBODY  # a force does not attack itself: the words tell how it answered
    chosen = agents[side]
    suspected = any(agent.suspected for agent in chosen)
    if side is Side.UNIDENTIFIED:
        certainty = Certainty.NOT_STATED
    else:
        certainty = Certainty.SUSPECTED if suspected else Certainty.STATED
    rule = "; ".join(dict.fromkeys(agent.rule for agent in chosen))
    return AttackerDraft(side, certainty, rule, tuple(agent.span for agent in chosen))


def _force_that_hits(group: Group, tolls: Sequence[TollDraft]) -> AttackerDraft | None:
    """Where only ISIS or the PKK suffers and nobody is named as acting, the force that the sentences name is the likely one."""
    sides = {toll.side for toll in tolls}
    against = _is_operation_against_isis(group) and Side.ISIS in sides
    if sides not in ({Side.ISIS}, {Side.PKK}, {Side.TURKEY}) and not against:
        return None
    hitting = _RIVALS.get(next(iter(sides)), _FORCES) if len(sides) == 1 else _FORCES
    for mention in group.mentions:
        tokens = mention.statement.tokens
        for found in lexicon.actors().find(tokens):
            if found.value.rank == 3 and found.value.side and found.value.side in hitting:
                span = Span(tokens[found.first].start, tokens[found.last - 1].end)
                rule = "only its enemy is hit, and this force is named beside it"
                return AttackerDraft(found.value.side, Certainty.SUSPECTED, rule, (span,))
    for mention in group.mentions:
        tokens = mention.statement.tokens
        for voice in lexicon.voices().find(tokens):
            if voice.value in hitting:
                span = Span(tokens[voice.first].start, tokens[voice.last - 1].end)
                rule = "only its enemy is hit, and an office of this force tells of it"
                return AttackerDraft(voice.value, Certainty.SUSPECTED, rule, (span,))
    losing = next((toll for toll in tolls if against and toll.side in _FORCES), None)
    if losing is not None:
        rule = "an operation against ISIS, in which this force has losses"
        return AttackerDraft(losing.side, Certainty.SUSPECTED, rule, losing.spans)
    return None


_RIVALS = {Side.PKK: (Side.TURKEY,), Side.TURKEY: (Side.PKK,)}
_VICTIMS = frozenset({Side.FEDERAL, Side.KRG, Side.PMF})


def _enemy_that_fell(group: Group, tolls: Sequence[TollDraft]) -> AttackerDraft | None:
    """Where nobody is named as acting and dead of ISIS are counted beside a force's, the attack was theirs."""
    fallen = next((toll for toll in tolls if toll.side is Side.ISIS), None)
    attacked = {toll.side for toll in tolls} & _VICTIMS
    if fallen is None or not attacked or _is_operation_against_isis(group):
        return None
    rule = "militants fell beside the men of the force that was attacked"
    return AttackerDraft(Side.ISIS, Certainty.SUSPECTED, rule, fallen.spans)


_CLASHES = frozenset(
    {
        "clash",
        "clashes",
        "firefight",
        "gunfight",
        "gunbattle",
        "battle",
        "fighting",
        "shootout",
        "shoot-out",
        "skirmish",
    }
)


def _militants_in_a_clash(group: Group, tolls: Sequence[TollDraft]) -> AttackerDraft | None:
    """In a clash in which ISIS and one force have losses and nobody is said to attack, ISIS is the likely one."""
    sides = {toll.side for toll in tolls}
    if Side.ISIS not in sides or not sides & set(_FORCES):
        return None
    for mention in group.mentions:
        tokens = mention.statement.tokens
        for trigger in mention.statement.acts.triggers:
            if trigger.role == "noun" and tokens[trigger.last - 1].lower in _CLASHES:
                rule = "a clash in which ISIS and a force have losses"
                return AttackerDraft(Side.ISIS, Certainty.SUSPECTED, rule, (trigger.span,))
    return None


_OPERATIONS = frozenset({"operation", "operations", "offensive", "raid", "campaign"})


# Only states and their allies are said to carry these out.
_FORCES_ONLY = frozenset({"operation", "operations", "offensive", "airdrop", "campaign"})


def _has_target(mention: Mention, group: People) -> bool:
    return any(target.group is group for target in mention.statement.acts.targets)


def _is_operation_against_isis(group: Group) -> bool:
    """Whether a sentence tells of an operation against ISIS without saying whose it is."""
    for mention in group.mentions:
        words = {
            token.lower
            for trigger in mention.statement.acts.triggers
            if trigger.role == "noun"
            for token in mention.statement.tokens[trigger.first : trigger.last]
        }
        if words & _FORCES_ONLY or (words & _OPERATIONS and _has_target(mention, People.ISIS)):
            return True
    return False


def _agents(group: Group) -> Iterable[tuple[float, Agent]]:
    body = [mention for mention in group.mentions if mention.statement.kind == "body"]
    for mention in group.mentions:
        lead = bool(body) and mention is body[0]
        for agent in mention.statement.acts.agents:
            yield agent.weight * (_LEAD_WEIGHT if lead else 1.0), agent
    own = any(agent.vague != "gunmen" for mention in group.mentions for agent in mention.statement.acts.agents)
    if group.source and not own:
        for agent in group.source.statement.acts.agents:
            yield agent.weight, agent


def _side(agent: Agent, *, isis_named: bool) -> tuple[Side, float]:
    if agent.side is not None:
        return agent.side, 1.0
    if agent.vague == "militants" and isis_named:
        return Side.ISIS, _VAGUE_WEIGHT
    return Side.UNIDENTIFIED, _VAGUE_WEIGHT / 10


def _heaviest(weights: dict[Side, float], tolls: Sequence[TollDraft]) -> Side:
    """The side with the most weight; one that only suffers yields to another that is named."""
    victims = {toll.side for toll in tolls}
    others = {side: weight for side, weight in weights.items() if victims != {side}}
    pool = others if any(side is not Side.UNIDENTIFIED for side in others) else weights
    return max(sorted(pool), key=lambda side: pool[side])


def targets_of(group: Group, tolls: Sequence[TollDraft]) -> tuple[TargetDraft, ...]:
    """Who is hit: the objects of the verbs, then those with a toll."""
    found: dict[People, TargetDraft] = {}
    for mention in group.mentions:
        for target in mention.statement.acts.targets:
            if target.group not in found:
                found[target.group] = TargetDraft(
                    target.group, target.group.side, "object of the attack", (target.span,)
                )
    for toll in tolls:
        if toll.group not in found:
            found[toll.group] = TargetDraft(toll.group, toll.side, "has casualties", toll.spans)
    return tuple(found.values())


_PRECEDENCE = (
    SubEventType.CHEMICAL,
    SubEventType.SUICIDE_BOMB,
    SubEventType.AIR_STRIKE,
    SubEventType.SHELLING,
    SubEventType.NON_STATE_OVERTAKES,
    SubEventType.IED,
    SubEventType.ABDUCTION,
)
_UNARMED = frozenset({People.CIVILIANS, People.KAKAI, People.PEOPLE})


def sub_type_of(group: Group, targets: Sequence[TargetDraft], tolls: Sequence[TollDraft]) -> SubTypeDraft:
    """Choose the sub-event type from the weapons named first, else from who is hit."""
    triggers = [(m, t) for m in group.mentions for t in m.statement.acts.triggers]
    armed = any(trigger.sub_type is None and trigger.role == "verb" for _, trigger in triggers)
    for wanted in _PRECEDENCE:
        spans = tuple(trigger.span for _, trigger in triggers if trigger.sub_type is wanted)
        # A bomb beside an armed attack does not make the attack a bombing.
        if spans and not (armed and wanted is SubEventType.IED and len(spans) == 1):
            return SubTypeDraft(wanted, "the weapon or act that the words name", spans)
    hit = {toll.group for toll in tolls} or {target.group for target in targets}
    spans = tuple(trigger.span for _, trigger in triggers[:1])
    if hit and hit <= _UNARMED:
        return SubTypeDraft(SubEventType.ATTACK, "only people without arms are hit", spans)
    return SubTypeDraft(SubEventType.ARMED_CLASH, "an armed group attacks or fights another", spans)
