"""Readers can tell whether they were given the version that they asked for, also offline."""

import json
import subprocess
import sys

import pytest

from pipeline.errors import ReleaseError
from pipeline.publish.reading import check_version
from tests.hub.publishing import CORPORA, REPO, Publisher

READ = """
import json, os, sys
from datasets import load_dataset
from pipeline.publish.reading import WrongVersionError, check_version
repository, asked = sys.argv[1:]
offline = "HF_HUB_OFFLINE" in os.environ
for options in [{}] if offline else [{}, {"streaming": True}]:
    rows = load_dataset(repository, "statements", revision=asked, split="train", **options)
    try:
        check_version(rows, asked)
        check_version(rows.filter(lambda row: True), asked)
        print(json.dumps(""))
    except WrongVersionError as error:
        print(json.dumps(str(error)))
"""


def read(hub, home, asked, **more):
    command = [sys.executable, "-W", "ignore", "-c", READ, REPO, asked]
    environment = hub.environment(home) | more
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.long
def test_another_version_from_the_cache_is_noticed(hub, tmp_path):
    publisher = Publisher(hub, tmp_path)
    for docs in (CORPORA["first"], CORPORA["second"]):
        publisher.publish(docs)
    assert read(hub, tmp_path / "home", "v1.0.0") == ["", ""]
    # Offline `datasets` gives what its cache holds, whatever is asked for.
    assert read(hub, tmp_path / "home", "v1.0.0", HF_HUB_OFFLINE="1") == [""]
    (told,) = read(hub, tmp_path / "home", "v1.1.0", HF_HUB_OFFLINE="1")
    assert told.startswith("asked for 1.1.0, but this is 1.0.0: load it again while the Hub can be reached")


class Loaded:
    """As much of a dataset as is looked at."""

    def __init__(self, version):
        self.info = type("Info", (), {"version": version})


def test_a_dataset_without_a_version_is_not_taken_for_one():
    for version in (None, "0.0.0"):
        with pytest.raises(ReleaseError, match="does not say its version; read its table `release`"):
            check_version(Loaded(version), "v1.0.0")
    with pytest.raises(ReleaseError, match="version 'main'"):
        check_version(Loaded("1.0.0"), "main")
    check_version(Loaded("1.0.0"), "v1.0.0")
