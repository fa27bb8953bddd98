"""What others changed on main: what `publish` says of it, puts back or cannot, and whose files it never takes."""

import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete

from pipeline.errors import ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish.hub.adoption import ForeignFilesError
from pipeline.publish.hub.repair import DamagedError
from pipeline.publish.places import open_release, verify_placed
from pipeline.release.verify import verify_release
from tests.hub.publishing import REPO, A, B, C, fetch, state, writes

DATES, STATEMENTS = "dates/2025-08.parquet", "statements/2025-08.parquet"


def change(hub, *operations, title="Edit by hand", repository=REPO):
    hub.api().create_commit(repository, operations, commit_message=title, repo_type="dataset")


def spoil(hub):
    """Delete a file, edit the card, add rows and the settings of a loader, as people do on the web page."""
    card = fetch(hub, "main", hub.folder / "before").joinpath("README.md").read_text()
    change(
        hub,
        CommitOperationDelete(DATES),
        CommitOperationAdd("README.md", f"{card}\nMy own paragraph.\n".encode()),
        CommitOperationCopy(STATEMENTS, "statements/zz.parquet"),
        CommitOperationAdd(".huggingface.yaml", b"configs: []\n"),
        CommitOperationAdd("logo.png", b"png"),
    )


FAULTS = [
    "added      .huggingface.yaml",
    "edited     README.md",
    f"missing    {DATES}",
    "added      statements/zz.parquet",
]


def test_what_others_changed_is_told_and_put_back_though_nothing_is_due(hub, released):
    before = state(hub)["files"]["main"]
    spoil(hub)
    hub.log.clear()
    outcome, told = released.publish([A], is_dry_run=True)
    assert (outcome, told[1:], writes(hub)) == (None, FAULTS, [])
    assert told[0] == "main is not as release 1.0.0 left it; this is undone, and stays in the history of main:"
    outcome, told = released.publish([A])
    assert (outcome.version, outcome.is_new, told[1:]) == ("1.0.0", False, FAULTS)
    assert outcome.mended == (".huggingface.yaml", "README.md", DATES, "statements/zz.parquet")
    found = state(hub)
    assert found["titles"][:3] == ["Restore v1.0.0", "Edit by hand", "Release v1.0.0"]
    assert {path: oid for path, oid in found["files"]["main"].items() if path != "logo.png"} == before
    assert (set(found["tags"]), found["branches"]) == ({"v1.0.0"}, {"main"})
    hub.log.clear()
    assert released.publish([A]) == (outcome.__class__(**{**_fields(outcome), "mended": ()}), [])
    assert writes(hub) == []


def _fields(outcome):
    return {name: getattr(outcome, name) for name in outcome.__slots__}


def test_a_release_that_is_due_names_them_first_and_undoes_them_itself(hub, released):
    spoil(hub)
    outcome, told = released.publish([A, B])
    assert (outcome.version, outcome.mended) == ("1.1.0", ())
    assert [line for line in told if line in FAULTS] == FAULTS
    found = state(hub)
    assert found["titles"][:2] == ["Release v1.1.0", "Edit by hand"]
    assert verify_release(Storage(str(fetch(hub, "v1.1.0", hub.folder / "out")))) == [
        "logo.png: is not in the manifest"
    ]


@pytest.mark.parametrize("manifest", [None, b"{", b'{"manifest_format": "x"}'], ids=["gone", "no JSON", "none"])
def test_a_lost_manifest_is_put_back_and_a_yank_is_not_forgotten(hub, released, manifest):
    released.publish([A, B])
    released.amend("Yank", "1.0.0")
    before = state(hub)["files"]["main"]
    delete, add = CommitOperationDelete("MANIFEST.json"), CommitOperationAdd("MANIFEST.json", manifest or b"")
    change(hub, delete if manifest is None else add, CommitOperationDelete("README.md"))
    outcome, told = released.publish([A, B])
    assert (outcome.version, outcome.mended) == ("1.1.0", ("MANIFEST.json", "README.md"))
    assert f"{'missing' if manifest is None else 'edited':9}  MANIFEST.json" in told
    assert state(hub)["files"]["main"] == before
    with released.target() as target:
        assert [release.yanked is not None for release in target.releases()] == [False, True]


