"""`onrecord takedown`: withdraw a document that must not be published any more."""

from typing import Annotated

import typer

from pipeline.cli.app import Data, Project, Seeds, app, out, settings_of
from pipeline.errors import OnrecordError, SeedsError
from pipeline.settings import Settings


@app.command()
def takedown(
    document_id: Annotated[str, typer.Argument(metavar="DOCUMENT_ID", help="As in `documents.document_id`: doc_….")],
    reason: Annotated[str, typer.Option(help="Why, for the maintainers of the seeds; not published.")],
    text_sha256: Annotated[
        str | None, typer.Option(help="SHA-256 of its text, for a document that is no longer stored.")
    ] = None,
    seeds: Seeds = None,
    data: Data = None,
    project: Project = None,
) -> None:
    """Take a document down: no build brings it back, nor an equal text under another id.

    Writes its id, the hash of its text and the reason to `takedowns.toml` in the seeds folder. The next build keeps
    only its row in `documents`, without text. Lists the earlier releases that still contain it, and how to remove it.

    Example: `onrecord takedown doc_0f3a9c5e7b1d2468 --reason "asked for by its publisher"`
    """
    from pipeline.parse.takedowns import TAKEDOWNS_FILE, Takedown, is_document_id, is_text_sha256, store_takedown
    from pipeline.publish.holdings import find_releases, find_texts

    settings = settings_of(project, "seeds", "data", seeds=seeds, data=data)
    if not is_document_id(document_id):
        raise OnrecordError(f"{document_id!r} is not a document_id: give doc_ and 16 hexadecimal digits")
    if text_sha256 is not None and not is_text_sha256(text_sha256):
        raise OnrecordError(f"--text-sha256 {text_sha256!r}: give it as 64 hexadecimal digits in lower case")
    if not reason.strip() or not reason.isprintable():
        raise OnrecordError("--reason: give the reason in one line of printable characters")
    texts = find_texts(settings, document_id)
    if text_sha256 is not None:
        texts = tuple(sorted({*texts, text_sha256}))
    if not texts:
        raise SeedsError(
            f"{document_id}: neither seeds nor lake nor releases have it; check the id, or give --text-sha256"
        )
    is_new = store_takedown(settings.seeds, Takedown(document_id=document_id, text_sha256=texts, reason=reason))
    where = f"{settings.seeds.rstrip('/')}/{TAKEDOWNS_FILE}"
    out.print(f"{where}: {document_id} " + ("is taken down" if is_new else "was taken down before"))
    _tell_what_is_left(settings, [f"{r.version}  {r.url}" for r in find_releases(settings, document_id, texts)])


_NEXT = (
    "`onrecord build` makes a release without it, `onrecord publish` publishes that to main on the Hub. Do both before "
    "you delete anything, so that versions continue. The lake deletes its old files after a day."
)
_ON_THE_HUB = """On the Hub, older tags and the history of main still contain it. To remove it there, after publishing:
    from huggingface_hub import HfApi
    api, repo = HfApi(), {"repo_id": "NAMESPACE/NAME", "repo_type": "dataset"}
    api.delete_tag(tag="vX.Y.Z", **repo)    # each version that contains it: it can no longer be cited
    kept = {file.lfs.sha256 for file in api.list_repo_tree(recursive=True, **repo) if getattr(file, "lfs", None)}
    old = [file for file in api.list_lfs_files(**repo) if file.file_oid not in kept]
    api.permanently_delete_lfs_files(lfs_files=old, **repo)    # deletes the data files of all older versions
This cannot be undone. A tag keeps its commits alive, so super_squash_history alone removes nothing.
Copies, forks and caches of others cannot be removed."""


def _tell_what_is_left(settings: Settings, holding: list[str]) -> None:
    out.print(_NEXT)
    if holding:
        out.print("Releases in the folder that still contain it:")
        for line in holding:
            out.print(f"    {line}")
        out.print("Deleting such a folder removes it there; that version can then no longer be cited.")
    else:
        out.print(f"No release in {settings.releases} contains it.")
    out.print_lines(_ON_THE_HUB)
