"""Small months are made whole in one task, large ones are shared out; which of the two never shows in the lake."""

import pyarrow as pa
import pytest

from pipeline.errors import LakeError
from pipeline.lake import small_months
from pipeline.lake.build import build_months
from pipeline.lake.months import list_months
from pipeline.lake.plan import MonthPlan, plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.small_months import portions
from pipeline.lake.staleness import stale_months
from pipeline.lake.storage import Storage
from tests.corpora import ARTICLES, build_lake, contents, settings_in, write_seed


def plans_of(*sizes):
    return [MonthPlan(f"{2000 + n}-01", pa.table({"seed": ["a.txt"] * size}), (), "f") for n, size in enumerate(sizes)]


def sizes_of(plans):
    return [plan.n_documents for plan in plans]


def test_portions_keep_all_months_in_their_order():
    plans = plans_of(50, 0, 700, 3, 3, 31, 1, *[50] * 100, 5000, 12)
    assert [plan for portion in portions(plans) for plan in portion.plans] == plans


def test_months_that_are_small_beside_the_rest_share_a_task_and_the_last_tasks_are_smaller():
    found = list(portions(plans_of(*[50] * 200)))
    small = [sum(sizes_of(portion.plans)) for portion in found if portion.is_small]
    assert small[0] == 250
    assert small == sorted(small, reverse=True)
    assert all(len(portion.plans) == 1 for portion in found if not portion.is_small)


def test_a_month_is_shared_out_when_there_is_little_else():
    assert [portion.is_small for portion in portions(plans_of(33))] == [False]
    assert [portion.is_small for portion in portions(plans_of(20, 12))] == [True]


def test_how_months_are_shared_out_never_shows(tmp_path, monkeypatch):
    settings = settings_in(tmp_path)
    for number in range(45):
        month = 1 if number < 40 else number % 4 + 2
        write_seed(tmp_path / "seeds", f"{number}.txt", f"{ARTICLES[number % 5]} Fall {number}.", f"2025-{month:02}-03")
    (tmp_path / "seeds" / "empty.txt").touch()  # a month of rejections alone
    build_lake(settings)
    monkeypatch.setattr(small_months, "_FEWEST_DOCUMENTS", 0)
    monkeypatch.setattr(small_months, "_MOST_DOCUMENTS", 0)
    shared_out = settings.model_copy(update={"data": str(tmp_path / "shared-out")})
    build_lake(shared_out)
    assert contents(shared_out) == contents(settings)


def test_a_seed_that_changes_costs_its_own_month_alone(tmp_path):
    settings = settings_in(tmp_path)
    for month in (1, 2, 3):
        write_seed(tmp_path / "seeds", f"{month}.txt", ARTICLES[month], f"2025-{month:02}-03")
    storage = Storage(settings.lake)
    plans = plan_months(refresh_seed_index(storage, settings), settings)
    write_seed(tmp_path / "seeds", "2.txt", ARTICLES[4], "2025-02-03")
    with pytest.raises(LakeError, match=r"2\.txt: changed while 2025-02"):
        list(build_months(storage, plans, stale_months(storage, plans), settings, map))
    assert list_months(storage) == ["2025-01"]
