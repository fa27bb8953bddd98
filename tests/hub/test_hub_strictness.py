"""What a real server could refuse is refused here, with the status and code that clients choose their exception by."""

import base64
import hashlib

import pytest

from tests.hub.objects import Entry, folder_ids, lfs_entry, object_id
from tests.hub.requesting import ask, lines

REPO = "/api/datasets/press/statements"
FILE = ("file", {"path": "a.txt", "content": base64.b64encode(b"one").decode(), "encoding": "base64"})
ROWS = b"PAR1" * 100  # 400 bytes
SHA256 = hashlib.sha256(ROWS).hexdigest()
LFS_FILE = ("lfsFile", {"path": "a.parquet", "algo": "sha256", "oid": SHA256, "size": len(ROWS)})


@pytest.fixture
def repository(hub):
    hub.api().create_repo("press/statements", repo_type="dataset")
    return hub


def _upload(hub, oid=SHA256, size=400):
    """The answer to a batch request for one object."""
    body = {"operation": "upload", "transfers": ["basic"], "objects": [{"oid": oid, "size": size}]}
    return ask(hub, "POST", "/datasets/press/statements.git/info/lfs/objects/batch", body).json["objects"][0]


def _put(hub, href, data, token=None):
    path = href.split(f":{hub.storage_port}", 1)[1]
    return ask(hub, "PUT", path, data, token=token, port=hub.storage_port)


def _head(hub):
    return ask(hub, "GET", REPO).json["sha"]


def _with_path(path):
    return ("file", {**FILE[1], "path": path})


BAD_COMMITS = [
    (b"", 400, "BadRequest"),
    (b"{}\n", 400, "BadRequest"),
    (b'["header"]\n', 400, "BadRequest"),
    (lines(), 400, "BadRequest"),
    (lines(FILE, summary=""), 400, "BadRequest"),
    (lines(FILE)[1:], 400, "BadRequest"),
    (lines(("rename", {"path": "a"})), 400, "BadRequest"),
    (lines(("file", {"path": "a.txt", "content": "no base64!"})), 400, "BadRequest"),
    (lines(FILE, parent="f" * 40), 412, "PreconditionFailed"),
    (lines(FILE, ("deletedFile", {"path": "none"})), 404, "EntryNotFound"),
    (lines(FILE, ("deletedFolder", {"path": "none/"})), 404, "EntryNotFound"),
    (lines(FILE, LFS_FILE), 400, "BadRequest"),
    (lines(FILE, _with_path("/a")), 400, "BadRequest"),
    (lines(FILE, _with_path("a/../b")), 400, "BadRequest"),
    (lines(FILE, _with_path(".git/config")), 400, "BadRequest"),
    (lines(FILE, _with_path("a.txt/b")), 400, "BadRequest"),
    (lines(FILE, _with_path("b/")), 400, "BadRequest"),
]


def test_a_bad_commit_changes_nothing(repository):
    before = _head(repository)
    for body, status, code in BAD_COMMITS:
        answer = ask(repository, "POST", f"{REPO}/commit/main", body)
        assert (answer.status, answer.code) == (status, code), body
        assert answer.json["error"]
    assert _head(repository) == before


def test_a_large_regular_file_is_refused(repository):
    content = base64.b64encode(b"x" * (10 * 1024 * 1024 + 1)).decode()
    answer = ask(repository, "POST", f"{REPO}/commit/main", lines(("file", {"path": "a.txt", "content": content})))
    assert answer.status == 413


def test_commits_go_to_branches_only(repository):
    head = _head(repository)
    assert ask(repository, "POST", f"{REPO}/tag/main", {"tag": "v1"}).status == 201
    for revision, status, code in (
        ("v1", 400, "BadRequest"),
        (head, 400, "BadRequest"),
        ("none", 404, "RevisionNotFound"),
    ):
        answer = ask(repository, "POST", f"{REPO}/commit/{revision}", lines(FILE))
        assert (answer.status, answer.code) == (status, code)
    assert ask(repository, "POST", f"{REPO}/commit/main?create_pr=1", lines(FILE)).status == 400
    assert ask(repository, "POST", f"{REPO}/commit/main", lines(FILE, parent=head[:7])).status == 200


def test_an_object_has_to_be_what_was_announced(repository):
    upload = _upload(repository)["actions"]["upload"]
    href, wrong = upload["href"], b"x" * len(ROWS)
    assert _put(repository, href, wrong).status == 400
    assert _put(repository, href, ROWS[:-1]).status == 400
    assert ask(repository, "POST", f"{REPO}/commit/main", lines(LFS_FILE)).status == 400
    assert _put(repository, href, ROWS, token=repository.token).status == 400
    assert _put(repository, href.replace("action=put", "action=get"), ROWS).status == 403
    assert _put(repository, href.replace(SHA256, "0" * 64), ROWS).status == 403
    verify = {"oid": SHA256, "size": len(ROWS)}
    path = "/datasets/press/statements.git/info/lfs/verify"
    assert ask(repository, "POST", path, verify).status == 404
    assert _put(repository, href, ROWS).status == 200
    assert ask(repository, "POST", path, verify).status == 200
    assert "actions" not in _upload(repository)
    assert _upload(repository, "xyz")["error"]["code"] == 422
    short = ("lfsFile", {**LFS_FILE[1], "size": 1})
    assert ask(repository, "POST", f"{REPO}/commit/main", lines(short)).status == 400
    assert ask(repository, "POST", f"{REPO}/commit/main", lines(LFS_FILE)).status == 200


