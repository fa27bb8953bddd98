"""How a description matches an actor: by the noun that called it before, its office, its kind, what its name says.

The answer is a plain word, one of the features that the weights of `ranking` are counted for.
"""

from collections.abc import Set

from pipeline.extract.actors.roster import Entity
from pipeline.extract.actors.spots import Spot


def match_of(spot: Spot, head: str, lower: str, entity: Entity, heads: Set[str]) -> str:
    """Return how a description matches what is known of an actor, or nothing where it cannot mean it.

    `head` is the stem of its noun, `lower` the noun in lower case; `heads` are the stems by which the actor was called.
    """
    description = spot.description
    if description is not None and description.is_stand_in:
        return "class" if entity.classes.intersection(description.classes) else ""
    if head in heads:
        return "same"
    if len(head) > 3 and any(known.endswith(head) and len(known) > len(head) for known in heads):
        return "part"
    if description is None:
        return "open"
    if spot.group == "person":
        return _match_of_person(spot, lower, entity)
    if spot.group == "place":
        from_kinds = description.kinds
        is_town_or_land = entity.entry is not None or " " not in entity.name  # no City Hall, no Harbor Bridge
        return "kind" if entity.kind in from_kinds and is_town_or_land else ""
    if description.classes and entity.classes.intersection(description.classes):
        return "class"
    if len(head) > 5 and any(len(known) > 4 and head.endswith(known) for known in heads):
        return "whole"
    if entity.classes and description.classes:
        return ""
    if entity.kind == "media":
        return "media" if description.is_medium else ""
    if description.is_medium:
        return ""
    if entity.kind in ("state", "region", "place"):
        return "seat"
    if entity.kind == "unnamed_source":
        return ""
    return "other" if entity.classes or description.template else "open"


def _match_of_person(spot: Spot, lower: str, entity: Entity) -> str:
    description = spot.description
    office = description.office if description is not None else None
    if office is None or description is None:
        return "open" if not entity.offices else "other"
    lemma = lower[: len(lower) - office.ending] + office.stem
    if any(known == lemma or known.endswith(lemma) for known in entity.offices):
        return "office"
    if entity.groups.intersection(description.classes):
        return "group"
    if office.group == "person":
        return "anybody"
    return "open" if not entity.offices else "other"
