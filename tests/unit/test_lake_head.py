"""The head and the lock: what a release sees while builds are under way, beside each other, or killed."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import LakeError
from pipeline.lake.build import build_months
from pipeline.lake.cleanup import clean_lake
from pipeline.lake.head import advance_head, take_snapshot
from pipeline.lake.lock import locked
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.staleness import stale_months
from pipeline.lake.storage import Storage
from tests.corpora import ARTICLES, build_lake, settings_in, write_seed


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


def write_months(settings, text):
    for month in ("2025-01", "2025-02", "2025-03"):
        write_seed(Path(settings.seeds), f"{month}.txt", f"{text} {month}", f"{month}-05")


def begin(settings):
    """A build of all that is stale, its storage and plans; each `next` promotes a month."""
    storage = Storage(settings.lake)
    plans = plan_months(refresh_seed_index(storage, settings), settings)
    return storage, plans, build_months(storage, plans, stale_months(storage, plans), settings, map)


def test_a_snapshot_taken_during_a_build_is_that_of_the_build_before(settings):
    write_months(settings, ARTICLES[0])
    build_lake(settings)
    before = take_snapshot(Storage(settings.lake))
    write_months(settings, ARTICLES[1])
    storage, plans, months = begin(settings)
    for _ in months:
        assert take_snapshot(storage) == before
    assert advance_head(storage, plans, "seen") == []
    after = take_snapshot(storage)
    assert {month for month, _ in after.month_fingerprints} == set(plans)
    assert not {file.sha256 for file in after.of("documents")} & {file.sha256 for file in before.of("documents")}


def test_two_builds_of_different_seeds_never_make_one_head(settings):
    write_months(settings, ARTICLES[0])
    storage, old_plans, old = begin(settings)
    next(old)
    newer = settings.model_copy(update={"seeds": f"{settings.seeds}-2"})
    write_months(newer, ARTICLES[1])
    _, new_plans, new = begin(newer)
    list(new)
    list(old)  # writes February and March of the old seeds over those of the new
    assert advance_head(storage, new_plans, "new") == ["2025-02", "2025-03"]
    assert advance_head(storage, old_plans, "old") == ["2025-01"]
    with pytest.raises(LakeError, match="no build has been finished"):
        take_snapshot(storage)
    build_lake(newer)
    assert dict(take_snapshot(storage).month_fingerprints) == {m: p.fingerprint for m, p in new_plans.items()}


def test_what_the_head_names_is_not_cleaned_up(settings):
    write_months(settings, ARTICLES[0])
    build_lake(settings)
    before = take_snapshot(Storage(settings.lake))
    write_months(settings, ARTICLES[1])
    storage, plans, months = begin(settings)
    list(months)
    clean_lake(storage, now=1e12)
    assert all(before.table(file).num_rows for file in before.files)
    advance_head(storage, plans, "seen")
    assert len(clean_lake(storage, now=1e12)) == len(before.files)


def test_an_empty_lake_has_an_empty_snapshot(settings):
    assert take_snapshot(Storage(settings.lake)).files == ()


def test_one_process_at_a_time_has_the_lake_and_a_killed_one_lets_go(settings):
    storage = Storage(settings.lake)
    code = (
        "import sys, time\nfrom pipeline.lake.lock import locked\nfrom pipeline.lake.storage import Storage\n"
        "with locked(Storage(sys.argv[1])):\n    print('has it', flush=True)\n    time.sleep(60)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", code, settings.lake], stdout=subprocess.PIPE)
    try:
        assert other.stdout.readline() == b"has it\n"
        with pytest.raises(LakeError, match=f"process {other.pid} has been building"), locked(storage, 0.5):
            pass
    finally:
        other.kill()
        other.wait()
        other.stdout.close()
    with locked(storage, 0.0):
        pass