def test_an_object_of_another_repository_is_not_held(repository):
    _put(repository, _upload(repository)["actions"]["upload"]["href"], ROWS)
    repository.api().create_repo("press/dates", repo_type="dataset")
    assert ask(repository, "POST", "/api/datasets/press/dates/commit/main", lines(LFS_FILE)).status == 400


def test_bad_names_of_references(repository):
    for name in ("", "a b", "a..b", "-a", "a.lock", "a/", "v1~1", "0" * 40):
        assert ask(repository, "POST", f"{REPO}/tag/main", {"tag": name}).status == 400, name


def test_errors_name_what_is_missing(repository):
    for method, path, body, status, code in (
        ("GET", "/api/datasets/press/none", None, 404, "RepoNotFound"),
        ("GET", f"{REPO}/revision/none", None, 404, "RevisionNotFound"),
        ("GET", f"{REPO}/tree/none", None, 404, "RevisionNotFound"),
        ("GET", f"{REPO}/tree/main/none", None, 404, "EntryNotFound"),
        ("POST", f"{REPO}/preupload/none", {"files": []}, 404, "RevisionNotFound"),
        ("POST", f"{REPO}/tag/none", {"tag": "v1"}, 404, "RevisionNotFound"),
        ("DELETE", f"{REPO}/tag/none", None, 404, "RevisionNotFound"),
        ("DELETE", f"{REPO}/branch/main", None, 403, "Forbidden"),
        ("POST", "/api/validate-yaml", {"content": "---\n[\n---\n"}, 400, "BadRequest"),
        ("GET", f"{REPO}/xet-write-token/main", None, 404, "NoSuchEndpoint"),
        ("GET", "/api/models/press/statements", None, 501, "NoSuchEndpoint"),
        ("PATCH", REPO, None, 405, "MethodNotAllowed"),
    ):
        answer = ask(repository, method, path, body)
        assert (answer.status, answer.code) == (status, code), path
    assert ask(repository, "GET", "/api/datasets/press/none", token=None).status == 401
    assert ask(repository, "GET", REPO, token="wrong").code == "Unauthorized"


def test_reading_a_file(repository):
    _put(repository, _upload(repository)["actions"]["upload"]["href"], ROWS)
    oid = ask(repository, "POST", f"{REPO}/commit/main", lines(FILE, LFS_FILE)).json["commitOid"]
    ask(repository, "POST", f"{REPO}/tag/main", {"tag": "release/1.0"})
    start = "/datasets/press/statements/resolve/release%2F1.0"
    head = ask(repository, "HEAD", f"{start}/a.txt")
    assert (head.status, head.headers["x-repo-commit"], head.headers["content-length"]) == (200, oid, "3")
    assert head.headers["etag"].strip('"') == object_id("blob", b"one")
    assert ask(repository, "GET", f"{start}/a.txt").body == b"one"
    part = ask(repository, "GET", f"{start}/a.txt", headers={"Range": "bytes=1-1"})
    assert (part.status, part.body, part.headers["content-range"]) == (206, b"n", "bytes 1-1/3")
    assert ask(repository, "GET", f"{start}/a.txt", headers={"Range": "bytes=-2"}).body == b"ne"
    assert ask(repository, "GET", f"{start}/a.txt", headers={"Range": "bytes=9-"}).status == 416
    missing = ask(repository, "HEAD", f"{start}/none")
    assert (missing.status, missing.code, missing.headers["x-repo-commit"]) == (404, "EntryNotFound", oid)
    linked = ask(repository, "HEAD", f"{start}/a.parquet")
    assert (linked.status, linked.headers["x-linked-etag"].strip('"')) == (302, SHA256)
    assert (linked.headers["x-linked-size"], linked.headers["x-repo-commit"]) == (str(len(ROWS)), oid)
    path = linked.headers["location"].split(f":{repository.storage_port}", 1)[1]
    assert ask(repository, "GET", path, token=None, port=repository.storage_port).body == ROWS


def test_ids_are_those_of_git():
    """The expected ids are what `git hash-object` and `git write-tree` print."""
    assert object_id("blob", b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert folder_ids({})[""] == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    hello = Entry("ce013625030ba8dba906f756967f9e9ca394464a", 6)
    ids = folder_ids({"a/b/c.txt": hello, "a.txt": hello, "a-b": hello})
    assert ids == {
        "": "188b6776e1b91517bfa823d3e6cc7b0c31b577ac",
        "a": "91942592790b66ae4bec319bf951d1c7692c5e85",
        "a/b": "2bcada35da78a7011b5497fcf851bb11e2353a39",
    }
    assert lfs_entry(hashlib.sha256(b"hello\n").hexdigest(), 6).oid == "fa61e1ef71c9908c0926776a4aa3504b3a27f159"
