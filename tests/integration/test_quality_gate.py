"""A fall in data quality stops a real build, with the measures where people look, until somebody accepts it."""

import json
from pathlib import Path

import pytest
from dagster import AssetKey, DagsterInstance
from dagster._core.definitions.asset_checks.asset_check_spec import AssetCheckKey

from pipeline.definitions import defs
from pipeline.defs.build import build
from pipeline.defs.failures import last_failure
from pipeline.defs.jobs import refresh
from pipeline.defs.quality import QUALITY_CHECK
from pipeline.defs.resources import resources_of, silent
from pipeline.defs.retries import UNWATCHED
from pipeline.errors import EXIT_FOUND_WRONG, ContractError
from tests.corpora import ARTICLES


def _seed(project, n_documents):
    lines = [
        {"id": str(number), "date": "2025-08-27", "language": "de", "text": f"{ARTICLES[0]} Fall {number}."}
        for number in range(n_documents)
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (Path(project.seeds) / "agency.jsonl").write_text(text, encoding="utf-8")


def _build(project, **arguments):
    return build(defs(), project, date="2026-01-01", advance=silent, **arguments)


def _newest_check():
    with DagsterInstance.get() as instance:
        key = AssetCheckKey(AssetKey("release"), QUALITY_CHECK)
        record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
        return record.event.dagster_event.asset_check_evaluation_data


def test_documents_that_vanish_stop_the_build_until_accepted(project):
    _seed(project, 60)
    assert _build(project).version == "1.0.0"
    first = _newest_check()
    assert (first.passed, first.description.split(":")[0]) == (True, "Nothing to compare")
    _seed(project, 10)
    with pytest.raises(ContractError, match="--accept documents") as blocked:
        _build(project)
    assert blocked.value.exit_status == EXIT_FOUND_WRONG
    assert "60 before, 10 now" in str(blocked.value)
    failed = _newest_check()
    assert not failed.passed
    measures = {row.data["measure"]: row.data for row in failed.metadata["measures"].records}
    assert measures["documents"] == measures["documents"] | {"before": 60.0, "now": 10.0, "lowest ratio": 0.8}
    with DagsterInstance.get() as instance:
        job = defs().resolve_job_def(refresh.name)
        by_itself = {"resources": resources_of(project), "tags": UNWATCHED, "raise_on_error": False}
        assert not job.execute_in_process(instance=instance, **by_itself).success
        failure = last_failure(instance, project.data)
        assert "60 before, 10 now" in failure.cause
        assert failure.again_at is None  # nobody starts it again before somebody looked
    accepted = _build(project, accept=["documents"])
    assert accepted.is_new
    assert _newest_check().description.startswith("A known change was accepted: documents")
