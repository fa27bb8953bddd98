"""Actors: who is named in a text, and who is meant by every other mention of them."""

from pipeline.extract.actors.names import Name
from pipeline.extract.actors.ranking import Ranker
from pipeline.extract.actors.recognition import find_names
from pipeline.extract.actors.resolution import Resolution, resolve

__all__ = ["Name", "Ranker", "Resolution", "find_names", "resolve"]
