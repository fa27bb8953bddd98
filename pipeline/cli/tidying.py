"""`onrecord furniture`: paragraphs of pages that are no part of the news."""

import json
from typing import Annotated

import typer

from pipeline.cli.app import Data, Project, app, out, settings_of
from pipeline.errors import OnrecordError
from pipeline.furniture_file import FURNITURE_FILE


@app.command()
def furniture(
    suggest: Annotated[bool, typer.Option("--suggest", help="List paragraphs that repeat within a host.")] = False,
    least: Annotated[int, typer.Option(min=2, help="List those that so many documents of the host hold.")] = 3,
    data: Data = None,
    project: Project = None,
) -> None:
    """List paragraphs that repeat within a host of the lake, written as `furniture.toml` has them.

    Nothing is dropped because of this list: put what is furniture into `furniture.toml` beside `onrecord.toml`, and the
    next build drops it.

    Example: `onrecord furniture --suggest > suggested.toml`
    """
    if not suggest:
        raise OnrecordError(f"furniture: give --suggest; {FURNITURE_FILE} beside onrecord.toml names what is dropped")
    settings = settings_of(project, "data", data=data)
    from pipeline.lake.repeated_paragraphs import find_repeated
    from pipeline.lake.storage import Storage

    host = None
    for found in find_repeated(Storage(settings.lake), least):
        if found.host != host:
            out.print_lines(f"{']' + chr(10) if host is not None else ''}[{json.dumps(found.host)}]\nexact = [")
            host = found.host
        paragraph = json.dumps(" ".join(found.paragraph.split()), ensure_ascii=False)
        out.print_lines(f"    {paragraph},  # in {found.n_documents:,} documents")
    out.print_lines("]" if host is not None else f"# no paragraph is in {least} documents of one host")
