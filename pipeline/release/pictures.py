"""The plots of a release: which there are, where they lie in it, and what they show in words."""

from pipeline.release.card import Picture
from pipeline.release.contents import Contents
from pipeline.release.differences import Differences


def draw_pictures(current: Contents, differences: Differences | None) -> dict[Picture, bytes]:
    """The plots as PNG."""
    return {}