def test_after_a_rollback_the_older_version_is_what_main_shall_hold(hub, released):
    released.publish([A, B])
    released.amend("Rollback", "1.0.0")
    before = state(hub)["files"]["main"]
    change(hub, CommitOperationDelete(STATEMENTS))
    outcome, _ = released.publish([A])
    assert (outcome.version, outcome.mended) == ("1.0.0", (STATEMENTS,))
    assert state(hub)["files"]["main"] == before
    assert released.publish([A, C])[0].version == "1.2.0"


@pytest.mark.parametrize("lost", [DATES, "release/release.parquet"], ids=["in the lake", "nowhere"])
def test_what_no_commit_has_comes_from_the_lake_or_is_told_with_the_way_out(hub, released, tmp_path, lost):
    files = fetch(hub, "v1.0.0", tmp_path / "files")
    paths = [path for path in files.rglob("*") if path.is_file() and path != files / lost]
    copy = released.repository = "press/copy"
    hub.api().create_repo(copy, repo_type="dataset")
    change(hub, *(CommitOperationAdd(str(p.relative_to(files)), p.read_bytes()) for p in paths), repository=copy)
    hub.api().create_tag(copy, tag="v1.0.0", repo_type="dataset")
    if lost == DATES:
        assert released.publish([A])[0].mended == (DATES,)
        assert state(hub, copy)["files"]["main"] == state(hub)["files"]["main"]
        return
    with pytest.raises(
        DamagedError, match=r"in no commit and not in the lake: release/release\.parquet\. `onrec"
    ) as told:
        released.publish([A])
    assert told.value.exit_status == 1
    assert "publish --repo NAMESPACE/NAME" in str(told.value)
    assert (state(hub, copy)["titles"][0], state(hub, copy)["branches"]) == ("Edit by hand", {"main"})


# ── files of others ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_repository_with_files_of_others_is_taken_over_only_if_that_is_asked_for(hub, publisher):
    hub.api().create_repo(REPO, repo_type="dataset")
    theirs = {"README.md": b"My years of work", "documents/mine.csv": b"a", "data/train.csv": b"b"}
    change(hub, *(CommitOperationAdd(*file) for file in theirs.items()))
    before = state(hub)
    effect = "the release replaces README.md, deletes documents/mine.csv, keeps data/train.csv"
    for is_dry_run in (True, False):
        with pytest.raises(ForeignFilesError, match=f"files of others, so nothing was sent: {effect}"):
            publisher.publish([A], is_dry_run=is_dry_run)
    assert state(hub) == before
    publisher.is_adopting = True
    outcome, told = publisher.publish([A])
    assert (outcome.version, effect in told) == ("1.0.0", True)
    found = state(hub)["files"]["v1.0.0"]
    assert "documents/mine.csv" not in found
    assert found["data/train.csv"] == before["files"]["main"]["data/train.csv"]


def test_files_that_came_after_the_plan_was_made_are_not_replaced_either(hub, publisher):
    hub.api().create_repo(REPO, repo_type="dataset")
    with pytest.raises(ForeignFilesError, match=r"keeps mine\.txt"):
        publisher.publish(
            [A], tell=lambda line: change(hub, CommitOperationAdd("mine.txt", b"1")) if "version" in line else None
        )
    assert set(state(hub)["files"]["main"]) == {".gitattributes", "mine.txt"}


