"""Settings: environment variables `ONRECORD_*`, else `onrecord.toml` in the project's root, else the defaults here.

Settings that shape the output are listed in `SHAPING`; their values are part of each month's fingerprint and of the
manifest. All others (where things are, how many processes) never change a byte of the tables.
"""

import os
import re
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
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
        return {name: getattr(self, name) for name in SHAPING}

    def parsing(self) -> dict[str, int | str]:
        """Those of the settings that change the tables which also change how seeds are read, in a fixed order."""
        return {name: getattr(self, name) for name in PARSING}


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
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise SettingsError(
            f"setting {name}: {first['msg']} (set ONRECORD_{name.upper()} or {SETTINGS_FILE.name})"
        ) from None
    except ValueError as error:
        raise SettingsError(f"{SETTINGS_FILE.name}: {error}") from None
