"""One release on its way into a repository: a commit on a staging branch, then the same files as a commit on main."""

from functools import partial
from pathlib import Path

from pipeline.publish.hub_client import HubClient, Operation, additions, promotions
from pipeline.publish.hub_errors import HubError, MovedOnHubError
from pipeline.publish.hub_files import describe_files
from pipeline.publish.hub_history import MAIN, Line
from pipeline.publish.hub_plan import commit_title, plan_upload, staging_branch, tree_findings
from pipeline.release.manifest import MANIFEST
from pipeline.release.plan import ReleasePlan


class HubRelease:
    """The planned release `plan` on the commit that main had when `line` was read."""

    def __init__(self, client: HubClient, plan: ReleasePlan, line: Line) -> None:
        self._client, self._version, self._base = client, plan.version, line.head
        self._base_tree = client.tree(line.head)
        self._files = describe_files(plan)
        self._upload = plan_upload(self._files.values(), self._base_tree, line.head_manifest)
        self._branch = staging_branch(plan.version, line.head, self._files[MANIFEST].read())

    def stage(self, folder: Path) -> str:
        """Commit the files below `folder` to the staging branch, unless that is done; the commit's id."""
        head = self._client.create_branch(self._branch, self._base)
        if head != self._base and self._fits(head):
            return head
        if head != self._base:  # nobody but this project writes there, so it is no longer what it was named for
            self._client.delete_branch(self._branch)
            self._client.create_branch(self._branch, self._base)
        return self._commit(self._branch, additions(self._upload, folder))

    def promote(self, staged: str) -> str:
        """Commit to main what the commit `staged` holds; the new commit's id.

        Raises MovedOnHubError when main is not where it was, HubError when main's tree is not the staged one.
        """
        staged_tree = self._client.tree(staged)
        commit = self._commit(MAIN, promotions(self._upload, staged_tree, staged, self._files))
        if self._client.tree(commit) != staged_tree:
            raise HubError(
                f"{self._client.repository}: the commit {commit[:12]} on main does not hold what was checked before; "
                f"it gets no tag. Take main back to {self._base[:12]} and run again"
            )
        return commit

    def _commit(self, branch: str, operations: list[Operation]) -> str:
        title = commit_title(self._version)
        return self._client.commit(branch, self._base, title, operations, partial(self._landed, branch))

    def _landed(self, branch: str) -> str | None:
        """The branch's head if it holds the release already, None while it is where it was."""
        head = self._client.refs().branches.get(branch)
        if head is None or head == self._base:
            return None
        if not self._fits(head):
            raise MovedOnHubError(f"{self._client.repository}: {branch} was changed by somebody else; run again")
        return head

    def _fits(self, commit: str) -> bool:
        return not tree_findings(self._client.tree(commit), self._base_tree, self._upload, self._files)
