"""The requests that publishing makes to one dataset repository on a Hub.

New content is passed to the client library as open files, which it sends by git LFS: for paths it would use Xet
storage, which not every Hub has and whose uploads cannot be observed. Only this module, `calls` and `loading`,
which runs in a separate process, import the client library and `datasets`.
"""

import io
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
    HfApi,
    get_session,
    hf_hub_url,
    set_client_factory,
)
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils._headers import build_hf_headers
from huggingface_hub.utils._http import default_client_factory, hf_raise_for_status
from huggingface_hub.utils.tqdm import disable_progress_bars

from pipeline.publish.hub.calls import Caller, Patience
from pipeline.publish.hub.errors import HubError, MissingRepositoryError, MovedOnHubError, RenamedError
from pipeline.publish.hub.files import LazyFile
from pipeline.publish.hub.plan import ReleaseFile, RemoteFile, Tree, UploadPlan

Operation = CommitOperationAdd | CommitOperationCopy | CommitOperationDelete

# Seconds to connect, to read (a commit of many files is answered late), to write, and to wait for a free connection.
_TIMEOUTS = (10.0, 120.0, 60.0, 60.0)
_BLOCK = 1 << 20
# Files of one upload; the Hub advises fewer than a hundred a commit, and a first release of decades has thousands.
_MOST_AT_ONCE = 99


def _client_with_timeouts() -> Any:
    """Return the library's HTTP client with timeouts; by default it waits forever for a response."""
    client = default_client_factory()
    client.timeout = _TIMEOUTS
    return client


@dataclass(frozen=True, slots=True)
class Refs:
    """Branches and tags of a repository, each with its commit."""

    branches: dict[str, str]
    tags: dict[str, str]


