"""`onrecord corrections`: check people's corrections, and write them as test cases."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from pipeline.cli.app import Corrections, Data, Project, app, check_folder, err, out, settings_of
from pipeline.errors import EXIT_FOUND_WRONG


class Action(StrEnum):
    """What is done with corrections."""

    CHECK = "check"
    EXPORT_CASES = "export-cases"


@app.command()
def corrections(
    action: Annotated[
        Action, typer.Argument(help="`check` the files, or `export-cases`: write what they say as test cases.")
    ],
    corrections: Corrections = None,
    data: Data = None,
    project: Project = None,
) -> None:
    """Check the files of corrections, or write them as test cases.

    `check` reads the files alone, as for a pull request: each line that cannot be used is named with file, line and
    reason, and the exit status is 1. `export-cases` prints a case for each correction that the last build applied, one
    JSON object a line with the text of its document, its day and what is expected of an annotation; docs/corrections.md
    says what a case holds.

    Example: `onrecord corrections check --corrections corrections`
    """
    check_folder("corrections", corrections)
    if action is Action.CHECK:
        _check(settings_of(project, corrections=corrections).corrections)
        return
    from pipeline.corrections.reading import read_corrections
    from pipeline.lake.correction_cases import correction_cases
    from pipeline.lake.storage import Storage

    settings = settings_of(project, "data", data=data, corrections=corrections)
    read = read_corrections(settings.corrections)
    for case in correction_cases(Storage(settings.lake), read):
        out.file.write(json.dumps(case, ensure_ascii=False) + "\n")


def _check(url: str) -> None:
    from pipeline.corrections.reading import check_corrections

    n_lines, problems = check_corrections(url)
    for problem in problems:
        err.print(problem, style="red")
    if problems:
        raise typer.Exit(EXIT_FOUND_WRONG)
    out.print(f"{n_lines:,} corrections, nothing wrong")
