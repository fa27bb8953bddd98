"""The Hub target: releases of a dataset repository, each one commit on main with a tag `vX.Y.Z`.

Nothing unverified reaches main or a tag. A release is first committed to a staging branch made from main's head and
read back there; then the same files, already stored, become one commit on main, which is refused if main has moved; its
tree is compared; the tag is created; the staging branch is deleted. Every step first checks whether it is already done,
so the next run continues an interrupted one.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn

from pipeline.errors import ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish.amendments import Amendment, AmendmentOutcome, describe_amendment, is_due
from pipeline.publish.bringing_back import RightsNow
from pipeline.publish.copying import release_errors
from pipeline.publish.hub.adoption import describe_adoption, refuse_foreign
from pipeline.publish.hub.amend import plan_amendment, state_of
from pipeline.publish.hub.client import HubClient, additions
from pipeline.publish.hub.errors import HubError, MissingRepositoryError, MovedOnHubError
from pipeline.publish.hub.files import describe_files, lay_out
from pipeline.publish.hub.history import Line, leftovers, previous_release, read_line, tagged_releases
from pipeline.publish.hub.plan import Tree, UploadPlan, commit_title, plan_upload, staging_branch, tag_name
from pipeline.publish.hub.readback import Expected, check_commit
from pipeline.publish.hub.release import HubRelease
from pipeline.publish.hub.repair import find_damage, put_back
from pipeline.publish.load_process import Loader, LoadProcess
from pipeline.publish.preview import describe_plan, describe_upload
from pipeline.publish.target import (
    ReleaseOutcome,
    ReleaseSummary,
    already_released,
    newly_released,
    summary,
)
from pipeline.release.contents import Contents, PreviousRelease
from pipeline.release.manifest import MANIFEST, Manifest
from pipeline.release.plan import ReleasePlan
from pipeline.release.verify import verify_keys, verify_months

if TYPE_CHECKING:
    pass

_MAX_FINDINGS = 3


@dataclass
class HubTarget:
    """The releases of one dataset repository. Downloads are stored below `scratch`, which the caller removes.

    `loader` opens a commit with `datasets`. `publish` creates a missing repository, private on request. With
    `is_adopting` a first release may replace files of others. A release is planned on the line after `settle`;
    `publish` reads the line again.
    """

    client: HubClient
    scratch: Path
    loader: Loader
    is_private: bool = False
    is_adopting: bool = False
    _planned: Line | None = field(default=None, init=False)

    @property
    def repository(self) -> str | None:
        """Return the dataset's name, `namespace/name`."""
        return self.client.repository

    @property
    def url(self) -> str:
        """Return the URL of the repository's page."""
        return self.client.url

    def url_of(self, version: str) -> str:
        """Return the URL of one release's page."""
        return f"{self.client.url}/tree/{tag_name(version)}"

    def predecessor(self) -> PreviousRelease | None:
        """Return the release of the highest tag, or the one on main if it has no tag yet or main was reset to it."""
        line = self._planned_on()
        return previous_release(self.client, line, self.scratch) if line else None

    def is_public(self) -> bool:
        """True if the repository is public, or will be when it is created."""
        is_private = self.client.is_private()
        return not (self.is_private if is_private is None else is_private)

    def releases(self) -> list[ReleaseSummary]:
        """List all tagged releases, highest version first."""
        line = self._line()
        if line is None:
            return []
        current = line.current.manifest.version if line.current else None
        found, _ = tagged_releases(self.client, self.scratch)
        return [
            summary(release.manifest, self.url_of(release.manifest.version), line.yanked, current) for release in found
        ]

    def remarks(self) -> list[str]:
        """Return a sentence for each version's tag that is on no release of that version."""
        _, foreign = tagged_releases(self.client, self.scratch)
        return [f"{self.repository}: {tag}; delete it" for tag in foreign]

    def prepare(self, tell: Callable[[str], None], *, is_dry_run: bool) -> None:
        """Start the loading process and finish an interrupted run; a dry run does neither.

        Raises RenamedError if the repository has another name now: the card would name what it is no longer called.
        """
        self.client.is_private()
        if is_dry_run:
            return
        self.get_ready()
        tagged = self.settle()
        if tagged:
            tell(f"{tagged} was on main without its tag: checked and tagged now")

    def taken(self) -> frozenset[str]:
        """Return the versions that have a tag, on a release or not."""
        line = self._planned_on()
        return frozenset(line.tags if line else ())

    def amend(
        self,
        amendment: Amendment,
        *,
        now: RightsNow | None = None,
        is_dry_run: bool = False,
        tell: Callable[[str], None] = lambda line: None,
    ) -> AmendmentOutcome | None:
        """Commit a yank or a rollback to main, after checking it on a separate branch.

        `now` is what may be published now, which a rollback is checked against; by default only the line's memory is.
        """
        if not is_dry_run:
            self.settle()
        line = self._line()
        if line is None or line.current is None:
            raise ReleaseError(f"{self.repository}: holds no releases at {self.client.endpoint}")
        is_new = is_due(amendment, state_of(self.client, line))
        if is_new:
            try:
                planned = plan_amendment(self.client, line, amendment, self.scratch, now or RightsNow())
                self._tell_amendment(amendment, line, planned.release.upload, tell)
                if is_dry_run:
                    return None
                self.get_ready()
                planned.carry_out(self.client, self._check)
            except ReleaseError as error:
                self._tell_if_overtaken(amendment, line, error)
        elif not is_dry_run:  # an earlier run may have ended right after its commit
            self._check(line.current.commit, Expected(line.current.manifest, line.current.manifest))
        if not is_dry_run:
            with suppress(HubError):  # it is on main; the next run clears what is left
                self._clear()
        current = amendment.version if amendment.kind == "Rollback" else line.current.manifest.version
        return AmendmentOutcome(amendment, is_new, current, f"{self.client.url}/tree/main")

    def _tell_amendment(
        self, amendment: Amendment, line: Line, upload: UploadPlan, tell: Callable[[str], None]
    ) -> None:
        """Report what the amendment does, line by line."""
        assert line.current is not None
        for told in describe_upload(upload):
            tell(told)
        current, newest = line.current, line.pending or line.newest or line.current
        tell(describe_amendment(amendment, current.manifest.version, newest.manifest.version))

    def settle(self) -> str | None:
        """Finish an interrupted run: tag a release that is on main, remove staging branches of released versions.

        Return the version that was tagged, if any. Raises ReleaseError if main's content fails verification.
        """
        line = self._line()
        if line is None:
            return None
        pending = line.pending
        if pending is not None:
            try:
                self._check(pending.commit, Expected(pending.manifest, line.newest.manifest if line.newest else None))
            except ReleaseError as error:
                before = tag_name(line.newest.manifest.version) if line.newest else "the commit before"
                told = f"{error}. It is on main: run again; if that stays, take main to {before}"
                raise ReleaseError(told) from None
            self.client.create_tag(tag_name(pending.manifest.version), pending.commit)
            line = self._line()
        for branch in line.leftovers() if line else ():
            self.client.delete_branch(branch)
        self._planned = line
        return pending.manifest.version if pending else None

    def preview(self, plan: ReleasePlan) -> Iterator[str]:
        """Describe in lines what publishing `plan` would do to the repository.

        Raises ForeignFilesError if it holds files of others and may not be taken over.
        """
        line = self._planned_on()
        tree = self.client.tree(line.head) if line else {}
        standing = line.standing if line else None
        upload = plan_upload(describe_files(plan).values(), tree, standing.manifest if standing else None)
        if line is None:
            visibility = "private" if self.is_private else "public"
            yield f"{self.repository} is not there, or not for this token: it is made, {visibility}"
        elif standing is None:
            self._refuse_foreign(tree, upload)
            yield from filter(None, [describe_adoption(tree, upload)])
        yield from (f"{tag}; its version is passed over" for tag in (line.foreign if line else ()))
        damage = find_damage(self.client, line, self.scratch) if line else None
        yield from damage.describe() if damage else ()
        yield from describe_plan(plan, upload)

    def mend(self, lake: Contents, *, is_dry_run: bool, tell: Callable[[str], None]) -> tuple[str, ...] | None:
        """Put back on main what others changed there; return the changed paths, None after a dry run that had some.

        `lake` has the rows of the release that main shall hold. Raises DamagedError if that cannot be done.
        """
        line = self._planned_on()
        damage = find_damage(self.client, line, self.scratch) if line else None
        if line is None or damage is None:
            return ()
        for told in damage.describe():
            tell(told)
        if is_dry_run:
            return None
        paths = put_back(self.client, line, damage, self.scratch, lake, self._check)
        with suppress(HubError):  # it is on main; the next run clears what is left
            self._clear()
        return paths

    def _refuse_foreign(self, tree: Tree, upload: UploadPlan) -> None:
        if not self.is_adopting:
            refuse_foreign(self.client.repository, tree, upload)

    def publish(self, plan: ReleasePlan) -> ReleaseOutcome:
        """Commit the planned release to main and tag it. Of two concurrent publishers one succeeds, one fails."""
        self.get_ready()
        line = self._line_for(plan)
        known = line.current.manifest if line.current else None
        try:
            with release_errors(str(self.scratch)), TemporaryDirectory(dir=self.scratch) as folder:
                self._verify(plan, Path(folder), known)
                release = self._release_of(plan, line)
                if line.standing is None:  # looked at again: the preview may have seen another main
                    self._refuse_foreign(self.client.tree(line.head), release.upload)
                staged = release.stage(partial(additions, folder=Path(folder)))
                # Keys and references, over all months, are looked at while the Hub and `datasets` have work to do.
                keys = partial(verify_keys, Storage(folder), plan.manifest)
                self._check(staged, Expected(plan.manifest, known, release.files, keys))
            plan.recheck()
            commit = release.promote(staged)
            self.client.create_tag(tag_name(plan.version), commit)
        except ReleaseError as error:
            return self._told(plan, line, error)
        with suppress(HubError):  # the release is there; the next run clears what is left
            for branch in leftovers(self.client.refs().branches, plan.version):
                self.client.delete_branch(branch)
        return newly_released(plan, self.url_of(plan.version))

    def get_ready(self) -> None:
        """Start the loading process while the release is planned, verified and staged."""
        if isinstance(self.loader, LoadProcess):
            self.loader.start()

    def _planned_on(self) -> Line | None:
        """Return the line that a release is planned on, as first read."""
        self._planned = self._planned or self._line()
        return self._planned

    def _line(self) -> Line | None:
        return read_line(self.client, self.scratch)

    def _line_for(self, plan: ReleasePlan) -> Line:
        """Return the line that `plan` was made for. Creates the repository if it does not exist."""
        line = self._line()
        if line is None:
            self.client.create_repository(is_private=self.is_private)
            line = self._line()
        if line is None:
            raise MissingRepositoryError(
                f"{self.repository}: is there but not for this token; check the name and HF_TOKEN"
            )
        found = line.current.manifest.version if line.current else None
        if found != plan.manifest.previous:
            raise MovedOnHubError(
                f"{self.repository}: {found or 'nothing'} is the newest release now, not "
                f"{plan.manifest.previous or 'none'} that {plan.version} was to follow; run again"
            )
        if line.yanked != plan.manifest.yanked:
            raise MovedOnHubError(f"{self.repository}: a version was yanked meanwhile; run again")
        if plan.version in line.tags:
            raise ReleaseError(
                f"{self.repository}: somebody made the tag {tag_name(plan.version)} meanwhile; run again"
            )
        return line

    def _release_of(self, plan: ReleasePlan, line: Line) -> HubRelease:
        files = describe_files(plan)
        branch = staging_branch(plan.version, line.head, files[MANIFEST].read())
        return HubRelease(self.client, line, files, title=commit_title(plan.version), branch=branch)

    def _verify(self, plan: ReleasePlan, folder: Path, known: Manifest | None) -> None:
        """Write the release below `folder` and check all but its keys against its manifest, before sending."""
        lay_out(plan, folder)
        findings = verify_months(Storage(str(folder)), plan.manifest, trusted=known, is_hashed=True)
        if findings:
            more = f" (and {len(findings) - _MAX_FINDINGS} more)" if len(findings) > _MAX_FINDINGS else ""
            raise ReleaseError(
                f"{self.repository}: {plan.version} is not released: {'; '.join(findings[:_MAX_FINDINGS])}{more}"
            )
        (folder / MANIFEST).write_bytes(plan.manifest.to_json())

    def _check(self, commit: str, expected: Expected) -> None:
        # A folder of its own, so that nothing which came before the upload stands in for what is read back; the next
        # check gets a loading process with a cache of its own for the same reason.
        with release_errors(str(self.scratch)), TemporaryDirectory(dir=self.scratch) as folder:
            try:
                check_commit(self.client, commit, expected, Path(folder), self.loader)
            finally:
                if isinstance(self.loader, LoadProcess):
                    self.loader.end()

    def _clear(self) -> None:
        line = self._line()
        for branch in line.leftovers() if line else ():
            self.client.delete_branch(branch)

    def _tell_if_overtaken(self, amendment: Amendment, line: Line, error: ReleaseError) -> NoReturn:
        """Raise `error`, or instead an error that main has been changed by someone else."""
        now = None
        with suppress(ReleaseError):
            now = self._line()
        if now is None or now.current is None or now.head == line.head:
            raise error
        with suppress(ReleaseError):
            if not is_due(amendment, state_of(self.client, now)):
                raise HubError(f"{error} (it is on main all the same: the same command checks it)") from None
        raise MovedOnHubError(
            f"{self.repository}: main was changed by somebody else meanwhile, so nothing was done about "
            f"{amendment.version}; run the same command again"
        ) from None

    def _told(self, plan: ReleasePlan, line: Line, error: ReleaseError) -> ReleaseOutcome:
        """Return the message that another publisher was first, if that caused `error`; else raise `error`."""
        now = None
        with suppress(ReleaseError):
            now = self._line()
        if now is None or (now.head == line.head and now.tags == line.tags):
            raise error
        if now.pending is not None and now.pending.manifest == plan.manifest:
            raise ReleaseError(f"{error} ({plan.version} is on main without its tag: the same command finishes it)")
        newest = now.newest.manifest if now.newest else None
        if newest is not None and newest.content_fingerprint == plan.manifest.content_fingerprint:
            return already_released(newest, self.url_of(newest.version))
        found = f"{newest.version} was released" if newest and now.tags != line.tags else "main was changed"
        raise MovedOnHubError(
            f"{self.repository}: {found} by somebody else meanwhile, so {plan.version} was not; run the same command "
            "again to release on top of it"
        ) from None
