"""`onrecord actors`: the actors of a corpus, and those that a person should look at."""

import csv
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import AsJson, Corrections, Data, Project, app, check_folder, err, out, settings_of, to_json
from pipeline.counted import counted
from pipeline.errors import OnrecordError
from pipeline.literal import literal

if TYPE_CHECKING:
    from pipeline.lake.snapshot import Snapshot

_MOST_TOLD = 50
_TOLD = ("actor_id", "name", "kind", "wikidata_id", "n_statements", "n_documents")


@app.command()
def actors(
    name: Annotated[str | None, typer.Argument(help="A part of the name, in any case.")] = None,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="Likely doubles and likely merges, as lines for a file of corrections.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most N; default: 50 in words, all otherwise.")
    ] = None,
    as_json: AsJson = False,
    corrections: Corrections = None,
    data: Data = None,
    project: Project = None,
) -> None:
    """List the actors of the corpus as it was last built, those who say most first.

    `--doubtful` writes a CSV file of corrections: `same_as` for two ids that are likely one actor, and `change` for
    mentions and statements that are likely another person's of the same name. Look at each line before you keep it: the
    opposite of `same_as` is `not_same_as`, which keeps the pair from being proposed again.

    Example: `onrecord actors --doubtful > corrections/doubtful.csv`
    """
    if doubtful and as_json:
        raise OnrecordError("--doubtful writes CSV: leave --json out")
    check_folder("corrections", corrections)
    from pipeline.lake.corpus import take_full_snapshot
    from pipeline.lake.storage import Storage

    settings = settings_of(project, "data", data=data, corrections=corrections)
    snapshot = take_full_snapshot(Storage(settings.lake))
    if doubtful:
        _write_doubtful(snapshot, settings.corrections, name, limit)
    else:
        _list(snapshot, name, limit, as_json=as_json)


def _write_doubtful(snapshot: "Snapshot", url: str, name: str | None, limit: int | None) -> None:
    from pipeline.corrections.judgement import COLUMNS
    from pipeline.corrections.reading import read_corrections
    from pipeline.lake.doubtful_actors import doubtful_lines

    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    n_lines = 0
    for line in doubtful_lines(snapshot, read_corrections(url)):
        if name is not None and not any(
            name.lower() in line[cell].lower() for cell in ("quote", "old_value", "new_value")
        ):
            continue
        if limit is not None and n_lines == limit:
            break
        writer.writerow(line)
        n_lines += 1
    err.print(f"{counted(n_lines, 'line')} to look at")


def _list(snapshot: "Snapshot", name: str | None, limit: int | None, *, as_json: bool) -> None:
    rows = [row for file in snapshot.of("actors") for row in snapshot.table(file, _TOLD).to_pylist()]
    found = [row for row in rows if name is None or name.lower() in (row["name"] or "").lower()]
    found.sort(key=lambda row: (-row["n_statements"], -row["n_documents"], row["actor_id"]))
    most = limit or (None if as_json else _MOST_TOLD)
    for row in found[:most]:
        if as_json:
            out.print_lines(to_json({key: row[key] for key in _TOLD}))
        else:
            counts = f"{counted(row['n_statements'], 'statement')}, {counted(row['n_documents'], 'document')}"
            out.print(literal(f"{row['name']} ({row['kind']}): {counts}  {row['actor_id']}"))
    if not as_json and most is not None and len(found) > most:
        err.print(f"{most:,} of {len(found):,} actors; --limit shows more")
