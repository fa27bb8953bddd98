"""What a launch from the UI cannot choose, and what an audit says when nobody could be asked."""

import json
import sys

import pytest
from dagster import DagsterInstance, asset, materialize

from bench import audit
from pipeline.defs.resources import Project, project_of
from tests.corpora import settings_in


@asset
def probe(project: Project) -> None:
    project.settings_of_step()


@pytest.mark.parametrize(
    ("chosen", "is_done"),
    [({"jobs": 3}, True), ({"spacy_pipeline": "de=/tmp/theirs"}, False), ({"dask_scheduler": "tcp://a.test:1"}, False)],
)
def test_a_launch_cannot_choose_the_code_that_it_runs(tmp_path, chosen, is_done):
    settings = settings_in(tmp_path)
    own = {name: getattr(settings, name) for name in Project.model_fields}
    given = {name: value for name, value in own.items() if isinstance(value, str | int)} | chosen
    config = {"resources": {"project": {"config": given}}}
    with DagsterInstance.ephemeral() as instance:
        done = materialize(
            [probe],
            instance=instance,
            resources={"project": project_of(settings)},
            run_config=config,
            raise_on_error=False,
        )
        assert done.success == is_done
        if not is_done:
            (failure,) = done.get_step_failure_events()
            told = failure.step_failure_data.error.message
            assert f"{next(iter(chosen))}: names code to run, so a launch cannot choose it" in told


UV = """#!{python}
import json, pathlib, sys
if "cyclonedx-py" in sys.argv:
    pathlib.Path(sys.argv[sys.argv.index("--output-file") + 1]).write_text(json.dumps({{"components": [1, 2]}}))
elif {answer!r} == "offline":
    sys.exit("ConnectionError: no route to the database")
else:
    sys.stdout.write({answer!r})
"""
KNOWN = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
SAFE = {"name": "b", "version": "1", "vulns": []}
SKIPPED = {"name": "c", "skip_reason": "not found there"}


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        ([KNOWN, SAFE], 1, "a 1: PYSEC-1, fixed in: 2"),
        ([SAFE], 0, "no known vulnerability in 1 packages"),
        ([SAFE, SKIPPED], 2, "no advisory database was reached for 1 of 2 packages"),
        ("offline", 2, "no advisory database could be asked, so nothing is known about vulnerabilities (ConnectionErr"),
    ],
    ids=["known", "none", "skipped", "offline"],
)
def test_an_audit_never_takes_no_answer_for_no_vulnerability(tmp_path, monkeypatch, capsys, answer, status, words):
    tool = tmp_path / "uv"
    told = answer if isinstance(answer, str) else json.dumps({"dependencies": answer})
    tool.write_text(UV.format(python=sys.executable, answer=told))
    tool.chmod(0o755)
    monkeypatch.setattr(audit, "_UV", tool)
    monkeypatch.chdir(tmp_path)
    assert audit.main(["requirements.txt"]) == status
    found = capsys.readouterr()
    assert words in found.out + found.err
    assert "dist/requirements.cdx.json: 2 components" in found.out
