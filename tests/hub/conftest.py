"""The fixtures of the Hub, for the tests beside it."""

import shutil

import pytest

from tests.hub.fixtures import hub, hub_process, on_hub
from tests.hub.publishing import A, Publisher
from tests.hub.server import ThreadedHub

__all__ = ["hub", "hub_process", "on_hub"]


@pytest.fixture
def publisher(hub, tmp_path):
    return Publisher(hub, tmp_path)


@pytest.fixture(scope="module")
def first_release(tmp_path_factory):
    """The folder of repositories of a Hub with release 1.0.0 of document A."""
    folder = tmp_path_factory.mktemp("first")
    running = ThreadedHub(folder / "hub")
    running.start()
    Publisher(running, folder).publish([A])
    running.stop()
    return running.folder / "repositories"


@pytest.fixture
def released(hub, publisher, first_release):
    """A publisher to a repository that has release 1.0.0 of document A."""
    shutil.copytree(first_release, hub.folder / "repositories", dirs_exist_ok=True)
    return publisher
