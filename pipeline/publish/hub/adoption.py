"""Take over a repository that holds files of others, only if asked to."""

from pipeline.errors import ReleaseError
from pipeline.publish.hub.plan import Tree, UploadPlan

# Every new repository has it.
_OF_THE_HUB = frozenset({".gitattributes"})
_MOST_NAMED = 5


class ForeignFilesError(ReleaseError):
    """The repository holds files of others, and nobody has said that it may be taken over."""


def describe_adoption(tree: Tree, upload: UploadPlan) -> str | None:
    """Describe what a first release does to the files of others in `tree`; None if there are none."""
    foreign = sorted(path for path in tree if path not in _OF_THE_HUB)
    if not foreign:
        return None
    parts = []
    for verb, paths in (("replaces", upload.paths("changed")), ("deletes", upload.paths("deleted"))):
        if paths:
            parts.append(f"{verb} {_named(paths)}")
    touched = {*upload.paths("changed"), *upload.paths("deleted")}
    kept = tuple(path for path in foreign if path not in touched)
    if kept:
        parts.append(f"keeps {_named(kept)}")
    return "the release " + ", ".join(parts)


def refuse_foreign(repository: str, tree: Tree, upload: UploadPlan) -> None:
    """Raise ForeignFilesError if the repository holds files of others."""
    described = describe_adoption(tree, upload)
    if described is not None:
        raise ForeignFilesError(
            f"{repository}: has no release, but files of others, so nothing was sent: {described}. Name another "
            "repository, or let `onrecord publish --adopt` do that"
        )


def _named(paths: tuple[str, ...]) -> str:
    more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
    return ", ".join(paths[:_MOST_NAMED]) + more