class HubClient:
    """One dataset repository on one Hub; all methods raise HubError.

    `endpoint` None is the library's default (HF_ENDPOINT, else the public Hub); with `token` None only public content
    can be read. A token that the library finds elsewhere on the machine is never used.
    """

    def __init__(
        self, repository: str, endpoint: str | None = None, token: str | None = None, patience: Patience | None = None
    ) -> None:
        set_client_factory(_client_with_timeouts)
        disable_progress_bars()
        # Its warnings repeat what is retried or reported here, with signed addresses in them.
        logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
        self.repository = repository
        self._api = HfApi(endpoint=endpoint, token=token or False)
        self._headers = build_hf_headers(token=token or False) | {"Accept-Encoding": "identity"}
        self._caller = Caller(repository, self._api.endpoint, token, patience or Patience())
        self._trees: dict[str, Tree] = {}
        self._titles: dict[str, dict[str, str]] = {}

    @property
    def endpoint(self) -> str:
        """Return the Hub's address."""
        return self._api.endpoint

    @property
    def url(self) -> str:
        """Return the URL of the repository's page."""
        return f"{self.endpoint}/datasets/{self.repository}"

    def one_line(self, text: str) -> str:
        """Return `text` on one line and without the token."""
        return self._caller.one_line(text)

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def refs(self) -> Refs:
        """Return branches and tags. Raises MissingRepositoryError if the repository does not exist."""

        def read() -> Refs:
            found = self._api.list_repo_refs(self.repository, repo_type="dataset")
            branches = {ref.name: ref.target_commit for ref in found.branches}
            return Refs(branches, {ref.name: ref.target_commit for ref in found.tags})

        return self._caller.call("list its branches", read)

    def is_private(self) -> bool | None:
        """True if the repository is private; None if it does not exist or is hidden from this token.

        Raises RenamedError if it has another name now, under which the Hub answers.
        """

        def read() -> bool:
            found = self._api.dataset_info(self.repository)
            if found.id.casefold() != self.repository.casefold():
                raise RenamedError(f"{self.repository}: was renamed and is {found.id} now; give --repo {found.id}")
            return bool(found.private)

        try:
            return self._caller.call("read its visibility", read)
        except MissingRepositoryError:
            return None

    def resolve(self, revision: str) -> str:
        """Return the commit of a branch, tag or commit name."""

        def read() -> str:
            return str(self._api.dataset_info(self.repository, revision=revision).sha)

        return self._caller.call(f"find the revision {revision}", read)

    def tree(self, commit: str) -> Tree:
        """Return all files of a commit, by path. A commit never changes, so it is requested once."""

        def read() -> Tree:
            entries = self._api.list_repo_tree(self.repository, revision=commit, recursive=True, repo_type="dataset")
            files = [entry for entry in entries if isinstance(entry, RepoFile)]
            return {f.path: RemoteFile(f.path, f.blob_id, f.lfs.sha256 if f.lfs else None, f.size) for f in files}

        if commit not in self._trees:
            self._trees[commit] = self._caller.call(f"list the files of {commit}", read)
        return self._trees[commit]

    def titles(self, commit: str) -> dict[str, str]:
        """Return the titles of `commit` and of those before it, newest first. They never change, so it asks once."""

        def read() -> dict[str, str]:
            commits = self._api.list_repo_commits(self.repository, repo_type="dataset", revision=commit)
            return {found.commit_id: found.title for found in commits}

        if commit not in self._titles:
            self._titles[commit] = self._caller.call(f"list the commits of {commit}", read)
        return self._titles[commit]

    def download(self, path: str, commit: str, folder: Path) -> Path:
        """Download a file of a commit to `folder`. Raises MissingOnHubError if it does not exist.

        Makes one request where the library makes two; the first one is for metadata that the caller knows or compares.
        """
        target = folder / commit / path

        def read() -> Path:
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f"{target.name}.part")
            url = hf_hub_url(self.repository, path, repo_type="dataset", revision=commit, endpoint=self.endpoint)
            with get_session().stream("GET", url, headers=self._headers) as answer:
                if answer.is_error:
                    answer.read()
                hf_raise_for_status(answer)
                with part.open("wb") as sink:
                    for block in answer.iter_bytes(_BLOCK):
                        sink.write(block)
            return part.replace(target)

        return target if target.exists() else self._caller.call(f"download {path} of {commit}", read)

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def create_repository(self, *, is_private: bool) -> None:
        """Create the repository, unless it exists."""
        self._caller.call(
            "create the repository",
            lambda: self._api.create_repo(self.repository, repo_type="dataset", private=is_private, exist_ok=True),
        )

    def create_branch(self, branch: str, base: str) -> str:
        """Create `branch` at the commit `base`, unless it exists; return its commit."""

        def act() -> str:
            self._api.create_branch(self.repository, branch=branch, revision=base, repo_type="dataset", exist_ok=True)
            return base

        self._caller.call(f"create the branch {branch}", act, lambda: self.refs().branches.get(branch))
        head = self.refs().branches.get(branch)
        if head is None:
            raise MovedOnHubError(f"{self.repository}: the branch {branch} was removed by somebody else; run again")
        return head

    def delete_branch(self, branch: str) -> None:
        """Delete `branch`, if it exists."""

        def act() -> bool:
            self._api.delete_branch(self.repository, branch=branch, repo_type="dataset")
            return True

        self._caller.call(f"delete the branch {branch}", act, lambda: None if branch in self.refs().branches else True)

    def commit(
        self, branch: str, parent: str, title: str, operations: Sequence[Operation], landed: Callable[[], str | None]
    ) -> str:
        """Commit to `branch` after `parent` and return the id. `landed` returns the id of a commit that already exists.

        Many files are uploaded in portions before, each of which is repeated by itself if it fails; those that arrived
        are not sent again by a later run. Raises MovedOnHubError if the branch has moved from `parent` to other
        content.
        """
        added = [operation for operation in operations if isinstance(operation, CommitOperationAdd)]
        if len(added) > _MOST_AT_ONCE:
            for first in range(0, len(added), _MOST_AT_ONCE):
                self._upload(branch, added[first : first + _MOST_AT_ONCE])

        def act() -> str:
            made = self._api.create_commit(
                self.repository,
                operations,
                commit_message=title,
                repo_type="dataset",
                revision=branch,
                parent_commit=parent,
            )
            return str(made.oid)

        return self._caller.call(f"commit to {branch}", act, landed)

    def _upload(self, branch: str, files: Sequence[CommitOperationAdd]) -> None:
        """Upload those of the files that go into LFS; a commit names them later."""

        def act() -> None:
            self._api.preupload_lfs_files(
                self.repository, files, repo_type="dataset", revision=branch, free_memory=False
            )

        self._caller.call("upload files", act)

    def create_tag(self, tag: str, commit: str) -> None:
        """Create `tag` at `commit`, unless it exists. Raises MovedOnHubError if it is on another commit."""

        def landed() -> str | None:
            found = self.refs().tags.get(tag)
            if found not in (None, commit):
                raise MovedOnHubError(f"{self.repository}: the tag {tag} is at {found}, not at {commit}; run again")
            return found

        def act() -> str:
            self._api.create_tag(self.repository, tag=tag, revision=commit, tag_message=tag, repo_type="dataset")
            return commit

        self._caller.call(f"create the tag {tag}", act, landed)
        if landed() is None:
            raise HubError(f"{self.repository}: the tag {tag} was accepted but is not there; run again")


def additions(plan: UploadPlan, folder: Path) -> list[Operation]:
    """Return the operations of `plan`, with the bytes of the files below `folder`."""
    operations: list[Operation] = [CommitOperationDelete(path) for path in plan.paths("deleted")]
    for path in plan.paths("new", "changed"):
        # A LazyFile is what the library checks for and reads, though its annotation asks for a wider class.
        operations.append(CommitOperationAdd(path, cast(BinaryIO, LazyFile(folder / path))))
    return operations


def promotions(plan: UploadPlan, staged: Tree, commit: str, files: Mapping[str, ReleaseFile]) -> list[Operation]:
    """Return the operations of `plan`, with the files that `commit` (its tree: `staged`) already has.

    Files in LFS are referred to by hash; those outside LFS, or not in that commit, are sent.
    """
    operations: list[Operation] = [CommitOperationDelete(path) for path in plan.paths("deleted")]
    for path in plan.paths("new", "changed"):
        if path in staged and staged[path].sha256 == files[path].sha256:
            operations.append(CommitOperationCopy(path, path, src_revision=commit))
        else:
            operations.append(CommitOperationAdd(path, io.BytesIO(files[path].read())))
    return operations
