"""What anybody can read needs a licence: a public repository is refused, a private one is not."""

import hashlib
import json
import tomllib
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.corpora import ARTICLES, build_lake, settings_in, write_seed
from tests.hub.publishing import REPO

SOURCES = '[offen]\nname = "Offene"\nredistribution = "full_text"\nlicence = "CC BY 4.0"\n'
SILENT = '[tagblatt]\nname = "Tagblatt"\nredistribution = "quotes"\n'


@pytest.fixture
def project(tmp_path, hub, monkeypatch):
    """A lake with a document of a publisher with a licence, one of a publisher without, and one of none."""
    settings = settings_in(tmp_path)
    for number, folder in enumerate(("offen", "tagblatt", "wer")):
        write_seed(Path(settings.seeds), f"{folder}/a.txt", ARTICLES[number], "2025-08-27")
    Path(settings.seeds, "sources.toml").write_text(SOURCES + SILENT)
    build_lake(settings)
    for name, value in {
        "ONRECORD_SEEDS": settings.seeds,
        "ONRECORD_DATA": settings.data,
        "ONRECORD_REPOSITORY": REPO,
        "ONRECORD_HUB_ENDPOINT": hub.endpoint,
        "HF_TOKEN": hub.token,
    }.items():
        monkeypatch.setenv(name, value)
    return settings


@pytest.fixture
def publish(monkeypatch, capfd):
    """`onrecord publish` with these arguments: status, output, errors."""

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["onrecord", "publish", "--date", "2025-09-01", *arguments])
        try:
            main()
            status = 0
        except SystemExit as ended:
            status = ended.code or 0
        told = capfd.readouterr()
        return status, told.out, told.err

    return run


@pytest.mark.parametrize("arguments", [(), ("--dry-run",)])
@pytest.mark.parametrize("is_there", [False, True])
def test_a_public_repository_is_refused_with_the_lines_to_add(project, hub, publish, arguments, is_there):
    if is_there:
        hub.api().create_repo(REPO, repo_type="dataset")
    status, out, err = publish(*arguments, *(("--private",) if is_there else ()))
    assert (status, out) == (2, "")
    assert f"{REPO} is public, and no licence is stated for tagblatt, unknown. Nothing was sent." in err
    assert f"{project.seeds}/sources.toml" in err
    lines = tomllib.loads(err.partition("\n\n")[2])
    assert lines["tagblatt"] == {"name": "Tagblatt", "redistribution": "quotes", "licence": "…"}
    assert lines["unknown"]["licence"] == "…"
    assert "offen" not in lines
    assert hub.api().repo_exists(REPO, repo_type="dataset") is is_there


def test_one_line_is_asked_for_all_outlets_that_nobody_has_named(project, publish):
    records = [{"text": text, "date": "2025-08-27", "site": f"Blatt {n}"} for n, text in enumerate(ARTICLES[2:])]
    Path(project.seeds, "blaetter.jsonl").write_text("\n".join(map(json.dumps, records)))
    build_lake(project)
    err = publish("--dry-run")[2]
    assert "no licence is stated for tagblatt, unknown." in err
    assert set(tomllib.loads(err.partition("\n\n")[2])) == {"tagblatt", "unknown"}


def test_a_licence_that_says_unknown_is_none(project, publish):
    silent = (
        SILENT + 'licence = "Unknown"\n[unknown]\nname = "unknown"\nredistribution = "full_text"\nlicence = "CC0"\n'
    )
    Path(project.seeds, "sources.toml").write_text(SOURCES + silent)
    build_lake(project)
    assert "no licence is stated for tagblatt." in publish("--dry-run")[2]


def test_with_the_lines_added_the_plan_is_made(project, publish):
    unknown = '[unknown]\nname = "unknown"\nredistribution = "full_text"\nlicence = "CC BY 4.0"\n'
    Path(project.seeds, "sources.toml").write_text(SOURCES + SILENT + 'licence = "All rights reserved"\n' + unknown)
    build_lake(project)
    status, out, err = publish("--dry-run")
    assert (status, err) == (0, "")
    assert "it is made, public" in out


@pytest.mark.parametrize("is_there", [False, True])
def test_a_private_repository_may_hold_what_has_no_licence(project, hub, publish, is_there):
    if is_there:
        hub.api().create_repo(REPO, repo_type="dataset", private=True)
    status, out, err = publish("--dry-run", *(() if is_there else ("--private",)))
    assert (status, err) == (0, "")
    assert "version 1.0.0" in out


def test_a_takedown_that_the_lake_does_not_heed_yet_stops_publishing(project, publish):
    document = f'[doc_{"0" * 16}]\ntext_sha256 = "{_sha256(ARTICLES[0])}"\nreason = "r"\n'
    Path(project.seeds, "takedowns.toml").write_text(document)
    status, _, err = publish("--private", "--dry-run")
    assert (status, err.count("\n")) == (2, 1)
    assert "takedowns.toml: not as the lake was built with; run `onrecord build` first" in err


def _sha256(text):

    return hashlib.sha256(text.encode()).hexdigest()
