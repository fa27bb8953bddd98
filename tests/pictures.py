"""Releases without plots, for tests that look at other things: of a small release they take most of the time."""

import pytest

import pipeline.release.companions as companions
from pipeline.release.plot_process import Draughtsman


def draw_nothing(patched: pytest.MonkeyPatch) -> None:
    """Make releases without plots, and without the process that draws them."""
    patched.setattr(companions, "pictures_of", lambda *arguments: {})
    patched.setattr(Draughtsman, "start", lambda self: None)
