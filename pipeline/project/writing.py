"""Writes a new project, the same bytes each time."""

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from textwrap import wrap
from typing import Any

from pydantic.fields import FieldInfo

from pipeline.errors import OnrecordError
from pipeline.parse.sources import SOURCES_FILE
from pipeline.settings import SEEDS_FOLDER, SETTINGS_FILE, Settings

_WIDTH = 100

_HEAD = """\
# Settings of this project. Remove the # in front of a line to set it; what is shown is the default, or an example where
# the default is nothing. Environment variables (ONRECORD_JOBS) win over this file, options of a command over both.
# Relative locations count from this folder.
"""

_GITIGNORE = """\
# What onrecord makes. Back up data/releases all the same: what others cite is kept nowhere else.
/data/
/.onrecord/
"""


def write_project(folder: Path) -> None:
    """Write `onrecord.toml`, `seeds/sources.toml` and `.gitignore` into `folder`, which is made if need be.

    Raises OnrecordError when one of them is there already, before anything is written, or when none can be written.
    """
    sources = files("pipeline.project").joinpath(SOURCES_FILE).read_text(encoding="utf-8")
    texts = {SETTINGS_FILE: explained_settings(), f"{SEEDS_FOLDER}/{SOURCES_FILE}": sources, ".gitignore": _GITIGNORE}
    there = [name for name in texts if (folder / name).exists()]
    if there:
        raise OnrecordError(f"{folder.absolute()} already has {', '.join(there)}: give another folder")
    try:
        (folder / SEEDS_FOLDER).mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            with (folder / name).open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise OnrecordError(f"{error.filename}: {error.strerror}: no project can be written there") from None


def explained_settings() -> str:
    """Return an `onrecord.toml` with every setting, its meaning and its default, all commented out."""
    values, tables = [], []
    for name, field in Settings.model_fields.items():
        if field.json_schema_extra:  # it has a file of its own
            continue
        explained = "\n".join(f"# {line}" for line in wrap(field.description or "", _WIDTH))
        shown = _shown(field)
        if isinstance(shown, Mapping):
            tables.append(f"{explained}\n{_table(name, shown)}")
        else:
            values.append(f"{explained}\n#{name} = {_toml(shown)}\n")
    return "\n".join([_HEAD, *values, *tables])


def _shown(field: FieldInfo) -> object:
    """Return the default; an example where that is nothing or depends on the machine."""
    return field.examples[0] if field.examples else field.default


def _table(name: str, shown: Mapping[str, Any]) -> str:
    """Return the TOML of a table, or of the tables in it, commented out."""
    if all(isinstance(value, Mapping) for value in shown.values()):
        return "\n".join(_table(f"{name}.{key}", value) for key, value in shown.items())
    lines = [f"#[{name}]", *(f"#{key} = {_toml(value)}" for key, value in shown.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """A value as TOML writes it; JSON but for tables, which are in one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)
