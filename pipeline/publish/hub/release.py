"""Commit a change to a repository: first to a staging branch, then the same files to main."""

from collections.abc import Callable, Mapping
from functools import partial

from pipeline.publish.hub.client import HubClient, Operation, promotions
from pipeline.publish.hub.errors import HubError, MovedOnHubError
from pipeline.publish.hub.history import MAIN, Line
from pipeline.publish.hub.plan import ReleaseFile, Tree, UploadPlan, plan_upload, tree_findings


class HubRelease:
    """A release of `files` on the commit that main had when `line` was read, by commits of this `title`.

    It is checked on `branch`. `source` is the tree of another commit that has some of the files.
    """

    def __init__(
        self,
        client: HubClient,
        line: Line,
        files: Mapping[str, ReleaseFile],
        *,
        title: str,
        branch: str,
        source: Tree | None = None,
    ) -> None:
        self._client, self._base, self._title, self._branch = client, line.head, title, branch
        self._base_tree = client.tree(line.head)
        self.files = files
        replaced = line.standing.manifest if line.standing else None
        self.upload = plan_upload(files.values(), self._base_tree, replaced, source)

    def stage(self, operations: Callable[[UploadPlan], list[Operation]]) -> str:
        """Commit the result of `operations` to the branch, unless that is done; return the commit's id."""
        head = self._client.create_branch(self._branch, self._base)
        if head != self._base and self._fits(head):
            return head
        if head != self._base:  # nobody but this project writes there, so it is no longer what it was named for
            self._client.delete_branch(self._branch)
            self._client.create_branch(self._branch, self._base)
        return self._commit(self._branch, operations(self.upload))

    def promote(self, staged: str) -> str:
        """Commit the content of the commit `staged` to main; return the new commit's id.

        Raises MovedOnHubError if main has moved, HubError if main's tree differs from the staged one.
        """
        staged_tree = self._client.tree(staged)
        commit = self._commit(MAIN, promotions(self.upload, staged_tree, staged, self.files))
        if self._client.tree(commit) != staged_tree:
            raise HubError(
                f"{self._client.repository}: the commit {commit[:12]} on main does not hold what was checked before; "
                f"it gets no tag. Take main back to {self._base[:12]} and run again"
            )
        return commit

    def _commit(self, branch: str, operations: list[Operation]) -> str:
        return self._client.commit(branch, self._base, self._title, operations, partial(self._landed, branch))

    def _landed(self, branch: str) -> str | None:
        """Return the branch's head if it already contains the release, None if it has not moved."""
        head = self._client.refs().branches.get(branch)
        if head is None or head == self._base:
            return None
        if not self._fits(head):
            raise MovedOnHubError(f"{self._client.repository}: {branch} was changed by somebody else; run again")
        return head

    def _fits(self, commit: str) -> bool:
        return not tree_findings(self._client.tree(commit), self._base_tree, self.upload, self.files)
