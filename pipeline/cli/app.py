"""The application, the options that commands share, and what several of them print."""

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from pipeline.cli.console import err as err
from pipeline.cli.console import out as out
from pipeline.cli.order import CommandsByUse
from pipeline.errors import OnrecordError, SettingsError
from pipeline.literal import literal
from pipeline.publish.addresses import hub_address_of
from pipeline.publish.patterns import is_pattern, pattern_advice
from pipeline.settings import PROJECT_VARIABLE, Settings, check_project, make_settings

app = typer.Typer(
    name="onrecord",
    cls=CommandsByUse,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Turn a folder of news documents into a citable dataset of who said what, when, and according to whom.

    `onrecord build` reads the seeds and makes a release; `onrecord releases` lists releases; `onrecord publish` uploads
    to a dataset repository on the Hub; `onrecord annotate` annotates a stream of documents without storing anything.

    A project is a folder with `seeds/` and `onrecord.toml`: the working directory, or the one that `--project` or
    `ONRECORD_PROJECT` names. `onrecord init` writes one. Settings come from options, `ONRECORD_*` variables or
    `onrecord.toml`.

    Exit status: 0 done, 1 found something wrong, 2 could not run.""",
)

Project = Annotated[
    str | None, typer.Option(metavar="DIR", help="Project folder; default: ONRECORD_PROJECT or the working directory.")
]
Seeds = Annotated[str | None, typer.Option(help="Seeds: a folder (a path or fsspec URL), or a single file.")]
Data = Annotated[str | None, typer.Option(help="Data folder, with lake and releases: a path or fsspec URL.")]
Corrections = Annotated[
    str | None, typer.Option(metavar="DIR", help="Folder of corrections; default: corrections/ in the project.")
]
Quality = Annotated[
    str | None, typer.Option(metavar="DIR", help="Folder of samples and answers; default: quality/ in the project.")
]
Place = Annotated[
    str,
    typer.Argument(metavar="FOLDER|VERSION|NAMESPACE/NAME[@REVISION]", help="A release: folder, version or tag."),
]
To = Annotated[
    str | None,
    typer.Option(metavar="FOLDER|URL", help="Target: a folder, a URL, or hf://datasets/NAMESPACE/NAME."),
]
Endpoint = Annotated[str | None, typer.Option(help="URL of the Hub; default: HF_ENDPOINT, else the public Hub.")]
Accept = Annotated[
    list[str] | None,
    typer.Option(
        metavar="MEASURE",
        help="Accept a fall of this measure of data quality, or, for `rights`, that more is passed on than before; may "
        "be repeated.",
    ),
]
Jobs = Annotated[int | None, typer.Option(help="Number of worker processes; default: all cores.")]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON in place of words.")]


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        out.print(f"onrecord {version('onrecord')}")
        raise typer.Exit


@app.callback()
def options_of_all(
    is_version_wanted: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Options that stand before the command; the help of all of them is that of the application."""


SUMMARY = ("documents", "dates", "mentions", "actors", "statements", "rejected")


def address_of(to: str | None, repo: str | None) -> str | None:
    """Return the address of the target that `--to` or `--repo` names, if any. Raises SettingsError for both."""
    if to and repo:
        raise SettingsError("give --to or --repo, not both: each target has its own line of versions")
    return to or (hub_address_of(repo) if repo else None)


def how_to_load(place: str, revision: str | None = None) -> str:
    """Return the Python lines that load a release: a folder, or a repository at a tag."""
    at = f', revision="{revision}"' if revision else ""
    if revision is None and is_pattern(place):
        lines = ("import pandas", f"statements = pandas.read_parquet({_quoted(place + '/statements')})")
        told = f"{pattern_advice(literal(place))}. "
    else:
        lines = (
            "from datasets import load_dataset",
            f'statements = load_dataset({_quoted(place)}, "statements", split="train"{at})',
        )
        told = ""
    return "\n    ".join([f"{told}load it with:", *lines])


def _quoted(text: str) -> str:
    """Return `text` as a string of Python, to be copied."""
    return literal(json.dumps(text, ensure_ascii=False))


def settings_of(project: str | None, *reads: str, makes: Collection[str] = (), **overrides: object) -> Settings:
    """Return the settings of a command: those of the project, with its options on top.

    `reads` names the locations that the command reads, `makes` those among them that it makes where they are missing.
    Raises SettingsError if one of them is neither given nor in a project, or if seeds or data are given and not there.
    Processes that the command starts get the project from the environment.
    """
    if project is not None:
        os.environ[PROJECT_VARIABLE] = str(Path(project).absolute())
    settings = make_settings(**{name: _located(name, value) for name, value in overrides.items()})
    check_project(settings, *reads, otherwise=" and ".join(f"--{name}" for name in reads))
    for name in ("seeds", "data"):
        given = overrides.get(name)
        if given is not None and "://" not in str(given):
            _check_location(name, Path(str(given)), is_made=name in makes)
    return settings


def _check_location(name: str, path: Path, *, is_made: bool) -> None:
    """Raise SettingsError if an option names a folder that is not there, unless it `is_made`, or is no folder."""
    if path.is_dir() or (is_made and not path.exists()):
        return
    if not path.exists():
        raise SettingsError(f"--{name} {path}: no such folder: correct the path")
    if name != "seeds":
        raise SettingsError(f"--{name} {path}: is a file: correct the path")
    from pipeline.parse.formats import seed_format

    if seed_format(path.name) is None:
        raise SettingsError(f"--seeds {path}: no parser knows this file: see docs/archives.md for what is read")


def check_folder(name: str, given: object) -> None:
    """Raise SettingsError if the option `name` was given a path at which there is no folder."""
    if given is not None and "://" not in str(given) and not Path(str(given)).is_dir():
        is_file = Path(str(given)).is_file()
        raise SettingsError(f"--{name} {given}: {'is a file' if is_file else 'no such folder'}: correct the path")


def _located(name: str, value: object) -> object:
    """Resolve a path option against the working directory, not the project."""
    is_path = name in ("seeds", "data", "corrections", "quality") and isinstance(value, str) and "://" not in value
    return str(Path(str(value)).absolute()) if is_path else value


def hub_options(settings: Settings) -> dict[str, str | None]:
    """Return endpoint and token for reading releases on the Hub."""
    from pipeline.publish.hub.access import token_of

    return {"endpoint": settings.hub_endpoint or None, "token": token_of(os.environ)}


def to_json(value: object) -> str:
    """Return a report as JSON in one line, days as text."""
    return json.dumps(value, ensure_ascii=False, default=_as_json)


def _as_json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return dict(value) if isinstance(value, Mapping) else str(value)


class _Rate(ProgressColumn):
    """Documents a second, or a minute where they take longer; nothing until some are done."""

    def render(self, task: Task) -> Text:
        """Return the rate of the last half minute."""
        if not task.speed:
            return Text("")
        return Text(f"{task.speed:,.0f}/s" if task.speed >= 1 else f"{task.speed * 60:,.1f}/min")


@contextmanager
def progress_of(verb: str, *, is_shown: bool = True) -> Iterator[Callable[[int, int], None]]:
    """Show progress in documents: a bar on a terminal, a line for each tenth elsewhere."""
    if not is_shown:
        yield lambda done, total: None
    elif err.is_terminal:
        counted = (MofNCompleteColumn(), TextColumn("documents"), _Rate(), TimeRemainingColumn(), TextColumn("left"))
        columns = (TextColumn(verb), BarColumn(), *counted)
        with Progress(*columns, console=err, transient=True) as bar:
            task = bar.add_task(verb, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    else:
        tenths = 0

        def show(done: int, total: int) -> None:
            nonlocal tenths
            if total and done * 10 // total > tenths:
                tenths = done * 10 // total
                err.print(f"{verb} {done} of {total} documents")

        yield show


def day_of(given: str | None, option: str) -> date | None:
    """Return the day that an option was given. Raises OnrecordError if it is none."""
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError:
        raise OnrecordError(f"{option} {given!r}: give a day as YYYY-MM-DD") from None
