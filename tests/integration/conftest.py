"""A project of its own for each test: seeds, data and a Dagster instance in a scratch folder."""

import pytest

from tests.corpora import settings_in


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Settings of a scratch project, with DAGSTER_HOME set to a scratch instance."""
    home = tmp_path / "dagster"
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    return settings_in(tmp_path)
