"""The card of a published release, as the Hub's own library and a reader take it."""

import os
import subprocess
import sys

import pytest

from pipeline.publish.folder import make_release
from pipeline.release.request import ReleaseRequest
from tests.hub.publishing import REPO, Publisher, fetch
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of

A = Doc("a")
B = Doc("b", None, (("Bodo Muster", "Nein."),))

VALIDATE = """
import sys
from huggingface_hub import DatasetCard
DatasetCard.load(sys.argv[1]).validate(repo_type="dataset")
try:
    DatasetCard("---\\nconfigs:\\n- config_name: a\\n- config_name: a\\n---\\n").validate(repo_type="dataset")
except ValueError as error:
    print(error)
"""


def run(hub, folder, code, *arguments):
    """What a new process with an empty cache prints; the library takes the Hub's address when it is imported."""
    environment = {**os.environ, "HF_ENDPOINT": hub.endpoint, "HF_HOME": str(folder / "home"), "HF_TOKEN": hub.token}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_hub_accepts_its_metadata(hub, tmp_path):
    snapshot = snapshot_of(tmp_path / "lake", [A, B])
    outcome = make_release(
        snapshot, str(tmp_path / "out"), ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1")
    )
    hub.log.clear()
    said = run(hub, tmp_path, VALIDATE, f"{outcome.url}/README.md")
    assert len(hub.log.all("/api/validate-yaml", "POST")) == 2
    assert "names 'a' twice" in said


@pytest.mark.long
def test_the_code_in_the_card_runs(hub, tmp_path):
    """Two versions: the card of each loads that one and would notice the other."""
    publisher = Publisher(hub, tmp_path)
    for docs in ([A], [A, B]):
        publisher.publish(docs)
    for version, n_rows in (("1.0.0", 1), ("1.1.0", 2)):
        card = (fetch(hub, f"v{version}", tmp_path / version, REPO) / "README.md").read_text()
        code = card.split("```python\n")[1].split("```")[0]
        assert run(hub, tmp_path, f"{code}\nprint(statements.num_rows)").split()[-1] == str(n_rows)
