"""Whatever happens to seeds, `sources.toml`, takedowns, lake and releases: no release loosens rights by itself.

No release ever holds what the last valid `sources.toml` withholds, and none passes on more of a document than the ones
before it, unless a person accepted that. What happens: edits, losses and slips of both files, also for the length of
one read in the middle of a build or a release; seeds that come and go; a lake that is lost; several targets; yanks and
rollbacks. What was taken down is in no release, nor brought back by a rollback, until a person lifts that: whatever
becomes of its seed, of copies that are nearly the same, and of `takedowns.toml`. Of people's corrections, which hold
words of every document, no more is passed on than of the documents.
"""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hub.fixtures import hub
from tests.property.rights_steps import run, steps
from tests.property.rights_world import SOURCES, TAKEDOWNS

__all__ = ["hub"]

_TO_FOLDER, _ELSEWHERE = ("release", "releases", False), ("release", "elsewhere", False)
_OPENED = ("save", SOURCES, "# nobody restricted any more\n")
_TAKEN = [("take down", "offen"), ("lose", TAKEDOWNS, "missing"), ("remove", "offen"), ("copy", "offen")]


@pytest.mark.parametrize(
    ("given_steps", "n_releases", "n_amendments"),
    [
        ([], 1, 0),
        ([_OPENED, ("build",), _TO_FOLDER], 1, 0),
        ([_OPENED, ("build",), ("release", "releases", True), _ELSEWHERE], 3, 0),
        ([*_TAKEN, ("build",), ("rollback", "releases")], 2, 0),
        ([*_TAKEN, ("build",), _TO_FOLDER, ("lift", "offen")], 3, 0),
        ([("remove", "lose"), ("build",), _TO_FOLDER, ("rollback", "releases"), ("yank", "releases", 0)], 3, 2),
        ([("take down", "offen"), ("lose", TAKEDOWNS, "mistyped"), ("build",), ("put back", TAKEDOWNS)], 2, 0),
    ],
)
def test_what_is_done_here_makes_releases_and_withholds(given_steps, n_releases, n_amendments):
    """Without it a sequence in which everything is refused would pass."""
    world = run(given_steps)
    assert (world.n_releases, world.n_amendments) == (n_releases, n_amendments)


_ANY = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@_ANY
@given(st.lists(steps, min_size=3, max_size=10))
def test_no_release_loosens_rights_by_itself(given_steps):
    run(given_steps)


@pytest.mark.long
@settings(_ANY, max_examples=30)
@given(st.lists(steps, min_size=3, max_size=14))
def test_no_release_loosens_rights_in_many_histories(given_steps):
    run(given_steps)


@pytest.mark.long
def test_no_publish_loosens_rights_by_itself(hub):
    """The other target is a repository: what main and the new tag hold is held against the same property."""
    numbers, n_published = count(), []

    @settings(_ANY, max_examples=15)
    @given(st.lists(steps, min_size=3, max_size=10))
    def publish(given_steps):
        world = run(given_steps, hub=hub, repository=f"press/history-{next(numbers)}")
        n_published.append(len(world.places["elsewhere"].versions()))

    publish()
    assert sum(n_published) > 0
