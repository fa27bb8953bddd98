"""Choosing whom a pronoun or description refers to: the sum of integer weights of what speaks for each candidate.

The weights are data, the same for every language: `world/ranking.toml`, one table for each group of spots,
learnt by `training.coreference`. To refer to nobody known is a candidate as well, so that a doubtful one is left out.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat

from pipeline.extract.actors.candidates import Features
from pipeline.extract.actors.spots import Spot
from pipeline.extract.value_class import value_class
from pipeline.extract.world import load_world

# By how much the best candidate must be above the second one. A description fits more of them than a pronoun does.
_LEAD = {"pronoun": 50, "age": 40}
_LEAD_OF_DESCRIPTIONS = 100
# A pronoun's candidate that is so far above all others is linked though "nobody" is up to that much above it.
_CLEAR, _DOUBT_OF_CLEAR = 150, 50
_DOUBT = 60  # below "nobody" within which a candidate is not ruled out either
_ZEROS = repeat(0)  # the weights of features that have none
_CERTAIN = "relative"  # the group of what stands right behind whom it means, so that no second one is in question

Weights = Mapping[str, Mapping[str, int]]


@value_class
class Choice:
    """Whom a spot refers to: somebody known, or None; then somebody new, unless it is open who of those known."""

    entity: int | None
    is_open: bool = False


class Ranker:
    """Chooses by weights, one table a group of spots."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    def score(self, group: str, features: Features) -> int:
        """Return the sum of the weights of `features`."""
        return sum(map(self.weights[group].get, features, _ZEROS))

    def choose(self, spot: Spot, nobody: Features, candidates: Sequence[tuple[int, Features]]) -> Choice:
        """Return the candidate with the highest sum, if `nobody` is below it and all others are well below it.

        Of one far above all others `nobody` may be a little above.
        """
        if not candidates:
            return Choice(None)
        none = self.score(spot.group, nobody)
        scores = [self.score(spot.group, features) for _, features in candidates]
        highest = max(scores)
        best = scores.index(highest)
        lead = _LEAD.get(spot.group, _LEAD_OF_DESCRIPTIONS)
        second = max((score for at, score in enumerate(scores) if at != best), default=highest - lead)
        is_clear = spot.group == "pronoun" and len(scores) > 1 and highest - second >= _CLEAR
        if highest <= none - (_DOUBT_OF_CLEAR if is_clear else 0):
            return Choice(None, is_open=highest > none - _DOUBT)
        if spot.group != _CERTAIN and second > highest - lead:
            return Choice(None, is_open=True)
        return Choice(candidates[best][0])


@cache
def load_ranker() -> Ranker:
    """Return the ranker with the weights of the package."""
    return Ranker(load_world("ranking"))
