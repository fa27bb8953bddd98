"""Check a commit of a Hub repository against a manifest by reading it back; only a valid commit may be tagged."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from pipeline.errors import ReleaseError
from pipeline.publish.hub.client import HubClient
from pipeline.publish.hub.plan import ReleaseFile, RemoteFile, git_oid, is_same, strays
from pipeline.publish.load_process import Loader
from pipeline.publish.load_request import load_files, load_tables
from pipeline.publish.loading import LoadRequest
from pipeline.release.manifest import MANIFEST, FileEntry, Manifest, read_manifest

_LOADS = 3
_DOWNLOADS = 4
_MAX_FINDINGS = 3


def read_manifest_of(client: HubClient, commit: str, scratch: Path) -> Manifest:
    """Read the manifest of a commit. Raises MissingOnHubError if it has none, ReleaseError if it is broken."""
    data = client.download(MANIFEST, commit, scratch).read_bytes()
    return read_manifest(data, f"{client.repository}@{commit[:12]}/{MANIFEST}")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a commit must contain: the release of `manifest`.

    `known` is the manifest of a release that was verified before. `files` are this release's, if available: they give
    the hash of a text that is not in LFS. `meanwhile` returns further findings, computed while waiting for the Hub.
    """

    manifest: Manifest
    known: Manifest | None
    files: Mapping[str, ReleaseFile] = field(default_factory=dict)
    meanwhile: Callable[[], list[str]] = list

    def is_told_by_hash(self, file: FileEntry, remote: RemoteFile) -> bool:
        """True if the hash in the commit's tree is enough to verify a file that existed before."""
        return remote.sha256 is not None or (file.path in self.files and is_same(remote, self.files[file.path]))


def check_commit(client: HubClient, commit: str, expected: Expected, scratch: Path, loader: Loader) -> None:
    """Raise ReleaseError unless `commit` contains the complete release and it can be loaded.

    Files with the same bytes as in the known release are compared by their hashes in the commit's tree; all others are
    downloaded, hashed and loaded completely. Each table is opened from the Hub by its config.
    """
    tree = client.tree(commit)
    manifest = expected.manifest
    if read_manifest_of(client, commit, scratch) != manifest:
        _refuse(client, commit, [f"{MANIFEST}: is not the one of {manifest.version}"])
    findings = [f"{path}: is not in the manifest" for path in strays(tree, manifest)]
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
    """Download the files that are not known; add problems with files of either kind to `findings`."""
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
    """Compare the downloaded bytes with the manifest and with the tree."""
    with copy.open("rb") as handle:
        sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    if sha256 != file.sha256:
        return [f"{file.path}: the bytes that come back are not those of the release"]
    named = remote.sha256 or remote.oid
    if named != (sha256 if remote.sha256 else git_oid(copy.read_bytes())):
        return [f"{file.path}: the tree names other bytes than those that come back"]
    return []


def _load(request: LoadRequest, loader: Loader, client: HubClient, given_up: Event) -> list[str]:
    """Return the findings of `datasets`; if the Hub does not respond, retry, then report that as a finding."""
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
