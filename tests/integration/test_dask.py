"""Extraction on a Dask cluster: a scheduler and two workers of their own, lake and releases in a bucket."""

import shutil
import sys
from pathlib import Path

import pytest
import s3fs

from pipeline.definitions import defs
from pipeline.defs.build import build
from pipeline.defs.resources import silent
from pipeline.errors import WorkersError
from pipeline.lake.cluster import Cluster
from pipeline.lake.storage import Storage
from pipeline.lake.workers import Workers, open_workers
from pipeline.release.verify import verify_release
from tests.corpora import ARTICLES, contents, write_seed
from tests.integration.dask_cluster import ROOT, Numbers, dask_cluster, slow_square, squares

pytestmark = pytest.mark.long

N_DOCUMENTS = 240


@pytest.fixture
def there(project, bucket):
    """The project in a bucket, with seeds of months that are shared out and of small ones, and one that is no seed."""
    for number in range(N_DOCUMENTS):
        text = f"{ARTICLES[number % len(ARTICLES)]} Der Bericht hat die Nummer {number}."
        write_seed(_seeds(project), f"{number % 7}/{number}.txt", text, f"2025-{_month(number):02}-01")
    (_seeds(project) / "empty.txt").touch()
    s3fs.S3FileSystem().put(f"{project.seeds}/", f"{bucket}/seeds/", recursive=True)
    return project.model_copy(update={"seeds": f"{bucket}/seeds", "data": f"{bucket}/data"})


def _month(number):
    """Four months of 40 documents, eight of ten."""
    return number % 4 + 1 if number < 160 else number % 8 + 5


def _seeds(project):
    return Path(project.seeds)


def run(settings, advance=silent):
    return build(defs(), settings, date="2026-01-01", advance=advance)


def n_transitions(address):
    """How much the scheduler has had to do."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return client.run_on_scheduler(lambda dask_scheduler: dask_scheduler.transition_counter)


def released(settings, version):
    """Every file of a release by its name."""
    storage = Storage(f"{settings.releases}/{version}")
    found = storage.filesystem.find(storage.root)
    return {path.removeprefix(storage.root): storage.filesystem.cat_file(path) for path in found}


def test_two_workers_elsewhere_give_the_bytes_of_a_build_here(project, there, tmp_path):
    here = run(project)
    with dask_cluster(tmp_path / "dask", n_workers=2) as cluster:
        on_dask = there.model_copy(update={"dask_scheduler": cluster.address})
        first = run(on_dask)
        assert n_transitions(cluster.address) > 3 * N_DOCUMENTS / 32
        assert (first.version, first.rows) == ("1.0.0", here.rows)
        assert contents(there) == contents(project)
        assert released(there, "1.0.0") == released(project, "1.0.0")
        assert verify_release(Storage(f"{there.releases}/1.0.0")) == []
        again = run(on_dask)
        assert (again.is_new, again.built) == (False, ())


def test_a_worker_killed_in_the_middle_loses_nothing(project, there, tmp_path):
    run(project)
    with dask_cluster(tmp_path / "dask", n_workers=2) as cluster:
        progress = []

        def kill_the_first(done, total):
            if not progress:
                cluster.kill(cluster.workers[0])
            progress.append((done, total))

        report = run(there.model_copy(update={"dask_scheduler": cluster.address}), kill_the_first)
        assert progress[-1] == (N_DOCUMENTS, N_DOCUMENTS)
        assert report.version == "1.0.0"
        assert contents(there) == contents(project)


def test_what_kills_every_worker_is_found_and_left_out(tmp_path):
    with dask_cluster(tmp_path / "dask") as cluster:
        for _ in range(2):
            cluster.start_worker(is_nursed=True)
        tasks = [Numbers(tuple(range(start, start + 4))) for start in range(0, 24, 4)]
        with open_workers(1, cluster.address) as workers:
            found = [square for part in workers.map(squares, tasks) for square in part]
        assert found == [None if number == 13 else number * number for number in range(24)]


def test_a_worker_with_other_code_is_refused(tmp_path):
    other = tmp_path / "other"
    for package in ("pipeline", "schemas"):
        shutil.copytree(ROOT / package, other / package, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "schemas" / "vocabulary.py").open("a", encoding="utf-8") as module:
        module.write("\nLATER = ()\n")
    with dask_cluster(tmp_path / "dask") as cluster:
        cluster.start_worker(code=other)
        refused = r"a worker on \S+ runs onrecord .*, this process onrecord .*; start all of them"
        with open_workers(1, cluster.address) as workers, pytest.raises(WorkersError, match=refused):
            list(workers.map(abs, [1, 2, 3]))


def test_a_worker_that_knows_no_onrecord_is_refused(tmp_path):
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").touch()
    with dask_cluster(tmp_path / "dask") as cluster:
        cluster.start_worker(code=tmp_path)
        with open_workers(1, cluster.address) as workers, pytest.raises(WorkersError, match="same installation"):
            list(workers.map(abs, [1, 2, 3]))


def test_a_scheduler_without_workers_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.lake.cluster._SECONDS_BETWEEN_LOOKS", 0.2)
    with dask_cluster(tmp_path / "dask") as cluster:
        reached = Cluster(cluster.address, no_workers_seconds=1)
        workers = Workers(reached.connect, reached.window)
        with pytest.raises(WorkersError, match=r"no workers for 1 s; start some with `dask worker tcp://"):
            list(workers.map(abs, [1, 2, 3]))
        workers.close()


def test_a_scheduler_that_goes_away_is_said_in_one_line(tmp_path):
    with dask_cluster(tmp_path / "dask", n_workers=1) as cluster, open_workers(1, cluster.address) as workers:
        results = workers.map(slow_square, range(100))
        assert next(results) == 0
        cluster.kill(cluster.scheduler)
        with pytest.raises(WorkersError, match="the scheduler stopped"):
            list(results)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "tcp://127.0.0.1:port"])
def test_a_scheduler_that_is_not_there_is_one_line(address, monkeypatch):
    monkeypatch.setattr("pipeline.lake.cluster._CONNECT_SECONDS", 1.0)
    with open_workers(1, address) as workers, pytest.raises(WorkersError) as caught:
        list(workers.map(abs, [1, 2, 3]))
    assert "\n" not in str(caught.value)
    assert f"ONRECORD_DASK_SCHEDULER {address}: no scheduler" in str(caught.value)


def test_without_the_extra_one_line_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with open_workers(1, "tcp://127.0.0.1:1") as workers, pytest.raises(WorkersError, match=r"onrecord\[dask\]"):
        list(workers.map(abs, [1, 2, 3]))
