"""What may happen in a history of rights, and running one."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import strategies as st

import pipeline.parse.beside_seeds as beside_seeds
from tests.pictures import draw_nothing
from tests.property.rights_corpus import DOCUMENTS, LEVELS, sources_toml
from tests.property.rights_world import BROKEN, SOURCES, TAKEDOWNS, World

PLACES = ("releases", "elsewhere")

_levels = st.sampled_from(LEVELS)
_tomls = st.one_of(
    st.builds(
        sources_toml,
        st.one_of(st.just(("full_text", "quotes", "metadata")), st.tuples(_levels, _levels, _levels)),
        st.one_of(st.none(), st.none(), _levels),
        st.sampled_from([None, None, "offen", "zitat", "meta"]),
        st.sampled_from([None, *LEVELS]),
    ),
    st.just("# nobody yet\n"),
)
_names = st.sampled_from(list(DOCUMENTS))
_places = st.sampled_from(PLACES)
_build_and_release = st.sampled_from([("build",), ("release", "releases", False), ("release", "elsewhere", False)])
_ways_to_lose = st.sampled_from(["missing", "link", *BROKEN[SOURCES]])
_one_read = st.integers(1, 3)

steps = st.one_of(
    _build_and_release,
    _build_and_release,
    st.tuples(st.just("write"), _names),
    st.tuples(st.just("remove"), _names),
    st.tuples(st.just("save"), st.just(SOURCES), _tomls),
    st.tuples(st.just("lose"), st.sampled_from([SOURCES, TAKEDOWNS]), _ways_to_lose),
    st.tuples(st.just("put back"), st.sampled_from([SOURCES, TAKEDOWNS])),
    st.tuples(
        st.just("flicker"),
        st.just(SOURCES),
        _one_read,
        st.one_of(_tomls, st.sampled_from([None, *BROKEN[SOURCES].values()])),
    ),
    st.tuples(
        st.just("flicker"),
        st.just(TAKEDOWNS),
        _one_read,
        st.sampled_from([None, "# nothing yet\n", *BROKEN[TAKEDOWNS].values()]),
    ),
    st.tuples(st.just("slip"), st.just(SOURCES), _one_read, _tomls),
    st.tuples(st.just("slip"), st.just(TAKEDOWNS), _one_read, _ways_to_lose),
    st.tuples(st.just("release"), _places, st.just(True)),
    st.just(("lose lake",)),
    st.tuples(st.just("rollback"), _places),
    st.tuples(st.just("yank"), _places, st.sampled_from([0, -1])),
    st.tuples(st.sampled_from(["take down", "take down", "copy", "lift"]), _names),
)

_START = [
    *(("write", name) for name in DOCUMENTS),
    ("save", SOURCES, sources_toml(LEVELS[::-1], None, None, "metadata")),
    ("build",),
    ("release", "releases", False),
]


def run(given, *, hub=None, repository=""):
    """The world after these steps. AssertionError when one of them does not keep the property."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        world = World(Path(folder), hub, repository)
        patched.setattr(beside_seeds, "open_seed", world.open_seed)
        # Plots take most of the time of a release, and are drawn of what is in its tables.
        draw_nothing(patched)
        last = ("build",), ("release", "releases", False), *([("release", "elsewhere", False)] if hub else [])
        for step in [*_START, *given, *last]:
            world.do(step)
        return world
