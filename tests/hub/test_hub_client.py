"""The Hub under the real Python client: what it writes it reads back, by branch, tag and commit."""

import hashlib
from pathlib import Path

import pytest
from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
    hf_hub_download,
    snapshot_download,
)
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

REPO = "press/statements"
CARD = b"---\nlicense: cc-by-4.0\nlanguage: [de, en]\ntags: [news]\n---\n# Statements\n"


class Client:
    """The real client with the repository filled in."""

    def __init__(self, hub):
        self.hub = hub
        self.api = hub.api()
        self.api.create_repo(REPO, repo_type="dataset")

    def commit(self, *operations, **options):
        return self.api.create_commit(REPO, operations, commit_message="a change", repo_type="dataset", **options)

    def add(self, path, data, **options):
        return self.commit(CommitOperationAdd(path, data), **options)

    def tree(self, revision="main", **options):
        items = self.api.list_repo_tree(REPO, recursive=True, revision=revision, repo_type="dataset", **options)
        return {item.path: item for item in items}

    def download(self, path, revision="main"):
        options = {"endpoint": self.hub.endpoint, "token": self.hub.token}
        return Path(hf_hub_download(REPO, path, repo_type="dataset", revision=revision, **options))

    def refs(self):
        refs = self.api.list_repo_refs(REPO, repo_type="dataset")
        return {ref.ref: ref.target_commit for ref in refs.branches + refs.tags}


@pytest.fixture
def client(hub):
    return Client(hub)


def test_what_is_committed_is_read_back(client, tmp_path):
    rows = b"PAR1" + bytes(range(256)) * 40
    done = client.commit(CommitOperationAdd("README.md", CARD), CommitOperationAdd("data/2024-01.parquet", rows))
    info = client.api.dataset_info(REPO, files_metadata=True)
    assert info.sha == done.oid
    assert info.card_data.license == "cc-by-4.0"
    assert {"news", "language:de", "license:cc-by-4.0"} <= set(info.tags)
    sizes = {file.rfilename: (file.size, file.lfs and file.lfs.sha256) for file in info.siblings}
    assert sizes["README.md"] == (len(CARD), None)
    assert sizes["data/2024-01.parquet"] == (len(rows), hashlib.sha256(rows).hexdigest())
    assert {path: type(item).__name__ for path, item in client.tree().items()} == {
        ".gitattributes": "RepoFile",
        "README.md": "RepoFile",
        "data": "RepoFolder",
        "data/2024-01.parquet": "RepoFile",
    }
    assert client.download("data/2024-01.parquet").read_bytes() == rows
    local = snapshot_download(
        REPO, repo_type="dataset", endpoint=client.hub.endpoint, token=client.hub.token, local_dir=tmp_path / "copy"
    )
    assert (Path(local) / "README.md").read_bytes() == CARD
    checked = client.api.verify_repo_checksums(REPO, repo_type="dataset", local_dir=local)
    assert (checked.checked_count, checked.mismatches, checked.missing_paths) == (3, [], [])


def test_what_the_disk_lost_is_noticed_by_a_reader(client, tmp_path):
    client.add("a.parquet", b"PAR1" * 100)
    client.hub.repository(REPO).lfs_file(client.tree()["a.parquet"].lfs.sha256).write_bytes(b"PAR2" * 100)
    client.api.hf_hub_download(REPO, "a.parquet", repo_type="dataset", local_dir=tmp_path / "copy")
    checked = client.api.verify_repo_checksums(REPO, repo_type="dataset", local_dir=tmp_path / "copy")
    assert [mismatch["path"] for mismatch in checked.mismatches] == ["a.parquet"]


def test_history_names_each_commit_and_what_it_changed(client):
    first = client.add("a.txt", b"1")
    second = client.add("b.txt", b"2")
    commits = client.api.list_repo_commits(REPO, repo_type="dataset")
    assert [commit.commit_id for commit in commits[:2]] == [second.oid, first.oid]
    assert commits[-1].title == "initial commit"
    changed = {path: item.last_commit.oid for path, item in client.tree(expand=True).items()}
    assert (changed["a.txt"], changed["b.txt"]) == (first.oid, second.oid)


