"""Scenes: the places of an incident, from the finest that its sentences name to those that contain it."""

from __future__ import annotations

from collections.abc import Iterator

from geo.coding.drafts import PlaceDraft
from geo.coding.grouping import Group
from geo.coding.located import Located
from geo.coding.mentions import Mention, Scene
from geo.coding.places import Known, place_draft, same_place
from geo.gazetteer import name_key
from geo.vocabulary import PlaceRole

_COARSE = 1.6


def places_of(group: Group, located: Located) -> tuple[tuple[PlaceDraft, ...], tuple[str, ...]]:
    """Code the places of an incident: the scene, what contains it, what it is measured from; and the warnings."""
    scenes = _ranked(group)
    if not scenes:
        scenes = _ranked(Group([group.source])) if group.source else []
    if not scenes:
        return (), ("no sentence of the incident names its place",)
    heads, anchors = _heads(group, scenes)
    drafts: list[PlaceDraft] = []
    warnings: list[str] = []
    for head in heads:
        more = tuple(anchor for anchor in located.get(name_key(head.printed.name), ()) if anchor not in anchors)
        draft, warned = place_draft(head, role=PlaceRole.EVENT, anchors=(*anchors, *more))
        drafts.append(draft)
        warnings += warned
    for known, role in _others(scenes, heads, group):
        draft, warned = place_draft(known, role=role, anchors=located.get(name_key(known.printed.name), ()))
        drafts.append(draft)
        warnings += warned
    return tuple(drafts), tuple(warnings)


def _ranked(group: Group) -> list[Scene]:
    """The scenes, those of the body first, each sentence's own order kept."""
    mentions = sorted(group.mentions, key=_rank)
    return [scene for mention in mentions for scene in mention.scenes]


def _rank(mention: Mention) -> tuple[bool, bool, int]:
    return mention.statement.kind != "body", not mention.strong, mention.number


def _heads(group: Group, scenes: list[Scene]) -> tuple[tuple[Known, ...], tuple[Known, ...]]:
    """The finest scene's places and what measures them."""
    body = any(mention.scenes for mention in group.mentions if mention.statement.kind == "body")
    strong = [m for m in group.mentions if m.strong and (m.statement.kind == "body" or not body)]
    telling = [scene for mention in strong for scene in mention.scenes] or scenes
    best = _innermost(min(telling, key=_fineness), telling)
    if _fineness(best) >= _COARSE:
        # Where the deed's own sentence names no village, a sentence that goes on about it may.
        best = _innermost(min(scenes, key=_fineness), scenes)
    best = _beside_the_road(best, scenes)
    best = _with_name(best, [scene for scene in scenes if scene not in telling])
    heads = group.heads or best.heads
    anchors = tuple(
        anchor
        for scene in scenes
        if any(same_place(h, k) or h is k for h in heads for k in scene.heads)
        for anchor in scene.anchors
    )
    if not heads[0].printed.name:
        anchors = (*best.anchors, *best.containers)
    return tuple(_town_first(head, scenes) for head in heads), anchors


_TOWN = 2


def _beside_the_road(best: Scene, scenes: list[Scene]) -> Scene:
    """The town near which a later sentence puts a deed on the road between two cities, where it is neither of them."""
    head = best.heads[0]
    if head.printed.name or head.printed.relation != "between":
        return best
    beside = (s for s in scenes if s.heads[0].printed.name and s.level <= _TOWN)
    others = (s for s in beside if not any(same_place(h, a) for h in s.heads for a in best.anchors))
    return next((s for s in others if s.heads[0].printed.relation in {"near", "scene"}), best)


def _with_name(best: Scene, others: list[Scene]) -> Scene:
    """The village that a later sentence names, where the deed's own says only "a village near X"."""
    if best.heads[0].printed.name or best.heads[0].printed.kind != "village":
        return best
    named = (s for s in others if s.heads[0].printed.relation == "scene" and s.heads[0].printed.name)
    return next((s for s in named if s.level <= 1 and s.heads[0].printed.kind in {"", "village"}), best)


def _innermost(best: Scene, scenes: list[Scene]) -> Scene:
    """A scene that the gazetteer puts inside the best one: "in Kirkuk" stands for its governorate too."""
    for scene in scenes:
        inner, outer = scene.heads[0], best.heads[0]
        if (
            inner.printed.relation != "home"
            and inner.level <= outer.level
            and outer.key in inner.around
            and inner.key not in outer.around
        ):
            best = scene
    return best


def _fineness(scene: Scene) -> float:
    head = scene.heads[0]
    level = float(scene.level)
    if not head.printed.name:
        # A nameless village tells more than its district, and less than any name of its size.
        around = (*scene.anchors, *scene.containers)
        vague = any(known.printed.bearing is not None and known.printed.distance_km is None for known in scene.anchors)
        finest = min((known.level for known in around), default=4)
        return (min(finest, 3) - 0.3 if finest <= 3 else 2.9) + vague
    # What an attack is near to says less than where it is.
    return level + {"near": 0.2, "home": 0.8}.get(head.printed.relation, 0.0)


def _town_first(head: Known, scenes: list[Scene]) -> Known:
    """Where a name stands once with "district" and once without, the town is meant."""
    for scene in scenes:
        for known in scene.heads:
            if known.key == head.key and known.level < head.level:
                return known
    return head


def _others(scenes: list[Scene], heads: tuple[Known, ...], group: Group) -> Iterator[tuple[Known, PlaceRole]]:
    seen = [*heads]
    finest = min(head.level for head in heads)
    for scene in scenes:
        coarse = () if group.heads else scene.heads
        for known in (*coarse, *scene.containers, *scene.anchors):
            if known.printed.name and not any(same_place(known, other) for other in seen):
                seen.append(known)
                contains = known not in scene.anchors and known.level > finest
                yield known, PlaceRole.CONTAINING if contains else PlaceRole.REFERENCE
