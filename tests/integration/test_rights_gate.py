"""Rights that loosen, in real runs: no release, status 1 and one line, until a person accepts it."""

from pathlib import Path

import pytest
from dagster import AssetCheckKey, AssetKey, DagsterInstance

from pipeline.defs.rights_check import RIGHTS_CHECK
from pipeline.errors import EXIT_FOUND_WRONG, ContractError
from tests.corpora import ARTICLES, settings_in, write_seed
from tests.integration.building import run_build

SOURCES = '[{key}]\nname = "Tagblatt"\nredistribution = "metadata"\n[offen]\nname = "O"\nredistribution = "full_text"\n'


def _newest_check():
    with DagsterInstance.get() as instance:
        key = AssetCheckKey(AssetKey("release"), RIGHTS_CHECK)
        record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
        return record.event.dagster_event.asset_check_evaluation_data


def test_a_mistyped_key_is_warned_of_and_makes_no_release(tmp_path, monkeypatch):
    (tmp_path / "dagster").mkdir()
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    project = settings_in(tmp_path)
    seeds = Path(project.seeds)
    write_seed(seeds, "tagblatt/a.txt", ARTICLES[0], "2025-08-27")
    write_seed(seeds, "offen/b.txt", ARTICLES[1], "2025-08-28")
    (seeds / "sources.toml").write_text(SOURCES.format(key="tagblatt"))
    warnings: list[str] = []
    assert run_build(project, warn=warnings.append).version == "1.0.0"
    assert warnings == []

    mistyped = SOURCES.format(key="tagblat") + '[unknown]\nname = "U"\nredistribution = "full_text"\n'
    (seeds / "sources.toml").write_text(mistyped)
    with pytest.raises(ContractError, match=r"1\.0\.1 is not released: 1 document would be .*--accept rights") as held:
        run_build(project, warn=warnings.append)
    assert held.value.exit_status == EXIT_FOUND_WRONG
    assert str(held.value).count("\n") == 0
    check = _newest_check()
    assert not check.passed
    assert str(held.value).startswith(check.description)
    assert "tagblatt metadata → unknown full_text" in str(held.value)
    assert any("no document is of [tagblat]" in line for line in warnings)
    assert any("folder tagblatt/ (1)" in line for line in warnings)
    assert run_build(project, accept=["rights"]).version == "1.0.1"
    assert _newest_check().passed
