"""Settings: environment variables `ONRECORD_*`, else `onrecord.toml` in the project's root, else the defaults here.

Settings that shape the output are listed in `SHAPING`; their values are part of each month's fingerprint and of the
manifest. All others (where things are, how many processes) never change a byte of the tables.
"""

import json
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pipeline.errors import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parents[1]
SETTINGS_FILE = PROJECT_ROOT / "onrecord.toml"

SHAPING = ("backends", "max_document_bytes", "max_seed_bytes", "merge")

# Which field of a document stands under which key of a record. They shape the output where they are given, and are
# named in fingerprint and manifest only then.
FIELD_NAMES = ("fields", "folders")
RECORD_FIELDS = ("text", "date", "title", "author", "url", "publisher", "source", "language", "id", "captured")

# Those among them that decide what a seed is read as, before any extraction.
PARSING = ("max_document_bytes", "max_seed_bytes")


def _cron_field(number: str) -> str:
    """A field of a cron line: `*` or numbers and ranges with commas between, each with a step or none."""
    part = rf"(?:\*|{number}(?:-{number})?)(?:/[1-9][0-9]?)?"
    return rf"{part}(?:,{part})*"


# Minute, hour, day of the month, month, day of the week.
_CRON = (
    _cron_field("[0-5]?[0-9]"),
    _cron_field("(?:[01]?[0-9]|2[0-3])"),
    _cron_field("(?:0?[1-9]|[12][0-9]|3[01])"),
    _cron_field("(?:0?[1-9]|1[0-2])"),
    _cron_field("[0-7]"),
)


# With a leap day, which comes again.
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _comes(days: str, months: str) -> bool:
    """Whether one of the months has one of the days. Dagster asks that of a line that names weekdays, too."""
    return min(_numbers(days, 31)) <= max(_LONGEST_MONTHS[month - 1] for month in _numbers(months, 12))


def _numbers(field: str, last: int) -> set[int]:
    """The numbers from 1 to `last` that a field of a cron line stands for; a range from 11 to 2 wraps around."""
    found = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, end = ("1", "-", str(last)) if span == "*" else span.partition("-")
        begin, until = int(first), int(end or (last if step else first))
        numbers = range(begin, until + 1 if until >= begin else until + last + 1, int(step or 1))
        found |= {(number - 1) % last + 1 for number in numbers}
    return found


def _check_fields(given: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names of keys by field, in the order of `RECORD_FIELDS`; a table in TOML is a key with a dot."""
    if isinstance(given, tuple):  # checked already
        return given
    if not isinstance(given, Mapping):
        raise PydanticCustomError("fields", 'give a table of FIELD = "KEY"')
    unknown = next((name for name in given if name not in RECORD_FIELDS), None)
    if unknown is not None:
        known = ", ".join(RECORD_FIELDS)
        message = f'{unknown} is no field of a document: write FIELD = "KEY", with FIELD one of {known}'
        raise PydanticCustomError("fields", message.replace("{", "{{"))
    names = {field: [keys] if isinstance(keys, str) else keys for field, keys in given.items()}
    for field, keys in names.items():
        if not isinstance(keys, list) or not keys or not all(isinstance(key, str) and key.strip() for key in keys):
            raise PydanticCustomError("fields", f'{field}: give the key of a record as "KEY" or ["KEY", "OTHER"]')
    return tuple((field, tuple(names[field])) for field in RECORD_FIELDS if field in names)


Fields = Annotated[tuple[tuple[str, tuple[str, ...]], ...], BeforeValidator(_check_fields)]
"""Field of a document → keys of records; as pairs, since settings are compared and hashed."""


class FolderSettings(BaseModel):
    """What holds for the seeds under one folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: Fields = ()


def _check_folders(given: object) -> object:
    """The folders' settings by path without slashes around it, sorted."""
    if not isinstance(given, Mapping):
        return given
    checked = []
    for name, table in sorted(given.items()):
        try:
            checked.append((name.strip("/"), FolderSettings.model_validate(table)))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, (name, *first["loc"])))
            message = "here is only a table `fields`" if first["type"] == "extra_forbidden" else first["msg"]
            raise PydanticCustomError("folders", f"{place}: {message}".replace("{", "{{")) from None
    return tuple(checked)


