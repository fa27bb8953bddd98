"""A repository remembers takedowns: no rollback and no other lake brings a text back, and what holds it is named."""

import datetime
from pathlib import Path

import pytest

from pipeline.errors import ReleaseError
from pipeline.publish.amendments import make_amendment
from pipeline.publish.bringing_back import rights_now
from pipeline.publish.holdings import find_texts, holds_document
from pipeline.publish.hub.holdings import find_on_hub
from pipeline.publish.hub.opening import open_hub
from pipeline.publish.target import release_to
from pipeline.publish.withdrawing import decide, document_entry
from pipeline.release.request import ReleaseRequest
from tests.corpora import ARTICLES, build_lake, full_snapshot, rows_of, settings_in, write_seed
from tests.hub.publishing import QUICK, REPO, loads_well, state

DAY = datetime.date(2025, 11, 1)


def publish(hub, settings):
    build_lake(settings)
    with open_hub(REPO, endpoint=hub.endpoint, token=hub.token, patience=QUICK, loader=loads_well) as target:
        request = ReleaseRequest(date=DAY, settings=settings.shaping(), code_version="0.1.0+abc")
        return release_to(target, full_snapshot(settings), request)


def roll_back(hub, version, **known):
    with open_hub(REPO, endpoint=hub.endpoint, token=hub.token, patience=QUICK, loader=loads_well) as target:
        return target.amend(make_amendment("Rollback", version, "", DAY), **known)


def test_a_repository_brings_nothing_back_and_tells_other_lakes(hub, tmp_path):
    settings = settings_in(tmp_path)
    seeds = Path(settings.seeds)
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    write_seed(seeds, "b.txt", ARTICLES[1], "2025-09-01")
    assert publish(hub, settings).version == "1.0.0"
    document_id = next(row["document_id"] for row in rows_of(settings, "documents") if row["seed"] == "a.txt")
    holds = holds_document(document_id, find_texts(settings, document_id))
    hub.api().create_branch(REPO, branch="staging-v1.0.1-0123456789ab", repo_type="dataset")
    found = find_on_hub(REPO, hub.endpoint, hub.token, holds)
    assert [release.version for release in found] == ["tag v1.0.0", "branch main", "branch staging-v1.0.1-0123456789ab"]

    decide(settings, document_entry(settings, document_id, None, "asked for"))
    (seeds / "a.txt").unlink()
    assert publish(hub, settings).version == "1.0.1"
    assert [release.version for release in find_on_hub(REPO, hub.endpoint, hub.token, holds)] == ["tag v1.0.0"]
    (seeds / "takedowns.toml").unlink()
    before = state(hub)
    for known in ({}, {"now": rights_now(settings)}):
        with pytest.raises(ReleaseError, match=rf"1\.0\.0 holds {document_id}, withdrawn since"):
            roll_back(hub, "1.0.0", **known)
    assert state(hub) == before

    other = settings_in(tmp_path / "other")
    write_seed(Path(other.seeds), "again.txt", ARTICLES[0], "2025-08-27")
    write_seed(Path(other.seeds), "b.txt", ARTICLES[1], "2025-09-01")
    with pytest.raises(ReleaseError, match="remember takedowns that the lake did not know"):
        publish(hub, other)
    assert publish(hub, other).version == "1.0.2"
    (row,) = [row for row in rows_of(other, "documents") if row["seed"] == "again.txt"]
    assert (row["status"], row["text"]) == ("withdrawn", None)
