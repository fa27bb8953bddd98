"""Settings: environment variables `ONRECORD_*`, else `onrecord.toml` in the project's folder, else the defaults here.

A project is a folder with `onrecord.toml`, `seeds/` and `data/`: the one that ONRECORD_PROJECT names, else the working
directory. The variable reaches the processes that a command starts, wherever they run. Relative locations in settings
count from the project.

Settings that determine the output are listed in `SHAPING`; their values are part of each month's fingerprint and of the
manifest. All others (locations, number of processes) never change a byte of the tables.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomli
from pydantic import Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pipeline.alerts import EXAMPLE as ALERTS_EXAMPLE
from pipeline.alerts import AlertSettings
from pipeline.calibration_file import CALIBRATION_FILE, Calibration, OwnCalibration, read_calibration
from pipeline.dataset import EXAMPLE, Dataset
from pipeline.errors import SettingsError
from pipeline.furniture_file import FURNITURE_FILE, OwnFurniture, as_tables
from pipeline.gazetteer_file import GAZETTEER_FILE, Gazetteer, OwnGazetteer, read_gazetteer
from pipeline.setting_tables import BackendSettings, Fields, Folders, as_table

SETTINGS_FILE = "onrecord.toml"
SEEDS_FOLDER = "seeds"
CORRECTIONS_FOLDER = "corrections"
QUALITY_FOLDER = "quality"
PROJECT_VARIABLE = "ONRECORD_PROJECT"

SHAPING = ("backends", "max_document_bytes", "max_seed_bytes", "merge")

# Those among them that decide what a seed is read as, before any extraction.
PARSING = ("max_document_bytes", "max_seed_bytes")


# Settings with a file of their own.
_FILES_BESIDE = (("furniture", FURNITURE_FILE), ("gazetteer", GAZETTEER_FILE), ("calibration", CALIBRATION_FILE))

# As Dagster reads it: numbers, ranges and steps, no names and no extensions.
_CRON = re.compile(r"(?:[0-9*/,-]+ ){4}[0-9*/,-]+")


class Settings(BaseSettings):
    """What a person may set. Locations are paths or fsspec URLs (`s3://…`)."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", extra="forbid", frozen=True)

    seeds: str = Field(
        default=SEEDS_FOLDER, validate_default=True, description="Folder of the seeds, a path or fsspec URL."
    )
    data: str = Field(
        default="data",
        validate_default=True,
        description="Folder of lake and releases, a path or fsspec URL: `<data>/lake`, `<data>/releases`.",
    )
    corrections: str = Field(
        default=CORRECTIONS_FOLDER,
        validate_default=True,
        description="Folder of people's corrections, a path or fsspec URL; it need not exist.",
    )
    quality: str = Field(
        default=QUALITY_FOLDER,
        validate_default=True,
        description="Folder of drawn samples and people's answers, a path or fsspec URL; it need not exist.",
    )
    jobs: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        examples=[4],
        description="Processes that extract side by side; all cores by default.",
    )
    dask_scheduler: str = Field(
        default="",
        examples=["tcp://host:8786"],
        description="Address of a Dask scheduler whose workers extract; none uses local processes.",
    )
    repository: str = Field(
        default="",
        examples=["press/statements"],
        description="Dataset on the Hub to publish to, as namespace/name; none by default.",
    )
    hub_endpoint: str = Field(
        default="",
        examples=["https://huggingface.co"],
        description="Address of the Hub; HF_ENDPOINT or the public one by default.",
    )
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
        default="",
        examples=["names=longest,dates=first"],
        description="Which of overlapping spans are kept, by layer: layer=policy, with commas between; those of the "
        "first engine by default.",
    )
    spacy_pipeline: str = Field(
        default="",
        examples=["de=de_core_news_sm,en=en_core_web_sm"],
        description="Package or folder of the pipeline for the engine spacy, or one for each language.",
    )

    tagger: str = Field(
        default="crf",
        description="What proposes names to the engine embedded: the tagger in the package, or one that is installed.",
    )
    backend_settings: BackendSettings = Field(
        default=(),
        examples=[{"NAME": {"model": "press-2"}}],
        description="What an engine or tagger of this name wants to be told: [backend_settings.NAME].",
    )

    languages: str = Field(
        default="",
        examples=["languages"],
        description="Folder with further languages, each a folder of data (docs/new-language.md); none by default.",
    )

    fields: Fields = Field(
        default=(),
        examples=[{"date": "meta.published"}],
        description='Keys of records by field of a document, before those known: date = "meta.published".',
    )
    folders: Folders = Field(
        default=(),
        examples=[{"NAME": {"fields": {"text": "maintext"}}}],
        description="The same for the seeds under one folder: [folders.NAME.fields].",
    )
    dataset: Dataset = Field(
        default=Dataset(),
        examples=[EXAMPLE],
        description="What the dataset is called and whose it is, for card, citation and metadata of its releases: a "
        "changed entry makes a patch release. Write a person's name as Family, Given.",
    )

    alerts: AlertSettings = Field(
        default=AlertSettings(),
        examples=[ALERTS_EXAMPLE],
        description="The address of a webhook that is told of runs that failed and of releases that were blocked or "
        "held back. It is a secret: it is never shown, and may be set by ONRECORD_ALERTS instead.",
    )

    furniture: OwnFurniture = Field(
        default=(),
        examples=[{"kurier.example": {"exact": ["Jetzt abonnieren"]}}],
        json_schema_extra={"file": FURNITURE_FILE},
        description="Paragraphs to drop, by the host of a document; read from furniture.toml.",
    )
    gazetteer: Gazetteer = Field(
        default=OwnGazetteer(),
        examples=[{}],
        json_schema_extra={"file": GAZETTEER_FILE},
        description="Actors and places known by name beside the shipped ones; read from gazetteer.csv.",
    )
    calibration: Calibration = Field(
        default=OwnCalibration(),
        examples=[{}],
        json_schema_extra={"file": CALIBRATION_FILE},
        description="Steps of confidence as measured on the dataset's own samples; read from calibration.toml.",
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
        """Arguments win over the environment, the environment over the project's files."""
        file = TomlConfigSettingsSource(settings_cls, settings_file())
        for name, own in _FILES_BESIDE:
            if name in file.toml_data:
                raise SettingsError(f"{settings_file()}: {name} has a file of its own beside it: {own}")
        gazetteer = read_gazetteer(project_folder() / GAZETTEER_FILE)
        calibration = read_calibration(project_folder() / CALIBRATION_FILE)
        given = _read_furniture() | {"gazetteer": gazetteer, "calibration": calibration}
        beside = InitSettingsSource(settings_cls, given)
        return (init_settings, env_settings, beside, file)

    @field_validator("seeds", "data", "corrections", "quality")
    @classmethod
    def _locate(cls, value: str) -> str:
        return value if "://" in value else _absolute(project_folder() / value)

    @field_validator("languages")
    @classmethod
    def _locate_languages(cls, value: str) -> str:
        return _absolute(project_folder() / value) if value else value

    @field_validator("spacy_pipeline")
    @classmethod
    def _locate_pipelines(cls, value: str) -> str:
        """Make folders absolute; a name that is not a folder of the project is a package."""
        return ",".join(map(_located_pipeline, value.split(",")))

    @field_validator("nightly_cron")
    @classmethod
    def _check_cron(cls, value: str) -> str:
        from croniter import croniter

        cron = " ".join(value.split())
        if not cron:
            return cron
        if not _CRON.fullmatch(cron) or not croniter.is_valid(cron):
            raise PydanticCustomError("cron", "give minute, hour, day, month and weekday in digits, such as 30 2 * * *")
        if not croniter.is_valid(cron, strict=True):
            raise PydanticCustomError("cron", "never runs: its months do not have these days")
        return cron

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
        """Return the location of the lake: a path or fsspec URL."""
        return f"{self.data.rstrip('/')}/lake"

    @property
    def releases(self) -> str:
        """Return the location of the folder target's releases: a path or fsspec URL."""
        return f"{self.data.rstrip('/')}/releases"

    def shaping(self) -> dict[str, int | str]:
        """Return the settings that change the tables, by name, in a fixed order.

        The settings of a backend are not among them: they may be paths, and its version is more informative.
        """
        own = {"gazetteer": self.gazetteer.sha256} if self.gazetteer else {}
        if self.calibration:
            own["calibration"] = self.calibration.sha256
        if self.tagger != type(self).model_fields["tagger"].default:
            own["tagger"] = self.tagger
        return {name: getattr(self, name) for name in SHAPING} | self._field_names() | self._furniture() | own

    def of_backend(self, name: str) -> dict[str, Any]:
        """Return what the table `[backend_settings.NAME]` holds, empty if there is none."""
        table: dict[str, Any] = json.loads(dict(self.backend_settings).get(name, "{}"))
        return table

    def parsing(self) -> dict[str, int | str]:
        """Return the settings that change the tables and also how seeds are read, in a fixed order."""
        return {name: getattr(self, name) for name in PARSING} | self._field_names() | self._furniture()

    def own_names(self) -> dict[str, dict[str, Any]]:
        """Return a user's own names of fields, as in `onrecord.toml`."""
        folders = {name: {"fields": as_table(folder.fields)} for name, folder in self.folders}
        return {"fields": as_table(self.fields), "folders": folders}

    def _field_names(self) -> dict[str, str]:
        """Return the same as JSON, where there are any."""
        return {name: json.dumps(given, ensure_ascii=False) for name, given in self.own_names().items() if given}

    def own_furniture(self) -> dict[str, dict[str, dict[str, list[str]]]]:
        """Return a user's own furniture by host, as in `furniture.toml`, under the setting's name."""
        return {"furniture": as_tables(self.furniture)}

    def _furniture(self) -> dict[str, str]:
        """Its hash, where there is any: a manifest does not repeat what others have written."""
        given = json.dumps(self.own_furniture(), ensure_ascii=False)
        return {"furniture": hashlib.sha256(given.encode()).hexdigest()} if self.furniture else {}


def _read_furniture() -> dict[str, Any]:
    """Return the content of `furniture.toml`, if it exists. Raises SettingsError if it is malformed."""
    path = project_folder() / FURNITURE_FILE
    if not path.is_file():
        return {}
    try:
        return {"furniture": tomli.loads(path.read_text(encoding="utf-8"))}
    except (ValueError, OSError) as error:
        raise SettingsError(f"{path}: {error}") from None


def project_folder() -> Path:
    """Return the project's folder, absolute. Raises SettingsError if ONRECORD_PROJECT is not a folder."""
    folder = Path(_absolute(Path(os.environ.get(PROJECT_VARIABLE, ""))))
    if not folder.is_dir():
        raise SettingsError(f"project {folder} is not a folder: correct --project or {PROJECT_VARIABLE}")
    return folder


def settings_file() -> Path:
    """Return the path of the project's `onrecord.toml`, which may be missing."""
    return project_folder() / SETTINGS_FILE


def check_project(settings: Settings, *reads: str, otherwise: str) -> None:
    """Raise SettingsError if a location among `reads` is the default of a project, and there is no project.

    `otherwise` says what to give to work without a project.
    """
    folder = project_folder()
    if settings.model_fields_set.issuperset(reads):
        return
    if not (folder / SETTINGS_FILE).is_file() and not (folder / SEEDS_FOLDER).is_dir():
        raise SettingsError(
            f"{folder} is not a project: it has neither {SETTINGS_FILE} nor {SEEDS_FOLDER}/. Make one with "
            f"`onrecord init`, name one with --project, or give {otherwise}"
        )


def _absolute(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - symbolic links stay as the person named them


def _located_pipeline(part: str) -> str:
    """`part` of the setting spacy_pipeline, as NAME or LANGUAGE=NAME, with an absolute path for a folder."""
    before, equals, after = part.partition("=")
    name = (after if equals else before).strip()
    folder = project_folder() / name
    located = str(folder) if name and folder.is_dir() else name
    return f"{before}={located}" if equals else located


@cache
def load_settings() -> Settings:
    """Load the settings of this process. Raises SettingsError with the first error."""
    return make_settings()


def make_settings(**overrides: object) -> Settings:
    """Return the settings with `overrides` (of the command line) on top. Raises SettingsError in one line."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_first_error(error, given)) from None
    except (ValueError, OSError) as error:
        raise SettingsError(f"{settings_file()}: {error}") from None


def _first_error(error: ValidationError, given: Mapping[str, object]) -> str:
    """Describe the first error: the setting, the problem, and where to correct it."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"] if isinstance(part, str)) or "settings"
    if first["type"] == "extra_forbidden":
        return f"{settings_file()}: {name} is not a setting: correct or remove it (`onrecord init` lists all)"
    if name == "furniture" and (project_folder() / FURNITURE_FILE).is_file():
        return f"{project_folder() / FURNITURE_FILE}: {first['msg']}"
    variable = f"ONRECORD_{name.partition('.')[0].upper()}"
    if name in given:
        return f"setting {name}: {first['msg']}, not {given[name]!r} (given as an option, which overrides {variable})"
    return f"setting {name}: {first['msg']} (set {variable} or {SETTINGS_FILE})"
