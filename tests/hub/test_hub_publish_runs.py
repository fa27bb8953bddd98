"""Publishing as people start it: the command and the asset, and that neither ever shows the token."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from dagster import AssetKey, DagsterInstance, materialize

from pipeline.cli import main
from pipeline.defs.hub import hub_release
from pipeline.defs.resources import HubRepository, project_of
from tests.corpora import ARTICLES, build_lake, settings_in, write_seed
from tests.hub.publishing import REPO, state
from tests.hub.server import ThreadedHub

ONRECORD = Path(sys.executable).with_name("onrecord")

MATERIALIZE = """
import sys
from dagster import DagsterInstance, materialize
from pipeline.cli import main
from pipeline.defs.hub import hub_release
from pipeline.defs.resources import HubRepository, project_of
from pipeline.settings import load_settings
settings = load_settings()
hub = HubRepository(repository=settings.repository, endpoint=settings.hub_endpoint)
with DagsterInstance.get() as instance:
    resources = {"project": project_of(settings), "hub": hub}
    result = materialize([hub_release], instance=instance, resources=resources, raise_on_error=False)
sys.exit(not result.success)
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Settings of a project whose lake holds two months."""
    settings = settings_in(tmp_path_factory.mktemp("lake"))
    for number, day in enumerate(("2025-01-05", "2025-02-05")):
        write_seed(Path(settings.seeds), f"{day}.txt", ARTICLES[number], day)
    licensed = '[unknown]\nname = "unknown"\nredistribution = "full_text"\nlicence = "CC BY 4.0"\n'
    Path(settings.seeds, "sources.toml").write_text(licensed)
    build_lake(settings)
    return settings


@pytest.fixture
def instance_folder(tmp_path, monkeypatch):
    """The folder in which a Dagster instance of this test keeps everything."""
    (tmp_path / "dagster").mkdir()
    (tmp_path / "dagster" / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    return tmp_path / "dagster"


def variables(hub, project):
    return {
        "ONRECORD_SEEDS": project.seeds,
        "ONRECORD_DATA": project.data,
        "ONRECORD_REPOSITORY": REPO,
        "ONRECORD_HUB_ENDPOINT": hub.endpoint,
        "HF_TOKEN": hub.token,
    }


def run(hub, project, tmp_path, *command):
    environment = hub.environment(tmp_path / "home") | variables(hub, project)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.long
def test_the_command_prints_its_plan_publishes_and_says_how_to_load(hub, lake, tmp_path):
    status, out, err = run(hub, lake, tmp_path, ONRECORD, "publish", "--dry-run")
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == "dry run: nothing was written"
    plan = out.splitlines()[1:-1]
    status, out, err = run(hub, lake, tmp_path, ONRECORD, "publish", "--repo", REPO, "--date", "2026-01-01")
    assert (status, err) == (0, "")
    assert out.splitlines()[1 : len(plan) + 1] == plan
    assert f"release 1.0.0 at {hub.endpoint}/datasets/{REPO}/tree/v1.0.0" in out
    assert f'load_dataset("{REPO}", "statements", split="train", revision="v1.0.0")' in out
    status, out, err = run(hub, lake, tmp_path, ONRECORD, "publish")
    assert (status, err) == (0, "")
    assert out.startswith("nothing changed: release 1.0.0 at ")
    assert set(state(hub)["tags"]) == {"v1.0.0"}


@pytest.mark.parametrize(
    ("arguments", "changes", "message"),
    [
        ((), {"HF_TOKEN": ""}, "HF_TOKEN is not set"),
        ((), {"HF_TOKEN": "to ken"}, "HF_TOKEN contains characters that are not allowed in a token"),
        ((), {"ONRECORD_REPOSITORY": ""}, "no target: give --repo NAMESPACE/NAME or --to"),
        (("--repo", "press"), {}, "repository 'press': give it as NAMESPACE/NAME"),
        (("--endpoint", "hub.test"), {}, "endpoint 'hub.test'"),
        (("--endpoint", "http://127.0.0.1:9"), {}, "http://127.0.0.1:9 cannot be reached"),
        (("--date", "today"), {}, "release date 'today'"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(hub, tmp_path, monkeypatch, capfd, arguments, changes, message):
    for name, value in (variables(hub, settings_in(tmp_path)) | changes).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["onrecord", "publish", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    err = capfd.readouterr().err
    assert (ended.value.code, err.count("\n")) == (2, 1), err
    assert message in err


READ, GUEST = ThreadedHub.read_token, ThreadedHub.guest_token


@pytest.mark.parametrize(
    ("arguments", "token", "message"),
    [
        (
            ("publish", "--repo", "nobody/statements"),
            None,
            "nobody/statements: the token may not create the repository",
        ),
        (("publish",), GUEST, f"{REPO}: the token may not create the repository"),
        (("publish", "--repo", "press/old"), READ, "press/old: the token may not create the branch staging-v1.0.0-"),
        (("yank", "1.0.0", "--reason", "x", "--repo", "press/old"), READ, "press/old: holds no releases at "),
        (("verify", "press/none"), None, "press/none: no such dataset at "),
        (("diff", "press/none", "press/old"), None, "press/none: no such dataset at "),
    ],
)
def test_what_may_not_be_written_or_seen_is_one_line_and_nothing_is_left(
    hub, lake, monkeypatch, capfd, arguments, token, message
):
    hub.api().create_repo("press/old", repo_type="dataset")
    before = state(hub, "press/old")
    for name, value in (variables(hub, lake) | {"HF_TOKEN": token or hub.token}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["onrecord", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    err = capfd.readouterr().err
    assert (ended.value.code, err.count("\n")) == (2, 1), err
    assert message in err
    assert state(hub, "press/old") == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("publish",),
        ("yank", "1.0.0", "--reason", "x", "--repo", REPO),
        ("verify", REPO),
    ],
    ids=lambda arguments: arguments[0],
)
def test_offline_is_told_in_one_line_at_once(hub, lake, tmp_path, arguments):
    environment = hub.environment(tmp_path / "home") | variables(hub, lake) | {"HF_HUB_OFFLINE": "1"}
    done = subprocess.run([ONRECORD, *arguments], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.rstrip("\n") == (
        f"onrecord: {REPO}: HF_HUB_OFFLINE is set, so {hub.endpoint} is not asked; unset it"
    )
    assert hub.log.all() == []


@pytest.mark.parametrize("n_bytes", [0, 8_000])
def test_a_disk_that_takes_no_more_is_told_in_one_line_and_nothing_is_sent(hub, lake, tmp_path, n_bytes):
    """The system refuses to write more than so many bytes to a file, as it does on a full disk."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))

    environment = hub.environment(tmp_path / "home") | variables(hub, lake)
    command = [ONRECORD, "publish"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, preexec_fn=limit)
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert "File too large" in done.stderr or "No usable temporary directory" in done.stderr
    assert [request.path for request in hub.log.all() if request.method in ("PUT", "POST", "DELETE")] in (
        [],
        ["/api/repos/create"],
    )


