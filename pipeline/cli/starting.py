"""`onrecord init` and `onrecord ui`: a new project, and Dagster on a project."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import Data, Jobs, Project, Seeds, app, out, settings_of
from pipeline.settings import project_folder


@app.command()
def init(
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="Folder of the project; the working directory.")] = ".",
) -> None:
    """Write a new project: `onrecord.toml` with every setting explained, `seeds/sources.toml` and `.gitignore`.

    Nothing is overwritten: a folder that holds one of these files is refused.

    Example: `onrecord init press`
    """
    from pipeline.project.writing import write_project

    write_project(Path(folder))
    where = "" if Path(folder).absolute() == Path.cwd() else f"cd {folder}; "
    out.print(f"project in {Path(folder).absolute()}: put documents into seeds/, then `{where}onrecord build`")


@app.command()
def ui(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port on 127.0.0.1; 3000, or a free one if that is taken.")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show what Dagster's daemon does.")] = False,
    seeds: Seeds = None,
    data: Data = None,
    jobs: Jobs = None,
    project: Project = None,
) -> None:
    """Open Dagster on the project: assets, runs and checks, and what runs by itself. Ctrl-C stops it.

    Shows the runs of one data folder, those of `onrecord build` too. Reachable from this machine only.

    Example: `onrecord ui --port 3001`
    """
    settings = settings_of(project, "seeds", "data", seeds=seeds, data=data, jobs=jobs)
    from pipeline.defs.ui import HOST, find_port, serve_ui

    found = find_port(port)
    given = {"seeds": seeds, "data": data, "jobs": jobs}
    chosen = {name: str(getattr(settings, name)) for name, value in given.items() if value is not None}
    out.print(f"onrecord: project {project_folder()}, Dagster on http://{HOST}:{found} (Ctrl-C stops it)")
    out.file.flush()
    serve_ui(settings, found, chosen, is_verbose=verbose)
