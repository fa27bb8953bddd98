"""An independent client, the npm package @huggingface/hub, finds a Hub here too: it was not made to fit one client."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPO = "press/from-javascript"
ROWS = b"PAR1" + bytes(range(256)) * 100

SCRIPT = Path(__file__).with_name("npm_client.mjs")


@pytest.fixture(scope="module")
def node_folder(tmp_path_factory):
    """A folder where node finds the package."""
    if not shutil.which("npm"):
        pytest.fail("npm is needed for this test: install Node.js (apt-get install nodejs npm)")
    folder = tmp_path_factory.mktemp("node")
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", "@huggingface/hub"]
    done = subprocess.run(install, cwd=folder, capture_output=True, text=True, timeout=300)
    if done.returncode:
        pytest.fail(f"npm could not install the client: {done.stderr[-200:]}")
    return folder


@pytest.mark.long
@pytest.mark.parametrize("hub", [{}, {"multipart_bytes": 10_000, "page_size": 2}], indirect=True)
def test_the_npm_client(hub, node_folder):
    shutil.copy(SCRIPT, node_folder)
    environment = {**os.environ, "HF_ENDPOINT": hub.endpoint, "HF_TOKEN": hub.token}
    run = ["node", SCRIPT.name, REPO]
    done = subprocess.run(run, cwd=node_folder, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["user"], told["license"], told["stale"], told["again"]) == ("press", "mit", 412, 409)
    assert told["files"] == [
        [".gitattributes", "file", "initial commit"],
        ["README.md", "file", "from another client"],
        ["data", "directory", "from another client"],
        ["data/2024-01.parquet", "file", "from another client"],
    ]
    assert told["commits"][:2] == [told["second"], told["first"]]
    assert (told["isSame"], told["exists"]) == (True, [False, True])
    assert told["sha256"] == [hashlib.sha256(ROWS).hexdigest()]
    # What one client wrote, the other one reads.
    info = hub.api().dataset_info(REPO, revision="release/1.0", files_metadata=True)
    assert (info.sha, info.private) == (told["first"], True)
    assert {file.rfilename for file in info.siblings} == {
        ".gitattributes",
        "README.md",
        "a.txt",
        "data/2024-01.parquet",
    }