@pytest.mark.long
def test_the_token_is_nowhere_in_output_events_or_storage(hub, lake, instance_folder, tmp_path):
    """Not after a run that fails with an answer of the Hub in which the token stands, and not after a good one."""
    hub.faults.add("/preupload/", status=400, message=f"who is Bearer {hub.token}?")
    shown = []
    for wanted in (1, 0):
        status, out, err = run(hub, lake, tmp_path, sys.executable, "-c", MATERIALIZE)
        assert status == wanted, err
        shown += [out, err]
    assert "who is Bearer <token>?" in "".join(shown)
    assert "version 1.0.0 (first): first release" in "".join(shown)
    assert hub.token not in "".join(shown)
    kept = [path for path in instance_folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in kept) > 100_000
    assert [path for path in kept if hub.token.encode() in path.read_bytes()] == []
    assert set(state(hub)["tags"]) == {"v1.0.0"}
    with DagsterInstance.get() as instance:
        event = instance.fetch_materializations(AssetKey("hub_release"), limit=1).records[0].asset_materialization
    (row,) = event.metadata["preview"].records
    assert row.data["version"] == "1.0.0"
    assert event.metadata["card"].value == f"{hub.endpoint}/datasets/{REPO}/blob/v1.0.0/README.md"


@pytest.mark.parametrize("tags", [{}, {"dagster/backfill": "b1"}])  # in which nothing reported would be a failure
@pytest.mark.parametrize(
    ("repository", "token", "line"),
    [("", "x", "no repository is set (ONRECORD_REPOSITORY)"), (REPO, "", "no token is set (HF_TOKEN)")],
)
def test_without_repository_or_token_the_asset_is_skipped_with_a_line(
    instance_folder, tmp_path, monkeypatch, repository, token, line, tags
):
    monkeypatch.setenv("HF_TOKEN", token)
    resources = {"project": project_of(settings_in(tmp_path)), "hub": HubRepository(repository=repository, endpoint="")}
    with DagsterInstance.get() as instance:
        result = materialize([hub_release], instance=instance, resources=resources, tags=tags)
        told = [entry.user_message for entry in instance.all_logs(result.run_id)]
    assert result.success
    events = [event.materialization.metadata for event in result.get_asset_materialization_events()]
    assert [found["reasons"].value for found in events] == (
        [[f"Nothing is published to the Hub: {line}."]] if tags else []
    )
    assert f"Nothing is published to the Hub: {line}." in told
    checks = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert sorted(checks) == ["data_quality", "rights"]
    for check in checks.values():
        assert (check.passed, check.description) == (True, f"Nothing is published to the Hub: {line}.")
