"""The check on days of publication that have not come yet."""

import datetime

import pyarrow as pa

from pipeline.defs.days_check import days_check_result
from pipeline.lake.plan import MonthPlan

NOW = datetime.datetime(2025, 8, 27, 12, tzinfo=datetime.UTC)


def plans(*days):
    rows = {day: pa.table({"document_id": [f"doc_{day}"], "published_on": [day]}) for day in days}
    return {f"{day:%Y-%m}": MonthPlan(f"{day:%Y-%m}", table, (), "") for day, table in rows.items()}


def test_a_day_that_has_not_begun_anywhere_is_a_warning():
    found = days_check_result("seed_index", plans(datetime.date(2025, 8, 26), datetime.date(2099, 3, 4)), NOW)
    assert (found.passed, found.severity.value) == (False, "WARN")
    assert found.metadata["document_ids"].value == ["doc_2099-03-04"]


def test_today_somewhere_and_undated_are_none():
    undated = pa.table({"document_id": ["doc_1"], "published_on": pa.array([None], pa.date32())})
    tomorrow = datetime.date(2025, 8, 28)
    assert days_check_result("seed_index", plans(tomorrow), NOW).passed
    assert days_check_result("seed_index", {"undated": MonthPlan("undated", undated, (), "")}, NOW).passed