def test_a_stale_parent_is_refused_and_nothing_changes(client):
    first = client.add("a.txt", b"1")
    second = client.add("a.txt", b"2", parent_commit=first.oid)
    with pytest.raises(HfHubHTTPError) as refused:
        client.commit(CommitOperationAdd("a.txt", b"3"), CommitOperationAdd("b.txt", b"3"), parent_commit=first.oid)
    assert refused.value.response.status_code == 412
    assert client.api.dataset_info(REPO).sha == second.oid
    assert "b.txt" not in client.tree()


def test_an_unchanged_file_is_neither_sent_nor_committed(client):
    rows = b"PAR1" * 1000
    first = client.commit(CommitOperationAdd("a.parquet", rows), CommitOperationAdd("a.txt", b"1"))
    client.hub.log.clear()
    again = client.commit(CommitOperationAdd("a.parquet", rows), CommitOperationAdd("a.txt", b"1"))
    assert again.oid == first.oid
    assert client.hub.log.all("/storage/|/commit/") == []
    # The same bytes at another path: committed by their hash, not sent.
    client.add("moved.parquet", rows)
    assert client.hub.log.all("/storage/") == []
    assert client.download("moved.parquet").read_bytes() == rows


@pytest.mark.parametrize("hub", [{"multipart_bytes": 5_000}], indirect=True)
def test_large_files_go_in_parts(client, tmp_path):
    rows = bytes(range(256)) * 50
    path = tmp_path / "a.parquet"
    path.write_bytes(rows)
    client.add("a.parquet", str(path))
    assert [request.received for request in client.hub.log.all("/storage/", "PUT")] == [5_000, 5_000, 2_800]
    assert client.download("a.parquet").read_bytes() == rows


def test_tags_stay_where_they_are(client):
    first = client.add("a.txt", b"1")
    client.api.create_tag(REPO, tag="v1.0.0", revision=first.oid, repo_type="dataset")
    second = client.add("a.txt", b"2")
    with pytest.raises(HfHubHTTPError) as refused:
        client.api.create_tag(REPO, tag="v1.0.0", repo_type="dataset")
    assert refused.value.response.status_code == 409
    client.api.create_tag(REPO, tag="v1.0.0", repo_type="dataset", exist_ok=True)
    assert client.refs()["refs/tags/v1.0.0"] == first.oid
    assert client.download("a.txt", "v1.0.0").read_text() == "1"
    assert client.download("a.txt", second.oid).read_text() == "2"
    assert client.api.dataset_info(REPO, revision="v1.0.0").sha == first.oid
    client.api.delete_tag(REPO, tag="v1.0.0", repo_type="dataset")
    with pytest.raises(RevisionNotFoundError):
        client.tree("v1.0.0")


def test_branches_move_apart(client):
    start = client.add("a.txt", b"1")
    client.api.create_branch(REPO, branch="release/1.0", repo_type="dataset")
    client.add("a.txt", b"2", revision="release/1.0")
    assert client.download("a.txt", "release/1.0").read_text() == "2"
    assert client.refs()["refs/heads/main"] == start.oid
    with pytest.raises(HfHubHTTPError):
        client.api.create_branch(REPO, branch="release/1.0", repo_type="dataset")
    client.api.delete_branch(REPO, branch="release/1.0", repo_type="dataset")
    assert list(client.refs()) == ["refs/heads/main"]


def test_a_copy_from_a_tag_restores_it_without_its_bytes(client):
    old, new = b"PAR1 old" * 500, b"PAR1 new" * 500
    client.commit(CommitOperationAdd("a.parquet", old), CommitOperationAdd("a.txt", b"old"))
    client.api.create_tag(REPO, tag="v1", repo_type="dataset")
    client.commit(CommitOperationAdd("a.parquet", new), CommitOperationAdd("a.txt", b"new"))
    client.hub.log.clear()
    client.commit(*(CommitOperationCopy(path, path, src_revision="v1") for path in ("a.parquet", "a.txt")))
    assert client.hub.log.all("/storage/") == []
    assert {p: i.blob_id for p, i in client.tree().items()} == {p: i.blob_id for p, i in client.tree("v1").items()}


