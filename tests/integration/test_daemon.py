"""The real daemon: seeds arrive, change and go, and each time one release follows by itself."""

import os
import signal
import time
from pathlib import Path

import pytest
from dagster import DagsterInstance
from datasets import load_dataset

from pipeline.defs.jobs import refresh
from pipeline.defs.months import MONTH_ASSETS
from pipeline.defs.partitions import MONTHS_NAME
from pipeline.defs.processes import PROCESS_TAG
from pipeline.defs.retries import ATTEMPT_TAG
from pipeline.defs.sensors import SEEDS_TAG
from pipeline.lake.storage import Storage
from pipeline.release.verify import verify_release
from tests.corpora import ARTICLES, settings_in, write_seed
from tests.integration.daemon import dagster_dev

pytestmark = pytest.mark.long


def documents_of(desk, version, cache):
    """The rows of `documents` as `datasets` loads them, by seed."""
    loaded = load_dataset(str(desk.folder(version)), "documents", split="train", cache_dir=str(cache / version))
    return {row["seed"]: row for row in loaded}


def test_what_happens_to_the_seeds_happens_to_the_releases(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    project = settings_in(tmp_path)
    seeds = Path(project.seeds)
    with dagster_dev(project, tmp_path) as desk:
        write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
        write_seed(seeds, "b.txt", ARTICLES[1], "2025-07-03")
        desk.wait_until_settled()
        assert desk.versions() == ["1.0.0"]
        assert set(documents_of(desk, "1.0.0", tmp_path)) == {"a.txt", "b.txt"}
        with DagsterInstance.from_config(str(desk.home)) as instance:
            assert sorted(instance.get_dynamic_partitions(MONTHS_NAME)) == ["2025-07", "2025-08"]
        assert desk.n_built("2025-07") == desk.n_built("2025-08") == dict.fromkeys(MONTH_ASSETS, 1)

        write_seed(seeds, "a.txt", "Die Ministerin sagte, alles sei neu.", "2025-08-27")
        desk.wait_until_settled()
        assert desk.versions() == ["1.0.0", "1.0.1"]
        assert documents_of(desk, "1.0.1", tmp_path)["a.txt"]["text"].startswith("Die Ministerin")
        assert desk.n_built("2025-08") == dict.fromkeys(MONTH_ASSETS, 2)
        assert desk.n_built("2025-07") == dict.fromkeys(MONTH_ASSETS, 1)

        (seeds / "b.txt").unlink()
        desk.wait_until_settled()
        assert desk.versions() == ["1.0.0", "1.0.1", "1.0.2"]
        assert set(documents_of(desk, "1.0.2", tmp_path)) == {"a.txt"}

        (seeds / "broken.jsonl").write_text('{"id": \n', encoding="utf-8")
        desk.wait_until_settled()
        newest = desk.versions()[-1]
        assert len(desk.versions()) == 4
        (rejected,) = load_dataset(str(desk.folder(newest)), "rejected", split="train", cache_dir=str(tmp_path / "r"))
        assert (rejected["seed"], rejected["reason"]) == ("broken.jsonl", "broken_json")

        for number in range(50):
            text = f"{ARTICLES[number % 5]} Fall {number}."
            write_seed(seeds, f"many/{number}.txt", text, f"2025-{number % 5 + 1:02}-03")
        desk.wait_until_settled()
        newest = desk.versions()[-1]
        assert len(desk.versions()) == 5
        assert len(documents_of(desk, newest, tmp_path)) == 51
        assert verify_release(Storage(str(desk.folder(newest)))) == []
        assert desk.n_built("2025-01") == dict.fromkeys(MONTH_ASSETS, 1)
        assert desk.n_built("2025-08") == dict.fromkeys(MONTH_ASSETS, 2)
        settled = time.time()
        desk.wait_for("three looks that ask for nothing", lambda: len(desk.reasons_since(settled)) >= 3)
        assert set(desk.reasons_since(settled)) == {"All 52 seeds are as the lake has them."}
        runs = desk.runs()
        assert [run.status.value for run in runs] == ["SUCCESS"] * 5
        assert {run.job_name for run in runs} == {refresh.name}


def test_a_killed_run_is_started_again_and_its_log_says_what_to_do(tmp_path):
    project = settings_in(tmp_path, jobs=2)
    with dagster_dev(project, tmp_path) as desk:
        for number in range(600):
            text = f"{' '.join(ARTICLES * 4)} Fall {number}."
            write_seed(Path(project.seeds), f"{number}.txt", text, f"2025-{number % 6 + 1:02}-03")
        desk.wait_for("a month of the lake", lambda: list(Path(project.lake).glob("months/*.json")))
        (run,) = desk.runs()
        os.kill(int(run.tags[PROCESS_TAG].split()[1]), signal.SIGKILL)
        desk.wait_until_settled(240)
        again, killed = desk.runs()
        assert (killed.run_id, killed.status.value, again.status.value) == (run.run_id, "FAILURE", "SUCCESS")
        assert (again.tags[SEEDS_TAG], again.tags[ATTEMPT_TAG]) == (killed.tags[SEEDS_TAG], "2")
        assert desk.versions() == ["1.0.0"]
        assert verify_release(Storage(str(desk.folder("1.0.0")))) == []

        def advice():
            with DagsterInstance.from_config(str(desk.home)) as instance:
                return [
                    e.message
                    for e in instance.all_logs(killed.run_id)
                    if "launch the job `bring_up_to_date`" in e.message
                ]

        desk.wait_for("the advice in the run's log", advice)
