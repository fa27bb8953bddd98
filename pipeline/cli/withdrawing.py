"""`onrecord takedown`: documents and persons that must not be published any more."""

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.app import Data, Endpoint, Project, Seeds, app, err, out, settings_of
from pipeline.errors import OnrecordError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.parse.takedowns import Entry
    from pipeline.publish.holdings import Holds

_KINDS = "give one of DOCUMENT_ID, --actor, --lift and --allow"


@app.command()
def takedown(
    document_id: Annotated[
        str | None, typer.Argument(metavar="DOCUMENT_ID", help="As in `documents.document_id`: doc_….")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, for the maintainers of the seeds; not published.")] = "",
    actor: Annotated[
        str | None, typer.Option(metavar="ID", help="Take a person down: name, mentions and statements.")
    ] = None,
    lift: Annotated[str | None, typer.Option(metavar="ID", help="End the takedown of this document or person.")] = None,
    allow: Annotated[
        str | None, typer.Option(metavar="ID", help="Keep a document that resembles one taken down.")
    ] = None,
    text_sha256: Annotated[
        str | None, typer.Option(help="SHA-256 of its text, for a document that is no longer stored.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what holds it and write nothing.")] = False,
    repo: Annotated[
        str | None, typer.Option(metavar="REPO", help="Dataset on the Hub to look through as well.")
    ] = None,
    endpoint: Endpoint = None,
    seeds: Seeds = None,
    data: Data = None,
    project: Project = None,
) -> None:
    """Take a document or a person down: no build brings them back, nor an equal text under another id.

    `takedowns.toml` in the seeds folder names them then, and the lake remembers them. The next build leaves of a
    document one row in `documents` without any text, and nothing of a person. A text that is nearly the same is held
    back until you take it down too or `--allow` it. The history of runs is deleted, since it may show the text. What
    else still holds it is listed, with the ways to remove it.

    Example: `onrecord takedown doc_0f3a9c5e7b1d2468 --reason "asked for by its publisher"`

    Example: `onrecord takedown --lift doc_0f3a9c5e7b1d2468 --reason "withdrawn by mistake"`
    """
    if len([key for key in (document_id, actor, lift, allow) if key is not None]) != 1:
        raise OnrecordError(_KINDS)
    where: dict[str, Any] = {"seeds": seeds, "data": data, "repository": repo, "hub_endpoint": endpoint}
    settings = settings_of(project, "seeds", "data", **where)
    _check_ids(document_id or allow, actor, text_sha256)
    if not dry_run and (not reason.strip() or not reason.isprintable()):
        raise OnrecordError("--reason: give the reason in one line of printable characters")
    reason = reason or "dry run"
    from pipeline.publish.withdrawing import allowance_entry, document_entry, lifted_entry, person_entry

    if lift is not None:
        _decide(settings, lifted_entry(settings, lift, reason), lift, "is lifted", dry_run)
        return
    if allow is not None:
        _decide(settings, allowance_entry(settings, allow, reason), allow, "is allowed", dry_run)
        return
    key = document_id or actor or ""
    entry: Entry = person_entry(settings, key, reason) if actor else document_entry(settings, key, text_sha256, reason)
    _decide(settings, entry, key, "is taken down", dry_run)
    _show_what_is_left(settings, entry, key, is_dry_run=dry_run)


def _check_ids(document_id: str | None, actor_id: str | None, text_sha256: str | None) -> None:
    from pipeline.parse.takedowns import is_actor_id, is_document_id, is_text_sha256

    if document_id is not None and not is_document_id(document_id):
        raise OnrecordError(f"{document_id!r} is not a document_id: give doc_ and 16 hexadecimal digits")
    if actor_id is not None and not is_actor_id(actor_id):
        raise OnrecordError(f"--actor {actor_id!r}: give the id of a person as in `actors.actor_id`: actor_person_…")
    if text_sha256 is not None and not is_text_sha256(text_sha256):
        raise OnrecordError(f"--text-sha256 {text_sha256!r}: give it as 64 hexadecimal digits in lower case")


def _decide(settings: Settings, entry: "Entry", key: str, done: str, is_dry_run: bool) -> None:
    from pipeline.parse.seeds import seeds_folder
    from pipeline.parse.takedowns import TAKEDOWNS_FILE
    from pipeline.publish.withdrawing import decide

    where = f"{seeds_folder(settings.seeds)}/{TAKEDOWNS_FILE}"
    if is_dry_run:
        out.print(f"dry run: {where} would say that {key} {done}; nothing was written")
        return
    is_new = decide(settings, entry)
    out.print(f"{where}: {key} " + (done if is_new else done.replace("is ", "was ") + " before"))
    if done != "is taken down":
        out.print("`onrecord build` makes a release with it.")


def _show_what_is_left(settings: Settings, entry: "Entry", key: str, *, is_dry_run: bool) -> None:
    """Delete what can be deleted at once, and list what else holds it; `key` is the id that was given."""
    from pipeline.parse.takedowns import Takedown
    from pipeline.publish.holdings import (
        find_copies,
        find_correction_lines,
        find_correction_lines_of_person,
        find_releases,
        find_texts,
        holds_document,
        holds_person,
        released_ids_of,
    )

    holds: Holds
    if isinstance(entry, Takedown):
        texts = {**dict.fromkeys(entry.text_sha256), **find_texts(settings, entry.document_id)}
        holds = holds_document(entry.document_id, texts)
        for copy in find_copies(settings, texts):
            what = "holds it" if copy.likeness == 1.0 else f"has {copy.likeness:.0%} in common with it"
            out.print(f"Seed {copy.seed} ({copy.document_id}) {what}.")
        lines = find_correction_lines(settings, entry.document_id, texts)
    else:
        assert not hasattr(entry, "document_id")
        ids = released_ids_of(settings, entry.actor_id)
        holds = holds_person(key, *ids)
        lines = find_correction_lines_of_person(settings, {key, *ids, entry.actor_id})
    if lines:
        out.print("Corrections may hold words of it; remove these lines, also from the history of git:")
        for place in lines:
            out.print(f"    {place}")
    if not is_dry_run:
        out.print(_NEXT)
        _forget_history(settings)
    found = [f"{release.version}  {release.url}" for release in find_releases(settings, holds)]
    if found:
        out.print("Releases in the folder that still hold it:")
        for line in found:
            out.print(f"    {line}")
        out.print("Deleting such a folder removes it there; the version cannot be cited any more.")
    else:
        out.print(f"No release in {settings.releases} holds it.")
    if settings.repository:
        _list_on_hub(settings, holds)
    if not is_dry_run:
        out.print_lines(_ON_THE_HUB)


def _forget_history(settings: Settings) -> None:
    """Delete the history of runs, which shows first rows of tables."""
    from pipeline.defs.history import forget_history
    from pipeline.defs.instance import open_instance

    try:
        with open_instance(settings) as instance:
            forgotten = forget_history(instance)
    except OnrecordError as error:
        err.print(f"onrecord: the history of runs may still show it, and could not be deleted: {error}", style="red")
        return
    out.print(f"The history of runs, which may have shown it, is deleted: {forgotten.n_runs} runs.")
    for run_id in forgotten.running:
        out.print(f"Run {run_id} is under way and stays: run this command again when it has ended.")
    if forgotten.problem:
        err.print(f"onrecord: {forgotten.problem}", style="red")


def _list_on_hub(settings: Settings, holds: "Holds") -> None:
    from pipeline.publish.hub.access import token_of
    from pipeline.publish.hub.holdings import find_on_hub

    endpoint = settings.hub_endpoint or None
    found = find_on_hub(settings.repository, endpoint, token_of(os.environ), holds)
    out.print(f"In {settings.repository} on the Hub " + ("these hold it:" if found else "no tag or branch holds it."))
    for release in found:
        out.print(f"    {release.version}  {release.url}")


_NEXT = (
    "`onrecord build` makes a release without it and deletes the lake's old files, `onrecord publish` brings that to "
    "main on the Hub. Do both before anything is deleted, so that the line of versions continues."
)
_ON_THE_HUB = """On the Hub, older tags and the history of main still hold it. To remove it there, after publishing:
    from huggingface_hub import HfApi
    api, repo = HfApi(), {"repo_id": "NAMESPACE/NAME", "repo_type": "dataset"}
    api.delete_tag(tag="vX.Y.Z", **repo)    # each version that holds it: it cannot be cited any more
    api.delete_branch(branch="staging-…", **repo)    # each such branch that holds it
    kept = {file.lfs.sha256 for file in api.list_repo_tree(recursive=True, **repo) if getattr(file, "lfs", None)}
    old = [file for file in api.list_lfs_files(**repo) if file.file_oid not in kept]
    api.permanently_delete_lfs_files(lfs_files=old, **repo)    # takes the data files of all older versions
This cannot be undone. A tag keeps its commits alive, so that super_squash_history alone removes nothing.
Copies that others have loaded, forks, caches and backups are out of reach; so is the seed itself, which is yours."""
