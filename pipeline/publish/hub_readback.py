"""A commit of a Hub repository held against a manifest, by reading it back: only what passes may get a tag."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from pipeline.errors import ReleaseError
from pipeline.publish.hub_client import HubClient
from pipeline.publish.hub_plan import ReleaseFile, RemoteFile, Tree, git_oid, is_same
from pipeline.publish.load_process import Loader
from pipeline.publish.load_request import load_files, load_tables
from pipeline.publish.loading import LoadRequest
from pipeline.release.manifest import MANIFEST, FileEntry, Manifest, read_manifest

_LOADS = 3
_DOWNLOADS = 4
_MAX_FINDINGS = 3


def read_manifest_of(client: HubClient, commit: str, scratch: Path) -> Manifest:
    """The manifest in a commit. Raises MissingOnHubError when it has none, ReleaseError when it is broken."""
    data = client.download(MANIFEST, commit, scratch).read_bytes()
    return read_manifest(data, f"{client.repository}@{commit[:12]}/{MANIFEST}")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a commit has to hold: the release of `manifest`.

    `known` is the manifest of a release that was verified before. `files` are this one's, where they are at hand: they
    tell the hash of a text that is not in LFS. `meanwhile` gives further findings, looked for while the Hub answers.
    """

    manifest: Manifest
    known: Manifest | None
    files: Mapping[str, ReleaseFile] = field(default_factory=dict)
    meanwhile: Callable[[], list[str]] = list

    def is_told_by_hash(self, file: FileEntry, remote: RemoteFile) -> bool:
        """Whether nothing but the hash in the commit's tree is needed for a file that was there before."""
        return remote.sha256 is not None or (file.path in self.files and is_same(remote, self.files[file.path]))


def check_commit(client: HubClient, commit: str, expected: Expected, scratch: Path, loader: Loader) -> None:
    """Raise ReleaseError unless `commit` holds the release, whole and loadable.

    Files that the known release has with the same bytes are told by their hashes in the commit's tree; all others are
    downloaded, hashed and loaded whole. Each table is opened from the Hub by its config.
    """
    tree = client.tree(commit)
    manifest = expected.manifest
    if read_manifest_of(client, commit, scratch) != manifest:
        _refuse(client, commit, [f"{MANIFEST}: is not the one of {manifest.version}"])
    findings = _strays(tree, manifest)
    given_up = Event()
    with ThreadPoolExecutor(1) as side:
        tables = load_tables(client.repository, commit, manifest)
        opening = side.submit(_load, tables, loader, client, given_up)
        try:
            copies = _downloaded(client, commit, expected, scratch, findings)
            findings += expected.meanwhile()
        except BaseException:
            given_up.set()
            raise
        findings += opening.result()
    files: dict[str, list[str]] = {}
    n_rows: dict[str, int] = {}
    for file, copy in copies.items():
        if file.table is not None:
            files.setdefault(file.table, []).append(str(copy))
            n_rows[file.table] = n_rows.get(file.table, 0) + (file.n_rows or 0)
    if files and not findings:
        findings += _load(load_files(client.repository, files, n_rows), loader, client, given_up)
    if findings:
        _refuse(client, commit, findings)


def _downloaded(
    client: HubClient, commit: str, expected: Expected, scratch: Path, findings: list[str]
) -> dict[FileEntry, Path]:
    """Copies of the files that are not known; what is wrong with a file of either kind is added to `findings`."""
    tree, known = client.tree(commit), expected.known
    trusted = {(file.path, file.sha256) for file in known.files} if known else set()
    wanted: list[FileEntry] = []
    for file in expected.manifest.files:
        remote = tree.get(file.path)
        if remote is None:
            findings.append(f"{file.path}: is missing")
        elif (file.path, file.sha256) not in trusted or not expected.is_told_by_hash(file, remote):
            wanted.append(file)
        elif remote.sha256 is not None and remote.sha256 != file.sha256:
            findings.append(f"{file.path}: its bytes are not those of the release")
    with ThreadPoolExecutor(_DOWNLOADS) as pool:
        got = pool.map(lambda file: client.download(file.path, commit, scratch), wanted)
        copies = dict(zip(wanted, got, strict=True))
    for file, copy in copies.items():
        findings += _findings(file, tree[file.path], copy)
    return copies


def _findings(file: FileEntry, remote: RemoteFile, copy: Path) -> list[str]:
    """Whether the bytes that came are those of the manifest, and those that the tree names."""
    with copy.open("rb") as handle:
        sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    if sha256 != file.sha256:
        return [f"{file.path}: the bytes that come back are not those of the release"]
    named = remote.sha256 or remote.oid
    if named != (sha256 if remote.sha256 else git_oid(copy.read_bytes())):
        return [f"{file.path}: the tree names other bytes than those that come back"]
    return []


def _strays(tree: Tree, manifest: Manifest) -> list[str]:
    """Files that a config would read as its data though the release does not have them."""
    named = {file.path for file in manifest.files}
    folders = set(manifest.tables)
    return [
        f"{path}: is not in the manifest"
        for path in sorted(tree)
        if path not in named and path.split("/")[0] in folders and "/" in path
    ]


def _load(request: LoadRequest, loader: Loader, client: HubClient, given_up: Event) -> list[str]:
    """What `datasets` finds; a Hub that does not answer is asked again, and then it is a finding."""
    answer: list[str] | str = ""
    for _ in range(_LOADS):
        answer = loader(request)
        if isinstance(answer, list):
            return answer
        if given_up.is_set():
            break
    return [f"it cannot be loaded with datasets: {client.one_line(str(answer))}"]


def _refuse(client: HubClient, commit: str, findings: Collection[str]) -> None:
    told = list(findings)[:_MAX_FINDINGS]
    more = f" (and {len(findings) - len(told)} more)" if len(findings) > len(told) else ""
    raise ReleaseError(
        f"{client.repository}: the commit {commit[:12]} is not tagged: " + client.one_line("; ".join(told)) + more
    )