class Settings(BaseSettings):
    """What a person may set. Locations are paths or fsspec URLs (`s3://…`)."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", toml_file=SETTINGS_FILE, extra="forbid", frozen=True)

    seeds: str = Field(default=str(PROJECT_ROOT / "seeds"), description="Folder of the seeds, a path or fsspec URL.")
    data: str = Field(
        default=str(PROJECT_ROOT / "data"),
        description="Folder of lake and releases, a path or fsspec URL: `<data>/lake`, `<data>/releases`.",
    )
    jobs: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="Processes that extract side by side."
    )
    dask_scheduler: str = Field(
        default="",
        description="Address of a Dask scheduler (tcp://host:8786) whose workers extract; none uses local processes.",
    )
    repository: str = Field(
        default="", description="Dataset on the Hub to publish to, as namespace/name; none by default."
    )
    hub_endpoint: str = Field(default="", description="Address of the Hub; HF_ENDPOINT or the public one by default.")
    seeds_interval: int = Field(
        default=30, ge=0, le=86_400, description="Seconds between two looks for new seeds; 0 never looks."
    )
    nightly_cron: str = Field(
        default="30 2 * * *", description="When all that is stale is rebuilt and published, as cron; empty for never."
    )
    time_zone: str = Field(default="UTC", description="The time zone of `nightly_cron`, such as Europe/Berlin.")
    max_document_bytes: int = Field(
        default=5_000_000, ge=1_000, description="A document larger than this (uncompressed) is rejected as too_large."
    )
    max_seed_bytes: int = Field(
        default=2_000_000_000,
        ge=1_000,
        description="A seed file larger than this (uncompressed) is rejected as too_large.",
    )
    backends: str = Field(
        default="embedded", description="Engines of extraction in their order, by name, with commas between."
    )
    merge: str = Field(
        default="", description="Which of overlapping spans stand, by layer: layer=policy, with commas between."
    )
    spacy_pipeline: str = Field(
        default="", description="Package or folder of the spaCy pipeline, or one a language: de=…,en=…."
    )

    fields: Fields = Field(
        default=(), description='Keys of records by field of a document, before those known: date = "meta.published".'
    )
    folders: Annotated[tuple[tuple[str, FolderSettings], ...], BeforeValidator(_check_folders)] = Field(
        default=(), description="The same for the seeds under one folder: [folders.NAME.fields]."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))

    @field_validator("nightly_cron")
    @classmethod
    def _check_cron(cls, value: str) -> str:
        given = value.split()
        if given and (len(given) != len(_CRON) or not all(map(re.fullmatch, _CRON, given))):
            raise PydanticCustomError("cron", "give minute, hour, day, month and weekday in digits, such as 30 2 * * *")
        if given and not _comes(given[2], given[3]):
            raise PydanticCustomError("cron", "names days that none of its months has, so that it never comes")
        return " ".join(given)

    @field_validator("time_zone")
    @classmethod
    def _check_time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            raise PydanticCustomError("time_zone", "give the name of a time zone, such as Europe/Berlin") from None
        return value

    @property
    def lake(self) -> str:
        """Where the lake is: a path or fsspec URL."""
        return f"{self.data.rstrip('/')}/lake"

    @property
    def releases(self) -> str:
        """Where the folder target keeps its releases: a path or fsspec URL."""
        return f"{self.data.rstrip('/')}/releases"

    def shaping(self) -> dict[str, int | str]:
        """The settings that change the tables, by name, in a fixed order.

        What a backend consists of is not among them: its settings may be paths, and its version says more.
        """
        return {name: getattr(self, name) for name in SHAPING} | self._field_names()

    def parsing(self) -> dict[str, int | str]:
        """Those of the settings that change the tables which also change how seeds are read, in a fixed order."""
        return {name: getattr(self, name) for name in PARSING} | self._field_names()

    def _field_names(self) -> dict[str, str]:
        """A user's own names of fields as JSON, where there are any."""
        given: dict[str, object] = {
            "fields": dict(self.fields),
            "folders": {name: dict(folder.fields) for name, folder in self.folders},
        }
        return {name: json.dumps(given[name], ensure_ascii=False) for name in FIELD_NAMES if given[name]}


@cache
def load_settings() -> Settings:
    """The settings of this process. Raises SettingsError with the first thing that is wrong."""
    return make_settings()


def make_settings(**overrides: object) -> Settings:
    """Settings with `overrides` (of the command line) on top. Raises SettingsError in one line."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"] if isinstance(part, str)) or "settings"
        variable = f"ONRECORD_{name.partition('.')[0].upper()}"
        raise SettingsError(f"setting {name}: {first['msg']} (set {variable} or {SETTINGS_FILE.name})") from None
    except ValueError as error:
        raise SettingsError(f"{SETTINGS_FILE.name}: {error}") from None