def test_files_and_folders_are_deleted(client):
    client.commit(*(CommitOperationAdd(path, b"1") for path in ("a/1.txt", "a/2.txt", "b/1.txt", "c.txt")))
    client.commit(CommitOperationDelete("a/"), CommitOperationDelete("c.txt"))
    assert set(client.tree()) == {".gitattributes", "b", "b/1.txt"}
    with pytest.raises(RemoteEntryNotFoundError):
        client.commit(CommitOperationAdd("d.txt", b"1"), CommitOperationDelete("c.txt"))
    assert "d.txt" not in client.tree()
    with pytest.raises(RemoteEntryNotFoundError):
        client.tree(path_in_repo="a")


def test_a_bad_card_is_refused(client):
    with pytest.raises(ValueError, match="Invalid metadata"):
        client.add("README.md", b"---\nconfigs: {a: [\n---\n")
    with pytest.raises(ValueError, match="names 'dates' twice"):
        client.add("README.md", b"---\nconfigs:\n- config_name: dates\n- config_name: dates\n---\n")
    with pytest.warns(UserWarning, match="empty or missing yaml metadata"):
        client.add("README.md", b"# no metadata\n")


@pytest.mark.parametrize("hub", [{"page_size": 10}], indirect=True)
def test_listings_come_in_pages(client):
    client.commit(*(CommitOperationAdd(f"data/{n:02}.txt", str(n).encode()) for n in range(25)))
    client.hub.log.clear()
    assert len(client.tree(expand=True)) == 27
    assert len(client.hub.log.all("/tree/")) == 3
    for n in range(11):
        client.add("a.txt", str(n).encode())
    assert len(client.api.list_repo_commits(REPO, repo_type="dataset")) == 13


def test_who_may_do_what(client, hub):
    client.add("a.txt", b"1")
    reader, guest, nobody = hub.api(hub.read_token), hub.api(hub.guest_token), hub.api(token=False)
    assert (hub.api().whoami()["name"], reader.whoami()["auth"]["accessToken"]["role"]) == ("press", "read")
    add = [CommitOperationAdd("b.txt", b"1")]
    for api, status in ((reader, 403), (guest, 403), (nobody, 401)):
        assert api.dataset_info(REPO).id == REPO
        with pytest.raises(HfHubHTTPError) as refused:
            api.create_commit(REPO, add, commit_message="x", repo_type="dataset")
        assert refused.value.response.status_code == status
    client.api.update_repo_settings(REPO, private=True, repo_type="dataset")
    assert reader.dataset_info(REPO).private
    for api in (guest, nobody):
        with pytest.raises(RepositoryNotFoundError):
            api.dataset_info(REPO)
    assert not guest.repo_exists("press/nothing", repo_type="dataset")
    client.api.update_repo_settings(REPO, private=False, gated="auto", repo_type="dataset")
    assert guest.dataset_info(REPO).gated == "auto"
    with pytest.raises(GatedRepoError):
        guest.hf_hub_download(REPO, "a.txt", repo_type="dataset")
    assert Path(reader.hf_hub_download(REPO, "a.txt", repo_type="dataset")).read_text() == "1"
    with pytest.raises(HfHubHTTPError, match="Invalid user token"):
        hub.api("wrong").whoami()


def test_repositories_are_made_once_and_deleted(hub):
    api = hub.api()
    url = api.create_repo("newsroom/dates", repo_type="dataset", private=True)
    assert url.repo_id == "newsroom/dates"
    with pytest.raises(HfHubHTTPError):
        api.create_repo("newsroom/dates", repo_type="dataset")
    api.create_repo("newsroom/dates", repo_type="dataset", exist_ok=True)
    with pytest.raises(HfHubHTTPError, match="rights"):
        api.create_repo("guest/dates", repo_type="dataset")
    api.delete_repo("newsroom/dates", repo_type="dataset")
    with pytest.raises(RepositoryNotFoundError):
        api.delete_repo("newsroom/dates", repo_type="dataset")
    assert not api.repo_exists("newsroom/dates", repo_type="dataset")
