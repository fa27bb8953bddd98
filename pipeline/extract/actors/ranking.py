"""Choosing whom a pronoun or description refers to: the sum of integer weights of what speaks for each candidate.

The weights are data, the same for every language: `world/ranking.toml`, one table for each group of spots,
learnt by `training.coreference`. To refer to nobody known is a candidate as well, so that a doubtful one is left out.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from pipeline.extract.actors.candidates import Features
from pipeline.extract.actors.spots import Spot
from pipeline.extract.world import load_world

Weights = Mapping[str, Mapping[str, int]]


class Ranker:
    """Chooses by weights, one table a group of spots."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    def score(self, group: str, features: Features) -> int:
        """Return the sum of the weights of `features`."""
        weights = self.weights[group]
        return sum([weights.get(feature, 0) for feature in features])

    def choose(self, spot: Spot, nobody: Features, candidates: Sequence[tuple[int, Features]]) -> int | None:
        """Return the candidate with the highest sum, the first of equals, or None if that of `nobody` is not below."""
        group = spot.group
        best, highest = None, self.score(group, nobody)
        for entity, features in candidates:
            score = self.score(group, features)
            if score > highest:
                best, highest = entity, score
        return best


@cache
def load_ranker() -> Ranker:
    """Return the ranker with the weights of the package."""
    return Ranker(load_world("ranking"))
