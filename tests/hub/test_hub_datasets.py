"""Readers of datasets on the Hub: `load_dataset` in this process and another one, and tables through `hf://`."""

import json
import subprocess
import sys

import pandas as pd
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest
from huggingface_hub import CommitOperationAdd, HfFileSystem

REPO = "press/statements"
CARD = b"""---
configs:
- config_name: dates
  data_files: dates/*.parquet
  default: true
- config_name: actors
  data_files: actors/*.parquet
---
"""


def _parquet(**columns):
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue().to_pybytes()


def publish(hub):
    """Two versions of a small dataset with two configs; `v1` has two dates, `v2` (and main) three."""
    api = hub.api()
    api.create_repo(REPO, repo_type="dataset")
    files = {
        "README.md": CARD,
        "dates/2024-01.parquet": _parquet(day=["2024-01-01", "2024-01-02"], n=[1, 2]),
        "actors/actors.parquet": _parquet(name=["Anna Muster"]),
    }
    for tag in ("v1", "v2"):
        operations = [CommitOperationAdd(path, data) for path, data in files.items()]
        api.create_commit(REPO, operations, commit_message=tag, repo_type="dataset")
        api.create_tag(REPO, tag=tag, repo_type="dataset")
        files = {"dates/2024-02.parquet": _parquet(day=["2024-02-01"], n=[3])}


@pytest.fixture
def published(on_hub):
    publish(on_hub)
    on_hub.log.clear()
    return on_hub


def test_load_dataset_by_config_and_revision(published):
    from datasets import DownloadMode, load_dataset
    from datasets.exceptions import DatasetNotFoundError

    assert load_dataset(REPO, "dates", split="train")["n"][:] == [1, 2, 3]
    sent = published.log.sent("/storage/")
    assert load_dataset(REPO, "dates", revision="v1", split="train")["n"][:] == [1, 2]
    # The shard that both versions share is in the client's cache.
    assert published.log.sent("/storage/") == sent
    assert load_dataset(REPO, "actors", split="train")["name"][:] == ["Anna Muster"]
    rows = load_dataset(
        REPO, "dates", revision="v1", split="train", streaming=True, download_mode=DownloadMode.FORCE_REDOWNLOAD
    )
    assert [row["day"] for row in rows] == ["2024-01-01", "2024-01-02"]
    with pytest.raises(ValueError, match="Available"):
        load_dataset(REPO, "none")
    with pytest.raises(DatasetNotFoundError):
        load_dataset(REPO, "dates", revision="v9")
    # Nothing was asked that this Hub does not know.
    assert {request.status for request in published.log.all()} <= {200, 206, 302, 307, 404}


_READ = """
import json, sys
from datasets import get_dataset_config_names, load_dataset
repo = sys.argv[1]
streamed = load_dataset(repo, "dates", revision="v1", split="train", streaming=True)
print(json.dumps({
    "configs": get_dataset_config_names(repo),
    "main": load_dataset(repo, "dates", split="train")["n"][:],
    "v1": load_dataset(repo, "dates", revision="v1", split="train")["n"][:],
    "streamed": [row["n"] for row in streamed],
}))
"""


def test_load_dataset_in_another_process(hub, tmp_path):
    publish(hub)
    done = subprocess.run(
        [sys.executable, "-c", _READ, REPO],
        env=hub.environment(tmp_path / "home"), cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "configs": ["dates", "actors"],
        "main": [1, 2, 3],
        "v1": [1, 2],
        "streamed": [1, 2],
    }


def test_tables_through_the_file_system(published):
    files = HfFileSystem(endpoint=published.endpoint, token=published.token)
    assert files.ls(f"datasets/{REPO}@v1/dates", detail=False) == [f"datasets/{REPO}@v1/dates/2024-01.parquet"]
    found = pyarrow.dataset.dataset(f"datasets/{REPO}/dates", filesystem=files, format="parquet").to_table()
    assert sorted(found["n"].to_pylist()) == [1, 2, 3]
    assert pd.read_parquet(f"hf://datasets/{REPO}@v1/dates/2024-01.parquet")["n"].tolist() == [1, 2]
    pl = pytest.importorskip("polars")
    with files.open(f"datasets/{REPO}/dates/2024-02.parquet") as handle:
        assert pl.read_parquet(handle)["n"].to_list() == [3]


def test_push_to_hub_and_back(published):
    from datasets import Dataset, load_dataset

    Dataset.from_dict({"n": [4, 5]}).push_to_hub("press/pushed", "numbers", token=published.token)
    assert load_dataset("press/pushed", "numbers", split="train")["n"][:] == [4, 5]
    before = published.api().dataset_info("press/pushed").sha
    Dataset.from_dict({"n": [4, 5]}).push_to_hub("press/pushed", "numbers", token=published.token)
    assert published.api().dataset_info("press/pushed").sha == before
