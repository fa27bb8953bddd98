"""The real seed, built by the command line into a release that the libraries in the README read."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from datasets import load_dataset

from pipeline.definitions import defs
from pipeline.defs.build import build
from pipeline.defs.resources import silent
from pipeline.settings import make_settings
from schemas.export import features
from schemas.tables import RELEASED_TABLES
from tests import PROJECT_ROOT


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """The folder of the release of the project's own seeds."""
    folder = tmp_path_factory.mktemp("release")
    (folder / "dagster").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(folder / "dagster"))
        patch.setenv("HF_DATASETS_CACHE", str(folder / "cache"))
        settings = make_settings(seeds=str(PROJECT_ROOT / "seeds"), data=str(folder / "data"))
        report = build(defs(), settings, date="2026-01-01", advance=silent)
        yield Path(report.folder)


def test_every_table_that_has_rows_loads_with_the_declared_features(release, tmp_path):
    manifest = json.loads((release / "MANIFEST.json").read_text())
    filled = {file["table"] for file in manifest["files"] if file.get("table")}
    assert filled >= {"documents", "dates", "mentions", "actors", "statements", "release"}
    for table in RELEASED_TABLES:
        if table not in filled:
            continue
        loaded = load_dataset(str(release), table, split="train", cache_dir=str(tmp_path))
        assert loaded.features == features(table), table
        streamed = load_dataset(str(release), table, split="train", streaming=True, cache_dir=str(tmp_path))
        assert sum(1 for _ in streamed) == loaded.num_rows > 0


def test_statements_are_the_default_config(release, tmp_path):
    default = load_dataset(str(release), split="train", cache_dir=str(tmp_path))
    assert "cue_lemma" in default.column_names


def test_an_empty_table_has_neither_file_nor_config(release):
    assert not (release / "rejected").exists()
    assert "rejected/" not in (release / "README.md").read_text().split("---")[1]


def test_pandas_polars_and_duckdb_read_the_files(release):
    file = release / "statements" / "2025-08.parquet"
    rows = len(pd.read_parquet(file))
    assert rows > 10
    assert pl.read_parquet(file).height == rows
    assert duckdb.sql(f"select count(*) from '{file}'").fetchall() == [(rows,)]
    spoken = duckdb.sql(f"select count(*) from '{release}/statements/*.parquet' where speaker_text is not null")
    assert 0 < spoken.fetchall()[0][0] <= rows


def test_the_release_is_the_same_from_another_process(release, tmp_path):
    """Same seeds, code and date: identical bytes, whatever the process, its hash seed and its working directory."""
    (tmp_path / "dagster").mkdir()
    environment = {"DAGSTER_HOME": str(tmp_path / "dagster"), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    command = [
        Path(sys.executable).with_name("onrecord"),
        "build",
        "--project",
        PROJECT_ROOT,
        "--data",
        tmp_path / "data",
    ]
    subprocess.run(
        [*command, "--date", "2026-01-01"], check=True, capture_output=True, env=environment, cwd=tmp_path, timeout=120
    )
    again = tmp_path / "data" / "releases" / release.name
    names = sorted(path.relative_to(release) for path in release.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert [name for name in names if (release / name).read_bytes() != (again / name).read_bytes()] == []


def test_no_path_of_this_machine_is_in_the_release(release):
    for path in release.rglob("*"):
        if path.is_file():
            assert str(PROJECT_ROOT).encode() not in path.read_bytes(), path
            assert str(release.parent).encode() not in path.read_bytes(), path
