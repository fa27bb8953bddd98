"""What publishing does to a repository's files, told from hashes alone."""

import hashlib

import pytest

from pipeline.publish.hub.plan import (
    ReleaseFile,
    RemoteFile,
    git_oid,
    plan_upload,
    staged_version,
    staging_branch,
    tree_findings,
)
from pipeline.release.manifest import FileEntry, Manifest


def wanted(**files):
    """Files of a release by name; `_` in a name stands for `/`."""
    made = {}
    for name, data in files.items():
        path = name.replace("_", "/")
        made[path] = ReleaseFile(path, hashlib.sha256(data).hexdigest(), len(data), lambda data=data: data)
    return made


def remote(path, data, *, is_lfs=True):
    return RemoteFile(path, git_oid(data), hashlib.sha256(data).hexdigest() if is_lfs else None, len(data))


def tree(*files):
    return {file.path: file for file in files}


def actions(plan):
    return {step.path: (step.action, step.n_bytes_sent) for step in plan.steps}


def test_the_git_id_is_that_of_git():
    assert git_oid(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert git_oid(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_each_file_is_new_changed_unchanged_or_deleted():
    files = wanted(README=b"card", documents_a=b"same", documents_b=b"new", dates_a=b"newer")
    found = tree(
        remote("README", b"old card", is_lfs=False),
        remote("documents/a", b"same"),
        remote("dates/a", b"older"),
        remote("documents/gone", b"x"),
        remote(".gitattributes", b"*.parquet filter=lfs", is_lfs=False),
        remote("images/logo.png", b"x"),
    )
    plan = plan_upload(files.values(), found, None)
    assert actions(plan) == {
        "README": ("changed", 4),
        "documents/a": ("unchanged", 0),
        "documents/b": ("new", 3),
        "dates/a": ("changed", 5),
        "documents/gone": ("deleted", 0),
    }
    assert plan.n_bytes_sent == 12


def test_what_the_release_before_drew_and_this_one_does_not_goes_but_other_images_stay():
    entries = [FileEntry(path=path, sha256="0" * 64, n_bytes=1) for path in ("assets/changes.png", "croissant.json")]
    replaced = Manifest(
        version="1.0.0", previous=None, date="2025-09-01", content_fingerprint="0" * 64, code_version="1", settings={},
        tables={}, files=entries,
    )  # fmt: skip
    found = tree(*(remote(path, b"x") for path in ("assets/changes.png", "assets/mine.png", "croissant.json")))
    plan = plan_upload(wanted(**{"croissant.json": b"y"}).values(), found, replaced)
    assert actions(plan) == {"assets/changes.png": ("deleted", 0), "croissant.json": ("changed", 1)}


def test_content_that_the_repository_holds_under_another_name_is_not_sent_again():
    plan = plan_upload(wanted(dates_b=b"rows").values(), tree(remote("dates/a", b"rows")), None)
    assert actions(plan) == {"dates/b": ("new", 0), "dates/a": ("deleted", 0)}


def test_a_small_file_outside_lfs_is_compared_by_its_git_id():
    files = wanted(README=b"card")
    assert actions(plan_upload(files.values(), tree(remote("README", b"card", is_lfs=False)), None)) == {
        "README": ("unchanged", 0)
    }
    assert plan_upload(files.values(), tree(remote("README", b"cart", is_lfs=False)), None).paths("changed")


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({}, None),
        ({"documents/b": None}, "documents/b: is missing"),
        ({"documents/b": b"other"}, "documents/b: its bytes"),
        ({"documents/gone": b"x"}, "documents/gone: was to be deleted"),
        ({"notes.txt": b"edited"}, "notes.txt: is not a file of the release"),
        ({"stray.txt": b"x"}, "stray.txt: is not a file of the release"),
        ({"notes.txt": None}, "notes.txt: is not a file of the release"),
    ],
)
def test_a_commit_is_this_release_only_if_every_path_is_as_planned(change, finding):
    files = wanted(documents_a=b"same", documents_b=b"new")
    base = tree(remote("documents/a", b"same"), remote("documents/gone", b"x"), remote("notes.txt", b"mine"))
    plan = plan_upload(files.values(), base, None)
    content = {"documents/a": b"same", "documents/b": b"new", "notes.txt": b"mine"} | change
    after = tree(*(remote(path, data) for path, data in content.items() if data is not None))
    findings = tree_findings(after, base, plan, files)
    assert [found.startswith(finding) for found in findings] == [True] if finding else findings == []


def test_a_release_has_one_staging_branch_and_another_release_another():
    name = staging_branch("1.2.0", "a" * 40, b"manifest")
    assert name == staging_branch("1.2.0", "a" * 40, b"manifest")
    assert len({name, staging_branch("1.2.0", "b" * 40, b"manifest"), staging_branch("1.2.0", "a" * 40, b"x")}) == 3
    assert staged_version(name) == "1.2.0"
    assert staged_version("main") is None