# ── tags of others ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_tags_that_are_on_no_release_stop_neither_the_list_nor_the_next_version(hub, released):
    bare = hub.api().list_repo_commits(REPO, repo_type="dataset")[-1].commit_id
    for tag, revision in (("v1.1.0", "v1.0.0"), ("v1.2.0", "v1.0.0"), ("v3.0.0", bare)):
        hub.api().create_tag(REPO, tag=tag, revision=revision, repo_type="dataset")
    outcome, told = released.publish([A, B])
    assert outcome.version == "1.3.0"
    passed = [line for line in told if "passed over" in line]
    assert passed[0].startswith("the tag v3.0.0 is not on a release of that version: its commit has no MANIFEST.json")
    assert passed[1].startswith("the tag v1.2.0 is not on a release of that version: its commit is that of 1.0.0")
    with released.target() as target:
        assert [release.version for release in target.releases()] == ["1.3.0", "1.0.0"]
        lines = target.remarks()
    assert [line.partition(" is not")[0] for line in lines] == [
        f"{REPO}: the tag v{v}" for v in ("3.0.0", "1.2.0", "1.1.0")
    ]
    with pytest.raises(ReleaseError, match=r"the tag v1\.2\.0 is not on a release"):
        released.amend("Yank", "1.2.0")


# ── verify ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_verify_finds_what_readers_would_load_beside_the_release(hub, released):
    change(
        hub,
        CommitOperationCopy(STATEMENTS, "statements/zz.parquet"),
        CommitOperationAdd("dataset_infos.json", b"{}"),
        CommitOperationAdd("notes/own.parquet", b"mine"),
    )
    place = {"endpoint": hub.endpoint, "token": hub.token}
    with open_release(REPO, **place) as main, open_release(f"{REPO}@v1.0.0", **place) as tagged:
        assert verify_placed(tagged) == []
        assert verify_placed(main) == [
            f"{path}: is not in the manifest, and readers would load it"
            for path in ("dataset_infos.json", "statements/zz.parquet")
        ]


def test_verify_finds_every_file_beside_a_release_in_a_folder(hub, released, tmp_path):
    folder = fetch(hub, "v1.0.0", tmp_path / "1.0.0")
    (folder / "statements" / "zz.parquet").symlink_to(folder / STATEMENTS)
    (folder / "statements" / ".hidden.parquet").write_bytes(b"x")
    (folder / "dates" / "more").mkdir()
    (folder / "dates" / "more" / "a.parquet").write_bytes(b"x")
    with open_release(str(folder)) as release:
        found = verify_placed(release)
    assert [line.partition(":")[0] for line in found] == [
        "dates/more/a.parquet",
        "statements/.hidden.parquet",
        "statements/zz.parquet",
    ]


# ── what the Hub refuses ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            {"path": "/commit/main", "method": "POST", "status": 403, "message": "branch is protected"},
            r"main takes no commit from this token, which may write elsewhere \(branch is protected\); allow it at ",
        ),
        (
            {
                "path": "/commit/",
                "method": "POST",
                "status": 403,
                "message": "Private repository storage limit reached",
            },
            r"the account has no room left \(Private repository storage limit reached\); free or buy some at ",
        ),
        ({"path": "/commit/", "method": "POST", "status": 413}, "the account has no room left"),
    ],
    ids=["protected", "storage", "too large"],
)
def test_what_the_hub_refuses_is_one_line_with_the_next_step(hub, released, fault, words):
    hub.faults.add(times=0, **fault)
    with pytest.raises(ReleaseError, match=words) as told:
        released.publish([A, B])
    assert "\n" not in str(told.value)
    hub.faults.clear()
    assert released.publish([A, B])[0].version == "1.1.0"


def test_a_renamed_and_a_gated_repository_are_told_with_the_next_step(hub, released):
    now = "press/renamed"
    hub.api().create_repo(now, repo_type="dataset")
    location = {"Location": f"{hub.endpoint}/api/datasets/{now}"}
    hub.faults.add(f"/api/datasets/{REPO}$", method="GET", status=307, headers=location)
    with pytest.raises(ReleaseError, match=f"{REPO}: was renamed and is {now} now; give --repo {now}"):
        released.publish([A, B])
    hub.api().update_repo_settings(REPO, gated="auto", repo_type="dataset")
    released.token = hub.guest_token
    with pytest.raises(ReleaseError, match="is gated, and this token has no access; ask for it at ") as told:
        released.publish([A, B], is_dry_run=True)
    assert "\n" not in str(told.value)
