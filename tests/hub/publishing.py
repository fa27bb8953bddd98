"""Publishing to the loopback Hub in tests, with short waits, and what a repository holds afterwards."""

import datetime
import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.publish.amendments import make_amendment
from pipeline.publish.hub.calls import Patience
from pipeline.publish.hub.opening import open_hub
from pipeline.publish.target import release_to
from pipeline.release.request import ReleaseRequest
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of

REPO = "press/statements"

A = Doc("a")
B = Doc("b", datetime.date(2025, 9, 2), (("Bodo Muster", "Nein."), ("Anna Beispiel", "Doch.")))
C = Doc("c", None, (("Anna Beispiel", "Später."),))
CORPORA = {"first": [A, C], "second": [A.revised(edition="2"), B], "third": [A, B, C]}
"""From the first to the second a month stays, one comes, one goes, and one document is corrected."""

QUICK = Patience(n_tries=4, first_wait=0.01, longest_wait=3.0)


def writes(hub):
    """The requests since the log was cleared that change something on the Hub."""
    reading = ("/api/validate-yaml", "/preupload/", "/paths-info/")
    return [r for r in hub.log.all() if r.method in ("POST", "PUT", "DELETE") and not any(x in r.path for x in reading)]


def loads_well(request):
    """In place of `datasets`, for tests that are about something else."""
    return []


@dataclass
class Publisher:
    """Publishes documents to `repository` on `hub`; the lake lies below `root`."""

    hub: object
    root: Path
    token: str | None = None
    repository: str = REPO
    loader: object = loads_well
    is_private: bool = False
    is_adopting: bool = False

    def publish(self, docs, **options):
        """The outcome, and the lines that were told."""
        told = []
        tell = options.pop("tell", told.append)
        request = ReleaseRequest(**{"date": DAY, "settings": SETTINGS, "code_version": "0.1.0+abc"} | options)
        snapshot = snapshot_of(self.root / "lake", docs)
        with self.target() as target:
            if self.loader is not None:
                target.loader = self.loader
            return release_to(target, snapshot, request, tell), told

    def amend(self, kind, version, reason="wrong speakers", day=DAY, **options):
        """The outcome of a yank or a rollback."""
        with self.target() as target:
            if self.loader is not None:
                target.loader = self.loader
            return target.amend(make_amendment(kind, version, reason, day), **options)

    def target(self):
        token = self.hub.token if self.token is None else self.token
        return open_hub(
            self.repository,
            endpoint=self.hub.endpoint,
            token=token,
            is_private=self.is_private,
            is_adopting=self.is_adopting,
            patience=QUICK,
        )


def state(hub, repository=REPO):
    """Branches, tags, titles of main's commits (newest first), and each tag's files: path → content id."""
    api = hub.api()
    refs = api.list_repo_refs(repository, repo_type="dataset")
    files = {}
    for ref in (*refs.tags, *refs.branches):
        entries = api.list_repo_tree(repository, recursive=True, revision=ref.target_commit, repo_type="dataset")
        files[ref.name] = {e.path: e.lfs.sha256 if e.lfs else e.blob_id for e in entries if hasattr(e, "size")}
    return {
        "branches": {ref.name for ref in refs.branches},
        "tags": {ref.name: ref.target_commit for ref in refs.tags},
        "titles": [commit.title for commit in api.list_repo_commits(repository, repo_type="dataset")],
        "files": files,
    }


def fetch(hub, revision, folder, repository=REPO):
    """All files of a revision that belong to the release, below `folder`."""
    folder = Path(folder)
    hub.api().snapshot_download(
        repository, repo_type="dataset", revision=revision, local_dir=folder, ignore_patterns=".gitattributes"
    )
    shutil.rmtree(folder / ".cache")
    return folder


def digests(folder):
    """SHA-256 of every file below `folder` by path."""
    paths = [path for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
